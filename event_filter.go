package vsslog

import (
	"errors"
	"math"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/eventsort"
	"github.com/vsslog/vsslog/parse"
)

// arranged puts the filter and the sort that opt requests before sink. end passes on the
// records that wait.
func (o *Options) arranged(sink recordSink) (first recordSink, end func() error) {
	first, end = sink, func() error { return nil }
	if o.SortByTime {
		s := &sorting{sorter: eventsort.New(eventsort.DefaultMemory), sink: sink}
		first, end = s, s.end
	}
	if len(o.Hosts) == 0 && o.Since.IsZero() && o.Until.IsZero() {
		return first, end
	}
	f := &filtering{
		sink:    first,
		since:   math.MinInt64,
		until:   math.MaxInt64,
		bounded: !o.Since.IsZero() || !o.Until.IsZero(),
	}
	if !o.Since.IsZero() {
		f.since = parse.FromTime(o.Since)
	}
	if !o.Until.IsZero() {
		f.until = parse.FromTime(o.Until)
	}
	for _, h := range o.Hosts {
		f.hosts = append(f.hosts, strings.ToLower(h))
	}
	return f, end
}

// recordSink is an EventSink without its end.
type recordSink interface {
	Event(*export.EventRow) error
	Batch(source string, batch *parse.Batch) error
}

// filtering passes on the records of the requested hosts and time.
type filtering struct {
	sink         recordSink
	hosts        []string // lower case; none: all
	since, until parse.Ticks
	bounded      bool // by time
	kept         parse.Batch
}

// Event passes on a record that was requested.
func (f *filtering) Event(r *export.EventRow) error {
	if !f.wanted(r.Record) {
		return nil
	}
	return f.sink.Event(r)
}

// Batch passes on the requested records of a batch.
func (f *filtering) Batch(source string, b *parse.Batch) error {
	f.kept.Records = f.kept.Records[:0]
	for i := range b.Records {
		if f.wanted(&b.Records[i]) {
			f.kept.Records = append(f.kept.Records, b.Records[i])
		}
	}
	if len(f.kept.Records) == 0 {
		return nil
	}
	return f.sink.Batch(source, &f.kept)
}

func (f *filtering) wanted(r *parse.Record) bool { return f.inTime(r.Time) && f.ofHost(r.Computer) }

// inTime reports whether the instant may lie in the requested time.
func (f *filtering) inTime(r parse.Timestamp) bool {
	if !f.bounded {
		return true
	}
	if r.IsZero() {
		return false
	}
	lo, hi := r.Wall, r.Wall+r.Resolution-1
	if r.Zone != parse.ZoneUTC && r.Zone != parse.ZoneOffset {
		lo, hi = lo-eastmost, hi+westmost
	}
	return hi >= f.since && lo < f.until
}

// Zones differ from UTC by at most this.
const (
	eastmost = 14 * 3600 * parse.Second
	westmost = 12 * 3600 * parse.Second
)

// ofHost reports whether the computer was requested, by its full name or its label.
func (f *filtering) ofHost(computer string) bool {
	if len(f.hosts) == 0 {
		return true
	}
	for _, h := range f.hosts {
		if strings.EqualFold(computer, h) || export.HostLabel(computer) == h {
			return true
		}
	}
	return false
}

// sorting passes records on by time, once all were received.
type sorting struct {
	sorter *eventsort.Sorter
	sink   recordSink
	whole  bool // batches were received, of which each record was requested
	batch  parse.Batch
	source string // of the batch
}

// Event takes a record that the vocabulary knows.
func (s *sorting) Event(r *export.EventRow) error { return s.sorter.Add(r.Source, r.Record) }

// Batch takes all records of a batch.
func (s *sorting) Batch(source string, b *parse.Batch) error {
	s.whole = true
	for i := range b.Records {
		if err := s.sorter.Add(source, &b.Records[i]); err != nil {
			return err
		}
	}
	return nil
}

// end passes on the received records. It does not close the sink.
func (s *sorting) end() error {
	err := s.sorter.Each(s.handOn)
	return errors.Join(err, s.flush(), s.sorter.Close())
}

func (s *sorting) handOn(source string, r *parse.Record) error {
	if !s.whole {
		return s.sink.Event(
			&export.EventRow{
				Host:   export.HostLabel(r.Computer),
				Source: source,
				Record: r,
				Step:   correlate.NewStep(source, r),
			},
		)
	}
	if source != s.source || len(s.batch.Records) == batchOfSorted {
		if err := s.flush(); err != nil {
			return err
		}
		s.source = source
	}
	s.batch.Records = append(s.batch.Records, *r)
	return nil
}

// batchOfSorted is the largest number of records that are passed on together.
const batchOfSorted = 256

func (s *sorting) flush() error {
	if len(s.batch.Records) == 0 {
		return nil
	}
	err := s.sink.Batch(s.source, &s.batch)
	s.batch.Records = s.batch.Records[:0]
	return err
}

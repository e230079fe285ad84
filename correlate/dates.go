package correlate

import (
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// readDates settles dates whose order of day and month the text left open, by
// the host's event logs: the reading that falls into the time that they cover
// counts, if only one does. The others stay without a time.
func (k *Case) readDates() {
	seen := logged(k.Logs)
	for _, s := range k.Steps {
		readDate(s.Record, seen)
	}
}

// logged is the time that event logs cover, with a day on either side.
func logged(logs []*Log) interval.Interval {
	seen := interval.Of(interval.Forever, interval.Never)
	for _, l := range logs {
		for _, r := range l.Runs {
			seen.Lo, seen.Hi = min(seen.Lo, r.Earliest-parse.Day), max(seen.Hi, r.Latest+parse.Day)
		}
	}
	return seen
}

func readDate(r *parse.Record, seen interval.Interval) {
	if seen.Lo > seen.Hi {
		return
	}
	if r.Time.IsZero() {
		r.Time = settle(r, parse.FieldMonthFirst, parse.FieldDayFirst, seen)
	}
	if r.Until.IsZero() {
		r.Until = settle(r, parse.FieldUntilMonthFirst, parse.FieldUntilDayFirst, seen)
	}
}

// settle returns the one of two readings that lies in seen, the zero Reading if
// both or none do.
func settle(r *parse.Record, monthFirst, dayFirst string, seen interval.Interval) parse.Timestamp {
	var found parse.Timestamp
	for _, field := range []string{monthFirst, dayFirst} {
		at, err := time.Parse("2006-01-02T15:04:05.999999999", r.Text(field))
		if err != nil {
			return parse.Timestamp{}
		}
		wall := parse.FromTime(at)
		if wall < seen.Lo || wall > seen.Hi {
			continue
		}
		if !found.IsZero() && found.Wall != wall {
			return parse.Timestamp{}
		}
		found = parse.Timestamp{Wall: wall, Resolution: parse.Second, Zone: parse.ZoneLocal}
	}
	return found
}

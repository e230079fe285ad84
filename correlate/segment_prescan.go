package correlate

import (
	"slices"
	"unique"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Prescan is the first look at all records of a host, in any order: it learns what
// is about the host as a whole.
type Prescan struct {
	name, basis     string
	zone            Zone
	logs            []*Log
	seen            interval.Interval // by the logs
	dates           parse.DateForm    // how its inputs write day and month
	host            *Host
	room            *Step // for the next one
	known           recall
	kept            []*Step          // facts, and what tells of the clock
	first           map[string]*Step // of kept, by source and identity, those of logs
	clockSteps      []*Step
	evidence        []*Step       // begins of backups and freezes, as far as the clock needs them
	listings        clockListings // with local times
	sql, msde       bool
	most            map[string]int // writers in the fullest listing of each file
	textTimes       texts
	learner         *offsetLearner
	times           *runTimes
	offsets         map[string]fileOffset // of files in local time that another file tells
	local, absolute int                   // steps of evidence that are there to be compared: see alikeness
	timeless        timeless
	whole           bool                          // it has more without a time than a case takes
	beside          map[statement]parse.Timestamp // of statements without a time that of the one before them
}

// statement is the place of a statement in a text.
type statement struct {
	source string
	line   int32
	offset int64
}

// NewPrescan begins with the parts of a host, whose records do not matter yet. zone
// is as in NewCase.
func NewPrescan(name, basis string, parts []Part, zone Zone) *Prescan {
	v := &Prescan{
		name:      name,
		basis:     basis,
		zone:      zone,
		host:      &Host{Name: name, Basis: basis},
		most:      map[string]int{},
		textTimes: newTexts(),
		beside:    map[statement]parse.Timestamp{},
		first:     map[string]*Step{},
	}
	for _, p := range parts {
		v.logs = append(v.logs, p.logs()...)
	}
	v.seen, v.dates = logged(v.logs), formOf(parts)
	v.learner = newOffsetLearner(
		v.logs,
		slices.ContainsFunc(parts, func(p Part) bool { return len(p.Outline.Runs) == 0 }),
	)
	v.times = newRunTimes(v.logs)
	return v
}

// Look takes a record of a part, and returns the bounds of its Place, which are days apart
// where its zone, or the time in its text that it goes by, is not known yet. The record is the
// caller's again, but for the fields of a statement.
func (v *Prescan) Look(p *Part, r *parse.Record) interval.Interval {
	if v.room == nil {
		v.room = &Step{}
	}
	s := v.room
	if !p.read(s, v.name, r, &v.known) {
		return interval.Of(interval.Never, interval.Never)
	}
	v.whole = v.timeless.beyond(s) || v.whole
	readDate(r, v.seen, v.dates)
	v.learner.see(s)
	v.times.see(s)
	v.host.later = v.host.later || vocab.Later(&s.Event)
	v.host.texts.see(s)
	s.At = readAt(r)
	if isFact(s) || isListed(s) || isClockChange(s) {
		v.keep(s)
	}
	if s.Kind == vocab.KindRequesterBegin || s.Kind == vocab.KindFreeze || v.compares(s) {
		record := &parse.Record{
			Provider: unique.Make(r.Provider).Value(), EventID: r.EventID, Time: r.Time, Stamp: r.Stamp, FromText: r.FromText,
		}
		kind := s.Kind
		if s.endsJob() && kind == vocab.KindOther {
			kind = vocab.KindRequesterEnd // the phrase that says so is not kept
		}
		v.evidence = append(
			v.evidence,
			&Step{At: s.At, Event: vocab.Event{Kind: kind, Source: s.Source, Record: record, Code: s.Code,
				CommandLine: unique.Make(s.CommandLine).Value(), WriterID: unique.Make(s.WriterID).Value()}},
		)
	}
	if isGood(s) {
		v.host.goods = append(
			v.host.goods,
			&Step{Event: vocab.Event{Kind: s.Kind, Source: s.Source, Record: &parse.Record{Time: r.Time}}},
		)
	}
	if s.Kind == vocab.KindWriterState {
		v.sql, v.msde = v.sql || isSQL(s.Writer), v.msde || isMSDE(s.Writer)
	}
	if (s.Kind == vocab.KindWriterState || s.Kind == vocab.KindWriterListing) && (isLocal(r.Time) || isLocal(r.Until)) {
		v.listings.see(s)
	}
	if v.textTimes.see(s); !s.beside.IsZero() {
		v.beside[statement{s.Source, r.Line, r.Offset}] = s.beside
	}
	at := (&clock{}).sortKey(s)
	if isLocal(s.stamp()) || s.stamp().IsZero() && at > interval.Never {
		return interval.Of(at-parse.Day, at+2*parse.Day)
	}
	return interval.Of(at, at)
}

// Whole reports that the host is not to be cut, whatever comes: nothing more is to be learned.
func (v *Prescan) Whole() bool { return v.whole }

// compares reports a step by which the clock of a program's log may be found, of those that are
// kept for that.
func (v *Prescan) compares(s *Step) bool {
	if !s.comparable(v.name) {
		return false
	}
	count := &v.absolute
	if isLocal(s.Record.Time) {
		count = &v.local
	}
	*count++
	return *count <= mostSaid+1 // one more shows that there are too many
}

// keep holds a step to the end of the pass, and a record that one file has many times once.
func (v *Prescan) keep(s *Step) {
	if r := s.Record; r.RecordID != 0 && !r.FromText && !r.Salvaged {
		key := s.Source + "|" + identity(s)
		if first := v.first[key]; first != nil {
			first.alsoIn(s.Source)
			return
		}
		v.first[key] = s
	}
	s.own()
	v.kept, v.room = append(v.kept, s), nil
}

// isLocal reports a reading that the offset of the host is needed for.
func isLocal(r parse.Timestamp) bool {
	return !r.IsZero() && r.Zone != parse.ZoneUTC && r.Zone != parse.ZoneOffset
}

// Close ends the prescan: the clock of the host is known from then on.
func (v *Prescan) Close() {
	v.offsets = v.learner.offsets()
	v.host.learned = v.learner.events.dated(v.offsets)
	v.logs, v.learner, v.times = logsToUTC(v.times.timed(v.logs), v.offsets), nil, nil
	v.host.texts.toUTC(v.offsets)
	for _, steps := range [][]*Step{v.kept, v.evidence, v.host.goods} {
		for _, s := range steps {
			v.toUTC(s)
			s.At = readAt(s.Record)
		}
	}
	slices.SortStableFunc(v.kept, (*Step).Compare)
	k := &Case{Steps: v.kept}
	k.dropDuplicates()
	var boots []*Step
	for _, s := range k.Steps {
		if isClockChange(s) {
			v.clockSteps = append(v.clockSteps, s)
		} else {
			boots = append(boots, s)
		}
	}
	v.host.Facts = boots
	slices.SortStableFunc(v.evidence, (*Step).Compare)
	whole := &Case{Logs: v.logs, Host: v.host}
	v.host.resolveClock(v.zone, v.logs, v.evidence, v.listings.sorted(), func(span interval.Interval) bool {
		ok, _ := whole.Covered("Application", span)
		return ok
	})
	for _, s := range k.Steps {
		s.At, s.sortKey = v.host.clock.when(s.Record), v.host.clock.sortKey(s)
	}
	slices.SortStableFunc(v.clockSteps, (*Step).Compare)
	v.kept, v.first, v.listings, v.evidence = nil, nil, clockListings{}, nil
}

// SortKey returns when a record of a part begins, in UTC, and where those stand among them
// that have no time. Records without a meaning have no place.
func (v *Prescan) SortKey(p *Part, r *parse.Record) parse.Ticks {
	if r.IsStatement() { // its time is enough
		if !vocab.HasMeaning(r) {
			return interval.Never
		}
		s := Step{Event: vocab.Event{Source: p.Outline.Source, Record: r}}
		if v.place(&s); !s.stamp().IsZero() {
			return v.host.clock.sortKey(&s)
		}
	}
	if s := v.step(p, r, nil); s != nil {
		return s.sortKey
	}
	return interval.Never
}

// Step is a record of a part with its meaning, time and place, nil if it has no meaning. It is
// not safe for concurrent use, as SortKey is.
func (v *Prescan) Step(p *Part, r *parse.Record) *Step { return v.step(p, r, &v.known) }

func (v *Prescan) step(p *Part, r *parse.Record, known *recall) *Step {
	s := &Step{}
	if !p.read(s, v.name, r, known) {
		return nil
	}
	v.place(s)
	s.At, s.sortKey = v.host.clock.when(r), v.host.clock.sortKey(s)
	return s
}

// place reads the time of a step, or that beside it.
func (v *Prescan) place(s *Step) {
	r := s.Record
	readDate(r, v.seen, v.dates)
	v.toUTC(s)
	s.beside = v.beside[statement{s.Source, r.Line, r.Offset}]
	v.textTimes.lead(s)
}

// toUTC puts the times of a file whose offset another file tells on UTC.
func (v *Prescan) toUTC(s *Step) {
	if o, ok := v.offsets[s.Source]; ok {
		toUTC(&s.Record.Time, o)
		toUTC(&s.Record.Until, o)
	}
}

// Case builds the case of a segment out of its parts, whose records are those that
// begin in it.
func (v *Prescan) Case(st *Segment, parts []Part) *Case {
	host := *v.host
	k := &Case{Host: &host, Logs: v.logs, dates: v.dates, segment: st.context, listingTimes: st.context.listingTimes}
	for _, p := range parts {
		k.take(&p)
	}
	for _, s := range k.Steps {
		v.toUTC(s)
	}
	k.build(v.zone)
	return k
}

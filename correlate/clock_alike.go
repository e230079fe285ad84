package correlate

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// The log of a backup program and the event logs tell of the same nights, and often only one of
// them tells its zone: the program makes its snapshots while writers are frozen, and repeats
// the codes that VSS logged. One night can fit several offsets by chance; several nights, to the
// second, fit one. A program that states its own offset states as a rule that of its host: then
// one moment that agrees is enough.

// How far what a program says lies from what the event logs say of the same moment.
const (
	saidSlack   = 30 * parse.Second // a code, and the record that it came from
	endSlack    = 15 * parse.Second // the end of a job by two programs' words
	windowSlack = 5 * parse.Second  // the begin and end of a snapshot, and a freeze mark in between
	widestSnap  = 10 * parse.Minute // from the begin of a snapshot to its end, in a program's log
	usualSnap   = parse.Minute      // the same where the log does not tell the begin
	leastAgreed = 2                 // moments that must agree where no offset is stated
	mostSaid    = 4096              // steps of either side that are compared
	statedEvery = 6 * parse.Hour    // of a log that states its offset, one moment in so long is kept
)

// saidCode is what a program and an event log state both.
type saidCode struct {
	code   uint32
	writer string // class id; "" where either names none
}

// teller is the part of a host's steps that is in local time, or the part that is not.
type teller struct {
	codes   []*Step
	windows []interval.Interval // snapshots by logs of programs
	freezes []*Step
	ends    []*Step                // of jobs
	begun   map[string]parse.Ticks // by source: a snapshot that has begun
}

// alikeness compares the two.
type alikeness struct {
	local, absolute teller
	codes           map[saidCode]*interval.Index[*Step] // of absolute
	freezes         *interval.Index[*Step]              // likewise
	ends            *interval.Index[*Step]              // likewise
	localFreezes    *interval.Index[*Step]              // by their local times
	stated          []datedOffset                       // by logs of programs, in the order of time
	many            bool                                // more than is compared: nothing is
}

// comparable reports a step that tells something which the other side may tell as well, and is not
// about another host.
func (s *Step) comparable(host string) bool {
	r := s.Record
	if r.Time.IsZero() || r.Stale || isListing(r) {
		return false
	}
	told := r.IsStatement()
	if s.Code>>31 != 1 && !s.endsJob() && !(told && (s.Kind == vocab.KindInitiated || s.Kind == vocab.KindCreated)) {
		return false
	}
	return !told || !vocab.NamesOtherHost(r.Text(parse.FieldText), host)
}

// endsJob reports the record or statement of a program that a job of it came to its end, well or
// not.
func (s *Step) endsJob() bool {
	switch s.Kind {
	case vocab.KindRequesterEnd, vocab.KindRequesterFailed:
		return true
	}
	return s.Record.Text(parse.FieldPhrase) == parse.PhraseEndedWell
}

// newAlikeness takes what is compared from the steps of a host.
func newAlikeness(host string, steps []*Step) *alikeness {
	a := &alikeness{codes: map[saidCode]*interval.Index[*Step]{}}
	a.local.begun, a.absolute.begun = map[string]parse.Ticks{}, map[string]parse.Ticks{}
	told := map[bool]int{}
	for _, s := range steps {
		local := isLocal(s.Record.Time)
		t := &a.absolute
		if local {
			t = &a.local
		}
		if s.Kind == vocab.KindFreeze && !s.Record.Time.IsZero() && !s.Record.Stale {
			t.freezes = append(t.freezes, s)
			continue
		}
		if !s.comparable(host) {
			continue
		}
		if told[local]++; told[local] > mostSaid {
			a.many = true
			return a
		}
		t.take(s)
		a.state(s)
	}
	return a
}

// take takes a step that is comparable.
func (t *teller) take(s *Step) {
	at := s.Record.Time.Wall
	if s.endsJob() {
		t.ends = append(t.ends, s)
	}
	switch {
	case s.Code != 0:
		t.codes = append(t.codes, s)
	case s.endsJob():
	case s.Kind == vocab.KindInitiated:
		t.begun[s.Source] = at
	default:
		from, ok := t.begun[s.Source]
		if !ok || from > at || at-from > widestSnap {
			from = at - usualSnap
		}
		t.windows = append(t.windows, interval.Of(from, at))
		delete(t.begun, s.Source)
	}
}

// state keeps the offset that a log of a program states.
func (a *alikeness) state(s *Step) {
	r := s.Record
	if !r.IsStatement() || r.Time.Zone != parse.ZoneOffset || r.Time.Offset == 0 {
		return
	}
	o := datedOffset{interval.At(r.Time), parse.Ticks(r.Time.Offset) * parse.Second}
	if n := len(a.stated); n == 0 || a.stated[n-1].offset != o.offset || o.at.Lo-a.stated[n-1].at.Lo > statedEvery {
		a.stated = append(a.stated, o)
	}
}

// index makes what is looked up.
func (a *alikeness) index() {
	codes := map[saidCode][]*Step{}
	for _, s := range a.absolute.codes {
		for _, writer := range slices.Compact([]string{"", s.WriterID}) {
			key := saidCode{s.Code, writer}
			codes[key] = append(codes[key], s)
		}
	}
	at := func(s *Step) interval.Interval { return interval.At(s.Record.Time) }
	for key, list := range codes {
		a.codes[key] = interval.NewIndex(list, at)
	}
	a.ends = interval.NewIndex(a.absolute.ends, at)
	a.freezes, a.localFreezes = interval.NewIndex(a.absolute.freezes, at), interval.NewIndex(a.local.freezes, at)
}

// under lists the moments, each minute once, at which both sides agree under an offset; none
// where more than a few snapshots of programs stand in a covered time without a freeze.
func (a *alikeness) under(o parse.Ticks, covered func(interval.Interval) bool) (agreed []datedOffset) {
	add := func(span interval.Interval) { agreed = append(agreed, datedOffset{span, o}) }
	missed, met := 0, 0
	for _, w := range a.local.windows {
		span := interval.Of(w.Lo-o-windowSlack, w.Hi-o+windowSlack)
		switch {
		case len(a.freezes.Overlapping(span)) > 0:
			met++
			add(span)
		case a.freezes.Len() > 0 && covered(span):
			missed++
		}
	}
	if missed*4 > met {
		return nil
	}
	for _, w := range a.absolute.windows {
		span := interval.Of(w.Lo-windowSlack, w.Hi+windowSlack)
		if len(a.localFreezes.Overlapping(span.Shift(o))) > 0 {
			add(span)
		}
	}
	for _, s := range a.local.ends {
		at := interval.At(s.Record.Time).Shift(-o)
		if span := interval.Of(at.Lo-endSlack, at.Hi+endSlack); len(a.ends.Overlapping(span)) > 0 {
			add(span)
		}
	}
	for _, s := range a.local.codes {
		at := interval.At(s.Record.Time).Shift(-o)
		span := interval.Of(at.Lo-saidSlack, at.Hi+saidSlack)
		x := a.codes[saidCode{s.Code, s.WriterID}]
		if x == nil {
			x = a.codes[saidCode{code: s.Code}]
		}
		if x != nil && slices.ContainsFunc(x.Overlapping(span), func(b *Step) bool { return sameWriterOrNone(s, b) }) {
			add(span)
		}
	}
	slices.SortStableFunc(agreed, func(a, b datedOffset) int { return cmp.Compare(a.at.Lo, b.at.Lo) })
	return slices.CompactFunc(
		agreed,
		func(next, last datedOffset) bool { return next.at.Lo-last.at.Hi <= parse.Minute },
	)
}

// sameWriterOrNone reports two steps that do not name two writers.
func sameWriterOrNone(a, b *Step) bool {
	return a.WriterID == "" || b.WriterID == "" || a.WriterID == b.WriterID
}

// offset is the offset under which both sides agree: one that a program states, at a moment or
// more, if no other has more; else one under which they agree at several, if no other has more
// than half as many. agreed are the moments for which it is known.
func (a *alikeness) offset(
	candidates []parse.Ticks,
	covered func(interval.Interval) bool,
) (offset parse.Ticks, agreed []datedOffset) {
	if a.many || len(a.local.codes)+len(a.local.ends)+len(a.local.windows)+len(a.local.freezes) == 0 {
		return 0, nil
	}
	a.index()
	stated, isStated := oneOffset(a.stated)
	var underStated []datedOffset
	next := 0 // the most of another offset
	for _, o := range candidates {
		found := a.under(o, covered)
		if isStated && o == stated {
			underStated = found
		}
		switch {
		case len(found) > len(agreed):
			next, offset, agreed = len(agreed), o, found
		default:
			next = max(next, len(found))
		}
	}
	if n := len(underStated); n > 0 && n == len(agreed) {
		return stated, append(underStated, a.stated...)
	}
	if len(agreed) < leastAgreed || next*2 > len(agreed) {
		return 0, nil
	}
	return offset, agreed
}

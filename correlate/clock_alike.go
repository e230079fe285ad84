package correlate

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// The log of a backup program in local time and the event logs in UTC tell of the same nights:
// the program makes its snapshots while writers are frozen, and repeats the codes that VSS
// logged. One night can fit several offsets by chance; several nights, to the second, fit one.

// How far what a program says lies from what the event logs say of the same moment.
const (
	saidSlack   = 30 * parse.Second // a code, and the record that it came from
	windowSlack = 5 * parse.Second  // the begin and end of a snapshot, and a freeze mark in between
	widestSnap  = 10 * parse.Minute // from the begin of a snapshot to its end, in a program's log
	usualSnap   = parse.Minute      // the same where the log does not tell the begin
	leastAgreed = 2                 // moments that must agree
	mostSaid    = 4096              // statements, and records, of a host that are compared
)

// saidCode is what a program and an event log state both.
type saidCode struct {
	code   uint32
	writer string // class id; "" where either names none
}

// alikeness holds what is compared: what programs say in local time, and what event logs say.
type alikeness struct {
	codes   map[saidCode]*interval.Index[*Step]
	freezes *interval.Index[*Step]
	said    []*Step
	windows []snapWindow
	many    bool // more than is compared: nothing is
}

// snapWindow is the time of a snapshot by a program's log, local.
type snapWindow struct{ from, to parse.Ticks }

// saidLocally reports what a program says in local time that event logs may tell of too.
func saidLocally(s *Step) bool {
	if !s.Record.IsStatement() || !isLocal(s.Record.Time) || isListing(s.Record) {
		return false
	}
	return s.Code != 0 || s.Kind == vocab.KindInitiated || s.Kind == vocab.KindCreated
}

// loggedCode reports a record of an event log in UTC with a code that a program may repeat.
func loggedCode(s *Step) bool {
	return s.Code>>31 == 1 && s.Record.EventID != 0 && s.Record.Time.Zone == parse.ZoneUTC && !s.Record.Time.IsZero()
}

// newAlikeness takes what is compared from the steps of a host.
func newAlikeness(steps []*Step) *alikeness {
	a := &alikeness{codes: map[saidCode]*interval.Index[*Step]{}}
	codes := map[saidCode][]*Step{}
	var freezes []*Step
	begun := map[string]parse.Ticks{} // by source: a snapshot that has begun
	told, logged := 0, 0
	for _, s := range steps {
		switch {
		case loggedCode(s):
			logged++
			for _, writer := range slices.Compact([]string{"", s.WriterID}) {
				key := saidCode{s.Code, writer}
				codes[key] = append(codes[key], s)
			}
		case s.Kind == vocab.KindFreeze && s.Record.Time.Zone == parse.ZoneUTC && !s.Record.Time.IsZero():
			freezes = append(freezes, s)
		case saidLocally(s):
			told++
			at := s.Record.Time.Wall
			switch {
			case s.Code != 0:
				a.said = append(a.said, s)
			case s.Kind == vocab.KindInitiated:
				begun[s.Source] = at
			default:
				from, ok := begun[s.Source]
				if !ok || from > at || at-from > widestSnap {
					from = at - usualSnap
				}
				a.windows = append(a.windows, snapWindow{from, at})
				delete(begun, s.Source)
			}
		}
		if a.many = max(told, logged) > mostSaid; a.many {
			return a
		}
	}
	at := func(s *Step) interval.Interval { return s.At }
	for key, list := range codes {
		a.codes[key] = interval.NewIndex(list, at)
	}
	a.freezes = interval.NewIndex(freezes, at)
	return a
}

// under lists the moments, each minute once, at which programs and event logs agree under an
// offset; none where more than a few snapshots of programs stand in a covered time without a
// freeze.
func (a *alikeness) under(o parse.Ticks, covered func(interval.Interval) bool) (agreed []datedOffset) {
	add := func(span interval.Interval) { agreed = append(agreed, datedOffset{span, o}) }
	missed, met := 0, 0
	for _, w := range a.windows {
		span := interval.Of(w.from-o-windowSlack, w.to-o+windowSlack)
		switch {
		case len(a.freezes.Overlapping(span)) > 0:
			met++
			add(span)
		case covered(span):
			missed++
		}
	}
	if missed*4 > met {
		return nil
	}
	for _, s := range a.said {
		at := interval.At(s.Record.Time).Shift(-o)
		span := interval.Of(at.Lo-saidSlack, at.Hi+saidSlack)
		if x := a.codes[saidCode{s.Code, s.WriterID}]; x != nil && len(x.Overlapping(span)) > 0 {
			add(span)
		}
	}
	slices.SortStableFunc(agreed, func(a, b datedOffset) int { return cmp.Compare(a.at.Lo, b.at.Lo) })
	return slices.CompactFunc(agreed, func(next, last datedOffset) bool { return next.at.Lo-last.at.Hi <= parse.Minute })
}

// offset is the offset under which what programs say and what event logs say agree at several
// moments, if no other has half as many.
func (a *alikeness) offset(
	candidates []parse.Ticks,
	covered func(interval.Interval) bool,
) (offset parse.Ticks, agreed []datedOffset) {
	if a.many || len(a.said)+len(a.windows) < leastAgreed || len(a.codes)+a.freezes.Len() == 0 {
		return 0, nil
	}
	next := 0 // the most of another offset
	for _, o := range candidates {
		found := a.under(o, covered)
		switch {
		case len(found) > len(agreed):
			next, offset, agreed = len(agreed), o, found
		default:
			next = max(next, len(found))
		}
	}
	if len(agreed) < leastAgreed || next*2 > len(agreed) {
		return 0, nil
	}
	return offset, agreed
}

package detect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Coincidence is something that would have to have happened besides, unseen, for a
// finding to be wrong. A finding is likely where every mark fits, and all that is open
// needs one of its signature's coincidences, of which nothing shows a trace in a log that
// was read and would hold it. The list of a signature is closed: what is not on it keeps
// a finding suspected.
type Coincidence struct {
	ID      string // kebab-case
	Says    string // what would have to have happened
	Witness string // what would show it
	// Opens lists the predictions, checks and look-alikes that are open only if it happened.
	Opens []string
	// Absent reports whether its witness is missing from what was read and covers the
	// time, and says what was looked at.
	Absent func(*Subject, *Finding) (absent bool, says string)
}

// CoincidenceResult is a coincidence that a likely finding needs to be wrong.
type CoincidenceResult struct {
	Coincidence Coincidence `redact:"-"`
	Statement   string      `redact:"text"` // what was looked at for its witness
}

// likely reports whether all that is open about a finding needs a coincidence of which
// nothing shows a trace, and notes these.
func (sig *Signature) likely(sub *Subject, f *Finding) bool {
	if len(sig.Coincidences) == 0 || f.Yields != "" || f.Applicability == Fixed || f.Applicability == NotAffected {
		return false
	}
	var needed []CoincidenceResult
	for _, id := range f.openIDs() {
		i := slices.IndexFunc(sig.Coincidences, func(c Coincidence) bool { return slices.Contains(c.Opens, id) })
		if i < 0 {
			return false
		}
		c := sig.Coincidences[i]
		if slices.ContainsFunc(needed, func(r CoincidenceResult) bool { return r.Coincidence.ID == c.ID }) {
			continue
		}
		absent, says := c.Absent(sub, f)
		if !absent {
			return false
		}
		needed = append(needed, CoincidenceResult{c, says})
	}
	f.Coincidences = needed
	return len(needed) > 0
}

// openIDs are the predictions, checks and look-alikes that keep a finding from being
// confirmed.
func (f *Finding) openIDs() []string {
	var open []string
	for _, p := range f.Predictions {
		if !p.Necessary {
			open = append(open, p.Prediction.ID)
		}
	}
	for _, c := range f.Checks {
		if !c.Held {
			open = append(open, c.Check.ID)
		}
	}
	for _, l := range f.LookAlikes {
		if !l.Impossible {
			open = append(open, l.LookAlike.ID)
		}
	}
	return open
}

// unseenThaw is the thaw that came in time, and that no writer logged.
var unseenThaw = Coincidence{
	ID: "unseen-thaw",
	Says: "the thaw reached the writer before its limit, the writer hung in it, and no writer of the set logged " +
		"its thaw",
	Witness: "a thaw mark of any writer of the set (SQL Server 3198, ESENT 2003, Exchange 9612) before the time-out",
	Opens:   []string{"F2", "thaw-before-watchdog", "stuck-in-thaw"},
	Absent: func(sub *Subject, f *Finding) (bool, string) {
		sp := sub.Span
		freeze, x := sp.Bounds(correlate.PointFreeze), sp.Bounds(correlate.PointTimeout)
		if freeze.Hi >= interval.Forever || x.Hi >= interval.Forever {
			return false, ""
		}
		if !slowShown(sub.Set) && !gaveUpAtLimit(sub.Set) && !othersWait(sub.Set, sp, x) {
			return false, "" // nothing but the time-out itself speaks of a set that took too long
		}
		until, abort := x.Hi, firstAbort(sub.Set)
		if abort != nil {
			until = min(until, abort.At.Lo)
		}
		for _, sp := range sub.Set.Spans {
			for _, s := range slices.Concat(sp.Thaws, sp.ThawEnds, sp.LateThaws) {
				effect := abort != nil && abort.CertainlyBefore(s) &&
					s.At.Hi >= abort.At.Lo // SQL Server logs a thaw on an abort too
				if s.At.Lo <= until && !effect && !afterLimit(sp, s) {
					return false, ""
				}
			}
		}
		span := interval.Interval{Lo: min(freeze.Hi, until-sp.Limit.Min), Hi: until}
		switch ok, _ := sub.Case.Covered("Application", span); {
		case ok:
			return true, fmt.Sprintf("none in the Application log from %s to %s", span.Lo, span.Hi)
		case sub.Case.Listed("Application", span) && freezeListed(sub.Span):
			return true, fmt.Sprintf("none in the list of the Application log from %s to %s, which shows the freeze", span.Lo, span.Hi)
		}
		return false, ""
	},
}

// unlistedSet is another set, of which a list of events shows nothing, and whose time-out VSS told of
// in the moment in which this one gave up.
var unlistedSet = Coincidence{
	ID: "unlisted-set",
	Says: "the list of events leaves out all records of another set, whose time-out VSS reported when the writer gave " +
		"up this one after its limit",
	Witness: "marks of another set in the list (SQL Server 3197, ESENT 2001) between the freeze and the time-out",
	Opens:   []string{"coverage"},
	Absent: func(sub *Subject, f *Finding) (bool, string) {
		const second = 2 * parse.Second // two stamps that are cut to seconds
		s := boundByOwnMarks(sub, second)
		if s == nil || !freezeListed(sub.Span) {
			return false, ""
		}
		span := interval.Of(sub.Span.Bounds(correlate.PointFreeze).Hi, s.At.Lo)
		if !sub.Case.Listed("Application", span) {
			return false, ""
		}
		return true, fmt.Sprintf("none in the list of the Application log from %s to %s", span.Lo, span.Hi)
	},
}

// freezeListed reports that a list of events shows the freeze of a writer, which is information:
// the list is not one of errors alone, and a thaw stands in it as the freeze does.
func freezeListed(sp *correlate.WriterSpan) bool {
	return slices.ContainsFunc(sp.Freezes, func(s *correlate.Step) bool {
		return s.Record.FromText && (s.Record.Level == 0 || s.Record.Level >= 4)
	})
}

// slowShown reports whether a live record says that a writer or a volume was slow in the
// time from freeze to thaw.
func slowShown(set *correlate.SnapshotSet) bool {
	return slices.ContainsFunc(set.Steps, func(s *correlate.Step) bool {
		return live(s) && (s.Kind == vocab.KindSlowFreeze || s.Kind == vocab.KindHoldSlow)
	})
}

// othersWait reports whether listings show another writer of the set still waiting for its
// thaw after one timed out, and before.
func othersWait(set *correlate.SnapshotSet, of *correlate.WriterSpan, timeout interval.Interval) bool {
	return slices.ContainsFunc(set.Spans, func(sp *correlate.WriterSpan) bool {
		before, after := false, false
		for _, w := range sp.States {
			waits := w.Code == vocab.StateWaitingThaw && live(w.Step)
			before = before || waits && w.Listing.Latest() <= timeout.Lo+correlate.TimerTick
			after = after || waits && w.Listing.At.Lo >= timeout.Lo && w.Listing.At.Lo >= timeout.Hi-5*parse.Second
		}
		return sp != of && before && after
	})
}

// gaveUpAtLimit reports whether a writer of the set that logs its freeze gave up when its
// limit was over, and not before or long after: the mark that a watchdog leaves.
func gaveUpAtLimit(set *correlate.SnapshotSet) bool {
	const lag = 5 * parse.Second
	return slices.ContainsFunc(set.Spans, func(sp *correlate.WriterSpan) bool {
		if len(sp.Freezes) == 0 || len(sp.Aborts) == 0 || sp.Limit.Max >= interval.Forever {
			return false
		}
		freeze := slices.MinFunc(sp.Freezes, func(a, b *correlate.Step) int { return cmp.Compare(a.At.Lo, b.At.Lo) })
		abort := slices.MinFunc(sp.Aborts, func(a, b *correlate.Step) int { return cmp.Compare(a.At.Lo, b.At.Lo) })
		lo, hi := abort.At.Minus(freeze.At)
		return live(freeze) && live(abort) && hi >= sp.Limit.Min-correlate.TimerTick && lo <= sp.Limit.Max+lag
	})
}

// afterLimit reports whether a mark of a writer can have come when its limit was over: a
// watchdog that gave up thaws the writer too.
func afterLimit(sp *correlate.WriterSpan, s *correlate.Step) bool {
	return slices.ContainsFunc(sp.Freezes, func(freeze *correlate.Step) bool {
		_, longest := s.At.Minus(freeze.At)
		return live(freeze) && sp.Limit.Max < interval.Forever && longest >= sp.Limit.Min-correlate.TimerTick
	})
}

// firstAbort is the first abort mark of a writer of the set, nil if there is none.
func firstAbort(set *correlate.SnapshotSet) *correlate.Step {
	var first *correlate.Step
	for _, sp := range set.Spans {
		for _, s := range sp.Aborts {
			if first == nil || s.At.Lo < first.At.Lo {
				first = s
			}
		}
	}
	return first
}

// earlyFreeze is a writer that was frozen long before those that log it.
var earlyFreeze = Coincidence{
	ID:      "early-freeze",
	Says:    "the writer was frozen half a minute or more before the first writer that logs its freeze",
	Witness: "VSS 12349, which names a writer that was slow to freeze, or a prepare or begin that long before",
	Opens:   []string{"S1", "S2", "freeze-timeout"},
	Absent: func(sub *Subject, f *Finding) (bool, string) {
		var first, thaw *correlate.Step
		for _, sp := range sub.Set.Spans {
			for _, s := range sp.Freezes {
				if first == nil || s.At.Lo < first.At.Lo {
					first = s
				}
			}
			for _, s := range sp.Thaws {
				if thaw == nil || s.At.Lo < thaw.At.Lo {
					thaw = s
				}
			}
		}
		if first == nil || thaw == nil || !first.At.Known() || !thaw.At.Known() ||
			thaw.At.Hi-first.At.Lo > 25*parse.Second {
			return false, ""
		}
		if slices.ContainsFunc(sub.Set.Steps, func(s *correlate.Step) bool { return s.Kind == vocab.KindSlowFreeze }) {
			return false, ""
		}
		span := interval.Interval{Lo: first.At.Lo - 30*parse.Second, Hi: thaw.At.Hi}
		if ok, _ := sub.Case.Covered("Application", span); !ok {
			return false, ""
		}
		return true, fmt.Sprintf("none in the Application log from %s to %s", span.Lo, span.Hi)
	},
}

// unseenExchangeThaw is the same for Exchange, whose own limit is shorter.
var unseenExchangeThaw = Coincidence{
	ID: "unseen-thaw",
	Says: "the thaw reached Exchange within its limit, nothing logged it, and Exchange gave up at its limit " +
		"anyway",
	Witness: "a thaw mark of any writer of the set (SQL Server 3198, ESENT 2003, Exchange 9612) before Exchange gave " +
		"up",
	Opens: []string{"E1"},
	Absent: func(sub *Subject, _ *Finding) (bool, string) {
		sp := sub.Span
		freeze := slices.MinFunc(sp.Freezes, func(a, b *correlate.Step) int { return cmp.Compare(a.At.Lo, b.At.Lo) })
		if !slices.ContainsFunc(sp.Aborts, func(a *correlate.Step) bool {
			lo, hi := a.At.Minus(freeze.At)
			return live(a) && live(freeze) && hi >= exchangeFreeze-correlate.TimerTick &&
				lo <= exchangeFreeze+5*parse.Second
		}) {
			return false, ""
		}
		abort := firstAbort(sub.Set)
		for _, other := range sub.Set.Spans {
			for _, s := range slices.Concat(other.Thaws, other.ThawEnds, other.LateThaws) {
				if s.At.Lo <= abort.At.Lo {
					return false, ""
				}
			}
		}
		span := interval.Interval{Lo: min(freeze.At.Lo, abort.At.Lo-exchangeFreeze), Hi: abort.At.Hi}
		if ok, _ := sub.Case.Covered("Application", span); !ok {
			return false, ""
		}
		return true, fmt.Sprintf("none in the Application log from %s to %s", span.Lo, span.Hi)
	},
}

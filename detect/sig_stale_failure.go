package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// StaleFailure is a writer that was failed already before the set froze it.
var StaleFailure = &Signature{
	ID:       "stale-failure",
	Title:    "The writer was failed already before this set froze it",
	Class:    SymptomClass,
	Severity: Information,
	Scope:    WriterScope,
	Cause:    "An earlier set failed, and nothing has reset the writer since.",
	Mechanism: "A writer keeps its failed state until the next backup prepares it, or its service starts again. A " +
		"[9] seen after the set may be the old one.",
	Advice: "Look at the earlier backup: that is the one that failed. Restart the writer's service if it stays " +
		"failed through the next backup.",
	Sources: []Reference{observed("captures that show [9] before the freeze marks")},
	Windows: "all",
	Trigger: Trigger{Pick: failedBefore},
	Needs: []Need{
		{"a time stamp in the capture", "a stamp line before `vssadmin list writers`", func(sub *Subject) bool {
			return sub.Steps[0].Record.Stamp != parse.StampNone
		}},
	},
	Checks: []Check{{
		ID:   "before",
		Says: "Before: the capture ended before freeze",
		Test: func(sub *Subject, f *Finding) CheckResult {
			s, freeze := sub.Steps[0], sub.Span.Bounds(correlate.PointFreeze)
			if freeze.Lo > interval.Never && freeze.Lo-s.At.Hi > recent {
				return CheckResult{
					Statement: "the capture is " + interval.Seconds(freeze.Lo-s.At.Hi) + " older than the freeze",
					Missing:   "a capture from shortly before the freeze: sets in between may have reset the writer",
					Evidence:  []*correlate.Step{s},
				}
			}
			if doubt := sub.Case.ClockDoubt(s.At, freeze); doubt != "" {
				return CheckResult{
					Statement: doubt,
					Missing:   "a clock that ran steadily from the capture to the freeze: " + doubt,
					Evidence:  []*correlate.Step{s},
				}
			}
			if s.At.Hi < freeze.Lo {
				return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
			}
			return CheckResult{
				Statement: "freeze has no mark between the capture and the first mark of its effect",
				Missing: "a capture or a requester's step between the failed state and the freeze: the writer may " +
					"have failed at the start of this very set",
				Evidence: []*correlate.Step{s},
			}
		},
	}, withoutSalvage},
	Summary: func(sub *Subject, f *Finding) string {
		return called(sub.Span) + " was failed already at " + sub.Steps[0].At.Lo.String() + ", before this set froze it"
	},
}

// recent is how old a failed state may be at the freeze: the next set resets it, and
// listings that stopped show none.
const recent = 10 * parse.Minute

// failedBefore returns the state of the writer in the last listing that ended
// before the set's first freeze mark of it, if it was a failed one with an error.
func failedBefore(sub *Subject) []*correlate.Step {
	sp := sub.Span
	if len(sp.Freezes) == 0 {
		return nil
	}
	mark := sp.Freezes[0].At.Lo
	for _, m := range sp.Freezes {
		mark = min(mark, m.At.Lo)
	}
	for _, c := range sub.Case.LastListings(mark) {
		if c.At.Hi >= mark {
			continue
		}
		for _, w := range c.States {
			if w.ID == sp.ID && (sp.Instance == "" || w.Instance == sp.Instance) {
				if w.Code == vocab.StateWaitingFreeze {
					continue // prepared already, by this set
				}
				if vocab.Failed(w.Code) && w.HasCode && w.HResult != 0 {
					return []*correlate.Step{w.Step}
				}
				return nil
			}
		}
	}
	return nil
}

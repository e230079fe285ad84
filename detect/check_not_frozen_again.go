package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// notFrozenAgain demands that no other set froze the writer before its time-out: one that hangs
// in a thaw is in no other set.
var notFrozenAgain = Check{
	ID:   "not-frozen-again",
	Says: "Not frozen again: no other set froze the writer between its thaw and its time-out",
	Test: func(sub *Subject, _ *Finding) CheckResult {
		freeze, x := sub.Span.Bounds(correlate.PointFreeze), sub.Span.Bounds(correlate.PointTimeout)
		if freeze.Hi >= interval.Forever || x.Hi >= interval.Forever {
			return CheckResult{Held: true, Statement: "no time to look in"}
		}
		for _, s := range sub.Case.During(interval.Of(freeze.Hi, x.Hi), vocab.KindFreeze) {
			if s.Set != nil && s.Set != sub.Set && s.WriterID != "" && s.WriterID == sub.Span.ID && s.At.Hi < x.Hi {
				return CheckResult{
					Statement: describe(s),
					Missing:   "what hung: the writer went through another freeze before its time-out, " + describe(s),
					Evidence:  []*correlate.Step{s},
				}
			}
		}
		return CheckResult{Held: true, Statement: "none"}
	},
}

package detect

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// freezeBurst is how far the freeze marks of one writer in one set lie apart: a
// writer logs them one after the other (ten databases within seconds).
const freezeBurst = 10 * parse.Second

// oneSession demands that no writer of the set was frozen twice: where a set was
// aborted without a mark, the next one can look like a part of it.
var oneSession = Check{
	ID:   "one-session",
	Says: "Session: no writer of the set has freeze marks of two sets",
	Test: func(sub *Subject, f *Finding) CheckResult {
		for _, sp := range sub.Set.Spans {
			var all interval.Interval
			for i, m := range sp.Freezes {
				if i == 0 {
					all = m.At
				}
				all = all.Hull(m.At)
			}
			if all.Hi-all.Lo > freezeBurst {
				s := called(sp) + " has freeze marks over " + interval.Seconds(all.Hi-all.Lo)
				return CheckResult{
					Statement: s,
					Missing:   "the set of each freeze mark: " + s + ", so these may be two sets",
					Evidence:  ends(sp.Freezes),
				}
			}
		}
		return CheckResult{Held: true, Statement: "none"}
	},
}

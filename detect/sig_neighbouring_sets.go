package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// neighbourhood is how near two freezes of one writer must be for a late
// watchdog of the first to fire in the second set: a limit and a late start.
const neighbourhood = parse.Minute + correlate.LateStart

// NeighbouringSets is two sets so near that a failure may belong to either.
var NeighbouringSets = &Signature{
	ID:       "neighbouring-sets",
	Title:    "Two sets froze the same writer so shortly after each other that a failure may belong to either",
	Class:    BenignClass,
	Severity: Information,
	Scope:    SetScope,
	Cause:    "A backup job that makes one set per volume, or two jobs that follow each other.",
	Mechanism: "A watchdog of the first set that started late runs out while the second set is busy, and the second " +
		"set's prepare clears the failure of the first.",
	Advice: "Nothing to repair. Where a time-out cannot be put down to one set, leave at least two minutes " +
		"between sets, or poll the writers every few seconds.",
	Sources: []Reference{
		observed("real logs have sets 40 s apart"),
		{"KB 915331", "https://support.microsoft.com/kb/915331", "the watchdog that fires late"},
	},
	Windows: "all",
	Trigger: Trigger{Pick: neighbours},
	Needs:   []Need{needLive},
	Checks: []Check{{
		ID:   "near",
		Says: "Near: less than a limit and a late start passed from freeze to freeze",
		Test: func(sub *Subject, f *Finding) CheckResult {
			lo, hi := sub.Steps[1].At.Minus(sub.Steps[0].At)
			s := fmt.Sprintf("%s to %s", interval.Seconds(lo), interval.Seconds(hi))
			if hi > neighbourhood {
				return CheckResult{Statement: s, Missing: "freeze marks with finer times: " + s + " passed"}
			}
			return CheckResult{Held: true, Statement: s}
		},
	}, noClockDoubt},
	Summary: func(sub *Subject, f *Finding) string {
		lo, hi := sub.Steps[1].At.Minus(sub.Steps[0].At)
		return fmt.Sprintf(
			"%s was frozen %s before in another set: a failure may belong to either",
			sub.Steps[1].Writer,
			between(max(lo, 0), hi),
		)
	},
}

// neighbours returns the last freeze mark of a writer in the set before and its
// first one in this set, if they are near; nil if not.
func neighbours(sub *Subject) []*correlate.Step {
	sets := sub.Case.Sets
	at := slices.Index(sets, sub.Set)
	for i := at - 1; i >= 0 && sub.Set.Began()-sets[i].Began() < 10*parse.Minute; i-- {
		if slices.Contains(sub.Set.Overlaps, sets[i]) {
			continue // that is another signature
		}
		for _, here := range sub.Set.Spans {
			for _, there := range sets[i].Spans {
				if len(here.Freezes) == 0 || len(there.Freezes) == 0 || here.ID != there.ID || here.Name != there.Name {
					continue
				}
				a, b := there.Freezes[len(there.Freezes)-1], here.Freezes[0]
				if lo, _ := b.At.Minus(a.At); lo <= neighbourhood && a.At.Lo <= b.At.Hi {
					return []*correlate.Step{a, b}
				}
			}
		}
	}
	return nil
}

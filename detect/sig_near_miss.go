package detect

import (
	"fmt"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// nearMissShort is what lacks to the default limit of 60 s at four fifths of it.
const nearMissShort = 12 * parse.Second

// NearMiss is a writer that got its thaw in time, but only just.
var NearMiss = &Signature{
	ID:       "near-miss",
	Title:    "The writer used more than 80 % of its limit from freeze to thaw: the next backup may time out",
	Class:    SymptomClass,
	Severity: Warning,
	Scope:    WriterScope,
	Blames:   blameWriter,
	Cause:    "The set gets slower: more databases or volumes, busier disks, another job at the same time.",
	Mechanism: "The set succeeded, so nothing is logged as wrong. The time from freeze to thaw is compared with the " +
		"limit of the writer's watchdog.",
	Advice: "Act before it fails: take fewer volumes into one set, move the job to a quieter hour, and see the " +
		"statistics for the trend.",
	Sources: []Reference{
		{
			"CVssWriter::Initialize",
			"https://learn.microsoft.com/windows/win32/api/vswriter/nf-vswriter-cvsswriter-initialize",
			"the limit from freeze to thaw",
		},
		observed("the bound of 80 % is our choice"),
	},
	Windows: "all",
	Trigger: Trigger{Pick: nearLimit},
	Needs:   []Need{needFreeze, needThaw},
	Predictions: []Prediction{
		{
			"N1",
			correlate.PointThaw,
			correlate.PointFreeze,
			AtLeast,
			Bound{1, -nearMissShort, "L - 12 s"},
			"more than four fifths of the limit were used",
		},
	},
	Wants:  map[string]string{"N1": "captures every 2 s from before the freeze to after the thaw"},
	Checks: []Check{withinLimit, boundedLimit, oneSession, notTwoSQL, noClockDoubt, withoutSalvage},
	Assumptions: []string{
		"A3 the writer uses the default limit",
		"A4 SQL and ESE log their thaw mark after the thaw is delivered",
		"A5 the times compared come from the same host clock",
	},
	Summary: func(sub *Subject, f *Finding) string {
		lo, hi := sub.Span.FreezeToThaw()
		return fmt.Sprintf(
			"%s was frozen for %s of the %s that it has",
			called(sub.Span),
			atLeast(lo, hi),
			interval.Seconds(sub.Span.Limit.Min),
		)
	},
}

// withinLimit demands that the writer can have been frozen for less than its limit: it
// did not time out, so that a longer time is one of a clock that was set forward.
var withinLimit = Check{
	ID:   "within",
	Says: "Within: the time from freeze to thaw can be less than the limit",
	Test: func(sub *Subject, f *Finding) CheckResult {
		lo, _ := sub.Span.FreezeToThaw()
		if lo > sub.Span.Limit.Max+correlate.TimerTick {
			s := interval.Seconds(lo) + " are more than the limit, and " + called(sub.Span) + " did not time out"
			return CheckResult{Statement: s, Missing: "a steady clock: " + s}
		}
		return CheckResult{Held: true, Statement: "it can"}
	},
}

// nearLimit speaks of writers that did not fail, were frozen for at least half
// their limit for certain, and for four fifths of it perhaps.
func nearLimit(sub *Subject) []*correlate.Step {
	sp := sub.Span
	limit := sp.Limit.Min
	if sp.Outcome != correlate.Success || limit <= 0 || sp.Limit.Max >= interval.Forever || len(sp.Freezes) == 0 {
		return nil
	}
	lo, hi := sp.FreezeToThaw()
	certain := lo > 0 && lo*5 >= limit*4
	perhaps := lo > 0 && lo*2 >= limit && hi < interval.Forever && hi*5 >= limit*4
	if !certain && !perhaps {
		return nil
	}
	return append(append([]*correlate.Step(nil), sp.Freezes...), sp.Thaws...)
}

// atLeast is between for a span that may have no upper bound.
func atLeast(lo, hi parse.Ticks) string {
	if hi > lo+parse.Hour { // bounded by the end of the files only
		return "at least " + short(lo)
	}
	return between(max(lo, 0), hi)
}

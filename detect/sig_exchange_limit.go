package detect

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// exchangeFreeze is how long Exchange lets itself be frozen (Veeam KB 1377).
const exchangeFreeze = 20 * parse.Second

// ExchangeLimit is an Exchange writer that was frozen for longer than it allows.
var ExchangeLimit = &Signature{
	ID:       "exchange-limit",
	Title:    "Exchange was frozen for longer than the 20 s that its writer allows",
	Class:    CauseClass,
	Severity: Error,
	Scope:    WriterScope,
	Blames:   blameWriter,
	Cause: "The set took more than 20 s from freeze to thaw: many databases, busy disks, a slow provider or " +
		"hypervisor.",
	Mechanism: "The Exchange writer chooses a limit of 20 s instead of VSS's 60 s. When it runs out the writer fails " +
		"the set.",
	Advice: "Back up fewer databases or volumes in one set, run the job when Exchange is quiet, move databases " +
		"and logs to faster disks; for virtual machines use an agent or a persistent snapshot.",
	Sources: []Reference{
		{"Veeam KB 1377", "https://www.veeam.com/kb1377", "the Exchange writer's 20 s, which cannot be changed"},
		observed("freeze and thaw marks of Exchange (MSExchangeIS 9610 and 9612 from memory, unconfirmed)"),
	},
	Windows:  "hosts with Exchange 2003 and later",
	Explains: []string{"ese-timeout", "requester-abort", "frozen-two-minutes"},
	Trigger: Trigger{When: func(sub *Subject) bool {
		return sub.Span.Name == vocab.WriterExchange || sub.Span.Name == "Microsoft Exchange Replica Writer"
	}, Pick: frozenTooLong},
	Needs: []Need{needFreeze, needThawOrAbort},
	Wants: map[string]string{
		"E1": "Exchange's own marks of freeze and thaw (MSExchangeIS 9610 and 9612), or captures every 2 s",
	},
	Predictions: []Prediction{
		{
			"E1",
			correlate.PointThaw,
			correlate.PointFreeze,
			AtLeast,
			Bound{0, exchangeFreeze, "20 s"},
			"the writer was frozen for at least 20 s",
		},
	},
	Checks: []Check{{
		ID:   "failed",
		Says: "Failed: something says that the writer failed or was aborted",
		Test: func(sub *Subject, f *Finding) CheckResult {
			if sub.Span.Outcome == correlate.FailedOutcome || sub.Span.Outcome == correlate.Aborted {
				return CheckResult{Held: true, Statement: string(sub.Span.Outcome)}
			}
			return CheckResult{
				Statement: "nothing does",
				Missing:   "a failure of the writer: a capture, VSS 8229, or the requester's log",
			}
		},
	}, oneSession, noClockDoubt, withoutSalvage},
	Yields:       outlivedTheLimit,
	Coincidences: []Coincidence{unseenExchangeThaw},
	Assumptions: []string{
		"A4 Exchange and ESE log their marks at once",
		"A5 the times compared come from the same host clock",
		"the limit of 20 s is that of backup vendors' articles, not of Microsoft's",
	},
	Summary: func(sub *Subject, f *Finding) string {
		lo, hi := sub.Span.FreezeToThaw()
		if lo <= interval.Never && hi >= interval.Forever {
			return called(sub.Span) + " failed; whether it was frozen for more than 20 s cannot be told"
		}
		if len(sub.Span.ESETimeouts) > 0 {
			return called(sub.Span) + " was frozen until its own timer ran out; it allows 20 s"
		}
		if outlivedTheLimit(sub) != "" {
			return called(sub.Span) + " was frozen for " + atLeast(lo, hi) + ", and did not give up after 20 s"
		}
		return called(sub.Span) + " was frozen for " + atLeast(lo, hi) + "; it allows 20 s"
	},
}

// frozenTooLong speaks where Exchange failed, or may have been frozen for too long.
func frozenTooLong(sub *Subject) []*correlate.Step {
	sp := sub.Span
	lo, hi := sp.FreezeToThaw()
	failed := sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted
	long := lo >= exchangeFreeze || hi >= exchangeFreeze && hi < interval.Forever
	if !failed && !long || len(sp.Freezes) == 0 {
		return nil
	}
	return append(append([]*correlate.Step(nil), sp.Freezes...), sp.Thaws...)
}

// needThawOrAbort asks for the end of the freeze: Exchange logs its abort in place of a thaw.
var needThawOrAbort = Need{
	What:  needThaw.What + ", or of its abort",
	Where: needThaw.Where + "; of the abort ESE 2007 or MSExchangeIS 9614",
	Has:   func(sub *Subject) bool { return needThaw.Has(sub) || len(sub.Span.Aborts) > 0 },
}

// outlivedTheLimit says that Exchange, which logs that it gives up, did so long after its 20 s: they
// were not the limit that ended its freeze.
func outlivedTheLimit(sub *Subject) string {
	sp := sub.Span
	if len(sp.Freezes) == 0 || len(sp.Aborts)+len(sp.Rejections) == 0 || len(sp.ESETimeouts) > 0 {
		return ""
	}
	first := func(steps []*correlate.Step) *correlate.Step {
		return slices.MinFunc(steps, func(a, b *correlate.Step) int { return cmp.Compare(a.At.Lo, b.At.Lo) })
	}
	freeze, end := first(sp.Freezes), first(slices.Concat(sp.Aborts, sp.Rejections))
	if lo, _ := end.At.Minus(freeze.At); !freeze.At.Known() || !end.At.Known() || lo <= 2*exchangeFreeze {
		return ""
	}
	return "what ended the freeze: Exchange gave up long after 20 s, " + describe(end)
}

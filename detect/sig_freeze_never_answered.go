package detect

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// answerTime is within when a freeze is answered at the latest, by thaw, abort or
// time-out: twice the default limit.
const answerTime = 2 * parse.Minute

// FreezeNeverAnswered is a freeze mark with neither thaw nor abort nor time-out.
var FreezeNeverAnswered = &Signature{
	ID:       "freeze-never-answered",
	Title:    "The writer was frozen, and no thaw, abort or time-out of it is recorded",
	Class:    SymptomClass,
	Severity: Warning,
	Scope:    WriterScope,
	Cause:    "The host or the writer's process ended while it was frozen, or records are missing.",
	Mechanism: "SQL Server, ESE and Exchange log the end of every freeze: thaw, abort, or their time-out. A freeze " +
		"without one is a session that was cut off.",
	Advice: "Look for a crash or restart of the writer's service or host at that time; read the log's gaps in the " +
		"inputs table.",
	Sources: []Reference{
		{"ESE source", "https://github.com/microsoft/Extensible-Storage-Engine", "2001 is followed by 2003 or 2004"},
		observed("logs that wrapped or were cut"),
	},
	Windows: "all with SQL Server, ESE or Exchange",
	Trigger: Trigger{Pick: unanswered},
	Needs: []Need{
		needLive,
		{
			"an Application log that covers the two minutes after the freeze without a gap",
			"the Application log",
			func(sub *Subject) bool {
				ok, _ := sub.Case.Covered("Application", answerSpan(sub))
				return ok
			},
		},
	},
	Checks: []Check{{
		ID:   "clock",
		Says: "Clock: no record shows a change in the two minutes after the freeze",
		Test: func(sub *Subject, f *Finding) CheckResult {
			span := answerSpan(sub)
			if d := sub.Case.ClockDoubts(span); len(d) > 0 {
				return CheckResult{Statement: describe(d[0]), Missing: "a steady clock: " + describe(d[0]), Evidence: d}
			}
			return CheckResult{Held: true, Statement: fmt.Sprintf("%s to %s", span.Lo, span.Hi)}
		},
	}, {
		ID: "listed",
		Says: "Listed: the first capture from after those two minutes shows the writer at rest, or under another " +
			"instance",
		Test: func(sub *Subject, f *Finding) CheckResult {
			span := answerSpan(sub)
			for _, c := range sub.Case.ListingsIn(interval.Interval{Lo: span.Hi, Hi: span.Hi + parse.Hour}) {
				for _, s := range c.States {
					if s.ID != sub.Span.ID || c.At.Lo < span.Hi || c.At.Lo > span.Hi+parse.Hour {
						continue
					}
					if s.Code == vocab.StateStable || sub.Span.Instance != "" && s.Instance != sub.Span.Instance {
						return CheckResult{Held: true, Statement: describe(s.Step), Evidence: []*correlate.Step{s.Step}}
					}
					return CheckResult{
						Statement: describe(s.Step),
						Missing:   "a capture that shows the writer at rest soon after: " + describe(s.Step),
						Evidence:  []*correlate.Step{s.Step},
					}
				}
			}
			return CheckResult{
				Statement: "no capture lists the writer after that",
				Missing: "a capture of `vssadmin list writers` from after the freeze: not every end of a freeze is " +
					"logged",
			}
		},
	}, notTwoSQL},
	Summary: func(sub *Subject, f *Finding) string {
		when := ""
		if at := sub.Steps[0].At; at.Known() {
			when = " at " + at.Lo.String()
		}
		what := ""
		if d := sub.Steps[0].Database; d != "" {
			what = " (database " + d + ")"
		}
		return called(sub.Span) + what + " was frozen" + when + ", and nothing records how that ended"
	},
}

func answerSpan(sub *Subject) interval.Interval {
	i := sub.Steps[0].At
	for _, s := range sub.Steps {
		i = i.Hull(s.At)
	}
	i.Hi += answerTime
	return i
}

// unanswered returns the freeze marks of a writer that logs its thaws, where
// nothing tells how the freeze ended.
func unanswered(sub *Subject) []*correlate.Step {
	sp := sub.Span
	if len(sp.ThawEnds)+len(sp.ESETimeouts)+len(sp.LateThaws)+len(sp.Aborts)+len(sp.Rejections)+len(sp.Codes) > 0 ||
		sp.Failure != nil {
		return nil
	}
	open := sub.Set.Unresumed(sp.Freezes)
	for _, s := range sp.States {
		if s.Code == vocab.StateWaitingPostSnapshot || s.Code == vocab.StateWaitingComplete {
			return nil
		}
	}
	var found []*correlate.Step
	for _, s := range open {
		if strings.HasPrefix(s.Key, "ese/") || strings.HasPrefix(s.Key, "sql/") || s.Key == "exchange" {
			found = append(found, s)
		}
	}
	return found
}

package detect

import (
	"fmt"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// LateThaw is a thaw that came when ESE's own freeze timer had already run out.
var LateThaw = &Signature{
	ID:       "late-thaw",
	Title:    "The thaw came after the writer's database engine had given up its freeze",
	Class:    CauseClass,
	Severity: Error,
	Scope:    WriterScope,
	Blames:   blameWriter,
	Cause: "The set took longer from freeze to thaw than ESE (the engine of Active Directory, Exchange, DHCP, " +
		"WINS, certificates) stays frozen: slow disk, little memory, no write cache.",
	Mechanism: "ESE has a timer of its own, apart from the VSS watchdog (20 s seen for NTDS on Server 2003, 70 s in " +
		"the published source). When it runs out ESE logs 2004 instead of 2003 and goes on; " +
		"the thaw that comes later gets JET -2402, and the writer fails at thaw.",
	Advice: "Make the snapshot faster: run the backup when the disk is quiet, check the write cache, memory and the " +
		"antivirus, take fewer volumes into one set. Then run the backup again.",
	Sources: []Reference{
		{
			"KB 826936",
			"https://support.microsoft.com/kb/826936",
			"ESENT 2004, VSS 12290 with -2402, NTDS in [10] on Server 2003",
		},
		{
			"ESE source",
			"https://github.com/microsoft/Extensible-Storage-Engine",
			"a session logs 2003 or 2004, never both; a thaw after 2004 returns -2402",
		},
	},
	Windows:  "all with an ESE writer; VSS 12290 with the JET code on Windows 5.x",
	Explains: []string{"ese-timeout", "writer-veto"},
	Trigger: Trigger{
		Kinds:  []vocab.Kind{vocab.KindESETimeout, vocab.KindESELateThaw},
		States: []int{vocab.StateFailedThaw},
	},
	Needs: []Need{
		{
			"ESE's own time-out",
			"ESENT 2004 in the Application log",
			func(s *Subject) bool { return len(s.Span.ESETimeouts) > 0 },
		},
		{
			"the result of the thaw",
			"VSS 12290 with -2402 in the Application log",
			func(s *Subject) bool { return len(s.Span.LateThaws) > 0 },
		},
	},
	Predictions: []Prediction{
		{"L1", correlate.PointThaw, correlate.PointESETimeout, MoreThan, Bound{}, "the thaw came after ESE's time-out"},
	},
	Wants:  map[string]string{"L1": "VSS 12290 with JET -2402 after ESENT 2004"},
	Checks: []Check{eseLimit, oneSessionOfESE, covered("Application"), noClockDoubt, withoutSalvage},
	Assumptions: []string{
		"A4 ESE logs its marks at once (published source; the code of Server 2003 is not verified)",
		"A5 the times compared come from the same host clock",
	},
	Summary: func(sub *Subject, f *Finding) string {
		sp := sub.Span
		s := called(sp)
		if f.Verdict == CannotTell {
			return s + " failed at its thaw; the marks of ESE's time-out that would show why are not complete"
		}
		if len(sp.ESETimeouts) > 0 && sp.ESETimeouts[0].Limit > 0 {
			s += " gave up its freeze after ESE's limit of " + interval.Seconds(sp.ESETimeouts[0].Limit)
		} else {
			s += " gave up its freeze"
		}
		return s + ", and the thaw came after that"
	},
}

// eseLimit holds the time that ESE states against freeze and time-out marks.
var eseLimit = Check{
	ID:   "ese-limit",
	Says: "ESE's limit: it ran from the freeze mark to the time-out mark",
	Test: func(sub *Subject, f *Finding) CheckResult {
		sp := sub.Span
		if len(sp.ESETimeouts) == 0 || sp.ESETimeouts[0].Limit == 0 {
			return CheckResult{Statement: "the record does not state it", Missing: "ESENT 2004 with its limit"}
		}
		x := sp.ESETimeouts[0]
		for _, m := range sp.Freezes {
			if m.Key != x.Key {
				continue
			}
			lo, hi := x.At.Minus(m.At)
			if hi < x.Limit-parse.Second || lo > x.Limit+5*parse.Second {
				s := fmt.Sprintf(
					"%s to %s passed, %s are stated",
					interval.Seconds(lo),
					interval.Seconds(hi),
					interval.Seconds(x.Limit),
				)
				return CheckResult{
					Statement: s,
					Missing:   "freeze and time-out of one session that agree: " + s,
					Evidence:  []*correlate.Step{m},
				}
			}
			return CheckResult{
				Held:      true,
				Statement: interval.Seconds(x.Limit) + " as stated",
				Evidence:  []*correlate.Step{m},
			}
		}
		return CheckResult{
			Statement: "no freeze mark of the same session",
			Missing:   "ESENT 2001 of the session that timed out",
		}
	},
}

// lateThawReach is how long after ESE's time-out the thaw that finds it may come: the
// freeze phase of VSS ends within a limit of its own.
const lateThawReach = 2 * parse.Minute

// abortEffect is how far apart the marks of one failed thaw may be.
const abortEffect = 10 * parse.Second

// oneSessionOfESE demands that the thaw which failed is of the session that timed out:
// it came soon after, and no abort had ended the session.
var oneSessionOfESE = Check{
	ID: "session",
	Says: "Session: the thaw came within two minutes of ESE's time-out, and nothing had aborted the session long " +
		"before it",
	Test: func(sub *Subject, f *Finding) CheckResult {
		sp := sub.Span
		if len(sp.ESETimeouts) == 0 || len(sp.LateThaws) == 0 {
			return CheckResult{
				Statement: "one of the two is not recorded",
				Missing:   "ESE's time-out and the result of the thaw",
			}
		}
		gaveUp, thaw := sp.ESETimeouts[0], sp.LateThaws[0]
		if lo, _ := thaw.At.Minus(gaveUp.At); lo > lateThawReach {
			return CheckResult{
				Statement: "the thaw came " + interval.Seconds(lo) + " later",
				Missing: "the set of the thaw: it came " + interval.Seconds(
					lo,
				) + " after ESE's time-out, so it may be of another one",
				Evidence: []*correlate.Step{thaw},
			}
		}
		for _, a := range sp.Aborts {
			// The thaw that fails aborts the session itself.
			if lo, _ := thaw.At.Minus(a.At); gaveUp.CertainlyBefore(a) && lo > abortEffect {
				return CheckResult{
					Statement: describe(a) + " at " + a.At.String(),
					Missing:   "the set of the thaw: " + describe(a) + " had ended the session at " + a.At.String(),
					Evidence:  []*correlate.Step{a},
				}
			}
		}
		return CheckResult{Held: true, Statement: "it is"}
	},
}

package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// HostRestarted is the host going down while a set was frozen.
var HostRestarted = &Signature{
	ID:       "host-restarted-mid-set",
	Title:    "The host was shut down, restarted or lost power while the set was frozen",
	Class:    CauseClass,
	Severity: Error,
	Scope:    SetScope,
	Cause:    "An update, a person or a script restarted the host, or it crashed or lost power, while the set was frozen.",
	Mechanism: "A set lives in memory. When the host goes down nobody thaws the writers or commits the copy; at the " +
		"next start volsnap deletes what was begun (30).",
	Advice: "Run the backup again. Where EventLog 6008, Kernel-Power 41 or BugCheck 1001 stands at the start, find the " +
		"crash or the loss of power. Where User32 1074 or EventLog 6006 stands before it, see who restarted the host, " +
		"and keep restarts for updates out of the hours of the backup.",
	Sources: []Reference{
		messages("the event log service", "EventLog 6005 and 6009 at each start, 6006 at a shutdown, 6008 after one that was not clean"),
		messages("volsnap.sys", "volsnap 30"),
	},
	Windows:  "all",
	Explains: []string{"backup-cut-by-restart", "creation-cut-short", "freeze-never-answered", "requester-abort", "writer-not-responding"},
	Trigger: Trigger{Pick: func(sub *Subject) []*correlate.Step {
		if restart := sub.Case.Restart(sub.Set); restart != nil {
			return append([]*correlate.Step{firstFreeze(sub.Set)}, restart...)
		}
		return nil
	}},
	Needs: []Need{needLive, {
		"a freeze and a start that are not read out of damage",
		"undamaged logs",
		func(sub *Subject) bool {
			return !slices.ContainsFunc(sub.Steps, func(s *correlate.Step) bool { return !live(s) })
		},
	}},
	Checks: []Check{{
		ID:   "unanswered",
		Says: "Unanswered: an Application log without a hole from the freeze to the start has no end of the freeze",
		Test: func(sub *Subject, f *Finding) CheckResult {
			last := sub.Steps[len(sub.Steps)-1]
			span := interval.Of(sub.Steps[0].At.Lo, last.At.Hi)
			if ok, why := sub.Case.Covered("Application", span); !ok {
				return CheckResult{
					Statement: why,
					Missing:   "an Application log from before the freeze to after the start, without a hole: " + why,
				}
			}
			return CheckResult{Held: true, Statement: fmt.Sprintf("%s to %s", span.Lo, span.Hi)}
		},
	}, noClockDoubt},
	Summary: func(sub *Subject, f *Finding) string {
		if unclean(sub.Steps) {
			return "The host went down without a clean shutdown while the set was frozen"
		}
		return "The host was restarted while the set was frozen"
	},
}

// unclean reports whether the start of the host says that it had not been shut down.
func unclean(steps []*correlate.Step) bool {
	for _, s := range steps {
		if s.Kind == vocab.KindBoot && s.Record.EventID == 6008 {
			return true
		}
	}
	return false
}

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
	Failure:  InfrastructureClass,
	Blames:   blameRestart,
	Cause:    "An update, a person or a script restarted the host, or it crashed or lost power, while the set was frozen.",
	Mechanism: "A set lives in memory. When the host goes down nobody thaws the writers or commits the copy; at the " +
		"next start volsnap deletes what was begun (30).",
	Advice: restartAdvice,
	Sources: []Reference{
		startsOfHost,
		messages("volsnap.sys", "volsnap 30"),
	},
	Windows: "all",
	Explains: []string{"backup-cut-by-restart", "creation-cut-short", "freeze-never-answered", "requester-abort",
		"writer-not-responding"},
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
		Test: loggedToStart("Application", "an Application log from before the freeze to after the start, without a hole"),
	}, writtenToTheEnd, shownByVSS, noClockDoubt},
	Coincidences: []Coincidence{unloggedEnd},
	Summary: func(sub *Subject, f *Finding) string {
		if unclean(sub.Steps) {
			return "The host went down without a clean shutdown while the set was frozen"
		}
		return "The host was restarted while the set was frozen"
	},
}

// shownByVSS holds where more than SQL Server's own marks tells of the set: a database is
// frozen by ALTER DATABASE and by other users of virtual devices as well.
var shownByVSS = Check{
	ID:   "shadow-copy",
	Says: "Shadow copy: a record of VSS, of a requester or of another writer shows that the freeze was that of a set",
	Test: func(sub *Subject, _ *Finding) CheckResult {
		if s := sub.Case.ShowsVSS(sub.Set); s != nil {
			return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
		}
		return CheckResult{
			Statement: "only SQL Server tells of the freeze",
			Missing: "a record of VSS or of the requester: SQL Server freezes databases for other snapshots too, " +
				"as by ALTER DATABASE SET SUSPEND_FOR_SNAPSHOT_BACKUP",
		}
	},
}

// writtenToTheEnd holds where the event log can hold all that happened until the host was down.
// A log has no hole there, and no record either: its service is stopped some time before a
// shutdown is over, and a host that loses power loses the records that were not on the disk.
var writtenToTheEnd = Check{
	ID:   "written",
	Says: "Written: the event log was written until the host was down",
	Test: func(sub *Subject, _ *Finding) CheckResult {
		start := sub.Steps[len(sub.Steps)-1]
		if stop := logStopped(sub.Steps); stop != nil {
			return CheckResult{
				Evidence:  []*correlate.Step{stop},
				Statement: fmt.Sprintf("its service had stopped at %s, and the host started at %s", stop.At.Lo, start.At.Lo),
				Missing:   "a record of the freeze from after the event log service had stopped: what ended between then and the start was logged by nobody",
			}
		}
		return CheckResult{
			Statement: "a host that goes down loses the records that were not written yet",
			Missing:   "a record that shows the set still frozen as the host went down: the last records before it may be lost",
		}
	},
}

// unloggedEnd is the end of a freeze of which no record could be kept.
var unloggedEnd = Coincidence{
	ID:      "unlogged-end",
	Says:    "the set was thawed or given up in the moments in which the host went down and no record was kept any more",
	Witness: "a thaw, an abort or an outcome of the set between its freeze and the end of the log",
	Opens:   []string{"written"},
	Absent: func(sub *Subject, _ *Finding) (bool, string) {
		span := interval.Of(sub.Steps[0].At.Lo, sub.Steps[len(sub.Steps)-1].At.Lo)
		if ok, _ := sub.Case.Covered("Application", span); !ok {
			return false, ""
		}
		return true, fmt.Sprintf("none in the Application log from %s to %s", span.Lo, span.Hi)
	},
}

// logStopped is the record that the event log service was stopped, of the steps of a start; nil if
// there is none.
func logStopped(steps []*correlate.Step) *correlate.Step {
	for _, s := range steps {
		if s.Kind == vocab.KindShutdown {
			return s
		}
	}
	return nil
}

// restartAdvice is what to do about a restart of the host in the midst of a backup.
const restartAdvice = "Run the backup again. Where EventLog 6008, Kernel-Power 41 or BugCheck 1001 appears at the " +
	"start, find the " +
	"crash or the loss of power. Where User32 1074 or EventLog 6006 appears before it, see who restarted the host, " +
	"and keep restarts for updates out of the hours of the backup."

// startsOfHost cites the records of a start of the host and of what was before it.
var startsOfHost = messages("the event log service",
	"EventLog 6005 and 6009 at each start, 6006 at a shutdown, 6008 after one that was not clean")

// loggedToStart holds where a log goes on without a hole over the steps of the finding, up to
// the start of the host.
func loggedToStart(channel, missing string) func(*Subject, *Finding) CheckResult {
	return func(sub *Subject, f *Finding) CheckResult {
		span := interval.Of(sub.Steps[0].At.Lo, sub.Steps[len(sub.Steps)-1].At.Hi)
		if ok, why := sub.Case.Covered(channel, span); !ok {
			return CheckResult{Statement: why, Missing: missing + ": " + why}
		}
		return CheckResult{Held: true, Statement: fmt.Sprintf("%s to %s", span.Lo, span.Hi)}
	}
}

// unclean reports whether the start of the host says that it had not been shut down.
func unclean(steps []*correlate.Step) bool { return slices.ContainsFunc(steps, unexpectedStart) }

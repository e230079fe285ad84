package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// ThawDeadlock is the deadlock of KB 2996928: a thaw that waits for pending writes
// of SAM to the registry.
var ThawDeadlock = &Signature{
	ID:       "thaw-deadlock",
	Title:    "Writers timed out after the thaw had begun, as in the deadlock with pending registry writes",
	Class:    CauseClass,
	Severity: Warning, // a guess at why; the time-outs beside it carry the error
	Scope:    SetScope,
	Failure:  TimingClass,
	Blames:   blameWindows,
	Cause: "The security accounts manager (SAM) has writes to the registry pending when the thaw begins, and the " +
		"thaw waits for them.",
	Mechanism: "The Registry Writer's thaw and SAM's writes wait for each other. The watchdogs of the writers that " +
		"are not thawed yet run out.",
	Advice: "Install the update of KB 2996928, or a later rollup that holds it, and run the backup again.",
	Sources: []Reference{
		{
			"KB 2996928",
			"https://support.microsoft.com/kb/2996928",
			"deadlock during thaw; writers fail with 0x800423f2",
		},
	},
	Windows: "Windows 7 to 8.1, Server 2008 R2 to 2012 R2",
	Trigger: Trigger{Pick: timedOutInThaw},
	Needs:   []Need{needVersion},
	Checks:  []Check{inferred("what the thaw waited for: no log names it; a dump of VSSVC.exe and lsass.exe does")},
	Applies: thawDeadlockApplies,
	Summary: func(sub *Subject, f *Finding) string {
		return "Writers timed out after the thaw had begun: the deadlock of KB 2996928 fits"
	},
}

// timedOutInThaw returns the marks of time-outs that came, or were reported, in
// the thaw phase, on a Windows that the article may be about.
func timedOutInThaw(sub *Subject) []*correlate.Step {
	var found []*correlate.Step
	for _, sp := range sub.Set.Spans {
		if !sp.TimedOut() {
			continue
		}
		steps := timeoutSteps(sp)
		inThaw := sp.Bounds(correlate.PointThawPhase).Hi < interval.Forever
		for _, s := range steps {
			inThaw = inThaw || s.Phase == vocab.PhaseThaw
		}
		if inThaw {
			found = append(found, steps...)
		}
	}
	if len(found) == 0 {
		return nil
	}
	if a, _, _ := thawDeadlockApplies(sub); a == NotAffected {
		return nil
	}
	return found
}

func thawDeadlockApplies(sub *Subject) (Applicability, string, []*correlate.Step) {
	if fix := sub.Case.Host.Hotfix("2996928"); len(fix) > 0 {
		return Fixed, "KB2996928 is listed", fix
	}
	return ofVersions(sub, "6.1", "6.2", "6.3")
}

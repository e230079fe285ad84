package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// BackupCutByRestart is a run of Windows Server Backup of which nothing but its begin is
// recorded before the host started again.
var BackupCutByRestart = &Signature{
	ID:       "backup-cut-by-restart",
	Title:    "The host was restarted or lost power while the backup ran",
	Class:    CauseClass,
	Severity: Error,
	Scope:    SetScope,
	Failure:  InfrastructureClass,
	Blames:   blameRestart,
	Cause: "An update, a person or a script restarted the host, or it crashed or lost power, before the backup was " +
		"done.",
	Mechanism: "Windows Server Backup records the begin of a run (1) and its end (4, 5, 14 and others). A run that the " +
		"host " +
		"took down has no end; its shadow copy may have been made anyway.",
	Advice: restartAdvice,
	Sources: []Reference{
		startsOfHost,
		observed("runs of Windows Server Backup without an end"),
	},
	Windows: "Server 2008 and later",
	Trigger: Trigger{Pick: cutByRestart},
	Needs:   []Need{needLive},
	Checks: []Check{{
		ID:   "no end",
		Says: "No end: the log of Windows Server Backup goes on after the start, without a hole, and has no end of the run",
		Test: loggedToStart(
			vocab.ProviderWSB,
			"the log "+vocab.ProviderWSB+" from the begin of the run to after the start, without a hole",
		),
	}, noClockDoubt},
	Summary: func(sub *Subject, f *Finding) string {
		if unclean(sub.Steps) {
			return "The host went down without a clean shutdown while the backup ran"
		}
		return "The host was restarted while the backup ran"
	},
}

// cutByRestart are the begin of the set's run and the first start of the host after it, where
// no end of the run is known and no other run began before.
func cutByRestart(sub *Subject) []*correlate.Step {
	ofWSB := func(s *correlate.Step, kinds ...vocab.Kind) bool {
		return strings.EqualFold(s.Record.Provider, vocab.ProviderWSB) && slices.Contains(kinds, s.Kind) && !s.Record.Stale
	}
	at := slices.IndexFunc(sub.Set.Steps, func(s *correlate.Step) bool { return ofWSB(s, vocab.KindRequesterBegin) })
	if at < 0 || !sub.Set.Steps[at].At.Known() {
		return nil
	}
	begin := sub.Set.Steps[at]
	starts := sub.Case.Starts(interval.Of(begin.At.Hi, begin.At.Hi+correlate.LongestCutRun))
	if len(starts) == 0 {
		return nil
	}
	boot := starts[0]
	between := sub.Case.DuringOf(interval.Of(begin.At.Hi, boot.At.Lo), func(s *correlate.Step) bool {
		return s != begin && ofWSB(s, vocab.KindRequesterBegin, vocab.KindRequesterEnd, vocab.KindRequesterFailed,
			vocab.KindBackupComplete, vocab.KindRequesterCode)
	})
	if len(between) > 0 {
		return nil
	}
	return []*correlate.Step{begin, boot}
}

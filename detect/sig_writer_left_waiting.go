package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// LeftWaiting is a writer that still waits for BackupComplete after the backup.
var LeftWaiting = &Signature{
	ID:       "writer-left-waiting",
	Title:    "Writers still wait for the end of a backup that is over",
	Class:    BenignClass,
	Severity: Information,
	Scope:    SetScope,
	Cause:    "The requester ended without BackupComplete. Many do, for copies and snapshots that are no backups.",
	Mechanism: "After the snapshot a writer stays at [5] until the requester completes the backup. The next backup, " +
		"or a restart of the writer's service, resets it.",
	Advice: "Nothing to repair. Where logs of Exchange or SQL Server should be truncated by the backup, check " +
		"that it is a full backup that completes.",
	Sources: []Reference{
		{
			"IVssBackupComponents::BackupComplete",
			"https://learn.microsoft.com/windows/win32/api/vsbackup/nf-vsbackup-ivssbackupcomponents-backupcomplete",
			"what the requester should call at the end",
		},
		observed("captures with [5] long after a backup"),
	},
	Windows: "all",
	Trigger: Trigger{Pick: waitingAfterEnd},
	Needs: []Need{{"the end of the backup", "the requester's events or log", func(sub *Subject) bool {
		end := backupEnd(sub.Set)
		return end != nil && live(end)
	}}},
	Checks: []Check{{
		ID:   "own-end",
		Says: "End: it is that of the run that made the set",
		Test: func(sub *Subject, f *Finding) CheckResult {
			if len(sub.Set.Requests) == 0 {
				return CheckResult{
					Statement: "no begin of it is shown",
					Missing:   "the begin of the run: an end alone may be that of another",
				}
			}
			if severalRuns(sub.Set) {
				return CheckResult{
					Statement: "runs of requesters interleave",
					Missing:   "the run that the end belongs to: runs of requesters interleave",
				}
			}
			return CheckResult{Held: true, Statement: "no other run is near"}
		},
	}, {
		ID:   "followed",
		Says: "Followed: captures show the same session before and after the end",
		Test: func(sub *Subject, f *Finding) CheckResult {
			end := backupEnd(sub.Set)
			for _, sp := range sub.Set.Spans {
				for i := 1; i < len(sp.States); i++ {
					a, b := sp.States[i-1], sp.States[i]
					if a.Listing.At.Hi < end.At.Lo && b.Listing.At.Lo > end.At.Hi &&
						b.Listing.At.Lo-a.Listing.At.Hi <= followed &&
						b.Code == vocab.StateWaitingComplete {
						return CheckResult{
							Held:      true,
							Statement: describe(a.Step) + " before it",
							Evidence:  []*correlate.Step{a.Step},
						}
					}
				}
			}
			return CheckResult{
				Statement: "no capture from shortly before the end shows the writers in a session",
				Missing: "captures from within two minutes before and after the end of the backup: the writers may " +
					"wait for the end of another one",
			}
		},
	}},
	Summary: func(sub *Subject, f *Finding) string {
		var names []string
		for _, s := range sub.Steps {
			if s.Kind == vocab.KindWriterState {
				names = append(names, s.Writer)
			}
		}
		return strings.Join(names, ", ") + ": still [5] after the backup ended"
	},
}

// followed is how far apart the listings before and after the end may be: a whole set
// takes longer to come to [5].
const followed = 2 * parse.Minute

// waitingAfterEnd returns, for each writer of the set, its last listing in [5]
// that certainly began after the requester's end.
func waitingAfterEnd(sub *Subject) []*correlate.Step {
	end := backupEnd(sub.Set)
	if end == nil {
		return nil
	}
	var found []*correlate.Step
	for _, sp := range sub.Set.Spans {
		if n := len(sp.States); n > 0 {
			if last := sp.States[n-1]; last.Code == vocab.StateWaitingComplete && last.Listing.At.Lo > end.At.Hi {
				found = append(found, last.Step)
			}
		}
	}
	if found != nil {
		found = append(found, end)
	}
	return found
}

// backupEnd is the requester's last step that says that it is done.
func backupEnd(set *correlate.SnapshotSet) *correlate.Step {
	var end *correlate.Step
	for _, s := range set.Steps {
		if (s.Kind == vocab.KindRequesterEnd || s.Kind == vocab.KindRequesterFailed) && s.At.Known() {
			end = s
		}
	}
	return end
}

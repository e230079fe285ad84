package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// BackupInProgress is a writer or requester that refuses because a backup runs,
// or ran and was never completed.
var BackupInProgress = &Signature{
	ID:       "backup-still-in-progress",
	Title:    "A backup was refused because another one is in progress, or was never completed",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RequesterClass,
	Cause: "An earlier backup ended without telling the writer (no BackupComplete, no abort), or two backups run " +
		"at once.",
	Mechanism: "Exchange keeps the storage group in backup until the requester completes or aborts it, and refuses " +
		"the next one: MSExchangeIS 9607 with 0x50d, or 9840. Windows Server Backup refuses a second run of itself " +
		"(518).",
	Advice: "End the other backup. For Exchange, if none runs, restart the Information Store or wait until the " +
		"writer gives the old job up, and update the backup program that leaves jobs open.",
	Sources: []Reference{
		{
			"KB 910250",
			"https://support.microsoft.com/kb/910250",
			"9607 with 0x50d: an earlier backup was never completed",
		},
		{"KB 933779", "https://support.microsoft.com/kb/933779", "9840, and JET -2403 in the engine"},
	},
	Windows:  "Exchange 2003 to 2010; Windows Server Backup on Windows 6.0 and later",
	Explains: []string{"writer-veto"},
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindBackupInProgress}, Step: inProgress,
		Any: []Trigger{{Kinds: []vocab.Kind{vocab.KindRequesterFailed}, Events: []uint32{518}}}},
	Needs:   []Need{needLive},
	Summary: statedSummary("A backup was refused: another one is in progress or was never completed"),
}

// inProgress tells 9607 with 0x50d, or with the words in its data, from 9607 with
// another error.
func inProgress(s *correlate.Step) bool {
	return s.Record.EventID != 9607 || strings.Contains(strings.ToLower(s.Record.Argument(1)), "50d") ||
		strings.Contains(s.Record.Binary, "Backup in progress")
}

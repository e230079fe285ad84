package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// OptimizationOutOfTime is the optimization writer that ran out of time.
var OptimizationOutOfTime = &Signature{
	ID:       "optimization-out-of-time",
	Title:    "The optimization writer ran out of time: the shadow copy holds files that it need not",
	Class:    BenignClass,
	Severity: Information,
	Scope:    EventScope,
	Failure:  TimingClass,
	Cause:    "Too many files to list or delete in the time that the writer has after the snapshot.",
	Mechanism: "After the snapshot the Shadow Copy Optimization Writer removes files from the copy that nobody wants " +
		"(FilesNotToSnapshot). It stops when its time is up (8219, 8220, 8226).",
	Advice: "Nothing to repair: the shadow copy is good, only larger. Shorten the lists below FilesNotToSnapshot " +
		"if space matters.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 8219, 8220, 8226"),
		observed("28 real records of 8219 beside sets that succeeded"),
		{
			"FilesNotToSnapshot",
			"https://learn.microsoft.com/windows/win32/backup/registry-keys-for-backup-and-restore",
			"what the writer removes",
		},
	},
	Windows: "Windows 6.0 and later",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindOutOfTime}},
	Needs:   []Need{needLive},
	Summary: statedSummary("The optimization writer ran out of time, and the shadow copy is good"),
}

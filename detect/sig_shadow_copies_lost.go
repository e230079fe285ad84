package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// CopiesLost is shadow copies that the driver had to delete.
var CopiesLost = &Signature{
	ID:       "shadow-copies-lost",
	Title:    "The driver deleted all shadow copies of a volume",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause: "Storage could not grow in time or at all (25, 35, 36), an I/O failure (14), memory (15, 20), a " +
		"volume that was dismounted, absent or offline (16, 32, 40, 59, 60), or damage found at start (27, 29, 31).",
	Mechanism: "volsnap copies old blocks before they are overwritten. Where it cannot, the shadow copies would be " +
		"wrong, so it deletes them all, those of earlier backups too.",
	Advice: "Restore points and previous versions of that volume are gone: make a new backup. Give the storage a " +
		"volume of its own and a higher limit, and lower the write load during backups.",
	Sources: []Reference{
		messages("volsnap.sys", "volsnap 14 to 16, 20, 25, 27, 29, 31, 32, 34 to 37, 40, 59, 60"),
		{"KB 826936", "https://support.microsoft.com/kb/826936", "shadow copies deleted under load on Server 2003"},
	},
	Windows:  "14 to 25 on Windows XP and later, the others on Server 2003 and later",
	Explains: []string{"provider-veto", "provider-call-failed", "commit-timeout", "requester-abort"},
	Trigger: Trigger{
		Kinds: []vocab.Kind{vocab.KindDeleted},
		Step:  func(s *correlate.Step) bool { return strings.EqualFold(s.Record.Provider, "VolSnap") },
	},
	Needs:   []Need{needLive},
	Summary: statedSummary("The shadow copies of a volume were deleted by the driver"),
}

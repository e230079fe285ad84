package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// InsufficientStorage is a shadow copy that found no storage, or too little.
var InsufficientStorage = &Signature{
	ID:       "insufficient-storage",
	Title:    "Shadow copy storage is missing, too small, or could not grow",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause:    "The volume for shadow copy storage is full, not NTFS, too fragmented, or its limit is too low.",
	Mechanism: "Before a shadow copy is made, storage is laid out on a volume; while it lives, old blocks are copied " +
		"there. Where there is no space the creation fails (volsnap 1 to 3, 12, 13, 22, 23, 39, 41; VSS 4001; " +
		"0x8004231f).",
	Advice: "`vssadmin list shadowstorage` shows use and limit; raise the limit (`vssadmin resize " +
		"shadowstorage`), free space, or put the storage on another NTFS volume.",
	Sources: []Reference{
		messages("volsnap.sys and vssvc.exe", "the events named"),
		{
			"vssadmin",
			"https://learn.microsoft.com/windows-server/administration/windows-commands/vssadmin",
			"listing and resizing shadow copy storage",
		},
	},
	Windows:  "all; volsnap 22 to 25 on Windows XP and later, 27 and up on Server 2003 and later",
	Explains: []string{"provider-veto", "provider-call-failed", "shadow-copy-not-created", "shadow-copies-lost"},
	Trigger: Trigger{
		Kinds: []vocab.Kind{vocab.KindDiffArea},
		Step:  func(s *correlate.Step) bool { return !storageLow(s) },
		Any: []Trigger{
			{
				Codes: []uint32{vocab.CodeInsufficient},
				Step:  func(s *correlate.Step) bool { return s.Kind != vocab.KindDiffArea },
			},
		},
	},
	Needs:   []Need{needLive},
	Summary: statedSummary("There was no space for shadow copies"),
}

// storageLow tells volsnap's warnings from its errors: growth that failed for now
// (24, 38), and a search for larger blocks that goes on (48).
func storageLow(s *correlate.Step) bool { return from(s, "VolSnap", 24, 38, 48) }

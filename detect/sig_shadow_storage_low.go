package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// StorageLow is a warning that shadow copy storage could not grow for now.
var StorageLow = &Signature{
	ID:       "shadow-storage-low",
	Title:    "Shadow copy storage runs low: all shadow copies of the volume are at risk",
	Class:    CauseClass,
	Severity: Warning,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause:    "Too little free space, or a limit set by the administrator, keeps the storage from growing.",
	Mechanism: "volsnap grows its storage ahead of need. Where that fails it warns (24, 38; 48 while it looks for " +
		"larger blocks); when the rest is used up it deletes the shadow copies (25, 35, 36).",
	Advice: "Free space on the storage volume or raise the limit before the next backup; lower the write load " +
		"while shadow copies exist.",
	Sources:  []Reference{messages("volsnap.sys", "volsnap 24, 38, 48")},
	Windows:  "24 on Windows XP and later, 38 and 48 on Server 2003 and later",
	Explains: []string{"shadow-copies-lost", "insufficient-storage"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindDiffArea}, Step: storageLow},
	Needs:    []Need{needLive},
	Summary:  statedSummary("Shadow copy storage runs low"),
}

package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// OldestDeleted is a shadow copy that made room for newer ones.
var OldestDeleted = &Signature{
	ID:       "oldest-copy-deleted",
	Title:    "The oldest shadow copy was deleted to stay within a limit",
	Class:    BenignClass,
	Severity: Information,
	Scope:    EventScope,
	Failure:  StorageClass,
	Cause:    "The limit of space or number for shadow copies of the volume is reached.",
	Mechanism: "volsnap deletes the oldest shadow copy when the limit of space (33) or of number (58) is reached, or " +
		"so that later ones marked for it can go (95).",
	Advice:  "Nothing to repair. Raise the limit of the storage if older shadow copies should be kept for longer.",
	Sources: []Reference{messages("volsnap.sys", "volsnap 33, 58, 95"), observed("a real Windows 10 record of 33")},
	Windows: "33 and 58 on Server 2003 and later, 95 on Windows 10 and later",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindOldestDeleted}},
	Needs:   []Need{needLive},
	Summary: statedSummary("The oldest shadow copy was deleted to stay within a limit"),
}

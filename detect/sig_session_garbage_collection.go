package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// SessionGarbage is VSS clearing away the state of old writer sessions.
var SessionGarbage = &Signature{
	ID:       "session-garbage-collection",
	Title:    "VSS cleared away old writer sessions: an error record about the past, not a failure",
	Class:    BenignClass,
	Severity: Information,
	Scope:    EventScope,
	Cause: "A requester never completed its backups, so that their sessions were kept until they were two days " +
		"old or too many.",
	Mechanism: "VSS 12289 with 0x80042409 is written when a session is removed. The set, state and failure in it are " +
		"those of the old session.",
	Advice: "Ignore single ones. Where they come every day, update the backup program: it leaves its sessions " +
		"open (no BackupComplete).",
	Sources: []Reference{
		{
			"KB 978773",
			"https://support.microsoft.com/kb/978773",
			"an older writer session state is being removed; ignore intermittent occurrences",
		},
	},
	Windows: "Windows 6.0 and later",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindSessionRemoved}},
	Needs:   []Need{needLive},
	Summary: statedSummary("Old writer sessions were cleared away, which says nothing about the running backup"),
}

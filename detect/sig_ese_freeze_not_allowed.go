package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// ESEFreezeNotAllowed is an ESE engine that refused to freeze: JET -2403.
var ESEFreezeNotAllowed = &Signature{
	ID:       "ese-freeze-not-allowed",
	Title:    "A database engine (ESE) refused to freeze: a backup or recovery of it is in progress",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RefusalClass,
	Cause:    "Another backup of the same databases runs, or one was never completed, or the engine is recovering.",
	Mechanism: "ESE allows one backup at a time. A freeze in the meantime returns JET -2403, which ESENT 2002 " +
		"records, and the writer fails.",
	Advice: "End the other backup. If there is none, dismount and mount the database or restart its service, " +
		"which clears a backup that was never completed.",
	Sources: []Reference{
		{"KB 933779", "https://support.microsoft.com/kb/933779", "JET -2403 after a backup that was not completed"},
		{"ESE source", "https://github.com/microsoft/Extensible-Storage-Engine", "JET_errOSSnapshotNotAllowed"},
	},
	Windows:  "all with an ESE writer",
	Explains: []string{"writer-veto"},
	Trigger: Trigger{
		Kinds: []vocab.Kind{vocab.KindFreezeFailed},
		Step:  func(s *correlate.Step) bool { return s.Jet == -2403 },
	},
	Needs:   []Need{needLive},
	Summary: statedSummary("ESE refused to freeze because a backup or recovery is in progress"),
}

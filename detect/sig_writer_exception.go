package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// WriterException is a writer whose code raised an exception in a callback.
var WriterException = &Signature{
	ID:       "writer-exception",
	Title:    "A writer's code raised an exception inside a VSS callback",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Cause:    "A fault in the program that hosts the writer.",
	Mechanism: "VSS catches the exception and records 12366 with writer, process, operation and code. Other writers " +
		"of that process are in an unstable state from then on.",
	Advice:   "Restart the service or program that the record names, and update it.",
	Sources:  []Reference{messages("vssvc.exe", "VSS 12366")},
	Windows:  "Windows 6.1 and later",
	Explains: []string{"writer-veto", "writer-not-responding"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindWriterFailed}, Events: []uint32{12366}},
	Needs:    []Need{needLive},
	Summary:  statedSummary("A writer's code raised an exception"),
}

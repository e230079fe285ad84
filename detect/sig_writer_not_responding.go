package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// WriterNotResponding is a writer that did not answer VSS.
var WriterNotResponding = &Signature{
	ID:       "writer-not-responding",
	Title:    "A writer did not answer VSS",
	Class:    SymptomClass,
	Severity: Error,
	Scope:    EventScope,
	Cause:    "The process that hosts the writer hangs, is overloaded or ended.",
	Mechanism: "VSS asks every writer for its status. One that does not answer is recorded (12301; 12347 for the " +
		"Registry Writer), and the requester gets 0x80042319.",
	Advice: "Restart the service that hosts the writer, and look for errors of that program from before.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 12301, 12347"),
		{
			"IVssBackupComponents::GetWriterStatus",
			"https://learn.microsoft.com/windows/win32/api/vsbackup/nf-vsbackup-ivssbackupcomponents-getwriterstatus",
			"VSS_E_WRITER_NOT_RESPONDING",
		},
	},
	Windows: "all; 12347 on Windows 6.0 and later",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindNotResponding},
		Any: []Trigger{
			{
				Codes: []uint32{vocab.CodeNotResponding},
				Step:  func(s *correlate.Step) bool { return s.Kind != vocab.KindNotResponding },
			},
		}},
	Needs:   []Need{needLive},
	Summary: statedSummary("A writer did not answer VSS"),
}

package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// CallbackDenied is a writer that may not call its requester back.
var CallbackDenied = &Signature{
	ID:       "writer-callback-denied",
	Title:    "A writer was denied access to the requester: noise that looks like an error",
	Class:    BenignClass,
	Severity: Information,
	Scope:    EventScope,
	Cause: "A writer runs under an account (often Network Service) that the requester's COM security does not " +
		"admit.",
	Mechanism: "VSS asks for IVssWriterCallback, gets 0x80070005 and records 8194 at error level. Writers that need " +
		"no callback work anyway, and the backup succeeds.",
	Advice: "Ignore it where the backup succeeds. To silence it give the account that the record names access in " +
		"the COM security defaults of the host.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 8194"),
		observed("8194 with 0x80070005 beside backups that succeeded, in many public reports"),
	},
	Windows: "all",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindCallbackDenied}, Codes: []uint32{vocab.CodeAccessDenied}},
	Needs:   []Need{needLive},
	Summary: statedSummary("A writer was denied a callback, which does not fail a backup"),
}

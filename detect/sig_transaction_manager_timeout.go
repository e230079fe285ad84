package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// TransactionTimeout is a transaction manager that could not be frozen, or not for long enough.
var TransactionTimeout = &Signature{
	ID:       "transaction-manager-timeout",
	Title:    "The transaction manager could not be frozen in time, or the set outlasted its freeze",
	Class:    CauseClass,
	Severity: Warning,
	Scope:    EventScope,
	Failure:  TimingClass,
	Cause: "A resource manager did not commit in time (12323, 12325), or the creation took longer than " +
		"transactions may be frozen (12324, 12326).",
	Mechanism: "A requester can ask for transactions to be quiet: VSS freezes the kernel and the distributed " +
		"transaction manager around the commit, each with a limit that the record states.",
	Advice: "Look in the System log for the resource manager that did not commit. For the thaw time-outs make the " +
		"set faster: fewer volumes, quieter disks.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 12323 to 12326"),
		{
			"VSS error codes",
			"https://learn.microsoft.com/windows/win32/vss/volume-shadow-copy-api-return-values",
			"0x80042328 and 0x80042329",
		},
	},
	Windows:  "Windows 6.0 and later",
	Explains: []string{"provider-veto", "requester-abort"},
	Trigger: Trigger{
		Kinds: []vocab.Kind{vocab.KindTransactionTime},
		Any: []Trigger{{Codes: []uint32{vocab.CodeTxFreezeTimeout, vocab.CodeTxThawTimeout},
			Step: func(s *correlate.Step) bool { return s.Kind != vocab.KindTransactionTime }}},
	},
	Needs:   []Need{needLive},
	Summary: statedSummary("The transaction manager was not frozen in time or for long enough"),
}

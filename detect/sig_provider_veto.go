package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// ProviderVeto is a provider that refused, as others report it.
var ProviderVeto = &Signature{
	ID:       "provider-veto",
	Title:    "The shadow copy provider refused, or failed with an error that VSS does not know",
	Class:    SymptomClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  ProviderClass,
	Cause:    "Given by the provider or driver in an event of its own: storage, memory, an unsupported volume.",
	Mechanism: "VSS returns 0x80042306 or 0x8004230f to the requester where a provider fails; the reason does not come " +
		"along.",
	Advice: "Look for what came first: volsnap events in the System log, VSS 12293 with the routine, and the " +
		"events of a hardware provider.",
	Sources: []Reference{
		{
			"IVssBackupComponents::DoSnapshotSet",
			"https://learn.microsoft.com/windows/win32/api/vsbackup/nf-vsbackup-ivssbackupcomponents-dosnapshotset",
			"VSS_E_PROVIDER_VETO and VSS_E_UNEXPECTED_PROVIDER_ERROR",
		},
	},
	Windows: "all",
	Trigger: Trigger{Codes: []uint32{vocab.CodeProviderVeto, vocab.CodeProviderUnexp},
		Step: func(s *correlate.Step) bool { return s.Kind != vocab.KindProviderFailed }},
	Needs:   []Need{needLive},
	Summary: statedSummary("The shadow copy provider refused or failed"),
}

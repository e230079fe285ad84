package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// ProviderNotLoaded is a provider that is registered and cannot be loaded.
var ProviderNotLoaded = &Signature{
	ID:       "provider-not-loaded",
	Title:    "A shadow copy provider is registered but cannot be loaded",
	Class:    CauseClass,
	Severity: Warning,
	Scope:    EventScope,
	Failure:  ProviderClass,
	Cause: "A backup program was removed and left its provider registered, its service is disabled (0x80070422), " +
		"or its files are missing or of the wrong bitness.",
	Mechanism: "VSS creates the COM class of every registered provider, and records the one that cannot be created " +
		"(12292, 12373). A set can still succeed with another provider.",
	Advice: "`vssadmin list providers` shows who it is; reinstall or unregister it, or enable its service. For " +
		"the provider of Windows itself start the service `swprv`.",
	Sources:  []Reference{messages("vssvc.exe", "VSS 12292, 12373"), observed("Russian Windows 7 record of 12292")},
	Windows:  "all; 12373 on Windows 6.1 and later",
	Explains: []string{"provider-veto", "provider-call-failed"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindProviderLoad}},
	Needs:    []Need{needLive},
	Grade:    whileShuttingDown,
	Summary:  statedSummary("A shadow copy provider could not be loaded"),
}

// whileShuttingDown: what cannot be loaded because the host goes down is noise.
func whileShuttingDown(sub *Subject) Severity {
	if slices.ContainsFunc(sub.Steps, func(s *correlate.Step) bool { return s.Code != vocab.CodeShutdown }) {
		return Warning
	}
	return Information
}

package detect

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// needOfSet demands a call by which a set is made: whether a volume is supported VSS asks each provider, and one that
// cannot answer fails no backup by itself.
var needOfSet = Need{
	What:  "a call by which a set is made",
	Where: "the Application log of that minute: VSS only asked a provider about a volume, which fails no backup by itself",
	Has: func(sub *Subject) bool {
		return slices.ContainsFunc(sub.Steps, func(s *correlate.Step) bool { return !s.OfNoSet() })
	},
}

// ProviderCallFailed is a call of a provider that failed, with the routine.
var ProviderCallFailed = &Signature{
	ID:       "provider-call-failed",
	Title:    "A call of a shadow copy provider failed; the routine shows in which phase",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  ProviderClass,
	Cause: "The provider, or the driver or storage behind it, could not do what VSS asked for. The routine shows " +
		"when: BeginPrepareSnapshot and EndPrepareSnapshots before the freeze, PreCommitSnapshots and " +
		"CommitSnapshots while the writers are frozen, PostCommitSnapshots after.",
	Mechanism: "VSS calls the provider phase by phase, and records a call that fails with the provider's id, the " +
		"routine and the code (12293, 12294, 12299, 12361).",
	Advice: "Read the events of the provider and of volsnap from the same minute: they come first and say why. " +
		"Update the hardware provider; make sure that the volume is supported.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 12293, 12294, 12299, 12361"),
		{
			"IVssSoftwareSnapshotProvider",
			"https://learn.microsoft.com/windows/win32/api/vsprov/nn-vsprov-ivsssoftwaresnapshotprovider",
			"the routines and their order",
		},
	},
	Windows:  "all; 12361 on Windows 6.1 and later",
	Explains: []string{"provider-veto", "creation-cut-short"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindProviderFailed}},
	Needs:    []Need{needLive, needOfSet},
	Summary: func(sub *Subject, f *Finding) string {
		s := first(sub)
		name := fmt.Sprintf("A provider's call failed (VSS %d", s.Record.EventID)
		if s.Detail != "" {
			name = fmt.Sprintf("The provider's routine %s failed (VSS %d", s.Detail, s.Record.EventID)
		}
		if s.Code != 0 {
			name += ", " + cmp.Or(vocab.CodeOf(s.Code).Name, vocab.Hex(s.Code))
		}
		if n := len(sub.Steps) - 1; n > 0 {
			name += fmt.Sprintf("; %d more", n)
		}
		return name + ")"
	},
}

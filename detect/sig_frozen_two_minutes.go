package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// FrozenTwoMinutes is VSS's own warning about a writer that is frozen too long.
var FrozenTwoMinutes = &Signature{
	ID:       "frozen-two-minutes",
	Title:    "A writer was frozen for more than two minutes and got neither thaw nor abort",
	Class:    SymptomClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  TimingClass,
	Cause:    "The requester or the VSS service hangs or is gone, or a writer with a long limit waits for a slow set.",
	Mechanism: "Two minutes after Freeze a watchdog in the writer's process warns (VSS 4003) if neither Thaw nor " +
		"Abort came.",
	Advice:  "Look for what hangs: the requester, the provider, another writer's freeze (VSS 12349).",
	Sources: []Reference{messages("vssvc.exe", "VSS 4003")},
	Windows: "Windows 6.0 and later",
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindStillFrozen}},
	Needs:   []Need{needLive},
	Summary: statedSummary("A writer was frozen for more than two minutes"),
}

package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// GuestAgentLimit is a backup of a virtual machine by a guest agent whose provider
// must hold the freeze for the hypervisor, within 10 s.
var GuestAgentLimit = &Signature{
	ID:       "guest-agent-limit",
	Title:    "A hypervisor's guest agent froze the writers, and the set did not hold for long enough",
	Class:    CauseClass,
	Severity: Error,
	Scope:    SetScope,
	Failure:  TimingClass,
	Cause: "The hypervisor took longer for its snapshot of the virtual disks than Windows holds writes for a " +
		"provider: 10 s.",
	Mechanism: "The QEMU guest agent is requester and provider in one: it freezes the writers and keeps the commit " +
		"open until the hypervisor says that its snapshot is done. Windows ends the commit after 10 s.",
	Advice: "Make the hypervisor's snapshot faster (storage load, many or large disks, memory not in the " +
		"snapshot), or freeze the applications by scripts instead.",
	Sources: []Reference{
		{
			"qemu-ga VSS provider",
			"https://www.qemu.org/docs/master/interop/qemu-ga.html",
			"the guest agent; its freeze through VSS lasts 10 s at most",
		},
		observed("the agent shows as qemu-ga or QEMU Guest Agent VSS Provider"),
	},
	Windows: "guests with Windows XP and later",
	Trigger: Trigger{Pick: agentFailed},
	Needs:   []Need{needLive},
	Checks:  []Check{inferred("the hypervisor's log: it shows how long its snapshot took")},
	Summary: func(sub *Subject, f *Finding) string {
		return "The QEMU guest agent made this set, and it failed or was aborted: the hypervisor may have taken " +
			"longer than the 10 s that Windows grants"
	},
}

// agentFailed returns the marks of the guest agent and of the failure, nil unless
// there are both.
func agentFailed(sub *Subject) []*correlate.Step {
	var agent, failed []*correlate.Step
	for _, s := range sub.Set.Steps {
		if isGuestAgent(s.CommandLine) || isGuestAgent(s.Record.Provider) || s.ProviderID == qemuProvider {
			agent = append(agent, s)
		}
		switch s.Kind {
		case vocab.KindHoldTimeout,
			vocab.KindCommitTimeout,
			vocab.KindProviderFailed,
			vocab.KindAbort,
			vocab.KindRequesterGone:
			failed = append(failed, s)
		}
	}
	if agent == nil || failed == nil {
		return nil
	}
	return slices.Concat(agent, failed)
}

// qemuProvider is the id of the provider that the QEMU guest agent brings (its source,
// qga/vss-win32/vss-common.h).
const qemuProvider = "{3629d4ed-ee09-4e0e-9a5c-6d8ba2872aef}"

func isGuestAgent(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "qemu-ga") || strings.Contains(name, "qemu guest agent")
}

package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// idleStop is how long VSSVC stays without work before it stops by itself.
const idleStop = 180 * parse.Second

// ServiceStopped is the VSS service ending while a set was frozen.
var ServiceStopped = &Signature{
	ID:        "service-stopped-mid-set",
	Title:     "The VSS service stopped while the set was frozen",
	Class:     CauseClass,
	Severity:  Error,
	Scope:     SetScope,
	Failure:   InfrastructureClass,
	Cause:     "The service crashed, was stopped by hand or by a script, or the host shut down.",
	Mechanism: "Without the service nobody thaws the writers: they wait until their watchdogs run out.",
	Advice: "Look for a crash (Application Error 1000, Service Control Manager 7031 or 7034) and for scripts that " +
		"restart VSS to \"repair\" writers while a backup runs.",
	Sources: []Reference{
		messages("vssvc.exe and services.exe", "VSS 8225, Service Control Manager 7031, 7034, 7036"),
		{
			"KB 972623",
			"https://support.microsoft.com/kb/972623",
			"the service stops by itself after three minutes without work",
		},
	},
	Windows:  "all; VSS 8225 on Windows 6.0 and later",
	Explains: []string{"requester-abort", "freeze-never-answered", "creation-cut-short", "writer-not-responding"},
	Trigger:  Trigger{Pick: stoppedWhileFrozen},
	Needs:    []Need{needLive},
	Checks: []Check{{
		ID:   "frozen",
		Says: "Frozen: a thaw mark of the set comes after the stop",
		Test: func(sub *Subject, f *Finding) CheckResult {
			for _, s := range sub.Set.Steps {
				if s.Kind == vocab.KindThaw &&
					slices.ContainsFunc(sub.Steps, func(stop *correlate.Step) bool { return stop.At.Hi < s.At.Lo }) {
					return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
				}
			}
			return CheckResult{
				Statement: "no thaw mark after the stop",
				Missing:   "a thaw mark after the stop: the writers may have been thawed, without a mark, before it",
			}
		},
	}, {
		ID:   "at work",
		Says: "At work: the service was started for the set, or something else than SQL Server's marks shows VSS at work",
		Test: func(sub *Subject, f *Finding) CheckResult {
			freeze := firstFreeze(sub.Set)
			started := sub.Case.During(
				interval.Interval{Lo: sub.Steps[0].At.Lo - idleStop, Hi: freeze.At.Hi}, vocab.KindServiceRunning)
			for _, s := range append(started, sub.Set.Steps...) {
				if s.Kind == vocab.KindServiceRunning && s.Detail == "VSS" || s.Kind == vocab.KindRequesterBegin ||
					s.Kind == vocab.KindInitiated || s.Kind == vocab.KindCreated ||
					s.Kind == vocab.KindFreeze && !strings.HasPrefix(s.Key, "sql/") {
					return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
				}
			}
			return CheckResult{
				Statement: "only SQL Server's marks show the set, and SQL Server also freezes by itself",
				Missing:   "a sign that VSS was at work: its start in the System log, the requester, the audit of the creation",
			}
		},
	}, noClockDoubt},
	Summary: statedSummary("The VSS service stopped while the set was frozen"),
}

// stoppedWhileFrozen are stops of VSSVC that certainly came after the first freeze
// mark, and before a thaw mark or, where there is none, sooner than the service
// would stop by itself.
func stoppedWhileFrozen(sub *Subject) []*correlate.Step {
	freeze := firstFreeze(sub.Set)
	if freeze == nil {
		return nil
	}
	if slices.ContainsFunc(sub.Set.Steps, func(s *correlate.Step) bool { return s.Kind == vocab.KindThaw }) {
		return sub.Set.ServiceEndsWhileFrozen()
	}
	var found []*correlate.Step
	for _, s := range sub.Set.Steps {
		if s.EndsVSS() && freeze.At.Hi < s.At.Lo && s.At.Lo-freeze.At.Hi < idleStop-parse.Minute {
			found = append(found, s)
		}
	}
	return found
}

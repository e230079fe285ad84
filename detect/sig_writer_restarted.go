package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
)

// WriterRestarted is a writer with a new instance id between two listings.
var WriterRestarted = &Signature{
	ID:       "writer-restarted",
	Title:    "A writer came back with a new instance id between two captures: its process was started again",
	Class:    BenignClass,
	Severity: Information,
	Scope:    HostScope,
	Failure:  InfrastructureClass,
	Cause:    "The service that hosts the writer, or the host, was started again.",
	Mechanism: "A writer gets a new instance id each time its process starts. Its state also starts again: a " +
		"failure that was there is cleared, and its time is lost.",
	Advice: "Nothing to repair. Do not compare states across the restart; if nobody restarted the service, look " +
		"for its crash.",
	Sources: []Reference{
		{"VSS glossary", "https://learn.microsoft.com/windows/win32/vss/vssgloss-w", "the writer instance id"},
		observed("captures of one host in a row"),
	},
	Windows: "all",
	Trigger: Trigger{Pick: func(sub *Subject) []*correlate.Step {
		var steps []*correlate.Step
		for _, r := range likeliest(sub.Case) {
			steps = append(steps, r.Before.Step, r.After.Step)
		}
		return steps
	}},
	Needs: []Need{
		{
			"two captures of each instance",
			"two captures before and two after the restart: a text that is damaged in one place shows another " +
				"instance id once",
			func(sub *Subject) bool {
				return len(lasting(sub.Case)) > 0
			},
		},
	},
	Summary: func(sub *Subject, f *Finding) string {
		r := likeliest(sub.Case)
		s := fmt.Sprintf("%s was started again by %s", r[0].After.Name, r[0].After.Listing.At.Lo)
		if n := len(r) - 1; n > 0 {
			s += fmt.Sprintf(" (%d more)", n)
		}
		return s
	},
}

// likeliest are the restarts that last, or all if none does.
func likeliest(k *correlate.Case) []correlate.Restart {
	if r := lasting(k); len(r) > 0 {
		return r
	}
	return k.ListingHistory().Restarts()
}

// lasting are the restarts around which two listings each show the old and the new
// instance.
func lasting(k *correlate.Case) []correlate.Restart {
	return slices.DeleteFunc(k.ListingHistory().Restarts(), func(r correlate.Restart) bool { return !r.Lasting })
}

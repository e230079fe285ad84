package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// WriterMissing is a writer that earlier listings list and later ones do not.
var WriterMissing = &Signature{
	ID:       "writer-missing",
	Title:    "A writer is listed in one capture and gone in later ones",
	Class:    SymptomClass,
	Severity: Information,
	Scope:    HostScope,
	Failure:  InfrastructureClass,
	Cause: "The service that hosts it stopped (some, like BITS, do so when idle), hangs, or its writer failed to " +
		"start.",
	Mechanism: "`vssadmin list writers` lists who answers. A writer without its service does not, and its data is " +
		"not in the backup.",
	Advice: "If the writer's data should be backed up, start its service and look at its events. A missing System " +
		"Writer has causes of its own: access to its files, too many of them.",
	Sources: []Reference{
		observed("captures of one host in a row"),
		{
			"In-Box VSS Writers",
			"https://learn.microsoft.com/windows/win32/vss/in-box-vss-writers",
			"which service hosts which writer",
		},
	},
	Windows: "all",
	Trigger: Trigger{
		Pick: func(sub *Subject) []*correlate.Step { return states(sub.Case.ListingHistory().Departures()) },
	},
	Needs: []Need{
		{
			"a complete capture without the writer",
			"a second capture after the one that lacks it: the last of a file may be cut off",
			func(sub *Subject) bool {
				for _, g := range sub.Case.ListingHistory().Departures() {
					if g.Twice {
						return true
					}
				}
				return false
			},
		},
	},
	Summary: func(sub *Subject, f *Finding) string {
		var names []string
		for _, g := range sub.Case.ListingHistory().Departures() {
			names = append(names, g.State.Name)
		}
		return strings.Join(names, ", ") + ": listed in a capture, and not in the next"
	},
}

func states(found []correlate.Departure) []*correlate.Step {
	var steps []*correlate.Step
	for _, d := range found {
		steps = append(steps, d.State.Step)
	}
	return steps
}

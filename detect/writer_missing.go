package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// WriterMissing is a writer that earlier captures list and later ones do not.
var WriterMissing = &Signature{
	ID:        "writer-missing",
	Title:     "A writer is listed in one capture and gone in later ones",
	Class:     SymptomClass,
	Severity:  Information,
	Scope:     HostScope,
	Cause:     "The service that hosts it stopped (some, like BITS, do so when idle), hangs, or its writer failed to start.",
	Mechanism: "`vssadmin list writers` lists who answers. A writer without its service does not, and its data is not in the backup.",
	Advice:    "If the writer's data should be backed up, start its service and look at its events. A missing System Writer has causes of its own: access to its files, too many of them.",
	Sources:   []Reference{observed("captures of one host in a row"), {"In-Box VSS Writers", "https://learn.microsoft.com/windows/win32/vss/in-box-vss-writers", "which service hosts which writer"}},
	Windows:   "all",
	Trigger:   Trigger{Pick: func(sub *Subject) []*correlate.Step { return states(gone(sub.Case)) }},
	Needs: []Need{{"a complete capture without the writer", "a second capture after the one that lacks it: the last of a file may be cut off", func(sub *Subject) bool {
		for _, g := range gone(sub.Case) {
			if g.twice {
				return true
			}
		}
		return false
	}}},
	Summary: func(sub *Subject, f *Finding) string {
		var names []string
		for _, g := range gone(sub.Case) {
			names = append(names, g.state.Name)
		}
		return strings.Join(names, ", ") + ": listed in a capture, and not in the next"
	},
}

// departure is a writer that a capture lists and the next of the same file does not.
type departure struct {
	state *correlate.WriterState // the last one that lists it
	twice bool                   // two captures in a row lack it
}

// gone finds the writers that left, each class once, in the order of captures.
func gone(k *correlate.Case) []departure {
	var found []departure
	seen := map[string]bool{}
	for _, captures := range rows(k) {
		for i := 1; i < len(captures); i++ {
			here := map[string]bool{}
			for _, w := range captures[i].States {
				here[w.ID+"/"+w.Name] = true
			}
			for _, w := range captures[i-1].States {
				key := w.ID + "/" + w.Name
				if here[key] || seen[key] {
					continue
				}
				seen[key] = true
				found = append(found, departure{w, i+1 < len(captures) && !lists(captures[i+1], w)})
			}
		}
	}
	return found
}

func lists(c *correlate.Capture, w *correlate.WriterState) bool {
	for _, o := range c.States {
		if o.ID == w.ID && o.Name == w.Name {
			return true
		}
	}
	return false
}

// rows groups the captures by file, in the order in which the files begin. A
// capture with less than half of the writers of the fullest one of its file is a
// fragment, of a text that was cut or damaged, and says nothing about who is there.
func rows(k *correlate.Case) [][]*correlate.Capture {
	at := map[string]int{}
	var all [][]*correlate.Capture
	most := map[string]int{}
	for _, c := range k.Captures {
		most[c.Source] = max(most[c.Source], len(c.States))
	}
	for _, c := range k.Captures {
		if len(c.States)*2 < most[c.Source] || len(c.States) == 0 {
			continue
		}
		i, ok := at[c.Source]
		if !ok {
			i = len(all)
			at[c.Source] = i
			all = append(all, nil)
		}
		all[i] = append(all[i], c)
	}
	return all
}

func states(found []departure) []*correlate.Step {
	var steps []*correlate.Step
	for _, d := range found {
		steps = append(steps, d.state.Step)
	}
	return steps
}

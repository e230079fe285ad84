package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/knowledge"
)

// culpritSteps begin the steps with what to do about a writer that is to blame.
func (f *Failure) culpritSteps() {
	if f.Culprit.Kind != "writer" || f.Culprit.Name == "" {
		return
	}
	w, ok := knowledge.WriterOf("", f.Culprit.Name)
	if !ok || w.Service == "" {
		return
	}
	key, _, _ := strings.Cut(w.Service, ",")
	key, _, _ = strings.Cut(key, " ")
	a := Action{
		Do: fmt.Sprintf(
			"Look at %s (service %s): its own events of the minute before, its disks, its load.",
			f.Culprit.Name,
			w.Service,
		),
	}
	f.Steps = append(f.Steps, a)
	s, known := knowledge.ServiceOf(key)
	if known && s.RestartRisk == "" && !strings.ContainsAny(key, "*") && key != "NTDS" && key != "VSS" {
		f.Steps = append(
			f.Steps,
			Action{
				Do: "If it hangs, restart its service, run the backup again and look for [1] Stable in the " +
					"listing of the writers.",
				Command: "Restart-Service " + key,
			},
		)
	}
}

// lookSteps adds what is known of where to look by each thing that an observation names.
func (f *Failure) lookSteps(o *Observation) {
	facts := o.Facts
	if r, ok := knowledge.RoutineOf(facts.Routine); ok && facts.Routine != "" {
		f.addStep(r.LookAt, "")
	}
	for _, code := range facts.Codes {
		if c, ok := knowledge.CodeOf(code); ok {
			f.addStep(c.Next, "")
		}
	}
	if e, ok := knowledge.EventOf(facts.EventProvider, facts.Event); ok {
		f.addStep(e.LookAt, "")
	}
	if p, ok := knowledge.ProgramOf(facts.Program); ok && facts.Program != "" && p.Log != "" {
		f.addStep(fmt.Sprintf("Read the log of %s of that time: %s.", p.Name, p.Log), "")
	}
}

// addStep adds a step that is not there yet, up to five.
func (f *Failure) addStep(do, command string) {
	if do != "" && len(f.Steps) < 5 && !slices.ContainsFunc(f.Steps, func(a Action) bool { return a.Do == do }) {
		f.Steps = append(f.Steps, Action{Do: do, Command: command})
	}
}

// tellApart are the steps that tell who is to blame where a program only says that
// something failed: Windows' own records, the state of VSS, and a shadow copy without the
// program.
var tellApart = []Action{
	{
		Do: "Read what VSS, volsnap and the writers' own sources logged in the minutes before it (Application and " +
			"System log), and the lines of the program's log just before its first error.",
	},
	{
		Do: "List writers, providers and storage right after a failed run; a writer that is not [1] Stable " +
			"names the next step.",
		Command: "vssadmin list writers & vssadmin list providers & vssadmin list shadowstorage",
	},
	{
		Do: "Make a shadow copy without the program. If that fails too, VSS is to blame and logs why; if it " +
			"succeeds, it is the program, its rights or its target.",
		Command: "vssadmin create shadow /for=C:",
	},
	lookUp,
}

// lookUp is the step for what only the program itself can explain.
var lookUp = Action{
	Do: "Look the message up in the vendor's known issues, and update the program; check that its " +
		"target has space and can be reached, and that its files are not held open by others.",
}

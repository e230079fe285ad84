package analysis

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/redact"
)

// Redact makes everything that the analysis gives from now on have pseudonyms in place of
// names: those in the items, those of the hosts, and what redactor knows already. It comes
// before All and Inputs; redactor is not finished yet.
func (a *Analysis) Redact(redactor *redact.Redactor) error {
	for _, ref := range a.items {
		item, err := ref.Read()
		if err != nil {
			return err
		}
		redactor.Know(item.Names)
	}
	for i := range a.hosts.Len() {
		redactor.Hosts(a.hosts.Name(i))
	}
	redactor.Finish()
	a.redactor = redactor
	return nil
}

// Redactor replaces the names in all results; nil: none is replaced.
func (a *Analysis) Redactor() *redact.Redactor { return a.redactor }

// redact replaces the names in a result, after it is noted what it states about the inputs.
func (a *Analysis) redact(r *HostResult) {
	r.notes = notesOf(r)
	of := a.redactor.Of(r.Case.Sets)
	of.Apply(r.Case, r.Sets, r.Findings, r.Failures)
	r.Freezes = correlate.FreezeStats(r.Sets) // made of what was redacted, not beside it
}

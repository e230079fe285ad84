package detect

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// check runs the further conditions of confirmed.
func (sig *Signature) check(sub *Subject, f *Finding) {
	for _, c := range sig.Checks {
		r := c.Test(sub, f)
		r.Check = c
		f.Checks = append(f.Checks, r)
	}
}

// look tries to rule out each look-alike.
func (sig *Signature) look(sub *Subject, f *Finding) {
	for _, l := range sig.LookAlikes {
		r := LookAlikeResult{Impossible: true}
		if l.Test != nil {
			r = l.Test(sub, f)
		} else {
			l.byPredictions(f, &r)
			l.byAbsence(sub, f, &r)
		}
		r.LookAlike = l
		f.LookAlikes = append(f.LookAlikes, r)
	}
}

func (l LookAlike) byPredictions(f *Finding, r *LookAlikeResult) {
	for _, id := range l.Predicted {
		for _, p := range f.Predictions {
			if p.Prediction.ID != id {
				continue
			}
			r.Statement = joinStatements(r.Statement, p.Statement)
			if !p.Necessary {
				r.Impossible = false
			}
		}
	}
}

func (l LookAlike) byAbsence(sub *Subject, f *Finding, r *LookAlikeResult) {
	if len(l.Absent) == 0 {
		return
	}
	for _, s := range sub.Case.During(sub.near(f.Started.Lo, f.Ended.Hi), l.Absent...) {
		if concerns(s, sub) {
			r.Impossible = false
			r.Evidence = append(r.Evidence, s)
		}
	}
	if len(r.Evidence) > 0 {
		s := r.Evidence[0]
		r.Statement = joinStatements(
			r.Statement,
			fmt.Sprintf("%s %d at %s (%s)", s.Record.Provider, s.Record.EventID, s.At.Lo, s.Kind),
		)
		return
	}
	words := make([]string, len(l.Absent))
	for i, k := range l.Absent {
		words[i] = string(k)
	}
	r.Statement = joinStatements(r.Statement, "no "+strings.Join(words, " or ")+" step from freeze to time-out")
}

// concerns reports whether a step can be about the subject's writer: one of
// another writer cannot.
func concerns(s *correlate.Step, sub *Subject) bool {
	return sub.Span == nil || s.WriterID == "" || s.WriterID == sub.Span.ID
}

func joinStatements(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

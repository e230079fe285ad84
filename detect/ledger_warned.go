package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// onlyWarned makes a warning of a shadow copy that a program's log only warns of, where the same
// log tells later of another failure, whose reason is known: the job went on after the warning.
func onlyWarned(all []*Failure) {
	for _, f := range all {
		if f.Severity != Error || !f.onlyWarns() {
			continue
		}
		if slices.ContainsFunc(all, func(g *Failure) bool { return g != f && g.Problem() && g.endedAfter(f) }) {
			f.Severity = Warning
		}
	}
}

// onlyWarns reports a failure that rests on warnings about a shadow copy, and on what a person tells.
func (f *Failure) onlyWarns() bool {
	said := false
	for _, c := range f.Claims {
		s := c.Observation.Step
		if s.Told() {
			continue
		}
		phrase := s.Record.Text(parse.FieldPhrase)
		if !warned(s) ||
			phrase != parse.PhraseSnapshotFailed && phrase != parse.PhraseWriterFailed {
			return false
		}
		said = true
	}
	return said
}

// warned reports a line that a program's log has as a warning.
func warned(s *correlate.Step) bool { return s.Record.Text(parse.FieldLogLevel) == parse.LogWarning }

// longestJob is how long a job goes on at most after a warning about its shadow copy.
const longestJob = 12 * parse.Hour

// endedAfter reports whether a log that f is of has an error of this failure behind what f
// holds, about a thing of the same name.
func (f *Failure) endedAfter(warning *Failure) bool {
	if f.Known == nil || f.Known.Echo {
		return false
	}
	w := warning.Claims[0].Observation
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		s := c.Observation.Step
		return s.Record.Provider == parse.ProviderRequester && !s.Told() && !warned(s) && s.Source == w.Step.Source &&
			s.Record.Line > w.Step.Record.Line && !namedApart(w, c.Observation) &&
			(!s.At.Known() || !w.Step.At.Known() || s.At.Lo-w.Step.At.Hi <= longestJob)
	})
}

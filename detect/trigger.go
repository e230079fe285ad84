package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// pulled returns the steps that make the signature speak, nil if none does. A
// trigger pulled by a listing returns the state's step.
func (t Trigger) pulled(sub *Subject) []*correlate.Step {
	if t.When != nil && !t.When(sub) {
		return nil
	}
	var found []*correlate.Step
	if t.Kinds != nil || t.Codes != nil || t.Step != nil {
		for _, s := range t.candidates(sub) {
			if t.fits(s) {
				found = append(found, s)
			}
		}
	}
	if t.Pick != nil {
		found = append(found, t.Pick(sub)...)
	}
	for _, other := range t.Any {
		found = append(found, other.pulled(sub)...)
	}
	if sub.Span == nil {
		return found
	}
	if sub.Span.StateOfOther() {
		return found
	}
	if t.TimedOut && sub.Span.TimedOut() {
		found = append(found, timeoutSteps(sub.Span)...)
	}
	if f := sub.Span.Failure; f != nil && slices.Contains(t.States, f.After.Code) && t.NoError == f.After.NoError() {
		found = append(found, f.After.Step)
	}
	return found
}

func (t Trigger) fits(s *correlate.Step) bool {
	return (t.Kinds == nil || slices.Contains(t.Kinds, s.Kind)) &&
		(t.Codes == nil || slices.Contains(t.Codes, s.Code)) &&
		(t.Events == nil || slices.Contains(t.Events, s.Record.EventID)) &&
		(t.Step == nil || t.Step(s))
}

// candidates are the steps of the subject's scope.
func (t Trigger) candidates(sub *Subject) []*correlate.Step {
	switch {
	case sub.Span != nil:
		sp := sub.Span
		return slices.Concat(
			sp.Freezes,
			sp.Thaws,
			sp.ThawEnds,
			sp.ESETimeouts,
			sp.LateThaws,
			sp.Aborts,
			sp.Rejections,
			sp.Codes,
		)
	case sub.Set != nil:
		return sub.Set.Steps
	case sub.Unassigned:
		return sub.Case.Unassigned
	}
	return sub.Case.Steps
}

func timeoutSteps(sp *correlate.WriterSpan) []*correlate.Step {
	var found []*correlate.Step
	if sp.Failure != nil && sp.Failure.After.TimedOut() {
		found = append(found, sp.Failure.After.Step)
	}
	for _, s := range slices.Concat(sp.Rejections, sp.Codes) {
		if s.Code == vocab.CodeWriterTimeout {
			found = append(found, s)
		}
	}
	return found
}

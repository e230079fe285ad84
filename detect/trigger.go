package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
)

// pulled returns the steps that make the signature speak, nil if none does. A
// trigger pulled by a capture returns the state's step.
func (t Trigger) pulled(sub *Subject) []*correlate.Step {
	if t.When != nil && !t.When(sub) {
		return nil
	}
	var found []*correlate.Step
	for _, s := range t.candidates(sub) {
		if slices.Contains(t.Kinds, s.Kind) && (t.Codes == nil || slices.Contains(t.Codes, s.Code)) &&
			(t.Events == nil || slices.Contains(t.Events, s.Record.EventID)) {
			found = append(found, s)
		}
	}
	if sub.Span == nil {
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

// candidates are the steps of the subject's scope.
func (t Trigger) candidates(sub *Subject) []*correlate.Step {
	switch {
	case sub.Span != nil:
		sp := sub.Span
		return slices.Concat(sp.Freezes, sp.Thaws, sp.ThawEnds, sp.ESETimeouts, sp.LateThaws, sp.Aborts, sp.Rejections, sp.Codes)
	case sub.Set != nil:
		return sub.Set.Steps
	}
	return sub.Case.Steps
}

func timeoutSteps(sp *correlate.WriterSpan) []*correlate.Step {
	var found []*correlate.Step
	if sp.Failure != nil && sp.Failure.After.TimedOut() {
		found = append(found, sp.Failure.After.Step)
	}
	for _, s := range slices.Concat(sp.Rejections, sp.Codes) {
		if s.Code == correlate.CodeWriterTimeout {
			found = append(found, s)
		}
	}
	return found
}

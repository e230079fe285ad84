package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
)

// Segmentable reports whether the signatures say the same of a host that is judged
// in segments (see correlate.Segmenter) and of one that is judged whole. Those of the
// catalogue do; a signature of one's own that asks for all steps of a host, or for
// the absence of listings or facts, does not.
func Segmentable(signatures []*Signature) bool {
	return !slices.ContainsFunc(signatures, func(sig *Signature) bool {
		return sig.Scope == HostScope && sig.Trigger.ofSteps() ||
			slices.ContainsFunc(sig.LookAlikes, func(l LookAlike) bool {
				return len(l.Absent) > 0 && sig.Scope == EventScope || slices.ContainsFunc(l.Absent, heldTogether)
			})
	})
}

// ofSteps reports a trigger that all steps of its scope are asked for.
func (t Trigger) ofSteps() bool {
	return t.Kinds != nil || t.Codes != nil || t.Step != nil || slices.ContainsFunc(t.Any, Trigger.ofSteps)
}

// heldTogether are kinds of steps that a segment does not see all of that lie in
// its time: their times may be open, or not known.
func heldTogether(k vocab.Kind) bool {
	return k == vocab.KindHostFact || k == vocab.KindWriterListing || k == vocab.KindWriterState
}

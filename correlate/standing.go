package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// A state that stood when listings began is old news: a writer stays failed until the next
// set prepares it. It makes no set of its own where one is known that may have left it, and
// says nothing about a writer whose failure a record has told of.

// indexRefusals lists the records that tell of a writer's failure, by its class, in order.
func (k *Case) indexRefusals() {
	k.refusals = map[string][]*Step{}
	for _, s := range k.Steps {
		switch s.Kind {
		case vocab.KindTimeout, vocab.KindWriterRejected, vocab.KindWriterFailed:
			if s.WriterID != "" && !s.OfNoSet() && !s.Record.Stale && s.At.Known() {
				k.refusals[s.WriterID] = append(k.refusals[s.WriterID], s)
			}
		}
	}
}

// recordOf is the latest record of the day before that tells of the failure which a listing
// shows, nil if there is none.
func (k *Case) recordOf(w *WriterState) *Step {
	taken := k.relatedListing(w.Listing)
	for _, s := range slices.Backward(k.refusals[w.ID]) {
		switch {
		case s.At.Lo > taken.Hi:
		case taken.Lo-s.At.Hi > interval.MaxReach:
			return nil
		case (s.Instance == "" || w.Instance == "" || s.Instance == w.Instance) &&
			w.TimedOut() == (s.Code == vocab.CodeWriterTimeout):
			return s
		}
	}
	return nil
}

// settleStanding gives the states that stood when listings began, and that are of no set
// with marks, to the set that may have left them: to that of a record which tells of the
// same failure, or of another one in the same listing, else to the last set before.
// Where there is none they make one.
func (k *Case) settleStanding() {
	var made *SnapshotSet
	var began *WriterListing
	byListing := map[*WriterListing]*SnapshotSet{}
	for _, w := range k.standing {
		if s := k.recordOf(w.after); s != nil && s.Set != nil {
			byListing[w.after.Listing] = s.Set
		}
	}
	for _, w := range k.standing {
		c := w.after.Listing
		set := byListing[c]
		if s := k.recordOf(w.after); s != nil && s.Set != nil {
			continue // the record says more
		}
		if set == nil {
			set = k.lastSetBefore(w.after)
		}
		if set == nil {
			set = k.floatingSetOf(w.after)
		}
		if set == nil {
			if made == nil || c.longAfter(began) {
				made, began = &SnapshotSet{
					Host:     k.Host.Name,
					Identity: Inferred,
					From:     []string{"a failed state that stood when captures began"},
					standing: true,
				}, c
				k.Sets = append(k.Sets, made)
			}
			set = made
			set.activations = append(set.activations, w)
			continue
		}
		set.joinListings()
		k.settled[w.after] = set
	}
}

// lastSetBefore is the last set that began in the day before a listing shows a writer
// failed, nil if that set saw another instance of the writer: then it was another one.
func (k *Case) lastSetBefore(w *WriterState) *SnapshotSet {
	taken := k.relatedListing(w.Listing)
	if taken == interval.Unknown {
		return nil
	}
	var last *SnapshotSet
	for _, s := range k.Sets {
		a := s.about()
		if a.Lo > interval.Never && a.Lo <= taken.Hi && taken.Lo-a.Lo < interval.MaxReach &&
			(last == nil || a.Lo > last.about().Lo) {
			last = s
		}
	}
	if last != nil &&
		slices.ContainsFunc(
			last.activations,
			func(a *activation) bool { return a.after.ID == w.ID && a.after.Instance != w.Instance },
		) {
		return nil
	}
	return last
}

// floatingSetOf is the only set whose own records tell of the failure of a writer that a listing shows, where the zone of
// the host's records is not known and that of the listing is: which of the two came first nobody knows, and one failure
// explains both.
func (k *Case) floatingSetOf(w *WriterState) (found *SnapshotSet) {
	c := &k.Host.clock
	at := w.Listing.At
	if !c.floats || isLocal(w.Step.Record.Time) || at.Lo <= interval.Never {
		return nil
	}
	for _, s := range k.Sets {
		a := s.about()
		if a.Lo <= interval.Never || a.Lo+c.drift.Lo > at.Hi || at.Lo-(a.Lo+c.drift.Hi) >= interval.MaxReach {
			continue
		}
		if !slices.ContainsFunc(s.Steps, func(step *Step) bool { return step.WriterID == w.ID && failsWriter[step.Kind] }) {
			continue
		}
		if found != nil {
			return nil
		}
		found = s
	}
	return found
}

// failsWriter are kinds of records that tell of the failure of a writer.
var failsWriter = map[vocab.Kind]bool{
	vocab.KindTimeout: true, vocab.KindWriterRejected: true, vocab.KindWriterFailed: true, vocab.KindESETimeout: true,
}

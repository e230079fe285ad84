package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// activation is a writer seen to leave its rest between two listings.
type activation struct {
	before, after *WriterState // before is nil at the first listing for a day
}

// recent is the state before now, nil where its listing is from more than a day before:
// any number of sets may lie between the two, and the last ones made the state.
func recent(before, now *WriterState) *WriterState {
	if before == nil || now.Listing.longAfter(before.Listing) {
		return nil
	}
	return before
}

// alreadyFailed reports a writer that was failed already when listings began.
func (w *activation) alreadyFailed() bool { return w.before == nil && vocab.Failed(w.after.Code) }

func (w *activation) between() interval.Interval {
	i := interval.Of(interval.Never, w.after.Listing.Latest())
	if w.before != nil {
		i.Lo = w.before.Listing.At.Lo
	}
	return i
}

// setsFromListings joins what listings see of writers leaving their rest to the
// sets known from marks, or makes a set of it where no mark tells.
func (k *Case) setsFromListings() {
	var current *session
	var earlier *SnapshotSet
	var began *WriterListing // the first one of earlier
	k.indexRefusals()
	last := k.segment.lastStates((*WriterState).key)
	for _, c := range k.Listings {
		for _, now := range c.States {
			key := now.key()
			before := last[key]
			last[key] = now
			stands := failsAnew(before, now)
			if !activated(before, now) && !stands {
				continue
			}
			w := &activation{recent(before, now), now}
			if k.failedLater(w.before, now) {
				continue
			}
			if w.alreadyFailed() {
				// Writers that are failed when listings begin were so by one earlier set;
				// those that wake later did not do it in that set.
				if earlier == nil || c.longAfter(began) {
					earlier, began = k.frozenAround(w), c
				}
				if earlier == nil {
					k.standing = append(k.standing, w) // of a set that marks do not show: see settleStanding
					continue
				}
				earlier.joinListings()
				earlier.activations = append(earlier.activations, w)
				continue
			}
			if current == nil || !current.accepts(w) {
				current = newSession(k.setAround(w))
			}
			current.members[key] = true
			current.set.activations = append(current.set.activations, w)
		}
		if current != nil {
			current.see(c)
		}
	}
}

// session is a set as listings see it: the writers that woke in it.
type session struct {
	set     *SnapshotSet
	members map[writerKey]bool
	thawed  map[*WriterListing]bool // those that show a member past its thaw
}

func newSession(set *SnapshotSet) *session {
	s := &session{set: set, members: map[writerKey]bool{}, thawed: map[*WriterListing]bool{}}
	for _, a := range set.activations {
		s.members[a.after.key()] = true
	}
	return s
}

// accepts reports whether a writer can have woken in the session: no writer twice,
// none too late for the freeze phase, and none that was not yet awake when another
// was past its thaw, as all are frozen before any is thawed.
func (s *session) accepts(w *activation) bool {
	if s.members[w.after.key()] {
		return false
	}
	if len(s.set.activations) > 0 {
		first := s.set.activations[0].after.Listing
		if w.after.Listing.longAfter(first) || w.after.Listing.At.Lo-first.Latest() > freezePhase {
			return false
		}
	}
	return w.before == nil || !s.thawed[w.before.Listing]
}

// see notes a listing that shows a member past its thaw.
func (s *session) see(c *WriterListing) {
	for _, state := range c.States {
		if s.members[state.key()] &&
			(state.Code == vocab.StateWaitingPostSnapshot || state.Code == vocab.StateWaitingComplete) {
			s.thawed[c] = true
			return
		}
	}
}

// key tells a writer of a listing from the others: by its instance, or by its name
// where the listing hides that.
func (s *WriterState) key() writerKey {
	if s.Instance == "" {
		return listingKey(s)
	}
	return writerKey{id: s.ID, instance: s.Instance}
}

// writerKey is by what the states of one writer are found: its class id, and of its name and
// its instance what counts.
type writerKey struct{ id, name, instance string }

// failsAnew reports a failed state that is another one than that of a day or more before: it
// is as if listings began with it.
func failsAnew(before, now *WriterState) bool {
	return before != nil && recent(before, now) == nil && fails(before, now)
}

// activated reports whether a writer entered a session between two listings: from
// rest into one of its states, from past a thaw back to before it, or from rest
// to failed where the listings are too far apart to see more. At the first
// listing an active or failed state counts.
func activated(before, now *WriterState) bool {
	if before == nil {
		return isActive(now.Code) || vocab.Failed(now.Code)
	}
	switch {
	case before.Code == vocab.StateWaitingPostSnapshot || before.Code == vocab.StateWaitingComplete:
		return now.Code == vocab.StateWaitingFreeze || now.Code == vocab.StateWaitingThaw ||
			before.Code == vocab.StateWaitingComplete && now.Code == vocab.StateWaitingPostSnapshot
	case before.Code == vocab.StateStable:
		return isActive(now.Code) || vocab.Failed(now.Code)
	case vocab.Failed(before.Code):
		return isActive(now.Code)
	}
	return false
}

// failedLater reports whether a writer that goes from rest straight to failed can
// have been frozen in a set that is known already: a late watchdog may fire when
// the backup is complete and the writer back at rest.
func (k *Case) failedLater(before, now *WriterState) bool {
	if before == nil || before.Code != vocab.StateStable || !vocab.Failed(now.Code) {
		return false
	}
	x := interval.Of(k.relatedListing(before.Listing).Lo, k.relatedListing(now.Listing).Hi)
	near := func(s *SnapshotSet) bool {
		a := s.anchor()
		return a.Lo <= x.Hi && (a.Hi >= interval.Forever || a.Hi >= x.Lo-maxReach)
	}
	return slices.ContainsFunc(k.setsNear(interval.Of(x.Lo-maxReach, x.Hi)), near)
}

// relatedListing is what a listing may have to do with, as related is that of a step.
func (k *Case) relatedListing(c *WriterListing) interval.Interval { return k.orLastDay(c.related()) }

// setAround finds the set from marks that was frozen while the writer woke, or
// makes one.
func (k *Case) setAround(w *activation) *SnapshotSet {
	if s := k.frozenAround(w); s != nil {
		s.joinListings()
		return s
	}
	s := &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"captures"}}
	k.Sets = append(k.Sets, s)
	return s
}

// joinListings notes that listings tell of the set too.
func (s *SnapshotSet) joinListings() {
	if !slices.Contains(s.From, "captures") {
		s.From = append(s.From, "captures")
	}
}

// frozenAround is the latest set with marks that was frozen while the writer woke,
// or, for what is seen at first, in the time before. A writer that was only prepared
// by then may belong to the next set to be frozen.
func (k *Case) frozenAround(w *activation) *SnapshotSet {
	span := w.between()
	reach := maxReach
	if w.before == nil && w.after.Code == vocab.StateWaitingComplete {
		reach = parse.Day // of a backup that never told its end: the state stands until the next one
	}
	near := interval.Of(k.relatedListing(w.after.Listing).Lo-reach, span.Hi)
	if w.before != nil {
		near.Lo = k.relatedListing(w.before.Listing).Lo
	}
	for _, s := range slices.Backward(k.SetsIn(near)) {
		if len(s.freezes) == 0 {
			continue
		}
		busy := s.busy()
		if !busy.Known() && k.stoodApart(w) {
			continue
		}
		if busy.Lo > span.Hi || w.before == nil && w.after.Listing.At.Lo-busy.Hi > reach ||
			w.before != nil && busy.Hi < near.Lo {
			continue
		}
		return s
	}
	if w.after.Code != vocab.StateWaitingFreeze || span.Hi >= interval.Forever {
		return nil
	}
	for _, s := range k.SetsIn(interval.Of(span.Hi, span.Hi+parse.Minute)) {
		if len(s.freezes) > 0 && s.busy().Lo > span.Hi && s.busy().Lo <= span.Hi+parse.Minute &&
			k.waits(w.after, s.busy().Lo) {
			return s
		}
	}
	return nil
}

// stoodApart reports a failed state that stood at a known time when listings began, and of which no record tells: a set
// of which it is not known when it was frozen need not have left it.
func (k *Case) stoodApart(w *activation) bool {
	return w.alreadyFailed() && w.after.Listing.At.Lo > interval.Never &&
		!slices.ContainsFunc(k.Steps, func(s *Step) bool { return s.WriterID == w.after.ID && failsWriter[s.Kind] })
}

// waits reports whether a writer that was prepared is shown so, or later, by every
// listing until then: one that is at rest or failed again has left that set.
func (k *Case) waits(w *WriterState, until parse.Ticks) bool {
	for _, s := range k.statesOf(w)[w.position:] {
		if s.Listing.At.Lo >= until {
			break
		}
		if s.Listing.Source == w.Listing.Source && (s.Code == vocab.StateStable || vocab.Failed(s.Code)) {
			return false
		}
	}
	return true
}

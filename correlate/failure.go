package correlate

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// LateStart is how late a watchdog thread plausibly starts (D in the model of
// KB 915331). It bounds what is plausible, never what is proven.
const LateStart = 15 * parse.Second

// TimerTick is the coarsest tick of a Windows timer (g in the model).
const TimerTick = 16 * parse.Millisecond

// Failure is a writer that was not failed in one listing and is in the next, or
// that was failed when listings began.
type Failure struct {
	Before *WriterState // nil: failed at the first listing of this instance for a day
	After  *WriterState
	// Sets are those that the failure may belong to.
	Sets []*SnapshotSet
	// Guessed: no time ties the failure to its set, which is the likeliest only.
	Guessed bool
	// Interrupted says what stood between the listings that makes the transition
	// prove nothing: another freeze of the writer, a service restart. "" if nothing.
	Interrupted string `redact:"text"`
}

// Between is the time in which the failure became visible.
func (f *Failure) Between() interval.Interval {
	i := interval.Of(interval.Never, f.After.Listing.At.Hi)
	if f.Before != nil {
		i.Lo = f.Before.Listing.At.Lo
	}
	return i
}

// failedIn is Between, where the end of the listing is open no longer than a listing
// may take: it says what the failure may have to do with.
func (k *Case) failedIn(f *Failure) interval.Interval {
	i := interval.Of(interval.Never, k.relatedListing(f.After.Listing).Hi)
	if f.Before != nil {
		i.Lo = k.relatedListing(f.Before.Listing).Lo
	}
	return i
}

// findFailures looks for writers that fail between listings, and gives each
// failure to the sets it may belong to.
func (k *Case) findFailures() {
	last := k.segment.lastStates(failureKey)
	for _, c := range k.Listings {
		for _, now := range c.States {
			key := failureKey(now)
			before := last[key]
			last[key] = now
			if !fails(before, now) {
				continue
			}
			f := &Failure{Before: recent(before, now), After: now}
			if now.Instance == "" {
				f.Before = nil // the listing hides the instance: nothing ties the two listings
			}
			if f.Before == nil && k.oldNews(f) {
				continue
			}
			k.assign(f)
		}
	}
}

// oldNews settles a failure that stood when listings began: that of a writer of which a
// record tells adds nothing, others are given to the set that may have left them.
func (k *Case) oldNews(f *Failure) bool {
	if set := k.settled[f.After]; set != nil {
		f.Sets, f.Guessed, f.Interrupted = []*SnapshotSet{set}, true, k.interrupted(f)
		set.failed = append(set.failed, f)
		return true
	}
	if !slices.ContainsFunc(k.standing, func(w *activation) bool { return w.after == f.After }) {
		return false
	}
	s := k.recordOf(f.After)
	return s != nil && s.Set != nil
}

// failureKey tells writers apart, for their failures.
func failureKey(s *WriterState) writerKey { return writerKey{s.ID, s.Name, s.Instance} }

// fails reports a failed state that the listing before does not show.
func fails(before, now *WriterState) bool {
	return vocab.Failed(now.Code) &&
		(before == nil || before.Code != now.Code || before.HResult != now.HResult || before.HasCode != now.HasCode)
}

// mostRivals is how many sets a failure is given to, the last ones of more: of a writer
// that fails every few seconds each set may have left each failure, and none is known to.
const mostRivals = 64

// assign finds the sets in which the writer can have been frozen so that the
// failure falls within the reach of its watchdog.
func (k *Case) assign(f *Failure) {
	x := k.failedIn(f)
	if x.Lo > interval.Never {
		// The next set that the writer takes part in renews its state: what is shown is what the last record tells of.
		if r := k.recordOf(f.After); r != nil {
			x.Lo = max(x.Lo, min(r.At.Lo-maxReach, x.Hi))
		}
	}
	class, _ := vocab.ClassOf(f.After.ID, f.After.Name)
	limit := class.Limit.Max
	if limit >= interval.Forever {
		limit = maxReach
	}
	near := interval.Of(x.Lo-limit-LateStart, x.Hi+freezePhase)
	if x.Lo <= interval.Never {
		near.Lo = k.relatedListing(f.After.Listing).Lo - parse.Hour
	}
	for _, s := range slices.Backward(k.setsNear(near)) {
		if len(f.Sets) == mostRivals {
			break
		}
		if s.wokeAfter(f.After) {
			continue // it froze the writer when the failure was there already
		}
		froze := s.freezeOf(f.After)
		if first := froze.Lo; first > x.Hi {
			// It may have failed when it was prepared, and the others were frozen after.
			if f.After.Code > vocab.StateFailedPrepareSnapshot || first-x.Hi > freezePhase {
				continue
			}
		}
		if x.Lo > interval.Never && froze.Hi < interval.Forever && froze.Hi < x.Lo-limit-LateStart {
			continue
		}
		if x.Lo <= interval.Never && froze.Hi < interval.Forever && froze.Hi < near.Lo {
			continue // a failure that was there at the first listing, long after the set
		}
		f.Sets = append(f.Sets, s)
	}
	slices.Reverse(f.Sets)
	if f.Before == nil {
		f.Sets = toldOf(f.Sets)
	}
	if len(f.Sets) == 0 {
		s := cmp.Or(k.sessionOf(f), k.wokenFor(f))
		if s == nil {
			s = k.formFor(f)
		}
		f.Sets = append(f.Sets, s)
		f.Guessed = true
	}
	// What stood when listings began may be of a set before, of which nothing is left.
	f.Guessed = (f.Guessed || f.Before == nil || f.After.Listing.vague() || f.far() || f.later() || f.afterAll()) &&
		slices.ContainsFunc(f.Sets, (*SnapshotSet).knownOtherwise)
	f.Interrupted = k.interrupted(f)
	for _, s := range f.Sets {
		s.failed = append(s.failed, f)
	}
}

// toldOf leaves the sets of which a record tells that they or a writer of them failed, where there are such. What stood
// when listings began was left by one of these: the next set that a writer takes part in renews its state, and that a
// set failed without a record is the less likely.
func toldOf(sets []*SnapshotSet) []*SnapshotSet {
	told := func(s *SnapshotSet) bool {
		return slices.ContainsFunc(s.Steps, func(step *Step) bool {
			if !step.At.Known() { // texts without times do not part their sets
				return false
			}
			switch step.Kind {
			case vocab.KindTimeout, vocab.KindWriterRejected, vocab.KindWriterFailed, vocab.KindNotResponding,
				vocab.KindESETimeout, vocab.KindESELateThaw:
				return true
			}
			return s.witnessOf(step) == failed
		})
	}
	if len(sets) < 2 || !slices.ContainsFunc(sets, told) {
		return sets
	}
	return slices.DeleteFunc(sets, func(s *SnapshotSet) bool { return !told(s) })
}

// far reports a failure that is shown so long after the listing before it, and after its
// sets froze the writer, that a set which nothing shows may lie between; or that was
// there, as far as the stamp tells, before they froze it.
func (f *Failure) far() bool {
	before, shown := f.Before.Listing.At.Lo, f.After.Listing.At.Lo
	soon := before > interval.Never && shown-before <= maxReach
	by := shown
	if f.After.Code <= vocab.StateFailedPrepareSnapshot {
		by += freezePhase // see assign
	}
	return !slices.ContainsFunc(f.Sets, func(s *SnapshotSet) bool {
		froze := s.freezeOf(f.After)
		return froze.Lo <= by && (soon || froze.Known() && shown > interval.Never && shown-froze.Lo <= maxReach)
	})
}

// afterAll reports a failure that is first shown when its sets were made, by a strong
// witness, or at a time that nothing tells: it may be of an attempt that nothing else shows.
// A watchdog may run out for a while after the set was made.
func (f *Failure) afterAll() bool {
	shown := f.After.Listing.At
	return !slices.ContainsFunc(f.Sets, func(s *SnapshotSet) bool {
		made := s.progress.backed
		if f.After.TimedOut() {
			made += maxReach
		}
		old := shown.Known() && shown.Hi < s.anchor().Lo-freezePhase // it was there before the set
		return !s.WentWell() || shown != interval.Unknown && shown.Lo <= made && !old
	})
}

// later reports a failure of a writer that was seen to come through its sets and to be
// at rest again: only a watchdog that started late can still fail it in one of them.
func (f *Failure) later() bool {
	return f.Before.Code == vocab.StateStable && !f.After.TimedOut() &&
		slices.ContainsFunc(f.Sets, func(s *SnapshotSet) bool {
			return slices.ContainsFunc(
				s.activations,
				func(a *activation) bool { return a.after.same(f.After) && isActive(a.after.Code) },
			)
		})
}

// knownOtherwise reports whether a set is known by more than failed states that stood
// when listings began.
func (s *SnapshotSet) knownOtherwise() bool {
	return len(s.freezes) > 0 || s.run != nil ||
		slices.ContainsFunc(
			s.activations,
			func(w *activation) bool { return !w.alreadyFailed() && !vocab.Failed(w.after.Code) },
		)
}

// wokeAfter reports whether listings see the writer enter s from the failed state
// w, or later.
func (s *SnapshotSet) wokeAfter(w *WriterState) bool {
	for _, a := range s.activations {
		if b := a.before; b != nil && a.after.same(w) && b.Listing.Source == w.Listing.Source &&
			b.Listing.Number >= w.Listing.Number {
			return true
		}
	}
	return false
}

// freezeOf bounds when the writer was frozen in s: by marks of its own, else by the first mark of any
// writer, else by when listings saw it wake.
func (s *SnapshotSet) freezeOf(w *WriterState) interval.Interval {
	var own interval.Interval
	found := false
	for _, f := range s.freezes {
		switch {
		case f.WriterID != w.ID:
		case found:
			own = own.Hull(f.At)
		default:
			own, found = f.At, true
		}
	}
	switch {
	case found:
		return own
	case len(s.freezes) > 0:
		return s.freezes[0].At
	}
	for _, a := range s.activations {
		if a.after.same(w) {
			return a.between()
		}
	}
	return s.anchor()
}

// sessionOf finds the set in whose session the writer still was in the listing
// before it failed, however long ago it was frozen.
func (k *Case) sessionOf(f *Failure) *SnapshotSet {
	if f.Before == nil || !isActive(f.Before.Code) {
		return nil
	}
	var best *SnapshotSet
	for _, s := range k.Sets {
		if a := s.anchor(); a.Lo <= f.Before.Listing.Latest() && (best == nil || a.Lo >= best.anchor().Lo) {
			best = s
		}
	}
	return best
}

// wokenFor finds the set that was formed for the failed state itself.
func (k *Case) wokenFor(f *Failure) *SnapshotSet {
	for _, s := range k.Sets {
		for _, a := range s.activations {
			if a.after == f.After {
				return s
			}
		}
	}
	return nil
}

// formFor forms a set: a failure that fits none is told all the same.
func (k *Case) formFor(f *Failure) *SnapshotSet {
	s := &SnapshotSet{
		Host:        k.Host.Name,
		Identity:    Inferred,
		From:        []string{"a failed state in captures"},
		activations: []*activation{{f.Before, f.After}},
		standing:    f.Before == nil,
	}
	k.Sets = append(k.Sets, s)
	return s
}

// interrupted says what stands between the two listings of f so that the change
// of state need not be a time-out of the session seen before it.
func (k *Case) interrupted(f *Failure) string {
	if f.Before == nil {
		return "no capture shows the writer before it failed"
	}
	x := k.failedIn(f)
	if f.Before.Code >= vocab.StateWaitingPostSnapshot && f.Before.Code <= vocab.StateWaitingComplete {
		for _, s := range k.SetsIn(x) {
			for _, m := range s.freezes {
				if m.WriterID == f.After.ID && m.At.Hi >= x.Lo && m.At.Lo <= x.Hi {
					return "the writer was frozen again between the two captures (" + m.Source + ")"
				}
			}
		}
	}
	for _, s := range k.Told(x) {
		restart := (s.Kind == vocab.KindServiceRunning || s.Kind == vocab.KindBoot) && s.At.Lo > x.Lo && s.At.Hi < x.Hi
		if restart && (s.Kind == vocab.KindBoot || s.Detail == "VSS") {
			return "the service was started between the two captures (" + s.Source + ")"
		}
	}
	return ""
}

package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// attach puts every other step into the set that it fell into: by its key, else
// the latest set frozen before it whose news may reach so far, else the set whose
// requester run holds it. What fits none stays unassigned.
func (k *Case) attach() {
	for _, set := range k.Sets {
		set.progress = progressOf(set)
	}
	ix, last := k.newSetIndex(), k.lastDay()
	k.attachTo(ix, last, finished) // what tells of a good end decides what else a set admits
	for _, set := range k.Sets {
		set.progress = progressOf(set)
	}
	k.attachTo(ix, last, func(*Step) bool { return true })
}

// attachTo attaches the steps that are wanted.
func (k *Case) attachTo(ix *setIndex, last interval.Interval, wanted func(*Step) bool) {
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || !s.attachable() || s.OfNoSet() || !wanted(s) {
			continue
		}
		at := s.related()
		if at == interval.Unknown {
			at = last
		}
		set := ix.setOf(s, at)
		if set == nil && !leads(s) {
			for _, before := range k.beforeJumps(at) {
				if set = ix.setOf(s, before); set != nil {
					break
				}
			}
		}
		if earlier := ix.watchdogOf(s, set); earlier != nil && k.admits(earlier, s) {
			set = earlier
		}
		if set != nil && !k.admits(set, s) {
			set = nil
		}
		if set == nil {
			set = k.toldBehind(ix, s, at)
		}
		if set != nil {
			s.Set = set
			set.Steps = append(set.Steps, s)
		}
	}
}

// toldBehind is the set of a run whose requester says right behind a step that it failed with the code of that
// step: what it handed on.
func (k *Case) toldBehind(ix *setIndex, s *Step, at interval.Interval) *SnapshotSet {
	if s.Code == 0 {
		return nil
	}
	for _, t := range ix.byAnchor.Overlapping(at) {
		w := t.set.run
		if w != nil && k.admits(t.set, s) && slices.ContainsFunc(w.steps, func(b *Step) bool {
			return b.Code == s.Code && b.At.Lo >= s.At.Lo && b.At.Lo-s.At.Hi <= freezePhase
		}) {
			return t.set
		}
	}
	return nil
}

// attachable reports a step that can be of a set. Of VSS's own records that have no meaning here an error
// can: it says why the set in whose run it comes failed.
func (s *Step) attachable() bool {
	switch s.Kind {
	case vocab.KindOther:
		return s.Record.Provider == "VSS" && s.Record.Level == 2
	case vocab.KindHostFact,
		vocab.KindWriterState,
		vocab.KindWriterListing,
		vocab.KindBoot,
		vocab.KindShutdown,
		vocab.KindShadow,
		vocab.KindOldestDeleted,
		vocab.KindSessionRemoved,
		vocab.KindWriterService,
		vocab.KindContext,
		vocab.KindChange,
		vocab.KindClockChange,
		vocab.KindSuspend,
		vocab.KindSQLSuspend:
		return false
	}
	return true
}

// setIndex finds sets by time and by the keys of their freezes without a look at
// all of them: a host may have thousands. The sets are in the order of their
// anchors.
type setIndex struct {
	byAnchor *interval.Index[timedSet]
	open     *interval.Index[timedSet] // those of which only the end of the anchor is known
	byKey    map[string]*interval.Index[timedSet]
	windowed *interval.Index[timedSet] // those with a requester that began, by its run
}

// timedSet is a set with a time by which it is found.
type timedSet struct {
	set *SnapshotSet
	at  interval.Interval
}

func indexTimed(sets []timedSet) *interval.Index[timedSet] {
	return interval.NewIndex(sets, func(t timedSet) interval.Interval { return t.at })
}

func (k *Case) newSetIndex() *setIndex {
	var byAnchor, open, windowed []timedSet
	byKey := map[string][]timedSet{}
	for _, set := range k.Sets {
		switch a := set.anchor(); {
		case a.Lo > interval.Never:
			byAnchor = append(byAnchor, timedSet{set, a.Bounded()})
		case a != interval.Unknown:
			open = append(open, timedSet{set, a.Bounded()})
		}
		for _, f := range set.freezes {
			if f.Key != "" {
				byKey[f.Key] = append(byKey[f.Key], timedSet{set, f.At})
			}
		}
		if set.run != nil && set.run.begun() {
			windowed = append(windowed, timedSet{set, k.orLastDay(set.run.near())})
		}
	}
	ix := &setIndex{
		byAnchor: indexTimed(byAnchor),
		open:     indexTimed(open),
		windowed: indexTimed(windowed),
		byKey:    map[string]*interval.Index[timedSet]{},
	}
	for key, sets := range byKey {
		ix.byKey[key] = indexTimed(sets)
	}
	return ix
}

// latestSet is the last set of which an interval began before i and may reach it, nil
// if there is none.
func latestSet(x *interval.Index[timedSet], i interval.Interval) *SnapshotSet {
	if n := x.LastBefore(i, maxReach); n >= 0 {
		t, _ := x.At(n)
		return t.set
	}
	return nil
}

// setOf finds the set of a step that may reach so far.
func (ix *setIndex) setOf(s *Step, at interval.Interval) *SnapshotSet {
	if t := ix.byKey[s.Key]; t != nil {
		if set := latestSet(t, at); set != nil {
			return set
		}
	}
	var before, after *SnapshotSet
	if at.Hi < interval.Forever {
		if before = latestSet(ix.byAnchor, at); before == nil {
			before = latestSet(ix.open, at)
		}
	}
	if n := ix.byAnchor.After(at); n < ix.byAnchor.Len() {
		if next, began := ix.byAnchor.At(n); began.Lo-at.Hi <= freezePhase {
			after = next.set
		}
	}
	if leads(s) {
		if before != nil && after != nil && begunBy(before, s) {
			return before
		}
		if after != nil {
			return after
		}
		if before != nil && before.anchor().Compare(s.At) == interval.Before {
			return nil // what comes before a freeze is of no set that was frozen before it
		}
	}
	if before != nil && isOver(s) && vague(before) {
		return nil
	}
	if before != nil {
		return before
	}
	if after != nil {
		return after
	}
	if found := ix.windowed.Overlapping(at); len(found) > 0 && !isOver(s) {
		return found[0].set
	}
	return nil
}

// watchdogOf is the set before set of which a time-out can be the watchdog, where it comes too soon
// for that of set itself: a watchdog waits for its limit from the freeze on.
func (ix *setIndex) watchdogOf(s *Step, set *SnapshotSet) *SnapshotSet {
	class, _ := vocab.ClassOf(s.WriterID, s.Writer)
	limit := class.Limit
	if set == nil || s.Kind != vocab.KindTimeout || limit.Max >= interval.Forever || !s.At.Known() {
		return nil
	}
	froze := func(set *SnapshotSet) *Step {
		if i := slices.IndexFunc(set.freezes, func(f *Step) bool { return sameWriter(f, s) }); i >= 0 {
			return set.freezes[i]
		}
		return nil
	}
	if f := froze(set); f == nil || !f.At.Known() || s.At.Hi-f.At.Lo >= limit.Min-LateStart {
		return nil
	}
	span := interval.Of(s.At.Lo-limit.Max-LateStart-freezePhase, s.At.Hi-limit.Min)
	for _, t := range slices.Backward(ix.byAnchor.Overlapping(span)) {
		f := froze(t.set)
		if t.set == set || f == nil || s.At.Hi-f.At.Lo < limit.Min-TimerTick {
			continue
		}
		last := f.At.Hi // when it was thawed at the latest, if that is known
		for _, m := range t.set.thaws {
			if sameWriter(m, s) {
				last = max(last, m.At.Hi)
			}
		}
		if s.At.Lo <= last+limit.Max+LateStart {
			return t.set
		}
	}
	return nil
}

// begunBy reports whether a set of which only the end of its beginning is known, as
// listings first show it on its way, can have begun with a step.
func begunBy(set *SnapshotSet, s *Step) bool {
	a := set.anchor()
	return a.Lo <= interval.Never && a.Compare(s.At) == interval.Undecided && a.Hi-s.At.Lo <= freezePhase
}

// vague reports a set of which not even the hour is known.
func vague(set *SnapshotSet) bool {
	a := set.anchor().Bounded()
	return a.Hi-a.Lo > 6*parse.Hour
}

// isOver reports a step that comes when a set is over, and so tells nothing of when one that
// is known by its requester alone began.
func isOver(s *Step) bool {
	switch s.Kind {
	case vocab.KindServiceIdle, vocab.KindServiceStopped, vocab.KindServiceShutdown:
		return true
	}
	return false
}

// leads reports whether a step comes before the freeze of its set.
func leads(s *Step) bool {
	switch s.Kind {
	case vocab.KindPrepare,
		vocab.KindServiceStart,
		vocab.KindServiceRunning,
		vocab.KindRequesterBegin,
		vocab.KindInitiated:
		return true
	case vocab.KindWriterRejected, vocab.KindProviderFailed:
		return s.Phase == vocab.PhasePrepareBackup || s.Phase == vocab.PhasePrepareSnapshot
	}
	return false
}

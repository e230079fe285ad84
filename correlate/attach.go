package correlate

import (
	"sort"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// attach puts every other step into the set that it fell into: by its key, else
// the latest set frozen before it whose news may reach so far, else the set whose
// requester window holds it. What fits none stays loose.
func (k *Case) attach() {
	ix, last := k.newSetIndex(), k.lastDay()
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || !attachable(s.Kind) {
			continue
		}
		at := s.reach()
		if at == Unknown {
			at = last
		}
		if set := ix.setOf(s, at); set != nil {
			s.Set = set
			set.Steps = append(set.Steps, s)
		}
	}
}

func attachable(kind Kind) bool {
	switch kind {
	case KindHostFact, KindWriterState, KindCapture, KindBoot, KindShutdown, KindShadow, KindOldestDeleted, KindSessionRemoved, KindWriterService, KindOther:
		return false
	}
	return true
}

// setIndex finds sets by time and by the keys of their freezes without a look at
// all of them: a host may have thousands. The sets are in the order of their
// anchors.
type setIndex struct {
	byAnchor *timeline
	open     *timeline // those of which only the end of the anchor is known
	byKey    map[string]*timeline
	windowed *timeline // those with a requester that began, by its run
}

// timeline is a list of intervals, each of a set.
type timeline struct {
	sets []*SnapshotSet
	at   []Instant
	// lows and highs let a search stop early: the smallest Lo from i on, and the
	// largest Hi up to i.
	lows, highs []parse.Ticks
}

func (k *Case) newSetIndex() *setIndex {
	ix := &setIndex{byAnchor: &timeline{}, open: &timeline{}, windowed: &timeline{}, byKey: map[string]*timeline{}}
	for _, set := range k.Sets {
		switch a := set.anchor(); {
		case a.Lo > Never:
			ix.byAnchor.add(set, a.Near())
		case a != Unknown:
			ix.open.add(set, a.Near())
		}
		for _, f := range set.freezes {
			if f.Key == "" {
				continue
			}
			if ix.byKey[f.Key] == nil {
				ix.byKey[f.Key] = &timeline{}
			}
			ix.byKey[f.Key].add(set, f.At)
		}
		if set.window != nil && set.window.begin != nil {
			ix.windowed.add(set, k.orLastDay(set.window.near()))
		}
	}
	ix.byAnchor.finish()
	ix.open.finish()
	for _, t := range ix.byKey {
		t.finish()
	}
	return ix
}

func (t *timeline) add(set *SnapshotSet, at Instant) {
	t.sets, t.at = append(t.sets, set), append(t.at, at)
}

func (t *timeline) finish() {
	t.lows, t.highs = make([]parse.Ticks, len(t.at)), make([]parse.Ticks, len(t.at))
	low, high := Forever, Never
	for i, a := range t.at {
		high = max(high, a.Hi)
		t.highs[i] = high
	}
	for i := len(t.at) - 1; i >= 0; i-- {
		low = min(low, t.at[i].Lo)
		t.lows[i] = low
	}
}

// after is the first place from which on every interval begins after i.
func (t *timeline) after(i Instant) int {
	return sort.Search(len(t.lows), func(n int) bool { return t.lows[n] > i.Hi })
}

// latest is the last set of which an interval began before i and may reach it, nil
// if there is none.
func (t *timeline) latest(i Instant) *SnapshotSet {
	for n := t.after(i) - 1; n >= 0 && i.Lo-t.highs[n] <= reach; n-- {
		if a := t.at[n]; a.Lo <= i.Hi && i.Lo-a.Hi <= reach {
			return t.sets[n]
		}
	}
	return nil
}

// setOf finds the set of a step that may reach so far.
func (ix *setIndex) setOf(s *Step, at Instant) *SnapshotSet {
	if t := ix.byKey[s.Key]; t != nil {
		if set := t.latest(at); set != nil {
			return set
		}
	}
	var before, after *SnapshotSet
	if at.Hi < Forever {
		if before = ix.byAnchor.latest(at); before == nil {
			before = ix.open.latest(at)
		}
	}
	if n := ix.byAnchor.after(at); n < len(ix.byAnchor.at) && ix.byAnchor.at[n].Lo-at.Hi <= freezePhase {
		after = ix.byAnchor.sets[n]
	}
	if leads(s) {
		if before != nil && after != nil && begunBy(before, s) {
			return before
		}
		if after != nil {
			return after
		}
		if before != nil && before.anchor().Compare(s.At) == Before {
			return nil // what comes before a freeze is of no set that was frozen before it
		}
	}
	if before != nil {
		return before
	}
	if after != nil {
		return after
	}
	for n, set := range ix.windowed.sets {
		if ix.windowed.at[n].Compare(at) == Undecided {
			return set
		}
	}
	return nil
}

// begunBy reports whether a set of which only the end of its beginning is known, as
// captures first show it on its way, can have begun with a step.
func begunBy(set *SnapshotSet, s *Step) bool {
	a := set.anchor()
	return a.Lo <= Never && a.Compare(s.At) == Undecided && a.Hi-s.At.Lo <= freezePhase
}

// leads reports whether a step comes before the freeze of its set.
func leads(s *Step) bool {
	switch s.Kind {
	case KindPrepare, KindServiceStart, KindServiceRunning, KindRequesterBegin, KindInitiated:
		return true
	case KindWriterRejected:
		return strings.HasPrefix(s.Operation, "Prepare")
	}
	return false
}

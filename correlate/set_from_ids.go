package correlate

import (
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// setsFromIDs gives sets the GUIDs that records hold. A creation is audited after
// the thaw (2.2 s in a real log), so the set is looked for backwards.
func (k *Case) setsFromIDs() {
	byID := map[string]*SnapshotSet{}
	for _, set := range k.Sets { // those of which a requester printed the id
		if set.ID != "" {
			byID[set.ID] = set
		}
	}
	// The audits come first: what failed under another id is of none of the sets that were made.
	k.eachWithID(byID, func(s *Step) bool { return s.Kind == vocab.KindCreated })
	k.eachWithID(byID, func(s *Step) bool { return s.Kind != vocab.KindCreated && s.Kind != vocab.KindShadow })
	// A list of copies holds those of older sets too.
	k.eachWithID(byID, func(s *Step) bool { return s.Kind == vocab.KindShadow })
}

// eachWithID gives sets the GUIDs of the steps that are wanted.
func (k *Case) eachWithID(byID map[string]*SnapshotSet, wanted func(*Step) bool) {
	var last interval.Interval // of the sets as they are, where lastKnown
	lastKnown := false
	for _, s := range k.Steps {
		if s.SetID == "" || s.Kind == vocab.KindSessionRemoved || s.Kind == vocab.KindDeleted || !wanted(s) {
			continue
		}
		set := byID[s.SetID]
		if set == nil {
			at := s.related()
			if at == interval.Unknown {
				if !lastKnown {
					last, lastKnown = k.lastDay(), true
				}
				at = last
			}
			set = k.nearestWithoutID(s, at)
			for _, before := range k.beforeJumps(at) { // the clock was set forward in between
				if set != nil {
					break
				}
				set = k.nearestWithoutID(s, before)
			}
			if set == nil {
				set = &SnapshotSet{Host: k.Host.Name}
				k.Sets = append(k.Sets, set)
			}
			set.ID, set.Identity = s.SetID, Explicit
			byID[s.SetID] = set
		}
		s.Set = set
		set.Steps = append(set.Steps, s)
		if s.related() != interval.Unknown {
			lastKnown = false
		}
	}
}

// nearestWithoutID is the set that a step with an id is of, which has to do with a time.
func (k *Case) nearestWithoutID(s *Step, at interval.Interval) *SnapshotSet {
	var best *SnapshotSet
	for _, set := range k.SetsIn(interval.Of(at.Lo-maxReach, at.Hi+maxReach)) {
		a := set.anchor()
		if set.ID != "" || !a.Known() && set.run == nil || set.notMade(s, at) || k.started(a, s.At) {
			continue
		}
		if set.progress = progressOf(set); !set.admitsByPhase(s) {
			continue
		}
		near := a.Lo <= at.Hi && at.Lo-a.Bounded().Hi <= maxReach
		if s.Kind == vocab.KindInitiated {
			near = at.Lo <= a.Bounded().Hi && a.Lo-at.Hi <= maxReach
		}
		if near &&
			(best == nil || a.Lo > best.anchor().Lo && s.Kind != vocab.KindInitiated ||
				s.Kind == vocab.KindInitiated && a.Lo < best.anchor().Lo) {
			best = set
		}
	}
	return best
}

// notMade reports a set that nothing but a failed run of a requester tells of, which is none
// of which another file says that it was made: VSS refused the run, or the run is not known
// to be of that hour.
func (set *SnapshotSet) notMade(s *Step, at interval.Interval) bool {
	const soon = parse.Hour
	w := set.run
	if w != nil && s.Kind == vocab.KindCreated && w.failedBefore(at) {
		return true
	}
	if w == nil || w.source == s.Source || len(set.freezes)+len(set.activations) > 0 || !w.failed() {
		return false
	}
	if w.refused() {
		return true
	}
	near := w.near()
	return s.Kind == vocab.KindCreated && (near == interval.Unknown || near.Hi-near.Lo > 6*soon || at.Lo > near.Hi+soon)
}

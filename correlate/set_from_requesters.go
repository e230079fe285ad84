package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// setsFromRequesters joins windows to sets. A window in which no set is known
// makes one if it tells of a failure, or of a whole run of a program that always takes
// a shadow copy: something was tried there.
func (k *Case) setsFromRequesters() {
	all := k.windows()
	slices.SortStableFunc(all, func(a, b *window) int { return cmp.Compare(a.after(), b.after()) })
	for _, w := range all {
		var sets []*SnapshotSet
		var near []*SnapshotSet
		at := k.orLastDay(w.near())
		if w.begin != nil {
			near = k.setsNear(at)
		}
		for _, s := range near {
			if at.Compare(s.about()) != interval.Undecided {
				continue
			}
			if len(s.freezes) == 0 && len(s.awake) == 0 && (s.window == nil || s.window.log == w.log || k.orLastDay(s.window.near()).Compare(w.begin.At) != interval.Undecided) {
				continue // known from another run of a requester only
			}
			sets = append(sets, s)
		}
		if len(sets) == 0 && w.begin == nil {
			sets = k.latestBefore(w)
		}
		if len(sets) == 0 {
			if !w.failed() && !w.tookShadows() {
				continue
			}
			s := &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"requester"}}
			k.Sets = append(k.Sets, s)
			sets = append(sets, s)
		}
		for _, s := range sets {
			if s.window == nil {
				s.window = w
			}
			if w.begin != nil {
				s.Requests = append(s.Requests, w.begin)
			}
			s.Mixed = s.Mixed || w.mixed || len(sets) > 1
			if !slices.Contains(s.From, "requester") {
				s.From = append(s.From, "requester")
			}
		}
		// What the requester says at its begin is about its first set, the rest about
		// its last one.
		slices.SortStableFunc(sets, func(a, b *SnapshotSet) int { return cmp.Compare(a.anchor().Lo, b.anchor().Lo) })
		for _, step := range w.steps {
			set := sets[len(sets)-1]
			if step.Kind == vocab.KindRequesterBegin || step.Kind == vocab.KindInitiated {
				set = sets[0]
			}
			if step.Set == nil {
				step.Set = set
				set.Steps = append(set.Steps, step)
			}
		}
	}
}

// after is the turn of a window: one of which only its report tells that it was there gets
// a set that no other run in the text has.
func (w *window) after() int {
	if w.headed && w.begin == nil {
		return 1
	}
	return 0
}

// latestBefore finds the set that a text without a begin most likely speaks of:
// the latest one that began before its first statement.
func (k *Case) latestBefore(w *window) []*SnapshotSet {
	var best *SnapshotSet
	at := k.reach(w.steps[0])
	for _, s := range k.setsNear(interval.Of(at.Lo-reach, at.Hi)) {
		a := s.anchor()
		if w.headed && slices.ContainsFunc(s.Requests, func(r *Step) bool { return r.Source == w.source }) {
			continue // another run of the text made it
		}
		if a.Lo > interval.Never && a.Lo <= at.Hi && at.Lo-a.Bounded().Hi <= reach && (best == nil || a.Lo > best.anchor().Lo) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	return []*SnapshotSet{best}
}

// tookShadows reports a whole run of a program that never backs up without a shadow
// copy: Windows Server Backup, by its documentation.
func (w *window) tookShadows() bool {
	return w.begin != nil && w.end != nil && strings.EqualFold(w.begin.Record.Provider, "Microsoft-Windows-Backup")
}

func (w *window) failed() bool {
	for _, s := range w.steps {
		if s.Kind == vocab.KindRequesterFailed || s.Kind == vocab.KindRequesterCode && s.Code >= 0x80000000 {
			return true
		}
	}
	return false
}

package score

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
)

// matched says which true sets each set of the analysis stands for. Two true sets
// that the files do not let tell apart look like one: it stands for both.
type matched map[*correlate.SnapshotSet][]string

// matching gives each true set the set of the analysis that is nearest to it.
func matching(truths []*truth, sets []*correlate.SnapshotSet) matched {
	type key struct{ host, set string }
	members := map[key][]*truth{}
	var keys []key
	for _, t := range truths {
		k := key{t.Host, t.Set}
		if members[k] == nil {
			keys = append(keys, k)
		}
		members[k] = append(members[k], t)
	}
	m := matched{}
	for _, k := range keys {
		var best *correlate.SnapshotSet
		var least [3]int64
		for _, s := range sets {
			if s.Host != k.host {
				continue
			}
			if d := distance(members[k], s); best == nil || slices.Compare(d[:], least[:]) < 0 {
				best, least = s, d
			}
		}
		if best != nil {
			m[best] = append(m[best], k.set)
		}
	}
	return m
}

// answer is how long after a freeze its mark may be written, in ns.
const answer = 5e9

// distance is how far a set of the analysis is from a true one, in ns: from the
// freezes of the writers that both know, or else from the time that it took, where
// they are further apart than a mark may be; then, with those first that freezes tell,
// from start to start.
func distance(truths []*truth, s *correlate.SnapshotSet) [3]int64 {
	far := int64(-1)
	for _, t := range truths {
		for _, sp := range s.Spans {
			if t.Freeze == 0 || !strings.EqualFold(sp.Name, t.WriterName) {
				continue
			}
			frozen := sp.Bounds(correlate.PointFreeze) // by listings
			if len(sp.Freezes) > 0 {
				frozen = sp.Freezes[0].At
			}
			if outside, _ := apart(t.Freeze, frozen); frozen.Known() && (far < 0 || outside < far) {
				far = outside
			}
		}
	}
	t := truths[0]
	var vague int64
	if far < 0 {
		vague, far = 1, between(t, s.Started, s.Ended)
	}
	fromStart, _ := apart(t.Start, s.Started)
	if latest, ok := s.Started.Hi.UnixNano(); ok && s.Started.Lo <= interval.Never && t.Start > latest {
		far = max(far, t.Start-latest) // it was there before anything was seen
	}
	if far <= answer {
		far = 0
	}
	return [3]int64{far, vague, fromStart}
}

// of are the truths that a finding is about: those of its writer, or all where it
// names none, in the sets that its set stands for. Where several are, a finding that
// computes with times is about the one that it is nearest to.
func (m matched) of(truths []*truth, f *detect.Finding) []*truth {
	if f.Set == nil {
		return nearest(truths, f)
	}
	var own []*truth
	for _, t := range truths {
		if t.Host == f.Host && slices.Contains(m[f.Set], t.Set) {
			own = append(own, t)
		}
	}
	switch {
	case own == nil: // a set that there was not
		return nearest(truths, f)
	case len(f.Signature.Predictions) > 0:
		return nearest(own, f)
	}
	return slices.DeleteFunc(own, func(t *truth) bool { return !ofWriter(t, f) })
}

// ofWriter reports whether the finding names the writer of the truth, or none.
func ofWriter(t *truth, f *detect.Finding) bool {
	return f.Writer == "" || strings.EqualFold(t.WriterName, f.Writer)
}

// nearest are the truths that a finding is about: of the set whose time it lies in,
// or, of several such, whose freeze is nearest to its start, those of its writer, or
// all where it names none.
// The host's clock may be off, so it need not be near.
func nearest(truths []*truth, f *detect.Finding) []*truth {
	set, best := "", []int64(nil)
	for _, t := range truths {
		if t.Host != f.Host || !ofWriter(t, f) {
			continue
		}
		when := t.Freeze
		if when == 0 {
			when = t.Start
		}
		outside, fromEnd := apart(when, f.Started)
		if d := []int64{between(t, f.Started, f.Ended), outside, fromEnd}; best == nil || slices.Compare(d, best) < 0 {
			set, best = t.Set, d
		}
	}
	var matched []*truth
	for _, t := range truths {
		if t.Host == f.Host && (t.Set == set || f.Set == nil) && ofWriter(t, f) {
			matched = append(matched, t)
		}
	}
	return matched
}

// between is the time in ns from what began and ended then to the set of a truth, 0
// where they overlap. A side that is not bounded does not count.
func between(t *truth, lo, hi interval.Interval) int64 {
	start, okStart := lo.Lo.UnixNano()
	end, okEnd := hi.Hi.UnixNano()
	okStart, okEnd = okStart && lo.Lo > interval.Never &&
		lo.Lo < interval.Forever, okEnd && hi.Hi > interval.Never &&
		hi.Hi < interval.Forever
	switch {
	case okEnd && end < t.Start:
		return t.Start - end
	case okStart && start > max(t.End, t.Start):
		return start - max(t.End, t.Start)
	}
	return 0
}

// apart is how far a moment in ns lies outside of an instant, 0 for inside, and how
// far from the end of it that is known.
func apart(when int64, i interval.Interval) (outside, fromEnd int64) {
	lo, okLo := i.Lo.UnixNano()
	hi, okHi := i.Hi.UnixNano()
	okLo, okHi = okLo && i.Lo > interval.Never, okHi && i.Hi < interval.Forever
	switch {
	case okHi:
		fromEnd = max(hi-when, when-hi)
	case okLo:
		fromEnd = max(lo-when, when-lo)
	}
	switch {
	case okLo && when < lo:
		outside = lo - when
	case okHi && when > hi:
		outside = when - hi
	}
	return outside, fromEnd
}

package correlate

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// bounds: the set starts with its first step of a known time and ends with its last.
func (s *SnapshotSet) bounds() {
	s.Started, s.Ended, s.began = interval.Unknown, interval.Unknown, interval.Forever
	first := true
	add := func(i interval.Interval) {
		if i.Hi >= interval.Forever && i.Lo <= interval.Never {
			return
		}
		if i.Lo > interval.Never {
			s.began = min(s.began, i.Lo)
		} else {
			s.began = min(s.began, i.Hi)
		}
		lo, hi := i, i
		if lo.Lo <= interval.Never {
			lo.Lo = interval.Never
		}
		if first {
			s.Started, s.Ended, first = lo, hi, false
			return
		}
		if lo.Lo < s.Started.Lo || lo.Lo == s.Started.Lo && lo.Hi < s.Started.Hi {
			s.Started = lo
		}
		if hi.Hi > s.Ended.Hi {
			s.Ended = hi
		}
	}
	for _, step := range s.Steps {
		if step.At.Known() && step.At.Hi-step.At.Lo < parse.Hour { // a time that only bounds tells no start or end
			add(step.At)
		}
	}
	if w := s.run; w != nil && w.begin == nil && w.from != interval.Unknown {
		add(w.from)
	}
	for _, w := range s.activations {
		switch at := w.after.Listing.At; {
		case w.alreadyFailed() && len(s.freezes) > 0: // its marks tell when it began
		case w.alreadyFailed() && at.Lo > interval.Never:
			add(interval.Of(interval.Never, w.after.Listing.Latest())) // when it began is not known
		case w.alreadyFailed():
			add(interval.Of(interval.Never, at.Hi))
		case at.Known():
			add(at)
		}
	}
	for _, f := range s.failed {
		if f.After.Listing.At.Known() {
			add(f.After.Listing.At)
		}
	}
	if first {
		for _, step := range s.Steps {
			add(step.At)
		}
		for _, w := range s.activations {
			add(w.after.Listing.At)
		}
	}
	if s.began >= interval.Forever {
		s.began = s.firstSortKey()
	}
}

// firstSortKey is where the first of what tells of the set stands, Forever if none has a
// time.
func (s *SnapshotSet) firstSortKey() parse.Ticks {
	first := theEnd
	for _, step := range s.Steps {
		if step.sortKey > interval.Never {
			first = min(first, step.sortKey)
		}
	}
	for _, w := range s.activations {
		first = min(first, w.after.Listing.sortKey)
	}
	for _, f := range s.failed {
		first = min(first, f.After.Listing.sortKey)
	}
	if first == theEnd {
		return interval.Forever
	}
	return first
}

package correlate

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// bounds: the set starts with its first step of a known time and ends with its last.
func (s *SnapshotSet) bounds() {
	h := s.hullOfKnown()
	if h.empty {
		h = s.hullOfAll()
	}
	s.Started, s.Ended, s.began = h.first, h.last, h.began
	if len(s.freezes)+len(s.thaws)+len(s.Steps) == 0 {
		s.sinceListing()
	}
	if s.began >= interval.Forever {
		s.began = s.firstSortKey()
	}
}

// sinceListing lets a set of which listings alone tell begin after the listing before the one
// that first shows it.
func (s *SnapshotSet) sinceListing() {
	for _, a := range s.activations {
		if from := a.between().Lo; from > interval.Never && from < s.Started.Lo {
			s.Started.Lo = from
		}
	}
}

// hull collects the first and the last of intervals that are added to it.
type hull struct {
	first, last interval.Interval
	began       parse.Ticks // the earliest end that is known
	empty       bool
}

func emptyHull() *hull {
	return &hull{first: interval.Unknown, last: interval.Unknown, began: interval.Forever, empty: true}
}

// add takes an interval in; one without both ends tells nothing.
func (h *hull) add(i interval.Interval) {
	if i.Hi >= interval.Forever && i.Lo <= interval.Never {
		return
	}
	if i.Lo > interval.Never {
		h.began = min(h.began, i.Lo)
	} else {
		h.began = min(h.began, i.Hi)
	}
	from := i
	from.Lo = max(from.Lo, interval.Never)
	if h.empty {
		h.first, h.last, h.empty = from, i, false
		return
	}
	if from.Lo < h.first.Lo || from.Lo == h.first.Lo && from.Hi < h.first.Hi {
		h.first = from
	}
	if i.Hi > h.last.Hi {
		h.last = i
	}
}

// hullOfKnown is about what has a time; one that only bounds tells no start or end.
func (s *SnapshotSet) hullOfKnown() *hull {
	h := emptyHull()
	for _, step := range s.Steps {
		if step.At.Known() && !step.Wide() {
			h.add(step.At)
		}
	}
	if w := s.run; w != nil && w.begin == nil && w.from != interval.Unknown {
		h.add(w.from)
	}
	for _, w := range s.activations {
		switch at := w.after.Listing.At; {
		case w.alreadyFailed() && len(s.freezes) > 0: // its marks tell when it began
		case w.alreadyFailed() && at.Lo > interval.Never:
			h.add(interval.Of(interval.Never, w.after.Listing.Latest())) // when it began is not known
		case w.alreadyFailed():
			h.add(interval.Of(interval.Never, at.Hi))
		case at.Known():
			h.add(at)
		}
	}
	for _, f := range s.failed {
		if f.After.Listing.At.Known() {
			h.add(f.After.Listing.At)
		}
	}
	return h
}

// hullOfAll is about all steps and activations, whatever is known of their times.
func (s *SnapshotSet) hullOfAll() *hull {
	h := emptyHull()
	for _, step := range s.Steps {
		h.add(step.At)
	}
	for _, w := range s.activations {
		h.add(w.after.Listing.At)
	}
	return h
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

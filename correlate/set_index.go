package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// setsByTime finds the sets that a span of time may concern without a look at all of
// them: a host may have thousands.
type setsByTime struct {
	index *interval.Index[*SnapshotSet]
	late  *interval.Index[*SnapshotSet] // sets that were formed since; nil: none
	froze []parse.Ticks                 // when the sets with freeze marks were frozen at the earliest, ascending
}

// indexSets indexes the sets as they are; to be made anew when marks, listings or
// sets were added.
func (k *Case) indexSets() {
	last := k.lastDay()
	x := &setsByTime{index: interval.NewIndex(slices.Clone(k.Sets), func(s *SnapshotSet) interval.Interval {
		if i := s.extent(); i != interval.Unknown {
			return i
		}
		return last
	})}
	for _, s := range k.Sets {
		if len(s.freezes) > 0 {
			x.froze = append(x.froze, s.freezes[0].At.Lo)
		}
	}
	slices.Sort(x.froze)
	k.setIndex = x
}

// SetsIn are the sets of which a mark may lie in span, in the order of Sets: all of a
// case that was not built, and has no index.
func (k *Case) SetsIn(span interval.Interval) []*SnapshotSet {
	if k.setIndex == nil {
		return k.Sets
	}
	return k.setIndex.index.Overlapping(span)
}

// setsNear are the sets of which a mark may lie in span, and all that were formed since
// the index was made, in the order of the list.
func (k *Case) setsNear(span interval.Interval) []*SnapshotSet {
	x := k.setIndex
	first := x.index.Len()
	if formed := len(k.Sets) - first; formed >= 2*x.late.Len()+lateSets {
		x.late = interval.NewIndex(slices.Clone(k.Sets[first:]), (*SnapshotSet).extent)
	}
	near := k.SetsIn(span)
	if x.late != nil {
		near = append(near, x.late.Overlapping(span)...)
	}
	return append(near, k.Sets[first+x.late.Len():]...)
}

// lateSets is how many sets are formed before they are worth an index.
const lateSets = 64

// frozeBetween reports whether some set with freeze marks was frozen after one moment
// and not after another.
func (k *Case) frozeBetween(after, until parse.Ticks) bool {
	n, _ := slices.BinarySearch(k.setIndex.froze, after+1)
	return n < len(k.setIndex.froze) && k.setIndex.froze[n] <= until
}

// extent is the time in which all lies that a set is known by, and what may have to do
// with it where that is open.
func (s *SnapshotSet) extent() interval.Interval {
	i := interval.Of(interval.Forever, interval.Never)
	add := func(at interval.Interval) {
		if at != interval.Unknown {
			i = i.Hull(at.Bounded())
		}
	}
	add(s.about())
	for _, m := range s.freezes {
		add(m.At)
	}
	for _, m := range s.thaws {
		add(m.At)
	}
	for _, w := range s.activations {
		add(w.between())
	}
	for _, step := range s.Steps {
		add(step.At)
	}
	for _, sp := range s.Spans {
		for _, state := range sp.States {
			add(state.Listing.related())
		}
	}
	if i.Lo > i.Hi {
		return interval.Unknown
	}
	return i
}

// indexStates lists the states of each writer instance.
func (k *Case) indexStates() {
	k.histories = map[writerKey][]*WriterState{}
	for _, c := range k.Listings {
		for _, s := range c.States {
			k.sql, k.msde = k.sql || isSQL(s.Name), k.msde || isMSDE(s.Name)
			if s.Instance == "" {
				continue
			}
			key := s.key()
			history := k.histories[key]
			s.position = len(history)
			k.histories[key] = append(history, s)
		}
	}
	if k.segment != nil {
		k.sql, k.msde = k.segment.sql, k.segment.msde
	}
}

// ListedTwice is a second instance of a writer in a listing that may lie in span, nil if
// there is none. id is the writer's.
func (k *Case) ListedTwice(id string, span interval.Interval) *WriterState {
	for _, c := range k.ListingsIn(span) {
		doubles, looked := k.doubles[c]
		if !looked {
			doubles = c.doubles()
			if k.doubles == nil {
				k.doubles = map[*WriterListing]map[string]*WriterState{}
			}
			k.doubles[c] = doubles
		}
		if s := doubles[id]; s != nil {
			return s
		}
	}
	return nil
}

// doubles are the first states of further instances of a writer, by the writer's id.
func (c *WriterListing) doubles() map[string]*WriterState {
	var doubles map[string]*WriterState
	first := make(map[string]*WriterState, len(c.States))
	for _, s := range c.States {
		switch {
		case first[s.ID] == nil:
			first[s.ID] = s
		case s.Instance != first[s.ID].Instance && doubles[s.ID] == nil:
			if doubles == nil {
				doubles = map[string]*WriterState{}
			}
			doubles[s.ID] = s
		}
	}
	return doubles
}

func isSQL(writer string) bool  { return strings.EqualFold(writer, vocab.WriterSQL) }
func isMSDE(writer string) bool { return strings.EqualFold(writer, vocab.WriterMSDE) }

// statesOf returns the states of one writer instance in all listings.
func (k *Case) statesOf(w *WriterState) []*WriterState {
	if w.Instance == "" {
		return nil
	}
	return slices.Clip(k.histories[w.key()])
}

// indexActivations notes in which set listings saw a writer wake.
func (k *Case) indexActivations() {
	k.activatedIn = map[*WriterState]*SnapshotSet{}
	for _, s := range k.Sets {
		for _, w := range s.activations {
			k.activatedIn[w.after] = s
		}
	}
}

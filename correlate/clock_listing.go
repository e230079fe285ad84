package correlate

import (
	"cmp"
	"slices"
	"strings"
	"unique"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// clockListing is of a listing what the clock may need: its stamps, and the writers that are at
// rest, and those that are frozen or past it.
type clockListing struct {
	listingID
	time, until parse.Timestamp
	lo          parse.Ticks // begin as it was read
	states      []*WriterState
}

func clockListingsOf(listings []*WriterListing) []clockListing {
	all := make([]clockListing, len(listings))
	for i, c := range listings {
		r := c.Steps[0].Record
		all[i] = clockListing{listingID{c.Source, c.Number}, r.Time, r.Until, c.At.Lo, c.States}
	}
	return all
}

// clockListings gathers them step by step. Those that show the same share it.
type clockListings struct {
	all    []clockListing
	at     map[listingID]int // in all
	last   int               // the number of the one that a step was seen of last, from 1
	states []*WriterState    // of it
	before []*WriterState    // of the one before it
}

func (l *clockListings) see(s *Step) {
	id := listingOf(s)
	if l.last == 0 || l.all[l.last-1].listingID != id {
		l.settle()
		if l.at == nil {
			l.at = map[listingID]int{}
		}
		if l.last = l.at[id]; l.last == 0 {
			l.all = append(l.all, clockListing{listingID: id, time: s.Record.Time, until: s.Record.Until, lo: s.At.Lo})
			l.last = len(l.all)
			l.at[id] = l.last
		}
		l.states = append(l.states[:0], l.all[l.last-1].states...)
	}
	if s.Kind != vocab.KindWriterState || s.Instance == "" {
		return
	}
	var w WriterState
	if w.read(s); w.Code < vocab.StateStable || w.Code > vocab.StateWaitingComplete {
		return
	}
	if n := len(l.states); n < len(l.before) && l.before[n].same(&w) && l.before[n].Code == w.Code {
		l.states = append(l.states, l.before[n])
		return
	}
	l.states = append(
		l.states,
		&WriterState{ID: unique.Make(w.ID).Value(), Instance: unique.Make(w.Instance).Value(), Code: w.Code},
	)
}

// settle ends the listing that a step was seen of last.
func (l *clockListings) settle() {
	if l.last == 0 {
		return
	}
	if !slices.Equal(l.states, l.before) {
		l.before = slices.Clone(l.states)
	}
	l.all[l.last-1].states = l.before
}

// sorted returns them in the order of their own times, those once that stand in a second file too.
func (l *clockListings) sorted() []clockListing {
	l.settle()
	slices.SortFunc(l.all, func(a, b clockListing) int {
		return cmp.Or(cmp.Compare(a.lo, b.lo), strings.Compare(a.source, b.source), a.number-b.number)
	})
	return slices.CompactFunc(l.all, func(a, b clockListing) bool {
		return a.source != b.source && a.number == b.number && a.time == b.time
	})
}

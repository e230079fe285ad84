package knowledge

import (
	"errors"
	"fmt"
	"slices"
)

// Base is a set of causes, in order and indexed. It does not change once made, so
// that many goroutines may ask it.
type Base struct {
	causes []*Cause // most specific first
	wins   [][]int32
	index  index
	byID   map[string]*Cause
	place  map[*Cause]int32
}

// Candidate is a cause whose anchor an observation meets.
type Candidate struct {
	Cause   *Cause
	General bool // another candidate is more specific, or says that it wins over this one
}

// NewBase orders and indexes causes. It is an error if two bear one id.
func NewBase(causes []*Cause) (*Base, error) {
	order, wins, rest := sorted(causes, func(i, j int) strength { return beats(causes[i], causes[j]) })
	if len(rest) > 0 {
		return nil, circleError(circle(rest))
	}
	return indexed(order, wins)
}

func indexed(order []*Cause, wins [][]int32) (*Base, error) {
	b := &Base{
		causes: order,
		wins:   wins,
		byID:   make(map[string]*Cause, len(order)),
		place:  make(map[*Cause]int32, len(order)),
	}
	var errs []error
	for i, c := range order {
		b.place[c] = int32(i)
		if b.byID[c.ID] != nil {
			errs = append(errs, fmt.Errorf("%s: id %q is another cause's too; ids must differ", c.place(), c.ID))
		}
		b.byID[c.ID] = c
	}
	b.index = newIndex(order)
	return b, errors.Join(errs...)
}

// With returns a base that knows the causes of b and a user's own. Own ones may name
// causes of b in `over`; one with the id of a cause of b takes its place.
func (b *Base) With(own ...*Cause) (*Base, error) {
	causes := slices.Clone(own)
	known := map[*Cause]int32{}
	for i, c := range b.causes {
		if !slices.ContainsFunc(own, func(o *Cause) bool { return o.ID == c.ID }) {
			known[c] = int32(i)
			causes = append(causes, c)
		}
	}
	for _, c := range own {
		c.own = true
		c.prepare()
	}
	order, wins, rest := sorted(causes, func(i, j int) strength {
		x, ok1 := known[causes[i]]
		y, ok2 := known[causes[j]]
		if ok1 && ok2 {
			if _, found := slices.BinarySearch(b.wins[x], y); found {
				return hard
			}
			return no
		}
		return beats(causes[i], causes[j])
	})
	if len(rest) > 0 {
		return nil, circleError(circle(rest))
	}
	return indexed(order, wins)
}

// Causes are all causes, most specific first. The list must not be changed.
func (b *Base) Causes() []*Cause { return b.causes }

// Find returns the cause of an id, nil if there is none.
func (b *Base) Find(id string) *Cause { return b.byID[id] }

// Candidates returns all causes whose anchor the observation meets and that exist in
// the version of Windows (zero: not known), most specific first.
func (b *Base) Candidates(f *Facts, windows Version) []Candidate {
	v := view{Facts: f}
	var places []int32
	b.index.each(&v, func(at int32) {
		c := b.causes[at]
		if c.Windows.Holds(windows) && c.anchored(&v) {
			places = append(places, at)
		}
	})
	if len(places) == 0 {
		return nil
	}
	slices.Sort(places)
	places = slices.Compact(places)
	found := make([]Candidate, len(places))
	for i, at := range places {
		found[i].Cause = b.causes[at]
	}
	return b.Narrow(found, nil)
}

// Narrow returns the candidates that keep holds for (nil: all), and tells anew which
// are general: one that was beaten by a cause that does not hold after all is not.
func (b *Base) Narrow(found []Candidate, keep func(*Cause) bool) []Candidate {
	var left []Candidate
	for _, f := range found {
		if keep == nil || keep(f.Cause) {
			left = append(left, Candidate{Cause: f.Cause})
		}
	}
	for i := range left {
		for j := range left {
			left[i].General = left[i].General || b.Beats(left[j].Cause, left[i].Cause)
		}
	}
	return left
}

// Beats reports whether a goes before c: by its own word, or as the more specific.
// Both must be causes of the base.
func (b *Base) Beats(a, c *Cause) bool {
	x, ok1 := b.place[a]
	y, ok2 := b.place[c]
	if !ok1 || !ok2 {
		return false
	}
	_, beaten := slices.BinarySearch(b.wins[x], y)
	return beaten
}

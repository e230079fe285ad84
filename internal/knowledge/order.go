package knowledge

import (
	"cmp"
	"container/heap"
	"slices"
)

// rank says how telling an anchor is by what it asks for: a fallback for a code or
// an event gives way to whatever knows more of the record.
type rank int

const (
	byMore       rank = iota // routine, writer, provider, class, names, words of the text, ...
	byEventCode              // an event with a code
	byCode                   // a code, a state or an error's number
	byEventAlone             // an event, kind, phase or program alone
)

// bare are the fields that say no more than which event or code it was.
var bare = map[string]rank{
	"event": byEventAlone, "event_provider": byEventAlone, "kind": byEventAlone, "phase": byEventAlone, "level": byEventAlone,
	"channel": byEventAlone, "program": byEventAlone,
	"code": byCode, "any_code": byCode, "state": byCode, "sql_error": byCode, "jet": byCode, "last_error": byCode,
}

func (p *Pattern) rank() rank {
	if p.EmptyWriters || len(p.Text) > 0 || len(p.AnyText) > 0 {
		return byMore
	}
	code, event := false, false
	for i := range p.conds {
		r, ok := bare[p.conds[i].field.name]
		if !ok {
			return byMore
		}
		code = code || r == byCode
		event = event || p.conds[i].field.name == "event"
	}
	switch {
	case code && event:
		return byEventCode
	case code:
		return byCode
	}
	return byEventAlone
}

// weight is how much an anchor asks for, to order causes that nothing else orders.
func (p *Pattern) weight() int {
	w := 3 * (len(p.Text) + min(len(p.AnyText), 1))
	for i := range p.conds {
		w += p.conds[i].field.telling
	}
	if p.EmptyWriters {
		w += 3
	}
	return w
}

// relation of two causes whose anchors may hold for one record.
type relation int

const (
	apart   relation = iota // they cannot
	first                   // the first is more specific
	second                  // the second is
	unknown                 // neither, by what they ask for
)

// relate compares two causes anchor by anchor; over is not looked at. For unknown it
// returns the anchors that it could not order.
func relate(a, b *Cause) (relation, *Pattern, *Pattern) {
	if a.Windows.apart(b.Windows) {
		return apart, nil, nil
	}
	r := apart
	for _, x := range a.anchors() {
		for _, y := range b.anchors() {
			s := relateAnchors(a, b, x, y)
			switch {
			case s == apart || s == r:
			case r == apart && s != unknown:
				r = s
			default:
				return unknown, x, y
			}
		}
	}
	return r, nil, nil
}

func relateAnchors(a, b *Cause, x, y *Pattern) relation {
	if x.apart(y) || keepsOut(b, x) || keepsOut(a, y) {
		return apart
	}
	xy, yx := x.implies(y), y.implies(x)
	switch {
	case xy && yx:
		return relateRest(a, b)
	case xy:
		return first
	case yx:
		return second
	}
	switch c := cmp.Compare(x.rank(), y.rank()); {
	case c < 0:
		return first
	case c > 0:
		return second
	}
	return unknown
}

// keepsOut reports whether what an anchor asks for is an exception of the cause.
func keepsOut(c *Cause, anchor *Pattern) bool {
	return slices.ContainsFunc(c.Unless, func(u *Pattern) bool { return anchor.implies(u) })
}

// relateRest orders two causes with the same anchor: the one that asks more of other
// observations, or that holds for fewer versions of Windows, is more specific.
func relateRest(a, b *Cause) relation {
	if n := cmp.Compare(len(a.Further()), len(b.Further())); n != 0 {
		if n > 0 {
			return first
		}
		return second
	}
	ab, ba := a.Windows.within(b.Windows), b.Windows.within(a.Windows)
	switch {
	case ab && !ba:
		return first
	case ba && !ab:
		return second
	}
	return unknown
}

// beats reports whether a goes before b: by its own word, else as more specific.
func beats(a, b *Cause) bool {
	if slices.Contains(a.Over, b.ID) {
		return true
	}
	if slices.Contains(b.Over, a.ID) {
		return false
	}
	r, _, _ := relate(a, b)
	return r == first
}

// sorted orders causes so that each comes before those that it beats; where nothing
// orders two, the one that asks for more comes first, then the id decides. wins[i]
// holds the places of those that cause i beats, in the order that comes out. rest
// are causes that beat each other in a circle, put last.
func sorted(causes []*Cause, beats func(i, j int) bool) (order []*Cause, wins [][]int32, rest []*Cause) {
	n := len(causes)
	below, waits := make([][]int, n), make([]int, n)
	for i := range n {
		for j := range n {
			if i != j && beats(i, j) {
				below[i] = append(below[i], j)
				waits[j]++
			}
		}
	}
	q := &queue{causes: causes}
	for i := range n {
		if waits[i] == 0 {
			heap.Push(q, i)
		}
	}
	place := make([]int32, n)
	put := func(i int) {
		place[i] = int32(len(order))
		order = append(order, causes[i])
	}
	done := make([]bool, n)
	for q.Len() > 0 {
		i := heap.Pop(q).(int)
		done[i] = true
		put(i)
		for _, j := range below[i] {
			if waits[j]--; waits[j] == 0 {
				heap.Push(q, j)
			}
		}
	}
	for i := range n {
		if !done[i] {
			rest = append(rest, causes[i])
			put(i)
		}
	}
	wins = make([][]int32, n)
	for i := range n {
		for _, j := range below[i] {
			wins[place[i]] = append(wins[place[i]], place[j])
		}
		slices.Sort(wins[place[i]])
	}
	return order, wins, rest
}

// queue holds causes that wait for none, the most telling first.
type queue struct {
	causes []*Cause
	items  []int
}

func (q *queue) Len() int { return len(q.items) }
func (q *queue) Less(i, j int) bool {
	a, b := q.causes[q.items[i]], q.causes[q.items[j]]
	return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.ID, b.ID)) < 0
}
func (q *queue) Swap(i, j int) { q.items[i], q.items[j] = q.items[j], q.items[i] }
func (q *queue) Push(x any)    { q.items = append(q.items, x.(int)) }
func (q *queue) Pop() any {
	last := q.items[len(q.items)-1]
	q.items = q.items[:len(q.items)-1]
	return last
}

// weight is that of the least telling anchor, and what further patterns ask for.
func (c *Cause) weight() int {
	w := -1
	for _, p := range c.anchors() {
		if n := p.weight(); w < 0 || n < w {
			w = n
		}
	}
	return w + 2*len(c.Further())
}

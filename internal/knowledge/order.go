package knowledge

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"
)

// rank says how telling an anchor is by what it asks for: a fallback for a code or
// an event gives way to whatever knows more of the record.
type rank int

const (
	byMore       rank = iota // routine, writer, provider, class, names, words of the text, an event of its own, ...
	byEventCode              // an event by which much is logged, with a code
	byCode                   // a code, a state or an error's number
	byEventAlone             // an event by which much is logged, a kind, phase or program alone
)

// bare are the fields that say no more than which event or code it was.
var bare = map[string]rank{
	"event":          byEventAlone,
	"event_provider": byEventAlone,
	"kind":           byEventAlone,
	"phase":          byEventAlone,
	"level":          byEventAlone,
	"channel":        byEventAlone,
	"program":        byEventAlone,
	"code":           byCode,
	"any_code":       byCode,
	"state":          byCode,
	"sql_error":      byCode,
	"jet":            byCode,
	"last_error":     byCode,
}

func (p *Pattern) rank() rank {
	if p.EmptyWriters || len(p.Text) > 0 || len(p.AnyText) > 0 {
		return byMore
	}
	if len(p.EventProvider) > 0 && len(p.Event) > 0 &&
		!slices.ContainsFunc(p.Event, func(n uint32) bool { return commonEvents[n] }) {
		return byMore // the event itself says what happened
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

// strength is how surely a cause goes before another.
type strength int

const (
	no   strength = iota
	soft          // it looks at more kinds of things; given up where that leads in a circle
	hard          // it says so itself, or asks for all that the other asks for, and more
)

// beats tells whether a goes before b: by its own word, else as more specific.
func beats(a, b *Cause) strength {
	if slices.Contains(a.Over, b.ID) {
		return hard
	}
	if slices.Contains(b.Over, a.ID) {
		return no
	}
	if r, _, _ := relate(a, b); r != first {
		return no
	}
	for _, x := range a.anchors() {
		for _, y := range b.anchors() {
			if relateAnchors(a, b, x, y) == first && !x.implies(y) {
				return soft
			}
		}
	}
	return hard
}

// sorting puts causes in order.
type sorting struct {
	causes []*Cause
	edges  [][]edge // of those that each beats
	waits  []int    // how many that beat it are not yet placed
	place  []int32
	order  []*Cause
}

type edge struct {
	to   int
	how  strength
	gone bool
}

// sorted orders causes so that each comes before those that it beats; where nothing
// orders two, the one that asks for more comes first, then the id decides. wins[i]
// holds the places of those that cause i beats, in the order that comes out. rest
// are causes that beat each other in a circle by their own word, put last.
func sorted(causes []*Cause, beats func(i, j int) strength) (order []*Cause, wins [][]int32, rest []*Cause) {
	n := len(causes)
	s := &sorting{causes: causes, edges: make([][]edge, n), waits: make([]int, n), place: make([]int32, n)}
	for i := range n {
		s.place[i] = -1
		for j := range n {
			if i == j {
				continue
			}
			if how := beats(i, j); how != no {
				s.edges[i] = append(s.edges[i], edge{to: j, how: how})
				s.waits[j]++
			}
		}
	}
	s.run()
	if len(s.order) < n && s.loosen() {
		s.run()
	}
	for i := range n {
		if s.place[i] < 0 {
			rest = append(rest, causes[i])
			s.put(i)
		}
	}
	wins = make([][]int32, n)
	for i := range n {
		for _, e := range s.edges[i] {
			if !e.gone {
				wins[s.place[i]] = append(wins[s.place[i]], s.place[e.to])
			}
		}
		slices.Sort(wins[s.place[i]])
	}
	return s.order, wins, rest
}

func (s *sorting) put(i int) {
	s.place[i] = int32(len(s.order))
	s.order = append(s.order, s.causes[i])
}

// run places all that wait for none, until none is left that does not wait.
func (s *sorting) run() {
	q := &queue{causes: s.causes}
	for i := range s.causes {
		if s.place[i] < 0 && s.waits[i] == 0 {
			heap.Push(q, i)
		}
	}
	for q.Len() > 0 {
		i := heap.Pop(q).(int)
		s.put(i)
		for _, e := range s.edges[i] {
			if e.gone {
				continue
			}
			if s.waits[e.to]--; s.waits[e.to] == 0 {
				heap.Push(q, e.to)
			}
		}
	}
}

// loosen gives up the soft edges that lie in a circle; false if there are none.
func (s *sorting) loosen() bool {
	type place struct{ from, at int }
	var give []place
	for i := range s.causes {
		for k, e := range s.edges[i] {
			if e.how == soft && s.place[i] < 0 && s.place[e.to] < 0 && s.reaches(e.to, i) {
				give = append(give, place{i, k})
			}
		}
	}
	for _, g := range give {
		e := &s.edges[g.from][g.at]
		e.gone = true
		s.waits[e.to]--
	}
	return len(give) > 0
}

// reaches reports whether a way leads from one cause to another.
func (s *sorting) reaches(from, to int) bool {
	seen := make([]bool, len(s.causes))
	seen[from] = true
	for ring := []int{from}; len(ring) > 0; ring = ring[1:] {
		for _, e := range s.edges[ring[0]] {
			if e.to == to {
				return true
			}
			if !seen[e.to] {
				seen[e.to] = true
				ring = append(ring, e.to)
			}
		}
	}
	return false
}

// circle finds the shortest way on which causes surely beat each other and come back to
// where it began; nil if there is none among them.
func circle(causes []*Cause) []*Cause {
	var best []*Cause
	for _, start := range causes {
		before := map[*Cause]*Cause{start: nil}
		for ring := []*Cause{start}; len(ring) > 0; {
			at := ring[0]
			ring = ring[1:]
			for _, next := range causes {
				if next == at || beats(at, next) != hard {
					continue
				}
				if next == start {
					var way []*Cause
					for c := at; c != nil; c = before[c] {
						way = append(way, c)
					}
					if slices.Reverse(way); best == nil || len(way) < len(best) {
						best = way
					}
					ring = nil
					break
				}
				if _, seen := before[next]; !seen {
					before[next] = at
					ring = append(ring, next)
				}
			}
		}
	}
	return best
}

// circleError tells a circle with what makes each cause of it win over the next.
func circleError(way []*Cause) error {
	var parts []string
	for i, a := range way {
		b := way[(i+1)%len(way)]
		why := "asks for more"
		if slices.Contains(a.Over, b.ID) {
			why = "says over"
		}
		parts = append(parts, fmt.Sprintf("%s (%s) wins over %s: it %s", a.ID, a.place(), b.ID, why))
	}
	return fmt.Errorf(
		"causes win over each other in a circle, so that none is the most specific; take an `over` away or change "+
			"it: %s",
		strings.Join(parts, "; "),
	)
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

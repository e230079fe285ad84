// Package stn solves simple temporal networks: what is true of moments for which only
// bounds on their differences are known.
package stn

import (
	"fmt"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// TimePoint names a moment in a network of times: F, T, X, a listing, a record.
type TimePoint string

// Epoch is the point that represents 1601-01-01: bounds on a point are differences to it.
const Epoch TimePoint = ""

// Constraint says Later - Earlier <= AtMost, and why.
type Constraint[E any] struct {
	Later, Earlier TimePoint `redact:"text"`
	AtMost         parse.Ticks
	Why            string `redact:"text"`
	Evidence       E      // what is behind it; the zero value for an assumption or an order
}

// String returns the constraint as a person reads it.
func (c Constraint[E]) String() string {
	switch {
	case c.Earlier == Epoch:
		return fmt.Sprintf("%s is not later than %s (%s)", c.Later, c.AtMost, c.Why)
	case c.Later == Epoch:
		return fmt.Sprintf("%s is not earlier than %s (%s)", c.Earlier, -c.AtMost, c.Why)
	case c.AtMost == 0:
		return fmt.Sprintf("%s is not later than %s (%s)", c.Later, c.Earlier, c.Why)
	case c.AtMost == -1:
		return fmt.Sprintf("%s is before %s (%s)", c.Later, c.Earlier, c.Why)
	}
	return fmt.Sprintf("%s - %s is at most %s (%s)", c.Later, c.Earlier, interval.Seconds(c.AtMost), c.Why)
}

// Network is a simple temporal network: points, and bounds on their differences.
// It answers what holds in every choice of instants that satisfies all bounds
// (Dechter, Meiri, Pearl, "Temporal constraint networks", 1991). All arithmetic
// is exact, in ticks of 100 ns; "before" is "at most one tick less".
type Network[E any] struct {
	names       []TimePoint
	index       map[TimePoint]int
	constraints []Constraint[E]

	solved bool
	dist   []parse.Ticks // n*n: the tightest AtMost of (row as Later) - (column as Earlier)
	via    []int32       // constraint behind the first edge of the path, -1 for none
	next   []int32       // point after the row on the path to the column
	broken bool
}

// New returns an empty network.
func New[E any]() *Network[E] {
	t := &Network[E]{index: map[TimePoint]int{}}
	t.point(Epoch)
	return t
}

// Clone returns a copy that can be constrained further.
func (t *Network[E]) Clone() *Network[E] {
	c := &Network[E]{index: make(map[TimePoint]int, len(t.index)), names: append([]TimePoint(nil), t.names...),
		constraints: append([]Constraint[E](nil), t.constraints...)}
	for k, v := range t.index {
		c.index[k] = v
	}
	return c
}

func (t *Network[E]) point(m TimePoint) int {
	i, ok := t.index[m]
	if !ok {
		i = len(t.names)
		t.index[m] = i
		t.names = append(t.names, m)
		t.solved = false
	}
	return i
}

// Has reports whether anything was said about m.
func (t *Network[E]) Has(m TimePoint) bool { _, ok := t.index[m]; return ok }

// Add adds a constraint.
func (t *Network[E]) Add(c Constraint[E]) {
	t.point(c.Later)
	t.point(c.Earlier)
	t.constraints = append(t.constraints, c)
	t.solved = false
}

// Within says that m lies in i.
func (t *Network[E]) Within(m TimePoint, i interval.Interval, why string, by E) {
	t.point(m)
	if i.Hi < interval.Forever {
		t.Add(Constraint[E]{m, Epoch, i.Hi, why, by})
	}
	if i.Lo > interval.Never {
		t.Add(Constraint[E]{Epoch, m, -i.Lo, why, by})
	}
}

// NotAfter says a <= b.
func (t *Network[E]) NotAfter(a, b TimePoint, why string, by E) {
	t.Add(Constraint[E]{a, b, 0, why, by})
}

// Before says a < b.
func (t *Network[E]) Before(a, b TimePoint, why string, by E) {
	t.Add(Constraint[E]{a, b, -1, why, by})
}

// AtLeast says later - earlier >= d.
func (t *Network[E]) AtLeast(later, earlier TimePoint, d parse.Ticks, why string, by E) {
	t.Add(Constraint[E]{earlier, later, -d, why, by})
}

// AtMost says later - earlier <= d.
func (t *Network[E]) AtMost(later, earlier TimePoint, d parse.Ticks, why string, by E) {
	t.Add(Constraint[E]{later, earlier, d, why, by})
}

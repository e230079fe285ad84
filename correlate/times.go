package correlate

import (
	"fmt"
	"sort"

	"github.com/vsslog/vsslog/parse"
)

// Mark names a moment in a network of times: F, T, X, a capture, a record.
type Mark string

// zero is the mark that stands for 1601-01-01: bounds on a mark are differences to it.
const zero Mark = ""

// Constraint says Later - Earlier <= AtMost, and why.
type Constraint struct {
	Later, Earlier Mark
	AtMost         parse.Ticks
	Why            string
	Evidence       *Step // the record behind it, nil for an assumption or an order
}

// String returns the constraint as a person reads it.
func (c Constraint) String() string {
	switch {
	case c.Earlier == zero:
		return fmt.Sprintf("%s is not later than %s (%s)", c.Later, c.AtMost, c.Why)
	case c.Later == zero:
		return fmt.Sprintf("%s is not earlier than %s (%s)", c.Earlier, -c.AtMost, c.Why)
	case c.AtMost == 0:
		return fmt.Sprintf("%s is not later than %s (%s)", c.Later, c.Earlier, c.Why)
	case c.AtMost == -1:
		return fmt.Sprintf("%s is before %s (%s)", c.Later, c.Earlier, c.Why)
	}
	return fmt.Sprintf("%s - %s is at most %s (%s)", c.Later, c.Earlier, Seconds(c.AtMost), c.Why)
}

// Times is a simple temporal network: marks, and bounds on their differences.
// It answers what holds in every choice of instants that satisfies all bounds
// (Dechter, Meiri, Pearl, "Temporal constraint networks", 1991). All arithmetic
// is exact, in ticks of 100 ns; "before" is "at most one tick less".
type Times struct {
	names       []Mark
	index       map[Mark]int
	constraints []Constraint

	solved bool
	dist   []parse.Ticks // n*n: the tightest AtMost of (row as Later) - (column as Earlier)
	via    []int32       // constraint behind the first edge of the path, -1 for none
	next   []int32       // mark after the row on the path to the column
	broken bool
}

// NewTimes returns an empty network.
func NewTimes() *Times {
	t := &Times{index: map[Mark]int{}}
	t.mark(zero)
	return t
}

// Clone returns a copy that can be constrained further.
func (t *Times) Clone() *Times {
	c := &Times{index: make(map[Mark]int, len(t.index)), names: append([]Mark(nil), t.names...),
		constraints: append([]Constraint(nil), t.constraints...)}
	for k, v := range t.index {
		c.index[k] = v
	}
	return c
}

func (t *Times) mark(m Mark) int {
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
func (t *Times) Has(m Mark) bool { _, ok := t.index[m]; return ok }

// Add adds a constraint.
func (t *Times) Add(c Constraint) {
	t.mark(c.Later)
	t.mark(c.Earlier)
	t.constraints = append(t.constraints, c)
	t.solved = false
}

// Within says that m lies in i.
func (t *Times) Within(m Mark, i Instant, why string, by *Step) {
	t.mark(m)
	if i.Hi < Forever {
		t.Add(Constraint{m, zero, i.Hi, why, by})
	}
	if i.Lo > Never {
		t.Add(Constraint{zero, m, -i.Lo, why, by})
	}
}

// NotAfter says a <= b.
func (t *Times) NotAfter(a, b Mark, why string, by *Step) { t.Add(Constraint{a, b, 0, why, by}) }

// Before says a < b.
func (t *Times) Before(a, b Mark, why string, by *Step) { t.Add(Constraint{a, b, -1, why, by}) }

// AtLeast says later - earlier >= d.
func (t *Times) AtLeast(later, earlier Mark, d parse.Ticks, why string, by *Step) {
	t.Add(Constraint{earlier, later, -d, why, by})
}

// AtMost says later - earlier <= d.
func (t *Times) AtMost(later, earlier Mark, d parse.Ticks, why string, by *Step) {
	t.Add(Constraint{later, earlier, d, why, by})
}

// solve fills dist by Floyd and Warshall. Networks here have some tens of marks.
func (t *Times) solve() {
	if t.solved {
		return
	}
	n := len(t.names)
	t.dist = make([]parse.Ticks, n*n)
	t.next = make([]int32, n*n)
	t.via = make([]int32, n*n)
	for i := range t.dist {
		t.dist[i], t.next[i], t.via[i] = Forever, -1, -1
	}
	for i := 0; i < n; i++ {
		t.dist[i*n+i] = 0
	}
	for ci, c := range t.constraints {
		k := t.index[c.Later]*n + t.index[c.Earlier]
		if c.AtMost < t.dist[k] {
			t.dist[k], t.next[k], t.via[k] = c.AtMost, int32(t.index[c.Earlier]), int32(ci)
		}
	}
	for k := 0; k < n; k++ {
		for i := 0; i < n; i++ {
			ik := t.dist[i*n+k]
			if ik >= Forever {
				continue
			}
			for j := 0; j < n; j++ {
				if kj := t.dist[k*n+j]; kj < Forever && ik+kj < t.dist[i*n+j] {
					t.dist[i*n+j] = max(ik+kj, Never)
					t.next[i*n+j], t.via[i*n+j] = t.next[i*n+k], t.via[i*n+k]
				}
			}
		}
	}
	t.broken = false
	for i := 0; i < n; i++ {
		if t.dist[i*n+i] < 0 {
			t.broken = true
		}
	}
	t.solved = true
}

// Possible reports whether any choice of instants satisfies all constraints.
func (t *Times) Possible() bool { t.solve(); return !t.broken }

// PossibleWith reports whether the extra constraints can hold as well.
func (t *Times) PossibleWith(extra ...Constraint) bool {
	c := t.Clone()
	for _, e := range extra {
		c.Add(e)
	}
	return c.Possible()
}

// Necessary reports whether later - earlier <= atMost in every choice of
// instants. It is false for a network that is not possible.
func (t *Times) Necessary(later, earlier Mark, atMost parse.Ticks) bool {
	_, hi := t.Difference(later, earlier)
	return t.Possible() && hi <= atMost
}

// Difference returns the bounds of later - earlier; Never and Forever where
// there are none, also for marks about which nothing was said.
func (t *Times) Difference(later, earlier Mark) (lo, hi parse.Ticks) {
	a, okA := t.index[later]
	b, okB := t.index[earlier]
	if !okA || !okB {
		return Never, Forever
	}
	t.solve()
	n := len(t.names)
	lo, hi = Never, t.dist[a*n+b]
	if d := t.dist[b*n+a]; d < Forever {
		lo = -d
	}
	return lo, hi
}

// Bounds returns the instant of m.
func (t *Times) Bounds(m Mark) Instant {
	lo, hi := t.Difference(m, zero)
	return Instant{lo, hi}
}

// Why returns the chain of constraints that forces the upper bound of
// later - earlier; nil if there is none. Their AtMost add up to the bound.
func (t *Times) Why(later, earlier Mark) []Constraint {
	a, okA := t.index[later]
	b, okB := t.index[earlier]
	if !okA || !okB || !t.Possible() {
		return nil
	}
	n := len(t.names)
	var chain []Constraint
	for a != b {
		v := t.via[a*n+b]
		if v < 0 || len(chain) > n {
			return nil
		}
		chain = append(chain, t.constraints[v])
		a = int(t.next[a*n+b])
	}
	return chain
}

// Conflict returns the smallest group of constraints that cannot hold together:
// the negative cycle with the fewest constraints; nil if the network is possible.
func (t *Times) Conflict() []Constraint {
	if t.Possible() {
		return nil
	}
	n := len(t.names)
	var best []Constraint
	for start := 0; start < n; start++ {
		if c := t.cycleFrom(start, len(best)); c != nil {
			best = c
		}
	}
	return best
}

// cycleFrom finds the negative cycle through start with the fewest edges, by
// dynamic programming over the number of edges; nil if none is shorter than limit.
func (t *Times) cycleFrom(start, limit int) []Constraint {
	n := len(t.names)
	if limit == 0 {
		limit = n + 1
	}
	type cell struct {
		dist parse.Ticks
		by   int32
	}
	layers := [][]cell{make([]cell, n)}
	for i := range layers[0] {
		layers[0][i] = cell{Forever, -1}
	}
	layers[0][start].dist = 0
	for step := 1; step < limit; step++ {
		prev, cur := layers[step-1], make([]cell, n)
		for i := range cur {
			cur[i] = cell{Forever, -1}
		}
		for ci, c := range t.constraints {
			from, to := t.index[c.Later], t.index[c.Earlier]
			if prev[from].dist < Forever && prev[from].dist+c.AtMost < cur[to].dist {
				cur[to] = cell{prev[from].dist + c.AtMost, int32(ci)}
			}
		}
		layers = append(layers, cur)
		if cur[start].dist < 0 {
			chain := make([]Constraint, 0, step)
			at := start
			for s := step; s > 0; s-- {
				c := t.constraints[layers[s][at].by]
				chain = append(chain, c)
				at = t.index[c.Later]
			}
			sort.SliceStable(chain, func(i, j int) bool { return chain[i].Later < chain[j].Later })
			return chain
		}
	}
	return nil
}

// Seconds writes a duration in seconds, without needless digits.
func Seconds(d parse.Ticks) string {
	if d >= Forever {
		return "unbounded"
	}
	if d <= Never {
		return "unbounded"
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := fmt.Sprintf("%s%d", sign, d/parse.Second)
	if rest := d % parse.Second; rest != 0 {
		f := fmt.Sprintf("%07d", rest)
		for f[len(f)-1] == '0' {
			f = f[:len(f)-1]
		}
		s += "." + f
	}
	return s + " s"
}

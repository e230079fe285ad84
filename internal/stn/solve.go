package stn

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// solve fills dist by Floyd and Warshall. Networks here have some tens of points.
func (t *Network[E]) solve() {
	if t.solved {
		return
	}
	n := len(t.names)
	t.dist = make([]parse.Ticks, n*n)
	t.next = make([]int32, n*n)
	t.via = make([]int32, n*n)
	for i := range t.dist {
		t.dist[i], t.next[i], t.via[i] = interval.Forever, -1, -1
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
			if ik >= interval.Forever {
				continue
			}
			for j := 0; j < n; j++ {
				if kj := t.dist[k*n+j]; kj < interval.Forever && ik+kj < t.dist[i*n+j] {
					t.dist[i*n+j] = max(ik+kj, interval.Never)
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
func (t *Network[E]) Possible() bool { t.solve(); return !t.broken }

// PossibleWith reports whether the extra constraints can hold as well.
func (t *Network[E]) PossibleWith(extra ...Constraint[E]) bool {
	c := t.Clone()
	for _, e := range extra {
		c.Add(e)
	}
	return c.Possible()
}

// Necessary reports whether later - earlier <= atMost in every choice of
// instants. It is false for a network that is not possible.
func (t *Network[E]) Necessary(later, earlier TimePoint, atMost parse.Ticks) bool {
	_, hi := t.Difference(later, earlier)
	return t.Possible() && hi <= atMost
}

// Difference returns the bounds of later - earlier; interval.Never and interval.Forever where
// there are none, also for points about which nothing was said.
func (t *Network[E]) Difference(later, earlier TimePoint) (lo, hi parse.Ticks) {
	a, okA := t.index[later]
	b, okB := t.index[earlier]
	if !okA || !okB {
		return interval.Never, interval.Forever
	}
	t.solve()
	n := len(t.names)
	lo, hi = interval.Never, t.dist[a*n+b]
	if d := t.dist[b*n+a]; d < interval.Forever {
		lo = -d
	}
	return lo, hi
}

// Bounds returns the instant of m.
func (t *Network[E]) Bounds(m TimePoint) interval.Interval {
	lo, hi := t.Difference(m, Epoch)
	return interval.Of(lo, hi)
}

package stn

import (
	"sort"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Why returns the chain of constraints that forces the upper bound of
// later - earlier; nil if there is none. Their AtMost add up to the bound.
func (t *Network[E]) Why(later, earlier TimePoint) []Constraint[E] {
	a, okA := t.index[later]
	b, okB := t.index[earlier]
	if !okA || !okB || !t.Possible() {
		return nil
	}
	n := len(t.names)
	var chain []Constraint[E]
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
func (t *Network[E]) Conflict() []Constraint[E] {
	if t.Possible() {
		return nil
	}
	n := len(t.names)
	var best []Constraint[E]
	for start := 0; start < n; start++ {
		if c := t.cycleFrom(start, len(best)); c != nil {
			best = c
		}
	}
	return best
}

// cycleFrom finds the negative cycle through start with the fewest edges, by
// dynamic programming over the number of edges; nil if none is shorter than limit.
func (t *Network[E]) cycleFrom(start, limit int) []Constraint[E] {
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
		layers[0][i] = cell{interval.Forever, -1}
	}
	layers[0][start].dist = 0
	for step := 1; step < limit; step++ {
		prev, cur := layers[step-1], make([]cell, n)
		for i := range cur {
			cur[i] = cell{interval.Forever, -1}
		}
		for ci, c := range t.constraints {
			from, to := t.index[c.Later], t.index[c.Earlier]
			if prev[from].dist < interval.Forever && prev[from].dist+c.AtMost < cur[to].dist {
				cur[to] = cell{prev[from].dist + c.AtMost, int32(ci)}
			}
		}
		layers = append(layers, cur)
		if cur[start].dist < 0 {
			chain := make([]Constraint[E], 0, step)
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

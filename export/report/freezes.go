package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// freezeRow is how long one writer stayed frozen, over all sets.
type freezeRow struct {
	Writer   string    `json:"writer"`
	Spans    int       `json:"spans"`    // with a freeze-to-thaw time that is bounded, below looseEnd
	Open     int       `json:"open"`     // of which no mark bounds it
	Timeouts int       `json:"timeouts"` // said to have timed out
	Bins     []float64 `json:"bins"`     // how many fall into each bin; see spread
	Median   [2]int64  `json:"median"`   // ticks: of the lower and of the upper bounds
	Longest  [2]int64  `json:"longest"`  // ticks: the bounds of the longest
}

// freezeEdges are the edges of the bins in seconds: below 0.1 s, then ten bins
// per factor of ten, to 1000 s and beyond.
func freezeEdges() []float64 {
	edges := []float64{0}
	for i := 0; i <= 40; i++ {
		edges = append(edges, math.Round(1000*math.Pow(10, -1+float64(i)/10))/1000)
	}
	return append(edges, math.MaxInt32) // a bin for what is longer
}

// looseEnd is from where an upper bound bounds nothing any more: it comes from the
// date of a file, not from a mark of the writer.
const looseEnd = 1000 * parse.Second

// freezesOf gathers freeze-to-thaw times per writer, most frequent first.
func freezesOf(sets []*correlate.SnapshotSet, edges []float64) []freezeRow {
	type times struct {
		row    freezeRow
		lo, hi []parse.Ticks
	}
	by := map[string]*times{}
	for _, set := range sets {
		for _, sp := range set.Spans {
			name := visible(writerName(sp.Name))
			t := by[name]
			if t == nil {
				t = &times{row: freezeRow{Writer: name, Bins: make([]float64, len(edges)-1)}}
				by[name] = t
			}
			if sp.TimedOut() {
				t.row.Timeouts++
			}
			lo, hi := sp.FreezeToThaw()
			if lo <= correlate.Never || hi > looseEnd {
				t.row.Open++
				continue
			}
			lo = max(lo, 0)
			t.row.Spans++
			t.lo, t.hi = append(t.lo, lo), append(t.hi, hi)
			spread(t.row.Bins, edges, lo, hi)
			if hi > parse.Ticks(t.row.Longest[1]) {
				t.row.Longest = [2]int64{int64(lo), int64(hi)}
			}
		}
	}
	rows := make([]freezeRow, 0, len(by))
	for _, t := range by {
		if t.row.Spans > 0 {
			slices.Sort(t.lo)
			slices.Sort(t.hi)
			t.row.Median = [2]int64{int64(t.lo[len(t.lo)/2]), int64(t.hi[len(t.hi)/2])}
		}
		for i, b := range t.row.Bins {
			t.row.Bins[i] = math.Round(b*100) / 100
		}
		rows = append(rows, t.row)
	}
	slices.SortFunc(rows, func(a, b freezeRow) int {
		return cmp.Or(cmp.Compare(b.Timeouts, a.Timeouts), cmp.Compare(b.Spans, a.Spans), cmp.Compare(a.Writer, b.Writer))
	})
	return rows
}

// spread puts one time into the bins that it may lie in: each gets the part of
// the interval that falls into it, as if every moment were as likely.
func spread(bins, edges []float64, lo, hi parse.Ticks) {
	a, b := float64(lo)/float64(parse.Second), float64(hi+1)/float64(parse.Second)
	for i := range bins {
		if part := min(b, edges[i+1]) - max(a, edges[i]); part > 0 {
			bins[i] += part / (b - a)
		}
	}
}

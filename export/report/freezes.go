package report

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// freezeRow is how long one writer stayed frozen, over all sets.
type freezeRow struct {
	Writer   string    `json:"writer"`
	Spans    int       `json:"spans"`    // with a freeze-to-thaw time that is bounded, below openEnd
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

// openEnd is from where an upper bound bounds nothing any more: it comes from the
// date of a file, not from a mark of the writer.
const openEnd = 1000 * parse.Second

// freezes gathers freeze-to-thaw times per writer.
type freezes struct {
	edges []float64
	by    map[string]*freezeTimes
}

// freezeTimes are those of one writer. Bounds are counted to the millisecond,
// outwards, so that a fleet of sets takes no more room than the few lengths that
// there are.
type freezeTimes struct {
	row    freezeRow
	lo, hi map[parse.Ticks]int
}

func newFreezes() *freezes { return &freezes{freezeEdges(), map[string]*freezeTimes{}} }

func (f *freezes) add(set *correlate.SnapshotSet) {
	for _, sp := range set.Spans {
		name := visible(writerName(sp.Name))
		t := f.by[name]
		if t == nil {
			t = &freezeTimes{
				freezeRow{Writer: name, Bins: make([]float64, len(f.edges)-1)},
				map[parse.Ticks]int{},
				map[parse.Ticks]int{},
			}
			f.by[name] = t
		}
		if sp.TimedOut() {
			t.row.Timeouts++
		}
		lo, hi := sp.FreezeToThaw()
		if lo <= interval.Never || hi > openEnd {
			t.row.Open++
			continue
		}
		lo = max(lo, 0)
		t.row.Spans++
		t.lo[floorMilli(lo)]++
		t.hi[-floorMilli(-hi)]++
		spread(t.row.Bins, f.edges, lo, hi)
		if hi > parse.Ticks(t.row.Longest[1]) {
			t.row.Longest = [2]int64{int64(lo), int64(hi)}
		}
	}
}

// rows lists the writers, most time-outs first, then most frequent.
func (f *freezes) rows() []freezeRow {
	rows := make([]freezeRow, 0, len(f.by))
	for _, t := range f.by {
		row := t.row
		if row.Spans > 0 {
			row.Median = [2]int64{int64(upperMedian(t.lo, row.Spans)), int64(upperMedian(t.hi, row.Spans))}
		}
		row.Bins = make([]float64, len(t.row.Bins))
		for i, b := range t.row.Bins {
			row.Bins[i] = math.Round(b*100) / 100
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b freezeRow) int {
		return cmp.Or(
			cmp.Compare(b.Timeouts, a.Timeouts),
			cmp.Compare(b.Spans, a.Spans),
			cmp.Compare(a.Writer, b.Writer),
		)
	})
	return rows
}

// upperMedian is the value in the middle of n counted ones, the upper of two.
func upperMedian(counts map[parse.Ticks]int, n int) parse.Ticks {
	before := 0
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		if before += counts[value]; before > n/2 {
			return value
		}
	}
	return 0
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

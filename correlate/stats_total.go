package correlate

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// FreezeTotals gathers how long writers were frozen over all hosts: by writer and by
// night. It takes spans one by one, those of a host together, and what it holds depends
// on how many writers and nights there are, not on how many spans.
type FreezeTotals struct{ groups map[statKey]*freezeTotal }

// maxTotals is how many writers and nights there are totals of. Beyond them the spans of
// further ones go into the total of Others: names come from files, which may be hostile.
const maxTotals = 20_000

// Others stands for the writers and nights that there were too many of to tell each.
const Others = "(others)"

// freezeTotal is one group.
type freezeTotal struct {
	key     statKey
	host    string // of the last span
	hosts   int
	open    int
	failed  int
	lengths quantiles // ticks
	least   quantiles // ticks
	shares  quantiles // millionths
	limit   parse.Ticks
	first   parse.Ticks
	last    parse.Ticks
	bins    map[int64]int
}

// Add takes a span.
func (f *FreezeTotals) Add(sp *WriterSpan) {
	s, ok := sp.sample()
	if !ok {
		return
	}
	f.group(statKey{by: ByWriter, writer: sp.Name}).add(sp.Set.Host, s)
	f.group(statKey{by: ByNight, night: sp.Set.Night()}).add(sp.Set.Host, s)
}

func (f *FreezeTotals) group(key statKey) *freezeTotal {
	if f.groups == nil {
		f.groups = map[statKey]*freezeTotal{}
	}
	g := f.groups[key]
	if g == nil && len(f.groups) >= maxTotals {
		key = statKey{by: key.by, writer: Others}
		if key.by == ByNight {
			key = statKey{by: key.by, night: Others}
		}
		g = f.groups[key]
	}
	if g == nil {
		g = &freezeTotal{key: key, bins: map[int64]int{}}
		f.groups[key] = g
	}
	return g
}

func (g *freezeTotal) add(host string, s sample) {
	if g.hosts == 0 || g.host != host {
		g.host = host
		g.hosts++
	}
	if s.failed {
		g.failed++
	}
	if s.limit > 0 && (g.limit == 0 || s.limit < g.limit) {
		g.limit = s.limit
	}
	if !s.closed {
		g.open++
		return
	}
	if g.lengths.count == 0 || s.at < g.first {
		g.first = s.at
	}
	if g.lengths.count == 0 || s.at > g.last {
		g.last = s.at
	}
	g.lengths.add(int64(s.length))
	g.least.add(int64(s.least))
	g.bins[binEdge(int64(s.length/parse.Millisecond))]++
	if s.limit > 0 {
		g.shares.add(int64(math.Round(float64(s.length) / float64(s.limit) * 1e6)))
	}
}

// Stats returns the statistics: writers by name, then nights in their order.
func (f *FreezeTotals) Stats() []*FreezeStat {
	var stats []*FreezeStat
	by := map[Grouping][]*FreezeStat{}
	for _, g := range f.groups {
		s := g.stat()
		stats = append(stats, s)
		by[s.By] = append(by[s.By], s)
	}
	order := func(a, b *FreezeStat) int {
		return cmp.Or(cmp.Compare(a.By, b.By), strings.Compare(a.Writer, b.Writer), strings.Compare(a.Night, b.Night))
	}
	slices.SortFunc(stats, order)
	for _, of := range by {
		slices.SortFunc(of, order)
		markNearest(of)
	}
	return stats
}

func (g *freezeTotal) stat() *FreezeStat {
	f := &FreezeStat{
		By:       g.key.by,
		Writer:   g.key.writer,
		Night:    g.key.night,
		Hosts:    g.hosts,
		Count:    g.lengths.count,
		Open:     g.open,
		Failed:   g.failed,
		Limit:    g.limit,
		First:    g.first,
		Last:     g.last,
		Forecast: Forecast{DaysLeft: -1},
	}
	if f.Count == 0 {
		return f
	}
	for _, q := range []struct {
		of                *quantiles
		median, p95, most *parse.Ticks
	}{{&g.lengths, &f.Median, &f.P95, &f.Max}, {&g.least, &f.LeastMedian, &f.LeastP95, &f.LeastMax}} {
		*q.median, *q.p95, *q.most = parse.Ticks(q.of.median()), parse.Ticks(q.of.rank(95)), parse.Ticks(q.of.most)
	}
	for _, below := range slices.Sorted(maps.Keys(g.bins)) {
		f.Bins = append(f.Bins, FreezeBin{below, g.bins[below]})
	}
	if g.shares.count > 0 {
		f.Share = float64(g.shares.rank(95)) / 1e6
	}
	return f
}

// quantiles are those of counted numbers that are not negative. A few are held one by
// one, and more by the bins that they fall into, of which each is a 128th wide at most:
// which of the two it is depends on how many there are, not on their order.
type quantiles struct {
	count int
	most  int64
	each  []int64
	bins  map[int64]int // by their upper end; nil while each has all
}

// heldEach is how many numbers are held one by one.
const heldEach = 512

func (q *quantiles) add(n int64) {
	q.count++
	q.most = max(q.most, n)
	if q.bins == nil && len(q.each) < heldEach {
		q.each = append(q.each, n)
		return
	}
	if q.bins == nil {
		q.bins = map[int64]int{}
		for _, n := range q.each {
			q.bins[fineEdge(n)]++
		}
		q.each = nil
	}
	q.bins[fineEdge(n)]++
}

// fineEdge is the largest number of the bin of n.
func fineEdge(n int64) int64 {
	shift := max(bits.Len64(uint64(n))-8, 0)
	return (n>>shift+1)<<shift - 1
}

// at is number i, from 0, of the numbers in their order; of those in bins its upper end.
func (q *quantiles) at(i int) int64 {
	if q.bins == nil {
		slices.Sort(q.each)
		return q.each[i]
	}
	before := 0
	for _, edge := range slices.Sorted(maps.Keys(q.bins)) {
		if before += q.bins[edge]; before > i {
			return min(edge, q.most)
		}
	}
	return q.most
}

// rank is a percentile by the nearest rank.
func (q *quantiles) rank(percent int) int64 { return q.at((percent*q.count+99)/100 - 1) }

// median is the mean of the two numbers in the middle where their count is even.
func (q *quantiles) median() int64 {
	lower, upper := q.at((q.count-1)/2), q.at(q.count/2)
	return lower + (upper-lower)/2
}

// Night is Night of when the set was started, by the host's own clock where its zone is not
// known; "" where nothing tells the order of day and month.
func (s *SnapshotSet) Night() string {
	if s.datesOpen {
		return ""
	}
	if s.opened == (interval.Interval{}) {
		return Night(s.Started)
	}
	return Night(s.opened)
}

// Night is the date of the noon (UTC) before an instant, YYYY-MM-DD, so that a night's
// work has one date; "" if nothing tells the time.
func Night(at interval.Interval) string {
	t := at.Lo
	if t <= interval.Never {
		t = at.Hi
	}
	if t <= interval.Never || t >= interval.Forever {
		return ""
	}
	return (t - 12*parse.Hour).Time().Format("2006-01-02")
}

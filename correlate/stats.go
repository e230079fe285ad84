package correlate

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// FreezeStat is how long one group of writers of one host was frozen, over its
// sets. What counts of a span is the time from its first freeze mark to its last
// thaw mark, as people read it off a log, and where it has not both, the longest
// time that anything allows: a number that is never too small by much. The
// shortest time that the marks allow goes into the fields named Least.
//
// Those of FreezeStats are about one host, so that statistics of parts of a fleet put
// together are those of the fleet; those of FreezeTotals are about all hosts. Of several
// statistics, numbers of spans and Bins add up, Max is the largest; a median comes from
// the summed Bins.
type FreezeStat struct {
	By     Grouping
	Host   string `redact:"host"` // "" of all hosts
	Writer string `redact:"text"` // "" of all writers, and of those without a name
	Night  string `redact:"-"`    // Night of the sets, "" of all nights
	Hosts  int    // that have a span

	Count  int // spans whose time counts
	Open   int // spans with a freeze mark, of which nothing says how long they were
	Failed int // of all of these, those that failed or were aborted

	Median, P95, Max                parse.Ticks // 0 where Count is; P95 is the nearest rank
	LeastMedian, LeastP95, LeastMax parse.Ticks
	Limit                           parse.Ticks // the smallest limit in the group, 0 if none is known
	// 95th percentile of the share that each span took of its own limit, 0 if none is known
	Share       float64
	First, Last parse.Ticks // freezes of the first and the last span that counts
	Bins        []FreezeBin // the shortest first

	Forecast // of one host alone
	// Nearest marks what is nearest to its limit: of the writers of a host, of all
	// writers, of all nights the one with the fewest days left, else with the largest
	// share.
	Nearest bool
}

// FreezeBin counts spans by how long they were.
type FreezeBin struct {
	Below int64 // milliseconds; the bin begins where the one before it ends
	Count int
}

// Grouping says what a statistic is about.
type Grouping uint8

// Groupings, in their order.
const (
	ByHost       Grouping = iota // a host
	ByHostWriter                 // a writer of a host
	ByWriter                     // a writer on all hosts
	ByNight                      // a night of all hosts
)

// sample is one span in the statistics.
type sample struct {
	at     parse.Ticks // freeze
	length parse.Ticks // what counts
	width  parse.Ticks // how much less it can have been
	least  parse.Ticks
	limit  parse.Ticks // 0 if it is not known
	closed bool
	failed bool // or aborted

	timedOut bool // itself
}

type statKey struct {
	by                  Grouping
	host, writer, night string
}

// FreezeStats returns how long writers were frozen in these sets: for each host as
// a whole and by writer. The order is total: host, grouping, writer.
func FreezeStats(sets []*SnapshotSet) []*FreezeStat {
	var samples FreezeSamples
	samples.Add(sets)
	return samples.Stats()
}

// FreezeSamples gathers the sets of a host some at a time.
type FreezeSamples struct{ groups map[statKey][]sample }

// Add takes further sets.
func (f *FreezeSamples) Add(sets []*SnapshotSet) {
	if f.groups == nil {
		f.groups = map[statKey][]sample{}
	}
	for _, set := range sets {
		for _, sp := range set.Spans {
			s, ok := sp.sample()
			if !ok {
				continue
			}
			for _, key := range []statKey{{by: ByHost, host: set.Host}, {by: ByHostWriter, host: set.Host, writer: sp.Name}} {
				f.groups[key] = append(f.groups[key], s)
			}
		}
		set.Release()
	}
}

// Stats returns the statistics of all sets, in the order of FreezeStats.
func (f *FreezeSamples) Stats() []*FreezeStat {
	stats := make([]*FreezeStat, 0, len(f.groups))
	for key, samples := range f.groups {
		stats = append(stats, newFreezeStat(key, samples))
	}
	slices.SortFunc(stats, func(a, b *FreezeStat) int {
		return cmp.Or(strings.Compare(a.Host, b.Host), cmp.Compare(a.By, b.By), strings.Compare(a.Writer, b.Writer))
	})
	byHost := map[string][]*FreezeStat{}
	for _, s := range stats {
		if s.By == ByHostWriter {
			byHost[s.Host] = append(byHost[s.Host], s)
		}
	}
	for _, own := range byHost {
		markNearest(own)
	}
	return stats
}

// sample takes a span that has a mark of its freeze; ok is false for others.
func (sp *WriterSpan) sample() (s sample, ok bool) {
	if len(sp.Freezes) == 0 && !sp.reached(vocab.StateWaitingThaw) {
		return s, false
	}
	s.failed = sp.Outcome == FailedOutcome || sp.Outcome == Aborted
	s.timedOut = s.failed && sp.TimedOut()
	if sp.Limit.Min > 0 && sp.Limit.Max < interval.Forever {
		s.limit = sp.Limit.Min
	}
	s.at = sp.Bounds(PointFreeze).Hi
	lo, hi := sp.FreezeToThaw()
	s.least = max(lo, 0)
	shortest, longest, marked := sp.Marks()
	switch {
	case s.at >= interval.Forever:
		return s, true
	case marked && longest < interval.Forever:
		s.length = max(s.least, min(longest, hi))
		s.width = min(s.length, longest-shortest)
	case !marked && hi < interval.Forever && hi-s.least <= orLimit(s.limit):
		s.length, s.width = hi, hi-s.least
	default: // bounds that are further apart than the limit say nothing about it
		return s, true
	}
	s.closed = true
	return s, true
}

func orLimit(limit parse.Ticks) parse.Ticks {
	if limit == 0 {
		return vocab.DefaultLimit.Min
	}
	return limit
}

func newFreezeStat(key statKey, samples []sample) *FreezeStat {
	f := &FreezeStat{
		By:       key.by,
		Host:     key.host,
		Writer:   key.writer,
		Night:    key.night,
		Hosts:    1,
		Forecast: Forecast{DaysLeft: -1},
	}
	slices.SortFunc(samples, func(a, b sample) int {
		return cmp.Or(
			cmp.Compare(a.at, b.at),
			cmp.Compare(a.length, b.length),
			cmp.Compare(a.least, b.least),
			cmp.Compare(a.width, b.width),
		)
	})
	var lengths, least []parse.Ticks
	var shares []float64
	var counted []sample
	for _, s := range samples {
		if s.failed {
			f.Failed++
		}
		if s.limit > 0 && (f.Limit == 0 || s.limit < f.Limit) {
			f.Limit = s.limit
		}
		if !s.closed {
			f.Open++
			continue
		}
		lengths, least, counted = append(lengths, s.length), append(least, s.least), append(counted, s)
		if s.limit > 0 {
			shares = append(shares, float64(s.length)/float64(s.limit))
		}
	}
	f.Count = len(lengths)
	if f.Count == 0 {
		return f
	}
	f.First, f.Last = counted[0].at, counted[f.Count-1].at
	slices.Sort(lengths)
	slices.Sort(least)
	f.Median, f.P95, f.Max = middle(lengths), rank95(lengths), lengths[f.Count-1]
	f.LeastMedian, f.LeastP95, f.LeastMax = middle(least), rank95(least), least[f.Count-1]
	f.Bins = bins(lengths)
	f.Forecast = foretell(samples, f.Limit)
	if len(shares) > 0 {
		slices.Sort(shares)
		f.Share = rank95(shares)
	}
	return f
}

// middle is the median of sorted values, the mean of the two in the middle where
// their number is even.
func middle(sorted []parse.Ticks) parse.Ticks {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1] + (sorted[n/2]-sorted[n/2-1])/2
}

// rank95 is the 95th percentile of sorted values by the nearest rank.
func rank95[T any](sorted []T) T { return sorted[(95*len(sorted)+99)/100-1] }

// bins counts sorted lengths. The edges are the same everywhere: every millisecond
// up to 16, then eight to each doubling, so that a bin is at most an eighth wide.
func bins(sorted []parse.Ticks) []FreezeBin {
	var found []FreezeBin
	for _, l := range sorted {
		below := binEdge(int64(l / parse.Millisecond))
		if n := len(found); n > 0 && found[n-1].Below == below {
			found[n-1].Count++
			continue
		}
		found = append(found, FreezeBin{below, 1})
	}
	return found
}

// binEdge is the upper end of the bin of ms.
func binEdge(ms int64) int64 {
	shift := max(bits.Len64(uint64(ms))-4, 0)
	return (ms>>shift + 1) << shift
}

// maxSlopes is how many spans the trend is taken from: it costs their square, and
// more than these, evenly spread, do not change it much.
const maxSlopes = 200

// trend is the slope of the lengths in seconds per day, 0 if there is none to see:
// the median of the slopes of all pairs, which a few odd sets do not pull away.
func trend(samples []sample) float64 {
	if len(samples) > maxSlopes {
		spread := make([]sample, maxSlopes)
		for i := range spread {
			spread[i] = samples[i*(len(samples)-1)/(maxSlopes-1)]
		}
		samples = spread
	}
	if samples[len(samples)-1].at-samples[0].at < parse.Day {
		return 0
	}
	if !trending(samples) {
		return 0
	}
	var slopes []float64
	for i, a := range samples {
		for _, b := range samples[i+1:] {
			if b.at > a.at {
				days := float64(b.at-a.at) / float64(parse.Day)
				slopes = append(slopes, float64(b.length-a.length)/float64(parse.Second)/days)
			}
		}
	}
	slices.Sort(slopes)
	m := len(slopes)
	if m%2 == 1 {
		return slopes[m/2]
	}
	return (slopes[m/2-1] + slopes[m/2]) / 2
}

// trending is the test of Mann and Kendall at 5 %: more pairs rise than fall, or
// fall than rise, than chance explains.
func trending(samples []sample) bool {
	n, score := int64(len(samples)), int64(0)
	for i, a := range samples {
		for _, b := range samples[i+1:] {
			switch {
			case b.at <= a.at:
			case b.length-b.width > a.length:
				score++
			case b.length < a.length-a.width:
				score--
			}
		}
	}
	// (|score| - 1) / sqrt(n(n-1)(2n+5)/18) >= 1.96, in integers.
	excess := max(max(score, -score)-1, 0)
	return excess*excess*18*10000 >= 38416*n*(n-1)*(2*n+5)
}

// markNearest marks, of statistics that are compared, the one that is nearest to its
// limit.
func markNearest(stats []*FreezeStat) {
	var nearest *FreezeStat
	for _, f := range stats {
		if f.Share > 0 && (nearest == nil || f.Sooner(nearest)) {
			nearest = f
		}
	}
	if nearest != nil {
		nearest.Nearest = true
	}
}

// Sooner reports whether f is likely to time out before o: one with days left
// before one without, then the fewer days, then the larger share.
func (f *FreezeStat) Sooner(o *FreezeStat) bool {
	if f.due() != o.due() {
		return f.due()
	}
	if f.due() && f.DaysLeft != o.DaysLeft {
		return f.DaysLeft < o.DaysLeft
	}
	return f.Share > o.Share
}

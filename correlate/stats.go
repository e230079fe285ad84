package correlate

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// FreezeStat is how long one group of writers was frozen, from freeze to thaw,
// over its sets. A time that is known only as an interval counts by its middle;
// spans of which an end is open are counted in Open and in nothing else.
type FreezeStat struct {
	// The group: By says which of the others are set.
	By        string // "writer", "host", "requester" or "hour"
	Host      string // "" in a group over all hosts
	Writer    string // "" in a group over all writers
	Requester string
	Hour      int // UTC, 0 to 23; -1 unless By is "hour"

	Count    int // spans with freeze and thaw bounded
	Open     int // spans with a freeze mark whose freeze or thaw is not bounded
	Failed   int // of all of these, those that failed or were aborted
	Median   parse.Ticks
	P95      parse.Ticks // nearest rank
	Max      parse.Ticks
	Widest   parse.Ticks // the widest interval that went in: how coarse the marks are
	Limit    parse.Ticks // the smallest limit in the group, 0 if none is known
	Share    float64     // of P95 in the limit, 0 if that is not known
	Trend    float64     // slope by day, in seconds (Theil-Sen: the median of all slopes); 0 with fewer than 3 spans
	Earliest parse.Ticks // freeze of the first span that counts
	Latest   parse.Ticks // and of the last

	// DaysLeft is in how many days P95 reaches the limit if the trend goes on: 0
	// where it has, -1 where it does not, or too little is known.
	DaysLeft float64
	// Next marks the writer of the host that is next to time out: among those with
	// a limit the one with the fewest days left, else with the largest share.
	Next bool
}

// Groupings of FreezeStat.By.
const (
	ByWriter    = "writer"    // one writer on one host
	ByHost      = "host"      // all writers of one host
	ByRequester = "requester" // all writers of the sets of one requester, on all hosts
	ByHour      = "hour"      // all writers of the sets frozen in one hour of the day (UTC), on all hosts
)

// sample is one span in the statistics.
type sample struct {
	at     parse.Ticks // freeze
	length parse.Ticks
	width  parse.Ticks
	limit  parse.Ticks
	closed bool
	failed bool
}

type statKey struct {
	by, host, writer, requester string
	hour                        int
}

// FreezeStats returns how long writers were frozen, by writer, host, requester and
// hour. The order is total: grouping, host, writer, requester, hour.
func FreezeStats(cases []*Case) []*FreezeStat {
	groups := map[statKey][]sample{}
	for _, k := range cases {
		for _, set := range k.Sets {
			for _, sp := range set.Spans {
				s, ok := sp.sample()
				if !ok {
					continue
				}
				keys := []statKey{{ByWriter, k.Host.Name, sp.Name, "", -1}, {ByHost, k.Host.Name, "", "", -1}}
				if set.Requester != "" {
					keys = append(keys, statKey{ByRequester, "", "", requesterName(set.Requester), -1})
				}
				if s.at > Never && s.at < Forever {
					keys = append(keys, statKey{ByHour, "", "", "", int(s.at.Time().Sub(s.at.Time().Truncate(24*time.Hour)) / time.Hour)})
				}
				for _, key := range keys {
					groups[key] = append(groups[key], s)
				}
			}
		}
	}
	stats := make([]*FreezeStat, 0, len(groups))
	for key, samples := range groups {
		stats = append(stats, newFreezeStat(key, samples))
	}
	order := []string{ByWriter, ByHost, ByRequester, ByHour}
	slices.SortFunc(stats, func(a, b *FreezeStat) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.By), slices.Index(order, b.By)), strings.Compare(a.Host, b.Host),
			strings.Compare(a.Writer, b.Writer), strings.Compare(a.Requester, b.Requester), cmp.Compare(a.Hour, b.Hour))
	})
	markNext(stats)
	return stats
}

// requesterName is the program of a command line, in lower case: paths and
// arguments differ from host to host.
func requesterName(command string) string {
	s := strings.ToLower(strings.TrimSpace(command))
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		s, _, _ = strings.Cut(quoted, `"`)
	} else if i := strings.Index(s, ".exe"); i >= 0 {
		s = s[:i+len(".exe")]
	}
	return s[strings.LastIndexAny(s, `\/`)+1:]
}

// sample takes a span that has a mark of its freeze; ok is false for others.
func (sp *WriterSpan) sample() (s sample, ok bool) {
	if len(sp.Freezes) == 0 && !sp.reached(StateWaitingThaw) {
		return s, false
	}
	s.failed = sp.Outcome == FailedOutcome || sp.Outcome == Aborted
	if sp.Limit.Min > 0 && sp.Limit.Max < Forever {
		s.limit = sp.Limit.Min
	}
	freeze := sp.Bounds(MarkFreeze)
	s.at = freeze.Hi
	lo, hi := sp.FreezeToThaw()
	lo = max(lo, 0)
	if freeze.Hi >= Forever || hi >= Forever {
		return s, true
	}
	s.closed, s.length, s.width = true, lo+(hi-lo)/2, hi-lo
	return s, true
}

func newFreezeStat(key statKey, samples []sample) *FreezeStat {
	f := &FreezeStat{By: key.by, Host: key.host, Writer: key.writer, Requester: key.requester, Hour: key.hour, DaysLeft: -1}
	slices.SortFunc(samples, func(a, b sample) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.length, b.length)) })
	var lengths []parse.Ticks
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
		f.Widest = max(f.Widest, s.width)
		lengths, counted = append(lengths, s.length), append(counted, s)
	}
	f.Count = len(lengths)
	if f.Count == 0 {
		return f
	}
	f.Earliest, f.Latest = counted[0].at, counted[len(counted)-1].at
	slices.Sort(lengths)
	f.Median = middle(lengths)
	f.P95 = lengths[int(math.Ceil(0.95*float64(len(lengths))))-1]
	f.Max = lengths[len(lengths)-1]
	f.Trend = slope(counted)
	if f.Limit > 0 {
		f.Share = float64(f.P95) / float64(f.Limit)
		f.DaysLeft = f.daysLeft()
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

// maxSlopes is how many spans the slope is taken from: it costs their square, and
// more than these, evenly spread, do not change it much.
const maxSlopes = 400

// slope is the estimator of Theil and Sen, in seconds per day: the median of the
// slopes of all pairs, which a few odd sets do not pull away.
func slope(samples []sample) float64 {
	if len(samples) > maxSlopes {
		spread := make([]sample, maxSlopes)
		for i := range spread {
			spread[i] = samples[i*(len(samples)-1)/(maxSlopes-1)]
		}
		samples = spread
	}
	if len(samples) < 3 {
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
	if len(slopes) == 0 {
		return 0
	}
	slices.Sort(slopes)
	n := len(slopes)
	if n%2 == 1 {
		return slopes[n/2]
	}
	return (slopes[n/2-1] + slopes[n/2]) / 2
}

func (f *FreezeStat) daysLeft() float64 {
	left := float64(f.Limit-f.P95) / float64(parse.Second)
	switch {
	case left <= 0:
		return 0
	case f.Trend <= 0:
		return -1
	}
	return left / f.Trend
}

// markNext marks on each host the writer that is next to time out.
func markNext(stats []*FreezeStat) {
	next := map[string]*FreezeStat{}
	var hosts []string
	for _, f := range stats {
		if f.By != ByWriter || f.Share == 0 {
			continue
		}
		if next[f.Host] == nil {
			hosts = append(hosts, f.Host)
		}
		if next[f.Host] == nil || f.sooner(next[f.Host]) {
			next[f.Host] = f
		}
	}
	for _, h := range hosts {
		next[h].Next = true
	}
}

// sooner reports whether f is likely to time out before o: one with days left
// before one without, then the fewer days, then the larger share.
func (f *FreezeStat) sooner(o *FreezeStat) bool {
	if (f.DaysLeft >= 0) != (o.DaysLeft >= 0) {
		return f.DaysLeft >= 0
	}
	if f.DaysLeft != o.DaysLeft {
		return f.DaysLeft < o.DaysLeft
	}
	return f.Share > o.Share
}

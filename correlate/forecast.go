package correlate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// Forecast is how the freezes of a writer go on if they grow as they did. It is made of
// spans that went well alone: a span that timed out is as long as its limit, whatever
// the writer does otherwise. Without a trend there is none.
type Forecast struct {
	// Trend is how much longer a freeze gets each day, in seconds: the slope of
	// Theil and Sen, where the test of Mann and Kendall finds one (5 % level, times
	// whose intervals overlap taken as equal), over at least a day; else 0.
	Trend float64
	// Level is where the trend stands at the last span that went well, and Margin how
	// far four of five spans are off it at most.
	Level, Margin parse.Ticks
	// DaysLeft is in how many days Level and Margin reach the limit: 0 where they
	// have; -1 where they do not, or only after twice the time over which the trend
	// was seen.
	DaysLeft float64
	// Tried is of how many spans of the history the spans before them would have
	// foretold the length, and Right how often it came within the margin, or, where the
	// span timed out, was foretold to reach the limit.
	Tried, Right int
	// LastFailed reports that the last span failed: what has timed out is not next to.
	LastFailed bool
}

// Bounds of what is tried on the history: the last spans, each foretold from so many
// before it at most.
const (
	maxTried    = 20
	maxForetell = 60
)

// leastMargin is what the marks of most writers are known to.
const leastMargin = parse.Second

// foretell makes the forecast of spans in the order of their times.
func foretell(samples []sample, limit parse.Ticks) Forecast {
	f := Forecast{DaysLeft: -1}
	if len(samples) == 0 {
		return f
	}
	f.LastFailed = samples[len(samples)-1].failed
	good := wentWell(samples)
	if len(good) == 0 {
		return f
	}
	f.Trend = trend(good)
	if f.Trend <= 0 {
		return f
	}
	first, last := good[0].at, good[len(good)-1].at
	f.Level, f.Margin = along(good, f.Trend, last)
	f.try(samples, limit)
	if limit == 0 {
		return f
	}
	left := float64(limit-f.Level-f.Margin) / float64(parse.Second)
	days, seen := max(left, 0)/f.Trend, float64(last-first)/float64(parse.Day)
	if days <= 2*seen {
		f.DaysLeft = days
	}
	return f
}

// wentWell are the spans that a forecast is made of.
func wentWell(samples []sample) []sample {
	var good []sample
	for _, s := range samples {
		if s.closed && !s.failed {
			good = append(good, s)
		}
	}
	return good
}

// along is where a trend stands at a time, and how far four of five spans are off it.
func along(good []sample, slope float64, at parse.Ticks) (level, margin parse.Ticks) {
	moved := make([]parse.Ticks, len(good))
	for i, s := range good {
		moved[i] = s.length + parse.Ticks(slope*float64(at-s.at)/float64(parse.Day)*float64(parse.Second))
	}
	slices.Sort(moved)
	level = middle(moved)
	for i, m := range moved {
		moved[i] = max(m-level, level-m)
	}
	slices.Sort(moved)
	return level, moved[(4*len(moved)+4)/5-1]
}

// try foretells the last spans from those before them.
func (f *Forecast) try(samples []sample, limit parse.Ticks) {
	for k := max(len(samples)-maxTried, 0); k < len(samples); k++ {
		s := samples[k]
		if !s.closed && !s.timedOut || s.failed && !s.timedOut {
			continue // nothing tells how it came
		}
		good := wentWell(samples[:k])
		good = good[max(len(good)-maxForetell, 0):]
		if len(good) == 0 {
			continue
		}
		slope := trend(good)
		if slope <= 0 {
			continue
		}
		level, margin := along(good, slope, s.at)
		margin = max(margin, leastMargin)
		f.Tried++
		switch {
		case s.timedOut && (limit == 0 || level+margin < limit):
		case s.timedOut, s.length-s.width-margin <= level && level <= s.length+margin:
			f.Right++
		}
	}
}

// due reports whether the limit will be reached by a writer that has not failed last.
func (f *Forecast) due() bool { return f.DaysLeft >= 0 && !f.LastFailed }

// Pressing reports whether there is something to say about the next writer to time out:
// its limit is reached within a month if the trend goes on, and it has not failed last.
func (f *FreezeStat) Pressing() bool {
	return f.Nearest && f.due() && f.DaysLeft <= 30
}

// CompareForecasts puts first what will time out sooner.
func CompareForecasts(a, b *FreezeStat) int {
	switch {
	case a.Sooner(b):
		return -1
	case b.Sooner(a):
		return 1
	}
	return cmp.Compare(b.Count, a.Count)
}

// GoesOn says in words when the limit is reached.
func (f *FreezeStat) GoesOn() string {
	words := fmt.Sprintf("+%.1f s a day", f.Trend)
	switch days := int(f.DaysLeft); {
	case f.DaysLeft < 0:
		return words
	case days == 0:
		return words + ": its limit is reached any night"
	case days == 1:
		return words + ": a day left"
	default:
		return fmt.Sprintf("%s: %d days left", words, days)
	}
}

// TriedWords says how often such a forecast would have been right on the history.
func (f *FreezeStat) TriedWords() string {
	if f.Tried == 0 {
		return "too few nights to say how often that is right"
	}
	return fmt.Sprintf("would have been right on %d of %d nights", f.Right, f.Tried)
}

// StandsAt is where the trend stands, of the limit.
func (f *FreezeStat) StandsAt() string {
	s := func(t parse.Ticks) float64 { return float64(t) / float64(parse.Second) }
	return fmt.Sprintf("%.1f s of %.0f s", s(f.Level), math.Round(s(f.Limit)))
}

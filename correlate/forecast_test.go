package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// nightly are spans of one writer, night after night, in seconds; one of the limit or
// more timed out.
func nightly(limit parse.Ticks, lengths ...parse.Ticks) []sample {
	var samples []sample
	for i, l := range lengths {
		s := sample{at: firstNight + parse.Ticks(i)*parse.Day, length: l * parse.Second, limit: limit, closed: true}
		s.failed = s.length >= limit
		s.timedOut = s.failed
		samples = append(samples, s)
	}
	return samples
}

// TestForecast: a forecast needs a trend of the nights that went well; a failure alone
// makes none, and what failed last is not next to.
func TestForecast(t *testing.T) {
	const limit = 60 * parse.Second
	for _, c := range []struct {
		what    string
		lengths []parse.Ticks
		days    float64
		failed  bool
		tried   int
		right   int
	}{
		{"nine good nights and a failure", []parse.Ticks{4, 9, 5, 8, 4, 62, 6, 5, 9, 4}, -1, false, 0, 0},
		{"much, and steady", []parse.Ticks{51, 50, 51, 50, 51, 50, 51}, -1, false, 0, 0},
		{"it grows", []parse.Ticks{10, 15, 20, 25, 30, 35, 40}, 4, false, 2, 2},
		{"it grows, and one night failed for another reason", []parse.Ticks{10, 15, 20, 70, 30, 35, 40, 45}, 3, false, 2, 2},
		{"it grew until it failed", []parse.Ticks{20, 26, 32, 38, 44, 50, 56, 62}, 2. / 3, true, 3, 3},
		{"it falls", []parse.Ticks{50, 45, 40, 35, 30, 25}, -1, false, 0, 0},
		{"it grows, but for a night that was foretold wrong", []parse.Ticks{10, 15, 20, 25, 30, 10, 40, 45, 50}, 2, false, 2, 1},
		{"it grew, and then jumped back", []parse.Ticks{10, 15, 20, 25, 30, 10}, -1, false, 0, 0},
		{"four nights", []parse.Ticks{30, 35, 40, 45}, -1, false, 0, 0},
		{"nothing", nil, -1, false, 0, 0},
	} {
		f := foretell(nightly(limit, c.lengths...), limit)
		if d := f.DaysLeft - c.days; d > 0.01 || d < -0.01 || f.LastFailed != c.failed || f.Tried != c.tried ||
			f.Right != c.right {
			t.Errorf(
				"%s: %+v, want %v days left, last failed %v, %d of %d right",
				c.what,
				f,
				c.days,
				c.failed,
				c.right,
				c.tried,
			)
		}
		stat := FreezeStat{Nearest: true, Forecast: f}
		if stat.Pressing() != (c.days >= 0 && !c.failed) {
			t.Errorf("%s: pressing %v", c.what, stat.Pressing())
		}
	}
	if f := foretell(nightly(limit, 10, 15, 20, 25, 30, 35), 0); f.Trend <= 0 || f.DaysLeft != -1 {
		t.Errorf("without a limit: %+v", f)
	}
}

// TestForecastMargin: nights off the trend bring the end nearer, one odd night does not.
func TestForecastMargin(t *testing.T) {
	const limit = 60 * parse.Second
	calm := foretell(nightly(limit, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28), limit)
	odd := foretell(nightly(limit, 10, 12, 14, 16, 50, 20, 22, 24, 26, 28), limit)
	wide := foretell(nightly(limit, 10, 16, 10, 20, 14, 24, 18, 28, 22, 32), limit)
	if calm.Margin != 0 || odd.Margin != 0 || odd.DaysLeft != calm.DaysLeft {
		t.Errorf("one odd night changes the forecast: %+v, without it %+v", odd, calm)
	}
	if wide.Margin < 2*parse.Second || wide.DaysLeft >= float64(limit-wide.Level)/float64(parse.Second)/wide.Trend {
		t.Errorf("nights off the trend count for nothing: %+v", wide)
	}
}

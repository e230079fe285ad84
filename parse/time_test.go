package parse

import (
	"math"
	"testing"
	"time"
)

// Times are written as package time writes them: on every day of leap years and others, at the turns of
// centuries and of the years that the quick way knows, to the last tick.
func TestTimesAsPackageTimeHasThem(t *testing.T) {
	const form = "2006-01-02T15:04:05.0000000Z"
	check := func(at time.Time) {
		t.Helper()
		ticks := FromTime(at)
		if got, want := ticks.String(), at.Format(form); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if !ticks.Time().Equal(at) {
			t.Errorf("%s comes back as %s", at, ticks.Time())
		}
	}
	for _, year := range []int{1601, 1602, 1604, 1700, 1899, 1900, 1969, 1970, 1999, 2000, 2004, 2023, 2024, 2100, 2399, 2400, 9999} {
		for day := range 365 {
			check(time.Date(year, 1, 1+day, 23, 59, 59, 999_999_900, time.UTC))
			check(time.Date(year, 1, 1+day, 0, 0, 0, 0, time.UTC))
		}
	}
	for _, part := range []time.Duration{100, 1000, 12_345_600, 100_000_000, 999_999_900, time.Second, 59 * time.Second, time.Minute, 59 * time.Minute, time.Hour, 12 * time.Hour} {
		check(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).Add(part))
	}
	for _, year := range []int{0, 1, 1599, 1600} {
		check(time.Date(year, 12, 31, 17, 46, 15, 100, time.UTC))
	}
	for _, year := range []int{-1, 10000, 20000} {
		if got := FromTime(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)).String(); got != "out-of-range" {
			t.Errorf("year %d: %s", year, got)
		}
	}
	if got := FromUnix(1_700_000_000); got.String() != "2023-11-14T22:13:20.0000000Z" || FromUnix(0).Time().Unix() != 0 {
		t.Errorf("%s", got)
	}
}

// Nanoseconds since 1970 come back where they fit, cut to 100 of them, down as up.
func TestNanoseconds(t *testing.T) {
	for ns, want := range map[int64]int64{0: 0, 99: 0, 100: 1, 101: 1, 199: 1, -1: -1, -99: -1, -100: -1, -101: -2, math.MaxInt64: math.MaxInt64 / 100} {
		if got := int64(FromUnixNano(ns) - FromUnix(0)); got != want {
			t.Errorf("%d ns: %d ticks, want %d", ns, got, want)
		}
	}
	const most = 1<<63/100 - 1
	for _, c := range []struct {
		ticks int64
		ok    bool
	}{{0, true}, {1, true}, {-1, true}, {most, true}, {most + 1, false}, {-most, true}, {-most - 1, false}} {
		if ns, ok := (FromUnix(0) + Ticks(c.ticks)).UnixNano(); ok != c.ok || ok && ns != 100*c.ticks {
			t.Errorf("%d ticks: %d, %v", c.ticks, ns, ok)
		}
	}
}

// What FormatReading writes, ParseReading reads, and nothing else.
func TestReadings(t *testing.T) {
	at := FromTime(time.Date(2026, 11, 22, 17, 46, 15, 120_000_000, time.UTC))
	if text := FormatReading(at); text != "2026-11-22T17:46:15.12" {
		t.Error(text)
	} else if back, ok := ParseReading(text); !ok || back != at {
		t.Errorf("%s, %v", back, ok)
	}
	for _, s := range []string{"", "2026-11-22", "2026-11-22T17:46:15Z", "2026-13-22T17:46:15", "2026-11-22 17:46:15"} {
		if at, ok := ParseReading(s); ok {
			t.Errorf("%q is %s", s, at)
		}
	}
}

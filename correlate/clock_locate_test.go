package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// In every hour of two years the short way to the offset says what the rules say, in zones
// with and without summer time, on both sides of the equator, and with odd offsets.
func TestSteadyOffset(t *testing.T) {
	short := 0
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2023, 1, 1, 0, 20, 0, 0, time.UTC); at.Year() < 2025; at = at.Add(time.Hour) {
			wall := parse.FromTime(at)
			i := interval.Of(wall, wall+parse.Minute)
			o, ok := steadyOffset(i, loc)
			if !ok {
				continue
			}
			short++
			_, seconds := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, loc).Zone()
			if o != parse.Ticks(seconds)*parse.Second {
				t.Fatalf("%s, %s: offset %d, want %d", name, at, o/parse.Second, seconds)
			}
		}
	}
	if short < 6*2*8760*9/10 {
		t.Errorf("only %d hours took the short way", short)
	}
}

package console

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// The offset that a head states does not hold behind a time at which clocks may be changed: the hours
// from one to four of a Sunday in spring or autumn. Before it, behind it and in other months it does.
func TestOffsetHoldsUntilClocksChange(t *testing.T) {
	for _, c := range []struct {
		head, line string
		known      bool
	}{
		{"2024-10-26 23:00", "2024-10-27 03:05", false},
		{"2024-10-26 23:00", "2024-10-27 01:00", false},
		{"2024-10-26 23:00", "2024-10-27 00:59", true},
		{"2024-10-27 00:30", "2024-10-27 03:05", false},
		{"2024-10-27 03:59", "2024-10-27 05:00", false},
		{"2024-10-27 04:00", "2024-10-27 05:00", true},
		{"2024-10-25 23:00", "2024-10-26 03:05", true},
		{"2024-07-27 23:00", "2024-07-28 03:05", true},
		{"2024-07-27 03:05", "2024-07-28 03:05", true},
		{"2024-07-27 03:04", "2024-07-28 03:05", false}, // more than a day ago
	} {
		at := func(s string) parse.Ticks {
			when, err := time.Parse("2006-01-02 15:04", s)
			if err != nil {
				t.Fatal(err)
			}
			return parse.FromTime(when)
		}
		seconds, ok := lastHead([]offsetHead{{at: at(c.head), seconds: 7200}}, at(c.line))
		if ok != c.known || ok && seconds != 7200 {
			t.Errorf("a head of %s for a line of %s: %d s, known %v, want %v", c.head, c.line, seconds, ok, c.known)
		}
	}
}

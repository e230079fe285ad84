package analysis

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// TestWanted: a set is reported if it ended at Since or later and began before Until.
func TestWanted(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2024, 6, 11, hour, 0, 0, 0, time.UTC) }
	set := &correlate.SnapshotSet{
		Started: interval.Of(parse.FromTime(at(2)), parse.FromTime(at(3))),
		Ended:   interval.Of(parse.FromTime(at(4)), parse.FromTime(at(5))),
	}
	for _, c := range []struct {
		since, until time.Time
		want         bool
	}{
		{time.Time{}, time.Time{}, true},
		{at(3), time.Time{}, true}, {at(5), time.Time{}, true}, {at(6), time.Time{}, false},
		{time.Time{}, at(2), false}, {time.Time{}, at(3), true}, {at(3), at(4), true},
	} {
		if o := (&Options{Since: c.since, Until: c.until}); o.wanted(set) != c.want || !o.wanted(nil) {
			t.Errorf("%v to %v: %v", c.since, c.until, !c.want)
		}
	}
}

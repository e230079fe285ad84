package interval

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// TestWords: what is not known to a second is never shown as a point.
func TestWords(t *testing.T) {
	at := func(s string) parse.Ticks {
		x, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return parse.FromTime(x)
	}
	day := at("2006-11-15 01:58:30")
	for _, c := range []struct {
		i            Interval
		words, brief string
	}{
		{Interval{day, day}, "2006-11-15 01:58:30 UTC", "2006-11-15 01:58:30"},
		{Interval{day, day + parse.Second - 1}, "2006-11-15 01:58:30 UTC", "2006-11-15 01:58:30"},
		{Interval{day, day + parse.Second}, "between 2006-11-15 01:58:30 and 2006-11-15 01:58:31 " +
			"UTC", "2006-11-15 01:58..01:59"},
		{Interval{day, day + 26*3600*parse.Second}, "between 2006-11-15 01:58:30 and 2006-11-16 03:58:30 " +
			"UTC", "2006-11-15..2006-11-16"},
		{Interval{day, Forever}, "after 2006-11-15 01:58:30 UTC", "2006-11-15 01:58.."},
		{Interval{Never, day}, "before 2006-11-15 01:58:30 UTC", "..2006-11-15 01:59"},
		{Unknown, "time unknown", "unknown"},
	} {
		if got := c.i.String(); got != c.words {
			t.Errorf("String: %q, want %q", got, c.words)
		}
		if got := c.i.Brief(); got != c.brief || len(got) > 23 {
			t.Errorf("Brief: %q, want %q", got, c.brief)
		}
	}
}

const s = parse.Second

func TestOrder(t *testing.T) {
	second := At(parse.WholeSecond(100 * s))
	if second != (Interval{100 * s, 101*s - 1}) {
		t.Errorf("a whole second is %v", second)
	}
	if second.Compare(At(parse.WholeSecond(101*s))) != Before || second.Compare(second) != Undecided ||
		At(parse.WholeSecond(102*s)).Compare(second) != After {
		t.Error("order of instants is wrong")
	}
	if lo, hi := At(parse.WholeSecond(104 * s)).Minus(second); lo != 3*s+1 || hi != 5*s-1 {
		t.Errorf("difference %v to %v", lo, hi)
	}
	if lo, hi := second.Minus(Unknown); lo != Never || hi != Forever {
		t.Error("a difference to the unknown is bounded")
	}
}

func TestSecondsInWords(t *testing.T) {
	for d, want := range map[parse.Ticks]string{0: "0 s", s: "1 s", -s / 2: "-0.5 s", 59*s + 984*parse.Millisecond: "59.984 s", Forever: "unbounded"} {
		if got := Seconds(d); got != want {
			t.Errorf("%d: %q", d, got)
		}
	}
}

// Two exact moments that are equal are in no order.
func TestEqualIsUndecided(t *testing.T) {
	a, b := Interval{5 * s, 5 * s}, Interval{5*s + 1, 5*s + 1}
	if a.Compare(a) != Undecided || a.Compare(b) != Before || b.Compare(a) != After {
		t.Errorf("equal: %d, one tick later: %d, earlier: %d", a.Compare(a), a.Compare(b), b.Compare(a))
	}
	if c := (Interval{3 * s, 5 * s}).Compare(Interval{5 * s, 9 * s}); c != Undecided {
		t.Errorf("intervals that touch: %d", c)
	}
}

// Two intervals meet in the instants that both hold, one included where they touch; their hull holds all of both.
func TestIntersectAndHull(t *testing.T) {
	for _, c := range []struct {
		a, b, both, hull Interval
		meet             bool
	}{
		{Of(1, 5), Of(3, 9), Of(3, 5), Of(1, 9), true},
		{Of(1, 5), Of(5, 9), Of(5, 5), Of(1, 9), true},
		{Of(1, 5), Of(6, 9), Of(6, 5), Of(1, 9), false},
		{Of(1, 9), Of(3, 4), Of(3, 4), Of(1, 9), true},
		{Unknown, Of(3, 4), Of(3, 4), Unknown, true},
		{Of(Never, 5), Of(3, Forever), Of(3, 5), Unknown, true},
	} {
		for _, pair := range [][2]Interval{{c.a, c.b}, {c.b, c.a}} {
			if got, meet := pair[0].Intersect(pair[1]); got != c.both || meet != c.meet {
				t.Errorf("%v and %v meet in %v, %v", pair[0], pair[1], got, meet)
			}
			if got := pair[0].Hull(pair[1]); got != c.hull {
				t.Errorf("the hull of %v and %v is %v", pair[0], pair[1], got)
			}
		}
	}
}

// An end that is open stays where it is when the instant is moved. Bounded puts it a day from the other.
func TestOpenEnds(t *testing.T) {
	const at, d = 1000 * parse.Day, parse.Hour
	for _, c := range []struct{ i, shifted, bounded Interval }{
		{Of(at, at+s), Of(at+d, at+s+d), Of(at, at+s)},
		{Of(at, at+9*MaxReach), Of(at+d, at+9*MaxReach+d), Of(at, at+9*MaxReach)},
		{Of(Never, at), Of(Never, at+d), Of(at-MaxReach, at)},
		{Of(at, Forever), Of(at+d, Forever), Of(at, at+MaxReach)},
		{Unknown, Unknown, Unknown},
	} {
		if got := c.i.Shift(d); got != c.shifted || got.Shift(-d) != c.i {
			t.Errorf("%v moved: %v, and back: %v", c.i, got, got.Shift(-d))
		}
		if got := c.i.Bounded(); got != c.bounded {
			t.Errorf("%v bounded: %v", c.i, got)
		}
	}
}

// A line of its own has room for the seconds of both ends where they are on one day.
func TestClose(t *testing.T) {
	day := parse.FromTime(time.Date(2006, 11, 15, 23, 58, 30, 0, time.UTC))
	for i, want := range map[Interval]string{
		Of(day, day+s-1):    "2006-11-15 23:58:30",
		Of(day, day+61*s):   "2006-11-15 23:58:30..23:59:31",
		Of(day, day+61*s-1): "2006-11-15 23:58:30..23:59:31",
		Of(day, day+90*s):   "2006-11-15..2006-11-16",
		Of(day, Forever):    "2006-11-15 23:58..",
		Unknown:             "unknown",
	} {
		if got := i.Close(); got != want {
			t.Errorf("%v: %q, want %q", i, got, want)
		}
	}
}

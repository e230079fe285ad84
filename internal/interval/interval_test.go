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

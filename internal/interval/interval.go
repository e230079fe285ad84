// Package interval provides points in time that lie between two bounds, and an index
// over items with such times.
package interval

import (
	"fmt"
	"math"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Bounds of an Interval that is not bounded. They are far from the ends of int64
// so that sums of a few of them do not overflow.
const (
	Never   parse.Ticks = math.MinInt64 / 8 // before everything
	Forever parse.Ticks = math.MaxInt64 / 8 // after everything
)

// Interval is a point in time known to lie in [Lo, Hi], both included, in UTC.
// A whole-second record at t is [t, t + 1 s - 1 tick].
type Interval struct{ Lo, Hi parse.Ticks }

// Of returns the interval from lo to hi.
func Of(lo, hi parse.Ticks) Interval { return Interval{lo, hi} }

// Unknown is an instant about which nothing is known.
var Unknown = Interval{Never, Forever}

// At returns the instant of a UTC reading.
func At(r parse.Timestamp) Interval {
	if r.IsZero() {
		return Unknown
	}
	return Interval{r.Wall, r.Wall + r.Resolution - 1}
}

// Known reports whether both ends are bounded.
func (i Interval) Known() bool { return i.Lo > Never && i.Hi < Forever }

// Order is the answer to "which came first".
type Order int8

// Answers of Compare.
const (
	Before    Order = -1
	Undecided Order = 0
	After     Order = 1
)

// Compare reports whether i certainly came before or after o.
func (i Interval) Compare(o Interval) Order {
	switch {
	case i.Hi < o.Lo:
		return Before
	case i.Lo > o.Hi:
		return After
	}
	return Undecided
}

// Minus returns the bounds of i - o.
func (i Interval) Minus(o Interval) (lo, hi parse.Ticks) {
	lo, hi = Never, Forever
	if i.Lo > Never && o.Hi < Forever {
		lo = i.Lo - o.Hi
	}
	if i.Hi < Forever && o.Lo > Never {
		hi = i.Hi - o.Lo
	}
	return lo, hi
}

// Intersect returns the instants in both, and false if there are none.
func (i Interval) Intersect(o Interval) (Interval, bool) {
	r := Interval{max(i.Lo, o.Lo), min(i.Hi, o.Hi)}
	return r, r.Lo <= r.Hi
}

// Shift moves the instant by d where it is bounded.
func (i Interval) Shift(d parse.Ticks) Interval {
	if i.Lo > Never {
		i.Lo += d
	}
	if i.Hi < Forever {
		i.Hi += d
	}
	return i
}

// MaxReach is how far what has an open end is taken to reach: the begin of a run that
// nobody saw, the freeze of a writer that the first listing shows failed. It says what
// may have to do with what, and bounds no mark.
const MaxReach = parse.Day

// Bounded is the instant with each open end a day from the other. One that is open on both
// sides stays so.
func (i Interval) Bounded() Interval {
	switch {
	case i.Lo <= Never && i.Hi < Forever:
		i.Lo = i.Hi - MaxReach
	case i.Hi >= Forever && i.Lo > Never:
		i.Hi = i.Lo + MaxReach
	}
	return i
}

// Hull returns the smallest instant that holds both.
func (i Interval) Hull(o Interval) Interval {
	return Interval{min(i.Lo, o.Lo), max(i.Hi, o.Hi)}
}

// Exact reports whether the instant is known to a second: only then may it be
// shown as one point in time.
func (i Interval) Exact() bool { return i.Known() && i.Hi-i.Lo < parse.Second }

// String returns the instant for people, in UTC: a point if it is exact, else
// the interval, rounded outwards to seconds.
func (i Interval) String() string {
	const second = "2006-01-02 15:04:05"
	switch {
	case i.Exact():
		return i.Lo.Time().Format(second) + " UTC"
	case i.Known():
		return "between " + i.Lo.Time().
			Format(second) +
			" and " + (i.Hi + parse.Second - 1).Time().
			Format(second) +
			" UTC"
	case i.Lo > Never:
		return "after " + i.Lo.Time().Format(second) + " UTC"
	case i.Hi < Forever:
		return "before " + (i.Hi + parse.Second - 1).Time().Format(second) + " UTC"
	}
	return "time unknown"
}

// Close is Brief for a line of its own: to the second where both ends are on one day.
func (i Interval) Close() string {
	if !i.Known() || i.Exact() {
		return i.Brief()
	}
	from, to := i.Lo.Time(), (i.Hi + parse.Second - 1).Time()
	if from.Format(time.DateOnly) != to.Format(time.DateOnly) {
		return i.Brief()
	}
	return from.Format("2006-01-02 15:04:05") + to.Format("..15:04:05")
}

// Brief is String for a column of a list, at most 23 characters: a point to the
// second, else two dots between the ends, to the minute or the day.
func (i Interval) Brief() string {
	if !i.Known() || i.Exact() {
		switch {
		case i.Exact():
			return i.Lo.Time().Format("2006-01-02 15:04:05")
		case i.Lo > Never:
			return i.Lo.Time().Format("2006-01-02 15:04") + ".."
		case i.Hi < Forever:
			return ".." + (i.Hi + parse.Minute - 1).Time().Format("2006-01-02 15:04")
		}
		return "unknown"
	}
	from, to := i.Lo.Time(), (i.Hi + parse.Minute - 1).Time()
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format("2006-01-02 15:04") + to.Format("..15:04")
	}
	return from.Format(time.DateOnly) + to.Format("..2006-01-02")
}

// Seconds writes a duration in seconds, without needless digits.
func Seconds(d parse.Ticks) string {
	if d >= Forever {
		return "unbounded"
	}
	if d <= Never {
		return "unbounded"
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := fmt.Sprintf("%s%d", sign, d/parse.Second)
	if rest := d % parse.Second; rest != 0 {
		f := fmt.Sprintf("%07d", rest)
		for f[len(f)-1] == '0' {
			f = f[:len(f)-1]
		}
		s += "." + f
	}
	return s + " s"
}

package correlate

import (
	"math"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Bounds of an Instant that is not bounded. They are far from the ends of int64
// so that sums of a few of them do not overflow.
const (
	Never   parse.Ticks = math.MinInt64 / 8 // before everything
	Forever parse.Ticks = math.MaxInt64 / 8 // after everything
)

// Instant is a point in time known to lie in [Lo, Hi], both included, in UTC.
// A whole-second record at t is [t, t + 1 s - 1 tick].
type Instant struct{ Lo, Hi parse.Ticks }

// Unknown is an instant about which nothing is known.
var Unknown = Instant{Never, Forever}

// At returns the instant of a UTC reading.
func At(r parse.Reading) Instant {
	if r.IsZero() {
		return Unknown
	}
	return Instant{r.Wall, r.Wall + r.Resolution - 1}
}

// Known reports whether both ends are bounded.
func (i Instant) Known() bool { return i.Lo > Never && i.Hi < Forever }

// Order is the answer to "which came first".
type Order int8

// Answers of Compare.
const (
	Before    Order = -1
	Undecided Order = 0
	After     Order = 1
)

// Compare tells whether i certainly came before or after o.
func (i Instant) Compare(o Instant) Order {
	switch {
	case i.Hi < o.Lo:
		return Before
	case i.Lo > o.Hi:
		return After
	}
	return Undecided
}

// Minus returns the bounds of i - o.
func (i Instant) Minus(o Instant) (lo, hi parse.Ticks) {
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
func (i Instant) Intersect(o Instant) (Instant, bool) {
	r := Instant{max(i.Lo, o.Lo), min(i.Hi, o.Hi)}
	return r, r.Lo <= r.Hi
}

// Shift moves the instant by d where it is bounded.
func (i Instant) Shift(d parse.Ticks) Instant {
	if i.Lo > Never {
		i.Lo += d
	}
	if i.Hi < Forever {
		i.Hi += d
	}
	return i
}

// recall is how far what has an open end is taken to reach: the begin of a run that
// nobody saw, the freeze of a writer that the first capture shows failed. It says what
// may have to do with what, and bounds no mark.
const recall = parse.Day

// Near is the instant with each open end a day from the other. One that is open on both
// sides stays so.
func (i Instant) Near() Instant {
	switch {
	case i.Lo <= Never && i.Hi < Forever:
		i.Lo = i.Hi - recall
	case i.Hi >= Forever && i.Lo > Never:
		i.Hi = i.Lo + recall
	}
	return i
}

// Hull returns the smallest instant that holds both.
func (i Instant) Hull(o Instant) Instant {
	return Instant{min(i.Lo, o.Lo), max(i.Hi, o.Hi)}
}

// Exact reports whether the instant is known to a second: only then may it be
// shown as one point in time.
func (i Instant) Exact() bool { return i.Known() && i.Hi-i.Lo < parse.Second }

// String returns the instant for people, in UTC: a point if it is exact, else
// the interval, rounded outwards to seconds.
func (i Instant) String() string {
	const second = "2006-01-02 15:04:05"
	switch {
	case i.Exact():
		return i.Lo.Time().Format(second) + " UTC"
	case i.Known():
		return "between " + i.Lo.Time().Format(second) + " and " + (i.Hi + parse.Second - 1).Time().Format(second) + " UTC"
	case i.Lo > Never:
		return "after " + i.Lo.Time().Format(second) + " UTC"
	case i.Hi < Forever:
		return "before " + (i.Hi + parse.Second - 1).Time().Format(second) + " UTC"
	}
	return "time unknown"
}

// Brief is String for a column of a list, at most 23 characters: a point to the
// second, else two dots between the ends, to the minute or the day.
func (i Instant) Brief() string {
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

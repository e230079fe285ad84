package correlate

import (
	"math"

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

// Hull returns the smallest instant that holds both.
func (i Instant) Hull(o Instant) Instant {
	return Instant{min(i.Lo, o.Lo), max(i.Hi, o.Hi)}
}

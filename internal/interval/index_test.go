package interval

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsslog/vsslog/parse"
)

// Overlapping finds just what a walk over everything finds, of whatever width, in the
// order of the items.
func TestIndexFindsAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	draw := func() Interval {
		lo := parse.Ticks(random.Int64N(int64(10 * parse.Hour)))
		switch random.IntN(10) {
		case 0:
			return Interval{Never, lo}
		case 1:
			return Interval{lo, Forever}
		case 2:
			return Unknown
		case 3:
			return Interval{lo, lo + parse.Ticks(random.Int64N(int64(10*parse.Hour)))}
		case 4:
			return Interval{lo, lo + parse.Ticks(random.Int64N(int64(10*parse.Minute)))}
		}
		return Interval{lo, lo + parse.Ticks(random.Int64N(int64(parse.Minute)))}
	}
	items := make([]Interval, 500)
	for i := range items {
		items[i] = draw()
	}
	numbers := make([]int, len(items))
	for i := range numbers {
		numbers[i] = i
	}
	x := NewIndex(numbers, func(n int) Interval { return items[n] })
	hits := 0
	for range 500 {
		span := draw()
		var want []int
		for n, i := range items {
			if i.Hi >= span.Lo && i.Lo <= span.Hi {
				want = append(want, n)
			}
		}
		if got := x.Overlapping(span); !slices.Equal(got, want) {
			t.Fatalf("in %v: %v, want %v", span, got, want)
		}
		if x.Any(span) != (len(want) > 0) {
			t.Fatalf("in %v: any %v of %v", span, x.Any(span), want)
		}
		hits += len(want)
	}
	if hits == 0 {
		t.Error("nothing was ever found")
	}
}

// An index that was not made has nothing.
func TestNoIndex(t *testing.T) {
	var x *Index[int]
	if x.Len() != 0 || x.Overlapping(Unknown) != nil || x.LastBefore(Unknown, 0) != -1 {
		t.Error("no index has items")
	}
}

// TestLastBeforeIsASearch: what LastBefore and After find is what a look at every item
// finds.
func TestLastBeforeIsASearch(t *testing.T) {
	const reach = 10 * parse.Minute
	ticks := rapid.SampledFrom([]parse.Ticks{Never, Forever, 0})
	near := rapid.Custom(
		func(t *rapid.T) parse.Ticks { return parse.Ticks(rapid.IntRange(0, 7200).Draw(t, "s")) * parse.Second },
	)
	some := rapid.Custom(func(t *rapid.T) Interval {
		i := Interval{near.Draw(t, "a"), near.Draw(t, "b")}
		if i.Lo > i.Hi {
			i.Lo, i.Hi = i.Hi, i.Lo
		}
		switch rapid.IntRange(0, 12).Draw(t, "open") {
		case 0:
			i.Lo = min(i.Lo, ticks.Draw(t, "lo"))
		case 1:
			i.Hi = max(i.Hi, ticks.Draw(t, "hi"))
		}
		return i
	})
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(some).Draw(t, "items")
		x := NewIndex(all, func(i Interval) Interval { return i })
		i := some.Draw(t, "at")
		want := -1
		for n, a := range all {
			if a.Lo <= i.Hi && i.Lo-a.Hi <= reach {
				want = n
			}
		}
		if got := x.LastBefore(i, reach); got != want {
			t.Fatalf("%v in %v: item %d, want %d", i, all, got, want)
		}
		from := x.After(i)
		for n := from; n < len(all); n++ {
			if all[n].Lo <= i.Hi {
				t.Fatalf("%v in %v: after is %d", i, all, from)
			}
		}
		if from > 0 && all[from-1].Lo > i.Hi {
			t.Fatalf("%v in %v: after is %d, and the one before begins later too", i, all, from)
		}
	})
}

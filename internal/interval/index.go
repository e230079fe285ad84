package interval

import (
	"cmp"
	"slices"
	"sort"

	"github.com/vsslog/vsslog/parse"
)

// widths are the classes of an Index. An item is found by its start among what is
// about as wide, so that one which is open for a year does not make every search long.
var widths = [...]parse.Ticks{parse.Minute, parse.Hour, 3 * parse.Day, Forever - Never}

// Index finds items by the intervals that they lie in, without a walk over all of them.
// It holds the intervals as they were when it was made. The first search is not safe
// for concurrent use with another.
type Index[T any] struct {
	items   []T
	at      []Interval
	classes [len(widths)]class

	// lows and highs let LastBefore and After stop early: the smallest Lo from an item
	// on, and the largest Hi up to it. They are made when they are needed.
	lows, highs []parse.Ticks
}

// class holds the numbers of items of no more than a width, in order of their starts.
type class struct {
	widest  parse.Ticks
	numbers []int32
}

// NewIndex indexes items, which keep their order. The list may not change afterwards.
func NewIndex[T any](items []T, at func(T) Interval) *Index[T] {
	x := &Index[T]{items: items, at: make([]Interval, len(items))}
	for n, item := range items {
		i := at(item)
		x.at[n] = i
		for w := range widths {
			if c := &x.classes[w]; i.Hi-i.Lo <= widths[w] {
				c.numbers, c.widest = append(c.numbers, int32(n)), max(c.widest, i.Hi-i.Lo)
				break
			}
		}
	}
	for _, c := range x.classes {
		slices.SortStableFunc(c.numbers, func(a, b int32) int { return cmp.Compare(x.at[a].Lo, x.at[b].Lo) })
	}
	return x
}

// Len returns how many items there are. An index that is nil has none.
func (x *Index[T]) Len() int {
	if x == nil {
		return 0
	}
	return len(x.items)
}

// At returns item number n and its interval.
func (x *Index[T]) At(n int) (T, Interval) { return x.items[n], x.at[n] }

// Overlapping returns the items that may lie in span, in their order.
func (x *Index[T]) Overlapping(span Interval) []T {
	numbers := x.Numbers(span)
	if len(numbers) == 0 {
		return nil
	}
	found := make([]T, len(numbers))
	for i, n := range numbers {
		found[i] = x.items[n]
	}
	return found
}

// Numbers returns the numbers of the items that may lie in span, ascending.
func (x *Index[T]) Numbers(span Interval) []int32 {
	var found []int32
	x.each(span, func(n int32) bool {
		found = append(found, n)
		return true
	})
	slices.Sort(found)
	return found
}

// Any reports whether an item may lie in span.
func (x *Index[T]) Any(span Interval) bool {
	found := false
	x.each(span, func(int32) bool {
		found = true
		return false
	})
	return found
}

// each passes the numbers of the items that may lie in span to yield, in no order, until it
// returns false.
func (x *Index[T]) each(span Interval, yield func(n int32) bool) {
	if x == nil {
		return
	}
	for _, c := range x.classes {
		// One that starts before the span may reach into it by the widest one's width.
		from := sort.Search(len(c.numbers), func(n int) bool { return x.at[c.numbers[n]].Lo >= span.Lo-c.widest })
		for _, n := range c.numbers[from:] {
			i := x.at[n]
			if i.Lo > span.Hi {
				break
			}
			if i.Hi >= span.Lo && !yield(n) {
				return
			}
		}
	}
}

// After returns the first number from which on every item begins after i.
func (x *Index[T]) After(i Interval) int {
	if x == nil {
		return 0
	}
	x.bound()
	return sort.Search(len(x.lows), func(n int) bool { return x.lows[n] > i.Hi })
}

// LastBefore returns the number of the last item that begins before i ends, and ends no
// longer than reach before i begins; -1 if there is none.
func (x *Index[T]) LastBefore(i Interval, reach parse.Ticks) int {
	for n := x.After(i) - 1; n >= 0 && i.Lo-x.highs[n] <= reach; n-- {
		if a := x.at[n]; a.Lo <= i.Hi && i.Lo-a.Hi <= reach {
			return n
		}
	}
	return -1
}

func (x *Index[T]) bound() {
	if len(x.lows) == len(x.at) {
		return
	}
	x.lows, x.highs = make([]parse.Ticks, len(x.at)), make([]parse.Ticks, len(x.at))
	low, high := Forever, Never
	for n, a := range x.at {
		high = max(high, a.Hi)
		x.highs[n] = high
	}
	for n, a := range slices.Backward(x.at) {
		low = min(low, a.Lo)
		x.lows[n] = low
	}
}

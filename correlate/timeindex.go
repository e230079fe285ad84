package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// timeIndex finds what may lie in a span without a walk over everything: by its start
// among what is about as wide.
type timeIndex[T any] struct {
	at      func(T) Instant
	classes []widthClass[T]
}

// widthClass holds items of no more than a width, in order of their starts.
type widthClass[T any] struct {
	width, widest parse.Ticks
	items         []T
}

// newTimeIndex indexes items, of which most are expected to be of no more than the
// width. Their times may not change afterwards.
func newTimeIndex[T any](items []T, width parse.Ticks, at func(T) Instant) *timeIndex[T] {
	x := &timeIndex[T]{at: at, classes: []widthClass[T]{{width: width}, {width: 60 * width}, {width: Forever - Never}}}
	for _, item := range items {
		i := at(item)
		for n := range x.classes {
			if c := &x.classes[n]; i.Hi-i.Lo <= c.width {
				c.items, c.widest = append(c.items, item), max(c.widest, i.Hi-i.Lo)
				break
			}
		}
	}
	for _, c := range x.classes {
		slices.SortStableFunc(c.items, func(a, b T) int { return int(compare(at(a).Lo, at(b).Lo)) })
	}
	return x
}

// in returns the items that may lie in span, those of one width after the other. A
// case that was not built has no index and no items.
func (x *timeIndex[T]) in(span Instant) []T {
	if x == nil {
		return nil
	}
	var found []T
	for _, c := range x.classes {
		// One that starts before the span may reach into it by the widest one's width.
		from, _ := slices.BinarySearchFunc(c.items, span.Lo-c.widest, func(item T, t parse.Ticks) int { return int(compare(x.at(item).Lo, t)) })
		for _, item := range c.items[from:] {
			i := x.at(item)
			if i.Lo > span.Hi {
				break
			}
			if i.Hi >= span.Lo {
				found = append(found, item)
			}
		}
	}
	return found
}

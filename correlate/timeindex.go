package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// timeIndex finds what may lie in a span without a walk over everything. Most items
// are at most a minute wide and found by their start; the few others stand apart.
type timeIndex[T any] struct {
	at     func(T) Instant
	narrow []T         // at most a minute wide, in order of their starts
	widest parse.Ticks // of these
	wide   []T         // the others
}

// newTimeIndex indexes items that are sorted by their starts. Times of wide items may
// be narrowed down afterwards, nothing else.
func newTimeIndex[T any](items []T, at func(T) Instant) *timeIndex[T] {
	x := &timeIndex[T]{at: at}
	for _, item := range items {
		if i := at(item); i.Hi-i.Lo <= parse.Minute {
			x.narrow, x.widest = append(x.narrow, item), max(x.widest, i.Hi-i.Lo)
		} else {
			x.wide = append(x.wide, item)
		}
	}
	return x
}

// in returns the items that may lie in span: the wide ones first. A case that was not
// built has no index and no items.
func (x *timeIndex[T]) in(span Instant) []T {
	if x == nil {
		return nil
	}
	var found []T
	for _, item := range x.wide {
		if i := x.at(item); i.Hi >= span.Lo && i.Lo <= span.Hi {
			found = append(found, item)
		}
	}
	// One that starts before the span may reach into it by the widest one's width.
	from, _ := slices.BinarySearchFunc(x.narrow, span.Lo-x.widest, func(item T, t parse.Ticks) int { return int(compare(x.at(item).Lo, t)) })
	for _, item := range x.narrow[from:] {
		i := x.at(item)
		if i.Lo > span.Hi {
			break
		}
		if i.Hi >= span.Lo {
			found = append(found, item)
		}
	}
	return found
}

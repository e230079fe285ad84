package main

import "slices"

// topN keeps the first few of many things by an order, of equal ones those that came
// first.
type topN[T any] struct {
	compare func(a, b T) int
	most    int // 0: all are kept
	count   int // of all things
	kept    []T
}

func (b *topN[T]) add(thing T) {
	b.count++
	b.kept = append(b.kept, thing)
	if b.most > 0 && len(b.kept) >= 4*b.most {
		b.list()
	}
}

// list returns what is kept, in order.
func (b *topN[T]) list() []T {
	slices.SortStableFunc(b.kept, b.compare)
	if b.most > 0 && len(b.kept) > b.most {
		clear(b.kept[b.most:])
		b.kept = b.kept[:b.most]
	}
	return b.kept
}

package pack

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// What is known of an item or an input is in a pack. Memory holds where.

// ItemRef is where an item is.
type ItemRef struct {
	Pack   *Pack
	At     int64
	Number int // in this run: in the one that wrote it, it may have been another
}

// Read reads the item.
func (r ItemRef) Read() (*Item, error) {
	item, err := r.Pack.Item(r.At)
	if err == nil {
		item.Number = r.Number
	}
	return item, err
}

// CopyTo copies the item and its extracts to w, as change makes it; nil leaves it as
// it is.
func (r ItemRef) CopyTo(w *Writer, change func(*Item)) error {
	item, err := r.Read()
	if err != nil {
		return err
	}
	if change != nil {
		change(item)
	}
	return w.Copy(r.Pack, item)
}

// HeadRef is where the head of an input is.
type HeadRef struct {
	Pack *Pack
	At   int64
}

// Read reads the head.
func (r HeadRef) Read() (*Head, error) { return r.Pack.Head(r.At) }

// Refs lists the items of packs in the order of their numbers, of which each may be
// there once.
func Refs(packs ...*Pack) ([]ItemRef, error) {
	var all []ItemRef
	for _, p := range packs {
		refs, _, err := p.Refs()
		if err != nil {
			return nil, err
		}
		all = append(all, refs...)
	}
	SortRefs(all)
	for i := 1; i < len(all); i++ {
		if all[i-1].Number != all[i].Number {
			continue
		}
		a, err1 := all[i-1].Read()
		b, err2 := all[i].Read()
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf(
			"number %d is that of two items, %s and %s: each may be given once",
			a.Number,
			a.Source,
			b.Source,
		)
	}
	return all, nil
}

// Refs lists the items of the pack in their order in it, and what the pack says about
// itself, nil if it breaks off before that.
func (p *Pack) Refs() (refs []ItemRef, about About, err error) {
	about, _, err = p.Each(func(i *Item) error {
		refs = append(refs, ItemRef{p, i.At, i.Number})
		return nil
	})
	return refs, about, err
}

// SortRefs brings items into the order of their numbers.
func SortRefs(all []ItemRef) {
	slices.SortStableFunc(all, func(a, b ItemRef) int { return cmp.Compare(a.Number, b.Number) })
}

package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// InputSet distinguishes the items of one run from those of another.
type InputSet struct {
	Count  int    // of items
	Digest string // SHA-256 over their names, in lower-case hex
}

// InputSetOf is that of items with these names, in their order.
func InputSetOf(sources []string) InputSet {
	h := NewInputSetHash()
	for _, s := range sources {
		h.Add(s)
	}
	return h.Sum()
}

// InputSetHash makes the set of items that come one by one.
type InputSetHash struct {
	count int
	sum   hash.Hash
}

// NewInputSetHash begins with no item.
func NewInputSetHash() *InputSetHash { return &InputSetHash{sum: sha256.New()} }

// Add adds the next item and returns its number, from 0.
func (h *InputSetHash) Add(source string) int {
	fmt.Fprintf(h.sum, "%d:%s", len(source), source)
	h.count++
	return h.count - 1
}

// Sum is the set so far.
func (h *InputSetHash) Sum() InputSet { return InputSet{h.count, hex.EncodeToString(h.sum.Sum(nil))} }

package pack

import (
	"hash/maphash"
	"math/bits"

	"github.com/vsslog/vsslog/parse"
)

// Statements of a text are often what earlier ones were but for their place, their time and a
// number: who polls the writers of a host lists them all each time. Such a record is written as
// what differs from the one in its slot, and is there from then on.

// mostSlots is how many slots a block has, mostFields how many fields a record in one.
const (
	mostSlots  = 256
	mostFields = 32
)

// slots finds the slots of the records of a block: the one that came behind the slot of the
// record before when that was used last, if it holds the like, or the one that held the like before.
type slots struct {
	all  []slot
	seed maphash.Seed
	like map[uint64]int // number of a slot, by what its record had in common with others
	last int            // the number that was given last
	same uint64         // which fields of that record are as those in its slot
	next int            // the slot that is to be used anew if there are too many
}

type slot struct {
	record parse.Record
	behind int // number of the slot that was used behind it, 0: none
}

func (s *slots) reset() {
	*s = slots{all: s.all[:0], seed: s.seed, like: s.like}
	clear(s.like)
}

// of returns the number of the slot of a record, from 1, or 0 if it is to be in none.
func (s *slots) of(r *parse.Record) int {
	if len(r.Fields) == 0 || len(r.Fields) > mostFields || !r.IsStatement() {
		return 0
	}
	n := 0
	if s.last > 0 {
		n = s.all[s.last-1].behind
	}
	if n == 0 || !s.alike(r, &s.all[n-1].record) {
		n = s.find(r)
	}
	if s.last > 0 {
		s.all[s.last-1].behind = n
	}
	s.last = n
	return n
}

func (s *slots) find(r *parse.Record) int {
	if s.like == nil {
		s.like, s.seed = map[uint64]int{}, maphash.MakeSeed()
	}
	hash := s.hash(r)
	n, ok := s.like[hash]
	switch {
	case ok && s.alike(r, &s.all[n-1].record):
		return n
	case len(s.all) < mostSlots:
		s.all = append(s.all, slot{})
		n = len(s.all)
	default:
		n, s.next = s.next+1, (s.next+1)%mostSlots
	}
	if len(s.like) >= 2*mostSlots {
		clear(s.like)
	}
	s.like[hash] = n
	s.same = sameFields(r.Fields, s.all[n-1].record.Fields)
	return n
}

// hash is one over what a record has in common with others like it: values that do not count
// anything.
func (s *slots) hash(r *parse.Record) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	h.WriteString(r.Provider)
	for i := range r.Fields {
		if v := r.Fields[i].Value.Bytes(); v != "" && (v[0] < '0' || v[0] > '9') {
			h.WriteString(v)
		}
	}
	return h.Sum64()
}

// alike reports whether two records have fields of the same names, and most of their values. It
// notes which fields are the same.
func (s *slots) alike(a, b *parse.Record) bool {
	if len(a.Fields) != len(b.Fields) || a.Provider != b.Provider {
		return false
	}
	for i := range a.Fields {
		if a.Fields[i].Name != b.Fields[i].Name {
			return false
		}
	}
	s.same = sameFields(a.Fields, b.Fields)
	return 2*bits.OnesCount64(s.same) >= len(a.Fields)
}

// sameFields returns which of the first fields of two lists are the same, as bits.
func sameFields(a, b []parse.Field) (same uint64) {
	for i := range min(len(a), len(b), mostFields) {
		if a[i] == b[i] {
			same |= 1 << i
		}
	}
	return same
}

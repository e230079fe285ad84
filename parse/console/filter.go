package console

import (
	"math/bits"
	"slices"
)

// filter tells for each line which grammars may begin there, in one pass over its
// bytes: the words of all grammars are looked for at once (Aho and Corasick, 1975),
// without regard to ASCII case, and the kinds of bytes that the line holds are
// collected on the way.
type filter struct {
	class  [256]uint8 // of a byte in the words, 0 for one that is in none
	kinds  [256]uint64
	width  uint // states are width classes wide, a power of two: log2
	next   []uint16
	states []grammarSet // of the words that end in a state; at number firstHit and up
	first  uint16       // states from here on end a word
	always grammarSet   // grammars that say nothing about how they begin
	needs  []need
	below  []int // grammars with words for the line below, whose bits go from lastBelow down
}

// grammarSet is a set of grammars by their number.
type grammarSet [2]uint64

// maxGrammars is how many grammars a text may be read with. The last bits stand for
// what the Reader itself looks for, those before them for words in the line below.
const (
	maxGrammars = 110
	lastBelow   = 125
	strayCodes  = 126 // a code of VSS that no grammar claims
	stampLines  = 127 // a time that stands alone
)

func (s *grammarSet) add(k int)     { s[k>>6] |= 1 << (k & 63) }
func (s grammarSet) has(k int) bool { return s[k>>6]&(1<<(k&63)) != 0 }

// next returns the first grammar of s from k on; what the Reader looks for itself
// comes behind all grammars.
func (s grammarSet) next(k int) int {
	for ; k < 128; k++ {
		if rest := s[k>>6] >> (k & 63); rest != 0 {
			return k + bits.TrailingZeros64(rest)
		}
		k |= 63
	}
	return 128
}

func (s *grammarSet) join(o grammarSet) {
	s[0] |= o[0]
	s[1] |= o[1]
}

// need are kinds of bytes that a line must hold, all of them.
type need struct {
	kinds uint64
	of    grammarSet
}

// Kinds of bytes: one for each mark of ASCII, one for all digits, one for all
// letters, one for all bytes that are not ASCII.
const (
	kindDigit = 1 << iota
	kindLetter
	kindHigh
	firstMark = 3
)

// codeWords begin codes of VSS in every way in which VSSCode reads them.
var codeWords = []string{"8004", "-21472", "21477", "VSS_E_", "Vss"}

// newFilter makes the filter of grammars.
func newFilter(grammars []Grammar) *filter {
	if len(grammars) > maxGrammars {
		panic("console: too many grammars for one text")
	}
	f := &filter{}
	f.markKinds()
	words := map[string]grammarSet{}
	for k, g := range grammars {
		if len(g.Words)+len(g.Needs)+len(g.Below) == 0 {
			f.always.add(k)
		}
		for _, word := range g.Words {
			addWord(words, word, k)
		}
		for _, marks := range g.Needs {
			f.need(marks, k)
		}
		for _, word := range g.Below {
			addWord(words, word, lastBelow-len(f.below))
		}
		if len(g.Below) > 0 {
			f.below = append(f.below, k)
		}
	}
	for _, word := range codeWords {
		addWord(words, word, strayCodes)
	}
	f.need("0:", stampLines) // a time, and the numeric dates
	f.need("0/", stampLines)
	f.need("0-", stampLines)
	f.need("0.", stampLines)
	f.need("0a", stampLines)      // 22 Nov 2026
	f.need("0\u5e74", stampLines) // a date in Japanese or Chinese
	f.build(words)
	return f
}

func addWord(words map[string]grammarSet, word string, k int) {
	word = foldASCII(word)
	set := words[word]
	set.add(k)
	words[word] = set
}

func foldASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = foldByte(c)
	}
	return string(b)
}

func foldByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func (f *filter) markKinds() {
	mark := firstMark
	for c := range f.kinds {
		switch b := byte(c); {
		case isDigit(b):
			f.kinds[c] = kindDigit
		case isLetter(b):
			f.kinds[c] = kindLetter
		case b >= 0x80:
			f.kinds[c] = kindHigh
		case b > ' ' || b == '\t':
			f.kinds[c] = 1 << mark
			mark++
		}
	}
}

func (f *filter) need(marks string, k int) {
	n := need{}
	for i := 0; i < len(marks); i++ {
		n.kinds |= f.kinds[marks[i]]
	}
	n.of.add(k)
	for i := range f.needs {
		if f.needs[i].kinds == n.kinds {
			f.needs[i].of.join(n.of)
			return
		}
	}
	f.needs = append(f.needs, n)
}

// build makes the automaton of words. Its states are numbered so that those that
// end a word come last.
func (f *filter) build(words map[string]grammarSet) {
	sorted := make([]string, 0, len(words))
	for word := range words {
		sorted = append(sorted, word)
	}
	slices.Sort(sorted)
	f.classes(sorted)
	row := 1 << f.width
	trie, out := make([]uint16, row), make([]grammarSet, 1)
	for _, word := range sorted {
		at := 0
		for i := 0; i < len(word); i++ {
			to := &trie[at<<f.width|int(f.class[word[i]])]
			if *to == 0 {
				*to = uint16(len(out))
				trie, out = append(trie, make([]uint16, row)...), append(out, grammarSet{})
				to = &trie[at<<f.width|int(f.class[word[i]])]
			}
			at = int(*to)
		}
		out[at].join(words[word])
	}
	f.number(trie, out, f.complete(trie, out))
}

// classes gives each byte of the words a class of its own.
func (f *filter) classes(words []string) {
	n := 1
	for _, word := range words {
		for i := 0; i < len(word); i++ {
			if c := word[i]; f.class[c] == 0 {
				f.class[c] = uint8(n)
				n++
			}
		}
	}
	for c := byte('a'); c <= 'z'; c++ {
		f.class[c&^0x20] = f.class[c]
	}
	for 1<<f.width < n {
		f.width++
	}
}

// complete gives each state the transitions of its longest proper suffix where it
// has none, and the words that end there. It returns the states by their depth.
func (f *filter) complete(trie []uint16, out []grammarSet) (order []uint16) {
	fail := make([]uint16, len(out))
	order = append(order, 0)
	for k := 0; k < len(order); k++ {
		at := order[k]
		out[at].join(out[fail[at]])
		for class := 1; class < 1<<f.width; class++ {
			to := &trie[int(at)<<f.width|class]
			back := trie[int(fail[at])<<f.width|class]
			switch {
			case *to != 0 && at == 0:
				order = append(order, *to)
			case *to != 0:
				fail[*to] = back
				order = append(order, *to)
			case at != 0:
				*to = back
			}
		}
	}
	return order
}

// number lays the states out: those that end a word last.
func (f *filter) number(trie []uint16, out []grammarSet, order []uint16) {
	numbers := make([]uint16, len(out))
	n := uint16(0)
	for _, ends := range []bool{false, true} {
		if ends {
			f.first = n
		}
		for _, at := range order {
			if (out[at] != grammarSet{}) == ends {
				numbers[at] = n
				n++
			}
		}
	}
	f.next, f.states = make([]uint16, len(trie)), make([]grammarSet, len(out))
	for _, at := range order {
		to := numbers[at]
		f.states[to] = out[at]
		for class := range 1 << f.width {
			f.next[int(to)<<f.width|class] = numbers[trie[int(at)<<f.width|class]]
		}
	}
}

// look returns the grammars that may begin at a line.
func (f *filter) look(line string) grammarSet {
	found := f.always
	state, kinds, first, width := uint16(0), uint64(0), f.first, f.width
	next := f.next
	for i := 0; i < len(line); i++ {
		c := line[i]
		kinds |= f.kinds[c]
		if state = next[int(state)<<width|int(f.class[c])]; state >= first {
			found.join(f.states[state])
		}
	}
	for i := range f.needs {
		if n := &f.needs[i]; kinds&n.kinds == n.kinds {
			found.join(n.of)
		}
	}
	return found
}

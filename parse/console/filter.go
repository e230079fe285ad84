package console

import "math/bits"

// filter tells for each line which grammars may begin there, in one pass over its
// bytes: the words of all grammars are looked for at once (Aho and Corasick, 1975),
// without regard to ASCII case, and the kinds of bytes that the line holds are
// collected on the way; see automaton.
type filter struct {
	automaton
	kinds  [256]uint64
	always grammarSet // grammars that say nothing about how they begin
	needs  []need
	below  []int // grammars with words for the line below, whose bits go from lastBelow down
}

// grammarSet is a set of grammars, or of other things, by their number.
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

package console

import "math/bits"

// filter tells for each line which grammars may begin there: the words of all grammars
// are looked for in one pass over its bytes, without regard to ASCII case, and the kinds of
// bytes that the line holds are collected; see index.
type filter struct {
	index
	always grammarSet // grammars that say nothing about how they begin
	needs  []need
	below  []int // grammars with words for the line below, whose bits go from lastBelow down
	marks  []int // by grammar: the bit of its first mark, the others go up from it
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

// from returns 64 bits of s, the first of them bit k.
func (s grammarSet) from(k int) uint64 {
	if k >= 64 {
		return s[1] >> (k - 64)
	}
	return s[0]>>k | s[1]<<1<<(63-k)
}

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

// Kinds of bytes, as index has them about each: one for each mark of ASCII, one for all digits, one for all
// letters, one for all bytes that are not ASCII.
const (
	kindDigit = 1 << (classBits + iota)
	kindLetter
	kindHigh
	firstMark = classBits + 3
)

// codeWords begin codes of VSS in every way in which VSSCode reads them.
var codeWords = []string{"8004", "-21472", "21477", "VSS_E_", "Vss"}

// yearWords begin the years that a date may have which is told by nothing but its year.
var yearWords = []string{"199", "200", "201", "202", "203", "204", "205", "206", "207", "208", "209"}

// newFilter makes the filter of grammars, those apart that are asked last.
func newFilter(grammars []Grammar) *filter {
	grammars, _ = withoutLast(grammars)
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
	f.mark(grammars, words)
	for _, word := range codeWords {
		addWord(words, word, strayCodes)
	}
	for word, of := range words { // marks are collected anyway
		if len(word) == 1 && f.about[word[0]] >= 1<<firstMark {
			f.needs = append(f.needs, need{f.about[word[0]], of})
			delete(words, word)
		}
	}
	f.need("0:", stampLines) // a time, and the numeric dates
	f.need("0/", stampLines)
	f.need("0-", stampLines)
	f.need("0.", stampLines)
	for _, year := range yearWords { // 22 Nov 2026
		addWord(words, year, stampLines)
	}
	f.build(words)
	return f
}

// mark gives each mark of a grammar a bit, below those of words in the line below.
func (f *filter) mark(grammars []Grammar, words map[string]grammarSet) {
	end := lastBelow - len(f.below) + 1
	f.marks = make([]int, len(grammars))
	for k, g := range grammars {
		end -= len(g.Marks)
		f.marks[k] = end
		for n, group := range g.Marks {
			for _, word := range group {
				addWord(words, word, end+n)
			}
		}
	}
	if end <= len(grammars) {
		panic("console: too many marks of grammars for one text")
	}
}

func (f *filter) markKinds() {
	mark := firstMark
	for c := range f.about {
		switch b := byte(c); {
		case isDigit(b):
			f.about[c] = kindDigit
		case isLetter(b):
			f.about[c] = kindLetter
		case b >= 0x80:
			f.about[c] = kindHigh
		case b > ' ' || b == '\t':
			f.about[c] = 1 << mark
			mark++
		}
	}
}

func (f *filter) need(marks string, k int) {
	n := need{}
	for i := 0; i < len(marks); i++ {
		n.kinds |= f.about[marks[i]]
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
	kinds := f.in(line, &found)
	for i := range f.needs {
		if n := &f.needs[i]; kinds&n.kinds == n.kinds {
			found.join(n.of)
		}
	}
	return found
}

package console

import "slices"

// Words finds which words a text holds, all of them in one pass over its bytes, without
// regard to ASCII case. It spares most lines the patterns that ask for one of the words.
type Words struct {
	automaton
	always grammarSet // groups that any text holds
}

// NewWords makes Words of groups: a group is held by a text that holds one of its words, or
// the word "". There may be 128 groups.
func NewWords(groups [][]string) *Words {
	if len(groups) > 128 {
		panic("console: too many groups of words")
	}
	m, words := &Words{}, map[string]grammarSet{}
	for k, group := range groups {
		for _, word := range group {
			if word == "" {
				m.always.add(k)
				continue
			}
			addWord(words, word, k)
		}
	}
	m.build(words)
	return m
}

// In returns the groups of which text holds a word.
func (m *Words) In(text string) Groups {
	found := m.always
	state := uint16(0)
	for i := 0; i < len(text); i++ {
		if state = m.next[int(state)<<m.width|int(m.class[text[i]])]; state >= m.first {
			found.join(m.states[state])
		}
	}
	return Groups{found}
}

// Groups is a set of groups of words.
type Groups struct{ set grammarSet }

// Next returns the number of the first group from k on, 128 if there is none.
func (g Groups) Next(k int) int { return g.set.next(k) }

// Has reports whether group k is in the set.
func (g Groups) Has(k int) bool { return g.set.has(k) }

// automaton looks for all words at once (Aho and Corasick, 1975), without regard to ASCII
// case: for each byte of a text it goes from a state to the next, beginning with 0.
type automaton struct {
	class  [256]uint8 // of a byte in the words, 0 for one that is in none
	width  uint       // states are width classes wide, a power of two: log2
	next   []uint16
	states []grammarSet // of the words that end in a state; at number first and up
	first  uint16       // states from here on end a word
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

// build makes the automaton of words. Its states are numbered so that those that
// end a word come last.
func (m *automaton) build(words map[string]grammarSet) {
	sorted, most := make([]string, 0, len(words)), 1
	for word := range words {
		sorted = append(sorted, word)
		most += len(word)
	}
	slices.Sort(sorted)
	m.classes(sorted)
	row := 1 << m.width
	trie, out := make([]uint16, row, row*most), make([]grammarSet, 1, most)
	for _, word := range sorted {
		at := 0
		for i := 0; i < len(word); i++ {
			to := &trie[at<<m.width|int(m.class[word[i]])]
			if *to == 0 {
				*to = uint16(len(out))
				trie, out = trie[:len(trie)+row], append(out, grammarSet{})
			}
			at = int(*to)
		}
		out[at].join(words[word])
	}
	m.number(trie, out, m.complete(trie, out))
}

// classes gives each byte of the words a class of its own.
func (m *automaton) classes(words []string) {
	n := 1
	for _, word := range words {
		for i := 0; i < len(word); i++ {
			if c := word[i]; m.class[c] == 0 {
				m.class[c] = uint8(n)
				n++
			}
		}
	}
	for c := byte('a'); c <= 'z'; c++ {
		m.class[c&^0x20] = m.class[c]
	}
	for 1<<m.width < n {
		m.width++
	}
}

// complete gives each state the transitions of its longest proper suffix where it
// has none, and the words that end there. It returns the states by their depth.
func (m *automaton) complete(trie []uint16, out []grammarSet) (order []uint16) {
	fail := make([]uint16, len(out))
	order = append(order, 0)
	for k := 0; k < len(order); k++ {
		at := order[k]
		out[at].join(out[fail[at]])
		for class := 1; class < 1<<m.width; class++ {
			to := &trie[int(at)<<m.width|class]
			back := trie[int(fail[at])<<m.width|class]
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
func (m *automaton) number(trie []uint16, out []grammarSet, order []uint16) {
	numbers := make([]uint16, len(out))
	n := uint16(0)
	for _, ends := range []bool{false, true} {
		if ends {
			m.first = n
		}
		for _, at := range order {
			if (out[at] != grammarSet{}) == ends {
				numbers[at] = n
				n++
			}
		}
	}
	m.next, m.states = make([]uint16, len(trie)), make([]grammarSet, len(out))
	for _, at := range order {
		to := numbers[at]
		m.states[to] = out[at]
		for class := range 1 << m.width {
			m.next[int(to)<<m.width|class] = numbers[trie[int(at)<<m.width|class]]
		}
	}
}

package console

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strings"
	"unsafe"
)

// Words finds which words a text holds, all of them in one pass over its bytes, without
// regard to ASCII case. It spares most lines the patterns that ask for one of the words.
type Words struct {
	index
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
	m.in(text, &found)
	return Groups{found}
}

// Groups is a set of groups of words.
type Groups struct{ set grammarSet }

// Next returns the number of the first group from k on, 128 if there is none.
func (g Groups) Next(k int) int { return g.set.next(k) }

// And returns the groups that are in both sets.
func (g Groups) And(o Groups) Groups {
	return Groups{grammarSet{g.set[0] & o.set[0], g.set[1] & o.set[1]}}
}

// Empty reports whether no group is in the set.
func (g Groups) Empty() bool { return g.set == grammarSet{} }

// Has reports whether group k is in the set.
func (g Groups) Has(k int) bool { return g.set.has(k) }

// index finds all words of a set in one pass over a text, without regard to ASCII case. Three
// characters side by side tell of nearly every place in a text that none of the words stands there; of
// each word those count that are rarest in texts. Where it may stand, it is compared. No step of the
// pass waits for the one before it to be looked up.
type index struct {
	about  [256]uint64 // of a byte: its class, the same for a letter in both cases; above that what else a filter asks
	keys   [1 << (keyBits - 6)]uint64
	heads  [1 << headBits]head // by headOf a key
	words  []indexed           // without the first
	pairs  []indexed           // words of two bytes, without the first
	paired [pairMask + 1]int16 // by the key of two characters: the first of these, 0 if there is none
	single []indexed           // words of one byte
}

// head is what is known of the words whose keys have the same headOf.
type head struct {
	fourth uint64 // a bit for each class of what stands behind the key in one of them
	first  int16  // of the words, 0 if there is none
}

// indexed is a word in lower case.
type indexed struct {
	word  string
	front uint64 // its first bytes, see frontOf
	bits  uint64 // of front that count
	at    int    // where its key stands
	of    grammarSet
	other int16 // the next one with the same head
}

// A key is made of the classes of three characters.
const (
	keyBits   = 18
	keyShift  = keyBits / 3
	keyMask   = 1<<keyBits - 1
	headBits  = 12
	classBits = 6
	classMask = 1<<classBits - 1
	pairMask  = 1<<(2*keyShift) - 1
)

// headOf spreads keys over the heads.
func headOf(key uint32) uint32 { return key * 0x9e3779b1 >> (32 - headBits) }

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

// build makes the index of words.
func (m *index) build(words map[string]grammarSet) {
	for c := range m.about {
		switch b := foldByte(byte(c)); {
		case isLetter(b):
			m.about[c] |= uint64(b - 'a')
		case isDigit(b):
			m.about[c] |= uint64(26 + b - '0')
		default:
			m.about[c] |= uint64(36 + b%28)
		}
	}
	m.words, m.pairs = make([]indexed, 1, len(words)+1), make([]indexed, 1)
	for _, word := range slices.Sorted(maps.Keys(words)) {
		one := indexed{word: word, of: words[word]}
		one.bits = ^uint64(0) >> (8 * max(0, 8-len(word)))
		one.front = frontOf(word) & one.bits
		switch len(word) {
		case 1:
			m.single = append(m.single, one)
		case 2: // whatever stands behind it
			key := m.key(word) & pairMask
			one.other, m.paired[key] = m.paired[key], int16(len(m.pairs))
			m.pairs = append(m.pairs, one)
			for c := range uint32(1 << classBits) {
				m.mark(m.key(word)<<keyShift ^ c)
			}
		default:
			one.at = rarest(word)
			head := &m.heads[headOf(m.mark(m.key(word[one.at:one.at+3])))]
			one.other, head.first = head.first, int16(len(m.words))
			if len(word) > 3 {
				head.fourth |= 1 << m.class(word[one.at+3])
			} else {
				head.fourth = ^uint64(0)
			}
			m.words = append(m.words, one)
		}
	}
}

// inTexts are the characters of texts, those that are seen most often first.
const inTexts = " 0123456789etaoinsrhldcumfpgwybvk:.-/,=x[]\\_\"'()jqz"

// oftenIn is a measure of how often each character is seen in texts.
var oftenIn = func() (often [256]int) {
	for c := range often {
		often[c] = 1
		if at := strings.IndexByte(inTexts, byte(c)); at >= 0 {
			often[c] = len(inTexts) + 1 - at
		}
	}
	return often
}()

// threeLetters are those that many words of a text have.
const threeLetters = "" +
	"the and ing ion tio ent ati for her ter hat ere ate his con res ver all ons nce men ith ted ers pro thi " +
	"wit are ess not ive was ect rea com eve per int est sta cti ica ist ear ain one our iti rat nte ant ine " +
	"pla cop arg ete led tem ste app log ata sys yst arr ree nel pos art fil ile les tar get rge pie opi ied " +
	"ies har tur tra ort oun ind und ble tin"

// commonKeys has them one by one.
var commonKeys = func() map[string]bool {
	common := map[string]bool{}
	for key := range strings.FieldsSeq(threeLetters) {
		common[key] = true
	}
	return common
}()

// rarest is where the key of a word stands that is seen least often in texts; a fourth character stands behind it.
func rarest(word string) (at int) {
	least := math.MaxInt
	for i := 0; i+4 <= len(word); i++ {
		often := (oftenIn[word[i+3]] + 2*len(inTexts)) * oftenIn[word[i]] * oftenIn[word[i+1]] * oftenIn[word[i+2]]
		if commonKeys[word[i:i+3]] {
			often *= 8
		}
		if often < least {
			least, at = often, i
		}
	}
	return at
}

// mark says that a word has three characters with a key.
func (m *index) mark(key uint32) uint32 {
	key &= keyMask
	m.keys[key>>6] |= 1 << (key & 63)
	return key
}

func (m *index) class(c byte) uint32 { return uint32(m.about[c] & classMask) }

func (m *index) key(word string) (key uint32) {
	for i := 0; i < len(word); i++ {
		key = key<<keyShift ^ m.class(word[i])
	}
	return key
}

// in adds the sets of the words that text holds to found, and returns what is known about its bytes,
// joined.
func (m *index) in(text string, found *grammarSet) (all uint64) {
	key := uint32(0)
	for i := 0; i < len(text); i++ {
		about := m.about[text[i]]
		all |= about
		key = key<<keyShift ^ uint32(about&classMask)
		if m.keys[key&keyMask>>6]&(1<<(key&63)) != 0 && i >= 2 {
			m.at(text, i-2, key&keyMask, found)
		}
	}
	if n := len(text); n >= 2 { // a word of two bytes may end the text
		if key = key << keyShift & keyMask; m.keys[key>>6]&(1<<(key&63)) != 0 {
			m.at(text, n-2, key, found)
		}
	}
	for k := range m.single {
		if one := &m.single[k]; holdsByte(text, one.word[0]) {
			found.join(one.of)
		}
	}
	return all
}

// at adds the sets of the words whose key is that of the characters of text at i.
func (m *index) at(text string, i int, key uint32, found *grammarSet) {
	if head := &m.heads[headOf(key)]; len(text) <= i+3 || head.fourth&(1<<m.class(text[i+3])) != 0 {
		for k := head.first; k != 0; k = m.words[k].other {
			if one := &m.words[k]; one.at <= i && one.standsAt(text[i-one.at:]) {
				found.join(one.of)
			}
		}
	}
	for k := m.paired[key>>keyShift]; k != 0; k = m.pairs[k].other {
		if one := &m.pairs[k]; beginsFolded(text[i:], one.word) {
			found.join(one.of)
		}
	}
}

// standsAt reports whether text begins with the word.
func (w *indexed) standsAt(text string) bool {
	return frontOf(text)&w.bits == w.front && beginsFolded(text, w.word)
}

// frontOf are the first eight bytes of s, in which those that differ by their case are the same.
func frontOf(s string) uint64 {
	const lower = 0x2020202020202020
	if len(s) >= 8 {
		return binary.LittleEndian.Uint64(unsafe.Slice(unsafe.StringData(s), 8)) | lower
	}
	var front uint64
	for i := len(s) - 1; i >= 0; i-- {
		front = front<<8 | uint64(s[i])
	}
	return front | lower
}

// beginsFolded reports whether s begins with word, which is in lower case.
func beginsFolded(s, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := 0; i < len(word); i++ {
		if foldByte(s[i]) != word[i] {
			return false
		}
	}
	return true
}

// holdsByte reports whether s holds c, a byte in lower case.
func holdsByte(s string, c byte) bool {
	return strings.IndexByte(s, c) >= 0 || c >= 'a' && c <= 'z' && strings.IndexByte(s, c&^0x20) >= 0
}

package knowledge

import "slices"

// grams finds the anchors whose tokens a text may hold in one pass over it. Each
// anchor stands under four bytes of a token that it needs.
type grams struct {
	bits   [1 << 16 / 64]uint64 // which four bytes stand under lists at all, by hash
	lists  map[uint32][]int32
	always []int32 // anchors whose tokens are too short, or have no four bytes of ASCII
}

const gramSize = 4

// gramsOf are the runs of four ASCII bytes of a token in lower case.
func gramsOf(token string) []uint32 {
	var list []uint32
	for i := 0; i+gramSize <= len(token); i++ {
		if part := token[i : i+gramSize]; ascii(part) {
			list = append(list, uint32(part[0])<<24|uint32(part[1])<<16|uint32(part[2])<<8|uint32(part[3]))
		}
	}
	return list
}

func gramHash(g uint32) uint32 { return g * 2654435761 >> 16 }

// newGrams files anchors by the four bytes that the fewest anchors have in common.
func newGrams(at []int32, anchors []*Pattern) grams {
	x := grams{lists: map[uint32][]int32{}}
	count := gramCount{}
	for _, p := range anchors {
		count.add(p.Text)
		count.add(p.AnyText)
	}
	for i, p := range anchors {
		need := count.needed(p)
		if need == nil {
			x.always = append(x.always, at[i])
		}
		for _, g := range need {
			x.lists[g] = append(x.lists[g], at[i])
			h := gramHash(g)
			x.bits[h/64] |= 1 << (h % 64)
		}
	}
	return x
}

// gramCount tells how often four bytes come in the tokens of all anchors.
type gramCount map[uint32]int

func (count gramCount) add(tokens Words) {
	for _, t := range tokens {
		for _, g := range gramsOf(t) {
			count[g]++
		}
	}
}

// rarest are the rarest four bytes of the tokens; of equal ones the lowest.
func (count gramCount) rarest(tokens ...string) (best uint32, found bool) {
	for _, t := range tokens {
		for _, g := range gramsOf(t) {
			if !found || count[g] < count[best] || count[g] == count[best] && g < best {
				best, found = g, true
			}
		}
	}
	return best, found
}

// needed are four bytes of which a text that an anchor holds for has at least one; nil if
// nothing like that is known.
func (count gramCount) needed(p *Pattern) []uint32 {
	if g, ok := count.rarest(p.Text...); ok {
		return []uint32{g}
	}
	var need []uint32
	for _, t := range p.AnyText {
		g, ok := count.rarest(t)
		if !ok {
			return nil
		}
		need = append(need, g)
	}
	return need
}

// each notes in the view which four bytes its text has, then calls try for the
// anchors whose tokens it may hold.
func (x *grams) each(v *view, try func(int32)) {
	var g uint32
	found := v.found[:0]
	for i := range len(v.Text) {
		g = g<<8 | uint32(lower(v.Text[i]))
		h := gramHash(g)
		v.sieve[h%sieveBits/64] |= 1 << (h % 64)
		if x.bits[h/64]>>(h%64)&1 != 0 && i+1 >= gramSize && !slices.Contains(found, g) {
			found = append(found, g)
		}
	}
	v.sieved = true
	for _, g := range found {
		for _, at := range x.lists[g] {
			try(at)
		}
	}
	for _, at := range x.always {
		try(at)
	}
}

// sieveBits is how many bits a view has for the four bytes of its text.
const sieveBits = 1 << 13

// token is a word of a pattern with what a text must have in its sieve.
type token struct {
	text   string
	hashes []uint32
}

func newTokens(list Words) []token {
	tokens := make([]token, len(list))
	for i, w := range list {
		tokens[i].text = w
		all := gramsOf(w)
		for step, at := max(1, len(all)/6), 0; at < len(all); at += step {
			tokens[i].hashes = append(tokens[i].hashes, gramHash(all[at]))
		}
	}
	return tokens
}

// lacks reports whether the text of the view surely does not hold the token.
func (v *view) lacks(t *token) bool {
	if v.sieved {
		for _, h := range t.hashes {
			if v.sieve[h%sieveBits/64]>>(h%64)&1 == 0 {
				return true
			}
		}
	}
	return false
}

package evtx

import "math/bits"

// A name of an element or attribute stands in the chunk once: the offset of the
// next name of the same table entry, a hash, a length in UTF-16 units, the text,
// and a NUL. Everything else refers to it by its offset, so one damaged name
// would cost every record of the chunk. Its hash and its length tell what it was.

const (
	nameHeader = 8 // next, hash, length
	longName   = 64
)

// name reads the name reference at `at`: an offset in the chunk, followed by the
// name itself if it stands here for the first time. It returns the name's text
// and the place behind the reference.
func (p *parser) name(at, end int) (off, size int32, next int, ok bool) {
	if end-at < 4 {
		return 0, 0, 0, p.short(at, 4)
	}
	ref := le.Uint32(p.b[at:])
	next = at + 4
	// 64 bits: on a 32-bit machine a large offset must not wrap.
	place := int64(ref) + int64(p.shift)
	start, n, ok := p.nameAt(place)
	off = int32(start + nameHeader)
	if (!ok || p.suspect && p.hashOf(start, n) != le.Uint16(p.b[start+4:])) && !p.distrust {
		if start, n, off, ok = p.findName(place, int64(next)); ok {
			p.mended = append(p.mended, int32(at))
		}
	}
	if !ok {
		return 0, 0, 0, p.failNumber(at, "the offset of a name in this chunk", "offset ", uint64(ref))
	}
	if p.distrust && p.hashOf(start, n) != le.Uint16(p.b[start+4:]) {
		// Slack is full of pieces that look like names: the hash tells them apart.
		return 0, 0, 0, p.failNumber(start+4, "the hash of the name", "", uint64(le.Uint16(p.b[start+4:])))
	}
	if start == next {
		next += nameHeader + n + 2
		if next > end {
			return 0, 0, 0, p.short(at, n)
		}
	}
	if !p.spend(at, 1+n>>4) {
		return 0, 0, 0, false
	}
	return off, int32(n), next, true
}

// nameBytes returns the text of a name that name has returned.
func (p *parser) nameBytes(off, size int32) []byte {
	if off < 0 {
		return p.patches[^off:][:size]
	}
	return p.b[off:][:size]
}

// nameAt returns the name at place and its size in bytes, if it lies inside.
func (p *parser) nameAt(place int64) (start, n int, ok bool) {
	if place < 0 || place+nameHeader > int64(len(p.b)) {
		return 0, 0, false
	}
	start = int(place)
	n = 2 * int(le.Uint16(p.b[start+6:]))
	return start, n, n+2 <= len(p.b)-start-nameHeader
}

// hashOf returns the hash of the n bytes of the name at start.
func (p *parser) hashOf(start, n int) uint16 { return hashName(p.b[start+nameHeader:][:n]) }

// findName looks for the name that should be at place, in a chunk that is damaged:
// where it would be if bytes before it were lost or inserted, behind the reference
// (inline) if the reference itself is damaged, and at last where it should be, with
// what is damaged of it mended. off is the place of its text, or the complement of
// that in p.patches.
func (p *parser) findName(place, inline int64) (start, n int, off int32, ok bool) {
	for _, at := range [...]int64{place - int64(p.shift) + int64(p.moved), inline} {
		start, n, ok = p.nameAt(at)
		if ok && isName(p.b[start+nameHeader:], n) && p.hashOf(start, n) == le.Uint16(p.b[start+4:]) {
			return start, n, int32(start + nameHeader), true
		}
	}
	if place < 0 || place+nameHeader+4 > int64(len(p.b)) || !p.spend(int(place), mendingCost) {
		return 0, 0, 0, false
	}
	start = int(place)
	text := append(p.patches, p.b[start+nameHeader:min(start+nameHeader+2*longName+2, len(p.b))]...)
	n = mend(text[len(p.patches):], le.Uint16(p.b[start+4:]), 2*int(le.Uint16(p.b[start+6:])))
	if n == 0 {
		return 0, 0, 0, false
	}
	off = ^int32(len(p.patches))
	p.patches = text[:len(p.patches)+n]
	return start, n, off, true
}

// mendingCost is what mending a name takes from the budget of its chunk.
const mendingCost = 1 << 12

// isName reports whether text starts with n bytes of ASCII, as every name that
// Windows gives has them, and a NUL.
func isName(text []byte, n int) bool {
	if n == 0 || n > 2*longName || n+2 > len(text) || text[n] != 0 || text[n+1] != 0 {
		return false
	}
	for i := 0; i < n; i += 2 {
		if text[i+1] != 0 || !isNameByte(text[i]) {
			return false
		}
	}
	return true
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == ':' || c == '-' ||
		c == '.'
}

// hashName returns the hash of a name.
func hashName(text []byte) (hash uint16) {
	for i := 0; i+1 < len(text); i += 2 {
		hash = hash*hashFactor + le.Uint16(text[i:])
	}
	return hash
}

// mend puts a name right that has the hash and the length of n bytes, one of the
// three being damaged, and returns its length, 0 if it cannot. Records that need
// it are marked as salvaged, whatever is made of it.
func mend(text []byte, hash uint16, n int) int {
	if !isName(text, n) { // the length: the NUL behind the text tells it too
		end := 0
		for end+2 <= len(text) && le.Uint16(text[end:]) != 0 {
			end += 2
		}
		if isName(text, end) && hashName(text[:end]) == hash {
			return end
		}
	}
	if n == 0 || n+2 > len(text) {
		return 0
	}
	// A text that is one as it stands has a damaged hash.
	if mendUnit(text[:n+2], hash) || isName(text, n) {
		return n
	}
	return 0
}

// mendUnit puts one unit of the text right, if there is just one way to do it that
// fits the hash. Several are told apart by how many bits they change.
func mendUnit(text []byte, hash uint16) bool {
	n := len(text) - 2
	bad, at := 0, 0
	for i := 0; i < n; i += 2 {
		if text[i+1] != 0 || !isNameByte(text[i]) {
			bad, at = bad+1, i
		}
	}
	if bad > 1 || text[n] != 0 || text[n+1] != 0 {
		return false
	}
	first, last := 0, n-2
	if bad == 1 {
		first, last = at, at
	}
	best, ways, place, unit := 17, 0, 0, uint16(0)
	for i := first; i <= last; i += 2 {
		old := le.Uint16(text[i:])
		for c := byte('-'); c <= 'z'; c++ {
			if !isNameByte(c) || uint16(c) == old {
				continue
			}
			le.PutUint16(text[i:], uint16(c))
			if changed := bits.OnesCount16(old ^ uint16(c)); changed <= best && hashName(text[:n]) == hash {
				if changed < best {
					best, ways = changed, 0
				}
				ways, place, unit = ways+1, i, uint16(c)
			}
		}
		le.PutUint16(text[i:], old)
	}
	if ways == 1 {
		le.PutUint16(text[place:], unit)
	}
	return ways == 1
}

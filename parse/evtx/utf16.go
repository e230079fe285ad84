package evtx

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUTF16 appends little-endian UTF-16 as UTF-8. An unpaired surrogate
// becomes U+FFFD; an odd last byte is no character and left out.
func appendUTF16(dst, src []byte) []byte {
	const notASCII = 0xff80ff80ff80ff80
	units := len(src) / 2
	dst = slices.Grow(dst, 3*units+8)
	out := dst[len(dst) : len(dst)+3*units+8]
	in, n := src[:2*units], 0
	for len(in) > 0 {
		// Eight and four units at a time while they are ASCII, as most text in logs is.
		for len(in) >= 16 {
			x, y := le.Uint64(in), le.Uint64(in[8:])
			if (x|y)&notASCII != 0 {
				break
			}
			x, y = x|x>>8, y|y>>8
			x, y = x&0xffff|x>>16&0xffff0000, y&0xffff|y>>16&0xffff0000
			le.PutUint64(out[n:], x|y<<32)
			in, n = in[16:], n+8
		}
		for len(in) >= 8 {
			x := le.Uint64(in)
			if x&notASCII != 0 {
				break
			}
			x |= x >> 8
			le.PutUint32(out[n:], uint32(x&0xffff|x>>16&0xffff0000))
			in, n = in[8:], n+4
		}
		// Then single units up to the next ones that may be ASCII again.
		for k := 0; len(in) >= 2 && k < 4; k++ {
			c := rune(le.Uint16(in))
			in = in[2:]
			if c < utf8.RuneSelf {
				out[n] = byte(c)
				n++
				continue
			}
			if c >= 0xd800 && c < 0xe000 {
				c, in = surrogate(c, in)
			}
			n += utf8.EncodeRune(out[n:], c)
		}
	}
	return dst[:len(dst)+n]
}

// surrogate returns the character that begins with the surrogate c, before in, and what
// comes behind it.
func surrogate(c rune, in []byte) (rune, []byte) {
	low := rune(0)
	if len(in) >= 2 {
		low = rune(le.Uint16(in))
	}
	if c < 0xdc00 && low >= 0xdc00 && low < 0xe000 {
		return (c-0xd800)<<10 | (low - 0xdc00) + 0x10000, in[2:]
	}
	return utf8.RuneError, in
}

// trimZeros cuts the terminating NULs that many providers count as part of a
// string.
func trimZeros(src []byte) []byte {
	n := len(src) &^ 1
	for n >= 2 && src[n-1] == 0 && src[n-2] == 0 {
		n -= 2
	}
	return src[:n]
}

// encodeUTF16 returns s as little-endian UTF-16.
func encodeUTF16(s string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = le.AppendUint16(b, unit)
	}
	return b
}

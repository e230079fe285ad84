package evtx

import (
	"unicode/utf16"
	"unicode/utf8"
)

// appendUTF16 appends little-endian UTF-16 as UTF-8. An unpaired surrogate
// becomes U+FFFD; an odd last byte is no character and left out.
func appendUTF16(dst, src []byte) []byte {
	// Four units at a time while they are ASCII, as most text in logs is.
	const notASCII = 0xff80ff80ff80ff80
	for len(src) >= 8 {
		x := le.Uint64(src)
		if x&notASCII != 0 {
			break
		}
		x |= x >> 8
		x = x&0xffff | x>>16&0xffff0000
		dst = le.AppendUint32(dst, uint32(x))
		src = src[8:]
	}
	for len(src) >= 2 {
		c := rune(le.Uint16(src))
		src = src[2:]
		if c < utf8.RuneSelf {
			dst = append(dst, byte(c))
			continue
		}
		if c >= 0xd800 && c < 0xe000 {
			low := rune(0)
			if len(src) >= 2 {
				low = rune(le.Uint16(src))
			}
			if c < 0xdc00 && low >= 0xdc00 && low < 0xe000 {
				c = (c-0xd800)<<10 | (low - 0xdc00) + 0x10000
				src = src[2:]
			} else {
				c = utf8.RuneError
			}
		}
		dst = utf8.AppendRune(dst, c)
	}
	return dst
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

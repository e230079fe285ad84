package rendered

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// utf16Decoder makes UTF-8 of UTF-16. An unpaired surrogate and half a unit at the
// end become U+FFFD each, so that offsets can be counted back; the decoder of
// x/text makes one of two.
type utf16Decoder struct {
	transform.NopResetter
	order binary.ByteOrder
}

func (d utf16Decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := d.rune(src[nSrc:])
		if size == 0 {
			if !atEOF {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r, size = utf8.RuneError, min(2, len(src)-nSrc)
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// rune returns the first character of b and its size, 0 if b may end inside of it.
func (d utf16Decoder) rune(b []byte) (r rune, size int) {
	if len(b) < 2 {
		return 0, 0
	}
	r = rune(d.order.Uint16(b))
	switch {
	case !utf16.IsSurrogate(r):
		return r, 2
	case r >= 0xdc00:
		return utf8.RuneError, 2
	case len(b) < 4:
		return 0, 0
	}
	if pair := utf16.DecodeRune(r, rune(d.order.Uint16(b[2:]))); pair != utf8.RuneError {
		return pair, 4
	}
	return utf8.RuneError, 2
}

// utf16Width returns how many bytes UTF-8 text was in UTF-16.
func utf16Width(b []byte) (n int64) {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		n, b = n+2*int64(utf16.RuneLen(r)), b[size:]
	}
	return n
}

package console

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
	"golang.org/x/text/encoding"
)

// ascii is the name of what needs no decoding.
const ascii = "ASCII"

// decoder turns bytes into text. The code page of 8-bit text is chosen at the
// first line that needs one.
type decoder struct {
	name  string
	coder encoding.Encoding
}

func (c *decoder) decode(p []byte, scheme scheme, has traits, s *source) (decoded, name string) {
	switch {
	case scheme == utf16LE:
		return decodeUTF16(p, scheme), "UTF-16LE"
	case scheme == utf16BE:
		return decodeUTF16(p, scheme), "UTF-16BE"
	case has&hasHigh == 0 || isASCII(p):
		return parse.Borrow(p), ascii
	case bytes.HasPrefix(p, []byte("\ufeff")):
		return parse.Borrow(p[3:]), "UTF-8"
	case utf8.Valid(p):
		return parse.Borrow(p), "UTF-8"
	}
	if c.coder == nil {
		c.name, c.coder = chooseCodePage(s.sample())
	}
	if out, err := c.coder.NewDecoder().Bytes(p); err == nil {
		return parse.Borrow(out), c.name
	}
	return strings.ToValidUTF8(string(p), "\ufffd"), "unknown"
}

func isASCII(p []byte) bool {
	for ; len(p) >= 8; p = p[8:] {
		if binary.LittleEndian.Uint64(p)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, b := range p {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// eightBitSample returns the lines with bytes above 0x7f, up to 64 KiB of them:
// what a code page is chosen by.
func eightBitSample(data []byte) []byte {
	var sample []byte
	for len(data) > 0 && len(sample) < 64<<10 {
		end := bytes.IndexByte(data, '\n') + 1
		if end == 0 {
			end = len(data)
		}
		line := data[:min(end, 4096)]
		if bytes.IndexFunc(line, func(r rune) bool { return r >= 0x80 }) >= 0 && bytes.IndexByte(line, 0) < 0 {
			sample = append(sample, line...)
		}
		data = data[end:]
	}
	return sample
}

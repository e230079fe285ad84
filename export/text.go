package export

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

const hexDigits = "0123456789ABCDEF"

// appendTime appends ns since 1970 as YYYY-MM-DDThh:mm:ss.fffffffZ: always seven
// digits, since readers guess a column's format from its first rows. Years are
// 1677 to 2262.
func appendTime(dst []byte, ns int64) []byte { return parse.FromUnixNano(ns).AppendRFC3339(dst) }

// clock appends times, of which several in a row are often the same, or of one second.
type clock struct {
	ns   int64 // of text
	text []byte
}

// fraction is how much follows the second in the text of a time: .fffffffZ.
const fraction = 9

func (c *clock) append(dst []byte, ns int64) []byte {
	switch {
	case ns == c.ns && len(c.text) > 0:
		return append(dst, c.text...)
	case len(c.text) == 0 || ns < 0 || c.ns < 0 || ns/1e9 != c.ns/1e9:
		c.text = appendTime(c.text[:0], ns)
	default:
		rest := ns % 1e9
		c.text = append(digits(c.text[:len(c.text)-fraction+1], rest/100, 7), 'Z')
	}
	c.ns = ns
	return append(dst, c.text...)
}

// appendInt appends n in decimal.
func appendInt(dst []byte, n int64) []byte {
	switch {
	case n < 0 || n >= 1e12:
		return strconv.AppendInt(dst, n, 10)
	case n < 10:
		return append(dst, byte('0'+n))
	}
	width := 2
	for limit := int64(100); n >= limit; limit *= 10 {
		width++
	}
	return digits(dst, n, width)
}

// hundred holds the numbers below 100 with two digits each.
var hundred = func() (t [200]byte) {
	for i := range 100 {
		t[2*i], t[2*i+1] = byte('0'+i/10), byte('0'+i%10)
	}
	return t
}()

// digits appends n with exactly width digits, at most twelve.
func digits(dst []byte, n int64, width int) []byte {
	dst = append(dst, "000000000000"[:width]...)
	at, rest := len(dst), uint64(n)
	for ; width > 1; width -= 2 {
		two := 2 * (rest % 100)
		rest /= 100
		at -= 2
		dst[at], dst[at+1] = hundred[two], hundred[two+1]
	}
	if width == 1 {
		dst[at-1] = byte('0' + rest)
	}
	return dst
}

// appendHex appends raw bytes as upper-case hex digits.
func appendHex(dst, raw []byte) []byte {
	for _, c := range raw {
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}

// appendFloat appends f in the shortest form that reads back as f, as JSON
// writes numbers.
func appendFloat(dst []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.AppendFloat(dst, f, 'f', 1, 64) // 1.0: a reader must not take the column for integers
	}
	return strconv.AppendFloat(dst, f, 'g', -1, 64)
}

// quoted says which bytes JSON must escape, and 0xe2, with which U+2028 begins.
var quoted = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	t['"'], t['\\'], t[0x7f], t[0xe2] = true, true, true, true
	return t
}()

// appendJSONText appends s, which is UTF-8, as a JSON string.
func appendJSONText(dst, s []byte) []byte {
	return append(escape(append(dst, '"'), s, plain(s)), '"')
}

// escape appends s as it stands between the quotes of a JSON string; its first n bytes
// are plain. U+2028 and U+2029 are escaped so that the line stays one for tools that split
// at them.
func escape(dst, s []byte, n int) []byte {
	for ; ; n = plain(s) {
		dst = append(dst, s[:n]...)
		if n == len(s) {
			return dst
		}
		c := s[n]
		s = s[n+1:]
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		case 0xe2:
			if len(s) > 1 && s[0] == 0x80 && s[1]&^1 == 0xa8 {
				dst = append(dst, "\\u202"...)
				dst = append(dst, '8'+s[1]&1)
				s = s[2:]
				continue
			}
			dst = append(dst, c)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
}

// plain returns how many bytes of s come before the first that needs a closer look. It
// takes eight bytes at a time, the last of which may have been looked at in part.
func plain(s []byte) int {
	if len(s) < 8 {
		for n, c := range s {
			if quoted[c] {
				return n
			}
		}
		return len(s)
	}
	last := len(s) - 8
	for at := 0; at < last; at += 8 {
		w := binary.LittleEndian.Uint64(s[at:])
		if odd(w)&high == 0 {
			continue
		}
		if hit := special(w); hit != 0 {
			return at + bits.TrailingZeros64(hit)/8
		}
	}
	if hit := special(binary.LittleEndian.Uint64(s[last:])); hit != 0 {
		return last + bits.TrailingZeros64(hit)/8
	}
	return len(s)
}

// In eight bytes at once, those below a limit are found by the borrow of a subtraction, into
// the highest bit (H. S. Warren, "Hacker's Delight", 6-1), which can only err behind the first
// hit. A quote is found with what is below 0x20: with the bit 2 turned it is 0x20, and the
// others stay below.
const (
	ones  = 0x0101010101010101
	high  = 0x80 * ones
	turn  = 0x02 * ones
	limit = 0x21 * ones
)

// odd sets the highest bit of bytes that need a closer look, and of some others; in ASCII only of
// those behind one.
func odd(w uint64) uint64 { return w | (w ^ turn - limit) | (w ^ '\\'*ones - ones) | (w + ones) }

// special sets the highest bit of the first byte that needs a closer look, and of some behind
// it; 0: there is none.
func special(w uint64) uint64 {
	low, slash, del, wide := w^turn, w^'\\'*ones, w^0x7f*ones, w^0xe2*ones
	return ((low-limit)&^low | (slash-ones)&^slash | (del-ones)&^del | (wide-ones)&^wide) & high
}

// appendJSONString is appendJSONText for a string.
func appendJSONString(dst []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = string([]rune(s))
	}
	return appendJSONText(dst, []byte(s))
}

// appendJSON appends row i of v as a JSON value.
func (v *Vector) appendJSON(dst []byte, f *Field, i int) []byte {
	if v.isNull(i) {
		return append(dst, "null"...)
	}
	switch v.kind {
	case Int:
		return strconv.AppendInt(dst, v.words[i], 10)
	case Float:
		return appendFloat(dst, v.number(i))
	case Bool:
		return strconv.AppendBool(dst, v.truth(i))
	case Text:
		return appendJSONText(dst, v.text(i))
	case Binary:
		return append(appendHex(append(dst, '"'), v.text(i)), '"')
	case Time:
		return append(appendTime(append(dst, '"'), v.words[i]), '"')
	}
	dst = append(dst, '[')
	from, to := v.span(i)
	for j := from; j < to; j++ {
		if j > from {
			dst = append(dst, ',')
		}
		if v.kind == TextList {
			dst = v.items[0].appendJSON(dst, f, j)
			continue
		}
		dst = append(dst, '{')
		for k := range v.items {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = append(append(append(dst, '"'), f.Items[k].Name...), '"', ':')
			dst = v.items[k].appendJSON(dst, &f.Items[k], j)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

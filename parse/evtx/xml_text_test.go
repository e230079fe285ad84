package evtx

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestXMLText: texts are escaped character by character, whatever lies beside it.
func TestXMLText(t *testing.T) {
	slow := func(s string) string {
		var b []byte
		for _, c := range s {
			switch {
			case c == '&':
				b = append(b, "&amp;"...)
			case c == '<':
				b = append(b, "&lt;"...)
			case c == '>':
				b = append(b, "&gt;"...)
			case c == '"':
				b = append(b, "&quot;"...)
			case c == '\r':
				b = append(b, "&#13;"...)
			case c < 0x20 && c != '\t' && c != '\n', c == 0xfffe, c == 0xffff:
			default:
				b = utf8.AppendRune(b, c)
			}
		}
		return string(b)
	}
	pieces := []string{
		"a",
		"plain words",
		"&",
		"<",
		">",
		`"`,
		"'",
		"\r",
		"\n",
		"\t",
		"\x00",
		"\x1f",
		"\x7f",
		"ü",
		"影",
		"\U0001f600",
		"\ufffe",
		"\uffff",
		"\ufffd",
		"\xff",
		"\xe5\xbd",
		"\xc0\x80",
		"\xed\xa0\x80",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var s string
		for range random.IntN(8) {
			s += pieces[random.IntN(len(pieces))]
		}
		x := xmlWriter{}
		if x.text(s); string(x.b) != slow(s) {
			t.Fatalf("%q is %q, not %q", s, x.b, slow(s))
		}
	}
}

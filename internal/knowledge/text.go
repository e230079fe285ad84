package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lowerText is the form in which texts and their tokens are compared: lower case, but
// no letter beyond ASCII becomes one of ASCII, so that bytes can be compared too.
func lowerText(s string) string {
	upper, wide := false, byte(0)
	for i := range len(s) {
		upper = upper || 'A' <= s[i] && s[i] <= 'Z'
		wide |= s[i]
	}
	switch {
	case wide >= utf8.RuneSelf:
		return strings.Map(lowerRune, s)
	case !upper:
		return s
	}
	b := []byte(s)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

func lowerRune(r rune) rune {
	if l := unicode.ToLower(r); l >= utf8.RuneSelf || r < utf8.RuneSelf {
		return l
	}
	return r
}

// textHolds compares the tokens of a pattern with the text of an observation.
func (p *Pattern) textHolds(v *view) bool {
	if len(p.Text) == 0 && len(p.AnyText) == 0 {
		return true
	}
	text := v.lower()
	for _, t := range p.Text {
		if !strings.Contains(text, t) {
			return false
		}
	}
	for _, t := range p.AnyText {
		if strings.Contains(text, t) {
			return true
		}
	}
	return len(p.AnyText) == 0
}

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
	if len(p.all) == 0 && len(p.any) == 0 {
		return true
	}
	for i := range p.all {
		if t := &p.all[i]; v.lacks(t) || !strings.Contains(v.lower(), t.text) {
			return false
		}
	}
	for i := range p.any {
		if t := &p.any[i]; !v.lacks(t) && strings.Contains(v.lower(), t.text) {
			return true
		}
	}
	return len(p.any) == 0
}

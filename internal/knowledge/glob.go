package knowledge

import (
	"strings"
	"unicode/utf8"
)

// glob is a pattern over a whole field: * is any run of characters, ? any one.
// Case is ignored.
type glob struct {
	shape   globShape
	literal string   // lower case, without the stars of the simple shapes
	parts   []string // of the shape of parts: what stands between the stars
	pattern string   // lower case, no two stars in a row
	runes   []rune   // of the general shape
}

type globShape uint8

const (
	exactly globShape = iota
	startsWith
	endsWith
	contains
	inParts // a*b*c, without ?
	general
)

func newGlob(pattern string) glob {
	p := lowerText(pattern)
	for strings.Contains(p, "**") {
		p = strings.ReplaceAll(p, "**", "*")
	}
	g := glob{pattern: p}
	inner := strings.Trim(p, "*")
	switch {
	case strings.Contains(inner, "?"):
		g.shape = general
	case strings.Contains(inner, "*"):
		g.shape = inParts
		if g.parts = strings.Split(p, "*"); !ascii(p) {
			g.shape = general
		}
	case p == "*":
		g.shape = contains
	case strings.HasPrefix(p, "*") && strings.HasSuffix(p, "*"):
		g.shape = contains
	case strings.HasPrefix(p, "*"):
		g.shape = endsWith
	case strings.HasSuffix(p, "*"):
		g.shape = startsWith
	}
	if g.literal = inner; g.shape == general {
		g.runes = []rune(p)
	}
	return g
}

func (g *glob) matches(s string) bool {
	n := len(g.literal)
	switch g.shape {
	case exactly:
		return len(s) == n && equalLower(s, g.literal) || !ascii(s) && lowerText(s) == g.literal
	case startsWith:
		return len(s) >= n && equalLower(s[:n], g.literal) || !ascii(s) && strings.HasPrefix(lowerText(s), g.literal)
	case endsWith:
		return len(s) >= n && equalLower(s[len(s)-n:], g.literal) ||
			!ascii(s) && strings.HasSuffix(lowerText(s), g.literal)
	case contains:
		return containsLower(s, g.literal)
	case inParts:
		return matchParts(g.parts, s)
	}
	return matchRunes(g.runes, s)
}

// matchParts looks for what stands between the stars, each as early as it goes: the
// first at the start of s, the last at its end.
func matchParts(parts []string, s string) bool {
	first, last := parts[0], parts[len(parts)-1]
	if len(s) < len(first)+len(last) || !equalLower(s[:len(first)], first) || !equalLower(s[len(s)-len(last):], last) {
		return false
	}
	s = s[len(first) : len(s)-len(last)]
	for _, p := range parts[1 : len(parts)-1] {
		i := indexLower(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return true
}

// matchRunes walks s once and goes back to the last star where it must.
func matchRunes(p []rune, s string) bool {
	i, star, mark := 0, -1, 0
	for at := 0; at < len(s); {
		r, size := decodeLower(s[at:])
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, at
			i++
			continue
		case i < len(p) && (p[i] == '?' || p[i] == r):
			i++
			at += size
			continue
		case star < 0:
			return false
		}
		_, skip := decodeLower(s[mark:])
		mark += skip
		i, at = star+1, mark
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

func decodeLower(s string) (rune, int) {
	if c := s[0]; c < utf8.RuneSelf {
		return rune(lower(c)), 1
	}
	r, size := utf8.DecodeRuneInString(s)
	return lowerRune(r), size
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// equalLower compares a text of the same length with one in lower case, byte by byte.
func equalLower(s, low string) bool {
	for i := range len(s) {
		if lower(s[i]) != low[i] {
			return false
		}
	}
	return true
}

// containsLower looks for a lower-case text in s.
func containsLower(s, low string) bool {
	if !ascii(low) {
		return strings.Contains(lowerText(s), low)
	}
	return indexLower(s, low) >= 0
}

// indexLower finds where a lower-case text of ASCII stands in s, -1 if it does not.
func indexLower(s, low string) int {
	if low == "" {
		return 0
	}
	for at := 0; at+len(low) <= len(s); at++ {
		if lower(s[at]) == low[0] && equalLower(s[at:at+len(low)], low) {
			return at
		}
	}
	return -1
}

// covers reports whether h surely matches all that g matches. It reads g as a text
// in which a star can only stand where h has a star too: never wrong, sometimes shy.
func (h *glob) covers(g *glob) bool {
	p, s := []rune(h.pattern), []rune(g.pattern)
	i, at, star, mark := 0, 0, -1, 0
	for at < len(s) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, at
			i++
			continue
		case i < len(p) && s[at] != '*' && (p[i] == '?' || p[i] == s[at] && s[at] != '?'):
			i++
			at++
			continue
		case star < 0:
			return false
		}
		mark++
		i, at = star+1, mark
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// meets reports whether some text matches both globs.
func (g *glob) meets(h *glob) bool {
	a, b := []rune(g.pattern), []rune(h.pattern)
	// reach[j] is whether a[i:] and b[j:] meet, filled from the ends.
	next := make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		row := make([]bool, len(b)+1)
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				row[j] = true
			case i < len(a) && a[i] == '*':
				row[j] = next[j] || j < len(b) && row[j+1]
			case j < len(b) && b[j] == '*':
				row[j] = row[j+1] || i < len(a) && next[j]
			case i < len(a) && j < len(b):
				row[j] = (a[i] == b[j] || a[i] == '?' || b[j] == '?') && next[j+1]
			}
		}
		next = row
	}
	return next[0]
}

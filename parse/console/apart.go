package console

import "strings"

// apart follows a text and tells which of its lines are set apart from prose: those
// between the fences of a block of code, and the paragraph behind a sentence that
// ends in a colon. Who writes so shows what a program printed.
type apart struct {
	fenced     int  // lines since the fence that opened; 0 if none is open
	introduces bool // the last line that was not blank ends in a colon
	inside     bool // of a paragraph that such a line introduces
	gap        int  // blank lines since the last other one
}

// A block of code that does not end within so many lines has lost its fence.
const longestFence = 2000

// next takes the next line and reports whether it is set apart.
func (a *apart) next(l *Line) bool {
	switch {
	case l.fence && a.fenced > 0:
		a.fenced = 0
	case l.fence:
		a.fenced = 1
	case a.fenced > longestFence:
		a.fenced = 0
	case a.fenced > 0:
		a.fenced++
	}
	if isBlank(l.Text) {
		if a.gap++; !l.fence {
			a.inside = false
		}
		return false
	}
	a.inside = a.inside || a.introduces && a.gap <= 1
	a.introduces, a.gap = introduces(l.Text), 0
	return a.inside || a.fenced > 0
}

// introduces reports whether a line is a sentence that introduces what stands below.
func introduces(s string) bool {
	t := strings.TrimRight(s, " *_")
	if len(t) < 12 || t[len(t)-1] != ':' {
		return false
	}
	words, wide := 0, 0
	for word := range strings.FieldsSeq(t[:len(t)-1]) {
		plain := true
		for _, c := range word {
			plain = plain && c != '=' && c != '\\' && (c < '0' || c > '9')
			if c >= 0x3040 {
				wide++
			}
		}
		if plain {
			words++
		}
	}
	return (words >= 3 || wide >= 6) && !isLogLine(t[:len(t)-1])
}

// Apart reports whether line i is set apart from the prose around it, as what a
// program printed.
func (r *Reader) Apart(i int) bool {
	l := r.line(i)
	return l != nil && l.apart
}

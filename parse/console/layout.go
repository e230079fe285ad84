package console

import (
	"strings"
)

// layoutKind is what was done to the lines of a text on its way.
type layoutKind uint8

const (
	doubledBlanks  layoutKind = iota // each line is followed by a blank one that was not there
	numberedLines                    // a viewer's line numbers stand in front
	softLineBreaks                   // quoted-printable (RFC 2045, 6.7): "=" at the end of a line, =XX inside of it
	layoutKinds
)

// stretch is a run of lines of the input, both ends included.
type stretch struct{ first, last int32 }

// maxStretches is how many stretches of a kind are undone. A text has a few.
const maxStretches = 10_000

// layout is what was done to which lines, in the order of the text.
type layout [layoutKinds][]stretch

// empty reports whether nothing was done to any line.
func (l *layout) empty() bool {
	for _, all := range l {
		if len(all) > 0 {
			return false
		}
	}
	return true
}

// has reports whether line number n is in a stretch of a kind. It is asked for
// ascending numbers, and forgets the stretches before n.
func (l *layout) has(kind layoutKind, n int32) bool {
	all := l[kind]
	for len(all) > 0 && all[0].last < n {
		all = all[1:]
	}
	l[kind] = all
	return len(all) > 0 && all[0].first <= n
}

// layoutLearner finds the stretches of a text.
type layoutLearner struct {
	layout
	doubled  doubledRun
	numbered numberedRun
	soft     softRun
}

func (l *layoutLearner) learn(text string, has traits, number int32, piece bool) {
	if piece {
		text = "-" // a line too long to be of a listing
	}
	bare := unquote(text)
	blank := isBlank(bare)
	if s, ok := l.doubled.add(bare, has, blank, number); ok {
		l.note(doubledBlanks, s)
	}
	if !blank {
		if s, ok := l.numbered.add(bare, number); ok {
			l.note(numberedLines, s)
		}
		if has&hasEquals != 0 {
			l.soft.add(text, number)
		}
	}
}

func (l *layoutLearner) note(kind layoutKind, s stretch) {
	if len(l.layout[kind]) < maxStretches {
		l.layout[kind] = append(l.layout[kind], s)
	}
}

func (l *layoutLearner) decide() layout {
	if s, ok := l.doubled.close(); ok {
		l.note(doubledBlanks, s)
	}
	if s, ok := l.numbered.close(); ok {
		l.note(numberedLines, s)
	}
	if s, ok := l.soft.close(); ok {
		l.note(softLineBreaks, s)
	}
	return l.layout
}

// doubledRun is a run of lines of which no two follow each other without a blank
// line between them.
type doubledRun struct {
	stretch
	lines, shaped int    // not blank; of them, those of a listing
	opening       string // the first line, of which nothing is asked unless the run goes on
	traits        traits // of it
	blanks        int    // since the last line
}

// leastDoubled is how many lines such a run has before it counts. Half of them
// have the shape of a listing: paragraphs of one line each are separate on purpose.
const leastDoubled = 4

func (r *doubledRun) add(bare string, has traits, blank bool, number int32) (s stretch, ok bool) {
	if blank {
		r.blanks++
		return s, false
	}
	if r.lines > 0 && (r.blanks&1 == 0 || r.blanks > 3) {
		s, ok = r.close()
	}
	if r.lines++; r.lines == 1 { // as of most lines
		r.first, r.opening, r.traits = number, bare, has
		r.last, r.blanks = number, 0
		return s, ok
	}
	if r.lines == 2 && isShaped(r.opening, r.traits) {
		r.shaped++
	}
	if isShaped(bare, has) {
		r.shaped++
	}
	r.last, r.blanks = number, 0
	return s, ok
}

func (r *doubledRun) close() (s stretch, ok bool) {
	s, ok = r.stretch, r.lines >= leastDoubled && r.shaped*2 >= r.lines
	*r = doubledRun{}
	return s, ok
}

// isShaped reports whether a line looks like one of a listing: it is indented, or
// begins with a short label.
func isShaped(s string, has traits) bool {
	if has&hasColon == 0 || Indent(s) >= 2 {
		return Indent(s) >= 2
	}
	label, _, ok := Label(s)
	return ok && len(label) <= 40
}

// numberedRun is a run of lines whose numbers in front go up by one.
type numberedRun struct {
	stretch
	lines    int
	number   int // in front of the last line
	weak     bool
	anything bool // something stands behind a number
}

// leastNumbered is how many lines such a run has before it counts; a blank alone
// behind the number says less than a mark does.
const leastNumbered, leastWeaklyNumbered = 4, 10

func (r *numberedRun) add(bare string, number int32) (s stretch, ok bool) {
	n, rest, weak, numbered := lineNumber(bare)
	if !numbered || r.lines > 0 && n != r.number+1 {
		s, ok = r.close()
	}
	if !numbered {
		return s, ok
	}
	if r.lines == 0 {
		r.first = number
	}
	r.lines, r.number, r.last = r.lines+1, n, number
	r.weak = r.weak || weak
	r.anything = r.anything || !isBlank(rest)
	return s, ok
}

func (r *numberedRun) close() (s stretch, ok bool) {
	least := leastNumbered
	if r.weak {
		least = leastWeaklyNumbered
	}
	s, ok = r.stretch, r.lines >= least && r.anything
	*r = numberedRun{}
	return s, ok
}

// lineNumber takes the number of a viewer off a line: "12: text", "12| text",
// "12<tab>text", "12) text", and weakly "12 text".
func lineNumber(s string) (n int, rest string, weak, ok bool) {
	t := strings.TrimLeft(s, " ")
	n, at := number(t, 0, 6)
	if at == 0 || at < len(t) && isDigit(t[at]) {
		return 0, s, false, false
	}
	if rest = t[at:]; strings.HasPrefix(strings.TrimLeft(rest, " "), "|") {
		rest = strings.TrimLeft(rest, " ")
	}
	if rest == "" {
		return n, rest, true, true
	}
	switch rest[0] {
	case ':':
		if len(rest) > 1 && isDigit(rest[1]) { // a time
			return 0, s, false, false
		}
	case '|', '\t', ')':
	case ' ':
		if _, from, _, dated := FindMoment(rest); dated && from < 3 { // a record's own number
			return 0, s, false, false
		}
		return n, rest[1:], true, true
	default:
		return 0, s, false, false
	}
	if rest[0] != '\t' && strings.HasPrefix(rest[1:], " ") {
		rest = rest[1:]
	}
	return n, rest[1:], false, true
}

// softRun is the part of a text that looks like quoted-printable.
type softRun struct {
	stretch
	soft, escaped int
}

func (r *softRun) add(text string, number int32) {
	soft := isSoftBreak(text)
	escaped := !soft && hasEscape(text)
	if !soft && !escaped {
		return
	}
	if r.first == 0 {
		r.first = number
	}
	r.last = number
	if soft {
		r.soft++
		r.last++ // the rest of the line
		escaped = hasEscape(text[:len(text)-1])
	}
	if escaped {
		r.escaped++
	}
}

func (r *softRun) close() (stretch, bool) { return r.stretch, r.soft >= 2 && r.escaped >= 1 }

// isSoftBreak reports whether a line ends in a soft line break: at most 76 characters.
func isSoftBreak(s string) bool {
	return len(s) >= 40 && len(s) <= 76 && s[len(s)-1] == '='
}

func hasEscape(s string) bool {
	for at := strings.IndexByte(s, '='); at >= 0 && at+2 < len(s); {
		if isUpperHex(s[at+1]) && isUpperHex(s[at+2]) {
			return true
		}
		next := strings.IndexByte(s[at+1:], '=')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

func isUpperHex(c byte) bool { return isDigit(c) || c >= 'A' && c <= 'F' }

// unescapePrintable replaces =XX; what is no such escape stays.
func unescapePrintable(p []byte) []byte {
	out := p[:0:0]
	for i := 0; i < len(p); i++ {
		if p[i] == '=' && i+2 < len(p) && isUpperHex(p[i+1]) && isUpperHex(p[i+2]) {
			out = append(out, byte(hexDigit(p[i+1])<<4|hexDigit(p[i+2])))
			i += 2
			continue
		}
		out = append(out, p[i])
	}
	return out
}

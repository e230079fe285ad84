package console

import (
	"bytes"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// A long text that no grammar knows has many lines about which each grammar can tell from the line alone
// that it claims nothing. The first pass over a text notes the runs of such lines, and the second one
// leaps over them: it reads the first lines of a run, and the last ones, which what follows may look back
// at. What is left out would change nothing; see Grammar.May.

// quietRun is what is left out of a run of such lines: those from a line on, up to the line with which the
// reading goes on.
type quietRun struct {
	from, to int32 // numbers of lines
	offset   int64 // of the line to
}

const (
	quietAhead  = 3             // lines of a run that are asked about before anything is left out
	quietBehind = keptLines + 8 // lines at its end that are read; the grammars are asked about the last of them
	leastQuiet  = 24            // lines of a run in which something is left out
	mostRuns    = 1 << 17       // that are kept of a text
	longestRest = 64            // lines that are not looked at behind some of which none was quiet
	longestLeap = 4 << 20       // bytes of a run, so that who waits sees the reading go on
)

// quietLearner finds the runs.
type quietLearner struct {
	filter     *filter
	grammars   []Grammar
	runs       []quietRun
	lines      int                // of the run so far
	from       int32              // the number of its line quietAhead
	begun      int64              // the offset of its first line
	offsets    [quietBehind]int64 // of its last lines, a ring
	rest, left int                // lines that are not looked at: the next time, and now
	logs       logReader
	room       []byte // for a line that logs reads
}

// quietness is what was found out about a line that comes again.
type quietness uint8

const (
	notAsked quietness = iota
	isLoud
	isSilent
)

// learn takes the next line of the input; known is what is known of it, nil for nothing.
func (q *quietLearner) learn(text string, has traits, number int32, offset int64, piece bool, known *knownLine) {
	if q.left > 0 {
		q.left--
		return
	}
	if piece || len(q.runs) == mostRuns || !q.isQuietAgain(text, has, known) {
		q.close(number)
		return
	}
	if q.lines > 0 && offset-q.begun > longestLeap {
		q.close(number)
	}
	switch q.lines++; q.lines {
	case 1:
		q.begun = offset
	case quietAhead:
		q.from = number
	}
	q.offsets[q.lines%len(q.offsets)] = offset
}

// close ends a run in front of a line with a number.
func (q *quietLearner) close(number int32) {
	if q.lines >= leastQuiet {
		q.runs = append(q.runs, quietRun{q.from, number - quietBehind, q.offsets[(q.lines+1)%len(q.offsets)]})
	}
	if q.lines >= leastQuiet/4 {
		q.rest = 0
	} else if q.rest = 2*q.rest + 1; q.rest > longestRest {
		q.rest = longestRest
	}
	q.lines, q.left = 0, q.rest
}

// isQuietAgain is isQuiet of a line that may have come before.
func (q *quietLearner) isQuietAgain(text string, has traits, known *knownLine) bool {
	if known == nil {
		return q.isQuiet(text, has)
	}
	if known.quiet == notAsked {
		known.quiet = isLoud
		if q.isQuiet(text, has) {
			known.quiet = isSilent
		}
	}
	return known.quiet == isSilent
}

// isQuiet reports whether nothing begins at a line in the middle of a paragraph, or above it because of it,
// and whether it sets nothing apart.
func (q *quietLearner) isQuiet(text string, has traits) bool {
	if has&(hasHigh|hasQuote) == hasQuote && text[0] == '{' {
		q.room = append(q.room[:0], text...)
		inner, _, ok := q.logs.text(q.room)
		return ok && bytes.IndexByte(inner, '\n') < 0 && bytes.IndexByte(inner, '\r') < 0 &&
			!strings.Contains(text, `-data"`) && q.isQuietText(parse.Borrow(inner), traitsIn(inner)&^hasQuote)
	}
	return q.isQuietText(text, has)
}

// isQuietText is isQuiet of a line that is as it stands, or of what a line of a log in JSON says.
func (q *quietLearner) isQuietText(text string, has traits) bool {
	const longest = 4 << 10
	if has&(hasHigh|hasAngle) != 0 || len(text) > longest || has&mayDecorate != 0 && isDecorated(text) {
		return false
	}
	text = trimmed(text)
	if isBlank(text) || Indent(text) >= 4 || isCut(text) || isQuotation(text) ||
		strings.IndexByte(":*_", text[len(text)-1]) >= 0 {
		return false
	}
	if first := strings.TrimLeft(text, " ")[0]; strings.IndexByte("=-|_*", first) >= 0 ||
		has&hasQuote != 0 && (strings.IndexByte(`{["`, first) >= 0 || strings.Contains(text, `-data"`)) {
		return false
	}
	may := q.filter.look(text)
	return may == grammarSet{} || !q.mayBegin(text, may)
}

// isDecorated reports whether a line has decorations, or sets something apart as code.
func isDecorated(text string) bool {
	return !isPlain(text) && (strings.IndexByte(text, '`') >= 0 || undecorated(text) != text)
}

// mayBegin reports whether something may begin at a line, of what the filter lets through.
func (q *quietLearner) mayBegin(text string, may grammarSet) bool {
	for k := may.next(0); k < len(q.grammars); k = may.next(k + 1) {
		if g := &q.grammars[k]; g.May == nil || g.May(text, heldBy(may, g, q.filter.marks[k])) {
			return true
		}
	}
	for n := range q.filter.below {
		if may.has(lastBelow - n) {
			return true
		}
	}
	if may.has(strayCodes) {
		if _, ok := VSSCode(text); ok {
			return true
		}
	}
	if may.has(stampLines) {
		if _, ok := stampIn(text); ok {
			return true
		}
	}
	return false
}

// leap goes on behind what is left out of the quiet run in which line i stands, and returns how many lines
// that are. It reads them all where they are not as they were in the first pass: where they are set apart,
// and where a sentence among them parts what stands above from what stands below.
func (r *Reader) leap(i int) (lines int) {
	l, last := r.line(i), &r.lines[len(r.lines)-1]
	for len(r.quiet) > 0 && r.quiet[0].to <= l.Number {
		r.quiet = r.quiet[1:]
	}
	if len(r.quiet) == 0 || l.Number < r.quiet[0].from || last.Number >= r.quiet[0].to ||
		r.quoted.inside || r.quoted.fenced > 0 {
		return 0
	}
	if n := len(r.pieces.all); n > 0 && !r.pieces.prose && l.Number-r.pieces.all[n-1].Last <= widestGap {
		return 0
	}
	run := r.quiet[0]
	lines, r.asksFrom = int(run.to-l.Number), run.to+keptLines
	r.account.Slack += run.offset - l.Offset
	r.counted += lines
	r.Document.leap(i+lines, run)
	return lines
}

// onlyRead reports whether line i is one of those behind a leap about which nobody is asked: they are there
// to be looked back at.
func (r *Reader) onlyRead(i int) bool { return r.line(i).Number < r.asksFrom }

// leap goes on with the line behind a run, which is line i.
func (d *Document) leap(i int, run quietRun) {
	clear(d.lines)
	d.lines, d.first, d.held = d.lines[len(d.lines):], i, 0
	d.number = run.to - 1
	d.source.leap(run.offset)
}

// leap goes on at an offset that was not reached yet, at the end if the input became shorter meanwhile.
func (s *source) leap(offset int64) {
	for !s.end && s.base+int64(len(s.buf)) < offset {
		s.pos = len(s.buf)
		s.more()
	}
	s.pos = int(min(offset-s.base, int64(len(s.buf))))
}

package console

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse/codepage"
)

// Line is one line of a Document.
type Line struct {
	// Text is decoded, without the decorations of quoting and Markdown, without
	// blanks at its end; typographic quotes and blanks are folded to ASCII.
	// The indent is kept.
	Text   string
	Offset int64 // of the line's first byte in the input
	Length int64 // bytes, line break included
	Number int32 // 1-based line of the input; lines inside a JSON string share one

	may    grammarSet // that may begin here, once it was looked
	looked bool
	class  class
	piece  bool   // of a line that is too long to be read as one
	cut    bool   // in its place stood a mark that lines were left out; Text is empty
	stray  bool   // nothing claims it but that it holds a code
	code   bool   // it sets something apart as code or a link inside of a sentence
	fence  bool   // it begins or ends a block of code
	apart  bool   // it is set apart from prose; see apart
	span   string // the code in it that may be a message
	host   string // the computer that a log of JSON gives with it

	known *knownLine // that it is, if it came before
}

// Document is a text as lines, numbered from 0. It holds a window of them: from
// the line before the block that is being read to the last that was asked for.
type Document struct {
	Encodings []string // found so far, in the order met: ASCII, UTF-8, UTF-16LE, windows-1252, ...

	lines  []Line // the window
	first  int    // number of lines[0]
	held   int64  // bytes of input that the window covers
	source *source
	inner  *inner // lines inside a JSON string that are not in the window yet
	logs   logReader
	dec    decoder
	number int32
	ended  bool
	raw    rawLine // the last line as it was cut off

	skip func(raw []byte, has traits) bool // lines of 8-bit text that are not wanted decoded, if it is set

	longOffset int64 // of the first line that is longer than longestLine
	longNumber int32 // 0 if there is none

	nulOffset int64 // of the first line with a run of NULs
	nulNumber int32 // 0 if there is none
	nuls      int64

	memory lineMemory
	watch  watcher // if it is set
	dates  dateOrders
	layout layout
	blanks int   // blank lines since the last other one
	quoted apart // what is set apart from prose
	pushed *Line // read ahead of the window
	join   joinedLine
	room   []Line // that lines is a part of
}

// watcher sees every line of the input, and what is known of one that came before.
type watcher func(text string, offset int64, has traits, piece bool, known *knownLine)

// leastNULs is how many NULs in a line are no slip of an encoding: what a file
// system leaves where it lost the content.
const leastNULs = 8

// maxHeld is how many bytes the window may cover. A grammar that looks further
// ahead sees the end of the document.
const maxHeld = 16 << 20

// lineCost is what a line takes besides its bytes.
const lineCost = 64

// newDocument reads the lines of s. codePage is the name of the code page of
// 8-bit text that is not UTF-8; "" infers it from the words found.
func newDocument(s *source, codePage string) (*Document, error) {
	coder, err := codepage.Find("", codePage)
	if err != nil {
		return nil, err
	}
	return &Document{source: s, dec: decoder{name: codePage, coder: coder}, memory: lineMemory{from: memoryFrom}}, nil
}

// read appends the next line to the window and reports whether there was one.
func (d *Document) read() bool {
	l := d.place()
	if d.pushed != nil {
		*l, d.pushed = *d.pushed, nil
	} else if !d.next(l) {
		d.lines = d.lines[:len(d.lines)-1]
		d.ended = true
		return false
	}
	if l.Text != "" {
		d.blanks = 0
	}
	for d.layout.has(doubledBlanks, l.Number) { // what belongs to no line goes with the one before
		next := new(Line)
		if !d.next(next) {
			break
		}
		if !d.isDoubled(next) {
			d.pushed = next
			break
		}
		l.Length += next.Length
	}
	l.apart = d.quoted.next(l)
	d.held += l.Length + lineCost
	return true
}

// next reads the next line of the input into l; it returns false behind the last.
func (d *Document) next(l *Line) bool {
	if d.inner != nil {
		var ok bool
		if *l, ok = d.inner.next(d); ok {
			return true
		}
		d.inner = nil
	}
	if k := d.memory.foreseen(); k != nil && d.asItStands(d.number+1) {
		if offset, ok := d.source.skip(k.raw); ok {
			d.again(l, k, offset)
			return true
		}
	}
	raw := &d.raw // a place of its own would be one in the heap for each line
	if !d.source.next(raw) {
		return false
	}
	slot := d.recall(raw)
	if slot != nil && slot.holds(raw.whole()) {
		d.again(l, slot.known, raw.offset)
		return true
	}
	raw.traits = anyTraits
	if raw.scheme == eightBit && !raw.piece {
		raw.traits = traitsIn(raw.text)
	}
	if !raw.piece || raw.first {
		d.number++
	}
	if raw.first && d.longNumber == 0 {
		d.longOffset, d.longNumber = raw.offset, d.number
	}
	if d.watch != nil {
		d.watch(watched(raw), raw.offset, raw.traits, raw.piece, nil)
	}
	*l = Line{Offset: raw.offset, Length: raw.length(), Number: d.number, piece: raw.piece}
	if !raw.piece && raw.scheme == eightBit && d.layout.has(softLineBreaks, d.number) {
		l.Length += d.unbreak(raw)
		raw.traits = traitsIn(raw.text)
	}
	text, has := raw.text, raw.traits
	if raw.scheme == eightBit && !raw.piece { // taken apart before it is decoded: places are places in the input
		if text, has = d.unwrapped(raw, l); d.inner != nil {
			return d.next(l)
		}
	}
	if d.skip == nil || raw.scheme != eightBit || !d.skip(text, has) {
		d.fill(l, d.decode(text, raw.scheme, has, d.source), has)
	}
	if d.number > d.memory.from {
		var known *knownLine
		if slot != nil {
			known = slot.learn(raw.whole(), l)
		}
		d.memory.note(known)
	}
	return true
}

// recall returns the place of a line in the memory, nil if it is not looked up or was not met.
func (d *Document) recall(raw *rawLine) *memorySlot {
	if d.number < d.memory.from || raw.scheme != eightBit || raw.piece || !d.asItStands(d.number+1) {
		return nil
	}
	return d.memory.slot(raw.whole())
}

// unwrapped returns what a line says: all of it, or in JSON what it tells of a log. If that is of several lines, they
// come next.
func (d *Document) unwrapped(raw *rawLine, l *Line) (text []byte, has traits) {
	in, ok := d.unwrapJSON(raw.text, *l, d.skip == nil)
	if !ok {
		return raw.text, raw.traits
	}
	if text, ok = in.alone(); !ok {
		d.inner = in
		return nil, 0
	}
	l.host = in.host
	return text, traitsIn(text)
}

// asItStands reports whether nothing was done to line number n that is to be undone.
func (d *Document) asItStands(n int32) bool {
	return !d.layout.has(softLineBreaks, n) && !d.layout.has(numberedLines, n)
}

// again reads a line that was met before into l.
func (d *Document) again(l *Line, k *knownLine, offset int64) {
	d.memory.note(k)
	d.number++
	if d.watch != nil {
		d.watch(strings.TrimRight(k.raw, "\r\n"), offset, k.traits, false, k)
	}
	*l = k.line
	l.Offset, l.Number, l.known = offset, d.number, k
}

// fill gives a line its text, without what was done to it on its way.
func (d *Document) fill(l *Line, text string, has traits) {
	plain := has&mayDecorate == 0 || isPlain(text)
	if n := nulsIn(text, plain); n >= leastNULs {
		if d.nuls += n; d.nulNumber == 0 {
			d.nulOffset, d.nulNumber = l.Offset, l.Number
		}
	}
	if d.layout.has(numberedLines, l.Number) {
		if _, rest, _, ok := lineNumber(unquote(text)); ok {
			text, plain = rest, isPlain(rest)
		}
	}
	if l.code = (!plain || has&hasShut != 0) && hasInlineCode(text); l.code {
		l.span = clean(codeSpan(text))
	}
	l.Text = cleaned(text, plain)
	l.fence = l.Text == "" && isFence(unquote(text))
	if isCut(l.Text) {
		l.Text, l.cut = "", true
	}
}

// nulsIn counts NULs, of which most lines have none, and none that is plain.
func nulsIn(s string, plain bool) int64 {
	if plain {
		return 0
	}
	return int64(strings.Count(s, "\x00"))
}

// unbreak joins the lines of quoted-printable that belong to raw, which has the
// first, and undoes its escapes. It returns how many more bytes of the input it took.
func (d *Document) unbreak(raw *rawLine) (more int64) {
	text := slices.Clone(raw.text)
	for len(text) > 0 && text[len(text)-1] == '=' && len(text) < maxLine {
		var next rawLine
		if !d.source.next(&next) {
			break
		}
		d.number++
		more += next.length()
		text = append(text[:len(text)-1], next.text...)
	}
	raw.text = unescapePrintable(text)
	return more
}

// CutAt reports whether somebody marked in line i that lines were left out there.
func (d *Document) CutAt(i int) bool {
	l := d.line(i)
	return l != nil && l.cut
}

// isDoubled reports whether l is a blank line that was put in between.
func (d *Document) isDoubled(l *Line) bool {
	if l.Text != "" || l.cut {
		d.blanks = 0
		return false
	}
	d.blanks++
	return d.blanks&1 == 1 && d.layout.has(doubledBlanks, l.Number)
}

// decode turns the bytes of a line that was cut from s into text.
func (d *Document) decode(p []byte, scheme scheme, has traits, s *source) string {
	decoded, name := d.dec.decode(p, scheme, has, s)
	if n := len(d.Encodings); n == 0 || d.Encodings[n-1] != name {
		d.met(name)
	}
	return decoded
}

// met notes an encoding; ASCII is part of every other.
func (d *Document) met(name string) {
	switch {
	case slices.Contains(d.Encodings, name):
	case len(d.Encodings) == 1 && d.Encodings[0] == ascii:
		d.Encodings[0] = name
	case len(d.Encodings) == 0 || name != ascii:
		d.Encodings = append(d.Encodings, name)
	}
}

// fewLines is the room for the first lines of a text.
const fewLines = 48

// place returns the place of one more line in the window.
func (d *Document) place() *Line {
	if len(d.lines) == cap(d.lines) { // the front was cut off: do not copy it along
		if cap(d.room) < 2*len(d.lines) || cap(d.room) == 0 {
			room := 1024
			if cap(d.lines) == 0 {
				room = fewLines // most texts are short, and there may be very many of them
			}
			d.room = make([]Line, max(room, 2*len(d.lines)))
		}
		n := copy(d.room, d.lines)
		clear(d.room[n:])
		d.lines = d.room[:n:cap(d.room)]
	}
	d.lines = append(d.lines, Line{})
	return &d.lines[len(d.lines)-1]
}

// Lines that stay in the window behind the block that is being read: a line of a
// log may belong to a stamped one above it.
const (
	keptLines = 8
	keptBytes = 64 << 10
)

// drop takes the lines before line i out of the window, but for some that are
// kept in view.
func (d *Document) drop(i int) {
	n := min(max(i-d.first, 0), len(d.lines))
	held := 0
	for k := 1; k < keptLines && n > 0; k++ {
		if held += len(d.lines[n-1].Text); held > keptBytes {
			break
		}
		n--
	}
	for k := range d.lines[:n] {
		d.held -= d.lines[k].Length + lineCost
		d.lines[k].Text = ""
	}
	d.lines, d.first = d.lines[n:], d.first+n
}

// line returns line i, nil if it is not in the window and cannot be read. It is
// valid until the next line is read.
func (d *Document) line(i int) *Line {
	if k := i - d.first; uint(k) < uint(len(d.lines)) {
		return &d.lines[k]
	}
	for k := i - d.first; k >= 0 && !d.ended && (d.held < maxHeld || len(d.lines) < 2); {
		if d.read() && k < len(d.lines) {
			return &d.lines[k]
		}
	}
	return nil
}

// Has reports whether there is a line i.
func (d *Document) Has(i int) bool { return d.line(i) != nil }

// Text returns line i, "" outside the document.
func (d *Document) Text(i int) string {
	if l := d.line(i); l != nil {
		return l.Text
	}
	return ""
}

// Blank reports whether line i is empty or outside the document.
func (d *Document) Blank(i int) bool { return isBlank(d.Text(i)) }

func isBlank(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c > ' ' {
			return c >= utf8.RuneSelf && strings.TrimSpace(s[i:]) == ""
		}
	}
	return true
}

// maxBlank is how many blank lines are skipped at once: no listing has so many
// inside of it.
const maxBlank = 1000

// SkipBlank returns the first line from i on that is not blank, or the line
// behind the last.
func (d *Document) SkipBlank(i int) int {
	for end := i + maxBlank; i < end; i++ {
		if l := d.line(i); l == nil || !isBlank(l.Text) {
			break
		}
	}
	return i
}

// Span returns offset and length of the lines from first to last, both included.
func (d *Document) Span(first, last int) (offset, length int64) {
	from, to := *d.line(first), *d.line(last)
	return from.Offset, to.Offset + to.Length - from.Offset
}

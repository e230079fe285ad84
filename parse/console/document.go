package console

import (
	"slices"
	"strings"
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

	class class
	piece bool // of a line that is too long to be read as one
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
	dec    decoder
	number int32
	ended  bool

	skip func(raw []byte) bool // lines of 8-bit text that are not wanted decoded, if it is set

	longOffset int64 // of the first line that is longer than longestLine
	longNumber int32 // 0 if there is none

	dates dateOrders
}

// maxHeld is how many bytes the window may cover. A grammar that looks further
// ahead sees the end of the document.
const maxHeld = 16 << 20

// lineCost is what a line takes besides its bytes.
const lineCost = 64

// newDocument reads the lines of s. codePage is the IANA name of the code page of
// 8-bit text that is not UTF-8; "" infers it from the words found.
func newDocument(s *source, codePage string) (*Document, error) {
	d := &Document{source: s, dec: decoder{name: codePage}}
	if codePage != "" {
		coder, err := codePageByName(codePage)
		if err != nil {
			return nil, err
		}
		d.dec.coder = coder
	}
	return d, nil
}

// read appends the next line to the window and reports whether there was one.
func (d *Document) read() bool {
	if d.inner != nil {
		l, ok := d.inner.next(d)
		if ok {
			d.add(l)
			return true
		}
		d.inner = nil
	}
	raw, ok := d.source.next()
	if !ok {
		d.ended = true
		return false
	}
	if !raw.piece || raw.first {
		d.number++
	}
	if raw.first && d.longNumber == 0 {
		d.longOffset, d.longNumber = raw.offset, d.number
	}
	line := Line{Offset: raw.offset, Length: raw.length(), Number: d.number, piece: raw.piece}
	if raw.scheme == eightBit && !raw.piece { // taken apart before it is decoded: places are places in the input
		if in, ok := unwrapJSON(raw.text, line); ok {
			d.inner = in
			return d.read()
		}
	}
	if d.skip == nil || raw.scheme != eightBit || !d.skip(raw.text) {
		line.Text = clean(d.decode(raw.text, raw.scheme, d.source))
	}
	d.add(line)
	return true
}

// decode turns the bytes of a line that was cut from s into text.
func (d *Document) decode(p []byte, scheme scheme, s *source) string {
	decoded, name := d.dec.decode(p, scheme, s)
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

func (d *Document) add(l Line) {
	if len(d.lines) == cap(d.lines) { // the front was cut off: do not copy it along
		d.lines = append(make([]Line, 0, max(1024, 2*len(d.lines))), d.lines...)
	}
	d.lines = append(d.lines, l)
	d.held += l.Length + lineCost
}

// drop takes the lines before line i out of the window.
func (d *Document) drop(i int) {
	n := min(max(i-d.first, 0), len(d.lines))
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

func isBlank(s string) bool { return s == "" || strings.TrimSpace(s) == "" }

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

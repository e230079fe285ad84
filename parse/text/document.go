package text

import (
	"bytes"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
	"golang.org/x/text/encoding"
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
}

// Document is a text as lines.
type Document struct {
	Encodings []string // found, in the order met: ASCII, UTF-8, UTF-16LE, windows-1252, ...
	Lines     []Line
	Size      int64 // bytes of the input

	dates dateOrders
}

// NewDocument decodes data. codePage is the IANA name of the code page of 8-bit
// text that is not UTF-8; "" infers it from the words found. The document keeps
// referring to data.
func NewDocument(data []byte, codePage string) (*Document, error) {
	d := &Document{Size: int64(len(data))}
	dec := decoder{name: codePage}
	if codePage != "" {
		coder, err := codePageByName(codePage)
		if err != nil {
			return nil, err
		}
		dec.coder = coder
	}
	found := map[string]int{}
	number := int32(0)
	d.Lines = make([]Line, 0, len(data)/32+1)
	splitLines(data, func(raw rawLine) {
		if dec.coder == nil && raw.scheme == eightBit && !utf8.Valid(data[raw.start:raw.end]) {
			dec.name, dec.coder = chooseCodePage(eightBitSample(data))
		}
		number++
		line := Line{Offset: int64(raw.start), Length: int64(raw.next - raw.start), Number: number}
		decode := func(p []byte) string {
			decoded, name := dec.decode(p, raw.scheme)
			if _, ok := found[name]; !ok {
				found[name] = len(found)
			}
			return decoded
		}
		if raw.scheme == eightBit { // taken apart before it is decoded: places are places in the input
			line.Text = parse.Borrow(data[raw.start:raw.end])
			if inner, ok := unwrapJSON(line); ok {
				for _, l := range inner {
					l.Text = clean(decode([]byte(l.Text)))
					d.Lines = append(d.Lines, l)
				}
				return
			}
		}
		line.Text = clean(decode(data[raw.start:raw.end]))
		d.Lines = append(d.Lines, line)
	})
	if len(found) > 1 {
		delete(found, "ASCII")
	}
	for name := range found {
		d.Encodings = append(d.Encodings, name)
	}
	sort.Slice(d.Encodings, func(i, j int) bool { return found[d.Encodings[i]] < found[d.Encodings[j]] })
	return d, nil
}

// eightBitSample returns the lines with bytes above 0x7f, up to 64 KiB of them:
// what a code page is chosen by.
func eightBitSample(data []byte) []byte {
	var sample []byte
	for len(data) > 0 && len(sample) < 64<<10 {
		end := bytes.IndexByte(data, '\n') + 1
		if end == 0 {
			end = len(data)
		}
		line := data[:min(end, 4096)]
		if bytes.IndexFunc(line, func(r rune) bool { return r >= 0x80 }) >= 0 && bytes.IndexByte(line, 0) < 0 {
			sample = append(sample, line...)
		}
		data = data[end:]
	}
	return sample
}

type decoder struct {
	name  string
	coder encoding.Encoding
}

func (c *decoder) decode(p []byte, s scheme) (decoded, name string) {
	switch {
	case s == utf16LE:
		return decodeUTF16(p, s), "UTF-16LE"
	case s == utf16BE:
		return decodeUTF16(p, s), "UTF-16BE"
	case bytes.HasPrefix(p, []byte("\ufeff")):
		return parse.Borrow(p[3:]), "UTF-8"
	case utf8.Valid(p):
		for _, b := range p {
			if b >= 0x80 {
				return parse.Borrow(p), "UTF-8"
			}
		}
		return parse.Borrow(p), "ASCII"
	}
	if c.coder != nil {
		if out, err := c.coder.NewDecoder().Bytes(p); err == nil {
			return string(out), c.name
		}
	}
	return strings.ToValidUTF8(string(p), "\ufffd"), "unknown"
}

// Len returns the number of lines.
func (d *Document) Len() int { return len(d.Lines) }

// Text returns line i, "" outside the document.
func (d *Document) Text(i int) string {
	if i < 0 || i >= len(d.Lines) {
		return ""
	}
	return d.Lines[i].Text
}

// Blank reports whether line i is empty or outside the document.
func (d *Document) Blank(i int) bool { return strings.TrimSpace(d.Text(i)) == "" }

// SkipBlank returns the first line from i on that is not blank, or Len.
func (d *Document) SkipBlank(i int) int {
	for i < len(d.Lines) && d.Blank(i) {
		i++
	}
	return min(i, len(d.Lines))
}

// Span returns offset and length of the lines from first to last, both included.
func (d *Document) Span(first, last int) (offset, length int64) {
	end := &d.Lines[last]
	offset = d.Lines[first].Offset
	return offset, end.Offset + end.Length - offset
}

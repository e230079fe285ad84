package exported

import (
	"bytes"
	"context"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/vsslog/vsslog/parse"
)

// MaxEvent is the size in bytes of decoded text beyond which one event is not
// believed. A record of EVTX has at most 64 KiB.
const MaxEvent = 16 << 20

// Text is an input as UTF-8, seen through a window that moves forward, with the
// offset in the input and the line of its first byte.
type Text struct {
	ctx    context.Context
	source string
	closer io.Closer
	raw    *counter
	from   io.Reader
	width  func([]byte) int64 // bytes of the input that decoded text stood for
	window []byte
	buffer []byte // what window is a part of
	ended  bool
	offset int64
	line   int32
}

// counter counts what is read of the input.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// Open opens in as text. The encoding is told by a byte order mark, else by NULs
// (UTF-16), else by whether the beginning is UTF-8; other bytes are of codePage
// (an IANA name), windows-1252 if that is "".
func Open(ctx context.Context, in *parse.Input, codePage string) (*Text, error) {
	r, err := in.Open()
	if err != nil {
		return nil, &parse.Error{Source: in.Source, Reason: err}
	}
	const sample = 64 << 10
	head, err := io.ReadAll(io.LimitReader(r, sample))
	if err != nil && len(head) == 0 {
		r.Close()
		return nil, &parse.Error{Source: in.Source, Reason: err}
	}
	t := &Text{ctx: ctx, source: in.Source, closer: r, raw: &counter{Reader: io.MultiReader(bytes.NewReader(head), r)}, line: 1}
	e, bom := encodingOf(head)
	if e == nil && !validPrefix(head[bom:], len(head) == sample) {
		e = charmap.Windows1252
		if codePage != "" {
			if e, err = ianaindex.IANA.Encoding(codePage); err != nil || e == nil {
				r.Close()
				return nil, &parse.Error{Source: in.Source, Expected: "the IANA name of a code page", Found: codePage,
					Advice: "use a name such as IBM850 or windows-1252, or none to infer it", Reason: err}
			}
		}
	}
	if _, err := io.CopyN(io.Discard, t.raw, int64(bom)); err != nil {
		r.Close()
		return nil, &parse.Error{Source: in.Source, Reason: err}
	}
	t.offset, t.from = int64(bom), t.raw
	t.width = func(b []byte) int64 { return int64(len(b)) }
	if e != nil {
		t.from, t.width = transform.NewReader(t.raw, e.NewDecoder()), widthIn(e)
	}
	return t, nil
}

// Head returns the beginning of a sample as UTF-8, for detection.
func Head(sample []byte) []byte {
	e, bom := encodingOf(sample)
	if e == nil {
		return sample[bom:]
	}
	decoded, _, _ := transform.Bytes(e.NewDecoder(), sample[bom:])
	return decoded
}

var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// encodingOf tells UTF-16 and the length of a byte order mark; nil is 8-bit text.
func encodingOf(head []byte) (e encoding.Encoding, bom int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16LE, 2
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16BE, 2
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return nil, 3
	case len(head) >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return utf16LE, 0
	case len(head) >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return utf16BE, 0
	}
	return nil, 0
}

// validPrefix reports whether b is UTF-8, cut anywhere if it is a part only.
func validPrefix(b []byte, part bool) bool {
	for cut := 0; part && cut < utf8.UTFMax-1 && len(b) > 0 && !utf8.Valid(b); cut++ {
		b = b[:len(b)-1]
	}
	return utf8.Valid(b)
}

// widthIn returns how to count the input's bytes of decoded text.
func widthIn(e encoding.Encoding) func([]byte) int64 {
	switch e.(type) {
	case *charmap.Charmap: // one byte each
		return func(b []byte) int64 { return int64(utf8.RuneCount(b)) }
	}
	if e == utf16LE || e == utf16BE {
		return func(b []byte) (n int64) {
			for len(b) > 0 {
				r, size := utf8.DecodeRune(b)
				n, b = n+2*int64(utf16.RuneLen(r)), b[size:]
			}
			return n
		}
	}
	return func(b []byte) int64 { // multi-byte code pages; what is no text of theirs is counted as one byte
		encoded, _, err := transform.Bytes(encoding.ReplaceUnsupported(e.NewEncoder()), b)
		if err != nil {
			return int64(len(b))
		}
		return int64(len(encoded))
	}
}

// Window returns the text from the current position on, as much as was read.
func (t *Text) Window() []byte { return t.window }

// Offset returns the place of the window's first byte in the input, and its line.
func (t *Text) Offset() (offset int64, line int32) { return t.offset, t.line }

// Skip moves on by n bytes of decoded text and returns how many bytes of the
// input they are.
func (t *Text) Skip(n int) int64 {
	passed := t.window[:n]
	width := t.width(passed)
	t.offset += width
	t.line += int32(bytes.Count(passed, []byte{'\n'}))
	t.window = t.window[n:]
	return width
}

// More reads on; the window is then longer. It reports false at the end. The
// error is a *parse.Error or that of the context.
func (t *Text) More() (bool, error) {
	if t.ended {
		return false, nil
	}
	if err := t.ctx.Err(); err != nil {
		return false, err
	}
	const chunk = 64 << 10
	if cap(t.window)-len(t.window) < chunk {
		t.buffer = append(make([]byte, 0, 2*len(t.window)+4*chunk), t.window...)
		t.window = t.buffer
	}
	n, err := io.ReadAtLeast(t.from, t.window[len(t.window):len(t.window)+chunk], 1)
	t.window = t.window[:len(t.window)+n]
	if err == io.EOF {
		t.ended = true
		return n > 0, nil
	}
	if err != nil && n == 0 {
		if stop := t.ctx.Err(); stop != nil {
			return false, stop
		}
		return false, &parse.Error{Source: t.source, Offset: t.raw.n, Reason: err, Advice: "check that the file is whole, or collect it again"}
	}
	return n > 0, nil
}

// Size returns how many bytes the input has, once the end was reached.
func (t *Text) Size() int64 { return t.raw.n }

// Close closes the input.
func (t *Text) Close() error { return t.closer.Close() }

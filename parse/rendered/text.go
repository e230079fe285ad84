package rendered

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/codepage"
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

// broken is a reader that has failed.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// Open opens in as text. The encoding is told by a byte order mark, else by NULs
// (UTF-16), else by whether the beginning is UTF-8; other bytes are of codePage
// (see codepage.Find), windows-1252 if that is "".
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
	var rest io.Reader = r
	if err != nil {
		rest = broken{err}
	}
	t := &Text{
		ctx:    ctx,
		source: in.Source,
		closer: r,
		raw:    &counter{Reader: io.MultiReader(bytes.NewReader(head), rest)},
		line:   1,
	}
	decoder, bom := unicodeOf(head)
	t.width = func(b []byte) int64 { return int64(len(b)) }
	if decoder != nil {
		t.width = utf16Width
	} else if !validPrefix(head[bom:], len(head) == sample) {
		page, err := codepage.Find(in.Source, cmp.Or(codePage, "windows-1252"))
		if err != nil {
			r.Close()
			return nil, err
		}
		decoder, t.width = page.NewDecoder(), widthIn(page)
	}
	if _, err := io.CopyN(io.Discard, t.raw, int64(bom)); err != nil {
		r.Close()
		return nil, &parse.Error{Source: in.Source, Reason: err}
	}
	t.offset, t.from = int64(bom), t.raw
	if decoder != nil {
		t.from = transform.NewReader(t.raw, decoder)
	}
	return t, nil
}

// Head returns the beginning of a sample as UTF-8, for detection.
func Head(sample []byte) []byte {
	decoder, bom := unicodeOf(sample)
	if decoder == nil {
		return sample[bom:]
	}
	decoded, _, _ := transform.Bytes(decoder, sample[bom:])
	return decoded
}

// unicodeOf tells UTF-16, and the length of a byte order mark; nil is 8-bit text.
func unicodeOf(head []byte) (decoder transform.Transformer, bom int) {
	little, big := utf16Decoder{order: binary.LittleEndian}, utf16Decoder{order: binary.BigEndian}
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return little, 2
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return big, 2
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return nil, 3
	case len(head) >= 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return little, 0
	case len(head) >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		return big, 0
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

// widthIn returns how to count the input's bytes of text decoded from a code page.
func widthIn(page encoding.Encoding) func([]byte) int64 {
	if _, single := page.(*charmap.Charmap); single {
		return func(b []byte) int64 { return int64(utf8.RuneCount(b)) }
	}
	return func(b []byte) int64 { // what is no text of the code page counts as one byte
		encoded, _, err := transform.Bytes(encoding.ReplaceUnsupported(page.NewEncoder()), b)
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
	width := min(t.width(passed), t.raw.n-t.offset) // half a UTF-16 unit at the end is decoded, too
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
		return false, &parse.Error{
			Source: t.source,
			Offset: t.raw.n,
			Reason: err,
			Advice: "check that the file is whole, or collect it again",
		}
	}
	return n > 0, nil
}

// Close closes the input.
func (t *Text) Close() error { return t.closer.Close() }

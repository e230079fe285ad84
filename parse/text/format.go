package text

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/vsslog/vsslog/parse"
)

// MaxSize is the size in bytes up to which a text is read. A text is held in
// memory, its lines take up as much again.
const MaxSize = 256 << 20

// NewFormat makes a parse.Format that reads texts with the given grammars.
// Options.Selector is not asked: every statement of a text was made because the
// vocabulary knows it.
func NewFormat(name, title string, grammars []Grammar) parse.Format {
	return parse.Format{
		Name:   name,
		Title:  title,
		Detect: func(s parse.Sample) parse.Confidence { return detect(s, grammars) },
		Read: func(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
			data, err := load(in)
			if err != nil {
				return err
			}
			d, err := NewDocument(data, opt.CodePage)
			if err != nil {
				return &parse.Error{Source: in.Source, Expected: "the IANA name of a code page", Found: opt.CodePage, Reason: err,
					Advice: "use a name such as IBM850 or windows-1252, or none to infer it"}
			}
			return Read(ctx, d, in.Modified, grammars, emit)
		},
	}
}

func load(in *parse.Input) ([]byte, error) {
	tooLarge := &parse.Error{Source: in.Source, Expected: fmt.Sprintf("a text of at most %d MiB", MaxSize>>20), Reason: parse.ErrTooLarge,
		Advice: "split the file at a line break, or cut it to the hours around the failure"}
	if in.Size > MaxSize {
		tooLarge.Found = fmt.Sprintf("%d bytes", in.Size)
		return nil, tooLarge
	}
	r, err := in.Open()
	if err != nil {
		return nil, &parse.Error{Source: in.Source, Reason: err}
	}
	defer r.Close()
	var buf bytes.Buffer
	if in.Size > 0 {
		buf.Grow(int(in.Size) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return nil, &parse.Error{Source: in.Source, Offset: n, Reason: err}
	case n > MaxSize:
		tooLarge.Found = "more"
		return nil, tooLarge
	case n == 0:
		return nil, &parse.Error{Source: in.Source, Expected: "text", Reason: parse.ErrEmpty, Advice: "collect the file again"}
	}
	return buf.Bytes(), nil
}

// detect reads the sample with the grammars: what they claim decides. A text
// that none claims is Possible, to be searched for VSS codes.
func detect(s parse.Sample, grammars []Grammar) parse.Confidence {
	if !IsText(s.Head) {
		return parse.No
	}
	head := s.Head
	if int64(len(head)) < s.Size { // leave the last, cut line out
		if end := bytes.LastIndexByte(head, '\n'); end > 0 {
			head = head[:end+1]
		}
	}
	sure := parse.Possible
	d, err := NewDocument(head, "")
	if err != nil {
		return parse.Possible
	}
	watched := make([]Grammar, len(grammars))
	for k, g := range grammars {
		watched[k] = g
		watched[k].Begin = func() ReadFunc {
			read := g.Begin()
			return func(r *Reader, i int) int {
				next := read(r, i)
				if next > i {
					sure = max(sure, g.Sure)
				}
				return next
			}
		}
	}
	err = Read(context.Background(), d, 0, watched, func(b *parse.Batch) error { b.Release(); return nil })
	if err != nil && !errors.Is(err, context.Canceled) {
		return parse.Possible
	}
	return sure
}

// IsText reports whether head is text in some encoding: hardly any control
// characters once UTF-16 is taken apart.
func IsText(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	control, total := 0, 0
	splitLines(head, func(l rawLine) {
		p := head[l.start:l.end]
		if l.scheme != eightBit {
			for ; len(p) >= 2; p = p[2:] {
				u := unit(p, l.scheme)
				total++
				if u < ' ' && u != '\t' && u != '\f' && u != 0x1b || u == 0xfffe {
					control++
				}
			}
			return
		}
		for _, c := range p {
			total++
			if c < ' ' && c != '\t' && c != '\f' && c != 0x1b && c != 0x1a && c != '\b' || c == 0x7f {
				control++
			}
		}
	})
	return control*50 <= total
}

package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/codepage"
)

// NewFormat makes a parse.Format that reads texts with the given grammars.
// Options.Selector is not asked: every statement of a text was made because the
// vocabulary knows it.
func NewFormat(name, title string, grammars []Grammar) parse.Format {
	filter := sync.OnceValue(func() *filter { return newFilter(grammars) })
	return parse.Format{
		Name:   name,
		Title:  title,
		Detect: func(s parse.Sample) parse.Confidence { return detect(s, grammars, filter) },
		Read: func(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
			if _, err := codepage.Find(in.Source, opt.CodePage); err != nil {
				return err
			}
			open, done, err := reopenable(ctx, in)
			if err != nil {
				return err
			}
			defer done()
			err = read(ctx, open, opt.CodePage, grammars, filter(), emit)
			if broken, ok := errors.AsType[*unreadable](err); ok {
				return &parse.Error{Source: in.Source, Offset: broken.offset, Reason: broken.error}
			}
			return err
		},
	}
}

// reopenable returns a way to open in more than once: from memory if it is small,
// else as it is, or by way of a temporary file if it can be opened only once.
func reopenable(ctx context.Context, in *parse.Input) (open Opener, done func() error, err error) {
	if in.Once {
		at, size, done, err := parse.RandomAccess(ctx, in)
		if err != nil {
			return nil, nil, &parse.Error{Source: in.Source, Reason: err}
		}
		return func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(at, 0, size)), nil }, done, nil
	}
	done = func() error { return nil }
	r, err := in.Open()
	if err != nil {
		return nil, nil, &parse.Error{Source: in.Source, Reason: err}
	}
	defer r.Close()
	var head bytes.Buffer
	if in.Size > 0 {
		head.Grow(int(min(in.Size, headSize)) + bytes.MinRead)
	}
	n, err := head.ReadFrom(io.LimitReader(r, headSize))
	switch {
	case err != nil && n == 0:
		return nil, nil, &parse.Error{Source: in.Source, Reason: err}
	case n == 0:
		return nil, nil, &parse.Error{
			Source:   in.Source,
			Expected: "text",
			Reason:   parse.ErrEmpty,
			Advice:   "collect the file again",
		}
	case n < headSize && err == nil:
		return Bytes(head.Bytes()), done, nil
	}
	return in.Open, done, nil
}

// Bytes returns an Opener of data, which is not copied.
func Bytes(data []byte) Opener {
	return func() (io.ReadCloser, error) { return memory{bytes.NewReader(data), data}, nil }
}

// memory is a stream whose content is there already.
type memory struct {
	*bytes.Reader
	data []byte
}

func (memory) Close() error { return nil }

// detect reads the sample with the grammars: what they claim decides. A text
// that none claims is Possible, to be searched for VSS codes.
func detect(s parse.Sample, grammars []Grammar, filter func() *filter) parse.Confidence {
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
				if sure == parse.Certain { // the rest can say no more
					r.stopped = errSure
				}
				return next
			}
		}
	}
	err := read(
		context.Background(),
		Bytes(head),
		"",
		watched,
		filter(),
		func(b *parse.Batch) error { b.Release(); return nil },
	)
	if err != nil && err != errSure {
		return parse.Possible
	}
	return sure
}

var errSure = errors.New("a text for certain")

// IsText reports whether head is text in some encoding: hardly any control
// characters once UTF-16 is taken apart.
func IsText(head []byte) bool {
	if lines := bytes.TrimRight(head, "\x00"); len(head)-len(lines) >= leastNULs && bytes.IndexByte(lines, '\n') >= 0 {
		head = lines // the end of the file was lost
	}
	if len(head) == 0 {
		return false
	}
	control, total := 0, 0
	lines := newSource(nil, head)
	for l := new(rawLine); lines.next(l); {
		p := l.text
		if l.scheme != eightBit {
			for ; len(p) >= 2; p = p[2:] {
				u := unit(p, l.scheme)
				total++
				if u < ' ' && u != '\t' && u != '\f' && u != 0x1b || u == 0xfffe {
					control++
				}
			}
			continue
		}
		for _, c := range p {
			total++
			if c < ' ' && c != '\t' && c != '\f' && c != 0x1b && c != 0x1a && c != '\b' || c == 0x7f {
				control++
			}
		}
	}
	return control*50 <= total
}

// Package document turns the files of mail programs, browsers and word processors into
// text for readers of text: lines, paragraphs and text set as code stay; fonts, pictures
// and scripts are dropped.
//
// Everything is read and written as a stream. Memory holds only a token, a stack of
// groups and a line, each with a limit. The caller's writer limits the size of the
// output: a converter stops at its first error.
package document

import (
	"errors"
	"io"
)

// ErrTooDeep is the reason when a document is nested beyond every use.
var ErrTooDeep = errors.New("the document is nested deeper than the limit")

// maxDepth is how many elements or groups lie inside of one another at most.
const maxDepth = 4096

// writer collects the text of a document. Blanks are folded unless they are to be
// kept; a paragraph ends in a line break, and never more than one blank line stands
// between two.
type writer struct {
	w     io.Writer
	buf   []byte
	err   error
	feeds int  // line breaks at the end of what was written
	blank bool // a blank is due before the next word
	begun bool
}

const flushAt = 32 << 10

// text writes words with single blanks between them.
func (w *writer) text(s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r', '\f':
			w.blank = w.begun && w.feeds == 0
		default:
			w.byte(c)
		}
	}
	w.flush(flushAt)
}

// verbatim writes s as it is.
func (w *writer) verbatim(s string) {
	for i := 0; i < len(s); i++ {
		if s[i] == '\r' {
			continue
		}
		if s[i] == '\n' {
			w.feed()
			continue
		}
		w.byte(s[i])
	}
	w.flush(flushAt)
}

func (w *writer) byte(c byte) {
	if w.blank {
		w.buf = append(w.buf, ' ')
		w.blank = false
	}
	w.buf = append(w.buf, c)
	w.feeds, w.begun = 0, true
}

// feed breaks the line.
func (w *writer) feed() {
	w.blank = false
	if !w.begun {
		return
	}
	w.buf = append(w.buf, '\n')
	w.feeds++
	w.flush(flushAt)
}

// block begins a line of its own, with a blank line before it if apart.
func (w *writer) block(apart bool) {
	w.blank = false
	if !w.begun {
		return
	}
	want := 1
	if apart {
		want = 2
	}
	for w.feeds < want {
		w.feed()
	}
}

// flush passes on what is there if it is at least n bytes.
func (w *writer) flush(n int) {
	if len(w.buf) < n || w.err != nil {
		if w.err != nil {
			w.buf = w.buf[:0]
		}
		return
	}
	_, w.err = w.w.Write(w.buf)
	w.buf = w.buf[:0]
}

// end writes the rest and returns the first error.
func (w *writer) end() error {
	if w.begun && w.feeds == 0 {
		w.feed()
	}
	w.flush(0)
	return w.err
}

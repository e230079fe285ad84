package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// output is standard output. It keeps the first error: a result that did not arrive is
// no success, whoever wrote it.
type output struct {
	w   io.Writer
	err error
}

// Write writes p, nothing after an error.
func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.err = fmt.Errorf("standard output: %w", err)
	}
	return n, o.err
}

// Widths of a terminal that the output is fitted to, in columns.
const (
	leastWidth   = 20
	defaultWidth = 80
	mostWidth    = 120
)

// terminal reports whether w is a terminal, and how wide the output may be.
func terminal(w io.Writer) (width int, ok bool) {
	if o, is := w.(*output); is {
		w = o.w
	}
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return defaultWidth, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return defaultWidth, true
	}
	return min(max(width, leastWidth), mostWidth), true
}

// colour reports whether w may be coloured: a terminal, and NO_COLOR not set.
func colour(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

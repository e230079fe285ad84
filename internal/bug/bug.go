// Package bug turns panics into errors, so that a panic costs an input or a host and not
// the run, and so that it can be reported.
package bug

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Prefix begins the text of every bug. Problems of inputs are kept as text, and are known
// by it as bugs.
const Prefix = "this is a bug of vsslog: "

// Report says what to do with the line that reports a bug.
const Report = "please report this line and what vsslog version prints at https://github.com/vsslog/vsslog/issues"

// Bug is a panic that was caught.
type Bug struct {
	Doing string   // what was done, e.g. reading a.evtx as evtx
	What  string   // the value of the panic
	At    []string // where, the innermost call of our own first: file:line
}

// Error says all of it in one line.
func (b *Bug) Error() string {
	return Prefix + oneLine(b.Doing) + ": " + oneLine(b.What) + " (" + strings.Join(b.At, " < ") + ")"
}

// Catch is to be deferred: a panic becomes the error at err. doing says what is being done.
func Catch(doing string, err *error) {
	if value := recover(); value != nil {
		*err = newBug(doing, value)
	}
}

// Of returns the bug that an error is or wraps, nil if it is none.
func Of(err error) *Bug {
	var b *Bug
	if errors.As(err, &b) {
		return b
	}
	return nil
}

// Is reports whether the text of a problem reports a bug.
func Is(problem string) bool { return strings.HasPrefix(problem, Prefix) }

func newBug(doing string, value any) *Bug {
	b := &Bug{Doing: doing, What: fmt.Sprint(value)}
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for len(b.At) < 4 {
		f, more := frames.Next()
		if own(f.Function) && !strings.HasSuffix(f.File, "/internal/bug/bug.go") {
			folder, file := path.Split(f.File)
			b.At = append(b.At, fmt.Sprintf("%s/%s:%d", path.Base(folder), file, f.Line))
		}
		if !more {
			break
		}
	}
	return b
}

// own reports a function of the project. Those of a program go by main.
func own(function string) bool {
	return strings.Contains(function, "vsslog/") || strings.HasPrefix(function, "main.")
}

// oneLine keeps line breaks and what else steers a terminal out of a text, and its length
// in bounds.
func oneLine(s string) string {
	const most = 400
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

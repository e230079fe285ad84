package parse

import (
	"errors"
	"fmt"
)

// Damage is a place in an input that could not be read as its format says. It
// is an item of the stream: reading resumes at the next anchor behind it.
type Damage struct {
	Offset   int64  // first byte concerned
	Length   int64  // bytes given up, 0 if they were used all the same
	Line     int32  // 1-based line of a text, else 0
	What     string // what stood there: "chunk header", "record", "file header"
	Expected string
	Found    string
}

// String returns the damage in one line.
func (d Damage) String() string {
	at := fmt.Sprintf("offset %d", d.Offset)
	if d.Line > 0 {
		at = fmt.Sprintf("line %d", d.Line)
	}
	s := fmt.Sprintf("%s: %s: expected %s, found %s", at, d.What, d.Expected, d.Found)
	if d.Length > 0 {
		s += fmt.Sprintf(" (%d bytes given up)", d.Length)
	}
	return s
}

// Error is a failure that ends the reading of one input.
type Error struct {
	Source   string // the input, as Input.Source has it
	Offset   int64  // of the place, in bytes from the first one of the input
	Expected string // what the format has there
	Found    string // what stands there
	Advice   string // what the person can do next
	Reason   error  // ErrNotThisFormat, ErrEmpty, or an error of the operating system
}

// Reasons of an Error that lie in the input.
var (
	ErrNotThisFormat = errors.New("not this format")
	ErrEmpty         = errors.New("empty file")
)

// Error returns the whole message: file, offset, expectation, finding, advice.
func (e *Error) Error() string {
	s := e.Source
	if e.Offset > 0 || e.Expected != "" {
		s += fmt.Sprintf(": offset %d", e.Offset)
	}
	if e.Expected != "" {
		s += ": expected " + e.Expected
	}
	if e.Found != "" {
		s += ", found " + e.Found
	}
	if e.Reason != nil {
		s += ": " + e.Reason.Error()
	}
	if e.Advice != "" {
		s += "; " + e.Advice
	}
	return s
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Reason }

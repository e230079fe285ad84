package correlate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Capture is one listing of all writers. The states were true somewhere in At:
// from the stamp, which is taken before the command runs, to its end.
type Capture struct {
	Source string
	Number int
	At     Instant
	Stamp  parse.Stamp
	Steps  []*Step // the capture's own record, if the reader gives one, and its writers'
	States []*WriterState
}

// WriterState is one writer in one capture.
type WriterState struct {
	Capture   *Capture
	Step      *Step
	Name      string
	ID        string // class id
	Instance  string // "" if the text hides it
	Code      int    // VSS_WRITER_STATE, -1 if it could not be read
	StateName string // as printed
	LastError string // as printed
	HResult   uint32
	HasCode   bool // HResult is known
}

// TimedOut reports whether the writer's last error is the VSS time-out.
func (s *WriterState) TimedOut() bool { return s.HasCode && s.HResult == CodeWriterTimeout }

// NoError reports whether the writer's last error is none.
func (s *WriterState) NoError() bool { return s.HasCode && s.HResult == 0 }

// same reports whether both are of one writer instance.
func (s *WriterState) same(o *WriterState) bool {
	return s.Instance != "" && s.Instance == o.Instance && s.ID == o.ID
}

// isNamed reports whether the writer has that name.
func (s *WriterState) isNamed(name string) bool { return strings.EqualFold(s.Name, name) }

// state finds the same writer instance in c.
func (c *Capture) state(s *WriterState) *WriterState {
	for _, o := range c.States {
		if o.same(s) {
			return o
		}
	}
	return nil
}

// gatherCaptures groups the steps of listings by input and capture number.
func gatherCaptures(steps []*Step) []*Capture {
	type key struct {
		source string
		number int
	}
	at := map[key]*Capture{}
	var captures []*Capture
	for _, s := range steps {
		if s.Kind != KindCapture && s.Kind != KindWriterState {
			continue
		}
		n, _ := strconv.Atoi(s.Record.Text(parse.FieldCapture))
		k := key{s.Source, n}
		c := at[k]
		if c == nil {
			c = &Capture{Source: s.Source, Number: n, Stamp: s.Record.Stamp}
			at[k] = c
			captures = append(captures, c)
		}
		c.Steps = append(c.Steps, s)
		if s.Kind == KindWriterState {
			c.States = append(c.States, newWriterState(c, s))
		}
	}
	return captures
}

func newWriterState(c *Capture, s *Step) *WriterState {
	w := &WriterState{Capture: c, Step: s, Name: s.Writer, ID: s.WriterID, Instance: s.Instance, Code: -1,
		StateName: s.Record.Text(parse.FieldStateName), LastError: s.Record.Text(parse.FieldLastError)}
	if n, err := strconv.Atoi(s.Record.Text(parse.FieldStateCode)); err == nil {
		w.Code = n
	}
	w.HResult, w.HasCode = ParseCode(s.Record.Text(parse.FieldHResult))
	return w
}

// sortCaptures orders by time, then by place: equal stamps give order, not time.
func sortCaptures(captures []*Capture) {
	slices.SortStableFunc(captures, func(a, b *Capture) int {
		if a.Source == b.Source {
			if a.At.Lo != b.At.Lo {
				return int(compare(a.At.Lo, b.At.Lo))
			}
			return a.Number - b.Number
		}
		if d := compare(a.At.Lo, b.At.Lo); d != 0 {
			return int(d)
		}
		return strings.Compare(a.Source, b.Source)
	})
}

func compare(a, b parse.Ticks) Order {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

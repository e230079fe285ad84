package eventxml

import (
	"bytes"
	"context"
	"fmt"
	"regexp"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Format is events as XML.
var Format = parse.Format{
	Name:   "eventxml",
	Title:  "events as XML (wevtutil, Event Viewer, Get-WinEvent)",
	Detect: detect,
	Read:   read,
}

const (
	namespace = "http://schemas.microsoft.com/win/2004/08/events/event"
	opening   = "<Event"
	closing   = "</Event>"
)

// findTag returns where the next start tag of an event is in b, -1 if there is
// none. A name that only begins like it, as EventData, is none.
func findTag(b []byte) int {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(opening))
		if i < 0 || from+i+len(opening) >= len(b) {
			return -1
		}
		from += i
		switch b[from+len(opening)] {
		case ' ', '\t', '\r', '\n', '>':
			return from
		}
		from += len(opening)
	}
}

func detect(s parse.Sample) parse.Confidence {
	head := rendered.Head(s.Head)
	at := findTag(head)
	switch {
	case at < 0 || !isBetween(head[:at]):
		return parse.No
	case bytes.Contains(head, []byte(namespace)) || bytes.Contains(head, []byte("<System>")):
		return parse.Certain
	}
	return parse.Possible
}

// between is what may stand between events.
var between = regexp.MustCompile(`^(?:\s|<\?xml[^>]*\?>|<!--[^>]*-->|</?Events(?:\s[^>]*)?/?>|\x{FEFF})*$`)

func isBetween(b []byte) bool { return between.Match(b) }

func read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
	return rendered.Read(
		ctx,
		in,
		opt,
		emit,
		func(text *rendered.Text, sink *rendered.Sink) error { return (&reader{text, sink}).run() },
		"events as XML",
		"no <Event>",
		"export the log again with: wevtutil epl or wevtutil qe /f:xml",
	)
}

type reader struct {
	*rendered.Text
	sink *rendered.Sink
}

// run goes from event to event.
func (r *reader) run() error {
	for {
		at, ok, err := r.findOpening()
		if err != nil {
			return err
		}
		if err := r.pass(at); err != nil {
			return err
		}
		if !ok {
			return nil
		}
		if err := r.event(); err != nil {
			return err
		}
	}
}

// findOpening returns where in the window the next event begins; without one ok is
// false and everything left is in the window.
func (r *reader) findOpening() (at int, ok bool, err error) {
	const keep = 1 << 20 // of what is no event, held until it is known to be none
	from := 0
	for {
		if found := findTag(r.Window()[from:]); found >= 0 {
			return from + found, true, nil
		}
		from = max(0, len(r.Window())-len(opening))
		if from > keep {
			if err := r.pass(from); err != nil {
				return 0, false, err
			}
			from = 0
		}
		if more, err := r.More(); err != nil {
			return 0, false, err
		} else if !more {
			return len(r.Window()), false, nil
		}
	}
}

// pass goes over n bytes that are no event.
func (r *reader) pass(n int) error {
	if n == 0 {
		return nil
	}
	offset, line := r.Offset()
	skipped := append([]byte(nil), r.Window()[:n]...)
	length := r.Skip(n)
	if isBetween(skipped) {
		r.sink.Structure(length)
		return nil
	}
	skipped = bytes.TrimSpace(skipped)
	return r.sink.Damage(parse.Damage{Offset: offset, Length: length, Line: line, What: "event", Expected: "<Event>",
		Found: fmt.Sprintf("%q", skipped[:min(len(skipped), 40)])})
}

// event reads the event that the window begins with.
func (r *reader) event() error {
	end, problem, err := r.findEnd()
	if err != nil {
		return err
	}
	offset, line := r.Offset()
	record := r.sink.Begin(offset, line)
	if problem == "" {
		root, broken := parseElement(r.Window()[:end])
		if broken == nil {
			fill(r.sink, record, root)
			return r.sink.End(r.Skip(end))
		}
		problem = broken.Error()
	}
	return r.sink.Damage(
		parse.Damage{
			Offset:   offset,
			Length:   r.Skip(end),
			Line:     line,
			What:     "event",
			Expected: "a whole <Event>",
			Found:    problem,
		},
	)
}

// findEnd returns the end of the event that the window begins with. If it has
// none, problem says why, and end is where to go on.
func (r *reader) findEnd() (end int, problem string, err error) {
	from := len(opening)
	for {
		w := r.Window()
		closed := bytes.Index(w[from:], []byte(closing))
		limit := len(w)
		if closed >= 0 {
			limit = from + closed
		}
		if next := findTag(w[from:limit]); next >= 0 {
			return from + next, "the next event before " + closing, nil
		}
		if closed >= 0 {
			return limit + len(closing), "", nil
		}
		if len(w) > rendered.MaxEvent {
			problem := fmt.Sprintf("more than %d MiB without %s", rendered.MaxEvent>>20, closing)
			return len(w) - len(closing), problem, nil
		}
		from = max(from, len(w)-len(closing))
		if more, err := r.More(); err != nil {
			return 0, "", err
		} else if !more {
			return len(w), "the end of the file before " + closing, nil
		}
	}
}

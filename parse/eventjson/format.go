package eventjson

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/jsonvalue"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Format is events as JSON.
var Format = parse.Format{
	Name:   "eventjson",
	Title:  "events as JSON (evtx_dump, Winlogbeat, NXLog, Velociraptor, Hayabusa, EvtxECmd, PowerShell)",
	Detect: detect,
	Read:   read,
}

// between is what may stand between the objects of a file: the marks of lists,
// and the headings of evtx_dump's pretty-printed output.
var between = regexp.MustCompile(`^(?:[\s,\[\]\x{FEFF}]|Record \d+\r?\n)*`)

func detect(s parse.Sample) parse.Confidence {
	head := rendered.Head(s.Head)
	head = head[len(between.Find(head)):]
	if len(head) == 0 || head[0] != '{' {
		return parse.No
	}
	v, _, err := jsonvalue.Parse(head)
	switch {
	case err == nil && anyEvent(&v, 0):
		return parse.Certain
	case err == jsonvalue.ErrShort && hasMarks(head):
		return parse.Likely
	}
	return parse.No
}

// hasMarks looks for names of an object that the sample cuts.
func hasMarks(head []byte) bool {
	for _, marks := range [][]string{{`"System"`, `"EventRecordID"`}, {`"LogName"`, `"ProviderName"`},
		{`"SourceName"`, `"EventID"`}, {`"winlog"`, `"event_data"`}} {
		if bytes.Contains(head, []byte(marks[0])) && bytes.Contains(head, []byte(marks[1])) {
			return true
		}
	}
	return false
}

func read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
	return rendered.Read(
		ctx,
		in,
		opt,
		emit,
		func(text *rendered.Text, sink *rendered.Sink) error { return (&reader{Text: text, sink: sink}).run() },
		"events as JSON",
		"no object with the marks of one",
		"see the list of tools whose JSON is read; if this is from another, export the log as EVTX or XML",
	)
}

type reader struct {
	*rendered.Text
	sink   *rendered.Sink
	parser jsonvalue.Parser
}

// run goes from object to object.
func (r *reader) run() error {
	r.sink.Borrows = true
	for {
		if n := behind(r.Window()); n > 0 && n < len(r.Window()) {
			r.sink.Structure(r.Skip(n))
		}
		w := r.Window()
		if len(w) > 0 && w[0] == '{' {
			if err := r.object(); err != nil {
				return err
			}
			continue
		}
		// Whatever this is, it is whole only with what follows it.
		if more, err := r.More(); err != nil {
			return err
		} else if more && len(w) < 1<<10 {
			continue
		}
		if w = r.Window(); len(w) == 0 {
			return nil
		}
		if err := r.junk(); err != nil {
			return err
		}
	}
}

// behind returns how many bytes of w stand between two objects.
func behind(w []byte) int {
	n := 0
	for n < len(w) && (jsonvalue.IsSpace(w[n]) || w[n] == ',') {
		n++
	}
	if n < len(w) && w[n] == '{' { // nearly always
		return n
	}
	return len(between.Find(w))
}

// junk goes over what is neither an object nor between two, to the end of its line.
func (r *reader) junk() error {
	w := r.Window()
	if n := len(between.Find(w)); n > 0 {
		r.sink.Structure(r.Skip(n))
		return nil
	}
	end := len(w)
	if i := bytes.IndexByte(w, '\n'); i >= 0 {
		end = i + 1
	}
	if i := bytes.IndexByte(w[:end], '{'); i > 0 {
		end = i
	}
	return r.giveUp(end, "{", fmt.Sprintf("%q", w[:min(end, 40)]))
}

func (r *reader) giveUp(n int, expected, found string) error {
	offset, line := r.Offset()
	return r.sink.Damage(
		parse.Damage{
			Offset:   offset,
			Length:   r.Skip(n),
			Line:     line,
			What:     "event",
			Expected: expected,
			Found:    strings.ToValidUTF8(found, "\uFFFD"),
		},
	)
}

// object reads the object that the window begins with.
func (r *reader) object() error {
	for {
		w := r.Window()
		v, n, err := r.parser.Parse(w)
		if err == nil {
			return r.events(&v, n)
		}
		if err == jsonvalue.ErrShort && len(w) <= rendered.MaxEvent {
			if more, problem := r.grow(); problem != nil {
				return problem
			} else if more {
				continue
			}
		}
		if len(w) > rendered.MaxEvent {
			err = fmt.Errorf("one of more than %d MiB", rendered.MaxEvent>>20)
		}
		return r.giveUp(nextObject(w), "a whole object", err.Error())
	}
}

// grow doubles the window, so that a long object is not parsed again and again
// for every piece that is read.
func (r *reader) grow() (grown bool, err error) {
	for target := 2 * len(r.Window()); len(r.Window()) < target; grown = true {
		more, err := r.More()
		if err != nil || !more {
			return grown, err
		}
	}
	return grown, nil
}

// nextObject returns where another object may begin: at the start of a line.
func nextObject(w []byte) int {
	for at := 1; ; {
		i := bytes.IndexByte(w[at:], '\n')
		if i < 0 {
			return len(w)
		}
		at += i + 1
		if rest := bytes.TrimLeft(w[at:], " \t,["); len(rest) > 0 && rest[0] == '{' {
			return at
		}
	}
}

// events hands on the events in an object of n bytes: itself, or what it holds.
func (r *reader) events(v *jsonvalue.Value, n int) error {
	offset, line := r.Offset()
	found, err := r.walk(v, offset, line, 0)
	if err != nil {
		return err
	}
	if found {
		return r.sink.End(r.Skip(n))
	}
	var names []string
	for _, m := range v.Members[:min(len(v.Members), 5)] {
		names = append(names, m.Name)
	}
	return r.giveUp(n, "the marks of an event", fmt.Sprintf("an object with %q", names))
}

// maxWrapped is how deep events may lie in lists of a wrapping object.
const maxWrapped = 4

// walk begins the event in v, or ends all but the last of those in its lists.
func (r *reader) walk(v *jsonvalue.Value, offset int64, line int32, depth int) (open bool, err error) {
	if s := shapeOf(v); s != nil {
		record := r.sink.Begin(offset, line)
		s.fill(r.sink, record, v)
		return true, nil
	}
	if depth >= maxWrapped {
		return false, nil
	}
	for _, inner := range contained(v) {
		if !anyEvent(inner, depth+1) {
			continue
		}
		if open {
			if err := r.sink.End(0); err != nil {
				return false, err
			}
		}
		if open, err = r.walk(inner, offset, line, depth+1); err != nil {
			return false, err
		}
	}
	return open, nil
}

// contained returns the objects and lists in v.
func contained(v *jsonvalue.Value) []*jsonvalue.Value {
	var all []*jsonvalue.Value
	for i := range v.Members {
		all = append(all, &v.Members[i].Value)
	}
	for i := range v.Items {
		all = append(all, &v.Items[i])
	}
	return all
}

// anyEvent reports whether v is an event or holds one.
func anyEvent(v *jsonvalue.Value, depth int) bool {
	if shapeOf(v) != nil {
		return true
	}
	if depth >= maxWrapped {
		return false
	}
	for _, inner := range contained(v) {
		if anyEvent(inner, depth+1) {
			return true
		}
	}
	return false
}

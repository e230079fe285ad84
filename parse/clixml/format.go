package clixml

import (
	"bytes"
	"context"
	"fmt"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Format is events as PowerShell objects in XML.
var Format = parse.Format{
	Name:   "clixml",
	Title:  "events as PowerShell objects (Export-Clixml)",
	Detect: detect,
	Read:   read,
}

const (
	namespace = "http://schemas.microsoft.com/powershell/2004/04"
	opening   = "<Obj"
	closing   = "</Obj>"
)

func detect(s parse.Sample) parse.Confidence {
	head := rendered.Head(s.Head)
	if !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte("<")) || !bytes.Contains(head, []byte("<Objs")) ||
		!bytes.Contains(head, []byte(namespace)) {
		return parse.No
	}
	for _, mark := range []string{`N="ProviderName"`, `N="InstanceId"`, `N="EntryType"`} {
		if bytes.Contains(head, []byte(mark)) {
			return parse.Certain
		}
	}
	return parse.No
}

func read(ctx context.Context, in *parse.Input, opt parse.Options, emit func(*parse.Batch) error) error {
	return rendered.Read(
		ctx,
		in,
		opt,
		emit,
		func(text *rendered.Text, sink *rendered.Sink) error { return (&reader{text, sink}).run() },
		"events as PowerShell objects",
		"no object that is an event",
		"export the log again with: wevtutil epl",
	)
}

type reader struct {
	*rendered.Text
	sink *rendered.Sink
}

// run goes from object to object.
func (r *reader) run() error {
	for {
		at, ok, err := r.find()
		if err != nil {
			return err
		}
		if at > 0 {
			r.sink.Structure(r.Skip(at))
		}
		if !ok {
			return nil
		}
		if err := r.object(); err != nil {
			return err
		}
	}
}

// openTag returns where the next <Obj> begins in b[from:], -1 if none does.
func openTag(b []byte, from int) int {
	for {
		i := index(b, from, opening)
		if i < 0 || isTag(b, i) {
			return i
		}
		from = i + len(opening)
	}
}

// isTag reports whether an <Obj> begins at b[i:], and no <Objs>.
func isTag(b []byte, i int) bool {
	end := i + len(opening)
	return end < len(b) &&
		(b[end] == ' ' || b[end] == '>' || b[end] == '/' || b[end] == '\n' || b[end] == '\r' || b[end] == '\t')
}

// find returns where in the window the next object begins; without one ok is false
// and at is the rest.
func (r *reader) find() (at int, ok bool, err error) {
	from := 0
	for {
		w := r.Window()
		if at := openTag(w, from); at >= 0 {
			return at, true, nil
		}
		if from = max(from, len(w)-len(opening)); from > 1<<20 {
			r.sink.Structure(r.Skip(from))
			from = 0
		}
		if more, err := r.More(); err != nil {
			return 0, false, err
		} else if !more {
			return len(r.Window()), false, nil
		}
	}
}

// object reads the object that the window begins with.
func (r *reader) object() error {
	end, problem, err := r.end()
	if err != nil {
		return err
	}
	offset, line := r.Offset()
	if problem == "" {
		root, broken := parseObject(r.Window()[:end])
		switch {
		case broken != nil:
			problem = broken.Error()
		case !isEvent(root):
			r.sink.Structure(r.Skip(end))
			return nil
		default:
			record := r.sink.Begin(offset, line)
			fill(r.sink, record, root)
			return r.sink.End(r.Skip(end))
		}
	}
	r.sink.Begin(offset, line)
	return r.sink.Damage(
		parse.Damage{
			Offset:   offset,
			Length:   r.Skip(end),
			Line:     line,
			What:     "event",
			Expected: "a whole <Obj>",
			Found:    problem,
		},
	)
}

// end returns the end of the object that the window begins with. If it has none,
// problem says why, and end is where to go on.
func (r *reader) end() (end int, problem string, err error) {
	n := nesting{}
	for {
		w := r.Window()
		for n.tag(w) {
			if n.depth <= 0 {
				return n.at, "", nil
			}
		}
		if len(w) > rendered.MaxEvent {
			return len(w) - len(closing), fmt.Sprintf("more than %d MiB without its end", rendered.MaxEvent>>20), nil
		}
		if more, err := r.More(); err != nil {
			return 0, "", err
		} else if !more {
			return len(r.Window()), "the end of the file inside an object", nil
		}
	}
}

// nesting counts the objects that are open at a place.
type nesting struct{ depth, at int }

// tag goes past the next tag of an object; false if the window holds no whole one.
func (n *nesting) tag(w []byte) bool {
	open, shut := openTag(w, n.at), index(w, n.at, closing)
	if shut >= 0 && (open < 0 || shut < open) {
		n.at = shut + len(closing)
		n.depth--
		return true
	}
	if open < 0 {
		return false
	}
	end := bytes.IndexByte(w[open:], '>')
	if end < 0 {
		return false
	}
	if n.at = open + end + 1; w[n.at-2] != '/' {
		n.depth++
	}
	return true
}

func index(b []byte, from int, what string) int {
	if i := bytes.Index(b[from:], []byte(what)); i >= 0 {
		return from + i
	}
	return -1
}

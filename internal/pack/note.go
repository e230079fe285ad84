package pack

import "github.com/vsslog/vsslog/parse"

// Note is what a host states about an input once its records were judged. Notes are no
// part of what was read: they are kept in a pack of their own while a run goes on.
type Note struct {
	Before     int64 // where the note before it about the same input is, 0 for none
	Host       string
	Owns       bool        // the input's logs are the host's, not only some of its records
	First      parse.Ticks // of its statements, 0 if there is none
	Last       parse.Ticks
	Duplicates int64 // records that another input had already given
	Gaps       []string
	Problem    string // that kept the host from being judged, "" if there was none
}

// Note writes a note and returns its place.
func (w *Writer) Note(n *Note) (int64, error) {
	e := newEncoder()
	for _, i := range []int64{n.Before, int64(n.First), int64(n.Last), n.Duplicates} {
		e.int(i)
	}
	e.string(n.Host)
	e.bool(n.Owns)
	e.strings(n.Gaps)
	e.string(n.Problem)
	return w.frame(noteFrame, e.buf)
}

// Note reads the note at at.
func (p *Pack) Note(at int64) (*Note, error) {
	d, err := p.only(at, noteFrame)
	if err != nil {
		return nil, err
	}
	n := &Note{}
	for _, i := range []*int64{&n.Before, (*int64)(&n.First), (*int64)(&n.Last), &n.Duplicates} {
		*i = d.int()
	}
	n.Host, n.Owns, n.Gaps, n.Problem = d.string(), d.bool(), d.strings(), d.string()
	return n, d.end()
}

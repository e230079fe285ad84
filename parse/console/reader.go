package console

import (
	"context"
	"io"
	"slices"

	"github.com/vsslog/vsslog/parse"
)

// Reader takes a document through a list of grammars.
type Reader struct {
	*Document
	filter    *filter
	asked     *Grammar // the one that is asked
	firstMark int      // the bit of its first mark

	// Command is what was typed at the last prompt before the block.
	Command string
	typed   Mark // the stamp right above it
	at      int  // line that is read, or with which the block begins

	clock    stamps             // stamps between blocks: echo %TIME%, prompts
	logs     map[string]*stamps // clocks of logs, by tool
	pending  []*Statement       // in the order of the text; some of their times are open
	named    int                // statements of pending whose host is kept
	damage   []parse.Damage
	account  parse.Account
	counted  int // lines before it are in the account
	kinds    []string
	regional bool   // a grammar of a text whose dates are in the form of the region claimed something
	foreign  bool   // another one did
	called   string // what the block being read is, if not what its grammar is called
	pieces   pieces
	genre    genre
	onlyCode bool    // each line is one of a script
	prose    bool    // sentences make up a good part of it
	leads    []int64 // offsets of lines behind which an example stands
	hosts    hostParts
	example  int  // line behind the last block that was one
	silent   bool // what is added is only mentioned: it is no statement
	vouched  bool // the grammar knows that its block is stated
	short    []string
	listings int
	previous Mark // stamp of the listing before
	date     Moment
	undated  position // the first time of day before any date
	clipped  string   // its text
	gaveUp   bool     // an interval was left open because its end did not come in time
	reported [6]bool
	names    names
	json     jsonPairs
	headed   headedTable
	quiet    []quietRun   // that were not reached yet
	asksFrom int32        // the number of a line: none before it is asked about
	spare    []*Statement // to be used again
	stopped  error
	handed   bool // a batch was handed on
	emit     func(*parse.Batch) error
}

// maxLine is the length in bytes up to which a line is offered to the grammars.
// The longest real ones are lines of a few kilobytes.
const maxLine = 64 << 10

// Opener opens a text from its first byte; it is called up to three times.
type Opener func() (io.ReadCloser, error)

// Read takes a text through the grammars, in their order, and hands what they
// find to emit. It reads the text twice, as the order of day and month in its dates may be
// told by a date at its end, and once more for the grammars that come last if the others
// found nothing. Each batch carries the account of the bytes since the one before. What it
// holds in memory is bounded, whatever the text is.
func Read(ctx context.Context, open Opener, codePage string, grammars []Grammar, emit func(*parse.Batch) error) error {
	return read(ctx, open, codePage, grammars, newFilter(grammars), emit)
}

// read is Read with the filter of the grammars.
func read(
	ctx context.Context,
	open Opener,
	codePage string,
	grammars []Grammar,
	filter *filter,
	emit func(*parse.Batch) error,
) error {
	found, err := takeSurvey(ctx, open, codePage, grammars, filter)
	if err != nil {
		return err
	}
	first, last := withoutLast(grammars)
	r, err := pass(ctx, open, codePage, found, first, filter, emit)
	if err != nil {
		return err
	}
	if len(last) > 0 && r.foundNothing() {
		found.quiet = nil // of the others
		told, err := pass(ctx, open, codePage, found, last, newFilter(last), emit)
		if err != nil {
			return err
		}
		if len(told.kinds) > 0 {
			r = told
		}
	}
	r.finish()
	r.flush(true)
	if r.stopped == nil && r.source.err != nil {
		return &unreadable{r.source.base + int64(r.source.pos), r.source.err}
	}
	return r.stopped
}

// pass takes a text through grammars once; what they found last is still to be handed on.
func pass(
	ctx context.Context,
	open Opener,
	codePage string,
	found survey,
	grammars []Grammar,
	filter *filter,
	emit func(*parse.Batch) error,
) (*Reader, error) {
	stream, err := open()
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	d, err := newDocument(newSource(stream, nil), codePage)
	if err != nil {
		return nil, err
	}
	d.dates, d.layout = found.dates, found.layout
	r := &Reader{Document: d, filter: filter, logs: map[string]*stamps{}, emit: emit, genre: found.genre,
		leads: found.leads, hosts: found.hosts, onlyCode: found.onlyCode, prose: found.speaks, quiet: found.quiet}
	reads := make([]ReadFunc, len(grammars))
	for k, g := range grammars {
		reads[k] = g.Begin()
	}
	r.readShort()
	for i := 0; d.Has(i); {
		if i&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if lines := r.leap(i); lines > 0 {
			i += lines
			continue
		}
		next := i + 1
		if !r.onlyRead(i) {
			next = r.block(i, reads, grammars)
		}
		r.Done(next)
		if r.stopped != nil {
			return nil, r.stopped
		}
		i = next
	}
	return r, nil
}

// withoutLast parts the grammars that are asked last from the others. Where there are
// no others they are asked like any.
func withoutLast(grammars []Grammar) (first, last []Grammar) {
	at := slices.IndexFunc(grammars, func(g Grammar) bool { return g.Last })
	if at <= 0 {
		return grammars, nil
	}
	return grammars[:at], grammars[at:]
}

// foundNothing reports whether the text is short, may be evidence, and no grammar claimed
// anything of it.
func (r *Reader) foundNothing() bool {
	return (r.genre == evidence || r.genre == lesson) && len(r.kinds) == 0 && !r.handed && r.counted <= mostTold && r.source.err == nil
}

// mostTold is how many lines a text has at most in which people are taken at their word.
const mostTold = 400

// unreadable is the error of the input at an offset.
type unreadable struct {
	offset int64
	error
}

func (u *unreadable) Unwrap() error { return u.error }

// Add adds a statement that stands in the lines from first to last.
func (r *Reader) Add(provider string, first, last int) *Statement {
	s := r.statement()
	s.Provider = provider
	s.Stamp = parse.StampNone
	s.Offset, s.Length = r.Span(first, last)
	s.Line, s.Computer = r.line(first).Number, r.names.keep(r.line(first).host)
	for l := first; l <= last; l++ {
		r.claim(l, record)
	}
	if r.silent { // told apart from what is handed on, and given to no clock that lasts
		return s
	}
	r.pending = append(r.pending, s)
	return s
}

// Skip gives lines inside a block back: they belong to nothing.
func (r *Reader) Skip(i int) {
	if text := r.Text(i); text != "" {
		r.strayCode(i)
	}
}

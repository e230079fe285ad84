package ingest

import (
	"context"
	"errors"

	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/formats"
)

// reader reads inputs one by one. It is safe for concurrent use.
type reader struct {
	opt      Options
	progress *progressReporter
}

func newReader(opt Options) reader { return reader{opt, &progressReporter{report: opt.Progress}} }

// parsing is how a format is to read.
func (r *reader) parsing(workers int, selector *parse.Selector) parse.Options {
	return parse.Options{
		Selector: selector,
		Workers:  workers,
		Slack:    r.opt.Slack,
		CodePage: r.opt.CodePage,
		Zone:     r.opt.Zone,
	}
}

// reading is how an input was read.
type reading struct {
	claimed bool // by a format, or by the one for texts that no other claims
	sound   bool // nothing kept it from being read: reading it again would give the same
}

// readInput recognises an input, passes its batches to take, and notes in head what it
// is and how much it holds. A batch is borrowed for the call. An input that cannot be
// read has a problem in head; the error is that of take or of ctx, or says that
// opt.As is no format.
func (r *reader) readInput(
	ctx context.Context,
	in *parse.Input,
	head *pack.Head,
	opt parse.Options,
	take func(*parse.Batch) error,
) (reading, error) {
	r.progress.begin(in.Source)
	head.Source, head.Bytes = in.Source, in.Size
	accounted := int64(0)
	defer func() { r.progress.read(max(head.Bytes, 0) - accounted) }() // what no batch accounts for
	hash := hashing(in, r.opt.Hash)
	format, confidence, err := r.identify(in)
	if errors.Is(err, source.ErrUnknownFormat) {
		return reading{}, err
	}
	if b := bug.Of(err); b != nil {
		head.Problem = b.Error()
		return reading{}, ctx.Err()
	}
	if err != nil {
		head.Problem = reason(err)
		return reading{sound: errors.Is(err, parse.ErrEmpty)}, ctx.Err()
	}
	if format.Read == nil {
		head.Format = pack.Unrecognised
		hash.finish(ctx, head)
		return reading{sound: true}, ctx.Err()
	}
	head.Format, head.Confidence = format.Name, int(confidence)
	var stop error
	err = readAll(ctx, format, in, opt, func(batch *parse.Batch) error {
		defer batch.Release()
		accounted += batch.Account.Total()
		r.progress.read(batch.Account.Total())
		if stop = take(batch); stop != nil {
			return stop
		}
		count(head, batch)
		return ctx.Err()
	})
	switch {
	case stop != nil:
		return reading{}, stop
	case ctx.Err() != nil:
		return reading{}, ctx.Err()
	case bug.Of(err) != nil:
		head.Problem = bug.Of(err).Error() // first: it is known by its beginning
	case err != nil:
		head.Problem = join(head.Problem, reason(err))
	}
	hash.finish(ctx, head)
	return reading{claimed: true, sound: err == nil}, nil
}

// identify recognises an input. A panic is an error.
func (r *reader) identify(in *parse.Input) (format parse.Format, confidence parse.Confidence, err error) {
	defer bug.Catch("recognising "+in.Source, &err)
	format, confidence, _, err = source.Identify(in, formats.All, r.opt.As)
	return format, confidence, err
}

// readAll reads an input. A panic is an error, and what was read before it counts.
func readAll(
	ctx context.Context,
	format parse.Format,
	in *parse.Input,
	opt parse.Options,
	take func(*parse.Batch) error,
) (err error) {
	defer bug.Catch("reading "+in.Source+" as "+format.Name, &err)
	return format.Read(ctx, in, opt, take)
}

package vsslog

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// redactedEvents reads everything twice: a name may be labelled only after records that
// contain it without a label.
func redactedEvents(ctx context.Context, opt Options, all bool, sink EventSink) ([]*export.InputRow, error) {
	redactor, err := opt.redactor()
	if err != nil {
		return nil, err
	}
	opt.Redact = nil
	again, done, err := rereadable(ctx, &opt)
	if err != nil {
		return nil, err
	}
	defer done()
	everything := opt // names are learned from all records
	everything.Hosts, everything.Since, everything.Until, everything.SortByTime = nil, time.Time{}, time.Time{}, false
	if _, err := Events(ctx, everything, true, &learning{redactor}); err != nil {
		return nil, err
	}
	if opt.RedactKey == "" {
		_, err := source.Walk(
			ctx,
			opt.Paths,
			source.Options{Password: opt.Password, Stdin: again()},
			func(in *parse.Input) error {
				redactor.Content(in)
				return ctx.Err()
			},
		)
		if err != nil {
			return nil, err
		}
	}
	redactor.Finish()
	opt.Stdin = again()
	rows, err := Events(ctx, opt, all, &redacting{redactor, sink})
	redactor.Apply(rows)
	return rows, err
}

// rereadable makes standard input readable more than once. again returns it from
// its first byte, done frees its storage.
func rereadable(ctx context.Context, opt *Options) (again func() io.Reader, done func() error, err error) {
	for _, path := range opt.Paths {
		if info, err := os.Stat(path); path != source.Stdin && err == nil && !info.IsDir() && !info.Mode().IsRegular() {
			return nil, nil, errors.New(
				path + ": redaction reads every input twice, and a pipe can be read once: save it to a file first",
			)
		}
	}
	if !slices.Contains(opt.Paths, source.Stdin) {
		return func() io.Reader { return nil }, func() error { return nil }, nil
	}
	var in io.Reader = os.Stdin
	if opt.Stdin != nil {
		in = opt.Stdin
	}
	held, err := spill.Copy(ctx, in, spill.StreamMemory)
	if err != nil {
		return nil, nil, err
	}
	again = func() io.Reader { return io.NewSectionReader(held, 0, held.Size()) }
	opt.Stdin = again()
	return again, held.Close, nil
}

// learning learns the names from all records.
type learning struct{ redactor *redact.Redactor }

func (l *learning) Event(r *export.EventRow) error {
	l.redactor.Learn(r.Record)
	return nil
}

func (l *learning) Batch(_ string, b *parse.Batch) error {
	for i := range b.Records {
		l.redactor.Learn(&b.Records[i])
	}
	return nil
}

func (l *learning) Close() error { return nil }

// redacting passes records on with their names replaced.
type redacting struct {
	redactor *redact.Redactor
	sink     EventSink
}

func (e *redacting) Event(r *export.EventRow) error {
	e.redactor.Apply(r)
	return e.sink.Event(r)
}

func (e *redacting) Batch(source string, b *parse.Batch) error {
	for i := range b.Records {
		e.redactor.Record(&b.Records[i])
	}
	return e.sink.Batch(e.redactor.Path(source), b)
}

func (e *redacting) Close() error { return e.sink.Close() }

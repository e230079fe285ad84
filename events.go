package vsslog

import (
	"context"
	"errors"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/formats"
)

// EventSink takes records as Events finds them. What it is handed is borrowed
// for the call.
type EventSink interface {
	Event(*export.EventRow) error                  // one record with its meaning
	Batch(source string, batch *parse.Batch) error // records as they are
	Close() error
}

// Events hands the records below opt.Paths to sink, in the order of the inputs
// and of their offsets: all of them, or those that the vocabulary knows. It never
// correlates. The rows say what each input gave.
func Events(ctx context.Context, opt Options, all bool, sink EventSink) ([]*export.InputRow, error) {
	if len(opt.Redact) > 0 {
		return redactedEvents(ctx, opt, all, sink)
	}
	e := &conversion{opt: opt, all: all, sink: sink, follower: &follower{tell: opt.Progress}}
	problems, err := source.Walk(ctx, opt.Paths, source.Options{Password: opt.Password, Stdin: opt.Stdin},
		func(in *parse.Input) error { return e.read(ctx, in) })
	if err != nil {
		return e.inputs, err
	}
	return append(e.inputs, problemRows(heldProblems(problems))...), nil
}

type conversion struct {
	opt      Options
	all      bool
	sink     EventSink
	inputs   []*export.InputRow
	follower *follower
}

// read converts one input. An error of the sink ends the run, one of the input
// does not.
func (e *conversion) read(ctx context.Context, in *parse.Input) error {
	e.follower.begin(in.Source)
	row := &export.InputRow{Source: in.Source, Bytes: in.Size}
	e.inputs = append(e.inputs, row)
	told := int64(0)
	defer func() { e.follower.read(max(row.Bytes, 0) - told) }() // what no batch accounts for
	hash := hashing(in, e.opt.Hash)
	format, confidence, _, err := source.Identify(in, formats.All, e.opt.As)
	if errors.Is(err, source.ErrUnknownFormat) {
		return err
	}
	if err != nil {
		row.Problem = reason(err)
		return ctx.Err()
	}
	if format.Read == nil {
		row.Format = Unrecognised
		hash.finish(ctx, row)
		return ctx.Err()
	}
	row.Format, row.Confidence = format.Name, int(confidence)
	reading := parse.Options{Workers: e.opt.Workers, Slack: e.opt.Slack, CodePage: e.opt.CodePage, Zone: e.opt.Zone}
	if !e.all {
		reading.Selector = correlate.Selection()
	}
	var sinkErr error
	err = format.Read(ctx, in, reading, func(b *parse.Batch) error {
		defer b.Release()
		told += b.Account.Total()
		e.follower.read(b.Account.Total())
		count(row, b)
		if sinkErr = e.hand(in.Source, b); sinkErr != nil {
			return sinkErr
		}
		return ctx.Err()
	})
	if sinkErr != nil {
		return sinkErr
	}
	if err != nil && ctx.Err() == nil {
		row.Problem = join(row.Problem, reason(err))
	}
	hash.finish(ctx, row)
	return ctx.Err()
}

func (e *conversion) hand(source string, b *parse.Batch) error {
	if e.all {
		return e.sink.Batch(source, b)
	}
	for i := range b.Records {
		r := &b.Records[i]
		s := correlate.NewStep(source, r)
		if s == nil {
			continue
		}
		host, _, _ := strings.Cut(strings.ToLower(r.Computer), ".")
		if err := e.sink.Event(&export.EventRow{Host: host, Source: source, Record: r, Step: s}); err != nil {
			return err
		}
	}
	return nil
}

// Export hands the rows of the report to tables, each table in its order. It
// does not close them.
func (r *Report) Export(tables export.Tables) error {
	if err := exportInputs(tables, r.Inputs); err != nil {
		return err
	}
	for _, k := range r.Cases {
		if err := exportCase(tables, k); err != nil {
			return err
		}
	}
	return exportFound(tables, r.Sets, correlate.FreezeStats(r.Sets), r.Findings, r.Failures)
}

// Export hands the rows of a host, or of a part of one, to tables. Results that are handed over in the
// order of the hosts make the same tables as a Report.
func (r *Result) Export(tables export.Tables) error {
	if err := exportCase(tables, r.Case); err != nil {
		return err
	}
	return exportFound(tables, r.Sets, r.Freezes, r.Findings, r.Failures)
}

func exportCase(tables export.Tables, k *correlate.Case) error {
	for _, s := range k.Steps {
		if err := tables.Event(&export.EventRow{Host: s.Host, Source: s.Source, Record: s.Record, Step: s, Set: s.Set}); err != nil {
			return err
		}
	}
	for _, c := range k.Captures {
		for _, w := range c.States {
			if err := tables.Writer(w); err != nil {
				return err
			}
		}
	}
	return nil
}

func exportFound(tables export.Tables, sets []*correlate.SnapshotSet, freezes []*correlate.FreezeStat, findings []*detect.Finding, failures []*detect.Failure) error {
	for _, s := range sets {
		if err := tables.Set(s); err != nil {
			return err
		}
		for _, sp := range s.Spans {
			if err := tables.Span(sp); err != nil {
				return err
			}
		}
	}
	for _, f := range freezes {
		if err := tables.Freeze(f); err != nil {
			return err
		}
	}
	for _, f := range findings {
		if err := tables.Finding(f); err != nil {
			return err
		}
	}
	for _, f := range failures {
		if err := tables.Failure(f); err != nil {
			return err
		}
	}
	return nil
}

func exportInputs(tables export.Tables, inputs []*export.InputRow) error {
	for _, i := range inputs {
		if err := tables.Input(i); err != nil {
			return err
		}
	}
	return nil
}

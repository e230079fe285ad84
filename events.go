package vsslog

import (
	"context"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/parse"
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
// correlates. The rows say what each input gave. An error of the sink ends the run,
// one of an input does not.
func Events(ctx context.Context, opt Options, all bool, sink EventSink) ([]*export.InputRow, error) {
	if len(opt.Redact) > 0 {
		return redactedEvents(ctx, opt, all, sink)
	}
	take := sink.Batch
	if !all {
		take = func(source string, batch *parse.Batch) error { return eachEvent(source, batch, sink) }
	}
	heads, problems, err := ingest.Convert(ctx, opt.ingest(), all, take)
	rows := make([]*export.InputRow, len(heads))
	for i, h := range heads {
		rows[i] = analysis.RowOf(h)
	}
	if err != nil {
		return rows, err
	}
	return append(rows, analysis.ProblemRows(problems)...), nil
}

// eachEvent hands the records of a batch that the vocabulary knows to sink.
func eachEvent(source string, batch *parse.Batch, sink EventSink) error {
	for i := range batch.Records {
		r := &batch.Records[i]
		s := correlate.NewStep(source, r)
		if s == nil {
			continue
		}
		host, _, _ := strings.Cut(strings.ToLower(r.Computer), ".")
		if err := sink.Event(&export.EventRow{Host: host, Source: source, Record: r, Step: s}); err != nil {
			return err
		}
	}
	return nil
}

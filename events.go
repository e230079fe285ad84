package vsslog

import (
	"context"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/parse"
)

// EventSink receives records as Events finds them. Its arguments are valid only during
// the call.
type EventSink interface {
	Event(*export.EventRow) error                  // one record with its meaning
	Batch(source string, batch *parse.Batch) error // records as they are
	Close() error
}

// Events passes the records below opt.Paths to sink, ordered by input and offset, or by
// time: all records, or those that the vocabulary knows, limited by opt.Hosts, opt.Since
// and opt.Until. It never correlates. The rows say what each input contributed. An error
// of the sink ends the run, an error of an input does not.
func Events(ctx context.Context, opt Options, all bool, sink EventSink) ([]*export.InputRow, error) {
	if len(opt.Redact) > 0 {
		return redactedEvents(ctx, opt, all, sink)
	}
	first, end := opt.arranged(sink)
	take := first.Batch
	if !all {
		take = func(source string, batch *parse.Batch) error { return eachEvent(source, batch, first) }
	}
	heads, problems, err := ingest.Convert(ctx, opt.ingest(), all, take)
	if ended := end(); err == nil {
		err = ended
	}
	rows := make([]*export.InputRow, len(heads))
	for i, h := range heads {
		rows[i] = analysis.RowOf(h)
	}
	if err != nil {
		return rows, err
	}
	return append(rows, analysis.ProblemRows(problems)...), nil
}

// eachEvent passes the records of a batch that the vocabulary knows to sink.
func eachEvent(source string, batch *parse.Batch, sink recordSink) error {
	for i := range batch.Records {
		r := &batch.Records[i]
		s := correlate.NewStep(source, r)
		if s == nil {
			continue
		}
		if err := sink.Event(&export.EventRow{Host: export.HostLabel(r.Computer), Source: source, Record: r,
			Step: s}); err != nil {
			return err
		}
	}
	return nil
}

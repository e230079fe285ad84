// Package conclude judges what a run has read, host by host, and produces the results:
// the tables, the page, the ticket, the document, and the outcome of the run. The
// command and the page in the browser both use it.
package conclude

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/export/report"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/partition"
)

// Run is a run that was read, to be judged host by host: a vsslog.Run, or what the
// shards of one read.
type Run interface {
	All(context.Context) iter.Seq2[*analysis.HostResult, error]
	Part(analysis.PartID) (*analysis.HostResult, error)
	Inputs(visit func(*export.InputRow) error) error
	InputCount() int
	Readable() bool
}

// Reports are the formats that are not tables.
var Reports = []string{"html", "md", "json"}

// Options say what is made of a run.
type Options struct {
	Signatures []*detect.Signature
	Meta       export.Meta
	FailOn     string                // "": nothing
	Document   bool                  // Results.Document will be asked for
	Tables     *export.Directory     // where the results go; nil: nowhere
	Reports    []string              // of Reports, that go into Tables; other names are passed over
	Shard      func(io.Writer) error // writes what was read, for merge; nil if the run is no shard
	// Both hear of everything, in order; nil: nobody asks.
	Host  func(*analysis.HostResult)
	Input func(*export.InputRow)
}

// Results are what was made of a run.
type Results struct {
	export.Result
	meta     *export.Meta
	document *export.Document // nil: nobody asks for it
}

// Document writes the answer as one JSON document.
func (r *Results) Document(w io.Writer) error { return r.document.Write(w, r.meta, r.Result) }

// Close frees what the results hold.
func (r *Results) Close() error {
	if r.document == nil {
		return nil
	}
	return r.document.Close()
}

// Make judges the run and writes what the options ask for. The results are to be closed;
// after an error there are none.
func Make(ctx context.Context, run Run, opt Options) (*Results, error) {
	r := &Results{meta: &opt.Meta}
	if err := r.make(ctx, run, &opt); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// make fills the results.
func (r *Results) make(ctx context.Context, run Run, opt *Options) error {
	r.Counts = export.NewCounts()
	if opt.Document || opt.Tables != nil && slices.Contains(opt.Reports, "json") {
		r.document = export.NewDocument()
	}
	builder := report.NewBuilder(about(opt), func(host, part int) (report.Host, error) {
		found, err := run.Part(analysis.PartID{Host: host, Part: part})
		if err != nil {
			return report.Host{}, err
		}
		return reported(found), nil
	})
	defer builder.Close()
	builder.Inputs(run.Inputs)
	if opt.Tables != nil {
		if err := opt.Tables.Announce(run.InputCount(), run.Inputs); err != nil {
			return err
		}
	}
	outcome := &Outcome{Unreadable: !run.Readable()}
	for host, err := range run.All(ctx) {
		if err != nil {
			return err
		}
		outcome.Host(host, opt.FailOn)
		if err := r.host(host, opt, builder); err != nil {
			return err
		}
	}
	err := run.Inputs(func(row *export.InputRow) error {
		outcome.Input(row)
		return r.input(row, opt)
	})
	if err != nil {
		return err
	}
	if r.ExitCode = outcome.Code(); opt.Shard != nil && run.InputCount() == 0 {
		r.ExitCode = Done // another shard has them
	}
	r.ExitReason = Reason(r.ExitCode)
	return r.write(opt, builder)
}

// about is what a report says about how it came to be.
func about(opt *Options) report.Input {
	in := report.Input{
		Tool:      "vsslog",
		Version:   opt.Meta.Version,
		Options:   map[string]string{},
		Catalogue: opt.Signatures,
	}
	for _, o := range opt.Meta.Options {
		in.Options[o.Name] = o.Value
	}
	return in
}

// host takes what was found on a host, or in a part of one.
func (r *Results) host(found *analysis.HostResult, opt *Options, builder *report.Builder) error {
	if found.Last {
		r.Counts.Hosts++
	}
	for _, s := range found.Sets {
		r.Counts.Set(s)
	}
	for _, f := range found.Failures {
		r.Counts.Failure(f)
	}
	if opt.Host != nil {
		opt.Host(found)
	}
	if r.document != nil {
		if err := r.document.Results(found.Sets, found.Failures); err != nil {
			return err
		}
	}
	if opt.Tables == nil {
		return nil
	}
	builder.Add(reported(found))
	return found.Export(opt.Tables)
}

func (r *Results) input(row *export.InputRow, opt *Options) error {
	r.Counts.Input(row)
	if opt.Input != nil {
		opt.Input(row)
	}
	if r.document != nil {
		if err := r.document.Input(row); err != nil {
			return err
		}
	}
	if opt.Tables == nil {
		return nil
	}
	return opt.Tables.Input(row)
}

// reported is a result as the report takes it.
func reported(r *analysis.HostResult) report.Host {
	return report.Host{
		Case:     r.Case,
		Sets:     r.Sets,
		Findings: r.Findings,
		Failures: r.Failures,
		Freezes:  r.Freezes,
		Part:     r.ID.Part,
		More:     !r.Last,
	}
}

// write adds what was read and the reports to the tables, and makes all appear.
func (r *Results) write(opt *Options, builder *report.Builder) error {
	tables := opt.Tables
	if tables == nil {
		return nil
	}
	tables.Result(r.Result)
	if err := tables.EndTables(); err != nil {
		return err
	}
	if opt.Shard != nil {
		if err := create(tables, partition.ShardFile, opt.Shard); err != nil {
			return err
		}
	}
	for _, name := range Reports {
		if !slices.Contains(opt.Reports, name) {
			continue
		}
		write := map[string]func(io.Writer) error{"html": builder.HTML, "md": builder.Markdown, "json": r.Document}[name]
		if err := create(tables, "report."+name, write); err != nil {
			return err
		}
	}
	return tables.Close()
}

func create(tables *export.Directory, name string, write func(io.Writer) error) error {
	w, err := tables.Create(name)
	if err != nil {
		return err
	}
	return write(w)
}

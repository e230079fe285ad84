package vsslog

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
)

// Run is a run whose inputs are read and whose hosts are judged as they are asked
// for. What is per input lies in memory or in a file, and a host's records are loaded
// when its turn comes. It is safe for concurrent use.
type Run struct {
	analysis *analysis.Analysis
	extracts *ingest.Extracts
	shard    partition.Shard
}

// HostResult is what is found on one host, or in a part of one that has very many
// steps.
type HostResult = analysis.HostResult

// PartID says whose a HostResult is: the number of the host, and of the part.
type PartID = analysis.PartID

// Open reads everything below opt.Paths. An input that cannot be read is a row with a
// problem; the rest goes on. The error is one of usage or of ctx. The run is to be
// closed.
func Open(ctx context.Context, opt Options) (*Run, error) {
	zone, err := analysis.LoadZone(opt.Zone)
	if err != nil {
		return nil, err
	}
	redactor, err := opt.redactor()
	if err != nil {
		return nil, err
	}
	r, in := &Run{}, opt.ingest()
	if opt.Shard != "" {
		if r.shard, err = partition.ParseShard(opt.Shard); err != nil {
			return nil, err
		}
		in.Select = opt.selection(r.shard)
	}
	if redactor != nil {
		in.Learner = redactor
	}
	if r.extracts, err = ingest.Run(ctx, in); err != nil {
		return nil, err
	}
	if r.analysis, err = analysis.Open(opt.analysis(zone), r.extracts.Items, nil); err != nil {
		return nil, errors.Join(err, r.extracts.Close())
	}
	if redactor != nil {
		if err := r.analysis.Redact(ctx, redactor); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	return r, nil
}

// Hosts returns the names of the hosts, in the order of the tables.
func (r *Run) Hosts() []string { return r.analysis.Hosts() }

// All gives the results of all hosts, in the order of Hosts and one after the other,
// while the next ones are made by other goroutines; those of a host with very many
// steps in parts, in their order. A result is not kept. It fills in what only the
// hosts tell of the inputs, so it is to be called before Inputs, and once. An error
// is the last thing.
func (r *Run) All(ctx context.Context) iter.Seq2[*HostResult, error] { return r.analysis.All(ctx) }

// Part returns a result that All has given, once more.
func (r *Run) Part(id PartID) (*HostResult, error) { return r.analysis.Part(id) }

// Inputs hands the rows of the inputs table to visit, each made anew: the inputs in
// the order in which they were listed, then what could not be opened. It stops at the
// first error. What only the hosts tell is in them once All is through.
func (r *Run) Inputs(visit func(*export.InputRow) error) error { return r.analysis.Inputs(visit) }

// InputCount returns how many rows Inputs has.
func (r *Run) InputCount() int { return r.analysis.InputCount() }

// Readable reports whether any input could be read.
func (r *Run) Readable() bool { return r.analysis.Readable() }

// Redactor replaced the names in all results; nil: none was.
func (r *Run) Redactor() *redact.Redactor { return r.analysis.Redactor() }

// WriteShard writes what was read to w, for the command merge. about holds what must
// be the same in all shards: the version of the program, the options that change
// results. The bytes are the same for the same input.
func (r *Run) WriteShard(w io.Writer, about map[string]string) error {
	return partition.WriteShard(w, r.extracts.Items, r.shard, r.extracts.All, about)
}

// Commit says that the results are written: Options.State goes, or with
// Options.Resume it stays for the next run. After it the run is only to be closed.
func (r *Run) Commit() error { return r.extracts.Commit() }

// Close frees what the run holds, temporary files included.
func (r *Run) Close() error { return errors.Join(r.analysis.Close(), r.extracts.Close()) }

// report gathers the results of all hosts.
func (r *Run) report(ctx context.Context) (*Report, error) {
	report := &Report{}
	for host, err := range r.analysis.Whole(ctx) {
		if err != nil {
			return nil, err
		}
		report.Cases = append(report.Cases, host.Case)
		report.Sets = append(report.Sets, host.Sets...)
		report.Findings = append(report.Findings, host.Findings...)
		report.Failures = append(report.Failures, host.Failures...)
	}
	return report, r.Inputs(func(row *export.InputRow) error {
		report.Inputs = append(report.Inputs, row)
		return nil
	})
}

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

// Run is a run whose inputs have been read and whose hosts are judged on demand. The data
// of an input is in memory or in a file, and the records of a host are loaded when it is
// judged. Run is safe for concurrent use.
type Run struct {
	analysis *analysis.Analysis
	extracts *ingest.Extracts
	shard    partition.Shard
}

// HostResult is the result for one host, or for a part of a host with very many steps.
type HostResult = analysis.HostResult

// PartID identifies a HostResult: the number of the host, and of the part.
type PartID = analysis.PartID

// Open reads everything below opt.Paths. An input that cannot be read becomes a row with a
// problem; the others are still read. The error is a usage error or the error of ctx. The
// caller must close the run.
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
		if redactor != nil && opt.RedactKey == "" {
			return nil, errors.New("a shard that redacts needs a key, the same for all shards")
		}
		in.Select = opt.selection(r.shard)
	}
	if redactor != nil {
		in.Learn = func() ingest.Learner { return redactor.Item() }
	}
	if r.extracts, err = ingest.Run(ctx, in); err != nil {
		return nil, err
	}
	if r.analysis, err = analysis.Open(opt.analysis(zone), r.extracts.Items, nil); err != nil {
		return nil, errors.Join(err, r.extracts.Close())
	}
	if redactor != nil {
		if err := r.analysis.Redact(redactor); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	return r, nil
}

// Hosts returns the names of the hosts, in the order of the tables.
func (r *Run) Hosts() []string { return r.analysis.Hosts() }

// All yields the results of all hosts one after the other, in the order of Hosts, while
// other goroutines prepare the next ones. A host with very many steps comes in parts, in
// their order. Results are not kept. All also completes the rows of the inputs with what
// only the hosts know, so call it once, before Inputs. An error is the last value.
func (r *Run) All(ctx context.Context) iter.Seq2[*HostResult, error] { return r.analysis.All(ctx) }

// Part returns a result that All has yielded again.
func (r *Run) Part(id PartID) (*HostResult, error) { return r.analysis.Part(id) }

// Inputs passes the rows of the inputs table to visit, each newly built: the inputs in
// the order in which they were listed, then those that could not be opened. It stops at
// the first error. The rows are complete once All has finished.
func (r *Run) Inputs(visit func(*export.InputRow) error) error { return r.analysis.Inputs(visit) }

// InputCount returns the number of rows that Inputs has.
func (r *Run) InputCount() int { return r.analysis.InputCount() }

// Readable reports whether any input could be read.
func (r *Run) Readable() bool { return r.analysis.Readable() }

// Redactor returns what replaced the names in all results; nil if nothing was redacted.
func (r *Run) Redactor() *redact.Redactor { return r.analysis.Redactor() }

// WriteShard writes what was read to w, for the command merge. about contains what must be
// equal in all shards: the version of the program and the options that change results. seal
// encrypts what its second argument writes, which it may call twice; a run that redacts
// needs it, since what was read has the names. nil: nothing is encrypted. The same input
// gives the same bytes.
func (r *Run) WriteShard(
	w io.Writer,
	about map[string]string,
	seal func(w io.Writer, write func(io.Writer) error) error,
) error {
	if seal == nil && r.Redactor() != nil {
		return errors.New("what a run that redacts has read can only be written sealed")
	}
	extract := partition.Extract{
		Items: r.extracts.Items,
		Shard: r.shard,
		All:   r.extracts.All,
		About: about,
		Seal:  seal,
	}
	return extract.Write(w)
}

// Commit declares that the results are written: Options.State is removed, or kept for the
// next run if Options.Resume is set. After Commit only Close may be called.
func (r *Run) Commit() error { return r.extracts.Commit() }

// Close releases everything that the run holds, including temporary files.
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

// Package vsslog reads logs collected from hosts and reports which snapshot set failed,
// which writer, how, how certain that is, and on what evidence.
//
// Analyze does everything at once, Open works host by host, and Events delivers only the
// records. The stages are separate packages: parse reads files, correlate reconstructs
// snapshot sets, detect judges them, export writes tables.
package vsslog

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/source"
)

// Options says what to analyse and how. The zero value of every field except Paths is
// ready to use.
type Options struct {
	Paths  []string  // files, folders, globs, archives, "-" for standard input
	Stdin  io.Reader // what "-" reads; nil: os.Stdin
	Shard  string    // I/N: read only part I of N, from 1; "": everything
	State  string    // file that keeps what was read, for a later run with Resume; "": none
	Resume bool      // do not read again what State keeps of an earlier run, if it did not change

	// Workers is the number of inputs read, chunks decoded and hosts judged in parallel.
	// The results do not depend on it.
	Workers int
	// Memory is about how many bytes of records and results stay in memory; the rest goes
	// to a file. 0: 256 MiB.
	Memory int64
	// Once: no result is requested twice, so none is kept for reuse.
	Once bool
	// Segment is the least number of steps in a segment: a host with more steps is judged
	// in segments. The results do not depend on it. 0: chosen by the package.
	Segment int

	Out        string              // folder of the results, never read as input; absolute, links resolved; may be ""
	Zone       string              // IANA zone of local times; "": from the files
	TZForce    bool                // use Zone even for hosts whose files state another zone
	As         string              // format to read every input as; "": by content
	CodePage   string              // of 8-bit texts; "": inferred
	Password   string              // of archives
	Since      time.Time           // report sets that end at or after this, records that may be; zero: all
	Until      time.Time           // report sets that start before this, records that may be; zero: all
	Hosts      []string            // Events: only records of these computers, by full name or label; none: all
	SortByTime bool                // Events: in the order of time, with records without a UTC time last
	Slack      bool                // also read stale records in slack space
	Hash       bool                // SHA-256 of every input
	Signatures []*detect.Signature // nil: detect.Catalogue
	Redact     []string            // kinds of names to replace by pseudonyms: hosts, users, paths, databases
	RedactKey  string              // key of the pseudonyms; "": the content of the inputs, but with Shard there must be one
	Progress   func(Progress)      // called before each input and while it is read, never concurrently; may be nil
}

// Progress reports how far a run is.
type Progress struct {
	Source string // the input that was started last; "" where names are redacted
	Inputs int    // number of inputs started so far
	Bytes  int64  // read so far
}

// Unrecognised is the format of an input that no format claims.
const Unrecognised = pack.Unrecognised

// Prose is the format of a short text of sentences that state no failure.
const Prose = pack.Prose

// ErrNothingRead is the error when no input could be analysed.
var ErrNothingRead = errors.New("nothing could be analysed")

// Analyze reads everything below opt.Paths and judges it. An input that cannot
// be read becomes a row with a problem; the others are still read. The error is a usage
// error, the error of ctx, or ErrNothingRead, in which case the report is returned too.
func Analyze(ctx context.Context, opt Options) (*Report, error) {
	run, err := Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	defer run.Close()
	report, err := run.report(ctx)
	if err != nil {
		return nil, err
	}
	if !run.Readable() {
		return report, ErrNothingRead
	}
	return report, nil
}

// ingest is what the options say about reading.
func (o *Options) ingest() ingest.Options {
	in := ingest.Options{
		Paths:    o.Paths,
		Stdin:    o.Stdin,
		Skip:     o.Out,
		As:       o.As,
		CodePage: o.CodePage,
		Zone:     o.Zone,
		Password: o.Password,
		Slack:    o.Slack,
		Hash:     o.Hash,
		Workers:  o.Workers,
		Memory:   half(o.Memory),
		State:    o.State,
		Resume:   o.Resume,
	}
	if o.Progress != nil {
		in.Progress = func(at ingest.Progress) {
			if len(o.Redact) > 0 {
				at.Source = "" // the names of inputs are paths
			}
			o.Progress(Progress(at))
		}
	}
	return in
}

// analysis is what the options say about judging.
func (o *Options) analysis(zone *time.Location) analysis.Options {
	opt := analysis.Options{
		Zone:         zone,
		ForceZone:    o.TZForce,
		Signatures:   o.Signatures,
		Since:        o.Since,
		Until:        o.Until,
		Workers:      o.Workers,
		Memory:       half(o.Memory),
		SegmentSteps: o.Segment,
	}
	if o.Once {
		opt.Memory = 1
	}
	return opt
}

// half divides the memory between the records and the results that are kept for reuse.
func half(memory int64) int64 {
	if memory <= 0 {
		return 0
	}
	return max(memory/2, 1)
}

// selection says which items are the shard's; nil for all.
func (o *Options) selection(shard partition.Shard) func(context.Context, []*source.Item) (map[int]bool, error) {
	if shard.Of <= 1 {
		return nil
	}
	sniff := partition.SniffOptions{Workers: o.Workers, As: o.As, CodePage: o.CodePage, Zone: o.Zone}
	return func(ctx context.Context, items []*source.Item) (map[int]bool, error) {
		return shard.Select(ctx, sniff, items)
	}
}

// redactor is what the options ask for, nil for none.
func (o *Options) redactor() (*redact.Redactor, error) { return redact.Asked(o.Redact, o.RedactKey) }

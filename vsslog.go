// Package vsslog reads the logs that were collected from hosts and says which
// snapshot set failed, which writer, how, how sure that is, and on what evidence.
//
// Analyze does all of it. The stages are packages of their own: parse reads
// files, correlate rebuilds snapshot sets, detect judges them, export writes
// tables.
package vsslog

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// Options say what to analyse and how. The zero value of everything but Paths is
// ready to use.
type Options struct {
	Paths      []string // files, folders, globs, archives, "-" for standard input
	Stdin      io.Reader
	Shard      Shard               // read only what is this shard's; zero: everything
	State      string              // file that keeps what was read, for a later run with Resume; "": none
	Resume     bool                // what State keeps of an earlier run is not read again if it did not change
	Workers    int                 // inputs read, chunks decoded and hosts judged at the same time; results do not depend on it
	Memory     int64               // about how many bytes of what was read are held in memory, beyond which they go to a file; 0: DefaultMemory
	Stretch    int                 // a host with more steps is judged in stretches of at least so many; results do not depend on it; 0: a choice of ours
	Out        string              // folder of the results, which is never an input; absolute, links resolved; may be ""
	Zone       string              // IANA zone of local times; "": from the files
	As         string              // format to read every input as; "": by content
	CodePage   string              // of 8-bit texts; "": inferred
	Password   string              // of archives
	Since      time.Time           // report sets that end at or after this; zero: all
	Until      time.Time           // report sets that start before this; zero: all
	Slack      bool                // also read stale records in slack space
	Hash       bool                // SHA-256 of every input
	Signatures []*detect.Signature // nil: detect.Catalogue
	Redact     []redact.Kind       // names to replace by pseudonyms in the results
	RedactKey  string              // makes the pseudonyms; "": the content of the inputs does
	Progress   func(Progress)      // called before each input and as it is read, never twice at the same time; may be nil
}

// Progress tells how far a run is.
type Progress struct {
	Source string // of the input that was begun last
	Inputs int    // begun, this one included
	Bytes  int64  // read so far
}

// Report is the result of a run.
type Report struct {
	Cases    []*correlate.Case // one per host, by name
	Sets     []*correlate.SnapshotSet
	Findings []*detect.Finding
	Inputs   []*export.InputRow
	// Redactor replaced the names in all of the above; nil: none was.
	Redactor *redact.Redactor
}

// Damaged reports whether any input could not be read whole.
func (r *Report) Damaged() bool {
	return slices.ContainsFunc(r.Inputs, func(i *export.InputRow) bool { return i.Problem != "" && i.Format != Unrecognised })
}

// Unrecognised is the format of an input that no format claims.
const Unrecognised = "unrecognised"

// ErrNothingRead is the reason when not one input could be analysed.
var ErrNothingRead = errors.New("nothing could be analysed")

// Analyze reads everything below opt.Paths and judges it. An input that cannot
// be read is a row with a problem; the rest goes on. The error is one of usage,
// of ctx, or ErrNothingRead; the report is given all the same where there is one.
func Analyze(ctx context.Context, opt Options) (*Report, error) {
	s, err := Read(ctx, opt)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	report, err := s.report(ctx)
	if err != nil {
		return nil, err
	}
	if s.readable == 0 {
		return report, ErrNothingRead
	}
	return report, nil
}

func location(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is not known: use an IANA name such as Europe/Berlin or UTC: %w", name, err)
	}
	return zone, nil
}

// count adds what a batch holds to the row of its input.
func count(row *export.InputRow, b *parse.Batch) {
	if b.Format != "" {
		row.Format, row.Pieces = b.Format, b.Pieces
	}
	if b.PiecesMerged {
		row.Problem = join(row.Problem, fmt.Sprintf("more than %d pieces of text: those of one kind are told as one from there on", parse.MaxPieces))
	}
	for i := range b.Records {
		if b.Records[i].Salvaged {
			row.Salvaged++
		}
	}
	for _, d := range b.Damage {
		row.Damaged++
		if row.Damaged <= maxProblems {
			row.Problem = join(row.Problem, d.String())
		}
	}
	for _, r := range b.Runs {
		row.Records += r.Records
		row.First, row.Last = span(row.First, row.Last, r.Earliest, r.Latest)
	}
	row.Records += b.Unnumbered
	if len(b.Runs) == 0 && b.Unnumbered == 0 {
		row.Records += int64(len(b.Records)) // statements of a text
	}
}

// problemRows tells what could not even be opened. Results of an earlier run, and
// what was named twice, are listed too, as files that are no input.
func problemRows(problems []pack.Problem) []*export.InputRow {
	rows := make([]*export.InputRow, len(problems))
	for i, p := range problems {
		rows[i] = &export.InputRow{Source: p.Source, Bytes: -1, Problem: p.Reason}
		if p.NoInput {
			rows[i].Format = Unrecognised
		}
	}
	return rows
}

// heldProblems are problems as they stand in an extract.
func heldProblems(problems []source.Problem) []pack.Problem {
	var held []pack.Problem
	for _, p := range problems {
		held = append(held, pack.Problem{Source: p.Source, Reason: p.Reason.Error(), NoInput: errors.Is(p.Reason, source.ErrRepeated) || errors.Is(p.Reason, source.ErrNotText)})
	}
	return held
}

// maxProblems is how many places of damage are spelled out per input; all are counted.
const maxProblems = 3

// span widens the time from first to last, both 0 for none, by another.
func span(first, last, otherFirst, otherLast parse.Ticks) (parse.Ticks, parse.Ticks) {
	if first == 0 || otherFirst < first {
		first = otherFirst
	}
	return first, max(last, otherLast)
}

// reason is an error without the source, which the row names already.
func reason(err error) string {
	var e *parse.Error
	if errors.As(err, &e) {
		c := *e
		c.Source = ""
		return strings.TrimPrefix(c.Error(), ": ")
	}
	return err.Error()
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

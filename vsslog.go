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
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/collect"
	"github.com/vsslog/vsslog/parse/formats"
	"github.com/vsslog/vsslog/redact"
)

// Options say what to analyse and how. The zero value of everything but Paths is
// ready to use.
type Options struct {
	Paths      []string // files, folders, globs, archives, "-" for standard input
	Stdin      io.Reader
	Workers    int                 // chunks decoded at the same time; results do not depend on it
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
	Progress   func(Progress)      // called before each input, from one goroutine; may be nil
}

// Progress tells how far a run is.
type Progress struct {
	Source string
	Inputs int   // begun, this one included
	Bytes  int64 // of the inputs before this one
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
	zone, err := location(opt.Zone)
	if err != nil {
		return nil, err
	}
	redactor, err := redactorOf(opt)
	if err != nil {
		return nil, err
	}
	a := &analysis{opt: opt, collector: correlate.NewCollector(zone), redactor: redactor}
	problems, err := collect.Walk(ctx, opt.Paths, collect.Options{Password: opt.Password, Stdin: opt.Stdin},
		func(in *parse.Input) error { return a.read(ctx, in) })
	if err != nil {
		return nil, err
	}
	a.inputs = append(a.inputs, problemRows(problems)...)
	report := &Report{Cases: a.collector.Cases(), Inputs: a.inputs}
	a.describe(report.Cases)
	signatures := opt.Signatures
	if signatures == nil {
		signatures = detect.Catalogue
	}
	report.Findings = detect.Judge(report.Cases, signatures)
	report.cut(opt.Since, opt.Until)
	report.redact(redactor)
	if a.read0 == 0 {
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

// cut drops the sets, and their findings, that lie outside the wanted time.
func (r *Report) cut(since, until time.Time) {
	wanted := func(s *correlate.SnapshotSet) bool {
		if s == nil {
			return true
		}
		if !since.IsZero() && s.Ended.Hi < parse.FromTime(since) {
			return false
		}
		return until.IsZero() || s.Started.Lo < parse.FromTime(until)
	}
	for _, k := range r.Cases {
		for _, s := range k.Sets {
			if wanted(s) {
				r.Sets = append(r.Sets, s)
			}
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f *detect.Finding) bool { return !wanted(f.Set) })
}

// analysis is the state of one run.
type analysis struct {
	opt       Options
	collector *correlate.Collector
	inputs    []*export.InputRow
	redactor  *redact.Redactor // nil: nothing is redacted
	bytes     int64
	read0     int // inputs that a format read
}

// read reads one input and keeps what the vocabulary knows of it.
func (a *analysis) read(ctx context.Context, in *parse.Input) error {
	if a.opt.Progress != nil {
		a.opt.Progress(Progress{in.Source, len(a.inputs) + 1, a.bytes})
	}
	row := &export.InputRow{Source: in.Source, Host: "", Bytes: in.Size}
	a.inputs = append(a.inputs, row)
	hash := hashing(in, a.opt.Hash)
	format, confidence, _, err := collect.Identify(in, formats.All, a.opt.As)
	if errors.Is(err, collect.ErrUnknownFormat) {
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
	selector := correlate.Selection()
	err = format.Read(ctx, in, parse.Options{Selector: selector, Workers: a.opt.Workers, Slack: a.opt.Slack, CodePage: a.opt.CodePage, Zone: a.opt.Zone},
		func(b *parse.Batch) error {
			defer b.Release()
			a.take(in, row, b)
			return ctx.Err()
		})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		row.Problem = join(row.Problem, reason(err))
	}
	if row.Format != Unrecognised {
		a.read0++
	}
	a.bytes += max(row.Bytes, 0)
	hash.finish(ctx, row)
	if a.redactor != nil {
		a.redactor.Content(in)
	}
	return nil
}

// take keeps what a batch holds of use and counts the rest.
func (a *analysis) take(in *parse.Input, row *export.InputRow, b *parse.Batch) {
	for i := range b.Records {
		r := &b.Records[i]
		if a.redactor != nil {
			a.redactor.Learn(r)
		}
		if a.collector.Add(in.Source, in.Host, r.Clone()) {
			row.Used++
		}
	}
	count(row, b)
	a.collector.AddRuns(in.Source, in.Host, b.Runs)
}

// count adds what a batch holds to the row of its input.
func count(row *export.InputRow, b *parse.Batch) {
	if b.Format != "" {
		row.Format = b.Format
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
		span(row, r.Earliest, r.Latest)
	}
	row.Records += b.Unnumbered
	if len(b.Runs) == 0 && b.Unnumbered == 0 {
		row.Records += int64(len(b.Records)) // statements of a text
	}
}

// problemRows tells what could not even be opened. Results of an earlier run, and
// what was named twice, are listed too, as files that are no input.
func problemRows(problems []collect.Problem) []*export.InputRow {
	rows := make([]*export.InputRow, len(problems))
	for i, p := range problems {
		rows[i] = &export.InputRow{Source: p.Source, Bytes: -1, Problem: p.Reason.Error()}
		if errors.Is(p.Reason, collect.ErrOwnResults) || errors.Is(p.Reason, collect.ErrRepeated) {
			rows[i].Format = Unrecognised
		}
	}
	return rows
}

// maxProblems is how many places of damage are spelled out per input; all are counted.
const maxProblems = 3

func span(row *export.InputRow, first, last parse.Ticks) {
	if row.First == 0 || first < row.First {
		row.First = first
	}
	row.Last = max(row.Last, last)
}

// describe fills in what only the whole of the files tells: hosts, duplicates,
// times of texts, gaps.
func (a *analysis) describe(cases []*correlate.Case) {
	rows := make(map[string]*export.InputRow, len(a.inputs))
	for _, row := range a.inputs {
		rows[row.Source] = row
	}
	for _, k := range cases {
		for _, s := range k.Steps {
			row := rows[s.Source]
			if row == nil {
				continue
			}
			if row.Host == "" {
				row.Host = k.Host.Name
			}
			if strings.HasPrefix(s.Record.Provider, "vsslog.") && s.At.Known() {
				span(row, s.At.Lo, s.At.Lo)
			}
		}
		for _, l := range k.Logs {
			if row := rows[l.Source]; row != nil {
				row.Host = k.Host.Name
				row.Gaps = append(row.Gaps, l.Gaps()...)
			}
		}
		for source, n := range k.Duplicates {
			if row := rows[source]; row != nil {
				row.Duplicates += int64(n)
			}
		}
	}
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

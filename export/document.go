package export

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/spill"
)

// Result is what came of a run, for scripts: in manifest.json and in the document of
// the format json.
type Result struct {
	ExitCode   int    `json:"exit_code"`
	ExitReason string `json:"exit_reason"` // of the code, in words
	Counts     Counts `json:"counts"`
}

// Counts are the numbers of what a run has found: hosts, sets, failures, inputs.
type Counts struct {
	Hosts int `json:"hosts"` // that were judged, with or without a failure
	Sets  int `json:"sets"`
	// SetOutcomes, Verdicts and Classes have every word, those without a row as 0.
	SetOutcomes map[string]int `json:"sets_by_outcome"`
	Failures    int            `json:"failures"`          // somebody has to do something about
	Harmless    int            `json:"harmless"`          // of severity information
	Verdicts    map[string]int `json:"failures_by_cause"` // by cause_verdict, harmless ones left out
	Classes     map[string]int `json:"failures_by_class"` // likewise
	Inputs      int            `json:"inputs"`
	Problems    int            `json:"inputs_with_problem"`
}

// NewCounts returns empty counts, whose maps have every word with 0.
func NewCounts() Counts {
	c := Counts{SetOutcomes: map[string]int{}, Verdicts: map[string]int{}, Classes: map[string]int{}}
	for _, o := range []correlate.Outcome{correlate.Success, correlate.FailedOutcome, correlate.Aborted,
		correlate.UnknownOutcome} {
		c.SetOutcomes[string(o)] = 0
	}
	for _, v := range []detect.Verdict{detect.Confirmed, detect.Likely, detect.Suspected, detect.CannotTell} {
		c.Verdicts[string(v)] = 0
	}
	for _, class := range []detect.FailureClass{detect.TimingClass, detect.RefusalClass, detect.StorageClass,
		detect.ProviderClass, detect.WriterClass,
		detect.InfrastructureClass, detect.RequesterClass, detect.NotVSSClass, detect.NoiseClass} {
		c.Classes[string(class)] = 0
	}
	return c
}

// Set counts a set.
func (c *Counts) Set(s *correlate.SnapshotSet) {
	c.Sets++
	c.SetOutcomes[string(s.Outcome)]++
}

// Failure counts a failure.
func (c *Counts) Failure(f *detect.Failure) {
	if !f.Problem() {
		c.Harmless++
		return
	}
	c.Failures++
	c.Verdicts[string(f.CauseVerdict)]++
	c.Classes[string(f.Class)]++
}

// Input counts a row of the inputs table.
func (c *Counts) Input(r *InputRow) {
	c.Inputs++
	if r.Problem != "" {
		c.Problems++
	}
}

// Document gathers the rows of the JSON document: failures, the worst and of equal ones the newest first, sets and
// inputs in the order of their tables, with all their columns. Rows that do not fit into
// its memory lie in a temporary file. It is to be closed.
type Document struct {
	failures listed[*detect.Failure]
	sets     listed[*SetRow]
	inputs   listed[*InputRow]
	err      error
}

// documentMemory is how much of each table is held in memory.
const documentMemory = 1 << 20

// NewDocument begins a document.
func NewDocument() *Document {
	return &Document{failures: newListed(&Failures), sets: newListed(&Sets), inputs: newListed(&Inputs)}
}

// Results adds what was found on a host, or in a part of one.
func (d *Document) Results(sets []*correlate.SnapshotSet, failures []*detect.Failure) error {
	leads := leading(failures)
	for _, s := range sets {
		d.fail(d.sets.add(&SetRow{s, leads[s]}, 0, 0))
	}
	for _, f := range failures {
		d.fail(d.failures.add(f, f.Place(), -int64(max(f.Started.Lo, 0))))
	}
	return d.err
}

// Input adds a row of the inputs table.
func (d *Document) Input(r *InputRow) error {
	d.fail(d.inputs.add(r, 0, 0))
	for _, piece := range r.pieceRows() {
		d.fail(d.inputs.add(piece, 0, 0))
	}
	return d.err
}

func (d *Document) fail(err error) { d.err = errors.Join(d.err, err) }

// documentHead precedes the rows.
type documentHead struct {
	SchemaVersion string          `json:"schema_version"`
	Version       string          `json:"version"`
	Options       json.RawMessage `json:"options"`
	Result
}

// Write writes the document.
func (d *Document) Write(w io.Writer, meta *Meta, result Result) error {
	if d.err != nil {
		return d.err
	}
	out := bufio.NewWriter(w)
	head, err := indentedJSON(documentHead{SchemaVersion, meta.Version, meta.sortedOptions(), result}, "")
	if err != nil {
		return err
	}
	out.Write(head[:len(head)-len("\n}\n")])
	err = errors.Join(d.failures.write(out, "failures"), d.sets.write(out, "sets"), d.inputs.write(out, "inputs"))
	out.WriteString("\n}\n")
	return errors.Join(err, out.Flush())
}

// Close frees what the rows take up.
func (d *Document) Close() error {
	return errors.Join(d.failures.store.Close(), d.sets.store.Close(), d.inputs.store.Close())
}

// listed is the rows of a table as JSON objects.
type listed[R any] struct {
	sheet *sheet[R]
	store *spill.Store
	at    []listedRow
}

// listedRow is where a row is, and what it is sorted by.
type listedRow struct {
	rank   int
	then   int64
	offset int64
	length int32
}

func newListed[R any](t *Table[R]) listed[R] {
	l := listed[R]{sheet: newSheet(t), store: spill.New(documentMemory)}
	lines, err := newJSONLines(l.store, l.sheet.chunk.Layout, nil)
	if err != nil {
		panic("export: " + err.Error()) // it returns none
	}
	l.sheet.encoders = []Encoder{lines}
	return l
}

func (l *listed[R]) add(row R, rank int, then int64) error {
	offset := l.store.Size()
	if err := errors.Join(l.sheet.add(row), l.sheet.flush()); err != nil {
		return err
	}
	l.at = append(l.at, listedRow{rank, then, offset, int32(l.store.Size() - offset)})
	return nil
}

// write writes the rows as a member of an object that has members before it.
func (l *listed[R]) write(w *bufio.Writer, name string) error {
	slices.SortStableFunc(l.at, func(a, b listedRow) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.then, b.then))
	})
	w.WriteString(",\n  \"" + name + "\": [")
	var row []byte
	for i, at := range l.at {
		row = slices.Grow(row[:0], int(at.length))[:at.length]
		if _, err := l.store.ReadAt(row, at.offset); err != nil && err != io.EOF {
			return err
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString("\n    ")
		w.Write(row[:len(row)-1]) // without the line break
	}
	if len(l.at) > 0 {
		w.WriteString("\n  ")
	}
	_, err := w.WriteString("]")
	return err
}

package export

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/atomicfile"
)

// Tables takes the rows of all tables, in the order in which they are to stand.
// Inputs that come before the first event are named in the metadata of all files
// of events, else only of those that end with a footer.
// An error is final: every later call returns it, Close too. It is not safe for
// use by several goroutines.
type Tables interface {
	Event(*EventRow) error
	Writer(*correlate.WriterState) error
	Set(*SetRow) error
	Span(*correlate.WriterSpan) error
	// Freeze takes the statistics of a host; those of all hosts are made of the spans.
	Freeze(*correlate.FreezeStat) error
	Finding(*detect.Finding) error
	Failure(*detect.Failure) error
	Input(*InputRow) error
	// Close writes what is left and makes the results appear, all or none.
	Close() error
}

// Directory writes all tables into a directory, in one or more formats. Nothing
// bears its final name before everything is written and on the disk; the
// manifest comes last.
type Directory struct {
	dir     string
	made    bool // the directory is ours
	options Options
	old     map[string]bool // files of the run whose results are replaced
	results []*result
	inputs  inputList
	result  *Result
	unlock  func()
	syncs   syncGroup
	begun   bool // there was an event
	ended   bool // no row may follow
	err     error
	closed  bool

	trace    *trace // nil: nobody asks for one
	events   *sheet[*EventRow]
	parts    *parts // nil unless events are partitioned
	waiting  *spool // rows of all tables but the two that are large
	writers  *sheet[*correlate.WriterState]
	sets     *sheet[*SetRow]
	spans    *sheet[*correlate.WriterSpan]
	freezes  map[correlate.Grouping]*sheet[*correlate.FreezeStat]
	totals   correlate.FreezeTotals // of all hosts
	findings *sheet[*detect.Finding]
	failures *sheet[*detect.Failure]
	files    *sheet[*InputRow]
}

var _ Tables = (*Directory)(nil)

// NewDirectory prepares dir, which is made if it is not there. A directory that
// holds anything is refused without Force or Resume; Force replaces the files
// that the manifest of an earlier run lists, and nothing else. Without a format
// there are no tables, only what Create adds.
func NewDirectory(dir string, options Options) (*Directory, error) {
	d := &Directory{dir: dir, options: options}
	if err := d.prepare(); err != nil {
		d.free()
		return nil, err
	}
	if err := d.open(); err != nil {
		d.Discard()
		return nil, err
	}
	return d, nil
}

// open begins every file.
func (d *Directory) open() error {
	d.waiting = newSpool(d.dir, spoolTables)
	d.events, d.writers, d.sets = newSheet(&Events), newSheet(&Writers), newSheet(&Sets).wait(d.waiting)
	d.spans, d.freezes = newSheet(&Spans).wait(d.waiting), map[correlate.Grouping]*sheet[*correlate.FreezeStat]{}
	for _, t := range freezeTables {
		d.freezes[t.by] = newSheet(t.table).wait(d.waiting)
	}
	d.findings, d.files = newSheet(&Findings).wait(d.waiting), newSheet(&Inputs).wait(d.waiting)
	d.failures = newSheet(&Failures).wait(d.waiting)
	if len(d.options.Partition) > 0 {
		var err error
		if d.parts, err = newParts(d, d.options.Partition); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, name := range d.options.Formats {
		if seen[name] {
			continue
		}
		seen[name] = true
		if name == TraceFormat {
			if err := d.beginTrace(); err != nil {
				return err
			}
			continue
		}
		f, err := FindFormat(name)
		if err != nil {
			return err
		}
		if d.parts != nil && f.Tables == nil && !slices.Contains(d.options.WithoutEvents, name) {
			d.parts.formats = append(d.parts.formats, f)
		} else if !slices.Contains(d.options.WithoutEvents, name) {
			if err := addTo(d, d.events, f, f.File(Events.Name)); err != nil {
				return err
			}
		}
		err = errors.Join(
			addTo(d, d.writers, f, f.File(Writers.Name)),
			addTo(d, d.sets, f, f.File(Sets.Name)),
			addTo(d, d.spans, f, f.File(Spans.Name)),
			addTo(
				d,
				d.findings,
				f,
				f.File(Findings.Name),
			),
			addTo(d, d.failures, f, f.File(Failures.Name)),
			addTo(d, d.files, f, f.File(Inputs.Name)),
		)
		for _, t := range freezeTables {
			err = errors.Join(err, addTo(d, d.freezes[t.by], f, f.File(t.table.Name)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) fail(err error) error {
	if d.err == nil {
		d.err = err
	}
	return d.err
}

// Result says what came of the run, for the manifest.
func (d *Directory) Result(r Result) { d.result = &r }

// EndTables writes what is left of the tables and frees what their rows took up, for
// who makes further files after them. No row may follow.
func (d *Directory) EndTables() error {
	if d.err != nil || d.ended {
		return d.err
	}
	for _, total := range d.totals.Stats() {
		if err := d.Freeze(total); err != nil {
			return err
		}
	}
	d.ended = true
	d.nameInputs()
	if d.parts != nil {
		if err := d.parts.finish(); err != nil {
			return d.fail(err)
		}
	}
	endTable(d, d.events)
	endTable(d, d.writers)
	endTable(d, d.sets)
	endTable(d, d.spans)
	for _, t := range freezeTables {
		endTable(d, d.freezes[t.by])
	}
	endTable(d, d.findings)
	endTable(d, d.failures)
	endTable(d, d.files)
	if d.trace != nil && d.err == nil {
		if err := d.trace.write(&d.options.Meta); err != nil {
			d.fail(err)
		}
	}
	if err := d.waiting.close(); err != nil {
		d.fail(err)
	}
	return d.err
}

// endTable ends the files of a table, unless there was an error, so that what they
// take up is free for the next one.
func endTable[R any](d *Directory, s *sheet[R]) {
	if d.err != nil {
		return
	}
	name := s.chunk.Layout.Name
	if err := s.end(); err != nil {
		d.fail(err)
		return
	}
	for _, r := range d.results {
		if r.enc != nil && r.table == name && d.err == nil {
			if err := d.finishFile(r); err != nil {
				d.fail(err)
			}
		}
	}
}

// Close finishes every file and then gives all of them their names. After an
// error, here or before, nothing of this run is left, and what an earlier run
// left is as it was, unless the error came while names were being given: then
// there is no manifest.
func (d *Directory) Close() error {
	if d.closed {
		return d.err
	}
	d.closed = true
	defer d.inputs.close()
	defer d.free()
	d.finish()
	if d.err != nil {
		d.discard()
		return d.err
	}
	if err := d.commit(); err != nil {
		d.discard()
		return d.fail(err)
	}
	return nil
}

func (d *Directory) finish() {
	d.EndTables()
	for _, r := range d.results {
		if d.err == nil {
			d.err = d.finishFile(r)
		}
	}
	if err := d.syncs.wait(); d.err == nil {
		d.err = err
	}
}

// commit gives the files their names. The list of them is on the disk before the
// first has its name, so that a run killed in between can be cleared away.
func (d *Directory) commit() error {
	manifest, err := atomicfile.Begin(filepath.Join(d.dir, manifestName), nil)
	if err != nil {
		return err
	}
	if err := errors.Join(d.manifest().write(manifest, d.inputs.each), manifest.Finish()); err != nil {
		manifest.Discard()
		return err
	}
	if d.old != nil {
		if err := d.clear(); err != nil {
			return err
		}
	}
	for _, r := range d.results {
		if err := r.file.Rename(); err != nil {
			return err
		}
	}
	if err := d.sync(); err != nil {
		return err
	}
	return manifest.Commit()
}

// Discard gives the run up: nothing of it is left. After Close it does nothing.
func (d *Directory) Discard() {
	if d.closed {
		return
	}
	d.closed = true
	d.fail(errors.New("the results were discarded"))
	d.discard()
	d.inputs.close()
	d.free()
}

func (d *Directory) discard() {
	d.syncs.wait()
	if d.parts != nil {
		d.parts.spool.close()
	}
	d.waiting.close()
	for _, r := range d.results {
		r.file.Discard()
		d.removeEmpty(filepath.Dir(r.file.Path()))
	}
	d.free()
	if d.made {
		os.Remove(d.dir)
	}
}

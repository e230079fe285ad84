package export

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

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

// result is one file of a directory.
type result struct {
	name   string // inside the directory, forward slashes
	table  string
	format string
	file   *atomicfile.File
	enc    encoder      // nil for a file that is no table, and once it is finished
	rows   func() int64 // nil likewise
	told   int64        // rows, once it is finished
	left   int64        // of them, those that the format could not tell
	done   bool
}

// finishFile ends a file, still under its temporary name. It is on the disk once
// the syncs are done.
func (d *Directory) finishFile(r *result) error {
	if r.done {
		return nil
	}
	r.done = true
	if r.enc != nil {
		if err := r.enc.Close(); err != nil {
			return err
		}
		if partly, ok := r.enc.(interface{ leftOut() int64 }); ok {
			r.left = partly.leftOut()
		}
		r.told = r.rows() - r.left
		r.enc, r.rows = nil, nil // a dataset has thousands of files: their buffers must not stay
	}
	if err := r.file.Flush(); err != nil {
		return err
	}
	return d.syncs.begin(r.file.Settle)
}

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

// prepare makes the directory or judges what is in it.
func (d *Directory) prepare() error {
	if info, err := os.Stat(d.dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; results need a directory", d.dir)
	} else if errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(d.dir, 0o755); err != nil {
			return fmt.Errorf("cannot write results: %w", err)
		}
		d.made = true
		return d.lock()
	}
	if err := d.lock(); err != nil {
		return err
	}
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == lockName })
	if len(entries) == 0 {
		return nil
	}
	if !d.options.Force && !d.options.Resume {
		return fmt.Errorf("%s is not empty; choose another directory, or --force to replace the results of an earlier run (other files stay)", d.dir)
	}
	if d.old, err = earlier(d.dir); err != nil {
		return err
	}
	return filepath.WalkDir(d.dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && strings.HasSuffix(path, atomicfile.Partial) {
			err = os.Remove(path) // of a run that was killed
		}
		return err
	})
}

// lockName is the file that keeps a second run out of a directory.
const lockName = ".vsslog-lock"

// lock keeps the directory for this run.
func (d *Directory) lock() error {
	unlock, err := atomicfile.Lock(filepath.Join(d.dir, lockName))
	if errors.Is(err, atomicfile.ErrLocked) {
		return fmt.Errorf("%s: another run is writing its results here: wait for it, or choose another directory", d.dir)
	}
	if err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	d.unlock = unlock
	return nil
}

// free lets other runs into the directory.
func (d *Directory) free() {
	if d.unlock != nil {
		d.unlock()
		d.unlock = nil
	}
}

// earlier returns what earlier runs left in dir: what the manifest lists, and
// what a run that was killed while it gave the files their names had listed.
func earlier(dir string) (map[string]bool, error) {
	all := map[string]bool{}
	for _, name := range []string{manifestName, manifestName + atomicfile.Partial} {
		files, err := filesOf(filepath.Join(dir, name))
		if errors.Is(err, os.ErrNotExist) || err != nil && strings.HasSuffix(name, atomicfile.Partial) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			all[name] = true
		}
	}
	return all, nil
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
		f, err := FindFormat(name)
		if err != nil {
			return err
		}
		if seen[name] {
			continue
		}
		seen[name] = true
		if d.parts != nil && f.Tables == nil && !slices.Contains(d.options.WithoutEvents, name) {
			d.parts.formats = append(d.parts.formats, f)
		} else if !slices.Contains(d.options.WithoutEvents, name) {
			if err := addTo(d, d.events, f, f.File(Events.Name)); err != nil {
				return err
			}
		}
		err = errors.Join(addTo(d, d.writers, f, f.File(Writers.Name)), addTo(d, d.sets, f, f.File(Sets.Name)),
			addTo(d, d.spans, f, f.File(Spans.Name)),
			addTo(d, d.findings, f, f.File(Findings.Name)), addTo(d, d.failures, f, f.File(Failures.Name)), addTo(d, d.files, f, f.File(Inputs.Name)))
		for _, t := range freezeTables {
			err = errors.Join(err, addTo(d, d.freezes[t.by], f, f.File(t.table.Name)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addTo makes f write the table of s too, to the file named name.
func addTo[R any](d *Directory, s *sheet[R], f *Format, name string) error {
	l := s.chunk.Layout
	if !f.CanWrite(l.Name) {
		return nil
	}
	r, err := d.create(name)
	if err != nil {
		return err
	}
	r.table, r.format, r.rows = l.Name, f.Name, func() int64 { return s.rows }
	r.enc, err = f.open(r.file, l, &d.options)
	if err != nil {
		return err
	}
	s.encoders = append(s.encoders, r.enc)
	return nil
}

func (d *Directory) create(name string) (*result, error) {
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if info, err := os.Lstat(path); err == nil && !d.old[name] {
		return nil, fmt.Errorf("%s is there and no manifest of vsslog lists it: move it away", path)
	} else if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file any more, and is not replaced: move it away", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("cannot write results: %w", err)
	}
	file, err := atomicfile.Begin(path, sha256.New())
	if err != nil {
		return nil, err
	}
	r := &result{name: name, file: file}
	d.results = append(d.results, r)
	return r, nil
}

// Create begins a further file, such as report.html, that appears with the
// tables and stands in the manifest. Its writer is to be used before Close.
func (d *Directory) Create(name string) (io.Writer, error) {
	if d.err != nil {
		return nil, d.err
	}
	r, err := d.create(name)
	if err != nil {
		return nil, d.fail(err)
	}
	return r.file, nil
}

func (d *Directory) fail(err error) error {
	if d.err == nil {
		d.err = err
	}
	return d.err
}

func put[R any](d *Directory, s *sheet[R], row R) error {
	if d.ended {
		d.fail(errors.New("a row comes after the end of the tables"))
	}
	if d.err != nil {
		return d.err
	}
	if len(s.encoders) == 0 {
		return nil // nobody asks for the table
	}
	if err := s.add(row); err != nil {
		return d.fail(err)
	}
	return nil
}

// Event adds a row to the events table.
func (d *Directory) Event(r *EventRow) error {
	if !d.begun {
		d.begun = true
		d.nameInputs()
	}
	if d.parts != nil && d.err == nil {
		if err := d.parts.add(r); err != nil {
			return d.fail(err)
		}
	}
	return put(d, d.events, r)
}

// Writer adds a row to the writers table.
func (d *Directory) Writer(r *correlate.WriterState) error { return put(d, d.writers, r) }

// Set adds a row to the sets table.
func (d *Directory) Set(r *SetRow) error { return put(d, d.sets, r) }

// Span adds a row to the spans table, and the span to the statistics of all hosts.
func (d *Directory) Span(r *correlate.WriterSpan) error {
	d.totals.Add(r)
	return put(d, d.spans, r)
}

// Freeze adds a row to the table of its grouping.
func (d *Directory) Freeze(r *correlate.FreezeStat) error { return put(d, d.freezes[r.By], r) }

// Finding adds a row to the findings table.
func (d *Directory) Finding(r *detect.Finding) error { return put(d, d.findings, r) }

// Failure adds a row to the failures table.
func (d *Directory) Failure(r *detect.Failure) error { return put(d, d.failures, r) }

// Input adds a row to the inputs table, and the input to the manifest and the
// metadata of every file that is not finished yet.
func (d *Directory) Input(r *InputRow) error {
	if d.err == nil {
		if err := d.inputs.add(digestOf(r)); err != nil {
			return d.fail(err)
		}
	}
	err := put(d, d.files, r)
	for _, piece := range r.pieceRows() {
		err = errors.Join(err, put(d, d.files, piece))
	}
	return err
}

// Announce names the inputs for the metadata where their rows come only later,
// after the events. each hands over all of them, count in number; it is not asked
// for more than metadata names.
func (d *Directory) Announce(count int, each func(visit func(*InputRow) error) error) error {
	if d.err != nil {
		return d.err
	}
	inputs := inputList{count: count}
	if count <= mostNamed {
		inputs.count = 0
		if err := each(func(r *InputRow) error { return inputs.add(digestOf(r)) }); err != nil {
			return d.fail(err)
		}
	}
	d.name(&inputs)
	return nil
}

// nameInputs puts the inputs that are known by now into the metadata.
func (d *Directory) nameInputs() {
	if d.inputs.count > 0 {
		d.name(&d.inputs)
	}
}

func (d *Directory) name(inputs *inputList) {
	d.options.Meta.Inputs, d.options.Meta.InputCount = inputs.named(), inputs.count
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

// clear removes the results of earlier runs that this one does not replace, the
// manifest first: from then on the directory does not claim to be whole.
func (d *Directory) clear() error {
	if err := os.Remove(filepath.Join(d.dir, manifestName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, r := range d.results {
		delete(d.old, r.name)
	}
	for _, name := range slices.Sorted(maps.Keys(d.old)) {
		path := filepath.Join(d.dir, filepath.FromSlash(name))
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		// Directories of partitions go when they are empty; others stay.
		d.removeEmpty(filepath.Dir(path))
	}
	return nil
}

// removeEmpty removes a directory below that of the results, and those that it is
// in, as far as they are empty.
func (d *Directory) removeEmpty(sub string) {
	for sub != filepath.Clean(d.dir) && os.Remove(sub) == nil {
		sub = filepath.Dir(sub)
	}
}

// sync makes the names of the files last, and of the directories that they are in.
func (d *Directory) sync() error {
	done := map[string]bool{}
	for _, r := range d.results {
		for sub := filepath.Dir(r.file.Path()); !done[sub]; sub = filepath.Dir(sub) {
			done[sub] = true
			if err := d.syncs.begin(func() error { return atomicfile.SyncDirectory(sub) }); err != nil {
				return err
			}
			if sub == filepath.Clean(d.dir) {
				break
			}
		}
	}
	return d.syncs.wait()
}

func (d *Directory) manifest() *Manifest {
	m := &Manifest{SchemaVersion: SchemaVersion, Version: d.options.Meta.Version, Options: d.options.Meta.sortedOptions(),
		SignaturesSHA256: d.options.Meta.Signatures, Result: d.result, Files: []ManifestFile{}}
	for _, r := range d.results {
		f := ManifestFile{Name: r.name, Table: r.table, Format: r.format, Bytes: r.file.Size(), SHA256: r.file.Digest()}
		f.Rows, f.LeftOut = r.told, r.left
		m.Files = append(m.Files, f)
	}
	return m
}

// Discard gives the run up: nothing of it is left. After Close it does nothing.
func (d *Directory) Discard() {
	if d.closed {
		return
	}
	d.closed = true
	d.fail(errors.New("the results were given up"))
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

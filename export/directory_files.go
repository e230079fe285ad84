package export

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/vsslog/vsslog/internal/atomicfile"
)

// result is one file of a directory.
type result struct {
	name   string // inside the directory, forward slashes
	table  string
	format string
	file   *atomicfile.File
	enc    Encoder      // nil for a file that is no table, and once it is finished
	rows   func() int64 // nil likewise
	told   int64        // rows, once it is finished
	left   int64        // of them, those that the format could not express
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
	r.enc, err = f.Open(r.file, l, &d.options)
	if err != nil {
		return err
	}
	s.encoders = append(s.encoders, r.enc)
	return nil
}

func (d *Directory) create(name string) (*result, error) {
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if info, err := os.Lstat(path); err == nil && !d.old[name] {
		return nil, fmt.Errorf("%s exists, and no manifest of vsslog lists it: move it away", path)
	} else if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no longer a file and is not replaced: move it away", path)
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
// tables and is listed in the manifest. Its writer must be used before Close.
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
	m := &Manifest{
		SchemaVersion:    SchemaVersion,
		Version:          d.options.Meta.Version,
		Options:          d.options.Meta.sortedOptions(),
		SignaturesSHA256: d.options.Meta.Signatures,
		Result:           d.result,
		Files:            []ManifestFile{},
	}
	for _, r := range d.results {
		f := ManifestFile{Name: r.name, Table: r.table, Format: r.format, Bytes: r.file.Size(), SHA256: r.file.Digest()}
		f.Rows, f.LeftOut = r.told, r.left
		m.Files = append(m.Files, f)
	}
	return m
}

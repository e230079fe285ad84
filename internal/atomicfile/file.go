// Package atomicfile writes files and folders that appear complete or not at all.
package atomicfile

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
)

// Partial is the end of the names of files that are not finished. What a killed
// run leaves has it, so that nothing half written ever bears a result's name.
const Partial = ".vsslog-partial"

// fileBuffer is what a file gathers before it writes. A run has dozens of files
// open at once.
const fileBuffer = 64 << 10

// File is a result under way: it is written under a temporary name in its final
// directory and gets its own name only when it is whole and on the disk.
type File struct {
	path string
	file *os.File
	buf  *bufio.Writer
	sum  hash.Hash // of what was written; nil if nobody asks for it
	hex  string    // of sum, once the file is finished
	size int64
	err  error // the first error; everything after it fails with the same
	done bool  // nothing more is written
}

// Create begins the file at path. It fails if the file exists, unless force
// says to replace it, or if another run is writing it.
func Create(path string, force bool) (*File, error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf(
			"%s exists and is no regular file, which is never replaced: choose another name, or - for standard output",
			path,
		)
	} else if err == nil && !force {
		return nil, fmt.Errorf("%s exists; choose another name, or --force to replace it", path)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if force {
		if err := os.Remove(path + Partial); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return Begin(path, nil)
}

// Begin begins the file at path, which may be there: it is replaced. What is written
// goes to sum too, unless it is nil.
func Begin(path string, sum hash.Hash) (*File, error) {
	f, err := os.OpenFile(path+Partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf(
			"%s: another run is writing here, or one was killed; --force removes what it left",
			path+Partial,
		)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot write results: %w", err)
	}
	var w io.Writer = f
	if sum != nil {
		w = io.MultiWriter(f, sum)
	}
	return &File{path: path, file: f, sum: sum, buf: bufio.NewWriterSize(w, fileBuffer)}, nil
}

// Write writes p. The first error is kept: Finish returns it again, so that no
// writer above can lose it.
func (f *File) Write(p []byte) (int, error) {
	if f.done && f.err == nil {
		f.Fail(os.ErrClosed)
	}
	if f.err != nil {
		return 0, f.err
	}
	n, err := f.buf.Write(p)
	f.size += int64(n)
	if err != nil {
		f.Fail(err)
	}
	return n, f.err
}

// Fail makes the file fail with err, unless it has failed before.
func (f *File) Fail(err error) {
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("writing %s: %w", f.path, err)
	}
}

// Finish puts the whole file on the disk, still under its temporary name.
func (f *File) Finish() error {
	f.Flush()
	return f.Settle()
}

// Flush ends the writing.
func (f *File) Flush() error {
	if f.done {
		return f.err
	}
	f.done = true
	if f.err == nil {
		f.Fail(f.buf.Flush())
	}
	if f.sum != nil {
		f.hex = hex.EncodeToString(f.sum.Sum(nil))
	}
	f.buf, f.sum = nil, nil // a dataset may have many files
	return f.err
}

// Settle waits until the file is on the disk, and closes it.
func (f *File) Settle() error {
	if f.file == nil {
		return f.err
	}
	if f.err == nil {
		f.Fail(f.file.Sync())
	}
	f.Fail(f.file.Close())
	f.file = nil
	return f.err
}

// Commit finishes the file and gives it its name.
func (f *File) Commit() error {
	if err := f.Finish(); err != nil {
		f.Discard()
		return err
	}
	if err := f.Rename(); err != nil {
		return err
	}
	return SyncDirectory(filepath.Dir(f.path))
}

// Rename gives a finished file its name, which lasts once its directory is synced.
func (f *File) Rename() error {
	if err := os.Rename(f.path+Partial, f.path); err != nil {
		return fmt.Errorf("writing %s: %w", f.path, err)
	}
	return nil
}

// Discard removes what was written.
func (f *File) Discard() {
	f.done = true
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
	os.Remove(f.path + Partial)
}

// Digest returns the SHA-256 of what was written, in lower-case hex. It is right
// once the file is finished.
func (f *File) Digest() string { return f.hex }

// Path is that of the file once it is whole.
func (f *File) Path() string { return f.path }

// Size returns the bytes written.
func (f *File) Size() int64 { return f.size }

// SyncDirectory makes renames in dir last. Where a directory cannot be synced
// (Windows, some network file systems), the system's own order has to do.
func SyncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	d.Sync()
	return d.Close()
}

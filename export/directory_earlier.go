package export

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/atomicfile"
)

// prepare makes the directory or judges what is in it.
func (d *Directory) prepare() error {
	if info, err := os.Stat(d.dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; results need a folder", d.dir)
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
		return fmt.Errorf(
			"%s is not empty; choose another folder, or --force to replace the results of an earlier run (other "+
				"files stay)",
			d.dir,
		)
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

package source

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is one folder argument being walked.
type folder struct {
	*walker
	root string // absolute, links resolved
}

// walk hands on what dir holds. at is the place of dir itself.
func (f *folder) walk(dir string, at place) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if dir == f.opt.Skip {
		return nil
	}
	if f.isOwnResult(dir) {
		return f.bad(at, ErrOwnResults)
	}
	if at.folders == nil {
		at = at.inside(at.base)
	}
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		if err := f.bad(at, err); err != nil { // and go on with the entries read before
			return err
		}
	}
	for _, entry := range entries {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, entry.Name())
		if err := f.entry(path, entry, at.in("/", printable(entry.Name()))); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) entry(path string, entry fs.DirEntry, at place) error {
	switch mode := entry.Type(); {
	case mode.IsDir():
		return f.walk(path, at.inside(printable(entry.Name())))
	case mode&(fs.ModeSymlink|fs.ModeIrregular) != 0: // Windows shows junctions as irregular
		return f.link(path, at)
	case !mode.IsRegular():
		return f.bad(at, ErrNotAFile)
	}
	return f.found(path, false, at)
}

// link does not follow a link, so that none can lead in circles or out of what
// the user named. What it points to inside the folder is read under its own name.
func (f *folder) link(path string, at place) error {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return f.bad(at, err)
	}
	relative, err := filepath.Rel(f.root, target)
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return f.bad(at, ErrLinkOutside)
	}
	return nil
}

// manifest is the file that marks a folder as results of vsslog.
const manifest = "manifest.json"

func (f *folder) isOwnResult(dir string) bool {
	path := filepath.Join(dir, manifest)
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false // the file is met again as an entry and reported there
	}
	defer file.Close()
	return isManifest(file)
}

// isManifest reports whether r is a JSON object with a key "vsslog", which every
// manifest.json of vsslog has.
func isManifest(r io.Reader) bool {
	const limit = 64 << 20 // one row for each of a very large collection's files
	d := json.NewDecoder(io.LimitReader(r, limit))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false
		}
		if key == "vsslog" {
			return true
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return false
		}
	}
	return false
}

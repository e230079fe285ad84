package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is one folder argument being walked.
type folder struct {
	*walker
	root string          // absolute, links resolved
	own  map[string]bool // paths of results of vsslog
}

// walk passes on what dir holds. at is the place of dir itself.
func (f *folder) walk(dir string, at location) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	if dir == f.opt.Skip {
		return nil
	}
	own := f.ownResults(dir)
	if own != nil {
		if err := f.bad(at, ErrOwnResults); err != nil {
			return err
		}
		for path := range own {
			f.own[path] = true
		}
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
		if f.own[path] {
			continue
		}
		if err := f.entry(path, entry, at.in("/", printable(entry.Name()))); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) entry(path string, entry fs.DirEntry, at location) error {
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
func (f *folder) link(path string, at location) error {
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

package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/vsslog/vsslog/internal/spill"
	"github.com/vsslog/vsslog/parse"
)

// Stdin is the PATH that means standard input.
const Stdin = "-"

// Options say how to walk. The zero value is ready to use.
type Options struct {
	Password string    // for archives that need one
	Limits   Limits    // of what archives may hold; zero fields take DefaultLimits
	Stdin    io.Reader // for "-"; nil: os.Stdin
	spent    *spent    // by all archives of a listing
	Skip     string    // a folder that is left out where it is met, that of the results; absolute, links resolved
}

// Problem is something that was named or met and could not be passed on.
type Problem struct {
	Source string // name as an Input has it
	Reason error  // one of the sentinels of this package or an error of the system is below it
}

// Error returns source and reason in one line.
func (p Problem) Error() string { return p.Source + ": " + p.Reason.Error() }

// Unwrap returns the reason.
func (p Problem) Unwrap() error { return p.Reason }

// Reasons of a Problem, besides those of Limits and of the operating system.
var (
	ErrNoMatch    = errors.New("no file matches the pattern")
	ErrOwnResults = errors.New(
		"holds results of vsslog that agree with their manifest.json, which are never an input; what else lies there " +
			"is read",
	)
	ErrLinkOutside = errors.New("symbolic link out of the folder, not followed; name its target as a PATH to read it")
	ErrRepeated    = errors.New("named more than once")
	ErrNotAFile    = errors.New(
		"neither a file nor a folder (a device, pipe or socket), not opened: hand a pipe over on standard input, as " +
			"in command | vsslog analyze -",
	)
)

// Walk passes every file below paths to visit, one after the other and always in
// the same order: the arguments as given, files in a folder or zip by name,
// members of a tar or 7z as they are in it. A file that is itself a container is
// not passed on, its members are.
//
// An Input may be used until visit returns; after that its temporary files are
// gone. Walk stops with the error of visit or of ctx; nothing else stops it.
func Walk(ctx context.Context, paths []string, opt Options, visit func(*parse.Input) error) ([]Problem, error) {
	var problems []Problem
	err := Each(ctx, paths, opt, func(i *Item) error {
		found, err := i.Walk(ctx, visit)
		problems = append(problems, found...)
		return err
	})
	return problems, err
}

// List names the files below paths without opening them, in the order of Walk.
// Its error is that of ctx.
func List(ctx context.Context, paths []string, opt Options) ([]*Item, error) {
	var items []*Item
	err := Each(ctx, paths, opt, func(i *Item) error {
		items = append(items, i)
		return nil
	})
	return items, err
}

// Each passes the files below paths to visit without opening them, in the order of
// Walk, so that they need not be held. It stops with the error of visit or of ctx.
func Each(ctx context.Context, paths []string, opt Options, visit func(*Item) error) error {
	w := &walker{
		ctx:   ctx,
		opt:   opt,
		item:  visit,
		taken: map[string]bool{},
		begun: map[string]string{},
		lone:  map[string]string{},
	}
	w.opt.Limits.fill()
	if w.opt.spent == nil {
		w.opt.spent = &spent{}
	}
	w.folders = folders(paths)
	for _, path := range paths {
		if err := w.argument(path); err != nil {
			return err
		}
	}
	return nil
}

// Item is one file below the paths of a run: an input, or a container of inputs.
// Items are walked independently of each other.
type Item struct {
	Path    string // in the file system; Stdin for standard input
	Stream  bool   // standard input: to be read once, and by one process
	at      location
	opt     Options
	problem error // why there is nothing to walk
}

// Source returns the name that the item's input has in results; those inside of a
// container begin with it.
func (i *Item) Source() string { return i.at.source }

// Folder returns the name of the collection folder that the item is in.
func (i *Item) Folder() string { return i.at.host() }

// Problem says why the item cannot be walked, nil if it can be tried.
func (i *Item) Problem() error { return i.problem }

// Walk passes the inputs of the item to visit, as the function Walk does for all.
func (i *Item) Walk(ctx context.Context, visit func(*parse.Input) error) ([]Problem, error) {
	w := &walker{ctx: ctx, opt: i.opt, visit: visit}
	var err error
	switch {
	case i.problem != nil:
		w.problem(i.at, i.problem)
	case i.Path == Stdin && i.Stream:
		r := i.opt.Stdin
		if r == nil {
			r = os.Stdin
		}
		err = w.stream(r, i.at)
	default:
		err = w.file(i.Path, i.at)
	}
	return w.problems, err
}

// walker is one listing, or one walk of an item.
type walker struct {
	ctx      context.Context
	opt      Options
	item     func(*Item) error
	visit    func(*parse.Input) error
	taken    map[string]bool   // names of arguments in use
	begun    map[string]string // names of arguments by their real path
	lone     map[string]string // the first file named by itself, by the real path of its folder
	folders  []string          // real paths of all arguments that are folders
	problems []Problem
}

// found lists an item.
func (w *walker) found(path string, stream bool, at location) error {
	return w.item(&Item{Path: path, Stream: stream, at: at, opt: w.opt})
}

// bad lists what cannot be walked.
func (w *walker) bad(at location, reason error) error {
	return w.item(&Item{at: at, opt: w.opt, problem: reason})
}

func (w *walker) problem(at location, reason error) {
	w.problems = append(w.problems, Problem{at.source, reason})
}

// argument walks one PATH, with its pattern resolved if it is one: shells on
// Windows leave that to the program.
func (w *walker) argument(path string) error {
	if path == Stdin {
		return w.found(path, true, w.argumentLocation(path))
	}
	if _, err := os.Lstat(path); err != nil && strings.ContainsAny(path, "*?[") {
		matches, bad := filepath.Glob(path) // sorted
		switch {
		case bad != nil:
			return w.bad(w.argumentLocation(path), bad)
		case len(matches) == 0:
			return w.bad(w.argumentLocation(path), ErrNoMatch)
		}
		for _, match := range matches {
			if err := w.named(match); err != nil {
				return err
			}
		}
		return nil
	}
	return w.named(path)
}

// named walks an existing path.
func (w *walker) named(path string) error {
	at := w.argumentLocation(path)
	info, err := os.Stat(path) // an argument may be a link: the user chose it
	if err != nil {
		return w.bad(at, err)
	}
	var real string
	if info.IsDir() || info.Mode().IsRegular() { // a pipe has no path that can be resolved
		if real, err = realPath(path); err != nil {
			return w.bad(at, err)
		}
		if with := w.repeats(real); with != "" {
			return w.bad(at, fmt.Errorf("%w: read with %s", ErrRepeated, with))
		}
		w.begun[real] = at.source
	}
	switch {
	case info.IsDir():
		f := folder{walker: w, root: real, own: map[string]bool{}}
		return f.walk(real, at)
	case info.Mode().IsRegular():
		dir := filepath.Dir(real)
		if w.lone[dir] == "" {
			w.lone[dir] = at.source
		}
		at.beside = w.lone[dir]
		return w.found(path, false, at)
	}
	return w.bad(at, ErrNotAFile) // a pipe may have no writer, a device no end
}

// stream copies what can be read only once, so that it can be looked into.
func (w *walker) stream(r io.Reader, at location) error {
	s, err := spill.Copy(w.ctx, r, spill.StreamMemory)
	if err != nil {
		return w.failed(at, err)
	}
	defer s.Close()
	return w.content(&parse.Input{Source: at.source, Host: at.host(), Size: s.Size(), Open: s.Open, At: s}, at, nil)
}

// file passes on a file of the file system.
func (w *walker) file(path string, at location) error {
	f, err := os.Open(path)
	if err != nil {
		w.problem(at, err)
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		w.problem(at, err)
		return nil
	}
	in := &parse.Input{
		Source: at.source, Host: at.host(), Beside: at.beside, Size: info.Size(), At: f,
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}
	return w.content(in, at, nil)
}

// failed turns a failure into a problem, but for the end of the context.
func (w *walker) failed(at location, err error) error {
	if stop := w.ctx.Err(); stop != nil {
		return stop
	}
	w.problem(at, err)
	return nil
}

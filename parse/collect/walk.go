package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Stdin is the PATH that means standard input.
const Stdin = "-"

// Options say how to walk. The zero value is ready to use.
type Options struct {
	Password string    // for archives that need one
	Limits   Limits    // of what archives may hold; zero fields take DefaultLimits
	Stdin    io.Reader // for "-"; nil: os.Stdin
}

// Problem is something that was named or met and could not be handed on.
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
	ErrNoMatch     = errors.New("no file matches the pattern")
	ErrOwnResults  = errors.New("holds results of vsslog (manifest.json), which are never an input")
	ErrLinkOutside = errors.New("symbolic link out of the folder, not followed; name its target as a PATH to read it")
	ErrRepeated    = errors.New("named more than once")
	ErrNotAFile    = errors.New("neither a file nor a folder (a device, pipe or socket), not opened")
)

// Walk hands every file below paths to visit, one after the other and always in
// the same order: the arguments as given, files in a folder or zip by name,
// members of a tar or 7z as they lie in it. A file that is itself a container is
// not handed on, its members are.
//
// An Input may be used until visit returns; after that its temporary files are
// gone. Walk stops with the error of visit or of ctx; nothing else stops it.
func Walk(ctx context.Context, paths []string, opt Options, visit func(*parse.Input) error) ([]Problem, error) {
	w := &walker{ctx: ctx, opt: opt, visit: visit, taken: map[string]bool{}, begun: map[string]string{}}
	w.opt.Limits.fill()
	w.folders = folders(paths)
	for _, path := range paths {
		if err := w.argument(path); err != nil {
			return w.problems, err
		}
	}
	return w.problems, nil
}

// walker is one call of Walk.
type walker struct {
	ctx      context.Context
	opt      Options
	visit    func(*parse.Input) error
	taken    map[string]bool   // names of arguments in use
	begun    map[string]string // names of arguments by their real path
	folders  []string          // real paths of all arguments that are folders
	problems []Problem
}

func (w *walker) problem(at place, reason error) {
	w.problems = append(w.problems, Problem{at.source, reason})
}

// argument walks one PATH, with its pattern resolved if it is one: shells on
// Windows leave that to the program.
func (w *walker) argument(path string) error {
	if path == Stdin {
		return w.standardInput()
	}
	if _, err := os.Lstat(path); err != nil && strings.ContainsAny(path, "*?[") {
		matches, bad := filepath.Glob(path) // sorted
		switch {
		case bad != nil:
			w.problem(w.argumentPlace(path), bad)
		case len(matches) == 0:
			w.problem(w.argumentPlace(path), ErrNoMatch)
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
	at := w.argumentPlace(path)
	info, err := os.Stat(path) // an argument may be a link: the user chose it
	if err != nil {
		w.problem(at, err)
		return nil
	}
	var real string
	if info.IsDir() || info.Mode().IsRegular() { // a pipe has no path that can be resolved
		if real, err = realPath(path); err != nil {
			w.problem(at, err)
			return nil
		}
		if with := w.repeats(real); with != "" {
			w.problem(at, fmt.Errorf("%w: read with %s", ErrRepeated, with))
			return nil
		}
		w.begun[real] = at.source
	}
	switch {
	case info.IsDir():
		f := folder{walker: w, root: real}
		return f.walk(real, at)
	case info.Mode().IsRegular():
		return w.file(path, info, at)
	default: // a named pipe, as <(command) in a shell makes it
		f, err := os.Open(path)
		if err != nil {
			w.problem(at, err)
			return nil
		}
		defer f.Close()
		return w.stream(f, at)
	}
}

func (w *walker) standardInput() error {
	r := w.opt.Stdin
	if r == nil {
		r = os.Stdin
	}
	return w.stream(r, w.argumentPlace(Stdin))
}

// stream copies what can be read only once, so that it can be looked into.
func (w *walker) stream(r io.Reader, at place) error {
	s, err := parse.NewSpool(w.ctx, r, parse.SpoolMemory)
	if err != nil {
		return w.failed(at, err)
	}
	defer s.Close()
	return w.content(&parse.Input{Source: at.source, Host: at.host(), Size: s.Size(), Open: s.Open, At: s}, at, nil)
}

// file hands on a file of the file system.
func (w *walker) file(path string, info fs.FileInfo, at place) error {
	f, err := os.Open(path)
	if err != nil {
		w.problem(at, err)
		return nil
	}
	defer f.Close()
	in := &parse.Input{
		Source: at.source, Host: at.host(), Size: info.Size(), At: f,
		Open: func() (io.ReadCloser, error) { return os.Open(path) },
	}
	return w.content(in, at, nil)
}

// failed turns a failure into a problem, but for the end of the context.
func (w *walker) failed(at place, err error) error {
	if stop := w.ctx.Err(); stop != nil {
		return stop
	}
	w.problem(at, err)
	return nil
}

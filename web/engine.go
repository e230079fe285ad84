package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/vsslog/vsslog/internal/gotool"
	"github.com/vsslog/vsslog/internal/notices"
)

// built is the folder where a build step leaves the engine, for releases. Without that
// step it holds a README.
//
//go:embed built
var built embed.FS

// Names in the folder.
const (
	engineFile  = "engine.wasm.gz"
	supportFile = "wasm_exec.js"
	noticesFile = "notices.txt"
	commitFile  = "commit"
)

// ErrNoEngine says that this program carries no engine, and cannot build one.
var ErrNoEngine = errors.New(
	"this program was built without the page's engine: take the page or the program from a release, " +
		"or run in a checkout of the source, with Go: go run ./cmd/vsslog web --out DIR",
)

// Find returns the engine that the program carries if it is of the same commit, which a
// release says of itself; else it builds one, if the folder is in a checkout of the source
// and Go is there. tell reports that, because it takes a while.
func Find(ctx context.Context, version, commit, folder string, tell func(string)) (*Engine, error) {
	if carried := carries(built, version, commit); carried != nil {
		return carried, nil
	}
	root, err := checkout(folder)
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return nil, fmt.Errorf("%w (go: %w)", ErrNoEngine, err)
	}
	tell("building the engine from the source in " + root)
	return Build(ctx, root, version)
}

// carries returns the engine among files, if it is of the commit.
func carries(files fs.FS, version, commit string) *Engine {
	of, err := fs.ReadFile(files, "built/"+commitFile)
	if err != nil || commit == "" || strings.TrimSpace(string(of)) != commit {
		return nil
	}
	packed, err := fs.ReadFile(files, "built/"+engineFile)
	if err != nil {
		return nil
	}
	support, err := fs.ReadFile(files, "built/"+supportFile)
	if err != nil {
		return nil
	}
	notices, err := fs.ReadFile(files, "built/"+noticesFile)
	if err != nil {
		return nil
	}
	return &Engine{Packed: packed, Support: string(support), Version: version, Notices: string(notices)}
}

// module is the first line of this module's go.mod.
const module = "module github.com/vsslog/vsslog"

// checkout finds the source that folder lies in.
func checkout(folder string) (string, error) {
	dir, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	for {
		if isModule(filepath.Join(dir, "go.mod")) {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", ErrNoEngine
		}
		dir = filepath.Dir(dir)
	}
}

func isModule(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	return lines.Scan() && lines.Text() == module
}

// forBrowsers is what the go command builds for.
var forBrowsers = []string{"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0"}

// Build builds the engine from the source in root, with the go command.
func Build(ctx context.Context, root, version string) (*Engine, error) {
	dir, err := os.MkdirTemp("", "vsslog-web-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	wasm := filepath.Join(dir, "engine.wasm")
	if _, err := gotool.Output(ctx, root, forBrowsers, "build", "-trimpath", "-ldflags", "-s -w -buildid= -X "+
		"main.release="+version, "-o", wasm, "./web/engine"); err != nil {
		return nil, err
	}
	goRoot, err := gotool.Output(ctx, root, forBrowsers, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	support, err := os.ReadFile(filepath.Join(goRoot, "lib", "wasm", supportFile))
	if err != nil {
		return nil, fmt.Errorf("the script of Go for browsers: %w", err)
	}
	code, err := os.ReadFile(wasm)
	if err != nil {
		return nil, err
	}
	licences, err := notices.Of(ctx, root, "./web/engine", "js/wasm")
	if err != nil {
		return nil, err
	}
	packed, err := pack(code)
	return &Engine{Packed: packed, Support: string(support), Version: version, Notices: licences}, err
}

func pack(code []byte) ([]byte, error) {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(code); err != nil {
		return nil, err
	}
	err = z.Close()
	return packed.Bytes(), err
}

// Store leaves the engine where the next build of the program carries it along.
func (e *Engine) Store(root, commit string) error {
	dir := filepath.Join(root, "web", "built")
	return errors.Join(
		os.WriteFile(filepath.Join(dir, engineFile), e.Packed, 0o644),
		os.WriteFile(filepath.Join(dir, supportFile), []byte(e.Support), 0o644),
		os.WriteFile(
			filepath.Join(dir, noticesFile),
			[]byte(e.Notices),
			0o644,
		),
		os.WriteFile(filepath.Join(dir, commitFile), []byte(commit+"\n"), 0o644),
	)
}

package beam

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal"

	"github.com/vsslog/vsslog/internal/simulate"
)

func TestMain(m *testing.M) {
	flag.Parse()
	beam.Init()
	os.Exit(m.Run())
}

// worlds makes a folder with the samples, simulated hosts, and files that cannot
// be read.
func worlds(t testing.TB, n int) string {
	dir := filepath.Join(t.TempDir(), "collected")
	if err := os.CopyFS(filepath.Join(dir, "samples"), os.DirFS("../samples")); err != nil {
		t.Fatal(err)
	}
	if err := simulate.Random(n, 11, filepath.Join(dir, "worlds")); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(first(t, filepath.Join(dir, "worlds"), ".evtx"))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"stray.txt": []byte("nothing to see"), "empty.evtx": nil, "cut.zip": []byte("PK\x03\x04 and no more"), "cut.evtx": log[:len(log)*2/3],
		"caf\xe9.txt": []byte("a name in no UTF-8"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// first returns the first file below dir with the ending.
func first(t testing.TB, dir, ending string) string {
	t.Helper()
	var found string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && found == "" && strings.HasSuffix(path, ending) {
			found = path
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatalf("no %s below %s: %v", ending, dir, err)
	}
	return found
}

// config is one for the folder, complete and prepared.
func config(t testing.TB, dir string, parts int) Config {
	t.Helper()
	c := Config{Paths: []string{dir}, Out: filepath.Join(t.TempDir(), "out"), Parts: parts, Workers: 2, Version: "dev"}
	if err := c.Complete(); err != nil {
		t.Fatal(err)
	}
	if err := c.Prepare(false); err != nil {
		t.Fatal(err)
	}
	return c
}

func run(t testing.TB, runner string, c Config) {
	t.Helper()
	p := beam.NewPipeline()
	Build(p.Root(), c)
	if _, err := beam.Run(context.Background(), runner, p); err != nil {
		t.Fatal(err)
	}
}

// build builds a program of the module in dir.
func build(t testing.TB, dir, what string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), filepath.Base(what))
	cmd := exec.Command("go", "build", "-o", path, what)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// command runs a program and returns what it says. Code 3 is that of a damaged
// input, of which there are some.
func command(t testing.TB, program string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
	return out
}

const formats = "arrow,csv,parquet,html"

// analyze returns the results of one run of the program.
func analyze(t testing.TB, program, dir string, options ...string) map[string][]byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "single")
	command(
		t,
		program,
		slices.Concat([]string{"analyze", dir, "--quiet", "--format", formats, "--out", out}, options)...)
	return filesIn(t, out)
}

// merge returns what the program makes of shards or parts.
func merge(t testing.TB, program string, dirs []string, options ...string) map[string][]byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "merged")
	command(
		t,
		program,
		slices.Concat([]string{"merge", "--quiet", "--format", formats, "--out", out}, dirs, options)...)
	return filesIn(t, out)
}

func partsOf(c Config) []string {
	var dirs []string
	for part := range c.Parts {
		dirs = append(dirs, c.Part(part))
	}
	return dirs
}

// filesBelow counts the files below dir.
func filesBelow(t testing.TB, dir string) int {
	t.Helper()
	return len(filesIn(t, dir))
}

func filesIn(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[strings.TrimPrefix(path, dir)[1:]], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// same fails if two directories differ.
func same(t testing.TB, what string, want, got map[string][]byte) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%s: %d files, want %d", what, len(got), len(want))
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s: %s differs: %d bytes, want %d", what, name, len(got[name]), len(want[name]))
		}
	}
}

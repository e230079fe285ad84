package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/simulate"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if port := os.Getenv(poolPort); port != "" {
		serve(port)
	}
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
	c := Config{Paths: []string{dir}, Out: filepath.Join(t.TempDir(), "out"), Parts: parts, Workers: 2, Formats: []string{"jsonl"}, Version: "test"}
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

// program writes the tables that the program writes for the folder, without a
// pipeline, and reads them back.
func program(t testing.TB, c Config) map[string][]byte {
	t.Helper()
	opt, err := c.options()
	if err != nil {
		t.Fatal(err)
	}
	report, err := vsslog.Analyze(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "single")
	tables, err := export.NewDirectory(dir, c.tables())
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Export(tables); err != nil {
		t.Fatal(err)
	}
	if err := tables.Close(); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, name := range tableNames(t, dir) {
		if all[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func tableNames(t testing.TB, dir string) []string {
	t.Helper()
	m, err := export.ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range m.Files {
		names = append(names, f.Name)
	}
	return names
}

// joinedParts reads the tables of all parts: rows of one host stand in one part, in
// their order, so ordering by host alone must give the whole table.
func joinedParts(t testing.TB, c Config, whole map[string][]byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for name := range whole {
		var rows []row
		for part := range c.Parts {
			data, err := os.ReadFile(filepath.Join(c.Part(part), name))
			if err != nil {
				t.Fatal(err)
			}
			for line := range bytes.Lines(data) {
				var r row
				if err := json.Unmarshal(line, &r); err != nil {
					t.Fatal(err)
				}
				r.line = line
				rows = append(rows, r)
			}
		}
		if name == "inputs.jsonl" {
			order := map[string]int{}
			for line := range bytes.Lines(whole[name]) {
				order[string(line)] = len(order)
			}
			slices.SortStableFunc(rows, func(a, b row) int { return order[string(a.line)] - order[string(b.line)] })
		} else {
			slices.SortStableFunc(rows, func(a, b row) int { return strings.Compare(a.Host, b.Host) })
		}
		var text []byte
		for _, r := range rows {
			text = append(text, r.line...)
		}
		all[name] = text
	}
	return all
}

type row struct {
	Host string `json:"host"`
	line []byte
}

// same fails if the tables differ.
func same(t testing.TB, what string, want, got map[string][]byte) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s: %s differs: %d bytes, want %d", what, name, len(got[name]), len(want[name]))
		}
	}
}

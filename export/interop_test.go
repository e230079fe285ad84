package export_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

var tabular = []string{"arrow", "arrows", "parquet", "csv", "jsonl"}

// python returns an interpreter that has the readers.
func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there: what other readers make of the files was not compared")
	}
	if out, err := exec.Command(path, "-c", "import pyarrow, polars, pandas, duckdb, pytz").CombinedOutput(); err != nil {
		t.Skipf("python3 has not all of pyarrow, polars, pandas, duckdb, pytz: what they make of the files was not compared\n%s", out)
	}
	return path
}

// TestReaders has every file read by other programs and compared, value by
// value, with the JSON Lines.
func TestReaders(t *testing.T) {
	python := python(t)
	rows := map[string]string{}
	compareReaders(t, python, rows, export.WriteFixture(t, tabular, 1), export.WriteManyChunks(t, tabular, 20), export.WriteFixture(t, tabular, 0))
	if !t.Failed() {
		export.CheckGolden(t, filepath.Join("..", "docs", "interoperability.md"), matrix(rows))
	}
}

// TestReadersOfRealRecords does the same with all records of the corpus.
func TestReadersOfRealRecords(t *testing.T) {
	if os.Getenv("VSSLOG_CORPUS") == "" {
		t.Skip("VSSLOG_CORPUS is not set: it names the folder with real logs")
	}
	python := python(t)
	files, _ := logFiles(t)
	dir := t.TempDir()
	for _, format := range tabular {
		f, err := export.CreateFile(filepath.Join(dir, "events."+format), false)
		if err != nil {
			t.Fatal(err)
		}
		s, err := export.NewStream(f, format, []string{"TargetUserName", "Image", "param1", "Level"}, export.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range files {
			if i%20 == 0 { // of all of them Python takes minutes
				readAll(t, []string{path}, func(source string, b *parse.Batch) error { return s.Batch(source, b) })
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	compareReaders(t, python, map[string]string{}, dir)
}

// compareReaders runs the script and notes what it says of format, reader and table.
func compareReaders(t *testing.T, python string, rows map[string]string, dirs ...string) {
	t.Helper()
	out, err := exec.Command(python, append([]string{filepath.Join("interop", "readers.py")}, dirs...)...).CombinedOutput()
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	compared := 0
	for _, line := range lines {
		cells := strings.Split(line, "\t")
		if len(cells) < 4 || cells[3] != "ok" {
			t.Error(line)
			continue
		}
		compared++
		rows[cells[0]+"\t"+cells[1]+"\t"+cells[2]] = "equal"
	}
	if err != nil && !t.Failed() {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d comparisons", compared)
}

// matrix is the page that says who reads what.
func matrix(cells map[string]string) string {
	var tables, readers []string
	for _, l := range export.Layouts() {
		tables = append(tables, l.Name)
	}
	for key := range cells {
		parts := strings.Split(key, "\t")
		if r := parts[0] + "\t" + parts[1]; !slices.Contains(readers, r) {
			readers = append(readers, r)
		}
	}
	slices.Sort(readers)
	var b strings.Builder
	b.WriteString("# Who reads what\n\nMade by `go test ./export -run TestReaders -update`: every table was written in every format, read by each program, and all\n" +
		"values compared with the JSON Lines: with a few rows, with several record batches, and without rows. \"duckdb (types)\" is a\n" +
		"CSV read without any option: header, times and integers must be found.\n\n| format | reader |")
	for _, table := range tables {
		fmt.Fprintf(&b, " %s |", table)
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(tables)) + "\n")
	for _, r := range readers {
		b.WriteString("| " + strings.ReplaceAll(r, "\t", " | ") + " |")
		for _, table := range tables {
			cell := cells[r+"\t"+table]
			if cell == "" {
				cell = "-"
			}
			fmt.Fprintf(&b, " %s |", cell)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

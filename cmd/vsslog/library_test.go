package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/export"
)

// TestLibraryGivesTheSame: through the packages come the same tables, value by value,
// as through the command.
func TestLibraryGivesTheSame(t *testing.T) {
	const samples = "../../samples"
	dir := t.TempDir()
	report, err := vsslog.Analyze(t.Context(), vsslog.Options{Paths: []string{samples}, Workers: 2, Hash: true})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := export.NewDirectory(filepath.Join(dir, "a"), export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(report.Export(tables), tables.Close()); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := call(t, "analyze", samples, "--out", filepath.Join(dir, "b"), "--format", "jsonl"); code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	for _, l := range export.Layouts() {
		a, err := os.ReadFile(filepath.Join(dir, "a", l.Name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(dir, "b", l.Name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) || len(a) == 0 {
			t.Errorf("%s differs: %d and %d bytes", l.Name, len(a), len(b))
		}
	}
}

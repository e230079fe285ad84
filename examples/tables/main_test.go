package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/export"
)

// TestTables: through the packages come the same tables, value by value, as
// through the command.
func TestTables(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.Command("go", "run", ".", filepath.Join(dir, "a"), "../../samples").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(string(out), "sqlprod1: thaw-before-watchdog, SqlServerWriter") {
		t.Errorf("the program says\n%s", out)
	}
	if out, err := exec.Command("go", "run", "../../cmd/vsslog", "analyze", "../../samples", "--out", filepath.Join(dir, "b"), "--format", "jsonl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
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

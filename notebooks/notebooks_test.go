// Package notebooks holds notebooks for analysts; its test runs them.
package notebooks

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNotebooks runs every notebook from top to bottom, where the package vsslog is
// installed; .ci/python does the same in a fresh environment with the wheel alone.
// VSSLOG_NOTEBOOKS keeps what they showed.
func TestNotebooks(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not there: the notebooks were not run")
	}
	for _, module := range []string{"vsslog", "nbclient", "ipykernel", "polars", "duckdb", "pandas", "pyarrow", "matplotlib"} {
		if exec.Command(python, "-c", "import importlib.util, sys; "+
			"sys.exit(importlib.util.find_spec('"+module+"') is None)").
			Run() !=
			nil {
			t.Skipf("python3 has no module %s: the notebooks were not run", module)
		}
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if keep := os.Getenv("VSSLOG_NOTEBOOKS"); keep != "" {
		out = keep
	}
	vsslog := filepath.Join(dir, "vsslog")
	if text, err := exec.Command("go", "build", "-o", vsslog, "../cmd/vsslog").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	t.Setenv("VSSLOG_PROGRAM", vsslog)
	text, err := exec.Command(python, "run.py", out).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, name := range names(t) {
		if !strings.Contains(string(text), name+": ") {
			t.Errorf("%s was not run:\n%s", name, text)
		}
	}
}

// TestNoOutputs: outputs depend on versions and on who ran the notebook last, so
// none are kept.
func TestNoOutputs(t *testing.T) {
	for _, name := range names(t) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var notebook struct {
			Cells []struct {
				Type      string            `json:"cell_type"`
				Outputs   []json.RawMessage `json:"outputs"`
				Execution *int              `json:"execution_count"`
			} `json:"cells"`
		}
		if err := json.Unmarshal(text, &notebook); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		code := 0
		for _, c := range notebook.Cells {
			if c.Type == "code" {
				code++
			}
			if len(c.Outputs) > 0 || c.Execution != nil {
				t.Errorf("%s holds outputs: clear them before it is committed", name)
				break
			}
		}
		if code == 0 {
			t.Errorf("%s has no code", name)
		}
	}
}

func names(t *testing.T) []string {
	t.Helper()
	list, err := filepath.Glob("*.ipynb")
	if err != nil || len(list) < 4 {
		t.Fatalf("%d notebooks, want four at least; %v", len(list), err)
	}
	return list
}

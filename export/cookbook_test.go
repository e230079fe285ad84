package export_test

import (
	"flag"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCookbook runs every block of docs/cookbook.md on the tables that its first
// lines make; -update writes what they print into the page.
func TestCookbook(t *testing.T) {
	if why := missingModules("pyarrow", "polars", "pandas", "duckdb", "pytz"); why != "" {
		t.Skip(why + ": the blocks of docs/cookbook.md were not run")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	vsslog, samples := filepath.Join(dir, "vsslog"), filepath.Join(root, "samples")
	run("go", "build", "-C", root, "-o", vsslog, "./cmd/vsslog")
	run(vsslog, "analyze", samples, "--out", "results", "--format", "parquet,arrow,csv")
	run(vsslog, "analyze", samples, "--out", "dataset", "--format", "parquet", "--partition", "host,date")
	run(vsslog, "events", "--all", "-o", "all.parquet", samples)
	run("python3", filepath.Join(root, "notebooks", "evidence.py"), "logs")
	run(vsslog, "analyze", "logs", "--out", "month", "--format", "parquet")
	t.Setenv("PYTHONPATH", filepath.Join(root, "python", "src"))
	t.Setenv("VSSLOG_PROGRAM", vsslog)
	args := []string{
		filepath.Join(root, "export", "interop", "cookbook.py"),
		filepath.Join(root, "docs", "cookbook.md"),
	}
	if flag.Lookup("update").Value.String() == "true" {
		args = append(args, "--update")
	}
	t.Log(run("python3", args...))
}

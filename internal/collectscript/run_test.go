package collectscript

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog"
)

// checkSyntax prints where a parser of the language stumbles.
const checkSyntax = `
import importlib, sys
from tree_sitter import Language, Parser
for module, path in (a.split('=') for a in sys.argv[1:]):
    text = open(path, 'rb').read()
    waiting = [Parser(Language(importlib.import_module(module).language())).parse(text).root_node]
    while waiting:
        node = waiting.pop()
        if node.type == 'ERROR' or node.is_missing:
            print(path, 'line', node.start_point[0] + 1, text[node.start_byte:node.end_byte][:80])
        waiting.extend(node.children)
`

// TestSyntax lets parsers that are not ours read both scripts.
func TestSyntax(t *testing.T) {
	if err := exec.Command("python3", "-c", "import tree_sitter, tree_sitter_powershell, "+
		"tree_sitter_batch").Run(); err != nil {
		t.Skip(
			"the Python packages tree-sitter, tree-sitter-powershell and tree-sitter-batch are not there: the syntax " +
				"was NOT tested with them",
		)
	}
	out, err := exec.Command("python3", "-c", checkSyntax, "tree_sitter_powershell=collect-modern.ps1", "tree_sitter_batch=collect-2003.cmd").
		CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
	broken := filepath.Join(t.TempDir(), "broken.ps1")
	if err := os.WriteFile(broken, []byte("if ($x { 'a' }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, _ := exec.Command("python3", "-c", checkSyntax, "tree_sitter_powershell="+broken).CombinedOutput(); len(
		out,
	) == 0 {
		t.Error("the check finds nothing wrong in a broken script")
	}
}

// TestWine runs collect-2003.cmd in Wine's cmd until it is stopped as its text
// says, with stand-ins for what Wine lacks, and has the folder read by vsslog.
func TestWine(t *testing.T) {
	for _, tool := range []string{"wine", "x86_64-w64-mingw32-gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not there: collect-2003.cmd was NOT run", tool)
		}
	}
	here := t.TempDir()
	sample := os.DirFS(filepath.Join("..", "..", "samples", "thaw-before-watchdog-2003"))
	if err := os.CopyFS(filepath.Join(here, "source"), sample); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("x86_64-w64-mingw32-gcc", "-o", filepath.Join(here, "vssadmin.exe"), "testdata/standin.c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program, err := os.ReadFile(filepath.Join(here, "vssadmin.exe"))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := Script("2003")
	for name, content := range map[string][]byte{"systeminfo.exe": program, "wmic.exe": program, "collect-2003.cmd": []byte(text)} {
		if err := os.WriteFile(filepath.Join(here, name), content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(
		ctx,
		"wine",
		"cmd",
		"/c",
		"Z:"+strings.ReplaceAll(filepath.Join(here, "collect-2003.cmd"), "/", `\`),
		"60",
	)
	cmd.Dir, cmd.Env = here, append(os.Environ(), "WINEPREFIX="+filepath.Join(here, "prefix"), "WINEDEBUG=-all")
	cmd.WaitDelay = 5 * time.Second // Wine's server outlives it
	done := make(chan struct{})
	go func() { // stop it after its first listings
		defer close(done)
		for ctx.Err() == nil {
			if calls, _ := os.ReadFile(filepath.Join(here, "calls.txt")); strings.Count(
				string(calls),
				"<list> <writers>",
			) >= 2 {
				folders, _ := filepath.Glob(filepath.Join(here, "vsslog-*"))
				for _, f := range folders {
					_ = os.WriteFile(filepath.Join(f, "stop"), []byte("x"), 0o644)
				}
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}()
	out, err := cmd.CombinedOutput()
	late := ctx.Err() != nil
	cancel()
	<-done
	if err != nil || late || !strings.Contains(string(out), "Done. Send this ") {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"  services.txt services", "  AppEvent.Evt the Application log", "NOT taken, as it " +
		"failed: filters.txt", "No setting of this host was changed."} {
		if !strings.Contains(string(out), want) { // Wine has no fltmc
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	calls, err := os.ReadFile(filepath.Join(here, "calls.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<datafile> <where> <name='C:\\windows\\system32\\vssapi.dll' or `, `syswow64\\vssapi.dll'> <get> <Name,Version>`,
		`<nteventlog> <where> <LogfileName='Application'> <call> <backupeventlog> <Z:`, `<LogfileName='System'>`, "vssadmin.exe <list> <shadowstorage>"} {
		if !strings.Contains(string(calls), want) {
			t.Errorf("no call %s in\n%s", want, calls)
		}
	}
	folders, _ := filepath.Glob(filepath.Join(here, "vsslog-*"))
	folders = slices.DeleteFunc(
		folders,
		func(f string) bool { return filepath.Ext(f) == ".zip" },
	) // Wine's shell packs nothing
	if len(folders) != 1 {
		t.Fatalf("it wrote %v", folders)
	}
	r, err := vsslog.Analyze(context.Background(), vsslog.Options{Paths: folders, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range r.Inputs {
		if i.Problem != "" {
			t.Errorf("%s: %s", i.Source, i.Problem)
		}
	}
	if len(r.Cases) != 1 || r.Cases[0].Host.Name != "sqlprod1" || len(r.Cases[0].Listings) < 2 ||
		len(r.Cases[0].Host.Files("vssapi.dll")) != 1 {
		t.Errorf("not all of the host is there: %d hosts, %d listings", len(r.Cases), len(r.Cases[0].Listings))
	}
}

package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"github.com/vsslog/vsslog/internal/slowtest"
)

func TestMain(m *testing.M) {
	slowtest.Roomy()
	testscript.Main(m, map[string]func(){
		"vsslog": main,
	})
}

// TestScripts runs the commands as a user does. A script is also the best form of
// a bug report.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Abs("../../docs/own-signatures")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMPLES", samples)
			e.Setenv("OWN", own)
			return nil
		},
	})
}

func call(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// TestWidth: the screen stays within 80 columns in a pipe, but for commands, which have to
// be copied whole.
func TestWidth(t *testing.T) {
	_, out, _ := call(t, "analyze", "../../samples")
	command := regexp.MustCompile(
		`^ +(powershell|wmic|reg|for /d|wevtutil|copy|sqlcmd|CREATE LOGIN|ALTER LOGIN|vssadmin) `,
	)
	for _, line := range strings.Split(out, "\n") {
		if n := len([]rune(line)); n > 80 && !command.MatchString(line) {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if strings.Contains(out, "\x1b") {
		t.Error("colour in a pipe")
	}
}

// TestHelp: every command, those below others too, says what it does and shows an
// example whose flags there are.
func TestHelp(t *testing.T) {
	p := &program{}
	root := p.root()
	root.InitDefaultCompletionCmd()
	checked := 0
	var check func(*cobra.Command)
	check = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			check(sub)
		}
		if c.Name() == "help" || c.HasParent() && c.Parent().Name() == "completion" {
			return // cobra's own
		}
		checked++
		if c.Short == "" || c.Name() != "completion" && !strings.Contains(c.Example, c.CommandPath()) {
			t.Errorf("%s has no example", c.CommandPath())
		}
		for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(c.Example, -1) {
			if c.HasParent() && c.Flag(flag[1]) == nil {
				t.Errorf("%s: the example has the unknown flag --%s", c.CommandPath(), flag[1])
			}
		}
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		if code, out, _ := call(t, args...); code != exitDone || !strings.Contains(out, "Usage:") ||
			c.Name() != "completion" && !strings.Contains(out, "Examples:") {
			t.Errorf("%v: %d %q", args, code, out)
		} else if c.Name() != "completion" { // cobra's own text
			for _, line := range strings.Split(out, "\n") {
				if len(line) > helpWidth && !strings.HasPrefix(line, "  vsslog ") { // an example stays on its line
					t.Errorf("%v: %d columns: %s", args, len(line), line)
				}
			}
		}
	}
	check(root)
	if checked < 12 {
		t.Errorf("only %d commands", checked)
	}
}

// TestConfigFile: what config init writes is taken as it is, and with every
// setting in force.
func TestConfigFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "v.yaml")
	if code, _, errOut := call(t, "config", "init", file); code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	if code, _, errOut := call(t, "config", "init", file); code != exitUsage ||
		!strings.Contains(errOut, "already exists") {
		t.Errorf("a second time: exit %d: %s", code, errOut)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{string(text), regexp.MustCompile(`(?m)^#([a-z])`).ReplaceAllString(string(text), "$1")} {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, errOut := call(t, "--config", file, "analyze", "../../samples/healthy-2022"); code != exitDone {
			t.Errorf("exit %d: %s\n%s", code, errOut, content)
		}
	}
	_, out, _ := call(t, "--config", file, "config", "--origin")
	if n := strings.Count(out, "# file "+file); n < 20 {
		t.Errorf("%d settings come from the file:\n%s", n, out)
	}
}

// TestManual: a page for every command, the same bytes each time.
func TestManual(t *testing.T) {
	pages := func() map[string]string {
		dir := t.TempDir()
		if code, _, errOut := call(t, "man", dir); code != exitDone {
			t.Fatalf("exit %d: %s", code, errOut)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]string{}
		for _, e := range entries {
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			all[e.Name()] = string(text)
		}
		return all
	}
	a, b := pages(), pages()
	if !maps.Equal(a, b) || len(a) < 12 || !strings.Contains(a["vsslog-analyze.1"], "--fail-on") {
		t.Errorf("%d pages, %d pages: %s", len(a), len(b), a["vsslog-analyze.1"])
	}
}

// TestHostileNames: control characters of names never reach the terminal.
func TestHostileNames(t *testing.T) {
	if got := printable("a\x1b[31mb\u202ec\x07\u009bd"); strings.ContainsAny(got, "\x1b\u202e\x07\u009b") {
		t.Errorf("%q", got)
	}
}

// longer are samples whose answer takes more lines than the screen has as a rule: two
// failures, or documented causes with many steps.
var longer = map[string]int{
	"pasted-event-2022":   50,
	"ticket-sql-2019":     85,
	"veeam-ntds-2019":     62,
	"full-diff-area-2016": 54,
	"sparse-2003":         62,
}

// TestScreen: one host takes at most 48 lines as a rule, steps and rivals included, the answer comes first, and where
// nothing is found the screen says what was looked for and seen.
func TestScreen(t *testing.T) {
	entries, err := os.ReadDir("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		_, out, _ := call(t, "analyze", filepath.Join("../../samples", e.Name()))
		lines := strings.Split(out, "\n")
		if len(lines) > max(48, longer[e.Name()]) {
			t.Errorf("%s: %d lines", e.Name(), len(lines))
		}
		if first := lines[2]; !strings.HasPrefix(first, strings.ToUpper(first[:4])) &&
			!strings.HasPrefix(first, "No failure") &&
			!strings.HasPrefix(first, "Nothing failed") {
			t.Errorf("%s: the answer does not come first: %s", e.Name(), first)
		}
		if strings.HasPrefix(e.Name(), "healthy-") &&
			(!strings.Contains(out, "Looked for:") || !strings.Contains(out, "Seen:")) {
			t.Errorf("silence is not explained:\n%s", out)
		}
	}
	alone := filepath.Join(t.TempDir(), "host")
	if err := os.MkdirAll(alone, 0o755); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile("../../samples/healthy-2022/System.evtx")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(alone, "System.evtx"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	_, out, _ := call(t, "analyze", alone)
	for _, want := range []string{"Looked for:", "Not seen: of files22: Application log", "wevtutil epl " +
		"Application", "vsslog collect --for modern"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// TestInterrupt: a run that is interrupted stops at once, also one that waits for
// its input, and says how far it was.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, hanging := io.Pipe()
	defer hanging.Close()
	out := filepath.Join(t.TempDir(), "out")
	var errOut bytes.Buffer
	done := make(chan int)
	go func() {
		done <- run(ctx, []string{"analyze", "../../samples/healthy-2022", "-", "--out", out}, in, io.Discard, &errOut)
	}()
	if _, err := hanging.Write([]byte("x")); err != nil { // now it reads the pipe
		t.Fatal(err)
	}
	cancel()
	select {
	case code := <-done:
		if code != exitInterrupted || !strings.Contains(errOut.String(), "interrupted;") ||
			!strings.Contains(errOut.String(), "7 files started") {
			t.Errorf("exit %d: %s", code, errOut.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("still running")
	}
}

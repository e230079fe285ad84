package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestUnquoted: cmd.exe hands on the quote behind a backslash.
func TestUnquoted(t *testing.T) {
	for _, c := range []struct {
		arg       string
		separator rune
		want      string
	}{
		{`C:\My Logs"`, '\\', `C:\My Logs`}, {`\\server\share\x.evtx`, '\\', `\\server\share\x.evtx`}, {`a"`, '/', `a"`},
	} {
		if got := unquoted(c.arg, c.separator); got != c.want {
			t.Errorf("%q: %q, want %q", c.arg, got, c.want)
		}
	}
}

// TestPaths: a pattern that no shell expanded, as on Windows, a name that looks like
// a pattern and is a file, and the nearest name at any depth.
func TestPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"night[1].log", "night2.log", "Server Logs/Application.evtx"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for arg, want := range map[string]bool{"night*.log": false, "night[1].log": false, "night[12].log": false, "day*.log": true, "night3.log": true, "Server Logs": false} {
		if missing(arg) != want {
			t.Errorf("%s: missing is %v", arg, !want)
		}
	}
	for arg, want := range map[string]string{
		"nigth2.log": "night2.log", "Server Log": "Server Logs", "Server Logs/Aplication.evtx": "Application.evtx", "Server Log/Application.evtx": "Server Logs", "quite/other/thing": "",
	} {
		if got := near(arg); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: near is %q, want %q", arg, got, want)
		}
	}
	if code, _, errOut := call(t, "analyze", "nigth2.log"); code != exitFailed ||
		!strings.Contains(errOut, "did you mean night2.log?") {
		t.Errorf("exit %d: %s", code, errOut)
	}
	if code, out, errOut := call(t, "analyze", "night*.log"); code != exitNothing ||
		!strings.Contains(out, "2 unrecognised") {
		t.Errorf("exit %d: %s%s", code, out, errOut)
	}
}

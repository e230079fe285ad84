package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/formats"
)

// bombed makes the program read files that begin with BOMB by a format that panics after
// a record.
func bombed(t *testing.T) {
	t.Helper()
	all := formats.All
	t.Cleanup(func() { formats.All = all })
	formats.All = append(slices.Clone(all), parse.Format{Name: "bomb", Title: "bomb",
		Detect: func(s parse.Sample) parse.Confidence {
			if bytes.HasPrefix(s.Head, []byte("BOMB")) {
				return 100
			}
			return parse.No
		},
		Read: func(context.Context, *parse.Input, parse.Options, func(*parse.Batch) error) error {
			var none []int
			_ = none[len(all)]
			return nil
		}})
}

// TestBugOfInput: a panic of a reader is the problem of its input; the rest is analysed.
func TestBugOfInput(t *testing.T) {
	bombed(t)
	bomb := filepath.Join(t.TempDir(), "bomb.bin")
	if err := os.WriteFile(bomb, []byte("BOMB and more of it"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	code, screen, errOut := call(
		t,
		"analyze",
		bomb,
		"../../samples/freeze-timeout-2016",
		"--out",
		out,
		"--format",
		"csv,json",
		"--fail-on",
		"confirmed",
	)
	if code != exitBug || !strings.Contains(screen, "CONFIRMED  freeze-timeout") {
		t.Errorf("exit %d\n%s", code, screen)
	}
	if n := strings.Count(errOut, "\n"); n != 1 ||
		!strings.HasPrefix(
			errOut,
			"vsslog: this is a bug of vsslog: reading bomb.bin as bomb: runtime error: index out of range",
		) ||
		!strings.Contains(errOut, "exit_test.go:") ||
		!strings.Contains(errOut, "please report") {
		t.Errorf("it says %s", errOut)
	}
	m, err := export.ReadManifest(out)
	if err != nil || m.Result == nil || m.Result.ExitCode != exitBug || m.Result.Counts.Problems != 1 ||
		m.Result.Counts.Verdicts["confirmed"] != 1 {
		t.Errorf("manifest %+v, %v", m.Result, err)
	}
	if code, events, errOut := call(t, "events", bomb, "../../samples/freeze-timeout-2016"); code != exitBug ||
		!strings.Contains(events, "erp16") ||
		!strings.Contains(errOut, "this is a bug") {
		t.Errorf("events: exit %d, %s", code, errOut)
	}
	if code, _, errOut := call(t, "analyze", "-q", bomb); code != exitBug ||
		!strings.Contains(errOut, "this is a bug") {
		t.Errorf("quiet: exit %d, %s", code, errOut)
	}
}

// TestBugOfHost: a panic of a signature costs the host on which it comes.
func TestBugOfHost(t *testing.T) {
	catalogue := detect.Catalogue
	t.Cleanup(func() { detect.Catalogue = catalogue })
	detect.Catalogue = append(
		slices.Clone(catalogue),
		&detect.Signature{
			ID:       "bomb",
			Title:    "bomb",
			Class:    detect.CauseClass,
			Severity: detect.Error,
			Scope:    detect.SetScope,
			Trigger: detect.Trigger{Step: func(s *correlate.Step) bool {
				if s.Host == "erp16" {
					panic("it went\noff")
				}
				return false
			}},
		},
	)
	code, out, errOut := call(
		t,
		"analyze",
		"../../samples/freeze-timeout-2016",
		"../../samples/late-thaw-ntds-2003",
		"--json",
	)
	var answer struct {
		ExitCode int `json:"exit_code"`
		Counts   export.Counts
		Failures []struct{ Host string }
		Inputs   []struct{ Host, Problem *string }
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code != exitBug || answer.ExitCode != exitBug {
		t.Fatalf("exit %d, %v: %s", code, err, out)
	}
	if len(answer.Failures) != 1 || answer.Failures[0].Host != "dc03" || answer.Counts.Hosts != 2 {
		t.Errorf("%+v", answer)
	}
	if strings.Count(errOut, "this is a bug") != 1 || !strings.Contains(errOut, "judging host erp16: it went off") {
		t.Errorf("it says %s", errOut)
	}
}

// TestBugOfCommand: a panic anywhere else is told the same way.
func TestBugOfCommand(t *testing.T) {
	var errOut bytes.Buffer
	code := run(t.Context(), []string{"collect", "--for", "modern"}, nil, panicking{}, &errOut)
	if code != exitBug || strings.Count(errOut.String(), "\n") != 1 ||
		!strings.Contains(errOut.String(), "this is a bug of vsslog: running: out of paper") {
		t.Errorf("exit %d: %s", code, errOut.String())
	}
}

type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("out of paper") }

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestFullDisk: what did not arrive on standard output is no success, whatever the command.
func TestFullDisk(t *testing.T) {
	for _, args := range [][]string{
		{"analyze", "../../samples/healthy-2022"}, {"analyze", "--json", "../../samples/healthy-2022"}, {"events", "../../samples/healthy-2022"},
		{"events", "--format", "csv", "../../samples/healthy-2022"}, {"explain", "0x800423f2"}, {"explain", "--json", "9"}, {"signatures"}, {"signatures", "freeze-timeout"},
		{"schema"}, {"version"}, {"--version"}, {"config"}, {"collect", "--for", "2003"}, {"completion", "bash"}, {"--help"}, {"simulate", "--list"},
	} {
		var errOut bytes.Buffer
		if code := run(t.Context(), args, nil, full{}, &errOut); code != exitFailed ||
			!strings.Contains(errOut.String(), "no space left") {
			t.Errorf("%v: exit %d: %s", args, code, errOut.String())
		}
	}
}

// TestRefused: what was done in silence, or not at all, is a usage error that points to
// the help of its command.
func TestRefused(t *testing.T) {
	sample, dir := "../../samples/healthy-2022", t.TempDir()
	for words, help := range map[string]string{
		"analyze " + sample + " --out  ": "analyze", "analyze " + sample + " --out -": "analyze", "analyze " + sample + " --partition host": "analyze",
		"analyze " + sample + " --compression zstd": "analyze", "analyze " + sample + " --excel-safe": "analyze", "analyze " + sample + " --force": "analyze",
		"events " + sample + " -o " + dir + "/x.xyz": "events", "events " + sample + " -o  ": "events", "merge x --out -": "merge", "analyze --fail-on never " + sample: "analyze",
		"analyze --tz-force " + sample: "analyze", "simulate --fleet 99999999999 --out " + dir + "/f": "simulate", "simulate --random 99999999 --out " + dir + "/r": "simulate",
		"signatures lint": "signatures lint",
	} {
		code, out, errOut := call(t, strings.Split(words, " ")...)
		if code != exitUsage || out != "" || !strings.Contains(errOut, "Run 'vsslog "+help+" --help'") {
			t.Errorf("%s: exit %d: %s%s", words, code, out, errOut)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("something was written: %v, %v", left, err)
	}
}

// TestDevice: -o --force replaces files, and nothing else.
func TestDevice(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "precious.csv"), filepath.Join(dir, "link.csv")
	if err := errors.Join(os.WriteFile(target, []byte("precious"), 0o644), os.Symlink(target, link)); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{link, os.DevNull} {
		code, _, errOut := call(t, "events", "../../samples/healthy-2022", "--format", "csv", "-o", name, "--force")
		if code != exitFailed || !strings.Contains(errOut, "no regular file") {
			t.Errorf("%s: exit %d: %s", name, code, errOut)
		}
	}
	if text, err := os.ReadFile(target); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestQuiet: nothing is printed, and results are written all the same.
func TestQuiet(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	code, screen, errOut := call(t, "analyze", "-q", "../../samples/freeze-timeout-2016", "--out", out)
	if code != exitDone || screen+errOut != "" {
		t.Errorf("exit %d: %s%s", code, screen, errOut)
	}
	for _, name := range []string{"events.arrow", "failures.csv", "report.html", "manifest.json"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "events.csv")); err == nil {
		t.Error("events.csv is written though nobody asked for CSV")
	}
}

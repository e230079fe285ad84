package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// ran runs the program and demands that it does not fail.
func ran(t *testing.T, args ...string) string {
	t.Helper()
	var out, errOut bytes.Buffer
	if code := run(context.Background(), args, strings.NewReader(""), &out, &errOut); code != exitDone &&
		code != exitDamaged {
		t.Fatalf("vsslog %s: exit %d: %s", strings.Join(args, " "), code, errOut.String())
	}
	return out.String()
}

// resultsIn reads all files of a folder of results.
func resultsIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func sameResults(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	a, b := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))
	if !slices.Equal(a, b) {
		t.Errorf("%s: files %v, want %v", what, b, a)
	}
	for _, name := range a {
		if want[name] != got[name] {
			t.Errorf("%s: %s differs (%d bytes, want %d)", what, name, len(got[name]), len(want[name]))
		}
	}
}

// scaleLogs are samples and simulated hosts, one of them in archives.
func scaleLogs(t *testing.T, worlds int) string {
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.CopyFS(filepath.Join(dir, "samples"), os.DirFS("../../samples")); err != nil {
		t.Fatal(err)
	}
	if err := simulate.Random(worlds, 11, filepath.Join(dir, "worlds")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"stray.txt": "nothing to see", "empty.evtx": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const scaleFormats = "arrow,csv,jsonl,parquet,html,md"

// TestShardsRedact: shards that redact, merged, are one run that redacts, byte for byte, and no file of a shard has a
// name. What is a name in the files of one host only is replaced in those of all.
func TestShardsRedact(t *testing.T) {
	dir := t.TempDir()
	logs := filepath.Join(dir, "logs")
	for _, sample := range []string{"freeze-timeout-2016", "healthy-2022", "sparse-2003"} {
		if err := os.CopyFS(filepath.Join(logs, sample), os.DirFS("../../samples/"+sample)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(logs, "ZQPATH-case"), os.DirFS(markedCollection(t))); err != nil {
		t.Fatal(err)
	}
	// A host whose only labelled name, ZQFREEMAN, is an unknown word in a text of another host.
	for name, text := range map[string]string{
		"zqhost8/a.txt": "2016-05-04 02:00:10 VSS snapshot failed: 0x80042316, owner C:\\Users\\zqfreeman\\x\r\nHost Name: ZQHOST8\r\n",
		"zqhost9/b.txt": "2016-05-04 02:00:10 VSS snapshot failed for zqfreeman: 0x80042316\r\nHost Name: ZQHOST9\r\n",
	} {
		path := filepath.Join(logs, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	redacted := []string{"--redact", "hosts,users,paths,databases", "--redact-key", "a secret"}
	formats := []string{"--format", slowtest.Of(scaleFormats, "jsonl,html")}
	whole := filepath.Join(dir, "whole")
	code, _, errOut := call(t, slices.Concat([]string{"analyze", logs, "--out", whole}, redacted, formats)...)
	if code != exitDamaged {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	want := resultsIn(t, whole)
	if n := strings.Count(want["failures.jsonl"], "\n"); n < 5 || !strings.Contains(want["failures.jsonl"], "user-") {
		t.Fatalf("%d failures, too few to compare", n)
	}
	parts := []string{}
	for i := range 3 {
		part := filepath.Join(dir, fmt.Sprint("part", i))
		_, screen, errOut := call(t, slices.Concat(
			[]string{"analyze", logs, "--out", part, "--shard", fmt.Sprintf("%d/3", i+1)},
			redacted,
			formats,
		)...)
		leaks(t, "screen of a shard", []byte(screen+errOut))
		for name := range resultsIn(t, part) {
			leakFile(t, filepath.Join(part, filepath.FromSlash(name)))
		}
		again := filepath.Join(dir, fmt.Sprint("again", i))
		call(t, slices.Concat(
			[]string{"analyze", logs, "--out", again, "--shard", fmt.Sprintf("%d/3", i+1), "--workers", "1"},
			redacted,
			formats,
		)...)
		sameResults(t, "a shard made again", resultsIn(t, part), resultsIn(t, again))
		parts = append(parts, part)
	}
	merge := func(out string, more ...string) (int, string) {
		code, screen, errOut := call(t, slices.Concat([]string{"merge", "--memory", "1"}, parts, []string{"--out", out}, formats, more)...)
		return code, screen + errOut
	}
	merged := filepath.Join(dir, "merged")
	if code, said := merge(merged, "--redact-key", "a secret"); code != exitDamaged {
		t.Fatalf("merge: exit %d: %s", code, said)
	} else {
		leaks(t, "screen of merge", []byte(said))
	}
	sameResults(t, "three shards", want, resultsIn(t, merged))
	// What cannot be merged says why.
	bad := filepath.Join(dir, "bad")
	if code, said := merge(bad); code == exitDone || !strings.Contains(said, "give the --redact-key of the shards") {
		t.Errorf("no key: exit %d: %s", code, said)
	}
	if code, said := merge(bad, "--redact-key", "a secre"); code == exitDone ||
		!strings.Contains(said, "sealed with another --redact-key") {
		t.Errorf("another key: exit %d: %s", code, said)
	}
	plain := filepath.Join(dir, "plain")
	ran(t, "analyze", "../../samples/healthy-2022", "--out", plain, "--shard", "1/1")
	if code, _, said := call(t, "merge", plain, "--out", bad, "--redact-key", "k"); code != exitUsage ||
		!strings.Contains(said, "did not redact") {
		t.Errorf("shards that are not sealed: exit %d: %s", code, said)
	}
	for _, args := range [][]string{
		{"--shard", "1/2", "--redact", "hosts"},
		{"--resume", "--redact", "hosts"},
	} {
		code, _, said := call(t, slices.Concat([]string{"analyze", logs, "--out", bad}, args)...)
		if code != exitUsage || !strings.Contains(said, args[0]) {
			t.Errorf("%q: exit %d: %s", args, code, said)
		}
	}
}

// TestShardsAndMerge: shards, merged, are one run, byte for byte.
func TestShardsAndMerge(t *testing.T) {
	logs, dir := scaleLogs(t, slowtest.Of(6, 2)), t.TempDir()
	whole := filepath.Join(dir, "whole")
	formats := slowtest.Of(scaleFormats, "jsonl,parquet,html")
	options := []string{"--format", formats, "--since", "2000-01-01", "--tz", "UTC"}
	ran(t, slices.Concat([]string{"analyze", logs, "--out", whole}, options)...)
	want := resultsIn(t, whole)
	if strings.Count(want["findings.jsonl"], "\n") < 20 {
		t.Fatal("too few findings to compare")
	}
	for _, n := range slowtest.Of([]int{1, 2, 3, 7}, []int{3}) {
		args := []string{"merge"}
		hosts := 0
		for i := range n {
			part := filepath.Join(dir, fmt.Sprintf("part%d-%d", n, i))
			ran(
				t,
				slices.Concat(
					[]string{"analyze", logs, "--out", part, "--shard", fmt.Sprintf("%d/%d", i+1, n)},
					options,
				)...)
			args = append(args, part)
			if strings.Count(resultsIn(t, part)["inputs.jsonl"], "\n") > 0 {
				hosts++
			}
		}
		if hosts < min(n, 3) {
			t.Errorf("only %d of %d shards had anything to do", hosts, n)
		}
		out := filepath.Join(dir, fmt.Sprint("merged", n))
		slices.Reverse(args[1:]) // in any order
		ran(t, append(args, "--out", out, "--format", formats, "--memory", "1")...)
		sameResults(t, fmt.Sprint(n, " shards"), want, resultsIn(t, out))
	}
	// Each shard by itself tells of its hosts what the whole tells.
	for line := range strings.Lines(resultsIn(t, filepath.Join(dir, "part3-1"))["findings.jsonl"]) {
		if !strings.Contains(want["findings.jsonl"], line) {
			t.Errorf("a shard finds what the whole does not: %.300s", line)
		}
	}
	var errOut bytes.Buffer
	part := func(i int) string { return filepath.Join(dir, fmt.Sprintf("part3-%d", i)) }
	other := filepath.Join(dir, "other")
	ran(t, "analyze", "../../samples/healthy-2022", "--out", other, "--format", "jsonl", "--shard", "2/2")
	for _, c := range []struct {
		says string
		dirs []string
	}{
		{"shard 2/3 is missing", []string{part(0), part(2)}},
		{"are both shard 1/3", []string{part(0), part(0), part(1)}},
		{"were run in different ways", []string{part(0), other}},
		{"contains no extracts.vsslog", []string{whole}},
	} {
		errOut.Reset()
		args := slices.Concat([]string{"merge"}, c.dirs, []string{"--out", filepath.Join(dir, "bad")})
		if code := run(context.Background(), args, nil, io.Discard, &errOut); code == exitDone ||
			!strings.Contains(errOut.String(), c.says) {
			t.Errorf("exit %d, %q, want %q", code, errOut.String(), c.says)
		}
	}
	// A shard whose extracts were cut short is not taken for whole.
	cut := filepath.Join(part(2), "extracts.vsslog")
	text, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, text[:len(text)-5], 0o644); err != nil {
		t.Fatal(err)
	}
	errOut.Reset()
	if code := run(context.Background(), []string{"merge", part(0), part(1), part(2), "--out", filepath.Join(dir, "bad")}, nil, io.Discard, &errOut); code != exitFailed ||
		!strings.Contains(errOut.String(), "damaged") {
		t.Errorf("exit %d, %q", code, errOut.String())
	}
}

// TestKilledAndResumed: a run that is killed in the middle goes on where it was,
// and gives the bytes of an undisturbed one.
func TestKilledAndResumed(t *testing.T) {
	slowtest.Skip(t, "a run that is killed and goes on")
	logs, dir := scaleLogs(t, 25), t.TempDir()
	old := time.Now().Add(-time.Hour)
	filepath.WalkDir(logs, func(path string, _ os.DirEntry, err error) error { return os.Chtimes(path, old, old) })
	whole := filepath.Join(dir, "whole")
	ran(t, "analyze", logs, "--out", whole, "--format", scaleFormats)
	out := filepath.Join(dir, "out")
	args := []string{"analyze", logs, "--out", out, "--format", scaleFormats, "--workers", "2", "--resume"}
	state := filepath.Join(out, stateFile)
	kept := int64(0)
	for try := 0; kept < 1000 && try < 20; try++ {
		os.RemoveAll(out)
		cmd := exec.Command("vsslog", args...) // TestMain put it there
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range 5000 {
			if info, err := os.Stat(state); err == nil && info.Size() > int64(20_000*(try+1)) {
				break
			}
			time.Sleep(time.Millisecond)
		}
		cmd.Process.Kill()
		if cmd.Wait() == nil {
			continue // it was through already
		}
		if info, err := os.Stat(state); err == nil {
			kept = info.Size()
		}
	}
	if kept < 1000 {
		t.Fatal("no run could be killed in the middle")
	}
	if _, err := os.Stat(filepath.Join(out, "manifest.json")); err == nil {
		t.Fatal("a killed run left a manifest")
	}
	// The tail that a killed process may leave is no obstacle.
	f, err := os.OpenFile(state, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("B\x10\x00")
	f.Close()
	ran(t, args...)
	want, got := resultsIn(t, whole), resultsIn(t, out)
	grown := got[stateFile]
	delete(got, stateFile)
	sameResults(t, "resumed", want, got)

	// What is there already is not read again: the state does not grow.
	ran(t, args...)
	got = resultsIn(t, out)
	if got[stateFile] != grown {
		t.Errorf("a second run made the state %d bytes out of %d", len(got[stateFile]), len(grown))
	}
	delete(got, stateFile)
	sameResults(t, "again", want, got)
}

// TestGrownFolder: a run over a folder that changed gives what a run without a
// state gives, whatever was added, changed or taken away.
func TestGrownFolder(t *testing.T) {
	slowtest.Skip(t, "runs over a folder that changes in between")
	logs, dir := scaleLogs(t, 4), t.TempDir()
	out := filepath.Join(dir, "out")
	args := []string{"analyze", logs, "--out", out, "--format", scaleFormats, "--resume"}
	ran(t, args...)
	sizes := []int{len(resultsIn(t, out)[stateFile])}
	change := []func() error{
		func() error { return os.CopyFS(filepath.Join(logs, "more"), os.DirFS("../../samples/sparse-2003")) },
		func() error { return os.WriteFile(filepath.Join(logs, "stray.txt"), []byte("nothing to hear"), 0o644) }, // of the same size
		func() error { return os.RemoveAll(filepath.Join(logs, "worlds")) },
	}
	for i, do := range change {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		ran(t, args...)
		fresh := filepath.Join(dir, fmt.Sprint("fresh", i))
		ran(t, "analyze", logs, "--out", fresh, "--format", scaleFormats)
		got := resultsIn(t, out)
		sizes = append(sizes, len(got[stateFile]))
		delete(got, stateFile)
		sameResults(t, fmt.Sprint("change ", i), resultsIn(t, fresh), got)
	}
	if sizes[3] >= sizes[2] {
		t.Errorf("what is gone stays in the state: its sizes are %v", sizes)
	}
	// Other options are another reading.
	ran(t, append(args, "--code-page", "IBM850")...)
	fresh := filepath.Join(dir, "fresh")
	ran(t, "analyze", logs, "--out", fresh, "--format", scaleFormats, "--code-page", "IBM850")
	got := resultsIn(t, out)
	delete(got, stateFile)
	sameResults(t, "another code page", resultsIn(t, fresh), got)
}

// TestResultsInsideTheLogs: a folder for the results that lies in the logs is no
// input, whatever it holds.
func TestResultsInsideTheLogs(t *testing.T) {
	logs := filepath.Join(t.TempDir(), "logs")
	for _, name := range []string{"healthy-2022", "stuck-in-thaw-2012r2"} {
		if err := os.CopyFS(filepath.Join(logs, name), os.DirFS("../../samples/"+name)); err != nil {
			t.Fatal(err)
		}
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	ran(t, "analyze", logs, "--out", fresh, "--format", "jsonl")
	want := resultsIn(t, fresh)
	for range 2 {
		out := filepath.Join(logs, "results")
		ran(t, "analyze", logs, "--out", out, "--format", "jsonl", "--resume")
		got := resultsIn(t, out)
		delete(got, stateFile)
		sameResults(t, "inside", want, got)
	}
}

func TestMemorySizes(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "64MiB": 64 << 20, "2GB": 2e9, "1.5k": 1536, "7 TiB": 7 << 40, "": 0, "many": 0, "-1": 0, "0": 0, "NaN": 0, "1e30": 0, "5XB": 0} {
		p := &program{settings: settings{Memory: text}}
		got, err := p.memory()
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d, %v, want %d", text, got, err, want)
		}
	}
}

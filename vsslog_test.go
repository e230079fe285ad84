package vsslog

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	_ "github.com/vsslog/vsslog/export/columnar"
	"github.com/vsslog/vsslog/internal/slowtest"
)

func TestMain(m *testing.M) {
	slowtest.Roomy()
	m.Run()
}

// expected says what an analysis of each sample must find: signature, verdict,
// applicability. It is the second table of samples/README.md.
var expected = map[string]struct{ signature, verdict, applicability string }{
	"thaw-before-watchdog-2003":          {"thaw-before-watchdog", "confirmed", "affected"},
	"thaw-before-watchdog-2003-hotfixed": {"thaw-before-watchdog", "suspected", "fixed"},
	"thaw-before-watchdog-2003-coarse":   {"thaw-before-watchdog", "suspected", "affected"},
	"freeze-timeout-2016":                {"freeze-timeout", "confirmed", "not_applicable"},
	"late-thaw-ntds-2003":                {"late-thaw", "confirmed", "not_applicable"},
	"stuck-in-thaw-2012r2":               {"stuck-in-thaw", "confirmed", "not_applicable"},
	"benign-hyperv-2003":                 {"benign-hyperv-abort-after-thaw", "confirmed", "not_applicable"},
	"sparse-2003":                        {"thaw-before-watchdog", "cannot_tell", "affected"},
	"healthy-2022":                       {},
}

// documented says the same of the collections that were written by hand, as people send
// them: the one documented cause of each that must be among its failures. It is the
// first table of samples/README.md.
var documented = map[string]struct{ cause, verdict string }{
	"pasted-event-2022":   {"profilelist-bak-key", "suspected"},
	"ticket-sql-2019":     {"sql-writer-login-failed", "likely"},
	"veeam-ntds-2019":     {"ntds-writer-failed", "suspected"},
	"full-diff-area-2016": {"volsnap-user-limit", "likely"},
	"healthy-2025":        {},
}

func analyze(t *testing.T, opt Options) *Report {
	t.Helper()
	r, err := Analyze(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSamples(t *testing.T) {
	entries, err := os.ReadDir("samples")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		want, ok := expected[e.Name()]
		if _, byHand := documented[e.Name()]; byHand {
			continue
		}
		if !ok {
			t.Errorf("sample %s has no expectation", e.Name())
			continue
		}
		seen++
		t.Run(e.Name(), func(t *testing.T) {
			r := analyze(t, Options{Paths: []string{filepath.Join("samples", e.Name())}, Workers: 2})
			if r.Damaged() {
				t.Error("an input is damaged")
			}
			for _, f := range r.Failures {
				if f.Problem() && (want.signature == "" || strings.HasPrefix(want.signature, "benign-")) {
					t.Errorf("a host on which nothing failed has the failure %s", f.Signature)
				}
			}
			found := false
			for _, f := range r.Findings {
				found = found ||
					f.Signature.ID == want.signature && string(f.Verdict) == want.verdict &&
						string(f.Applicability) == want.applicability
				if f.Verdict == detect.Confirmed && f.Severity != detect.Information &&
					f.Signature.Class == detect.CauseClass &&
					f.Signature.ID != want.signature {
					t.Errorf("%s is confirmed", f.Signature.ID)
				}
				if len(f.Evidence) == 0 {
					t.Errorf("%s has no evidence", f.Signature.ID)
				}
				if want.signature == "" && f.Severity != detect.Information {
					t.Errorf("a healthy host has %s %s", f.Signature.ID, f.Verdict)
				}
			}
			if want.signature != "" && !found {
				t.Errorf("no finding %s %s %s", want.signature, want.verdict, want.applicability)
			}
		})
	}
	if seen != len(expected) {
		t.Errorf("%d samples, %d expected", seen, len(expected))
	}
}

// TestDocumentedSamples: each collection names its cause, on a host of its own that
// something in it names, and nothing is said of a healthy one.
func TestDocumentedSamples(t *testing.T) {
	for name, want := range documented {
		t.Run(name, func(t *testing.T) {
			r := analyze(t, Options{Paths: []string{filepath.Join("samples", name)}})
			if r.Damaged() {
				t.Error("an input is damaged")
			}
			if len(r.Cases) != 1 || r.Cases[0].Host.Name == name {
				t.Errorf("%d hosts, or nothing names the host", len(r.Cases))
			}
			found, problems := want.cause == "", 0
			for _, f := range r.Failures {
				if f.Problem() {
					problems++
				}
				found = found ||
					f.Signature == want.cause && string(f.CauseVerdict) == want.verdict && len(f.Steps) > 2 &&
						len(f.Evidence) > 0
				if want.cause == "" && f.Problem() {
					t.Errorf("a healthy host has %s", f.Signature)
				}
			}
			if !found {
				t.Errorf("no failure %s %s", want.cause, want.verdict)
			}
			if problems > 1 {
				t.Errorf("%d failures tell of one thing", problems)
			}
		})
	}
}

// TestConfirmedOnce: over all samples the fault is confirmed on an affected host
// exactly once.
func TestConfirmedOnce(t *testing.T) {
	r := analyze(t, Options{Paths: []string{"samples"}})
	n := 0
	for _, f := range r.Findings {
		if f.Verdict == detect.Confirmed && f.Applicability == detect.Affected {
			n++
		}
	}
	if n != 1 {
		t.Errorf("confirmed and affected %d times", n)
	}
	hosts := map[string]bool{}
	for _, k := range r.Cases {
		hosts[k.Host.Name] = true
	}
	if samples := len(expected) + len(documented); len(hosts) != samples {
		t.Errorf("%d hosts, %d samples", len(hosts), samples)
	}
}

// TestFindingsAreUnique: at most one row per signature, host and set.
func TestFindingsAreUnique(t *testing.T) {
	r := analyze(t, Options{Paths: []string{"samples"}})
	seen := map[string]bool{}
	for _, f := range r.Findings {
		if seen[f.ID] {
			t.Errorf("two findings %s", f.ID)
		}
		seen[f.ID] = true
	}
}

// write analyses and exports, and returns the bytes of every file.
func write(t *testing.T, opt Options, formats ...string) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	opt.Hash = true
	tables, err := export.NewDirectory(dir, export.Options{Formats: formats})
	if err != nil {
		t.Fatal(err)
	}
	if err := analyze(t, opt).Export(tables); err != nil {
		t.Fatal(err)
	}
	if err := tables.Close(); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestRunIsTheReport: what is handed over host by host is what a report holds.
func TestRunIsTheReport(t *testing.T) {
	opt := Options{Paths: []string{"samples"}, Workers: 2, Hash: true}
	want := write(t, opt, "jsonl")
	run, err := Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	dir := filepath.Join(t.TempDir(), "out")
	tables, err := export.NewDirectory(dir, export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		t.Fatal(err)
	}
	for host, err := range run.All(t.Context()) {
		if err == nil {
			err = host.Export(tables)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(run.Inputs(tables.Input), tables.Close()); err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, text) || len(text) == 0 {
			t.Errorf("%s differs: %d and %d bytes, %v", name, len(text), len(got), err)
		}
	}
}

func TestWorkersDoNotChangeBytes(t *testing.T) {
	one := write(t, Options{Paths: []string{"samples"}, Workers: 1}, "arrow", "csv", "jsonl")
	for _, workers := range slowtest.Of([]int{2, 5}, []int{5}) {
		many := write(t, Options{Paths: []string{"samples"}, Workers: workers}, "arrow", "csv", "jsonl")
		for name := range one {
			if !bytes.Equal(one[name], many[name]) {
				t.Errorf("%s differs with %d workers", name, workers)
			}
		}
		if len(one) != len(many) {
			t.Errorf("%d files, %d with %d workers", len(one), len(many), workers)
		}
	}
}

// TestFileTimesDoNotChangeBytes: when the files were written, and whether they lie
// in a folder or in its zip, shows in no result but for the name of the source.
func TestFileTimesDoNotChangeBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	for _, sample := range []string{"thaw-before-watchdog-2003", "sparse-2003", "stuck-in-thaw-2012r2"} {
		if err := os.CopyFS(filepath.Join(dir, sample), os.DirFS(filepath.Join("samples", sample))); err != nil {
			t.Fatal(err)
		}
	}
	touch := func(when time.Time) {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			return errors.Join(err, os.Chtimes(path, when, when))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	touch(time.Date(2003, 1, 2, 3, 4, 5, 0, time.UTC))
	old := write(t, Options{Paths: []string{dir}}, "csv", "jsonl")
	touch(time.Now())
	young := write(t, Options{Paths: []string{dir}}, "csv", "jsonl")
	archive := dir + ".zip"
	if err := os.WriteFile(archive, zipOf(t, dir), 0o644); err != nil {
		t.Fatal(err)
	}
	packed := write(t, Options{Paths: []string{archive}}, "csv", "jsonl")
	if len(old) == 0 || len(young) != len(old) || len(packed) != len(old) {
		t.Errorf("%d, %d and %d files", len(old), len(young), len(packed))
	}
	for name := range old {
		if !bytes.Equal(old[name], young[name]) {
			t.Errorf("%s changes with the times of the files", name)
		}
		if name == "manifest.json" { // holds sizes and digests of tables in which the sources stand
			continue
		}
		if unpacked := bytes.ReplaceAll(packed[name], []byte("logs.zip!/"), []byte("logs/")); !bytes.Equal(
			old[name],
			unpacked,
		) {
			t.Errorf(
				"%s differs between folder and zip: %s",
				name,
				cmp.Diff(strings.Split(string(old[name]), "\n"), strings.Split(string(unpacked), "\n")),
			)
		}
	}
}

// TestNamedTwice: what is named twice counts once.
func TestNamedTwice(t *testing.T) {
	const sample = "samples/thaw-before-watchdog-2003"
	once := analyze(t, Options{Paths: []string{sample}})
	for _, paths := range [][]string{{sample, sample}, {sample + "/writers.txt", sample}, {sample, "samples/../" + sample + "/AppEvent.Evt"}} {
		r := analyze(t, Options{Paths: paths})
		if len(r.Cases) != 1 || len(r.Sets) != len(once.Sets) || len(r.Findings) != len(once.Findings) ||
			len(r.Inputs) != len(once.Inputs)+1 ||
			r.Damaged() {
			t.Errorf(
				"%v: %d hosts, %d sets, %d findings, %d inputs, damaged %v",
				paths,
				len(r.Cases),
				len(r.Sets),
				len(r.Findings),
				len(r.Inputs),
				r.Damaged(),
			)
		}
	}
}

// TestFilesOfAFolder: naming every file of a folder, as a shell's * does, says what
// naming the folder says. Files of another folder are another's.
func TestFilesOfAFolder(t *testing.T) {
	const sample = "samples/thaw-before-watchdog-2003"
	for _, paths := range [][]string{{sample + "/*"}, {sample + "/*", "samples/healthy-2022/writers-before.txt"}} {
		r := analyze(t, Options{Paths: paths})
		confirmed := 0
		for _, f := range r.Findings {
			if f.Verdict == detect.Confirmed && f.Signature.ID == "thaw-before-watchdog" {
				confirmed++
			}
		}
		if confirmed != 1 || len(r.Cases) != len(paths) {
			t.Errorf("%v: %d hosts, confirmed %d times", paths, len(r.Cases), confirmed)
		}
	}
}

// TestOrderOfPaths: the order of arguments changes no finding.
func TestOrderOfPaths(t *testing.T) {
	tell := func(r *Report) []string {
		var lines []string
		for _, f := range r.Findings {
			lines = append(lines, fmt.Sprint(f.ID, f.Verdict, f.Writer, f.Summary, f.Missing))
		}
		return lines
	}
	a := analyze(t, Options{Paths: []string{"samples/sparse-2003", "samples/thaw-before-watchdog-2003"}})
	b := analyze(t, Options{Paths: []string{"samples/thaw-before-watchdog-2003", "samples/sparse-2003"}})
	if d := cmp.Diff(tell(a), tell(b)); d != "" {
		t.Error(d)
	}
}

// TestCopiesCountOnce: a folder that holds everything twice says the same.
func TestCopiesCountOnce(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"a", "b"} {
		if err := os.CopyFS(filepath.Join(dir, "host", sub), os.DirFS("samples/thaw-before-watchdog-2003")); err != nil {
			t.Fatal(err)
		}
	}
	r := analyze(t, Options{Paths: []string{filepath.Join(dir, "host")}})
	if len(r.Sets) != 1 {
		t.Errorf("%d sets", len(r.Sets))
	}
	ok := false
	duplicates := int64(0)
	for _, f := range r.Findings {
		ok = ok || f.Signature.ID == "thaw-before-watchdog" && f.Verdict == detect.Confirmed
	}
	for _, i := range r.Inputs {
		duplicates += i.Duplicates
	}
	if !ok || duplicates == 0 {
		t.Errorf("confirmed %t, %d duplicates", ok, duplicates)
	}
}

// TestBadFilesAmongGood: each bad file is named with what is wrong, and the rest
// of the run goes on.
func TestBadFilesAmongGood(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("samples/thaw-before-watchdog-2003")); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile("samples/freeze-timeout-2016/Application.evtx")
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(good)
	for i := 5000; i < 6000; i++ {
		bad[i] ^= 0x5a
	}
	for name, content := range map[string][]byte{"empty.evtx": {}, "foreign.bin": {1, 2, 3, 0, 255, 254, 0, 7}, "damaged.evtx": bad} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := analyze(t, Options{Paths: []string{dir}})
	rows := map[string]*export.InputRow{}
	for _, i := range r.Inputs {
		rows[filepath.Base(i.Source)] = i
	}
	if !strings.Contains(rows["empty.evtx"].Problem, "empty") {
		t.Errorf("empty.evtx: %q", rows["empty.evtx"].Problem)
	}
	if p := rows["damaged.evtx"].Problem; !strings.Contains(p, "offset") || !strings.Contains(p, "expected") {
		t.Errorf("damaged.evtx: %q", p)
	}
	if f := rows["foreign.bin"]; f.Format != Unrecognised || f.Problem != "" {
		t.Errorf("foreign.bin: %q %q", f.Format, f.Problem)
	}
	if !r.Damaged() {
		t.Error("the damage is not told")
	}
	for _, f := range r.Findings {
		if f.Signature.ID == "thaw-before-watchdog" && f.Verdict == detect.Confirmed {
			return
		}
	}
	t.Error("the good files are not analysed")
}

func TestNothingRead(t *testing.T) {
	if _, err := Analyze(context.Background(), Options{Paths: []string{filepath.Join(t.TempDir(), "missing")}}); err == nil {
		t.Error("a path that is not there gives no error")
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Analyze(ctx, Options{Paths: []string{"samples"}}); err == nil {
		t.Error("a cancelled run gives no error")
	}
}

// TestArchivesSayTheSame: a folder, its zip, and a zip of zips tell the same of
// sets and findings.
func TestArchivesSayTheSame(t *testing.T) {
	dir := t.TempDir()
	inner := zipOf(t, "samples/late-thaw-ntds-2003")
	if err := os.WriteFile(filepath.Join(dir, "late-thaw-ntds-2003.zip"), inner, 0o644); err != nil {
		t.Fatal(err)
	}
	nested := zipOf(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "outer.zip"), nested, 0o644); err != nil {
		t.Fatal(err)
	}
	tell := func(path string) []string {
		r := analyze(t, Options{Paths: []string{path}})
		var lines []string
		for _, s := range r.Sets {
			lines = append(lines, s.Name, string(s.Outcome))
			for _, sp := range s.Spans {
				lo, hi := sp.FreezeToThaw()
				lines = append(lines, fmt.Sprint(sp.Name, lo, hi, sp.Outcome))
			}
		}
		for _, f := range r.Findings {
			lines = append(lines, fmt.Sprint(f.ID, f.Verdict, f.Writer, f.Missing))
		}
		return lines
	}
	want := tell("samples/late-thaw-ntds-2003")
	for _, archive := range []string{"late-thaw-ntds-2003.zip", "outer.zip"} {
		if d := cmp.Diff(want, tell(filepath.Join(dir, archive))); d != "" {
			t.Errorf("%s: %s", archive, d)
		}
	}
}

func zipOf(t *testing.T, dir string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestProgressNamesNothing: a run that redacts names no input in its progress, which may be printed.
func TestProgressNamesNothing(t *testing.T) {
	for _, kinds := range [][]string{nil, {"hosts"}} {
		told, named := 0, 0
		run, err := Open(t.Context(), Options{Paths: []string{"samples"}, Redact: kinds,
			Progress: func(at Progress) {
				told++
				if at.Source != "" {
					named++
				}
			}})
		if err != nil {
			t.Fatal(err)
		}
		run.Close()
		if told == 0 || (named > 0) != (kinds == nil) {
			t.Errorf("redacted %v: told %d times, %d with a name", kinds, told, named)
		}
	}
}

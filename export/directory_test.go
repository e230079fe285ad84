package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/atomicfile"
)

// names lists the files of a directory but for the lock of a run that was killed.
func names(t *testing.T, dir string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && e.Name() != lockName {
			name, _ := filepath.Rel(dir, path)
			list = append(list, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return list
}

func TestDirectoryHasEveryTable(t *testing.T) {
	dir := t.TempDir() + "/new/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"arrow", "csv", "jsonl", "csv"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, l := range Layouts() {
		for _, ext := range []string{".arrow", ".csv", ".jsonl"} {
			want = append(want, l.Name+ext)
		}
	}
	want = append(want, "manifest.json")
	slices.Sort(want)
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	for _, l := range Layouts() {
		text, err := os.ReadFile(filepath.Join(dir, l.Name+".csv"))
		if err != nil || !strings.HasPrefix(string(text), l.Fields[0].Name+","+l.Fields[1].Name) ||
			strings.Count(string(text), "\r\n") != 1 {
			t.Errorf("%s.csv of no rows: %q, %v; want a header", l.Name, text, err)
		}
	}
}

func TestManifestIsTrue(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"arrow", "csv", "jsonl"}}, 2)
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	x := newFixture()
	rows := map[string]int{
		"events":   len(x.events),
		"writers":  len(x.writers),
		"sets":     len(x.sets),
		"spans":    len(x.spans),
		"failures": len(x.failures),
		"findings": len(x.findings),
		"inputs":   len(x.inputs),
	}
	for _, f := range x.freezes {
		for _, t := range freezeTables {
			if t.by == f.By {
				rows[t.table.Name]++
			}
		}
	}
	totals := map[string]int64{
		"freeze_by_writer": 1,
		"freeze_by_night":  1,
	} // made of the one span that is known to have been frozen
	for _, f := range m.Files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if f.SHA256 != hex.EncodeToString(sum[:]) || f.Bytes != int64(len(content)) {
			t.Errorf("%s: manifest has %d bytes, %s; the file %d, %x", f.Name, f.Bytes, f.SHA256, len(content), sum)
		}
		want := int64(2*rows[f.Table]) + totals[f.Table]
		if f.Rows != want {
			t.Errorf("%s: %d rows, want %d", f.Name, f.Rows, want)
		}
		if f.Format == "jsonl" && int64(strings.Count(string(content), "\n")) != want {
			t.Errorf("%s: %d lines, want %d", f.Name, strings.Count(string(content), "\n"), want)
		}
	}
	if len(m.Files) != 3*len(Layouts()) || string(m.Inputs[0].SHA256) != "ab12" || m.SchemaVersion != SchemaVersion {
		t.Errorf("manifest %+v", m)
	}
	var options map[string]string
	if err := json.Unmarshal(m.Options, &options); err != nil || options["tz"] != "Europe/Paris" {
		t.Errorf("options %s, %v", m.Options, err)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	options := Options{
		Formats: []string{"arrow", "arrows", "parquet", "csv", "jsonl", "ecs", "ocsf", "sarif", "timesketch-csv"},
	}
	a, b := writeDirectory(t, options, 3), writeDirectory(t, options, 3)
	for _, name := range names(t, a) {
		x, _ := os.ReadFile(filepath.Join(a, name))
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil || string(x) != string(y) {
			t.Errorf("%s differs between two equal runs (%v)", name, err)
		}
	}
}

func TestOccupiedDirectory(t *testing.T) {
	csv := Options{Formats: []string{"csv"}, Meta: fixtureMeta}
	dir := writeDirectory(t, Options{Formats: []string{"csv", "jsonl"}}, 1)
	own := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDirectory(dir, csv); err == nil || !strings.Contains(err.Error(), "--force") {
		t.Fatalf("a directory with results: error %v, want one that names --force", err)
	}
	csv.Force = true
	d, err := NewDirectory(dir, csv)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"events.csv",
		"failures.csv",
		"findings.csv",
		"freeze_by_host.csv",
		"freeze_by_host_writer.csv",
		"freeze_by_night.csv",
		"freeze_by_writer.csv",
		"inputs.csv",
		"manifest.json",
		"notes.txt",
		"sets.csv",
		"spans.csv",
		"writers.csv",
	}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("after --force: %v, want %v", got, want)
	}

	if err := os.Rename(filepath.Join(dir, manifestName), filepath.Join(dir, "gone.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDirectory(dir, csv); err == nil ||
		!strings.Contains(err.Error(), "events.csv exists, and no manifest") {
		t.Errorf("files that no manifest lists: error %v", err)
	}
	if left := names(t, dir); slices.ContainsFunc(
		left,
		func(n string) bool { return strings.HasSuffix(n, atomicfile.Partial) },
	) {
		t.Errorf("a refused run left %v", left)
	}
	if _, err := NewDirectory(own, csv); err == nil || !strings.Contains(err.Error(), "is a file") {
		t.Errorf("a file for a directory: error %v", err)
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"arrow"}})
	if err != nil {
		t.Fatal(err)
	}
	newFixture().write(t, d, 1)
	d.Discard()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("after Discard there is %v", names(t, dir))
	}
	if err := d.Event(newFixture().events[0]); err == nil {
		t.Error("a row was taken after Discard")
	}
}

func TestKilledRunIsClearedAway(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"events.csv", "manifest.json"} {
		if err := os.WriteFile(filepath.Join(dir, name+atomicfile.Partial), []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	options := Options{Formats: []string{"csv"}, Meta: fixtureMeta}
	if _, err := NewDirectory(dir, options); err == nil {
		t.Fatal("what a killed run left was taken for an empty directory")
	}
	options.Resume = true
	d, err := NewDirectory(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 8+len(freezeTables) {
		t.Errorf("files %v", got)
	}
}

// TestKilledWhileNaming: some files have their names, the manifest has not. The
// next run with --force knows them for its own.
func TestKilledWhileNaming(t *testing.T) {
	dir := writeDirectory(t, Options{Formats: []string{"csv"}}, 1)
	manifest := filepath.Join(dir, manifestName)
	if err := os.Rename(manifest, manifest+atomicfile.Partial); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "sets.csv"), filepath.Join(dir, "sets.csv"+atomicfile.Partial)); err != nil {
		t.Fatal(err)
	}
	d, err := NewDirectory(dir, Options{Formats: []string{"csv"}, Force: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 8+len(freezeTables) {
		t.Errorf("files %v", got)
	}
}

func TestCreateStandsInManifest(t *testing.T) {
	dir := t.TempDir() + "/out"
	d, err := NewDirectory(dir, Options{Formats: []string{"csv"}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := d.Create("report.html")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("<html>")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); slices.Contains(got, "report.html") {
		t.Error("a file under way bears its final name")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil ||
		!slices.ContainsFunc(m.Files, func(f ManifestFile) bool { return f.Name == "report.html" && f.Bytes == 6 }) {
		t.Errorf("manifest %+v, %v", m, err)
	}
}

func TestForeignManifest(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		`{"name": "other"}`:                         "not written by vsslog",
		`{"vsslog": {"files": [{"name": "../x"}]}}`: "outside the folder",
		`not json`: "invalid character",
	} {
		if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := NewDirectory(dir, Options{Formats: []string{"csv"}, Force: true}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}

// TestLocked: a second run with the same directory is refused while the first one lasts,
// with and without --force, and what the first one writes is whole.
func TestLocked(t *testing.T) {
	dir := t.TempDir() + "/out"
	options := Options{Formats: []string{"csv"}, Meta: fixtureMeta}
	first, err := NewDirectory(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, force := range []bool{false, true} {
		other := options
		other.Force = force
		if _, err := NewDirectory(dir, other); err == nil || !strings.Contains(err.Error(), "another run") {
			t.Errorf("a second run, force %v: error %v", force, err)
		}
	}
	newFixture().write(t, first, 1)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(names(t, dir), lockName) {
		t.Error("the lock stays")
	}
	options.Force = true
	again, err := NewDirectory(dir, options)
	if err != nil {
		t.Fatalf("after the first run: %v", err)
	}
	again.Discard()
	if _, err := os.Stat(filepath.Join(dir, lockName)); err == nil {
		t.Error("the lock stays after a run that was given up")
	}
}

// TestDocument: one JSON document with all columns, the worst failure first.
func TestDocument(t *testing.T) {
	x, d := newFixture(), NewDocument()
	defer d.Close()
	sets := []*correlate.SnapshotSet{x.sets[0].Set, x.sets[1].Set}
	if err := d.Results(sets, []*detect.Failure{x.failures[1], x.failures[0]}); err != nil {
		t.Fatal(err)
	}
	counts := NewCounts()
	for _, r := range x.inputs {
		counts.Input(r)
		if err := d.Input(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range x.failures {
		counts.Failure(f)
	}
	var b strings.Builder
	if err := d.Write(&b, &fixtureMeta, Result{ExitCode: 3, ExitReason: "why", Counts: counts}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version  string `json:"version"`
		ExitCode int    `json:"exit_code"`
		Options  map[string]string
		Counts   Counts
		Failures []map[string]any
		Sets     []map[string]any
		Inputs   []map[string]any
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	if got.Version != fixtureMeta.Version || got.ExitCode != 3 || got.Options["tz"] != "Europe/Paris" || got.Counts.Failures != 1 || got.Counts.Harmless != 1 ||
		got.Counts.Verdicts["likely"] != 1 || got.Counts.Problems != 1 || len(got.Sets) != 2 ||
		len(got.Inputs) != len(x.inputs) {
		t.Errorf("%+v", got)
	}
	for i, l := range Failures.Layout().Fields {
		if _, ok := got.Failures[0][l.Name]; !ok {
			t.Errorf("column %d, %s, is not in it", i, l.Name)
		}
	}
	if len(got.Failures) != 2 || got.Failures[0]["failure_id"] != x.failures[0].ID ||
		got.Sets[0]["failure_id"] != x.failures[0].ID {
		t.Errorf("the failures are %v", got.Failures)
	}
}

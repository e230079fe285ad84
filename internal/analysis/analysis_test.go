package analysis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/simulate"
	"github.com/vsslog/vsslog/internal/slowtest"
)

// fleetFolder makes a folder with the samples and simulated worlds: many hosts,
// files of no host, files that name several.
func fleetFolder(t testing.TB, worlds int) string {
	return fleetFolderIn(t, t.TempDir(), worlds)
}

func fleetFolderIn(t testing.TB, dir string, worlds int) string {
	if err := os.CopyFS(filepath.Join(dir, "samples"), os.DirFS("../../samples")); err != nil {
		t.Fatal(err)
	}
	if err := simulate.Random(worlds, 7, filepath.Join(dir, "worlds")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"stray.txt": "nothing to see", "empty.evtx": "", "worlds/writers.txt": writersOfNoHost} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const writersOfNoHost = `2016-03-01 02:00:05
vssadmin 1.1 - Volume Shadow Copy Service administrative command-line tool

Writer name: 'System Writer'
   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}
   Writer Instance Id: {5c6f5d3a-77b6-4fd8-8b2c-1d9d6b3f1a11}
   State: [9] Failed
   Last error: Timed out
`

// tables are the files of an analysis's tables as JSON Lines.
func tables(t testing.TB, a *Analysis) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	d, err := export.NewDirectory(dir, export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range a.All(t.Context()) {
		if err == nil {
			err = r.Export(d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Inputs(d.Input); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return filesIn(t, dir)
}

func filesIn(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			files[filepath.ToSlash(name)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// same fails if the files of two results differ.
func same(t testing.TB, what string, want, got map[string][]byte) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("%s: other files:\n%s", what, diff)
	}
	for name, text := range want {
		if other := got[name]; !bytes.Equal(text, other) {
			t.Errorf("%s: %s differs: %s", what, name, firstDifference(text, other))
		}
	}
}

func firstDifference(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	around := func(s []byte) string { return string(s[max(0, min(at-60, len(s))):min(at+120, len(s))]) }
	return "\nwant ..." + around(a) + "\ngot  ..." + around(b)
}

// analysis reads what in names, with so many workers and so much memory.
func analysis(t testing.TB, dir string, workers int, memory int64) *Analysis {
	t.Helper()
	e, err := ingest.Run(
		t.Context(),
		ingest.Options{Paths: []string{dir}, Workers: workers, Memory: memory, Hash: true},
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	a, err := Open(Options{Workers: workers, Memory: memory}, e.Items, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// oneFleet is a folder that more than one test reads, and its tables as one worker makes them.
type oneFleet struct {
	dir  string
	want map[string][]byte
}

var shared oneFleet

// sharedFleet makes the folder in the first test that asks for it.
func sharedFleet(t *testing.T) oneFleet {
	t.Helper()
	if shared.want == nil {
		dir := fleetFolderIn(t, keptDir, slowtest.Of(12, 8))
		shared = oneFleet{dir, tables(t, analysis(t, dir, 1, 0))}
	}
	return shared
}

// keptDir is gone after all tests; that of a test would be gone after it.
var keptDir string

func TestMain(m *testing.M) {
	slowtest.Roomy()
	os.Exit(func() int {
		var err error
		if keptDir, err = os.MkdirTemp("", "vsslog-analysis"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(keptDir)
		return m.Run()
	}())
}

// TestWorkersAndMemoryChangeNothing: however many inputs and hosts at once, and
// whether extracts are in memory or in a file.
func TestWorkersAndMemoryChangeNothing(t *testing.T) {
	fleet := sharedFleet(t)
	dir, want := fleet.dir, fleet.want
	if n := bytes.Count(want["findings.jsonl"], []byte("\n")); n < 20 {
		t.Fatalf("only %d findings", n)
	}
	for _, other := range []struct {
		workers int
		memory  int64
	}{{7, 0}, {2, 1}, {2, 0}, {3, 100 << 10}}[:slowtest.Of(4, 2)] {
		same(t, "other workers or memory", want, tables(t, analysis(t, dir, other.workers, other.memory)))
	}
}

// TestWholeIsAll: what is handed over part by part is what the hosts are as a whole.
func TestWholeIsAll(t *testing.T) {
	a := analysis(t, fleetFolder(t, 5), 2, 0)
	var parts, whole [][]*detect.Finding
	for r, err := range a.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, r.Findings)
	}
	for r, err := range a.Whole(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, r.Findings)
	}
	if len(parts) == 0 || !slices.EqualFunc(parts, whole, slices.Equal[[]*detect.Finding]) {
		t.Errorf("%d results part by part, %d as a whole", len(parts), len(whole))
	}
}

// TestPartsOnceMore: a part of a long host that was let go, what is told of the host as a whole
// among them, is the same when it is asked for once more.
func TestPartsOnceMore(t *testing.T) {
	dir := t.TempDir()
	if err := simulate.Fleet(4, slowtest.Of(60, 30), 5, dir); err != nil {
		t.Fatal(err)
	}
	e, err := ingest.Run(t.Context(), ingest.Options{Paths: []string{dir}, Workers: 2, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	a, err := Open(Options{Workers: 2, Memory: 1, SegmentSteps: 60}, e.Items, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	tell := func(r *HostResult) string {
		var b strings.Builder
		fmt.Fprint(&b, r.ID, r.Last, len(r.Sets), len(r.Freezes), len(r.Case.Steps))
		for _, f := range r.Failures {
			fmt.Fprint(&b, "|", f.Headline, f.Steps)
		}
		return b.String()
	}
	said := map[PartID]string{}
	var order []PartID
	for r, err := range a.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		said[r.ID] = tell(r)
		order = append(order, r.ID)
	}
	if len(order) < 9 || len(a.cuts) > keptCuts {
		t.Fatalf("%d parts, %d cuts held", len(order), len(a.cuts))
	}
	for _, id := range order {
		r, err := a.Part(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := tell(r); got != said[id] {
			t.Errorf("%v: %s, was %s", id, got, said[id])
		}
	}
}

// TestAllStops: who breaks off gets no more, and no error.
func TestAllStops(t *testing.T) {
	a := analysis(t, fleetFolder(t, 2), 2, 0)
	n := 0
	for _, err := range a.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d results", n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range a.All(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
}

// TestGroupsGiveTheWhole: items extracted one by one, put together by group and
// judged group by group give what one run over everything gives.
func TestGroupsGiveTheWhole(t *testing.T) {
	fleet := sharedFleet(t)
	dir, want := fleet.dir, fleet.want
	opt := ingest.Options{Paths: []string{dir}, Workers: 2, Hash: true}
	items, err := ingest.List(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	packs := make([]*pack.Pack, len(items))
	var summaries []partition.InputSummary
	for number, item := range items {
		var buf bytes.Buffer
		if err := ingest.Extract(t.Context(), opt, item, number, &buf); err != nil {
			t.Fatal(err)
		}
		if packs[number], err = pack.Open(bytes.NewReader(buf.Bytes()), int64(buf.Len())); err != nil {
			t.Fatal(err)
		}
		more, err := partition.Summaries(packs[number])
		if err != nil {
			t.Fatal(err)
		}
		summaries = append(more, summaries...) // in any order
	}
	groups := partition.Groups(summaries)
	if len(groups) < 15 {
		t.Errorf("only %d groups", len(groups))
	}
	lines := map[string][]string{}
	hosts, seen := 0, map[int]bool{}
	for _, g := range groups {
		var own []*pack.Pack
		for _, number := range g.Items {
			if seen[number] {
				t.Errorf("item %d is in two groups", number)
			}
			seen[number] = true
			own = append(own, packs[number])
		}
		refs, err := pack.Refs(own...)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Open(Options{Workers: 2}, refs, g.Hosts)
		if err != nil {
			t.Fatal(err)
		}
		hosts += len(a.Hosts())
		for name, text := range tables(t, a) {
			lines[name] = append(lines[name], strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")...)
		}
	}
	if len(seen) != len(items) || hosts < 15 {
		t.Errorf("%d of %d items are in groups, %d hosts", len(seen), len(items), hosts)
	}
	for name, text := range want {
		if name == "manifest.json" || strings.HasPrefix(name, "freeze_by_writer.") ||
			strings.HasPrefix(name, "freeze_by_night.") {
			continue // they are about all hosts together
		}
		a := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		b := slices.DeleteFunc(lines[name], func(l string) bool { return l == "" })
		slices.Sort(a)
		slices.Sort(b)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s differs:\n%s", name, diff[:min(len(diff), 3000)])
		}
	}
}

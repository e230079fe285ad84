package vsslog

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/simulate"
)

// fleetFolder makes a folder with the samples and simulated worlds: many hosts,
// files of no host, files that name several.
func fleetFolder(t testing.TB, worlds int) string {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "samples"), os.DirFS("samples")); err != nil {
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

// tables are the files of a study's tables as JSON Lines.
func tables(t testing.TB, s *Study) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	d, err := export.NewDirectory(dir, export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Each(context.Background(), func(r *Result) error { return r.Export(d) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Inputs(d.Input); err != nil {
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

func study(t testing.TB, opt Options) *Study {
	t.Helper()
	s, err := Read(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestWorkersAndMemoryChangeNothing: however many inputs and hosts at once, and
// whether extracts are in memory or in a file.
func TestWorkersAndMemoryChangeNothing(t *testing.T) {
	dir := fleetFolder(t, 12)
	want := tables(t, study(t, Options{Paths: []string{dir}, Workers: 1, Hash: true}))
	if n := bytes.Count(want["findings.jsonl"], []byte("\n")); n < 20 {
		t.Fatalf("only %d findings", n)
	}
	for _, opt := range []Options{{Workers: 2}, {Workers: 7}, {Workers: 2, Memory: 1}, {Workers: 3, Memory: 100 << 10}} {
		opt.Paths, opt.Hash = []string{dir}, true
		same(t, "other workers or memory", want, tables(t, study(t, opt)))
	}
}

// TestStudyIsTheReport: what is handed over host by host is what a report holds.
func TestStudyIsTheReport(t *testing.T) {
	opt := Options{Paths: []string{fleetFolder(t, 5)}, Workers: 2}
	dir := filepath.Join(t.TempDir(), "out")
	d, err := export.NewDirectory(dir, export.Options{Formats: []string{"jsonl"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := analyze(t, opt).Export(d); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	same(t, "report", filesIn(t, dir), tables(t, study(t, opt)))
}

// TestGroupsGiveTheWhole: items extracted one by one, put together by group and
// judged group by group give what one run over everything gives.
func TestGroupsGiveTheWhole(t *testing.T) {
	ctx := context.Background()
	opt := Options{Paths: []string{fleetFolder(t, 12)}, Workers: 2, Hash: true}
	want := tables(t, study(t, opt))
	items, err := List(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	packs := make([]*pack.Pack, len(items))
	var outlines []Outline
	for number, item := range items {
		var buf bytes.Buffer
		if err := Extract(ctx, opt, item, number, &buf); err != nil {
			t.Fatal(err)
		}
		if packs[number], err = pack.Open(bytes.NewReader(buf.Bytes()), int64(buf.Len())); err != nil {
			t.Fatal(err)
		}
		more, err := Outlines(packs[number])
		if err != nil {
			t.Fatal(err)
		}
		outlines = append(more, outlines...) // in any order
	}
	groups := Groups(outlines)
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
		s, err := NewGroupStudy(opt, g, own...)
		if err != nil {
			t.Fatal(err)
		}
		hosts += len(s.Hosts())
		for name, text := range tables(t, s) {
			lines[name] = append(lines[name], strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")...)
		}
	}
	if len(seen) != len(items) || hosts < 15 {
		t.Errorf("%d of %d items are in groups, %d hosts", len(seen), len(items), hosts)
	}
	for name, text := range want {
		if name == "manifest.json" {
			continue
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

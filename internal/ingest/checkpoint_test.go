package ingest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// put writes a text that was last changed an hour ago.
func put(t *testing.T, path, text string) {
	t.Helper()
	old := time.Now().Add(-time.Hour)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
}

// reused runs with the options and returns the sources that it read or had read before, and how many it had. The run
// ends as finish says: nil leaves its state behind, as a run that is killed does.
func reused(t *testing.T, opt Options, finish func(*Extracts) error) (sources []string, had int) {
	t.Helper()
	e, err := Run(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range e.Items {
		item, err := ref.Read()
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, item.Source)
	}
	had = int(e.checkpoint.reused.Load())
	if finish == nil {
		finish = (*Extracts).Close
	}
	if err := finish(e); err != nil {
		t.Fatal(err)
	}
	return sources, had
}

// TestResume: what an interrupted run has read is not read again where the file, its name, and the options of reading are
// the same.
func TestResume(t *testing.T) {
	dir := t.TempDir()
	in, state := filepath.Join(dir, "in"), filepath.Join(dir, "state")
	path := func(name string) string { return filepath.Join(in, name+".log") }
	for _, name := range []string{"same", "changed", "touched", "renamed"} {
		put(t, path(name), "2024-03-01 02:00:04 ERROR VSS snapshot failed: 0x80042316 of "+name+"\n")
	}
	opt := Options{Paths: []string{in}, State: state, Resume: true, Workers: 2}
	reused(t, opt, nil)
	kept, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path("changed"), "2024-03-01 02:00:04 nothing failed, of the same hour\n")
	now := time.Now()
	if err := errors.Join(os.Chtimes(path("touched"), now, now), os.Rename(path("renamed"), path("named anew"))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*Options)
		state  string
		want   int
	}{
		"the same options":          {func(o *Options) { o.Workers = 1 }, string(kept), 2},
		"a state that breaks off":   {func(*Options) {}, string(kept) + "B\x10\x00", 2},
		"another zone":              {func(o *Options) { o.Zone = "Europe/Berlin" }, string(kept), 0},
		"from the start":            {func(o *Options) { o.Resume = false }, string(kept), 0},
		"names are learnt":          {func(o *Options) { o.Learn = func() Learner { return &learner{} } }, string(kept), 0},
		"a state of something else": {func(*Options) {}, "this is something else\n", 0},
	} {
		put(t, state, c.state)
		opt := opt
		c.change(&opt)
		if sources, had := reused(t, opt, nil); had != c.want || len(sources) != 4 {
			t.Errorf("%s: %d of %q were had, want %d", name, had, sources, c.want)
		}
	}
}

// TestResumeInAnotherFolder: a text of which only the folder tells the host is read again where a folder of another name
// gets the same name among the inputs.
func TestResumeInAnotherFolder(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "state")
	for _, folder := range []string{"x/srv#2", "y/srv", "z/srv"} {
		put(t, filepath.Join(dir, folder, "backup.log"), "2024-03-01 02:00:04 ERROR VSS snapshot failed: 0x80042316\n")
	}
	opt := Options{Paths: []string{filepath.Join(dir, "x/srv#2")}, State: state, Resume: true}
	reused(t, opt, nil)
	opt.Paths = []string{filepath.Join(dir, "y/srv"), filepath.Join(dir, "z/srv")}
	sources, had := reused(t, opt, nil)
	if !slices.Equal(sources, []string{"srv/backup.log", "srv#2/backup.log"}) || had != 0 {
		t.Errorf("%d of %q were had", had, sources)
	}
}

// TestCommit: the state of a run whose results are written goes. With Resume it stays, without what no file has any
// more.
func TestCommit(t *testing.T) {
	dir := t.TempDir()
	in, state := filepath.Join(dir, "in"), filepath.Join(dir, "state")
	for _, name := range []string{"a.log", "b.log", "c.log"} {
		put(t, filepath.Join(in, name), "2024-03-01 02:00:04 ERROR VSS snapshot failed: 0x80042316 of "+name+"\n")
	}
	size := func() int64 {
		info, err := os.Stat(state)
		if err != nil {
			return -1
		}
		return info.Size()
	}
	opt := Options{Paths: []string{in}, State: state}
	if reused(t, opt, (*Extracts).Commit); size() != -1 {
		t.Errorf("the state stays: %d bytes", size())
	}
	opt.Resume = true
	reused(t, opt, (*Extracts).Commit)
	whole := size()
	if _, had := reused(t, opt, (*Extracts).Commit); had != 3 || size() != whole {
		t.Errorf("%d were had, and the state grew from %d to %d bytes", had, whole, size())
	}
	if err := os.Remove(filepath.Join(in, "b.log")); err != nil {
		t.Fatal(err)
	}
	if _, had := reused(t, opt, (*Extracts).Commit); had != 2 || size() >= whole {
		t.Errorf("%d were had, and a state of %d bytes has %d without a file", had, whole, size())
	}
	if _, had := reused(t, opt, (*Extracts).Commit); had != 2 {
		t.Errorf("%d were had of a state that was written anew", had)
	}
	opt.State = filepath.Join(dir, "nowhere", "state")
	if _, err := Run(t.Context(), opt); err == nil || !strings.Contains(err.Error(), "--resume") {
		t.Errorf("a state that cannot be written: %v", err)
	}
}

// learner notes what it is shown.
type learner struct{ records, inputs int }

func (l *learner) Learn(*parse.Record)  { l.records++ }
func (l *learner) Content(*parse.Input) { l.inputs++ }
func (l *learner) Names() []pack.Name   { return []pack.Name{{Kind: "hosts", Text: "srv01"}} }

// TestSelect: only the items that are selected are read, under their numbers among all, and the set of all inputs is the
// same. An extract of one item is what the run keeps of it.
func TestSelect(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.log", "b.log", "c.log"} {
		put(t, filepath.Join(dir, name), "2024-03-01 02:00:04 ERROR VSS snapshot failed: 0x80042316 of "+name+"\n")
	}
	all, err := Run(t.Context(), Options{Paths: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	listener := &learner{}
	opt := Options{Paths: []string{dir}, Learn: func() Learner { return listener }, Select: func(_ context.Context, items []*source.Item) (map[int]bool, error) {
		return map[int]bool{1: true}, nil
	}}
	some, err := Run(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	defer some.Close()
	if some.All != all.All || all.All.Count != 3 || len(some.Items) != 1 || some.Items[0].Number != 1 || listener.records != 1 || listener.inputs != 1 {
		t.Fatalf("%d of %d items, %d records and %d inputs were learnt from", len(some.Items), some.All.Count, listener.records, listener.inputs)
	}
	items, err := List(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Extract(t.Context(), Options{}, items[1], 1, &b); err != nil {
		t.Fatal(err)
	}
	opened, err := pack.Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	refs, err := pack.Refs(opened)
	if err != nil || len(refs) != 1 || refs[0].Number != 1 {
		t.Fatalf("%+v, %v", refs, err)
	}
	want, err := all.Items[1].Read()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := refs[0].Read(); err != nil || got.Source != want.Source || len(got.Heads) != len(want.Heads) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	failed := errors.New("cannot select")
	opt.Select = func(context.Context, []*source.Item) (map[int]bool, error) { return nil, failed }
	if _, err := Run(t.Context(), opt); !errors.Is(err, failed) {
		t.Errorf("an error of the selection: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Options{Paths: []string{dir}}); !errors.Is(err, context.Canceled) {
		t.Errorf("a run that was stopped: %v", err)
	}
	if _, err := Run(t.Context(), Options{Paths: []string{dir}, As: "nothing"}); !errors.Is(err, source.ErrUnknownFormat) {
		t.Errorf("a format that there is not: %v", err)
	}
}

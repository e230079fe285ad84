package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
)

// TestMain makes the test binary the child too.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == childFlag {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestCorpus holds that every difference on the real files has a known cause.
func TestCorpus(t *testing.T) {
	slowtest.Skip(t, "the second reader on the real files")
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no real files to compare the readers on")
	}
	files, err := filepath.Glob(filepath.Join(root, "evtx", "*.evtx"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", root, err)
	}
	var out, errs bytes.Buffer
	if status := run(files, &out, &errs); status != exitEqual {
		t.Errorf("exit status %d\n%s%s", status, out.Bytes(), errs.Bytes())
	}
	text := out.String()
	t.Log(text[strings.LastIndex(text, " files:")+1:])
	if !strings.Contains(text, "provider name lost") {
		t.Error("not even the lost provider names were noticed: nothing was compared")
	}
}

// TestLinkedNowhereElse holds that no other package of the project reaches
// golang-evtx, whose licence would bind it.
func TestLinkedNowhereElse(t *testing.T) {
	const here = "github.com/vsslog/vsslog/cmd/evtxcheck"
	format := `{{.ImportPath}}{{range .Deps}} {{.}}{{end}}{{range .TestImports}} {{.}}{{end}}{{range .XTestImports}} {{.}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", format, "github.com/vsslog/vsslog/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	reached := false
	for _, line := range strings.Split(string(out), "\n") {
		name, deps, _ := strings.Cut(line, " ")
		if !strings.HasPrefix(name, "github.com/vsslog/vsslog") || !strings.Contains(deps, "0xrawsec") {
			continue
		}
		if name != here {
			t.Errorf("%s reaches golang-evtx, which is under the GPL", name)
		}
		reached = reached || name == here
	}
	if !reached {
		t.Errorf("go list does not show that %s reaches golang-evtx: the test sees nothing", here)
	}
}

// sample is a record and golang-evtx's tree of it, without a difference.
func sample() (*parse.Record, map[string]any) {
	text := parse.StringValue
	r := &parse.Record{
		RecordID: 7, Provider: "VSS", EventID: 8224, Qualifiers: 4, HasQualifiers: true, Level: 4, Keywords: 0x80000000000000,
		Time: parse.Exact(132000000001234567), Channel: "Application", Computer: "HOST", Binary: "\x01\xff",
		Fields: []parse.Field{
			{Value: text("one")}, {Value: text("two")}, {Name: "Named", Value: text("three")},
			{Name: "Port", Value: parse.NumberValue(parse.TypeHexInt32, 0x1f)},
		},
	}
	tree := map[string]any{"Event": map[string]any{
		"System": map[string]any{
			"Provider": map[string]any{
				"Name":  "VSS",
				"Other": nil,
			}, "EventID": map[string]any{"Value": "8224", "Qualifiers": "4"},
			"Level": "4", "Keywords": "0x0080000000000000", "EventRecordID": "7", "Channel": "Application", "Computer": "HOST",
			"TimeCreated": map[string]any{"SystemTime": "2019-04-17T18:40:00.1234567Z"},
		},
		"EventData": map[string]any{
			"Data":   []any{"one", "two"},
			"Named":  "three",
			"Port":   "0x0000001f",
			"Binary": "01FF",
		},
	}}
	return r, tree
}

// TestDifferencesAreFound changes one value after the other.
func TestDifferencesAreFound(t *testing.T) {
	if all := compareValues(sample()); len(all) > 0 {
		t.Fatalf("equal records differ: %v", all)
	}
	for name, change := range map[string]func(r *parse.Record){
		"provider":    func(r *parse.Record) { r.Provider = "vss" },
		"event id":    func(r *parse.Record) { r.EventID++ },
		"qualifiers":  func(r *parse.Record) { r.Qualifiers = 0 },
		"level":       func(r *parse.Record) { r.Level = 0 },
		"time":        func(r *parse.Record) { r.Time.Wall++ },
		"record id":   func(r *parse.Record) { r.RecordID++ },
		"computer":    func(r *parse.Record) { r.Computer = "" },
		"user":        func(r *parse.Record) { r.UserSID = "S-1-5-18" },
		"activity":    func(r *parse.Record) { r.ActivityID = "{x}" },
		"value":       func(r *parse.Record) { r.Fields[2].Value = parse.StringValue("four") },
		"name":        func(r *parse.Record) { r.Fields[2].Name = "Else" },
		"order":       func(r *parse.Record) { r.Fields[0], r.Fields[1] = r.Fields[1], r.Fields[0] },
		"number":      func(r *parse.Record) { r.Fields[3].Value = parse.NumberValue(parse.TypeHexInt32, 0x1e) },
		"one less":    func(r *parse.Record) { r.Fields = r.Fields[1:] },
		"one more":    func(r *parse.Record) { r.Fields = append(r.Fields, r.Fields[0]) },
		"binary":      func(r *parse.Record) { r.Binary = "\x01\xfe" },
		"binary lost": func(r *parse.Record) { r.Binary = "" },
	} {
		r, tree := sample()
		change(r)
		all := compareValues(r, tree)
		if len(all) == 0 {
			t.Errorf("%s: no difference found", name)
		}
		for _, f := range all {
			d := difference{
				what:   f.what,
				field:  f.field,
				ours:   f.ours,
				other:  f.other,
				record: r,
				theirs: &line{Event: tree},
			}
			if c := causeOf(&d); c != nil {
				t.Errorf("%s: explained by %q: %v", name, c.name, d)
			}
		}
	}
}

// TestMissingRecords holds that a record that only one reader has needs a cause.
func TestMissingRecords(t *testing.T) {
	r, tree := sample()
	for _, d := range []difference{
		{what: onlyOurs, record: r},
		{what: onlyOurs, record: r, theirs: &line{RecordError: "EOF"}},
		{what: onlyOurs, record: r, chunkError: "Bad event magic"},
		{what: onlyOurs, record: r, died: "golang-evtx ended before it was done"},
		{what: onlyTheirs, theirs: &line{Event: tree}},
	} {
		if c := causeOf(&d); c != nil {
			t.Errorf("explained by %q: %v", c.name, d)
		}
	}
}

// TestLimit holds that a child that runs too long ends, and that this shows.
func TestLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "empty.evtx")
	header := append([]byte("ElfFile\x00"), make([]byte, 4088)...)
	header[40], header[41], header[42] = 0, 0x10, 1
	if err := os.WriteFile(path, append(header, make([]byte, 65536)...), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := startChild(t.Context(), path, time.Nanosecond)
	if err == nil {
		for c.take() != nil {
		}
		defer c.close()
		if c.died == "" {
			t.Error("the child was to be killed, and nothing tells of it")
		}
	}
}

package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoadErrors: each error bears file and line and says what was expected.
func TestLoadErrors(t *testing.T) {
	good := "id: x\n" + head
	for _, c := range []struct{ text, want string }{
		{good + "match: [{evnt: 1}]\n", "own.yaml:7: evnt: no such field (did you mean event?)"},
		{good + "match: [{event: one}]\n", `own.yaml:7: "one" found, a number such as 8193`},
		{good + "match: []\n", "own.yaml:7: match: is missing"},
		{good + "match:\n  -\n", "own.yaml:8: match.0: is empty"},
		{good + "match: [{}]\n", "own.yaml:7: match.0: asks for nothing"},
		{good + "match:\n  - {event: 1}\n  - {event: 2, tie: {by: [sett]}}\n", `own.yaml:9: match.1.tie.by: "sett" found (did you mean set?)`},
		{good + "match: [{event: 1}]\nexplains: [{event: 2, tie: {within: soon}}]\n", `own.yaml:8: "soon" found, a time such as 30s`},
		{good + "match: [{event: 1, tie: {by: [set]}}]\n", "match.0.tie: is of no use on an anchor"},
		{good + "match: [{phase: frezze}]\n", `match.0.phase: "frezze" found (did you mean freeze?)`},
		{good + "match: [{state: 16}]\n", "16 found, a writer state from 1 to 15"},
		{good + "windows: vista\nmatch: [{event: 1}]\n", `own.yaml:7: windows: "vista" found`},
		{strings.Replace(good, "M.", "The {writter} failed.", 1) + "match: [{event: 1}]\n", "{writter}: no such " +
			"brace (did you mean writer?)"},
		{strings.Replace(good, "M.", "The {writer} failed.", 1) + "match: [{event: 1}]\n", "{writer} stays open " +
			"where no record states it"},
		{strings.Replace(good, "M.", "The {writer} failed.", 1) + "match: [{writer: [A]}]\nor: [{event: " +
			"1}]\n", "{writer} stays open"},
		{good + "match: [{event: 1}]\nsources: [{says: this, that}]\n", `own.yaml:8: "that" stands where a field is expected`},
		{strings.Replace(good, "class: provider", "class: providers", 1) + "match: [{event: 1}]\n", `own.yaml:4: class: "providers" found (did you mean provider?)`},
		{"id: X Y\n" + head + "match: [{event: 1}]\n", "own.yaml:1: id:"},
		{good + "match: [{event: 1}]\n---\nid: y\n", "a second document"},
		{"", "own.yaml:"}, {"- a\n", "own.yaml:1:"}, {"id: [\n", "own.yaml:"},
	} {
		_, err := Load("own.yaml", []byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q expected, found %v for\n%s", c.want, err, c.text)
		}
	}
	if _, err := Load("own.yaml", make([]byte, maxYAML+1)); err == nil ||
		!strings.Contains(err.Error(), "at most expected") {
		t.Errorf("a file without end: %v", err)
	}
}

// TestReadDataTellsAll: errors of all files come at once, each with its place.
func TestReadDataTellsAll(t *testing.T) {
	_, err := ReadData(fstest.MapFS{
		"codes/vss.yaml":    {Data: []byte("- {code: 0x80042301, nam: X}\n")},
		"codes/com.yaml":    {Data: []byte("- {name: X}\n")},
		"events/vss.yaml":   {Data: []byte("- {provider: VSS, id: x}\n")},
		"causes/a.yaml":     {Data: []byte("id: a\n")},
		"other/thing.yaml":  {Data: []byte("a: b\n")},
		"causes/notes.text": {Data: []byte("a")},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"codes/vss.yaml:1: nam: no such field (did you mean name?)", "codes/com.yaml:1: " +
		"code: one number expected", `events/vss.yaml:1: "x" found`,
		"causes/a.yaml:1: title: is missing", "other/thing.yaml: no folder or file of knowledge", "causes/notes.text: files of knowledge end in .yaml"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q expected, found %v", want, err)
		}
	}
}

// FuzzLoad: whatever a file holds, it is read or refused, and what was read can be
// matched and filled.
func FuzzLoad(f *testing.F) {
	names, err := filepath.Glob("data/causes/*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal("no causes", err)
	}
	for _, name := range names[:min(len(names), 20)] {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Load("f.yaml", text)
		if err != nil {
			return
		}
		facts := &Facts{EventProvider: "VSS", Event: 12289, Text: "x", Volumes: []string{"C:"}}
		c.Anchors(facts)
		c.Fill(c.Means, facts)
		LintOwn([]*Cause{c}, Builtin())
	})
}

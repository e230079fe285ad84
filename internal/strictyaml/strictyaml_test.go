package strictyaml

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

type inner struct {
	Do string `yaml:"do"`
}

type shared struct {
	Note string `yaml:"note"`
}

type file struct {
	ID     string            `yaml:"id"`
	Steps  []*inner          `yaml:"steps"`
	Words  map[string]string `yaml:"words"`
	shared `                  yaml:",inline"`
	Ours   string `yaml:"-"`
}

func told(key, _ *yaml.Node, known []string) string {
	return key.Value + " is none of " + strings.Join(known, ",")
}

// What is wrong with a file bears its name and the line.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"id: a\nstep: []\n":                       "f.yaml:2: step is none of id,steps,words,note",
		"id: a\nsteps:\n  - do: x\n    undo: y\n": "f.yaml:4: undo is none of do",
		"id: a\nOurs: b\n":                        "f.yaml:2: Ours is none of",
		"id: a\nsteps: x\n":                       "f.yaml:2: ",
		"id: [\n":                                 "f.yaml:",
		"id: a\n---\nid: b\n":                     "f.yaml: a second document found",
		"":                                        "f.yaml: EOF",
		"id: a\nx: 1\ny: 2\n":                     "f.yaml:3: y is none of",
	} {
		var f file
		if _, err := Decode("f.yaml", []byte(text), &f, told); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// What is right is read, inlined fields, maps of any keys and references included.
func TestDecode(t *testing.T) {
	var f file
	root, err := Decode(
		"f.yaml",
		[]byte("id: a\nnote: n\nsteps:\n  - &first {do: x}\n  - *first\nwords: {any: thing}\n"),
		&f,
		told,
	)
	if err != nil || f.ID != "a" || f.Note != "n" || len(f.Steps) != 2 || f.Steps[1].Do != "x" ||
		f.Words["any"] != "thing" {
		t.Fatalf("%+v, %v", f, err)
	}
	for at, want := range map[string]int{"id": 1, "note": 2, "steps": 3, "steps.0": 4, "steps.1": 5, "steps.0.do": 4, "steps.7": 3, "steps.0.undo": 4, "words.any": 6, "nothing": 1, "": 1} {
		if got := Line(root, at); got != want {
			t.Errorf("%q stands in line %d, want %d", at, got, want)
		}
	}
	if Line(nil, "id") != 1 {
		t.Error("without a document there is no first line")
	}
}

// The line of an entry is the one that it stands in, whatever stands before it.
func TestLineOfAnEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		line, want := 1, map[string]int{}
		for i := range rapid.IntRange(1, 8).Draw(t, "fields") {
			for range rapid.IntRange(0, 3).Draw(t, "comments") {
				b.WriteString(rapid.SampledFrom([]string{"\n", "# key0: x\n"}).Draw(t, "comment"))
				line++
			}
			key := fmt.Sprint("key", i)
			fmt.Fprintf(&b, "%s: value\n", key)
			want[key] = line
			line++
		}
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(b.String()), &root); err != nil {
			t.Fatal(err)
		}
		for key, n := range want {
			if got := Line(&root, key); got != n {
				t.Fatalf("%s of %q stands in line %d, want %d", key, b.String(), got, n)
			}
		}
	})
}

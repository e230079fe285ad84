package redact

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// results are the types that Apply is given.
var results = []reflect.Type{
	reflect.TypeFor[correlate.Case](),
	reflect.TypeFor[correlate.SnapshotSet](),
	reflect.TypeFor[correlate.FreezeStat](),
	reflect.TypeFor[detect.Finding](),
	reflect.TypeFor[detect.Failure](),
	reflect.TypeFor[export.InputRow](),
	reflect.TypeFor[export.EventRow](),
}

// TestEveryTextIsDecided: every field that holds a text, of every type that can be
// reached from the results, says how it is redacted.
func TestEveryTextIsDecided(t *testing.T) {
	c := checker{seen: map[string]bool{}}
	for _, r := range results {
		c.check(r, undeclared, r.String())
	}
	for _, problem := range c.problems {
		t.Error(problem)
	}
	if c.texts < 80 {
		t.Errorf("only %d fields with texts were met", c.texts)
	}
}

// checker walks over types as Apply walks over values.
type checker struct {
	seen     map[string]bool
	texts    int
	problems []string
}

func (c *checker) check(t reflect.Type, as, at string) {
	key := fmt.Sprint(t, "|", as)
	if c.seen[key] || t == reflect.TypeFor[parse.Record]() { // records are redacted as such
		return
	}
	c.seen[key] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		c.check(t.Elem(), as, at)
	case reflect.Map:
		c.check(t.Key(), as, at)
		c.check(t.Elem(), as, at)
	case reflect.Interface, reflect.Func:
		c.problems = append(
			c.problems,
			at+" is a "+t.Kind().String()+", which is not followed: tag it redact:\"-\" if it holds no name",
		)
	case reflect.Struct:
		for i := range t.NumField() {
			c.field(t, t.Field(i), as)
		}
	}
}

func (c *checker) field(t reflect.Type, f reflect.StructField, as string) {
	at := t.String() + "." + f.Name
	own, tagged := f.Tag.Lookup("redact")
	switch {
	case tagged && !slices.Contains([]string{asHost, asPath, asText, asSoftware, asID, asOurs}, own):
		c.problems = append(c.problems, fmt.Sprintf("%s: %q is no way to redact", at, own))
	case holdsText(f.Type) && !tagged && as == undeclared && strings.Contains(t.PkgPath(), "vsslog"):
		c.problems = append(c.problems, at+" holds a text: tag it redact:\"host\", \"path\", \"text\", \"id\" or \"-\"")
	case holdsText(f.Type) && !f.IsExported() && tagged && own != asOurs:
		c.problems = append(
			c.problems,
			at+" is not exported, so that it cannot be redacted: export it, or tag it redact:\"-\" if nothing shows it",
		)
	}
	if holdsText(f.Type) {
		c.texts++
	}
	if decided := decision(f, as); f.IsExported() && decided != asOurs {
		c.check(f.Type, decided, at)
	}
}

// holdsText reports a text, or a list or map of some.
func holdsText(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String:
		return true
	case reflect.Slice, reflect.Array, reflect.Pointer:
		return holdsText(t.Elem())
	case reflect.Map:
		return holdsText(t.Key()) || holdsText(t.Elem())
	}
	return false
}

// TestCheckerFinds: what the test above is to find.
func TestCheckerFinds(t *testing.T) {
	type inner struct {
		Plain string
	}
	type good struct {
		A    string         `redact:"host"`
		B    []string       `redact:"text"`
		M    map[string]int `redact:"path"`
		Ours *inner         `redact:"-"`
		All  inner          `redact:"text"`
		N    int
	}
	type bad struct {
		Untagged string
		Wrong    string `redact:"name"`
		hidden   string `redact:"host"`
		Any      any
		List     []inner
	}
	_ = bad{hidden: ""}
	c := checker{seen: map[string]bool{}}
	if c.check(reflect.TypeFor[good](), undeclared, "good"); len(c.problems) != 0 {
		t.Errorf("%q", c.problems)
	}
	if c.check(reflect.TypeFor[bad](), undeclared, "bad"); len(c.problems) != 5 {
		t.Errorf("%d problems: %q", len(c.problems), c.problems)
	}
}

// TestApply: each kind of field, shared places once, and what is ours not at all.
func TestApply(t *testing.T) {
	type shared struct {
		Name string `redact:"host"`
	}
	type ours struct{ Text string }
	type root struct {
		Host   string         `redact:"host"`
		Path   string         `redact:"path"`
		Words  []string       `redact:"text"`
		Counts map[string]int `redact:"path"`
		ID     string         `redact:"id"`
		Kept   string         `redact:"-"`
		Ours   *ours          `redact:"-"`
		Behind *ours          `redact:"text"`
		A, B   *shared
		hidden string `redact:"-"`
	}
	r, err := New([]Kind{Hosts}, "a key")
	if err != nil {
		t.Fatal(err)
	}
	r.learnHost("srv7")
	r.Finish()
	one := &shared{"srv7"}
	v := &root{
		Host:   "srv7",
		Path:   "logs/srv7/a.evtx",
		Words:  []string{"on srv7"},
		Counts: map[string]int{"srv7/b": 3},
		ID:     "0123456789abcdef",
		Kept:   "srv7",
		Ours:   &ours{"srv7"},
		Behind: &ours{"srv7"},
		A:      one,
		B:      one,
		hidden: "srv7",
	}
	r.Apply(v, []*root{v})
	name := r.Host("srv7")
	if name == "srv7" || !strings.HasPrefix(name, "host-") {
		t.Fatalf("the pseudonym is %q", name)
	}
	for what, ok := range map[string]bool{
		"host": v.Host == name, "path": strings.Contains(v.Path, name) && !strings.Contains(v.Path, "srv7"), "words": v.Words[0] == "on "+name,
		"map": len(v.Counts) == 1 && v.Counts["srv7/b"] == 0, "id": len(v.ID) == 16 && v.ID != "0123456789abcdef", "kept": v.Kept == "srv7",
		"ours": v.Ours.Text == "srv7", "behind": v.Behind.Text == name, "shared": one.Name == name, "hidden": v.hidden == "srv7",
	} {
		if !ok {
			t.Errorf("%s: %+v", what, v)
		}
	}
}

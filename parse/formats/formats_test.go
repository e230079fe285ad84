package formats

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestNoneLeftOff checks that every folder below parse that exports a Format is
// imported by the list, and used in it.
func TestNoneLeftOff(t *testing.T) {
	list, err := os.ReadFile("formats.go")
	if err != nil {
		t.Fatal(err)
	}
	folders, err := filepath.Glob("../*")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	found := 0
	for _, folder := range folders {
		name := filepath.Base(folder)
		if name == "formats" || !exportsFormat(t, folder) {
			continue
		}
		found++
		if !strings.Contains(string(list), `/parse/`+name+`"`) ||
			!strings.Contains(string(list), "\t"+name+".Format,") {
			t.Errorf("parse/%s exports a Format that is not in All", name)
		}
	}
	if found < 2 {
		t.Errorf("found only %d formats: the test looks in the wrong place", found)
	}
}

// exportsFormat reports whether the package in folder declares a variable Format.
func exportsFormat(t *testing.T, folder string) bool {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			if group, ok := declaration.(*ast.GenDecl); ok && group.Tok == token.VAR &&
				slices.ContainsFunc(group.Specs, declaresFormat) {
				return true
			}
		}
	}
	return false
}

func declaresFormat(spec ast.Spec) bool {
	return slices.ContainsFunc(spec.(*ast.ValueSpec).Names, func(n *ast.Ident) bool { return n.Name == "Format" })
}

// TestWhole checks that every format can be used and told apart.
func TestWhole(t *testing.T) {
	taken := map[string]bool{}
	for _, f := range All {
		if f.Name == "" || f.Name != strings.ToLower(f.Name) || f.Title == "" || f.Detect == nil || f.Read == nil {
			t.Errorf("format %q is not whole", f.Name)
		}
		if taken[f.Name] {
			t.Errorf("two formats are named %q", f.Name)
		}
		taken[f.Name] = true
		if got, ok := ByName(strings.ToUpper(f.Name)); !ok || got.Name != f.Name {
			t.Errorf("ByName does not find %q", f.Name)
		}
		for _, head := range []string{"", "E", "L", "{", "<", "\x00\x00\x00\x00", "\xff\xfe"} {
			if c := f.Detect(parse.Sample{Head: []byte(head), Size: int64(len(head))}); c == parse.Certain {
				t.Errorf("%s is certain about %q", f.Name, head)
			}
		}
	}
	if _, ok := ByName("none"); ok {
		t.Error("ByName finds a format that does not exist")
	}
	if n := Names(); len(n) != len(All) || n[0] != All[0].Name {
		t.Errorf("names %v", n)
	}
}

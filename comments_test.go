package vsslog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestCommentsNameWhatStandsBelow: a comment that begins with a part of the name below it, or
// with more than the name, was left behind when the name changed.
func TestCommentsNameWhatStandsBelow(t *testing.T) {
	check := func(at token.Position, name string, doc *ast.CommentGroup) {
		if doc == nil {
			return
		}
		first, rest, _ := strings.Cut(doc.Text(), " ")
		first, _, _ = strings.Cut(first, "\n")
		if len(first) < 4 || first == name || !token.IsIdentifier(first) || ast.IsExported(first) != ast.IsExported(name) {
			return // a sentence that is none of a name
		}
		a, b := strings.ToLower(first), strings.ToLower(name)
		if !strings.HasPrefix(a, b) && !strings.HasSuffix(a, b) && !strings.HasPrefix(b, a) && !strings.HasSuffix(b, a) {
			return
		}
		t.Errorf("%s: the comment of %s begins with %q %q", at, name, first, rest[:min(len(rest), 40)])
	}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				check(files.Position(d.Pos()), d.Name.Name, d.Doc)
			case *ast.GenDecl:
				if len(d.Specs) != 1 {
					continue
				}
				switch s := d.Specs[0].(type) {
				case *ast.TypeSpec:
					check(files.Position(d.Pos()), s.Name.Name, d.Doc)
				case *ast.ValueSpec:
					check(files.Position(d.Pos()), s.Names[0].Name, d.Doc)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

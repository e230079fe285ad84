package vsslog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
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

// mentioned is a document that a comment names, if it is no part of an address.
var mentioned = regexp.MustCompile(`(?:^|[\s(\x60])([\w/-]+\.md)\b`)

// TestCommentsNameDocuments: a document that a comment names is there, by its path from the top or beside the file.
func TestCommentsNameDocuments(t *testing.T) {
	others := []string{"report.md", "lz4_Frame_format.md"} // a result, and a document of others
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, c := range file.Comments {
			for _, m := range mentioned.FindAllStringSubmatch(c.Text(), -1) {
				_, top := os.Stat(m[1])
				_, beside := os.Stat(path.Join(path.Dir(name), m[1]))
				if top != nil && beside != nil && !slices.Contains(others, m[1]) {
					t.Errorf("%s: %s is not there", files.Position(c.Pos()), m[1])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

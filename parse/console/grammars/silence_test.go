package grammars

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A text that only speaks of failures gives nothing but the codes that it names.
// TestSilence reads every such text that there is: the project's own documents,
// what stands in testdata/silence, and the pages beside the corpus.
func TestSilence(t *testing.T) {
	files := 0
	for _, root := range silentTexts(t) {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isProseFile(path) {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			if files%slowtest.Of(1, 8) != 0 && (strings.Contains(root, "knowledge") || strings.HasSuffix(filepath.Dir(path), "causes")) {
				return nil // these are many, of one kind
			}
			t.Run(strings.TrimPrefix(path, root+"/"), func(t *testing.T) { checkSilent(t, data) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 20 {
		t.Errorf("only %d texts: the test looks in the wrong place", files)
	}
}

func silentTexts(t *testing.T) []string {
	roots := []string{
		"testdata/silence",
		"../../../docs",
		"../../../README.md",
		"../../../CONTRIBUTING.md",
		"../../../internal/collectscript",
		"../../../internal/knowledge/data",
	}
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Log("VSSLOG_CORPUS is not set: the pages beside it are not read")
		return roots
	}
	for _, beside := range []string{"../knowledge", "../design.md", "../README.md"} {
		path := filepath.Join(root, beside)
		if _, err := os.Stat(path); err != nil {
			t.Logf("%s is not there and not read", path)
			continue
		}
		roots = append(roots, path)
	}
	return roots
}

func isProseFile(path string) bool {
	switch filepath.Ext(path) {
	case ".md", ".txt", ".ps1", ".cmd", ".bat", ".yaml", ".yml", ".html", ".properties", ".strings", ".rc", ".mc", ".po", ".diff":
		return true
	}
	return false
}

func checkSilent(t *testing.T, data []byte) {
	r := texttest.Read(t, data, Grammars...)
	for _, one := range r.Records {
		if one.Text(parse.FieldTool) != parse.ToolUnrecognised {
			t.Errorf("line %d: %s %s", one.Line, one.Provider, texttest.Fields(one))
		}
	}
	for _, p := range r.Pieces {
		if p.Stated {
			t.Errorf("lines %d to %d are taken for %s", p.First, p.Last, p.Format)
		}
	}
	if r.Format != parse.KindUnrecognised && r.Format != parse.KindProse && r.Format != parse.KindScript {
		t.Errorf("format %s", r.Format)
	}
}

package grammars

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A log of a run in which nothing failed, and a person who says so, give no failure,
// whatever words for failures stand in them.
func TestHealthy(t *testing.T) {
	paths, err := filepath.Glob("testdata/healthy/*.txt")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d texts, %v", len(paths), err)
	}
	bad := map[string]bool{
		parse.PhraseSnapshotFailed: true,
		parse.PhraseBackupFailed:   true,
		parse.PhraseWriterFailed:   true,
		parse.PhraseCode:           true,
		parse.PhraseExcluded:       true,
		parse.PhraseAbort:          true,
		parse.PhraseTimeout:        true,
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, one := range texttest.Read(t, data, Grammars...).Records {
				if one.Level == 1 || one.Level == 2 || bad[one.Text(parse.FieldPhrase)] ||
					one.Text(parse.FieldHResult) != "" {
					t.Errorf("line %d: %s %d %s", one.Line, one.Provider, one.EventID, texttest.Fields(one))
				}
			}
		})
	}
}

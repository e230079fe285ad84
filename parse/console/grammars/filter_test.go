package grammars

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/internal/slowtest"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// wordsCount names the grammars whose words are part of what they claim: a line without them may look like
// one of theirs, and is none.
var wordsCount = map[string]bool{"eventcsv": true, "wbadmin": true, "program-log": true}

// What the grammars say about how they begin spares lines that they would not claim, and no other: asked
// about every line of every text that there is, they claim the same.
func TestFilterMissesNothing(t *testing.T) {
	open := make([]console.Grammar, len(Grammars))
	for k, g := range Grammars {
		open[k] = g
		if !wordsCount[g.Name] {
			open[k].Words, open[k].Needs, open[k].Below = nil, nil, nil
		}
	}
	eachText(t, 1<<20, func(path string, data []byte, _ int) {
		want, got := texttest.Read(t, data, open...), texttest.Read(t, data, Grammars...)
		if diff := cmp.Diff(claims(want), claims(got)); diff != "" {
			t.Errorf("%s, every line asked about (-), only those that may begin something (+):\n%s", path, diff)
		}
	})
}

// eachText calls do for each text that there is of at most so many bytes, in a short run for one of some, with its
// number.
func eachText(t *testing.T, most int, do func(path string, data []byte, number int)) {
	files := 0
	for _, root := range textRoots(t) {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil || !console.IsText(data[:min(len(data), 4096)]) || len(data) > most {
				return err
			}
			if files++; files%slowtest.Of(1, 8) != 0 {
				return nil
			}
			do(path, data, files)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 50 {
		t.Errorf("only %d texts: the test looks in the wrong place", files)
	}
}

// claims are what was read, one a line.
func claims(r texttest.Result) (all []string) {
	for _, one := range r.Records {
		all = append(all, fmt.Sprint(one.Line, one.Offset, one.Length, one.Provider, one.EventID, one.Time,
			texttest.Fields(one)))
	}
	for _, p := range r.Pieces {
		all = append(all, fmt.Sprintf("%+v", p))
	}
	return append(all, fmt.Sprintf("%s %+v %v %+v", r.Format, r.Account, r.Dates, r.Damage))
}

// textRoots are the folders with texts: those of the project, the corpus and what lies beside it.
func textRoots(t *testing.T) []string {
	roots := []string{
		"testdata", "../../../samples", "../../../docs", "../../eventtext", "../../requester", "../../vssadmin",
	}
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Log("VSSLOG_CORPUS is not set: only the texts of the project are read")
		return roots
	}
	for _, beside := range []string{"text", "json", "../field", "../cases"} {
		if path := filepath.Join(root, beside); exists(path) {
			roots = append(roots, path)
		}
	}
	return roots
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

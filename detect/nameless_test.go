package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// TestNamelessWriter: a time-out that no text names a writer for is that of "a
// writer", in the summary and in the proof.
func TestNamelessWriter(t *testing.T) {
	said := 0
	for _, w := range []*world{newWorld().logs(0, 300).text(160, parse.PhraseCode, parse.FieldHResult, "0x800423f2"),
		newWorld().logs(0, 300).event(160, "VSS", 8229, "0x800423f2, timed out", "")} {
		for _, s := range Catalogue {
			for _, f := range w.judge(s) {
				if f.Writer != "" {
					continue
				}
				texts := append([]string{f.Summary}, f.Missing...)
				for _, c := range f.Checks {
					texts = append(texts, c.Statement)
				}
				for _, text := range texts {
					if text != strings.TrimSpace(text) || strings.Contains(text, "  ") ||
						strings.Contains(text, "of :") ||
						strings.HasSuffix(text, " of") {
						t.Errorf("%s: a name is missing in %q", s.ID, text)
					}
					if strings.Contains(text, "a writer") {
						said++
					}
				}
			}
		}
	}
	if said == 0 {
		t.Error("nothing speaks of a writer: the test tests nothing")
	}
}

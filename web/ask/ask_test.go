package ask

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnswer: a name is explained, a record is read, prose is neither, and what is only
// asked quickly is not read.
func TestAnswer(t *testing.T) {
	event, err := os.ReadFile("../../samples/pasted-event-2022/event.txt")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		q                         Question
		entries, results, unknown bool
	}{
		"code":        {q: Question{Text: " 0x800423f2\n"}, entries: true},
		"quick":       {q: Question{Text: "VSS 8229", Quick: true}, entries: true},
		"unknown":     {q: Question{Text: "no such thing"}, unknown: true},
		"event":       {q: Question{Text: string(event)}, results: true},
		"quick event": {q: Question{Text: string(event), Quick: true}},
		"files":       {q: Question{Paths: []string{"../../samples/freeze-timeout-2016"}}, results: true},
	} {
		c.q.Out = filepath.Join(t.TempDir(), "out")
		r, err := Answer(t.Context(), c.q)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(r.Entries) > 0 != c.entries || r.Results != nil != c.results || r.Unknown != "" != c.unknown {
			t.Errorf("%s: %d entries, results %v, unknown %q", name, len(r.Entries), r.Results, r.Unknown)
		}
		for _, file := range []string{"report.html", "report.md", "report.json", "failures.csv", ZippedTables} {
			if _, err := os.Stat(filepath.Join(c.q.Out, file)); (err == nil) != c.results {
				t.Errorf("%s: %s: %v", name, file, err)
			}
		}
	}
	if _, err := Answer(t.Context(), Question{Text: " \n"}); !errors.Is(err, ErrEmpty) {
		t.Errorf("nothing: %v", err)
	}
	if _, err := Answer(t.Context(), Question{Paths: []string{"../../samples"}, Zone: "Nowhere/Land", Out: filepath.Join(t.TempDir(), "out")}); err == nil ||
		!strings.Contains(err.Error(), "Nowhere/Land") {
		t.Errorf("a zone that is none: %v", err)
	}
}

package detect

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// TestRepeated: a file repeats another one if a stretch of its records lies within one of the other's, of the same log.
func TestRepeated(t *testing.T) {
	log := func(source, channel string, ids ...uint64) *correlate.Log {
		l := &correlate.Log{Source: source, Channel: channel}
		for i := 0; i < len(ids); i += 2 {
			l.Runs = append(l.Runs, parse.Run{FirstID: ids[i], LastID: ids[i+1]})
		}
		return l
	}
	whole, system := log("a.xml", "Application", 10, 50), log("s.xml", "System", 10, 50)
	for name, c := range map[string]struct {
		logs []*correlate.Log
		want string
	}{
		"within":                     {[]*correlate.Log{whole, log("b.csv", "Application", 20, 20)}, "b.csv"},
		"the same":                   {[]*correlate.Log{whole, log("b.csv", "Application", 10, 50)}, "a.xml b.csv"},
		"the next ones":              {[]*correlate.Log{whole, log("b.csv", "Application", 51, 60)}, ""},
		"overlapping":                {[]*correlate.Log{whole, log("b.csv", "Application", 40, 60)}, ""},
		"of another log":             {[]*correlate.Log{system, log("b.csv", "Application", 20, 20)}, ""},
		"in a file that has it":      {[]*correlate.Log{log("a.xml", "Application", 10, 50, 20, 30)}, ""},
		"beyond what its file has":   {[]*correlate.Log{log("b.csv", "Application", 10, 90, 20, 30), log("a.xml", "Application", 15, 40)}, "a.xml b.csv"},
		"one of its stretches":       {[]*correlate.Log{whole, log("b.csv", "Application", 60, 70, 20, 30)}, "b.csv"},
		"nothing but one":            {[]*correlate.Log{whole}, ""},
		"one of three, farther away": {[]*correlate.Log{whole, log("c.xml", "Application", 5, 12), log("b.csv", "Application", 30, 31)}, "b.csv"},
	} {
		for range 2 {
			slices.Reverse(c.logs)
			got := strings.Join(slices.Sorted(maps.Keys(repeated(c.logs))), " ")
			if got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
	}
}

// TestPartless: the parts of an export have one name, however they are numbered; other files keep theirs.
func TestPartless(t *testing.T) {
	for name, want := range map[string]string{
		"h/System-2025-05-13T04.csv": "h/System---T.csv", "h/System-2025-05-13T05.csv": "h/System---T.csv",
		"System-a.txt": "System-.txt", "System-B.txt": "System-.txt", "System a.txt": "System .txt",
		"part1.log": "part.log", "Systema.txt": "Systema.txt", "a.txt": "a.txt", "-a": "-a", "plan-b/x.txt": "plan-b/x.txt",
	} {
		if got := partless(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

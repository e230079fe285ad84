package score

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Whatever the simulator can say is missing has words of the analysis, and no words
// stand for what it never says. The twin's mark is none that a file could hold.
func TestEveryMissingMarkHasWords(t *testing.T) {
	source, err := os.ReadFile("../prove.go")
	if err != nil {
		t.Fatal(err)
	}
	lacks := regexp.MustCompile(`p\.(?:need\(.*, |lack\()"([^"]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(lacks) < 20 {
		t.Fatalf("only %d reasons found in simulate/prove.go", len(lacks))
	}
	used := map[string]bool{}
	for _, l := range lacks {
		said := l[1]
		if strings.HasPrefix(said, "a way to prove") ||
			strings.HasPrefix(said, "a mark that tells this world from its twin") {
			continue
		}
		if i := index(said); i >= 0 {
			used[wordsFor[i].missing] = true
		} else {
			t.Errorf("no words for %q", said)
		}
	}
	for _, w := range wordsFor {
		if !used[w.missing] && !strings.Contains(string(source), w.missing) {
			t.Errorf("the simulator never says %q", w.missing)
		}
	}
}

func index(said string) int {
	for i, w := range wordsFor {
		if strings.HasPrefix(said, w.missing) {
			return i
		}
	}
	return -1
}

func TestNamed(t *testing.T) {
	for _, c := range []struct {
		missing, said []string
		want          bool
	}{
		{[]string{"a clock without jumps"}, []string{"a steady clock: clock-change"}, true},
		{[]string{"a clock without jumps"}, []string{"a freeze mark of the writer (ESENT 2001)"}, false},
		{[]string{"undamaged files", "VSS 8229 for the writer"}, []string{"VSS 8229 that names the thaw"}, true},
		{[]string{"a mark that tells this world from its twin"}, []string{"everything"}, false},
		{[]string{"captures of the writers"}, nil, false},
	} {
		if got := named(c.missing, c.said); got != c.want {
			t.Errorf("named(%q, %q) = %t", c.missing, c.said, got)
		}
	}
}

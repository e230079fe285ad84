package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKinds damages real files in every way, in one process.
func TestKinds(t *testing.T) {
	root := os.Getenv("VSSLOG_CORPUS")
	if root == "" {
		t.Skip("VSSLOG_CORPUS is not set: no files to damage")
	}
	files, _ := filepath.Glob(filepath.Join(root, "evtx", "*.evtx"))
	sources, err := readSources(files)
	if err != nil {
		t.Fatal(err)
	}
	var total outcome
	for i := range 6 * len(kinds) {
		c := makeCase(sources, kinds[i%len(kinds)], 99, i)
		r, err := read(c.data)
		if err != nil {
			if !strings.Contains(err.Error(), "not this format") {
				t.Errorf("%s in %s: %v", kinds[i%len(kinds)].name, c.source.name, err)
			}
			continue
		}
		o := outcome{unaccounted: int64(len(c.data)) - r.Account}
		o.judge(c, r.Records)
		if o.bad() {
			t.Errorf("%s in %s: %s", kinds[i%len(kinds)].name, c.source.name, o)
		}
		total.add(o)
	}
	t.Log(total)
	if total.percent() < 98.5 {
		t.Errorf("%.2f %% of the undamaged records recovered", total.percent())
	}
}

// TestJudge holds that a record with other content is noticed.
func TestJudge(t *testing.T) {
	s := &source{content: map[int64]string{10: "a", 20: "b"}, data: make([]byte, 40)}
	s.records = []original{{stretch: stretch{10, 20}}, {stretch: stretch{20, 30}}}
	c := &damaged{source: s, moved: func(at int) int { return at }}
	var o outcome
	o.judge(c, []found{{10, "a", false}, {20, "x", false}, {30, "b", true}})
	if o.undamaged != 2 || o.recovered != 1 || o.wrong != 1 || o.marked != 1 || !o.bad() {
		t.Errorf("%+v", o)
	}
}

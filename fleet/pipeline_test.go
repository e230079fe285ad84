package fleet

import (
	"os"
	"testing"
)

// TestSameResults: the program and the pipeline give the same tables, on Prism
// and, where a cluster of flink/run is up, on Flink.
func TestSameResults(t *testing.T) {
	dir := worlds(t, 30)
	for _, parts := range []int{1, 7} {
		c := config(t, dir, parts)
		run(t, "prism", c)
		want := program(t, c)
		if len(want) < 7 || len(want["findings.jsonl"]) == 0 {
			t.Fatalf("%d tables, %d bytes of findings: too little to compare", len(want), len(want["findings.jsonl"]))
		}
		same(t, "prism", want, joinedParts(t, c, want))
		if err := c.Clean(); err != nil {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(c.Out); err != nil || len(entries) != parts {
			t.Errorf("%d entries are left in the directory of %d parts: %v", len(entries), parts, err)
		}
	}
}

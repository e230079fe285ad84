package correlate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// TestInOrder: steps in runs of all lengths are sorted as by a stable sort.
func TestInOrder(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		for _, values := range []int{1, 3, 100} {
			var steps []*Step
			for range n {
				steps = append(steps, &Step{
					Event:   vocab.Event{Record: &parse.Record{}},
					sortKey: parse.Ticks(draw.IntN(values)),
				})
			}
			for at := 0; at < n && values > 1; at += 1 + draw.IntN(9) {
				slices.SortFunc(steps[at:min(n, at+9)], (*Step).Compare)
			}
			want := slices.Clone(steps)
			slices.SortStableFunc(want, (*Step).Compare)
			if got := inOrder(steps); !slices.Equal(got, want) {
				t.Fatalf("%d steps of %d values are not in order", n, values)
			}
		}
	}
}

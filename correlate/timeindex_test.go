package correlate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// The index finds just what a walk over everything finds, of whatever width.
func TestTimeIndexFindsAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	instant := func() Instant {
		lo := parse.Ticks(random.Int64N(int64(10 * parse.Hour)))
		switch random.IntN(10) {
		case 0:
			return Instant{Never, lo}
		case 1:
			return Instant{lo, Forever}
		case 2:
			return Unknown
		case 3:
			return Instant{lo, lo + parse.Ticks(random.Int64N(int64(10*parse.Hour)))}
		case 4:
			return Instant{lo, lo + parse.Ticks(random.Int64N(int64(10*parse.Minute)))}
		}
		return Instant{lo, lo + parse.Ticks(random.Int64N(int64(parse.Minute)))}
	}
	items := make([]Instant, 500)
	for i := range items {
		items[i] = instant()
	}
	numbers := make([]int, len(items))
	for i := range numbers {
		numbers[i] = i
	}
	x := newTimeIndex(numbers, parse.Minute, func(n int) Instant { return items[n] })
	hits := 0
	for range 500 {
		span := instant()
		var want []int
		for n, i := range items {
			if i.Hi >= span.Lo && i.Lo <= span.Hi {
				want = append(want, n)
			}
		}
		got := x.in(span)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("in %v: %v, want %v", span, got, want)
		}
		hits += len(got)
	}
	if hits == 0 {
		t.Error("nothing was ever found")
	}
}

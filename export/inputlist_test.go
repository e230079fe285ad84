package export

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestInputList: however many inputs there are, they come out sorted, those of one
// name in the order in which they came.
func TestInputList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9))
	for _, n := range []int{0, 1, mostNamed, mostNamed + 1, runInputs - 1, runInputs, 3*runInputs + 5} {
		var l inputList
		var want []InputDigest
		for i := range n {
			d := InputDigest{Source: fmt.Sprint("host", random.IntN(max(n/2, 1)), "/\xff"), Bytes: int64(i) - 1}
			if i%3 > 0 {
				d.SHA256 = fmt.Sprintf("%064x", i)
			}
			want = append(want, d)
			if err := l.add(d); err != nil {
				t.Fatal(err)
			}
		}
		sortDigests(want)
		if named := l.named(); n > mostNamed && named != nil || n <= mostNamed && !slices.Equal(named, want) {
			t.Errorf("%d inputs: %d are named", n, len(named))
		}
		var got []InputDigest
		err := l.each(func(d InputDigest) error {
			got = append(got, d)
			return nil
		})
		if err != nil || !slices.Equal(got, want) || l.count != n {
			t.Errorf("%d inputs: %d came back, others or in another order; %v", n, len(got), err)
		}
		if held := len(l.run); held > runInputs || held < n%runInputs {
			t.Errorf("%d of %d inputs are in memory", held, n)
		}
		if err := l.close(); err != nil {
			t.Error(err)
		}
	}
}

package report

import (
	"testing"

	"github.com/vsslog/vsslog/detect"
)

// TestCounted: failures and warnings are counted apart.
func TestCounted(t *testing.T) {
	for want, c := range map[string][2]int{
		"1 failure": {1, 0}, "3 failures": {3, 0}, "1 warning": {1, 1}, "1 failure and 2 warnings": {3, 2},
	} {
		b := &Builder{warnings: c[1]}
		b.ranks[detect.RankSuspected] = c[0]
		if got := b.counted(); got != want {
			t.Errorf("%v: %q, want %q", c, got, want)
		}
	}
}

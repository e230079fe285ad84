package correlate

import (
	"slices"
	"testing"
)

// A writer was started again for good where two listings show its old instance and two the new one.
// A text that was damaged in one place shows an id that no other listing has.
func TestRestartsThatLast(t *testing.T) {
	for name, c := range map[string]struct {
		instances []int // of the writer, listing by listing
		lasting   []bool
	}{
		"the same":          {[]int{1, 1, 1, 1}, nil},
		"started again":     {[]int{1, 1, 2, 2}, []bool{true}},
		"the old one once":  {[]int{1, 2, 2}, []bool{false}},
		"the new one once":  {[]int{1, 1, 2}, []bool{false}},
		"one damaged id":    {[]int{1, 1, 2, 1, 1}, []bool{false, false}},
		"a damaged id last": {[]int{1, 2, 1}, []bool{false, false}},
	} {
		m := newMade()
		for i, instance := range c.instances {
			m.listing(float64(100*i), "WMI Writer", instance, 1, "0x00000000")
		}
		var lasting []bool
		for _, r := range m.host(t).ListingHistory().Restarts() {
			lasting = append(lasting, r.Lasting)
		}
		if !slices.Equal(lasting, c.lasting) {
			t.Errorf("%s: restarts that last %v, want %v", name, lasting, c.lasting)
		}
	}
}

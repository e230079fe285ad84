package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// A poll in local time shows each failure of its own, though nothing states the zone; a stamp that
// goes back makes no further set.
func TestPollWithoutZone(t *testing.T) {
	const hour = 3600
	poll := func(back float64) *Case {
		m := &made{collector: NewCollector(nil), ids: map[string]uint64{}, zone: parse.ZoneLocal}
		for n := range 100 {
			state, code := 1, "0x00000000"
			if n >= 20 && n < 30 || n >= 70 && n < 80 {
				state, code = 8, "0x800423f4"
			}
			at := float64(n) * 600
			if n >= 25 {
				at -= back
			}
			m.listing(at, "SqlServerWriter", 1, state, code)
		}
		return m.collector.Cases()[0]
	}
	if sets := poll(0).Sets; len(sets) != 2 {
		t.Errorf("%d sets, want 2", len(sets))
	} else if between := sets[1].anchor().Lo - sets[0].anchor().Lo; between != 50*600*parse.Second {
		t.Errorf("%v between the two", between)
	}
	if sets := poll(hour).Sets; len(sets) > 2 {
		t.Errorf("%d sets, where summer time ended", len(sets))
	}
	if _, floats := poll(0).Floats(); !floats {
		t.Error("the poll is not of one zone")
	}
	if _, floats := poll(hour).Floats(); floats {
		t.Error("a poll whose clock was set back is taken to be of one offset")
	}
}

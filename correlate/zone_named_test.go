package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// TestNamedZone: outside of summer time the offset of a zone that is named is known; within
// it both stay, as a host may have it switched off.
func TestNamedZone(t *testing.T) {
	const hour = parse.Hour
	for _, c := range []struct {
		name     string
		standard parse.Ticks
	}{
		{"(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", hour},
		{"(UTC-05:00) Eastern Time (US & Canada)", -5 * hour},
		{"(UTC+00:00) Dublin, Edinburgh, Lisbon, London", 0},
		{"(UTC+10:00) Canberra, Melbourne, Sydney", 10 * hour},
	} {
		z := zoneNamed(c.name)
		if z == nil || z.standard != c.standard {
			t.Fatalf("%s: %+v", c.name, z)
		}
		south := c.standard == 10*hour
		for month, summer := range map[time.Month]bool{time.January: south, time.July: !south} {
			local := parse.FromTime(time.Date(2024, month, 15, 21, 0, 0, 0, time.UTC))
			at := interval.Of(local, local)
			if !z.allows(at, z.standard) || z.allows(at, z.standard+hour) != summer {
				t.Errorf("%s in %v: %v %v", c.name, month, z.allows(at, z.standard), z.allows(at, z.standard+hour))
			}
		}
	}
	if z := zoneNamed("(UTC+05:00) Nowhere"); z != nil || !z.allows(interval.Of(0, 0), hour) {
		t.Error(z)
	}
}

// The hour that a zone has twice is seen in a log that lies in it, ends in it or goes over it, wherever the zone is, and
// not in a log that ends days before, or begins days behind it.
func TestRepeats(t *testing.T) {
	const eastern = "(UTC-05:00) Eastern Time (US & Canada)"
	for _, c := range []struct {
		zone, from, to string
		want           bool
	}{
		{eastern, "2024-11-03 01:10:00", "2024-11-03 01:50:00", true},
		{eastern, "2024-11-02 20:00:00", "2024-11-03 01:50:00", true},
		{eastern, "2024-11-01 00:00:00", "2024-11-05 00:00:00", true},
		{eastern, "2024-10-20 00:00:00", "2024-11-01 00:00:00", false},
		{eastern, "2024-11-05 00:00:00", "2024-11-20 00:00:00", false},
		{eastern, "2024-03-09 22:00:00", "2024-03-11 05:00:00", false}, // summer time begins
		{"(UTC-08:00) Pacific Time (US & Canada)", "2024-11-03 01:10:00", "2024-11-03 01:50:00", true},
		{"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2024-10-27 02:10:00", "2024-10-27 02:50:00", true},
		{"(UTC+10:00) Canberra, Melbourne, Sydney", "2024-04-07 02:10:00", "2024-04-07 02:50:00", true},
		{"(UTC+12:00) Auckland, Wellington", "2024-04-07 02:10:00", "2024-04-07 02:50:00", true},
	} {
		z := zoneNamed(c.zone)
		from, to := moment(t, c.from), moment(t, c.to)
		local := func(at parse.Ticks) parse.Timestamp {
			return parse.Timestamp{Wall: at, Resolution: parse.Second, Zone: parse.ZoneLocal}
		}
		run := parse.Run{First: local(from), Last: local(to), Earliest: from, Latest: to}
		if got := z.repeats(&Host{}, []*Log{{Runs: []parse.Run{run}}}); got != c.want {
			t.Errorf("%s: a log from %s to %s: %v", c.zone, c.from, c.to, got)
		}
	}
}

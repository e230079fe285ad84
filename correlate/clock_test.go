package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// A local time is put on UTC with the offset of its moment: after the change of summer
// time with the new one, in the hour that comes twice with both.
func TestLocate(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no zones on this machine, so that none was looked at: %v", err)
	}
	for _, c := range []struct{ local, from, until string }{
		{"2017-03-26 01:00:00", "2017-03-26 00:00:00", "2017-03-26 00:00:00"},
		{"2017-03-26 04:00:00", "2017-03-26 02:00:00", "2017-03-26 02:00:00"},
		{"2017-03-26 12:00:00", "2017-03-26 10:00:00", "2017-03-26 10:00:00"},
		{"2017-10-29 02:30:00", "2017-10-29 00:30:00", "2017-10-29 01:30:00"},
		{"2017-10-29 04:00:00", "2017-10-29 03:00:00", "2017-10-29 03:00:00"},
		{"2017-01-15 12:00:00", "2017-01-15 11:00:00", "2017-01-15 11:00:00"},
	} {
		at := moment(t, c.local)
		if got := locate(interval.Of(at, at), berlin); got != interval.Of(moment(t, c.from), moment(t, c.until)) {
			t.Errorf("%s: %s to %s, want %s to %s", c.local, got.Lo, got.Hi, c.from, c.until)
		}
	}
}

func moment(t *testing.T, s string) parse.Ticks {
	t.Helper()
	at, err := time.Parse(time.DateTime, s)
	if err != nil {
		t.Fatal(err)
	}
	return parse.FromTime(at)
}

// A zone that is not the host's by what its files state is told and not used, unless the
// user insists.
func TestZoneGiven(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no zones on this machine, so that none was looked at: %v", err)
	}
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	fact := &Step{Event: newFact("3600")}
	for _, c := range []struct {
		zone          Zone
		used, refused bool
	}{
		{Zone{Location: berlin}, true, false}, {Zone{Location: tokyo}, false, true}, {Zone{Location: tokyo, Force: true}, true, true}, {Zone{}, false, false},
	} {
		h := &Host{Facts: []*Step{fact}}
		h.resolveClock(c.zone, nil, nil, nil, func(interval.Interval) bool { return false })
		if used := h.clock.location != nil; used != c.used || (h.refused != "") != c.refused {
			t.Errorf("%v, force %v: used %v, refused %q", c.zone.Location, c.zone.Force, used, h.refused)
		}
	}
}

// A text of a program was there at its stamp at the latest, unless the text says from when until when it was said.
func TestWhenSaid(t *testing.T) {
	at := parse.Timestamp{Wall: moment(t, "2024-06-08 01:16:16"), Zone: parse.ZoneUTC, Resolution: parse.Second}
	until := at
	until.Wall += 10 * parse.Minute
	for _, c := range []struct {
		until parse.Timestamp
		want  interval.Interval
	}{
		{parse.Timestamp{}, interval.Of(interval.Never, interval.At(at).Hi)},
		{until, interval.Of(interval.At(at).Lo, interval.At(until).Hi)},
	} {
		r := &parse.Record{Provider: parse.ProviderRequester, Time: at, Until: c.until, Stamp: parse.StampLine}
		if got := new(clock).when(r); got != c.want {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}

package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

func TestLocalOffset(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones are installed: LocalOffset was NOT tested with one")
	}
	at := func(text string) interval.Interval {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		i := parse.FromTime(when)
		return interval.Of(i, i+parse.Second-1)
	}
	k := &Case{Host: &Host{}}
	for _, c := range []struct {
		clock  clock
		at     interval.Interval
		offset parse.Ticks
		known  bool
	}{
		{clock{}, at("2020-07-01T00:00:00Z"), 0, false},
		{clock{location: berlin}, at("2020-07-01T00:00:00Z"), 2 * parse.Hour, true},
		{clock{location: berlin}, at("2020-01-01T00:00:00Z"), parse.Hour, true},
		{clock{location: berlin}, at("2020-03-29T00:59:59Z").Hull(at("2020-03-29T01:00:00Z")), 0, false}, // clocks change within
		{clock{location: berlin}, interval.Unknown, 0, false},
		{clock{offsets: []parse.Ticks{-5 * parse.Hour}}, at("2020-01-01T00:00:00Z"), -5 * parse.Hour, true},
		{clock{offsets: []parse.Ticks{parse.Hour, 2 * parse.Hour}}, at("2020-01-01T00:00:00Z"), 0, false},
		{clock{floats: true, offsets: []parse.Ticks{parse.Hour}}, at("2020-01-01T00:00:00Z"), 0, false},
	} {
		k.Host.clock = c.clock
		offset, known := k.LocalOffset(c.at)
		if known != c.known || known && offset != c.offset {
			t.Errorf("%+v at %s: offset %d, known %v; want %d, %v", c.clock, c.at, offset, known, c.offset, c.known)
		}
	}
}

// TestUnshown: a time that Shown made wider is what it was.
func TestUnshown(t *testing.T) {
	k := &Case{Host: &Host{}}
	k.Host.clock = clock{floats: true, base: parse.Hour, drift: interval.Of(-parse.Hour, 2*parse.Hour)}
	i := interval.Of(parse.Day, parse.Day+parse.Second-1)
	if wide := k.Shown(i); wide == i || k.Unshown(wide) != i {
		t.Errorf("%v is shown as %v and comes back as %v", i, wide, k.Unshown(wide))
	}
	if k.Unshown(i) != i {
		t.Error("a time that was not made wider changed")
	}
	if ahead, floats := k.Floats(); !floats || ahead != parse.Hour {
		t.Errorf("floats %v, ahead %d", floats, ahead)
	}
}

// TestAsWritten: days are written as the host's texts write them, if nothing tells which of
// their numbers is the month; else they stay as they are.
func TestAsWritten(t *testing.T) {
	month, day := &Case{Host: &Host{}}, &Case{Host: &Host{}}
	month.Host.open.shift = interval.Of(0, 90*parse.Day)
	day.Host.open.shift = interval.Of(0, 90*parse.Day)
	day.Host.open.dayFirst = true
	const text = "2024-08-06 20:00:07 .. 2024-11-30 01:00:00, KB 12024-08-061"
	for _, c := range []struct {
		of          *Case
		order, want string
	}{
		{nil, "", text},
		{&Case{Host: &Host{}}, "", text},
		{month, "mdy", "8/6/2024 20:00:07 .. 11/30/2024 01:00:00, KB 12024-08-061"},
		{day, "dmy", "6/8/2024 20:00:07 .. 30/11/2024 01:00:00, KB 12024-08-061"},
	} {
		if got := c.of.AsWritten(text); got != c.want {
			t.Errorf("%q: %q, want %q", c.order, got, c.want)
		}
		if got := c.of.WrittenOrder(); got != c.order || c.of.DatesOpen() != (c.order != "") {
			t.Errorf("order %q, dates open %v; want %q", got, c.of.DatesOpen(), c.order)
		}
	}
}

package vsslog

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// seen keeps what a sink was handed.
type seen struct {
	hosts []string
	times []parse.Timestamp
}

func (s *seen) Event(r *export.EventRow) error {
	s.hosts, s.times = append(s.hosts, export.HostLabel(r.Record.Computer)), append(s.times, r.Record.Time)
	return nil
}

func (s *seen) Batch(source string, b *parse.Batch) error {
	for i := range b.Records {
		if err := s.Event(&export.EventRow{Source: source, Record: &b.Records[i]}); err != nil {
			return err
		}
	}
	return nil
}

func (s *seen) Close() error { return nil }

func eventsOf(t *testing.T, opt Options, all bool) *seen {
	t.Helper()
	s := &seen{}
	opt.Paths = []string{"samples/late-thaw-ntds-2003", "samples/healthy-2022"}
	if _, err := Events(context.Background(), opt, all, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEventsWanted: hosts and times choose records, in both kinds of reading, and what is
// left out and what is kept is everything.
func TestEventsWanted(t *testing.T) {
	middle := time.Date(2004, 6, 22, 23, 0, 15, 0, time.UTC)
	for _, all := range []bool{false, true} {
		whole := eventsOf(t, Options{}, all)
		host := eventsOf(t, Options{Hosts: []string{"DC03"}}, all)
		var want int
		for _, h := range whole.hosts {
			if h == "dc03" {
				want++
			}
		}
		if len(host.hosts) != want || want == 0 || want == len(whole.hosts) ||
			slices.ContainsFunc(host.hosts, func(h string) bool { return h != "dc03" }) {
			t.Errorf("all %v: %d records of dc03, want %d of %d", all, len(host.hosts), want, len(whole.hosts))
		}
		before, after := eventsOf(t, Options{Until: middle}, all), eventsOf(t, Options{Since: middle}, all)
		if len(before.times) == 0 || len(after.times) == 0 {
			t.Fatalf("all %v: %d before, %d after", all, len(before.times), len(after.times))
		}
		cut := parse.FromTime(middle)
		for _, r := range before.times {
			if utc := r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset; r.IsZero() || utc && r.Wall >= cut {
				t.Errorf("all %v: %v is not before %v", all, r.Wall, middle)
			}
		}
		for _, r := range after.times {
			if utc := r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset; r.IsZero() ||
				utc && r.Wall+r.Resolution-1 < cut {
				t.Errorf("all %v: %v is not after %v", all, r.Wall, middle)
			}
		}
		timeless := 0
		for _, r := range whole.times {
			if r.IsZero() {
				timeless++
			}
		}
		if len(before.times)+len(after.times) < len(whole.times)-timeless {
			t.Errorf(
				"all %v: %d and %d records of %d: some are lost",
				all,
				len(before.times),
				len(after.times),
				len(whole.times),
			)
		}
	}
}

// TestEventsByTime: the same records, by time.
func TestEventsByTime(t *testing.T) {
	for _, all := range []bool{false, true} {
		whole, sorted := eventsOf(t, Options{}, all), eventsOf(t, Options{SortByTime: true}, all)
		if len(sorted.times) != len(whole.times) {
			t.Fatalf("all %v: %d records, want %d", all, len(sorted.times), len(whole.times))
		}
		var last parse.Ticks
		over := false // those with a time in UTC
		for _, r := range sorted.times {
			utc := !r.IsZero() && (r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset)
			if utc && (over || r.Wall < last) {
				t.Fatalf("all %v: %v comes after %v", all, r.Wall, last)
			}
			if over = !utc; utc {
				last = r.Wall
			}
		}
	}
}

// TestLocalTimesAreWide: of a time whose zone nobody knows, only what no zone allows is
// left out.
func TestLocalTimesAreWide(t *testing.T) {
	at := func(hour int) parse.Ticks { return parse.FromTime(time.Date(2020, 1, 2, hour, 0, 0, 0, time.UTC)) }
	f := &filtering{since: at(12), until: at(13), bounded: true}
	for hour, want := range map[int]bool{-3: false, 1: true, 12: true, 23: true, 28: false} {
		local := parse.WholeSecond(at(hour))
		local.Zone = parse.ZoneLocal
		if got := f.inTime(local); got != want {
			t.Errorf("local %d:00 between 12:00 and 13:00 UTC: %v, want %v", hour, got, want)
		}
	}
}

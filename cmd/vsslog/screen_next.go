package main

import (
	"cmp"
	"fmt"

	"github.com/vsslog/vsslog/correlate"
)

// next names, of a fleet, the writers that are next to time out: one a host at
// most, and none of a host where nothing comes near its limit.
func (s *screen) next() {
	if s.hosts < 2 || s.pressing.count == 0 {
		return
	}
	shown := s.pressing.list()
	if s.width < nextWidth {
		s.line(0, "Next to time out:")
		for _, f := range shown {
			s.line(2, fmt.Sprintf("%s %s: %.1f s of %.0f s, %s", f.Host, f.Writer, seconds(f.P95), seconds(f.Limit), goesOn(f)))
		}
		return
	}
	fmt.Fprintf(s.w, "\nNext to time out:\n%-10s %-18s %4s %-15s %s\n", "HOST", "WRITER", "SETS", "FROZEN (P95)", "IF IT GOES ON")
	for _, f := range shown {
		fmt.Fprintf(s.w, "%-10s %-18s %4d %-15s %s\n", cut(printable(f.Host), 10), cut(printable(f.Writer), 18), f.Count,
			fmt.Sprintf("%.1f s of %.0f s", seconds(f.P95), seconds(f.Limit)), goesOn(f))
	}
	if n := s.pressing.count - len(shown); n > 0 {
		fmt.Fprintf(s.w, "and %s (--verbose, or nearest_to_limit in freeze_by_host_writer of --out)\n", plural(n, "more host"))
	}
}

// nextWidth is how wide the table of what is next is.
const nextWidth = 78

// mostPressing is how many of them are named.
const mostPressing = 5

// comparePressing puts first what will time out sooner.
func comparePressing(a, b *correlate.FreezeStat) int {
	switch {
	case a.Sooner(b):
		return -1
	case b.Sooner(a):
		return 1
	}
	return cmp.Compare(b.Count, a.Count)
}

// goesOn says when the limit is reached.
func goesOn(f *correlate.FreezeStat) string {
	switch {
	case f.Share >= 1:
		return "its limit is used up"
	case f.Trend <= 0:
		return fmt.Sprintf("steady at %.0f %% of it", 100*f.Share)
	case f.DaysLeft < 0:
		return fmt.Sprintf("+%.1f s a day", f.Trend)
	}
	return fmt.Sprintf("+%.1f s a day: %s left", f.Trend, plural(int(f.DaysLeft), "day"))
}

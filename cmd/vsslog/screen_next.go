package main

import "fmt"

// next names the writers that are next to time out if their freezes grow on: one a host
// at most, and none of a host without a trend.
func (s *screen) next() {
	if s.pressing.count == 0 {
		return
	}
	fmt.Fprintf(s.w, "\nNext to time out, if the trend continues:\n")
	shown := s.pressing.list()
	for _, f := range shown {
		text := fmt.Sprintf("%s on %s: %s, %s (%s)", f.Writer, f.Host, f.StandsAt(), f.GoesOn(), f.TriedWords())
		if f.Failed > 0 {
			text += fmt.Sprintf("; %s before, not counted", plural(f.Failed, "failure"))
		}
		s.hanging(2, "- ", text)
	}
	if n := s.pressing.count - len(shown); n > 0 {
		s.line(
			0,
			fmt.Sprintf(
				"and %s (--verbose, or nearest_to_limit in freeze_by_host_writer of --out)",
				plural(n, "more host"),
			),
		)
	}
}

// mostPressing is how many of them are named.
const mostPressing = 5

package main

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// sets lists the snapshot sets, each with the writer that tells most.
func (s *screen) sets() {
	if len(s.r.Sets) == 0 {
		return
	}
	const most = 12
	shown := s.r.Sets
	if len(shown) > most && !s.verbose {
		shown = slices.Clone(shown)
		slices.SortStableFunc(shown, func(a, b *correlate.SnapshotSet) int { return outcomeRank(a) - outcomeRank(b) })
		shown = shown[:most]
	}
	host, start, unsure := len("HOST"), len("STARTED (UTC)"), 0
	for _, set := range shown {
		host = max(host, min(15, utf8.RuneCountInString(printable(set.Host))))
		start = max(start, len(set.Started.Brief()))
		if !set.Started.Exact() {
			unsure++
		}
	}
	const span = 22
	writer := s.width - host - start - len("OUTCOME") - span - 4
	row := func(columns ...string) {
		fmt.Fprintf(s.w, "%-*s %-*s %-7s %-*s %s\n", host, cut(columns[0], host), start, columns[1], columns[2], writer, cut(columns[3], writer), columns[4])
	}
	fmt.Fprintln(s.w)
	row("HOST", "STARTED (UTC)", "OUTCOME", "WRITER", "FREEZE TO THAW")
	for _, set := range shown {
		name, frozen := tellingSpan(set)
		row(printable(set.Host), set.Started.Brief(), string(set.Outcome), printable(name), frozen)
	}
	if unsure > 0 {
		s.line(0, "A start with .. is known only to lie in between: the zone of a clock is not known (--tz ZONE tells it), or nothing marks the start.")
	}
	if n := len(s.r.Sets) - len(shown); n > 0 {
		s.line(0, fmt.Sprintf("and %d more sets (--verbose, or the sets table of --out)", n))
	}
}

func outcomeRank(s *correlate.SnapshotSet) int {
	switch s.Outcome {
	case correlate.FailedOutcome:
		return 0
	case correlate.Aborted:
		return 1
	case correlate.UnknownOutcome:
		return 2
	}
	return 3
}

// tellingSpan picks the failed writer with marks of its own, else the slowest.
func tellingSpan(set *correlate.SnapshotSet) (writer, span string) {
	var best *correlate.WriterSpan
	score := func(sp *correlate.WriterSpan) (int, parse.Ticks) {
		n := 0
		if sp.Outcome == correlate.FailedOutcome {
			n += 4
		}
		if len(sp.Freezes) > 0 {
			n += 2
		}
		lo, hi := sp.FreezeToThaw()
		if hi < correlate.Forever {
			n++
		}
		return n, lo
	}
	for _, sp := range set.Spans {
		if best == nil {
			best = sp
			continue
		}
		a, alo := score(sp)
		b, blo := score(best)
		if a > b || a == b && alo > blo {
			best = sp
		}
	}
	if best == nil {
		return "-", "no writer seen"
	}
	lo, hi := best.FreezeToThaw()
	switch {
	case hi >= correlate.Forever && lo > correlate.Never && lo > 0:
		span = fmt.Sprintf("over %.1f s", seconds(lo))
	case hi >= correlate.Forever:
		span = "not shown"
	case hi > 10*parse.Minute:
		span = fmt.Sprintf("%.1f s to %.0f min", seconds(max(lo, 0)), seconds(hi)/60)
	default:
		span = fmt.Sprintf("%.1f-%.1f s", seconds(max(lo, 0)), seconds(hi))
	}
	if best.Limit.Max < correlate.Forever && hi < correlate.Forever {
		span += fmt.Sprintf(" of %.0f s", seconds(best.Limit.Max))
	}
	return best.Name, span
}

func seconds(t parse.Ticks) float64 { return float64(t) / float64(parse.Second) }

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "~"
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// setLine is a set in the list.
type setLine struct {
	number, rank   int
	host           string
	started        string
	outcome        correlate.Outcome
	writer, frozen string
	datesOpen      bool // nothing shows which number of the start is the month
}

// mostSets is how many sets are listed, those that failed first.
const mostSets = 12

// addSet counts a set, and keeps its line if it is among those that are listed.
func (s *screen) addSet(k *correlate.Case, set *correlate.SnapshotSet) {
	number, rank := s.setCount, outcomeRank(set)
	s.setCount++
	s.spans += len(set.Spans)
	if set.Outcome == correlate.FailedOutcome {
		s.failed++
	}
	s.fault = s.fault || set.Outcome == correlate.FailedOutcome || set.Outcome == correlate.Aborted
	at := len(s.lines)
	if at >= mostSets && !s.verbose {
		at = 0 // the last one of the least important
		for i, l := range s.lines {
			if worst := s.lines[at]; l.rank > worst.rank || l.rank == worst.rank && l.number > worst.number {
				at = i
			}
		}
		if s.lines[at].rank <= rank {
			return
		}
	}
	line := setLine{
		number:  number,
		rank:    rank,
		host:    set.Host,
		started: s.zone.text(k, set.Started),
		outcome: set.Outcome,

		datesOpen: k.DatesOpen(),
	}
	line.writer, line.frozen = significantSpan(set)
	if at == len(s.lines) {
		s.lines = append(s.lines, line)
	} else {
		s.lines[at] = line
	}
}

// sets lists the snapshot sets, each with its most informative writer.
func (s *screen) sets() {
	if s.setCount == 0 {
		return
	}
	shown := s.lines
	slices.SortFunc(shown, func(a, b setLine) int {
		if len(shown) < s.setCount && a.rank != b.rank {
			return a.rank - b.rank
		}
		return a.number - b.number
	})
	host, start, unsure, floats := len("HOST"), len("STARTED ()")+len(s.zone.name), 0, false
	for _, set := range shown {
		host = max(host, min(15, utf8.RuneCountInString(printable(set.host))))
		start = max(start, len(set.started))
		if strings.Contains(set.started, "..") {
			unsure++
		}
		floats = floats || strings.HasSuffix(set.started, byHost)
	}
	const span, leastWriter = 22, 10
	writer := s.width - host - start - len("OUTCOME") - span - 4
	if writer < leastWriter { // no place for columns
		s.setList(shown)
		s.moreSets(shown, unsure, floats)
		return
	}
	row := func(columns ...string) {
		fmt.Fprintf(
			s.w,
			"%-*s %-*s %-7s %-*s %s\n",
			host,
			cut(columns[0], host),
			start,
			columns[1],
			columns[2],
			writer,
			cut(columns[3], writer),
			columns[4],
		)
	}
	fmt.Fprintln(s.w)
	row("HOST", "STARTED ("+s.zone.name+")", "OUTCOME", "WRITER", "FREEZE TO THAW")
	for _, set := range shown {
		row(printable(set.host), set.started, string(set.outcome), printable(set.writer), set.frozen)
	}
	s.moreSets(shown, unsure, floats)
}

// setList lists sets one below the other.
func (s *screen) setList(shown []setLine) {
	fmt.Fprintln(s.w)
	for _, set := range shown {
		s.line(0, fmt.Sprintf("%s %s %s:", printable(set.host), set.started, set.outcome))
		s.line(2, printable(set.writer)+", frozen "+set.frozen)
	}
}

// moreSets says what the list of sets leaves open.
func (s *screen) moreSets(shown []setLine, unsure int, floats bool) {
	if floats {
		s.line(0, "A start with \"host\" is by the host's clock, whose zone is not known (--tz ZONE sets it).")
	}
	if slices.ContainsFunc(shown, func(l setLine) bool { return l.datesOpen }) {
		s.line(0, "A start with / has its date as the files write it: nothing shows which number is the month.")
	}
	if unsure > 0 {
		s.line(
			0,
			"A start with .. is known only to lie in between: the zone of a clock is not known (--tz ZONE sets it), "+
				"or nothing marks the start.",
		)
	}
	if n := s.setCount - len(shown); n > 0 {
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

// significantSpan picks the failed writer with marks of its own, else the slowest.
func significantSpan(set *correlate.SnapshotSet) (writer, span string) {
	var first *correlate.WriterSpan
	score := func(sp *correlate.WriterSpan) (int, parse.Ticks) {
		n := 0
		if sp.Outcome == correlate.FailedOutcome {
			n += 4
		}
		if len(sp.Freezes) > 0 {
			n += 2
		}
		lo, hi := sp.FreezeToThaw()
		if hi < interval.Forever {
			n++
		}
		return n, lo
	}
	for _, sp := range set.Spans {
		if first == nil {
			first = sp
			continue
		}
		a, alo := score(sp)
		b, blo := score(first)
		if a > b || a == b && alo > blo {
			first = sp
		}
	}
	if first == nil {
		return "-", "no writer seen"
	}
	lo, hi := first.FreezeToThaw()
	switch {
	case hi >= interval.Forever && lo > interval.Never && lo > 0:
		span = fmt.Sprintf("over %.1f s", seconds(lo))
	case hi >= interval.Forever:
		span = "not shown"
	case hi > 10*parse.Minute:
		span = fmt.Sprintf("%.1f s to %.0f min", seconds(max(lo, 0)), seconds(hi)/60)
	default:
		span = fmt.Sprintf("%.1f-%.1f s", seconds(max(lo, 0)), seconds(hi))
	}
	if first.Limit.Max < interval.Forever && hi < interval.Forever {
		span += fmt.Sprintf(" of %.0f s", seconds(first.Limit.Max))
	}
	return first.Name, span
}

func seconds(t parse.Ticks) float64 { return float64(t) / float64(parse.Second) }

// cut is the first n columns of a text, one at least.
func cut(s string, n int) string {
	n = max(n, 1)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "~"
}

package detect

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// A log holds the jobs of many nights. A line that says no more than that a job ended is about what stands
// between it and the end of the job before, well or not.

// endedKind is the kind of messages that say no more than that a job ended.
const endedKind = "ended"

// sameEnd is within what time a program says several times that one job ended.
const sameEnd = 2 * parse.Minute

// jobBegins are, for each line of a log by which a job ended without a reason, the line by which the job before
// it ended, 0 if there is none; the line itself where nothing between the two says why.
func jobBegins(k *correlate.Case) map[*correlate.Step]int32 {
	ends, reasons := map[string][]*correlate.Step{}, map[string][]int32{}
	for _, s := range k.Steps {
		if isEnd(s) {
			ends[s.Source] = append(ends[s.Source], s)
		}
	}
	begins := map[*correlate.Step]int32{}
	if len(ends) == 0 {
		return begins
	}
	for _, s := range k.Steps {
		if s.Record.IsStatement() && !s.Told() && !isEnd(s) && wrong(s) {
			reasons[s.Source] = append(reasons[s.Source], s.Record.Line)
		}
	}
	for source, all := range ends {
		slices.SortStableFunc(all, func(a, b *correlate.Step) int { return cmp.Compare(a.Record.Line, b.Record.Line) })
		why := reasons[source]
		slices.Sort(why)
		before := int32(0)
		for i, s := range all {
			if i > 0 && !(endsOnly(s) && endsOnly(all[i-1]) && s.At.Known() && all[i-1].At.Known() && s.At.Lo-all[i-1].At.Hi <= sameEnd) {
				before = all[i-1].Record.Line
			}
			if !endsOnly(s) {
				continue
			}
			begins[s] = s.Record.Line
			if n, _ := slices.BinarySearch(why, before+1); n < len(why) && why[n] < s.Record.Line {
				begins[s] = before
			}
		}
	}
	return begins
}

// isEnd reports a line of a log by which a job ended, well or without a reason. No listing of writers has one.
func isEnd(s *correlate.Step) bool {
	return s.Kind != vocab.KindWriterState && s.Kind != vocab.KindWriterListing && s.Record.IsStatement() &&
		!s.Told() && (s.EndedWell() || endsOnly(s))
}

// mostEnds is how many ends of jobs are kept apart; further ones are told by night.
const mostEnds = 200

// endsOnly reports a line that says no more than that a job ended early or failed.
func endsOnly(s *correlate.Step) bool {
	id := s.Record.Text(parse.FieldMessageID)
	if id == "" {
		return false
	}
	m, ok := knowledge.MessageOf("", id)
	return ok && m.Kind == endedKind
}

// endsJobOf reports whether b says no more than that the job ended in whose log a gives a reason before.
func endsJobOf(a, b *Observation) bool {
	return b.Facts.MessageKind == endedKind && a.Step.Source == b.Step.Source && a.Step.At.Known() && b.Step.At.Known() &&
		a.Step.Record.Line > b.jobFrom && b.Step.At.Lo >= a.Step.At.Lo && b.Step.At.Lo-a.Step.At.Lo <= longestJob
}

// ofOtherJob reports whether b is the end of another job than the one in which the same log has a.
func ofOtherJob(a, b *Observation) bool {
	return b.Facts.MessageKind == endedKind && a.Step.Source == b.Step.Source && a.Step.Record.Line <= b.jobFrom
}

// endsFailed reports a line by which a program's log says, as an error, that its job ended early or
// failed.
func endsFailed(c Claim) bool { return c.Role == EchoRole && endsInError(c.Observation) }

func endsInError(o *Observation) bool {
	return o.Facts.MessageKind == endedKind && !o.Step.Told() && !warned(o.Step)
}

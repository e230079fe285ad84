package parse

import "slices"

// AppendRun adds r to runs, joined to the last one where its ids go on: in the same log, and under
// the same name of the computer, which may have got another one.
func AppendRun(runs []Run, r Run) []Run {
	same := func(a, b string) bool { return a == b || a == "" || b == "" }
	if n := len(runs); n > 0 && runs[n-1].LastID+1 == r.FirstID && same(runs[n-1].Channel, r.Channel) &&
		same(runs[n-1].Computer, r.Computer) {
		runs[n-1].Join(r)
		return runs
	}
	return append(runs, r)
}

// Join adds the run whose ids go on where those of r end.
func (r *Run) Join(next Run) {
	switch {
	case !next.Timed():
	case !r.Timed():
		r.First, r.Last, r.Earliest, r.Latest = next.First, next.Last, next.Earliest, next.Latest
		r.Quiet, r.QuietFrom = next.Quiet, next.QuietFrom
	default:
		if next.First.Wall < r.Last.Wall-OutOfOrder {
			r.goBack(1, []StepBack{{next.FirstID, r.Last.Wall, next.First.Wall}})
		}
		r.Silence(r.Last.Wall, next.First.Wall)
		r.Silence(next.QuietFrom, next.QuietFrom+next.Quiet)
		r.Last = next.Last
		r.Earliest, r.Latest = min(r.Earliest, next.Earliest), max(r.Latest, next.Latest)
	}
	r.goBack(next.StepsBack, next.Backs)
	r.openOf(&next)
	r.LastID, r.Records = next.LastID, r.Records+next.Records
	if r.Channel == "" {
		r.Channel = next.Channel
	}
	if r.Computer == "" {
		r.Computer = next.Computer
	}
}

// Overlap adds a copy of a part of the run that goes on beyond its end. Steps back that
// both have are counted once.
func (r *Run) Overlap(next Run) {
	beyond := slices.DeleteFunc(slices.Clone(next.Backs), func(b StepBack) bool { return b.ID <= r.LastID })
	r.goBack(next.StepsBack-(len(next.Backs)-len(beyond)), beyond)
	r.LastID = next.LastID
	r.openOf(&next)
	switch {
	case !next.Timed():
	case !r.Timed():
		r.First, r.Last, r.Earliest, r.Latest = next.First, next.Last, next.Earliest, next.Latest
		r.Quiet, r.QuietFrom = next.Quiet, next.QuietFrom
	default:
		r.Silence(next.QuietFrom, next.QuietFrom+next.Quiet)
		r.Last = next.Last
		r.Earliest, r.Latest = min(r.Earliest, next.Earliest), max(r.Latest, next.Latest)
	}
}

// goBackBefore adds a step back in front of those that are known: they stay in the order of their ids,
// and where there are too many the last one is not told.
func (r *Run) goBackBefore(step StepBack) {
	r.StepsBack++
	r.Backs = slices.Insert(r.Backs, 0, step)
	if len(r.Backs) > MaxBacks {
		r.Backs = r.Backs[:MaxBacks]
	}
}

// goBack adds steps back, of which only some are known one by one.
func (r *Run) goBack(steps int, known []StepBack) {
	r.StepsBack += steps
	r.Backs = append(r.Backs, known[:min(len(known), MaxBacks-len(r.Backs))]...)
}

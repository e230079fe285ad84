package parse

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
	case next.First.IsZero():
	case r.Last.IsZero():
		r.First, r.Last, r.Earliest, r.Latest = next.First, next.Last, next.Earliest, next.Latest
		r.Quiet, r.QuietFrom = next.Quiet, next.QuietFrom
	default:
		if next.First.Wall < r.Last.Wall-OutOfOrder {
			r.back(StepBack{next.FirstID, r.Last.Wall, next.First.Wall})
		}
		r.Silence(r.Last.Wall, next.First.Wall)
		r.Silence(next.QuietFrom, next.QuietFrom+next.Quiet)
		r.Last = next.Last
		r.Earliest, r.Latest = min(r.Earliest, next.Earliest), max(r.Latest, next.Latest)
	}
	r.StepsBack += next.StepsBack
	r.Backs = append(r.Backs, next.Backs[:min(len(next.Backs), MaxBacks-len(r.Backs))]...)
	r.LastID, r.Records = next.LastID, r.Records+next.Records
	if r.Channel == "" {
		r.Channel = next.Channel
	}
	if r.Computer == "" {
		r.Computer = next.Computer
	}
}

package parse

// AppendRun adds r to runs, joined to the last one where its ids go on.
func AppendRun(runs []Run, r Run) []Run {
	if n := len(runs); n > 0 && runs[n-1].LastID+1 == r.FirstID && (runs[n-1].Channel == r.Channel || r.Channel == "" || runs[n-1].Channel == "") {
		last := &runs[n-1]
		if r.First.Wall < last.Last.Wall-OutOfOrder {
			last.StepsBack++
		}
		last.StepsBack += r.StepsBack
		last.Silence(last.Last.Wall, r.First.Wall)
		last.Silence(r.QuietFrom, r.QuietFrom+r.Quiet)
		last.LastID, last.Last, last.Records = r.LastID, r.Last, last.Records+r.Records
		last.Earliest, last.Latest = min(last.Earliest, r.Earliest), max(last.Latest, r.Latest)
		if last.Channel == "" {
			last.Channel = r.Channel
		}
		if last.Computer == "" {
			last.Computer = r.Computer
		}
		return runs
	}
	return append(runs, r)
}

package evt

import "github.com/vsslog/vsslog/parse"

// addRun counts a live record for coverage, whether it is wanted or not. Remnants
// are not counted: their numbers lie before the log's oldest, with holes.
func addRun(batch *parse.Batch, channel, computer string, head recordHead) {
	id, stamp := uint64(head.number), parse.WholeSecond(parse.FromUnix(int64(head.generated)))
	if head.generated == 0 {
		stamp = parse.Timestamp{}
	}
	if n := len(batch.Runs); n > 0 {
		if run := &batch.Runs[n-1]; run.LastID+1 == id && run.Computer == computer {
			run.Extend(id, stamp)
			return
		}
	}
	batch.Runs = append(batch.Runs, parse.StartRun(channel, computer, id, stamp))
}

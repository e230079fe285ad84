package evt

import "github.com/vsslog/vsslog/parse"

// addRun counts a live record for coverage, whether it is wanted or not. Remnants
// are not counted: their numbers lie before the log's oldest, with holes.
func addRun(batch *parse.Batch, channel, computer string, head recordHead) {
	id, stamp := uint64(head.number), parse.WholeSecond(parse.FromUnix(int64(head.generated)))
	if n := len(batch.Runs); n > 0 {
		run := &batch.Runs[n-1]
		if run.LastID+1 == id && run.Computer == computer {
			if stamp.Wall < run.Last.Wall-parse.OutOfOrder {
				run.StepsBack++
			}
			run.Silence(run.Last.Wall, stamp.Wall)
			run.LastID, run.Last = id, stamp
			run.Earliest, run.Latest = min(run.Earliest, stamp.Wall), max(run.Latest, stamp.Wall)
			run.Records++
			return
		}
	}
	batch.Runs = append(batch.Runs, parse.Run{
		Channel: channel, Computer: computer, FirstID: id, LastID: id, First: stamp, Last: stamp,
		Earliest: stamp.Wall, Latest: stamp.Wall, Records: 1,
	})
}

package evtx

import "github.com/vsslog/vsslog/parse"

// runCounter counts the records of a chunk from their headers alone, decoded or
// not: stretches of consecutive ids, their times, and where the clock went back.
type runCounter struct{ open bool }

// add counts the record f.
func (c *runCounter) add(b *parse.Batch, f record) {
	at := headerTime(f.time)
	if c.open {
		if run := &b.Runs[len(b.Runs)-1]; f.id == run.LastID+1 {
			run.Extend(f.id, at)
			return
		}
	}
	c.open = true
	b.Runs = append(b.Runs, parse.StartRun("", "", f.id, at))
}

// nameless reports whether the log and host of the current run are not known yet.
func (c *runCounter) nameless(b *parse.Batch) bool {
	run := &b.Runs[len(b.Runs)-1]
	return run.Channel == "" && run.Computer == ""
}

// curious reports whether a record of the current run should be read for its
// names alone: not for ever, there may be none.
func (c *runCounter) curious(b *parse.Batch) bool {
	const tries = 8
	return c.nameless(b) && b.Runs[len(b.Runs)-1].Records <= tries
}

// describe names the log and the host of the current run after a record of it.
func (c *runCounter) describe(b *parse.Batch, r *parse.Record) {
	if c.nameless(b) {
		run := &b.Runs[len(b.Runs)-1]
		run.Channel, run.Computer = r.Channel, r.Computer
	}
}

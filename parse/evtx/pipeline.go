package evtx

import (
	"context"
	"io"
	"sync"

	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/parse"
)

// jobBlocks returns how many blocks go to a worker at once. A block that a
// selector leaves alone takes 20 microseconds, and handing it over takes a good
// part of that; with many workers, fewer keep the memory down.
func jobBlocks(workers int) int { return min(max(16/workers, 1), 8) }

// job is a few blocks on their way through a worker; done receives their batches.
type job struct {
	blocks []block
	done   chan decoded
}

// decoded is what came of a job.
type decoded struct {
	batches []*parse.Batch
	err     error // a bug; without batches
}

// readTogether reads in one goroutine, decodes in as many as there are workers,
// and emits from the caller's, in the order of the input. Few more jobs than
// there are workers are under way.
func readTogether(ctx context.Context, s *splitter, shared *run, workers int, emit func(*parse.Batch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()

	work := make(chan *job, workers)
	order := make(chan *job, workers+2)
	for range workers {
		group.Go(func() { decodeJobs(shared, work) })
	}

	var failure error // of the reader; read after order is closed
	group.Go(func() {
		defer close(order)
		defer close(work)
		for failure == nil {
			j := &job{done: make(chan decoded, 1)}
			for len(j.blocks) < jobBlocks(workers) && failure == nil {
				var blk block
				if blk, failure = s.next(); failure == nil {
					j.blocks = append(j.blocks, blk)
				}
			}
			select {
			case order <- j:
				work <- j // the workers drain it whatever happens
			case <-ctx.Done():
				failure = ctx.Err()
				return
			}
		}
		if failure == io.EOF {
			failure = nil
		} else {
			failure = errRead{failure}
		}
	})

	for j := range order {
		made := <-j.done
		if made.err != nil {
			cancel()
			drain(order)
			return made.err
		}
		for i, batch := range made.batches {
			err := ctx.Err()
			if err == nil {
				err = emit(batch)
			} else {
				batch.Release()
			}
			if err != nil {
				cancel()
				release(made.batches[i+1:])
				drain(order)
				return err
			}
		}
	}
	return failure
}

// decodeJobs is a worker.
func decodeJobs(shared *run, work <-chan *job) {
	d := newDecoder(shared)
	for j := range work {
		made := d.decodeJob(j)
		if made.err != nil {
			d = newDecoder(shared) // nobody knows what the old one holds
		}
		j.done <- made
	}
}

func (d *decoder) decodeJob(j *job) (made decoded) {
	defer func() {
		if made.err != nil {
			made.batches = nil
		}
	}()
	defer bug.Catch(d.doing, &made.err)
	made.batches = make([]*parse.Batch, len(j.blocks))
	for i := range j.blocks {
		made.batches[i] = d.decode(&j.blocks[i])
		j.blocks[i].release()
	}
	return made
}

// drain releases what is still under way.
func drain(order <-chan *job) {
	for j := range order {
		release((<-j.done).batches)
	}
}

func release(batches []*parse.Batch) {
	for _, b := range batches {
		b.Release()
	}
}

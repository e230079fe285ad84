package evtx

import (
	"context"
	"io"
	"sync"

	"github.com/vsslog/vsslog/parse"
)

// job is a block on its way through a worker; done receives its batch.
type job struct {
	block block
	done  chan *parse.Batch
}

// readTogether reads in one goroutine, decodes in as many as there are workers,
// and emits from the caller's, in the order of the input. At most two blocks
// for each worker are under way.
func readTogether(ctx context.Context, s *splitter, shared *run, workers int, emit func(*parse.Batch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()

	work := make(chan *job, workers)
	order := make(chan *job, 2*workers)
	for range workers {
		group.Go(func() {
			d := newDecoder(shared)
			for j := range work {
				j.done <- d.decode(&j.block)
				j.block.release()
			}
		})
	}

	var failure error // of the reader; read after order is closed
	group.Go(func() {
		defer close(order)
		defer close(work)
		for {
			blk, err := s.next()
			if err != nil {
				if err != io.EOF {
					failure = errRead{err}
				}
				return
			}
			j := &job{block: blk, done: make(chan *parse.Batch, 1)}
			select {
			case order <- j:
			case <-ctx.Done():
				failure = ctx.Err()
				return
			}
			work <- j // the workers drain it whatever happens
		}
	})

	for j := range order {
		batch := <-j.done
		if err := ctx.Err(); err != nil {
			batch.Release()
			cancel()
			drain(order)
			return err
		}
		if err := emit(batch); err != nil {
			cancel()
			drain(order)
			return err
		}
	}
	return failure
}

// drain takes what is still under way, so that nobody waits for it for ever.
func drain(order <-chan *job) {
	for j := range order {
		(<-j.done).Release()
	}
}

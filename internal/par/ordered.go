// Package par runs work in several goroutines and delivers the results in order.
package par

import (
	"context"
	"sync"

	"github.com/vsslog/vsslog/internal/bug"
)

// OrderedMap makes n things with so many goroutines and passes them to visit in
// order, from the caller's goroutine. At most workers+2 things wait for their turn. It stops
// at the first error, in the order of the things. A panic in produce is returned as an
// error, which says what was being done.
func OrderedMap[T any](
	ctx context.Context,
	doing string,
	workers, n int,
	produce func(int) (T, error),
	visit func(int, T) error,
) error {
	type made struct {
		thing T
		err   error
	}
	type job struct {
		i    int
		done chan made
	}
	workers = min(max(workers, 1), max(n, 1))
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	work, order := make(chan job), make(chan job, workers+1)
	group.Go(func() {
		defer close(order)
		defer close(work)
		for i := range n {
			if ctx.Err() != nil { // else a select below may choose to go on
				return
			}
			j := job{i, make(chan made, 1)}
			for _, to := range []chan job{order, work} {
				select {
				case to <- j:
				case <-ctx.Done():
					return
				}
			}
		}
	})
	for range workers {
		group.Go(func() {
			for j := range work {
				var m made
				func() {
					defer bug.Catch(doing, &m.err)
					m.thing, m.err = produce(j.i)
				}()
				j.done <- m
			}
		})
	}
	for j := range order {
		select {
		case m := <-j.done:
			if m.err != nil {
				return m.err
			}
			if err := visit(j.i, m.thing); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

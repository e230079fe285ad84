// Package ingest reads inputs: it recognises their formats and keeps from each what the
// vocabulary knows, as an extract in a pack. A checkpoint lets a later run continue an
// interrupted one.
package ingest

import (
	"context"
	"errors"
	"os"
	"sync"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
)

// Extracts are what was kept of the items of a run, or of those that were selected.
type Extracts struct {
	Items []pack.ItemRef // in the order of their numbers
	All   pack.InputSet  // of the run, items that were not selected too

	checkpoint *checkpoint
}

// Close frees the memory or the file that holds the extracts.
func (e *Extracts) Close() error { return e.checkpoint.store.Close() }

// Commit is to be called when the results are written: Options.State goes, or with
// Options.Resume it stays for the next run. The extracts are closed.
func (e *Extracts) Commit() error { return e.checkpoint.commit(e.Items) }

// Run reads everything below opt.Paths. An input that cannot be read is a head with a
// problem; the rest goes on. The error is one of usage or of ctx. The extracts are to
// be closed.
func Run(ctx context.Context, opt Options) (*Extracts, error) {
	c, err := newCheckpoint(opt)
	if err != nil {
		return nil, err
	}
	e := &Extracts{checkpoint: c}
	if e.Items, e.All, err = readItems(ctx, newExtractor(opt), c); err != nil {
		return nil, errors.Join(err, c.store.Close())
	}
	opened, err := pack.Open(c.store, c.store.Size())
	if err != nil {
		return nil, errors.Join(err, c.store.Close())
	}
	for i := range e.Items {
		e.Items[i].Pack = opened
	}
	pack.SortRefs(e.Items)
	return e, nil
}

// bigItem is from where the chunks of one file keep all workers busy, so that no
// other is read beside it: memory is for the chunks under way.
const bigItem = 32 << 20 // bytes

// readItems reads the selected items, several at once, and writes their extracts to
// the checkpoint in whatever order they are done. It returns where they are in it.
func readItems(ctx context.Context, x *extractor, c *checkpoint) (made []pack.ItemRef, all pack.InputSet, err error) {
	workers := max(x.opt.Workers, 1)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex // of made
	var group sync.WaitGroup
	free := make(chan struct{}, workers) // a token for each worker under way
	all, err = eachItem(ctx, x.opt, func(number int, item *source.Item) error {
		share := 1
		if info, err := os.Stat(item.Path); item.Stream || err == nil && info.Size() >= bigItem {
			share = workers
		}
		for range share { // only this goroutine takes tokens: it gets them all in the end
			free <- struct{}{}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		group.Go(func() {
			at, err := x.once(ctx, item, number, share, c)
			if err != nil {
				cancel(err)
			}
			mu.Lock()
			made = append(made, pack.ItemRef{At: at, Number: number})
			mu.Unlock()
			for range share {
				<-free
			}
		})
		return nil
	})
	group.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return made, all, err
}

// eachItem passes the selected items to visit with their numbers among all items, which
// are not held unless some are to be selected.
func eachItem(
	ctx context.Context,
	opt Options,
	visit func(number int, item *source.Item) error,
) (pack.InputSet, error) {
	if opt.Select != nil {
		return eachSelected(ctx, opt, visit)
	}
	set := pack.NewInputSetHash()
	err := source.Each(ctx, opt.Paths, opt.source(), func(item *source.Item) error {
		return visit(set.Add(item.Source()), item)
	})
	return set.Sum(), err
}

func eachSelected(
	ctx context.Context,
	opt Options,
	visit func(number int, item *source.Item) error,
) (pack.InputSet, error) {
	items, err := List(ctx, opt)
	if err != nil {
		return pack.InputSet{}, err
	}
	selected, err := opt.Select(ctx, items)
	if err != nil {
		return pack.InputSet{}, err
	}
	set := pack.NewInputSetHash()
	for number, item := range items {
		set.Add(item.Source())
		if selected[number] {
			if err := visit(number, item); err != nil {
				return pack.InputSet{}, err
			}
		}
		items[number] = nil
	}
	return set.Sum(), nil
}

// once reads an item unless an earlier run did, and returns where it is in the pack of
// the checkpoint.
func (x *extractor) once(
	ctx context.Context,
	item *source.Item,
	number, workers int,
	c *checkpoint,
) (at int64, err error) {
	if x.opt.Learn == nil { // else everything is read for the names in it
		found, err := c.lookup(ctx, item)
		if err != nil {
			return 0, err
		}
		if found != 0 {
			x.progress.begin(item.Source())
			return found, nil
		}
	}
	before := timesOf(item.Path)
	made, err := x.item(ctx, item, number, workers, c.writer)
	if err != nil {
		return 0, err
	}
	if err := c.record(ctx, item, made, before); err != nil {
		return 0, err
	}
	err = c.writer.Item(made.Item)
	return made.At, err
}

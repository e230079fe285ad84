package vsslog

import (
	"context"
	"errors"
	"math"
	"os"
	"sync"

	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/source"
)

// DefaultMemory is Options.Memory where it is 0.
const DefaultMemory = 256 << 20

// Read reads everything below opt.Paths. An input that cannot be read is a row
// with a problem; the rest goes on. The error is one of usage or of ctx. The
// study is to be closed.
func Read(ctx context.Context, opt Options) (*Study, error) {
	redactor, err := redactorOf(opt)
	if err != nil {
		return nil, err
	}
	s, err := read(ctx, opt, redactor)
	if err != nil || redactor == nil {
		return s, err
	}
	s.room = math.MaxInt64 // pseudonyms are made of all names: all results are held
	if err := s.redact(ctx, redactor); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// memoryOf is how many bytes may be held in memory: half for extracts, half for
// results that are asked for once more.
func memoryOf(opt Options) int64 {
	if opt.Memory > 0 {
		return opt.Memory
	}
	return DefaultMemory
}

func read(ctx context.Context, opt Options, redactor *redact.Redactor) (*Study, error) {
	if _, err := location(opt.Zone); err != nil {
		return nil, err
	}
	st, err := newState(opt)
	if err != nil {
		return nil, err
	}
	made, listing, err := readItems(ctx, newExtraction(opt, redactor), st)
	if err != nil {
		return nil, errors.Join(err, st.store.Close())
	}
	s, err := st.study(opt, made)
	if err != nil {
		return nil, errors.Join(err, st.store.Close())
	}
	s.listing = listing
	return s, nil
}

// bigItem is from where the chunks of one file keep all workers busy, so that no
// other is read beside it: memory is for the chunks under way.
const bigItem = 32 << 20 // bytes

// readItems reads the items of the run, or of its shard, several at once, and writes
// their extracts to the state in whatever order they are done. It returns where they
// are in the state, and the listing of all items.
func readItems(ctx context.Context, x *extraction, st *state) (made []itemAt, all Listing, err error) {
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
			at, err := x.once(ctx, item, number, share, st)
			if err != nil {
				cancel(err)
			}
			mu.Lock()
			made = append(made, itemAt{at: at, number: number})
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

// eachItem hands the items of the run's shard to visit with their numbers among all
// items, which are not held unless they are to be divided.
func eachItem(ctx context.Context, opt Options, visit func(number int, item *source.Item) error) (Listing, error) {
	if opt.Shard.Of > 1 {
		return eachPicked(ctx, opt, visit)
	}
	l := newLister()
	err := source.Each(ctx, opt.Paths, walking(opt), func(item *source.Item) error {
		l.add(item.Source())
		return visit(l.Items-1, item)
	})
	return l.listing(), err
}

func eachPicked(ctx context.Context, opt Options, visit func(number int, item *source.Item) error) (Listing, error) {
	items, err := List(ctx, opt)
	if err != nil {
		return Listing{}, err
	}
	picked, err := opt.Shard.pick(ctx, opt, items)
	if err != nil {
		return Listing{}, err
	}
	l := newLister()
	for number, item := range items {
		l.add(item.Source())
		if picked[number] {
			if err := visit(number, item); err != nil {
				return Listing{}, err
			}
		}
		items[number] = nil
	}
	return l.listing(), nil
}

// once reads an item unless an earlier run did, and returns where it is in the state.
func (x *extraction) once(ctx context.Context, item *source.Item, number, workers int, st *state) (at int64, err error) {
	if x.redactor == nil { // else everything is read for the names in it
		found, err := st.find(ctx, item)
		if err != nil {
			return 0, err
		}
		if found != 0 {
			x.follower.begin(item.Source())
			return found, nil
		}
	}
	before := timesOf(item.Path)
	made, err := x.item(ctx, item, number, workers, st.writer)
	if err != nil {
		return 0, err
	}
	if err := st.mark(ctx, item, made, before); err != nil {
		return 0, err
	}
	err = st.writer.Item(made.Item)
	return made.At, err
}

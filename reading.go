package vsslog

import (
	"context"
	"errors"
	"math"
	"os"
	"sync"

	"github.com/vsslog/vsslog/parse/collect"
	"github.com/vsslog/vsslog/parse/extract"
	"github.com/vsslog/vsslog/redact"
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
	items, err := List(ctx, opt)
	if err != nil {
		return nil, err
	}
	picked, err := opt.Shard.pick(ctx, opt, items)
	if err != nil {
		return nil, err
	}
	st, err := newState(opt)
	if err != nil {
		return nil, err
	}
	made, err := readItems(ctx, newExtraction(opt, redactor), items, picked, st)
	if err != nil {
		return nil, errors.Join(err, st.store.Close())
	}
	s, err := newStudy(opt, nil, made.placed(st.store.Pack()))
	if err != nil {
		return nil, errors.Join(err, st.store.Close())
	}
	s.close = st.store.Close
	sources := make([]string, len(items))
	for i := range items {
		sources[i] = items[i].Source()
	}
	s.listing = ListingOf(sources)
	s.stale = st.unused(made.items)
	return s, nil
}

// bigItem is from where the chunks of one file keep all workers busy, so that no
// other is read beside it: memory is for the chunks under way.
const bigItem = 32 << 20 // bytes

// readItems reads the picked items, several at once, and writes their extracts to
// the state in whatever order they are done.
func readItems(ctx context.Context, x *extraction, items []*collect.Item, picked map[int]bool, st *state) (*results, error) {
	workers := max(x.opt.Workers, 1)
	done := &results{}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	free := make(chan struct{}, workers) // a token for each worker under way
	for number, item := range items {
		if !picked[number] {
			continue
		}
		share := 1
		if info, err := os.Stat(item.Path); item.Stream || err == nil && info.Size() >= bigItem {
			share = workers
		}
		for range share { // only this goroutine takes tokens: it gets them all in the end
			free <- struct{}{}
		}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			made, err := x.once(ctx, item, number, share, st)
			if err != nil {
				cancel(err)
			} else {
				done.add(made)
			}
			for range share {
				<-free
			}
		})
	}
	group.Wait()
	return done, context.Cause(ctx)
}

// once reads an item unless an earlier run did.
func (x *extraction) once(ctx context.Context, item *collect.Item, number, workers int, st *state) (*extract.Item, error) {
	if x.redactor == nil { // else everything is read for the names in it
		found, err := st.find(ctx, item)
		if err != nil {
			return nil, err
		}
		if found != nil {
			x.follower.begin(item.Source())
			again := *found
			again.Number, again.Source = number, item.Source()
			return &again, nil
		}
	}
	before := timesOf(item.Path)
	made, err := x.item(ctx, item, number, workers, st.writer)
	if err != nil {
		return nil, err
	}
	if err := st.mark(ctx, item, made, before); err != nil {
		return nil, err
	}
	if err := st.writer.Item(made.Item); err != nil {
		return nil, err
	}
	if !x.opt.Resume {
		made.Key, made.Stamp = "", "" // only Settle asks for them once more
	}
	return made.Item, nil
}

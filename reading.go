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
	store := extract.NewStore(memoryOf(opt) / 2)
	w, err := extract.NewWriter(store)
	if err == nil {
		err = readItems(ctx, newExtraction(opt, redactor), items, w)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	s, err := NewStudy(opt, store.Pack())
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	s.close = store.Close
	return s, nil
}

// bigItem is from where the chunks of one file keep all workers busy, so that no
// other is read beside it: memory is for the chunks under way.
const bigItem = 32 << 20 // bytes

// readItems reads items, several at once, and writes their extracts to w in
// whatever order they are done.
func readItems(ctx context.Context, x *extraction, items []*collect.Item, w *extract.Writer) error {
	workers := max(x.opt.Workers, 1)
	x.follow()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	free := make(chan struct{}, workers) // a token for each worker under way
	for number, item := range items {
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
			made, err := x.item(ctx, item, number, share, w)
			if err == nil {
				err = w.Item(made)
			}
			if err != nil {
				cancel(err)
			}
			for range share {
				<-free
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// follow tells the progress of the run to whom it may concern.
func (x *extraction) follow() {
	if x.opt.Progress == nil {
		return
	}
	var mu sync.Mutex
	inputs, bytes := 0, int64(0)
	x.begin = func(source string) {
		mu.Lock()
		defer mu.Unlock()
		inputs++
		x.opt.Progress(Progress{source, inputs, bytes})
	}
	x.end = func(n int64) {
		mu.Lock()
		defer mu.Unlock()
		bytes += n
	}
}

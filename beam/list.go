package beam

import (
	"context"
	"fmt"

	"github.com/vsslog/vsslog/internal/ingest"
	"github.com/vsslog/vsslog/internal/source"
)

// Listed is one item of the list.
type Listed struct {
	Number  int
	Place   []byte // source.Item in its binary form; empty for an item that cannot be read
	Source  string // of an item that cannot be read, and why
	Problem string
	NoInput bool // it is not meant to be read
}

// listFn lists what there is to read.
type listFn struct{ Config Config }

// ProcessElement hands on a Listed in its binary form for each item, in their order. A
// failure here is one of the context alone: what cannot be read is an item.
func (f *listFn) ProcessElement(ctx context.Context, _ []byte, emit func([]byte)) error {
	items, err := ingest.List(ctx, f.Config.ingest())
	if err != nil {
		return err
	}
	for number, item := range items {
		l, err := listed(number, item)
		if err != nil {
			return f.Config.told(err)
		}
		data, err := f.Config.encode(l)
		if err != nil {
			return err
		}
		emit(data)
	}
	return nil
}

func listed(number int, item *source.Item) (Listed, error) {
	l := Listed{Number: number}
	switch err := item.Problem(); {
	case err != nil:
		l.Source, l.Problem = item.Source(), err.Error()
		l.NoInput = ingest.NoInput(err)
		return l, nil
	case item.Stream:
		l.Source, l.Problem = item.Source(), "a pipe reaches one process only: put what it holds into a file"
		return l, nil
	}
	var err error
	if l.Place, err = item.MarshalBinary(); err != nil {
		return l, fmt.Errorf("%s: %w", item.Source(), err)
	}
	return l, nil
}

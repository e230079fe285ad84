package fleet

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/vsslog/vsslog"
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

var listedType = reflect.TypeFor[Listed]()

// listFn lists what there is to read.
type listFn struct{ Config Config }

// ProcessElement lists the items in their order. A failure here is one of the
// context alone: what cannot be read is an item.
func (f *listFn) ProcessElement(ctx context.Context, _ []byte, emit func(Listed)) error {
	opt, err := f.Config.options()
	if err != nil {
		return err
	}
	items, err := vsslog.List(ctx, opt)
	if err != nil {
		return err
	}
	for number, item := range items {
		l, err := listed(number, item)
		if err != nil {
			return err
		}
		emit(l)
	}
	return nil
}

func listed(number int, item *source.Item) (Listed, error) {
	l := Listed{Number: number}
	switch err := item.Problem(); {
	case err != nil:
		l.Source, l.Problem = item.Source(), err.Error()
		l.NoInput = errors.Is(err, source.ErrRepeated)
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

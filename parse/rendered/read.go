package rendered

import (
	"context"

	"github.com/vsslog/vsslog/parse"
)

// Read opens an input as text and lets run go from event to event. An input in
// which it found none is not of its kind: expected and found say so, advice what
// to do.
func Read(
	ctx context.Context,
	in *parse.Input,
	opt parse.Options,
	emit func(*parse.Batch) error,
	run func(*Text, *Sink) error,
	expected, found, advice string,
) error {
	text, err := Open(ctx, in, opt.CodePage)
	if err != nil {
		return err
	}
	defer text.Close()
	sink := NewSink(opt, emit)
	mark, _ := text.Offset() // behind the byte order mark
	sink.Structure(mark)
	err = run(text, sink)
	if err == nil && !sink.Found {
		err = &parse.Error{
			Source:   in.Source,
			Expected: expected,
			Found:    found,
			Reason:   parse.ErrNotThisFormat,
			Advice:   advice,
		}
	}
	return sink.Close(err)
}

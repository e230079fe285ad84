package ingest

import (
	"context"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// Convert passes the records below opt.Paths to take, in the order of the inputs and of
// their offsets: all of them, or those that the vocabulary knows. A batch is borrowed
// for the call. The heads say what each input gave, and the problems what could not be
// opened. An error of take ends the run, one of an input does not.
func Convert(
	ctx context.Context,
	opt Options,
	all bool,
	take func(source string, batch *parse.Batch) error,
) (heads []*pack.Head, problems []pack.Problem, err error) {
	r := newReader(opt)
	var selector *parse.Selector
	if !all {
		selector = vocab.Selection()
	}
	found, err := source.Walk(ctx, opt.Paths, opt.source(), func(in *parse.Input) error {
		head := &pack.Head{}
		heads = append(heads, head)
		_, err := r.readInput(
			ctx,
			in,
			head,
			r.parsing(opt.Workers, selector),
			func(b *parse.Batch) error { return take(in.Source, b) },
		)
		return err
	})
	return heads, heldProblems(found), err
}

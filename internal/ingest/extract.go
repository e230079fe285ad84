package ingest

import (
	"context"
	"io"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
)

// Extract reads an item and writes what is kept of it to w, as a pack of
// extracts. number is its place in the list of all items. An input that cannot be
// read is a head with a problem; the error is one of ctx, w, or of opt.As.
func Extract(ctx context.Context, opt Options, item *source.Item, number int, w io.Writer) error {
	pack, err := pack.NewWriter(w)
	if err != nil {
		return err
	}
	made, err := newExtractor(opt).item(ctx, item, number, opt.Workers, pack)
	if err != nil {
		return err
	}
	return pack.Item(made.Item)
}

// extractor makes the extracts of items. It is safe for concurrent use.
type extractor struct {
	reader
	selector *parse.Selector
}

func newExtractor(opt Options) *extractor {
	x := &extractor{newReader(opt), vocab.Selection()}
	if opt.Learn == nil { // names are learned from what has no meaning too
		vocab.LeaveOut(x.selector)
	}
	return x
}

// readItem is an item as it was read.
type readItem struct {
	*pack.Item
	sound   bool   // nothing kept it from being read, so that reading it again would give the same
	content string // SHA-256 of the item's file, "" if it was not computed on the way
}

// item reads an item with so many workers and writes the extracts of its inputs
// to w, but not yet the item.
func (x *extractor) item(
	ctx context.Context,
	item *source.Item,
	number, workers int,
	w *pack.Writer,
) (*readItem, error) {
	out := &readItem{Item: &pack.Item{Number: number, Source: item.Source()}, sound: true}
	var learner Learner
	if x.opt.Learn != nil {
		learner = x.opt.Learn()
	}
	problems, err := walk(ctx, item, func(in *parse.Input) error {
		b := w.NewBuilder()
		head, sound, err := x.input(ctx, in, workers, b, learner)
		if err != nil {
			return err
		}
		at, err := b.Close(head)
		if err != nil {
			return err
		}
		out.sound = out.sound && sound
		if head.Source == item.Source() {
			out.content = head.SHA256
		}
		out.Heads = append(out.Heads, at)
		return nil
	})
	if b := bug.Of(err); b != nil {
		problems, err = append(problems, source.Problem{Source: item.Source(), Reason: b}), nil
	}
	if err != nil {
		return nil, err
	}
	out.Problems = heldProblems(problems)
	if learner != nil {
		out.Names = learner.Names()
	}
	out.sound = out.sound && len(problems) == 0
	return out, nil
}

// walk is item.Walk; a panic is an error.
func walk(
	ctx context.Context,
	item *source.Item,
	visit func(*parse.Input) error,
) (problems []source.Problem, err error) {
	defer bug.Catch("unpacking "+item.Source(), &err)
	return item.Walk(ctx, visit)
}

// input passes what an input holds to b, and to learner unless that is nil, and returns its
// head, and whether it was read to its end. An error ends the run.
func (x *extractor) input(
	ctx context.Context,
	in *parse.Input,
	workers int,
	b *pack.Builder,
	learner Learner,
) (head *pack.Head, sound bool, err error) {
	head = &pack.Head{Folder: in.Host, Beside: in.Beside}
	var codes strayCodes
	var crowd crowd
	read, err := x.readInput(ctx, in, head, x.parsing(workers, x.selector), func(batch *parse.Batch) error {
		codes.add(batch)
		return x.take(head, b, learner, &crowd, batch)
	})
	if err != nil || !read.claimed {
		if err == nil && head.Format == pack.Unrecognised {
			head.Lacks = lacks(head)
		}
		return head, read.sound, err
	}
	if pack.Foreign(head.Format) {
		head.Problem = join(head.Problem, codes.problem())
	}
	head.Problem = join(head.Problem, crowd.problem())
	if learner != nil {
		learner.Content(in)
	}
	head.Read = !pack.Foreign(head.Format)
	head.Lacks = lacks(head)
	return head, read.sound, nil
}

// take keeps what a batch holds of use.
func (x *extractor) take(
	head *pack.Head,
	b *pack.Builder,
	learner Learner,
	crowd *crowd,
	batch *parse.Batch,
) error {
	for i := range batch.Records {
		r := &batch.Records[i]
		if learner != nil {
			learner.Learn(r)
		}
		b.Saw(r.Computer)
		if !vocab.HasMeaning(r) {
			continue
		}
		if r.Text(parse.FieldTool) != parse.ToolUnrecognised {
			head.Useful = true
		}
		if head.Home == "" {
			head.Home = vocab.HomeLog(r)
		}
		if host := hosting.StatedHost(r); host != "" {
			b.States(host)
		}
		if crowd.leaves(r) {
			continue
		}
		if err := b.Keep(r); err != nil {
			return err
		}
	}
	b.AddRuns(batch.Runs)
	return nil
}

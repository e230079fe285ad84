package vsslog

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/redact"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/formats"
)

// List names the files below opt.Paths, in the order of the inputs table, without
// opening them. What cannot be read is an item with a problem. Its error is that
// of ctx.
func List(ctx context.Context, opt Options) ([]*source.Item, error) {
	return source.List(ctx, opt.Paths, walking(opt))
}

func walking(opt Options) source.Options {
	return source.Options{Password: opt.Password, Stdin: opt.Stdin, Skip: opt.Out}
}

// Extract reads an item and writes what is kept of it to w, as a pack of
// extracts. number is its place in the list of all items. An input that cannot be
// read is a head with a problem; the error is one of ctx, w, or of opt.As.
func Extract(ctx context.Context, opt Options, item *source.Item, number int, w io.Writer) error {
	pack, err := pack.NewWriter(w)
	if err != nil {
		return err
	}
	made, err := newExtraction(opt, nil).item(ctx, item, number, opt.Workers, pack)
	if err != nil {
		return err
	}
	return pack.Item(made.Item)
}

// extraction makes the extracts of items. It is safe for concurrent use.
type extraction struct {
	opt      Options
	selector *parse.Selector
	redactor *redact.Redactor // learns from what is read; may be nil
	follower *follower
}

func newExtraction(opt Options, redactor *redact.Redactor) *extraction {
	return &extraction{opt: opt, selector: correlate.Selection(), redactor: redactor, follower: &follower{tell: opt.Progress}}
}

// readItem is an item as it was read.
type readItem struct {
	*pack.Item
	sound   bool   // nothing kept it from being read, so that reading it again would give the same
	content string // SHA-256 of the item's file, "" if it was not reckoned on the way
}

// item reads an item with so many workers and writes the extracts of its inputs
// to w, but not yet the item.
func (x *extraction) item(ctx context.Context, item *source.Item, number, workers int, w *pack.Writer) (*readItem, error) {
	out := &readItem{Item: &pack.Item{Number: number, Source: item.Source()}, sound: true}
	problems, err := item.Walk(ctx, func(in *parse.Input) error {
		head := &pack.Head{Folder: in.Host, Beside: in.Beside}
		at, sound, err := x.input(ctx, in, workers, head, w)
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
	if err != nil {
		return nil, err
	}
	out.Problems = heldProblems(problems)
	out.sound = out.sound && len(problems) == 0
	return out, nil
}

// input reads one input and returns the place of its head in w, and whether it was
// read to its end.
func (x *extraction) input(ctx context.Context, in *parse.Input, workers int, head *pack.Head, w *pack.Writer) (at int64, sound bool, err error) {
	x.follower.begin(in.Source)
	row := &export.InputRow{Source: in.Source, Bytes: in.Size}
	b := w.NewBuilder()
	if sound, err = x.read(ctx, in, workers, row, head, b); err != nil {
		return 0, false, err
	}
	fillHead(head, row)
	at, err = b.Close(head)
	return at, sound, err
}

// read hands what the input holds to b. An error ends the run.
func (x *extraction) read(ctx context.Context, in *parse.Input, workers int, row *export.InputRow, head *pack.Head, b *pack.Builder) (sound bool, err error) {
	told := int64(0)
	defer func() { x.follower.read(max(row.Bytes, 0) - told) }() // what no batch accounts for
	hash := hashing(in, x.opt.Hash)
	format, confidence, _, err := source.Identify(in, formats.All, x.opt.As)
	if errors.Is(err, source.ErrUnknownFormat) {
		return false, err
	}
	if err != nil {
		row.Problem = reason(err)
		return errors.Is(err, parse.ErrEmpty), ctx.Err()
	}
	if format.Read == nil {
		row.Format = Unrecognised
		row.Lacks = lacks(row, false)
		hash.finish(ctx, row)
		return true, ctx.Err()
	}
	row.Format, row.Confidence = format.Name, int(confidence)
	reading := parse.Options{Selector: x.selector, Workers: workers, Slack: x.opt.Slack, CodePage: x.opt.CodePage, Zone: x.opt.Zone}
	var stop error
	var loose looseCodes
	err = format.Read(ctx, in, reading, func(batch *parse.Batch) error {
		defer batch.Release()
		told += batch.Account.Total()
		x.follower.read(batch.Account.Total())
		loose.add(batch)
		if stop = x.take(in.Source, row, head, b, batch); stop != nil {
			return stop
		}
		return ctx.Err()
	})
	switch {
	case stop != nil:
		return false, stop
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil:
		row.Problem = join(row.Problem, reason(err))
	}
	if p := loose.problem(); p != "" && row.Format == Unrecognised {
		row.Problem = join(row.Problem, p)
	}
	hash.finish(ctx, row)
	if x.redactor != nil {
		x.redactor.Content(in)
	}
	head.Read = row.Format != Unrecognised
	row.Lacks = lacks(row, head.Useful)
	return err == nil, nil
}

// take keeps what a batch holds of use and counts the rest.
func (x *extraction) take(source string, row *export.InputRow, head *pack.Head, b *pack.Builder, batch *parse.Batch) error {
	for i := range batch.Records {
		r := &batch.Records[i]
		if x.redactor != nil {
			x.redactor.Learn(r)
		}
		b.Saw(r.Computer)
		if correlate.NewStep(source, r) == nil {
			continue
		}
		if r.Text(parse.FieldTool) != parse.ToolUnrecognised {
			head.Useful = true
		}
		if head.Home == "" {
			head.Home = correlate.HomeLog(r)
		}
		if host := correlate.StatedHost(r); host != "" {
			b.States(host)
		}
		if err := b.Keep(r); err != nil {
			return err
		}
	}
	count(row, batch)
	b.AddRuns(batch.Runs)
	return nil
}

// fillHead takes what the extraction knows of an input's row.
func fillHead(h *pack.Head, row *export.InputRow) {
	h.Source, h.Format, h.Confidence = strings.Clone(row.Source), strings.Clone(row.Format), row.Confidence
	h.Bytes, h.SHA256, h.Problem = row.Bytes, row.SHA256, strings.Clone(row.Problem)
	h.Records, h.Damaged, h.Salvaged, h.First, h.Last = row.Records, row.Damaged, row.Salvaged, row.First, row.Last
	h.Pieces, h.Lacks = row.Pieces, row.Lacks
}

// rowOf is the row of an input as far as its head tells; the rest is for its
// hosts to say.
func rowOf(h *pack.Head) *export.InputRow {
	return &export.InputRow{Source: h.Source, Format: h.Format, Confidence: h.Confidence, Bytes: h.Bytes, SHA256: h.SHA256, Problem: h.Problem,
		Records: h.Records, Used: h.Used, Damaged: h.Damaged, Salvaged: h.Salvaged, First: h.First, Last: h.Last,
		Pieces: h.Pieces, Lacks: h.Lacks}
}

// outlineOf is what a head says of whose the input is.
func outlineOf(h *pack.Head) *correlate.Outline {
	o := &correlate.Outline{Source: h.Source, Folder: h.Folder, Beside: h.Beside, Computers: h.Computers, Named: h.Named, Home: h.Home, Runs: h.Runs}
	seen := map[string]bool{}
	for _, b := range h.Blocks {
		if !seen[b.Computer] {
			seen[b.Computer] = true
			o.Holds = append(o.Holds, b.Computer)
		}
	}
	return o
}

package vsslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/source"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/formats"
)

// What a first look takes: inputs of an archive, and bytes of each. A text that
// names its host does so at its top; of a log only the first chunk is read, if
// that names a computer.
const (
	lookInputs = 8
	lookHead   = 1 << 10 // tells a text from a log
	lookText   = 16 << 10
	lookChunk  = 72 << 10 // the first chunk and the header before it
	lookLog    = 256 << 10
)

// firstLooks finds the hosts that the first records of the items name. Texts cost
// more than logs, and whose they are is mostly known without a look: those of a
// folder are looked at only if its logs do not name one host.
func firstLooks(ctx context.Context, opt Options, items []*source.Item) ([]Outline, error) {
	outlines := make([]Outline, len(items))
	var texts []int
	err := inOrder(ctx, opt.Workers, len(items),
		func(i int) (glance, error) { return firstLook(ctx, opt, items[i], true) },
		func(i int, g glance) error {
			if g.text {
				texts = append(texts, i)
			}
			outlines[i] = g.of(i)
			return nil
		})
	if err != nil {
		return nil, err
	}
	hosts := hostsOf(outlines)
	texts = slices.DeleteFunc(texts, func(i int) bool { return hosts.one(outlines[i].Source) })
	err = inOrder(ctx, opt.Workers, len(texts),
		func(n int) (glance, error) { return firstLook(ctx, opt, items[texts[n]], false) },
		func(n int, g glance) error {
			outlines[texts[n]] = g.of(texts[n])
			return nil
		})
	return outlines, err
}

// glance is what a first look at an item gave.
type glance struct {
	*correlate.Outline
	unreadable bool
	text       bool // a text that was not looked at
}

// of is the glance as the outline of item i.
func (g glance) of(i int) Outline {
	if g.unreadable {
		return Outline{i, -1, *g.Outline}
	}
	return Outline{i, 0, *g.Outline}
}

var errSeenEnough = errors.New("enough was seen")

// firstLook finds the hosts that the first records of an item name, those of a
// text only if logsOnly is not set.
func firstLook(ctx context.Context, opt Options, item *source.Item, logsOnly bool) (glance, error) {
	g := glance{Outline: &correlate.Outline{Source: item.Source(), Folder: item.Folder()}}
	if item.Stream {
		return g, fmt.Errorf("%s: a shard cannot be picked from a pipe, which only one run can read: save it to a file", item.Source())
	}
	if g.unreadable = item.Problem() != nil; g.unreadable {
		return g, nil
	}
	inputs := 0
	_, err := item.Walk(ctx, func(in *parse.Input) error {
		inputs++
		g.Beside = in.Beside
		g.text = look(ctx, opt, in, g.Outline, logsOnly && in.Source == item.Source())
		if g.text || len(g.Computers)+len(g.Named) > 0 || inputs == lookInputs {
			return errSeenEnough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errSeenEnough) {
		return g, err
	}
	if g.Holds = slices.Concat(g.Computers, g.Named); len(g.Holds) == 0 {
		g.Holds = []string{""}
	}
	return g, nil
}

var selection = sync.OnceValue(correlate.Selection)

// look adds the hosts that the first records of an input name. It leaves a text
// alone, and says so, if logsOnly is set.
func look(ctx context.Context, opt Options, in *parse.Input, o *correlate.Outline, logsOnly bool) (left bool) {
	r, err := in.Open()
	if err != nil {
		return false
	}
	defer r.Close()
	top, isText := topOf(in, r)
	if isText && logsOnly {
		return true
	}
	format, _, _, err := source.Identify(top, formats.All, opt.As)
	if err != nil || format.Read == nil {
		return false
	}
	saw := func(list *[]string, name string) {
		if name = strings.Clone(strings.ToLower(name)); name != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	// What is wrong with the part is of no interest: the whole is read later.
	reading := parse.Options{Selector: selection(), Workers: 1, CodePage: opt.CodePage, Zone: opt.Zone}
	_ = format.Read(ctx, top, reading, func(b *parse.Batch) error {
		defer b.Release()
		for i := range b.Records {
			saw(&o.Computers, b.Records[i].Computer)
			saw(&o.Named, correlate.StatedHost(&b.Records[i]))
		}
		for _, r := range b.Runs {
			saw(&o.Computers, r.Computer)
		}
		if len(o.Computers)+len(o.Named) > 0 {
			return errSeenEnough
		}
		return ctx.Err()
	})
	return false
}

// topOf is in, cut to what a look takes, and whether it is a text. It goes on in
// r, which is in from its first byte, and opens nothing: to open a member of an
// archive may be to unpack all before it.
func topOf(in *parse.Input, r io.Reader) (top *parse.Input, isText bool) {
	seen, rest := &bytes.Buffer{}, &io.LimitedReader{R: r, N: lookHead}
	seen.ReadFrom(rest) // an error comes again
	if isText = console.IsText(seen.Bytes()); isText {
		rest.N = lookText
	} else {
		rest.N = lookLog
		seen.Grow(int(min(max(in.Size, 0), lookChunk)))
	}
	cut := *in
	cut.At, cut.Once, cut.Size = nil, false, min(in.Size, int64(seen.Len())+rest.N)
	cut.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(bytes.NewReader(seen.Bytes()), io.TeeReader(rest, seen))), nil
	}
	return &cut, isText
}

// hostsBelow are the hosts that are named below each folder, two at most: they are
// too many already.
type hostsBelow map[string][]string

func hostsOf(outlines []Outline) hostsBelow {
	h := hostsBelow{}
	for i := range outlines {
		for _, computer := range outlines[i].Computers {
			host, _, _ := strings.Cut(computer, ".")
			for dir := range foldersOf(outlines[i].Source) {
				if len(h[dir]) < 2 && !slices.Contains(h[dir], host) {
					h[dir] = append(h[dir], host)
				}
			}
		}
	}
	return h
}

// one reports whether the nearest folder of a source in which a host is named has
// one only.
func (h hostsBelow) one(source string) bool {
	for dir := range foldersOf(source) {
		if n := len(h[dir]); n > 0 {
			return n == 1
		}
	}
	return false
}

// foldersOf lists the folders that a source lies in, the nearest first.
func foldersOf(source string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir := path.Dir(source); dir != "." && dir != "/" && yield(dir); {
			dir = path.Dir(dir)
		}
	}
}

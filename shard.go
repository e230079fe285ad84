package vsslog

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/collect"
	"github.com/vsslog/vsslog/parse/formats"
)

// Shard is one of several runs that share the work: number Number, from 1, of Of.
// The zero Shard does all.
type Shard struct{ Number, Of int }

// ParseShard reads I/N.
func ParseShard(text string) (Shard, error) {
	a, b, ok := strings.Cut(text, "/")
	number, err1 := strconv.Atoi(a)
	of, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil || number < 1 || of < number {
		return Shard{}, fmt.Errorf("a shard is I/N with I from 1 to N, such as 1/4, not %q", text)
	}
	return Shard{number, of}, nil
}

// String returns I/N, "" for the zero Shard.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Number, s.Of)
}

// has reports whether a group is the shard's.
func (s Shard) has(g *Group) bool {
	key, err := hex.DecodeString(g.Key[:16])
	return err == nil && binary.BigEndian.Uint64(key)%uint64(s.Of) == uint64(s.Number-1)
}

// pick returns the numbers of the items that are the shard's. The hosts of an item
// are taken from its first records; hosts that cannot be told apart by their files
// go to one shard. All shards together have each item once, whatever the first
// records say: what they say wrong only makes the results of a shard by itself
// less than whole.
func (s Shard) pick(ctx context.Context, opt Options, items []*collect.Item) (map[int]bool, error) {
	picked := make(map[int]bool, len(items))
	if s.Of <= 1 {
		for i := range items {
			picked[i] = true
		}
		return picked, nil
	}
	outlines := make([]Outline, 0, len(items))
	err := inOrder(ctx, opt.Workers, len(items), func(i int) (*correlate.Outline, error) { return firstLook(ctx, opt, items[i]) },
		func(i int, o *correlate.Outline) error {
			place := 0
			if o == nil { // nothing is known of it
				place, o = -1, &correlate.Outline{Source: items[i].Source()}
			}
			outlines = append(outlines, Outline{i, place, *o})
			return nil
		})
	if err != nil {
		return nil, err
	}
	for _, g := range Groups(outlines) {
		if s.has(g) {
			for _, i := range g.Items {
				picked[i] = true
			}
		}
	}
	return picked, nil
}

// What a first look takes: inputs of an archive, and bytes of each.
const (
	lookInputs = 8
	lookBytes  = 256 << 10
)

var errSeenEnough = errors.New("enough was seen")

// firstLook finds the hosts that the first records of an item name. The outline is
// nil if the item cannot be read.
func firstLook(ctx context.Context, opt Options, item *collect.Item) (*correlate.Outline, error) {
	if item.Stream {
		return nil, fmt.Errorf("%s: a shard cannot be picked from a pipe, which only one run can read: save it to a file", item.Source())
	}
	if item.Problem() != nil {
		return nil, nil
	}
	o := &correlate.Outline{Source: item.Source(), Folder: item.Folder()}
	inputs := 0
	_, err := item.Walk(ctx, func(in *parse.Input) error {
		inputs++
		look(ctx, opt, in, o)
		if len(o.Computers)+len(o.Named) > 0 || inputs == lookInputs {
			return errSeenEnough
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, errSeenEnough) {
		return nil, err
	}
	if o.Holds = slices.Concat(o.Computers, o.Named); len(o.Holds) == 0 {
		o.Holds = []string{""}
	}
	return o, nil
}

// look adds the hosts that the first records of an input name.
func look(ctx context.Context, opt Options, in *parse.Input, o *correlate.Outline) {
	head := *in
	head.At, head.Size = nil, min(in.Size, lookBytes)
	head.Open = func() (io.ReadCloser, error) {
		r, err := in.Open()
		if err != nil {
			return nil, err
		}
		return struct {
			io.Reader
			io.Closer
		}{io.LimitReader(r, lookBytes), r}, nil
	}
	format, _, _, err := collect.Identify(&head, formats.All, opt.As)
	if err != nil || format.Read == nil {
		return
	}
	saw := func(list *[]string, name string) {
		if name = strings.Clone(strings.ToLower(name)); name != "" && !slices.Contains(*list, name) {
			*list = append(*list, name)
		}
	}
	// What is wrong with the part is of no interest: the whole is read later.
	_ = format.Read(ctx, &head, parse.Options{Workers: 1, CodePage: opt.CodePage, Zone: opt.Zone}, func(b *parse.Batch) error {
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
}

package vsslog

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/source"
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
func (s Shard) pick(ctx context.Context, opt Options, items []*source.Item) (map[int]bool, error) {
	picked := make(map[int]bool, len(items))
	if s.Of <= 1 {
		for i := range items {
			picked[i] = true
		}
		return picked, nil
	}
	outlines, err := firstLooks(ctx, opt, items)
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

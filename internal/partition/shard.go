// Package partition divides the work of a run: into shards that several runs read and
// judge, and into groups of hosts that can be judged independently. A shard's file
// contains what the shard read, so that the shards can be joined again.
package partition

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

// Has reports whether a group is the shard's: it is that of the same shard whatever
// else there is.
func (s Shard) Has(g *Group) bool {
	if s.Of <= 1 {
		return true
	}
	number, err := g.Shard(s.Of)
	return err == nil && number == s.Number
}

// Shard is the number of the shard of so many that a group belongs to.
func (g *Group) Shard(of int) (int, error) {
	if of < 1 {
		return 0, fmt.Errorf("a group cannot belong to one of %d shards", of)
	}
	sum, err := hex.DecodeString(g.Key)
	if err != nil || len(sum) < 8 {
		return 0, fmt.Errorf("the key %q of a group is no SHA-256", g.Key)
	}
	return int(binary.BigEndian.Uint64(sum)%uint64(of)) + 1, nil
}

// Select returns the numbers of the items that are the shard's. The hosts of an item
// are taken from its first records; hosts that cannot be distinguished by their files
// go to one shard. All shards together have each item once, whatever the first
// records say: what they say wrong only makes the results of a shard by itself
// less than whole.
func (s Shard) Select(ctx context.Context, opt SniffOptions, items []*source.Item) (map[int]bool, error) {
	picked := make(map[int]bool, len(items))
	if s.Of <= 1 {
		for i := range items {
			picked[i] = true
		}
		return picked, nil
	}
	summaries, err := Sniff(ctx, opt, items)
	if err != nil {
		return nil, err
	}
	for _, g := range Groups(summaries) {
		if s.Has(g) {
			for _, i := range g.Items {
				picked[i] = true
			}
		}
	}
	return picked, nil
}

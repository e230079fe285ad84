package analysis

import (
	"cmp"
	"slices"
	"sync"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
)

// inputHead is the head of an input, indexed by hosts.
type inputHead struct {
	pack   *pack.Pack
	head   *pack.Head
	index  *hosting.Index
	blocks map[string][]int32 // numbers of the blocks of a computer; nil where there are few
}

func openHead(in pack.HeadRef) (*inputHead, error) {
	head, err := in.Read()
	if err != nil {
		return nil, err
	}
	h := &inputHead{pack: in.Pack, head: head, index: hosting.NewIndex(partition.OutlineOf(head))}
	if len(head.Blocks) > fewBlocks { // one host may have tens of thousands of small inputs
		h.blocks = map[string][]int32{}
		for n, b := range head.Blocks {
			h.blocks[b.Computer] = append(h.blocks[b.Computer], int32(n))
		}
	}
	return h, nil
}

// of are the blocks of some computers, in their order.
func (h *inputHead) of(computers []string) []pack.Block {
	if h.blocks == nil {
		var blocks []pack.Block
		for _, b := range h.head.Blocks {
			if slices.Contains(computers, b.Computer) {
				blocks = append(blocks, b)
			}
		}
		return blocks
	}
	var numbers []int32
	for _, computer := range computers {
		numbers = append(numbers, h.blocks[computer]...)
	}
	slices.Sort(numbers)
	blocks := make([]pack.Block, len(numbers))
	for i, n := range numbers {
		blocks[i] = h.head.Blocks[n]
	}
	return blocks
}

// headCache keeps the heads that were read last, as far as there is room: one input may
// be that of many thousand hosts. It is safe for concurrent use.
type headCache struct {
	mu         sync.Mutex
	kept       map[int]*inputHead
	room, held int64 // bytes
}

// fewBlocks is how many blocks an input may have that is read anew for each of its hosts.
const fewBlocks = 16

// headBytes is about what a block or a run of a head takes up.
const headBytes = 256

func (h *inputHead) size() int64 {
	return headBytes * int64(8+len(h.head.Blocks)+len(h.head.Runs)+len(h.head.Computers)+len(h.head.Pieces))
}

// get returns the head of input number n, which is at in.
func (c *headCache) get(n int, in pack.HeadRef) (*inputHead, error) {
	c.mu.Lock()
	h := c.kept[n]
	c.mu.Unlock()
	if h != nil {
		return h, nil
	}
	h, err := openHead(in)
	if err != nil || len(h.head.Blocks) <= fewBlocks {
		return h, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept[n] != nil {
		return c.kept[n], nil
	}
	size := h.size()
	if c.held+size > c.room {
		clear(c.kept)
		c.held = 0
	}
	c.kept[n] = h
	c.held += size
	return h, nil
}

func newHeadCache(memory int64) *headCache {
	return &headCache{kept: map[int]*inputHead{}, room: cmp.Or(memory/16, 1)}
}

package main

import (
	"bytes"
	"math/rand/v2"
	"slices"
)

// kind is a way to damage a file.
type kind struct {
	name, what string
	apply      func(c *damaged)
}

// damaged is a copy of a source file while it is being damaged.
type damaged struct {
	*rand.Rand
	source *source
	data   []byte
	dirty  []stretch // of the original that changed
	moved  func(offset int) int
}

// makeCase damages a source in the way of kind.
func makeCase(sources []*source, k kind, seed, number int) *damaged {
	c := &damaged{Rand: rand.New(rand.NewPCG(uint64(seed), uint64(number)))}
	c.source = sources[(number/len(kinds)+seed*7)%len(sources)]
	c.data = slices.Clone(c.source.data)
	c.moved = func(offset int) int { return offset }
	k.apply(c)
	return c
}

// write puts b at offset.
func (c *damaged) write(offset int, b []byte) {
	n := copy(c.data[min(offset, len(c.data)):], b)
	c.dirty = append(c.dirty, stretch{offset, offset + n})
}

func (c *damaged) write32(offset int, v uint32) { c.write(offset, le.AppendUint32(nil, v)) }

// random returns n bytes of noise.
func (c *damaged) random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.Uint32())
	}
	return b
}

func (c *damaged) record() original { return c.source.records[c.IntN(len(c.source.records))] }

// chunkOf returns the place of the chunk that holds a place.
func chunkOf(offset int) int { return headerSize + (offset-headerSize)/chunkSize*chunkSize }

// chunk returns the place of any chunk.
func (c *damaged) chunk() int {
	return headerSize + c.IntN(max((len(c.data)-headerSize)/chunkSize, 1))*chunkSize
}

// undamaged reports whether the record, its own bytes and the definition of its
// template, is still there as it was.
func (c *damaged) undamaged(r original) bool {
	for _, d := range c.dirty {
		if d.meets(r.stretch) || d.meets(r.definition) {
			return false
		}
	}
	return r.end <= len(c.source.data)
}

var kinds = []kind{
	{"truncated", "the end is missing", func(c *damaged) {
		cut := headerSize + 600 + c.IntN(len(c.data)-headerSize-600)
		c.dirty = append(c.dirty, stretch{cut, len(c.data)})
		c.data = c.data[:cut]
	}},
	{"bits", "1 to 8 bits in records flipped", func(c *damaged) {
		for range 1 + c.IntN(8) {
			r := c.record()
			at := r.start + c.IntN(r.end-r.start)
			c.write(at, []byte{c.data[at] ^ 1<<c.IntN(8)})
		}
	}},
	{"bytes", "50 to 1,000 random bytes anywhere", func(c *damaged) {
		for range 50 + c.IntN(951) {
			c.write(headerSize+c.IntN(len(c.data)-headerSize), c.random(1))
		}
	}},
	{"chunk header zeroed", "512 bytes", func(c *damaged) { c.write(c.chunk(), make([]byte, 512)) }},
	{
		"chunk header overwritten",
		"1 to 512 bytes with noise",
		func(c *damaged) { c.write(c.chunk(), c.random(1+c.IntN(512))) },
	},
	{"range zeroed", "64 to 20,000 bytes in records", func(c *damaged) {
		r := c.record()
		at := r.start + c.IntN(r.end-r.start)
		n := []int{64, 512, 4096, 20000}[c.IntN(4)]
		c.write(at, make([]byte, min(n, len(c.data)-at)))
	}},
	{"sectors overwritten", "1 to 16 sectors of 512 bytes with noise", func(c *damaged) {
		for range 1 + c.IntN(16) {
			c.write(headerSize+512*c.IntN((len(c.data)-headerSize)/512), c.random(512))
		}
	}},
	{"clusters of another place", "1 to 4 clusters of 4 KiB hold what stands elsewhere in the file", func(c *damaged) {
		n := len(c.data) / 4096
		for range 1 + c.IntN(4) {
			from, to := 1+c.IntN(n-1), 1+c.IntN(n-1)
			if from != to {
				c.write(to*4096, slices.Clone(c.data[from*4096:][:4096]))
			}
		}
	}},
	{"bytes lost", "1 to 5,000 bytes are missing", func(c *damaged) {
		at := headerSize + c.IntN(len(c.data)-headerSize)
		n := min(1+c.IntN(5000), len(c.data)-at)
		c.data = slices.Delete(c.data, at, at+n)
		c.dirty = append(c.dirty, stretch{at, at + n})
		c.moved = func(offset int) int {
			if offset >= at {
				return offset - n
			}
			return offset
		}
	}},
	{"bytes inserted", "1 to 5,000 bytes of noise between others", func(c *damaged) {
		at := headerSize + c.IntN(len(c.data)-headerSize)
		n := 1 + c.IntN(5000)
		c.data = slices.Insert(c.data, at, c.random(n)...)
		c.dirty = append(c.dirty, stretch{at - 1, at + 1})
		c.moved = func(offset int) int {
			if offset >= at {
				return offset + n
			}
			return offset
		}
	}},
	{"cyclic templates", "a definition that contains itself, chains without end", func(c *damaged) {
		r := c.record()
		chunk := chunkOf(r.start)
		target := r.start
		if r.definition.end > 0 {
			target = r.definition.start
		}
		if r.definition.end > 0 && c.IntN(10) < 6 {
			c.write32(target, uint32(target-chunk)) // the next template is this one
			instance := append([]byte{0x0c, 1, 0, 0, 0, 0}, le.AppendUint32(nil, uint32(target-chunk))...)
			if target+28+len(instance) <= len(c.data) {
				c.write(target+28, instance)
			}
		} else {
			c.write32(r.start+34, uint32(r.start+28-chunk))
		}
		for i := range 32 {
			le.PutUint32(c.data[chunk+384+4*i:], uint32(target-chunk)) // decoding needs no table
		}
	}},
	{"cyclic names", "every name is its own successor", func(c *damaged) {
		chunk := chunkOf(c.record().start)
		for i := range 64 {
			if at := int(le.Uint32(c.data[chunk+128+4*i:])); at >= 512 && at < 65000 && chunk+at+4 <= len(c.data) {
				le.PutUint32(c.data[chunk+at:], uint32(at)) // no record needs the link
			}
		}
	}},
	{"sizes", "0, 1, 27 or far too large, of a record, a template or a count of values", func(c *damaged) {
		r := c.record()
		v := []uint32{0, 1, 27, 0xffff, 0xffffff, 0x7fffffff, 0x80000000, 0xffffffff}[c.IntN(8)]
		switch {
		case c.IntN(2) == 0:
			c.write32(r.start+4, v)
		case r.definition.end > 0:
			c.write32(r.definition.start+20, v)
		default:
			c.write32(r.start+38, v)
		}
	}},
	{"file header counts", "number of chunks and flags are wrong", func(c *damaged) {
		n := len(c.data) / chunkSize
		le.PutUint16(c.data[42:], []uint16{0, 1, uint16(n + 1), 0xffff}[c.IntN(4)])
		le.PutUint32(c.data[120:], []uint32{0, 1, 3}[c.IntN(3)])
	}},
	{"file header overwritten", "with noise, the magic too or not", func(c *damaged) {
		from := 8 * c.IntN(2)
		copy(c.data[from:headerSize], c.random(headerSize-from))
	}},
	{"names", "1 to 8 bytes of element names, with their hashes and lengths", func(c *damaged) {
		chunk := chunkOf(c.record().start)
		var places []int
		for i := range 64 {
			if at := int(le.Uint32(c.data[chunk+128+4*i:])); at >= 512 && at < 65000 && chunk+at+20 <= len(c.data) {
				places = append(places, chunk+at)
			}
		}
		for range 1 + c.IntN(8) {
			if len(places) > 0 {
				c.write(places[c.IntN(len(places))]+4+c.IntN(16), c.random(1))
			}
		}
	}},
	{"chunk lost", "one chunk is filled with zeros, with noise or with text", func(c *damaged) {
		fill := [][]byte{{0}, c.random(251), []byte("no chunk at all ")}[c.IntN(3)]
		at := c.chunk()
		c.write(at, bytes.Repeat(fill, chunkSize/len(fill)+1)[:min(chunkSize, len(c.data)-at)])
	}},
}

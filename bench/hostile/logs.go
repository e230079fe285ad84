package main

import (
	"encoding/binary"
	"hash/crc32"
)

var logFileKinds = []kind{
	{"evtx-chunks-that-lie", file("a.evtx", func() []byte { return evtx(300, chunkThatLies) })},
	{"evtx-templates-of-themselves", file("a.evtx", func() []byte { return evtx(300, chunkOfItself) })},
	{"evtx-of-noise", file("a.evtx", func() []byte {
		seed := uint32(3)
		return evtx(200, func(c []byte, n int) {
			chunkThatLies(c, n)
			for i := 512; i < len(c); i++ {
				seed = seed*1664525 + 1013904223
				c[i] = byte(seed >> 24)
			}
			for i := 512; i < len(c)-8; i += 64 {
				binary.LittleEndian.PutUint32(c[i:], 0x2a2a)
				binary.LittleEndian.PutUint32(c[i+4:], 64)
			}
		})
	})},
	{"evt-lengths-that-lie", file("a.evt", evtThatLies)},
}

// evtx is an event log of chunks that fill makes.
func evtx(chunks int, fill func(chunk []byte, n int)) []byte {
	h := make([]byte, 4096)
	copy(h, "ElfFile\x00")
	binary.LittleEndian.PutUint64(h[16:], uint64(chunks-1))
	binary.LittleEndian.PutUint64(h[24:], ^uint64(0))
	binary.LittleEndian.PutUint32(h[32:], 128)
	binary.LittleEndian.PutUint16(h[36:], 1)
	binary.LittleEndian.PutUint16(h[38:], 3)
	binary.LittleEndian.PutUint16(h[40:], 4096)
	binary.LittleEndian.PutUint16(h[42:], 0xffff)
	binary.LittleEndian.PutUint32(h[124:], crc32.ChecksumIEEE(h[:120]))
	out := h
	for n := range chunks {
		c := make([]byte, 64<<10)
		copy(c, "ElfChnk\x00")
		fill(c, n)
		out = append(out, c...)
	}
	return out
}

// seal writes the checksums of a chunk.
func seal(c []byte, free int) {
	binary.LittleEndian.PutUint32(c[52:], crc32.ChecksumIEEE(c[512:min(free, len(c))]))
	binary.LittleEndian.PutUint32(c[124:], crc32.ChecksumIEEE(append(append([]byte(nil), c[:120]...), c[128:512]...)))
}

// chunkThatLies claims record numbers and places that cannot be.
func chunkThatLies(c []byte, n int) {
	for at, v := range map[int]uint64{8: 1, 16: 1 << 62, 24: 1, 32: 1 << 63} {
		binary.LittleEndian.PutUint64(c[at:], v)
	}
	binary.LittleEndian.PutUint32(c[40:], 128)
	binary.LittleEndian.PutUint32(c[44:], uint32(0xfffffff0))
	binary.LittleEndian.PutUint32(c[48:], uint32(len(c)))
	for i := 128; i < 512; i += 4 {
		binary.LittleEndian.PutUint32(c[i:], uint32(512+n*8))
	}
	for i := 512; i < len(c)-32; i += 32 {
		binary.LittleEndian.PutUint32(c[i:], 0x2a2a)
		binary.LittleEndian.PutUint32(c[i+4:], uint32(len(c)-i))
	}
	seal(c, len(c))
}

// chunkOfItself has records whose template contains itself.
func chunkOfItself(c []byte, n int) {
	const size = 96
	at, id := 512, uint64(n)*600+1
	first := id
	for ; at+size <= len(c); at += size {
		r := c[at : at+size]
		binary.LittleEndian.PutUint32(r, 0x2a2a)
		binary.LittleEndian.PutUint32(r[4:], size)
		binary.LittleEndian.PutUint64(r[8:], id)
		binary.LittleEndian.PutUint64(r[16:], 133_500_000_000_000_000+id)
		copy(r[24:], []byte{0x0f, 1, 1, 0, 0x0c, 1, 1, 2, 3, 4}) // a fragment, an instance of a template
		binary.LittleEndian.PutUint32(r[34:], uint32(at+38))     // whose definition is here
		binary.LittleEndian.PutUint32(r[38:], uint32(at+38))     // the next one too
		binary.LittleEndian.PutUint32(r[58:], 30)
		copy(r[62:], []byte{0x0f, 1, 1, 0, 0x0c, 1, 1, 2, 3, 4})
		binary.LittleEndian.PutUint32(r[72:], uint32(at+38))
		binary.LittleEndian.PutUint32(r[size-4:], size)
		id++
	}
	for at, v := range map[int]uint64{8: first, 16: id - 1, 24: first, 32: id - 1} {
		binary.LittleEndian.PutUint64(c[at:], v)
	}
	binary.LittleEndian.PutUint32(c[40:], 128)
	binary.LittleEndian.PutUint32(c[44:], uint32(at-size))
	binary.LittleEndian.PutUint32(c[48:], uint32(at))
	seal(c, at)
}

// evtThatLies is a log of the old form whose records claim to be as long as the file, and
// their strings to lie in each other.
func evtThatLies() []byte {
	const records, size = 100_000, 64
	out := make([]byte, 48, 48+records*size)
	for i, v := range []uint32{48, 0x654c664c, 1, 1, 48, 48 + records*size, records + 1, 1, records * size, 0, 0, 48} {
		binary.LittleEndian.PutUint32(out[i*4:], v)
	}
	for n := range records {
		r := make([]byte, size)
		for i, v := range []uint32{uint32(size + (records-n-1)*size), 0x654c664c, uint32(n + 1), 1_700_000_000,
			1_700_000_000, 8193, 1 | 0xffff<<16, 0, 0, 56, 0, 56, 0xffffffff, 56} {
			binary.LittleEndian.PutUint32(r[i*4:], v)
		}
		out = append(out, r...)
	}
	return out
}

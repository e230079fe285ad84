package source

import (
	"encoding/binary"
	"fmt"
	"io"
)

// xzWalk follows the structure of an xz file (The .xz File Format, version 1.1.0)
// in the bytes that pass through it, and fails before a block whose dictionary is
// larger than window: the unpacker allocates what each block of each stream asks for.
type xzWalk struct {
	r      io.Reader
	window int64
	err    error

	state xzState
	need  int64  // bytes of the current part that are still to pass
	held  []byte // of a part that is looked into
	check int64  // length of a block's check sum
	block int64  // bytes of a block's content, for its padding
	index int64  // bytes of an index so far
	left  int64  // numbers of an index that are still to come

	claimed int64 // by the dictionaries of all blocks so far
	content int64 // unpacked, as the chunks say
}

// dictionaries is how much the dictionaries of all blocks of a file may take, one after the
// other, besides as much as its content: each is made anew. "xz -T" has a block for each
// three times of it.
const dictionaries = 2 << 30

type xzState uint8

const (
	xzStreamHeader xzState = iota
	xzBlockSize            // the byte that a block or an index begins with
	xzBlockHeader
	xzChunk // the control byte of a chunk of LZMA2
	xzChunkHeader
	xzChunkData
	xzBlockEnd
	xzIndexCount
	xzIndexRecords
	xzIndexEnd
	xzPadding // behind a stream
	xzUnknown // nothing is known any more: the unpacker will fail, too
)

func (x *xzWalk) Read(p []byte) (int, error) {
	if x.err != nil {
		return 0, x.err
	}
	n, err := x.r.Read(p)
	passed := x.walk(p[:n])
	if x.err != nil {
		return passed, x.err
	}
	return n, err
}

// walk takes bytes and returns how many may pass.
func (x *xzWalk) walk(p []byte) int {
	for i := 0; i < len(p); {
		if x.state == xzUnknown {
			return len(p)
		}
		if x.need > 0 && (x.state == xzChunkData || x.state == xzBlockEnd || x.state == xzIndexEnd) { // passed over
			n := min(x.need, int64(len(p)-i))
			x.need -= n
			if i += int(n); x.need > 0 {
				return len(p)
			}
			x.over()
			continue
		}
		if x.byte(p[i]); x.err != nil {
			return i
		}
		i++
	}
	return len(p)
}

// over goes on behind a part that was passed over.
func (x *xzWalk) over() {
	switch x.state {
	case xzChunkData:
		x.state = xzChunk
	case xzBlockEnd:
		x.state = xzBlockSize
	default:
		x.state, x.need = xzPadding, 0
	}
}

// collect holds a byte of a part of so many and reports whether that is complete.
func (x *xzWalk) collect(c byte, size int64) bool {
	x.held = append(x.held, c)
	return int64(len(x.held)) >= size
}

func (x *xzWalk) byte(c byte) {
	switch x.state {
	case xzPadding:
		if c != 0 {
			x.state = xzStreamHeader
			x.byte(c)
		}
	case xzStreamHeader:
		x.streamHeaderByte(c)
	case xzBlockSize:
		x.held, x.block = append(x.held[:0], c), 0
		if c == 0 {
			x.held, x.index, x.left, x.state = x.held[:0], 1, -1, xzIndexCount
			return
		}
		x.state = xzBlockHeader
	case xzBlockHeader:
		x.blockHeaderByte(c)
	case xzChunk:
		x.controlByte(c)
	case xzChunkHeader:
		x.chunkHeaderByte(c)
	case xzIndexCount, xzIndexRecords:
		x.indexByte(c)
	}
}

func (x *xzWalk) streamHeaderByte(c byte) {
	if !x.collect(c, 12) {
		return
	}
	if string(x.held[:6]) != "\xfd7zXZ\x00" {
		x.state = xzUnknown
		return
	}
	x.check = []int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}[x.held[7]&0xf]
	x.held, x.state = x.held[:0], xzBlockSize
}

// blockHeaderByte judges a header one byte before its end: the unpacker gets none of a
// block that it may not unpack whole.
func (x *xzWalk) blockHeaderByte(c byte) {
	size := (int64(x.held[0]) + 1) * 4
	if int64(len(x.held)) == size-1 {
		if want := xzDictionaryOf(x.held); want > x.window {
			x.err = fmt.Errorf(
				"xz wants a dictionary of %d bytes, at most %d are allowed: %w",
				want,
				x.window,
				ErrLimit,
			)
			return
		} else if x.claimed += want; x.claimed > dictionaries+x.content {
			x.err = fmt.Errorf(
				"the streams of xz want dictionaries of %d bytes for a content of %d: %w",
				x.claimed,
				x.content,
				ErrLimit,
			)
			return
		}
	}
	if x.collect(c, size) {
		x.held, x.state = x.held[:0], xzChunk
	}
}

// controlByte reads what a chunk of LZMA2 begins with: 0 ends the block, 1 and 2 are
// chunks as they are, from 0x80 on compressed ones.
func (x *xzWalk) controlByte(c byte) {
	x.block++
	x.held = append(x.held[:0], c)
	switch {
	case c == 0:
		x.held, x.state = x.held[:0], xzBlockEnd
		x.need = (4-x.block&3)&3 + x.check
		if x.need == 0 {
			x.over()
		}
	case c < 0x80 && c > 2:
		x.state = xzUnknown
	default:
		x.state = xzChunkHeader
	}
}

// chunkHeaderByte reads the sizes of a chunk: of one that is compressed the second says
// how many bytes follow.
func (x *xzWalk) chunkHeaderByte(c byte) {
	x.block++
	size, at := int64(3), 1
	switch control := x.held[0]; {
	case control >= 0xc0:
		size, at = 6, 3
	case control >= 0x80:
		size, at = 5, 3
	}
	if !x.collect(c, size) {
		return
	}
	x.need = int64(binary.BigEndian.Uint16(x.held[at:])) + 1
	x.content += int64(binary.BigEndian.Uint16(x.held[1:])) + 1
	if at > 1 { // five more bits of it are in the control byte
		x.content += int64(x.held[0]&0x1f) << 16
	}
	x.block += x.need
	x.held, x.state = x.held[:0], xzChunkData
}

// indexByte reads the numbers of an index: how many records it has, and two of each.
func (x *xzWalk) indexByte(c byte) {
	x.index++
	x.held = append(x.held, c)
	if len(x.held) > 9 {
		x.state = xzUnknown
		return
	}
	if c&0x80 != 0 {
		return
	}
	value := int64(0)
	for i, b := range x.held {
		value |= int64(b&0x7f) << (7 * i)
	}
	x.held = x.held[:0]
	if x.state == xzIndexCount {
		if value < 0 || value > 1<<40 {
			x.state = xzUnknown
			return
		}
		x.left, x.state = 2*value, xzIndexRecords
	} else {
		x.left--
	}
	if x.left == 0 {
		const crc, footer = 4, 12
		x.need, x.state = (4-x.index&3)&3+crc+footer, xzIndexEnd
	}
}

// xzDictionaryOf returns the dictionary that a block header asks for (3.1), 0 if it
// cannot be told: then the unpacker cannot either.
func xzDictionaryOf(header []byte) int64 {
	const lzma2 = 0x21
	flags, filters := header[1], header[2:]
	for range int(flags>>6&1) + int(flags>>7) { // compressed and uncompressed size, if present
		for len(filters) > 0 && filters[0]&0x80 != 0 {
			filters = filters[1:]
		}
		filters = filters[min(1, len(filters)):]
	}
	for range int(flags&3) + 1 {
		if len(filters) < 3 {
			return 0
		}
		if filters[0] == lzma2 {
			return lzma2Dictionary(filters[2])
		}
		filters = filters[min(2+int(filters[1]), len(filters)):]
	}
	return 0
}

package evtx

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// blockKind says what a block of the input is.
type blockKind uint8

const (
	blockHeader blockKind = iota // the file header with its padding
	blockChunk                   // starts with the chunk magic
	blockLost                    // a chunk should start here and does not
)

// block is a stretch of the input that is decoded by itself.
type block struct {
	kind   blockKind
	b      []byte
	offset int64
	buffer *[chunkSize]byte // goes back to buffers
}

var buffers = sync.Pool{New: func() any { return new([chunkSize]byte) }}

func (b *block) release() {
	if b.buffer != nil {
		buffers.Put(b.buffer)
		b.buffer, b.b = nil, nil
	}
}

// splitter cuts a forward stream into blocks. Chunks lie on a grid of 64 KiB
// behind the file header; where one is missing, the next place with the magic
// and a header whose checksum holds is taken, so that lost or inserted bytes
// cost one chunk and not all that follow.
type splitter struct {
	r      io.Reader
	offset int64 // of the next block
	first  bool  // the file header has been looked for
	grid   int64 // chunks are expected at grid + n * chunkSize
	carry  []byte
	end    bool
}

// next returns the next block, or io.EOF.
func (s *splitter) next() (block, error) {
	buffer := buffers.Get().(*[chunkSize]byte)
	n := copy(buffer[:], s.carry)
	s.carry = s.carry[:0]
	want := chunkSize
	if !s.first {
		want = fileHeaderSize
	}
	if n < want && !s.end {
		more, err := io.ReadFull(s.r, buffer[n:want])
		n += more
		if s.end = err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !s.end {
			buffers.Put(buffer)
			return block{}, err
		}
	}
	if n == 0 {
		buffers.Put(buffer)
		return block{}, io.EOF
	}
	blk := block{kind: blockLost, b: buffer[:n], offset: s.offset, buffer: buffer}
	if !s.first {
		s.first = true
		if s.isHeader(blk.b) {
			blk.kind = blockHeader
			s.offset += int64(n)
			s.grid = fileHeaderSize
			return blk, nil
		}
		s.carry = append(s.carry, blk.b...) // chunks from the first byte on
		blk.release()
		return s.next()
	}
	if s.isChunk(blk.b, s.offset) {
		blk.kind = blockChunk
		s.grid = s.offset % chunkSize
	} else if at := s.resync(blk.b); at > 0 {
		s.carry = append(s.carry, blk.b[at:]...)
		blk.b = blk.b[:at]
	}
	s.offset += int64(len(blk.b))
	return blk, nil
}

// isHeader reports whether the first 4096 bytes are the block of a file header,
// damaged or not. They are none if chunks or records start at once: a piece cut
// out of a disk image.
func (s *splitter) isHeader(b []byte) bool {
	return hasMagic(b, fileMagic) || !(hasMagic(b, chunkMagic) || bytes.Contains(b, []byte(recordMagic)))
}

// isChunk reports whether a chunk starts with b. The magic is enough where one
// is expected; elsewhere the header must be whole, or as good as that.
func (s *splitter) isChunk(b []byte, offset int64) bool {
	if !hasMagic(b, chunkMagic) {
		return false
	}
	if offset%chunkSize == s.grid || offset%chunkSize == fileHeaderSize {
		return true
	}
	if len(b) < chunkHeaderSize {
		return false
	}
	h := readChunkHeader(b)
	return h.sum == h.crc ||
		h.size == 128 && h.free >= chunkHeaderSize && h.free <= chunkSize && hasMagic(b[chunkHeaderSize:], recordMagic)
}

// resync returns the place in b where a chunk may start, or 0.
func (s *splitter) resync(b []byte) int {
	for at := 1; at < len(b); at++ {
		i := bytes.Index(b[at:], []byte(chunkMagic))
		if i < 0 {
			// The magic may be cut in two by the end of the block.
			for i = max(at, len(b)-len(chunkMagic)+1); i < len(b) && !s.end; i++ {
				if bytes.HasPrefix([]byte(chunkMagic), b[i:]) {
					return i
				}
			}
			return 0
		}
		at += i
		if len(b)-at < chunkHeaderSize && !s.end {
			return at // too little to tell: the next block starts there and tells
		}
		if s.isChunk(b[at:], s.offset+int64(at)) {
			return at
		}
	}
	return 0
}

package export

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/klauspost/compress/zstd"

	"github.com/vsslog/vsslog/internal/atomicfile"
)

// spool holds rows until all of a group are known, and gives them back group by
// group, those of a group in their order. Rows wait in memory up to a bound and
// then go to a file, so that what it takes depends neither on their number nor on
// the order of the groups. Of a group it keeps one offset: each block of rows in the
// file begins with the place of the block before it of the same group.
type spool struct {
	dir    string // of the file
	limit  int    // bytes of rows that wait in memory
	file   *os.File
	size   int64
	rows   []byte    // that wait, encoded
	queue  []waiting // of them, in their order
	last   []int64   // by group: where its last block begins; 0: it has none
	encode *zstd.Encoder
	decode *zstd.Decoder
	block  []byte
	packed []byte
}

// waiting is a row in memory: what ends at the offset.
type waiting struct{ group, end int }

const (
	spoolParts  = 8 << 20   // of rows that wait in memory for their partition
	spoolTables = 1 << 20   // the same for the end of their table
	blockBytes  = 256 << 10 // of rows that are compressed together
)

// blockHeader: the place of the group's block before it (8 bytes), the bytes that
// follow (4).
const blockHeader = 12

// spoolMagic begins the file, so that no block is at offset 0.
const spoolMagic = "vsslog"

func newSpool(dir string, limit int) *spool { return &spool{dir: dir, limit: limit} }

// group returns a further group.
func (s *spool) group() int {
	s.last = append(s.last, 0)
	return len(s.last) - 1
}

// add takes the row i of the columns.
func (s *spool) add(group int, columns []Vector, i int) error {
	for k := range columns {
		s.rows = columns[k].appendBinary(s.rows, i)
	}
	s.queue = append(s.queue, waiting{group, len(s.rows)})
	if len(s.rows) < s.limit {
		return nil
	}
	return s.flush()
}

// flush writes the rows that wait to the file, each group's together.
func (s *spool) flush() error {
	if len(s.queue) == 0 {
		return nil
	}
	if s.file == nil {
		if err := s.begin(); err != nil {
			return err
		}
	}
	byGroup := make([]int, len(s.queue))
	for i := range byGroup {
		byGroup[i] = i
	}
	slices.SortStableFunc(byGroup, func(a, b int) int { return s.queue[a].group - s.queue[b].group })
	s.block = s.block[:0]
	for n, i := range byGroup {
		from := 0
		if i > 0 {
			from = s.queue[i-1].end
		}
		s.block = append(s.block, s.rows[from:s.queue[i].end]...)
		if group := s.queue[i].group; len(s.block) >= blockBytes || n == len(byGroup)-1 ||
			s.queue[byGroup[n+1]].group != group {
			if err := s.write(group); err != nil {
				return err
			}
		}
	}
	s.rows, s.queue = s.rows[:0], s.queue[:0]
	return nil
}

// begin makes the file. Where the system allows it, it has no name any more, so
// that not even a killed run leaves it behind; elsewhere close removes it.
func (s *spool) begin() error {
	var err error
	if s.file, err = os.CreateTemp(s.dir, "rows-*"+atomicfile.Partial); err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	os.Remove(s.file.Name())
	// Rows that come back wrong are found by the checksum of their block.
	s.encode, err = zstd.NewWriter(
		nil,
		zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(blockBytes),
		zstd.WithEncoderCRC(true),
	)
	if err != nil {
		return err
	}
	if s.decode, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1)); err != nil {
		return err
	}
	s.size = int64(len(spoolMagic))
	_, err = s.file.WriteString(spoolMagic)
	return s.failed(err)
}

// write writes the block as one of the group.
func (s *spool) write(group int) error {
	s.packed = binary.LittleEndian.AppendUint64(s.packed[:0], uint64(s.last[group]))
	s.packed = append(s.packed, 0, 0, 0, 0)
	s.packed = s.encode.EncodeAll(s.block, s.packed)
	binary.LittleEndian.PutUint32(s.packed[8:], uint32(len(s.packed)-blockHeader))
	n, err := s.file.WriteAt(s.packed, s.size)
	s.last[group] = s.size
	s.size += int64(n)
	s.block = s.block[:0]
	return s.failed(err)
}

func (s *spool) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("rows that wait to be written: %w", err)
}

// release frees the memory of what waited, once all rows were flushed.
func (s *spool) release() { s.rows, s.queue, s.encode = nil, nil, nil }

// read appends the rows of a group to columns, and calls added after each.
func (s *spool) read(group int, columns []Vector, added func() error) error {
	type place struct {
		at   int64
		size int
	}
	var blocks []place
	for at := s.last[group]; at != 0; {
		var header [blockHeader]byte
		if _, err := s.file.ReadAt(header[:], at); err != nil {
			return s.failed(err)
		}
		before := int64(binary.LittleEndian.Uint64(header[:]))
		if before >= at {
			return s.failed(errors.New("the file was changed"))
		}
		blocks = append(blocks, place{at + blockHeader, int(binary.LittleEndian.Uint32(header[8:]))})
		at = before
	}
	for _, l := range slices.Backward(blocks) {
		s.packed = slices.Grow(s.packed[:0], l.size)[:l.size]
		if _, err := s.file.ReadAt(s.packed, l.at); err != nil {
			return s.failed(err)
		}
		var err error
		if s.block, err = s.decode.DecodeAll(s.packed, s.block[:0]); err != nil {
			return s.failed(err)
		}
		if err := give(s.block, columns, added); err != nil {
			return err
		}
	}
	from := 0
	for _, w := range s.queue {
		if w.group == group {
			if err := give(s.rows[from:w.end], columns, added); err != nil {
				return err
			}
		}
		from = w.end
	}
	return nil
}

// give appends rows to columns, and calls added after each.
func give(rows []byte, columns []Vector, added func() error) error {
	for len(rows) > 0 {
		for k := range columns {
			rows = columns[k].takeBinary(rows)
		}
		if err := added(); err != nil {
			return err
		}
	}
	return nil
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	if s.decode != nil {
		s.decode.Close()
	}
	s.file = nil
	return err
}

// appendBinary appends row i: a number that is 0 for null and else one more than
// the length of a text, or the items of a list; 1 before a number or a truth.
func (v *Vector) appendBinary(dst []byte, i int) []byte {
	if v.isNull(i) {
		return append(dst, 0)
	}
	switch v.kind {
	case Int, Time, Float:
		return binary.AppendVarint(append(dst, 1), v.words[i])
	case Bool:
		if v.truth(i) {
			return append(dst, 1, 1)
		}
		return append(dst, 1, 0)
	case Text, Binary:
		text := v.text(i)
		return append(binary.AppendUvarint(dst, uint64(len(text))+1), text...)
	}
	from, to := v.span(i)
	dst = binary.AppendUvarint(dst, uint64(to-from)+1)
	for ; from < to; from++ {
		for k := range v.items {
			dst = v.items[k].appendBinary(dst, from)
		}
	}
	return dst
}

// takeBinary appends the row that appendBinary left at the front of src, and
// returns what is behind it. The bytes are sound: their checksum was right.
func (v *Vector) takeBinary(src []byte) []byte {
	n, used := binary.Uvarint(src)
	src = src[used:]
	if n == 0 {
		v.Null()
		return src
	}
	n--
	switch v.kind {
	case Int, Time, Float:
		word, used := binary.Varint(src)
		v.Int(word)
		return src[used:]
	case Bool:
		v.Bool(src[0] == 1)
		return src[1:]
	case Text, Binary:
		v.settle()
		v.bytes = append(v.bytes, src[:n]...)
		v.endText()
		return src[n:]
	}
	for ; n > 0; n-- {
		for k := range v.items {
			src = v.items[k].takeBinary(src)
		}
	}
	v.EndList()
	return src
}

package evtx

import (
	"encoding/binary"
	"hash/crc32"
)

// The file as it lies on disk. Names and offsets follow
// https://github.com/libyal/libevtx/blob/main/documentation/Windows%20XML%20Event%20Log%20(EVTX).asciidoc
// and [MS-EVEN6] 2.2.12 to 2.2.17 for BinXML.
const (
	fileMagic   = "ElfFile\x00"
	chunkMagic  = "ElfChnk\x00"
	recordMagic = "**\x00\x00"

	fileHeaderSize   = 4096 // block that the file header occupies; 128 bytes of it are used
	chunkSize        = 65536
	chunkHeaderSize  = 512 // 128 bytes of header, 64 name offsets, 32 template offsets
	recordHeaderSize = 24  // magic, size, record id, time
	recordTailSize   = 4   // the size again
	recordMinimum    = recordHeaderSize + recordTailSize
	definitionSize   = 24 // template definition: next offset, GUID, size of the body
)

// flagNoCRC in a file header or chunk header: checksums were switched off and
// hold nothing.
const flagNoCRC = 4

var le = binary.LittleEndian

// fileHeader is what the first 128 bytes of a file say, as far as it is checked.
// Its number of chunks is not: dirty files have more, cut ones fewer.
type fileHeader struct {
	minor, major uint16
	flags        uint32
	crc          uint32
	sum          uint32 // computed
}

// readFileHeader reads the header; b has at least 128 bytes.
func readFileHeader(b []byte) fileHeader {
	return fileHeader{
		minor: le.Uint16(b[36:]),
		major: le.Uint16(b[38:]),
		flags: le.Uint32(b[120:]),
		crc:   le.Uint32(b[124:]),
		sum:   crc32.ChecksumIEEE(b[:120]),
	}
}

// chunkHeader is what the first 512 bytes of a chunk say.
type chunkHeader struct {
	size       uint32 // of the header: 128
	lastRecord uint32 // offset of the last record
	free       uint32 // offset of the unused space behind it
	dataCRC    uint32 // of the bytes from 512 to free
	flags      uint32
	crc        uint32
	sum        uint32 // computed
}

// readChunkHeader reads the header; b has at least 512 bytes.
func readChunkHeader(b []byte) chunkHeader {
	return chunkHeader{
		size:       le.Uint32(b[40:]),
		lastRecord: le.Uint32(b[44:]),
		free:       le.Uint32(b[48:]),
		dataCRC:    le.Uint32(b[52:]),
		flags:      le.Uint32(b[120:]),
		crc:        le.Uint32(b[124:]),
		sum:        crc32.Update(crc32.ChecksumIEEE(b[:120]), crc32.IEEETable, b[128:chunkHeaderSize]),
	}
}

// unchecked reports whether checksums were switched off. They are zero then: a
// flag beside checksums is a damaged flag.
func (h *chunkHeader) unchecked() bool { return h.flags&flagNoCRC != 0 && h.crc == 0 && h.dataCRC == 0 }

// hasMagic reports whether b starts with magic.
func hasMagic(b []byte, magic string) bool {
	return len(b) >= len(magic) && string(b[:len(magic)]) == magic
}

// record is the frame of one record in a chunk.
type record struct {
	start, end int // offsets in the chunk; the body lies in start+24 .. end-4
	id         uint64
	time       uint64
}

// frameAt reads the record frame at p. whole is false if the magic is missing,
// the size does not fit what is left, or the size behind the record differs.
func frameAt(b []byte, p int) (r record, whole bool) {
	if len(b)-p < recordMinimum || string(b[p:p+4]) != recordMagic {
		return r, false
	}
	size := le.Uint32(b[p+4:])
	if size < recordMinimum || uint64(size) > uint64(len(b)-p) {
		return r, false
	}
	r = record{start: p, end: p + int(size), id: le.Uint64(b[p+8:]), time: le.Uint64(b[p+16:])}
	return r, le.Uint32(b[r.end-recordTailSize:]) == size
}

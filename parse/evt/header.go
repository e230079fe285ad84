package evt

import (
	"encoding/binary"
	"fmt"
)

const (
	headerSize = 48         // of the file header, which no record overwrites
	eofSize    = 40         // of the end-of-file record
	fixedSize  = 56         // of a record's part before the source name
	signature  = 0x654c664c // "LfLe", at offset 4 of the file header and of every record
	fillWord   = 0x27       // fills the end of the file where no fixed part of a record fits

	// minRecord is a record without source and computer name: the fixed part and the
	// trailing size.
	minRecord = fixedSize + 4

	// maxRecord is the largest record that is believed. ReadEventLog cannot return
	// more than 0x7ffff bytes at once, so no larger one could ever be read.
	maxRecord = 0x7ffff
)

// flagDirty is set in a file header whose log was not closed: its offsets and numbers are stale.
const flagDirty = 1

// eofMark stands at offset 4 of the end-of-file record.
const eofMark = "\x11\x11\x11\x11\x22\x22\x22\x22\x33\x33\x33\x33\x44\x44\x44\x44"

func u32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
func u16(b []byte, at int) uint16 { return binary.LittleEndian.Uint16(b[at:]) }

// fileHeader is the ELF_LOGFILE_HEADER.
type fileHeader struct {
	oldest, eof              int64 // offsets
	nextNumber, oldestNumber uint32
	maxSize                  int64
	flags                    uint32
}

// parseFileHeader reads the header from b, of at least headerSize bytes. found
// is empty if it is whole, else it says what is wrong.
func parseFileHeader(b []byte) (h fileHeader, found string) {
	switch {
	case u32(b, 4) != signature:
		return h, fmt.Sprintf("signature 0x%08x", u32(b, 4))
	case u32(b, 0) != headerSize || u32(b, 44) != headerSize:
		return h, fmt.Sprintf("sizes %d and %d", u32(b, 0), u32(b, 44))
	case u32(b, 8) != 1 || u32(b, 12) != 1:
		return h, fmt.Sprintf("version %d.%d", u32(b, 8), u32(b, 12))
	}
	return fileHeader{
		oldest: int64(u32(b, 16)), eof: int64(u32(b, 20)),
		nextNumber: u32(b, 24), oldestNumber: u32(b, 28),
		maxSize: int64(u32(b, 32)), flags: u32(b, 36),
	}, ""
}

// eofRecord is the ELF_EOF_RECORD, which the service writes behind each new record.
type eofRecord struct {
	oldest, own              int64 // offsets
	nextNumber, oldestNumber uint32
}

// parseEOF reads an end-of-file record from the first eofSize bytes of b.
func parseEOF(b []byte) (e eofRecord, ok bool) {
	if len(b) < eofSize || u32(b, 0) != eofSize || string(b[4:20]) != eofMark || u32(b, 36) != eofSize {
		return e, false
	}
	return eofRecord{
		oldest:       int64(u32(b, 20)),
		own:          int64(u32(b, 24)),
		nextNumber:   u32(b, 28),
		oldestNumber: u32(b, 32),
	}, true
}

// recordHead is what is needed of a record's fixed part to walk over it.
type recordHead struct {
	size      int64
	number    uint32
	generated uint32
}

// parseRecordHead reads the head of a record from the first fixedSize bytes of b.
// Whether the record is whole is told by its trailing size only.
func parseRecordHead(b []byte) (h recordHead, ok bool) {
	if len(b) < fixedSize || u32(b, 4) != signature {
		return h, false
	}
	h = recordHead{size: int64(u32(b, 0)), number: u32(b, 8), generated: u32(b, 12)}
	return h, h.size >= minRecord && h.size <= maxRecord
}

package simulate

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// EVT file layout: libevt, "Windows Event Log (EVT) format". All integers are
// little-endian, all times whole seconds since 1970.
const (
	evtHeaderSize = 48
	evtFixedPart  = 56 // of a record, before its source name
	evtEndSize    = 40 // end-of-file record
	evtFiller     = 0x27

	evtDirty   = 1
	evtWrapped = 2
	evtArchive = 8
)

// EVTOptions say in which condition the file is found.
type EVTOptions struct {
	// MaxSize is the size of the live, circular file in bytes, rounded up to 64
	// KiB; older records are overwritten. 0: an archive as SaveEventLog writes
	// it, as large as its records need.
	MaxSize int
	// Dirty leaves the header as it was when the service opened the log: a copy
	// of a live file.
	Dirty bool
	// NoEnd leaves the end-of-file record out (a copy torn at the wrong moment).
	NoEnd bool
}

// evtRing is an EVT file that is written round and round.
type evtRing struct {
	buffer  []byte
	pos     int // where the next record starts
	used    int // bytes from the oldest record to pos, round the end
	live    []evtPlaced
	next    uint32 // number of the next record
	wrapped bool
}

type evtPlaced struct {
	offset, size int // size counts the filler behind it too
	number       uint32
}

// encodeEVT returns the log as an EVT file, and the records that are live in it.
func encodeEVT(records []*Record, computer string, opt EVTOptions) ([]byte, []*Record, error) {
	bodies := make([][]byte, len(records))
	total := evtHeaderSize + evtEndSize
	for i, r := range records {
		body, err := evtRecord(r, computer)
		if err != nil {
			return nil, nil, err
		}
		bodies[i] = body
		total += len(body)
	}
	size := (opt.MaxSize + 0xffff) &^ 0xffff
	if opt.MaxSize == 0 {
		size = total + evtFixedPart // so that the last record does not reach the end
	}
	ring := &evtRing{buffer: make([]byte, size), pos: evtHeaderSize, next: 1}
	for i, body := range bodies {
		if len(body) > size-evtHeaderSize-evtFixedPart-evtEndSize {
			return nil, nil, fmt.Errorf("record %d of %s is larger than the log", records[i].Number, records[i].Log)
		}
		ring.put(body, uint32(records[i].Number))
		ring.next = uint32(records[i].Number) + 1
	}
	oldest, oldestNumber := ring.pos, uint32(0)
	if len(ring.live) > 0 {
		oldest, oldestNumber = ring.live[0].offset, ring.live[0].number
	}
	end := ring.pos
	if !opt.NoEnd {
		ring.write(evtEnd(oldest, end, ring.next, oldestNumber))
	}
	if opt.MaxSize == 0 {
		ring.buffer = ring.buffer[:ring.pos]
	}
	copy(ring.buffer, evtHeader(ring, oldest, end, oldestNumber, opt))
	return ring.buffer, records[len(records)-len(ring.live):], nil
}

// put writes one record at the ring's position, over the oldest ones where room
// is short, and keeps room for the end-of-file record behind it.
func (g *evtRing) put(body []byte, number uint32) {
	size := len(body)
	rest := len(g.buffer) - g.pos - size
	if rest >= 0 && rest < evtFixedPart {
		size += rest // not even the fixed part of a record fits there
	}
	for len(g.live) > 0 && g.used+size+evtEndSize > len(g.buffer)-evtHeaderSize {
		g.used -= g.live[0].size
		g.live = g.live[1:]
	}
	g.live = append(g.live, evtPlaced{g.pos, size, number})
	g.used += size
	g.write(body)
	if size > len(body) || g.pos == len(g.buffer) {
		for i := g.pos; i+4 <= len(g.buffer); i += 4 {
			binary.LittleEndian.PutUint32(g.buffer[i:], evtFiller)
		}
		g.pos, g.wrapped = evtHeaderSize, true
	}
}

// write copies p to the ring's position and round the end of the file.
func (g *evtRing) write(p []byte) {
	n := copy(g.buffer[g.pos:], p)
	g.pos += n
	if n < len(p) {
		g.pos = evtHeaderSize + copy(g.buffer[evtHeaderSize:], p[n:])
		g.wrapped = true
	}
}

func evtHeader(g *evtRing, oldest, end int, oldestNumber uint32, opt EVTOptions) []byte {
	h := make([]byte, evtHeaderSize)
	le := binary.LittleEndian
	le.PutUint32(h[0:], evtHeaderSize)
	copy(h[4:], "LfLe")
	le.PutUint32(h[8:], 1)
	le.PutUint32(h[12:], 1)
	le.PutUint32(h[16:], uint32(oldest))
	le.PutUint32(h[20:], uint32(end))
	le.PutUint32(h[24:], g.next)
	le.PutUint32(h[28:], oldestNumber)
	le.PutUint32(h[32:], uint32(len(g.buffer)))
	flags := uint32(0)
	if g.wrapped {
		flags |= evtWrapped
	}
	if opt.MaxSize == 0 {
		flags |= evtArchive
	}
	if opt.Dirty {
		// Offsets and numbers are those of the moment when the log was opened:
		// empty. Only the end-of-file record tells where the records are now.
		flags |= evtDirty
		le.PutUint32(h[16:], evtHeaderSize)
		le.PutUint32(h[20:], evtHeaderSize)
		le.PutUint32(h[24:], 1)
		le.PutUint32(h[28:], 0)
	}
	le.PutUint32(h[36:], flags)
	le.PutUint32(h[40:], 0)
	le.PutUint32(h[44:], evtHeaderSize)
	return h
}

func evtEnd(oldest, own int, next, oldestNumber uint32) []byte {
	e := make([]byte, 0, evtEndSize)
	for _, w := range []uint32{evtEndSize, 0x11111111, 0x22222222, 0x33333333, 0x44444444,
		uint32(oldest), uint32(own), next, oldestNumber, evtEndSize} {
		e = binary.LittleEndian.AppendUint32(e, w)
	}
	return e
}

// evtRecord encodes one record.
func evtRecord(r *Record, computer string) ([]byte, error) {
	le := binary.LittleEndian
	b := make([]byte, evtFixedPart)
	b = appendUTF16Z(b, r.Source)
	b = appendUTF16Z(b, computer)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	sidOffset := len(b)
	sid, err := binarySID(r.SID)
	if err != nil {
		return nil, err
	}
	b = append(b, sid...)
	stringsOffset := len(b)
	for _, s := range r.Strings {
		b = appendUTF16Z(b, s)
	}
	dataOffset := len(b)
	b = append(b, r.Data...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	b = le.AppendUint32(b, 0)
	le.PutUint32(b[len(b)-4:], uint32(len(b)))

	le.PutUint32(b[0:], uint32(len(b)))
	copy(b[4:], "LfLe")
	le.PutUint32(b[8:], uint32(r.Number))
	seconds := uint32(int64(r.Stamp) / 1e9)
	le.PutUint32(b[12:], seconds)
	le.PutUint32(b[16:], seconds)
	le.PutUint32(b[20:], uint32(r.Qualifiers)<<16|uint32(r.ID))
	le.PutUint16(b[24:], evtType(r))
	le.PutUint16(b[26:], uint16(len(r.Strings)))
	le.PutUint16(b[28:], r.Task)
	le.PutUint32(b[36:], uint32(stringsOffset))
	le.PutUint32(b[40:], uint32(len(sid)))
	le.PutUint32(b[44:], uint32(sidOffset))
	le.PutUint32(b[48:], uint32(len(r.Data)))
	le.PutUint32(b[52:], uint32(dataOffset))
	return b, nil
}

// evtType turns a level into the event type of the older format.
func evtType(r *Record) uint16 {
	switch {
	case r.Log == "Security":
		return 8 // audit success
	case r.Level == 1 || r.Level == 2:
		return 1
	case r.Level == 3:
		return 2
	}
	return 4
}

func appendUTF16Z(b []byte, s string) []byte {
	return append(appendUTF16(b, s), 0, 0)
}

func appendUTF16(b []byte, s string) []byte {
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// binarySID turns S-1-5-18 into the bytes that Windows stores; "" into none.
func binarySID(s string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, "-")
	if len(parts) < 3 || parts[0] != "S" {
		return nil, fmt.Errorf("not a SID: %q", s)
	}
	numbers := make([]uint64, len(parts)-1)
	for i, p := range parts[1:] {
		n, err := strconv.ParseUint(p, 10, 48)
		if err != nil {
			return nil, fmt.Errorf("not a SID: %q", s)
		}
		numbers[i] = n
	}
	b := []byte{byte(numbers[0]), byte(len(numbers) - 2), 0, 0}
	b = binary.BigEndian.AppendUint32(b, uint32(numbers[1]))
	for _, n := range numbers[2:] {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return b, nil
}

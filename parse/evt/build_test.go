package evt

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"testing"
	"unicode/utf16"

	"github.com/vsslog/vsslog/parse"
)

// event is a record to be built.
type event struct {
	number    uint32
	time      uint32
	id        uint32
	kind      uint16
	category  uint16
	source    string
	computer  string
	sid, data []byte
	strings   []string
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// bytes returns the record as Windows writes it.
func (e event) bytes() []byte {
	b := make([]byte, fixedSize)
	b = append(b, utf16le(e.source)...)
	b = append(b, utf16le(e.computer)...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	put := binary.LittleEndian.PutUint32
	put(b[40:], uint32(len(e.sid)))
	put(b[44:], uint32(len(b)))
	b = append(b, e.sid...)
	put(b[36:], uint32(len(b)))
	for _, s := range e.strings {
		b = append(b, utf16le(s)...)
	}
	put(b[48:], uint32(len(e.data)))
	put(b[52:], uint32(len(b)))
	b = append(b, e.data...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(b)+4))
	put(b[0:], uint32(len(b)))
	put(b[4:], signature)
	put(b[8:], e.number)
	put(b[12:], e.time)
	put(b[16:], e.time+1)
	put(b[20:], e.id)
	binary.LittleEndian.PutUint16(b[24:], e.kind)
	binary.LittleEndian.PutUint16(b[26:], uint16(len(e.strings)))
	binary.LittleEndian.PutUint16(b[28:], e.category)
	return b
}

// numbered returns a small record; records of one width have one size.
func numbered(n uint32) event {
	return event{
		number:   n,
		time:     1_100_000_000 + n,
		id:       0x40001B7C,
		kind:     typeInformation,
		source:   "Service Control Manager",
		computer: "OLDBOX",
		strings:  []string{"Volume Shadow Copy", "running"},
	}
}

// log is a ring being written, as the event log service does it.
type log struct {
	file    []byte
	end     int // offset behind the newest record
	oldest  int
	next    uint32
	first   uint32
	numbers []uint32 // in the ring, with their offsets
	offsets []int
	wrapped bool
}

func newLog(size int) *log {
	return &log{file: make([]byte, size), end: headerSize, oldest: headerSize}
}

// write writes a record and the end-of-file record behind it.
func (l *log) write(e event) {
	b := e.bytes()
	if l.first == 0 {
		l.first = e.number
	}
	l.next = e.number + 1
	if left := len(l.file) - l.end; left < fixedSize {
		for i := l.end; i+4 <= len(l.file); i += 4 {
			binary.LittleEndian.PutUint32(l.file[i:], fillWord)
		}
		l.end, l.wrapped = headerSize, true
	}
	l.put(b, e.number)
}

func (l *log) put(b []byte, number uint32) {
	size := len(l.file)
	need := len(b) + eofSize
	start, cut := l.end, l.end+len(b) > size
	covers := func(off int) bool { // whether record or end-of-file record overwrite off
		d := off - start
		if d < 0 {
			d += size - headerSize
		}
		return d < need
	}
	if l.wrapped || l.end+need > size {
		for len(l.offsets) > 0 && covers(l.offsets[0]) {
			l.offsets, l.numbers = l.offsets[1:], l.numbers[1:]
		}
	}
	l.offsets, l.numbers = append(l.offsets, start), append(l.numbers, number)
	l.end = l.ring(start, b)
	if l.wrapped = l.wrapped || cut; l.end == size {
		l.end, l.wrapped = headerSize, true
	}
	l.oldest, l.first = l.offsets[0], l.numbers[0]
	l.ring(l.end, l.eof())
}

// ring writes b at off and returns the offset behind it.
func (l *log) ring(off int, b []byte) int {
	n := copy(l.file[off:], b)
	off += n
	if n < len(b) {
		off = headerSize + copy(l.file[headerSize:], b[n:])
	}
	return off
}

func (l *log) eof() []byte {
	b := binary.LittleEndian.AppendUint32(nil, eofSize)
	b = append(b, eofMark...)
	for _, v := range []uint32{uint32(l.oldest), uint32(l.end), l.next, l.first, eofSize} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// flagWrapped is set in a file header whose log began to overwrite its oldest records.
const flagWrapped = 2

// close returns the file with the header that closing it leaves.
func (l *log) close() []byte {
	var flags uint32
	if l.wrapped {
		flags |= flagWrapped
	}
	return l.header(uint32(l.oldest), uint32(l.end), l.next, l.first, flags)
}

// copied returns the file as a copy of it in use looks: the header is stale.
func (l *log) copied() []byte {
	flags := uint32(flagDirty)
	if l.wrapped {
		flags |= flagWrapped
	}
	return l.header(headerSize, headerSize, 1, 0, flags)
}

func (l *log) header(oldest, eof, next, first, flags uint32) []byte {
	file := bytes.Clone(l.file)
	for i, v := range []uint32{headerSize, signature, 1, 1, oldest, eof, next, first, uint32(len(file)), flags, 0, headerSize} {
		binary.LittleEndian.PutUint32(file[4*i:], v)
	}
	return file
}

// content is all that one reading gave.
type content struct {
	records []*parse.Record
	damage  []parse.Damage
	runs    []parse.Run
	account parse.Account
}

func (c *content) live() (live []*parse.Record) {
	for _, r := range c.records {
		if !r.Salvaged {
			live = append(live, r)
		}
	}
	return live
}

func bytesInput(b []byte) *parse.Input {
	return &parse.Input{Source: "SysEvent.Evt", Size: int64(len(b)), At: bytes.NewReader(b),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// readAll reads an input and checks what holds for every one.
func readAll(t testing.TB, in *parse.Input, opt parse.Options) *content {
	t.Helper()
	c := &content{}
	err := Format.Read(context.Background(), in, opt, func(b *parse.Batch) error {
		for i := range b.Records {
			c.records = append(c.records, b.Records[i].Clone())
		}
		c.damage = append(c.damage, b.Damage...)
		c.runs = append(c.runs, b.Runs...)
		c.account.Add(b.Account)
		b.Release()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.account.Total() != in.Size {
		t.Errorf("%d bytes accounted for, the file has %d: %+v", c.account.Total(), in.Size, c.account)
	}
	var given int64
	for _, d := range c.damage {
		given += d.Length
	}
	if given != c.account.Damaged {
		t.Errorf("%d bytes damaged, damages name %d", c.account.Damaged, given)
	}
	last := int64(-1)
	for _, r := range c.records {
		if r.Offset <= last || r.Offset >= in.Size {
			t.Errorf(
				"record %d at offset %d behind one at %d in a file of %d bytes",
				r.RecordID,
				r.Offset,
				last,
				in.Size,
			)
		}
		last = r.Offset
	}
	return c
}

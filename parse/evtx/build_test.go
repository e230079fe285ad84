package evtx

import (
	"encoding/binary"
	"hash/crc32"
)

// chunkBuilder writes a chunk by hand, token by token, so that tests can say
// what stands where, and break it.
type chunkBuilder struct {
	b     []byte
	names map[string]int // offset of each name written so far
	first uint64         // id of the first record
	last  int            // offset of the last record
	id    uint64         // of the next record
}

func newChunk(firstID uint64) *chunkBuilder {
	return &chunkBuilder{b: make([]byte, 512, 65536), names: map[string]int{}, first: firstID, id: firstID}
}

func (c *chunkBuilder) u8(v ...byte)  { c.b = append(c.b, v...) }
func (c *chunkBuilder) u16(v int)     { c.b = binary.LittleEndian.AppendUint16(c.b, uint16(v)) }
func (c *chunkBuilder) u32(v int)     { c.b = binary.LittleEndian.AppendUint32(c.b, uint32(v)) }
func (c *chunkBuilder) u64(v uint64)  { c.b = binary.LittleEndian.AppendUint64(c.b, v) }
func (c *chunkBuilder) wide(s string) { c.b = append(c.b, encodeUTF16(s)...) }

// name writes a reference to a name, and the name where it is new.
func (c *chunkBuilder) name(s string) {
	if at, ok := c.names[s]; ok {
		c.u32(at)
		return
	}
	c.names[s] = len(c.b) + 4
	c.u32(len(c.b) + 4)
	raw := encodeUTF16(s)
	hash := uint16(0)
	for i := 0; i < len(raw); i += 2 {
		hash = hash*hashFactor + binary.LittleEndian.Uint16(raw[i:])
	}
	c.u32(0)
	c.u16(int(hash))
	c.u16(len(raw) / 2)
	c.b = append(append(c.b, raw...), 0, 0)
}

// start writes the start of an element; dependency below -1 writes none.
func (c *chunkBuilder) start(dependency int, name string, attributes bool) {
	if attributes {
		c.u8(tokenOpenStart | tokenMore)
	} else {
		c.u8(tokenOpenStart)
	}
	if dependency >= -1 {
		c.u16(dependency & 0xffff)
	}
	c.u32(0)
	c.name(name)
	if attributes {
		c.u32(0)
	}
}

const inFragment = -2 // for start: BinXML without a template

func (c *chunkBuilder) attr(name string) { c.u8(tokenAttribute); c.name(name) }
func (c *chunkBuilder) text(s string) {
	c.u8(tokenValue, 1)
	c.u16(len(encodeUTF16(s)) / 2)
	c.wide(s)
}
func (c *chunkBuilder) subst(i int, typ byte)    { c.u8(tokenSubstitution); c.u16(i); c.u8(typ) }
func (c *chunkBuilder) optional(i int, typ byte) { c.u8(tokenOptional); c.u16(i); c.u8(typ) }
func (c *chunkBuilder) close()                   { c.u8(tokenCloseStart) }
func (c *chunkBuilder) empty()                   { c.u8(tokenCloseEmpty) }
func (c *chunkBuilder) end()                     { c.u8(tokenEnd) }
func (c *chunkBuilder) fragment()                { c.u8(tokenFragment, 1, 1, 0) }

// leaf writes <name>content</name>.
func (c *chunkBuilder) leaf(dependency int, name string, content func()) {
	c.start(dependency, name, false)
	c.close()
	content()
	c.end()
}

// value is one value of a template instance: bytes, or BinXML written in place.
type value struct {
	typ   byte
	raw   []byte
	write func()
}

func raw(typ byte, b ...byte) value { return value{typ: typ, raw: b} }
func str(s string) value            { return raw(1, encodeUTF16(s)...) }
func num16(v int) value             { return raw(6, binary.LittleEndian.AppendUint16(nil, uint16(v))...) }
func filetime(t uint64) value       { return raw(0x11, binary.LittleEndian.AppendUint64(nil, t)...) }
func hex64(v uint64) value          { return raw(0x15, binary.LittleEndian.AppendUint64(nil, v)...) }
func binXML(write func()) value     { return value{typ: typeBinXML, write: write} }

// instance writes a template instance with its definition and returns where that is.
func (c *chunkBuilder) instance(guid byte, body func(), values ...value) (definition int) {
	c.u8(tokenTemplate, 1, guid, guid, guid, guid)
	definition = len(c.b) + 4
	c.u32(definition)
	c.u32(0)
	for range 16 {
		c.u8(guid)
	}
	c.u32(0)
	at := len(c.b)
	c.fragment()
	body()
	c.u8(tokenEOF)
	binary.LittleEndian.PutUint32(c.b[at-4:], uint32(len(c.b)-at))
	c.values(values...)
	return definition
}

// again writes an instance of a definition that stands elsewhere.
func (c *chunkBuilder) again(guid byte, definition int, values ...value) {
	c.u8(tokenTemplate, 1, guid, guid, guid, guid)
	c.u32(definition)
	c.values(values...)
}

func (c *chunkBuilder) values(values ...value) {
	c.u32(len(values))
	at := len(c.b)
	for _, v := range values {
		c.u16(0)
		c.u8(v.typ, 0)
	}
	for i, v := range values {
		start := len(c.b)
		c.b = append(c.b, v.raw...)
		if v.write != nil {
			v.write()
		}
		binary.LittleEndian.PutUint16(c.b[at+4*i:], uint16(len(c.b)-start))
	}
}

// record writes a record with the next id.
func (c *chunkBuilder) record(time uint64, body func()) {
	for len(c.b)%8 != 0 {
		c.u8(0)
	}
	at := len(c.b)
	c.last = at
	c.b = append(c.b, recordMagic...)
	c.u32(0)
	c.u64(c.id)
	c.u64(time)
	c.id++
	body()
	for (len(c.b)+4)%8 != 0 {
		c.u8(0)
	}
	size := len(c.b) + 4 - at
	c.u32(size)
	binary.LittleEndian.PutUint32(c.b[at+4:], uint32(size))
}

// bytes returns the chunk with its header.
func (c *chunkBuilder) bytes() []byte {
	b := make([]byte, chunkSize)
	copy(b, c.b)
	copy(b, chunkMagic)
	put := binary.LittleEndian
	put.PutUint64(b[8:], c.first)
	put.PutUint64(b[16:], c.id-1)
	put.PutUint64(b[24:], c.first)
	put.PutUint64(b[32:], c.id-1)
	put.PutUint32(b[40:], 128)
	put.PutUint32(b[44:], uint32(c.last))
	put.PutUint32(b[48:], uint32(len(c.b)))
	seal(b)
	return b
}

// seal writes the checksums of a chunk.
func seal(b []byte) {
	put := binary.LittleEndian
	put.PutUint32(b[52:], crc32.ChecksumIEEE(b[512:put.Uint32(b[48:])]))
	put.PutUint32(b[124:], crc32.Update(crc32.ChecksumIEEE(b[:120]), crc32.IEEETable, b[128:512]))
}

// file returns a file of chunks.
func file(chunks ...[]byte) []byte {
	b := make([]byte, fileHeaderSize)
	copy(b, fileMagic)
	put := binary.LittleEndian
	put.PutUint32(b[32:], 128)
	put.PutUint16(b[36:], 1)
	put.PutUint16(b[38:], 3)
	put.PutUint16(b[40:], 4096)
	put.PutUint16(b[42:], uint16(len(chunks)))
	put.PutUint32(b[124:], crc32.ChecksumIEEE(b[:120]))
	for _, c := range chunks {
		b = append(b, c...)
	}
	return b
}

const testTime = 132000000001234567 // 2019-04-17T18:40:00.1234567Z

// system writes a System element whose event id is value 0 and time value 1.
func (c *chunkBuilder) system(provider string) {
	c.start(-1, "System", false)
	c.close()
	c.start(-1, "Provider", true)
	c.attr("Name")
	c.text(provider)
	c.empty()
	c.leaf(-1, "EventID", func() { c.subst(0, 6) })
	c.leaf(-1, "Keywords", func() { c.subst(2, 0x15) })
	c.start(-1, "TimeCreated", true)
	c.attr("SystemTime")
	c.subst(1, 0x11)
	c.empty()
	c.leaf(-1, "Channel", func() { c.text("Application") })
	c.leaf(-1, "Computer", func() { c.subst(3, 1) })
	c.end()
}

// classic writes n records of provider with the positional strings s, sharing
// one template.
func (c *chunkBuilder) classic(provider string, id, n int, s ...string) {
	c.classicAt(testTime, provider, id, n, s...)
}

// classicAt is classic from a time on.
func (c *chunkBuilder) classicAt(at uint64, provider string, id, n int, s ...string) {
	definition := 0
	for i := range n {
		values := []value{num16(id), filetime(at + uint64(i)), hex64(keywordClassic), str("HOST")}
		for _, text := range s {
			values = append(values, str(text))
		}
		c.record(at+uint64(i), func() {
			c.fragment()
			if definition != 0 {
				c.again(7, definition, values...)
				return
			}
			definition = c.instance(7, func() {
				c.start(-1, "Event", false)
				c.close()
				c.system(provider)
				c.start(-1, "EventData", false)
				c.close()
				for j := range s {
					c.leaf(-1, "Data", func() { c.subst(4+j, 1) })
				}
				c.end()
				c.end()
			}, values...)
		})
	}
}

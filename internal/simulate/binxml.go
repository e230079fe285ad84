package simulate

import (
	"encoding/binary"
	"hash/crc32"
	"unicode/utf16"
)

// BinXML tokens and value types: MS-EVEN6 2.2.12; libevtx, "Windows XML Event
// Log (EVTX) format".
const (
	tokenEnd               = 0x00
	tokenOpenStart         = 0x01
	tokenCloseStart        = 0x02
	tokenCloseEmpty        = 0x03
	tokenEndElement        = 0x04
	tokenValue             = 0x05
	tokenAttribute         = 0x06
	tokenTemplate          = 0x0c
	tokenSubstitution      = 0x0d
	tokenOptional          = 0x0e
	tokenFragment          = 0x0f
	tokenMore              = 0x40 // flag: attributes follow, or more of them
	noDependency           = 0xffff
	valueNull         byte = 0x00
	valueString       byte = 0x01
	valueUint8        byte = 0x04
	valueUint16       byte = 0x06
	valueUint32       byte = 0x08
	valueUint64       byte = 0x0a
	valueBinary       byte = 0x0e
	valueFileTime     byte = 0x11
	valueSID          byte = 0x13
	valueHexInt64     byte = 0x15
	valueBinXML       byte = 0x21
	valueStrings      byte = 0x81 // array of strings
)

// element is a part of a template definition.
type element struct {
	name       string
	attributes []attribute
	children   []*element
	value      *hole  // a substitution
	text       string // or a literal
	dependency int    // number of the value without which the element is left out, -1: none
}

type attribute struct {
	name  string
	value *hole
	text  string
}

// hole is where a record's value goes.
type hole struct {
	number   int
	kind     byte
	optional bool
}

// node returns an element without content.
func node(name string, children ...*element) *element {
	return &element{name: name, children: children, dependency: -1}
}

// leaf returns an element that holds value number n.
func leaf(name string, n int, kind byte) *element {
	return &element{name: name, value: &hole{n, kind, true}, dependency: -1}
}

func (e *element) attr(name, text string) *element {
	e.attributes = append(e.attributes, attribute{name: name, text: text})
	return e
}

func (e *element) attrHole(name string, n int, kind byte) *element {
	e.attributes = append(e.attributes, attribute{name: name, value: &hole{n, kind, true}})
	return e
}

// value is one value of a template instance. A nested fragment is built in
// place, because it refers to names by their offset in the chunk.
type value struct {
	kind  byte
	data  []byte
	build func(*chunkBuilder)
}

// chunkBuilder fills one 64 KiB chunk. Names and templates are stored once in a
// chunk, where they are first used, and referred to by offset afterwards.
type chunkBuilder struct {
	b         []byte
	names     map[string]uint32
	templates map[string]uint32
	buckets   [64]uint32 // last name of each hash bucket
	chains    [32]uint32 // last template of each
}

// name writes a reference to a name, and the name itself when it is new.
func (c *chunkBuilder) name(s string) {
	if at, ok := c.names[s]; ok {
		c.u32(at)
		return
	}
	at := uint32(len(c.b) + 4)
	c.names[s] = at
	units := utf16.Encode([]rune(s))
	var hash uint32
	for _, u := range units {
		hash = hash*65599 + uint32(u)
	}
	bucket := hash & 0xffff % 64
	c.u32(at)
	c.u32(c.buckets[bucket])
	c.buckets[bucket] = at
	c.u16(uint16(hash))
	c.u16(uint16(len(units)))
	for _, u := range units {
		c.u16(u)
	}
	c.u16(0)
}

func (c *chunkBuilder) u16(v uint16) { c.b = binary.LittleEndian.AppendUint16(c.b, v) }
func (c *chunkBuilder) u32(v uint32) { c.b = binary.LittleEndian.AppendUint32(c.b, v) }
func (c *chunkBuilder) u64(v uint64) { c.b = binary.LittleEndian.AppendUint64(c.b, v) }

// size leaves room for a 32-bit size and returns a function that fills it in
// with the number of bytes written since.
func (c *chunkBuilder) size() func() {
	at := len(c.b)
	c.u32(0)
	return func() { binary.LittleEndian.PutUint32(c.b[at:], uint32(len(c.b)-at-4)) }
}

func (c *chunkBuilder) element(e *element) {
	start := byte(tokenOpenStart)
	if len(e.attributes) > 0 {
		start |= tokenMore
	}
	c.b = append(c.b, start)
	if e.dependency < 0 {
		c.u16(noDependency)
	} else {
		c.u16(uint16(e.dependency))
	}
	closeElement := c.size()
	c.name(e.name)
	if len(e.attributes) > 0 {
		closeList := c.size()
		for i, a := range e.attributes {
			token := byte(tokenAttribute)
			if i < len(e.attributes)-1 {
				token |= tokenMore
			}
			c.b = append(c.b, token)
			c.name(a.name)
			c.content(a.value, a.text)
		}
		closeList()
	}
	if len(e.children) == 0 && e.value == nil && e.text == "" {
		c.b = append(c.b, tokenCloseEmpty)
		closeElement()
		return
	}
	c.b = append(c.b, tokenCloseStart)
	for _, child := range e.children {
		c.element(child)
	}
	c.content(e.value, e.text)
	c.b = append(c.b, tokenEndElement)
	closeElement()
}

func (c *chunkBuilder) content(h *hole, text string) {
	switch {
	case h != nil:
		token := byte(tokenSubstitution)
		if h.optional {
			token = tokenOptional
		}
		c.b = append(c.b, token)
		c.u16(uint16(h.number))
		c.b = append(c.b, h.kind)
	case text != "":
		units := utf16.Encode([]rune(text))
		c.b = append(c.b, tokenValue, valueString)
		c.u16(uint16(len(units)))
		for _, u := range units {
			c.u16(u)
		}
	}
}

// fragment writes a fragment that is an instance of a template. A template is
// known by its key; its definition stands in the chunk where it is first used.
func (c *chunkBuilder) fragment(key string, root *element, values []value) {
	c.b = append(c.b, tokenFragment, 1, 1, 0, tokenTemplate, 1)
	guid := templateGUID(key)
	id := binary.LittleEndian.Uint32(guid)
	c.u32(id)
	if at, ok := c.templates[key]; ok {
		c.u32(at)
	} else {
		at := uint32(len(c.b) + 4)
		c.templates[key] = at
		c.u32(at)
		c.u32(c.chains[id%32])
		c.chains[id%32] = at
		c.b = append(c.b, guid...)
		closeDefinition := c.size()
		c.b = append(c.b, tokenFragment, 1, 1, 0)
		c.element(root)
		c.b = append(c.b, tokenEnd)
		closeDefinition()
	}
	c.u32(uint32(len(values)))
	descriptors := len(c.b)
	for _, v := range values {
		c.u16(uint16(len(v.data)))
		c.b = append(c.b, v.kind, 0)
	}
	for i, v := range values {
		c.b = append(c.b, v.data...)
		if v.build != nil {
			start := len(c.b)
			v.build(c)
			binary.LittleEndian.PutUint16(c.b[descriptors+4*i:], uint16(len(c.b)-start))
		}
	}
	c.b = append(c.b, tokenEnd)
}

// templateGUID derives a template's identity from its key, so that the same
// event has the same template in every file.
func templateGUID(key string) []byte {
	b := make([]byte, 0, 16)
	for i := range 4 {
		b = binary.LittleEndian.AppendUint32(
			b,
			crc32.ChecksumIEEE([]byte{byte(i)})^crc32.Checksum([]byte(key), crc32.MakeTable(uint32(0x82f63b78+i))),
		)
	}
	return b
}

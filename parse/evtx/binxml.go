package evtx

import "github.com/vsslog/vsslog/parse"

// nodeKind is the kind of a node of a parsed record or template.
type nodeKind uint8

const (
	nodeElement      nodeKind = iota // off, size: name
	nodeAttribute                    // off, size: name
	nodeText                         // off, size: UTF-16
	nodeValue                        // off, size: value of type typ
	nodeCharRef                      // off: code point
	nodeEntity                       // off, size: name
	nodeSubstitution                 // off: index; only in a template without values
)

// node is one piece of BinXML in document order; the nodes up to next are inside
// it. Offsets are places in the chunk: nothing is copied while parsing.
type node struct {
	kind nodeKind
	typ  uint8 // of a value or a substitution, with the array bit
	// optional is set for a substitution that is left out with its attribute.
	optional   bool
	dependency uint16 // index of the substitution that an element needs, or noDependency
	off, size  int32
	next       int32
}

// valueRef is one value of a template instance: a stretch of the chunk.
type valueRef struct {
	off  int32
	size uint16
	typ  uint8
}

// fault says why something could not be read. It stays a value without text
// until it becomes a parse.Damage.
type fault struct {
	at       int // offset in the chunk
	expected string
	found    string
	number   uint64 // appended to found if numbered
	numbered bool
}

// parser reads BinXML into nodes. It is the general path: it knows every token
// and is used for records that the compiled templates do not cover, and to
// compile those.
type parser struct {
	b     []byte // the chunk, or what is left of it
	shift int    // offset of the chunk's first byte in b; 0 unless salvaging

	nodes  []node
	refs   []valueRef
	stack  []int32 // open elements
	budget int     // tokens that may still be read in this chunk
	fault  fault

	// distrust is set while slack is read: names are checked against their hash.
	distrust bool
	// suspect is set in a chunk that no checksum vouches for: names are checked
	// and mended. mended has the references to those that were not in order.
	suspect bool
	mended  []int32
	patches []byte // texts of mended names
	// moved is the shift behind a place where bytes were lost or inserted.
	moved int

	// definition is set while a template is read without values, to compile it.
	definition bool
	// irregular is set when such a template has what compiled templates leave
	// to the general path.
	irregular bool
}

func (p *parser) fail(at int, expected, found string) bool {
	p.fault = fault{at: at, expected: expected, found: found}
	return false
}

func (p *parser) failNumber(at int, expected, found string, n uint64) bool {
	p.fault = fault{at: at, expected: expected, found: found, number: n, numbered: true}
	return false
}

// short fails because a token needs n bytes at `at` and fewer are left.
func (p *parser) short(at, n int) bool {
	return p.failNumber(at, "a whole token", "fewer bytes than it needs: ", uint64(n))
}

// spend takes n from the budget of the chunk.
func (p *parser) spend(at, n int) bool {
	p.budget -= n
	if p.budget < 0 {
		return p.fail(at, "a chunk of ordinary size", "templates that expand without end")
	}
	return true
}

func (p *parser) push(n node) int32 {
	p.nodes = append(p.nodes, n)
	return int32(len(p.nodes) - 1)
}

// counted reads a counted UTF-16 string at `at`.
func (p *parser) counted(at, end int) (off, size int32, next int, ok bool) {
	if end-at < 2 {
		return 0, 0, 0, p.short(at, 2)
	}
	n := 2 * int(le.Uint16(p.b[at:]))
	if n > end-at-2 {
		return 0, 0, 0, p.failNumber(at, "a text inside its record", "a length in bytes of ", uint64(n))
	}
	return int32(at + 2), int32(n), at + 2 + n, true
}

// fragment reads tokens from `at` to the end of the fragment. In a template
// definition (template true) elements carry a dependency, and substitutions
// refer to the count values in p.refs from index values on.
func (p *parser) fragment(at, end, depth int, template bool, values, count int) (next int, ok bool) {
	if depth > maxNesting {
		return 0, p.failNumber(at, "BinXML nested no deeper than the limit", "more levels than ", maxNesting)
	}
	c := cursor{parser: p, at: at, end: end, depth: depth, template: template, values: values, count: count,
		bottom: len(p.stack), attribute: -1}
	for c.at < end && !c.done {
		if !c.token() {
			return 0, false
		}
	}
	if !c.done && c.elementsOpen() {
		return 0, p.fail(c.at, "the end of an element", "the end of its fragment")
	}
	return c.at, true
}

// cursor stands before a token of a fragment. The methods that read one go past it, or
// fail and return false; they are named after the productions of MS-EVEN6 (2.2.12).
type cursor struct {
	*parser
	at, end       int
	depth         int
	template      bool // the fragment is the body of a template
	values, count int  // its values: count of them in refs from index values on
	bottom        int  // how many elements are open outside of the fragment
	attribute     int32
	done          bool // nothing follows in the fragment
}

// need fails if the token has fewer than n bytes.
func (c *cursor) need(n int) bool { return c.end-c.at >= n || c.short(c.at, n) }

func (c *cursor) elementsOpen() bool { return len(c.stack) != c.bottom }

// token reads a token. It is a switch and not a table of functions, which would put every
// cursor on the heap.
func (c *cursor) token() bool {
	token := c.b[c.at]
	if !c.spend(c.at, 1) {
		return false
	}
	if len(c.nodes) > maxNodes {
		return c.failNumber(c.at, "a record of ordinary size", "more nodes than ", maxNodes)
	}
	kind := token &^ tokenMore
	if c.attribute >= 0 && !isContent(kind) {
		c.closeAttribute(c.attribute, c.values, c.count)
		c.attribute = -1
	}
	switch kind {
	case tokenEOF:
		return c.endOfFragment()
	case tokenOpenStart:
		return c.openStartElement(token&tokenMore != 0)
	case tokenCloseStart:
		c.at++
		return true
	case tokenCloseEmpty, tokenEnd:
		return c.endElement()
	case tokenValue:
		return c.valueText()
	case tokenAttribute:
		return c.attributeName()
	case tokenCDATA:
		return c.cdataSection()
	case tokenCharRef:
		return c.charRef()
	case tokenEntityRef:
		return c.entityRef()
	case tokenPITarget:
		return c.piTarget()
	case tokenPIData:
		return c.piData()
	case tokenTemplate:
		return c.templateInstance()
	case tokenSubstitution, tokenOptional:
		return c.substitution(kind == tokenOptional)
	case tokenFragment:
		return c.fragmentHeader()
	}
	return c.failNumber(c.at, "a BinXML token", "token ", uint64(token))
}

func (c *cursor) endOfFragment() bool {
	if c.elementsOpen() {
		return c.fail(c.at, "the end of an element", "the end of the fragment")
	}
	c.at++
	c.done = true
	return true
}

// openStartElement opens an element. The sizes of the element and of its list of
// attributes are not needed, and not believed.
func (c *cursor) openStartElement(attributes bool) (ok bool) {
	n := node{kind: nodeElement, dependency: noDependency}
	start := c.at
	c.at++
	if c.template {
		if !c.need(2) {
			return false
		}
		n.dependency = le.Uint16(c.b[c.at:])
		c.at += 2
	}
	if !c.need(4) {
		return false
	}
	if n.off, n.size, c.at, ok = c.name(c.at+4, c.end); !ok {
		return false
	}
	if attributes {
		if !c.need(4) {
			return false
		}
		c.at += 4
	}
	if len(c.stack) >= maxOpen {
		return c.failNumber(start, "elements nested no deeper than the limit", "more than ", maxOpen)
	}
	c.stack = append(c.stack, c.push(n))
	return true
}

func (c *cursor) endElement() bool {
	if !c.elementsOpen() {
		return c.fail(c.at, "an open element", "the end of one")
	}
	last := len(c.stack) - 1
	c.closeElement(c.stack[last], c.values, c.count)
	c.stack = c.stack[:last]
	c.at++
	return true
}

func (c *cursor) valueText() (ok bool) {
	c.at, ok = c.literal(c.at, c.end)
	return ok
}

// attributeName opens an attribute; what is content is its value.
func (c *cursor) attributeName() (ok bool) {
	if !c.elementsOpen() {
		return c.fail(c.at, "an open element", "an attribute")
	}
	n := node{kind: nodeAttribute}
	if n.off, n.size, c.at, ok = c.name(c.at+1, c.end); ok {
		c.attribute = c.push(n)
	}
	return ok
}

func (c *cursor) cdataSection() (ok bool) {
	n := node{kind: nodeText}
	if n.off, n.size, c.at, ok = c.counted(c.at+1, c.end); ok {
		c.leaf(n)
	}
	return ok
}

func (c *cursor) charRef() bool {
	if !c.need(3) {
		return false
	}
	c.leaf(node{kind: nodeCharRef, off: int32(le.Uint16(c.b[c.at+1:]))})
	c.at += 3
	return true
}

func (c *cursor) entityRef() (ok bool) {
	n := node{kind: nodeEntity}
	if n.off, n.size, c.at, ok = c.name(c.at+1, c.end); ok {
		c.leaf(n)
	}
	return ok
}

// piTarget passes over the target of a processing instruction, which holds no data of an
// event.
func (c *cursor) piTarget() (ok bool) {
	_, _, c.at, ok = c.name(c.at+1, c.end)
	return ok
}

func (c *cursor) piData() (ok bool) {
	_, _, c.at, ok = c.counted(c.at+1, c.end)
	return ok
}

// templateInstance reads a template with its values; nothing follows one that is a whole
// fragment.
func (c *cursor) templateInstance() (ok bool) {
	if c.at, ok = c.instance(c.at, c.end, c.depth); ok {
		c.done = !c.elementsOpen()
	}
	return ok
}

func (c *cursor) substitution(optional bool) bool {
	if !c.need(4) {
		return false
	}
	if !c.template {
		return c.fail(c.at, "BinXML without a template", "a substitution")
	}
	index, typ := le.Uint16(c.b[c.at+1:]), c.b[c.at+3]
	if !c.substitute(c.at, index, typ, optional, c.attribute >= 0, c.depth, c.values, c.count) {
		return false
	}
	c.at += 4
	return true
}

// fragmentHeader passes over version 1.1 and flags.
func (c *cursor) fragmentHeader() bool {
	if !c.need(4) {
		return false
	}
	c.at += 4
	return true
}

// isContent reports whether a token can stand in the value of an attribute.
func isContent(kind uint8) bool {
	switch kind {
	case tokenValue, tokenCDATA, tokenCharRef, tokenEntityRef, tokenSubstitution, tokenOptional:
		return true
	}
	return false
}

func (p *parser) leaf(n node) { p.nodes[p.push(n)].next = int32(len(p.nodes)) }

// literal reads a value token: text, though other types are allowed too.
func (p *parser) literal(at, end int) (next int, ok bool) {
	if end-at < 2 {
		return 0, p.short(at, 2)
	}
	n := node{kind: nodeText, typ: p.b[at+1]}
	at += 2
	if n.typ == uint8(parse.TypeString) {
		if n.off, n.size, next, ok = p.counted(at, end); ok {
			p.leaf(n)
		}
		return next, ok
	}
	width := widthOf(n.typ)
	if width == 0 {
		return 0, p.failNumber(at-1, "a literal of a fixed size", "type ", uint64(n.typ))
	}
	if end-at < width {
		return 0, p.short(at, width)
	}
	n.kind, n.off, n.size = nodeValue, int32(at), int32(width)
	p.leaf(n)
	return at + width, true
}

// closeElement ends an element, or takes it away if the value that it depends
// on is NULL.
func (p *parser) closeElement(i int32, values, count int) {
	n := &p.nodes[i]
	n.next = int32(len(p.nodes))
	if p.definition || n.dependency == noDependency || int(n.dependency) >= count {
		return
	}
	if p.refs[values+int(n.dependency)].typ == uint8(parse.TypeNull) {
		p.nodes = p.nodes[:i]
	}
}

// closeAttribute ends an attribute, or takes it away if it holds nothing but an
// optional value that is NULL.
func (p *parser) closeAttribute(i int32, values, count int) {
	p.nodes[i].next = int32(len(p.nodes))
	if p.definition {
		return
	}
	for _, n := range p.nodes[i+1:] {
		if n.optional && n.typ == uint8(parse.TypeNull) {
			p.nodes = p.nodes[:i]
			return
		}
	}
}

// instance reads a template instance: where its definition is, the definition
// if it stands here, and the values.
func (p *parser) instance(at, end, depth int) (next int, ok bool) {
	if p.definition {
		p.irregular = true
		return 0, p.fail(at, "a template without a template in it", "a template")
	}
	def, q, ok := p.definitionOf(at, end)
	if !ok {
		return 0, false
	}
	base := len(p.refs)
	var count int
	if p.refs, count, next, ok = p.values(p.refs, q, end); !ok {
		return 0, false
	}
	stop, ok := p.fragment(def.start, def.end, depth+1, true, base, count)
	p.refs = p.refs[:base]
	if ok && stop != def.end {
		return 0, p.failNumber(stop, "the end of a template at its end", "more bytes: ", uint64(def.end-stop))
	}
	return next, ok
}

// span is a stretch of the chunk.
type span struct{ start, end int }

// definitionOf reads the head of the template instance at `at` and returns the
// body of its definition and the place of its values.
func (p *parser) definitionOf(at, end int) (body span, next int, ok bool) {
	if end-at < 10 {
		return body, 0, p.short(at, 10)
	}
	ref := le.Uint32(p.b[at+6:])
	next = at + 10
	place := int64(ref) + int64(p.shift)
	if other := int64(ref) + int64(p.moved); p.suspect && !p.defines(place, at) && p.defines(other, at) {
		place = other
	}
	if place < 0 || place+definitionSize > int64(len(p.b)) {
		return body, 0, p.failNumber(at+6, "the offset of a template in this chunk", "offset ", uint64(ref))
	}
	start := int(place)
	size := le.Uint32(p.b[start+20:])
	if uint64(size) > uint64(len(p.b)-start-definitionSize) {
		return body, 0, p.failNumber(start+20, "a template inside the chunk", "a size of ", uint64(size))
	}
	body = span{start + definitionSize, start + definitionSize + int(size)}
	if start == next {
		next = body.end
		if next > end {
			return body, 0, p.failNumber(start+20, "a template inside its record", "a size of ", uint64(size))
		}
	}
	// The instance repeats the first four bytes of the template's GUID.
	if le.Uint32(p.b[at+2:]) != le.Uint32(p.b[start+4:]) {
		return body, 0, p.failNumber(
			at+2,
			"the identifier of the template at its offset",
			"",
			uint64(le.Uint32(p.b[at+2:])),
		)
	}
	return body, next, true
}

// defines reports whether the definition of the instance at `at` can be at place:
// the instance repeats the first four bytes of its GUID.
func (p *parser) defines(place int64, at int) bool {
	return place >= 0 && place+definitionSize <= int64(len(p.b)) && le.Uint32(p.b[at+2:]) == le.Uint32(p.b[place+4:])
}

// values reads the value descriptors at `at` and appends a window for each.
func (p *parser) values(dst []valueRef, at, end int) (_ []valueRef, count, next int, ok bool) {
	if end-at < 4 {
		return dst, 0, 0, p.short(at, 4)
	}
	n := le.Uint32(p.b[at:])
	at += 4
	if uint64(n) > uint64(end-at)/4 {
		return dst, 0, 0, p.failNumber(at-4, "a number of values that fits the record", "", uint64(n))
	}
	count = int(n)
	if !p.spend(at, count) {
		return dst, 0, 0, false
	}
	descriptors, data := p.b[at:at+4*count], at+4*count
	for base := at; len(descriptors) >= 4; descriptors = descriptors[4:] {
		d := le.Uint32(descriptors)
		size := int(d & 0xffff)
		if size > end-data {
			at = base + 4*(count-len(descriptors)/4)
			return dst, 0, 0, p.failNumber(at, "a value inside its record", "a size of ", uint64(size))
		}
		dst = append(dst, valueRef{off: int32(data), size: uint16(size), typ: uint8(d >> 16)})
		data += size
	}
	return dst, int(n), data, true
}

// substitute puts the value at index where a substitution stands.
func (p *parser) substitute(
	at int,
	index uint16,
	typ uint8,
	optional, inAttribute bool,
	depth, values, count int,
) bool {
	if p.definition {
		p.leaf(node{kind: nodeSubstitution, off: int32(index), typ: typ, optional: optional})
		return true
	}
	if int(index) >= count {
		return p.failNumber(at+1, "the index of a value", "", uint64(index))
	}
	w := p.refs[values+int(index)]
	if w.typ == typeBinXML && !inAttribute {
		_, ok := p.fragment(int(w.off), int(w.off)+int(w.size), depth+1, false, 0, 0)
		return ok
	}
	p.leaf(node{kind: nodeValue, typ: w.typ, optional: optional, off: w.off, size: int32(w.size)})
	return true
}

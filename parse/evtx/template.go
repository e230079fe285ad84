package evtx

import (
	"strings"
	"sync"

	"github.com/vsslog/vsslog/parse"
)

// A template is compiled once for a run into a program: a flat list of what goes
// where. Chunks repeat the definitions of their templates, each with its own
// offsets, so programs are kept by what a definition says: its tokens with the
// names that its offsets lead to. Equal content is equal, whatever its GUID.

// opKind says what an op does.
type opKind uint8

const (
	opProperty opKind = iota // set a property of the record
	opField                  // append a field, or several for an array
	opLate                   // append a field behind all others
	opBinary                 // set Binary, or append a field if that is taken
	opUserData               // set UserData to name
	opSplice                 // run the program of a BinXML value that stands in place
	opGuard                  // skip to op `skip` if the value is NULL
)

// rootContext says where the root element of a template stands, which decides what
// its content means.
type rootContext uint8

const (
	inRecord   rootContext = iota // it is Event, or a child of Event
	inUserData                    // it is a child of UserData
)

// op is one step of a program. Its value comes from the template instance
// (index) or, if index is negative, from the template.
type op struct {
	kind     opKind
	property property
	optional bool // nothing happens if the value is NULL
	index    int32
	skip     int32
	context  rootContext // of what is spliced
	name     string
	literal  parse.Value
}

// program is a compiled template. One that is irregular has something that only
// the general path knows.
type program struct {
	common    parse.Record // what is the same in all records of the template
	ops       []op
	where     []op // those that set Channel and Computer
	values    int  // values that an instance must have
	irregular bool
	isEvent   bool   // the template of a whole record, as opposed to its data
	root      uint16 // value that the root element depends on, or noDependency
	number    uint32 // among those of the run
	passing   []bool // by value: see useless

	filter filter
}

// maxPrograms bounds the memory of compiled templates, in bytes of their keys;
// a program takes up some four times as much.
const maxPrograms = 2 << 20

// programs are the compiled templates of a run, shared by its workers.
type programs struct {
	mu    sync.RWMutex
	byID  map[string]*program // by canonical content
	size  int
	count uint32
}

func (c *programs) get(key []byte) *program {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.byID[string(key)]
}

func (c *programs) put(key []byte, p *program) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.size += len(key); c.size > maxPrograms || c.byID == nil {
		c.byID, c.size = make(map[string]*program), len(key)
	}
	c.byID[string(key)] = p
	c.count++
	p.number = c.count
}

// canonical writes what the definition says into d.key: its tokens, names and
// texts without offsets and sizes. ok is false for one that is damaged or has a
// token that compiled templates leave to the general path.
func (d *decoder) canonical(body span, where rootContext) (ok bool) {
	b, at, end := d.b, body.start, body.end
	key := append(d.key[:0], byte(where))
	name := func() bool {
		off, size, next, ok := d.name(at, end)
		if ok {
			key = append(le.AppendUint16(key, uint16(size)), d.nameBytes(off, size)...)
			at = next
		}
		return ok
	}
	for at < end {
		token := b[at]
		key = append(key, token)
		at++
		switch token &^ tokenMore {
		case tokenEOF:
			d.key = key
			return at == end
		case tokenOpenStart:
			if end-at < 6 {
				return false
			}
			key = append(key, b[at], b[at+1])
			at += 6
			if !name() {
				return false
			}
			if token&tokenMore != 0 {
				at += 4
			}
		case tokenCloseStart, tokenCloseEmpty, tokenEnd:
		case tokenAttribute, tokenEntityRef:
			if !name() {
				return false
			}
		case tokenValue:
			if end-at < 3 || b[at] != uint8(parse.TypeString) {
				return false
			}
			n := 2 + 2*int(le.Uint16(b[at+1:]))
			if at++; n > end-at {
				return false
			}
			key = append(key, b[at:at+n]...)
			at += n
		case tokenSubstitution, tokenOptional, tokenFragment:
			if end-at < 3 {
				return false
			}
			key = append(key, b[at], b[at+1], b[at+2])
			at += 3
		case tokenCharRef:
			if end-at < 2 {
				return false
			}
			key = append(key, b[at], b[at+1])
			at += 2
		default:
			return false
		}
	}
	return false
}

// compile makes a program of the definition in body.
func (d *decoder) compile(body span, where rootContext) *program {
	d.nodes, d.stack = d.nodes[:0], d.stack[:0]
	d.definition, d.parser.irregular = true, false
	stop, ok := d.fragment(body.start, body.end, 0, true, 0, 0)
	d.definition = false
	if !ok || stop != body.end || d.parser.irregular || len(d.nodes) == 0 || d.nodes[0].kind != nodeElement ||
		int(d.nodes[0].next) != len(d.nodes) {
		return &program{irregular: true}
	}
	c := compiler{decoder: d, program: &program{root: d.nodes[0].dependency, filter: newFilter()}, context: where}
	c.root()
	c.program.ops, c.ops = c.ops, nil
	c.program.passing = passing(c.program.ops, c.program.values)
	c.program.settle()
	c.onlyWhere = true
	c.root()
	c.program.where = c.ops
	if c.program.isEvent {
		c.program.filter.compile(d.selector)
	}
	return c.program
}

// settle takes properties that are the same in all records out of the ops: those that the
// template has, whatever its values, and that no op before sets.
func (p *program) settle() {
	var before [propertyCount]bool
	var text output // the texts of the template are ready: nothing is written
	kept, places := p.ops[:0:0], make([]int32, 0, len(p.ops)+1)
	guarded := int32(0)
	for i, o := range p.ops {
		places = append(places, int32(len(kept)))
		if o.kind == opGuard {
			guarded = max(guarded, o.skip)
		}
		if o.kind == opProperty {
			if o.index < 0 && int32(i) >= guarded && !before[o.property] && text.set(&p.common, o.property, o.literal) {
				continue
			}
			before[o.property] = true
		}
		kept = append(kept, o)
	}
	places = append(places, int32(len(kept)))
	for i := range kept {
		if kept[i].kind == opGuard {
			kept[i].skip = places[kept[i].skip]
		}
	}
	p.ops = kept
}

// compiler writes the ops of one template. Its methods mirror those of record.go,
// which do at once what the ops do later.
type compiler struct {
	*decoder
	program   *program
	context   rootContext
	ops       []op
	onlyWhere bool // only what sets Channel and Computer
}

func (c *compiler) irregular() { c.program.irregular = true }

func (c *compiler) add(o op) {
	c.program.values = max(c.program.values, int(o.index)+1)
	if !c.onlyWhere || o.kind == opProperty && (o.property == propChannel || o.property == propComputer) {
		c.ops = append(c.ops, o)
	}
}

// guarded writes the ops of element i, skipped if it depends on a NULL.
func (c *compiler) guarded(i int32, body func()) {
	dependency := c.nodes[i].dependency
	if dependency == noDependency {
		body()
		return
	}
	at := len(c.ops)
	c.ops = append(c.ops, op{kind: opGuard, index: int32(dependency)})
	body()
	c.ops[at].skip = int32(len(c.ops))
}

// elements calls f for every child element of i, guarded, and returns the first
// child that is none and no attribute.
func (c *compiler) elements(i int32, f func(child int32, name string)) (other int32) {
	for child := i + 1; child < c.nodes[i].next; child = c.nodes[child].next {
		switch c.nodes[child].kind {
		case nodeElement:
			c.guarded(child, func() { f(child, c.nameOf(child)) })
		case nodeAttribute:
		default:
			if other == 0 {
				other = child
			}
		}
	}
	return other
}

// attributes calls f for every attribute of i but declarations of namespaces.
func (c *compiler) attributes(i int32, f func(child int32, name string)) {
	for child := i + 1; child < c.nodes[i].next; child = c.nodes[child].next {
		if c.nodes[child].kind == nodeAttribute {
			if name := c.nameOf(child); !isNamespace(name) {
				f(child, name)
			}
		}
	}
}

// source returns an op with the value of element or attribute i.
func (c *compiler) source(i int32) op {
	first, count := c.parts(i)
	if count == 1 {
		switch n := &c.nodes[first]; n.kind {
		case nodeSubstitution:
			return op{index: n.off, optional: n.optional && c.nodes[i].kind == nodeAttribute}
		case nodeText:
			return op{index: -1, literal: parse.StringValue(string(appendUTF16(nil, trimZeros(c.raw(first)))))}
		}
	}
	mark := len(c.arena)
	for part := i + 1; part < c.nodes[i].next; part = c.nodes[part].next {
		switch c.nodes[part].kind {
		case nodeElement, nodeAttribute:
		case nodeText, nodeCharRef, nodeEntity:
			c.appendPart(part)
		default: // text and values mixed
			c.irregular()
		}
	}
	s := string(c.arena[mark:])
	c.arena = c.arena[:mark]
	return op{index: -1, literal: parse.StringValue(s)}
}

func (c *compiler) root() {
	name := c.nameOf(0)
	switch {
	case c.context == inUserData:
		c.userDataChild(0, name)
	case name != "Event":
		c.child(0, name)
	default:
		c.program.isEvent = true
		if other := c.elements(0, c.child); other > 0 {
			// A value between the elements is the BinXML of the event's data.
			c.splice(other, c.nodes[0].next, inRecord)
		}
	}
}

// splice writes the op for the BinXML value i. It has to be the last of its
// parent, as it is in every template of Windows, or order would suffer.
func (c *compiler) splice(i, end int32, where rootContext) {
	if c.nodes[i].kind != nodeSubstitution || c.nodes[i].next != end {
		c.irregular()
		return
	}
	c.add(op{kind: opSplice, index: c.nodes[i].off, context: where})
}

// child writes the ops of a child of Event.
func (c *compiler) child(i int32, name string) {
	switch name {
	case "System":
		c.system(i)
	case "EventData":
		c.eventData(i)
	case "UserData":
		c.userDataOf(i)
	case "RenderingInfo":
	case "BinaryEventData", "Event":
		c.irregular()
	default:
		c.leaves(name, i)
	}
}

func (c *compiler) system(i int32) {
	c.elements(i, func(e int32, element string) {
		put := func(at int32, attribute string) {
			o := c.source(at)
			o.kind, o.property = opProperty, propertyOf(element, attribute)
			if o.property == noProperty || o.index < 0 && !c.set(new(parse.Record), o.property, o.literal) {
				c.irregular()
			}
			if o.index < 0 {
				o.literal = ready(o.property, o.literal)
			}
			if !c.onlyWhere {
				c.program.filter.see(o, c.nodes[e].dependency)
			}
			c.add(o)
		}
		c.attributes(e, func(a int32, attribute string) { put(a, attribute) })
		if c.hasElements(e) {
			c.irregular()
		}
		if _, count := c.parts(e); count > 0 {
			put(e, "")
		}
	})
}

// ready converts the text of a template to what the property is, so that it is
// done once.
func ready(p property, v parse.Value) parse.Value {
	if p.isGUID() {
		return parse.StringValue(new(output).guid(v))
	}
	if n, ok := numberOf(v); ok && p.isNumber() {
		return parse.NumberValue(parse.TypeUInt64, n)
	}
	return v
}

func (c *compiler) eventData(i int32) {
	c.attributes(i, func(a int32, name string) {
		o := c.source(a)
		o.kind, o.name = opLate, "/@"+name
		c.add(o)
	})
	other := c.elements(i, func(e int32, element string) {
		label, named := "", false
		c.attributes(e, func(a int32, name string) {
			o := c.source(a)
			if name != "Name" || o.index >= 0 {
				c.irregular()
			}
			label, named = o.literal.Bytes(), true
		})
		if c.hasElements(e) {
			c.irregular()
		}
		o := c.source(e)
		o.kind, o.name = opField, label
		switch {
		case element == "Binary" && !named:
			o.kind, o.name = opBinary, element
		case !named && element != "Data":
			o.name = element
		}
		c.add(o)
	})
	c.noText(i, other)
}

// noText makes a template irregular that has more than white space between
// elements.
func (c *compiler) noText(i, other int32) {
	for ; other > 0 && other < c.nodes[i].next; other = c.nodes[other].next {
		switch c.nodes[other].kind {
		case nodeElement, nodeAttribute:
		case nodeText:
			if strings.TrimSpace(string(appendUTF16(nil, c.raw(other)))) != "" {
				c.irregular()
			}
		default:
			c.irregular()
		}
	}
}

func (c *compiler) userDataOf(i int32) {
	count := 0
	other := c.elements(i, func(e int32, name string) {
		count++
		c.userDataChild(e, name)
	})
	if other > 0 && count == 0 {
		c.splice(other, c.nodes[i].next, inUserData)
	} else if other > 0 || count > 1 {
		c.irregular()
	}
}

func (c *compiler) userDataChild(i int32, name string) {
	path := ""
	if _, text := c.parts(i); text > 0 && !c.hasElements(i) {
		path = name
	}
	c.leaves(path, i)
	c.add(op{kind: opUserData, index: -1, name: name})
}

func (c *compiler) leaves(path string, i int32) {
	always := false // an attribute that is there in every record
	some := false
	c.attributes(i, func(a int32, name string) {
		o := c.source(a)
		o.kind, o.name = opField, path+"/@"+name
		always, some = always || !o.optional, true
		c.add(o)
	})
	if !c.hasElements(i) {
		_, count := c.parts(i)
		switch {
		case count > 0 || (!some && path != ""):
			o := c.source(i)
			o.kind, o.name = opField, path
			c.add(o)
		case some && !always:
			c.irregular() // whether there is a field depends on the values
		}
		return
	}
	stays := false // a child that is there in every record
	other := c.elements(i, func(e int32, name string) {
		stays = stays || c.nodes[e].dependency == noDependency
		if path != "" {
			name = path + "/" + name
		}
		c.leaves(name, e)
	})
	if !stays && path != "" {
		c.irregular()
	}
	c.noText(i, other)
}

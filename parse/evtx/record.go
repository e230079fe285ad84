package evtx

import (
	"encoding/hex"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// verdict is what became of a record.
type verdict uint8

const (
	failed   verdict = iota // could not be read: see parser.fault
	taken                   // stands in the batch
	unwanted                // read far enough to know that nobody asked for it
)

// slow decodes the record body at [start, end) by the general
// path: complete, whatever the record is made of.
func (d *decoder) slow(r *parse.Record, start, end int) verdict {
	d.nodes, d.refs, d.stack = d.nodes[:0], d.refs[:0], d.stack[:0]
	if _, ok := d.fragment(start, end, 0, false, 0, 0); !ok {
		return failed
	}
	if len(d.nodes) == 0 || d.nodes[0].kind != nodeElement || d.nameOf(0) != "Event" {
		d.fail(start, "an Event element", "something else")
		return failed
	}
	return d.event(r)
}

// nameOf returns the name of an element, attribute or entity. It is kept for
// the run, so that the same name costs nothing again.
func (d *decoder) nameOf(i int32) string {
	n := &d.nodes[i]
	m := &d.nameMemo[uint32(n.off)/2%uint32(len(d.nameMemo))]
	if m.chunk != d.chunkNumber || m.off != n.off {
		*m = nameMemo{off: n.off, chunk: d.chunkNumber, text: d.intern(d.nameBytes(n.off, n.size))}
	}
	return m.text
}

// nameMemo is a name of this chunk, found by its offset.
type nameMemo struct {
	text  string
	off   int32
	chunk uint32
}

// intern returns the text of a UTF-16 name.
func (d *decoder) intern(raw []byte) string {
	if s, ok := d.names[string(raw)]; ok {
		return s
	}
	s := string(appendUTF16(nil, raw))
	if d.namesSize += 3*len(raw) + 64; d.namesSize > maxNames {
		clear(d.names)
		d.namesSize = 0
	}
	d.names[string(raw)] = s
	return s
}

// maxNames bounds the memory of interned names, in bytes.
const maxNames = 2 << 20

// event fills r from the nodes of an Event element.
func (d *decoder) event(r *parse.Record) verdict {
	root := &d.nodes[0]
	for i := int32(1); i < root.next; i = d.nodes[i].next {
		if d.nodes[i].kind != nodeElement {
			continue
		}
		switch name := d.nameOf(i); name {
		case "System":
			d.system(r, i)
			if !d.wants(r) {
				return unwanted
			}
		case "EventData":
			d.eventData(r, i)
		case "UserData":
			d.userData(r, i)
		case "BinaryEventData":
			d.binary(r, i)
		case "RenderingInfo":
			// The message as the sending host rendered it: its text is Windows'
			// own, and its facts stand in the other elements.
		default: // ProcessingErrorData, DebugData
			d.leaves(name, i)
		}
		if d.full() {
			return failed
		}
	}
	return taken
}

// full reports, and sets the fault, that a chunk yields more than any real one.
func (d *decoder) full() bool {
	if len(d.arena) <= maxArena && d.batch.Mark()+len(d.late) <= maxFields {
		return false
	}
	d.fail(0, "a chunk of ordinary size", "values that expand without end")
	return true
}

// system fills r from the System element i.
func (d *decoder) system(r *parse.Record, i int32) {
	end := d.nodes[i].next
	for c := i + 1; c < end && !d.full(); c = d.nodes[c].next {
		if d.nodes[c].kind != nodeElement {
			continue
		}
		element := d.nameOf(c)
		a := c + 1
		for ; a < d.nodes[c].next && d.nodes[a].kind == nodeAttribute; a = d.nodes[a].next {
			attribute := d.nameOf(a)
			if isNamespace(attribute) || d.full() {
				continue
			}
			v := d.valueOf(a)
			if p := propertyOf(element, attribute); p == noProperty || !d.set(r, p, v) {
				d.keepSystem(element, attribute, v)
			}
		}
		if a < d.nodes[c].next {
			v := d.valueOf(c)
			if p := propertyOf(element, ""); p == noProperty || !d.set(r, p, v) {
				d.keepSystem(element, "", v)
			}
		}
	}
}

// keepSystem keeps a value of <System> that a Record has no place for as a field
// behind all others.
func (d *decoder) keepSystem(element, attribute string, v parse.Value) {
	name := "System/" + element
	if attribute != "" {
		name += "/@" + attribute
	}
	d.late = append(d.late, parse.Field{Name: name, Value: v})
}

// eventData appends a field for each value of the EventData element i.
func (d *decoder) eventData(r *parse.Record, i int32) {
	end := d.nodes[i].next
	for c := i + 1; c < end && !d.full(); c = d.nodes[c].next {
		switch d.nodes[c].kind {
		case nodeAttribute:
			// Behind the data, so that field n is what %n of the message means.
			if name := d.nameOf(c); !isNamespace(name) {
				d.late = append(d.late, parse.Field{Name: "/@" + name, Value: d.valueOf(c)})
			}
		case nodeElement:
			d.data(r, c)
		default:
			d.stray("", c)
		}
	}
}

// data appends the fields of c, a child of EventData: Data, ComplexData or Binary.
func (d *decoder) data(r *parse.Record, c int32) {
	element, label, named := d.nameOf(c), "", false
	a := c + 1
	for ; a < d.nodes[c].next && d.nodes[a].kind == nodeAttribute; a = d.nodes[a].next {
		if d.nameOf(a) == "Name" {
			label, named = d.string(d.valueOf(a)), true
		}
	}
	if element == "Binary" && !named && d.binary(r, c) {
		return
	}
	if !named && element != "Data" {
		label = element
	}
	if d.hasElements(c) {
		if label == "" {
			label = element
		}
		d.leaves(label, c)
		return
	}
	d.emit(label, c)
	for a = c + 1; a < d.nodes[c].next && d.nodes[a].kind == nodeAttribute; a = d.nodes[a].next {
		if name := d.nameOf(a); name != "Name" && !isNamespace(name) {
			d.emit(d.join(label, "/@", name), a)
		}
	}
}

// binary takes the content of element c as the binary data of the event; it
// reports false if that is not what it holds.
func (d *decoder) binary(r *parse.Record, c int32) bool {
	if r.Binary != "" || d.hasElements(c) {
		return false
	}
	return d.takeBinary(r, d.valueOf(c))
}

// takeBinary makes v the binary data of r; it reports false if v is something else.
func (d *decoder) takeBinary(r *parse.Record, v parse.Value) bool {
	switch v.Type() {
	case parse.TypeNull:
		return true
	case parse.TypeBinary:
		r.Binary = v.Bytes()
		return true
	case parse.TypeString: // a record without a template has the digits
		mark := len(d.arena)
		d.arena = append(d.arena, v.Bytes()...)
		n, err := hex.Decode(d.arena[mark:], d.arena[mark:])
		d.arena = d.arena[:mark+n]
		if err == nil {
			r.Binary = d.since(mark)
			return true
		}
		d.arena = d.arena[:mark]
	}
	return false
}

// userData appends the fields of the UserData element i: the leaves of its
// child, named by their path below that child.
func (d *decoder) userData(r *parse.Record, i int32) {
	end := d.nodes[i].next
	for c := i + 1; c < end; c = d.nodes[c].next {
		if d.nodes[c].kind != nodeElement {
			continue
		}
		name := d.nameOf(c)
		path := ""
		if _, text := d.parts(c); r.UserData != "" || (text > 0 && !d.hasElements(c)) {
			path = name // a second child, or one that is a leaf itself
		}
		d.leaves(path, c)
		if r.UserData == "" {
			r.UserData = name
		}
	}
}

// leaves appends the fields of element i: its attributes, its text, and what is
// below it. path names the element, "" for the child of UserData.
func (d *decoder) leaves(path string, i int32) {
	if d.full() {
		return
	}
	end, c := d.nodes[i].next, i+1
	attributes := false
	for ; c < end && d.nodes[c].kind == nodeAttribute; c = d.nodes[c].next {
		if name := d.nameOf(c); !isNamespace(name) {
			d.emit(d.join(path, "/@", name), c)
			attributes = true
		}
	}
	if !d.hasElements(i) {
		if c < end || (!attributes && path != "") {
			d.emit(path, i)
		}
		return
	}
	for ; c < end && !d.full(); c = d.nodes[c].next {
		if d.nodes[c].kind != nodeElement {
			d.stray(path, c)
			continue
		}
		name := d.nameOf(c)
		if path != "" {
			name = d.join(path, "/", name)
		}
		d.leaves(name, c)
	}
}

// stray appends text that stands between elements, unless it is only white space.
func (d *decoder) stray(path string, c int32) {
	mark := len(d.arena)
	d.appendPart(c)
	s := d.since(mark)
	if strings.TrimSpace(s) == "" {
		d.arena = d.arena[:mark]
		return
	}
	d.batch.AppendField(parse.Field{Name: path, Value: parse.StringValue(s)})
}

func (d *decoder) hasElements(i int32) bool {
	for c := i + 1; c < d.nodes[i].next; c = d.nodes[c].next {
		if d.nodes[c].kind == nodeElement {
			return true
		}
	}
	return false
}

// parts returns the first part of the content of an element or attribute and
// how many there are.
func (d *decoder) parts(i int32) (first int32, count int) {
	for c := i + 1; c < d.nodes[i].next; c = d.nodes[c].next {
		if k := d.nodes[c].kind; k != nodeAttribute && k != nodeElement {
			if count == 0 {
				first = c
			}
			count++
		}
	}
	return first, count
}

// raw returns the bytes of a value or text node.
func (d *decoder) raw(i int32) []byte {
	n := &d.nodes[i]
	return d.b[n.off : n.off+n.size]
}

// emit appends the content of element or attribute i as a field, or as several
// if it is an array.
func (d *decoder) emit(name string, i int32) {
	if d.full() {
		return
	}
	if first, count := d.parts(i); count == 1 && d.nodes[first].kind == nodeValue {
		d.fields(name, d.nodes[first].typ, d.raw(first))
		return
	}
	d.batch.AppendField(parse.Field{Name: name, Value: d.valueOf(i)})
}

// valueOf returns the content of element or attribute i as one value. Nothing
// at all is an empty text; several pieces are joined to one text.
func (d *decoder) valueOf(i int32) parse.Value {
	first, count := d.parts(i)
	if count == 1 {
		switch n := &d.nodes[first]; n.kind {
		case nodeValue:
			return d.value(n.typ, d.raw(first))
		case nodeText:
			return parse.StringValue(d.text(d.raw(first)))
		}
	}
	mark := len(d.arena)
	for c := i + 1; c < d.nodes[i].next; c = d.nodes[c].next {
		if k := d.nodes[c].kind; k != nodeAttribute && k != nodeElement {
			d.appendPart(c)
		}
	}
	return parse.StringValue(d.since(mark))
}

// entities that XML knows without a definition.
var entities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// appendPart appends one piece of content as text.
func (d *decoder) appendPart(i int32) {
	switch n := &d.nodes[i]; n.kind {
	case nodeText:
		d.arena = appendUTF16(d.arena, d.raw(i))
	case nodeValue:
		mark := len(d.arena)
		v := d.value(n.typ, d.raw(i))
		if v.Type() != parse.TypeString { // text stands in the arena already
			d.scratch = v.AppendText(d.scratch[:0])
			d.arena = append(d.arena[:mark], d.scratch...)
		}
	case nodeCharRef:
		d.arena = append(d.arena, string(rune(n.off))...)
	case nodeEntity:
		name := d.nameOf(i)
		if s, ok := entities[name]; ok {
			d.arena = append(d.arena, s...)
		} else {
			d.arena = append(append(append(d.arena, '&'), name...), ';')
		}
	}
}

// join writes a, b and c into the arena as one string.
func (d *decoder) join(a, b, c string) string {
	mark := len(d.arena)
	d.arena = append(append(append(d.arena, a...), b...), c...)
	return d.since(mark)
}

// isNamespace reports whether an attribute declares a namespace: a matter of
// notation, no data.
func isNamespace(name string) bool {
	return name == "xmlns" || strings.HasPrefix(name, "xmlns:")
}

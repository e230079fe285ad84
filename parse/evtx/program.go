package evtx

import (
	"bytes"

	"github.com/vsslog/vsslog/parse"
)

// slot is a place in the table of a chunk's templates.
type slot struct {
	program *program
	ref     uint32 // offset of the definition in the chunk
	id      uint32 // first bytes of its GUID
	start   int32  // of the definition's body
	end     int32
	context rootContext
	chunk   uint32 // number of the chunk that filled the slot: older ones are empty
}

// slots is the table: open addressing, never more than half full.
const slots = 512

// programOf returns the program of the template instance at `at`, and the place
// of its values. ok is false if the general path has to look at it.
func (d *decoder) programOf(at, end int, where rootContext) (p *program, next int, ok bool) {
	if end-at < 14 || d.b[at] != tokenTemplate {
		return nil, 0, false
	}
	id, ref := le.Uint32(d.b[at+2:]), le.Uint32(d.b[at+6:])
	i := ref * 0x9e3779b1 >> 23
	for ; d.table[i].chunk == d.chunkNumber; i = (i + 1) % slots {
		if d.table[i].ref == ref {
			break
		}
	}
	s := &d.table[i]
	if s.chunk != d.chunkNumber {
		if d.filled == slots/2 {
			return nil, 0, false
		}
		body, _, ok := d.definitionOf(at, end)
		if !ok {
			return nil, 0, false
		}
		d.filled++
		*s = slot{
			ref:     ref,
			id:      id,
			start:   int32(body.start),
			end:     int32(body.end),
			chunk:   d.chunkNumber,
			program: d.programFor(body, where),
			context: where,
		}
	}
	if s.id != id || s.context != where || s.program.irregular {
		return nil, 0, false
	}
	next = at + 10
	if int(s.start) == next+definitionSize {
		next = int(s.end)
	}
	return s.program, next, true
}

var irregularProgram = &program{irregular: true}

// programFor returns the program of a definition, compiled now or before.
func (d *decoder) programFor(body span, where rootContext) *program {
	if !d.canonical(body, where) {
		return irregularProgram
	}
	p := d.programs.get(d.key)
	if p == nil {
		budget := d.budget
		p = d.compile(body, where)
		d.budget = budget // what one worker may spend must not depend on another
		d.programs.put(d.key, p)
	}
	return p
}

// opening returns the place behind the header of a fragment, which values do
// without on Windows 10.
func (d *decoder) opening(at, end int) int {
	if end-at >= 4 && d.b[at] == tokenFragment {
		return at + 4
	}
	return at
}

// unasked reports whether the record body at [start, end) is certainly not wanted.
func (d *decoder) unasked(start, end int) bool {
	d.asked, d.rule = d.selector == nil, nil
	if d.selector == nil || d.general {
		return false
	}
	p, at, ok := d.programOf(d.opening(start, end), end, inRecord)
	if !ok || !p.isEvent {
		return false
	}
	found := d.match(&p.filter, at, end)
	d.asked = found == yes
	return found == no
}

// fast decodes the record body at [start, end) by compiled templates. It returns
// failed, having changed nothing that matters, where the general path has to
// decide.
func (d *decoder) fast(r *parse.Record, start, end int) verdict {
	p, at, ok := d.programOf(d.opening(start, end), end, inRecord)
	if !ok || !p.isEvent {
		return failed
	}
	var count int
	if d.refs, count, _, ok = d.values(d.refs[:0], at, end); !ok || count < p.values {
		return failed
	}
	ops := p.ops
	if d.peeking {
		ops = p.where
	}
	if isNull(d.refs, p.root) {
		return failed
	}
	if !d.peeking {
		*r = p.common
	}
	if !d.execute(r, ops, d.refs) {
		return failed
	}
	if !d.peeking && !d.asked && !d.wants(r) {
		return unwanted
	}
	return taken
}

// isNull reports whether the value that an element depends on is NULL. An index
// beyond the values, as the Event element of most templates has it, is not.
func isNull(values []valueRef, index uint16) bool {
	return int(index) < len(values) && values[index].typ == uint8(parse.TypeNull)
}

// smallValue is a size below which a value that is no array cannot fill a batch,
// however often a template repeats it.
const smallValue = 512

// execute runs ops with the values of an instance.
func (d *decoder) execute(r *parse.Record, ops []op, values []valueRef) bool {
	for i := 0; i < len(ops); i++ {
		o := &ops[i]
		if o.index < 0 {
			d.executeLiteral(r, o)
			continue
		}
		if o.kind == opGuard {
			if isNull(values, uint16(o.index)) {
				i = int(o.skip) - 1
			}
			continue
		}
		w := values[o.index]
		switch {
		case o.kind == opProperty:
			if w.typ == typeBinXML {
				return false
			}
			if w.typ != uint8(parse.TypeNull) {
				d.property(r, o.property, w)
			}
		case o.kind == opField && w.typ == uint8(parse.TypeString):
			text := parse.StringValue(d.text(d.bytesOf(w)))
			d.batch.AppendField(parse.Field{Name: o.name, Value: text})
			if w.size > smallValue && d.full() {
				return false
			}
		case !d.executeValue(r, o, w):
			return false
		}
	}
	return !d.full()
}

// executeValue does an op with a value of the instance that is no property; false if the
// general path has to.
func (d *decoder) executeValue(r *parse.Record, o *op, w valueRef) bool {
	if w.typ == uint8(parse.TypeNull) && o.optional {
		return true
	}
	switch {
	case o.kind == opSplice:
		return w.typ != typeBinXML || d.splice(r, w, o.context)
	case o.kind == opLate:
		d.late = append(d.late, parse.Field{Name: o.name, Value: d.value(w.typ, d.bytesOf(w))})
		return true
	case w.typ == typeBinXML:
		return false
	}
	raw := d.bytesOf(w)
	if o.kind == opBinary && r.Binary == "" && d.takeBinary(r, d.value(w.typ, raw)) {
		return true
	}
	d.fields(o.name, w.typ, raw)
	return w.typ&typeArray == 0 && len(raw) <= smallValue || !d.full()
}

// bytesOf is the stretch of the chunk that holds a value.
func (d *decoder) bytesOf(w valueRef) []byte { return d.b[w.off : int(w.off)+int(w.size)] }

// executeLiteral does an op whose value the template has.
func (d *decoder) executeLiteral(r *parse.Record, o *op) {
	switch o.kind {
	case opProperty:
		d.set(r, o.property, o.literal) // the compiler has seen that it can be set
	case opField:
		d.batch.AppendField(parse.Field{Name: o.name, Value: o.literal})
	case opBinary:
		if r.Binary != "" || !d.takeBinary(r, o.literal) {
			d.batch.AppendField(parse.Field{Name: o.name, Value: o.literal})
		}
	case opUserData:
		r.UserData = o.name
	case opLate:
		d.late = append(d.late, parse.Field{Name: o.name, Value: o.literal})
	}
}

// splice runs the program of the BinXML value w: a fragment of one template. Elements
// without a template, which some providers have below UserData, are read the general way.
func (d *decoder) splice(r *parse.Record, w valueRef, where rootContext) bool {
	at, end := int(w.off), int(w.off)+int(w.size)
	start := d.opening(at, end)
	if where == inUserData && start < end && d.b[start]&^tokenMore == tokenOpenStart {
		return d.elements(r, at, end)
	}
	p, at, ok := d.programOf(start, end, where)
	if !ok || p.isEvent {
		return false
	}
	base := len(d.refs)
	var count int
	if d.refs, count, _, ok = d.values(d.refs, at, end); !ok || count < p.values {
		return false
	}
	values := d.refs[base:]
	return !isNull(values, p.root) && d.execute(r, p.ops, values)
}

// elements takes the elements at [at, end) as what stands in UserData.
func (d *decoder) elements(r *parse.Record, at, end int) bool {
	d.nodes, d.stack = d.nodes[:0], d.stack[:0]
	root := d.push(node{kind: nodeElement, dependency: noDependency})
	if _, ok := d.fragment(at, end, depthOfValue, false, 0, 0); !ok {
		return false
	}
	d.nodes[root].next = int32(len(d.nodes))
	d.userData(r, root)
	return !d.full()
}

// property sets a property from a value of an instance, without a detour for the
// types that nearly every record has.
func (d *decoder) property(r *parse.Record, p property, w valueRef) {
	typ, raw := w.typ, d.bytesOf(w)
	switch t := parse.ValueType(typ); {
	case p.isNumber():
		if n, ok := number(t, raw); ok && setNumber(r, p, n) {
			return
		}
	case p == propTime:
		if t == parse.TypeFileTime && len(raw) == 8 {
			if at := le.Uint64(raw); at <= 1<<63-1 {
				r.Time = parse.Exact(parse.Ticks(at))
				return
			}
		}
	case len(raw) > 0:
		// The same few come again and again: each is made text of once.
		m := &d.memo[p]
		if m.chunk == d.chunkNumber && m.typ == typ && bytes.Equal(d.b[m.off:m.off+m.size], raw) {
			*textOf(r, p) = m.text
			return
		}
		d.set(r, p, d.value(typ, raw)) // a text can always be set
		*m = memo{chunk: d.chunkNumber, typ: typ, off: w.off, size: int32(len(raw)), text: *textOf(r, p)}
		return
	}
	v := d.value(typ, raw)
	if !d.set(r, p, v) {
		for _, x := range properties {
			if x.property == p {
				d.keepSystem(x.element, x.attribute, v)
			}
		}
	}
}

// number reads an integer, those of the types that nearly all properties have first.
func number(t parse.ValueType, raw []byte) (n uint64, ok bool) {
	switch {
	case t == parse.TypeUInt16 && len(raw) == 2:
		return uint64(le.Uint16(raw)), true
	case t == parse.TypeUInt8 && len(raw) == 1:
		return uint64(raw[0]), true
	case t == parse.TypeUInt32 && len(raw) == 4:
		return uint64(le.Uint32(raw)), true
	case (t == parse.TypeHexInt64 || t == parse.TypeUInt64) && len(raw) == 8:
		return le.Uint64(raw), true
	}
	n, ok = scalar(t, raw)
	return n, ok && isNumber(t)
}

// memo is the last text of a property in this chunk, with the value it was made of.
type memo struct {
	text      string
	off, size int32
	chunk     uint32
	typ       uint8
}

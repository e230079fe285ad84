package export

import "io"

// jsonLines writes JSON Lines: one object a row, keys in the order of the
// columns, every key in every row.
type jsonLines struct {
	w     io.Writer
	keys  [][]byte // {"host":  ,"timestamp":
	buf   []byte
	clock clock
	parts []jsonPart // of the chunk at hand
	leads []byte     // of these, one behind the other
	begun int        // where the one begins that is not ended yet
}

// jsonPart is a column whose rows differ, and what is written before each value: keys, and
// columns that are the same in all rows of the chunk.
type jsonPart struct {
	lead  []byte
	v     *Vector
	bare  bool       // all texts are there: their quotes belong to what stands beside them
	look  int        // of texts: where the next byte stands that needs a closer look, in rows not yet written
	items []jsonPart // of a list
	close []byte     // behind each item
}

func newJSONLines(w io.Writer, l *Layout, _ *Options) (Encoder, error) {
	e := &jsonLines{w: w}
	for i := range l.Fields {
		key := []byte{','}
		if i == 0 {
			key[0] = '{'
		}
		e.keys = append(e.keys, append(appendJSONString(key, l.Fields[i].Name), ':'))
	}
	return e, nil
}

func (e *jsonLines) Write(c *Chunk) error {
	end := e.plan(c)
	for i := range c.Rows {
		e.buf = append(e.values(e.buf, e.parts, i), end...)
		if err := e.drain(writeBytes); err != nil {
			return err
		}
	}
	return e.drain(0)
}

// plan finds what the rows of a chunk have in common, and returns what ends every row; what differs are the parts.
func (e *jsonLines) plan(c *Chunk) (end []byte) {
	e.parts, e.leads, e.begun = e.parts[:0], e.leads[:0], 0
	for k := range c.Columns {
		v, f := &c.Columns[k], &c.Layout.Fields[k]
		e.leads = append(e.leads, e.keys[k]...)
		if v.uniform() {
			e.leads = v.appendJSON(e.leads, f, 0)
		} else {
			e.parts = append(e.parts, e.part(v, f))
		}
	}
	e.leads = append(e.leads, "}\n"...)
	return e.led()
}

// led returns the lead that is ended here. It stays as it is when others are appended.
func (e *jsonLines) led() []byte {
	lead := e.leads[e.begun:len(e.leads):len(e.leads)]
	e.begun = len(e.leads)
	return lead
}

// part prepares a column, before which the lead is written that is ended here.
func (e *jsonLines) part(v *Vector, f *Field) jsonPart {
	p := jsonPart{v: v}
	if v.kind == Text {
		p.look = plain(v.bytes)
	}
	if p.bare = v.nulls == 0 && (v.kind == Time || v.kind == Text); p.bare {
		e.leads = append(e.leads, '"')
		p.lead = e.led()
		e.leads = append(e.leads, '"')
		return p
	}
	p.lead = e.led()
	switch v.kind {
	case TextList:
		p.items = []jsonPart{e.part(&v.items[0], f)}
		p.close = e.led()
	case StructList:
		before := `{"`
		for k := range v.items {
			e.leads = append(append(append(e.leads, before...), f.Items[k].Name...), `":`...)
			before = `,"`
			p.items = append(p.items, e.part(&v.items[k], &f.Items[k]))
		}
		e.leads = append(e.leads, '}')
		p.close = e.led()
	}
	return p
}

// values appends row i of several columns. Rows come in their order.
func (e *jsonLines) values(buf []byte, parts []jsonPart, i int) []byte {
	for k := range parts {
		p := &parts[k]
		buf = append(buf, p.lead...)
		switch v := p.v; {
		case p.bare && v.kind == Text && int(v.ends[i+1]) <= p.look:
			buf = append(buf, v.text(i)...)
		case p.bare && v.kind == Text:
			buf = p.text(buf, i)
		case p.bare:
			buf = e.clock.append(buf, v.words[i])
		case v.isNull(i):
			buf = append(buf, "null"...)
		case v.kind == Text:
			buf = append(p.text(append(buf, '"'), i), '"')
		case v.kind == Int:
			buf = appendInt(buf, v.words[i])
		case v.kind == Time:
			buf = append(e.clock.append(append(buf, '"'), v.words[i]), '"')
		case p.items != nil:
			buf = e.list(buf, p, i)
		default:
			buf = v.appendJSON(buf, nil, i) // of a kind without fields
		}
	}
	return buf
}

// text appends the text of row i without its quotes. Most texts end before the next byte
// to look at, and are only copied.
func (p *jsonPart) text(buf []byte, i int) []byte {
	from, end := int(p.v.ends[i]), int(p.v.ends[i+1])
	if end <= p.look {
		return append(buf, p.v.bytes[from:end]...)
	}
	buf = escape(buf, p.v.bytes[from:end], p.look-from)
	p.look = end + plain(p.v.bytes[end:])
	return buf
}

// list appends row i of a column of lists.
func (e *jsonLines) list(buf []byte, p *jsonPart, i int) []byte {
	buf = append(buf, '[')
	from, to := p.v.span(i)
	for j := from; j < to; j++ {
		if j > from {
			buf = append(buf, ',')
		}
		buf = append(e.values(buf, p.items, j), p.close...)
	}
	return append(buf, ']')
}

// writeBytes is how much text is gathered before it is written.
const writeBytes = 256 << 10

func (e *jsonLines) drain(atLeast int) error { return drain(e.w, &e.buf, atLeast) }

// drain writes buf out once it holds more than atLeast bytes.
func drain(w io.Writer, buf *[]byte, atLeast int) error {
	if len(*buf) <= atLeast {
		return nil
	}
	_, err := w.Write(*buf)
	*buf = (*buf)[:0]
	return err
}

func (e *jsonLines) Close() error { return nil }

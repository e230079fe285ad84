package export

import (
	"io"
	"strconv"
)

// jsonLines writes JSON Lines: one object a row, keys in the order of the
// columns, every key in every row.
type jsonLines struct {
	w     io.Writer
	keys  [][]byte // {"host":  ,"timestamp":
	buf   []byte
	clock clock
}

// jsonPart is a column whose rows differ, and what is written before each value: keys, and
// columns that are the same in all rows of the chunk.
type jsonPart struct {
	lead  []byte
	v     *Vector
	plain bool       // no text has anything to escape
	items []jsonPart // of a list
	close []byte     // behind the last of the items
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
	parts, end := e.plan(c)
	for i := range c.Rows {
		e.buf = append(e.values(e.buf, parts, i), end...)
		if err := e.drain(writeBytes); err != nil {
			return err
		}
	}
	return e.drain(0)
}

// plan finds what the rows of a chunk have in common, and returns what differs and the end
// of every row.
func (e *jsonLines) plan(c *Chunk) (parts []jsonPart, end []byte) {
	for k := range c.Columns {
		v := &c.Columns[k]
		end = append(end, e.keys[k]...)
		if v.uniform() {
			end = v.appendJSON(end, &c.Layout.Fields[k], 0)
			continue
		}
		p := partOf(v, &c.Layout.Fields[k])
		p.lead = end
		parts, end = append(parts, p), nil
	}
	return parts, append(end, "}\n"...)
}

// partOf prepares a column.
func partOf(v *Vector, f *Field) jsonPart {
	p := jsonPart{v: v, plain: v.kind == Text && plain(v.bytes) == len(v.bytes)}
	switch v.kind {
	case TextList:
		p.items = []jsonPart{partOf(&v.items[0], f)}
	case StructList:
		p.close = []byte{'}'}
		for k := range v.items {
			item := partOf(&v.items[k], &f.Items[k])
			item.lead = []byte(`,"` + f.Items[k].Name + `":`)
			if k == 0 {
				item.lead[0] = '{'
			}
			p.items = append(p.items, item)
		}
	}
	return p
}

// values appends row i of several columns.
func (e *jsonLines) values(buf []byte, parts []jsonPart, i int) []byte {
	for k := range parts {
		p := &parts[k]
		buf = append(buf, p.lead...)
		switch v := p.v; {
		case v.isNull(i):
			buf = append(buf, "null"...)
		case p.plain:
			buf = append(append(append(buf, '"'), v.text(i)...), '"')
		case v.kind == Text:
			buf = appendJSONText(buf, v.text(i))
		default:
			buf = e.value(buf, p, i)
		}
	}
	return buf
}

// value appends row i of a column that has no text there.
func (e *jsonLines) value(buf []byte, p *jsonPart, i int) []byte {
	v := p.v
	switch v.kind {
	case Int:
		return strconv.AppendInt(buf, v.words[i], 10)
	case Time:
		return append(e.clock.append(append(buf, '"'), v.words[i]), '"')
	case TextList, StructList:
		buf = append(buf, '[')
		from, to := v.span(i)
		for j := from; j < to; j++ {
			if j > from {
				buf = append(buf, ',')
			}
			buf = append(e.values(buf, p.items, j), p.close...)
		}
		return append(buf, ']')
	}
	return v.appendJSON(buf, nil, i) // of a kind without fields
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

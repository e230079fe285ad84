package export

import "io"

// jsonLines writes JSON Lines: one object a row, keys in the order of the
// columns, every key in every row.
type jsonLines struct {
	w     io.Writer
	keys  [][]byte // {"host":  ,"timestamp":
	buf   []byte
	parts []jsonPart // of the chunk at hand
	lead  []byte     // what the parts write before their values
	clock clock
}

// jsonPart is what stands before a value of each row, and the column of the value, -1 if
// there is none.
type jsonPart struct {
	lead   []byte
	column int
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
	e.plan(c)
	for i := range c.Rows {
		for _, p := range e.parts {
			e.buf = append(e.buf, p.lead...)
			if p.column < 0 {
				continue
			}
			v := &c.Columns[p.column]
			if v.kind == Time && !v.isNull(i) {
				e.buf = append(e.clock.append(append(e.buf, '"'), v.words[i]), '"')
				continue
			}
			e.buf = v.appendJSON(e.buf, &c.Layout.Fields[p.column], i)
		}
		if err := e.drain(writeBytes); err != nil {
			return err
		}
	}
	return e.drain(0)
}

// plan finds what each row of a chunk has in common: columns that are null throughout
// are written with the key that follows them.
func (e *jsonLines) plan(c *Chunk) {
	e.parts, e.lead = e.parts[:0], e.lead[:0]
	start := 0
	part := func(column int) {
		e.parts = append(e.parts, jsonPart{e.lead[start:len(e.lead):len(e.lead)], column})
		start = len(e.lead)
	}
	for k := range c.Columns {
		e.lead = append(e.lead, e.keys[k]...)
		if c.Columns[k].nulls == c.Rows {
			e.lead = append(e.lead, "null"...)
			continue
		}
		part(k)
	}
	e.lead = append(e.lead, "}\n"...)
	part(-1)
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

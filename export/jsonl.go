package export

import "io"

// jsonLines writes JSON Lines: one object a row, keys in the order of the
// columns, every key in every row.
type jsonLines struct {
	w    io.Writer
	keys [][]byte // {"host":  ,"timestamp":
	buf  []byte
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
	for i := range c.Rows {
		for k := range c.Columns {
			e.buf = append(e.buf, e.keys[k]...)
			e.buf = c.Columns[k].appendJSON(e.buf, &c.Layout.Fields[k], i)
		}
		e.buf = append(e.buf, "}\n"...)
		if err := e.drain(writeBytes); err != nil {
			return err
		}
	}
	return e.drain(0)
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

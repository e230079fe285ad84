package export

import (
	"bytes"
	"io"
	"strconv"
)

// csvEncoder writes CSV as RFC 4180 says: comma, CRLF, quotes only where
// needed, a header, UTF-8 without a byte order mark. Null is an empty cell, an
// empty text is "" in quotes. Lists are compact JSON.
type csvEncoder struct {
	w         io.Writer
	layout    *Layout
	excelSafe bool
	buf, cell []byte
	clock     clock
	headed    bool
}

func newCSV(w io.Writer, l *Layout, o *Options) (Encoder, error) {
	return &csvEncoder{w: w, layout: l, excelSafe: o.ExcelSafe}, nil
}

func (e *csvEncoder) header() {
	if e.headed {
		return
	}
	e.headed = true
	for i := range e.layout.Fields {
		e.buf = appendCell(e.separate(i), []byte(e.layout.Fields[i].Name))
	}
	e.buf = append(e.buf, "\r\n"...)
}

func (e *csvEncoder) separate(column int) []byte {
	if column > 0 {
		e.buf = append(e.buf, ',')
	}
	return e.buf
}

func (e *csvEncoder) Write(c *Chunk) error {
	e.header()
	for i := range c.Rows {
		for k := range c.Columns {
			e.buf = e.append(e.separate(k), &c.Columns[k], &c.Layout.Fields[k], i)
		}
		e.buf = append(e.buf, "\r\n"...)
		if err := drain(e.w, &e.buf, writeBytes); err != nil {
			return err
		}
	}
	return drain(e.w, &e.buf, 0)
}

func (e *csvEncoder) append(dst []byte, v *Vector, f *Field, i int) []byte {
	if v.isNull(i) {
		return dst
	}
	switch v.kind {
	case Int:
		return strconv.AppendInt(dst, v.words[i], 10)
	case Float:
		return appendFloat(dst, v.number(i))
	case Bool:
		return strconv.AppendBool(dst, v.truth(i))
	case Time:
		return e.clock.append(dst, v.words[i])
	case Binary:
		return appendHex(dst, v.text(i))
	case Text:
		return e.appendText(dst, v.text(i))
	}
	e.cell = v.appendJSON(e.cell[:0], f, i)
	return appendCell(dst, e.cell)
}

// appendText appends a text. A spreadsheet would run one that begins like a
// formula; an apostrophe before it prevents that and changes the data, so it is
// put there only on demand (OWASP, "CSV Injection").
func (e *csvEncoder) appendText(dst, s []byte) []byte {
	if e.excelSafe && len(s) > 0 && bytes.IndexByte([]byte("=+-@\t\r"), s[0]) >= 0 {
		e.cell = append(append(e.cell[:0], '\''), s...)
		s = e.cell
	}
	return appendCell(dst, s)
}

// appendCell appends a cell, in quotes if RFC 4180 asks for them or if it is an
// empty text, which an empty cell would make null.
func appendCell(dst, s []byte) []byte {
	if len(s) > 0 && bytes.IndexByte(s, ',') < 0 && bytes.IndexByte(s, '"') < 0 && bytes.IndexByte(s, '\n') < 0 &&
		bytes.IndexByte(s, '\r') < 0 {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for {
		at := bytes.IndexByte(s, '"')
		if at < 0 {
			break
		}
		dst = append(append(dst, s[:at+1]...), '"')
		s = s[at+1:]
	}
	return append(append(dst, s...), '"')
}

func (e *csvEncoder) Close() error {
	e.header() // a table without rows has one too
	return drain(e.w, &e.buf, 0)
}

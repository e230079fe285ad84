package export

import "strconv"

// rows reads the rows of chunks by the names of columns, for formats that map
// single columns to names of their own.
type rows struct {
	at    map[string]int
	chunk *Chunk
	i     int
}

func newRows(l *Layout) rows {
	r := rows{at: map[string]int{}}
	for i := range l.Fields {
		r.at[l.Fields[i].Name] = i
	}
	return r
}

// column returns the column named name. A format asks only for columns that the
// table declares, which tests hold.
func (r *rows) column(name string) *Vector {
	i, ok := r.at[name]
	if !ok {
		panic("export: no column " + name)
	}
	return &r.chunk.Columns[i]
}

func (r *rows) null(name string) bool { return r.column(name).isNull(r.i) }

// text returns a text, borrowed; nil if it is null.
func (r *rows) text(name string) []byte {
	v := r.column(name)
	if v.isNull(r.i) {
		return nil
	}
	return v.text(r.i)
}

// number returns an integer, or nanoseconds of a time.
func (r *rows) number(name string) (n int64, ok bool) {
	v := r.column(name)
	if v.isNull(r.i) {
		return 0, false
	}
	return v.words[r.i], true
}

// object builds JSON objects, leaving out what is null.
type object struct {
	buf []byte
}

// key begins a member.
func (o *object) key(name string) {
	if last := o.buf[len(o.buf)-1]; last != '{' {
		o.buf = append(o.buf, ',')
	}
	o.buf = append(appendJSONString(o.buf, name), ':')
}

func (o *object) open(name string) {
	o.key(name)
	o.buf = append(o.buf, '{')
}

// close ends an object; an empty one is taken back with its key, which is name.
func (o *object) close(name string) {
	if o.buf[len(o.buf)-1] != '{' {
		o.buf = append(o.buf, '}')
		return
	}
	o.buf = o.buf[:len(o.buf)-len(name)-len(`"":{`)]
	if o.buf[len(o.buf)-1] == ',' {
		o.buf = o.buf[:len(o.buf)-1]
	}
}

func (o *object) text(name string, s []byte) {
	if s == nil {
		return
	}
	o.key(name)
	o.buf = appendJSONText(o.buf, s)
}

func (o *object) string(name, s string) {
	if s == "" {
		return
	}
	o.key(name)
	o.buf = appendJSONString(o.buf, s)
}

func (o *object) int(name string, n int64) {
	o.key(name)
	o.buf = strconv.AppendInt(o.buf, n, 10)
}

func (o *object) strings(name string, list []string) {
	if len(list) == 0 {
		return
	}
	o.key(name)
	o.buf = append(o.buf, '[')
	for i, s := range list {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		o.buf = appendJSONString(o.buf, s)
	}
	o.buf = append(o.buf, ']')
}

// of puts the value of a column, whatever it is, under a name of its own.
func (o *object) of(name string, r *rows, column string) {
	i := r.at[column]
	v := r.column(column)
	if v.isNull(r.i) {
		return
	}
	o.key(name)
	o.buf = v.appendJSON(o.buf, &r.chunk.Layout.Fields[i], r.i)
}

// digits puts an integer as a text, for fields that are keywords.
func (o *object) digits(name string, r *rows, column string) {
	if n, ok := r.number(column); ok {
		o.string(name, strconv.FormatInt(n, 10))
	}
}

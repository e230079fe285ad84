package export

import "slices"

// Field describes one column: what every format, the schema command and the
// documentation know about it.
type Field struct {
	Name  string
	Kind  Kind
	Unit  string // ns, ms, bytes; "" if there is none
	Doc   string // what it means, and when it is null
	ECS   string // name in the Elastic Common Schema or in Winlogbeat, "" if there is none
	Of    Part   // it is null in rows without this part
	Rises bool   // as a rule a bit more than in the row before: formats may store the difference
	Items []Field
}

// Part is something that some rows of a table lack, and that several columns describe.
type Part uint8

// Parts. Every row has the whole; the others are those of the events table.
const (
	Whole      Part = iota
	Meaning         // the record has a meaning for snapshot sets
	Membership      // it belongs to a set
	allParts
)

// Column is a field with the function that appends its value for a row R. Fill
// appends exactly one value.
type Column[R any] struct {
	Field
	Fill func(*Vector, R)
}

// Layout is a table without its rows.
type Layout struct {
	Name   string
	Doc    string // what a row is
	Fields []Field
}

// Table is one table: the declaration that everything else follows from.
type Table[R any] struct {
	Name    string
	Doc     string
	Columns []Column[R]
	Has     func(R, Part) bool // nil: every row has all parts
	Common  *Common[R]
}

// Common makes a table faster nearly all rows of which are of one kind, such as events without a meaning. It
// changes no value.
type Common[R any] struct {
	// Is reports whether a row is of this kind.
	Is func(R) bool
	// Fill appends, by name of the column, the values of several such rows, as Column.Fill would one by one.
	Fill map[string]func(*Vector, []R)
}

// Layout returns the description of the table.
func (t *Table[R]) Layout() *Layout {
	l := &Layout{Name: t.Name, Doc: t.Doc}
	for i := range t.Columns {
		l.Fields = append(l.Fields, t.Columns[i].Field)
	}
	return l
}

// Chunk is some rows of a table, by column.
type Chunk struct {
	Layout  *Layout
	Columns []Vector
	Rows    int
}

func newChunk(l *Layout) *Chunk {
	c := &Chunk{Layout: l, Columns: make([]Vector, len(l.Fields))}
	for i := range l.Fields {
		c.Columns[i] = newVector(&l.Fields[i])
	}
	return c
}

func (c *Chunk) reset() {
	for i := range c.Columns {
		c.Columns[i].reset()
	}
	c.Rows = 0
}

// Size returns about how many bytes the rows hold.
func (c *Chunk) Size() int {
	n := 0
	for i := range c.Columns {
		n += c.Columns[i].size()
	}
	return n
}

// Bounds of a chunk. It goes to the writers when it reaches either, so that the
// memory of an export does not depend on how much it exports. They are in the
// rows' own measure, so that files do not depend on how rows arrive.
const (
	ChunkRows  = 8192
	chunkBytes = 8 << 20
	checkEvery = 64 // rows between two looks at the bytes
)

// Encoder writes chunks in one format.
type Encoder interface {
	// Write writes the rows of c, which it must not keep.
	Write(c *Chunk) error
	// Close writes what ends the file. It does not close what is below.
	Close() error
}

// sheet fills chunks with the rows of one table and passes them to encoders.
type sheet[R any] struct {
	columns  []Column[R]
	has      func(R, Part) bool
	common   func(R) bool         // nil: no rows are
	quick    []func(*Vector, []R) // by column, for common rows; nil: there is none
	chunk    *Chunk
	encoders []Encoder
	rows     int64
	limit    int    // rows of a chunk
	spool    *spool // where rows wait until the table ends; nil: they go to the encoders as a chunk is full
	group    int    // of the spool
}

func newSheet[R any](t *Table[R]) *sheet[R] {
	s := &sheet[R]{columns: t.Columns, has: t.Has, chunk: newChunk(t.Layout()), limit: ChunkRows}
	if t.Common != nil {
		s.common = t.Common.Is
		for i := range t.Columns {
			s.quick = append(s.quick, t.Common.Fill[t.Columns[i].Name])
		}
	}
	return s
}

// wait makes rows wait in a spool until the table ends. A chunk is megabytes, and only
// one of the tables that wait has one then.
func (s *sheet[R]) wait(in *spool) *sheet[R] {
	s.spool, s.group = in, in.group()
	return s
}

// begin begins anew, for other encoders.
func (s *sheet[R]) begin() {
	s.chunk.reset()
	s.encoders, s.rows = nil, 0
}

func (s *sheet[R]) add(row R) error {
	for i := range s.columns {
		s.columns[i].Fill(&s.chunk.Columns[i], row)
	}
	if s.spool == nil {
		return s.added(1)
	}
	for i := range s.chunk.Columns {
		s.chunk.Columns[i].lay()
	}
	err := s.spool.add(s.group, s.chunk.Columns, 0)
	s.chunk.reset()
	return err
}

// addAll adds rows, which come out as if they were added one by one. They are
// taken column by column, a few rows at a time: the column and the rows stay in
// the nearest cache then, and a column that none of them fills is not asked for each.
func (s *sheet[R]) addAll(rows []R) error {
	for len(rows) > 0 {
		block := rows[:min(len(rows), checkEvery-s.chunk.Rows%checkEvery)]
		rows = rows[len(block):]
		there, common := s.partsOf(block), s.allCommon(block)
		for i := range s.columns {
			c, v := &s.columns[i], &s.chunk.Columns[i]
			switch {
			case !there[c.Of]:
				v.Nulls(len(block))
			case common && s.quick[i] != nil:
				s.quick[i](v, block)
			default:
				for _, row := range block {
					c.Fill(v, row)
				}
			}
		}
		if err := s.added(len(block)); err != nil {
			return err
		}
	}
	return nil
}

// allCommon reports whether all of the rows are common ones.
func (s *sheet[R]) allCommon(rows []R) bool {
	for _, row := range rows {
		if s.common == nil || !s.common(row) {
			return false
		}
	}
	return true
}

// partsOf returns the parts that any of the rows has.
func (s *sheet[R]) partsOf(rows []R) (there [allParts]bool) {
	for part := range there {
		there[part] = part == int(Whole) || s.has == nil ||
			slices.ContainsFunc(rows, func(row R) bool { return s.has(row, Part(part)) })
	}
	return there
}

// added counts n rows, which do not go beyond the next look at the bytes.
func (s *sheet[R]) added(n int) error {
	s.chunk.Rows += n
	s.rows += int64(n)
	if s.chunk.Rows%checkEvery == 0 && (s.chunk.Rows >= s.limit || s.chunk.Size() >= chunkBytes) {
		return s.flush()
	}
	return nil
}

func (s *sheet[R]) flush() error {
	if s.chunk.Rows == 0 {
		return nil
	}
	for i := range s.chunk.Columns {
		s.chunk.Columns[i].finish()
	}
	for _, e := range s.encoders {
		if err := e.Write(s.chunk); err != nil {
			return err
		}
	}
	s.chunk.reset()
	return nil
}

// end writes what is left and frees the chunk. No row may follow.
func (s *sheet[R]) end() error {
	if s.spool != nil {
		if err := s.spool.read(s.group, s.chunk.Columns, func() error { return s.added(1) }); err != nil {
			return err
		}
	}
	err := s.flush()
	s.chunk, s.encoders = nil, nil
	return err
}

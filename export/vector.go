package export

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Kind is the type of a column's values.
type Kind uint8

// Kinds. There is one integer type, so that nobody has to know which column is
// how wide, and every list is a list of text or of structs of scalars.
const (
	Int        Kind = iota // int64
	Float                  // float64
	Bool                   // bool
	Text                   // UTF-8
	Binary                 // bytes; upper-case hex in CSV and JSON
	Time                   // timestamp[ns, UTC]; YYYY-MM-DDThh:mm:ss.fffffffZ in CSV and JSON
	TextList               // list<text>; compact JSON in CSV
	StructList             // list<struct>; compact JSON in CSV
)

// String returns the type as the schema prints it.
func (k Kind) String() string {
	return [...]string{"int64", "float64", "bool", "string", "binary", "timestamp[ns, UTC]", "list<string>",
		"list<struct>"}[k]
}

// Vector is the part of one column that a Chunk holds, laid out in memory as
// Arrow lays it out (Arrow columnar format 1.4, "Physical Memory Layout"): the
// Arrow writer passes the slices on as they are, the others read them.
type Vector struct {
	kind  Kind
	rows  int
	nulls int
	due   int      // rows at the end that are null and not yet laid down; see settle
	laid  int      // rows whose bits are in valid; those behind them, up to the due ones, have values
	valid []byte   // bit i is set if row i has a value; empty if no row is null
	words []int64  // Int; Time in ns since 1970; Float as its bits
	bits  []byte   // Bool
	ends  []int32  // Text, Binary and lists: row i is [ends[i], ends[i+1])
	bytes []byte   // Text, Binary
	items []Vector // lists: the column of the items, one for each field of a struct
}

func newVector(f *Field) Vector {
	v := Vector{kind: f.Kind}
	switch f.Kind {
	case TextList:
		v.items = []Vector{newVector(&Field{Kind: Text})}
	case StructList:
		for i := range f.Items {
			v.items = append(v.items, newVector(&f.Items[i]))
		}
	}
	v.reset()
	return v
}

// reset empties the vector and keeps its memory.
func (v *Vector) reset() {
	v.rows, v.nulls, v.due, v.laid = 0, 0, 0, 0
	v.valid, v.words, v.bits, v.bytes = v.valid[:0], v.words[:0], v.bits[:0], v.bytes[:0]
	switch v.kind {
	case Text, Binary, TextList, StructList:
		v.ends = append(v.ends[:0], 0)
	}
	for i := range v.items {
		v.items[i].reset()
	}
}

// size returns about how many bytes the vector holds.
func (v *Vector) size() int {
	n := len(v.bytes) + 8*len(v.words) + 4*len(v.ends)
	for i := range v.items {
		n += v.items[i].size()
	}
	return n
}

// mark says that the next row has a value. It comes after what the value is made
// of, but for settle, which comes first.
func (v *Vector) mark() { v.rows++ }

// Null appends that there is no value.
func (v *Vector) Null() {
	v.rows++
	v.nulls++
	v.due++
}

// Nulls appends n times that there is no value.
func (v *Vector) Nulls(n int) {
	v.rows += n
	v.nulls += n
	v.due += n
}

// settle lays down the nulls that are due. Most columns of most events are null
// throughout, or nowhere, so both are counted first and laid down together.
func (v *Vector) settle() {
	if v.due > 0 {
		v.layNulls()
	}
}

func (v *Vector) layNulls() {
	n := v.due
	v.due = 0
	v.layBits(v.rows-n, true)
	v.layBits(v.rows, false)
	switch v.kind {
	case Int, Time, Float:
		v.words = zeros(v.words, n)
	case Bool:
		v.bits = zeros(v.bits, (v.rows+7)/8-len(v.bits))
	default:
		last := v.ends[len(v.ends)-1]
		v.ends = slices.Grow(v.ends, n)
		for ; n > 0; n-- {
			v.ends = append(v.ends, last)
		}
	}
}

// layBits lays down the same bit for the rows from laid to end.
func (v *Vector) layBits(end int, bit bool) {
	v.valid = zeros(v.valid, (end+7)/8-len(v.valid))
	if !bit {
		v.laid = end
		return
	}
	for ; v.laid < end && v.laid&7 != 0; v.laid++ {
		v.valid[v.laid>>3] |= 1 << (v.laid & 7)
	}
	for ; v.laid+8 <= end; v.laid += 8 {
		v.valid[v.laid>>3] = 0xff
	}
	for ; v.laid < end; v.laid++ {
		v.valid[v.laid>>3] |= 1 << (v.laid & 7)
	}
}

func zeros[T byte | int64](dst []T, n int) []T {
	if n <= 0 {
		return dst
	}
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	clear(dst[at:])
	return dst
}

// finish makes the vector whole for those who read it.
func (v *Vector) finish() {
	v.lay()
	v.mend()
}

// lay lays everything down.
func (v *Vector) lay() {
	v.settle()
	if v.nulls > 0 {
		v.layBits(v.rows, true)
	}
	for i := range v.items {
		v.items[i].lay()
	}
}

// Int appends n.
func (v *Vector) Int(n int64) {
	v.settle()
	v.words = append(v.words, n)
	v.mark()
}

// Positive appends n, or null if it is zero or does not fit an int64: the zero
// of a Record means "not there".
func (v *Vector) Positive(n uint64) {
	if n == 0 || n > math.MaxInt64 {
		v.Null()
		return
	}
	v.Int(int64(n))
}

// Float appends f, or null if it is no finite number.
func (v *Vector) Float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		v.Null()
		return
	}
	v.Int(int64(math.Float64bits(f)))
}

// Bool appends b.
func (v *Vector) Bool(b bool) {
	v.settle()
	if v.rows&7 == 0 {
		v.bits = append(v.bits, 0)
	}
	if b {
		v.bits[v.rows>>3] |= 1 << (v.rows & 7)
	}
	v.mark()
}

// Time appends t, or null if its nanoseconds since 1970 do not fit an int64: not
// set, unbounded, or outside 1677..2262.
func (v *Vector) Time(t parse.Ticks) {
	ns, ok := t.UnixNano()
	if !ok {
		v.Null()
		return
	}
	v.Int(ns)
}

// mend puts U+FFFD where texts are not UTF-8, since Arrow, Parquet and JSON allow
// nothing else. All texts are looked at in one go, which takes a fraction of the
// time that one by one would take.
func (v *Vector) mend() {
	for i := range v.items {
		v.items[i].mend()
	}
	if v.kind != Text || ascii(v.bytes) || v.sound() {
		return
	}
	old, start := v.bytes, int32(0)
	v.bytes = nil
	for i := 1; i < len(v.ends); i++ {
		end := v.ends[i]
		v.bytes = append(v.bytes, bytes.ToValidUTF8(old[start:end], []byte("\uFFFD"))...)
		v.ends[i], start = int32(len(v.bytes)), end
	}
}

// sound reports whether all texts are UTF-8: the bytes as a whole, and no text
// begins inside a character.
func (v *Vector) sound() bool {
	if !utf8.Valid(v.bytes) {
		return false
	}
	for _, end := range v.ends {
		if int(end) < len(v.bytes) && !utf8.RuneStart(v.bytes[end]) {
			return false
		}
	}
	return true
}

// ascii reports whether all bytes are ASCII.
func ascii(b []byte) bool {
	for ; len(b) >= 32; b = b[32:] {
		w := binary.LittleEndian.Uint64(
			b,
		) | binary.LittleEndian.Uint64(
			b[8:],
		) | binary.LittleEndian.Uint64(
			b[16:],
		) | binary.LittleEndian.Uint64(
			b[24:],
		)
		if w&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Text appends s, whose bytes need not be UTF-8; see mend.
func (v *Vector) Text(s string) {
	v.settle()
	v.bytes = append(v.bytes, s...)
	v.endText()
}

// endText closes a text whose bytes were appended after settle.
func (v *Vector) endText() {
	v.ends = append(v.ends, int32(len(v.bytes)))
	v.mark()
}

// Some appends s, or null if it is empty.
func (v *Vector) Some(s string) {
	if s == "" {
		v.Null()
		return
	}
	v.Text(s)
}

// GUID appends a GUID in lower case without its braces; null if it is empty.
func (v *Vector) GUID(s string) {
	if len(s) > 1 && s[0] == '{' && s[len(s)-1] == '}' {
		s = s[1 : len(s)-1]
	}
	if v.endsWith(s) {
		v.Some(s) // as in the row before, in lower case
		return
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' || c >= 0x80 {
			s = strings.ToLower(s)
			break
		}
	}
	v.Some(s)
}

// endsWith reports whether s was the last text.
func (v *Vector) endsWith(s string) bool {
	last := len(v.ends) - 1
	return last > 0 && string(v.bytes[v.ends[last-1]:v.ends[last]]) == s
}

// Bytes appends raw bytes, or null if there are none.
func (v *Vector) Bytes(raw string) {
	if raw == "" {
		v.Null()
		return
	}
	v.settle()
	v.bytes = append(v.bytes, raw...)
	v.endText()
}

// Value appends a value as text, without making a string of it.
func (v *Vector) Value(val parse.Value) {
	switch val.Type() {
	case parse.TypeNull:
		v.Null()
	case parse.TypeString, parse.TypeAnsiString:
		v.Text(val.Bytes())
	default:
		v.settle()
		v.bytes = val.AppendText(v.bytes)
		v.endText()
	}
}

// names appends the names of fields, values their values; the columns are the items of a
// list.
func (v *Vector) names(fields []parse.Field) {
	v.settle()
	for i := range fields {
		v.bytes = append(v.bytes, fields[i].Name...)
		v.ends = append(v.ends, int32(len(v.bytes)))
	}
	v.rows += len(fields)
}

func (v *Vector) values(fields []parse.Field) {
	for i := range fields {
		if val := &fields[i].Value; val.Type() == parse.TypeString {
			v.Text(val.Bytes())
		} else {
			v.Value(*val)
		}
	}
}

// Item returns the column of the i-th field of a list's items. What is appended
// to all of them up to EndList makes up the row's list.
func (v *Vector) Item(i int) *Vector { return &v.items[i] }

// EndList closes the list of the row, which may be empty.
func (v *Vector) EndList() {
	v.settle()
	v.ends = append(v.ends, int32(v.items[0].rows))
	v.mark()
}

// Texts appends a list of texts.
func (v *Vector) Texts(list []string) {
	for _, s := range list {
		v.items[0].Text(s)
	}
	v.EndList()
}

// uniform reports whether all rows have the same value, or none. A list with items is not
// looked into.
func (v *Vector) uniform() bool {
	switch {
	case v.nulls > 0:
		return v.nulls == v.rows
	case v.rows < 2:
		return v.rows == 1 && v.items == nil
	}
	switch v.kind {
	case Int, Time, Float:
		return !slices.ContainsFunc(v.words, func(w int64) bool { return w != v.words[0] })
	case Bool:
		for i := range v.rows {
			if v.truth(i) != v.truth(0) {
				return false
			}
		}
		return true
	case Text, Binary:
		return v.repeats()
	}
	return v.items[0].rows == 0
}

// repeats reports whether all of the texts are the same: they are as long as the first, and
// what follows it is the same as what it follows.
func (v *Vector) repeats() bool {
	size := v.ends[1]
	for i, end := range v.ends {
		if end != int32(i)*size {
			return false
		}
	}
	return bytes.Equal(v.bytes[size:], v.bytes[:len(v.bytes)-int(size)])
}

// isNull reports whether row i has no value.
func (v *Vector) isNull(i int) bool { return v.nulls > 0 && v.valid[i>>3]&(1<<(i&7)) == 0 }

// text returns the bytes of row i of Text or Binary, borrowed.
func (v *Vector) text(i int) []byte { return v.bytes[v.ends[i]:v.ends[i+1]] }

// truth returns row i of a Bool.
func (v *Vector) truth(i int) bool { return v.bits[i>>3]&(1<<(i&7)) != 0 }

// number returns row i of a Float.
func (v *Vector) number(i int) float64 { return math.Float64frombits(uint64(v.words[i])) }

// span returns the items [from, to) of row i of a list.
func (v *Vector) span(i int) (from, to int) { return int(v.ends[i]), int(v.ends[i+1]) }

package export

// What an encoder of another package reads of a Vector. All slices are borrowed.

// Kind returns the type of the values.
func (v *Vector) Kind() Kind { return v.kind }

// Rows returns how many rows there are.
func (v *Vector) Rows() int { return v.rows }

// NullCount returns how many of the rows have no value.
func (v *Vector) NullCount() int { return v.nulls }

// Valid has a bit for each row that has a value; it means nothing if no row is null.
func (v *Vector) Valid() []byte { return v.valid }

// Words are the values of Int, Time (in ns since 1970) and Float (as its bits).
func (v *Vector) Words() []int64 { return v.words }

// Bits are the values of Bool.
func (v *Vector) Bits() []byte { return v.bits }

// Ends say where the rows of Text, Binary and lists lie: row i is [Ends[i], Ends[i+1]).
func (v *Vector) Ends() []int32 { return v.ends }

// Raw are the bytes of all rows of Text and Binary.
func (v *Vector) Raw() []byte { return v.bytes }

// Items are the columns of a list's items, one for each field of a struct.
func (v *Vector) Items() []Vector { return v.items }

// IsNull reports whether row i has no value.
func (v *Vector) IsNull(i int) bool { return v.isNull(i) }

// TextAt returns row i of Text or Binary.
func (v *Vector) TextAt(i int) []byte { return v.text(i) }

// TruthAt returns row i of Bool.
func (v *Vector) TruthAt(i int) bool { return v.truth(i) }

// NumberAt returns row i of Float.
func (v *Vector) NumberAt(i int) float64 { return v.number(i) }

// Span returns the items [from, to) of row i of a list.
func (v *Vector) Span(i int) (from, to int) { return v.span(i) }

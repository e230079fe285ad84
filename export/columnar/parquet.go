package columnar

import (
	"encoding/base64"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/arrowipc"
)

// Bounds of the first row groups: parquet-go keeps the compressed pages of a group in
// memory, and the footer data of each group until the end. So the groups of a
// long file grow, up to eight times, or the footer would outgrow everything else.
const (
	groupRows  = 8 * export.ChunkRows
	groupBytes = 64 << 20 // of the rows, before compression
	groupsEach = 16       // of one size
	doublings  = 3
	// pageRows is how many rows are passed on together: a page ends between two
	// such lots, when it has reached the size that parquet-go gives it.
	pageRows = 1024
	// dictionaryBytes is where a column of texts gives up its dictionary.
	dictionaryBytes = 256 << 10
)

// parquetFile writes Parquet: zstd, statistics of every column, row groups of a
// bounded size. The key ARROW:schema gives readers that know Arrow the metadata
// of the columns, for which Parquet has no place of its own.
type parquetFile struct {
	//lint:ignore SA1019 the generic writer needs a Go type for its rows; columns are declared at run time here
	w       *parquet.Writer
	layout  *export.Layout
	options *export.Options
	leaves  []leaf
	rows    int // of this group
	bytes   int
	groups  int // before it
	values  []parquet.Value
	nulls   []parquet.Value // pageRows of them, for columns that are null throughout
}

// leaf is one column of the file: of a row's value, or of a field of its items.
type leaf struct {
	column int // of the table
	item   int // of the list's items, -1 if it is no list
}

func newParquet(w io.Writer, l *export.Layout, o *export.Options) (export.Encoder, error) {
	options := []parquet.WriterOption{
		parquet.NewSchema(l.Name, orderedGroup(parquetFields(l.Fields))),
		parquet.Compression(pages),
		parquet.DataPageStatistics(false), // the column index has them, and that of the row group
		parquet.PageBufferSize(
			64 << 10,
		), // every column has one under way, and a few more until the group ends
		parquet.MaxRowsPerRowGroup(2 * groupRows << doublings), // never reached: we cut before
		parquet.DictionaryMaxBytes(dictionaryBytes),
		parquet.CreatedBy("vsslog", o.Meta.Version, "parquet-go"),
	}
	p := &parquetFile{
		w:       parquet.NewWriter(w, options...),
		layout:  l,
		options: o,
		nulls:   make([]parquet.Value, pageRows),
	}
	for i := range l.Fields {
		switch l.Fields[i].Kind {
		case export.TextList:
			p.leaves = append(p.leaves, leaf{i, 0})
		case export.StructList:
			for k := range l.Fields[i].Items {
				p.leaves = append(p.leaves, leaf{i, k})
			}
		default:
			p.leaves = append(p.leaves, leaf{i, -1})
		}
	}
	return p, nil
}

// arrowSchemaKey returns the schema as an encapsulated IPC message in base64,
// which is how Arrow's own writers store it.
func arrowSchemaKey(l *export.Layout, o *export.Options) (string, error) {
	schema, err := arrowipc.SchemaMessage(arrowSchema(l, o))
	return base64.StdEncoding.EncodeToString(schema), err
}

func (p *parquetFile) Write(c *export.Chunk) error {
	columns := p.w.ColumnWriters()
	for at := 0; at < c.Rows; at += pageRows {
		to := min(at+pageRows, c.Rows)
		for i, l := range p.leaves {
			if _, err := columns[i].WriteRowValues(p.of(&c.Columns[l.column], at, to, l.item)); err != nil {
				return err
			}
		}
	}
	p.rows += c.Rows
	p.bytes += c.Size()
	grown := min(p.groups/groupsEach, doublings)
	if p.rows < groupRows<<grown && p.bytes < groupBytes<<grown {
		return nil
	}
	p.rows, p.bytes, p.groups = 0, 0, p.groups+1
	return p.w.Flush()
}

// of returns the values of rows [from, to) of a leaf. The zero Value is null at
// level 0 of any column: most columns of most events are nothing else.
func (p *parquetFile) of(v *export.Vector, from, to, item int) []parquet.Value {
	switch {
	case v.NullCount() == v.Rows():
		return p.nulls[:to-from]
	case item < 0:
		p.values = appendValues(p.values[:0], v, from, to)
	default:
		p.values = appendItems(p.values[:0], v, from, to, item)
	}
	return p.values
}

// Close writes the footer, with the metadata as it is known by now.
func (p *parquetFile) Close() error {
	keys, values := p.options.FileMetadata(p.layout)
	for i := range keys {
		p.w.SetKeyValueMetadata(keys[i], values[i])
	}
	arrowSchema, err := arrowSchemaKey(p.layout, p.options)
	if err != nil {
		return err
	}
	p.w.SetKeyValueMetadata("ARROW:schema", arrowSchema)
	return p.w.Close()
}

// appendValues appends rows [from, to) of a column that is no list.
func appendValues(dst []parquet.Value, v *export.Vector, from, to int) []parquet.Value {
	at := len(dst)
	dst = appendBare(dst, v, from, to)
	for i := range dst[at:] {
		if v.IsNull(from + i) {
			dst[at+i] = parquet.Value{}
		} else {
			dst[at+i].SetDefinitionLevel(1)
		}
	}
	return dst
}

// appendBare appends [from, to) without levels; what stands where there is no
// value means nothing.
func appendBare(dst []parquet.Value, v *export.Vector, from, to int) []parquet.Value {
	switch v.Kind() {
	case export.Int, export.Time:
		for _, n := range v.Words()[from:to] {
			dst = append(dst, parquet.Int64Value(n))
		}
	case export.Float:
		for i := from; i < to; i++ {
			dst = append(dst, parquet.DoubleValue(v.NumberAt(i)))
		}
	case export.Bool:
		for i := from; i < to; i++ {
			dst = append(dst, parquet.BooleanValue(v.TruthAt(i)))
		}
	default:
		for i := from; i < to; i++ {
			dst = append(dst, parquet.ByteArrayValue(v.TextAt(i)))
		}
	}
	return dst
}

// Definition levels of a list, outermost first: the optional list, its repeated
// group, the optional value inside it.
const (
	levelNull  = 0
	levelEmpty = 1
	levelItem  = 2 // an item whose value is null
	levelValue = 3
)

// appendItems appends the items of rows [from, to) of a list. An item
// after the first of its row repeats at level 1. A list without items has one
// null in their place.
func appendItems(dst []parquet.Value, v *export.Vector, from, to, item int) []parquet.Value {
	values := v.Item(item)
	for i := from; i < to; i++ {
		first, end := v.Span(i)
		if first == end {
			var none parquet.Value
			if none.SetDefinitionLevel(levelEmpty); v.IsNull(i) {
				none.SetDefinitionLevel(levelNull)
			}
			dst = append(dst, none)
			continue
		}
		at := len(dst)
		dst = appendBare(dst, values, first, end)
		for j := range dst[at:] {
			x := &dst[at+j]
			if values.IsNull(first + j) {
				*x = parquet.Value{}
				x.SetDefinitionLevel(levelItem)
			} else {
				x.SetDefinitionLevel(levelValue)
			}
			if j > 0 {
				x.SetRepetitionLevel(1)
			}
		}
	}
	return dst
}

// orderedGroup is a group whose fields keep their order; parquet.Group sorts
// them by name.
type orderedGroup []parquet.Field

type groupField struct {
	parquet.Node
	name string
}

func (f groupField) Name() string { return f.name }

// Value is for rows that are Go values, of which there are none here.
func (f groupField) Value(base reflect.Value) reflect.Value { return base.FieldByName(f.name) }

func (g orderedGroup) Fields() []parquet.Field { return g }

// The rest is that of an empty group.
var bareGroup parquet.Group

func (g orderedGroup) ID() int            { return 0 }
func (g orderedGroup) String() string     { return "group" }
func (g orderedGroup) Type() parquet.Type { return bareGroup.Type() }
func (g orderedGroup) Optional() bool     { return false }
func (g orderedGroup) Repeated() bool     { return false }
func (g orderedGroup) Required() bool     { return true }
func (g orderedGroup) Leaf() bool         { return false }

func (g orderedGroup) Encoding() encoding.Encoding { return nil }
func (g orderedGroup) Compression() compress.Codec { return nil }
func (g orderedGroup) GoType() reflect.Type        { return reflect.TypeOf(struct{}{}) }

func parquetFields(fields []export.Field) []parquet.Field {
	var list []parquet.Field
	for i := range fields {
		list = append(list, groupField{parquet.Optional(parquetNode(&fields[i])), fields[i].Name})
	}
	return list
}

func parquetNode(f *export.Field) parquet.Node {
	switch f.Kind {
	case export.Int:
		if f.Rises {
			return parquet.Encoded(parquet.Int(64), &parquet.DeltaBinaryPacked)
		}
		return parquet.Encoded(parquet.Int(64), &parquet.RLEDictionary)
	case export.Float:
		return parquet.Leaf(parquet.DoubleType)
	case export.Bool:
		return parquet.Leaf(parquet.BooleanType)
	case export.Binary:
		return parquet.Encoded(parquet.Leaf(parquet.ByteArrayType), &parquet.RLEDictionary)
	case export.Time:
		return parquet.Encoded(parquet.Timestamp(parquet.Nanosecond), &parquet.DeltaBinaryPacked)
	case export.TextList:
		return parquet.List(parquet.Optional(parquetNode(&export.Field{Kind: export.Text})))
	case export.StructList:
		return parquet.List(orderedGroup(parquetFields(f.Items)))
	}
	return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
}

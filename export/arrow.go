package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"

	"github.com/vsslog/vsslog/internal/arrowipc"
)

// arrowEncoder hands chunks to a writer of Arrow IPC. A Vector is laid out as a batch
// wants it.
type arrowEncoder struct{ w *arrowipc.Writer }

func newArrowFile(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return newArrow(w, l, o, true)
}

func newArrowStream(w io.Writer, l *Layout, o *Options) (encoder, error) {
	return newArrow(w, l, o, false)
}

func newArrow(w io.Writer, l *Layout, o *Options, file bool) (encoder, error) {
	out, err := arrowipc.New(w, func() *arrow.Schema { return arrowSchema(l, o) }, file, o.Compression)
	if errors.Is(err, arrowipc.ErrCompression) {
		return nil, fmt.Errorf("compression %q of Arrow files: %w; it is none, lz4 or zstd", o.Compression, ErrOption)
	}
	if err != nil {
		return nil, err
	}
	return &arrowEncoder{out}, nil
}

func (e *arrowEncoder) Write(c *Chunk) error {
	for i := range c.Columns {
		e.column(&c.Columns[i])
	}
	return e.w.Write(c.Rows)
}

// column adds the nodes and buffers of a column, in the order of a depth-first walk.
func (e *arrowEncoder) column(v *Vector) {
	e.w.Node(v.rows, v.nulls)
	if v.nulls == 0 {
		e.w.Buffer(nil)
	} else {
		e.w.Buffer(v.valid)
	}
	switch v.kind {
	case Int, Time, Float:
		e.w.Buffer(arrow.Int64Traits.CastToBytes(v.words))
	case Bool:
		e.w.Buffer(v.bits)
	case Text, Binary:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.ends))
		e.w.Buffer(v.bytes)
	case TextList:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.ends))
		e.column(&v.items[0])
	case StructList:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.ends))
		e.w.Node(v.items[0].rows, 0) // no struct is null
		e.w.Buffer(nil)
		for i := range v.items {
			e.column(&v.items[i])
		}
	}
}

// Close writes what ends the stream or file. A footer has the metadata as it is known
// by now, which is what readers of files go by.
func (e *arrowEncoder) Close() error { return e.w.Close() }

func arrowSchema(l *Layout, o *Options) *arrow.Schema {
	keys, values := fileMetadata(l, o)
	metadata := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(arrowFields(l.Fields), &metadata)
}

func arrowFields(fields []Field) []arrow.Field {
	var list []arrow.Field
	for i := range fields {
		f := &fields[i]
		keys, values := f.metadata()
		list = append(list, arrow.Field{Name: f.Name, Type: arrowType(f), Nullable: true, Metadata: arrow.NewMetadata(keys, values)})
	}
	return list
}

// arrowType returns the Arrow type of a field. The zone is the string UTC: polars
// knows no other way to say it.
func arrowType(f *Field) arrow.DataType {
	switch f.Kind {
	case Int:
		return arrow.PrimitiveTypes.Int64
	case Float:
		return arrow.PrimitiveTypes.Float64
	case Bool:
		return arrow.FixedWidthTypes.Boolean
	case Binary:
		return arrow.BinaryTypes.Binary
	case Time:
		return &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}
	case TextList:
		return arrow.ListOf(arrow.BinaryTypes.String)
	case StructList:
		return arrow.ListOf(arrow.StructOf(arrowFields(f.Items)...))
	}
	return arrow.BinaryTypes.String
}

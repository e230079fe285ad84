package columnar

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"

	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/arrowipc"
)

// arrowEncoder passes chunks to a writer of Arrow IPC. A Vector is laid out as a batch
// wants it.
type arrowEncoder struct{ w *arrowipc.Writer }

func newArrowFile(w io.Writer, l *export.Layout, o *export.Options) (export.Encoder, error) {
	return newArrow(w, l, o, true)
}

func newArrowStream(w io.Writer, l *export.Layout, o *export.Options) (export.Encoder, error) {
	return newArrow(w, l, o, false)
}

func newArrow(w io.Writer, l *export.Layout, o *export.Options, file bool) (export.Encoder, error) {
	out, err := arrowipc.New(w, func() *arrow.Schema { return arrowSchema(l, o) }, file, o.Compression)
	if errors.Is(err, arrowipc.ErrCompression) {
		return nil, fmt.Errorf(
			"compression %q of Arrow files: %w; it is none, lz4 or zstd",
			o.Compression,
			export.ErrOption,
		)
	}
	if err != nil {
		return nil, err
	}
	return &arrowEncoder{out}, nil
}

func (e *arrowEncoder) Write(c *export.Chunk) error {
	for i := range c.Columns {
		e.column(&c.Columns[i])
	}
	return e.w.Write(c.Rows)
}

// column adds the nodes and buffers of a column, in the order of a depth-first walk.
func (e *arrowEncoder) column(v *export.Vector) {
	e.w.Node(v.Rows(), v.NullCount())
	if v.NullCount() == 0 {
		e.w.Buffer(nil)
	} else {
		e.w.Buffer(v.Valid())
	}
	switch v.Kind() {
	case export.Int, export.Time, export.Float:
		e.w.Buffer(arrow.Int64Traits.CastToBytes(v.Words()))
	case export.Bool:
		e.w.Buffer(v.Bits())
	case export.Text, export.Binary:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.Ends()))
		e.w.Buffer(v.Raw())
	case export.TextList:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.Ends()))
		e.column(v.Item(0))
	case export.StructList:
		e.w.Buffer(arrow.Int32Traits.CastToBytes(v.Ends()))
		e.w.Node(v.Item(0).Rows(), 0) // no struct is null
		e.w.Buffer(nil)
		for i := range v.Items() {
			e.column(v.Item(i))
		}
	}
}

// Close writes what ends the stream or file. A footer has the metadata as it is known
// by now, which is what readers of files go by.
func (e *arrowEncoder) Close() error { return e.w.Close() }

func arrowSchema(l *export.Layout, o *export.Options) *arrow.Schema {
	keys, values := o.FileMetadata(l)
	metadata := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(arrowFields(l.Fields), &metadata)
}

func arrowFields(fields []export.Field) []arrow.Field {
	var list []arrow.Field
	for i := range fields {
		f := &fields[i]
		keys, values := f.Metadata()
		list = append(
			list,
			arrow.Field{Name: f.Name, Type: arrowType(f), Nullable: true, Metadata: arrow.NewMetadata(keys, values)},
		)
	}
	return list
}

// arrowType returns the Arrow type of a field. The zone is the string UTC: polars
// knows no other way to say it.
func arrowType(f *export.Field) arrow.DataType {
	switch f.Kind {
	case export.Int:
		return arrow.PrimitiveTypes.Int64
	case export.Float:
		return arrow.PrimitiveTypes.Float64
	case export.Bool:
		return arrow.FixedWidthTypes.Boolean
	case export.Binary:
		return arrow.BinaryTypes.Binary
	case export.Time:
		return &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "UTC"}
	case export.TextList:
		return arrow.ListOf(arrow.BinaryTypes.String)
	case export.StructList:
		return arrow.ListOf(arrow.StructOf(arrowFields(f.Items)...))
	}
	return arrow.BinaryTypes.String
}

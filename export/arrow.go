package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow"
	"github.com/apache/arrow/go/v15/arrow/array"
	"github.com/apache/arrow/go/v15/arrow/ipc"
	"github.com/apache/arrow/go/v15/arrow/memory"
)

// arrowIPC writes Arrow IPC, as a file (.arrow) or as a stream (.arrows): plain
// strings, no dictionaries, since one that grows between batches breaks an IPC
// file and since not every reader takes them.
type arrowIPC struct {
	layout  *Layout
	options *Options
	// schema is shared with the writer below, which puts it down twice in a file:
	// before the first batch and in the footer, which is what readers of files go by.
	schema *arrow.Schema
	begun  bool
	out    interface {
		Write(arrow.Record) error
		Close() error
	}
}

func newArrowFile(w io.Writer, l *Layout, o *Options) (encoder, error) {
	e := &arrowIPC{layout: l, options: o, schema: arrowSchema(l, o)}
	options, err := arrowOptions(e.schema, o)
	if err != nil {
		return nil, err
	}
	e.out, err = ipc.NewFileWriter(&counter{w: w}, options...)
	return e, err
}

func newArrowStream(w io.Writer, l *Layout, o *Options) (encoder, error) {
	e := &arrowIPC{layout: l, options: o, schema: arrowSchema(l, o)}
	options, err := arrowOptions(e.schema, o)
	if err != nil {
		return nil, err
	}
	e.out = ipc.NewWriter(w, options...)
	return e, nil
}

func arrowOptions(schema *arrow.Schema, o *Options) ([]ipc.Option, error) {
	options := []ipc.Option{ipc.WithSchema(schema), ipc.WithAllocator(memory.NewGoAllocator())}
	switch o.Compression {
	case "", "none":
	case "lz4":
		options = append(options, ipc.WithLZ4())
	case "zstd":
		options = append(options, ipc.WithZstd())
	default:
		return nil, fmt.Errorf("compression %q of Arrow files: %w; it is none, lz4 or zstd", o.Compression, ErrOption)
	}
	return options, nil
}

// describe brings the metadata to what is known by now.
func (e *arrowIPC) describe() { *e.schema = *arrowSchema(e.layout, e.options) }

func (e *arrowIPC) Write(c *Chunk) error {
	if !e.begun {
		e.begun = true
		e.describe()
	}
	columns := make([]arrow.Array, len(c.Columns))
	for i := range c.Columns {
		columns[i] = array.MakeFromData(c.Columns[i].data(e.schema.Field(i).Type))
	}
	record := array.NewRecord(e.schema, columns, int64(c.Rows))
	defer record.Release()
	return e.out.Write(record)
}

func (e *arrowIPC) Close() error {
	e.describe()
	return e.out.Close()
}

// data presents the vector as Arrow data without copying it.
func (v *Vector) data(t arrow.DataType) *array.Data {
	valid := memory.NewBufferBytes(v.valid)
	if v.nulls == 0 {
		valid = nil
	}
	var buffers []*memory.Buffer
	var children []arrow.ArrayData
	switch v.kind {
	case Int, Time, Float:
		buffers = []*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int64Traits.CastToBytes(v.words))}
	case Bool:
		buffers = []*memory.Buffer{valid, memory.NewBufferBytes(v.bits)}
	case Text, Binary:
		buffers = []*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(v.ends)), memory.NewBufferBytes(v.bytes)}
	case TextList:
		buffers = []*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(v.ends))}
		children = []arrow.ArrayData{v.items[0].data(arrow.BinaryTypes.String)}
	case StructList:
		buffers = []*memory.Buffer{valid, memory.NewBufferBytes(arrow.Int32Traits.CastToBytes(v.ends))}
		item := t.(*arrow.ListType).Elem().(*arrow.StructType)
		var fields []arrow.ArrayData
		for i := range v.items {
			fields = append(fields, v.items[i].data(item.Field(i).Type))
		}
		children = []arrow.ArrayData{array.NewData(item, v.items[0].rows, []*memory.Buffer{nil}, fields, 0, 0)}
	}
	return array.NewData(t, v.rows, buffers, children, v.nulls, 0)
}

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

// counter gives the writer of Arrow files the one thing that it seeks for: where
// it is.
type counter struct {
	w  io.Writer
	at int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.at += int64(n)
	return n, err
}

func (c *counter) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekCurrent && offset == 0 {
		return c.at, nil
	}
	return 0, errors.New("export: an Arrow file is written from front to back")
}

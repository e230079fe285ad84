package export

import (
	"github.com/apache/arrow/go/v15/arrow"
)

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

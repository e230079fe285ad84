package export

import (
	_ "embed"
	"fmt"
	"strings"
)

// schemaViews are the views over the tables.
//
//go:embed schema_views.sql
var schemaViews string

// SchemaSQL returns a script for DuckDB that makes tables of the Parquet files in the
// folder results, with comments, and views that answer common questions. Times are of
// microseconds: DuckDB has no arithmetic on its times of nanoseconds with a zone.
func SchemaSQL(results string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `-- The tables of vsslog, schema version %s, for DuckDB 1.2 or newer: tables, comments and views
-- of what `+"`vsslog analyze PATH --out RESULTS --format parquet`"+` wrote.
--
--     cd RESULTS && vsslog schema --sql | duckdb night.duckdb
--
-- Times are TIMESTAMPTZ, microseconds; timestamp_ns of events and durations that end in _ns have the last digits.

SET VARIABLE results = %s;
SET TimeZone = 'UTC';
`, SchemaVersion, sqlText(results))
	for _, l := range Layouts() {
		l.sql(&b)
	}
	b.WriteString(schemaViews)
	return b.String()
}

// sql writes the table, its comments and how it is filled.
func (l *Layout) sql(b *strings.Builder) {
	fmt.Fprintf(b, "\nCREATE OR REPLACE TABLE %s (\n", sqlName(l.Name))
	for i := range l.Fields {
		comma := ","
		if i == len(l.Fields)-1 {
			comma = ""
		}
		fmt.Fprintf(b, "    %s %s%s\n", sqlName(l.Fields[i].Name), l.Fields[i].sqlType(), comma)
	}
	fmt.Fprintf(b, ");\nCOMMENT ON TABLE %s IS %s;\n", sqlName(l.Name), sqlText(l.Doc))
	for i := range l.Fields {
		f := &l.Fields[i]
		doc := f.Doc
		if f.Unit != "" {
			doc += " [" + f.Unit + "]"
		}
		fmt.Fprintf(b, "COMMENT ON COLUMN %s.%s IS %s;\n", sqlName(l.Name), sqlName(f.Name), sqlText(doc))
	}
	fmt.Fprintf(
		b,
		"INSERT INTO %s BY NAME SELECT * FROM read_parquet(getvariable('results') || '/%s.parquet');\n",
		sqlName(l.Name),
		l.Name,
	)
}

// sqlType is the type of a field in DuckDB.
func (f *Field) sqlType() string {
	switch f.Kind {
	case Int:
		return "BIGINT"
	case Float:
		return "DOUBLE"
	case Bool:
		return "BOOLEAN"
	case Binary:
		return "BLOB"
	case Time:
		return "TIMESTAMPTZ"
	case TextList:
		return "VARCHAR[]"
	case StructList:
		items := make([]string, len(f.Items))
		for i := range f.Items {
			items[i] = sqlName(f.Items[i].Name) + " " + f.Items[i].sqlType()
		}
		return "STRUCT(" + strings.Join(items, ", ") + ")[]"
	}
	return "VARCHAR"
}

func sqlName(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func sqlText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

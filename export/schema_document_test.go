package export

import (
	"fmt"
	"strings"
)

// schemaDocument makes docs/schema.md.
func schemaDocument() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Tables

Schema version %s. This page is made from the declarations in the package export; do not edit it
(`+"`go test ./export -run TestSchemaDocument -update`"+` rewrites it). The same comes from `+"`vsslog schema "+
		"[TABLE]`"+`,
and every Arrow and Parquet file contains it in its metadata.

## Types

| type | Arrow and Parquet | CSV | JSON |
|---|---|---|---|
| timestamp[ns, UTC] | timestamp, nanoseconds, zone `+"`UTC`"+` | `+"`YYYY-MM-DDThh:mm:ss.fffffffZ`"+`, always seven digits | the same, as a string |
| int64 | int64 | digits | number |
| float64 | float64 | digits | number |
| bool | bool | `+"`true`, `false`"+` | `+"`true`, `false`"+` |
| string | UTF-8 | text | string |
| binary | bytes | upper-case hex | upper-case hex |
| list<string>, list<struct> | list | compact JSON | array |
| null | null | empty cell (an empty text is `+"`\"\"`"+` in quotes) | null |

- Every column may be null; its description says when. An instant is null if nothing bounds it, or outside
  1677-09-21 to 2262-04-11, the range of nanoseconds in an int64; the events table then has it in `+"`local_time`"+`.
- Names that end in `+"`_ns`"+` and `+"`_ms`"+` are durations or counts in that unit, as int64.
- GUIDs are lower case without braces, except inside `+"`data`"+`, where values are as Windows shows them.
- `+"`hresult`"+` is the unsigned number (2147754994), `+"`hresult_hex`"+` its hex form (`+"`0x800423f2`"+`),
  `+"`hresult_name`"+` its symbol (`+"`VSS_E_WRITERERROR_TIMEOUT`"+`).
- Text that is not valid UTF-8, or UTF-16 with an unpaired surrogate, has U+FFFD in its place.
- pandas: `+"`pd.read_feather`"+` and `+"`pd.read_parquet`"+` give nullable `+"`Int64`"+` and `+"`boolean`"+` columns, as the files
  specify. For CSV use `+"`pd.read_csv(..., dtype_backend=\"pyarrow\")`"+` or `+"`\"numpy_nullable\"`"+`: without it a column of
  integers with a null becomes float64, and `+"`timestamp_ns`"+` loses its last digits.
- polars: `+"`pl.read_ndjson(..., infer_schema_length=None)`"+`, because a column can begin with many nulls.
- DuckDB before 2.0 truncates timestamps with a zone to microseconds: `+"`timestamp_ns`"+` has all digits. From 2.0 on it does not
  support arithmetic on nanoseconds. `+"`vsslog schema --sql`"+` makes tables in microseconds, which support it, with comments and
  views that answer common questions.

- A table partitioned by host or date (`+"`--partition`"+`) has these columns in its path and not in its files, escaped as in Hive (special ASCII characters as %%XX):
  `+"`events/parquet/host=srv1/date=2009-03-14/events.parquet`"+`: each format is a separate dataset. Rows without a value are in `+"`__HIVE_DEFAULT_PARTITION__`"+`. Readers guess
  the type of such a column: a host name of digits only becomes a number unless the type is stated. pandas also needs
  the types, because pyarrow 26 cannot pass it a guessed column with nulls ("Cannot yet unify dictionaries with nulls"):
  `+"`pd.read_parquet(\"events/parquet\", partitioning=ds.partitioning(pa.schema([(\"host\", pa.string()), "+
		"(\"date\", pa.date32())]), flavor=\"hive\"))`"+`
  with `+"`import pyarrow as pa, pyarrow.dataset as ds`"+`.

## Metadata of the files

Of a file (Arrow schema, Parquet key-value): `+"`vsslog.table`, `vsslog.table_doc`, `vsslog.schema_version`, "+
		"`vsslog.version`"+`,
`+"`vsslog.options`"+` (JSON object of the options that change results), `+"`vsslog.signatures_sha256`, "+
		"`vsslog.inputs`"+` (JSON
list of source, bytes, sha256, where they are known before the first row), `+"`pandas`"+`.
Of a column: `+"`vsslog.doc`, `vsslog.unit`, `vsslog.ecs`"+`.
`, SchemaVersion)
	for _, l := range Layouts() {
		fmt.Fprintf(
			&b,
			"\n## %s\n\nA row is %s.\n\n| column | type | unit | ECS | meaning |\n|---|---|---|---|---|\n",
			l.Name,
			l.Doc,
		)
		for i := range l.Fields {
			f := &l.Fields[i]
			f.documentRow(&b, f.Name)
			for k := range f.Items {
				f.Items[k].documentRow(&b, f.Name+"[]."+f.Items[k].Name)
			}
		}
	}
	return b.String()
}

func (f *Field) documentRow(b *strings.Builder, name string) {
	ecs := f.ECS
	if ecs != "" {
		ecs = "`" + ecs + "`"
	}
	fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", name, f.Kind, f.Unit, ecs, strings.ReplaceAll(f.Doc, "|", `\|`))
}

package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// SchemaVersion is the version of the tables. It changes whenever a column is
// renamed, removed, changes its type or its meaning, or is added; a golden file
// of the schema holds it to that.
const SchemaVersion = "5"

// Option is an effective option that changes results.
type Option struct{ Name, Value string }

// InputDigest names an input and what it held.
type InputDigest struct {
	Source string `json:"source"`
	Bytes  int64  `json:"bytes"`  // -1: not known
	SHA256 string `json:"sha256"` // "": not computed
}

// Digests returns the digests of the inputs for the metadata.
func Digests(inputs []*InputRow) []InputDigest {
	list := make([]InputDigest, len(inputs))
	for i, r := range inputs {
		list[i] = digestOf(r)
	}
	return list
}

func digestOf(r *InputRow) InputDigest { return InputDigest{r.Source, r.Bytes, r.SHA256} }

func sortDigests(list []InputDigest) {
	slices.SortStableFunc(list, func(a, b InputDigest) int { return strings.Compare(a.Source, b.Source) })
}

// Meta is what results say about how they came to be. It goes into the metadata
// of every file that can hold any, and into the manifest. It must hold nothing
// that differs between two equal runs: no time of day, no absolute path, no
// number of workers.
type Meta struct {
	Version    string   // of the tool
	Options    []Option // in any order
	Signatures string   // SHA-256 over the catalogue of signatures, "" if none was used
	// Inputs, sorted. Footers (Arrow file, Parquet) name those that are known when
	// the file ends, the head of an Arrow stream those known before its first row.
	Inputs []InputDigest
	// InputCount is how many there are, where they are too many to be named.
	InputCount int
}

// ErrOption is below the error of an option that has a value that it cannot have.
var ErrOption = errors.New("not a value of this option")

// Options say how tables are written.
type Options struct {
	Formats     []string // names of Formats
	Force       bool     // replace what an earlier run left: only files that its manifest lists
	Resume      bool     // go on in a directory that a killed run left, without a manifest
	Partition   []string // directories by the value of these columns: host, date
	ExcelSafe   bool     // CSV: an apostrophe before texts that a spreadsheet would run
	Compression string   // of Arrow files: none, lz4, zstd; "" is none, which can be mapped into memory
	// WithoutEvents are formats in which the events table is left out: it outweighs all
	// others together.
	WithoutEvents []string
	Meta          Meta
}

// sortedOptions returns the options as JSON object text, sorted by name.
func (m *Meta) sortedOptions() json.RawMessage {
	sorted := slices.Clone(m.Options)
	slices.SortStableFunc(sorted, func(a, b Option) int { return strings.Compare(a.Name, b.Name) })
	buf := []byte{'{'}
	for i, o := range sorted {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(appendJSONString(buf, o.Name), ':')
		buf = appendJSONString(buf, o.Value)
	}
	return append(buf, '}')
}

// mostNamed is how many inputs metadata names. With more it only counts them:
// every partition of a fleet would name every file of it. The manifest and the
// inputs table have them all.
const mostNamed = 1000

// FileMetadata returns the key-value pairs of a file with table l.
func (o *Options) FileMetadata(l *Layout) (keys, values []string) {
	add := func(key, value string) {
		if value != "" {
			keys, values = append(keys, key), append(values, value)
		}
	}
	add("vsslog.table", l.Name)
	add("vsslog.table_doc", l.Doc)
	add("vsslog.schema_version", SchemaVersion)
	add("vsslog.version", o.Meta.Version)
	add("vsslog.options", string(o.Meta.sortedOptions()))
	add("vsslog.signatures_sha256", o.Meta.Signatures)
	if n := max(len(o.Meta.Inputs), o.Meta.InputCount); n > mostNamed {
		add("vsslog.inputs_count", strconv.Itoa(n))
	} else if n > 0 {
		add("vsslog.inputs", string(compactJSON(o.Meta.Inputs)))
	}
	add("pandas", pandasMetadata(l))
	return keys, values
}

// Metadata returns the key-value pairs of a field.
func (f *Field) Metadata() (keys, values []string) {
	for _, p := range [][2]string{{"vsslog.doc", f.Doc}, {"vsslog.unit", f.Unit}, {"vsslog.ecs", f.ECS}} {
		if p[1] != "" {
			keys, values = append(keys, p[0]), append(values, p[1])
		}
	}
	return keys, values
}

// pandasMetadata tells pandas to read integers and booleans that may be null as
// its nullable types: without it a column with one null becomes float64, and a
// number of nanoseconds loses its last digits. The form is that of "Storing
// pandas DataFrame objects in Apache Parquet" in the pandas documentation.
func pandasMetadata(l *Layout) string {
	type column struct {
		Name       string  `json:"name"`
		FieldName  string  `json:"field_name"`
		PandasType string  `json:"pandas_type"`
		NumpyType  string  `json:"numpy_type"`
		Metadata   *string `json:"metadata"`
	}
	var p struct {
		IndexColumns  []string `json:"index_columns"`
		ColumnIndexes []string `json:"column_indexes"`
		Columns       []column `json:"columns"`
	}
	p.IndexColumns, p.ColumnIndexes, p.Columns = []string{}, []string{}, []column{}
	for i := range l.Fields {
		f := &l.Fields[i]
		switch f.Kind {
		case Int:
			p.Columns = append(p.Columns, column{f.Name, f.Name, "int64", "Int64", nil})
		case Bool:
			p.Columns = append(p.Columns, column{f.Name, f.Name, "bool", "boolean", nil})
		}
	}
	return string(compactJSON(p))
}

// compactJSON marshals values of this package's own types, which cannot fail.
func compactJSON(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic("export: " + err.Error())
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

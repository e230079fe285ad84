package export

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Format is one way to write tables.
type Format struct {
	Name  string
	Title string // for people
	// Tables are those that the format can express; nil: every table.
	Tables []string
	// File returns the name of the file of a table.
	File func(table string) string
	// Rows is how many rows a chunk should have, 0 for ChunkRows. What is written must not
	// depend on it: a format that writes row by row has them nearer with few.
	Rows int
	// Open begins a file.
	Open func(io.Writer, *Layout, *Options) (Encoder, error)
}

// fewRows are those of a chunk that stays in a cache: some hundred KiB.
const fewRows = 256

// Formats lists every format in the order in which they are shown. Those of the
// package export/columnar are among them where a program imports it. The reports
// for people, HTML and Markdown, are made by the package export/report.
var Formats = []Format{
	{Name: "csv", Title: "CSV (RFC 4180)", File: Extension(".csv"), Rows: fewRows, Open: newCSV},
	{Name: "jsonl", Title: "JSON Lines", File: Extension(".jsonl"), Rows: fewRows, Open: newJSONLines},
	{
		Name:   "ecs",
		Title:  "Elasticsearch bulk file of events (ECS, Winlogbeat names)",
		Tables: []string{"events"},
		File:   Extension(".ecs.ndjson"),
		Open:   newElasticBulk,
	},
	{
		Name:   "timesketch-csv",
		Title:  "Timesketch timelines of events and findings, CSV",
		Tables: []string{"events", "findings"},
		File:   Extension(".timesketch.csv"),
		Open:   newTimesketchCSV,
	},
	{
		Name:   "timesketch-jsonl",
		Title:  "Timesketch timelines of events and findings, JSON Lines",
		Tables: []string{"events", "findings"},
		File:   Extension(".timesketch.jsonl"),
		Open:   newTimesketchLines,
	},
	{
		Name:   "ocsf",
		Title:  "OCSF Detection Findings, JSON Lines",
		Tables: []string{"findings"},
		File:   Extension(".ocsf.jsonl"),
		Open:   newDetectionFindings,
	},
	{
		Name:   "sarif",
		Title:  "SARIF 2.1.0 of findings",
		Tables: []string{"findings"},
		File:   Extension(".sarif"),
		Open:   newSARIF,
	},
}

// Extension names files by their table and ext.
func Extension(ext string) func(string) string {
	return func(table string) string { return table + ext }
}

// Register puts formats before the others. It is for the init of the package that
// has them.
func Register(formats ...Format) { Formats = slices.Concat(formats, Formats) }

// FindFormat returns the format named name. The error names the formats that there are.
func FindFormat(name string) (*Format, error) {
	var known []string
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i], nil
		}
		known = append(known, Formats[i].Name)
	}
	return nil, fmt.Errorf("no format %q; there are %s", name, strings.Join(known, ", "))
}

// CanWrite reports whether the format can express the table.
func (f *Format) CanWrite(table string) bool {
	return f.Tables == nil || slices.Contains(f.Tables, table)
}

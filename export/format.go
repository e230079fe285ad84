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
	// Tables are those that the format can tell; nil: every table.
	Tables []string
	// File returns the name of the file of a table.
	File func(table string) string
	open func(io.Writer, *Layout, *Options) (encoder, error)
}

// Formats lists every format in the order in which they are shown. The reports
// for people, HTML and Markdown, are made by the package export/report.
var Formats = []Format{
	{Name: "arrow", Title: "Arrow IPC file", File: extension(".arrow"), open: newArrowFile},
	{Name: "arrows", Title: "Arrow IPC stream", File: extension(".arrows"), open: newArrowStream},
	{Name: "parquet", Title: "Parquet (zstd)", File: extension(".parquet"), open: newParquet},
	{Name: "csv", Title: "CSV (RFC 4180)", File: extension(".csv"), open: newCSV},
	{Name: "jsonl", Title: "JSON Lines", File: extension(".jsonl"), open: newJSONLines},
	{Name: "ecs", Title: "Elasticsearch bulk file of events (ECS, Winlogbeat names)", Tables: []string{"events"}, File: extension(".ecs.ndjson"), open: newElasticBulk},
	{Name: "timesketch-csv", Title: "Timesketch timelines of events and findings, CSV", Tables: []string{"events", "findings"}, File: extension(".timesketch.csv"), open: newTimesketchCSV},
	{Name: "timesketch-jsonl", Title: "Timesketch timelines of events and findings, JSON Lines", Tables: []string{"events", "findings"}, File: extension(".timesketch.jsonl"), open: newTimesketchLines},
	{Name: "ocsf", Title: "OCSF Detection Findings, JSON Lines", Tables: []string{"findings"}, File: extension(".ocsf.jsonl"), open: newDetectionFindings},
	{Name: "sarif", Title: "SARIF 2.1.0 of findings", Tables: []string{"findings"}, File: extension(".sarif"), open: newSARIF},
}

func extension(ext string) func(string) string {
	return func(table string) string { return table + ext }
}

// FindFormat returns the format named name.
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

// CanWrite reports whether the format can tell the table.
func (f *Format) CanWrite(table string) bool {
	return f.Tables == nil || slices.Contains(f.Tables, table)
}

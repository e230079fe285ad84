// Package export writes results: seven tables in many formats.
//
// Each table's columns are declared once, in table_*.go: name, type, unit, meaning, ECS
// name, and the function that appends a row's value. Rows fill a Chunk, which has the
// memory layout of Arrow; a format is an Encoder of chunks, in a separate file, and a
// line in Formats. Arrow and Parquet are in export/columnar, which must be imported for
// them. There is no other way: the output of analyze and of events --all goes through
// the same columns.
//
// A directory of results, as made by analyze --out:
//
//	tables, err := export.NewDirectory(dir, export.Options{Formats: []string{"arrow", "csv"}, Meta: meta})
//	...
//	err = tables.Event(&export.EventRow{Host: host, Source: source, Record: r, Step: step, Set: step.Set})
//	err = tables.Finding(finding)
//	report, err := tables.Create("report.html") // another file, committed with the rest
//	...
//	err = tables.Close()     // all files appear, or none; the manifest last
//	defer tables.Discard()   // removes what Close has not committed
//
// Rows are written in the order in which they come; Tables is the interface for it.
// Nothing that a row refers to is kept after the call. Memory does not depend on the
// number of rows.
//
// A single events table, as made by the command events:
//
//	file, err := os.Create(path) // or os.Stdout
//	stream, err := export.NewStream(file, "arrow", []string{"TargetUserName"}, export.Options{})
//	err = stream.Batch(source, batch) // as parse.Format.Read emits them; release it afterwards
//	err = stream.Close()
//	err = file.Close()
//
// The formats arrow and arrows differ: a file has an index at its end, and a stream can
// be read while it is written. Use arrows for standard output.
package export

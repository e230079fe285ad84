// Package export writes results: seven tables in many formats.
//
// Each table's columns are declared once, in table_*.go: name, type, unit,
// meaning, ECS name, and the function that appends a row's value. Rows fill a
// Chunk, which is laid out in memory as Arrow lays it out; a format is an Encoder
// of chunks, in a file of its own, and a line in Formats. Arrow and Parquet are in
// export/columnar: import it to have them. There is no second way
// in: what analyze writes and what events --all writes goes through the same
// columns.
//
// A directory of results, as analyze --out makes it:
//
//	tables, err := export.NewDirectory(dir, export.Options{Formats: []string{"arrow", "csv"}, Meta: meta})
//	...
//	err = tables.Event(&export.EventRow{Host: host, Source: source, Record: r, Step: step, Set: step.Set})
//	err = tables.Finding(finding)
//	report, err := tables.Create("report.html") // a further file, committed with the rest
//	...
//	err = tables.Close()     // all files appear, or none; the manifest last
//	defer tables.Discard()   // gives up what Close has not made final
//
// Rows come in the order in which they are to stand; Tables is the interface for
// it. Nothing that a row refers to is kept after the call. Memory does not depend
// on the number of rows.
//
// A single events table, as the command events makes it:
//
//	file, err := os.Create(path) // or os.Stdout
//	stream, err := export.NewStream(file, "arrow", []string{"TargetUserName"}, export.Options{})
//	err = stream.Batch(source, batch) // as parse.Format.Read emits them; release it after
//	err = stream.Close()
//	err = file.Close()
//
// The formats arrow and arrows differ in that a file has an index at its end and
// a stream can be read while it is written: for standard output take arrows.
package export

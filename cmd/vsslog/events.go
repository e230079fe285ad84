package main

import (
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/atomicfile"
	"github.com/vsslog/vsslog/internal/bug"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/heap"
	"github.com/vsslog/vsslog/internal/knowledge"
)

func (p *program) eventsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "events PATH...",
		Short: "Show or convert the records themselves",
		Long: "Writes records in the order of the inputs, without correlating them: only records that concern VSS, " +
			"or all records with --all.",
		Example: "  vsslog events Application.evtx\n  vsslog events --all --format arrow -o events.arrow LOGS\n  " +
			"vsslog events --all --format jsonl - < Security.evtx",
		Args: paths,
		RunE: func(cmd *cobra.Command, args []string) error { return p.events(cmd, args) },
	}
	f := cmd.Flags()
	f.Bool("all", false, "write every record, not only records that concern VSS")
	f.String("format", "table", "output `FORMAT`: table, xml, "+strings.Join(eventFormats(),
		", ")+"; by default from the extension of -o")
	f.StringP("output", "o", "-", "write to this `FILE`; - is standard output")
	f.Bool("force", false, "replace the file of -o")
	f.StringSlice("host", nil, "only records of these `HOSTS`, by full name or first label")
	f.String("since", "", "only records that may be from this `TIME` or later (RFC 3339, or a date; UTC)")
	f.String("until", "", "only records that may be from before this `TIME` (RFC 3339, or a date; UTC)")
	f.String(
		"sort",
		"",
		"sort by `KEY`: time, with records without a UTC time last; the default is the order of the inputs",
	)
	f.StringSlice("columns", nil, "put the data with these `NAMES` into separate columns")
	f.Bool("excel-safe", false, "CSV: guard cells that a spreadsheet would run as formulas")
	f.String("compression", "", "compress Arrow files with `CODEC`: none, lz4 or zstd")
	f.Bool("hash", false, "compute the SHA-256 of every input, for the metadata of -o")
	readingFlags(cmd)
	complete(cmd, "sort", "time")
	complete(cmd, "format", append(eventFormats(), "table", "xml")...)
	return cmd
}

func eventFormats() []string {
	var names []string
	for _, f := range export.Formats {
		if f.CanWrite("events") {
			names = append(names, f.Name)
		}
	}
	return names
}

// tabular are the formats that have the columns of the table.
var tabular = []string{"arrow", "arrows", "parquet", "csv", "jsonl"}

// eventFormat is what the flag --format says, or else the ending of the file of -o,
// or else a table for people. The setting format of a configuration is about the
// results of analyze, whose formats are others, so it is not asked. An ending of no
// format is refused: a table for people is not what somebody meant by it.
func (p *program) eventFormat(flag *pflag.Flag) (string, error) {
	out := p.settings.Output
	if out == "" {
		return "", usage("--output needs the name of a file, or - for standard output")
	}
	if flag.Changed || out == "-" {
		return flag.Value.String(), nil
	}
	switch ending := strings.TrimPrefix(filepath.Ext(out), "."); {
	case ending == "xml" || slices.Contains(tabular, ending):
		return ending, nil
	case ending == "" || ending == "txt":
		return "table", nil
	default:
		return "", usage(
			"--output %s: no format has the extension .%s%s; choose one with --format",
			out,
			ending,
			knowledge.Meant(ending, append(slices.Clone(tabular), "xml", "txt")),
		)
	}
}

// eventsMemory is what the collector of garbage aims at, in bytes, where
// GOMEMLIMIT says nothing else: an export needs the same however much it exports,
// and left alone it would let as much garbage lie about.
const eventsMemory = 72 << 20

func (p *program) events(cmd *cobra.Command, args []string) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(eventsMemory))
	}
	heap.Room()
	args, err := p.inputs(args)
	if err != nil {
		return err
	}
	opt, err := p.options(args)
	if err != nil {
		return err
	}
	if sort := p.settings.Sort; sort != "" && sort != "time" {
		return usage("--sort %q is not known; the only key is time", sort)
	}
	opt.Hosts, opt.SortByTime = p.settings.Host, p.settings.Sort == "time"
	target := p.settings.Output
	format, err := p.eventFormat(cmd.Flag("format"))
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"table", "xml"}, format) && !slices.Contains(eventFormats(), format) {
		return usage(
			"--format %q is not known%s; there are table, xml, %s",
			format,
			knowledge.Meant(format, append(eventFormats(), "table", "xml")),
			strings.Join(eventFormats(), ", "),
		)
	}
	if len(p.settings.Columns) > 0 && !slices.Contains(tabular, format) {
		return usage("--columns needs a format with columns: %s, not %s", strings.Join(tabular, ", "), format)
	}
	var out io.Writer = p.out
	var file *atomicfile.File
	if target != "-" {
		if file, err = atomicfile.Create(target, p.settings.Force); err != nil {
			return err
		}
		defer file.Discard()
		out = file
	} else if format == "arrow" {
		format = "arrows" // a file's index cannot follow on a pipe that is read meanwhile
	}
	sink, err := p.eventSink(out, format)
	if err != nil {
		return err
	}
	p.lines = target == "-"
	done := p.show(&opt)
	inputs, err := vsslog.Events(cmd.Context(), opt, p.settings.All, sink)
	done()
	if stream, ok := sink.(*export.Stream); ok {
		stream.Inputs(inputs)
	}
	if err == nil {
		err = sink.Close()
	}
	if err == nil && file != nil {
		err = file.Commit()
	}
	if err != nil {
		return err
	}
	p.reportProblems(inputs)
	var tally inputTally
	readable := func(i *export.InputRow) bool {
		return i.Format != "" && i.Format != vsslog.Unrecognised && i.Format != vsslog.Prose
	}
	outcome := conclude.Outcome{Evidence: true, Unreadable: !slices.ContainsFunc(inputs, readable)}
	for _, i := range inputs {
		tally.add(i)
		outcome.Input(i)
	}
	p.reportBugs(&tally)
	p.reportBroken(&tally)
	p.code = outcome.Code()
	return nil
}

func (p *program) eventSink(out io.Writer, format string) (vsslog.EventSink, error) {
	switch format {
	case "table":
		return newTableSink(out), nil
	case "xml":
		return &xmlSink{w: out}, nil
	}
	return export.NewStream(out, format, p.settings.Columns, export.Options{
		ExcelSafe:   p.settings.ExcelSafe,
		Compression: p.settings.Compression,
		Meta:        p.meta()})
}

// unclaimed is what is wrong with an input that no format claims.
const unclaimed = "its format was not recognised"

// reportProblems lists inputs that could not be read whole, on stderr.
func (p *program) reportProblems(inputs []*export.InputRow) {
	if p.settings.Quiet {
		return
	}
	for _, i := range inputs {
		switch {
		case bug.Is(i.Problem): // reported at the end
		case i.Problem != "":
			p.say(
				message{Type: "problem", Source: i.Source, Text: i.Problem},
				"vsslog: %s: %s\n",
				printable(i.Source),
				printable(i.Problem),
			)
		case i.Format == vsslog.Unrecognised:
			p.say(
				message{Type: "problem", Source: i.Source, Text: unclaimed},
				"vsslog: %s: %s; --as FORMAT reads it as FORMAT\n",
				printable(i.Source),
				unclaimed,
			)
		}
	}
}

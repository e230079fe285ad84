// Package grammars is the ordered list of the grammars for console output and text logs.
// A new grammar is one folder and one line here.
package grammars

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/diskshadow"
	"github.com/vsslog/vsslog/parse/eventcsv"
	"github.com/vsslog/vsslog/parse/eventjson"
	"github.com/vsslog/vsslog/parse/eventtext"
	"github.com/vsslog/vsslog/parse/hostfacts"
	"github.com/vsslog/vsslog/parse/rendered"
	"github.com/vsslog/vsslog/parse/requester"
	"github.com/vsslog/vsslog/parse/sqlwriter"
	"github.com/vsslog/vsslog/parse/trace"
	"github.com/vsslog/vsslog/parse/vssadmin"
	"github.com/vsslog/vsslog/parse/writerlist"
)

// Grammars lists every grammar in the order in which they are asked whether a
// block of theirs begins at a line. Those with the stricter structure come first.
var Grammars = []console.Grammar{
	eventsAsJSON.Grammar(),
	eventsAsTable.Grammar(),
	requester.Doctor,
	vssadmin.Writers,
	vssadmin.Shadows,
	vssadmin.Storage,
	vssadmin.Providers,
	vssadmin.Volumes,
	vssadmin.Create,
	vssadmin.Delete,
	requester.SnapManager,
	vssadmin.Message,
	vssadmin.Objects,
	vssadmin.Method,
	diskshadow.WriterStatus,
	diskshadow.Copies,
	diskshadow.DiskShadow,
	diskshadow.VShadow,
	sqlwriter.Logger,
	sqlwriter.ErrorLog,
	sqlwriter.Messages,
	sqlwriter.Names,
	trace.VSSTrace,
	eventtext.Events,
	eventtext.Messages,
	trace.EventData,
	hostfacts.SystemInfo,
	hostfacts.SystemInfoExcerpt,
	hostfacts.Hotfixes,
	hostfacts.OSProperties,
	hostfacts.MSInfo,
	hostfacts.TimeZone,
	hostfacts.TimeService,
	hostfacts.Registry,
	hostfacts.Services,
	hostfacts.ServiceStart,
	hostfacts.Filters,
	hostfacts.Volumes,
	hostfacts.Settings,
	hostfacts.BitLocker,
	hostfacts.SetupLog,
	hostfacts.ServicingLog,
	hostfacts.Changes,
	requester.NTBackup,
	requester.WBAdmin,
	requester.ServerBackup,
	requester.ServerBackupObjects,
	requester.Veeam,
	requester.Restic,
	requester.Bareos,
	requester.Acronis,
	requester.Native,
	requester.JobTable,
	requester.DiskChain,
	requester.VSSRL,
	requester.Course,
	writerlist.PowerShell,
	writerlist.Rows,
	requester.Missing,
	requester.PowerShell,
	requester.InUse,
	requester.Program,
	diskshadow.BETest,
	hostfacts.FileVersions,
	trace.Diary,
	requester.Failing,
	requester.KnownSentences,
	requester.EndedWell,
	requester.JobLog,
	requester.Plain,
	requester.Told, // asked last
}

// Events that stand inside of a text. A file that is all of one kind is read by
// its format itself.
var (
	eventsAsJSON  = &console.Embedded{Format: eventjson.Format, Words: []string{"{"}, Cut: console.CutJSON}
	eventsAsTable = &console.Embedded{Format: eventcsv.Format, Words: tableWords(), Cut: console.CutTable, Headed: true}
)

// tableWords are what the first line of a table of events may hold: a cell in quotes, or
// the name of one of its columns.
func tableWords() []string {
	words := []string{
		"Source",
		"Provider",
		"Channel",
		"TimeCreated",
		"TimeGenerated",
		"EventLogRecord",
		`","`,
		`";"`,
		"\"\t\"",
		`,"`,
		`;"`,
		"\t\"",
	}
	for _, l := range rendered.Languages {
		for label := range strings.SplitSeq(l.Labels[rendered.PartEventID], "|") {
			if len(label) > 5 {
				words = append(words, label, rendered.Titled(label))
			}
		}
	}
	return words
}

// Formats returns the format "text", which reads a file with every grammar, and
// behind it one format for each grammar, which never claims a file by itself and
// is there to be asked for by name. The last batch of a file says in its Format
// which grammars found something, "unrecognised" if none did.
func Formats() []parse.Format {
	all := []parse.Format{console.NewFormat("text", "console output and text logs", Grammars)}
	for k, g := range Grammars {
		if g.Name == eventsAsJSON.Format.Name || g.Name == eventsAsTable.Format.Name {
			continue // a format of that name reads whole files
		}
		f := console.NewFormat(g.Name, g.Title, Grammars[k:k+1])
		f.Detect = func(parse.Sample) parse.Confidence { return parse.No }
		all = append(all, f)
	}
	return all
}

package eventcsv

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse/rendered"
)

// table is how one tool writes events: by the names of its columns, or, where
// the names are translated or missing, by what stands in them.
type table struct {
	tool   string
	marks  []string // names that its heading has
	at     []column
	time   []string // columns that make up the time
	whole  bool     // names stand in front of every file; else the columns are as listed
	strs   string   // column of the insertion strings, joined by |
	data   string   // column of the data as hex digits
	user   string   // column of a user's name or SID
	text   string   // column of the rendered message
	fields []string // further columns to keep as data
}

// column says which property a column holds.
type column struct {
	property rendered.Property
	name     string
}

// Columns of Event Viewer's saves, in their order. They are translated, and those
// of Server 2003 may be missing.
var (
	columns2003  = []string{"Date", "Time", "Source", "Type", "Category", "Event", "User", "Computer", "Description"}
	columnsVista = []string{"Level", "Date and Time", "Source", "Event ID", "Task Category", "Description"}
)

var (
	viewer2003 = table{
		tool: "Event Viewer of Server 2003", marks: columns2003[:8], time: []string{"Date", "Time"}, user: "User",
		text: "Description",
		at: []column{
			{rendered.Provider, "Source"},
			{rendered.Level, "Type"},
			{rendered.Task, "Category"},
			{rendered.EventID, "Event"},
			{rendered.Computer, "Computer"},
		},
	}
	viewerVista = table{
		tool: "Event Viewer", marks: columnsVista[:5], time: []string{"Date and Time"}, text: "Description",
		at: []column{
			{rendered.Level, "Level"},
			{rendered.Provider, "Source"},
			{rendered.EventID, "Event ID"},
			{rendered.Task, "Task Category"},
		},
	}
)

var (
	getWinEvent = table{
		tool: "Get-WinEvent", whole: true, marks: []string{"Id", "ProviderName", "LogName", "TimeCreated"},
		time: []string{"TimeCreated"}, user: "UserId", text: "Message",
		at: []column{
			{rendered.Provider, "ProviderName"},
			{rendered.ProviderGUID, "ProviderId"},
			{rendered.EventID, "Id"},
			{rendered.Qualifiers, "Qualifiers"},
			{rendered.Version, "Version"},
			{rendered.Level, "LevelDisplayName"}, // in words; the number, where it is there too, goes before
			{rendered.Level, "Level"},
			{rendered.Task, "Task"},
			{rendered.Opcode, "Opcode"},
			{rendered.Keywords, "Keywords"},
			{rendered.RecordID, "RecordId"},
			{rendered.Channel, "LogName"},
			{rendered.Computer, "MachineName"},
			{rendered.ProcessID, "ProcessId"},
			{rendered.ThreadID, "ThreadId"},
			{rendered.ActivityID, "ActivityId"},
		},
	}

	getEventLog = table{
		tool: "Get-EventLog", whole: true, marks: []string{"InstanceId", "Source", "TimeGenerated", "EntryType"},
		time: []string{"TimeGenerated"}, text: "Message",
		at: []column{
			{rendered.Provider, "Source"},
			{rendered.EventID, "InstanceId"},
			{rendered.Level, "EntryType"},
			{rendered.Task, "CategoryNumber"},
			{rendered.RecordID, "Index"},
			{rendered.Computer, "MachineName"},
		},
	}

	logParser = table{
		tool: "Log Parser", whole: true, marks: []string{"EventLog", "RecordNumber", "TimeGenerated", "EventID",
			"SourceName"}, time: []string{"TimeGenerated"}, user: "SID", text: "Message",
		strs: "Strings", data: "Data",
		at: []column{
			{rendered.RecordID, "RecordNumber"},
			{rendered.EventID, "EventID"},
			{rendered.Level, "EventTypeName"},
			{rendered.Task, "EventCategory"},
			{rendered.Provider, "SourceName"},
			{rendered.Computer, "ComputerName"},
		},
	}

	evtxECmd = table{
		tool: "EvtxECmd", whole: true, marks: []string{"EventRecordId", "TimeCreated", "EventId", "Provider", "Channel"},
		time: []string{"TimeCreated"}, user: "UserId",
		fields: []string{
			"PayloadData1",
			"PayloadData2",
			"PayloadData3",
			"PayloadData4",
			"PayloadData5",
			"PayloadData6",
			"ExecutableInfo",
		},
		at: []column{
			{rendered.RecordID, "EventRecordId"},
			{rendered.EventID, "EventId"},
			{rendered.Level, "Level"},
			{rendered.Provider, "Provider"},
			{rendered.Channel, "Channel"},
			{rendered.ProcessID, "ProcessId"},
			{rendered.ThreadID, "ThreadId"},
			{rendered.Computer, "Computer"},
		},
	}

	hayabusa = table{
		tool: "Hayabusa", whole: true, marks: []string{"Timestamp", "Computer", "Channel", "EventID", "RecordID"},
		time: []string{"Timestamp"}, fields: []string{"RuleTitle", "Details", "ExtraFieldInfo"},
		at: []column{
			{rendered.RecordID, "RecordID"},
			{rendered.EventID, "EventID"},
			{rendered.Channel, "Channel"},
			{rendered.Computer, "Computer"},
			{rendered.Provider, "Provider"},
		},
	}
)

// tables are told by their headings, in this order.
var tables = []*table{&getWinEvent, &getEventLog, &logParser, &evtxECmd, &hayabusa, &viewer2003, &viewerVista}

// tableOf returns the table that a heading belongs to, nil if it is none.
func tableOf(heading []string) *table {
	for _, t := range tables {
		if !slices.ContainsFunc(t.marks, func(mark string) bool { return indexOf(heading, mark) < 0 }) {
			return t
		}
	}
	return nil
}

// tableByRow returns Event Viewer's table that a row without known heading has the
// form of, nil if it has neither.
func tableByRow(row []string) *table {
	if len(row) >= 8 && isNumber(row[5]) {
		if _, ok := parseClock(row[0] + " " + row[1]); ok {
			return &viewer2003
		}
	}
	if len(row) >= 5 && isNumber(row[3]) {
		if _, ok := parseClock(row[1]); ok {
			return &viewerVista
		}
	}
	return nil
}

// columns returns the names of the columns of a table without a known heading.
func (t *table) columns() []string {
	if t == &viewer2003 {
		return columns2003
	}
	return columnsVista
}

// indexOf returns the place of a column, compared without case and blanks around it; -1 if it is missing.
func indexOf(heading []string, name string) int {
	return slices.IndexFunc(heading, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
}

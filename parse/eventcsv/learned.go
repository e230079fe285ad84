package eventcsv

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse/rendered"
)

// Names of the columns of a table that was learned from its heading and its rows.
const (
	learnedDate     = "date"
	learnedClock    = "time of day"
	learnedProvider = "source"
	learnedID       = "id"
	learnedLevel    = "level"
	learnedMessage  = "message"
	learnedCategory = "category"
	learnedRecord   = "record id"
	learnedLog      = "log"
	learnedComputer = "computer"
	learnedUser     = "user"
)

// learned is a table that no tool of the list writes: columns that somebody chose, in
// any order, with names in any language or none.
func learned() *table {
	return &table{
		tool: "events", whole: true, time: []string{learnedDate, learnedClock}, user: learnedUser, text: learnedMessage,
		marks: []string{learnedDate, learnedID},
		at: []column{
			{rendered.Provider, learnedProvider},
			{rendered.EventID, learnedID},
			{rendered.Level, learnedLevel},
			{rendered.Task, learnedCategory},
			{rendered.RecordID, learnedRecord},
			{rendered.Channel, learnedLog},
			{rendered.Computer, learnedComputer},
		},
	}
}

// learnedNames are the names of columns by what their labels label.
var learnedNames = map[rendered.Part]string{
	rendered.PartDate:     learnedDate,
	rendered.PartSource:   learnedProvider,
	rendered.PartEventID:  learnedID,
	rendered.PartInstance: learnedID,
	rendered.PartLevel:    learnedLevel,
	rendered.PartCategory: learnedCategory,
	rendered.PartRecord:   learnedRecord,
	rendered.PartLog:      learnedLog,
	rendered.PartComputer: learnedComputer,
	rendered.PartUser:     learnedUser,
	rendered.PartMessage:  learnedMessage,
	rendered.PartClock:    learnedClock,
}

// layouts are the columns that a tool writes when nobody chooses: they tell the parts
// of a table whose heading was left out.
var layouts = []struct {
	table   *table
	columns []string
}{
	{
		&getWinEvent,
		strings.Split(
			"Message,Id,Version,Qualifiers,Level,Task,Opcode,Keywords,RecordId,ProviderName,ProviderId,LogName,ProcessId,"+
				"ThreadId,MachineName,UserId,TimeCreated,"+
				"ActivityId,RelatedActivityId,ContainerLog,MatchedQueryIds,Bookmark,LevelDisplayName,OpcodeDisplayName,"+
				"TaskDisplayName,KeywordsDisplayNames,Properties",
			",",
		),
	},
	{
		&getEventLog,
		strings.Split(
			"EventID,MachineName,Data,Index,Category,CategoryNumber,EntryType,Message,Source,ReplacementStrings,InstanceId,"+
				"TimeGenerated,TimeWritten,UserName,Site,Container",
			",",
		),
	},
}

// layoutOf returns the layout that a row without heading has; nil if it has none.
func layoutOf(row []string) (*table, []string) {
	for _, l := range layouts {
		if len(row) != len(l.columns) {
			continue
		}
		_, hasTime := parseClock(row[indexOf(l.columns, l.table.time[0])])
		if hasTime && isNumber(row[indexOf(l.columns, l.table.nameOf(rendered.EventID))]) {
			return l.table, l.columns
		}
	}
	return nil, nil
}

// nameOf returns the name of the column of a property.
func (t *table) nameOf(p rendered.Property) string {
	for _, c := range t.at {
		if c.property == p {
			return c.name
		}
	}
	return ""
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32)
	return err == nil
}

// learnRows is how many rows are looked at, mostCells how many cells of each.
const (
	learnRows = 40
	mostCells = 64
)

// learner finds out what the columns of a table hold.
type learner struct {
	heading []string   // the first row, if it holds no time
	rows    [][]string // that hold a time
	names   []string   // found so far
	labels  int        // columns that are named by a label
	proper  bool       // a label that only events have
	windows bool       // a source that is known
}

// learn reads the first rows of b and tells the columns; names is nil if they are not
// those of events. skip is the length of the heading.
func learn(b []byte, delimiter byte, atEnd bool) (names []string, sure bool, skip int) {
	l := &learner{}
	for k, n := 0, 0; k < learnRows && n < len(b); k++ {
		row, size, ok := splitRow(b[n:], delimiter, atEnd)
		if !ok || size == 0 || k == 0 && (len(row) < 3 || len(row) > mostCells) {
			break
		}
		n += size
		switch {
		case len(row) < 3 || len(row) > mostCells:
		case timeIn(row) >= 0:
			l.rows = append(l.rows, row)
		case k == 0:
			l.heading, skip = row, n
		}
	}
	if len(l.rows) == 0 {
		return nil, false, 0
	}
	columns := len(l.rows[0])
	if l.heading != nil { // Event Viewer's heading names one column less than there are
		columns = min(max(columns, len(l.heading)), len(l.heading)+1)
	}
	l.names = make([]string, columns)
	l.byLabels()
	l.byContent()
	if !l.enough() {
		return nil, false, 0
	}
	return l.names, l.sure(), skip
}

// timeIn returns the column of a row that holds a date and a time of day, or a date
// before a time of day; -1 if none does.
func timeIn(row []string) int {
	for k, c := range row {
		if len(c) < 6 || len(c) > 40 || c[0] < '0' || c[0] > '9' {
			continue
		}
		if _, ok := parseClock(c); ok {
			return k
		}
		if k+1 < len(row) && isDay(c) {
			if _, ok := parseClock(c + " " + row[k+1]); ok {
				return k
			}
		}
	}
	return -1
}

// isDay reports whether a cell is a date without a time of day.
func isDay(s string) bool {
	var c clock
	return c.date(strings.TrimRight(strings.TrimSpace(s), ".,"))
}

func (l *learner) has(name string) bool { return indexOf(l.names, name) >= 0 }

// byLabels names the columns whose names are labels of events in some language. The
// message id of Get-EventLog tells more than the id.
func (l *learner) byLabels() {
	for k, head := range l.heading {
		label := strings.TrimSpace(head)
		m, ok := rendered.FindLabel(label)
		if !ok {
			continue
		}
		name := learnedNames[m.Part]
		if name == "" || m.Part != rendered.PartInstance && l.has(name) || !l.fits(k, name) {
			if second := learnedNames[m.Second]; second != "" && m.Second != m.Part && !l.has(second) &&
				l.fits(k, second) {
				l.names[k] = second
				l.labels++
			}
			continue
		}
		if at := indexOf(l.names, name); at >= 0 {
			l.names[at] = ""
		}
		l.names[k] = name
		l.labels++
		l.proper = l.proper || isProper(m.Part, label)
	}
}

// isProper reports whether a label is one that tables of other things have not.
func isProper(p rendered.Part, label string) bool {
	switch strings.ToLower(label) {
	case "id", "event", "source", "level", "type", "time", "date", "message", "provider", "log", "host", "index":
		return false
	case "providername", "leveldisplayname", "entrytype", "timecreated", "timegenerated", "machinename":
		return true
	}
	return p == rendered.PartEventID || p == rendered.PartInstance
}

// fits reports whether what stands in a column can be what its name says.
func (l *learner) fits(k int, name string) bool {
	switch name {
	case learnedDate:
		return l.all(k, func(c string) bool { _, ok := parseClock(c); return ok || isDay(c) })
	case learnedClock:
		return l.all(k, func(c string) bool { var of clock; return of.timeOfDay(strings.TrimSpace(c)) })
	case learnedID:
		return l.all(k, isNumber)
	case learnedLevel:
		return l.all(k, isLevel)
	}
	return true
}

// isLevel reports whether a cell is the word or the number of a level.
func isLevel(c string) bool {
	_, ok := rendered.LevelOf(c)
	return ok || c == "0"
}

// all reports whether what is asked holds for all cells of a column that are not
// empty, and that there is one.
func (l *learner) all(k int, is func(string) bool) bool {
	found := false
	for _, row := range l.rows {
		if k >= len(row) || strings.TrimSpace(row[k]) == "" {
			continue
		}
		if !is(row[k]) {
			return false
		}
		found = true
	}
	return found
}

// byContent names the columns that no label names by what stands in them.
func (l *learner) byContent() {
	if !l.has(learnedDate) {
		if k := timeIn(l.rows[0]); k < len(l.names) && l.names[k] == "" {
			l.names[k] = learnedDate
		}
	}
	if k := indexOf(l.names, learnedDate); k >= 0 && k+1 < len(l.names) && l.names[k+1] == "" && l.all(k, isDay) {
		l.names[k+1] = learnedClock
	}
	// Of a source it is enough that one is known and the others can be.
	l.first(learnedProvider, func(k int) bool { return l.all(k, isSource) && l.one(k, isKnown) })
	l.firstOf(learnedLevel, func(c string) bool { return len(strings.TrimSpace(c)) > 1 && isLevel(c) })
	l.firstOf(learnedLog, rendered.IsLog)
	l.firstOf(learnedID, func(c string) bool {
		n, err := strconv.ParseUint(strings.TrimSpace(c), 10, 16)
		return err == nil && n > 0
	})
	if l.has(learnedID) && !l.has(learnedProvider) && l.heading == nil { // Event Viewer has the source before the id
		if k := indexOf(l.names, learnedID); k > 0 && l.names[k-1] == "" && l.all(k-1, isSource) {
			l.names[k-1] = learnedProvider
		}
	}
	if !l.has(learnedMessage) {
		if k := l.longest(); k >= 0 {
			l.names[k] = learnedMessage
		}
	}
	if k := indexOf(l.names, learnedProvider); k >= 0 {
		for _, row := range l.rows {
			l.windows = l.windows || k < len(row) && isKnown(row[k])
		}
	}
}

func isKnown(c string) bool {
	_, ok := rendered.KnownProvider(strings.TrimSpace(c))
	return ok
}

// isSource reports whether a cell can be the name of a source.
func isSource(c string) bool {
	return len(c) >= 3 && len(c) < 80 && !isNumber(c) && strings.Count(c, " ") <= 6 && !strings.ContainsAny(c, "\n.?!")
}

// first gives a name to the first column without one that can have it.
func (l *learner) first(name string, can func(k int) bool) {
	if l.has(name) {
		return
	}
	for k := range l.names {
		if l.names[k] == "" && can(k) {
			l.names[k] = name
			return
		}
	}
}

// firstOf gives a name to the first column without one of which all cells are what is asked.
func (l *learner) firstOf(name string, is func(string) bool) {
	l.first(name, func(k int) bool { return l.all(k, is) })
}

func (l *learner) one(k int, is func(string) bool) bool {
	for _, row := range l.rows {
		if k < len(row) && is(row[k]) {
			return true
		}
	}
	return false
}

// longest returns the column without a name that holds the longest texts, with blanks
// between words; -1 if there is none.
func (l *learner) longest() int {
	best, most := -1, 12
	for k := range l.names {
		if l.names[k] != "" {
			continue
		}
		for _, row := range l.rows {
			if k < len(row) && len(row[k]) > most && (strings.Contains(row[k], " ") || row[k][0] >= 0x80) {
				best, most = k, len(row[k])
			}
		}
	}
	return best
}

// enough reports whether the columns are enough to be those of events.
func (l *learner) enough() bool {
	return l.has(learnedDate) && l.has(learnedID) && (l.has(learnedMessage) || l.has(learnedProvider)) &&
		(l.has(learnedProvider) || l.has(learnedLevel) || l.proper)
}

// sure reports whether they can be of nothing else: a known source, or names that only
// tables of events have.
func (l *learner) sure() bool {
	return l.windows || l.proper && l.labels >= 3 || l.tells()
}

// tells reports whether a message is that of an event that is known by its form.
func (l *learner) tells() bool {
	k := indexOf(l.names, learnedMessage)
	return k >= 0 && l.has(learnedLevel) && l.one(k, func(c string) bool { _, ok := rendered.Infer(c); return ok })
}

package sqlwriter

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Messages reads errors of SQL Server as people copy them, without the time and the
// source that the ERRORLOG has in front: the number, and the message in the next
// lines. SQL Server's own tools print "Msg" and "Level" instead.
//
//	Error: 18204, Severity: 16, State: 1.
//	Msg 3201, Level 16, State 1, Server HOST1, Line 1
//
// Only those about backups are taken. Each becomes the event that the instance
// writes with that number; which instance it was is not told.
var Messages = console.Grammar{
	Name:  "sql-message",
	Title: "errors of SQL Server without a time",
	Sure:  parse.Likely,
	Words: []string{"Severity: ", ", Level "},
	Begin: console.Stateless(readMessage),
}

var (
	sqlNumber = regexp.MustCompile(`^\s*(?:Error: (\d{3,6}), Severity: (\d{1,2}), State: \d{1,4}|Msg (\d{3,6}), Level (\d{1,2}), State \d{1,4})\b`)
	sqlFile   = regexp.MustCompile(`['"]([A-Za-z]:\\[^'"]{1,255}|\\\\[^'"]{1,255})['"]`)
	sqlBackup = regexp.MustCompile(`(?i)\bbackup|\brestore|\bvdi\b|virtual device|nonrecoverable I/O error|\bsnapshot|\bI/O (?:is frozen|was resumed)|SQLVDI`)
)

// maxMessageLines is how many lines of a message are taken.
const maxMessageLines = 4

func readMessage(r *console.Reader, i int) int {
	m := sqlNumber.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	next, message := i+1, ""
	for ; next <= i+maxMessageLines && r.Has(next) && !r.Blank(next) && !sqlNumber.MatchString(r.Text(next)); next++ {
		message = strings.TrimSpace(message + "\n" + strings.TrimSpace(r.Text(next)))
	}
	if !sqlBackup.MatchString(message) {
		return i
	}
	number, level := m[1]+m[3], m[2]+m[4]
	id, _ := strconv.ParseUint(number, 10, 32)
	s := r.Add("MSSQLSERVER", i, next-1)
	s.FromText = true
	s.EventID, s.Level = uint32(id), levelOf(level)
	if m := systemErr.FindStringSubmatch(message); m != nil { // a Win32 error
		if n, err := strconv.ParseUint(m[1], 10, 16); err == nil && n != 0 {
			s.Set(parse.FieldHResult, console.HResult(0x80070000|uint32(n)))
		}
	}
	if m := sqlFile.FindStringSubmatch(message); m != nil {
		s.Set(parse.FieldPath, m[1])
	}
	for _, f := range rendered.Tokens("MSSQLSERVER", uint32(id), message) {
		s.Set(f.Name, f.Value.String())
	}
	return next
}

// levelOf turns a severity into the level of an event: 16 to 25 are errors, 11 to 15
// the user's, up to 10 information (SQL Server, Database Engine error severities).
func levelOf(severity string) uint8 {
	if n, err := strconv.Atoi(severity); err == nil && n <= 10 {
		return 4
	}
	return 2
}

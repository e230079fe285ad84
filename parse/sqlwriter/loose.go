package sqlwriter

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Messages reads errors of SQL Server as people copy them, without the time and the
// source that the ERRORLOG has in front: the number, and the message in the next
// lines. SQL Server's own tools print "Msg" and "Level" instead.
//
//	Error: 18204, Severity: 16, State: 1.
//	Msg 3201, Level 16, State 1, Server HOST1, Line 1
//
// Programs that ask by ODBC print the number below the message:
//
//	[Microsoft][ODBC SQL Server Driver][SQL Server]Could not ...
//	Msg 3013, SevLevel 16, State 1, SQLState 42000
//
// or in front of it, behind the class, or at its end:
//
//	01000 (926): [Microsoft][ODBC SQL Server Driver][SQL Server]Database ...
//	[42000] [Microsoft][ODBC Driver 17 for SQL Server][SQL Server]Database ... (3101) (SQLExecDirectW)
//
// Only those about backups are taken. Each becomes the event that the instance
// writes with that number; which instance it was is not told.
var Messages = console.Grammar{
	Name:  "sql-message",
	Title: "errors of SQL Server without a time",
	Sure:  parse.Likely,
	Words: []string{
		"Severity: ", ", Level ", ", Sev ", "[SQL Server]", "Max worker threads",
		"[SQLSTATE ", "SqlClient.SqlError", "SqlClient.SqlException", "Directory lookup for the file", "SQL Server, Error: ",
		"(Microsoft.SqlServer.Smo", "(Microsoft.SqlServer.ConnectionInfo)",
	},
	Below: []string{"terminating abnormally. (Microsoft SQL Server, Error: "}, // below why
	Begin: console.Stateless(readMessage),
}

var (
	sqlNumber = lazyregexp.New(
		`^\s*(?:\S[^\[\]"]{1,100}: )?(?:Error: (\d{3,6}), Severity: (\d{1,2}), State: \d{1,4}|` +
			`Msg (\d{3,6}), (?:Level|Sev) (\d{1,2}), State \d{1,4}|` +
			`SqlException (\d{3,6}) occurred\.? Severity: (\d{1,2}),? State: \d{1,4})\b`,
	)
	// The numbers of BACKUP and RESTORE in the list of the Database Engine's errors.
	backupNumber = lazyregexp.New(`^3[0-2]\d\d$`)
	odbcText     = lazyregexp.New(`^\s*(?:\w+: )?(?:\[[^\[\]]{2,60}\]){1,3}\[SQL Server\]\s*(\S.{3,})$`)
	// SQLGetDiagRec gives class, number and message; programs print them in this order.
	odbcClass  = lazyregexp.New(`\b[0-9A-Z]{5} \((\d{2,6})\):? ?(?:\[[^\[\]]{2,60}\]){1,3}\[SQL Server\]\s*(\S.{3,})$`)
	odbcBehind = lazyregexp.New(`\[SQL Server\]\s*(\S.{3,}?)\s*\((\d{2,6})\)(?: \(SQL\w{4,20}\))?['")]*\s*$`)
	odbcNumber = lazyregexp.New(`\bMsg (\d{3,6}), SevLevel (\d{1,2}), State \d{1,4}\b`)
	// The limit of worker threads, as the ERRORLOG of SQL Server 2000 puts it.
	threadLimit = lazyregexp.New(`\bLimit on 'Max worker threads' reached\b`)
	threads     = lazyregexp.New(`\bworker threads?\b|Insufficient resources`)
	sqlFile     = lazyregexp.New(`['"]([A-Za-z]:\\[^'"]{1,255}|\\\\[^'"]{1,255})['"]`)
	sqlBackup   = lazyregexp.New(
		`(?i)\bbackup|\brestore|\bvdi\b|virtual device|nonrecoverable I/O error|\bsnapshot|\bI/O (?:is frozen|was resumed)|SQLVDI`,
	)
)

// maxMessageLines is how many lines of a message are taken.
const maxMessageLines = 4

func readMessage(r *console.Reader, i int) int {
	if next := readODBC(r, i); next > i {
		return next
	}
	if next := readTools(r, i); next > i {
		return next
	}
	m := sqlNumber.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	next, message := i+1, messageBeside(r.Text(i)[len(m[0]):])
	for below := message == ""; below && next <= i+maxMessageLines && r.Has(next) && !r.Blank(next) &&
		!sqlNumber.MatchString(r.Text(next)); next++ {
		message = strings.TrimSpace(message + "\n" + strings.TrimSpace(r.Text(next)))
	}
	number, level := m[1]+m[3]+m[5], m[2]+m[4]+m[6]
	if message == "" || next == i+1 && levelOf(level) > 3 { // what says on its line that all went well is no error
		return i
	}
	if !backupNumber.MatchString(number) && !loggedNumbers[number] {
		if last := readReason(r, i, next, number, message); last > i || !sqlBackup.MatchString(message) && !backupAround(r, i) {
			return last
		}
	}
	s := addInstance(r, i, next-1, defaultInstance, number, levelOf(level))
	setSystemError(s, message)
	if toURL.MatchString(message) {
		s.Set("message", strings.ReplaceAll(message, "\n", " "))
	}
	if threads.MatchString(message) { // why it ended stands in its words alone
		s.Set("message", strings.ReplaceAll(message, "\n", " "))
	}
	if m := sqlFile.FindStringSubmatch(message); m != nil {
		s.Set(parse.FieldPath, m[1])
	}
	setTokens(s, message)
	return next
}

// jobOfBackup is a backup of SQL Server in the words around an error, also as part of a name: DatabaseBackup.
var jobOfBackup = lazyregexp.New(`(?i)backup|\brestor(?:e|ing)\b`)

// backupAround reports whether the line above an error, or a line of a short text, tells of a backup: then an error of
// any number is what the backup met.
func backupAround(r *console.Reader, i int) bool {
	return slices.ContainsFunc(append([]string{r.Behind(i - 1)}, r.Short()...), jobOfBackup.MatchString)
}

// besideNumber is what stands between the number and a message on the same line.
var besideNumber = lazyregexp.New(`^(?:, (?:Server|Procedure) [^,]{1,120})*(?:, Line \d{1,6})?[.:,]?\s+`)

// messageBeside is the message on the line of its number, "" if it stands below.
func messageBeside(rest string) string {
	m := besideNumber.FindString(rest)
	if message := strings.TrimSpace(rest[len(m):]); m != "" && strings.Count(message, " ") >= 2 {
		return message
	}
	return ""
}

// readODBC reads a message with its number behind it or on the next line, and the line of
// the log that says that no worker thread is left.
func readODBC(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if threadLimit.MatchString(line) && len(line) < 300 {
		s := r.Add(parse.ProviderTrace, i, i)
		s.Set(parse.FieldTool, "sql-errorlog")
		s.Set(parse.FieldPhrase, parse.PhraseBackupFailed)
		s.SetText(line)
		return i + 1
	}
	if m := odbcClass.FindStringSubmatch(line); m != nil {
		return addODBC(r, i, i+1, m[1], "", m[2])
	}
	if m := odbcBehind.FindStringSubmatch(line); m != nil && !odbcNumber.MatchString(line) {
		return addODBC(r, i, i+1, m[2], "", m[1])
	}
	t := odbcText.FindStringSubmatch(line)
	if t == nil {
		return i
	}
	message, next := t[1], i+1
	m := odbcNumber.FindStringSubmatch(line)
	if m == nil {
		m = odbcNumber.FindStringSubmatch(r.Text(next))
		next++
	}
	if m == nil || !sqlBackup.MatchString(message) && !threads.MatchString(message) {
		return i
	}
	return addODBC(r, i, next, m[1], m[2], message)
}

// addODBC adds the error that a program got by ODBC.
func addODBC(r *console.Reader, i, next int, number, severity, message string) int {
	s := addInstance(r, i, next-1, defaultInstance, number, levelOf(severity))
	s.Set(parse.FieldPasted, "true") // the program that tells it could not go on
	s.Set("message", message)
	setSystemError(s, message)
	setTokens(s, message)
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

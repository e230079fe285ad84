package sqlwriter

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// ErrorLog reads the ERRORLOG of SQL Server (UTF-16, local time with two or three
// decimals of a second, no zone on the line). The messages are those of events 3197, 3198, 3041 and
// 18210; English only, other languages were not seen.
var ErrorLog = console.Grammar{
	Name:  parse.ToolErrorLog,
	Title: "ERRORLOG of SQL Server",
	Sure:  parse.Certain,
	Needs: []string{"0-:."},
	Marks: [][]string{{"spid", "backup", "server", "logon", "i/o "}}, // that mayBeErrorLog asks for
	May: func(line string, held console.Held) bool {
		return held.Has(0) && mayBeErrorLog(strings.TrimLeft(line, " \t\""))
	},
	Begin: func() console.ReadFunc { return new(errorLog).read },
}

var (
	logLine = lazyregexp.New(
		`^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{2,3})\s+(spid\d+s?|Backup|Server|Logon|\S{1,12})\s+(.*)$`,
	)
	frozen     = lazyregexp.New(`^I/O is frozen on database (.+?)\. `)
	resumed    = lazyregexp.New(`^I/O was resumed on database (.+?)\. ?`)
	failed     = lazyregexp.New(`^BACKUP failed to complete the command BACKUP DATABASE (\S+?)\.?(?: |$)`)
	suspended  = lazyregexp.New(`(?i)^(?:Setting database option suspend_for_snapshot_backup to |Database '(?:[^']{1,128})' acquired suspend locks )`)
	deviceFail = lazyregexp.New(
		`^Backup(?:VirtualDevice|IoRequest|Medium|DiskFile)\S*: .*(?i:failure|failed|error)`,
	)
	systemErr = lazyregexp.New(
		`(?i)(?:operating system error |^(?:read|write) on ["'][^"']{1,255}["'] failed: |I/O error occurred on file ["'][^"']{1,255}["'] )(\d{1,5})\b`,
	)
	adjustment = lazyregexp.New(`^UTC adjustment: ([+-]?\d{1,2}:\d\d)`)
	serverName = lazyregexp.New(`^Server name is '([^']+)'`)
	serverPID  = lazyregexp.New(`^Server process ID is (\d+)`)
)

// errorLog remembers what the instance said when it started.
type errorLog struct {
	host, instance string
	pid            uint32
	offset         int32
	hasOffset      bool
	since          parse.Ticks
	reason         reason
}

// reason is the last error that is not one of backups itself, but may be why one ended.
type reason struct {
	number, message string
	line            int
	stamp           string
}

// reasonLines is how many lines below it a backup may end by it.
const reasonLines = 8

// quotedName is the database that a message names.
var quotedName = lazyregexp.New(`(?i)\bdatabase '([^']{1,128})'`)

// of reports whether an error is why the backup of a database ended on line i: it names that
// database, or none and was written in the same second.
func (e *reason) of(i int, database, stamp string) bool {
	if e.number == "" || i-e.line > reasonLines || database == "" {
		return false
	}
	if m := quotedName.FindStringSubmatch(e.message); m != nil {
		return strings.EqualFold(m[1], strings.Trim(database, "[]"))
	}
	return len(stamp) > 19 && strings.HasPrefix(e.stamp, stamp[:19])
}

func (e *errorLog) read(r *console.Reader, i int) int {
	line := strings.TrimLeft(r.Text(i), " \t\"")
	if !mayBeErrorLog(line) {
		return i
	}
	m := logLine.FindStringSubmatch(line)
	if m == nil {
		return i
	}
	source, body := m[2], m[3]
	what, database := errorLogPhrase(body)
	known := strings.HasPrefix(source, "spid") || source == "Server" || source == "Backup" || source == "Logon"
	if what == "" && !known {
		return i // another log with the same clock
	}
	when, ok := r.Time(i, m[1])
	if !ok {
		return i
	}
	e.learn(body, when.Wall)
	if e.hasOffset && when.Wall >= e.since && when.Wall-e.since < parse.Day {
		when.Zone, when.Offset = parse.ZoneOffset, e.offset
		when.Wall -= parse.Ticks(e.offset) * parse.Second
	}
	if n := numberLine.FindStringSubmatch(body); n != nil {
		return e.number(r, i, m[1], n, when)
	}
	if what == "" {
		return i + 1
	}
	if what == parse.PhraseAbort && strings.Contains(body, "://") { // a backup to a URL, whose end follows
		e.reason = reason{"3271", body, i, m[1]}
	}
	s := r.Add(parse.ProviderTrace, i, i)
	s.Computer, s.ProcessID, s.HasExecution = e.host, e.pid, e.pid != 0
	s.Set(parse.FieldTool, parse.ToolErrorLog)
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldDatabase, database)
	s.Set(parse.FieldInstance, e.instance)
	if e.pid != 0 {
		s.Set(parse.FieldProcessID, strconv.FormatUint(uint64(e.pid), 10))
	}
	setSystemError(s, body)
	s.SetText(body)
	s.At(when)
	return i + 1
}

// numberLine is the line that goes before a message: its number, severity and state. The
// word in front is translated with the message.
var numberLine = lazyregexp.New(
	`^\p{L}{3,12} ?: (\d{3,6}), [\p{L} ]{3,16} ?: (\d{1,2}), [\p{L} ]{3,10} ?: \d{1,4}\.?\s*$`,
)

// number reads an error about backups as the event that the instance writes with that
// number: line i has the number, the next one of the same moment the message, whose lines
// may be broken.
func (e *errorLog) number(r *console.Reader, i int, stamp string, number []string, when parse.Timestamp) int {
	message, next := "", i+1
	if m := logLine.FindStringSubmatch(strings.TrimLeft(r.Text(next), " \t\"")); m != nil && m[1] == stamp &&
		!numberLine.MatchString(m[3]) {
		message = strings.TrimSpace(m[3])
		for next++; next < i+maxMessageLines+2 && r.Has(next) && !r.Blank(next); next++ {
			below := strings.TrimLeft(r.Text(next), " \t\"")
			if logLine.MatchString(below) || strings.HasSuffix(message, ".") && !systemLine.MatchString(below) {
				break
			}
			message = joinMessage(message, below)
		}
	}
	message = strings.TrimRight(message, `"`)
	if !loggedNumbers[number[1]] && !backupNumber.MatchString(number[1]) {
		if message != "" && levelOf(number[2]) == 2 {
			e.reason = reason{number[1], message, i, stamp}
		}
		return i + 1 // the message is read as any
	}
	provider := defaultInstance
	if e.instance != "" {
		provider = "MSSQL$" + e.instance
	}
	s := addInstance(r, i, next-1, provider, number[1], levelOf(number[2]))
	s.Computer = e.host
	s.Set(parse.FieldTool, "sql-errorlog")
	s.Set(parse.FieldInstance, e.instance)
	what, database := errorLogPhrase(message)
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldDatabase, database)
	setSystemError(s, message)
	if ends := endedBackup.FindStringSubmatch(message); ends != nil && number[1] == "3041" &&
		e.reason.of(i, ends[1], stamp) {
		s.Set("message", "native error: "+e.reason.number+" "+e.reason.message)
		e.reason = reason{}
	}
	setTokens(s, message)
	s.At(when)
	return next
}

// defaultInstance is the provider of the events of the default instance of SQL Server.
const defaultInstance = "MSSQLSERVER"

// addInstance adds the event that an instance has for an error of that number.
func addInstance(r *console.Reader, first, last int, provider, number string, level uint8) *console.Statement {
	id, _ := strconv.ParseUint(number, 10, 32)
	s := r.Add(provider, first, last)
	s.FromText = true
	s.EventID, s.Level = uint32(id), level
	return s
}

// setTokens sets what the words of the event hold.
func setTokens(s *console.Statement, message string) {
	for _, f := range rendered.Tokens(s.Provider, s.EventID, message) {
		s.Set(f.Name, f.Value.String())
	}
}

// loggedNumbers are errors of the event log about backups beside those that are numbered
// 3000 to 3299.
var loggedNumbers = map[string]bool{
	"3041": true, "18204": true, "18210": true, "18272": true, "3456": true,
	"3301": true, "3302": true, "3313": true, "3314": true, "3315": true, "3316": true,
	"14420": true, "14421": true, "9768": true, // log shipping; query notifications at a recovery
	"823": true, "824": true, "4303": true, // damaged pages; log backups that are missing
}

// endedBackup names the database of a backup that ended before it was done.
var endedBackup = lazyregexp.New(`^BACKUP failed to complete the command BACKUP (?:DATABASE|LOG) (\S+?)\.?(?: |$)`)

// systemLine is a line that names an error of Windows with its text, in any language.
var systemLine = lazyregexp.New(`^\p{L}[\p{L}' ]{4,60} \d{1,5} ?\(`)

// joinMessage joins a line to what it was broken off: a name of a routine goes on without
// a blank.
func joinMessage(above, below string) string {
	if strings.HasPrefix(below, "::") {
		return above + strings.TrimSpace(below)
	}
	return above + " " + strings.TrimSpace(below)
}

// setSystemError sets the error of Windows that a message names.
func setSystemError(s *console.Statement, message string) {
	if m := systemErr.FindStringSubmatch(message); m != nil {
		if n, err := strconv.ParseUint(m[1], 10, 16); err == nil && n != 0 {
			s.Set(parse.FieldHResult, console.HResult(0x80070000|uint32(n)))
		}
	}
}

// mayBeErrorLog spares the pattern: a time in its place, and behind it a source of
// SQL Server or a message of its own.
func mayBeErrorLog(line string) bool {
	if len(line) < 26 || line[4] != '-' || line[10] != ' ' || line[13] != ':' || line[19] != '.' {
		return false
	}
	rest := strings.TrimLeft(line[22:], "0123456789")
	rest = strings.TrimLeft(rest, " \t")
	for _, word := range []string{"spid", "Backup", "Server", "Logon"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return strings.Contains(rest, "I/O ") || strings.Contains(rest, "BACKUP ") || strings.Contains(rest, " Backup")
}

func errorLogPhrase(body string) (what, database string) {
	for _, form := range []struct {
		pattern *lazyregexp.Regexp
		phrase  string
	}{{frozen, parse.PhraseFreeze}, {resumed, parse.PhraseThaw}, {failed, parse.PhraseBackupFailed}} {
		if m := form.pattern.FindStringSubmatch(body); m != nil {
			return form.phrase, m[1]
		}
	}
	if suspended.MatchString(body) {
		return parse.PhraseSQLSuspend, ""
	}
	if deviceFail.MatchString(body) {
		return parse.PhraseAbort, ""
	}
	return "", ""
}

// learn reads the lines that an instance writes when it starts.
func (e *errorLog) learn(body string, local parse.Ticks) {
	if m := adjustment.FindStringSubmatch(body); m != nil {
		e.offset, e.hasOffset = console.ParseOffset(m[1])
		e.since = local
	}
	if m := serverName.FindStringSubmatch(body); m != nil {
		e.host, e.instance, _ = strings.Cut(m[1], `\`)
	}
	if m := serverPID.FindStringSubmatch(body); m != nil {
		pid, _ := strconv.ParseUint(m[1], 10, 32)
		e.pid = uint32(pid)
	}
}

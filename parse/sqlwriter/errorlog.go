package sqlwriter

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// ErrorLog reads the ERRORLOG of SQL Server (UTF-16, local time with two or three
// decimals of a second, no zone on the line). The messages are those of events 3197, 3198, 3041 and
// 18210; English only, other languages were not seen.
var ErrorLog = console.Grammar{
	Name:  "sql-errorlog",
	Title: "ERRORLOG of SQL Server",
	Sure:  parse.Certain,
	Needs: []string{"0-:."},
	Begin: func() console.ReadFunc { return new(errorLog).read },
}

var (
	logLine = regexp.MustCompile(
		`^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{2,3})\s+(spid\d+s?|Backup|Server|Logon|\S{1,12})\s+(.*)$`,
	)
	frozen     = regexp.MustCompile(`^I/O is frozen on database (.+?)\. `)
	resumed    = regexp.MustCompile(`^I/O was resumed on database (.+?)\. ?`)
	failed     = regexp.MustCompile(`^BACKUP failed to complete the command BACKUP DATABASE (\S+?)\.?(?: |$)`)
	deviceFail = regexp.MustCompile(
		`^Backup(?:VirtualDevice|IoRequest|Medium|DiskFile)\S*: .*(?i:failure|failed|error)`,
	)
	systemErr = regexp.MustCompile(
		`(?i)(?:operating system error |^(?:read|write) on ["'][^"']{1,255}["'] failed: )(\d{1,5})\b`,
	)
	adjustment = regexp.MustCompile(`^UTC adjustment: ([+-]?\d{1,2}:\d\d)`)
	serverName = regexp.MustCompile(`^Server name is '([^']+)'`)
	serverPID  = regexp.MustCompile(`^Server process ID is (\d+)`)
)

// errorLog remembers what the instance said when it started.
type errorLog struct {
	host, instance string
	pid            uint32
	offset         int32
	hasOffset      bool
	since          parse.Ticks
}

func (e *errorLog) read(r *console.Reader, i int) int {
	if !mayBeErrorLog(r.Text(i)) {
		return i
	}
	m := logLine.FindStringSubmatch(r.Text(i))
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
	if what == "" {
		return i + 1
	}
	s := r.Add(parse.ProviderTrace, i, i)
	s.Computer, s.ProcessID, s.HasExecution = e.host, e.pid, e.pid != 0
	s.Set(parse.FieldTool, "sql-errorlog")
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldDatabase, database)
	s.Set(parse.FieldInstance, e.instance)
	if e.pid != 0 {
		s.Set(parse.FieldProcessID, strconv.FormatUint(uint64(e.pid), 10))
	}
	if m := systemErr.FindStringSubmatch(body); m != nil { // a Win32 error
		if n, err := strconv.ParseUint(m[1], 10, 16); err == nil && n != 0 {
			s.Set(parse.FieldHResult, console.HResult(0x80070000|uint32(n)))
		}
	}
	s.SetText(body)
	s.At(when)
	return i + 1
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
		pattern *regexp.Regexp
		phrase  string
	}{{frozen, parse.PhraseFreeze}, {resumed, parse.PhraseThaw}, {failed, parse.PhraseBackupFailed}} {
		if m := form.pattern.FindStringSubmatch(body); m != nil {
			return form.phrase, m[1]
		}
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

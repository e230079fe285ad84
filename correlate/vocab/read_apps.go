package vocab

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// eseWriters names the writer behind a process that freezes by ESE, by the begin of its
// name: Exchange 2013 and later log as "Information Store - <database>". svchost and
// tcpsvcs host several; the instance name tells (unconfirmed beyond lsass).
var eseWriters = []struct{ process, instance, writer string }{
	{"lsass", "", WriterNTDS},
	{"information store", "", WriterExchange},
	{"store", "", WriterExchange},
	{"msexchangerepl", "", WriterExchange},
	{"", "dhcp", "Dhcp Jet Writer"},
	{"wins", "", "WINS Jet Writer"},
	{"certsrv", "", "Certificate Authority"},
	{"ntfrs", "", "FRS Writer"},
}

// readESE reads the strings of an ESE snapshot event: process, pid (newer builds
// "pid,flags,n"), instance, session number, milliseconds or error. A rendered
// message leaves process, pid and session as named fields.
func readESE(s *Event, r *parse.Record) bool {
	process, pid, instance, session, last := r.Argument(1), r.Argument(2), r.Argument(3), r.Argument(4), r.Argument(5)
	if r.FromText {
		process, pid = r.Text("process"), r.Text(parse.FieldProcessID)
		instance, session = r.Text(parse.FieldInstance), r.Text("session")
	}
	pid, _, _ = strings.Cut(pid, ",")
	if n, err := strconv.ParseUint(strings.TrimSpace(pid), 10, 32); err == nil {
		s.ProcessID = uint32(n)
	}
	session = strings.TrimSpace(session)
	s.Key = "ese/" + strings.TrimSpace(pid) + "/" + session
	s.Writer = "ESE in " + cmp.Or(process, "a process that is not named")
	lower, inst := strings.ToLower(strings.TrimSuffix(process, ".exe")), strings.ToLower(instance)
	for _, w := range eseWriters {
		if w.process != "" && (w.process == lower || strings.HasPrefix(lower, w.process+" ")) ||
			w.instance != "" && strings.Contains(inst, w.instance) {
			s.Writer = w.writer
			break
		}
	}
	if class, ok := ClassOf("", s.Writer); ok {
		s.WriterID = class.ID
	}
	last = strings.TrimSpace(last)
	switch s.Kind {
	case KindESETimeout:
		if ms, err := strconv.ParseInt(last, 10, 64); err == nil && ms > 0 && ms < 1<<31 {
			s.Limit = parse.Ticks(ms) * parse.Millisecond
		}
		if last != "" {
			s.Detail = last + " ms"
		}
	case KindFreezeFailed:
		if n, err := strconv.ParseInt(last, 10, 32); err == nil {
			s.Jet = int32(n)
			s.Detail = jetName(s.Jet)
		}
	}
	return true
}

// sqlWriter is the writer of an instance of SQL Server, by the source that it logs as.
// The Windows Internal Database has one of its own.
func sqlWriter(source string) string {
	if strings.HasSuffix(strings.ToUpper(source), "##WID") {
		return WriterWID
	}
	return WriterSQL // MSDEWriter where only that one is listed: decided per host
}

// readSQL reads 3197 and 3198: the string is the database, the source the instance.
func readSQL(s *Event, r *parse.Record) bool {
	s.Database = r.Argument(1)
	if r.FromText {
		s.Database = r.Text(parse.FieldDatabase)
	}
	s.Writer = sqlWriter(r.Provider)
	s.Key = "sql/" + strings.ToLower(r.Provider) + "/" + strings.ToLower(s.Database)
	return true
}

// readSQLOption reads 5084, a database's option that was set: the one that suspends a database
// for a snapshot is kept. The marks that it leaves are those of VSS.
// Source: https://learn.microsoft.com/sql/relational-databases/backup-restore/create-a-transact-sql-snapshot-backup.
func readSQLOption(s *Event, r *parse.Record) bool {
	for _, f := range r.Fields {
		if strings.Contains(strings.ToUpper(f.Value.String()), "SUSPEND_FOR_SNAPSHOT_BACKUP") {
			s.Writer = sqlWriter(r.Provider)
			return true
		}
	}
	return false
}

func readSQLBackup(s *Event, r *parse.Record) bool {
	s.Database, s.Writer = r.Argument(1), sqlWriter(r.Provider)
	return hasText(r, "VIRTUAL_DEVICE")
}

func hasText(r *parse.Record, token string) bool {
	for _, f := range r.Fields {
		if strings.Contains(f.Value.String(), token) {
			return true
		}
	}
	return false
}

func readSQLAbort(s *Event, r *parse.Record) bool {
	s.Writer = sqlWriter(r.Provider)
	s.Detail = strings.TrimSpace(r.Argument(1))
	if r.EventID == 18210 {
		number, _, _ := strings.Cut(r.Argument(4), "(") // 112(There is not enough space on the disk.)
		if n, err := strconv.ParseUint(strings.TrimSpace(number), 10, 16); err == nil && n != 0 && n != operationAborted {
			s.Code = 0x80070000 | uint32(n)
		}
	}
	return true
}

// operationAborted is ERROR_OPERATION_ABORTED: the device was closed by the other side.
const operationAborted = 995

// readSQLVDI reads the one string of SQLVDI 1. "Client initiates abort" is the
// SQL writer's side, TriggerAbort the server's.
func readSQLVDI(s *Event, r *parse.Record) bool {
	s.Writer = WriterSQL
	for _, f := range r.Fields {
		text := f.Value.String()
		if _, instance, ok := strings.Cut(text, "Instance="); ok {
			instance, _, _ = strings.Cut(instance, ".")
			s.Writer = sqlWriter(instance)
		}
		switch {
		case strings.Contains(text, "SignalAbort"):
			s.Detail = "the virtual device client aborts"
		case strings.Contains(text, "TriggerAbort"):
			s.Detail = "the server side is told to abort"
		}
	}
	if s.Detail == "" {
		s.Kind = KindSQLError
	}
	return true
}

// spreadBase is how SQLWRITER 24579 names the database in a rendered message.
var spreadBase = lazyregexp.New(`(?i)\bdatabase (.{1,128}?) of SQL Server instance`)

func readSQLWriter(s *Event, r *parse.Record) bool {
	s.Writer = WriterSQL
	if r.EventID == 24579 {
		// The first string is the database, the second the instance.
		if name := r.Argument(1); name != "" && r.Argument(2) != "" {
			s.Database = name
		} else if m := spreadBase.FindStringSubmatch(name); m != nil {
			s.Database = m[1]
		}
	}
	for _, f := range r.Fields {
		if c, ok := FindCode(f.Value.String()); ok {
			s.Code = c
			break
		}
	}
	return true
}

func readExchange(s *Event, r *parse.Record) bool {
	s.Writer = WriterExchange
	class, _ := ClassOf("", WriterExchange)
	s.WriterID = class.ID
	s.Key = "exchange"
	s.Code, _ = FindCode(r.Argument(1))
	return true
}

// readBackup reads the events of Windows Server Backup. The code is that of the backup;
// the detailed one, where it is another, goes into what the record adds.
func readBackup(s *Event, r *parse.Record) bool {
	for _, name := range []string{"HRESULT", "ErrorCode", "DetailedHRESULT"} {
		if c, ok := ParseCode(r.Text(name)); ok && c != 0 && s.Code == 0 {
			s.Code = c
		}
	}
	if s.Code != 0 {
		s.Detail = cmp.Or(CodeOf(s.Code).Name, Hex(s.Code))
	}
	s.CommandLine = "Windows Server Backup"
	return true
}

func readRequester(s *Event, r *parse.Record) bool {
	s.CommandLine = "ntbackup"
	s.Detail = strings.TrimSpace(r.Argument(1))
	return true
}

// readVeeamAgent reads the begin and the end of a job on this host. An end is as good as the level of
// its record, or, where a text tells none, as the word of it.
func readVeeamAgent(s *Event, r *parse.Record) bool {
	s.CommandLine = "Veeam Agent"
	if s.Kind == KindRequesterEnd && (r.Level == 1 || r.Level == 2 || r.Level == 0 && !hasText(r, "Success") && !hasText(r, "Warning")) {
		s.Kind = KindRequesterFailed
	}
	return true
}

// readSystemRestore: 8194 of this source only; %1 is the command line.
func readSystemRestore(s *Event, r *parse.Record) bool {
	s.CommandLine, s.Detail = r.Argument(1), r.Argument(2)
	return true
}

// readSPP: %1 is the writer that failed, where one did, %2 the words for the error with its
// code in brackets.
func readSPP(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	if name := r.Argument(1); !r.FromText && strings.HasSuffix(name, "Writer") {
		s.Writer = name
		if class, ok := ClassOf("", name); ok {
			s.WriterID = class.ID
		}
	}
	return true
}

// ofWriter reads an event that is about one writer, whatever its strings are: no other raises it, or its message
// names that one.
func ofWriter(name string) func(s *Event, r *parse.Record) bool {
	return func(s *Event, r *parse.Record) bool {
		readVSS(s, r)
		s.Writer = name
		if class, ok := ClassOf("", name); ok {
			s.WriterID = class.ID
		}
		return true
	}
}

// readGuestWriter reads what the Hyper-V guest service says of a writer, which it names in its first string or
// in the message.
func readGuestWriter(s *Event, r *parse.Record) bool {
	readVSS(s, r)
	s.takeWriter(r)
	return true
}

// takeWriter takes the known writer that the strings of a record name, or its message; the longest name, as
// some are the end of another.
func (s *Event) takeWriter(r *parse.Record) {
	for _, class := range WriterClasses {
		if len(class.Name) <= len(s.Writer) {
			continue
		}
		for _, f := range r.Fields {
			if holdsWord(f.Value.String(), class.Name) {
				s.Writer, s.WriterID = class.Name, class.ID
			}
		}
	}
}

// holdsWord reports whether s holds a word, or several, with no letter or digit beside it.
func holdsWord(s, word string) bool {
	for at := strings.Index(s, word); at >= 0; at = strings.Index(s, word) {
		before, behind := s[:at], s[at+len(word):]
		if (before == "" || !isWord(before[at-1])) && (behind == "" || !isWord(behind[0])) {
			return true
		}
		s = behind
	}
	return false
}

func readMounted(s *Event, r *parse.Record) bool {
	s.Volume = r.Text("DeviceName")
	return strings.Contains(s.Volume, "HarddiskVolumeShadowCopy")
}

// readVolume reads volsnap's strings: named from Windows 10 on, before that the
// second one is the volume, or the first where there is only one device.
func readVolume(s *Event, r *parse.Record) bool {
	s.Volume = r.Text("VolumeName")
	if s.Volume == "" {
		s.Volume = cmp.Or(r.Argument(2), r.Argument(1))
	}
	return true
}

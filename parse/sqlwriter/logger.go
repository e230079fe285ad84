package sqlwriter

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Logger reads SqlWriterLogger.txt:
//
//	[01/11/2021 02:33:38, TID 232c] Entering SQL Writer OnFreeze.
//
// Dates have the month first in every locale. Times are local; the block that
// the service writes when it starts says the offset from UTC. It holds until the
// clocks change, so it is used for a day only; later lines stay local.
var Logger = console.Grammar{
	Name:  "sqlwriter-log",
	Title: "SqlWriterLogger.txt",
	Sure:  parse.Certain,
	Words: []string{", TID "},
	Begin: func() console.ReadFunc { return new(logger).read },
}

var (
	entry   = lazyregexp.New(`^\[(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d:\d\d), TID ([0-9a-fA-F]+)\]\s*(.*)$`)
	entered = lazyregexp.New(`^Entering SQL Writer (\w+)`)
	caught  = lazyregexp.New(`(?i)\bhr(?::| =)? *(?:0x)?([0-9a-f]{8})\b`)
	process = lazyregexp.New(`ProcessId: 0x([0-9a-fA-F]+)`)
	offset  = lazyregexp.New(`UTC OFFSET: ([+-]?\d{1,2}:\d\d)`)
	server  = lazyregexp.New(`^Service: (\S+) Server: ([^.\s]+)`)
)

// phrases maps the callbacks that the log names.
var phrases = map[string]string{
	"OnIdentify":        parse.PhraseIdentify,
	"OnPrepareBackup":   parse.PhrasePrepareBackup,
	"OnPrepareSnapshot": parse.PhrasePrepareSnapshot,
	"OnFreeze":          parse.PhraseFreeze,
	"OnThaw":            parse.PhraseThaw,
	"OnPostSnapshot":    parse.PhrasePostSnapshot,
	"OnAbort":           parse.PhraseAbort,
	"OnBackupComplete":  parse.PhraseOnBackupComplete,
}

// logger remembers what the start block said.
type logger struct {
	pid       uint32
	offset    int32
	hasOffset bool
	since     parse.Ticks // local time of the start block
	host      string
}

func (l *logger) read(r *console.Reader, i int) int {
	m := entry.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	when, ok := r.Time(i, m[3]+"-"+m[1]+"-"+m[2]+" "+m[4])
	if !ok {
		r.Damaged(i, "SqlWriterLogger line", "a date MM/dd/yyyy", m[1]+"/"+m[2]+"/"+m[3])
		return i + 1
	}
	body := m[6]
	l.learn(r, i, body, when.Wall)
	if l.hasOffset && when.Wall >= l.since && when.Wall-l.since < parse.Day {
		when.Zone, when.Offset = parse.ZoneOffset, l.offset
		when.Wall -= parse.Ticks(l.offset) * parse.Second
	}
	what, function, code := "", "", ""
	if e := entered.FindStringSubmatch(body); e != nil {
		what, function = phrases[e[1]], e[1]
	} else if c := caught.FindStringSubmatch(body); c != nil {
		what, code = parse.PhraseCode, "0x"+strings.ToLower(c[1])
	}
	if what == "" {
		return i + 1
	}
	s := r.Add(parse.ProviderTrace, i, i)
	s.Computer = l.host
	tid, _ := strconv.ParseUint(m[5], 16, 32)
	s.ProcessID, s.ThreadID, s.HasExecution = l.pid, uint32(tid), true
	s.Set(parse.FieldTool, "sqlwriter")
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldFunction, function)
	s.Set(parse.FieldWriterName, "SqlServerWriter")
	s.Set(parse.FieldHResult, code)
	if l.pid != 0 {
		s.Set(parse.FieldProcessID, strconv.FormatUint(uint64(l.pid), 10))
	}
	s.Set(parse.FieldThreadID, strconv.FormatUint(tid, 10))
	s.SetText(body)
	s.At(when)
	return i + 1
}

// learn reads the start block and the line that names the server.
func (l *logger) learn(r *console.Reader, i int, body string, local parse.Ticks) {
	if m := process.FindStringSubmatch(body); m != nil {
		pid, _ := strconv.ParseUint(m[1], 16, 32)
		l.pid, l.hasOffset = uint32(pid), false
	}
	if m := offset.FindStringSubmatch(body); m != nil {
		l.offset, l.hasOffset = console.ParseOffset(m[1])
		l.since = local
		if l.hasOffset {
			s := r.Add(parse.ProviderHost, i, i)
			s.Computer = l.host
			s.Set(parse.FieldFact, parse.FactOffsetNow)
			s.Set(parse.FieldValue, strconv.Itoa(int(l.offset)))
			s.At(
				parse.Timestamp{
					Wall:       local - parse.Ticks(l.offset)*parse.Second,
					Resolution: parse.Second,
					Zone:       parse.ZoneOffset,
					Offset:     l.offset,
				},
			)
		}
	}
	if m := server.FindStringSubmatch(body); m != nil {
		l.host = m[2]
	}
}

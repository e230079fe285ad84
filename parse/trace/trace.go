package trace

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// VSSTrace reads the text trace:
//
//	[time,0xpid:0xtid:0xtag] ENTER {Class::Function}:
//	[time,0xpid:0xtid:0xtag] EXIT  {Class::Function}: hr: 0x...
//	[time,0xpid:0xtid:0xtag] path(line): Class::Function: text
//
// time is "-", or seconds since an unknown origin: it gives order only. Columns
// that the registry switches off may be missing (unconfirmed).
var VSSTrace = console.Grammar{
	Name:  "vss-trace",
	Title: "text trace of VSS or the SQL Writer",
	Sure:  parse.Likely,
	Words: []string{"ENTER", "EXIT"},
	Needs: []string{"["},
	Marks: [][]string{traceWords},
	May:   func(line string, held console.Held) bool { return held.Has(0) && mayBeTrace(strings.TrimSpace(line)) },
	Begin: func() console.ReadFunc { return new(tracer).read },
}

// traceWords are what mayBeTrace looks for.
var traceWords = []string{":0x", "ENTER", "EXIT"}

var (
	head = lazyregexp.New(
		`^\[(-|\d+(?:\.\d+)?)?,? ?(?:0x([0-9a-fA-F]+))?(?::(?:0x)?([0-9a-fA-F]+))?(?::0x([0-9a-fA-F]+))?\]\s+(.*)$`,
	)
	frame = lazyregexp.New(`\b(ENTER|EXIT)\s+\{([^}]+)\}:?\s*(.*)$`)
	at    = lazyregexp.New(`^\S.*?\([^)]*\):\s+(?:\w+ )?(~?[\w<>]+(?:::~?[\w<>]+)+):?\s*(.*)$`)
	guid  = lazyregexp.New(`\{[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}`)
)

// line is one trace line taken apart.
type line struct {
	clock    string
	pid, tid uint32
	function string
	step     step
	code     uint32
	hasCode  bool
	body     string
}

type tracer struct {
	seen bool // a line was read: the file is a trace
}

func (t *tracer) read(r *console.Reader, i int) int {
	if !t.seen && !r.Held(i).Has(0) {
		return i
	}
	raw := strings.TrimSpace(r.Text(i))
	if !strings.HasPrefix(raw, "[") && !strings.Contains(raw, "ENTER") && !strings.Contains(raw, "EXIT") {
		return i
	}
	l, ok := parseLine(raw)
	if !ok {
		if t.seen && strings.HasPrefix(raw, "[") && !r.Has(i+1) {
			r.Damaged(i, "trace line", "a head in brackets and a text", "the file ends inside the line")
			return i + 1
		}
		return i
	}
	t.seen = true
	what := phrase(l.function, l.step)
	if what == "" && !(l.hasCode && l.code&0x80000000 != 0) {
		return i + 1
	}
	if what == "" {
		what = parse.PhraseCode
	}
	s := r.Add(parse.ProviderTrace, i, i)
	s.ProcessID, s.ThreadID = l.pid, l.tid
	s.HasExecution = l.pid != 0
	s.Set(parse.FieldTool, "vss-trace")
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldFunction, l.function)
	if l.hasCode {
		s.Set(parse.FieldHResult, console.HResult(l.code))
	}
	if l.pid != 0 {
		s.Set(parse.FieldProcessID, strconv.FormatUint(uint64(l.pid), 10))
		s.Set(parse.FieldThreadID, strconv.FormatUint(uint64(l.tid), 10))
	}
	if l.clock != "-" {
		s.Set(parse.FieldClock, l.clock)
	}
	if id := guid.FindString(l.body); id != "" && console.ContainsFold(l.body, "snapshotset") {
		s.Set(parse.FieldSnapshotSetID, strings.ToLower(id))
	}
	s.SetText(l.body)
	return i + 1
}

// parseLine takes a line apart. Without process and thread in its head, or
// without a head (vsstrace), only ENTER and EXIT tell a trace line.
func parseLine(raw string) (line, bool) {
	if !mayBeTrace(raw) {
		return line{}, false
	}
	l := line{clock: "-", body: raw}
	headed := false
	if m := head.FindStringSubmatch(raw); m != nil {
		if m[1] != "" {
			l.clock = m[1]
		}
		l.pid, l.tid, l.body = hex(m[2]), hex(m[3]), m[5]
		headed = m[2] != "" && m[3] != ""
	}
	if m := frame.FindStringSubmatch(l.body); m != nil {
		l.function, l.step = m[2], enter
		if m[1] == "EXIT" {
			l.step = leave
		}
	} else if m := at.FindStringSubmatch(l.body); m != nil && headed {
		l.function = m[1]
	} else if !headed {
		return l, false
	}
	for _, mark := range []string{"hr:", "hr =", "HRESULT code", "error 0x"} {
		if l.code, l.hasCode = console.CodeAfter(l.body, strings.TrimSuffix(mark, "0x")); l.hasCode {
			break
		}
	}
	return l, true
}

// mayBeTrace spares most lines the patterns: it has one of the two words, or the process and the
// thread in its head.
func mayBeTrace(raw string) bool {
	return raw != "" && raw[0] == '[' && strings.Contains(raw, ":0x") ||
		strings.Contains(raw, "ENTER") || strings.Contains(raw, "EXIT")
}

func hex(s string) uint32 {
	v, _ := strconv.ParseUint(s, 16, 32)
	return uint32(v)
}

package trace

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// EventData reads the binary data of a VSS event as people paste it: the hex dump
// of Event Viewer, or the text itself.
//
//   - Code: WRTWRTIC00000729- Call: WRTWRTIC00000649- PID:  00001084- TID:  00018976- CMD:  ...   - User: ... - Sid:  S-1-5-20
var EventData = console.Grammar{
	Name:  "vss-event-data",
	Title: "binary data of a VSS event",
	Sure:  parse.Certain,
	Words: []string{"- Code: ", "2D 20 43", "2d 20 43"},
	Begin: console.Stateless(readEventData),
}

var (
	dumpLine = lazyregexp.New(`^\s*([0-9A-Fa-f]{4,8}):? +((?:[0-9A-Fa-f]{2}[ -]+){1,16})`)
	vssData  = lazyregexp.New(
		`- Code: (\S{8}\d{8})- Call: (\S{8}\d{8})- PID:  (\d{8})- TID:  (\d{8})- CMD:  (.*?)(?:- User: (.*?))?(?:- Sid:  (\S+)|$)`,
	)
)

func readEventData(r *console.Reader, i int) int {
	line := r.Text(i)
	data, next := line, i+1
	if !strings.Contains(line, "- Code: ") {
		if data, next = readDump(r, i); data == "" {
			return i
		}
	}
	m := vssData.FindStringSubmatch(data)
	if m == nil {
		return i
	}
	s := r.Add(parse.ProviderTrace, i, next-1)
	pid, _ := strconv.ParseUint(m[3], 10, 32)
	tid, _ := strconv.ParseUint(m[4], 10, 32)
	s.ProcessID, s.ThreadID, s.HasExecution = uint32(pid), uint32(tid), true
	s.UserSID = strings.TrimSpace(m[7])
	s.Set(parse.FieldTool, "vss-event-data")
	s.Set(parse.FieldPhrase, parse.PhraseMessage)
	s.Set(parse.FieldFunction, m[1]) // alias of the source file and line
	s.Set(parse.FieldProcessID, strconv.FormatUint(pid, 10))
	s.Set(parse.FieldThreadID, strconv.FormatUint(tid, 10))
	s.SetText(strings.TrimSpace(m[5]))
	return next
}

// readDump reads a hex dump that begins at line i with the bytes of "- Code".
func readDump(r *console.Reader, i int) (data string, next int) {
	var b strings.Builder
	for next = i; next < i+4096; next++ {
		m := dumpLine.FindStringSubmatch(r.Text(next))
		if m == nil {
			break
		}
		if offset, err := strconv.ParseUint(m[1], 16, 32); err != nil || int(offset) != b.Len() {
			break
		}
		for _, digits := range strings.FieldsFunc(m[2], func(c rune) bool { return c == ' ' || c == '-' }) {
			v, err := strconv.ParseUint(digits, 16, 8)
			if err != nil {
				return "", i
			}
			b.WriteByte(byte(v))
		}
		if next == i && !strings.HasPrefix(b.String(), "- C") {
			return "", i
		}
	}
	return strings.ToValidUTF8(b.String(), "\ufffd"), next
}

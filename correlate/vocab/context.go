package vocab

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Context is the free-text block that VSS of Windows 6.0 and later appends to
// its events as the last string: a stack of operations and of key: value lines,
// innermost first. Keys may repeat; Values keeps the order.
type Context struct {
	Operations []string
	Values     []ContextValue
}

// ContextValue is one "Key: Value" line.
type ContextValue struct{ Key, Value string }

// Value returns the first value of key, "" if there is none.
func (c Context) Value(key string) string {
	for _, v := range c.Values {
		if strings.EqualFold(v.Key, key) {
			return v.Value
		}
	}
	return ""
}

// ParseContext reads the block. It goes by the layout (a header line at the
// margin that ends in a colon, its lines indented), so that translated blocks
// come out as well: the first section holds operations, the second values.
func ParseContext(s string) (Context, bool) {
	var c Context
	section := 0
	for _, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		text := strings.TrimSpace(line)
		if text == "" {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			if !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "：") {
				return Context{}, false
			}
			section++
			continue
		}
		switch section {
		case 1:
			c.Operations = append(c.Operations, text)
		case 2:
			key, value, found := strings.Cut(text, ": ")
			if !found {
				key, value = strings.TrimSuffix(text, ":"), ""
			}
			c.Values = append(c.Values, ContextValue{strings.TrimSpace(key), strings.TrimSpace(value)})
		default:
			return Context{}, false
		}
	}
	return c, section > 0
}

// Origin is the binary data of a VSS event: where in VSS's source the event was
// raised and which process logged it. Confirmed in 74 real records of Windows 7
// and one of a support article; the form of Server 2003 is not confirmed.
type Origin struct {
	Code, Call  string // eight-character source tag and line, "WRTWRTIC00000823"
	ProcessID   uint32
	ThreadID    uint32
	CommandLine string
	User, SID   string
}

var originForm = lazyregexp.New(
	`(?s)^- Code: *(\S+?)(\d{8})- Call: *(\S+?)(\d{8})- PID: +(\d+)- TID: +(\d+)- CMD: +(.*?) *- User: (?:Name: )?(.*?)(?:, SID:| *- Sid: +)(\S+) *$`,
)

// ParseOrigin reads the binary data of a VSS event; ok is false if it has
// another form.
func ParseOrigin(data string) (o Origin, ok bool) {
	m := originForm.FindStringSubmatch(strings.TrimRight(data, "\x00"))
	if m == nil {
		return o, false
	}
	pid, errP := strconv.ParseUint(m[5], 10, 32)
	tid, errT := strconv.ParseUint(m[6], 10, 32)
	return Origin{m[1] + m[2], m[3] + m[4], uint32(pid), uint32(tid), m[7], m[8], m[9]}, errP == nil && errT == nil
}

var guidForm = lazyregexp.New(`\{[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}`)

// FindGUIDs returns the GUIDs in s, lower case, in braces, in order.
func FindGUIDs(s string) []string {
	found := guidForm.FindAllString(s, -1)
	for i := range found {
		found[i] = strings.ToLower(found[i])
	}
	return found
}

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

// ParseOrigin reads the binary data of a VSS event; ok is false if it has
// another form.
func ParseOrigin(data string) (o Origin, ok bool) {
	t := originText(strings.TrimRight(data, "\x00"))
	if !t.tag("- Code:", &o.Code) || !t.tag("- Call:", &o.Call) ||
		!t.number("- PID: ", &o.ProcessID) || !t.number("- TID: ", &o.ThreadID) || !t.label("- CMD: ") {
		return Origin{}, false
	}
	command, account, ok := strings.Cut(string(t), "- User: ")
	o.CommandLine = strings.TrimRight(command, " ")
	account = strings.TrimPrefix(account, "Name: ")
	if comma, dash := strings.LastIndex(account, ", SID:"), strings.LastIndex(account, "- Sid: "); comma > dash {
		o.User, o.SID = account[:comma], account[comma+len(", SID:"):]
	} else if dash >= 0 {
		o.User, o.SID = strings.TrimRight(account[:dash], " "), strings.TrimLeft(account[dash+len("- Sid: "):], " ")
	}
	o.SID = strings.TrimRight(o.SID, " ")
	if !ok || o.SID == "" || strings.ContainsAny(o.SID, space) {
		return Origin{}, false
	}
	return o, true
}

const space = " \t\n\f\r"

// originText is what is left to read of the data.
type originText string

// label passes a label and the spaces behind it.
func (t *originText) label(label string) bool {
	rest, ok := strings.CutPrefix(string(*t), label)
	*t = originText(strings.TrimLeft(rest, " "))
	return ok
}

// tag takes a tag with its line, eight digits, in front of the dash of the next label.
func (t *originText) tag(label string, into *string) bool {
	const line = 8
	if !t.label(label) {
		return false
	}
	end := strings.IndexAny(string(*t), space) - 1
	if end <= line || (*t)[end] != '-' || digitsAt(string((*t)[end-line:])) != line {
		return false
	}
	*into, *t = string((*t)[:end]), (*t)[end:]
	return true
}

// number takes a number of 32 bits.
func (t *originText) number(label string, into *uint32) bool {
	if !t.label(label) {
		return false
	}
	end := digitsAt(string(*t))
	n, err := strconv.ParseUint(string((*t)[:end]), 10, 32)
	*into, *t = uint32(n), (*t)[end:]
	return err == nil
}

// digitsAt returns how many digits a text begins with.
func digitsAt(text string) int { return len(text) - len(strings.TrimLeft(text, "0123456789")) }

var guidForm = lazyregexp.New(`\{[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}`)

// FindGUIDs returns the GUIDs in s, lower case, in braces, in order.
func FindGUIDs(s string) []string {
	found := guidForm.FindAllString(s, -1)
	for i := range found {
		found[i] = strings.ToLower(found[i])
	}
	return found
}

package eventtext

import (
	"encoding/hex"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// beginsFriendly reports whether s is the first line of Event Viewer's Friendly
// View: the node System, folded out.
func beginsFriendly(s string) bool {
	name, ok := node(s)
	return ok && name == "System"
}

// node reads "- Name" or "+ Name".
func node(s string) (name string, ok bool) {
	t := strings.TrimSpace(s)
	if len(t) < 3 || t[0] != '-' && t[0] != '+' {
		return "", false
	}
	name = strings.TrimLeft(t[1:], " \t")
	return name, name != ""
}

// attribute reads "[ Name]  value".
func attribute(s string) (name, value string, ok bool) {
	t := strings.TrimSpace(s)
	if len(t) < 4 || t[0] != '[' {
		return "", "", false
	}
	name, value, ok = strings.Cut(t[1:], "]")
	name = strings.TrimSpace(name)
	return name, strings.TrimSpace(value), ok && name != "" && len(name) < 40 && !strings.ContainsAny(name, " \t")
}

// maxFriendly is how many lines a view may have.
const maxFriendly = 512

// friendly reads the Friendly View that begins at line at. h is the message that
// stands before it, from line i on; nil for none.
func (d *reader) friendly(r *console.Reader, i, at int, h *header) int {
	var e parse.Record
	next, found := systemView(r, at, &e)
	if !found {
		return i
	}
	if e.Provider == "" {
		if h == nil || h.provider == "" {
			return i
		}
		e.Provider = h.provider
	}
	var values []parse.Field
	data := r.SkipBlank(next)
	if name, ok := node(r.Text(data)); ok && (name == "EventData" || name == "UserData") && data-next <= maxGap {
		values, next = d.dataView(r, data+1, &e)
	}
	s := r.Add("", i, next-1)
	place := s.Record
	s.Record = e
	s.Offset, s.Length, s.Line, s.Stamp, s.Fields = place.Offset, place.Length, place.Line, parse.StampNone, place.Fields
	s.Provider, s.EventSourceName, s.Channel = d.keep(e.Provider), d.keep(e.EventSourceName), d.keep(e.Channel)
	s.Computer, s.UserSID = strings.Clone(e.Computer), strings.Clone(e.UserSID)
	s.ActivityID, s.RelatedActivityID = strings.Clone(e.ActivityID), strings.Clone(e.RelatedActivityID)
	if h != nil {
		completeFrom(s, h)
	}
	switch {
	case len(values) > 0:
		keepFields(s, values)
	case h != nil:
		s.FromText = true
		for _, f := range rendered.Tokens(s.Provider, s.EventID, h.message.string) {
			if f.Value.String() != "" {
				s.Set(f.Name, f.Value.String())
			}
		}
	}
	if !s.Time.IsZero() {
		s.Stamp = parse.StampRecord
	} else if h != nil {
		d.time(r, s, h)
	}
	return next
}

// systemView reads the part System into e and returns the line behind it.
func systemView(r *console.Reader, at int, e *parse.Record) (next int, found bool) {
	element, next := "", at+1
	for k := at + 1; k < at+maxFriendly && r.Has(k); k++ {
		line := r.Text(k)
		if isBlank(line) {
			if after := r.SkipBlank(k); after-k > maxGap {
				break
			}
			continue
		}
		if name, value, ok := attribute(line); ok {
			if element == "" {
				break
			}
			rendered.Set(e, rendered.Property(element+"/@"+name), value)
			found, next = true, k+1
			continue
		}
		name, isNode := node(line)
		if !isNode {
			name = strings.TrimSpace(line)
		}
		name, value, _ := strings.Cut(name, " ")
		if !systemElements[name] {
			break
		}
		element = name
		if value = strings.TrimSpace(value); value != "" {
			rendered.Set(e, rendered.Property(name), value)
		}
		found, next = true, k+1
	}
	return next, found
}

// systemElements are the children of <System> (MS-EVEN6, event schema).
var systemElements = map[string]bool{
	"Provider":      true,
	"EventID":       true,
	"Version":       true,
	"Level":         true,
	"Task":          true,
	"Opcode":        true,
	"Keywords":      true,
	"TimeCreated":   true,
	"EventRecordID": true,
	"Correlation":   true,
	"Execution":     true,
	"Channel":       true,
	"Computer":      true,
	"Security":      true,
}

// dataView reads the values of EventData. Those of a manifest have names; those of
// a classic event have none and go on over several lines where they hold the block
// of VSS.
func (d *reader) dataView(r *console.Reader, at int, e *parse.Record) (fields []parse.Field, next int) {
	v := viewData{
		reader:  d,
		r:       r,
		e:       e,
		at:      at,
		next:    at,
		classic: e.ProviderGUID == "" || e.Keywords&0x80000000000000 != 0,
	}
	for v.at < at+maxFriendly && r.Has(v.at) {
		line := r.Text(v.at)
		if isBlank(line) {
			if v.gapEnds() {
				break
			}
			v.at++
			continue
		}
		if v.lineEnds(line) {
			break
		}
		v.take(line)
	}
	return v.fields, v.next
}

// viewData stands at a line of the values of EventData.
type viewData struct {
	*reader
	r       *console.Reader
	e       *parse.Record
	at      int
	next    int // behind the last line that was one of the values
	classic bool
	fields  []parse.Field
}

// gapEnds reports whether the values end at the blank lines here.
func (v *viewData) gapEnds() bool {
	after := v.r.SkipBlank(v.at)
	if after-v.at > maxGap {
		return true
	}
	text := v.r.Text(after)
	return console.Indent(text) == 0 && len(v.fields) > 0 && !isBlockHead(text)
}

// lineEnds reports whether something else begins here.
func (v *viewData) lineEnds(line string) bool {
	t := strings.TrimSpace(line)
	if l, ok := readLabel(line); ok && l.known && v.beginsHeader(v.r, v.at, &l) {
		return true
	}
	if beginsXML(t) || beginsWevtutil(t) || beginsFriendly(t) || rendered.StartsMessage(line) {
		return true
	}
	_, ok := console.Command(line)
	return ok
}

// take reads the line, and those that go with it.
func (v *viewData) take(line string) {
	t := strings.TrimSpace(line)
	end := v.at + 1
	switch {
	case v.binary(t):
	case len(t) > 8 && strings.Trim(t, "-") == "": // a rule above the binary data
		v.at = end
		return
	case isDump(line) || dumpFollows(v.r, v.at): // "Binary data:", "In Words", the dump
		end = v.dump()
	case strings.HasPrefix(t, "["): // attributes of EventData
	case v.classic && isBlockHead(line):
		end = v.block(t)
	default:
		v.value(t)
	}
	v.at, v.next = end, end
}

// binary takes the binary data in hex.
func (v *viewData) binary(t string) bool {
	raw, err := hex.DecodeString(t)
	if err != nil || len(raw) < 16 || v.e.Binary != "" {
		return false
	}
	v.e.Binary = string(raw)
	return true
}

// dump takes the binary data of a dump, or passes over a line that heads none.
func (v *viewData) dump() (end int) {
	raw, end := readDump(v.r, v.at)
	if end <= v.at {
		return v.at + 1
	}
	if v.e.Binary == "" {
		v.e.Binary = raw
	}
	return end
}

// block takes the block of VSS, or a line that only looks like its head.
func (v *viewData) block(t string) (end int) {
	lines, end := viewBlock(v.r, v.at)
	if end <= v.at {
		v.value(t)
		return v.at + 1
	}
	v.fields = append(v.fields, parse.Field{Value: parse.StringValue(rendered.Block(strings.Join(lines, "\n")))})
	return end
}

// value takes a line that is one value, behind its name in an event of a manifest.
func (v *viewData) value(t string) {
	name, value := "", t
	if !v.classic {
		if head, rest, ok := strings.Cut(t, " "); ok && isIdentifier(head) {
			name, value = head, strings.TrimSpace(rest)
		}
	}
	v.fields = append(v.fields, parse.Field{Name: name, Value: parse.StringValue(value)})
}

// dumpFollows reports whether line i is one of the two headings above a hex dump.
func dumpFollows(r *console.Reader, i int) bool {
	if len(r.Text(i)) > 60 {
		return false
	}
	first := r.SkipBlank(i + 1)
	if isDump(r.Text(first)) {
		return true
	}
	return isBlockHead(r.Text(i)) && isDump(r.Text(r.SkipBlank(first+1)))
}

func isIdentifier(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= '0' && c <= '9' && i > 0 || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_') {
			return false
		}
	}
	return s != ""
}

// viewBlock gathers the block of VSS out of a view: to the first line that is no
// part of it.
func viewBlock(r *console.Reader, at int) (lines []string, next int) {
	next = at
	for k := at; k < at+maxFriendly && r.Has(k); k++ {
		line := r.Text(k)
		t := strings.TrimSpace(line)
		if t == "" {
			if after := r.SkipBlank(k); !isBlockHead(r.Text(after)) {
				break
			}
			continue
		}
		if _, err := hex.DecodeString(t); err == nil && len(t) >= 16 || isDump(line) {
			break
		}
		if isBlockHead(line) && isDump(r.Text(r.SkipBlank(r.SkipBlank(k+1)+1))) {
			break
		}
		if !isBlockHead(line) {
			t = "   " + t
		}
		lines, next = append(lines, t), k+1
	}
	return lines, next
}

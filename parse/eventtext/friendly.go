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
	s.Provider, s.Channel, s.Computer, s.UserSID = d.keep(e.Provider), d.keep(e.Channel), strings.Clone(e.Computer), strings.Clone(e.UserSID)
	s.EventSourceName, s.ActivityID, s.RelatedActivityID = d.keep(e.EventSourceName), strings.Clone(e.ActivityID), strings.Clone(e.RelatedActivityID)
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
	"Provider": true, "EventID": true, "Version": true, "Level": true, "Task": true, "Opcode": true, "Keywords": true, "TimeCreated": true,
	"EventRecordID": true, "Correlation": true, "Execution": true, "Channel": true, "Computer": true, "Security": true,
}

// dataView reads the values of EventData. Those of a manifest have names; those of
// a classic event have none and go on over several lines where they hold the block
// of VSS.
func (d *reader) dataView(r *console.Reader, at int, e *parse.Record) (fields []parse.Field, next int) {
	classic := e.ProviderGUID == "" || e.Keywords&0x80000000000000 != 0
	next = at
	for k := at; k < at+maxFriendly && r.Has(k); k++ {
		line := r.Text(k)
		if isBlank(line) {
			if after := r.SkipBlank(k); after-k > maxGap || console.Indent(r.Text(after)) == 0 && len(fields) > 0 && !isBlockHead(r.Text(after)) {
				break
			}
			continue
		}
		t := strings.TrimSpace(line)
		if l, ok := readLabel(line); ok && l.known && d.beginsHeader(r, k, &l) || beginsXML(t) || beginsWevtutil(t) || beginsFriendly(t) || rendered.StartsMessage(line) {
			break
		}
		if _, ok := console.Command(line); ok {
			break
		}
		if raw, err := hex.DecodeString(t); err == nil && len(raw) >= 16 && e.Binary == "" {
			e.Binary, next = string(raw), k+1
			continue
		}
		if len(t) > 8 && strings.Trim(t, "-") == "" { // a rule above the binary data
			continue
		}
		if isDump(line) || dumpFollows(r, k) { // "Binary data:", "In Words", the dump
			if raw, end := readDump(r, k); end > k {
				if e.Binary == "" {
					e.Binary = raw
				}
				next, k = end, end-1
			} else {
				next = k + 1
			}
			continue
		}
		if strings.HasPrefix(t, "[") { // attributes of EventData
			next = k + 1
			continue
		}
		if classic && isBlockHead(line) {
			if lines, end := viewBlock(r, k); end > k {
				block := rendered.Block(strings.Join(lines, "\n"))
				fields, next, k = append(fields, parse.Field{Value: parse.StringValue(block)}), end, end-1
				continue
			}
		}
		name, value := "", t
		if !classic {
			if head, rest, ok := strings.Cut(t, " "); ok && isIdentifier(head) {
				name, value = head, strings.TrimSpace(rest)
			}
		}
		fields, next = append(fields, parse.Field{Name: name, Value: parse.StringValue(value)}), k+1
	}
	return fields, next
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

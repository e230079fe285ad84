package rendered

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// Names of fields that only rendered messages have.
const (
	FieldClassID     = "class_id"     // COM class that an event names
	FieldClassName   = "class_name"   // its name: SW_PROV, VSSEvent
	FieldCommandLine = "command_line" // of the requester
)

// holdSteps are the four results that 12297 and 12298 state, in their order.
var holdSteps = []struct{ label, field string }{
	{"Open[", "open"},
	{"Flush[", "flush"},
	{"Release[", "release"},
	{"OnRun[", "on_run"},
}

// readVSS reads a message of source VSS in any language: codes, routine, class,
// volume and ids by their form, and the Operation and Context block.
func readVSS(r *parse.Record, message string) []parse.Field {
	head, block := splitBlock(message)
	if strings.IndexByte(head, '\n') >= 0 &&
		r.EventID != 8231 { // a mail may have broken its lines; 8231 ends in a line of its own
		head = strings.Join(strings.Fields(head), " ")
	}
	b := &found{make([]parse.Field, 0, 12)}
	if !b.holdResults(head) {
		if v, ok := hresultOf(head); ok {
			b.add(parse.FieldHResult, hex32(v))
		}
	}
	b.add(parse.FieldFunction, routine(head))
	b.class(head)
	b.ids(r.EventID, head)
	b.block(block)
	if m := namedWriter.FindStringSubmatch(head); m != nil && block == "" {
		b.add(parse.FieldWriterName, strings.TrimSpace(m[1]))
	}
	b.add(parse.FieldVolume, volumeOf(head))
	if b.value(parse.FieldVolume) == "" {
		b.add(parse.FieldVolume, volumeGUID(block))
	}
	if at := strings.Index(head, "HarddiskVolumeShadowCopy"); at >= 0 {
		b.add(parse.FieldDevice, name(head[at:]))
	}
	b.add(fieldContext, block)
	return b.fields
}

// found collects fields, each name once.
type found struct{ fields []parse.Field }

func (b *found) value(name string) string {
	for _, f := range b.fields {
		if f.Name == name {
			return f.Value.String()
		}
	}
	return ""
}

func (b *found) add(name, value string) {
	if value != "" && b.value(name) == "" {
		b.fields = append(b.fields, field(name, value))
	}
}

// holdResults reads the results of 12297 and 12298. The code of the event is the
// last of them that is no success.
func (b *found) holdResults(head string) bool {
	var results found
	code := uint32(0)
	for _, step := range holdSteps {
		at := strings.Index(head, step.label)
		if at < 0 {
			continue
		}
		if v, ok := codeAt(head[at+len(step.label):]); ok {
			results.add(step.field, hex32(v))
			if v != 0 {
				code = v
			}
		}
	}
	if len(results.fields) < 2 {
		results.fields, code = inBrackets(head)
	}
	if len(results.fields) < 2 {
		return false
	}
	if code != 0 {
		b.add(parse.FieldHResult, hex32(code))
	}
	b.fields = append(b.fields, results.fields...)
	return true
}

// inBrackets reads the four results by their order: their labels are translated.
func inBrackets(head string) (results []parse.Field, code uint32) {
	if strings.Count(head, "[0x") != len(holdSteps) {
		return nil, 0
	}
	rest := head
	for _, step := range holdSteps {
		rest = rest[strings.Index(rest, "[0x")+1:]
		v, ok := codeAt(rest)
		if end := strings.IndexByte(rest, ']'); !ok || end < 3 || end > 10 {
			return nil, 0
		}
		results = append(results, field(step.field, hex32(v)))
		if v != 0 {
			code = v
		}
	}
	return results, code
}

// routine finds the call that a message names: name(arguments), else the name
// that stands behind the word routine.
func routine(head string) string {
	const longest = 400
	for from := 0; ; {
		at := strings.IndexByte(head[from:], '(')
		if at < 0 {
			break
		}
		at += from
		start := at
		for start > 0 && (isName(head[start-1]) ||
			head[start-1] == ':' && start > 1 && (head[start-2] == ':' || head[start] == ':')) {
			start--
		}
		if at-start >= 3 {
			return head[start:closing(head, at, min(len(head), at+longest))]
		}
		from = at + 1
	}
	for _, word := range []string{"calling routine ", "called routine "} {
		if _, rest, ok := strings.Cut(head, word); ok {
			end := strings.Index(rest, ". ")
			if end < 0 || end > longest {
				end = min(len(rest), longest)
			}
			return strings.TrimSpace(strings.ToValidUTF8(rest[:end], ""))
		}
	}
	return ""
}

// closing returns the end of the parenthesis that opens at.
func closing(s string, at, limit int) int {
	depth := 0
	for i := at; i < limit; i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		case '\n':
			return i
		}
	}
	for limit > at && limit < len(s) && s[limit]&0xc0 == 0x80 { // between two characters
		limit--
	}
	return limit
}

// class reads the COM class: "CLSID {...} and Name SW_PROV". The words between are
// translated; the name is the first that is written like one.
func (b *found) class(head string) {
	at := strings.Index(head, "CLSID")
	if at < 0 {
		return
	}
	rest := head[at:]
	id, end := firstGUID(rest)
	if id == "" || end > 80 {
		return
	}
	b.add(FieldClassID, id)
	rest = rest[end:min(len(rest), end+120)]
	for i := 0; i < len(rest) && rest[i] != '[' && rest[i] != '\n'; i++ {
		if !isName(rest[i]) {
			continue
		}
		word := name(rest[i:])
		if isClassName(word) {
			b.add(FieldClassName, word)
			return
		}
		i += len(word) - 1
	}
}

// isClassName tells SW_PROV, VSSEvent and CEventSystem from words of a sentence.
func isClassName(s string) bool {
	upper, lower := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c == '_':
			return len(s) > 3
		}
	}
	return upper >= 2 && upper+lower > 3
}

// idsOf says what the first GUID of a message's text is.
var idsOf = map[uint32]string{
	8231:  parse.FieldSnapshotSetID,
	12293: parse.FieldProviderID,
	12294: parse.FieldProviderID,
	12361: parse.FieldProviderID,
	12373: parse.FieldProviderID,
	8211:  parse.FieldWriterID,
	8212:  parse.FieldWriterID,
	8213:  parse.FieldWriterID,
	12290: parse.FieldWriterID,
}

func (b *found) ids(id uint32, head string) {
	kind := idsOf[id]
	if kind == "" {
		return
	}
	first, end := firstGUID(head)
	b.add(kind, first)
	if id == 12361 && first != "" {
		set, _ := firstGUID(head[end:])
		b.add(parse.FieldSnapshotSetID, set)
	}
	if id == 8231 {
		b.add(FieldCommandLine, commandLine(head))
	}
}

// commandLine finds a path of a program with its arguments: to the end of the line.
func commandLine(s string) string {
	lower := strings.ToLower(s)
	at := strings.Index(lower, ".exe")
	if at < 0 {
		return ""
	}
	start := strings.LastIndexByte(s[:at], '\n') + 1
	if drive := strings.LastIndex(s[start:at], `:\`); drive > 0 {
		start += drive - 1
		if start > 0 && s[start-1] == '"' {
			start--
		}
	} else if blank := strings.LastIndexAny(s[start:at], " \t"); blank >= 0 {
		start += blank + 1
	}
	end := strings.IndexByte(s[start:], '\n')
	if end < 0 {
		end = len(s) - start
	}
	return strings.TrimSpace(s[start : start+end])
}

// namedWriter is a writer that a message of one line names behind its label.
var namedWriter = lazyregexp.New(`\bWriter Name: ?["'\[]?((?:[A-Z][\w+.&()-]*\s?){1,6})`)

// block reads the writer out of the context: class id, name, and the id of the
// instance stand in this order in every language. English keys tell the rest.
func (b *found) block(block string) {
	type entry struct{ key, value, id string }
	entries := make([]entry, 0, 12)
	for line := range strings.Lines(block) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		id, _ := firstGUID(value)
		if len(value) != len(id) {
			id = ""
		}
		entries = append(entries, entry{strings.TrimSpace(key), strings.TrimSpace(value), id})
	}
	for i, e := range entries {
		if e.id == "" || b.value(parse.FieldWriterName) != "" {
			continue
		}
		for k := i + 2; k <= i+3 && k < len(entries); k++ {
			if entries[k].id != "" && entries[i+1].id == "" {
				b.add(parse.FieldWriterID, e.id)
				b.add(parse.FieldWriterName, entries[i+1].value)
				b.add(parse.FieldWriterInstanceID, entries[k].id)
				break
			}
		}
	}
	for i, e := range entries {
		if e.value != "Writer" || b.value(parse.FieldWriterName) != "" {
			continue
		}
		k := i + 1 // behind the execution context, where somebody cut the instance off, or emptied the class
		if k < len(entries) && entries[k].id != "" {
			b.add(parse.FieldWriterID, entries[k].id)
			k++
		}
		if k < len(entries) && entries[k].id == "" {
			b.add(parse.FieldWriterName, entries[k].value)
		}
	}
	for _, e := range entries {
		switch e.key {
		case "Writer Class Id":
			b.add(parse.FieldWriterID, e.id)
		case "Writer Name":
			b.add(parse.FieldWriterName, e.value)
		case "Writer Instance ID":
			b.add(parse.FieldWriterInstanceID, e.id)
		case "Provider ID":
			b.add(parse.FieldProviderID, e.id)
		case "Snapshot Set ID":
			b.add(parse.FieldSnapshotSetID, e.id)
		case "Process ID":
			b.add(parse.FieldProcessID, e.value)
		}
	}
}

// firstGUID returns the first GUID in braces, in lower case, and where it ends.
func firstGUID(s string) (id string, end int) {
	for from := 0; ; {
		at := strings.IndexByte(s[from:], '{')
		if at < 0 {
			return "", 0
		}
		at += from
		if isGUID(s[at:]) {
			return strings.ToLower(s[at : at+38]), at + 38
		}
		from = at + 1
	}
}

func isGUID(s string) bool {
	if len(s) < 38 || s[37] != '}' {
		return false
	}
	for i := 1; i < 37; i++ {
		if i == 9 || i == 14 || i == 19 || i == 24 {
			if s[i] != '-' {
				return false
			}
		} else if !IsHexDigit(s[i]) {
			return false
		}
	}
	return true
}

// volumeGUID finds \\?\Volume{...}\.
func volumeGUID(s string) string {
	const prefix = `\\?\Volume`
	at := strings.Index(s, prefix)
	if at < 0 || !isGUID(s[at+len(prefix):]) {
		return ""
	}
	end := at + len(prefix) + 38
	if end < len(s) && s[end] == '\\' {
		end++
	}
	return s[at:end]
}

// volumeOf finds a volume: its GUID path, else a drive that is no part of a path.
func volumeOf(s string) string {
	if v := volumeGUID(s); v != "" {
		return v
	}
	return driveOf(s)
}

// driveOf finds "C:" or "C:\" that stands alone.
func driveOf(s string) string {
	for from := 0; ; {
		at := strings.IndexByte(s[from:], ':')
		if at < 0 {
			return ""
		}
		at += from
		from = at + 1
		if at == 0 || s[at-1]|0x20 < 'a' || s[at-1]|0x20 > 'z' ||
			at > 1 && (isName(s[at-2]) || s[at-2] >= 0x80 || s[at-2] == '\\') {
			continue
		}
		end := at + 1
		if end < len(s) && s[end] == '\\' {
			end++
		}
		if end == len(s) || strings.IndexByte(" \t\r\n.,;)]'\"", s[end]) >= 0 {
			return s[at-1 : end]
		}
	}
}

// name returns the word that s begins with.
func name(s string) string {
	n := 0
	for n < len(s) && isName(s[n]) {
		n++
	}
	return s[:n]
}

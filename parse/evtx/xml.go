package evtx

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// AppendXML appends r as the event XML that Windows shows for it, without line
// breaks. What a Record does not keep differs: prefixes and namespaces inside
// UserData, and the name of an EventData child other than Data, which is
// rendered as <Data Name="...">.
func AppendXML(dst []byte, r *parse.Record) []byte {
	x := xmlWriter{dst}
	x.system(r)
	switch fields := r.AllFields(); {
	case r.UserData != "":
		x.userData(r)
	case len(fields) > 0 || r.Binary != "":
		x.eventData(fields, r.Binary)
	}
	x.raw(`</Event>`)
	return x.b
}

type xmlWriter struct{ b []byte }

func (x *xmlWriter) raw(s string) { x.b = append(x.b, s...) }

// attribute writes name="value" unless value is empty.
func (x *xmlWriter) attribute(name, value string) {
	if value == "" {
		return
	}
	x.b = append(append(append(x.b, ' '), name...), `="`...)
	x.text(value)
	x.b = append(x.b, '"')
}

func (x *xmlWriter) end(name string) { x.b = append(append(append(x.b, "</"...), name...), '>') }

// number writes n and what comes behind it.
func (x *xmlWriter) number(n uint64, behind string) {
	x.b = append(strconv.AppendUint(x.b, n, 10), behind...)
}

// count writes name="n".
func (x *xmlWriter) count(name string, n uint64) {
	x.b = append(append(append(x.b, ' '), name...), `="`...)
	x.b = append(strconv.AppendUint(x.b, n, 10), '"')
}

func (x *xmlWriter) system(r *parse.Record) {
	x.raw(`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider`)
	x.attribute("Name", r.Provider)
	x.attribute("Guid", r.ProviderGUID)
	x.attribute("EventSourceName", r.EventSourceName)
	x.raw("/><EventID")
	if r.HasQualifiers {
		x.count("Qualifiers", uint64(r.Qualifiers))
	}
	x.raw(">")
	x.number(uint64(r.EventID), "</EventID><Version>")
	x.number(uint64(r.Version), "</Version><Level>")
	x.number(uint64(r.Level), "</Level><Task>")
	x.number(uint64(r.Task), "</Task><Opcode>")
	x.number(uint64(r.Opcode), "</Opcode><Keywords>0x")
	x.b = strconv.AppendUint(x.b, r.Keywords, 16)
	x.raw("</Keywords><TimeCreated")
	if !r.Time.IsZero() {
		x.raw(` SystemTime="`)
		x.b = r.Time.Wall.AppendRFC3339(x.b)
		// Windows writes nine digits, the last two always zero.
		x.b = append(bytes.TrimSuffix(x.b, []byte("Z")), `00Z"`...)
	}
	x.raw("/><EventRecordID>")
	x.number(r.RecordID, "</EventRecordID><Correlation")
	x.attribute("ActivityID", r.ActivityID)
	x.attribute("RelatedActivityID", r.RelatedActivityID)
	x.raw("/>")
	if r.HasExecution {
		x.raw("<Execution")
		x.count("ProcessID", uint64(r.ProcessID))
		x.count("ThreadID", uint64(r.ThreadID))
		x.raw("/>")
	}
	x.raw("<Channel>")
	x.text(r.Channel)
	x.raw("</Channel><Computer>")
	x.text(r.Computer)
	x.raw("</Computer><Security")
	x.attribute("UserID", r.UserSID)
	x.raw("/></System>")
}

func (x *xmlWriter) eventData(fields []parse.Field, binary string) {
	x.raw("<EventData")
	for i := range fields {
		if name, ok := strings.CutPrefix(fields[i].Name, "/@"); ok {
			x.attribute(name, fields[i].Value.String())
		}
	}
	x.raw(">")
	for i := range fields {
		f := &fields[i]
		if strings.HasPrefix(f.Name, "/@") || strings.HasPrefix(f.Name, "System/") {
			continue
		}
		if f.Name == "" {
			x.raw("<Data>")
		} else {
			x.raw(`<Data Name="`)
			x.text(f.Name)
			x.raw(`">`)
		}
		x.value(&f.Value)
		x.raw("</Data>")
	}
	if binary != "" {
		x.raw("<Binary>")
		x.b = parse.AppendHex(x.b, binary)
		x.raw("</Binary>")
	}
	x.raw("</EventData>")
}

// userData writes the fields back as elements. A field opens the elements of its
// path that are not open already; a leaf that comes again starts a new one.
func (x *xmlWriter) userData(r *parse.Record) {
	x.raw("<UserData>")
	var open, on [16]string
	t := tagStack{xmlWriter: *x, names: open[:0]}
	t.open(r.UserData)
	for i := range r.Fields {
		f := &r.Fields[i]
		if strings.HasPrefix(f.Name, "System/") {
			continue
		}
		path, attribute, isAttribute := strings.Cut(f.Name, "/@")
		names := on[:0]
		for more := path != "" && path != r.UserData; more; {
			var name string
			name, path, more = strings.Cut(path, "/")
			names = append(names, name)
		}
		t.enter(names, isAttribute)
		if isAttribute {
			t.attribute(attribute, f.Value)
		} else {
			t.content(&f.Value)
		}
	}
	t.close(0)
	x.b = t.b
	x.raw("</UserData>")
}

// tagStack writes elements that lie in one another.
type tagStack struct {
	xmlWriter
	names   []string // the open elements, the outermost first
	pending bool     // the start tag of the innermost is not closed
}

func (t *tagStack) open(name string) {
	t.closeStart()
	t.raw("<")
	t.raw(name)
	t.names, t.pending = append(t.names, name), true
}

func (t *tagStack) closeStart() {
	if t.pending {
		t.raw(">")
		t.pending = false
	}
}

// close ends the innermost elements until keep are left.
func (t *tagStack) close(keep int) {
	for last := len(t.names) - 1; last >= keep; last-- {
		if t.pending {
			t.raw("/>")
			t.pending = false
		} else {
			t.end(t.names[last])
		}
		t.names = t.names[:last]
	}
}

// enter opens the elements of a path below the outermost one, and closes those that do not
// lie on it. An attribute after content belongs to the next element of that name.
func (t *tagStack) enter(path []string, forAttribute bool) {
	inner := t.names[1:]
	common := 0
	for common < len(path) && common < len(inner) && path[common] == inner[common] {
		common++
	}
	if forAttribute && common == len(path) && (len(inner) > common || !t.pending) && common > 0 {
		common--
	}
	t.close(1 + common)
	for _, name := range path[common:] {
		t.open(name)
	}
}

// attribute writes an attribute of the innermost element, unless content stands there.
func (t *tagStack) attribute(name string, v parse.Value) {
	if t.pending {
		t.xmlWriter.attribute(name, v.String())
	}
}

// content writes the text of the innermost element, which ends it if it is not the
// outermost.
func (t *tagStack) content(v *parse.Value) {
	t.closeStart()
	t.value(v)
	t.close(max(1, len(t.names)-1))
}

// value writes v as text.
func (x *xmlWriter) value(v *parse.Value) {
	switch v.Type() {
	case parse.TypeString, parse.TypeAnsiString:
		x.text(v.Bytes())
	default:
		x.b = v.AppendText(x.b)
	}
}

// text writes s with the characters escaped that have a meaning in XML. XML 1.0
// cannot hold most control characters: they are left out, as Windows does. What is no
// UTF-8 becomes U+FFFD.
func (x *xmlWriter) text(s string) {
	from := len(x.b)
	x.b = append(x.b, s...)
	at := from + plainXML(x.b[from:])
	if at == len(x.b) {
		return
	}
	s = s[at-from:]
	x.b = x.b[:at]
	start := 0 // of the run that needs nothing
	for i := 0; i < len(s); {
		if xmlPlain[s[i]] {
			i++
			continue
		}
		with, n := xmlEscape(s[i:])
		if n > 0 {
			x.b = append(append(x.b, s[start:i]...), with...)
			i += n
			start = i
			continue
		}
		i -= n
	}
	x.b = append(x.b, s[start:]...)
}

// plainXML returns how many bytes of s, eight at a time, stand in XML as they are: ASCII
// without <, >, & and ", and without control characters. In each, a byte that is zero once
// the searched one is taken off is found by the borrow of a subtraction, which can only err
// behind the first hit (H. S. Warren, "Hacker's Delight", 6-1).
func plainXML(s []byte) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	n := 0
	for n < len(s) && len(s) >= 8 {
		at := min(n, len(s)-8) // the last eight may have been looked at in part
		w := le.Uint64(s[at:])
		quote, and := w^'"'*ones, w^'&'*ones
		angle := w&^(2*ones) ^ '<'*ones // > is <, but for one bit
		if (w|(w-0x20*ones)|(quote-ones)|(and-ones)|(angle-ones))&high != 0 {
			return n
		}
		n = at + 8
	}
	for ; n < len(s) && xmlPlain[s[n]]; n++ {
	}
	return n
}

// xmlPlain says which bytes stand in XML as they are, whatever follows.
var xmlPlain = func() (t [256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		t[c] = c != '&' && c != '<' && c != '>' && c != '"'
	}
	t['\t'], t['\n'] = true, true
	return t
}()

// xmlEscape returns what stands in XML for the first character of s and how long that
// is in s; the length is negative if it stands there as it is.
func xmlEscape(s string) (with string, length int) {
	switch s[0] {
	case '&':
		return "&amp;", 1
	case '<':
		return "&lt;", 1
	case '>':
		return "&gt;", 1
	case '"':
		return "&quot;", 1
	case '\r':
		return "&#13;", 1
	}
	c, n := utf8.DecodeRuneInString(s)
	switch {
	case c < 0x20, c == 0xfffe, c == 0xffff:
		return "", n
	case c == utf8.RuneError && n == 1:
		return "\uFFFD", 1
	}
	return "", -n
}

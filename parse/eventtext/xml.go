package eventtext

import (
	"bytes"
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/eventxml"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Limits of an event as XML.
const (
	maxXML      = 1 << 20
	maxXMLLines = 8192
)

// beginsXML reports whether s begins with the tag <Event>, with or without the mark
// that Event Viewer's XML view has in front.
func beginsXML(s string) bool {
	rest, ok := strings.CutPrefix(unmarked(s), "<Event")
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '>' || rest[0] == '\t')
}

// unmarked takes the mark off that a tree of XML has before what can be folded.
func unmarked(s string) string {
	t := strings.TrimLeft(s, " \t")
	if len(t) > 2 && (t[0] == '-' || t[0] == '+') {
		if rest := strings.TrimLeft(t[1:], " \t"); strings.HasPrefix(rest, "<") {
			return rest
		}
	}
	return t
}

// xmlEvent reads an event as XML that begins at line i, with its first tags or without them.
func (d *reader) xmlEvent(r *console.Reader, i int) int { return d.xmlInto(r, i, i, nil) }

// beginsTorn reports whether s begins with the first part of an event whose own tag somebody left out.
func beginsTorn(s string) bool {
	rest, system := strings.CutPrefix(unmarked(s), "<System>")
	rest = strings.TrimSpace(rest)
	return system && rest == "" || strings.HasPrefix(rest, "<Provider Name=")
}

// xmlInto reads the event as XML that begins at line at. h is what its text before
// it said, whose lines begin at i: both are one record, and the XML is the better
// witness. It returns i if there is no event.
func (d *reader) xmlInto(r *console.Reader, i, at int, h *header) int {
	b, next := gatherXML(r, at)
	if t := string(b[:min(len(b), len("<Provider"))]); strings.HasPrefix(t, "<System>") {
		b = append([]byte("<Event>"), b...)
	} else if t == "<Provider" {
		b = append([]byte("<Event><System>"), b...)
	}
	event, message, cut := eventxml.Event(b)
	if event == nil || event.Provider == "" && h == nil {
		return i
	}
	first := i
	if h == nil {
		first = at
	}
	s := r.Add("", first, next-1)
	place := s.Record
	s.Record = *event
	s.Offset, s.Length, s.Line, s.Fields, s.Stamp = place.Offset, place.Length, place.Line, place.Fields, parse.StampNone
	keepFields(s, event.Fields)
	if h != nil {
		completeFrom(s, h)
		if message == "" {
			message = h.message.string
		}
	}
	if len(s.Fields) == 0 && message != "" {
		s.FromText = true
		for _, f := range rendered.Tokens(s.Provider, s.EventID, message) {
			if f.Value.String() != "" {
				s.Set(f.Name, f.Value.String())
			}
		}
	}
	if cut {
		s.Set(FieldCut, "true")
	}
	if s.Time.IsZero() {
		if h != nil {
			d.time(r, s, h)
		}
	} else {
		s.Stamp = parse.StampRecord
	}
	return next
}

// completeFrom takes from the text what the XML lacks.
func completeFrom(s *console.Statement, h *header) {
	if s.Provider == "" {
		s.Provider = strings.Clone(h.provider)
	}
	if s.EventID == 0 {
		s.EventID = h.id
	}
	if s.Channel == "" {
		s.Channel = strings.Clone(h.log)
	}
	if s.Computer == "" {
		s.Computer = h.computer
	}
	if s.Level == 0 {
		s.Level = h.level
	}
	if s.Binary == "" {
		s.Binary = h.binary
	}
}

// gatherXML returns the text of the event that begins at line i, and the line
// behind it. Without an end it ends where no tag and no text of an event follows.
func gatherXML(r *console.Reader, i int) (b []byte, next int) {
	gap := 0
	for next = i; next < i+maxXMLLines && r.Has(next) && len(b) < maxXML; next++ {
		line := r.Text(next)
		if isBlank(line) {
			if gap++; gap > maxGap {
				break
			}
			b = append(b, '\n')
			continue
		}
		t := unmarked(line)
		if next > i &&
			(beginsXML(t) || beginsTorn(t) && holdsSystem(b) || gap > 0 && t[0] != '<' &&
				!(insideData(b) && (isBlockHead(line) || console.Indent(line) >= 2))) {
			break
		}
		gap = 0
		if console.Indent(line) > 0 && t[0] != '<' {
			t = line
		}
		if end := strings.Index(t, "</Event>"); end >= 0 {
			return append(b, t[:end+len("</Event>")]...), next + 1
		}
		b = append(append(b, t...), '\n')
	}
	for next > i+1 && isBlank(r.Text(next-1)) {
		next--
	}
	return b, next
}

// holdsSystem reports whether the XML so far has the whole first part of an event.
func holdsSystem(b []byte) bool { return bytes.Contains(b, []byte("</System>")) }

// insideData reports whether the XML so far ends inside of a value.
func insideData(b []byte) bool {
	s := string(b[max(0, len(b)-4096):])
	return strings.LastIndex(s, "<Data") > strings.LastIndex(s, "</Data>")
}

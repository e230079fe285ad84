package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Names of fields of events that were copied as text.
const (
	FieldCut       = "cut"         // "true": the message was cut off by what it was copied from
	FieldTimeOfDay = "time_of_day" // a time without a date, as written
)

// mostMarked is how many events of a text are marked as chosen, and so kept whatever their
// source is. It bounds what is kept; whether somebody chose them is told by parse.MostPasted.
const mostMarked = 500

// add adds the event of a header, whose lines are from i to next, with the XML
// that follows it.
func (d *reader) add(r *console.Reader, i, next int, h *header) int {
	if h.message.string == "" && h.id != 0 && h.xmlAt == 0 { // a heading: "Event 8229, VSS"
		if t, behind, ok := d.messageBelow(r, next, guess{h.provider, h.id}); ok {
			h.message, next = t, behind
		}
	}
	if h.xmlAt == 0 {
		if x := r.SkipBlank(next); x-next <= 2 && beginsXML(strings.TrimLeft(r.Text(x), " \t")) {
			h.xmlAt = x
		}
	}
	if h.xmlAt > 0 {
		if end := d.xmlInto(r, i, h.xmlAt, h); end > h.xmlAt {
			return end
		}
	}
	if f := r.SkipBlank(next); h.message.string != "" && f-next <= maxGap &&
		beginsFriendly(strings.TrimLeft(r.Text(f), " \t")) {
		if end := d.friendly(r, i, f, h); end > f {
			return end
		}
	}
	d.statement(r, i, next-1, h)
	return next
}

// statement adds a record with what a header says.
func (d *reader) statement(r *console.Reader, first, last int, h *header) *console.Statement {
	s := r.Add(d.keep(h.provider), first, last)
	s.FromText = true
	s.Channel, s.Computer, s.UserSID = d.keep(h.log), h.computer, sidOf(h.user)
	if s.Channel == "" {
		s.Channel = rendered.Providers[h.provider]
	}
	if h.computer == "N/A" {
		s.Computer = ""
	}
	s.EventID, s.Level, s.RecordID, s.Binary = h.id, h.level, h.recordID, h.binary
	if h.qualifiers != 0 {
		s.Qualifiers, s.HasQualifiers = h.qualifiers, true
	}
	s.Task = taskOf(h.category)
	for _, f := range rendered.Tokens(h.provider, h.id, h.message.string) {
		if f.Value.String() != "" {
			s.Set(f.Name, f.Value.String())
		}
	}
	if _, known := rendered.Providers[h.provider]; s.Text(parse.FieldHResult) == "" && (!known || h.provider == "VSS") {
		if codes, names := console.CodeIn(h.message.string); len(codes) > 0 &&
			(len(names) > 0 || !known) { // of VSS a code by its name alone
			s.Set(parse.FieldHResult, console.HResult(codes[0]))
		}
	}
	if h.message.cut {
		s.Set(FieldCut, "true")
	}
	// those are kept anyway
	d.pasted++
	if h.provider != "VSS" && h.provider != "VolSnap" && (!h.dumped && d.pasted <= mostMarked ||
		rendered.IsError(h.level) && rendered.SpeaksOfCopy(h.message.string)) {
		s.Set(parse.FieldPasted, "true")
	}
	d.time(r, s, h)
	return s
}

// time gives the record its time. Labels of a language whose locales all write the
// day first say how its date is to be read.
func (d *reader) time(r *console.Reader, s *console.Statement, h *header) {
	stamp := strings.TrimSpace(h.date + " " + h.clock)
	m, _, _, ok := console.FindMoment(stamp)
	switch {
	case !ok || !m.HasTime && !m.HasDate:
	case m.HasDate && m.HasTime:
		if h.langs != 0 && h.langs&^rendered.DayFirstLanguages == 0 {
			m = m.DayFirst()
		}
		r.Dated(s, h.dateAt, m)
	case m.HasTime:
		s.Set(FieldTimeOfDay, stamp)
	}
}

// sids of the accounts that events name in English.
var sids = map[string]string{
	"SYSTEM":                       "S-1-5-18",
	`NT AUTHORITY\SYSTEM`:          "S-1-5-18",
	"LOCAL SERVICE":                "S-1-5-19",
	`NT AUTHORITY\LOCAL SERVICE`:   "S-1-5-19",
	"NETWORK SERVICE":              "S-1-5-20",
	`NT AUTHORITY\NETWORK SERVICE`: "S-1-5-20",
}

func sidOf(user string) string {
	if strings.HasPrefix(user, "S-1-") && len(user) < 190 {
		return user
	}
	return sids[user]
}

// taskOf reads the category of a classic event that has no name: "(7)".
func taskOf(category string) uint16 {
	if n, ok := number(strings.Trim(category, "()")); ok && n <= 0xffff {
		return uint16(n)
	}
	return 0
}

// keepFields takes over the fields of another record.
func keepFields(s *console.Statement, fields []parse.Field) {
	for _, f := range fields {
		name, value := strings.Clone(f.Name), f.Value
		if value.Type() == parse.TypeString {
			value = parse.StringValue(strings.Clone(value.Bytes()))
		}
		s.Fields = append(s.Fields, parse.Field{Name: name, Value: value})
	}
}

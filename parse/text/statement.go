package text

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Statement is a record in the making. Its position is known, its time may
// depend on lines that were not read yet.
type Statement struct {
	parse.Record
	stamps  *stamps // whose next mark bounds it
	bound   bound
	lower   Mark
	settled bool
}

type bound uint8

const (
	ownTime  bound = iota // the statement's own, or none
	interval              // true between the stamp before and the stamp behind
	upper                 // said by the next stamp at the latest
	before                // of unknown time, but there at the next stamp
)

// Set appends a field; an empty value is left out.
func (s *Statement) Set(name, value string) {
	if value != "" {
		s.Fields = append(s.Fields, parse.Field{Name: name, Value: parse.StringValue(value)})
	}
}

// At sets the time, as it stands in the statement itself.
func (s *Statement) At(reading parse.Reading) {
	if s.Time = reading; reading.IsZero() {
		s.Stamp = parse.StampNone
	} else {
		s.Stamp = parse.StampRecord
	}
}

// maxText bounds the text field: enough for a log line, not for a blob.
const maxText = 500

// SetText stores the line itself.
func (s *Statement) SetText(line string) {
	line = strings.TrimSpace(line)
	if len(line) > maxText {
		line = strings.ToValidUTF8(line[:maxText], "") + "..."
	}
	s.Set(parse.FieldText, line)
}

// Mark is a clock that the text shows between its blocks.
type Mark struct {
	Reading parse.Reading
	// Other is the reading with day and month the other way round, if nothing
	// tells which is right; Reading then has the month first.
	Other parse.Reading
	Stamp parse.Stamp

	line      int  // where it stands
	separator byte // of an ambiguous date
}

// ambiguous reports whether m has two readings.
func (m Mark) ambiguous() bool { return !m.Other.IsZero() }

// stamps is one clock of a document: the stamps between listings, or those of
// one log.
type stamps struct {
	last    Mark
	waiting []*Statement
}

// settle gives the waiting statements what the mark m tells about them. Those
// that it tells nothing about keep waiting. It returns whether it told any.
func (c *stamps) settle(m Mark) (used bool) {
	kept := c.waiting[:0]
	for _, s := range c.waiting {
		switch s.bound {
		case upper:
			s.setTime(m)
		case before:
			s.setUntil(m)
		case interval:
			if !s.endsBy(m) {
				kept = append(kept, s)
				continue
			}
			s.setUntil(m)
		}
		s.settled, used = true, true
	}
	clear(c.waiting[len(kept):])
	c.waiting = kept
	return used
}

// endsBy reports whether m can be the end of s: it is later than its beginning.
// An equal stamp is none: cmd expands %time% once in a parenthesised loop. An
// earlier one comes from another clock or a clock that was set.
func (s *Statement) endsBy(m Mark) bool {
	if s.lower.Reading.IsZero() {
		return !m.Reading.IsZero()
	}
	if m.Reading.IsZero() || isLocal(s.lower.Reading) != isLocal(m.Reading) || s.lower.ambiguous() != m.ambiguous() {
		return false
	}
	return m.Reading.Wall > s.lower.Reading.Wall && (!m.ambiguous() || m.Other.Wall > s.lower.Other.Wall)
}

func isLocal(r parse.Reading) bool { return r.Zone == parse.ZoneLocal || r.Zone == parse.ZoneUnknown }

func (s *Statement) setTime(m Mark) {
	if m.ambiguous() {
		s.Stamp = parse.StampNone
		s.Set(parse.FieldMonthFirst, wallText(m.Reading))
		s.Set(parse.FieldDayFirst, wallText(m.Other))
		return
	}
	s.Time, s.Stamp = m.Reading, m.Stamp
	if m.Reading.IsZero() {
		s.Stamp = parse.StampNone
	}
}

func (s *Statement) setUntil(m Mark) {
	if m.ambiguous() {
		s.Set(parse.FieldUntilMonthFirst, wallText(m.Reading))
		s.Set(parse.FieldUntilDayFirst, wallText(m.Other))
	} else {
		s.Until = m.Reading
	}
	s.Set(parse.FieldUntilFrom, m.Stamp.String())
}

// wallText writes a local reading without a zone.
func wallText(r parse.Reading) string { return r.Wall.Time().Format("2006-01-02T15:04:05.00") }

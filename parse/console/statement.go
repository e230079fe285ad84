package console

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Statement is a record in the making. Its position is known, its time may
// depend on lines that were not read yet.
type Statement struct {
	parse.Record
	bound   bound
	lower   Mark
	settled bool
	names   *names
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
		s.Fields = append(s.Fields, parse.Field{Name: name, Value: parse.StringValue(s.names.keep(value))})
	}
}

// At sets the time, as it stands in the statement itself.
func (s *Statement) At(timestamp parse.Timestamp) {
	if s.Time = timestamp; timestamp.IsZero() {
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
	Time parse.Timestamp
	// Other is the reading with day and month the other way round, if nothing
	// tells which is right; Time then has the month first.
	Other parse.Timestamp
	Stamp parse.Stamp

	at        position
	separator byte // of an ambiguous date
}

// ambiguous reports whether m has two readings.
func (m Mark) ambiguous() bool { return !m.Other.IsZero() }

// stamps is one clock of a document: the stamps between listings, or those of
// one log.
type stamps struct {
	last    Mark
	open    []*Statement // intervals that want their end
	waiting []*Statement // statements that want an upper bound
	behind  bool         // the stamps stand behind what they tell of: the first one did
}

// settle tells the waiting statements that the clock shows m now. used says
// whether that told any of them something, back that the clock went backwards.
func (c *stamps) settle(m Mark) (used, back bool) {
	for _, s := range c.waiting {
		switch {
		case !s.lower.Time.IsZero():
			if s.endsBy(m) && m.Time.Wall < s.Until.Wall {
				s.setUntil(m)
			}
		case s.bound == before:
			s.setUntil(m)
		default:
			s.setTime(m)
		}
		s.settled, used = true, true
	}
	c.waiting = nil
	// An equal stamp ends nothing: cmd expands %time% once in a parenthesised
	// loop. A smaller one, or one that cannot be compared, ends nothing either,
	// and what comes behind it is another clock: the interval stays open.
	if m.Time != c.last.Time || m.Other != c.last.Other {
		for _, s := range c.open {
			if s.endsBy(m) {
				s.setUntil(m)
				used = true
			} else {
				back = true
			}
			s.settled = true
		}
		c.open = nil
	}
	c.last = m
	return used, back
}

// forget takes the statements that were settled otherwise off the clock.
func (c *stamps) forget() {
	settled := func(s *Statement) bool { return s.settled }
	c.open, c.waiting = slices.DeleteFunc(c.open, settled), slices.DeleteFunc(c.waiting, settled)
}

// endsBy reports whether m is later than the beginning of s.
func (s *Statement) endsBy(m Mark) bool {
	if s.lower.Time.IsZero() {
		return true
	}
	if isLocal(s.lower.Time) != isLocal(m.Time) || s.lower.ambiguous() != m.ambiguous() {
		return false
	}
	return m.Time.Wall > s.lower.Time.Wall && (!m.ambiguous() || m.Other.Wall > s.lower.Other.Wall)
}

func isLocal(r parse.Timestamp) bool { return r.Zone == parse.ZoneLocal || r.Zone == parse.ZoneUnknown }

func (s *Statement) setTime(m Mark) {
	if m.ambiguous() {
		s.Stamp = parse.StampNone
		s.Set(parse.FieldMonthFirst, parse.FormatReading(m.Time.Wall))
		s.Set(parse.FieldDayFirst, parse.FormatReading(m.Other.Wall))
		if m.Stamp != parse.StampRecord {
			s.Set(parse.FieldOpenStamp, m.Stamp.String())
		}
		return
	}
	s.Time, s.Stamp = m.Time, m.Stamp
	if m.Time.IsZero() {
		s.Stamp = parse.StampNone
	}
}

func (s *Statement) setUntil(m Mark) {
	if m.ambiguous() {
		s.Set(parse.FieldUntilMonthFirst, parse.FormatReading(m.Time.Wall))
		s.Set(parse.FieldUntilDayFirst, parse.FormatReading(m.Other.Wall))
	} else {
		s.Until = m.Time
	}
	s.Set(parse.FieldUntilFrom, m.Stamp.String())
}

// statement returns an empty statement that is settled. Those that were handed
// on are used again.
func (r *Reader) statement() *Statement {
	const together, fields = 64, 12
	if len(r.spare) == 0 {
		all, slab := make([]Statement, together), make([]parse.Field, together*fields)
		for k := range all {
			all[k].Fields = slab[k*fields : k*fields : (k+1)*fields]
			r.spare = append(r.spare, &all[k])
		}
	}
	s := r.spare[len(r.spare)-1]
	r.spare = r.spare[:len(r.spare)-1]
	*s = Statement{settled: true, names: &r.names, Record: parse.Record{Fields: s.Fields[:0]}}
	return s
}

// names keeps the strings of statements, each once: those of a text repeat, and
// a string cut from a line would keep a whole buffer in memory.
type names struct{ known map[string]string }

func (n *names) keep(s string) string {
	const longest, most = 128, 4096
	if s == "" || len(s) > longest {
		return strings.Clone(s)
	}
	if known, ok := n.known[s]; ok {
		return known
	}
	if n.known == nil || len(n.known) >= most {
		n.known = make(map[string]string, most/4)
	}
	s = strings.Clone(s)
	n.known[s] = s
	return s
}

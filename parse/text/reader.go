package text

import (
	"context"
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Reader takes a document through a list of grammars.
type Reader struct {
	*Document
	// Command is what was typed at the last prompt before the block.
	Command string

	clock    stamps             // stamps between blocks: echo %TIME%, prompts
	logs     map[string]*stamps // clocks of logs, by tool
	pending  []*Statement
	damage   []parse.Damage
	class    []class
	kinds    []string
	captures int
	previous Mark // stamp of the capture before
	date     Moment
	undated  int     // line of the first time of day before any date, -1 if none
	reported [5]bool // ambiguous dates by separator, stamps without a date, stamps that go back
	modified parse.Ticks
	stopped  error
	emit     func(*parse.Batch) error
}

// class says what a line was taken for.
type class uint8

const (
	slack     class = iota // claimed by nothing
	structure              // part of a block, a prompt or a stamp; blank
	record                 // a statement stands there
)

// maxLine is the length in bytes up to which a line is offered to the grammars.
// The longest real ones are lines of a few kilobytes.
const maxLine = 64 << 10

// batchSize is how many statements go into one batch.
const batchSize = 512

// Read takes the document through the grammars, in their order, and hands what
// they find to emit. The last batch carries the account of all bytes.
func Read(ctx context.Context, d *Document, modified parse.Ticks, grammars []Grammar, emit func(*parse.Batch) error) error {
	d.learnDates(modified)
	r := &Reader{Document: d, logs: map[string]*stamps{}, class: make([]class, d.Len()), modified: modified, undated: -1, emit: emit}
	reads := make([]ReadFunc, len(grammars))
	for k, g := range grammars {
		reads[k] = g.Begin()
	}
	for i := 0; i < d.Len(); {
		if i&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		next := r.block(i, reads, grammars)
		r.flush(false)
		if r.stopped != nil {
			return r.stopped
		}
		i = next
	}
	r.finish()
	r.flush(true)
	return r.stopped
}

// block reads what begins at line i and returns the line behind it.
func (r *Reader) block(i int, reads []ReadFunc, grammars []Grammar) (next int) {
	if r.Blank(i) {
		r.class[i] = structure
		return i + 1
	}
	if len(r.Text(i)) > maxLine {
		r.looseCode(i)
		return i + 1
	}
	if command, ok := Command(r.Text(i)); ok {
		r.Command = command
		r.class[i] = structure
		where, _, _ := strings.Cut(r.Text(i), ">")
		if m, _, _, found := FindMoment(where); found && m.HasTime {
			r.clockMark(i, m, parse.StampPrompt)
		}
		return i + 1
	}
	for k := range reads {
		if !grammars[k].mayBegin(r.Text(i)) {
			continue
		}
		next := min(reads[k](r, i), r.Len())
		if next <= i {
			continue
		}
		for l := i; l < next; l++ {
			r.class[l] = max(r.class[l], structure)
		}
		r.addKind(grammars[k].Name)
		return next
	}
	if r.looseCode(i) {
		return i + 1
	}
	return max(r.stampLine(i), i+1)
}

func (r *Reader) addKind(name string) {
	for _, k := range r.kinds {
		if k == name {
			return
		}
	}
	r.kinds = append(r.kinds, name)
}

// looseCode makes a statement of a line that nothing claims but that holds a
// VSS code, and reports whether it did. Such a line is listed and proves nothing,
// so an open date in it is no damage either.
func (r *Reader) looseCode(i int) bool {
	text := r.Text(i)
	code, ok := VSSCode(text)
	if !ok {
		return false
	}
	s := r.Add(parse.ProviderRequester, i, i)
	s.Set(parse.FieldTool, parse.ToolUnrecognised)
	s.Set(parse.FieldPhrase, parse.PhraseCode)
	s.Set(parse.FieldHResult, HResult(code))
	s.SetText(text)
	if m, _, _, ok := FindMoment(text); ok && m.HasDate && m.HasTime {
		s.setTime(r.resolveAt(i, m, parse.StampRecord))
	} else {
		r.Upper(s, "")
	}
	return true
}

// Add adds a statement that stands in the lines from first to last.
func (r *Reader) Add(provider string, first, last int) *Statement {
	s := &Statement{settled: true}
	s.Provider = provider
	s.Stamp = parse.StampNone
	s.Fields = make([]parse.Field, 0, 12)
	s.Offset, s.Length = r.Span(first, last)
	s.Line = r.Lines[first].Number
	for l := first; l <= last; l++ {
		r.class[l] = record
	}
	r.pending = append(r.pending, s)
	return s
}

// Opens reports whether line i is the first of a run of lines that are not blank.
func (r *Reader) Opens(i int) bool {
	if i == 0 || r.Blank(i-1) {
		return true
	}
	_, ok := Command(r.Text(i - 1))
	return ok
}

// Skip gives lines inside a block back: they belong to nothing.
func (r *Reader) Skip(i int) {
	if text := r.Text(i); text != "" {
		r.looseCode(i)
	}
}

// NextCapture numbers the captures of the document, from 1.
func (r *Reader) NextCapture() int {
	r.captures++
	return r.captures
}

// Captured gives statements the interval in which a listing was true: from the
// last stamp before it to the first different one behind it.
func (r *Reader) Captured(all ...*Statement) {
	repeated := false
	if all[0].Provider == parse.ProviderCapture {
		repeated = !r.clock.last.Reading.IsZero() && r.clock.last.Reading == r.previous.Reading
		r.previous = r.clock.last
	}
	r.reportOpen(r.clock.last)
	if r.clock.last.Reading.IsZero() && r.undated >= 0 {
		r.reportUndated()
	}
	for _, s := range all {
		s.lower, s.bound, s.settled = r.clock.last, interval, false
		s.setTime(s.lower)
		if repeated {
			s.Set(parse.FieldStampRepeated, "true")
		}
		r.clock.open = append(r.clock.open, s)
	}
}

// Upper gives s the next time that the log of tool shows as an upper bound;
// tool "" means the stamps between blocks.
func (r *Reader) Upper(s *Statement, tool string) {
	c := r.log(tool)
	s.bound, s.settled = upper, false
	c.waiting = append(c.waiting, s)
}

// Before gives s the next stamp between blocks as the end of its interval.
func (r *Reader) Before(s *Statement) {
	s.bound, s.settled = before, false
	r.clock.waiting = append(r.clock.waiting, s)
}

func (r *Reader) log(tool string) *stamps {
	if tool == "" {
		return &r.clock
	}
	if r.logs[tool] == nil {
		r.logs[tool] = &stamps{}
	}
	return r.logs[tool]
}

// Time reads the first date and time in s, which stands in line i; ok is false
// if there is none or its order of day and month is open.
func (r *Reader) Time(i int, s string) (reading parse.Reading, ok bool) {
	m, _, _, found := FindMoment(s)
	if !found || !m.HasDate {
		return parse.Reading{}, false
	}
	mark := r.resolveAt(i, m, parse.StampRecord)
	return mark.Reading, !mark.ambiguous() && !mark.Reading.IsZero()
}

// Dated gives s the time m, which stands in line i, as its own.
func (r *Reader) Dated(s *Statement, i int, m Moment) {
	mark := r.resolveAt(i, m, parse.StampRecord)
	s.setTime(mark)
	r.reportOpen(mark)
}

// LogMark tells the statements of tool that wait for a time that it is m, which
// stands in line i.
func (r *Reader) LogMark(tool string, i int, m Moment) {
	r.settle(r.log(tool), r.resolveAt(i, m, parse.StampLine))
}

func (r *Reader) settle(c *stamps, m Mark) {
	last := c.last
	used, back := c.settle(m)
	if used {
		r.reportOpen(m)
	}
	const slot = 4
	if back && !r.reported[slot] {
		r.reported[slot] = true
		r.Damaged(m.line, "time stamp", "a time later than "+wallText(last.Reading), wallText(m.Reading))
	}
}

func (r *Reader) resolveAt(i int, m Moment, stamp parse.Stamp) Mark {
	reading, other, _ := r.resolve(m)
	return Mark{Reading: reading, Other: other, Stamp: stamp, line: i, separator: m.separator}
}

// reportOpen reports, once for each way of writing dates, that the order of day
// and month of a stamp that is used is open.
func (r *Reader) reportOpen(m Mark) {
	if !m.ambiguous() {
		return
	}
	if k := separatorIndex(m.separator); !r.reported[k] {
		r.reported[k] = true
		r.Damaged(m.line, "date", "an order of day and month that the file shows",
			fmt.Sprintf("%s or %s, and so for every date written like it", wallText(m.Reading), wallText(m.Other)))
	}
}

// reportUndated reports, once, a stamp before a capture that no date can be
// found for. The capture stays without that bound.
func (r *Reader) reportUndated() {
	const slot = 3
	if !r.reported[slot] {
		r.reported[slot] = true
		r.Damaged(r.undated, "time stamp", "a date before the first time of day", strings.TrimSpace(r.Text(r.undated)))
	}
}

// Damaged reports something in line i that could not be read as expected. No
// bytes are given up.
func (r *Reader) Damaged(i int, what, expected, found string) {
	i = min(i, r.Len()-1)
	r.damage = append(r.damage, parse.Damage{Offset: r.Lines[i].Offset, Line: r.Lines[i].Number,
		What: what, Expected: expected, Found: found})
}

// finish gives the statements that still wait the file's modification time.
func (r *Reader) finish() {
	m := Mark{Stamp: parse.StampModified}
	if r.modified > 0 {
		// Archives keep it to two seconds; it is an upper bound anyway.
		m.Reading = parse.Reading{Wall: r.modified, Resolution: 2 * parse.Second}
	}
	clocks := []*stamps{&r.clock}
	for _, c := range r.logs {
		clocks = append(clocks, c)
	}
	for _, c := range clocks {
		for _, s := range append(c.waiting, c.open...) {
			s.settled = true
			switch {
			case m.Reading.IsZero():
			case s.bound == upper:
				s.setTime(m)
			case s.bound == before:
				s.setUntil(m)
			case s.Time.IsZero() || s.Time.Wall-14*parse.Hour <= m.Reading.Wall: // else it contradicts every zone
				s.setUntil(m)
				if s.Time.IsZero() {
					s.Stamp = parse.StampModified
				}
			}
		}
		c.waiting, c.open = nil, nil
	}
}

// flush hands on the statements whose times are settled, in the order of the
// text. At the end it also hands on the account.
func (r *Reader) flush(end bool) {
	for r.stopped == nil {
		n := 0
		for n < len(r.pending) && n < batchSize && r.pending[n].settled {
			n++
		}
		if n < batchSize && !end {
			return
		}
		b := parse.NewBatch()
		for _, s := range r.pending[:n] {
			mark := b.Mark()
			for _, f := range s.Fields {
				b.AppendField(f)
			}
			s.Fields = b.FieldsSince(mark)
			*b.AddRecord() = s.Record
		}
		clear(r.pending[:n])
		r.pending = r.pending[n:]
		b.Damage, r.damage = append(b.Damage, r.damage...), nil
		last := end && len(r.pending) == 0
		if last {
			b.Account = r.account()
			b.Format = r.kind()
		}
		r.stopped = r.emit(b)
		if last {
			return
		}
	}
}

// kind names the grammars that claimed something.
func (r *Reader) kind() string {
	if len(r.kinds) == 0 {
		return parse.KindUnrecognised
	}
	return strings.Join(r.kinds, "+")
}

func (r *Reader) account() parse.Account {
	var a parse.Account
	for i := range r.Lines {
		switch n := r.Lines[i].Length; r.class[i] {
		case record:
			a.Records += n
		case structure:
			a.Structure += n
		default:
			a.Slack += n
		}
	}
	return a
}

package console

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// What is reported once: slots of Reader.reported behind those of the three
// separators of dates.
const (
	reportedUndated = 3 + iota
	reportedBack
	reportedLate
)

// NextListing numbers the listings of the document, from 1.
func (r *Reader) NextListing() int {
	r.listings++
	return r.listings
}

// TimeListing gives statements the interval in which a listing was true: from the
// last stamp before it to the first different one behind it.
func (r *Reader) TimeListing(all ...*Statement) {
	repeated := false
	if all[0].Provider == parse.ProviderListing {
		repeated = !r.clock.last.Time.IsZero() && r.clock.last.Time == r.previous.Time
		r.previous = r.clock.last
	}
	r.reportOpen(r.clock.last)
	if r.clock.last.Time.IsZero() && r.undated.number > 0 {
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

// Upper gives s the next time that the log of tool shows as an upper bound; tool "" means the stamps
// between blocks. What stands right below a stamp, or was printed by a command that does, was said from that on.
func (r *Reader) Upper(s *Statement, tool string) {
	s.bound, s.settled = upper, false
	if r.await(s, r.log(tool)); s.lower.Time.IsZero() {
		return
	}
	s.setTime(s.lower)
	r.reportOpen(s.lower)
	if s.Until = s.lower.plus(longestAnswer); tool != "" {
		s.Until = s.lower.plus(parse.Day) // a job may take so long
	}
}

// await lets s wait for the next time of a clock, and notes the stamp above it.
func (r *Reader) await(s *Statement, c *stamps) {
	lower := r.typed
	if lower.Time.IsZero() {
		lower = r.stampAbove(r.at)
	}
	if len(c.waiting) == 0 && c.last.Time.IsZero() && lower.Time.IsZero() {
		c.behind = true
	}
	if !c.behind {
		s.lower = lower
	}
	c.waiting = append(c.waiting, s)
}

// longestAnswer is how long after a command of VSS its answer comes at most, where no later stamp tells:
// VSS waits for nothing longer.
const longestAnswer = 10 * parse.Minute

// plus is a time after m; zero if that of m is not known.
func (m Mark) plus(duration parse.Ticks) (at parse.Timestamp) {
	if !m.Time.IsZero() && !m.ambiguous() {
		at = m.Time
		at.Wall += duration
	}
	return at
}

// stampAbove is the stamp that stands right above line i, with nothing else in its line.
func (r *Reader) stampAbove(i int) Mark {
	above := i - 1
	for above > r.first && isBlank(r.Behind(above)) {
		above--
	}
	if line := strings.TrimSpace(r.Behind(above)); line != "" && r.clock.last.at == r.position(above) {
		m, from, to, ok := FindMoment(line)
		if ok && m.HasDate && m.HasTime && from == 0 && to == len(line) {
			return r.clock.last
		}
	}
	return Mark{}
}

// Before gives s the next stamp between blocks as the end of its interval.
func (r *Reader) Before(s *Statement) {
	s.bound, s.settled = before, false
	r.await(s, &r.clock)
	s.Until = s.lower.plus(longestAnswer)
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
func (r *Reader) Time(i int, s string) (timestamp parse.Timestamp, ok bool) {
	m, _, _, found := FindMoment(s)
	if !found || !m.HasDate {
		return parse.Timestamp{}, false
	}
	mark := r.resolveAt(i, m, parse.StampRecord)
	return mark.Time, !mark.ambiguous() && !mark.Time.IsZero()
}

// Dated gives s the time m, which stands in line i, as its own.
func (r *Reader) Dated(s *Statement, i int, m Moment) {
	mark := r.resolveAt(i, m, parse.StampRecord)
	s.setTime(mark)
	r.reportOpen(mark)
}

// Repeated gives s the time of a thing of the past, of which line i tells that it began at the
// first moment, a day at most; the line was written at the second. Without a date in the first
// one it was before the second.
func (r *Reader) Repeated(s *Statement, i int, from, until Moment) {
	end := r.resolveAt(i, until, parse.StampRecord)
	if !from.HasDate {
		s.setUntil(end)
		r.reportOpen(end)
		return
	}
	r.Dated(s, i, from)
	if end.ambiguous() || s.Time.IsZero() {
		return
	}
	if s.Until = end.Time; isLocal(s.Time) == isLocal(end.Time) && end.Time.Wall-s.Time.Wall > parse.Day {
		s.Until = s.Time
		s.Until.Wall += parse.Day
	}
	s.Set(parse.FieldUntilFrom, end.Stamp.String())
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
	if back && !r.reported[reportedBack] {
		r.reported[reportedBack] = true
		r.damaged(m.at, "time stamp", "a time later than "+parse.FormatReading(last.Time.Wall), parse.FormatReading(m.Time.Wall))
	}
	if r.gaveUp && m.Time != last.Time && !r.reported[reportedLate] {
		r.reported[reportedLate] = true
		r.damaged(
			m.at,
			"time stamp",
			fmt.Sprintf("one within %d statements behind a listing", maxPending/2),
			"this one; the listings before it keep an open end",
		)
	}
}

func (r *Reader) resolveAt(i int, m Moment, stamp parse.Stamp) Mark {
	timestamp, other, _ := r.resolve(m)
	return Mark{Time: timestamp, Other: other, Stamp: stamp, at: r.position(i), separator: m.separator}
}

// reportOpen reports, once for each way of writing dates, that the order of day
// and month of a stamp that is used is open.
func (r *Reader) reportOpen(m Mark) {
	if !m.ambiguous() {
		return
	}
	if k := separatorIndex(m.separator); !r.reported[k] {
		r.reported[k] = true
		r.damaged(m.at, "date", "an order of day and month that the file shows",
			fmt.Sprintf("%s or %s, and so for every date written like it", parse.FormatReading(m.Time.Wall), parse.FormatReading(m.Other.Wall)))
	}
}

// reportUndated reports, once, a stamp before a listing that no date can be
// found for. The listing stays without that bound.
func (r *Reader) reportUndated() {
	if !r.reported[reportedUndated] {
		r.reported[reportedUndated] = true
		r.damaged(r.undated, "time stamp", "a date before the first time of day", r.clipped)
	}
}

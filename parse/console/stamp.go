package console

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// stampLine reads a line that shows little more than the time: the output of
// echo %DATE% %TIME%, date /t, time /t, Get-Date, date, or a heading with a
// time. It returns the line behind it, or i.
func (r *Reader) stampLine(i int) (next int) {
	m, ok := stampIn(r.Text(i))
	if !ok {
		return i
	}
	r.claim(i, structure)
	next = i + 1
	if m.HasDate != m.HasTime { // date /t & time /t, in either order
		rest, ok := stampIn(r.Text(next))
		if _, isPrompt := Command(r.Text(next)); !isPrompt && ok && rest.HasDate == m.HasTime &&
			rest.HasTime == m.HasDate {
			if m.HasDate {
				m = m.withTime(rest)
			} else {
				m = rest.withTime(m)
			}
			r.claim(next, structure)
			next++
		}
	}
	r.clockMark(i, m, parse.StampLine)
	return next
}

func (m Moment) withTime(t Moment) Moment {
	m.HasTime, m.clock, m.resolution, m.zone, m.offset = true, t.clock, t.resolution, t.zone, t.offset
	return m
}

func stampIn(s string) (Moment, bool) {
	if len(s) > 120 {
		return Moment{}, false
	}
	for i := 0; ; i++ {
		if i == len(s) || ofPath(s[i]) { // as in names of files
			return Moment{}, false
		}
		if isDigit(s[i]) {
			break
		}
	}
	m, from, to, ok := FindMoment(s)
	return m, ok && isStampRest(s[:from], s[to:])
}

// isStampRest reports whether what stands beside a time is no more than a
// heading: at most five words and 32 letters.
func isStampRest(before, behind string) bool {
	letters, words := 0, 0
	for _, part := range []string{before, behind} {
		in := false
		for i := 0; i < len(part); i++ {
			isWord, size := wordBytes[part[i]], 1
			if part[i] >= utf8.RuneSelf {
				isWord, size = wideLetter(part[i:])
			}
			if isWord {
				letters++
				if !in {
					words++
				}
				if letters > 32 || words > 5 { // as in most lines
					return false
				}
			}
			if ofPath(part[i]) {
				return false
			}
			in = isWord
			i += size - 1
		}
	}
	return true
}

// ofPath reports a byte that stands in paths and objects, and beside no time that stands alone.
func ofPath(c byte) bool { return c == '\\' || c == '{' }

// wordBytes are the letters and digits of ASCII.
var wordBytes = func() (is [256]bool) {
	for c := range is {
		is[c] = isLetter(byte(c)) || isDigit(byte(c))
	}
	return is
}()

// wideLetter reports whether s begins with a letter or a digit, and how long that is.
func wideLetter(s string) (is bool, size int) {
	c, size := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(c) || unicode.IsDigit(c), size
}

// ClockMark tells the waiting listings that line i shows the time m.
func (r *Reader) ClockMark(i int, m Moment) { r.clockMark(i, m, parse.StampLine) }

func (r *Reader) clockMark(i int, m Moment, stamp parse.Stamp) {
	if !m.HasDate {
		dated, ok := r.onDate(m)
		if !ok {
			if r.undated.number == 0 {
				r.undated, r.clipped = r.position(i), strings.Clone(strings.TrimSpace(r.Text(i)))
			}
			return
		}
		m = dated
	}
	if m.HasDate {
		r.date = m
	}
	mark := r.resolveAt(i, m, stamp)
	if mark.Time.IsZero() {
		return
	}
	r.settle(&r.clock, mark)
}

// onDate gives a time without a date the date of the stamp before. If the clock
// fell by more than half a day midnight was passed.
func (r *Reader) onDate(m Moment) (Moment, bool) {
	if !r.date.HasDate {
		return m, false
	}
	d := r.date
	if d.HasTime && m.clock < d.clock && d.clock-m.clock > 12*parse.Hour {
		timestamp, _, ok := r.resolve(d)
		if !ok || timestamp.IsZero() {
			return m, false
		}
		day := (timestamp.Wall + parse.Ticks(timestamp.Offset)*parse.Second + parse.Day).Time()
		d = Moment{
			HasDate: true,
			weekday: -1,
			fixed:   true,
			year:    day.Year(),
			first:   int(day.Month()),
			second:  day.Day(),
		}
	}
	return d.withTime(m), true
}

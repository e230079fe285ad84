package console

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Moment is a date, a time of day, or both, as a text shows them. What is not
// in the text stays open: the order of day and month, the date, the zone.
type Moment struct {
	HasDate, HasTime bool

	first, second, year int  // numbers of the date; month and day if fixed
	separator           byte // between the numbers, 0 for a date with a month's name
	fixed               bool // first is the month, second the day
	weekday             int  // 0 Sunday to 6, -1 if not named

	clock      parse.Ticks // since midnight
	resolution parse.Ticks // as written: a minute, a second, a part of it
	zone       parse.Zone
	offset     int32 // seconds east of UTC
	cluster    bool  // of a line of cluster.log, which is in UTC unless its head says otherwise
}

// maxStamped is how much of a line is searched for a time.
const maxStamped = 4096

// FindMoment finds the first date and time in s. They stand in s[from:to].
func FindMoment(s string) (m Moment, from, to int, ok bool) {
	s = s[:min(len(s), maxStamped)]
	mayBeDated, mayBeTimed := mayHoldMoment(s)
	if !mayBeDated && !mayBeTimed {
		return m, 0, 0, false
	}
	m = Moment{weekday: -1, zone: parse.ZoneLocal, resolution: parse.Day}
	dateFrom, dateTo, timeFrom, timeTo := 0, 0, -1, -1
	if mayBeDated {
		dateFrom, dateTo = m.findDate(s)
	}
	if m.HasDate { // the time stands behind the date, seldom before it
		timeFrom, timeTo = m.findTime(s, dateTo, len(s), true)
		if !m.HasTime {
			timeFrom, timeTo = m.findTime(s, 0, dateFrom, true)
		}
	} else {
		timeFrom, timeTo = m.findTime(s, 0, len(s), false)
	}
	switch {
	case m.HasDate && m.HasTime:
		if m.zone == parse.ZoneLocal && m.fixed && OfClusterLog(s) && dateFrom == clusterPrefix {
			m.zone, m.cluster = parse.ZoneUTC, true
		}
		return m, min(dateFrom, timeFrom), max(dateTo, timeTo), true
	case m.HasDate:
		return m, dateFrom, dateTo, true
	case m.HasTime:
		return m, timeFrom, timeTo, true
	}
	return m, 0, 0, false
}

// clusterPrefix is how many bytes a line of cluster.log has before its date: 00001a2c.00000b24::
const clusterPrefix = 8 + 1 + 8 + 2

// OfClusterLog reports a line that begins as those of cluster.log do: with the process and the
// thread in hexadecimal digits.
func OfClusterLog(line string) bool {
	if len(line) <= clusterPrefix || line[8] != '.' || line[17:19] != "::" {
		return false
	}
	for i := range 17 {
		if c := line[i] | 0x20; i != 8 && !isDigit(line[i]) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return isDigit(line[clusterPrefix])
}

// mayHoldMoment spares most lines the search: a time has two digits with a colon between them, a date
// by number another mark, and all other dates a plausible year. Of what may be dated it tells no
// more.
func mayHoldMoment(s string) (dated, timed bool) {
	for i := 1; i < len(s)-1; i++ {
		if !momentBytes[s[i]] {
			continue
		}
		switch s[i] {
		case ':':
			timed = timed || isDigit(s[i-1]) && isDigit(s[i+1])
		case '-', '/', '.':
			spaced := s[i:i+2] == ". " && i+2 < len(s) && isDigit(s[i+2]) // 22. 11. 26
			if isDigit(s[i-1]) && (isDigit(s[i+1]) || spaced) {
				return true, true
			}
		case '9', '0':
			if yearAt(s, i-1) {
				return true, true
			}
		}
	}
	return false, timed
}

// momentBytes are the bytes that mayHoldMoment looks at.
var momentBytes = func() (is [256]bool) {
	for _, c := range ":-/.90" {
		is[c] = true
	}
	return is
}()

// number reads digits at s[i:], at most width of them.
func number(s string, i, width int) (value, next int) {
	for next = i; next < len(s) && next-i < width && isDigit(s[next]); next++ {
		value = value*10 + int(s[next]-'0')
	}
	return value, next
}

func (m *Moment) findDate(s string) (from, to int) {
	var year heldYear
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) || i > 0 && (isDigit(s[i-1]) || s[i-1] == '.' || isLetter(s[i-1])) {
			continue
		}
		if !mayBeDate(s, i, &year) {
			continue
		}
		if end := m.dateAt(s, i); end > 0 {
			m.HasDate = true
			from = i
			if w, at := weekdayBefore(s[:i]); w >= 0 {
				m.weekday, from = w, at
			}
			return from, end
		}
	}
	if !year.in(s) {
		return 0, 0
	}
	if from, to = m.monthNameDay(s); to > 0 {
		m.HasDate = true
		if w, at := weekdayBefore(s[:from]); w >= 0 {
			m.weekday, from = w, at
		}
	}
	return from, to
}

// mayBeDate spares most numbers the forms of dateAt: each has something of its own behind the first
// number, at s[i:]; a date with the name of a month has a year of four digits.
func mayBeDate(s string, i int, year *heldYear) bool {
	end := i + 1
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	if end == len(s) {
		return false
	}
	switch c, digits := s[end], end-i; c {
	case '/', '.', '-', '\xe5': // the last begins the word for the year
		return digits <= 4 || c == '-' && digits == 8
	case 'T', '_':
		return digits == 8 || digits <= 2 && year.in(s)
	default:
		return digits <= 2 && (c == ' ' || c == ',' || c >= utf8.RuneSelf || isLetter(c)) && year.in(s)
	}
}

// heldYear is mayHoldYear of a line, found out when it is asked.
type heldYear struct{ asked, held bool }

func (y *heldYear) in(s string) bool {
	if !y.asked {
		y.asked, y.held = true, mayHoldYear(s)
	}
	return y.held
}

// dateAt reads a date in any form at s[i:].
func (m *Moment) dateAt(s string, i int) (end int) {
	if end = m.numericDate(s, i); end > 0 {
		return end
	}
	if end = m.compactDate(s, i); end > 0 {
		return end
	}
	if end = m.ideographicDate(s, i); end > 0 {
		return end
	}
	return m.dayMonthName(s, i)
}

func plausibleYear(y int) bool { return y >= 1990 && y <= 2099 }

// numericDate reads 11/22/2026, 22.11.2026, 2026-11-22, 22/11/26.
func (m *Moment) numericDate(s string, i int) int {
	a, p := number(s, i, 4)
	if p >= len(s) || s[p] != '/' && s[p] != '-' && s[p] != '.' || p-i == 3 {
		return 0
	}
	separator, digitsA := s[p], p-i
	if separator == '.' && p+1 < len(s) && s[p+1] == ' ' { // 22. 11. 2026 (cs, hu)
		p++
	}
	b, q := number(s, p+1, 2)
	if q == p+1 || q >= len(s) || s[q] != separator {
		return 0
	}
	if separator == '.' && q+1 < len(s) && s[q+1] == ' ' {
		q++
	}
	c, end := number(s, q+1, 4)
	digitsC := end - q - 1
	if digitsC == 0 || end < len(s) && (isDigit(s[end]) || s[end] == separator && end+1 < len(s) && isDigit(s[end+1])) {
		return 0
	}
	d := *m
	switch {
	case digitsA == 4 && digitsC <= 2:
		d.year, d.first, d.second, d.fixed = a, b, c, true
	case digitsA <= 2 && digitsC == 4:
		d.first, d.second, d.year, d.separator = a, b, c, separator
	case digitsA <= 2 && digitsC == 2 && (separator != '.' || end < len(s) && s[end] == ' '):
		d.first, d.second, d.year, d.separator = a, b, 2000+c, separator
	default:
		return 0
	}
	if !plausibleYear(d.year) || d.first < 1 || d.second < 1 || d.first > 31 || d.second > 31 ||
		d.first > 12 && d.second > 12 ||
		d.fixed && d.first > 12 {
		return 0
	}
	*m = d
	return end
}

// compactDate reads the date of 20261122T020304.
func (m *Moment) compactDate(s string, i int) int {
	v, end := number(s, i, 8)
	if end-i != 8 || end >= len(s) || s[end] != 'T' && s[end] != '_' && s[end] != '-' || !plausibleYear(v/10000) {
		return 0
	}
	month, day := v/100%100, v%100
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return 0
	}
	m.year, m.first, m.second, m.fixed = v/10000, month, day, true
	return end
}

// ideographicDate reads the long date of Japanese and Chinese: y年m月d日.
func (m *Moment) ideographicDate(s string, i int) int {
	y, p := number(s, i, 4)
	rest, ok := strings.CutPrefix(s[p:], "年")
	if !ok {
		return 0
	}
	mo, q := number(rest, 0, 2)
	rest2, ok := strings.CutPrefix(rest[q:], "月")
	if !ok {
		return 0
	}
	d, r := number(rest2, 0, 2)
	rest3, ok := strings.CutPrefix(rest2[r:], "日")
	if !ok || !plausibleYear(y) || mo < 1 || mo > 12 || d < 1 || d > 31 {
		return 0
	}
	m.year, m.first, m.second, m.fixed = y, mo, d, true
	return len(s) - len(rest3)
}

// dayMonthName reads 22 Nov 2026, 22-Nov-2026, 22. November 2026, 22 de noviembre de 2026.
func (m *Moment) dayMonthName(s string, i int) int {
	day, p := number(s, i, 2)
	if day < 1 || day > 31 {
		return 0
	}
	p = skipFiller(s, p)
	month, p := monthAt(s, p)
	if month == 0 {
		return 0
	}
	p = skipFiller(s, p)
	year, end := number(s, p, 4)
	if end-p != 4 || !plausibleYear(year) {
		return 0
	}
	m.year, m.first, m.second, m.fixed = year, month, day, true
	return end
}

// monthNameDay reads November 22, 2026 and the Nov 22 14:03:22 UTC 2026 of date.
func (m *Moment) monthNameDay(s string) (from, to int) {
	for i := 0; i < len(s); i++ {
		if i > 0 && s[i-1] != ' ' && s[i-1] != ',' && s[i-1] != '[' && s[i-1] != '(' {
			continue
		}
		month, p := monthAt(s, i)
		if month == 0 {
			continue
		}
		p = skipFiller(s, p)
		day, p := number(s, p, 2)
		if day < 1 || day > 31 || p >= len(s) || isDigit(s[p]) {
			continue
		}
		q := skipFiller(s, p)
		if year, end := number(s, q, 4); end-q == 4 && plausibleYear(year) {
			m.year, m.first, m.second, m.fixed = year, month, day, true
			return i, end
		}
		if at := strings.LastIndexByte(s, ' '); at > p { // the year closes the line
			if year, end := number(s, at+1, 4); end-at == 5 && end == len(s) && plausibleYear(year) {
				m.year, m.first, m.second, m.fixed = year, month, day, true
				return i, p
			}
		}
	}
	return 0, 0
}

// mayHoldYear spares the search for a month: two digits with which a plausible year begins, and two
// more behind them.
func mayHoldYear(s string) bool {
	for i := 1; i < len(s); i++ {
		if (s[i] == '9' || s[i] == '0') && yearAt(s, i-1) {
			return true
		}
	}
	return false
}

// yearAt reports whether a number at s[i:] may be a plausible year.
func yearAt(s string, i int) bool { return beginsYear(s[i:]) && (i == 0 || !isDigit(s[i-1])) }

// beginsYear reports whether s begins with four digits that may be a plausible year.
func beginsYear(s string) bool {
	return len(s) >= 4 && (s[0] == '1' && s[1] == '9' || s[0] == '2' && s[1] == '0') && isDigit(s[2]) && isDigit(s[3])
}

// skipFiller skips what stands between the parts of a long date.
func skipFiller(s string, i int) int {
	for i < len(s) {
		switch {
		case strings.HasPrefix(s[i:], " de "):
			i += 4
		case s[i] == ' ' || s[i] == '.' || s[i] == ',' || s[i] == '-':
			i++
		default:
			return i
		}
	}
	return i
}

// findTime finds a time of day in s[from:to]. Behind a date it may be written
// with dots and may lack its own separator.
func (m *Moment) findTime(s string, from, to int, dated bool) (start, end int) {
	for i := from; i < to; i++ {
		if !isDigit(s[i]) {
			continue
		}
		if i > 0 && (isDigit(s[i-1]) || s[i-1] == '+' || s[i-1] == ':' || s[i-1] == '.' ||
			s[i-1] == '-' && !dated || isLetter(s[i-1]) && s[i-1] != 'T') {
			continue
		}
		if end := m.clockAt(s[:to], i, dated); end > 0 {
			start = i
			end = m.half(s, &start, from, end)
			end = m.zoneAt(s[:to], end)
			m.HasTime = true
			return start, end
		}
	}
	return -1, -1
}

// clockAt reads 14:03, 14:03:22.123 and, behind a date, 14.03.22, 14-03-22 and the basic
// form T140322 at s[i:].
func (m *Moment) clockAt(s string, i int, dated bool) int {
	hour, p := number(s, i, 2)
	if dated && p-i == 2 && i > 0 && s[i-1] == 'T' {
		if end := m.basicClock(s, i); end > 0 {
			return end
		}
	}
	if p >= len(s) || hour > 23 {
		return 0
	}
	separator := s[p]
	if separator != ':' && !(dated && (separator == '.' || separator == '-')) {
		return 0
	}
	minute, q := number(s, p+1, 2)
	if q-p != 3 || minute > 59 {
		return 0
	}
	if q >= len(s) || s[q] != separator {
		if separator != ':' || q < len(s) && !endsMinutes(s[q:]) {
			return 0
		}
		m.setClock(hour, minute, 0, parse.Minute)
		return q
	}
	second, r := number(s, q+1, 2)
	if r-q != 3 || second > 60 || r < len(s) && isDigit(s[r]) {
		return 0
	}
	m.setClock(hour, minute, second, parse.Second)
	return m.fraction(s, r)
}

// basicClock reads 140322.
func (m *Moment) basicClock(s string, i int) int {
	v, end := number(s, i, 6)
	hour, minute, second := v/10000, v/100%100, v%100
	if end-i != 6 || hour > 23 || minute > 59 || second > 60 {
		return 0
	}
	m.setClock(hour, minute, second, parse.Second)
	return end
}

// endsMinutes reports whether what follows the minutes can follow a time.
func endsMinutes(s string) bool {
	return !isDigit(s[0]) && (!isLetter(s[0]) || isHalf(s) || s[0] == 'Z' || s[0] == '>')
}

// fraction reads the part of a second that stands at s[i:], if one does.
func (m *Moment) fraction(s string, i int) int {
	if i+1 >= len(s) || s[i] != '.' && s[i] != ',' || !isDigit(s[i+1]) {
		return i
	}
	unit := parse.Second
	for i++; i < len(s) && isDigit(s[i]); i++ {
		if unit > 1 {
			unit /= 10
			m.clock += parse.Ticks(s[i]-'0') * unit
		}
	}
	m.resolution = unit
	return i
}

func (m *Moment) setClock(hour, minute, second int, resolution parse.Ticks) {
	m.clock = parse.Ticks(hour)*parse.Hour + parse.Ticks(minute)*parse.Minute + parse.Ticks(second)*parse.Second
	m.resolution = resolution
}

// isHalf reports whether s begins with a mark of the half of the day.
func isHalf(s string) bool {
	_, _, ok := halfAt(s)
	return ok
}

// halfAt reads am, pm, a.m., p. m. and the like, in capitals or not.
func halfAt(s string) (afternoon bool, length int, ok bool) {
	if s == "" || s[0]|0x20 != 'a' && s[0]|0x20 != 'p' {
		return false, 0, false
	}
	afternoon = s[0]|0x20 == 'p'
	dotted := len(s) > 1 && s[1] == '.'
	i := 1
	if dotted {
		if i++; i < len(s) && s[i] == ' ' {
			i++
		}
	}
	if i >= len(s) || s[i]|0x20 != 'm' {
		return false, 0, false
	}
	if i++; dotted {
		if i >= len(s) || s[i] != '.' {
			return false, 0, false
		}
		i++
	}
	return afternoon, i, i >= len(s) || !isLetter(s[i])
}

// half applies AM or PM, which stands behind the time, in Chinese, Japanese and
// Korean before it.
func (m *Moment) half(s string, start *int, from, end int) int {
	p := end
	for p < len(s) && s[p] == ' ' {
		p++
	}
	afternoon, length, ok := halfAt(s[p:])
	if ok {
		end = p + length
	} else if before := strings.TrimRight(s[from:*start], " "); before != "" && before[len(before)-1] >= 0x80 {
		for _, h := range []struct {
			word      string
			afternoon bool
		}{{"上午", false}, {"下午", true}, {"午前", false}, {"午後", true}, {"오전", false}, {"오후", true}} {
			if strings.HasSuffix(before, h.word) {
				afternoon, ok = h.afternoon, true
				*start = from + len(before) - len(h.word)
			}
		}
	}
	if ok {
		switch hour := m.clock / parse.Hour; {
		case afternoon && hour < 12:
			m.clock += 12 * parse.Hour
		case !afternoon && hour == 12:
			m.clock -= 12 * parse.Hour
		}
	}
	return end
}

// zoneAt reads a zone behind the time. Only Z, UTC, GMT and numbers say what
// they are; the names of other zones are not unique, the time stays local.
func (m *Moment) zoneAt(s string, end int) int {
	p := end
	for p < len(s) && s[p] == ' ' {
		p++
	}
	rest := s[p:]
	for _, name := range []string{"UTC", "GMT", "Z"} {
		if after, ok := strings.CutPrefix(rest, name); ok && (after == "" || !isWordByte(after[0])) {
			if off, n := offsetAt(after); n > 0 {
				m.zone, m.offset = parse.ZoneOffset, off
				return p + len(name) + n
			}
			m.zone = parse.ZoneUTC
			return p + len(name)
		}
	}
	if off, n := offsetAt(rest); n > 0 {
		m.zone, m.offset = parse.ZoneOffset, off
		return p + n
	}
	return end
}

// offsetAt reads +02:00, -0800, +02.
func offsetAt(s string) (seconds int32, length int) {
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0, 0
	}
	h, p := number(s, 1, 2)
	if p < 2 || h > 14 {
		return 0, 0
	}
	if p < len(s) && s[p] == ':' {
		p++
	}
	mi, q := number(s, p, 2)
	if q-p != 2 && q != p || mi > 59 || q < len(s) && isWordByte(s[q]) || q == p && p != 3 {
		return 0, 0
	}
	seconds = int32(h*3600 + mi*60)
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, q
}

// wall returns the date as ticks, with month and day in the given order; ok is
// false if there is no such day.
func (m *Moment) wall(monthFirst bool) (parse.Ticks, bool) {
	month, day := m.first, m.second
	if !monthFirst && !m.fixed {
		month, day = day, month
	}
	if month < 1 || month > 12 {
		return 0, false
	}
	t := time.Date(m.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if (day < 1 || day > 28) && t.Day() != day {
		return 0, false
	}
	return parse.FromTime(t) + m.clock, true
}

// timestamp makes a Timestamp of a wall clock value.
func (m *Moment) timestamp(wall parse.Ticks) parse.Timestamp {
	t := parse.Timestamp{Wall: wall, Resolution: m.resolution, Zone: m.zone, Offset: m.offset}
	if m.zone == parse.ZoneOffset {
		t.Wall -= parse.Ticks(m.offset) * parse.Second
	}
	return t
}

// ParseOffset reads an offset from UTC such as -8:00 or +05:30, in seconds.
func ParseOffset(s string) (int32, bool) {
	s = strings.TrimSpace(s)
	sign := int32(1)
	if t, ok := strings.CutPrefix(s, "-"); ok {
		s, sign = t, -1
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	hours, minutes, _ := strings.Cut(s, ":")
	const digits = 4
	h, end := number(hours, 0, digits)
	if end == 0 || end < len(hours) || h > 14 {
		return 0, false
	}
	m, end := number(minutes, 0, digits)
	if end < len(minutes) || m > 59 {
		return 0, false
	}
	return sign * int32(h*3600+m*60), true
}

// Day returns m without its time of day.
func (m Moment) Day() Moment {
	m.HasTime, m.clock, m.resolution = false, 0, parse.Day
	return m
}

// DayFirst returns m with its day before its month, where both orders are possible:
// what stands beside it says so, as labels of a language whose locales all write
// dates like that.
func (m Moment) DayFirst() Moment {
	if m.HasDate && !m.fixed && m.second <= 12 {
		m.first, m.second, m.fixed = m.second, m.first, true
	}
	return m
}

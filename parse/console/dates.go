package console

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// dateOrders is what a document tells about the order of day and month, one
// answer for each separator: 11/22/2026 and 22.11.2026 come from different
// programs or settings.
type dateOrders struct {
	orders [3]dateOrder
	words  dateOrder // by the language of labels of events
	locale dateOrder // from a systeminfo in the same file
	offset statedOffsets
	// clusterLocal is set by the head of a cluster.log that was written with -UseLocalTime.
	clusterLocal bool
}

type dateOrder struct{ monthFirst, dayFirst bool }

// decided reports whether exactly one order has evidence.
func (o dateOrder) decided() bool { return o.monthFirst != o.dayFirst }

// form is how the document writes the dates whose order can be open, by what it shows itself.
func (o *dateOrders) form() parse.DateForm {
	order := o.orders[separatorIndex('/')]
	if !order.decided() {
		order = o.words
	}
	return parse.FormOfDates(order.monthFirst, order.dayFirst)
}

func separatorIndex(separator byte) int { return strings.IndexByte("/-.", separator) }

// dateLearner is what the lines of a text have told: a number above 12, the name
// of the weekday, the order of stamp lines, the locale that a systeminfo in the
// same file shows.
type dateLearner struct {
	dateOrders
	line int32 // that is looked at
	last [3]struct{ monthFirst, dayFirst parse.Ticks }
	seen [3]struct{ month, day parse.Trend } // of the times of events
	back [3]dateOrder                        // a reading that goes backwards
	days [3]parse.DayOrder
	// The last date of an event that both orders allow, and the last line that names Windows
	// Server Backup.
	event struct {
		line           int32
		separator      int
		asMonth, asDay parse.Ticks
	}
	backup   int32
	dayFirst []func(line string) bool // those of grammars, see Grammar.DayFirst
}

func newDateLearner(grammars []Grammar) *dateLearner {
	l := &dateLearner{}
	l.orders[separatorIndex('.')].dayFirst = true // no locale writes m.d.y (CLDR)
	for k := range grammars {
		if is := grammars[k].DayFirst; is != nil {
			l.dayFirst = append(l.dayFirst, is)
		}
	}
	return l
}

func (l *dateLearner) learn(s string) {
	if !mayHoldDate(s) || strings.IndexByte(s, '{') >= 0 ||
		strings.Contains(s, ", TID ") { // SqlWriterLogger is month first everywhere
		l.learnLocale(s)
		return
	}
	if beginsISO(s) && !strings.Contains(s, "UTC ") { // tells nothing
		return
	}
	m, from, to, ok := FindMoment(s)
	if ok {
		l.learnOffset(s, &m, to)
	}
	if !ok || !m.HasDate || m.fixed {
		return
	}
	k := separatorIndex(m.separator)
	asMonth, okMonth := m.wall(true)
	asDay, okDay := m.wall(false)
	if m.weekday >= 0 && okMonth && okDay {
		okMonth, okDay = weekdayOf(asMonth) == m.weekday, weekdayOf(asDay) == m.weekday
	}
	if okMonth && okDay {
		l.days[k].Add(asMonth, asDay)
		l.event.line, l.event.separator, l.event.asMonth, l.event.asDay = l.line, k, asMonth, asDay
		if isEventLabel(s[:from]) && m.HasTime {
			l.seen[k].month.Add(asMonth)
			l.seen[k].day.Add(asDay)
		}
	}
	switch {
	case okMonth && !okDay:
		l.orders[k].monthFirst = true
	case okDay && !okMonth:
		l.orders[k].dayFirst = true
	case okMonth && okDay && m.HasTime && isStampRest(s[:from], s[to:]) && !isEventLabel(s[:from]):
		last := &l.last[k]
		l.back[k].monthFirst = l.back[k].monthFirst || asMonth < last.monthFirst
		l.back[k].dayFirst = l.back[k].dayFirst || asDay < last.dayFirst
		last.monthFirst, last.dayFirst = asMonth, asDay
	}
}

// isEventLabel reports whether nothing but a label of one word stands before a time:
// the "Date:" of an event. Events are listed with the newest first as often as with
// the oldest, so that their order tells nothing.
func isEventLabel(before string) bool {
	before = strings.TrimSpace(before)
	label, ok := strings.CutSuffix(before, ":")
	return ok && !strings.ContainsAny(strings.TrimSpace(label), " :")
}

// decide takes the order of stamp lines where nothing else has told, else how the days
// lie.
func (l *dateLearner) decide() dateOrders {
	for k, back := range l.back {
		if o := &l.orders[k]; !o.monthFirst && !o.dayFirst && back.decided() {
			*o = dateOrder{monthFirst: back.dayFirst, dayFirst: back.monthFirst}
		}
		if o, seen := &l.orders[k], &l.seen[k]; !o.monthFirst && !o.dayFirst {
			*o = dateOrder{monthFirst: seen.month.Turns() == 0 && seen.day.Turns() > 0, dayFirst: seen.day.Turns() == 0 && seen.month.Turns() > 0}
		}
		if o := &l.orders[k]; !o.monthFirst && !o.dayFirst {
			if first, decided := l.days[k].MonthFirst(); decided {
				*o = dateOrder{monthFirst: first, dayFirst: !first}
			}
		}
	}
	l.offset.sort()
	return l.dateOrders
}

// eventLines is how far the lines of an event are apart at most that are read together.
const eventLines = 24

// watch takes a line of any kind: the language of its label, and the time that a message of
// Windows Server Backup states, which is that of its event.
func (l *dateLearner) watch(text string, has traits, line int32) {
	l.line = line
	l.clusterLocal = l.clusterLocal || strings.HasPrefix(text, "The logs were generated using local time")
	if has&hasMark != 0 && strings.Contains(text, "Microsoft-Windows-Backup") {
		l.backup = line
	}
	if e := &l.event; l.backup > 0 && e.line > 0 && line-l.backup <= eventLines && line-e.line <= eventLines {
		l.days[e.separator].SeeOwn(e.asMonth, e.asDay, text)
	}
	for k := 0; k < len(l.dayFirst) && !l.words.dayFirst && has&hasColon != 0; k++ {
		l.words.dayFirst = l.dayFirst[k](text)
	}
}

// hasNoDate reports whether learn has nothing to learn from a raw line: what it
// looks for is ASCII in every encoding but UTF-16.
func hasNoDate(raw []byte, has traits) bool {
	s := parse.Borrow(raw)
	if has&hasSemicolon != 0 {
		return false
	}
	return has&hasDigit == 0 || has&hasMark == 0 || !mayHoldDate(s) ||
		beginsISO(s) && isPlain(s) && !strings.Contains(s, "UTC ")
}

// beginsISO reports whether the first date of s is 2026-11-22.
func beginsISO(s string) bool {
	at := strings.IndexAny(s, "0123456789")
	if at < 0 || len(s) < at+10 {
		return false
	}
	var m Moment
	return s[at+4] == '-' && m.numericDate(s, at) > 0 && m.fixed
}

func mayHoldDate(s string) bool {
	for i := 1; i < len(s)-1; i++ {
		if c := s[i]; c <= '/' && c >= '-' && isDigit(s[i+1]) && isDigit(s[i-1]) {
			return true
		}
	}
	return false
}

// learnLocale reads "en-us;English (United States)", which systeminfo prints in
// any language. The United States write the month first; the system's locale
// need not be the user's, so this is the last resort.
func (l *dateLearner) learnLocale(s string) {
	if strings.IndexByte(s, ';') < 0 {
		return
	}
	_, value, ok := Label(s)
	locale, name, _ := strings.Cut(value, ";")
	if !ok || name == "" || len(locale) != len("fr") && (len(locale) != len("fr-ca") || locale[2] != '-') ||
		!isLetter(locale[0]) || !isLetter(locale[1]) {
		return
	}
	switch parse.FormOfLocale(locale) {
	case parse.DatesMonthFirst:
		l.locale.monthFirst = true
	case parse.DatesDayFirst:
		l.locale.dayFirst = true
	}
}

func weekdayOf(t parse.Ticks) int { return int((t/parse.Day + 1) % 7) } // 1601-01-01 was a Monday

// resolve returns the reading of m. If the order of day and month is open both
// readings are returned, month first and day first, and ok is false.
func (d *Document) resolve(m Moment) (timestamp, other parse.Timestamp, ok bool) {
	m = d.dates.offset.of(m)
	if m.cluster && d.dates.clusterLocal {
		m.zone = parse.ZoneLocal
	}
	asMonth, okMonth := m.wall(true)
	if m.fixed {
		if !okMonth {
			return parse.Timestamp{}, parse.Timestamp{}, true
		}
		return m.timestamp(asMonth), parse.Timestamp{}, true
	}
	asDay, okDay := m.wall(false)
	if okMonth && okDay && m.weekday >= 0 && (weekdayOf(asMonth) == m.weekday) != (weekdayOf(asDay) == m.weekday) {
		okMonth, okDay = weekdayOf(asMonth) == m.weekday, weekdayOf(asDay) == m.weekday
	}
	if okMonth && okDay && asMonth != asDay {
		order := d.dates.orders[separatorIndex(m.separator)]
		if !order.monthFirst && !order.dayFirst {
			order = d.dates.words
		}
		if !order.monthFirst && !order.dayFirst {
			order = d.dates.locale
		}
		if !order.decided() {
			return m.timestamp(asMonth), m.timestamp(asDay), false
		}
		okMonth, okDay = order.monthFirst, order.dayFirst
	}
	switch {
	case okMonth:
		return m.timestamp(asMonth), parse.Timestamp{}, true
	case okDay:
		return m.timestamp(asDay), parse.Timestamp{}, true
	}
	return parse.Timestamp{}, parse.Timestamp{}, true
}

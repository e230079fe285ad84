package text

import (
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// dateOrders is what a document tells about the order of day and month, one
// answer for each separator: 11/22/2026 and 22.11.2026 come from different
// programs or settings.
type dateOrders struct {
	orders   [3]dateOrder
	modified parse.Ticks // of the file; no stamp in it is later
	locale   dateOrder   // from a systeminfo in the same file
}

type dateOrder struct{ monthFirst, dayFirst bool }

// decided reports whether exactly one order has evidence.
func (o dateOrder) decided() bool { return o.monthFirst != o.dayFirst }

func separatorIndex(separator byte) int { return strings.IndexByte("/-.", separator) }

// learnDates collects the evidence of all lines: a number above 12, the name of
// the weekday, the order of stamp lines, the file's modification time (no stamp
// in a file is later than that, whatever the zone), the locale that a systeminfo
// in the same file shows.
func (d *Document) learnDates(modified parse.Ticks) {
	d.dates = dateOrders{modified: modified}
	d.dates.orders[separatorIndex('.')] = dateOrder{dayFirst: true} // no locale writes m.d.y (CLDR)
	var last [3]struct{ monthFirst, dayFirst parse.Ticks }
	var back [3]dateOrder // a reading that goes backwards
	for i := range d.Lines {
		s := d.Lines[i].Text
		if !mayHoldDate(s) || strings.IndexByte(s, '{') >= 0 || strings.Contains(s, ", TID ") { // SqlWriterLogger is month first everywhere
			d.learnLocale(s)
			continue
		}
		m, from, to, ok := FindMoment(s)
		if !ok || !m.HasDate || m.fixed {
			continue
		}
		k := separatorIndex(m.separator)
		asMonth, okMonth := m.wall(true)
		asDay, okDay := m.wall(false)
		if m.weekday >= 0 && okMonth && okDay {
			okMonth, okDay = weekdayOf(asMonth) == m.weekday, weekdayOf(asDay) == m.weekday
		}
		switch {
		case okMonth && !okDay:
			d.dates.orders[k].monthFirst = true
		case okDay && !okMonth:
			d.dates.orders[k].dayFirst = true
		case okMonth && okDay && m.HasTime && isStampRest(s[:from], s[to:]):
			if asMonth < last[k].monthFirst {
				back[k].monthFirst = true
			}
			if asDay < last[k].dayFirst {
				back[k].dayFirst = true
			}
			last[k].monthFirst, last[k].dayFirst = asMonth, asDay
		}
	}
	for k := range back {
		if o := &d.dates.orders[k]; !o.monthFirst && !o.dayFirst && back[k].decided() {
			*o = dateOrder{monthFirst: back[k].dayFirst, dayFirst: back[k].monthFirst}
		}
	}
}

func mayHoldDate(s string) bool {
	for i := 2; i < len(s); i++ {
		if (s[i-1] == '/' || s[i-1] == '-' || s[i-1] == '.') && isDigit(s[i]) && isDigit(s[i-2]) {
			return true
		}
	}
	return false
}

// learnLocale reads "en-us;English (United States)", which systeminfo prints in
// any language. The United States write the month first; the system's locale
// need not be the user's, so this is the last resort.
func (d *Document) learnLocale(s string) {
	_, value, ok := Label(s)
	if !ok || len(value) < 6 || value[2] != '-' || value[5] != ';' {
		return
	}
	if region := strings.ToLower(value[3:5]); region == "us" || region == "ph" {
		d.dates.locale.monthFirst = true
	} else {
		d.dates.locale.dayFirst = true
	}
}

func weekdayOf(t parse.Ticks) int { return int((t/parse.Day + 1) % 7) } // 1601-01-01 was a Monday

// resolve returns the reading of m. If the order of day and month is open both
// readings are returned, month first and day first, and ok is false.
func (d *Document) resolve(m Moment) (reading, other parse.Reading, ok bool) {
	asMonth, okMonth := m.wall(true)
	if m.fixed {
		if !okMonth {
			return parse.Reading{}, parse.Reading{}, true
		}
		return m.reading(asMonth), parse.Reading{}, true
	}
	asDay, okDay := m.wall(false)
	if okMonth && okDay && m.weekday >= 0 && (weekdayOf(asMonth) == m.weekday) != (weekdayOf(asDay) == m.weekday) {
		okMonth, okDay = weekdayOf(asMonth) == m.weekday, weekdayOf(asDay) == m.weekday
	}
	if okMonth && okDay && asMonth != asDay {
		order := d.dates.orders[separatorIndex(m.separator)]
		if latest := d.dates.modified + 14*parse.Hour; d.dates.modified > 0 && !order.decided() {
			if (asMonth > latest) != (asDay > latest) {
				order = dateOrder{monthFirst: asMonth <= latest, dayFirst: asDay <= latest}
			}
		}
		if !order.monthFirst && !order.dayFirst {
			order = d.dates.locale
		}
		if !order.decided() {
			return m.reading(asMonth), m.reading(asDay), false
		}
		okMonth, okDay = order.monthFirst, order.dayFirst
	}
	switch {
	case okMonth:
		return m.reading(asMonth), parse.Reading{}, true
	case okDay:
		return m.reading(asDay), parse.Reading{}, true
	}
	return parse.Reading{}, parse.Reading{}, true
}

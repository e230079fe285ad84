package parse

import (
	"strings"
	"time"
)

// DayOrder tells the order of day and month in the dates of one text or table, where all
// of its dates can be read in both ways, by how the days lie: what a log writes lies on
// days that follow each other. Read in the wrong order the days of one month become
// the same day of as many months. Days that the text writes year first, as messages do that
// quote a time of their own, are days of the same time.
type DayOrder struct {
	month, day map[int64]bool // days in each reading
	Stated     StatedDays
	dates      int
	last       int64 // the day of the date before, with the month first
}

const (
	leastDays   = 4    // days that a text has to speak of
	datesPerDay = 10   // dates of each on average: a list of monthly jobs has one or two
	mostDays    = 4096 // that are kept; more than a log that stays open has
)

// Add takes a date that both orders allow.
func (o *DayOrder) Add(monthFirst, dayFirst Ticks) {
	if o.month == nil {
		o.month, o.day = map[int64]bool{}, map[int64]bool{}
	}
	o.dates++
	at := int64(monthFirst / Day)
	if at == o.last { // as most are
		return
	}
	o.last = at
	if len(o.month) < mostDays && len(o.day) < mostDays {
		o.month[at] = true
		o.day[int64(dayFirst/Day)] = true
	}
}

// StatedDays are the days that a text writes as 2024-03-05.
type StatedDays map[int64]bool

// See takes those of a line.
func (d *StatedDays) See(line string) {
	const form = "2006-01-02"
	for at := 0; len(*d) < mostDays; {
		i := strings.Index(line[at:], "-")
		if at += i; i < 0 || at+len("-01-02") > len(line) {
			return
		}
		if from := at - len("2006"); from >= 0 && line[at+len("-01")] == '-' && line[from] == '2' {
			if t, err := time.Parse(form, line[from:from+len(form)]); err == nil {
				if *d == nil {
					*d = StatedDays{}
				}
				(*d)[int64(FromTime(t)/Day)] = true
			}
		}
		at++
	}
}

// near reports whether one of the days lies within a day of one that is stated: zones
// differ.
func (d StatedDays) near(days map[int64]bool) bool {
	for at := range days {
		if d[at-1] || d[at] || d[at+1] {
			return true
		}
	}
	return false
}

// MonthFirst reports whether the month is first; decided is false where the days do not
// tell.
func (o *DayOrder) MonthFirst() (first, decided bool) {
	if month, day := o.Stated.near(o.month), o.Stated.near(o.day); month != day {
		return month, true
	}
	if n := len(o.month); n < leastDays || n != len(o.day) || o.dates < datesPerDay*n {
		return false, false
	}
	month, day := span(o.month), span(o.day)
	n := int64(len(o.month))
	switch {
	case month <= 2*n && day >= 20*(n-1):
		return true, true
	case day <= 2*n && month >= 20*(n-1):
		return false, true
	}
	return false, false
}

// span is how many days lie from the first to the last.
func span(days map[int64]bool) int64 {
	first, last, begun := int64(0), int64(0), false
	for d := range days {
		if !begun {
			first, last, begun = d, d, true
		}
		first, last = min(first, d), max(last, d)
	}
	return last - first + 1
}

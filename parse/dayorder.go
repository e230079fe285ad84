package parse

import (
	"iter"
	"slices"
	"strings"
	"time"
)

// DayOrder tells the order of day and month in the dates of one text or table, where all
// of its dates can be read in both ways, by how the days lie: what a log writes lies on
// days that follow each other. Read in the wrong order the days of one month become
// the same day of as many months.
type DayOrder struct {
	month, day map[int64]bool // days in each reading
	// days that rows state year first, which are those of the row in one reading alone
	monthStated, dayStated map[int64]bool
	ownMonth, ownDay       bool // see SeeOwn
	dates                  int
	last                   int64      // the day of the date before, with the month first
	walls                  [2][]Ticks // of each date in each reading, the first mostWalls
}

const (
	leastDays   = 4    // days that a text has to speak of
	datesPerDay = 10   // dates of each on average: a list of monthly jobs has one or two
	mostDays    = 4096 // that are kept; more than a log that stays open has
	mostWalls   = 1 << 14
)

// Add takes a date that both orders allow.
func (o *DayOrder) Add(monthFirst, dayFirst Ticks) {
	if o.month == nil {
		o.month, o.day = map[int64]bool{}, map[int64]bool{}
	}
	o.dates++
	if len(o.walls[0]) < mostWalls {
		o.walls[0], o.walls[1] = append(o.walls[0], monthFirst), append(o.walls[1], dayFirst)
	}
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

// See takes a row: the two readings of its date, and its text. Messages quote the time that they are about with the
// year first, which has one reading. If such a day in the text is the day of the row in one reading of its date alone,
// it speaks for that reading. One row decides nothing, as what it quotes may be planned, a month ahead.
func (o *DayOrder) See(monthFirst, dayFirst Ticks, text string) {
	for day := range statedDays(text) {
		month, reverse := within(day, monthFirst), within(day, dayFirst)
		switch {
		case month == reverse || len(o.monthStated)+len(o.dayStated) >= mostDays:
		case month:
			o.monthStated = keep(o.monthStated, day)
		default:
			o.dayStated = keep(o.dayStated, day)
		}
	}
}

// SeeOwn is See for a text that states when what the row is about was: one row is enough.
func (o *DayOrder) SeeOwn(monthFirst, dayFirst Ticks, text string) {
	for day := range statedDays(unmarked(text)) {
		month, reverse := within(day, monthFirst), within(day, dayFirst)
		o.ownMonth, o.ownDay = o.ownMonth || month && !reverse, o.ownDay || reverse && !month
	}
}

// unmarked is a text without the marks of direction that Windows sets between the numbers of a
// time in a message.
func unmarked(text string) string {
	if !strings.Contains(text, directionMark) {
		return text
	}
	return strings.ReplaceAll(text, directionMark, "")
}

const directionMark = "\u200e"

func keep(days map[int64]bool, day int64) map[int64]bool {
	if days == nil {
		days = map[int64]bool{}
	}
	days[day] = true
	return days
}

// within reports whether a day is that of a reading, or one beside it: zones differ.
func within(day int64, at Ticks) bool {
	d := day - int64(at/Day)
	return d >= -1 && d <= 1
}

// statedDays are the days that a text writes as 2024-03-05.
func statedDays(text string) iter.Seq[int64] {
	const form = "2006-01-02"
	return func(yield func(int64) bool) {
		for at := 0; ; at++ {
			i := strings.IndexByte(text[at:], '-')
			if at += i; i < 0 || at+len("-01-02") > len(text) {
				return
			}
			from := at - len("2006")
			if from < 0 || text[at+len("-01")] != '-' || text[from] != '2' {
				continue
			}
			if t, err := time.Parse(form, text[from:from+len(form)]); err == nil && !yield(int64(FromTime(t)/Day)) {
				return
			}
		}
	}
}

// MonthFirst reports whether the month is first; decided is false where the days do not
// tell.
func (o *DayOrder) MonthFirst() (first, decided bool) {
	if o.ownMonth != o.ownDay {
		return o.ownMonth, true
	}
	if first, decided = o.dense(); decided {
		return first, true
	}
	if month, day := overMidnight(o.walls[0]), overMidnight(o.walls[1]); month != day {
		return month, true
	}
	const leastStated = 2
	switch month, day := len(o.monthStated), len(o.dayStated); {
	case day == 0 && month >= leastStated:
		return true, true
	case month == 0 && day >= leastStated:
		return false, true
	}
	return false, false
}

// dense tells the order by how the days lie.
func (o *DayOrder) dense() (first, decided bool) {
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

// overMidnight reports a log that goes on over a midnight: late in one day and early in the next one several dates,
// with no long pause between them. Read in the wrong order the two days are a month apart, and the log would be silent
// for that month from just before midnight until just after it.
func overMidnight(walls []Ticks) bool {
	const (
		several = 3
		beside  = 3 * Hour
		pause   = 2 * Hour
	)
	walls = slices.Sorted(slices.Values(walls))
	for i := several; i+several <= len(walls); i++ {
		before, after := walls[i-1], walls[i]
		midnight := after - after%Day
		if before < midnight && after-before <= pause && midnight-walls[i-several] <= beside && walls[i+several-1]-midnight <= beside {
			return true
		}
	}
	return false
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

// DateForm is how an input writes the day and the month of its dates.
type DateForm uint8

// Forms of dates. Those with the year first are of none of them.
const (
	DatesOpen       DateForm = iota // nothing tells
	DatesMonthFirst                 // 11/22/2026
	DatesDayFirst                   // 22/11/2026
)

// FormOfDates is the form for which there is evidence, if there is for one alone.
func FormOfDates(monthFirst, dayFirst bool) DateForm {
	switch {
	case monthFirst == dayFirst:
		return DatesOpen
	case monthFirst:
		return DatesMonthFirst
	}
	return DatesDayFirst
}

// FormOfLocale is how a locale writes dates, such as en-US, or fr of a Windows that names no region.
func FormOfLocale(locale string) DateForm {
	language, region, ok := strings.Cut(locale, "-")
	switch {
	case ok:
		return FormOfDates(MonthFirstRegion(region), !MonthFirstRegion(region))
	case language == "" || strings.EqualFold(language, "en"):
		return DatesOpen
	}
	return DatesDayFirst // or the year first, which leaves nothing open
}

// MonthFirstRegion reports whether a region, such as the US of en-US, writes the month of a
// date before its day: the United States and the Philippines do.
func MonthFirstRegion(region string) bool {
	return strings.EqualFold(region, "us") || strings.EqualFold(region, "ph")
}

// Trend counts which way the times of successive events or rows go, that stand in order of
// time, the newest or the oldest first.
type Trend struct {
	last     Ticks
	up, down int
}

// Add takes the time of the next one. Times that are near each other do not count: they may be
// out of order, as those of a start of the host are.
func (t *Trend) Add(at Ticks) {
	const farApart = Day / 2
	switch step := at - t.last; {
	case t.last == 0:
	case step >= farApart:
		t.up++
	case step <= -farApart:
		t.down++
	}
	t.last = at
}

// Turns returns how many steps go against the direction of most.
func (t *Trend) Turns() int { return min(t.up, t.down) }

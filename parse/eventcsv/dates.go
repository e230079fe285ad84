package eventcsv

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/rendered"
)

// clock is a time as a table shows it: a date of three numbers whose order may be
// open, and a time of day, of the host's zone. Or a reading that leaves nothing open.
type clock struct {
	exact         parse.Timestamp // set if the form is ISO 8601 or the like
	first, second int
	year          int
	fixed         bool // first is the month
	dayFirst      bool // the separator says that the day is first
	seconds       parse.Ticks
	resolution    parse.Ticks
}

// parseClock reads a date and a time of day in one text: 11/22/2026 5:46:15 PM,
// 22.11.2026 17:46:15, 2026/11/22 17:46, 2026-11-22T17:46:15.1234567Z. Words that
// are no English AM or PM leave the half of the day open, so that it is refused.
func parseClock(s string) (c clock, ok bool) {
	s = strings.TrimSpace(s)
	if r, ok := rendered.Stamp(s, true); ok && strings.ContainsAny(s, "-(") {
		return clock{exact: r}, true
	}
	date, rest, ok := strings.Cut(blanks.Replace(s), " ")
	if !ok || !c.date(strings.TrimRight(date, ".,")) || !c.timeOfDay(strings.TrimSpace(rest)) {
		return c, false
	}
	return c, true
}

// date reads three numbers.
func (c *clock) date(s string) bool {
	at := strings.IndexAny(s, "/.-")
	if at < 0 {
		return false
	}
	parts := strings.Split(s, s[at:at+1])
	if len(parts) != 3 {
		return false
	}
	var n [3]int
	for i, part := range parts {
		v, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) > 4 {
			return false
		}
		n[i] = int(v)
	}
	switch {
	case len(parts[0]) == 4:
		c.year, c.first, c.second, c.fixed = n[0], n[1], n[2], true
	case len(parts[2]) == 4:
		c.first, c.second, c.year = n[0], n[1], n[2]
	case len(parts[2]) == 2:
		c.first, c.second, c.year = n[0], n[1], 2000+n[2]
	default:
		return false
	}
	c.dayFirst = s[at] == '.' // no locale writes m.d.y (CLDR)
	return c.year >= 1990 && c.year <= 2099 && (c.valid(true) || c.valid(false))
}

// valid reports whether the date exists with that order.
func (c *clock) valid(monthFirst bool) bool {
	month, day := c.first, c.second
	if !monthFirst {
		month, day = day, month
	}
	return month >= 1 && month <= 12 && day >= 1 &&
		day <= time.Date(c.year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

var (
	blanks = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u200e", "", "\u200f", "") // of several locales
	halves = strings.NewReplacer(".", "", " ", "")                                         // of "p. m."
)

// timeOfDay reads 5:46:15 PM, 17:46:15, 17.46.15, 17:46:15.123 or 17:46.
func (c *clock) timeOfDay(s string) bool {
	digits := strings.TrimRight(s, "APMapm. ")
	half := strings.ToLower(halves.Replace(s[len(digits):]))
	separator := strings.IndexAny(digits, ":.")
	if separator < 0 {
		return false
	}
	fraction := ""
	parts := strings.Split(digits, digits[separator:separator+1])
	if n := len(parts) - 1; n == 2 {
		if at := strings.IndexAny(parts[n], ".,"); at >= 0 {
			parts[n], fraction = parts[n][:at], parts[n][at+1:]
		}
	}
	c.resolution = parse.Minute
	limits := [3]uint64{23, 59, 59}
	units := [3]parse.Ticks{parse.Hour, parse.Minute, parse.Second}
	if len(parts) < 2 || len(parts) > 3 {
		return false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || n > limits[i] || len(part) > 2 {
			return false
		}
		if i == 0 && half != "" {
			if n < 1 || n > 12 {
				return false
			}
			n %= 12
			if half == "pm" {
				n += 12
			}
		}
		c.seconds += parse.Ticks(n) * units[i]
	}
	if len(parts) == 3 {
		c.resolution = parse.Second
	}
	for i := 0; i < len(fraction); i++ {
		if fraction[i] < '0' || fraction[i] > '9' {
			return false
		}
		if c.resolution > parse.Tick {
			c.resolution /= 10
			c.seconds += parse.Ticks(fraction[i]-'0') * c.resolution
		}
	}
	return half == "" || half == "am" || half == "pm"
}

// wall returns the time with that order of month and day.
func (c *clock) wall(monthFirst bool) parse.Ticks {
	month, day := c.first, c.second
	if !monthFirst {
		month, day = day, month
	}
	return parse.FromTime(time.Date(c.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)) + c.seconds
}

// order is what a table tells about the order of day and month.
type order struct {
	month, day   parse.Trend
	onlyMonth    bool // a date exists with the month first only
	onlyDay      bool
	anyDayFirsts bool
	foreign      bool // its heading, or words of its rows, are of a language that writes the day first
	rows         int
	days         parse.DayOrder
	numbered     numbered
	settled      bool // all rows were seen: first and decided are what they tell
	first        bool
	decided      bool
}

// numbered are the rows of a table of one log by the ids of their records: these tell in which order they were written,
// whatever the order of the rows is.
type numbered struct {
	rows    []numberedRow
	channel string
	none    bool // a row has no id, or is of another log, or there are too many
}

type numberedRow struct {
	id uint64
	at clock
}

// mostNumbered is how many rows are held; a table with more has days enough that tell.
const mostNumbered = 1 << 16

func (n *numbered) add(id uint64, channel string, at clock) {
	if id == 0 || len(n.rows) > 0 && channel != n.channel || len(n.rows) == mostNumbered {
		n.rows, n.none = nil, true
	}
	if !n.none {
		n.rows, n.channel = append(n.rows, numberedRow{id, at}), channel
	}
}

// settle decides when all rows were seen. It takes them in the order of their ids, where all have one.
func (o *order) settle() {
	o.byID()
	o.first, o.decided = o.monthFirst()
	o.settled = true
}

func (o *order) byID() {
	rows := o.numbered.rows
	if len(rows) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b numberedRow) int { return cmp.Compare(a.id, b.id) })
	o.month, o.day = parse.Trend{}, parse.Trend{}
	for _, r := range rows {
		o.trend(r.at)
	}
	o.numbered.rows = nil
}

// trend adds the time of the next row in each reading that it has.
func (o *order) trend(c clock) {
	if !c.exact.IsZero() || c.fixed {
		return
	}
	if c.valid(true) {
		o.month.Add(c.wall(true))
	}
	if c.valid(false) {
		o.day.Add(c.wall(false))
	}
}

// learn adds the evidence of one row.
func (o *order) learn(c clock) {
	o.rows++
	o.trend(c)
	if !c.exact.IsZero() || c.fixed {
		return
	}
	o.anyDayFirsts = o.anyDayFirsts || c.dayFirst
	asMonth, asDay := c.valid(true), c.valid(false)
	o.onlyMonth = o.onlyMonth || !asDay
	o.onlyDay = o.onlyDay || !asMonth
	if asMonth && asDay {
		o.days.Add(c.wall(true), c.wall(false))
	}
}

// monthFirst decides: a day above 12, the separator, else the order of the rows,
// which Event Viewer keeps by time, else how the days lie, else the language.
func (o *order) monthFirst() (first, decided bool) {
	if o.settled {
		return o.first, o.decided
	}
	dense, told := o.days.MonthFirst()
	for _, evidence := range []struct{ month, day bool }{
		{o.onlyMonth, o.onlyDay},
		{false, o.anyDayFirsts},
		{o.month.Turns() == 0 && o.day.Turns() > 0, o.day.Turns() == 0 && o.month.Turns() > 0},
		{told && dense, told && !dense},
		{false, o.foreign},
	} {
		if evidence.month != evidence.day {
			return evidence.month, true
		}
	}
	return false, false
}

// form is how the table writes its dates, where it has some of which that is asked.
func (o *order) form() parse.DateForm {
	first, decided := o.monthFirst()
	return parse.FormOfDates(decided && first, decided && !first)
}

// timestamp returns the time of a row. If the order of day and month is open, both
// readings are returned and ok is false.
func (o *order) timestamp(c clock) (r, asDay parse.Timestamp, ok bool) {
	if !c.exact.IsZero() {
		return c.exact, r, true
	}
	local := func(monthFirst bool) parse.Timestamp {
		return parse.Timestamp{Wall: c.wall(monthFirst), Resolution: c.resolution, Zone: parse.ZoneLocal}
	}
	first, decided := o.monthFirst()
	switch {
	case c.fixed || !c.valid(false) || c.first == c.second:
		return local(true), r, true
	case !c.valid(true):
		return local(false), r, true
	case decided:
		return local(first), r, true
	}
	return local(true), local(false), false
}

// seeHeading takes the language of what stands above the rows.
func (o *order) seeHeading(heading string, delimiter byte) {
	for label := range strings.FieldsFuncSeq(heading, func(c rune) bool { return c == rune(delimiter) || c == '\r' || c == '\n' }) {
		o.foreign = o.foreign || rendered.DayFirstLabel(strings.Trim(label, "\" "))
	}
}

// providerWSB is the source of Windows Server Backup, whose messages state when the backup began
// that they are about.
const providerWSB = "Microsoft-Windows-Backup"

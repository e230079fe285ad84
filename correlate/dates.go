package correlate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// readDates settles dates whose order of day and month the text left open, by
// the host's event logs: the reading that falls into the time that they cover
// counts, if only one does. The others stay without a time.
func (k *Case) readDates() {
	seen := logged(k.Logs)
	for _, s := range k.Steps {
		readDate(s.Record, seen, k.dates)
	}
	k.readYears(seen)
	if k.dates != parse.DatesOpen {
		return
	}
	form := k.besideForm()
	if form == parse.DatesOpen {
		form = k.statedForm()
	}
	for _, s := range k.Steps {
		if isRegional(s.Record) {
			takeForm(s.Record, form)
		}
	}
}

// readYears settles the dates without a year, by the time that the host's logs cover, else by that of all its
// records.
func (k *Case) readYears(seen interval.Interval) {
	var open []*parse.Record
	timed := interval.Of(interval.Forever, interval.Never)
	for _, s := range k.Steps {
		switch r := s.Record; {
		case r.Time.IsZero() && r.Text(parse.FieldYearless) != "":
			open = append(open, r)
		case !r.Time.IsZero() && r.Provider != parse.ProviderHost:
			timed.Lo, timed.Hi = min(timed.Lo, r.Time.Wall-parse.Day), max(timed.Hi, r.Time.Wall+parse.Day)
		}
	}
	if seen.Lo > seen.Hi {
		seen = timed
	}
	for _, r := range open {
		if t := settleYear(r.Text(parse.FieldYearless), seen); !t.IsZero() {
			r.Time, r.Stamp = t, parse.StampRecord
		}
	}
}

// besideForm is the order of day and month by which several records with open dates lie in the same
// minutes as records of other files whose dates are not open, while by the other order none does.
func (k *Case) besideForm() parse.DateForm {
	const (
		several = 2
		minute  = parse.Minute
	)
	var open []*Step
	for _, s := range k.Steps {
		if !s.Record.Time.IsZero() || !isRegional(s.Record) {
			continue
		}
		if _, _, both := bothReadings(s.Record); both {
			open = append(open, s)
		}
	}
	if len(open) < several {
		return parse.DatesOpen
	}
	exact := map[string]map[parse.Ticks]bool{} // by source, the minutes in which it has a record
	for _, s := range k.Steps {
		if wall, ok := wallClock(s.Record); ok {
			if exact[s.Source] == nil {
				exact[s.Source] = map[parse.Ticks]bool{}
			}
			exact[s.Source][wall/minute] = true
		}
	}
	beside := func(wall parse.Ticks, own string) bool {
		for source, at := range exact {
			if n := wall / minute; source != own && (at[n-1] || at[n] || at[n+1]) {
				return true
			}
		}
		return false
	}
	month, day := 0, 0
	for _, s := range open {
		monthFirst, dayFirst, _ := bothReadings(s.Record)
		if beside(monthFirst, s.Source) {
			month++
		}
		if beside(dayFirst, s.Source) {
			day++
		}
	}
	return parse.FormOfDates(month >= several && day == 0, day >= several && month == 0)
}

// wallClock is the time of a record by the clock of its host, if the record tells it.
func wallClock(r *parse.Record) (parse.Ticks, bool) {
	t := r.Time
	switch {
	case t.IsZero() || !r.Until.IsZero() || r.Provider == parse.ProviderHost || t.Zone == parse.ZoneUTC:
		return 0, false
	case t.Zone == parse.ZoneOffset:
		return t.Wall + parse.Ticks(t.Offset)*parse.Second, true
	}
	return t.Wall, true
}

// formOf is how the inputs of a host that follow the settings of its region write their dates, as
// those tell of which something tells.
func formOf(parts []Part) parse.DateForm {
	month, day := false, false
	for _, p := range parts {
		month = month || p.Outline.Dates == parse.DatesMonthFirst
		day = day || p.Outline.Dates == parse.DatesDayFirst
	}
	return parse.FormOfDates(month, day)
}

// isRegional reports what programs of Windows write with dates as the settings of the region are:
// events, the report of ntbackup, and the heading of a session of DiskShadow.
func isRegional(r *parse.Record) bool {
	if r.EventID != 0 {
		return true
	}
	tool := r.Text(parse.FieldTool)
	return r.Provider == parse.ProviderRequester && (tool == "ntbackup" || tool == "diskshadow")
}

// takeForm reads a date that is open in a form.
func takeForm(r *parse.Record, form parse.DateForm) {
	field := parse.FieldMonthFirst
	switch form {
	case parse.DatesOpen:
		return
	case parse.DatesDayFirst:
		field = parse.FieldDayFirst
	}
	if wall, ok := reading(r, field); ok && r.Time.IsZero() {
		r.Time = parse.Timestamp{Wall: wall, Resolution: parse.Second, Zone: parse.ZoneLocal}
		stampSettled(r)
	}
}

// stampSettled gives a record whose date was settled the stamp that it would have had if its date had not been open.
func stampSettled(r *parse.Record) {
	switch r.Text(parse.FieldOpenStamp) {
	case parse.StampLine.String():
		r.Stamp = parse.StampLine
	case parse.StampPrompt.String():
		r.Stamp = parse.StampPrompt
	default:
		r.Stamp = parse.StampRecord
	}
}

// statedForm is the order of day and month by the locale that the host's systeminfo states,
// where its events have no date that tells it. It is the last resort, since the user's locale
// may be another.
func (k *Case) statedForm() parse.DateForm {
	month, day := false, false
	for _, s := range k.Steps {
		r := s.Record
		if r.Provider != parse.ProviderHost || r.Text(parse.FieldFact) != parse.FactLocale {
			continue
		}
		locale, _, _ := strings.Cut(strings.ToLower(r.Text(parse.FieldValue)), ";")
		form := parse.FormOfLocale(locale)
		month, day = month || form == parse.DatesMonthFirst, day || form == parse.DatesDayFirst
	}
	return parse.FormOfDates(month, day)
}

// openDate is how the dates of a host are taken of which nothing tells the order of day and
// month.
type openDate struct {
	dayFirst bool              // they are taken with the day first
	shift    interval.Interval // how much later they are in the other reading
}

// none reports that no date is open.
func (o openDate) none() bool { return o.shift == interval.Interval{} }

// takeOpenDates takes the dates of a host that are all open in the reading in which they lie
// on days that follow each other, else in that with more neighbouring days, else with the month
// first. What is of one day is so in both readings, so that the records of a night are known among
// each other, and two nights stay apart.
func (k *Case) takeOpenDates() {
	var open []*parse.Record
	var days [2]map[parse.Ticks]bool // with the month first, with the day first
	days[0], days[1] = map[parse.Ticks]bool{}, map[parse.Ticks]bool{}
	taken := openDate{shift: interval.Of(interval.Forever, interval.Never)}
	for _, s := range k.Steps {
		r := s.Record
		if r.Provider == parse.ProviderHost { // a date of systeminfo is as open, and of no night
			continue
		}
		if !r.Time.IsZero() && r.Until.IsZero() && isLocal(r.Time) && sameEitherWay(r.Time.Wall) {
			day := r.Time.Wall - r.Time.Wall%parse.Day
			days[0][day], days[1][day] = true, true
			taken.shift.Lo, taken.shift.Hi = min(taken.shift.Lo, 0), max(taken.shift.Hi, 0)
			continue
		}
		if !r.Time.IsZero() || !r.Until.IsZero() || r.Text(parse.FieldUntilMonthFirst) != "" {
			return
		}
		month, reverse, ok := bothReadings(r)
		if !ok {
			continue
		}
		days[0][month-month%parse.Day], days[1][reverse-reverse%parse.Day] = true, true
		taken.shift.Lo, taken.shift.Hi = min(taken.shift.Lo, reverse-month), max(taken.shift.Hi, reverse-month)
		open = append(open, r)
	}
	field := parse.FieldMonthFirst
	switch {
	case len(open) == 0:
		return
	case follow(days[0]):
	case follow(days[1]), neighbours(days[1]) > neighbours(days[0]):
		field, taken.dayFirst = parse.FieldDayFirst, true
		taken.shift = interval.Of(-taken.shift.Hi, -taken.shift.Lo)
	}
	for _, r := range open {
		wall, _ := reading(r, field)
		r.Time = parse.Timestamp{Wall: wall, Resolution: parse.Second, Zone: parse.ZoneLocal}
	}
	k.Host.open = taken
}

// sameEitherWay reports a date whose day and month are one number.
func sameEitherWay(wall parse.Ticks) bool {
	t := wall.Time()
	return t.Day() == int(t.Month())
}

// follow reports days that follow each other, with no more missing than there are.
func follow(days map[parse.Ticks]bool) bool {
	first, last := interval.Forever, interval.Never
	for d := range days {
		first, last = min(first, d), max(last, d)
	}
	return (last-first)/parse.Day < 2*parse.Ticks(len(days))
}

// neighbours counts the days behind which the next one is there too.
func neighbours(days map[parse.Ticks]bool) (n int) {
	for d := range days {
		if days[d+parse.Day] {
			n++
		}
	}
	return n
}

// readings are the times that a record may have by its text: two with the month and the day first if its
// date is open, else one, or none.
func readings(r *parse.Record) (walls []parse.Ticks, open bool) {
	if !r.Time.IsZero() {
		return []parse.Ticks{r.Time.Wall}, false
	}
	month, day, ok := bothReadings(r)
	if !ok || isListing(r) {
		return nil, false
	}
	return []parse.Ticks{month, day}, true
}

// bothReadings are the two readings of the date of a record, if it has both.
func bothReadings(r *parse.Record) (monthFirst, dayFirst parse.Ticks, ok bool) {
	monthFirst, first := reading(r, parse.FieldMonthFirst)
	dayFirst, second := reading(r, parse.FieldDayFirst)
	return monthFirst, dayFirst, first && second
}

// reading is one of the two readings of a date.
func reading(r *parse.Record, field string) (parse.Ticks, bool) {
	text := r.Text(field)
	if text == "" {
		return 0, false // as nearly all have it
	}
	return parse.ParseReading(text)
}

// dated reports a log that has a time whose day and month cannot be meant the other way round.
func (l *Log) dated() bool {
	return slices.ContainsFunc(l.Runs, func(r parse.Run) bool { return r.Timed() && !eitherWay(r) })
}

// eitherWay reports a run in local time all of whose known times are of days that are written the same in
// either order.
func eitherWay(r parse.Run) bool {
	return isLocal(r.First) && sameEitherWay(r.Earliest) && sameEitherWay(r.Latest) && r.Latest-r.Earliest < parse.Day
}

// logged is the time that event logs cover, with a day on either side.
func logged(logs []*Log) interval.Interval {
	seen := interval.Of(interval.Forever, interval.Never)
	for _, l := range logs {
		for _, r := range l.Runs {
			if r.Timed() {
				seen.Lo, seen.Hi = min(seen.Lo, r.Earliest-parse.Day), max(seen.Hi, r.Latest+parse.Day)
			}
		}
	}
	return seen
}

// readDate settles the dates of a record: by the time that is logged, else, of an event or a fact, as
// the others of the host are written.
func readDate(r *parse.Record, seen interval.Interval, form parse.DateForm) {
	if seen.Lo <= seen.Hi {
		if r.Time.IsZero() {
			if r.Time = settle(r, parse.FieldMonthFirst, parse.FieldDayFirst, seen); !r.Time.IsZero() {
				stampSettled(r)
			}
		}
		if r.Until.IsZero() {
			r.Until = settle(r, parse.FieldUntilMonthFirst, parse.FieldUntilDayFirst, seen)
		}
	}
	if form != parse.DatesOpen && (isRegional(r) || r.Provider == parse.ProviderHost) {
		takeForm(r, form)
	}
}

// settle returns the one of two readings that lies in seen, the zero Timestamp if
// both or none do.
func settle(r *parse.Record, monthFirst, dayFirst string, seen interval.Interval) parse.Timestamp {
	month, first := reading(r, monthFirst)
	day, second := reading(r, dayFirst)
	if !first || !second {
		return parse.Timestamp{}
	}
	return onlyIn(seen, parse.Second, month, day)
}

// onlyIn returns the one of some readings of a date that lies in seen, the zero Timestamp if none does or
// several do.
func onlyIn(seen interval.Interval, resolution parse.Ticks, walls ...parse.Ticks) (found parse.Timestamp) {
	for _, wall := range walls {
		if wall < seen.Lo || wall > seen.Hi {
			continue
		}
		if !found.IsZero() && found.Wall != wall {
			return parse.Timestamp{}
		}
		found = parse.Timestamp{Wall: wall, Resolution: resolution, Zone: parse.ZoneLocal}
	}
	return found
}

// settleYear returns the time of a date without a year, in the one year in which it lies in seen; the
// zero Timestamp if it lies there in none or in several.
func settleYear(yearless string, seen interval.Interval) parse.Timestamp {
	if yearless == "" || seen.Lo > seen.Hi || seen.Hi-seen.Lo > 400*parse.Day {
		return parse.Timestamp{}
	}
	var walls []parse.Ticks
	var exact parse.Ticks // one for all years
	for year := seen.Lo.Time().Year(); year <= seen.Hi.Time().Year(); year++ {
		if wall, resolution, ok := inYear(yearless, year); ok {
			walls, exact = append(walls, wall), resolution
		}
	}
	return onlyIn(seen, exact, walls...)
}

// inYear is the time of a date without a year in a year, and how exactly it is told.
func inYear(yearless string, year int) (wall, resolution parse.Ticks, ok bool) {
	resolution = parse.Second
	if len(yearless) == len("01-02T15:04") {
		yearless, resolution = yearless+":00", parse.Minute
	}
	wall, ok = parse.ParseReading(strconv.Itoa(year) + "-" + yearless)
	return wall, resolution, ok
}

package parse

import "time"

// Ticks counts 100 ns steps since 1601-01-01 00:00:00, the unit and epoch of a
// Windows FILETIME. It is the only time unit inside vsslog.
type Ticks int64

// Durations in Ticks.
const (
	Tick        Ticks = 1
	Microsecond       = 10 * Tick
	Millisecond       = 1000 * Microsecond
	Second            = 1000 * Millisecond
	Minute            = 60 * Second
	Hour              = 60 * Minute
	Day               = 24 * Hour
)

// unixEpoch is 1970-01-01 in Ticks.
const unixEpoch = 11644473600 * Second

// FromUnix converts seconds since 1970 (the clock of an EVT record) to Ticks.
func FromUnix(seconds int64) Ticks { return Ticks(seconds)*Second + unixEpoch }

// FromTime converts t, cut to 100 ns.
func FromTime(t time.Time) Ticks {
	return Ticks(t.Unix())*Second + Ticks(t.Nanosecond()/100) + unixEpoch
}

// Time converts to UTC. Every Ticks value has one: years 1601 to 30828.
func (t Ticks) Time() time.Time {
	s := t - unixEpoch
	sec, rest := int64(s/Second), int64(s%Second)
	if rest < 0 {
		sec, rest = sec-1, rest+int64(Second)
	}
	return time.Unix(sec, rest*100).UTC()
}

// UnixNano returns nanoseconds since 1970; ok is false outside 1677..2262,
// where they do not fit an int64.
func (t Ticks) UnixNano() (ns int64, ok bool) {
	s := int64(t - unixEpoch)
	const limit = 1<<63/100 - 1
	if s > limit || s < -limit {
		return 0, false
	}
	return s * 100, true
}

// FromUnixNano converts nanoseconds since 1970, cut to 100 ns.
func FromUnixNano(ns int64) Ticks {
	t := ns / 100
	if ns%100 < 0 {
		t--
	}
	return Ticks(t) + unixEpoch
}

// AppendRFC3339 appends t as YYYY-MM-DDThh:mm:ss.fffffffZ, always seven digits. The
// calendar is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
// civil_from_days.
func (t Ticks) AppendRFC3339(dst []byte) []byte {
	const (
		march0 = 584694  // days from 0000-03-01 to 1601-01-01
		end    = 3067671 // days from 1601-01-01 to 10000-01-01
		era    = 146097  // days of 400 years
	)
	if t < 0 || t >= end*Day {
		return t.appendAnyYear(dst)
	}
	days, clock := int64(t/Day)+march0, int64(t%Day)
	eras := days / era
	doe := days - eras*era
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d, m, y := doy-(153*mp+2)/5+1, mp+3, yoe+eras*400
	if m > 12 {
		m, y = m-12, y+1
	}
	second := clock / int64(Second)
	text := [...]byte{28 - 1: 'Z', 4: '-', 7: '-', 10: 'T', 13: ':', 16: ':', 19: '.'}
	two := func(at int, n int64) { text[at], text[at+1] = byte('0'+n/10), byte('0'+n%10) }
	two(0, y/100)
	two(2, y%100)
	two(5, m)
	two(8, d)
	two(11, second/3600)
	two(14, second/60%60)
	two(17, second%60)
	rest := clock % int64(Second)
	two(20, rest/100000)
	two(22, rest/1000%100)
	two(24, rest/10%100)
	text[26] = byte('0' + rest%10)
	return append(dst, text[:]...)
}

// appendAnyYear is AppendRFC3339 for years before 1601 and behind 9999.
func (t Ticks) appendAnyYear(dst []byte) []byte {
	u := t.Time()
	if y := u.Year(); y < 0 || y > 9999 {
		return append(dst, "out-of-range"...)
	}
	return u.AppendFormat(dst, "2006-01-02T15:04:05.0000000Z")
}

// String returns t as AppendRFC3339 writes it.
func (t Ticks) String() string { return string(t.AppendRFC3339(nil)) }

// Zone says what a clock reading is relative to.
type Zone uint8

const (
	ZoneUTC     Zone = iota // Wall is UTC
	ZoneOffset              // Wall is UTC, computed from a local time with a stated offset
	ZoneLocal               // Wall is the host's local time; the host's zone is not known to the reader
	ZoneUnknown             // Wall is a reading of which not even that is known
)

// String returns utc, offset, local or unknown.
func (z Zone) String() string { return [...]string{"utc", "offset", "local", "unknown"}[z&3] }

// Timestamp is what a clock showed. The instant lies in [Wall, Wall+Resolution):
// the width of a whole-second stamp is in the value, nothing is added elsewhere.
// The zero Timestamp means that there is no time.
type Timestamp struct {
	Wall       Ticks // UTC for ZoneUTC and ZoneOffset, else the wall clock as if it were UTC
	Resolution Ticks // 1 (100 ns) to an hour; never 0 in a Timestamp that is set
	Zone       Zone
	Offset     int32 // seconds east of UTC, for ZoneOffset
}

// IsZero reports whether there is no time at all.
func (t Timestamp) IsZero() bool { return t.Resolution == 0 }

// Exact returns a UTC time of 100 ns resolution.
func Exact(t Ticks) Timestamp { return Timestamp{Wall: t, Resolution: Tick} }

// WholeSecond returns a UTC time of one second resolution.
func WholeSecond(t Ticks) Timestamp { return Timestamp{Wall: t, Resolution: Second} }

// readingLayout is the form of FieldMonthFirst and the like: local, without a zone.
const readingLayout = "2006-01-02T15:04:05"

// FormatReading writes one of the two readings of a date whose order of day and month is open.
func FormatReading(t Ticks) string { return t.Time().Format(readingLayout + ".00") }

// ParseReading reads what FormatReading writes, with any fraction of a second.
func ParseReading(s string) (t Ticks, ok bool) {
	at, err := time.Parse(readingLayout, s)
	return FromTime(at), err == nil
}

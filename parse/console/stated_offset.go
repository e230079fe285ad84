package console

import (
	"math"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// statedOffset is the offset of a log's own times to UTC, as a line in its head states it:
// "UTC offset: 2.00 hours", or the same moment once more in UTC. It holds for the times that are
// written like the one in front of that line.
type statedOffset struct {
	known, mixed bool // mixed: two lines state different ones
	seconds      int32
	separator    byte
	fixed        bool
}

// add takes one more statement.
func (o *statedOffset) add(seconds int32, m *Moment) {
	o.mixed = o.mixed || o.known && (o.seconds != seconds || o.separator != m.separator || o.fixed != m.fixed)
	o.known, o.seconds, o.separator, o.fixed = true, seconds, m.separator, m.fixed
}

// of returns the moment with the offset, where it is one of the log's own times.
func (o *statedOffset) of(m Moment) Moment {
	if o.known && !o.mixed && m.zone == parse.ZoneLocal && m.HasDate && m.HasTime && m.separator == o.separator &&
		m.fixed == o.fixed {
		m.zone, m.offset = parse.ZoneOffset, o.seconds
	}
	return m
}

// Where programs state it. Source: the head of logs of Veeam ("UTC Time: [...], DaylightSavingTime: [...]"),
// reported in public posts and tools; the other forms are inferred.
var (
	offsetStated = lazyregexp.New(`\bUTC (?:offset|delta): ?\[?([+-]?\d{1,2}(?::\d\d){1,2}|[+-]?\d{1,2}(?:\.\d{1,2})? ?h(?:ours?)?\b)`)
	timeInUTC    = lazyregexp.New(`\bUTC (?:time|Time): ?\[([^\]]{8,40})\]`)
)

// learnOffset reads what a line says whose own time stands in front, up to the byte end.
func (l *dateLearner) learnOffset(s string, m *Moment, end int) {
	if !strings.Contains(s[end:], "UTC ") || !m.HasDate || !m.HasTime || m.zone != parse.ZoneLocal || end > 40 {
		return
	}
	if found := offsetStated.FindStringSubmatch(s[end:]); found != nil {
		if seconds, ok := offsetIn(found[1]); ok {
			l.offset.add(seconds, m)
		}
		return
	}
	found := timeInUTC.FindStringSubmatch(s[end:])
	if found == nil {
		return
	}
	utc, _, _, ok := FindMoment(found[1])
	if !ok || !utc.HasDate || !utc.HasTime {
		return
	}
	if seconds, ok := between(m, &utc); ok {
		l.offset.add(seconds, m)
	}
}

// offsetIn reads "+02:00:00", "-8:00", "2.00 hours", in seconds.
func offsetIn(s string) (int32, bool) {
	if hours, ok := strings.CutSuffix(strings.TrimRight(s, " hours"), "h"); ok || !strings.Contains(s, ":") {
		n, err := strconv.ParseFloat(strings.TrimSpace(hours), 64)
		return int32(math.Round(n * 3600)), err == nil && math.Abs(n) <= 14
	}
	if strings.Count(s, ":") == 2 {
		s = s[:strings.LastIndexByte(s, ':')]
	}
	return ParseOffset(s)
}

// between is the offset of a local time to the same moment in UTC, in quarters of an hour. ok is
// false where no order of day and month, or more than one, gives an offset that there is.
func between(local, utc *Moment) (seconds int32, ok bool) {
	const quarter, farthest = 15 * parse.Minute, 14 * parse.Hour
	for _, localMonth := range []bool{true, false} {
		for _, utcMonth := range []bool{true, false} {
			a, okA := local.wall(localMonth)
			b, okB := utc.wall(utcMonth)
			if !okA || !okB || a-b > farthest || b-a > farthest {
				continue
			}
			d := int32((a-b+quarter/2+farthest)/quarter*quarter/parse.Second) - int32(farthest/parse.Second)
			if ok && d != seconds {
				return 0, false
			}
			seconds, ok = d, true
		}
	}
	return seconds, ok
}

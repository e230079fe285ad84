package console

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// statedOffsets are the offsets of a log's own times to UTC, as lines in its heads state them:
// "UTC offset: 2.00 hours", or the same moment once more in UTC. One holds for the times of the
// session that its head begins, which are written like the one in front of it: for a day, as
// clocks may be changed between two.
type statedOffsets struct {
	heads [2][]offsetHead // by time: read with the month first, and with the day first
}

type offsetHead struct {
	at      parse.Ticks // local
	seconds int32
	style   momentStyle
}

// momentStyle is how a date is written.
type momentStyle struct {
	separator byte
	fixed     bool
}

func (m *Moment) style() momentStyle { return momentStyle{m.separator, m.fixed} }

const (
	// sessionLasts is how long an offset holds behind its head.
	sessionLasts = parse.Day
	// mostHeads is how many heads of a text are kept.
	mostHeads = 1 << 14
)

// add takes one more statement.
func (o *statedOffsets) add(seconds int32, head *Moment) {
	for k := range o.heads {
		if at, ok := head.wall(k == 0); ok && len(o.heads[k]) < mostHeads {
			o.heads[k] = append(o.heads[k], offsetHead{at, seconds, head.style()})
		}
	}
}

// sort puts the heads in order, for of.
func (o *statedOffsets) sort() {
	for _, heads := range o.heads {
		slices.SortStableFunc(heads, func(a, b offsetHead) int { return cmp.Compare(a.at, b.at) })
	}
}

// of returns the moment with the offset of the last head before it, where it is one of the log's
// own times. Where the order of day and month is open, both readings have to say the same.
func (o *statedOffsets) of(m Moment) Moment {
	if len(o.heads[0])+len(o.heads[1]) == 0 || m.zone != parse.ZoneLocal || !m.HasDate || !m.HasTime {
		return m
	}
	var seconds int32
	found := false
	for k, heads := range o.heads {
		at, ok := m.wall(k == 0)
		if !ok {
			continue
		}
		said, ok := lastHead(heads, at, m.style())
		if !ok || found && said != seconds {
			return m
		}
		seconds, found = said, true
	}
	if found {
		m.zone, m.offset = parse.ZoneOffset, seconds
	}
	return m
}

// lastHead is the offset of the last head before a time. ok is false if there is none of that style
// in the session, or if two at one moment differ.
func lastHead(heads []offsetHead, at parse.Ticks, style momentStyle) (seconds int32, ok bool) {
	end := sort.Search(len(heads), func(i int) bool { return heads[i].at > at })
	var last parse.Ticks
	for i := end - 1; i >= 0 && at-heads[i].at <= sessionLasts; i-- {
		switch h := heads[i]; {
		case ok && h.at != last:
			return seconds, true
		case h.style != style || mayChange(h.at, at):
		case ok && h.seconds != seconds:
			return 0, false
		default:
			seconds, last, ok = h.seconds, h.at, true
		}
	}
	return seconds, ok
}

// mayChange reports whether clocks may be changed to or from summer time between two local times a
// day apart at most: in the small hours of a Sunday of spring or autumn, as nearly all zones do.
func mayChange(from, to parse.Ticks) bool {
	sunday := to / parse.Day * parse.Day
	sunday -= parse.Ticks(weekdayOf(to)) * parse.Day
	switch sunday.Time().Month() {
	case time.March, time.April, time.September, time.October, time.November:
		return from < sunday+4*parse.Hour && to >= sunday+parse.Hour
	}
	return false
}

// Where programs state it. Source: the head of logs of Veeam ("UTC Time: [...], DaylightSavingTime: [...]"),
// reported in public posts and tools; the other forms are inferred.
var (
	// ownFields may stand between a line's time and the offset: what the program says of itself, and
	// nothing of another host.
	ownFields = lazyregexp.New(
		`^(?:[\s\])>,;|:-]|[<\[(][\w ]{0,12}[>\])]|(?i:info|information|debug|notice)\b|(?:[A-Z]\w+|OS|Host): ?\[[^\]]{0,80}\])*$`,
	)
	offsetStated = lazyregexp.New(`\bUTC (?:offset|delta): ?\[?([+-]?\d{1,2}(?::\d\d){1,2}|[+-]?\d{1,2}(?:\.\d{1,2})? ?h(?:ours?)?\b)`)
	timeInUTC    = lazyregexp.New(`\bUTC (?:time|Time): ?\[([^\]]{8,40})\]`)
)

// learnOffset reads what a line says whose own time stands in front, up to the byte end.
func (l *dateLearner) learnOffset(s string, m *Moment, end int) {
	at := strings.Index(s[end:], "UTC ")
	if at < 0 || !m.HasDate || !m.HasTime || m.zone != parse.ZoneLocal || end > 40 || !ownFields.MatchString(s[end:end+at]) {
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

// between is the offset of a local time to the same moment in UTC: one that there is, in quarters
// of an hour, but for the seconds that pass between the two. ok is false where no order of day and
// month gives one, or several do.
func between(local, utc *Moment) (seconds int32, ok bool) {
	const quarter, farthest, apart = 15 * parse.Minute, 14 * parse.Hour, 75 * parse.Second
	for _, localMonth := range []bool{true, false} {
		for _, utcMonth := range []bool{true, false} {
			a, okA := local.wall(localMonth)
			b, okB := utc.wall(utcMonth)
			if !okA || !okB || a-b > farthest+apart || b-a > farthest+apart {
				continue
			}
			whole := (a - b + quarter/2 + farthest) / quarter * quarter
			if rest := a - b + farthest - whole; rest > apart || rest < -apart {
				continue
			}
			d := int32((whole - farthest) / parse.Second)
			if ok && d != seconds {
				return 0, false
			}
			seconds, ok = d, true
		}
	}
	return seconds, ok
}

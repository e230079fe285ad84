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
	heads map[momentStyle][]offsetHead // in the order of their times
	kept  int
}

type offsetHead struct {
	at      parse.Ticks // local
	seconds int32
	mixed   bool // another head of that moment states another offset
}

// momentStyle is how a date is written, and the order in which it is read.
type momentStyle struct {
	separator         byte
	fixed, monthFirst bool
}

func (m *Moment) style(monthFirst bool) momentStyle {
	return momentStyle{m.separator, m.fixed, monthFirst}
}

const (
	// sessionLasts is how long an offset holds behind its head.
	sessionLasts = parse.Day
	// mostHeads is how many heads of a text are kept, each in both orders.
	mostHeads = 1 << 14
)

// add takes one more statement.
func (o *statedOffsets) add(seconds int32, head *Moment) {
	if o.kept == mostHeads {
		return
	}
	o.kept++
	if o.heads == nil {
		o.heads = map[momentStyle][]offsetHead{}
	}
	for _, monthFirst := range []bool{true, false} {
		if at, ok := head.wall(monthFirst); ok {
			style := head.style(monthFirst)
			o.heads[style] = append(o.heads[style], offsetHead{at: at, seconds: seconds})
		}
	}
}

// sort puts the heads in order, one for each moment, for of.
func (o *statedOffsets) sort() {
	for style, heads := range o.heads {
		slices.SortStableFunc(heads, func(a, b offsetHead) int { return cmp.Compare(a.at, b.at) })
		kept := heads[:1]
		for _, h := range heads[1:] {
			if last := &kept[len(kept)-1]; last.at == h.at {
				last.mixed = last.mixed || last.seconds != h.seconds
			} else {
				kept = append(kept, h)
			}
		}
		o.heads[style] = kept
	}
}

// of returns the moment with the offset of the last head before it, where it is one of the log's
// own times. Where the order of day and month is open, both readings have to say the same.
func (o *statedOffsets) of(m Moment) Moment {
	if o.kept == 0 || m.zone != parse.ZoneLocal || !m.HasDate || !m.HasTime {
		return m
	}
	var seconds int32
	found := false
	for _, monthFirst := range []bool{true, false} {
		at, ok := m.wall(monthFirst)
		if !ok {
			continue
		}
		said, ok := lastHead(o.heads[m.style(monthFirst)], at)
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

// lastHead is the offset of the last head before a time. ok is false if there is none in the
// session, if clocks may be changed in between, or if two at that moment differ.
func lastHead(heads []offsetHead, at parse.Ticks) (seconds int32, ok bool) {
	end := sort.Search(len(heads), func(i int) bool { return heads[i].at > at })
	if end == 0 {
		return 0, false
	}
	h := heads[end-1]
	return h.seconds, at-h.at <= sessionLasts && !h.mixed && !mayChange(h.at, at)
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

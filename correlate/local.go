package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// LocalOffset is how far the host's own clock is ahead of UTC at an instant, and false
// if the files leave more than one offset open for it.
func (k *Case) LocalOffset(at interval.Interval) (offset parse.Ticks, known bool) {
	if k == nil || k.Host == nil || !at.Known() {
		return 0, false
	}
	c := &k.Host.clock
	switch {
	case c.floats:
		return 0, false
	case c.location != nil:
		_, from := at.Lo.Time().In(c.location).Zone()
		_, to := at.Hi.Time().In(c.location).Zone()
		return parse.Ticks(from) * parse.Second, from == to
	}
	var open []parse.Ticks
	for _, o := range c.offsets {
		if c.allows(at.Shift(o), o, false) && !slices.Contains(open, o) {
			open = append(open, o)
		}
	}
	if len(open) != 1 {
		return 0, false
	}
	return open[0], true
}

// Floats reports whether nothing tells the zone of the host's times for sure. All of them
// then stand as if its clock were ahead of UTC by ahead: with that added they are what the
// host's clock showed.
func (k *Case) Floats() (ahead parse.Ticks, floats bool) {
	if k == nil || k.Host == nil || !k.Host.clock.floats {
		return 0, false
	}
	return k.Host.clock.base, true
}

// Unshown undoes Shown: it returns a time of the host as its records have it among each
// other. A time that is narrower than what Shown makes of any stays as it is.
func (k *Case) Unshown(i interval.Interval) interval.Interval {
	if _, floats := k.Floats(); !floats || !i.Known() {
		return i
	}
	drift := k.Host.clock.drift
	if i.Hi-i.Lo < drift.Hi-drift.Lo {
		return i
	}
	return interval.Of(i.Lo-drift.Lo, i.Hi-drift.Hi)
}

// DatesOpen reports whether all dates of the host are open: nothing tells which of their
// numbers is the month.
func (k *Case) DatesOpen() bool { return k != nil && k.Host != nil && !k.Host.open.none() }

// WrittenOrder is how the host's texts are taken to write their dates, where nothing tells it:
// "mdy" or "dmy"; else "".
func (k *Case) WrittenOrder() string {
	switch {
	case !k.DatesOpen():
		return ""
	case k.Host.open.dayFirst:
		return "dmy"
	}
	return "mdy"
}

var isoDay = lazyregexp.New(`\b(\d{4})-(\d\d)-(\d\d)\b`)

// AsWritten gives the days in a text about the host back as the host's texts write them,
// where nothing tells which of their numbers is the month: 2024-08-06 is 8/6/2024 then,
// whatever stands between the numbers there.
func (k *Case) AsWritten(text string) string {
	if !k.DatesOpen() {
		return text
	}
	return isoDay.ReplaceAllStringFunc(text, func(day string) string {
		m := isoDay.FindStringSubmatch(day)
		first, second := m[2], m[3]
		if k.Host.open.dayFirst {
			first, second = second, first
		}
		return strings.TrimPrefix(first, "0") + "/" + strings.TrimPrefix(second, "0") + "/" + m[1]
	})
}

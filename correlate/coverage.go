package correlate

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Log is one event log of a host as one input holds it.
type Log struct {
	Source   string `redact:"path"`
	Channel  string `redact:"text"`
	Runs     []parse.Run
	computer string `redact:"-"`
}

// logsOf splits what the headers of an input tell by channel. An EVT file does
// not name its log: the providers of its records tell.
func logsOf(o *hosting.Outline) []*Log {
	at := map[string]*Log{}
	var logs []*Log
	for _, r := range o.Runs {
		name := cmp.Or(r.Channel, o.Home)
		l := at[name]
		if l == nil {
			l = &Log{Source: o.Source, Channel: name, computer: r.Computer}
			at[name] = l
			logs = append(logs, l)
		}
		if r.Computer != "" {
			l.computer = r.Computer // the newest name counts where a host was renamed
		}
		l.Runs = append(l.Runs, r)
	}
	return logs
}

// Covered reports whether a log of the host saw the whole of span: records with
// consecutive ids from before its start to after its end, and the clock not set
// back in between. If not, why says what is missing.
func (k *Case) Covered(channel string, span interval.Interval) (ok bool, why string) {
	why = "no " + channel + " log was read"
	for _, l := range k.Logs {
		if !strings.EqualFold(l.Channel, channel) {
			continue
		}
		if ok, why = l.covers(span); ok {
			return true, ""
		}
	}
	return false, why
}

func (l *Log) covers(span interval.Interval) (bool, string) {
	first, last := interval.Forever, interval.Never
	for _, r := range l.Runs {
		if r.Earliest <= span.Lo && r.Latest >= span.Hi {
			if r.StepsBack > 0 {
				return false, fmt.Sprintf("the %s log (%s) has a clock that was set back", l.Channel, l.Source)
			}
			return true, ""
		}
		first, last = min(first, r.Earliest), max(last, r.Latest)
	}
	switch {
	case first > span.Lo:
		return false, fmt.Sprintf("the %s log (%s) begins only at %s", l.Channel, l.Source, first)
	case last < span.Hi:
		return false, fmt.Sprintf("the %s log (%s) ends already at %s", l.Channel, l.Source, last)
	}
	return false, fmt.Sprintf("the %s log (%s) has a hole in its record ids", l.Channel, l.Source)
}

// ClockDoubts lists the steps in span that tell of a changed clock or of sleep.
func (k *Case) ClockDoubts(span interval.Interval) []*Step {
	var doubts []*Step
	for _, s := range k.clockSteps {
		if s.At.Lo <= span.Hi && s.At.Hi >= span.Lo {
			doubts = append(doubts, s)
		}
	}
	return doubts
}

// clockReach is how far from a finding a clock step still throws doubt on it: the
// step itself may have moved the marks apart.
const clockReach = 12 * parse.Hour

// ClockDoubt says why the times from started to ended may not all be of one
// steady clock: a record tells of a change, a log or the captures go back in
// time. "" if nothing does.
func (k *Case) ClockDoubt(started, ended interval.Interval) string {
	lo, hi := started.Lo, ended.Hi
	if lo <= interval.Never {
		lo = ended.Lo
	}
	if hi >= interval.Forever {
		hi = started.Hi
	}
	if lo > interval.Never {
		lo -= clockReach
	}
	if hi < interval.Forever {
		hi += clockReach
	}
	if d := k.ClockDoubts(interval.Of(lo, hi)); len(d) > 0 {
		return fmt.Sprintf("%s at %s (%s)", d[0].Kind, d[0].At.Lo, d[0].Source)
	}
	for _, l := range k.Logs {
		for _, r := range l.Runs {
			if r.StepsBack > 0 && r.Earliest <= hi && r.Latest >= lo {
				return fmt.Sprintf("the times in %s go back", l.Source)
			}
		}
	}
	if source := k.GoesBack(interval.Of(lo, hi)); source != "" {
		return fmt.Sprintf("the stamps in %s go back", source)
	}
	return ""
}

// GoesBack names an input whose captures go back in time somewhere in span, "" if
// there is none.
func (k *Case) GoesBack(span interval.Interval) string {
	if k.polls == nil {
		return ""
	}
	for _, b := range k.polls.back {
		if b.to <= span.Hi && b.from >= span.Lo {
			return b.source
		}
	}
	return ""
}

// Steady reports by how much jumps of the clock may have stretched span, judged
// by the captures of one input in it: a poll takes about the same time each
// round, so what pauses are longer than usual bounds the jumps. The usual pause
// is the shorter of those inside and outside span. What span has before the first
// capture of the input is a pause that nothing vouches for. ok is false if there
// are too few captures to tell.
func (k *Case) Steady(input string, span interval.Interval) (stretch parse.Ticks, ok bool) {
	var inside, outside []parse.Ticks
	last := interval.Never
	for _, at := range k.polls.rounds[input] {
		if last == interval.Never {
			stretch = max(at-span.Lo, 0)
		}
		if pause := at - last; last > interval.Never {
			if at >= span.Lo && last <= span.Hi {
				inside = append(inside, pause)
			} else {
				outside = append(outside, pause)
			}
		}
		last = at
	}
	if len(inside) < 4 {
		return 0, false
	}
	usual := median(inside)
	if len(outside) >= 4 {
		usual = min(usual, median(outside))
	}
	for _, p := range inside {
		if p-usual >= jitter {
			stretch += p - usual
		}
	}
	return stretch, true
}

// jitter is how much a poll may vary without a clock step being thought of: the
// time a command takes is not the same each round.
const jitter = parse.Second / 2

// quietWindow is how long a log must be silent to have it said: services start
// and stop every day.
const quietWindow = parse.Day

// Gaps lists in words what the log has not: holes in its record ids, places
// where its clock was set back, and its longest silence if that is a day or more.
func (l *Log) Gaps() []string {
	var gaps []string
	var quiet parse.Run
	for i, r := range l.Runs {
		if i > 0 && r.FirstID > l.Runs[i-1].LastID+1 {
			gaps = append(gaps, fmt.Sprintf("%d records missing after #%d (%s to %s)", r.FirstID-l.Runs[i-1].LastID-1, l.Runs[i-1].LastID, l.Runs[i-1].Last.Wall, r.First.Wall))
		}
		if r.StepsBack > 0 {
			times := fmt.Sprintf("%d times", r.StepsBack)
			if r.StepsBack == 1 {
				times = "once"
			}
			gaps = append(gaps, fmt.Sprintf("the clock goes back %s between #%d and #%d", times, r.FirstID, r.LastID))
		}
		quiet.Silence(r.QuietFrom, r.QuietFrom+r.Quiet)
	}
	if quiet.Quiet >= quietWindow {
		gaps = append(gaps, fmt.Sprintf("quiet for %d hours from %s to %s", quiet.Quiet/parse.Hour, quiet.QuietFrom, quiet.QuietFrom+quiet.Quiet))
	}
	return gaps
}

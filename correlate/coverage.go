package correlate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
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
	for _, l := range logs {
		if !slices.IsSortedFunc(l.Runs, func(a, b parse.Run) int { return cmp.Compare(a.FirstID, b.FirstID) }) {
			l.Runs = joinRuns(l.Runs) // shuffled: the ids say what follows what
		}
	}
	return logs
}

// generation is how far the time may go back from one record to the next by its id, in
// one log: over a boot it may by days, where a log was cleared the ids start again.
const generation = parse.Day

// joinRuns puts runs of one log together by their ids, in whatever order or inputs they
// stand: ids that go on are one log, ids that were seen before are a copy if their times
// agree, and another life of the log if not.
func joinRuns(runs []parse.Run) []parse.Run {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b parse.Run) int {
		return cmp.Or(
			cmp.Compare(a.FirstID, b.FirstID),
			cmp.Compare(b.LastID, a.LastID),
			cmp.Compare(a.Earliest, b.Earliest),
		)
	})
	var joined []parse.Run
	const lives = 8 // of a log, that are looked at
	for _, r := range runs {
		r.Backs = slices.Clip(r.Backs)
		at := -1
		for i := len(joined) - 1; i >= max(0, len(joined)-lives) && at < 0; i-- {
			if follows(&joined[i], &r) {
				at = i
			}
		}
		switch {
		case at < 0:
			joined = append(joined, r)
		case r.FirstID == joined[at].LastID+1:
			joined[at].Join(r)
		case r.LastID > joined[at].LastID: // a copy that goes on
			joined[at].Overlap(r)
		}
	}
	return joined
}

// follows reports whether a run goes on where another ends, or is a copy of a part of it.
func follows(r, next *parse.Run) bool {
	switch {
	case r.FirstID == 0 || next.FirstID == 0 || next.FirstID > r.LastID+1:
		return false
	case !r.Timed() || !next.Timed():
		return true
	case next.FirstID == r.LastID+1:
		return next.First.Wall >= r.Last.Wall-generation
	}
	return next.First.Wall >= r.Earliest-parse.OutOfOrder && next.First.Wall <= r.Latest+parse.OutOfOrder
}

// wholeLog is an event log of a host as all inputs together hold it.
type wholeLog struct {
	channel string
	sources []string
	runs    []parse.Run
}

// wholeLogs puts the logs of inputs together by channel.
func wholeLogs(logs []*Log) []*wholeLog {
	var all []*wholeLog
	runs := map[*wholeLog][]parse.Run{}
	for _, l := range logs {
		i := slices.IndexFunc(all, func(w *wholeLog) bool { return strings.EqualFold(w.channel, l.Channel) })
		if i < 0 {
			i = len(all)
			all = append(all, &wholeLog{channel: l.Channel})
		}
		all[i].sources = append(all[i].sources, l.Source)
		runs[all[i]] = append(runs[all[i]], l.Runs...)
	}
	for _, w := range all {
		w.runs = joinRuns(runs[w])
	}
	return all
}

// Covered reports whether a log of the host saw the whole of span: records with
// consecutive ids from before its start to after its end, in one input or several, and
// the clock not set back in between. If not, why says what is missing.
func (k *Case) Covered(channel string, span interval.Interval) (ok bool, why string) {
	for _, l := range k.Host.wholeLogs(k.Logs) {
		if strings.EqualFold(l.channel, channel) {
			return l.covers(span, k.Host.Boots, &k.Host.clock)
		}
	}
	if _, listed := k.Reach(channel); listed {
		return false, "the " + channel + " log (read as a list of events) may leave records out, its file would not"
	}
	if n := k.events(channel); n > 0 {
		return false, fmt.Sprintf("of the %s log only %s read, from a list that may leave others out; its file would not",
			channel, counted(n))
	}
	return false, "no " + channel + " log was read"
}

func counted(n int) string {
	if n == 1 {
		return "one event was"
	}
	return fmt.Sprintf("%d events were", n)
}

// events counts the events of a log that were read from texts.
func (k *Case) events(channel string) int {
	return k.textLists().events[strings.ToLower(channel)]
}

// Listed reports whether a text that lists more events of a log than people pick out goes on
// from before the start of span to its end. A hole in it would not be seen.
func (k *Case) Listed(channel string, span interval.Interval) bool {
	return slices.ContainsFunc(k.listedTimes(channel), func(at interval.Interval) bool {
		return at.Lo <= span.Lo && at.Hi >= span.Hi
	})
}

// Reach is from where to where a log of the host was read: in its files, and in texts that
// hold more of its events than people pick out. ok is false where it was not read.
func (k *Case) Reach(channel string) (reach interval.Interval, ok bool) {
	reach = interval.Interval{Lo: interval.Forever, Hi: interval.Never}
	add := func(lo, hi parse.Ticks) { reach.Lo, reach.Hi, ok = min(reach.Lo, lo), max(reach.Hi, hi), true }
	for _, l := range k.Host.wholeLogs(k.Logs) {
		if !strings.EqualFold(l.channel, channel) {
			continue
		}
		for _, r := range l.runs {
			if seen, ok := k.Host.clock.onHost(r); ok {
				add(seen.Earliest, seen.Latest)
			}
		}
	}
	for _, at := range k.listedTimes(channel) {
		add(at.Lo, at.Hi)
	}
	return reach, ok
}

// textLists is what the texts of a host list of its event logs, by the log's lower-case name.
type textLists struct {
	times  map[string][]interval.Interval `redact:"-"` // from where to where a text that lists more events than people pick out
	events map[string]int                 `redact:"-"` // how many, those without a time too
}

// listedTimes are from where to where each text lists events of a log, where it lists
// more of them than people pick out.
func (k *Case) listedTimes(channel string) []interval.Interval {
	return k.textLists().times[strings.ToLower(channel)]
}

// textLists are gathered once, after the case was indexed.
func (k *Case) textLists() *textLists {
	if k.listed == nil {
		k.listed = listsOf(k.Steps)
	}
	return k.listed
}

// listedLog is what a text lists of a log.
type listedLog struct {
	channel     string
	at          interval.Interval
	events      int
	first, last uint64 // record ids, 0 where it has none
}

func listsOf(steps []*Step) *textLists {
	lists := &textLists{times: map[string][]interval.Interval{}, events: map[string]int{}}
	bySource := map[[2]string]*listedLog{}
	var all []*listedLog
	for _, s := range steps {
		r := s.Record
		if !r.FromText || r.EventID == 0 {
			continue
		}
		channel := strings.ToLower(cmp.Or(r.Channel, vocab.HomeLog(r)))
		if lists.events[channel]++; !s.At.Known() {
			continue
		}
		l := bySource[[2]string{channel, s.Source}]
		if l == nil {
			l = &listedLog{channel: channel, at: s.At, first: r.RecordID, last: r.RecordID}
			bySource[[2]string{channel, s.Source}] = l
			all = append(all, l)
		}
		l.at, l.events = l.at.Hull(s.At), l.events+1
		l.first, l.last = min(l.first, r.RecordID), max(l.last, r.RecordID)
	}
	for _, l := range joinLists(all) {
		if l.events > parse.MostPasted {
			lists.times[l.channel] = append(lists.times[l.channel], l.at)
		}
	}
	return lists
}

// joinLists puts the parts of one list together: the record ids of each go on where those of another end.
func joinLists(all []*listedLog) []*listedLog {
	slices.SortStableFunc(all, func(a, b *listedLog) int {
		return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.first, b.first))
	})
	var joined []*listedLog
	for _, l := range all {
		if n := len(joined); n > 0 && joined[n-1].goesOnIn(l) {
			before := joined[n-1]
			before.at, before.events, before.last = before.at.Hull(l.at), before.events+l.events, l.last
			continue
		}
		joined = append(joined, l)
	}
	return joined
}

// goesOnIn reports whether the record ids of another list of the same log go on where those of this one end.
func (l *listedLog) goesOnIn(next *listedLog) bool {
	return l.channel == next.channel && l.last != 0 && l.last+1 == next.first
}

// wholeLogs are made when they are first asked for.
func (h *Host) wholeLogs(logs []*Log) []*wholeLog {
	if h.logs == nil {
		h.logs = &hostLogs{whole: wholeLogs(logs)}
	}
	return h.logs.whole
}

// hostLogs is shared by all segments of a host.
type hostLogs struct{ whole []*wholeLog }

func (l *wholeLog) covers(span interval.Interval, boots func() []interval.Interval, c *clock) (bool, string) {
	first, last := interval.Forever, interval.Never
	for _, run := range l.runs {
		r, ok := c.onHost(run)
		if !ok {
			continue
		}
		if r.Earliest <= span.Lo && r.Latest >= span.Hi {
			if len(r.Backs) > 0 && setBackIn(&r, span, boots()) {
				return false, fmt.Sprintf("the %s log (%s) has a clock that was set back", l.channel, l.where())
			}
			return true, ""
		}
		first, last = min(first, r.Earliest), max(last, r.Latest)
	}
	switch {
	case first > span.Lo:
		return false, fmt.Sprintf("the %s log (%s) begins only at %s", l.channel, l.where(), brief(first))
	case last < span.Hi:
		return false, fmt.Sprintf("the %s log (%s) ends already at %s", l.channel, l.where(), brief(last))
	}
	return false, fmt.Sprintf("the %s log (%s) has a hole in its record ids", l.channel, l.where())
}

// onHost is a run with its times on the clock on which the host's steps stand; ok is false
// where it has none, or local ones whose offset is open.
func (c *clock) onHost(r parse.Run) (run parse.Run, ok bool) {
	open := func(t parse.Ticks) bool { return !c.floats && c.location == nil && c.opensDay(t-t%parse.Day) }
	switch {
	case !r.Timed():
		return r, false
	case !isLocal(r.First):
		return r, true
	case open(r.Earliest), open(r.Latest):
		return r, false
	}
	place := func(t parse.Ticks) parse.Ticks {
		return c.interval(parse.Timestamp{Wall: t, Resolution: 1, Zone: parse.ZoneLocal}, false).Lo
	}
	r.Earliest, r.Latest = place(r.Earliest), place(r.Latest)
	r.Backs = slices.Clone(r.Backs)
	for i, b := range r.Backs {
		r.Backs[i].From, r.Backs[i].To = place(b.From), place(b.To)
	}
	return r, true
}

// brief is an instant of a sentence.
func brief(t parse.Ticks) string { return interval.Of(t, t).String() }

// where names the inputs of the log.
func (l *wholeLog) where() string {
	sources := slices.Compact(slices.Sorted(slices.Values(l.sources)))
	if n := len(sources) - 3; n > 0 {
		sources = append(sources[:3], fmt.Sprintf("%d more", n))
	}
	return strings.Join(sources, ", ")
}

// afterBoot is how long after a boot records come that are stamped earlier than those
// before them.
const afterBoot = 5 * parse.Minute

// setBackIn reports whether the times of a run go back in span other than after a boot:
// then the clock was set. A step is a matter of the time that it touches.
func setBackIn(r *parse.Run, span interval.Interval, boots []interval.Interval) bool {
	for _, b := range r.Backs {
		if b.To <= span.Hi && b.From >= span.Lo && !booted(b, boots) {
			return true
		}
	}
	if r.StepsBack > len(r.Backs) && len(r.Backs) > 0 { // the others are not known one by one
		return span.Hi >= r.Backs[len(r.Backs)-1].To
	}
	return false
}

// booted reports whether a step back is what a boot leaves.
func booted(b parse.StepBack, boots []interval.Interval) bool {
	return slices.ContainsFunc(boots, func(at interval.Interval) bool {
		return at.Lo-parse.Minute <= b.From && b.From <= at.Hi+afterBoot
	})
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

// ClockShift returns the sum of the sizes of the changes of the clock that steps tell of, forward or back. known is
// false if one of them does not say how large it was, or tells of sleep.
func ClockShift(steps []*Step) (total parse.Ticks, known bool) {
	for _, s := range steps {
		old, now, ok := stepOfClock(s)
		if s.Kind != vocab.KindClockChange || !ok {
			return 0, false
		}
		total += max(now-old, old-now)
	}
	return total, true
}

// tinyShift is a correction of the clock that rules nothing out or in.
const tinyShift = parse.Second / 10

// clockReach is how far from a finding a clock step still throws doubt on it: the
// step itself may have moved the marks apart.
const clockReach = 12 * parse.Hour

// ClockDoubt says why the times from started to ended may not all be of one
// steady clock: a record tells of a change, a log or the listings go back in
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
	d := slices.DeleteFunc(k.ClockDoubts(interval.Of(lo, hi)), func(s *Step) bool {
		shift, known := ClockShift([]*Step{s})
		return known && shift <= tinyShift
	})
	if len(d) > 0 {
		return fmt.Sprintf("%s at %s (%s)", d[0].Kind, d[0].At.Lo, d[0].Source)
	}
	for _, l := range k.Logs {
		for _, r := range l.Runs {
			if r.StepsBack > 0 && r.Earliest <= hi && r.Latest >= lo && setBackIn(&r, interval.Of(lo, hi), k.Host.Boots()) {
				return fmt.Sprintf("the times in %s go back", l.Source)
			}
		}
	}
	if source := k.GoesBack(interval.Of(lo, hi)); source != "" {
		return fmt.Sprintf("the stamps in %s go back", source)
	}
	return ""
}

// GoesBack names an input whose listings go back in time somewhere in span, "" if
// there is none.
func (k *Case) GoesBack(span interval.Interval) string {
	if k.listingTimes == nil {
		return ""
	}
	for _, b := range k.listingTimes.back {
		if b.to <= span.Hi && b.from >= span.Lo {
			return b.source
		}
	}
	return ""
}

// Steady reports by how much jumps of the clock may have stretched span, judged
// by the listings of one input in it: a poll takes about the same time each
// round, so what pauses are longer than usual bounds the jumps. The usual pause
// is the shorter of those inside and outside span. What span has before the first
// listing of the input is a pause that nothing vouches for. ok is false if there
// are too few listings to tell.
func (k *Case) Steady(input string, span interval.Interval) (segment parse.Ticks, ok bool) {
	var inside, outside []parse.Ticks
	last := interval.Never
	for _, at := range k.listingTimes.rounds[input] {
		if last == interval.Never {
			segment = max(at-span.Lo, 0)
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
			segment += p - usual
		}
	}
	return segment, true
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
			gaps = append(
				gaps,
				fmt.Sprintf(
					"%d records missing after #%d (%s to %s)",
					r.FirstID-l.Runs[i-1].LastID-1,
					l.Runs[i-1].LastID,
					l.Runs[i-1].Last.Wall,
					r.First.Wall,
				),
			)
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
		gaps = append(
			gaps,
			fmt.Sprintf(
				"quiet for %d hours from %s to %s",
				quiet.Quiet/parse.Hour,
				quiet.QuietFrom,
				quiet.QuietFrom+quiet.Quiet,
			),
		)
	}
	return gaps
}

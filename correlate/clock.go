package correlate

import (
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// clock turns the local times of a host's texts into UTC. It knows the offsets
// that are possible; what they leave open widens the interval.
type clock struct {
	offsets  []parse.Ticks // possible, ascending; none: nothing is known
	dated    []datedOffset // known for one moment, in order of time
	runs     *interval.Index[run]
	summer   summerTime // the zone's rule, if it is stated
	named    *namedZone // the zone that the host names, if its rule is known
	location *time.Location
	Basis    string

	// floats: all times of the host are of one zone that nothing tells for sure. What lies
	// between them is known, and all are off by the same, something in drift.
	floats bool
	base   parse.Ticks // the offset that is taken for that of the zone
	drift  interval.Interval
}

// unknownOffsets bounds a zone that nothing tells: UTC-12 to UTC+14.
var unknownOffsets = interval.Of(-12*parse.Hour, 14*parse.Hour)

// interval resolves a reading, of a listing or not.
func (c *clock) interval(r parse.Timestamp, listing bool) interval.Interval {
	if r.IsZero() {
		return interval.Unknown
	}
	i := interval.At(r)
	if r.Zone == parse.ZoneUTC || r.Zone == parse.ZoneOffset {
		return i
	}
	if c.floats {
		return i.Shift(-c.base)
	}
	if c.location != nil {
		return locate(i, c.location)
	}
	lo, hi := unknownOffsets.Lo, unknownOffsets.Hi
	if len(c.offsets) > 0 {
		lo, hi = c.offsets[0], c.offsets[len(c.offsets)-1]
	}
	notAllowed := func(o parse.Ticks) bool { return !c.allows(i, o, listing) }
	if allowed := slices.DeleteFunc(slices.Clone(c.offsets), notAllowed); len(allowed) > 0 {
		lo, hi = allowed[0], allowed[len(allowed)-1]
	}
	return interval.Of(i.Lo-hi, i.Hi-lo)
}

// opensDay reports whether a local day has times whose offset is open.
func (c *clock) opensDay(day parse.Ticks) bool {
	const hour = parse.Hour
	for _, at := range []parse.Ticks{day, day + 12*hour, day + parse.Day - 1} {
		local := interval.Of(at, at)
		allowed := 0
		for _, o := range c.offsets {
			if c.allows(local, o, false) {
				allowed++
			}
		}
		if allowed != 1 {
			return true
		}
	}
	return false
}

// locate resolves a wall clock interval in a zone with its rules. In the hour
// that is repeated when summer time ends both readings count.
func locate(i interval.Interval, loc *time.Location) interval.Interval {
	if o, ok := steadyOffset(i, loc); ok {
		return i.Shift(-o)
	}
	at := func(t parse.Ticks, pick func(a, b parse.Ticks) parse.Ticks) parse.Ticks {
		u := t.Time()
		_, before := time.Date(u.Year(), u.Month(), u.Day(), u.Hour()-3, u.Minute(), u.Second(), 0, loc).Zone()
		_, after := time.Date(u.Year(), u.Month(), u.Day(), u.Hour()+3, u.Minute(), u.Second(), 0, loc).Zone()
		a, b := t-parse.Ticks(before)*parse.Second, t-parse.Ticks(after)*parse.Second
		aFits, bFits := fits(a, before, loc), fits(b, after, loc)
		switch {
		case aFits && bFits:
			return pick(a, b)
		case bFits:
			return b
		case aFits:
			return a
		}
		return pick(a, b) // a time that the clock skipped
	}
	return interval.Of(
		at(i.Lo, func(a, b parse.Ticks) parse.Ticks { return min(a, b) }),
		at(i.Hi, func(a, b parse.Ticks) parse.Ticks { return max(a, b) }),
	)
}

// steadyOffset returns the offset of a zone around a wall clock interval, if it is the same for
// more than a day before and after it: in nearly all of the year.
func steadyOffset(i interval.Interval, loc *time.Location) (offset parse.Ticks, ok bool) {
	const around = 30 * time.Hour // more than any offset, and the hours that are looked at beside a change
	if i.Lo <= interval.Never || i.Hi >= interval.Forever || i.Hi-i.Lo > parse.Day {
		return 0, false
	}
	at := i.Lo.Time().In(loc)
	begin, end := at.ZoneBounds()
	if !begin.IsZero() && at.Sub(begin) < around || !end.IsZero() && end.Sub(i.Hi.Time()) < around {
		return 0, false
	}
	_, seconds := at.Zone()
	return parse.Ticks(seconds) * parse.Second, true
}

func fits(t parse.Ticks, offset int, loc *time.Location) bool {
	_, o := t.Time().In(loc).Zone()
	return o == offset
}

// anchorSlack is how far apart an event and the same moment in a text may be:
// ntbackup writes minutes, and a poll may be late.
const anchorSlack = 2 * parse.Minute

// anchored returns the moments at which under offset o texts agree with the event
// logs, if there are any and no text stands where a log that covers its time has
// nothing of the kind. Such a moment is the start of a backup by one tool, or listings
// that see a writer leave its rest around a freeze mark of this writer.
func anchored(o parse.Ticks, wakings []waking, events moments, covered func(interval.Interval) bool) []datedOffset {
	shift := func(r parse.Timestamp) (interval.Interval, bool) {
		if !isLocal(r) {
			return interval.Unknown, false
		}
		return interval.At(r).Shift(-o), true
	}
	var matches []datedOffset
	logged := func(same *interval.Index[*Step], span interval.Interval) bool {
		if same == nil {
			return true
		}
		if len(same.Overlapping(span)) > 0 {
			matches = append(matches, datedOffset{span, o})
			return true
		}
		return !covered(span)
	}
	for _, s := range events.stated {
		at, local := shift(s.Record.Time)
		if !local {
			continue
		}
		if !logged(events.begins[strings.ToLower(s.CommandLine)], interval.Of(at.Lo-anchorSlack, at.Hi+anchorSlack)) {
			return nil
		}
	}
	for _, w := range wakings {
		before, localB := shift(w.before)
		until, localU := shift(w.until)
		if !localU {
			until, localU = shift(w.at)
			until.Hi += parse.Minute
		}
		if !localB || !localU || until.Hi-before.Lo > 10*parse.Minute {
			continue
		}
		for _, writer := range w.writers {
			if !logged(events.freezes[writer.ID], interval.Of(before.Lo, until.Hi)) {
				return nil
			}
		}
	}
	return matches
}

// waking is a listing that sees writers frozen or past it which were at rest in the one before.
type waking struct {
	before, at, until parse.Timestamp // stamps of the one before and of this one, and its end
	writers           []*WriterState
}

// wakingsOf finds them, if the logs have freeze marks to hold them against.
func wakingsOf(listings []clockListing, events moments) []waking {
	var found []waking
	if len(events.freezes) == 0 {
		return nil
	}
	for i := 1; i < len(listings); i++ {
		before, now := &listings[i-1], &listings[i]
		if writers := activatedWriters(before.states, now.states); len(writers) > 0 {
			found = append(found, waking{before.time, now.time, now.until, writers})
		}
	}
	return found
}

// moments are the events of the logs that texts may tell of too: begins of backups by
// the tool, lower case, and freeze marks by the writer's class id; and the begins that
// texts tell of.
type moments struct {
	begins, freezes map[string]*interval.Index[*Step]
	stated          []*Step
}

func momentsOf(steps []*Step) moments {
	begins, freezes := map[string][]*Step{}, map[string][]*Step{}
	var stated []*Step
	for _, s := range steps {
		if s.Kind == vocab.KindRequesterBegin && s.Record.Stamp == parse.StampRecord {
			stated = append(stated, s)
		}
		if s.Record.Time.Zone != parse.ZoneUTC || s.Record.Time.IsZero() {
			continue
		}
		switch {
		case s.Kind == vocab.KindRequesterBegin:
			tool := strings.ToLower(s.CommandLine)
			begins[tool] = append(begins[tool], s)
		case s.Kind == vocab.KindFreeze && s.WriterID != "":
			freezes[s.WriterID] = append(freezes[s.WriterID], s)
		}
	}
	index := func(lists map[string][]*Step) map[string]*interval.Index[*Step] {
		by := map[string]*interval.Index[*Step]{}
		for key, list := range lists {
			by[key] = interval.NewIndex(list, func(s *Step) interval.Interval { return s.At })
		}
		return by
	}
	return moments{index(begins), index(freezes), stated}
}

// activatedWriters returns the writers at rest in a that are frozen or past it in b.
func activatedWriters(a, b []*WriterState) []*WriterState {
	var woken []*WriterState
	for _, s := range b {
		if s.Code < vocab.StateWaitingThaw || s.Code > vocab.StateWaitingComplete {
			continue
		}
		if i := slices.IndexFunc(a, s.same); i >= 0 && a[i].Code == vocab.StateStable {
			woken = append(woken, s)
		}
	}
	return woken
}

package correlate

import (
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Where a step stands among the others of its host, and what it may have to do with,
// where its time is only bounded from above or not known at all: the texts of backup
// programs are full of such statements.

// theEnd is the place of steps of which nothing tells a time.
const theEnd = interval.Forever - 1

// sortKey is where a step stands: at the start of its time, which may be an upper bound.
// Facts without a time come first, other steps last.
func (c *clock) sortKey(s *Step) parse.Ticks {
	switch at := s.stamp(); {
	case !at.IsZero():
		return c.interval(at, isListing(s.Record)).Lo
	case isFact(s):
		return interval.Never
	}
	return theEnd
}

// Place is where the step stands among those of its host: see Prescan.SortKey.
func (s *Step) Place() parse.Ticks { return s.sortKey }

// stamp is the reading that a step stands at, zero if there is none.
func (s *Step) stamp() parse.Timestamp {
	for _, at := range []parse.Timestamp{s.Record.Time, s.Record.Until} {
		if !at.IsZero() {
			return at
		}
	}
	return s.beside
}

// texts remembers the times that the texts of requesters and listings show, by input. A statement
// without a time stands where the one before it does, or else the first that has one.
type texts struct{ first, last map[string]parse.Timestamp }

func newTexts() texts {
	return texts{map[string]parse.Timestamp{}, map[string]parse.Timestamp{}}
}

func inText(s *Step) bool { return s.Record.Provider == parse.ProviderRequester || isListing(s.Record) }

// see takes the next statement of a text, and gives it the time before it if it has none
// of its own.
func (t texts) see(s *Step) {
	if !inText(s) {
		return
	}
	at := s.stamp()
	if at.IsZero() {
		s.beside = t.last[s.Source]
		return
	}
	if t.last[s.Source] = at; t.first[s.Source].IsZero() {
		t.first[s.Source] = at
	}
}

// lead gives a statement before all times of its text the first one.
func (t texts) lead(s *Step) {
	if inText(s) && s.stamp().IsZero() {
		s.beside = t.first[s.Source]
	}
}

// related is what a step may have to do with by its time and place, Unknown if it has
// neither.
func (s *Step) related() interval.Interval { return relatedTo(s.At, s.sortKey) }

func relatedTo(at interval.Interval, sortKey parse.Ticks) interval.Interval {
	if at == interval.Unknown && sortKey > interval.Never && sortKey < theEnd {
		return interval.Of(sortKey-interval.MaxReach, sortKey+interval.MaxReach)
	}
	return at.Bounded()
}

// related is that of a step, or the last day of the host if it has none: what has no time
// is taken to be about the sets that were the last when somebody collected it.
func (k *Case) related(s *Step) interval.Interval { return k.orLastDay(s.related()) }

func (k *Case) orLastDay(i interval.Interval) interval.Interval {
	if i == interval.Unknown {
		return k.lastDay()
	}
	return i
}

// lastDay is the day before and after the last set, Unknown if no set has a time.
func (k *Case) lastDay() interval.Interval {
	if len(k.Sets) <= manySets || k.latest.sets > len(k.Sets) {
		k.latest = latestAnchor{at: interval.Never} // few are looked at anew, as what is known of them changes
	}
	for _, s := range k.Sets[k.latest.sets:] {
		k.latest.at = max(k.latest.at, s.anchor().Lo)
	}
	k.latest.sets = len(k.Sets)
	return dayAround(k.latest.at)
}

// latestAnchor is when the last of the first sets was frozen.
type latestAnchor struct {
	at   parse.Ticks
	sets int
}

// manySets is how many sets are looked at each time that the last of them is asked for.
const manySets = 256

func dayAround(last parse.Ticks) interval.Interval {
	if last <= interval.Never {
		return interval.Unknown
	}
	return interval.Of(last-interval.MaxReach, last+interval.MaxReach)
}

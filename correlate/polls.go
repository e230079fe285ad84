package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// polls is when the writers of a host were listed, without what was listed: little
// enough to be held for all of a host.
type polls struct {
	rounds map[string][]parse.Ticks // by input, ascending: starts of captures whose end is known
	back   []setBack
}

// setBack is a capture whose stamp is before that of the one before it in its input.
type setBack struct {
	source   string
	from, to parse.Ticks
}

// poll is one capture.
type poll struct {
	source string
	number int
	own    parse.Ticks       // start on its own clock
	at     interval.Interval // in UTC
}

func newPolls(captures []*Capture) *polls {
	all := make([]poll, len(captures))
	for i, c := range captures {
		all[i] = pollOf(c)
	}
	return pollsOf(all)
}

func pollOf(c *Capture) poll {
	return poll{c.Source, c.Number, readAt(c.Steps[0].Record).Lo, c.At}
}

// pollsOf takes all captures in the order of Case.Captures.
func pollsOf(all []poll) *polls {
	p := &polls{rounds: map[string][]parse.Ticks{}}
	for _, c := range all {
		rounds := p.rounds[c.source]
		if c.at.Known() && (len(rounds) == 0 || c.at.Lo > rounds[len(rounds)-1]) {
			p.rounds[c.source] = append(rounds, c.at.Lo)
		}
	}
	slices.SortStableFunc(all, func(a, b poll) int { // as they stand in their files
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.own, b.own), strings.Compare(a.source, b.source))
	})
	last := map[string]poll{}
	for _, c := range all {
		if before, ok := last[c.source]; ok && c.at.Lo > interval.Never && c.at.Lo < before.at.Lo {
			p.back = append(p.back, setBack{c.source, before.at.Lo, c.at.Lo})
		}
		last[c.source] = c
	}
	return p
}

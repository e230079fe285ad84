package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Remainder gathers, segment by segment, what is told of a host that was cut as a
// whole: the steps that fit no set, the listings file by file, and how much there
// was.
type Remainder struct {
	prescan  *Prescan
	listings *Listings
	loose    []*Step
	near     []*Step
	polls    *polls
	steps    int
	captures int
}

// NewRemainder begins with the prescan of a host that a Segmenter has gone through.
func (v *Prescan) NewRemainder() *Remainder {
	return &Remainder{prescan: v, listings: newListings(v.most)}
}

// refusedNear is how far around the first refusal of a set in progress requesters
// are looked for.
const refusedNear = 30 * parse.Minute

// Add takes the next segment.
func (m *Remainder) Add(k *Case) {
	m.listings.add(k.Captures)
	if m.near == nil {
		for _, s := range k.Loose {
			if s.Code == vocab.CodeInProgress {
				at := s.At.Bounded()
				m.near = append(m.near, k.between(interval.Of(at.Lo-refusedNear, at.Hi+refusedNear))...)
			}
		}
	}
	m.polls = k.polls
	m.loose = append(m.loose, k.Loose...)
	m.steps += len(k.Steps)
	m.captures += len(k.Captures)
}

// Case is what is told of the host as a whole. It has no sets, captures or steps
// of its own besides the loose ones.
func (m *Remainder) Case() *Case {
	host := *m.prescan.host
	return &Case{Host: &host, Logs: m.prescan.logs, Loose: m.loose, listings: m.listings, remainder: m, polls: m.polls, clockSteps: m.prescan.clockSteps}
}

func (m *Remainder) between(span interval.Interval) []*Step {
	found := slices.DeleteFunc(slices.Clone(m.near), func(s *Step) bool { return s.At.Hi < span.Lo || s.At.Lo > span.Hi })
	slices.SortStableFunc(found, (*Step).Compare)
	return slices.Compact(found)
}

// StepCount is how many steps the host has.
func (k *Case) StepCount() int {
	if k.remainder != nil {
		return k.remainder.steps
	}
	return len(k.Steps)
}

// CaptureCount is how many captures the host has.
func (k *Case) CaptureCount() int {
	if k.remainder != nil {
		return k.remainder.captures
	}
	return len(k.Captures)
}

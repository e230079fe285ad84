package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// HostTotals gathers, segment by segment, what is told of a host that was cut as a
// whole: the steps that fit no set, the listings file by file, and how much there
// was.
type HostTotals struct {
	prescan      *Prescan
	history      *ListingHistory
	unassigned   []*Step
	near         []*Step // those around the refusals of a set in progress, in the first segment that has one
	listingTimes *listingTimes
	steps        int
	listings     int
}

// NewHostTotals begins with the prescan of a host that a Segmenter has gone through.
func (v *Prescan) NewHostTotals() *HostTotals {
	return &HostTotals{prescan: v, history: newListingHistory(v.most)}
}

// RefusedNear is how far around the refusal of a set in progress requesters are looked for.
const RefusedNear = 30 * parse.Minute

// Add takes the next segment.
func (m *HostTotals) Add(k *Case) {
	m.history.add(k.Listings)
	if m.near == nil {
		for _, s := range k.Unassigned {
			if s.Code == vocab.CodeInProgress {
				at := s.At.Bounded()
				m.near = append(m.near, k.between(interval.Of(at.Lo-RefusedNear, at.Hi+RefusedNear))...)
			}
		}
	}
	m.listingTimes = k.listingTimes
	m.unassigned = append(m.unassigned, k.Unassigned...)
	m.steps += len(k.Steps)
	m.listings += len(k.Listings)
}

// Case is what is told of the host as a whole. It has no sets, listings or steps
// of its own besides the unassigned ones.
func (m *HostTotals) Case() *Case {
	host := *m.prescan.host
	return &Case{
		Host:         &host,
		Logs:         m.prescan.logs,
		Unassigned:   m.unassigned,
		history:      m.history,
		totals:       m,
		listingTimes: m.listingTimes,
		clockSteps:   m.prescan.clockSteps,
	}
}

func (m *HostTotals) between(span interval.Interval) []*Step {
	found := slices.DeleteFunc(
		slices.Clone(m.near),
		func(s *Step) bool { return s.At.Hi < span.Lo || s.At.Lo > span.Hi },
	)
	slices.SortStableFunc(found, (*Step).Compare)
	return slices.Compact(found)
}

// StepCount is how many steps the host has.
func (k *Case) StepCount() int {
	if k.totals != nil {
		return k.totals.steps
	}
	return len(k.Steps)
}

// ListingCount is how many listings the host has.
func (k *Case) ListingCount() int {
	if k.totals != nil {
		return k.totals.listings
	}
	return len(k.Listings)
}

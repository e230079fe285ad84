package correlate

import (
	"github.com/vsslog/vsslog/parse"
	"slices"
)

// segmentContext is what a segment of a host must know of the rest of the host: see Segmenter.
type segmentContext struct {
	listingTimes *listingTimes    // of the host
	clockSteps   []*Step          // of the host
	services     []*Step          // starts and stops of VSS in the day before the segment
	sql, msde    bool             // listings of the host list these writers
	earlier      []*WriterListing // the last state of each writer before the segment, and the last lookBack listings whole
	freezes      bool             // the host has freeze marks after the segment
}

// lookBack is how many listings a signature may look back from a freeze mark.
const lookBack = 10

// own puts the segment's own steps in the place of the same ones in the facts and
// clock steps of the host.
func (k *Case) own() {
	mine := map[string]*Step{}
	for _, s := range k.Steps {
		if isFact(s) || isListed(s) || isClockChange(s) {
			mine[identity(s)] = s
		}
	}
	swapped := func(steps []*Step) []*Step {
		steps = slices.Clone(steps)
		for i, s := range steps {
			if m := mine[identity(s)]; m != nil {
				steps[i] = m
			}
		}
		return steps
	}
	k.Host.Facts, k.clockSteps = swapped(k.Host.Facts), swapped(k.segment.clockSteps)
}

// lastStates is the last state of each writer before the segment; empty for a
// case that is whole.
func (r *segmentContext) lastStates(key func(*WriterState) writerKey) map[writerKey]*WriterState {
	last := map[writerKey]*WriterState{}
	if r == nil {
		return last
	}
	for _, c := range r.earlier {
		for _, s := range c.States {
			last[key(s)] = s
		}
	}
	return last
}

func (r *segmentContext) frozenLater() bool { return r != nil && r.freezes }

// LastListings returns the listings that began before t, the latest first, at most
// ten of them.
func (k *Case) LastListings(t parse.Ticks) []*WriterListing {
	at, _ := slices.BinarySearchFunc(k.Listings, t, func(c *WriterListing, t parse.Ticks) int {
		if c.sortKey < t {
			return -1
		}
		return 1
	})
	var found []*WriterListing
	for _, listings := range [][]*WriterListing{k.Listings[:at], k.earlierListings()} {
		for _, c := range slices.Backward(listings) {
			if len(found) == lookBack {
				return found
			}
			found = append(found, c)
		}
	}
	return found
}

func (k *Case) earlierListings() []*WriterListing {
	if k.segment == nil {
		return nil
	}
	return k.segment.earlier
}

// Context returns the steps that findings may rest on besides those of the case:
// of a segment, facts, clock steps and listings of the rest of the host; of what
// remains, those that fit no set, and listings.
func (k *Case) Context() []*Step {
	var found []*Step
	switch {
	case k.segment != nil:
		found = slices.Concat(k.Host.Facts, k.clockSteps)
		for _, c := range k.segment.earlier {
			found = append(found, c.Steps...)
		}
	case k.totals != nil:
		found = slices.Concat(k.Host.Facts, k.clockSteps, k.Unassigned)
		for _, d := range k.history.Departures() {
			found = append(found, d.State.Step)
		}
		for _, r := range k.history.Restarts() {
			found = append(found, r.Before.Step, r.After.Step)
		}
	default:
		return nil
	}
	return found
}

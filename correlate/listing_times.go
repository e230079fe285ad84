package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// listingTimes is when the writers of a host were listed, without what was listed: little
// enough to be held for all of a host.
type listingTimes struct {
	rounds map[string][]parse.Ticks // by input, ascending: starts of listings whose end is known
	back   []setBack
}

// setBack is a listing whose stamp is before that of the one before it in its input.
type setBack struct {
	source   string
	from, to parse.Ticks
}

// listingTime is one listing.
type listingTime struct {
	source string
	number int
	own    parse.Ticks       // start on its own clock
	at     interval.Interval // in UTC
}

func newListingTimes(listings []*WriterListing) *listingTimes {
	all := make([]listingTime, len(listings))
	for i, c := range listings {
		all[i] = listingTimeOf(c)
	}
	return listingTimesOf(all)
}

func listingTimeOf(c *WriterListing) listingTime {
	return listingTime{c.Source, c.Number, readAt(c.Steps[0].Record).Lo, c.At}
}

// listingTimesOf takes all listings in the order of Case.Listings.
func listingTimesOf(all []listingTime) *listingTimes {
	p := &listingTimes{rounds: map[string][]parse.Ticks{}}
	for _, c := range all {
		rounds := p.rounds[c.source]
		if c.at.Known() && (len(rounds) == 0 || c.at.Lo > rounds[len(rounds)-1]) {
			p.rounds[c.source] = append(rounds, c.at.Lo)
		}
	}
	slices.SortStableFunc(all, func(a, b listingTime) int { // as they stand in their files
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.own, b.own), strings.Compare(a.source, b.source))
	})
	last := map[string]listingTime{}
	for _, c := range all {
		if before, ok := last[c.source]; ok && c.at.Lo > interval.Never && c.at.Lo < before.at.Lo {
			p.back = append(p.back, setBack{c.source, before.at.Lo, c.at.Lo})
		}
		last[c.source] = c
	}
	return p
}

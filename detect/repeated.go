package detect

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate"
)

// repeated are the files that have a stretch of a log, by its record ids, which another file
// has too: nobody picked out its events.
func repeated(logs []*correlate.Log) map[string]bool {
	type stretch struct {
		channel, source string
		first, last     uint64
	}
	var all []stretch
	for _, l := range logs {
		for _, r := range l.Runs {
			all = append(all, stretch{l.Channel, l.Source, r.FirstID, r.LastID})
		}
	}
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(
			cmp.Compare(a.channel, b.channel),
			cmp.Compare(a.first, b.first),
			cmp.Compare(b.last, a.last),
			cmp.Compare(a.source, b.source),
		)
	})
	found := map[string]bool{}
	var farthest, other stretch // that began at the latest here, and the farthest one of another file
	for _, s := range all {
		if s.channel != farthest.channel {
			farthest, other = s, stretch{}
			continue
		}
		before := farthest
		if before.source == s.source {
			before = other
		}
		if before.source != "" && before.last >= s.last {
			found[s.source] = true
			if before.first == s.first && before.last == s.last { // each repeats the other
				found[before.source] = true
			}
		}
		switch {
		case s.last > farthest.last && s.source == farthest.source:
			farthest = s
		case s.last > farthest.last:
			farthest, other = s, farthest
		case s.source != farthest.source && s.last > other.last:
			other = s
		}
	}
	return found
}

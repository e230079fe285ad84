package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// quickestSet is less than a set takes from the prepare of a writer to the end of its
// part: every writer is asked, volumes are flushed and held, and released again. A
// real freeze alone lasted 5.4 s.
const quickestSet = 5 * parse.Second

// noHiddenSet demands listings so close that no other set can lie between two of them
// whose late watchdog may be the one that fired: one that froze the writer up to a
// limit and a late start before. Of a set of volumes that hold none of its files a
// writer logs nothing, so that marks of its own do not tell.
var noHiddenSet = Check{
	ID: "hidden",
	Says: "Hidden sets: from time-out - L - D on captures show the writer so often that no other set fits in between " +
		"(" + interval.Seconds(
		quickestSet,
	) + ")",
	Test: func(sub *Subject, f *Finding) CheckResult {
		sp := sub.Span
		x := sp.Bounds(correlate.PointTimeout)
		if sp.Failure == nil || !x.Known() || sp.Limit.Max >= interval.Forever {
			return CheckResult{
				Statement: "the time-out is not bounded",
				Missing: "bounds on the time-out and on the writer's limit, to know when another set may have " +
					"frozen it",
			}
		}
		span := interval.Interval{Lo: x.Lo - sp.Limit.Max - correlate.LateStart, Hi: x.Hi - sp.Limit.Min}
		if place := hidingPlace(sub, span); place.Hi-place.Lo > quickestSet {
			return CheckResult{Statement: fmt.Sprintf("%s nothing shows what it did", place),
				Missing: fmt.Sprintf(
					"captures of the writer every 2 s: %s another set may have frozen it unseen, whose watchdog this "+
						"is",
					place,
				)}
		}
		return CheckResult{Held: true, Statement: "captures are close enough from " + span.Lo.String() + " on"}
	},
}

// hidingPlace is the longest time in span in which nothing tells what the writer did:
// between two listings that show it, or up to the first one.
func hidingPlace(sub *Subject, span interval.Interval) (longest interval.Interval) {
	failed := sub.Span.Failure.After
	seen := slices.DeleteFunc(
		sub.Case.ListingsIn(interval.Interval{Lo: span.Lo - parse.Minute, Hi: failed.Listing.At.Hi}),
		func(c *correlate.WriterListing) bool {
			return c.At.Lo <= interval.Never || !slices.ContainsFunc(c.States, func(s *correlate.WriterState) bool {
				return s.ID == failed.ID && s.Instance == failed.Instance
			})
		},
	)
	// The state of a listing is true somewhere in it: at its start at the earliest, by
	// its end, and by the end of any later one.
	by := make([]parse.Ticks, len(seen)+1)
	by[len(seen)] = interval.Forever
	for i := len(seen) - 1; i >= 0; i-- {
		by[i] = min(seen[i].At.Hi, by[i+1])
	}
	from := max(span.Lo, vssStart(sub, span))
	for i, c := range seen {
		if c.At.Lo > from {
			if place := (interval.Interval{Lo: from, Hi: by[i]}); longest.Hi-longest.Lo < place.Hi-place.Lo {
				longest = place
			}
		}
		if from = max(from, c.At.Lo); from > span.Hi {
			return longest
		}
	}
	return interval.Interval{Lo: from, Hi: interval.Forever}
}

// vssStart is when VSS started in span, not having run there before: no set lies
// before it. Never if the log does not say so.
func vssStart(sub *Subject, span interval.Interval) parse.Ticks {
	steps := slices.DeleteFunc(
		sub.Case.Told(span),
		func(s *correlate.Step) bool { return s.Key != "service/VSS" || asksOnly(s) },
	)
	for _, s := range steps {
		first := !slices.ContainsFunc(steps, func(o *correlate.Step) bool { return o != s && !s.CertainlyBefore(o) })
		if first && s.Kind == vocab.KindServiceRunning && s.At.Lo >= span.Lo && !s.Record.Stale && !s.Record.Salvaged {
			return s.At.Lo
		}
	}
	return interval.Never
}

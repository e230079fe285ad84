package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// listedFailures are the failures in listings that a subject rests on: of its writer, or
// of all writers of its set.
func listedFailures(sub *Subject) []*correlate.Failure {
	spans := []*correlate.WriterSpan{sub.Span}
	if sub.Span == nil {
		spans = sub.Set.Spans
	}
	var found []*correlate.Failure
	for _, sp := range spans {
		if sp.Failure != nil {
			found = append(found, sp.Failure)
		}
	}
	return found
}

// oneInstance demands that no listing from freeze to time-out shows the writer
// under another instance only, and that none contradicts the failure: a writer that
// was started anew meanwhile knows nothing of the freeze, and the listing of another
// host has other instances.
var oneInstance = Check{
	ID:   "instance",
	Says: "Instance: every capture from freeze to time-out, of whatever file, shows the instance that failed",
	Test: func(sub *Subject, f *Finding) CheckResult {
		fail := sub.Span.Failure
		if fail == nil {
			return CheckResult{Held: true, Statement: "no capture shows the failure"}
		}
		freeze, end := sub.Span.Bounds(correlate.PointFreeze), fail.After.Listing.Latest()
		from := freeze.Lo
		if from <= interval.Never {
			from = freeze.Hi - parse.Minute
		}
		near := slices.DeleteFunc(
			sub.Case.ListingsIn(interval.Interval{Lo: from, Hi: end + parse.Minute}),
			func(c *correlate.WriterListing) bool { return c.At.Lo <= interval.Never },
		)
		for _, c := range near {
			if r := contradicts(c, fail, end); r != nil {
				return *r
			}
		}
		if a, b := twoStates(near, fail); a != nil {
			return CheckResult{
				Statement: fmt.Sprintf("captures show it in [%d] and in [%d] at one time", a.Code, b.Code),
				Missing: fmt.Sprintf(
					"captures that agree: %s shows the writer in [%d] at %s, %s in [%d] before and after that",
					b.Listing.Source,
					b.Code,
					b.Listing.At.Lo,
					a.Listing.Source,
					a.Code,
				),
				Evidence: []*correlate.Step{b.Step},
			}
		}
		return CheckResult{Held: true, Statement: "instance " + fail.After.Instance}
	},
}

// contradicts says how a listing contradicts a failure that was there by end, nil if
// it does not.
func contradicts(c *correlate.WriterListing, fail *correlate.Failure, end parse.Ticks) *CheckResult {
	var other *correlate.WriterState
	same := false
	for _, s := range c.States {
		switch {
		case s.ID != fail.After.ID:
		case s.Instance != fail.After.Instance:
			other = s
		// In the file of the failure itself it is a later set.
		case c.Source != fail.After.Listing.Source && c.At.Lo >= end &&
			(s.Code == vocab.StateWaitingPostSnapshot || s.Code == vocab.StateWaitingComplete):
			return &CheckResult{
				Statement: fmt.Sprintf("a capture at %s shows it in [%d] after it failed", c.At.Lo, s.Code),
				Missing: "captures that agree: one shows the writer in " + fmt.Sprintf(
					"[%d] at %s, after it failed",
					s.Code,
					c.At.Lo,
				),
				Evidence: []*correlate.Step{s.Step},
			}
		default:
			same = true
		}
	}
	if other != nil && !same && c.At.Lo <= end {
		return &CheckResult{
			Statement: fmt.Sprintf("a capture at %s shows instance %s", c.At.Lo, other.Instance),
			Missing: fmt.Sprintf(
				"one instance of the writer from freeze to time-out: a capture at %s shows another",
				c.At.Lo,
			),
			Evidence: []*correlate.Step{other.Step},
		}
	}
	return nil
}

// twoStates finds a listing of another file that shows the writer in a state between
// two of the file of the failure which both show it in one other state.
func twoStates(near []*correlate.WriterListing, fail *correlate.Failure) (own, other *correlate.WriterState) {
	var elsewhere []*correlate.WriterState // since the last listing of the file
	for _, c := range near {
		for _, s := range c.States {
			if s.ID != fail.After.ID || s.Instance != fail.After.Instance {
				continue
			}
			if c.Source != fail.After.Listing.Source {
				elsewhere = append(elsewhere, s)
				continue
			}
			for _, o := range elsewhere {
				if own != nil && own.Code == s.Code && o.Code != s.Code && own.Listing.At.Hi < o.Listing.At.Lo &&
					o.Listing.At.Hi < s.Listing.At.Lo {
					return own, o
				}
			}
			own, elsewhere = s, nil
		}
	}
	return nil, nil
}

// oneDate demands that the dates of the listings do not rest on a locale that their
// file states: that of the system need not be that of the user who wrote the dates.
var oneDate = Check{
	ID:   "date",
	Says: "Date: the order of day and month in the captures does not depend on a stated locale",
	Test: func(sub *Subject, f *Finding) CheckResult {
		for _, fail := range listedFailures(sub) {
			if s := statedDate(sub, fail.After.Listing); s != nil {
				return CheckResult{
					Statement: "the file of the captures states a locale, and the date may read in two ways",
					Missing: "dates whose order of day and month is certain: that of the captures may depend on the " +
						"locale of the system",
					Evidence: []*correlate.Step{s},
				}
			}
		}
		return CheckResult{Held: true, Statement: "it does not"}
	},
}

// statedDate is the locale on which the date of a listing may rest, nil if it reads in
// one way.
func statedDate(sub *Subject, c *correlate.WriterListing) *correlate.Step {
	if !c.At.Known() {
		return nil
	}
	at := c.At.Lo.Time()
	if at.Day() == int(at.Month()) || at.Day() > 13 { // 13: the date in the host's zone may be the day before
		return nil
	}
	for _, s := range sub.Case.Host.Facts {
		if s.Source == c.Source && s.Record.Text(parse.FieldFact) == parse.FactLocale {
			return s
		}
	}
	return nil
}

// oneZone demands that the local times of the listings are on UTC for sure.
var oneZone = Check{
	ID:   "zone",
	Says: "Zone: the offset of the captures' local times to UTC is known",
	Test: func(sub *Subject, f *Finding) CheckResult {
		for _, fail := range listedFailures(sub) {
			c := fail.After.Listing
			if open := sub.Case.OpenOffsets(fail.After.Step.Record); open != "" {
				return CheckResult{
					Statement: "the local times in " + c.Source + " are " + open,
					Missing: "the time zone: the local times in " + c.Source + " are " + open + " (--tz ZONE sets " +
						"it)",
					Evidence: []*correlate.Step{fail.After.Step},
				}
			}
		}
		return CheckResult{Held: true, Statement: "it is"}
	},
}

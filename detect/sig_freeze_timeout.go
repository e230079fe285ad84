package detect

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// wholeWait is what any watchdog does, late or not: it waits its whole limit, and
// it starts no earlier than the freeze.
var wholeWait = Prediction{
	"W1",
	correlate.PointTimeout,
	correlate.PointFreeze,
	AtLeast,
	Bound{1, -correlate.TimerTick, "L - g"},
	"a watchdog starts with the freeze at the earliest and waits its whole limit",
}

// abortEndsWait: a writer that was aborted times out no more.
var abortEndsWait = Prediction{"W2", correlate.PointTimeout, correlate.PointAbort, AtMost, Bound{},
	"an abort ends the wait, and a time-out aborts the writer"}

// FreezeTimeout is the ordinary time-out: the writer was frozen for its whole
// limit and no thaw came.
var FreezeTimeout = &Signature{
	ID:       "freeze-timeout",
	Title:    "The writer was frozen for its whole limit and no thaw came in time",
	Class:    CauseClass,
	Severity: Error,
	Scope:    WriterScope,
	Cause: "The set did not get from freeze to thaw within the writer's limit: another writer was slow to freeze, " +
		"the disk was slow, or the provider took too long.",
	Mechanism: "Freeze starts a watchdog in the writer's process; after the limit (60 s unless the writer chose " +
		"another) without a thaw it fails the writer and aborts it. " +
		"The writer that times out is the victim; look for the one that was slow.",
	Advice: "Find the slow part: a VSS 12349 names a writer that took too long in its freeze, 12339 and 12341 a slow " +
		"volume, volsnap 8 and 9 a hold that failed. " +
		"Run the backup when the disk is less busy, take fewer volumes or databases into one set, and keep two " +
		"backups apart.",
	Sources: []Reference{
		{
			"CVssWriter::Initialize",
			"https://learn.microsoft.com/windows/win32/api/vswriter/nf-vswriter-cvsswriter-initialize",
			"the limit from freeze to thaw, 60 s by default, and the abort when it runs out",
		},
		{"KB 826936", "https://support.microsoft.com/kb/826936", "time-outs of writers on slow or busy disks"},
	},
	Windows:  "all",
	Explains: []string{"ese-timeout", "frozen-two-minutes", "requester-abort", "creation-cut-short"},
	Trigger:  Trigger{TimedOut: true},
	Needs:    []Need{needTimeout, needFreeze},
	Theory:   []Prediction{wholeWait, abortEndsWait},
	Predictions: []Prediction{
		{
			"F1",
			correlate.PointTimeout,
			correlate.PointFreeze,
			AtLeast,
			Bound{1, -correlate.TimerTick, "L - g"},
			"a full limit passed after the freeze",
		},
		{"F2", correlate.PointThaw, correlate.PointTimeout, MoreThan, Bound{}, "no thaw came before the time-out"},
	},
	Wants: map[string]string{
		"F1": "a step right before the freeze, and the writer's abort or VSS 8229",
		"F2": "VSS 12349 after the time-out or a writer that still waits for its freeze then, and the writer's abort " +
			"or VSS 8229",
	},
	Checks: []Check{
		oneZone,
		oneInterpretation,
		oneInstance,
		oneDate,
		unbroken,
		oneBackup,
		boundedLimit,
		plausibleStart,
		notTwoSQL,
		coveredOrBound("Application"),
		noClockDoubt,
		withoutSalvage,
	},
	LookAlikes: []LookAlike{
		{
			ID:        "thaw-before-watchdog",
			Title:     "Thaw before watchdog",
			Differs:   "a thaw in time",
			Predicted: []string{"F2"},
		},
		{
			ID:        "stuck-in-thaw",
			Title:     "Stuck in thaw",
			Differs:   "the thaw was delivered before the time-out",
			Predicted: []string{"F2"},
		},
		{
			ID:      "hold-timeout",
			Title:   "Flush-and-hold time-out",
			Differs: "volsnap 8, 9, 21 or VSS 12297, 12298; writers are aborted soon after the hold",
			Absent:  []vocab.Kind{vocab.KindHoldTimeout, vocab.KindCommitTimeout},
		},
		{
			ID:      "requester-abort",
			Title:   "Requester death",
			Differs: "VSS 8214",
			Absent:  []vocab.Kind{vocab.KindRequesterGone},
		},
	},
	Yields:       thawedInTime,
	Coincidences: []Coincidence{unseenThaw, unlistedSet},
	Assumptions: []string{
		"A1 a watchdog waits its whole limit",
		"A3 the writer uses the default limit",
		"A5 the times compared come from the same host clock",
		"A6 all writers of a set are frozen before any is thawed; VSS 12349 is written when the slow freeze returns " +
			"(its exact moment is unconfirmed)",
		"A7 a 0x800423f2 reported for the writer is that of its VSS timer, not one that the writer set itself",
	},
	Summary: func(sub *Subject, f *Finding) string {
		sp := sub.Span
		switch f.Verdict {
		case Confirmed, Likely, Suspected:
			s := called(sp) + " timed out while frozen"
			for _, step := range sub.Set.Steps {
				if step.Kind == vocab.KindSlowFreeze {
					who := "another writer"
					if step.Writer != "" {
						who = step.Writer
					}
					return s + ": " + who + " took too long inside its own freeze, so no thaw came within the limit"
				}
			}
			if thaw := thawInTime(sub); thaw != nil {
				return called(sp) + " timed out, although a writer of its set was thawed in time"
			}
			return s + ": no thaw is shown within its limit"
		case RuledOut:
			return called(sp) + " timed out, but not for want of a thaw"
		}
		return fmt.Sprintf("%s is reported as timed out; whether a thaw came in time cannot be told", called(sp))
	},
}

// thawedInTime says that the thaw of the set began before the limit ran out.
func thawedInTime(sub *Subject) string {
	if s := thawInTime(sub); s != nil {
		return "why the thaw did not end the wait: it began in time, " + describe(s)
	}
	return ""
}

// thawInTime is a thaw mark of a writer of the set from before the limit ran out, which is not that
// of an abort; nil if there is none.
func thawInTime(sub *Subject) *correlate.Step {
	freeze := firstFreeze(sub.Set)
	if freeze == nil || !live(freeze) {
		return nil
	}
	abort := firstAbort(sub.Set)
	for _, sp := range sub.Set.Spans {
		for _, s := range slices.Concat(sp.Thaws, sp.ThawEnds) {
			_, longest := s.At.Minus(freeze.At)
			if live(s) && longest < sub.Span.Limit.Min && (abort == nil || s.CertainlyBefore(abort)) {
				return s
			}
		}
	}
	return nil
}

package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// StuckInThaw is a set whose thaw began in time, and a writer that did not get
// through it before its watchdog ran out.
var StuckInThaw = &Signature{
	ID:       "stuck-in-thaw",
	Title:    "The thaw began in time, but the writer did not get through it before its limit",
	Class:    CauseClass,
	Severity: Error,
	Scope:    WriterScope,
	Blames:   blameHung,
	Cause: "A deadlock or a very slow part in the thaw phase: pending registry writes of SAM (KB 2996928), a " +
		"transaction on the registry that holds others up (KB 4460135), a thaw of another program that hangs.",
	Mechanism: "Thaw goes to one writer after the other. Where one hangs, it and those behind it stay frozen, and " +
		"their watchdogs run out; many writers fail at about the same time. " +
		"A finished thaw ends the watchdog for good. That the writer was not through its thaw shows by VSS 8229, " +
		"which names the thaw as what was refused (Windows 6.1 and later), or where less than a limit lies between " +
		"thaw and time-out, so that the watchdog cannot have missed the thaw.",
	Advice: "Windows 7 to 8.1 and 2008 R2 to 2012 R2: install the update of KB 2996928. 2012 R2 and 2016 with many " +
		"writers at once: KB 4460135, look for programs that open registry transactions. " +
		"Otherwise find the writer whose thaw mark is missing or last, and restart its service.",
	Sources: []Reference{
		{
			"KB 2996928",
			"https://support.microsoft.com/kb/2996928",
			"deadlock during thaw with pending registry writes (Windows 7 to 8.1, 2008 R2 to 2012 R2)",
		},
		{
			"KB 4460135",
			"https://support.microsoft.com/kb/4460135",
			"registry transactions hold up the thaw; most writers time out after 60 s (2012 R2, 2016)",
		},
	},
	Windows:  "all",
	Explains: []string{"ese-timeout", "frozen-two-minutes", "requester-abort", "creation-cut-short"},
	Trigger:  Trigger{TimedOut: true},
	Needs: []Need{
		needTimeout,
		{
			"a thaw mark of a writer of the set",
			"ESENT 2003 or SQL Server 3198 in the Application log",
			func(s *Subject) bool {
				return s.Span.Bounds(correlate.PointThawPhase).Hi < interval.Forever
			},
		},
	},
	Theory:  []Prediction{wholeWait, abortEndsWait},
	Implied: []Implication{soundWatchdog},
	Predictions: []Prediction{
		{
			"S1",
			correlate.PointThawPhase,
			correlate.PointFreeze,
			LessThan,
			Bound{1, 0, "L"},
			"the thaw phase began in time",
		},
		{
			"S2",
			correlate.PointTimeout,
			correlate.PointThawPhase,
			MoreThan,
			Bound{},
			"the time-out came after the thaw phase began",
		},
		{
			"S3",
			correlate.PointThawEnd,
			correlate.PointTimeout,
			AtLeast,
			Bound{},
			"the writer's thaw had not finished at the time-out",
		},
	},
	Wants: map[string]string{
		"S1": "a thaw mark of another writer of the set, and a step right before the freeze",
		"S2": "a thaw mark of another writer of the set, and captures every 2 s or VSS 8229",
		"S3": "VSS 8229 that names the thaw (Windows 6.1 and later), or [3] in the capture right before the one with " +
			"[9]",
	},
	Checks: []Check{
		stillInside,
		notResumed,
		notFrozenAgain,
		oneZone,
		oneInterpretation,
		oneInstance,
		oneDate,
		unbroken,
		oneBackup,
		boundedLimit,
		plausibleStart,
		notTwoSQL,
		covered("Application", "System"),
		noClockDoubt,
		withoutSalvage,
	},
	LookAlikes: []LookAlike{
		{
			ID:      "thaw-before-watchdog",
			Title:   "Thaw before watchdog",
			Differs: "the writer was past its thaw",
			Test:    raceImpossible,
		},
		{
			ID:        "freeze-timeout",
			Title:     "Freeze time-out",
			Differs:   "no writer was thawed before the limit",
			Predicted: []string{"S1", "S2"},
		},
		{ID: "hold-timeout", Title: "Flush-and-hold time-out", Differs: "volsnap 8, 9, 21 or VSS 12297, 12298",
			Absent: []vocab.Kind{vocab.KindHoldTimeout, vocab.KindCommitTimeout}},
		{
			ID:      "requester-abort",
			Title:   "Requester abort or death",
			Differs: "VSS 8214",
			Absent:  []vocab.Kind{vocab.KindRequesterGone},
		},
	},
	Coincidences: []Coincidence{earlyFreeze},
	Assumptions: []string{
		"A1 a watchdog waits its whole limit",
		"A2 on Windows 5.2 `vssadmin list writers` shows the writer's one current state, also to a process that is " +
			"not the requester",
		"A3 the writer uses the default limit",
		"A4 SQL and ESE log their thaw mark after the thaw is delivered",
		"A5 the times compared come from the same host clock",
		"A6 all writers of a set are frozen before any is thawed",
		"A7 a 0x800423f2 reported for the writer is that of its VSS timer, not one that the writer set itself",
		"A8 VSS 8229 names under Operation the event that was refused; a writer that went through its thaw in time " +
			"does not refuse it for a time-out",
	},
	Summary: func(sub *Subject, f *Finding) string {
		name := called(sub.Span)
		switch f.Verdict {
		case Confirmed, Likely, Suspected:
			return name + " timed out although the thaw of its set began in time: it did not get through its thaw"
		case RuledOut:
			return name + " timed out, but not inside the thaw"
		}
		return name + " is reported as timed out; whether the thaw of its set had begun cannot be told"
	},
}

// notResumed: a writer of which each mark of a freeze has its mark of a thaw, long before the time-out, did what its thaw
// is for. It may hang behind that, or its watchdog missed the thaw; its own marks speak against the first.
var notResumed = Check{
	ID:   "resumed",
	Says: "Not resumed: the writer's own marks do not show all of its data thawed long before the time-out",
	Test: func(sub *Subject, f *Finding) CheckResult {
		sp := sub.Span
		if len(sp.Freezes) == 0 || len(sp.Thaws) < len(sp.Freezes) || !longBefore(sp, f) {
			return CheckResult{Held: true, Statement: "they do not"}
		}
		last := sp.Thaws[len(sp.Thaws)-1]
		return CheckResult{
			Statement: "all that was frozen was resumed: " + describe(last),
			Missing: "what the writer did behind its own thaw marks: a trace of VSS, or a capture that shows it in [3] right " +
				"before the one with [9]",
			Evidence: []*correlate.Step{last},
		}
	},
}

// longBefore reports whether the last thaw mark of the writer lies well before its time-out, by how long that came after
// the first thaw of the set.
func longBefore(sp *correlate.WriterSpan, f *Finding) bool {
	const soon = 10 * parse.Second
	first, last := interval.Forever, interval.Never
	for _, other := range sp.Set.Spans {
		for _, s := range other.Thaws {
			first = min(first, s.At.Lo)
		}
	}
	for _, s := range sp.Thaws {
		last = max(last, s.At.Hi)
	}
	p, ok := f.predicted("S2")
	return ok && first > interval.Never && last < interval.Forever && p.Lo > soon+last-first
}

// soundWatchdog: less than a limit before its time-out a watchdog was waiting
// already. If that was when the thaw came, it did not miss the thaw, and a thaw
// that had finished would have ended it.
var soundWatchdog = Implication{
	If: Prediction{
		"W3",
		correlate.PointTimeout,
		correlate.PointThaw,
		LessThan,
		Bound{1, -correlate.TimerTick, "L - g"},
		"the watchdog was waiting before the thaw",
	},
	Then: Prediction{
		"W4",
		correlate.PointThawEnd,
		correlate.PointTimeout,
		AtLeast,
		Bound{},
		"a finished thaw ends a watchdog that was waiting before it",
	},
}

// raceImpossible: the race of KB 915331 needs a thaw that had finished before the
// time-out. On a Windows that has not the race the version alone does not do: a
// program may bring an old runtime of its own.
func raceImpossible(sub *Subject, f *Finding) LookAlikeResult {
	if p, ok := f.predicted("S3"); ok && p.Necessary {
		return LookAlikeResult{
			Impossible: true,
			Statement:  "the writer's thaw had not finished at the time-out (S3)",
		}
	}
	w, conflict := sub.Case.Host.Windows()
	switch {
	case !w.Known():
		return LookAlikeResult{
			Statement: "S3 is not proven, the Windows version is not known, and on Server 2003 a watchdog can miss a " +
				"thaw (KB 915331)",
		}
	case !conflict && w.Major >= 6:
		return LookAlikeResult{
			Statement: "S3 is not proven, and although " + w.String() + " does not have the race of KB 915331, its " +
				"pattern is known there too",
			Evidence: w.Basis,
		}
	}
	return LookAlikeResult{
		Statement: "S3 is not proven, and on " + w.String() + " a watchdog can miss a thaw (KB 915331)",
		Evidence:  w.Basis,
	}
}

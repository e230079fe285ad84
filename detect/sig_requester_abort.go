package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// RequesterAbort is a backup program that went away, or gave its set up, before
// the set was complete.
var RequesterAbort = &Signature{
	ID:       "requester-abort",
	Title:    "The backup program went away, or gave the set up, before it was complete",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RequesterClass,
	Cause:    "The requester crashed, was stopped or cancelled, or ran into a limit of its own.",
	Mechanism: "A writer that cannot reach the requester any more logs VSS 8214; VSS then aborts the writers, SQL " +
		"Server's virtual devices signal an abort, and ESE logs 2007 without a 2004 before it.",
	Advice: "Read the backup program's own log from that minute: was it cancelled, did it crash (Application " +
		"Error 1000), did a job limit end it? Nothing points to a slow writer.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 8214: the publisher could not be reached and may have ended"),
		{"ESE source", "https://github.com/microsoft/Extensible-Storage-Engine", "2007 is written on abort"},
	},
	Windows:  "VSS 8214 on Server 2003 and later; the marks of SQL Server and ESE on all",
	Explains: []string{"creation-cut-short", "freeze-never-answered"},
	Trigger:  Trigger{Pick: abortedByRequester},
	Needs:    []Need{needLive},
	Checks: []Check{
		{"gone", "Gone: a writer could not reach the requester any more", func(sub *Subject, f *Finding) CheckResult {
			for _, s := range sub.Steps {
				if s.Kind == vocab.KindRequesterGone && live(s) {
					return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
				}
			}
			return CheckResult{
				Statement: "only effects of an abort are recorded",
				Missing: "VSS 8214 in the Application log, or the backup program's own log: an abort has other " +
					"causes too",
			}
		}},
		onlySet,
		{
			"incomplete",
			"Incomplete: no mark says that the set had succeeded by then",
			func(sub *Subject, f *Finding) CheckResult {
				if sub.Set == nil {
					return CheckResult{
						Statement: "the record fits no set",
						Missing:   "the set that it belongs to: freeze marks or captures of that time",
					}
				}
				for _, s := range sub.Set.Steps {
					if endedWell(s) {
						return CheckResult{
							Statement: describe(s),
							Missing:   "a set that was not complete: " + describe(s),
							Evidence:  []*correlate.Step{s},
						}
					}
					switch s.Kind {
					case vocab.KindCreated,
						vocab.KindBackupComplete,
						vocab.KindWriterComplete,
						vocab.KindDatabaseBackedUp,
						vocab.KindRequesterEnd:
						// A vague time of a text says nothing about what came first.
						if narrow := s.At.Known() && s.At.Hi-s.At.Lo <= 2*parse.Second; s.CertainlyBefore(first(sub)) ||
							narrow && s.At.Lo <= first(sub).At.Hi {
							return CheckResult{
								Statement: describe(s) + " came first or may have",
								Missing:   "a set that was not complete: " + describe(s),
								Evidence:  []*correlate.Step{s},
							}
						}
					}
				}
				return CheckResult{Held: true, Statement: "none"}
			},
		},
		{
			"hyper-v",
			"Hyper-V: the requester is not a Hyper-V host, which ends a guest's backup early by design",
			func(sub *Subject, f *Finding) CheckResult {
				if sub.Set != nil {
					for _, s := range sub.Set.Steps {
						if s.Kind == vocab.KindHyperV || strings.Contains(strings.ToLower(s.CommandLine), "vmic") {
							return CheckResult{
								Statement: describe(s),
								Missing: "another requester than a Hyper-V host, whose aborts are expected (KB " +
									"2952783)",
								Evidence: []*correlate.Step{s},
							}
						}
					}
				}
				return CheckResult{Held: true, Statement: "nothing names one"}
			},
		},
	},
	Summary: statedSummary("The requester was gone before the set was complete"),
}

// endedWell reports whether a step tells that the backup succeeded, whenever it came:
// then what went away was not its requester.
func endedWell(s *correlate.Step) bool {
	return s.Kind == vocab.KindCreated || s.Kind == vocab.KindDatabaseBackedUp || from(s, vocab.ProviderWSB, 4)
}

// abortedByRequester are marks of an abort that nothing else explains: a time-out
// aborts writers as well.
func abortedByRequester(sub *Subject) []*correlate.Step {
	if sub.Unassigned {
		return ofKind(sub.Case.Unassigned, vocab.KindRequesterGone)
	}
	found := ofKind(sub.Set.Steps, vocab.KindRequesterGone)
	if found != nil || timedOut(sub.Set) {
		return found
	}
	for _, s := range sub.Set.Steps {
		if from(s, "SQLVDI", 1) && s.Kind == vocab.KindAbort || from(s, "MSExchangeIS", 9614) ||
			from(s, "ESENT", 2007) || from(s, "ESE", 2007) {
			found = append(found, s)
		}
	}
	return found
}

// timedOut reports whether any time-out is known in the set.
func timedOut(set *correlate.SnapshotSet) bool {
	return slices.ContainsFunc(
		set.Spans,
		func(sp *correlate.WriterSpan) bool { return sp.TimedOut() || len(sp.ESETimeouts) > 0 },
	) ||
		holdTimedOut(set) ||
		len(ofKind(set.Steps, vocab.KindCommitTimeout)) > 0
}

// ofKind returns the steps of a kind.
func ofKind(steps []*correlate.Step, kind vocab.Kind) []*correlate.Step {
	var found []*correlate.Step
	for _, s := range steps {
		if s.Kind == kind {
			found = append(found, s)
		}
	}
	return found
}

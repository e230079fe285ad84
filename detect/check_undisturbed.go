package detect

import (
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// unbroken demands that nothing from freeze to time-out ended the session: no boot,
// no stop of VSS or of its events, no new life of the service that hosts the writer.
var unbroken = Check{
	ID:   "unbroken",
	Says: "Unbroken: no boot, no stop of VSS and no restart of the writer's service from freeze to time-out",
	Test: func(sub *Subject, f *Finding) CheckResult {
		return unbrokenUntil(sub, sub.Span, sub.Span.Bounds(correlate.PointTimeout))
	},
}

// unbrokenUntil is unbroken for one writer and any end of its session.
func unbrokenUntil(sub *Subject, sp *correlate.WriterSpan, end interval.Interval) CheckResult {
	freeze := sp.Bounds(correlate.PointFreeze)
	if freeze.Hi >= interval.Forever || end.Hi >= interval.Forever {
		return CheckResult{
			Statement: "freeze or time-out is not bounded",
			Missing:   "bounds on freeze and time-out, to know when nothing may have ended the session",
		}
	}
	if s := stoodStill(sub, freeze); s != nil {
		return CheckResult{
			Statement: "VSS had stopped at " + s.At.String(),
			Missing: "marks of this host: by its System log VSS had stopped at " + s.At.String() + " and did not " +
				"run when the writer was frozen",
			Evidence: []*correlate.Step{s},
		}
	}
	class, _ := vocab.ClassOf(sp.ID, sp.Name)
	from := freeze.Lo
	if from <= interval.Never {
		from = freeze.Hi - parse.Hour // a writer logs its freeze when it is frozen
	}
	for _, s := range sub.Case.Told(interval.Interval{Lo: from, Hi: end.Hi}) {
		// VSS and the host start before a freeze as a rule, the writer's service does not.
		if endsSession(s) && s.At.Lo >= freeze.Hi || renews(s, class) {
			return CheckResult{
				Statement: describe(s) + " at " + s.At.String(),
				Missing:   "an undisturbed session: " + describe(s) + " at " + s.At.String(),
				Evidence:  []*correlate.Step{s},
			}
		}
	}
	return CheckResult{Held: true, Statement: "none is logged"}
}

// stoodStill is the stop of VSS after which it did not start again before the freeze,
// nil if there is none: listings and marks of another host have found their way here,
// or of another time.
func stoodStill(sub *Subject, freeze interval.Interval) *correlate.Step {
	if freeze.Lo <= interval.Never {
		return nil
	}
	var last *correlate.Step
	for _, s := range sub.Case.During(interval.Interval{Lo: freeze.Lo - parse.Day, Hi: freeze.Hi},
		vocab.KindServiceRunning, vocab.KindServiceStopped) {
		if s.Key == "service/VSS" && (last == nil || !s.CertainlyBefore(last)) {
			last = s
		}
	}
	if last == nil || last.Kind != vocab.KindServiceStopped || last.At.Hi >= freeze.Lo {
		return nil
	}
	return last
}

// endsSession reports whether a step ended every session of VSS: a boot, a stop of
// VSS or of the service that brings its events to the writers.
func endsSession(s *correlate.Step) bool {
	switch s.Kind {
	case vocab.KindBoot, vocab.KindShutdown, vocab.KindServiceShutdown, vocab.KindServiceIdle:
		return true
	case vocab.KindServiceStopped, vocab.KindServiceRunning, vocab.KindInfrastructure:
		return s.Detail == "VSS" && strings.HasPrefix(s.Key, "service/")
	case vocab.KindWriterService:
		return s.Detail == "EventSystem" && !asksOnly(s)
	}
	return false
}

// renews reports whether a step tells of a stop, start or crash of the service that
// hosts the writer.
func renews(s *correlate.Step, class vocab.WriterClass) bool {
	return s.Kind == vocab.KindWriterService && class.HostedBy(s.Detail) && !asksOnly(s)
}

// asksOnly: 7035 only tells that somebody asked a service to stop or start.
func asksOnly(s *correlate.Step) bool { return s.Record.EventID == 7035 }

// oneBackup demands that the marks can be of one run of a requester only: none began
// after the freeze, and for a writer without freeze marks of its own no second one in
// what looks like one set.
var oneBackup = Check{
	ID:   "one-backup",
	Says: "One backup: no other one began from freeze to time-out, or in what looks like one set",
	Test: func(sub *Subject, f *Finding) CheckResult {
		if n := otherRequest(sub); n != nil {
			return CheckResult{
				Statement: "two runs of requesters fall into the set, and the writer logs no freeze",
				Missing: "an undisturbed session: " + describe(n) + " at " + n.At.String() +
					", so that two sets may look like one",
				Evidence: []*correlate.Step{n},
			}
		}
		freeze, thaw := sub.Span.Bounds(correlate.PointFreeze), sub.Span.Bounds(correlate.PointThaw)
		fail := sub.Span.Bounds(correlate.PointTimeout)
		for _, s := range sub.Case.During(sub.near(freeze.Hi, fail.Hi), vocab.KindRequesterBegin) {
			// A text may stamp the begin of its copying, long after the freeze.
			if beginsFirst(s) && s.At.Lo > freeze.Hi || len(sub.Span.Freezes) == 0 && s.At.Lo > thaw.Hi {
				return CheckResult{
					Statement: describe(s) + " at " + s.At.String(),
					Missing:   "an undisturbed session: " + describe(s) + " at " + s.At.String(),
					Evidence:  []*correlate.Step{s},
				}
			}
		}
		return CheckResult{Held: true, Statement: "none is logged"}
	},
}

// beginsFirst reports whether a begin is logged before the snapshot that it makes:
// those of ntbackup and of Windows Server Backup are.
func beginsFirst(s *correlate.Step) bool {
	return strings.EqualFold(s.Record.Provider, "ntbackup") && s.Record.EventID == 8018 ||
		s.Record.Provider == vocab.ProviderWSB
}

// otherRequest is the begin of a second run of a requester that may have frozen a
// writer without marks of its own in between, nil if there is none. A text and
// the event log of one tool tell of one run.
func otherRequest(sub *Subject) *correlate.Step {
	if len(sub.Span.Freezes) > 0 {
		return nil
	}
	fail := sub.Span.Bounds(correlate.PointTimeout)
	var runs []*correlate.Step
	for _, s := range sub.Set.Requests {
		if s.At.Lo > fail.Hi {
			continue
		}
		if len(runs) > 0 && !sameRun(runs[0], s) {
			return s
		}
		runs = append(runs, s)
	}
	return nil
}

// sameRun reports whether two begins can be of one run: that of a text and that of
// an event, of one tool.
func sameRun(a, b *correlate.Step) bool {
	return strings.EqualFold(a.CommandLine, b.CommandLine) &&
		(a.Record.Provider == parse.ProviderRequester) != (b.Record.Provider == parse.ProviderRequester)
}

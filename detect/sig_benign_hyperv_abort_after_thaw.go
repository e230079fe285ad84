package detect

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// BenignHyperV is a guest whose Hyper-V host ended the VSS backup after OnThaw,
// by design: the writers show [9] without an error, and nothing is wrong.
var BenignHyperV = &Signature{
	ID: "benign-hyperv-abort-after-thaw",
	Title: "A Hyper-V host ended the guest's backup after the thaw: writers show [9] without an error, and " +
		"nothing is wrong",
	Class:    BenignClass,
	Severity: Information,
	Scope:    SetScope,
	Cause: "A host with Windows Server 2012 R2 or later backs up a Server 2003 or 2008 guest, and stops the " +
		"guest's VSS backup after OnThaw because it needs no more of it.",
	Mechanism: "The requester in the guest (the Hyper-V integration service) goes away after the thaw. The writers " +
		"are aborted before they reach their end, and show [9] with no error until the next backup.",
	Advice: "Nothing to repair. Do not restart services for it; the next backup clears the state.",
	Sources: []Reference{
		{
			"KB 2952783",
			"https://support.microsoft.com/kb/2952783",
			"writers of a virtual machine show as failed after a backup that succeeded: expected",
		},
	},
	Windows: "guests with Server 2003 or 2008",
	Trigger: Trigger{
		Kinds: []vocab.Kind{vocab.KindFreeze, vocab.KindThaw, vocab.KindHyperV},
		When:  func(s *Subject) bool { return len(withoutErrorSpans(s)) > 0 },
	},
	Needs: []Need{
		{
			"several writers in [9] with no error",
			"a capture of `vssadmin list writers`",
			func(s *Subject) bool { return len(withoutErrorSpans(s)) >= 2 },
		},
	},
	Checks: []Check{
		{
			"together",
			"Together: the writers failed between the same two captures",
			func(sub *Subject, f *Finding) CheckResult {
				spans := withoutErrorSpans(sub)
				first := spans[0].Failure
				for _, sp := range spans {
					fail := sp.Failure
					if fail.Before == nil || first.Before == nil {
						return CheckResult{
							Statement: "no capture shows them before they failed",
							Missing:   "a capture from before the writers failed",
							Evidence:  []*correlate.Step{fail.After.Step},
						}
					}
					if fail.After.Listing != first.After.Listing || fail.Before.Listing != first.Before.Listing {
						return CheckResult{
							Statement: called(sp) + " failed at another time",
							Missing:   "writers that failed together",
							Evidence:  []*correlate.Step{fail.After.Step},
						}
					}
				}
				return CheckResult{
					Held:      true,
					Statement: fmt.Sprintf("%d writers by %s", len(spans), first.After.Listing.At.Lo),
					Evidence:  []*correlate.Step{first.After.Step},
				}
			},
		},
		{
			"attribution",
			"Attribution: the failure can belong to this set only",
			func(sub *Subject, f *Finding) CheckResult {
				for _, sp := range withoutErrorSpans(sub) {
					if len(sp.Failure.Sets) > 1 {
						return CheckResult{
							Statement: called(sp) + " may have failed in another set",
							Missing:   "the set of the failure: another one is near enough",
						}
					}
				}
				return CheckResult{Held: true, Statement: "no other set is near enough"}
			},
		},
		{
			"after-thaw",
			"After the thaw: the writers were past it, or there are thaw marks before",
			func(sub *Subject, f *Finding) CheckResult {
				for _, sp := range withoutErrorSpans(sub) {
					if b := sp.Failure.Before; b != nil &&
						(b.Code == vocab.StateWaitingPostSnapshot || b.Code == vocab.StateWaitingComplete) {
						continue
					}
					if mark := thawBefore(sub, sp.Failure); mark != nil {
						continue
					}
					return CheckResult{
						Statement: "nothing shows " + called(sp) + " thawed before it failed",
						Missing:   "a thaw mark, or a capture with [4] or [5], from before the failure",
					}
				}
				return CheckResult{Held: true, Statement: "all of them"}
			},
		},
		{
			"no-timeout",
			"No time-out: no writer of the set timed out, and less than a limit passed",
			func(sub *Subject, f *Finding) CheckResult {
				for _, sp := range sub.Set.Spans {
					if sp.TimedOut() {
						return CheckResult{
							Statement: called(sp) + " timed out",
							Missing:   "a set without time-outs: " + called(sp) + " timed out",
						}
					}
				}
				for _, sp := range withoutErrorSpans(sub) {
					freeze := sp.Bounds(correlate.PointFreeze)
					if _, hi := sp.Failure.Between().Minus(freeze); hi >= 60*parse.Second {
						return CheckResult{
							Statement: "up to " + interval.Seconds(hi) + " passed from freeze to failure",
							Missing:   "captures nearer to the failure: a full limit may have passed",
						}
					}
				}
				return CheckResult{Held: true, Statement: "none"}
			},
		},
		{
			"hyper-v",
			"Hyper-V: the requester was the integration service of a guest",
			func(sub *Subject, f *Finding) CheckResult {
				mark := lastRequester(sub)
				switch {
				case mark == nil:
				case ofHyperV(mark):
					return CheckResult{Held: true, Statement: describe(mark), Evidence: []*correlate.Step{mark}}
				default:
					return CheckResult{
						Statement: "another requester began last",
						Missing: "the Hyper-V requester as the last to begin: " + describe(
							mark,
						) + " at " + mark.At.String(),
						Evidence: []*correlate.Step{mark},
					}
				}
				return CheckResult{
					Statement: "no mark of it was read",
					Missing: "a mark of the Hyper-V requester: VSS 8 or 9 naming vmicsvc.exe or vmicvss in the " +
						"Application log, or an event of the service itself; the start of the service shows " +
						"no backup",
				}
			},
		},
		{"unbroken", unbroken.Says, func(sub *Subject, f *Finding) CheckResult {
			for _, sp := range withoutErrorSpans(sub) {
				if r := unbrokenUntil(sub, sp, sp.Failure.Between()); !r.Held {
					return r
				}
			}
			return CheckResult{Held: true, Statement: "none is logged"}
		}},
		oneZone, oneDate, withoutSalvage,
	},
	Assumptions: []string{
		"A2 on Windows 5.2 captures show the writers' one current state",
		"that the integration service shows as vmicsvc.exe or vmicvss is unconfirmed for every version",
	},
	Summary: func(sub *Subject, f *Finding) string {
		n := len(withoutErrorSpans(sub))
		s := fmt.Sprintf("%d writers show [9] with no error", n)
		if f.Verdict == Confirmed {
			return s + " after a Hyper-V host ended the guest's backup: expected, nothing failed (KB 2952783)"
		}
		return s + ", as a Hyper-V host leaves them after its backup (KB 2952783)"
	},
}

// requesterReach is how long before its freeze a requester may have begun.
const requesterReach = 5 * parse.Minute

// lastRequester is the last mark of a requester that began before the writers failed,
// nil if there is none near.
func lastRequester(sub *Subject) *correlate.Step {
	by := withoutErrorSpans(sub)[0].Failure.After.Listing.Latest()
	var last *correlate.Step
	for _, s := range sub.Case.Told(interval.Interval{Lo: sub.Set.Within().Lo - requesterReach, Hi: by}) {
		begins := s.Kind == vocab.KindRequesterBegin || s.Kind == vocab.KindServiceStart && s.CommandLine != "" ||
			ofHyperV(s)
		if begins && (last == nil || !s.CertainlyBefore(last)) {
			last = s
		}
	}
	return last
}

// ofHyperV reports whether a step tells that the integration service makes a backup.
// That its service runs does not: it starts with the host.
func ofHyperV(s *correlate.Step) bool {
	return s.Kind == vocab.KindHyperV && !strings.HasPrefix(s.Key, "service/") ||
		strings.Contains(strings.ToLower(s.CommandLine), "vmics")
}

// withoutErrorSpans are the writers of the set that listings show in [9] with no error.
func withoutErrorSpans(sub *Subject) []*correlate.WriterSpan {
	var found []*correlate.WriterSpan
	for _, sp := range sub.Set.Spans {
		if f := sp.Failure; f != nil && f.After.Code == vocab.StateFailedFreeze && f.After.NoError() {
			found = append(found, sp)
		}
	}
	return found
}

func thawBefore(sub *Subject, f *correlate.Failure) *correlate.Step {
	for _, s := range sub.Set.Steps {
		if s.Kind == vocab.KindThaw && s.At.Hi <= f.Between().Hi {
			return s
		}
	}
	return nil
}

package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// SetOverlap is two sets that were frozen at the same time.
var SetOverlap = &Signature{
	ID:       "set-overlap",
	Title:    "Two snapshot sets were frozen at the same time",
	Class:    CauseClass,
	Severity: Warning,
	Scope:    SetScope,
	Failure:  RequesterClass,
	Cause:    "Two backup programs, or two jobs of one, make shadow copies of the same host at the same time.",
	Mechanism: "Only one set can be created at a time. The other waits, gets 0x80042316, or, where a provider lets " +
		"both in, finds a volume whose writes are held already (volsnap 17).",
	Advice: "Keep the jobs apart by at least ten minutes. Look for a second backup agent, for System Restore, and " +
		"for a backup of the virtual machine from its host.",
	Sources: []Reference{
		messages("volsnap.sys", "volsnap 17: flush-and-hold while another is in progress"),
		observed("freeze and thaw marks of two sets that interleave"),
	},
	Windows:  "all",
	Explains: []string{"snapshot-set-in-progress"},
	Trigger:  Trigger{Pick: overlapping},
	Needs:    []Need{needLive},
	Checks: []Check{{
		ID:   "interleaved",
		Says: "Interleaved: volsnap states it, or the marks of two sets known by their ids interleave",
		Test: func(sub *Subject, f *Finding) CheckResult {
			for _, s := range sub.Steps {
				if s.Kind == vocab.KindHoldOverlap && live(s) {
					return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
				}
			}
			for _, other := range sub.Set.Overlaps {
				a, b := frozen(sub.Set), frozen(other)
				if sub.Set.Identity == correlate.Explicit && other.Identity == correlate.Explicit && a.Lo < b.Hi &&
					b.Lo < a.Hi &&
					a.Lo < a.Hi &&
					b.Lo < b.Hi {
					return CheckResult{Held: true, Statement: "with " + other.Name}
				}
			}
			return CheckResult{
				Statement: "the two sets are told apart by their marks only",
				Missing: "volsnap 17 in the System log, or records with the ids of both sets (VSSAudit 8222 in the " +
					"Security log)",
			}
		},
	}},
	Summary: func(sub *Subject, f *Finding) string {
		s := "The set overlaps another"
		for _, o := range sub.Set.Overlaps {
			s += " (" + o.Name
			if o.Requester != "" {
				s += ", by " + o.Requester
			}
			s += ")"
		}
		return s
	},
}

// overlapping are volsnap's records of an overlap, and the first freeze marks of
// the sets that overlap this one.
func overlapping(sub *Subject) []*correlate.Step {
	found := ofKind(sub.Set.Steps, vocab.KindHoldOverlap)
	if len(sub.Set.Overlaps) == 0 {
		return found
	}
	for _, set := range append([]*correlate.SnapshotSet{sub.Set}, sub.Set.Overlaps...) {
		if m := firstFreeze(set); m != nil {
			found = append(found, m)
		}
	}
	return found
}

// firstFreeze is the earliest freeze mark of a set, nil if it has none.
func firstFreeze(set *correlate.SnapshotSet) *correlate.Step {
	for _, s := range set.Steps {
		if s.Kind == vocab.KindFreeze {
			return s
		}
	}
	return nil
}

// frozen is the time in which the set was frozen for certain: from the end of its
// first freeze mark to the start of its last thaw mark.
func frozen(set *correlate.SnapshotSet) interval.Interval {
	i := interval.Interval{Lo: interval.Forever, Hi: interval.Never}
	for _, s := range set.Steps {
		switch s.Kind {
		case vocab.KindFreeze:
			i.Lo = min(i.Lo, s.At.Hi)
		case vocab.KindThaw:
			i.Hi = max(i.Hi, s.At.Lo)
		}
	}
	return i
}

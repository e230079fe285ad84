package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// HoldTimeout is a volume whose writes could not be flushed and held in time.
var HoldTimeout = &Signature{
	ID:       "hold-timeout",
	Title:    "A volume's writes could not be flushed and held in time",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  TimingClass,
	Cause: "The volume was too busy or too slow: its writes could not be flushed, or the shadow copy was not " +
		"finished within about 10 s of holding them.",
	Mechanism: "When all writers are frozen, VSS flushes each volume and holds its writes. The driver releases them " +
		"by itself after about 10 s, so that the host does not hang; the shadow copy is given up then, and the " +
		"writers are aborted.",
	Advice: "Run the backup when the disks are less busy, take fewer volumes into one set, and look for slow " +
		"storage and for filter drivers (antivirus, replication). VSS 12339 and 12341 of earlier sets name the slow " +
		"volume.",
	Sources: []Reference{
		{"KB 975688", "https://support.microsoft.com/kb/975688", "VSS must give up after 10 s of held writes"},
		{
			"Volume Shadow Copy Service",
			"https://learn.microsoft.com/windows-server/storage/file-server/volume-shadow-copy-service",
			"the provider has 10 s to commit",
		},
		messages("volsnap.sys and vssvc.exe", "volsnap 8, 9, 21; VSS 12297, 12298, 12338, 12340"),
	},
	Windows: "all; VSS 12338 and 12340 on Windows 6.0 and later",
	Explains: []string{
		"commit-timeout",
		"provider-call-failed",
		"provider-veto",
		"requester-abort",
		"creation-cut-short",
		"shadow-copy-not-created",
	},
	Trigger: Trigger{Kinds: []vocab.Kind{vocab.KindHoldTimeout},
		Any: []Trigger{
			{
				Codes: []uint32{vocab.CodeFlushTimeout, vocab.CodeHoldTimeout},
				Step:  func(s *correlate.Step) bool { return s.Kind != vocab.KindHoldTimeout },
			},
		}},
	Needs: []Need{needLive},
	Checks: []Check{onlySet, {
		ID:   "event",
		Says: "Record: an event of volsnap or VSS states the time-out",
		Test: func(sub *Subject, f *Finding) CheckResult {
			for _, s := range sub.Steps {
				failed := from(s, "VSS", 12297, 12298) && s.Code != vocab.CodeFlushTimeout &&
					s.Code != vocab.CodeHoldTimeout
				if live(s) && s.Kind == vocab.KindHoldTimeout && !failed {
					return CheckResult{Held: true, Statement: describe(s), Evidence: []*correlate.Step{s}}
				}
			}
			return CheckResult{
				Statement: "only a failure of flush or hold, or a requester's code, is recorded",
				Missing: "an event that states the time-out: volsnap 8, 9 or 21 in the System log, VSS 12338 or " +
					"12340 in the Application log",
			}
		},
	}},
	Summary: func(sub *Subject, f *Finding) string { return statedSummary(whatWasSlow(sub.Steps))(sub, f) },
}

// whatWasSlow tells a hold that lasted too long from a flush that did: VSS 12297 and 12298
// give the result of each part.
func whatWasSlow(steps []*correlate.Step) string {
	held, flushed := false, false
	for _, s := range steps {
		switch {
		case from(s, "VSS", 12297, 12298) && (s.Detail == "release" || s.Detail == "run"):
			held = true
		case from(s, "VSS", 12297, 12298) && (s.Detail == "open" || s.Detail == "flush") ||
			s.Code == vocab.CodeFlushTimeout || from(s, "VSS", 12338):
			flushed = true
		}
	}
	switch {
	case held && !flushed:
		return "The writes of a volume were held for too long: what makes the copy did not finish in time"
	case flushed && !held:
		return "A volume's writes could not be flushed in time"
	}
	return "Flushing and holding a volume's writes took too long"
}

// holdTimedOut reports whether the set has a step that tells of a hold time-out.
func holdTimedOut(set *correlate.SnapshotSet) bool {
	return slices.ContainsFunc(set.Steps, func(s *correlate.Step) bool {
		return s.Kind == vocab.KindHoldTimeout || s.Code == vocab.CodeHoldTimeout || s.Code == vocab.CodeFlushTimeout
	})
}

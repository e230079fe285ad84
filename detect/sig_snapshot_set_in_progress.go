package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"slices"
	"strings"
)

// SetInProgress is a requester that was refused because another makes a set.
var SetInProgress = &Signature{
	ID:        "snapshot-set-in-progress",
	Title:     "A requester was refused: another one was making a snapshot set",
	Class:     CauseClass,
	Severity:  Warning,
	Scope:     EventScope,
	Failure:   RequesterClass,
	Cause:     "Two backup programs, or two jobs, work at the same time.",
	Mechanism: "VSS creates one set at a time, and answers a second StartSnapshotSet or DoSnapshotSet with 0x80042316.",
	Advice:    "Move one of the two jobs, or let the requester that was refused try again some minutes later.",
	Sources: []Reference{
		{
			"IVssBackupComponents::StartSnapshotSet",
			"https://learn.microsoft.com/windows/win32/api/vsbackup/nf-vsbackup-ivssbackupcomponents-startsnapshotset",
			"VSS_E_SNAPSHOT_SET_IN_PROGRESS",
		},
	},
	Windows: "all",
	Trigger: Trigger{Codes: []uint32{vocab.CodeInProgress}},
	Needs:   []Need{needLive},
	Summary: func(sub *Subject, f *Finding) string {
		s := "A requester was refused while another made a snapshot set"
		names := requestersNear(sub)
		switch len(names) {
		case 0:
			return s + "; no record names either"
		case 1:
			return s + "; named is only " + names[0]
		}
		return s + "; near it worked " + strings.Join(names, " and ")
	},
}

// requestersNear names the requesters that began, or spoke, near the refusal.
func requestersNear(sub *Subject) []string {
	at := first(sub).At.Bounded()
	if sub.Set != nil {
		at = sub.near(at.Lo, at.Hi)
	}
	var names []string
	near := interval.Interval{Lo: at.Lo - correlate.RefusedNear, Hi: at.Hi + correlate.RefusedNear}
	for _, s := range sub.Case.During(near, vocab.KindRequesterBegin, vocab.KindServiceStart, vocab.KindInitiated,
		vocab.KindCreated, vocab.KindRequesterCode, vocab.KindRequesterFailed) {
		if s.CommandLine != "" && !slices.Contains(names, s.CommandLine) {
			names = append(names, s.CommandLine)
		}
	}
	slices.Sort(names)
	return names
}

package detect

import (
	"github.com/vsslog/vsslog/correlate/vocab"
)

// CommitTimeout is a shadow copy whose commit took too long.
var CommitTimeout = &Signature{
	ID:       "commit-timeout",
	Title:    "The commit of the shadow copy timed out",
	Class:    CauseClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  TimingClass,
	Cause:    "The provider or the storage did not finish within the time for which writes may be held, about 10 s.",
	Mechanism: "Between freeze and thaw the provider commits the shadow copies of all volumes. Where that takes " +
		"longer than the hold, VSS gives the set up (12310) and aborts the writers.",
	Advice: "Take fewer volumes into one set, run the backup when the storage is quiet, and update a hardware " +
		"provider.",
	Sources: []Reference{
		messages("vssvc.exe", "VSS 12310"),
		{
			"Volume Shadow Copy Service",
			"https://learn.microsoft.com/windows-server/storage/file-server/volume-shadow-copy-service",
			"the provider has 10 s to commit",
		},
	},
	Windows:  "Server 2003 and later",
	Explains: []string{"provider-call-failed", "provider-veto", "requester-abort", "creation-cut-short"},
	Trigger:  Trigger{Kinds: []vocab.Kind{vocab.KindCommitTimeout}},
	Needs:    []Need{needLive},
	Summary:  statedSummary("The commit of the shadow copy timed out"),
}

package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// WriterVeto is a writer that failed the set for a reason of its own.
var WriterVeto = &Signature{
	ID:       "writer-veto",
	Title:    "A writer refused the set for a reason of its own",
	Class:    SymptomClass,
	Severity: Error,
	Scope:    EventScope,
	Failure:  RefusalClass,
	Cause: "Given by the code: volumes are missing from the set (0x800423f0), resources are short (0x800423f1), " +
		"a reason that may pass (0x800423f3), or one that will not (0x800423f4). The events of the writer's program " +
		"say more.",
	Mechanism: "A writer can fail prepare, freeze, thaw or post-snapshot with a code. VSS records it as 8229 with " +
		"the operation; this is no time-out (that is 0x800423f2).",
	Advice: "Read the events of the writer's program from the same minute. For 0x800423f3 wait ten minutes and " +
		"try again, up to three times.",
	Sources: []Reference{
		{
			"IVssBackupComponents::GetWriterStatus",
			"https://learn.microsoft.com/windows/win32/api/vsbackup/nf-vsbackup-ivssbackupcomponents-getwriterstatus",
			"the codes, and the advice for retryable errors",
		},
		messages("vssvc.exe", "VSS 8229"),
	},
	Windows: "VSS 8229 on Windows 6.1 and later; codes in requesters' texts on all",
	Trigger: Trigger{Codes: vetoCodes, Step: func(s *correlate.Step) bool {
		return s.Kind == vocab.KindWriterRejected || s.Kind == vocab.KindRequesterCode
	}},
	Needs: []Need{needLive},
	Checks: []Check{onlySet, {
		ID:   "event",
		Says: "Record: VSS 8229 states it, or a requester names the writer",
		Test: func(sub *Subject, f *Finding) CheckResult {
			i := slices.IndexFunc(sub.Steps, func(s *correlate.Step) bool {
				return live(s) && (s.Kind == vocab.KindWriterRejected || s.Writer != "")
			})
			if i >= 0 {
				return CheckResult{
					Held:      true,
					Statement: describe(sub.Steps[i]),
					Evidence:  []*correlate.Step{sub.Steps[i]},
				}
			}
			return CheckResult{
				Statement: "only a requester's code, which names no writer",
				Missing:   "VSS 8229 in the Application log, or a requester's text that names the writer",
			}
		},
	}},
	Summary: statedSummary("A writer refused the set"),
}

var vetoCodes = []uint32{
	vocab.CodeWriterInconsist,
	vocab.CodeWriterResources,
	vocab.CodeWriterRetryable,
	vocab.CodeWriterFatal,
}

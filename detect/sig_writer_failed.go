package detect

import (
	"fmt"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
)

// WriterFailed is a writer that a listing shows as failed with an error other
// than a time-out, or with an error whose words are not known. It says no more
// than the listing does: a symptom, whose cause the writer's own program logs.
var WriterFailed = &Signature{
	ID:       "writer-failed",
	Title:    "A listing shows the writer as failed",
	Class:    SymptomClass,
	Severity: Warning,
	Scope:    WriterScope,
	Cause:    "The writer reported an error to VSS, or VSS put it into a failed state. The listing does not say why.",
	Mechanism: "A writer that cannot go on sets an error (retryable, not retryable, out of resources, inconsistent); " +
		"vssadmin shows it with the state in which it failed.",
	Advice: "Read the events of the writer's own program around that time. For a retryable error wait ten minutes " +
		"and run the backup again, up to three times. " +
		"If the state stays, restart the service that hosts the writer (vsslog explain WRITER names it).",
	Sources: []Reference{
		{
			"VSS_WRITER_STATE",
			"https://learn.microsoft.com/windows/win32/api/vss/ne-vss-vss_writer_state",
			"the states of a writer",
		},
	},
	Windows: "all",
	Trigger: Trigger{Pick: func(sub *Subject) []*correlate.Step {
		f := sub.Span.Failure
		if f == nil || !vocab.Failed(f.After.Code) || f.After.TimedOut() || f.After.NoError() {
			return nil
		}
		return []*correlate.Step{f.After.Step}
	}},
	Needs: []Need{
		{
			"a listing that shows the writer failed",
			"a capture of `vssadmin list writers`",
			func(sub *Subject) bool { return sub.Span.Failure != nil },
		},
		{"the writer's last error", "a capture that is not damaged or cut off", func(sub *Subject) bool {
			f := sub.Span.Failure
			return f != nil && (f.After.LastError != "" || f.After.HasCode)
		}},
	},
	Checks: []Check{oneInterpretation, withoutSalvage},
	Summary: func(sub *Subject, f *Finding) string {
		w := sub.Span.Failure.After
		return fmt.Sprintf(
			"%s is shown as failed: state [%d] %s, last error %q",
			called(sub.Span),
			w.Code,
			vocab.StateName(w.Code),
			w.LastError,
		)
	},
}

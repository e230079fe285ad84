package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// A line that says no more than that the job failed goes with the reason that the same log gave before:
// in a set and without one. Alone it is a failure.
func TestJobEndJoinsItsReason(t *testing.T) {
	const ended = "[ERROR] Backup failed"
	own := func(w *world, at float64, path, text string) *world {
		return w.line(at, parse.PhraseOwnMessage, "0x80070020", text, [2]string{parse.FieldPath, path})
	}
	for name, c := range map[string]struct {
		w         *world
		signature string
	}{
		"alone": {newWorld().logs(0, 9000).jobEnds(1200, ended), "own-message-ended"},
		"a refused shadow copy before": {newWorld().logs(0, 9000).
			line(3, parse.PhraseSnapshotFailed, "0x80070005", "Failed to create VSS snapshot: Access is denied").jobEnds(1200, ended), "access-denied-general"},
		"a file in use before": {own(newWorld().logs(0, 9000), 3, `C:\a.pst`, `C:\a.pst: in use`).jobEnds(1200, ended), "file-in-use"},
		"files in use, as the shadow copy was refused": {own(own(newWorld().logs(0, 9000), 1, `C:\a.pst`, `C:\a.pst: in use`), 2, `C:\b.pst`, `C:\b.pst: in use`).
			line(3, parse.PhraseSnapshotFailed, "0x80070005", "Failed to create VSS snapshot: Access is denied").jobEnds(1200, ended), "access-denied-general"},
	} {
		_, told := c.w.failures(t)
		if len(told) != 1 || told[0].Signature != c.signature || told[0].Severity != Error {
			t.Errorf("%s: %d failures", name, len(told))
			for _, f := range told {
				t.Logf("  %s, %s", f.Signature, f.Severity)
			}
		}
	}
}

// jobEnds adds a line that gives no reason, as its reader names it.
func (w *world) jobEnds(seconds float64, text string) *world {
	return w.line(seconds, parse.PhraseOwnMessage, "", text, [2]string{parse.FieldMessageID, "job only failed"})
}

// A good end in between, or another end without a reason, makes what follows another job.
func TestEndOfAnotherJob(t *testing.T) {
	refused := func() *world {
		return newWorld().logs(0, 30000).line(3, parse.PhraseSnapshotFailed, "0x80042316", "VSS snapshot failed, retrying")
	}
	for name, c := range map[string]struct {
		w    *world
		told int
	}{
		"the same job":         {refused().jobEnds(60, "Backup failed"), 1},
		"said twice":           {refused().jobEnds(60, "Backup failed").jobEnds(61, "Job ended with status: failed"), 1},
		"a good end between":   {refused().line(600, parse.PhraseEndedWell, "", "Backup completed successfully").jobEnds(1200, "Backup failed"), 2},
		"another end, an hour": {refused().jobEnds(60, "Backup failed").jobEnds(3700, "Backup failed"), 2},
	} {
		_, told := c.w.failures(t)
		if len(told) != c.told {
			t.Errorf("%s: %d failures", name, len(told))
			for _, f := range told {
				t.Logf("  %s, %s, %d records", f.Signature, f.Severity, f.Count)
			}
		}
	}
}

// A provider that cannot answer whether a volume is supported fails no backup for sure; one that fails in a step of a set does.
func TestProviderAnswers(t *testing.T) {
	for routine, confirmed := range map[string]bool{
		"\n\nOperation:\n   Check If Volume Is Supported by Provider\n": false,
		"\n\nOperation:\n   Committing shadow copies\n":                 true,
	} {
		w := newWorld().logs(-900, 900).logged(100, 2, "VSS", 12293, "{b5946137-7b9f-4925-af80-51abd60b20d5}", "Sample(...) failed", "0x8000ffff", routine)
		found := w.judge(ProviderCallFailed)
		if len(found) != 1 || (found[0].Verdict == Confirmed) != confirmed {
			t.Errorf("%q: %+v", routine, found)
		}
	}
}

// A service of a writer that ends among good backups is a warning.
func TestServiceAmongGoodBackups(t *testing.T) {
	w := newWorld().logs(-9000, 9000).wsbBegan(95).freeze(100).thaw(103).logged(300, 4, vocab.ProviderWSB, 4)
	_, told := w.logged(3000, 2, "Service Control Manager", 7031, "SQL Server VSS Writer", "1", "0", "1", "Restart").failures(t)
	for _, f := range told {
		if f.Problem() && f.Severity.rank() > Warning.rank() {
			t.Errorf("%s is told as %s", f.Signature, f.Severity)
		}
	}
	if len(told) == 0 {
		t.Error("it is not told")
	}
}

// A file that another process holds is no reason of a shadow copy that was not made: the code of VSS beside it leads,
// whatever of the two is told first. Where nothing tells of a shadow copy the file leads, and so does a code that says
// more than that.
func TestFileInUseBesideAWriter(t *testing.T) {
	const shared, locked, denied = "0x80070020", "0x80070021", "0x80070005"
	const job = "Job failed. Failed to create a snapshot: VSS_E_WRITERERROR_TIMEOUT (0x800423f2)"
	const file = "The process cannot access the file"
	failed := func(w *world) *world { return w.line(3, parse.PhraseSnapshotFailed, "0x800423f2", job) }
	coded := func(w *world) *world { return w.line(3, parse.PhraseCode, "0x800423f2", job) }
	of := func(at float64, code string) *world { return newWorld().line(at, parse.PhraseCode, code, file) }
	for name, c := range map[string]struct {
		w    *world
		lead string
		is   Severity
	}{
		"the file first":             {failed(of(1, shared)), "writer-timed-out", Error},
		"the file last":              {failed(of(5, shared)), "writer-timed-out", Error},
		"no more than a code":        {coded(of(5, shared)), "writer-timed-out", Error},
		"a file that is locked":      {coded(of(1, locked)), "writer-timed-out", Error},
		"no code beside it":          {of(1, shared).line(3, parse.PhraseSnapshotFailed, "", "Failed to create a snapshot"), "", Error},
		"no shadow copy":             {of(1, shared), "file-in-use", Warning},
		"a code that says it all":    {failed(of(1, denied)), "access-denied-general", Error},
		"a shadow copy, and no file": {failed(newWorld()), "writer-timed-out", Error},
	} {
		_, told := c.w.failures(t)
		if len(told) != 1 || told[0].Signature != c.lead || told[0].Severity != c.is {
			t.Errorf("%s: %d failures", name, len(told))
			for _, f := range told {
				t.Logf("  %s, %s", f.Signature, f.Severity)
			}
		}
	}
}

package detect

import (
	"testing"

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

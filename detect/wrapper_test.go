package detect_test

import "testing"

// TestWrapperGivesWay: what only says that the snapshot failed leads where nothing else tells why,
// and not beside a record of the same failure with a code of VSS.
func TestWrapperGivesWay(t *testing.T) {
	const (
		outer = "Final error: 0xe000fed1 - A failure occurred querying the Writer status.\n" +
			"V-79-57344-65233 - AOFO: Initialization failure on: \"\\\\S1\\Store\\DB1\".\n"
		inner = "Writer Name: Exchange Server, Writer ID: {76FE1AC4-15F7-4BCD-987E-8E1ACB462FB7}, Last error: The VSS " +
			"Writer timed out (0x800423f2), State: Failed during freeze operation (9).\n"
		foreign = "error 0x80070490: element not found\n"
	)
	for text, want := range map[string]string{
		outer:           "backupexec-snapshot-init-failed",
		outer + inner:   "exchange-freeze-limit",
		inner + outer:   "exchange-freeze-limit",
		outer + foreign: "backupexec-snapshot-init-failed",
	} {
		r := analysed(t, map[string]string{"job.txt": text})
		if len(r.Failures) == 0 || r.Failures[0].Signature != want {
			t.Errorf("%d failures of\n%s, the first %+v, want %s", len(r.Failures), text, r.Failures, want)
		}
	}
}

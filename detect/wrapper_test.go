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
		guest = "[11.02.2024 03:12:05] Cannot create a VSS snapshot: Failed to quiesce the virtual machine.\n"
		event = "Event ID 12292 from VSS: \"Volume Shadow Copy Service error: Error creating the Shadow Copy Provider COM " +
			"class with CLSID {89300202-3cec-4981-9171-19f59559e0f2} [0x80040154, Class not registered].\"\n"
		foreign = "error 0x80070490: element not found\n"
	)
	for text, want := range map[string]string{
		outer:           "backupexec-snapshot-init-failed",
		outer + inner:   "exchange-freeze-limit",
		inner + outer:   "exchange-freeze-limit",
		guest:           "vmware-quiesce-failed",
		guest + event:   "third-party-provider-class-missing",
		outer + foreign: "backupexec-snapshot-init-failed",
	} {
		r := analysed(t, map[string]string{"job.txt": text})
		if len(r.Failures) == 0 || r.Failures[0].Signature != want {
			t.Errorf("%d failures of\n%s, the first %+v, want %s", len(r.Failures), text, r.Failures, want)
		}
	}
}

// TestToldTwice: what a text tells once with its message and once by number and source is one failure.
func TestToldTwice(t *testing.T) {
	r := analysed(t, map[string]string{"post.txt": "The shadow copies of volume C: were aborted because of an IO failure on " +
		"volume C:.\n\nEvent 14 volsnap; nothing else.\n"})
	if len(r.Failures) != 1 || r.Failures[0].Signature != "volsnap-io-failure" {
		t.Errorf("%d failures", len(r.Failures))
	}
}

// TestWrapperInAnotherFile: of two files without any time the one that says why leads.
func TestWrapperInAnotherFile(t *testing.T) {
	r := analysed(t, map[string]string{
		"event.txt": "Source:\nSQLWRITER\nEvent ID:\n24583\nLevel:\nError\nMessage:\nCannot perform a differential backup for " +
			"database \"Ledger\", because a current database backup does not exist.\n",
		"job.log": "level=error method=checkWriterStatus message=\"Writer state is not stable\" WriterState=8 Error=null\n",
	})
	if len(r.Failures) != 1 || r.Failures[0].Signature != "sql-differential-without-full" {
		t.Errorf("%d failures, the first %s", len(r.Failures), r.Failures[0].Signature)
	}
}

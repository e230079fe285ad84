package requester

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

func oneSentence(s string) sentence { return sentence{text: s} }

// What a person says that failed, and what he only asks, supposes, denies or has behind
// him.
func TestTells(t *testing.T) {
	for text, want := range map[string]bool{
		"Since Monday the backup fails with 0x80042306.":                    true,
		"Our snapshot of D: could not be created.":                          true,
		"My server backup dies every night with 0x80780166.":                true,
		"After the move the writers are gone and list writers is of no use": true,
		"The job stalls at Calling DoSnapshotSet forever":                   true,
		"The copy of D: ended in a DeviceNotReadyException at " +
			"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy3": true,
		"Our client panics with \"already in use\" when backing up two volumes": true,
		"The backup crashes when it creates the second snapshot":                true,
		"The shadow copy of D: is read at night.":                               false,
		"Does the backup fail with 0x80042306?":                                 false,
		"Why does the snapshot fail":                                            false,
		"If the snapshot fails, the job goes on.":                               false,
		"The snapshot would fail without the service.":                          false,
		"The backup that failed with 0x80042306 works again.":                   false,
		"No snapshot failed, all writers are stable.":                           false,
		"0x800423f2 means that the writer timed out.":                           false,
		"The backup ran for two hours.":                                         false,
		"- fix crash after failed snapshot":                                     false,
		"--retry N  try a failed snapshot again":                                false,
		"BACKUP failed to complete the command %.*ls.":                          false,
	} {
		if _, ok := oneSentence(text).tells(); ok != want {
			t.Errorf("%q: %v", text, ok)
		}
	}
}

// A sentence that goes on with the one before it tells the code of both.
func TestToldGoesOn(t *testing.T) {
	r := texttest.Read(
		t,
		[]byte("Our system image backup fails since May. It ends with \"Incorrect function\".\n"),
		Told,
	)
	if len(r.Records) != 1 || r.Records[0].Text(parse.FieldHResult) != "0x80070001" {
		t.Errorf("%d records", len(r.Records))
	}
}

// A text that teaches or advises gives, and tells nothing.
func TestGives(t *testing.T) {
	for text, want := range map[string]bool{
		"Our backup fails with 0x80042306":                                    false,
		"Hi, the snapshot fails|I tried to restart the service|Any idea?":     false,
		"0x80042306 means that the provider said no":                          true,
		"Somebody wrote that the snapshot fails":                              true,
		"The maker says that the snapshot fails":                              true,
		"You should restart the service|Try to free space|The snapshot fails": true,
		"0x80042301|0x80042302|0x80042306|0x80042308|0x80042312 failed":       true,
		"Our backup fails with E_ACCESSDENIED|To Reproduce|Install it|Set up a plan|Reboot|Run the backup|Expected " +
			"behavior|A snapshot": false,
		"A snapshot failed|It is slow|The disk was full|The job ended|Nobody saw it.": true,
	} {
		var said []sentence
		for one := range strings.SplitSeq(text, "|") {
			said = append(said, oneSentence(one))
		}
		if got := gives(said); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestEventsTold(t *testing.T) {
	for text, want := range map[string]string{
		"I get VSS errors 8193 and 12293 in the log every night.":    "VSS 8193 12293",
		"The viewer has volsnap 36.":                                 "VolSnap 36",
		"Windows lists event 8194 from VSS each time.":               "VSS 8194",
		"There were no VSS errors 8193 in the log, and it was fine.": "",
		"The viewer has volsnap 36 of 21 May.":                       "VolSnap 36",
		"The viewer has volsnap errors, 21 May and later.":           "",
		"The viewer has volsnap 2024-05-21 in its first row.":        "",
		"VSS took 120 seconds.":                                      "",
		"In the guest 12293/VSS comes each night.":                   "VSS 12293",
		"The host logs 18012 and 10150 (source Hyper-V-VMMS).":       "Microsoft-Windows-Hyper-V-VMMS 18012 10150",
		"I see 3280 (Hyper-V-Worker) and 18012 (VMMS).":              "Microsoft-Windows-Hyper-V-Worker 3280 18012",
		"The host shows hyper-v.worker 3280 each night.":             "Microsoft-Windows-Hyper-V-Worker 3280",
		"- Directory log: Source NTDS Replication, Event ID 2095":    "NTDS Replication 2095",
		"It took 120/VSS units.":                                     "",
		"We have 2 VSS writers.":                                     "",
		"Does anyone know VSS 8193?":                                 "",
		"VSS 8193 means that a routine failed.":                      "",
	} {
		r := texttest.Read(t, []byte("Hello, we need help.\n"+text+"\n"), Told)
		got := ""
		for _, one := range r.Records {
			if one.EventID != 0 {
				if got == "" {
					got = one.Provider
				}
				got += " " + itoa(one.EventID)
				if one.Text(parse.FieldTool) != parse.ToolTold || !one.FromText {
					t.Errorf("%q: not marked as told", text)
				}
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func itoa(n uint32) string {
	if n == 0 {
		return ""
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func FuzzTold(f *testing.F) {
	texttest.Fuzz(f, []string{
		"Our backup fails since Monday with 0x80042306. Any idea?", "I get VSS errors 8193, 12293 & 22 (volsnap " +
			"36)", "a. b. c.\n\n- d\n", "バックアップが失敗しました。\n", "VSS 1 2 3 4 5 6 7 8",
	}, Told)
}

// A text of the greatest length of fragments is weighed in the time of its length.
func TestToldHostile(t *testing.T) {
	for name, line := range map[string]string{
		"fragments": "a. b. c. d. e. f.\n", "failures": "our snapshot failed with 0x80042306 since.\n", "ids": "vss event 8193, 8194, 8195 and\n", "open": strings.Repeat("x", 60) + "\n",
		"blanks": strings.Repeat("when ", 200) + "\n", "dots": strings.Repeat(". ", 2000) + "\n",
	} {
		start := time.Now()
		texttest.Read(t, []byte(strings.Repeat(line, min(400, mostSaid/len(line)))), Told)
		texttest.Read(t, []byte(strings.Repeat(line, 400)), Told)
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}

// A number that a sentence has is that of the program which the sentences beside it name.
func TestToldNumberOf(t *testing.T) {
	for text, want := range map[string]string{
		"The job fails with ID 58: \"no luck\" and the backup failed.\n\n" +
			"We use DPM (Data Protection Manager) for it.\n": "dpm 58",
		"The job fails with ID 58: \"no luck\" and the backup failed.\n\nWe use another program.\n": " ",
	} {
		r := texttest.Read(t, []byte(text), Told)
		if len(r.Records) == 0 {
			t.Errorf("%q: no record", text)
			continue
		}
		if got := r.Records[0].Text(parse.FieldMessageOf) + " " + r.Records[0].Text(parse.FieldMessageID); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The parts of a writer's failure stand in brackets, with any words around them.
func TestVeeamParts(t *testing.T) {
	const parts = "Writer name: [Some Writer]. Class ID: [{76fe1ac4-15f7-4bcd-987e-8e1acb462fb7}]. Instance ID: " +
		"[{0db23250-4d1e-42c1-8d14-2be32f448184}]. Writer's state: [VSS_WS_FAILED_AT_FREEZE]. Error code: [0x800423f2]."
	for _, head := range []string{
		"",
		"A VSS critical writer has failed. ",
		"Cannot make  shadow copy of the volumes of the writer's data\nA VSS critical writer has failed. ",
		"Un writer VSS critique a échoué. ",
	} {
		r := texttest.Read(t, []byte(head+parts+"\n"), Veeam, Program)
		if len(r.Records) != 1 || r.Records[0].Text(parse.FieldWriterName) != "Some Writer" ||
			r.Records[0].Text(parse.FieldHResult) != "0x800423f2" {
			t.Errorf("%q: %d records", head, len(r.Records))
		}
	}
}

// A few sentences that are one message of a program tell, though no shadow copy is named and
// the message advises; what is of no backup, or of a log, does not.
func TestToldMessage(t *testing.T) {
	for text, want := range map[string]string{
		"The transfer of two volume images from SRV1 has failed.\nThe agent broke off. Check the log of the agent.\n": "backup-failed ",
		"Could not process it. There is not enough space on the disk.\n":                                              "backup-failed 0x80070070",
		"Some Backup 11\n\nNot enough storage is available to process this command\n":                                 "backup-failed 0x80070008",
		"The print job has failed. Check the printer.\n":                                                              "",
		"Not enough storage is available to process this command\n":                                                   "",
		"02:00:01 ERROR the transfer of the image has failed\n02:00:02 INFO done\n":                                   "",
		"If the transfer of an image has failed, check the log.\n":                                                    "",
	} {
		r := texttest.Read(t, []byte(text), Told)
		got := ""
		for _, one := range r.Records {
			got = one.Text(parse.FieldPhrase) + " " + one.Text(parse.FieldHResult)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A message that a person introduces in his own line counts; so does one whose own number
// stands below it.
func TestIntroducedMessage(t *testing.T) {
	for text, want := range map[string]string{
		"I've an agent here.\nI've this error : Unable to create the snapshot. There is not enough space on the volume for shadow copy storage.\n":                                     "0x8004231f",
		"I have an issue with a VM. I have this error :\nThe shadow copy provider timed out while flushing x. This is probably the load. Try later when it is idle.\nError Code : 3\n": "0x80042313",
		"I've read this error: The snapshot was never seen by me.\n": "",
	} {
		r := texttest.Read(t, []byte(text), Program, Failing)
		got := ""
		for _, one := range r.Records {
			got += one.Text(parse.FieldHResult)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The time of the failure that a line repeats stands right behind its words; a time further on is of something else.
func TestEarlier(t *testing.T) {
	for line, want := range map[string]struct{ repeats, dated bool }{
		"last failure: 2024-05-06 01:02:03":     {true, true},
		"last failure: >> 2024-05-06 01:02:03":  {true, true},
		"last failure: >>> 2024-05-06 01:02:03": {true, false},
		"last failure: 01:02:03":                {true, false},
		"last attempt 2024-05-06 01:02:03":      {false, false},
	} {
		m, repeats := earlier(line)
		if repeats != want.repeats || m.HasDate != want.dated {
			t.Errorf("%q: repeats %v, dated %v", line, repeats, m.HasDate)
		}
	}
}

package requester

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

var all = []console.Grammar{NTBackup, WBAdmin, ServerBackup, Veeam, Restic, Bareos, VSSRL}

func check(t *testing.T, content, format string, want ...string) {
	t.Helper()
	for _, data := range [][]byte{[]byte(content), utf16(content)} {
		r := texttest.Read(t, data, all...)
		var got []string
		for _, one := range r.Records {
			s := texttest.Fields(one)
			if !one.Time.IsZero() {
				s += " " + one.Time.Wall.Time().Format("2006-01-02T15:04:05") + " " + one.Stamp.String()
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if r.Format != format || len(r.Damage) > 0 {
			t.Errorf("format %s, damage %v", r.Format, r.Damage)
		}
	}
}

func utf16(s string) []byte {
	p := []byte{0xff, 0xfe}
	for i := 0; i < len(s); i++ {
		p = append(p, s[i], 0)
	}
	return p
}

// The report is put together from single lines that are confirmed and from
// others that are known from memory; see ntbackup.go.
func TestNTBackup(t *testing.T) {
	check(t, strings.ReplaceAll(`Backup Status
Operation: Backup
Active backup destination: File

Volume shadow copy creation: Attempt 1.
"MSDEWriter" has reported an error 0x800423f2. This is part of System State. The backup cannot continue.

Error returned while creating the volume shadow copy:800423F2
Reverting to non-shadow copy backup mode.
Backup started on 2/12/2007 at 3:04 AM.
Backup completed on 2/13/2007 at 3:14 AM.
Aborting Backup.
The operation did not successfully complete.
`, "\n", "\r\n"), "ntbackup-log",
		"tool=ntbackup phrase=snapshot-start 2007-02-12T03:04:00 line",
		"tool=ntbackup phrase=writer-failed writer_name=MSDEWriter hresult=0x800423f2 2007-02-12T03:04:00 line",
		"tool=ntbackup phrase=snapshot-failed hresult=0x800423f2 2007-02-12T03:04:00 line",
		"tool=ntbackup phrase=snapshot-failed 2007-02-12T03:04:00 line",
		"tool=ntbackup phrase=backup-start 2007-02-12T03:04:00 record",
		"tool=ntbackup phrase=backup-complete 2007-02-13T03:14:00 record",
		"tool=ntbackup phrase=backup-failed",
		"tool=ntbackup phrase=backup-failed")
	check(t, "Error returned while creating the volume shadow copy:0xffffffff\n", "ntbackup-log",
		"tool=ntbackup phrase=snapshot-failed hresult=0xffffffff")
	check(t, "Backup (via shadow copy) of \"D: data\"\nBackup started on 13.02.2007 at 03:04.\n", "ntbackup-log",
		"tool=ntbackup phrase=snapshot-done volume=D: data 2007-02-13T03:04:00 line",
		"tool=ntbackup phrase=backup-start 2007-02-13T03:04:00 record")
}

// What ntbackup says of a verification is no begin and no end of a backup.
func TestNTBackupVerifies(t *testing.T) {
	check(t, "Backup Status\nVerify started on 2/13/2007 at 3:14 AM.\nVerify completed on 2/13/2007 at 3:24 AM.\n", "ntbackup-log",
		"tool=ntbackup phrase=code 2007-02-13T03:14:00 record",
		"tool=ntbackup phrase=code 2007-02-13T03:24:00 record")
}

func TestWBAdmin(t *testing.T) {
	check(t, `wbadmin 1.0 - Backup command-line tool
(C) Copyright Microsoft Corporation. All rights reserved.

Retrieving volume information...
This will back up (C:) to D:.
The backup operation to D: is starting.
Creating a shadow copy of the volumes specified for backup...
Creating a backup of volume (C:), copied (0%).
Creating a backup of volume (C:), copied (100%).
Summary of the backup operation:
The backup operation successfully completed.
`, "wbadmin",
		"tool=wbadmin phrase=backup-start", "tool=wbadmin phrase=snapshot-start",
		"tool=wbadmin phrase=snapshot-done volume=(C:)", "tool=wbadmin phrase=backup-end")
	check(
		t,
		"Retrieving volume information...\nERROR - A Volume Shadow Copy Service operation error (0x800423F2)\n",
		"wbadmin",
		"tool=wbadmin phrase=snapshot-failed hresult=0x800423f2",
	) // unconfirmed form
	check(
		t,
		"Retrieving volume information...\nERROR - Something failed.\nDetailed error: The parameter is incorrect.\n"+
			"ERROR - Something failed.\nDetailed error: Nobody knows.\nERROR - Something failed.\n",
		"wbadmin",
		"tool=wbadmin phrase=backup-failed hresult_from=words hresult=0x80070057",
		"tool=wbadmin phrase=backup-failed",
		"tool=wbadmin phrase=backup-failed",
	)
}

func TestOthers(t *testing.T) {
	check(
		t,
		"[13.02.2007 02:00:04] <12> Error Failed to prepare guest for hot backup. Error: VSSControl: -2147467259\n"+
			"Backup job failed. Cannot create a shadow copy of the volumes containing writer's data. VSS "+
			"asynchronous operation is not completed.\n"+
			"Operation: [Shadow copies commit]. Code: [0x8004231f].\n",
		"veeam",
		"tool=veeam phrase=snapshot-failed hresult=0x8004231f 2007-02-13T02:00:04 record",
	)
	check(
		t,
		"[13.02.2007 02:00:01] <12> Info VSSControl: freezing guest, timeout 900 sec\nVSSControl: -2147212243 "+
			"Failed.\n",
		"veeam",
		"tool=veeam phrase=snapshot-failed hresult=0x8004242d",
	)
	check(t, "VSSControl: -2147212243 Failed.\n", "veeam", "tool=veeam phrase=snapshot-failed hresult=0x8004242d")
	check(
		t,
		"creating VSS snapshot for [c:\\]\nerror: failed to create snapshot for [c:\\]: VSS error: x: "+
			"VSS_E_WRITERERROR_TIMEOUT (0x800423f2)\nVSS error: DoSnapshotSet() deadline exceeded\n"+
			"successfully created snapshot for [d:\\]\n",
		"restic",
		`tool=restic phrase=snapshot-start volume=c:\`,
		`tool=restic phrase=snapshot-failed volume=c:\ hresult=0x800423f2`,
		`tool=restic phrase=snapshot-failed function=DoSnapshotSet`,
		`tool=restic phrase=snapshot-done volume=d:\`,
	)
	writer := `1: Warning: VSS Writer "W" has invalid state. ERR=The writer `
	writer = "bareos-fd: " + writer
	check(
		t,
		writer+"vetoed the shadow copy creation process during the freeze state.\n"+writer+"vetoed the shadow copy "+
			"creation process during the PrepareForSnapshot state\n"+
			writer+"is waiting for the freeze state.\n"+`bareos-fd: VSS Writer (BackupComplete): "X", State: 0x1 (VSS_WS_STABLE)`+"\n",
		"bareos",
		"tool=bareos phrase=writer-failed writer_name=W state_code=9",
		"tool=bareos phrase=writer-failed writer_name=W state_code=8",
		"tool=bareos phrase=writer-failed writer_name=W state_code=2",
		"tool=bareos phrase=writer-state writer_name=X state_code=1 state_name=VSS_WS_STABLE",
	)
	check(t, `bareos-fd: VSS Writer (PrepareForBackup): "W", State: 0x8 (VSS_WS_FAILED_AT_PREPARE_SNAPSHOT)`+"\n"+
		`bareos-fd: VSS Writer "W" has invalid state. ERR=Done.`+"\n"+
		`bareos-fd: VSS Writer "V" has invalid state. ERR=Done.`+"\n",
		"bareos",
		"tool=bareos phrase=writer-failed writer_name=W state_code=8 state_name=VSS_WS_FAILED_AT_PREPARE_SNAPSHOT",
		"tool=bareos phrase=writer-failed writer_name=W state_code=8",
		"tool=bareos phrase=writer-failed writer_name=V",
	)
	check(
		t,
		"[vssrl] src/x.cpp:213:CreateSnapshotSet(): Unable to add vo\nlume (D:).\n- VSSRL Error: VSSRL_EVSSFAILURE "+
			"(1000)\n- VSS Error: VSS_E_BAD_STATE (80042301)\n",
		"vssrl",
		"tool=vssrl phrase=snapshot-failed hresult=0x80042301 function=CreateSnapshotSet volume=D:",
	)
}

// TestWriterByClass: the class id says which writer a line is about, in any language.
func TestWriterByClass(t *testing.T) {
	const line = "Nombre del escritor: Exchange Server, id.: {76FE1AC4-15F7-4BCD-987E-8E1ACB462FB7}, error: agotado " +
		"(0x800423f2), estado: en espera (9).\n"
	f := factsIn(line)
	if f.writer != "Microsoft Exchange Writer" || f.id != "{76fe1ac4-15f7-4bcd-987e-8e1acb462fb7}" || !stated(line, f) {
		t.Errorf("%q of %q, stated: %v", f.writer, f.id, stated(line, f))
	}
	if f := factsIn("Set {76FE1AC4-15F7-4BCD-987E-8E1ACB462FB8} (0x800423f2)"); f.writer != "" || f.id != "" {
		t.Errorf("%q of %q for an id of nobody", f.writer, f.id)
	}
}

func TestNotClaimed(t *testing.T) {
	for _, s := range []string{"Backup of my data", "The operation completed successfully.", "ERROR - disk full", "Found (12) files.", "VSS is started"} {
		if r := texttest.Read(t, []byte(s+"\n"), all...); r.Format != parse.KindUnrecognised {
			t.Errorf("%q: %s", s, r.Format)
		}
	}
}

func FuzzRequesters(f *testing.F) {
	texttest.Fuzz(f, []string{
		"Backup Status\r\n\"W\" has reported an error 0x800423f2\r\nBackup started on 2/12/2007 at 3:04 AM.\r\n", "wbadmin 1.0 - x\r\n(C) Microsoft\r\nERROR - shadow copy 0x800423F2\r\n",
		"VSSControl: -2147467259\nCannot create a shadow copy of the volumes containing writer's data\nCode: " +
			"[0x8004231f].\n",
		"Application backup\nWriter Id: {AFBAB4A2-367D-4D15-A586-71DBB18F8485}\n   Component: a\n   Error : 80780175\n",
		"failed to create snapshot for [c:\\]: VSS error: async operation pending\n", "VSS Writer \"W\" has invalid " +
			"state. ERR=during the freeze state\n", "[vssrl] a:1:\nx\n- VSSRL Error: 1\n- VSS Error: VSS_E_BAD_STATE " +
			"(80042301)\n",
	}, all...)
}

func TestServerBackup(t *testing.T) {
	all := []console.Grammar{ServerBackup}
	content := "Error in backup of C:\\Windows\\x\\ during enumerate: Error [0x8007007b] The name is " +
		"wrong.\n\nApplication backup\nWriter Id: {AFBAB4A2-367D-4D15-A586-71DBB18F8485}\n" +
		"   Component: Registry\n   Caption     : Registry\n   Logical Path: \n   Error           : 80780175\n   " +
		"Error Message   : Component was skipped.\n\n   Detailed Error  : 800423F4\n   Detailed Error Message : x\n" +
		"   Component: Other\n   Error           : 00000000\n"
	r := texttest.Read(t, []byte(content), all...)
	var got []string
	for _, one := range r.Records {
		got = append(got, texttest.Fields(one))
	}
	want := []string{
		`tool=wbadmin phrase=backup-failed hresult=0x8007007b function=enumerate path=C:\Windows\x\ volume=C:`,
		"tool=wbadmin phrase=writer-failed hresult=0x80780175 inner_hresult=0x800423f4 " +
			"writer_id={afbab4a2-367d-4d15-a586-71dbb18f8485} path=Registry",
	}
	if diff := cmp.Diff(want, got); diff != "" || r.Format != "server-backup-log" {
		t.Errorf("format %s (-want +got)\n%s", r.Format, diff)
	}
}

func TestNoSystemWriter(t *testing.T) {
	check(t, "System writer is not found in the backup.\n", "wbadmin",
		"tool=wbadmin phrase=backup-failed writer_name=System Writer hresult=0x80780102 hresult_from=words")
}

func TestWBAdminDetail(t *testing.T) {
	check(
		t,
		"wbadmin 1.0 - Backup command-line tool\n(C) Copyright Microsoft Corporation.\n\nThe backup operation "+
			"stopped before completing.\n"+
			"Detailed error: A Volume Shadow Copy Service operation error has\noccurred: (0x800423f2)\n",
		"wbadmin",
		"tool=wbadmin phrase=backup-failed",
		"tool=wbadmin phrase=snapshot-failed hresult=0x800423f2",
	)
}

// A detail without a code is its sentence, and the code that its words stand for.
func TestWBAdminDetailInWords(t *testing.T) {
	for detail, want := range map[string]string{
		"The copy of the sample took too long.\nThe backup of volume (C:) could not be completed.\n": "tool=wbadmin phrase=backup-failed Detailed error: The copy of the sample took too long.",
		"The shadow copy of the sample\ntook too long.\n":                                            "tool=wbadmin phrase=snapshot-failed Detailed error: The shadow copy of the sample took too long.",
		"Access to the share was denied: Access is denied.\n":                                        "tool=wbadmin phrase=backup-failed hresult_from=words hresult=0x80070005 Detailed error: Access to the share was denied: Access is denied.",
	} {
		r := texttest.Read(t, []byte("wbadmin 1.0 - Backup command-line tool\n\nThe backup operation stopped before completing.\nDetailed error: "+detail), WBAdmin)
		got := ""
		for _, one := range r.Records[1:] {
			got += texttest.Fields(one) + " " + one.Text(parse.FieldText)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", detail, got, want)
		}
	}
}

// An error and the detail below it are one statement.
func TestWBAdminErrorWithDetail(t *testing.T) {
	check(
		t,
		"wbadmin 1.0 - Backup command-line tool\n\nERROR - The sample was not read.\nDetailed error: It is too long. (0x800700ce)\n",
		"wbadmin",
		"tool=wbadmin phrase=backup-failed hresult=0x800700ce",
	)
}

// The summary of a job that ended with an error, and of one that did not.
func TestJobSummary(t *testing.T) {
	const head = "07-Mar 02:11 dir7 JobId 77: Error: the job has ended:\n  JobId:                  77\n  Job:        " +
		"            ledger.2024-03-07_02\n  Client:                 \"srv7-fd\" 23.0.1\n" +
		"  Non-fatal FD errors:    2\n  FD termination status:  %s\n  SD termination status:  OK\n  VSS:             " +
		"       %s\n  Termination:            %s\n"
	for _, c := range [][4]string{
		{"Error", "no", "*** Backup Error ***", "tool=bareos phrase=own-message"},
		{"Error", "yes", "*** Backup Error ***", "tool=bareos phrase=backup-failed"},
		{"OK", "yes", "Backup OK", ""},
		{"OK", "yes", "Backup OK -- with warnings", ""},
	} {
		got, _ := said(t, fmt.Sprintf(head, c[0], c[1], c[2]))
		if diff := cmp.Diff(c[3], strings.Join(got, "\n")); diff != "" {
			t.Errorf("%v (-want +got)\n%s", c, diff)
		}
	}
}

// Behind a banner in another language the tool's end is told by its words, whatever they are,
// and the reason by those of Windows.
func TestWBAdminTranslated(t *testing.T) {
	got, _ := said(t, "C:\\>wbadmin start backup\nwbadmin 1.0 - Strumento di prova\n(C) Copyright Microsoft\n\nBackup del volume (C:). Fatto: (7%).\n"+
		"Si copia (C:). Fatto: (19%).\nIn breve:\n-----\n\nIl backup è stato interrotto.\nIn dettaglio: il nome di rete specificato non è più disponibile.\n")
	want := "tool=wbadmin phrase=snapshot-done volume=C:\ntool=wbadmin phrase=backup-failed hresult_from=words hresult=0x80070040"
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A message whose reason stands under a label in the lines below is one statement.
func TestBlockBelow(t *testing.T) {
	got, _ := said(
		t,
		"Failed to prepare guest for hot backup. Details: no agent.\nErrors: 'The share could not be opened.\nHost: "+
			"[SRV7]. Account: [LAB\\\\op7].\nWin32 error: The account of the test is locked. Code: 1909\n",
	)
	if diff := cmp.Diff("tool=veeam phrase=snapshot-failed hresult=0x80070775", strings.Join(got, "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

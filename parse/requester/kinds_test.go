package requester

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// What a shell says of a command that it does not know, in the languages in which it was seen.
func TestMissing(t *testing.T) {
	for content, want := range map[string]string{
		"Get-WBJob : The term 'Get-WBJob' is not recognized as the name of a cmdlet, function or " +
			"program.": "Get-WBJob",
		"The term 'Start-WBBackup' is not recognized as the name of a cmdlet.": "Start-WBBackup",
		"Get-WBPolicy: The term 'Get-WBPolicy' is not recognized as a name of a cmdlet, function or " +
			"program.": "Get-WBPolicy",
		"Get-OBPolicy : Die Benennung \"Get-OBPolicy\" wurde nicht als Name eines Cmdlet " +
			"erkannt.": "Get-OBPolicy",
		"Checkpoint-VM : Le terme «Checkpoint-VM» n'est pas reconnu comme nom d'applet de commande, " +
			"fonction": "Checkpoint-VM",
		"Get-DPMProtectionGroup : 用語 'Get-DPMProtectionGroup' は、コマンドレット、関数の名前として認識されません。": "Get-DPMProtectionGroup",
		"Backup-SqlDatabase : Имя \"Backup-SqlDatabase\" не распознано как имя командлета, " +
			"функции": "Backup-SqlDatabase",
		"New-WBPolicy : 无法将“New-WBPolicy”项识别为 cmdlet、函数": "New-WBPolicy",
		"'diskshadow' is not recognized as an internal or external command,\noperable program or batch " +
			"file.": "diskshadow",
		"Der Befehl \"vssadmin\" ist entweder falsch geschrieben oder\nkonnte nicht gefunden " +
			"werden.": "vssadmin",
		"Get-WBJob : no such thing\nAt C:\\x.ps1:1 char:1\n+ Get-WBJob\n    + CategoryInfo          : " +
			"ObjectNotFound: (Get-WBJob:String) [], CommandNotFoundException\n    + FullyQualifiedErrorId : " +
			"CommandNotFoundException": "Get-WBJob",
	} {
		r := texttest.Read(t, []byte(filler+"\n"+content+"\n\n"+filler), Missing)
		if len(r.Records) != 1 || r.Records[0].Text(parse.FieldMessageID) != want ||
			r.Records[0].Text(parse.FieldTool) != toolShell {
			t.Errorf("%q: %d records, want %s", content, len(r.Records), want)
		}
	}
	for _, content := range []string{
		"git : The term 'git' is not recognized as the name of a cmdlet, function or program.",
		"If the term 'New-WBPolicy' is not recognized as the name of a cmdlet, install the feature.",
		"Why is 'New-WBPolicy' not recognized as the name of a cmdlet?",
		"I get that 'New-WBPolicy' is not recognized as the name of a cmdlet",
		"New-WBPolicy is a cmdlet of the module WindowsServerBackup.",
		"'python' is not recognized as an internal or external command,",
	} {
		if r := texttest.Read(t, []byte(content+"\n"), Missing); len(r.Records) > 0 {
			t.Errorf("%q: %s", content, texttest.Fields(r.Records[0]))
		}
	}
}

// The file that a message is about, as copying programs name it.
func TestPathIn(t *testing.T) {
	for line, want := range map[string]string{
		`rsync: send_files failed to open "/cygdrive/e/Data/a b.dat": Device or resource busy (16)`:                                                  "/cygdrive/e/Data/a b.dat",
		`2024/03/01 02:00:04 ERROR 32 (0x00000020) Copying File D:\Mail\my box.pst`:                                                                  `D:\Mail\my box.pst`,
		`ERROR : a.pst: Failed to copy: open \\?\C:\Mail\a.pst: The process cannot access the file`:                                                  `C:\Mail\a.pst`,
		`C:\Mail\a.pst : The process cannot access the file because it is being used by another process.`:                                            `C:\Mail\a.pst`,
		`CreateFile(The process cannot access the file because it is being used by another process.32) : L:\Data\store.mdb`:                          `L:\Data\store.mdb`,
		`Warnings: [Failed to process path: C:\Mail\a.pst => The process cannot access the file because another process has locked a portion of it.`: `C:\Mail\a.pst`,
		`Failed to process file: C:\Mail\a.pst. Error message: The process cannot access the file`:                                                   `C:\Mail\a.pst`,
		`ANS4987E Error processing '\\srv7\c$\Mail\a.pst': the object is in use by another process`:                                                  `\\srv7\c$\Mail\a.pst`,
		`No room for the copy in 'e:\bkup\vm7'.`:                                                                                                     `e:\bkup\vm7`,
		`Error opening file "D:\x.log"`:                                                                                                              `D:\x.log`,
		`The snapshot of D:\ failed`:                                                                                                                 "",
		`open \\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy3\a: The system failed`:                                                                  "",
		`ANS1802E Incremental backup of '\\srv7\c$' finished with 1 failure(s)`:                                                                      "",
		`2024/03/01 02:00:04 FEHLER 32 (0x00000020) Datei wird kopiert D:\Mail\my box.pst`:                                                           `D:\Mail\my box.pst`,
		`see https://example.org/a/b`: "",
		`read 10 of 20, 3/4 done`:     "",
	} {
		if got := pathIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// A file that another program holds, as copying programs print it, in their output and where
// somebody pasted it; what others print of their own files is none.
func TestInUse(t *testing.T) {
	for content, want := range map[string]string{
		filler + "rsync: send_files failed to open \"/cygdrive/e/a b.dat\": Device or resource busy (16)\n" + filler: "rsync 0x80070020 /cygdrive/e/a b.dat",
		"7-Zip 19.00 : 2019\n\nWARNING: The file is being used by another process.\nC:\\Mail\\a.pst\n":               `7-zip 0x80070020 C:\Mail\a.pst`,
		"OpenFile(it is being used by another process.32) : L:\\Data\\store.mdb\n":                                   `fastcopy 0x80070020 L:\Data\store.mdb`,
		"C:\\Mail\\a.pst\nSharing violation\n0 File(s) copied\n":                                                     `program 0x80070020 C:\Mail\a.pst`,
		"Error while processing path: C:\\a.pst. It says: another process has locked a portion of the file\n":        `duplicati 0x80070021 C:\a.pst`,
		"copy: D:\\x\\a.mdb: ファイルは別のプロセスで使用されています\n":                                                                 `program 0x80070020 D:\x\a.mdb`,
		filler + "1>The process cannot access 'C:\\src\\a.dll', used by another " +
			"process.\n" + filler: "",
		"If C:\\a.pst is being used by another process, close it.\n": "",
		"Why is C:\\a.pst used by another process?\n":                "",
	} {
		r := texttest.Read(t, []byte(content), InUse)
		var got []string
		for _, one := range r.Records {
			got = append(got, one.Text(parse.FieldTool)+" "+one.Text(parse.FieldHResult)+" "+one.Text(parse.FieldPath))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
	r := texttest.Read(
		t,
		[]byte("rsync: open \"/cygdrive/e/a.dat\": no\nrsync error: something is left out (code 23) at main.c(7)\n"),
		Program,
	)
	if len(r.Records) != 1 || r.Records[0].Text(parse.FieldPath) != "/cygdrive/e/a.dat" {
		t.Errorf("the file above the end of rsync is not named")
	}
}

// An error of a log that goes on below its first line is one statement with all of them.
func TestLongMessage(t *testing.T) {
	head := "2024-03-01 02:00:04 [ERROR] (VM:app7) The export has ended early.\nNothing could be written to " +
		"'e:\\bkup\\app7'.\n"
	r := texttest.Read(t, []byte(head+"Files are not copied: (0x80070070)\n"), Program)
	if len(r.Records) != 1 {
		t.Fatalf("%d records", len(r.Records))
	}
	one := r.Records[0]
	if text := one.Text(parse.FieldText); !strings.Contains(text, "VM:app7") ||
		one.Text(parse.FieldPath) != `e:\bkup\app7` {
		t.Errorf("text %q, path %q", text, one.Text(parse.FieldPath))
	}
	r = texttest.Read(
		t,
		[]byte(
			filler+"Export-VM : The export has ended early.\nNothing could be written to 'E:\\bk\\app7'.\nNo room. "+
				"(0x80070070)\n",
		),
		Program,
	)
	if len(r.Records) != 1 || r.Records[0].Text(parse.FieldPath) != `E:\bk\app7` ||
		!strings.Contains(r.Records[0].Text(parse.FieldText), "Export-VM") {
		t.Errorf("what a cmdlet says in several lines: %v", r.Records)
	}
	r = texttest.Read(
		t,
		[]byte("2024-03-01 02:00:04 [INFO] copying files to E: now\n  detail: HRESULT: 0x80070070\n"),
		Program,
	)
	if len(r.Records) != 1 || strings.Contains(r.Records[0].Text(parse.FieldText), "copying") {
		t.Errorf("a line of information is no part of the message: %v", r.Records)
	}
}

// Hyper-V ends its messages with the machine's id, in every language; who quotes one of them
// among sentences states it.
func TestMachineID(t *testing.T) {
	const id = "0A1B2C3D-0000-4000-8000-000000000001"
	for content, want := range map[string]string{
		"My tool ends. It would be fine if it went on.\n> Checkpoints have been disabled for 'app7'. (Virtual " +
			"machine ID " + id + ").\n": "tool=program phrase=snapshot-failed",
		"'app7' could not make a checkpoint. (Virtual machine ID " + id + ")\n": "tool=program " +
			"phrase=snapshot-failed",
		"Fehler beim Prüfpunkt von \"app7\". (ID des virtuellen Computers: " + id + ")\n": "tool=program " +
			"phrase=snapshot-failed",
		"The checkpoint of 'app7' was made. (Virtual machine ID " + id + ")\n": "",
	} {
		states(t, content, want)
	}
}

// Codes in full-width marks, and messages that the console could not write in its letters.
func TestWideMarks(t *testing.T) {
	for content, want := range map[string]string{
		filler + "could not be opened（Error：80070005）\n" + filler: "tool=program phrase=code " +
			"hresult=0x80070005",
		filler + "VSS の準備に失敗しました［エラー：0x80042306］\n" + filler: "tool=program phrase=code " +
			"hresult=0x80042306",
		filler + "Failed to pColl->Populate. (Error:80070005)?????\n" + filler: "tool=qemu-ga " +
			"phrase=snapshot-failed hresult=0x80070005 function=Populate",
		filler + "QGA VSS Provider is already installed. (Error: 80004004) ??\n" + filler: "tool=qemu-ga phrase=code " +
			"hresult=0x80004004",
		"What does it mean, (0x80070005)???\n": "",
	} {
		got, _ := said(t, content)
		if want == "tool=qemu-ga phrase=snapshot-failed hresult=0x80070005 function=Populate" && len(got) == 1 &&
			strings.HasPrefix(got[0], "tool=qemu-ga ") &&
			strings.Contains(got[0], "0x80070005") {
			continue // the call may be named or not
		}
		if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}

// Warnings of ntbackup about what it could not read.
func TestNTBackupWarnings(t *testing.T) {
	r := texttest.Read(
		t,
		[]byte(
			"Backup started on Date at Time.\nWARNING: Portions of \"\\Logs\\E00\" cannot be read. The rest is "+
				"there.\nThis file will not restore correctly.\nWARNING: Unable to open \"D:\\a.mdb\" - "+
				"skipped.\nBackup completed on Date at Time.\n",
		),
		NTBackup,
	)
	var got []string
	for _, one := range r.Records {
		got = append(got, one.Text(parse.FieldMessageID)+" "+one.Text(parse.FieldPath))
	}
	if diff := cmp.Diff([]string{`cannot be read \Logs\E00`, `not opened D:\a.mdb`}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// What ntbackup shows where it cannot read a tape stands alone, and counts only so.
func TestTape(t *testing.T) {
	for text, want := range map[string]int{
		"The restore ends with this:\n\nTape Device Error\n": 1,
		"\"Tape Device Error\"\n":                            1,
		"A tape device error has many reasons.\n":            0,
	} {
		r := texttest.Read(t, []byte(text), NTBackup)
		if len(r.Records) != want || want == 1 && r.Records[0].Text(parse.FieldMessageID) != "Tape Device Error" {
			t.Errorf("%q: %d records", text, len(r.Records))
		}
	}
}

// The installer of Site Recovery, and numbers of the backup server, in any language.
func TestNumbersOfMore(t *testing.T) {
	for content, want := range map[string]string{
		"VSS-Fehler -2147023170 [0x800706BE] – Exitcode 511\n": "tool=azure-site-recovery phrase=snapshot-failed " +
			"hresult=0x800706be message_id=511",
		"VSS エラー 7 [0x7] - 終了コード 511\n": "tool=azure-site-recovery phrase=snapshot-failed " +
			"message_id=511",
		"Synchronisation beendet: DPM fand einen Fehler des Anbieters. (ID 30112 Details: VssError: " +
			"(0x800423F3))\n": "tool=dpm phrase=own-message hresult=0x800423f3 message_id=30112",
		"MABS has found other paths in the replica of SRV7. (ID 30135)\n":                "tool=dpm phrase=own-message message_id=30135",
		"10/04/2024 14:29:20 ANS1228E Sending of object '\\\\srv7\\e$\\a.dat' failed.\n": `tool=spectrum-protect phrase=own-message message_id=ANS1228E path=\\srv7\e$\a.dat`,
		"Error ID: 153006\nThere is no app-consistent recovery point of the machine.\n": "tool=azure-site-recovery " +
			"phrase=own-message message_id=153006",
		"Error code: 95117\nThe mobility agent was not pushed to srv7.\n": "tool=azure-site-recovery " +
			"phrase=own-message message_id=95117",
		"Das Replik von D:\\ auf srv7 passt nicht mehr. (ID 3106)\n": "tool=dpm phrase=own-message message_id=3106",
		"Error Code: [19:857]\nVSS writer [SqlServerWriter] failed: timed out\n": "tool=commvault " +
			"phrase=snapshot-failed message_id=19:857 writer_name=SqlServerWriter",
		"vim.fault.FilesystemQuiesceFault: no copy of srv1\n": "tool=vsphere " +
			"phrase=snapshot-failed message_id=FilesystemQuiesceFault",
		"com.vmware.vim25.SnapshotLocked\n": "tool=vsphere " +
			"phrase=snapshot-failed message_id=SnapshotLocked",
		"The job ends: VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT (srv1)\n": "tool=xenserver " +
			"phrase=snapshot-failed message_id=VM_SNAPSHOT_WITH_QUIESCE_TIMEOUT",
	} {
		got, _ := said(t, content)
		if len(got) != 1 || !strings.HasPrefix(strings.Split(got[0], " @")[0], strings.Split(want, " message_id")[0]) ||
			!strings.Contains(got[0], want[strings.Index(want, "message_id"):]) {
			t.Errorf("%q: %v, want %s", content, got, want)
		}
	}
	if got, _ := said(t, filler+"ANS1802E Incremental backup of '\\\\srv7\\e$' finished with 2 "+
		"failure(s)\n"+filler); len(
		got,
	) != 1 {
		t.Errorf("a message in the middle of an output: %v", got)
	}
	if got, _ := said(t, filler+"see ANS1802E in the list of messages\n"+filler); len(got) > 0 {
		t.Errorf("a mention: %v", got)
	}
}

// What somebody quotes of a program is a message, whatever he says around it.
func TestQuotes(t *testing.T) {
	for content, want := range map[string]bool{
		"I have a server that is healthy.  But if you look at it, the console reports \"An error occurred while " +
			"asking for the VSS writer SqlServerWriter. Please try restarting its service.\"\n": true,
		"If it reports \"nothing to see here in the list\", all is fine with the writers.\n":           false,
		"The log says \"VSS writer NTDS failed to freeze in time\" and that was fixed by a restart.\n": false,
	} {
		r := texttest.Read(t, []byte(content), Told)
		if got := len(r.Records) == 1; got != want {
			t.Errorf("%q: %d records", content, len(r.Records))
		}
	}
}

func FuzzMissing(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"New-WBPolicy : The term 'New-WBPolicy' is not recognized as the name of a cmdlet.\n+ CategoryInfo : " +
				"ObjectNotFound: (New-WBPolicy:String) [], CommandNotFoundException\n",
			"WARNING: Portions of \"\\x\" cannot be read.\n",
			"VSS 7 [0x7] - 511\n",
			"'a' (Virtual machine ID 0A1B2C3D-0000-4000-8000-000000000001)\n",
			"C:\\a.pst\nSharing violation\n",
		},
		Missing,
		InUse,
		NTBackup,
		Program,
		Failing,
		Told,
	)
}

// Errors of cmdlets in both views of PowerShell: with their message in several lines, with the
// id of the error, and below their cmdlet.
func TestPowerShell(t *testing.T) {
	place := "\nAt C:\\x.ps1:8 char:1\n+ it\n+ ~~\n    + CategoryInfo          : InvalidOperation: (:) [it], ArgumentException\n" +
		"    + FullyQualifiedErrorId : "
	for content, want := range map[string]string{
		"Checkpoint-Computer : The point is not made, since the service\nis off." + place +
			"ServiceDisabled,X.Y": "system-restore snapshot-failed|Checkpoint-Computer : The point is not made, since the service is off. + FullyQualifiedErrorId : ServiceDisabled,X.Y",
		"Start-WBBackup : Es läuft schon\netwas." + strings.Replace(place, "At ", "In Zeile:1 ", 1) +
			"RunBackup,X": "program backup-failed|Start-WBBackup : Es läuft schon etwas. + FullyQualifiedErrorId : RunBackup,X",
		"Get-WBJob: \nLine |\n   2 |  Get-WBJob\n     |  ~~~~~~~~~\n     | The job is\n     | not there. 0x80070005\n":                                                        "program backup-failed|Get-WBJob : The job is not there. 0x80070005",
		"Enable-ComputerRestore:\nLine |\n 463 |   Enable-ComputerRestore\n     |   ~~~\n     | The term 'Enable-ComputerRestore' is not recognized as a name of a cmdlet.\n": "command-line own-message|Enable-ComputerRestore : The term 'Enable-ComputerRestore' is not recognized as a name of a cmdlet.",
		"Invoke-CimMethod : It is not loaded" + strings.Replace(place, "(:)", "(root\\cimv2:Win32_ShadowCopy:String)", 1) +
			"HRESULT 0x80041013,X": "program snapshot-failed|Invoke-CimMethod : It is not loaded + FullyQualifiedErrorId : HRESULT 0x80041013,X",
		"Get-Item : There is no such\nfile." + place + "PathNotFound,X":                 "",
		"Get-Item: \nLine |\n   2 |  Get-Item\n     |  ~~~\n     | There is none.\n":    "",
		"Checkpoint-Computer : a point is made of it\n\nand nothing else stands below.": "",
	} {
		r := texttest.Read(t, []byte(content+"\n"), PowerShell)
		got := ""
		for _, one := range r.Records {
			got += one.Text(parse.FieldTool) + " " + one.Text(parse.FieldPhrase) + "|" + one.Text(parse.FieldText)
		}
		if got != want {
			t.Errorf("%q:\n%q, want\n%q", content, got, want)
		}
	}
}

// The message of an exception whose class is not shown, with VSS in its stack.
func TestThrown(t *testing.T) {
	for content, want := range map[string]string{
		"Error: The requested object was a duplicate.\n   at Alphaleonis.Win32.Vss.VssBackupComponents.AddToSnapshotSet(String v)\n": "tool=program " +
			"phrase=snapshot-failed hresult=0x8004230d hresult_from=words function=VssBackupComponents::AddToSnapshotSet",
		"Error: Something is not there.\n   at My.Program.Main(String[] args)\n": "",
	} {
		states(t, content, want)
	}
}

// The labels that Spectrum Protect sets below its message.
func TestBelowSpectrumProtect(t *testing.T) {
	r := texttest.Read(t, []byte("05/12/2017 11:02:13 ANS5250E An unexpected error was encountered.\n   TSM function name : HardLinksWrite\n"+
		"   TSM return code   : -1\n05/12/2017 11:02:13 ANS5283E The operation was unsuccessful.\n"), Program)
	if len(r.Records) != 2 || !strings.Contains(r.Records[0].Text(parse.FieldText), "HardLinksWrite") {
		t.Errorf("%d records, want 2, and the function in the first", len(r.Records))
	}
}

// Writers as monitors and logs name them: in quotes among other names, and in front of a state.
func TestWriterBesideOthers(t *testing.T) {
	for content, want := range map[string]string{
		"CRITICAL - VSS writers: 2 failed: 'System Writer' (Failed, Timed out), 'WMI Writer' (Failed, Timed out)\n": "tool=program " +
			"phrase=writer-failed writer_name=System Writer",
		"Problem: VSS Writer \"Microsoft Hyper-V VSS Writer\" state is Failed (8) on HV01\n": "tool=program " +
			"phrase=writer-failed writer_name=Microsoft Hyper-V VSS Writer state_code=8",
		"2024-03-01 02:00:00 ERROR writer SqlServerWriter in failed state: 0x800423f4\n": "tool=program " +
			"phrase=writer-failed hresult=0x800423f4 writer_name=SqlServerWriter @2024-03-01T02:00:00.000",
		"Failed to freeze guest filesystem: 'guest-fsfreeze-freeze': DoSnapshotSet failed (Error: 80042306)\n": "tool=qemu-ga " +
			"phrase=snapshot-failed hresult=0x80042306 message_id=guest-fsfreeze function=DoSnapshotSet",
	} {
		states(t, content, want)
	}
}

// A writer that is not there, as programs put it.
func TestWriterNotThere(t *testing.T) {
	for content, want := range map[string]string{
		"Error: Writer 'WMI Writer' {a6ad56c2-b509-4e6c-bb19-49d8f43532f0} is offline": "writer-missing",
		"Error: the selected System Writer is unavailable, backup failed":              "writer-missing",
		"Error: VSS System Writer failed":                                              "",
	} {
		got, _ := said(t, content+"\n")
		if len(got) != 1 || strings.Contains(got[0], "message_id=writer-missing") != (want != "") {
			t.Errorf("%q: %s", content, got)
		}
	}
}

// The machine that an event of vCenter is about stands above what went wrong.
func TestGuestAbove(t *testing.T) {
	r := texttest.Read(t, []byte("Warning message on web01 on host4 in dc1: it was not made.\nThe code was: 5\n"+
		"'VssSyncStart' operation failed: error (0x80042301)\n"), Program)
	if len(r.Records) != 1 || !strings.Contains(r.Records[0].Text(parse.FieldText), "web01") {
		t.Errorf("%d records", len(r.Records))
	}
}

package requester

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
)

// What somebody pasted: nothing in front of the lines says that a program wrote
// them, and nobody talks around them.
func TestPasted(t *testing.T) {
	for content, want := range map[string]string{
		"FAILED_AT_PREPARE_SNAPSHOT (0x800423f4 - VSS_E_WRITERERROR_NONRETRYABLE)": "tool=program " +
			"phrase=writer-failed hresult=0x800423f4 code_name=VSS_E_WRITERERROR_NONRETRYABLE state_code=8 " +
			"state_name=FAILED_AT_PREPARE_SNAPSHOT",
		"BackupJobException: no copy of the volume: 0x80042308": "tool=program phrase=code " +
			"hresult=0x80042308",
		"«Архивирование не завершено. (0×8004230c)».": "tool=program phrase=code " +
			"hresult=0x8004230c",
		"Ошибка архивирования 0х80070005": "tool=program phrase=code " +
			"hresult=0x80070005",
		"备份出错0x8004231f": "tool=program phrase=code hresult=0x8004231f",
		"【バックアップの結果】\nバックアップを完了できませんでした(コード0x80780119)": "tool=program phrase=code hresult=0x80780119",
		"백업에 실패했습니다 0x80042306": "tool=program " +
			"phrase=code hresult=0x80042306",
		"Sicherung von D: abgebrochen 0x80042316": "tool=program " +
			"phrase=code hresult=0x80042316 volume=D:",
		"    + FullyQualifiedErrorId : VssBadStateException": "tool=program " +
			"phrase=code hresult=0x80042301 code_name=VssBadStateException",
		"some program failed with 0x800423f2": "tool=program " +
			"phrase=code hresult=0x800423f2",
		"The VSS snapshot of E: was deleted while it was read": "tool=program " +
			"phrase=snapshot-failed volume=E:",
		"Der Dienst meldet:\nDie Schattenkopie von Laufwerk E: konnte nicht angelegt werden": "tool=program " +
			"phrase=snapshot-failed volume=E:",
		"Le cliché instantané du volume n'a pas pu être créé : échec": "tool=program " +
			"phrase=snapshot-failed",
		"Fehler beim Erstellen des Prüfpunkts von VM1": "tool=program " +
			"phrase=snapshot-failed",
		"シャドウ コピーは作成できません": "tool=program " +
			"phrase=snapshot-failed",
		"guest agent of VM 7 is not running": "tool=program " +
			"phrase=snapshot-failed",
		"The writer has met a non-transient failure": "tool=program " +
			"phrase=snapshot-failed hresult=0x800423f4 hresult_from=words",
	} {
		states(t, content+"\n", want)
	}
}

// Short pastes of a line or two: a number of Windows behind a call that failed, a table of
// two columns, what a job says of its machines and scripts, and what could not be reached.
func TestShortPaste(t *testing.T) {
	for content, want := range map[string]string{
		"Reading change map of volume E: failed: 21\nBackup of SRV7 goes on as a full": "tool=program " +
			"phrase=own-message hresult=0x80070015 volume=E:",
		"Could not open snapshot device \\\\.\\Dev0 failed with error 2\nbackup ended": "tool=program " +
			"phrase=snapshot-failed hresult=0x80070002",
		"CreateFile(D:\\x.map) failed with 5\nimage backup stopped": "tool=program " +
			"phrase=own-message hresult=0x80070005",
		"Agent log: DeviceIoControl on D: failed (error 1)\nbackup aborted": "tool=program " +
			"phrase=own-message hresult=0x80070001 volume=D:",
		"Remote: reading failed. System error code: 23\nbackup of x": "tool=program " +
			"phrase=own-message hresult=0x80070017",
		"Error code | ExtensionFailedVssWriterInBadState": "tool=program " +
			"phrase=snapshot-failed message_id=ExtensionFailedVssWriterInBadState",
		"0x80070032 | The Hyper-V Requestor of this machine is of another version (backup)": "tool=program " +
			"phrase=code hresult=0x80070032",
		"Processing FILESRV Error: The RPC server is down": "tool=veeam phrase=backup-failed message_id=Processing",
		"Object FILESRV is unavailable and will be skipped": "tool=veeam phrase=own-message message_id=is " +
			"unavailable and will be skipped",
		"Pre-freeze script failed with exit code 2\nnightly backup": "tool=program " +
			"phrase=own-message message_id=2",
		"Snapshot of VM web01 skipped: guest agent offline": "tool=program " +
			"phrase=snapshot-failed",
		"Failed to set the area.\nError 0x80042306: it had an error.": "tool=program " +
			"phrase=code hresult=0x80042306",
	} {
		states(t, content+"\n", want)
	}
	for _, content := range []string{
		"Files written: 10, failed: 5\nbackup done", "Backup files copied: 7 failed: 3", "Pre-backup script finished " +
			"with exit code 0",
		"Nothing to process", "Offline backup: yes", "Skipped files: 12\nBackup done",
	} {
		if got, _ := said(t, content+"\n"); len(got) > 0 {
			t.Errorf("%q: %s", content, got)
		}
	}
}

// A short text in which somebody talks states nothing.
func TestShortTalk(t *testing.T) {
	for _, content := range []string{
		"Somebody wrote about 0x80042306 again.\nNobody on the forum could tell him what to do about that.\nThe " +
			"thread was closed after two weeks without an answer to it.",
		"Backup fails with 0x80042306\nWhat can be done about it?",
		"Backup fails with 0x800423f2 here\nThanks in advance",
		"エラー 0x800423f2 は、時間切れを表します。",
		"コード 0x80042306 の場合は、別のプロバイダーを調べてください。",
		"If the VSS snapshot was deleted, look at the storage.",
		"A shadow copy cannot be made when the disk is full.",
		"Does the shadow copy fail, or was it deleted?",
		"- 0x800423f0 (no consistency)\n- 0x800423f2 (no time)",
		"# Notes\nThe shadow copies were deleted.\n\n| code | meaning |\n|---|---|\n| 0x80042306 | veto |",
	} {
		got, _ := said(t, content+"\n")
		for _, s := range got {
			if !strings.Contains(s, "tool="+parse.ToolUnrecognised) {
				t.Errorf("%q: %s", content, s)
			}
		}
	}
}

// filler makes a text long enough that it is no pasted message.
const filler = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\neleven\ntwelve\nthirteen\n"

// Lines of logs without a code, in texts that are no pasted message.
func TestFailing(t *testing.T) {
	for content, want := range map[string]string{
		"2024-03-01 02:00:04 ERROR agent: shadow copy of D: timed out": "tool=program phrase=snapshot-failed " +
			"volume=D: @2024-03-01T02:00:04.000",
		"02:00:04.123 made directory {\"path\":\"x\",\"error\":\"open " +
			"\\\\\\\\?\\\\GLOBALROOT\\\\Device\\\\HarddiskVolumeShadowCopy9: Access is denied.\"}": "tool=program " +
			"phrase=snapshot-failed hresult=0x80070005 hresult_from=words",
		"2024/03/01 02:00:04 ERROR 5 (0x00000005) Copying File " +
			"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy4\\a.txt": `tool=robocopy phrase=snapshot-failed hresult=0x80070005 device=\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy4 @2024-03-01T02:00:04.000`,
		"1756363216.504786: critical: cannot open \\\\.\\Global\\org.qemu.guest_agent.0: Access is denied.": "tool=program phrase=snapshot-failed hresult=0x80070005 hresult_from=words @2025-08-28T06:40:16.504",
		"    \"msg\": \"The machine could not be quiesced: the tools did not answer\",":                     "tool=program phrase=snapshot-failed",
		"Error: System.UnauthorizedAccessException: not allowed\n   at Example.Vss.VssBackup..ctor()\n   at " +
			"Example.Run()": "tool=program phrase=snapshot-failed hresult=0x80070005 hresult_from=words " +
			"code_name=UnauthorizedAccessException function=VssBackup::.ctor",
		"2024-03-01 02:00:04 +01 - [Warning-Example]: no snapshot\nInvalidStateException: the shadow copy " +
			"failed": "tool=program phrase=snapshot-failed code_name=InvalidStateException @2024-03-01T01:00:04.000",
		"Exception 0xc0000005 0x0 0x10 " +
			"0x7fff\nPC=0x7fff\n\ngithub.com/restic/restic/internal/fs.(*IVssBackupComponents).AddToSnapshotSet(0x1)": "tool=restic phrase=snapshot-failed hresult=0xc0000005 code_name=Exception function=IVssBackupComponents::AddToSnapshotSet",
		"OSError: [WinError 21] not ready: " +
			"'\\\\\\\\?\\\\GLOBALROOT\\\\Device\\\\HarddiskVolumeShadowCopy3\\\\a'": "tool=program " +
			"phrase=snapshot-failed hresult=0x80070015 code_name=OSError",
		"2024-03-01 02:00:04 WARN cannot read the shadow copy of D: not there (os error 3)": "tool=program " +
			"phrase=snapshot-failed log_level=warning hresult=0x80070003 volume=D: @2024-03-01T02:00:04.000",
		"3/13/2024 2:00:04 AM\t\tError: Another shadow copy is in progress": "tool=program " +
			"phrase=snapshot-failed hresult=0x80042316 hresult_from=words @2024-03-13T02:00:04.000",
		"2024-03-01 02:00:04 FEHLER: Schattenkopie fehlgeschlagen": "tool=program " +
			"phrase=snapshot-failed @2024-03-01T02:00:04.000",
		"2024-03-01 02:00:04 ОШИБКА: служба теневого копирования, не удалось начать": "tool=program " +
			"phrase=snapshot-failed @2024-03-01T02:00:04.000",
		"2024-03-01 02:00:04 INFO shadow copy of D: made without errors":              "",
		"2024-03-01 02:00:04 INFO snapshot done, errors: 0, failed: 0":                "",
		"2024-03-01 02:00:04 DEBUG retry if the snapshot failed":                      "",
		"2024-03-01 02:00:04 INFO VSS snapshot of C: begins":                          "",
		"2024-03-01 02:00:04 ERROR the file could not be copied":                      "",
		"System.UnauthorizedAccessException: not allowed\n   at Example.Files.Open()": "",
	} {
		got, _ := said(t, filler+content+"\n"+filler)
		if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%q (-want +got)\n%s", content, diff)
		}
	}
}

// Each name and each word is found where it stands, and each row of a table by
// what it is there for.
func TestWords(t *testing.T) {
	for _, th := range things {
		if found, strong := thingIn("x " + th.token + " y"); !found || strong != th.strong || th.source == "" {
			t.Errorf("%q: %v %v", th.token, found, strong)
		}
	}
	for _, word := range failing {
		if !statesFailure("the shadow copy "+word, noLevel) {
			t.Errorf("%q is no word of failing", word)
		}
	}
	for _, word := range failingOf {
		if !statesFailure("the shadow copy "+word, noLevel) || statesFailure("the shadow copy "+word, quietLevel) ||
			statesFailure("the snapshot "+word, errorLevel) {
			t.Errorf("%q: what it says depends on the thing and the level", word)
		}
	}
	for _, word := range []string{"vssx", "canvas stack", "no vs s", "pvssn"} {
		if found, _ := thingIn(word); found && word != "vssx" {
			t.Errorf("%q names a shadow copy", word)
		}
	}
}

// Each form of a message number, as its program writes it.
func TestMessageForms(t *testing.T) {
	lines := map[string]string{
		"ANE4251W System Writer file 'C:\\x.sys': not found.":                       "ANE4251W",
		"Error: e000fed1 - a writer could not be asked":                             "e000fed1",
		"V-79-57344-65233 - the snapshot could not be made":                         "V-79-57344-65233",
		"snapshot error encountered (156)":                                          "156",
		"error: agent command 'guest-fsfreeze-thaw' failed":                         "guest-fsfreeze",
		"Error code: ExtensionFailedVssWriterInBadState":                            "ExtensionFailedVssWriterInBadState",
		"Taking the snapshot ended: msg.snapshot.error-QUIESCINGERROR.":             "msg.snapshot.error-QUIESCINGERROR",
		"The replica of the VSS writer could not be made. (ID 31008)":               "31008",
		"Error code: '32775'. The checkpoint of the collection could not be made":   "32775",
		"GLOBALROOT\\Device\\HarddiskVolumeShadowCopy1\\Tool\\setup.exe 0x00000006": "0x00000006",
	}
	seen := map[string]bool{}
	for line, want := range lines {
		m := messageIn(line)
		if m == nil || m.number != want {
			t.Errorf("%q: %v, want %s", line, m, want)
			continue
		}
		for k := range messageForms {
			if parse.HoldsOne(line, hints[k]) && messageForms[k].pattern.MatchString(line) {
				seen[messageForms[k].source] = true
			}
		}
		got, _ := said(t, filler+line+"\n"+filler)
		if len(got) != 1 || !strings.Contains(got[0], "message_id="+want) {
			t.Errorf("%q: %v", line, got)
		}
	}
	for _, form := range messageForms {
		if !seen[form.source] && !form.alone && form.tool == "" { // those are in TestOwnNumbers
			t.Errorf("no example of %s", form.source)
		}
	}
	for _, line := range []string{"ExtensionFailedVssWriterInBadState - what to do about it", "look for (ID 31008) " +
		"in the list of codes of the writer", "the error code 32775 of a VM is not known to many"} {
		if got, _ := said(t, filler+line+"\n"+filler); len(got) > 0 {
			t.Errorf("%q: %v", line, got)
		}
	}
}

// Each form of a number that counts only where somebody pasted it, or that stands alone
// above its sentence; in the middle of other lines and in prose it says nothing.
func TestOwnNumbers(t *testing.T) {
	for content, want := range map[string]string{
		"Error E3584\nThe option has no licence on this machine.\n": "tool=program phrase=own-message " +
			"message_id=E3584",
		"AE9701: the agent on SRV7 stopped\n": "tool=arcserve phrase=own-message " +
			"message_id=AE9701",
		"ANS1512E The scheduled event NIGHT7 failed.\n": "tool=spectrum-protect " +
			"phrase=own-message message_id=ANS1512E",
		"BAK1670 the agent of SRV7 gives no answer\n": "tool=datto phrase=own-message " +
			"message_id=BAK1670",
		"BA2541: the job lost its history\n": "tool=backupassist phrase=own-message " +
			"message_id=BA2541",
		"EXIT STATUS 41: no answer in time\n": "tool=netbackup phrase=own-message " +
			"message_id=41",
		"bpbrm on SRV7 says\nstatus: 59: not let in\n": "tool=netbackup phrase=own-message " +
			"message_id=59",
		"rsync error: something broke (code 12) at io.c(7)\n": "tool=rsync phrase=own-message " +
			"message_id=12",
		"Backup of SRV7: Exit Code -311\n": "tool=program phrase=own-message " +
			"message_id=-311",
		"Error ID: 151025\nThe extension of Site Recovery was not set up.\n": "tool=azure-site-recovery " +
			"phrase=own-message message_id=151025",
		"The backup ended at the file: SalFileIOError\n": "tool=mars phrase=own-message " +
			"message_id=SalFileIOError",
		"Backup failed: CBPDiskFull\n": "tool=mars phrase=own-message " +
			"message_id=CBPDiskFull",
		"Error code: UserErrorKeyVaultPermissionsNotConfigured\n": "tool=azure-backup phrase=own-message " +
			"message_id=UserErrorKeyVaultPermissionsNotConfigured",
		"The job ended with SSJobFailedOnWSB\n": "tool=mars phrase=own-message " +
			"message_id=SSJobFailedOnWSB",
		"Error code: CloudServiceEndpointNotFound\n": "tool=mars phrase=own-message " +
			"message_id=CloudServiceEndpointNotFound",
		"Error code: AgentShadowCopyMissing\n": "tool=mars phrase=own-message " +
			"message_id=AgentShadowCopyMissing",
		"Error code: SalVdsGeneric\n": "tool=mars phrase=own-message " +
			"message_id=SalVdsGeneric",
		"Azure says of SRV7\nError code: BackupOperationFailed\n": "tool=azure-backup phrase=own-message " +
			"message_id=BackupOperationFailed",
		"Error code: ExtensionOperationInProgress\n": "tool=azure-backup phrase=own-message " +
			"message_id=ExtensionOperationInProgress",
		"Error code: WLExtPluginServiceStartTimedOut\n": "tool=azure-backup phrase=own-message " +
			"message_id=WLExtPluginServiceStartTimedOut",
		"The check of LOGS of the database DB1 on SRV7 went wrong. (ID 30146 Details: a file (0xFFFFFDF0))\n": "tool=dpm phrase=own-message " +
			"message_id=30146",
		"Error 270: the agent of SRV7 could not be asked by DPM.\n": "tool=dpm phrase=own-message " +
			"message_id=270",
		"The replica on SRV7 is not consistent. You can restore older points. (ID 3106)\n": "tool=dpm phrase=own-message " +
			"message_id=3106",
		"The encryption passphrase is not there. (ID: 100036)\n": "tool=mars phrase=own-message " +
			"message_id=100036",
		"Nothing was backed up. HResult: 80780049 DetailedHResult: 8007007B Goto http://x.y to fix this. (0x1873D)\n": "tool=program phrase=code " +
			"hresult=0x80780049 inner_hresult=0x8007007b",
		"vacpError:224#FAILED: CheckWriterStatus().#2147221164|^|\n": "tool=azure-site-recovery phrase=code " +
			"hresult=0x80040154",
		"Error Code: [72:106] the client SRV7 gives no answer\n": "tool=commvault phrase=own-message " +
			"message_id=72:106",
		"The job of SRV7 ended (Error code 'RCTCONTROLLER_011')\n": "tool=program phrase=own-message " +
			"message_id=RCTCONTROLLER_011",
		"Backup of SRV7 ended early (AGENT_LINK_FAILED)\n": "tool=program phrase=own-message " +
			"message_id=AGENT_LINK_FAILED",
		"Final error: 0x456 - another tape lies in it\n": "tool=backup-exec phrase=own-message " +
			"hresult=0x80070456 message_id=0x456",
		"V-79-57344-3844 - SRV7 gives no answer\n": "tool=backup-exec phrase=own-message " +
			"message_id=V-79-57344-3844",
		"The DPM protection agent of SRV7 gives no answer. (ID 316)\n": "tool=dpm phrase=own-message " +
			"message_id=316",
		"Snapshot went bad: State 5 Error 0x00000028 on volume D:\n": "tool=datto phrase=snapshot-failed " +
			"message_id=State 5 Error 0x00000028 volume=D:",
	} {
		states(t, content, want)
	}
	for _, line := range []string{"E1234 is the size of a sheet that nobody uses", "status: 59", "the number 151025 " +
		"means that a service is off", "BA 2541 flew to Rome", "room E3584 is closed"} {
		if got, _ := said(t, filler+line+"\n"+filler); len(got) > 0 {
			t.Errorf("%q: %v", line, got)
		}
	}
}

// The course of a snapshot, up to where the log ends.
func TestCourse(t *testing.T) {
	for content, want := range map[string]string{
		"10:00:01.000 creating volume shadow copy of D:\\\n10:00:03.000 new volume shadow copy id " +
			"{AB000000-0000-4000-8000-000000000001}\n10:00:03.010 shadow copy root is " +
			"\\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy2\n": `tool=kopia phrase=snapshot-start volume=D:\` + "\n" +
			`tool=kopia phrase=snapshot-done snapshot_id={ab000000-0000-4000-8000-000000000001} device=\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy2`,
		"2 files, 3 databases\nCalling DoSnapshotSet\n": "tool=program phrase=snapshot-start " +
			"function=DoSnapshotSet",
		"Before calling DoSnapshotSet the writers are asked.\nMore.\n": "",
	} {
		states(t, content, want)
	}
}

// states checks what a text states, a line for each statement.
func states(t *testing.T, content, want string) {
	t.Helper()
	got, _ := said(t, content)
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("%q (-want +got)\n%s", content, diff)
	}
}

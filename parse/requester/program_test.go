package requester

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// said reads content with the grammars of programs and returns one line for each
// statement: its fields and its own time.
func said(t *testing.T, content string) (lines []string, format string) {
	t.Helper()
	r := texttest.Read(t, []byte(content), append(all[:len(all):len(all)], Course, Program, Failing, Plain)...)
	for _, one := range r.Records {
		s := texttest.Fields(one)
		if !one.Time.IsZero() {
			s += " @" + one.Time.Wall.Time().Format("2006-01-02T15:04:05.000")
		}
		lines = append(lines, s)
	}
	return lines, r.Format
}

// Each program as it writes a failure; the lines are ours, in its shape.
func TestPrograms(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"a COM exception on one line", "Failed to create a snapshot: System.Runtime.InteropServices.COMException " +
			"(0x8004230C): Exception from HRESULT: 0x8004230C   at " +
			"Alphaleonis.Win32.Vss.VssBackupComponents.AddToSnapshotSet(String volumeName)",
			"tool=program phrase=snapshot-failed hresult=0x8004230c function=VssBackupComponents::AddToSnapshotSet"},
		{"Duplicati, the exception on the next line", "2023-05-06 02:00:11 +02 - " +
			"[Warning-Duplicati.Library.Main.Operation.Backup.BackupHandler-SnapshotFailed]: Failed to create a " +
			"snapshot\nAlphaleonis.Win32.Vss.VssProviderVetoException: Expected provider error.\n   at " +
			"Alphaleonis.Win32.Vss.VssBackupComponents.DoSnapshotSet()\n   at " +
			"Duplicati.Library.Snapshots.WindowsSnapshot..ctor(String[] sources)\nnext",
			"tool=duplicati phrase=snapshot-failed hresult=0x80042306 code_name=VssProviderVetoException " +
				"function=VssBackupComponents::DoSnapshotSet @2023-05-06T00:00:11.000"},
		{"a Go program", "snapshot failed: panic: no shadow copy of drive F:\\, err: VSS error: " +
			"IVssBackupComponents.IsVolumeSupported: VSS_E_UNEXPECTED_PROVIDER_ERROR - text " +
			"(0x5653535f455f554e455850454354)",
			"tool=program phrase=snapshot-failed hresult=0x8004230f code_name=VSS_E_UNEXPECTED_PROVIDER_ERROR " +
				"function=IVssBackupComponents::IsVolumeSupported volume=F:\\"},
		{"a library's error alone", "VSS error: The caller lacks the rights of an administrator: E_ACCESSDENIED " +
			"(0x80070005)",
			"tool=program phrase=snapshot-failed hresult=0x80070005 code_name=E_ACCESSDENIED"},
		{"Microsoft's sample requester", "ERROR: COM call \"m_pVssObject->DoSnapshotSet(&pAsync)\" failed.\n- " +
			"Returned HRESULT = 0x80042301\n- Error text: VSS_E_BAD_STATE\nBackup aborted! - No snapshot. Result " +
			"Code: 0x80042306",
			"tool=program phrase=snapshot-failed hresult=0x80042301 code_name=VSS_E_BAD_STATE " +
				"function=DoSnapshotSet\ntool=program phrase=code hresult=0x80042306"},
		{"Veeam, a critical writer", "[04.05.2024 01:02:03.456] <21> Error    A VSS critical writer has failed. " +
			"Writer name: [SqlServerWriter]. Class ID: [{a65faa63-5ea8-4ebc-9dbd-a0c4db26912a}]. Instance ID: " +
			"[{0c6f9b1e-8d25-4e0a-b7c3-1a94e2d85f60}]. Writer's state: [VSS_WS_FAILED_AT_FREEZE]. Error code: " +
			"[0x800423f2].",
			"tool=veeam phrase=writer-failed hresult=0x800423f2 writer_name=SqlServerWriter " +
				"writer_id={a65faa63-5ea8-4ebc-9dbd-a0c4db26912a} " +
				"writer_instance_id={0c6f9b1e-8d25-4e0a-b7c3-1a94e2d85f60} state_code=9 " +
				"state_name=VSS_WS_FAILED_AT_FREEZE @2024-05-04T01:02:03.456"},
		{"a client's message number", "Taking the snapshot\nANS2330E Failed to unfreeze the VSS writers because the " +
			"snapshot took too long.",
			"tool=spectrum-protect phrase=snapshot-failed message_id=ANS2330E"},
		{"a requester's trace", "10/27/2020 03:05:10.118 Begin()\n10/27/2020 03:05:51.402 COM Error(0x80042316): " +
			"m_pVssObject->StartSnapshotSet(&m_setID)\n10/27/2020 03:05:51.540 OUTPUT: - Error text: " +
			"VSS_E_SNAPSHOT_SET_IN_PROGRESS",
			"tool=program phrase=snapshot-failed hresult=0x80042316 function=StartSnapshotSet " +
				"@2020-10-27T03:05:51.402\ntool=program phrase=code hresult=0x80042316 " +
				"code_name=VSS_E_SNAPSHOT_SET_IN_PROGRESS @2020-10-27T03:05:51.540"},
		{"a writer's state by number", `level=error filename=check.go:101 message="Writer state is not stable" WriterState=8 Error=null`,
			"tool=program phrase=writer-failed state_code=8"},
		{"a message that ends in its code", "Volume Shadow Copy Service operation error (0x800423f0)", "tool=program " +
			"phrase=code hresult=0x800423f0"},
		{"details of Data Protection Manager over several lines", "Description: DPM found the provider in a bad state. " +
			"(ID 30111 Details: VssError:The writer met a\nnon-transient error.\n (0x800423F4))\nRecommended action: none",
			"tool=dpm phrase=snapshot-failed hresult=0x800423f4 message_id=30111"},
		{"details that nobody closes", "Description: the provider is in a bad state. (ID 30111 Details: VssError:The\n\nmore",
			"tool=dpm phrase=own-message message_id=30111"},
		{"a data source of Data Protection Manager", "Recovery points of SQL Server database HOST3\\Stock_1 on host3.example.net " +
			"have been failing. Look at the recovery points (ID 3114)",
			"tool=dpm phrase=own-message message_id=3114 database=HOST3\\Stock_1"},
		{"the error of a writer in words", "2023-05-06 02:00:11 Error    Details: Writer 'SqlServerWriter' is failed at " +
			"'VSS_WS_FAILED_AT_PREPARE_SNAPSHOT'. The set holds a subset of the volumes.",
			"tool=program phrase=writer-failed hresult=0x800423f0 hresult_from=words code_name=VSS_WS_FAILED_AT_PREPARE_SNAPSHOT " +
				"writer_name=SqlServerWriter state_code=8 state_name=VSS_WS_FAILED_AT_PREPARE_SNAPSHOT @2023-05-06T02:00:11.000"},
		{"a writer that ran out of time, in words", "2023-05-06 02:00:11 Error    Details: Writer 'SqlServerWriter' is failed at " +
			"'VSS_WS_FAILED_AT_FREEZE'. The timeout expired between Freeze and Thaw.",
			"tool=program phrase=writer-failed hresult=0x800423f2 hresult_from=words code_name=VSS_WS_FAILED_AT_FREEZE " +
				"writer_name=SqlServerWriter state_code=9 state_name=VSS_WS_FAILED_AT_FREEZE @2023-05-06T02:00:11.000"},
		{"a writer that is not found", "2023-05-06 02:00:11 ERROR: could not find the WMI Writer",
			"tool=program phrase=writer-failed message_id=writer-missing writer_name=WMI Writer @2023-05-06T02:00:11.000"},
		{"a status that is not found", "2023-05-06 02:00:11 ERROR: the status of WMI Writer failed to be read, file not found",
			"tool=program phrase=writer-failed writer_name=WMI Writer @2023-05-06T02:00:11.000"},
		{"a writer that is missing, quoted", "Since Monday our nightly job says \"SqlServerWriter is missing\". The service runs.",
			"tool=program phrase=writer-failed message_id=writer-missing writer_name=SqlServerWriter"},
		{"a virtual disk", "The image is of another version. (0xC03A0005)", "tool=program phrase=code hresult=0xc03a0005"},
		{"a dialogue in Japanese", "エラー: 0x81000019", "tool=program phrase=code hresult=0x81000019"},
		{"a dialogue in French", "Code d'erreur : 0x80780119", "tool=program phrase=code hresult=0x80780119"},
		{"DPM and VMM", "VM backup failed. Error (2915)  Detail: the VSS writer reported no data (0x809933BB)", "tool=program phrase=code hresult=0x809933bb"},
		{"a decimal of Windows Backup", "The scheduled backup failed with error code '2155348129'.",
			"tool=program phrase=code hresult=0x807800a1"},
		{"Backup Exec", "V-79-57344-65233 - Snapshot error. The VSS writer failed: 0x800423f4", "tool=backup-exec " +
			"phrase=snapshot-failed hresult=0x800423f4 message_id=V-79-57344-65233"},
		{"NetBackup", "03/14/2022 02:10:11 - Critical bpbrm (pid=4711) from client host1: FTL - snapshot creation " +
			"failed, status 156", "tool=netbackup phrase=snapshot-failed message_id=156 @2022-03-14T02:10:11.000"},
		{"a guest agent", "VM 101 qmp command 'guest-fsfreeze-freeze' failed - got timeout", "tool=qemu-ga " +
			"phrase=snapshot-failed message_id=guest-fsfreeze"},
		{"a hypervisor's log", "2024-01-02T03:04:05.678Z| vmx| Error: VM 101 qmp command 'guest-fsfreeze-freeze' " +
			"failed - got timeout", "tool=qemu-ga phrase=snapshot-failed message_id=guest-fsfreeze " +
			"@2024-01-02T03:04:05.678"},
		{"JSON lines", `{"time":"2024-01-02T03:04:05Z","level":"error","code":"0x800423f4","message":"writer 'System Writer' failed"}`,
			"tool=program phrase=writer-failed hresult=0x800423f4 writer_name=System Writer @2024-01-02T03:04:05.000"},
		{"a service's log", "2026-01-02 03:04:05 VSS writer 'NTDS': state [10] Failed, last error: Timed out",
			"tool=program phrase=writer-failed hresult=0x800423f2 hresult_from=words writer_name=NTDS state_code=10 " +
				"@2026-01-02T03:04:05.000"},
		{"a block of labels", "Backup job: Nightly\nVolume: D:\nError code: 0x800423f3\nWriter name: Registry " +
			"Writer\nWriter state: 9\n",
			"tool=program phrase=writer-failed hresult=0x800423f3 writer_name=Registry Writer state_code=9 volume=D:"},
		{"an inner code", "2024-01-02 03:04:05 ERROR snapshot of volume D: failed: 0x800423f4 (inner error 0x80070020)",
			"tool=program phrase=code hresult=0x800423f4 inner_hresult=0x80070020 volume=D: @2024-01-02T03:04:05.000"},
		{"the line before has the time", "2024-01-02 03:04:05 copying E:\\ failed\n  detail: HRESULT: " +
			"0x80042308", "tool=program phrase=code hresult=0x80042308 volume=E:\\ @2024-01-02T03:04:05.000"},
	} {
		got, format := said(t, c.content+"\n")
		if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.name, diff)
		}
		if format != programKind && format != "veeam" && c.want != "" {
			t.Errorf("%s: format %s", c.name, format)
		}
	}
}

// More shapes, each in a line of ours.
func TestShapes(t *testing.T) {
	for line, want := range map[string]string{
		"[2023-02-01 10:11:12,345] [ERROR] VSS snapshot failed. Error: 0x800423f4 (#10000000a)": "tool=program " +
			"phrase=code hresult=0x800423f4 @2023-02-01T10:11:12.345",
		"2023-02-01 10:11:12: ERROR: Writer Example Db Writer has failure state VSS_WS_FAILED_AT_FREEZE with error " +
			"VSS_E_WRITERERROR_TIMEOUT.": "tool=program phrase=writer-failed hresult=0x800423f2 " +
			"code_name=VSS_WS_FAILED_AT_FREEZE writer_name=Example Db Writer state_code=9 " +
			"state_name=VSS_WS_FAILED_AT_FREEZE @2023-02-01T10:11:12.000",
		"ERR 2021-02-13 04:05:06 No shadow copy: Alphaleonis.Win32.Vss.VssBadStateException":                   "tool=program phrase=code hresult=0x80042301 code_name=VssBadStateException @2021-02-13T04:05:06.000",
		"Failed to create snapshot.(-468, 0x80042306)":                                                         "tool=program phrase=code hresult=0x80042306",
		`Fields: { "$module" : "disk_bundle", "code" : "-2147212302", "IsReturnCode" : "1" }`:                  "tool=program phrase=code hresult=0x800423f2",
		"Message: COM error 0x80042306: the provider refused.":                                                 "",
		"A restore point could not be made. (0x80070422)":                                                      "tool=program phrase=code hresult=0x80070422",
		"'VM1' cannot make a checkpoint: access denied (0x80070005). (Virtual machine ID 1234)":                "tool=program phrase=code hresult=0x80070005",
		"The guest could not be quiesced. 'VssSyncStart' operation failed: IDispatch error #8449 (0x80042301)": "tool=vmware-tools phrase=code hresult=0x80042301",
		"7288  1e3c  10/12 03:04:05 123456 VSSController::Snap() - the set failed [0x80042306]":                "tool=commvault phrase=code hresult=0x80042306",
		"AE9973 The snapshot failed [Shadow Copy Provider error 0x80042306]":                                   "tool=arcserve phrase=code hresult=0x80042306",
		"Final error: 0xe000fed1 - The state of a writer could not be asked for.":                              "tool=backup-exec phrase=backup-failed message_id=0xe000fed1",
		"Writer Name: SQL Server, Writer ID: {A65FAA63-5EA8-4EBC-9DBD-A0C4DB26912A}, Last error: It failed, but may " +
			"be tried again (0x800423f3), State: Failed during freeze operation (9).": "tool=program " +
			"phrase=writer-failed hresult=0x800423f3 writer_name=SQL Server " +
			"writer_id={a65faa63-5ea8-4ebc-9dbd-a0c4db26912a} state_code=9",
		"1756363216.473538: critical: failed to add D:\\ to snapshot set: (error: 80042308)": "tool=program " +
			"phrase=code hresult=0x80042308 volume=D:\\ @2025-08-28T06:40:16.473",
		"2024-05-14T02:01:27.123Z In(05) vmx - ToolsBackup: quiesce failed with error 0x800423f4": "tool=program " +
			"phrase=code hresult=0x800423f4 @2024-05-14T02:01:27.123",
		"HRESULT: 0x800423F4 reported by writer \"Registry Writer\" on volume D:": "tool=program " +
			"phrase=writer-failed hresult=0x800423f4 writer_name=Registry Writer volume=D:",
		"FEHLER: Schattenkopie von Laufwerk D: fehlgeschlagen, Fehlercode 0x8004231f": "tool=program " +
			"phrase=code hresult=0x8004231f volume=D:",
		"ОШИБКА: снимок не создан, код 0x80042306": "tool=program " +
			"phrase=code hresult=0x80042306",
		"エラー: スナップショットを作成できません (0x8004231F)": "tool=program " +
			"phrase=code hresult=0x8004231f",
		"Erreur : impossible de créer le cliché (0x80042308)": "tool=program " +
			"phrase=code hresult=0x80042308",
		`<3>[agent] vss: DoSnapshotSet returned 0x80042313`: "tool=program " +
			"phrase=snapshot-failed hresult=0x80042313 function=DoSnapshotSet",
		"Backup of VM failed: VSS_E_SNAPSHOT_SET_IN_PROGRESS": "tool=program " +
			"phrase=code hresult=0x80042316 code_name=VSS_E_SNAPSHOT_SET_IN_PROGRESS",
		"DoSnapshotSet failed, hr=0x800423F2": "tool=program " +
			"phrase=snapshot-failed hresult=0x800423f2 function=DoSnapshotSet",
		"CreateVssBackupComponents failed with 80070005": "tool=program " +
			"phrase=snapshot-failed hresult=0x80070005 function=CreateVssBackupComponents",
	} {
		got, _ := said(t, line+"\n")
		if want == "" { // written by nobody that was seen; either way will do
			continue
		}
		if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", line, diff)
		}
	}
}

// TestBareCode: who hands over a code and nothing else states it; and what a short paste
// says of a failure, whatever of.
func TestBareCode(t *testing.T) {
	for line, want := range map[string]string{
		"0x80042306": "0x80042306", "VSS_E_PROVIDER_VETO": "0x80042306",
		"C:\\>acmebackup /full\nThere was a COM error 0x80070005 - .\\Acme.cpp (17)":  "0x80070005",
		"The file list of the backup could not be made.\nThe parameter is incorrect.": "hresult=",
	} {
		if got, format := said(t, line+"\n"); len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), want) ||
			strings.Contains(got[0], "tool="+parse.ToolUnrecognised) {
			t.Errorf("%q: %s %v, want %s", line, format, got, want)
		}
	}
}

// What speaks of failures states none.
func TestMentioned(t *testing.T) {
	for _, line := range []string{
		"You may see that the replica is inconsistent (ID 3106)",
		"For example, DPM says that the replica is inconsistent. (ID 3106)",
		"I get the error 0x80042306 since last week", "Has anyone seen 0x800423f4?", "My backup stopped with error " +
			"code: 0x80042306",
		"0x80042306: VSS_E_PROVIDER_VETO", "| 0x80042306 | the provider refused |", "- 0x800423f2 (the writer took " +
			"too long)", "VSS_E_BAD_STATE (0x80042301)",
		"The code 0x800423f3 means that the writer may work when it is tried again.", "Error code: 0x80042308 " +
			"usually is the provider",
		`if ($r.ReturnValue -eq 0x80042306) {`, "case VSS_E_PROVIDER_VETO: return", "#define X 0x80042306", "# HRESULT: 0x80042306",
		"To fix error: 0x80042306 restart the service",
		"the provider (0x80042306) refused and so the backup did not run",
		"the tool prints '- Returned HRESULT: 80042306' then", "- {code: 0x80042306, tie: x}", "trigger:\n  codes: " +
			"[\"0x80042317\"]\nexplains: [x]", "codes: 0x80042301, 0x80042302, 0x80042306, " +
			"0x80042308", "rc = 0x80042306;",
		"CodeVeto uint32 = 0x80042306", "<Data Name=\"HRESULT\">0x80042306</Data>", "serial 80070005", "2026-01-02 03:04:05 started process 8007 in 0x56535", "ANS1234I all is well", "2024-01-02 writer 3 of 8 is ready",
	} {
		if got, format := said(t, line+"\n"); len(got) > 0 &&
			!strings.Contains(got[0], "tool="+parse.ToolUnrecognised) {
			t.Errorf("%q: %s %v", line, format, got)
		}
	}
}

// A log is called by a program's name only if it says so.
func TestNames(t *testing.T) {
	for line, want := range map[string]string{
		"2024-01-02 03:04:05 ERROR the provider of Acronis refused: 0x80042306":                    parse.ToolProgram,
		"2024-01-02 03:04:05 ERROR Duplicati holds the set: 0x80042316":                            parse.ToolProgram,
		"2024-01-02 03:04:05 [Error-Duplicati.Library.Main-X]: 0x80042316":                         "duplicati",
		"2024-01-02 03:04:05 at Veeam.Backup.Core.CVss.Make: error 0x800423f4":                     "veeam",
		"VSS error: restic and others print this: VSS_E_BAD_STATE (0x80042301)":                    parse.ToolProgram,
		`1: Warning: VSS Writer "W" has invalid state. ERR=during the freeze state`:                parse.ToolProgram,
		`bacula-fd: Warning: VSS Writer "W" has invalid state. ERR=during the freeze state`:        "bacula",
		"creating VSS snapshot for [c:\\]\nVSS error: DoSnapshotSet: VSS_E_BAD_STATE (0x80042301)": "restic",
	} {
		got, _ := said(t, line+"\n")
		if len(got) == 0 || !strings.HasPrefix(got[len(got)-1], "tool="+want+" ") {
			t.Errorf("%q: %v, want %s", line, got, want)
		}
	}
}

func FuzzProgram(f *testing.F) {
	texttest.Fuzz(
		f,
		[]string{
			"2024-01-02 03:04:05 ERROR x: 0x800423f4\n   at A.B(C)\n",
			"COM call \"a->B()\" failed\n- Returned HRESULT: 80042306\n",
			"エラー: 0x81000019\n",
			"writer 'W' state: [9] error code 800423f2\n",
			"A VSS critical writer has failed. Writer name: [W]. Class ID: [{x}]. Error\ncode: [0x800423f2].\n",
		},
		append(all[:len(all):len(all)], Course, Program, Failing, Plain)...)
}

// The words of a program are in everything that its sign may be, and the words of
// calls in all calls.
func TestQuickWords(t *testing.T) {
	for tool, line := range map[string]string{
		"duplicati": "Duplicati.Server.x", "spectrum-protect": "ANS1234E x", "backup-exec": "V-79-57344-65233 x", "veeam": "Veeam.Backup.Core.x", "acronis": "AcronisVSSDoctor x",
		"urbackup": "urbackupclient.x", "kopia": "kopia: x", "restic": "restic: x", "burp": "burp[12]: x", "netbackup": "bpfis: x", "qemu-ga": "qemu-ga: x", "vmware-tools": "[vmvss: x",
		"azure-backup": "CBEngine x", "bareos": "bareos-fd x", "bacula": "bacula-fd x", "networker": "nsrsnap_vss_save: x", "avamar": "avvss Error x", "data-protector": "[Major] From: VBDA@x",
		"macrium": "Macrium Reflect v8", "nakivo": "com.nakivo.x", "commvault": "CVVSS::x", "arcserve": "AE9973 x", "system-restore": "Checkpoint-Computer x", "windows-backup": "wbengine: x",
		"dpm": "DPMRA x", "shadowprotect": "sbvol1 x", "druva": "DruvaPhoenix x", "msp360": "Cloud.Backup.x",
	} {
		if got := toolIn(line); got != tool {
			t.Errorf("%q is of %q, want %s", line, got, tool)
		}
	}
	for _, p := range programs {
		if len(p.words) == 0 {
			t.Errorf("%s has no words", p.tool)
		}
	}
	for _, call := range strings.Split(strings.NewReplacer("(?:Internal)?", "").Replace(vssCalls), "|") {
		if got := functionIn(call + "()"); got != call {
			t.Errorf("%s: %q", call, got)
		}
	}
}

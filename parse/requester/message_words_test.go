package requester

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// numberIn is the number of the message that a line holds, "" for none.
func numberIn(line string) string {
	if m := messageIn(line); m != nil {
		return m.number
	}
	return ""
}

// TestNumberIsNoDate: a date behind a word for an error is no number of a program.
func TestNumberIsNoDate(t *testing.T) {
	for line, want := range map[string]string{
		"ERR 2024-01-05 21:00:35 backup failed":  "",
		"Error 05.01.2024 backup failed":         "",
		"error 12:31:05 backup failed":           "",
		"backup failed: error 1392.":             "1392",
		"backup failed: error 1392 - bad folder": "1392",
		"backup failed, error 1392":              "1392",
	} {
		if got := numberIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// TestEventNumberIsNoMessage: the number beside the label of an event is that of the event, in
// whichever language, though a word for an error stands in front of it.
func TestEventNumberIsNoMessage(t *testing.T) {
	for _, line := range []string{
		"backup failed: error 1392, event ID of the volume",
		"backup failed: error 1392, EventID",
		"backup failed: error 1392 (Ereignis-ID)",
		"backup failed: error 1392, id de evento",
		"backup failed: error 1392, id de l'événement",
		"backup failed: error 1392, код события",
	} {
		if m := messageIn(line); m != nil {
			t.Errorf("%q: %q is a number of the program", line, m.number)
		}
	}
	if m := messageIn("backup failed: error 1392, eventually"); m == nil || m.number != "1392" {
		t.Errorf("without the label of an event: %+v", m)
	}
}

// TestMostTellingForm: of several forms in one line the one that counts anywhere is taken, then
// one of a program's own, and last the one that any program may write.
func TestMostTellingForm(t *testing.T) {
	for line, want := range map[string]string{
		"BAK1670 of SRV7: snapshot error encountered (156)":           "156",
		"snapshot error encountered (156), see BAK1670 of SRV7":       "156",
		"ANS1512E backup failed: error 1392":                          "ANS1512E",
		"backup failed: error 1392 (SYSTEM_STATE_CALL_TIMEOUT)":       "SYSTEM_STATE_CALL_TIMEOUT",
		"backup failed: error 1392":                                   "1392",
		"snapshot technology of the backup failed: error 1392":        "1392",
		"Snapshot Technology: Initialized, backup failed: error 1392": "",
	} {
		if got := numberIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// Messages of programs in words, as logs, consoles and JSON have them; their names.
func TestWordForms(t *testing.T) {
	for content, want := range map[string]string{
		`error: C:\Data\a b.jpg: unsupported file type "irregular"`:                                        "unsupported file type",
		`{"message_type":"error","error":{"message":"D:\\x\\a.doc: unsupported file type \"irregular\""}}`: "unsupported file type",
		`error: invalid node type ""`: "invalid node type",
		`12:02:28 unknown entry {"path":"x/y.pdf","error":"unknown or unsupported entry type"}`: "unknown or unsupported entry type",
		"Lib.Filesystem.UnrecognizedReparsePointException: I/O error":                           "UnrecognizedReparsePointException",
		"restic.exe : error: incomplete metadata for E:\\: multiple errors occurred: [get named security info failed with: Zugriff verweigert; " +
			"get EA failed for path \\\\?\\GLOBALROOT\\Device\\HarddiskVolumeShadowCopy7\\, with: x]": "incomplete metadata for the root of a copy",
		`error: incomplete metadata for F:\a\b: get named security info failed with: Incorrect function.`:                                                           "incomplete metadata",
		"The supplied option --snapshot policy is not supported and will be ignored":                                                                                "supplied option is not supported",
		"Warnings: [The supplied option ----usn-policy is not supported and will be ignored]":                                                                       "supplied option is not supported",
		"restic backup --use-fs-snapshots D:\\\nunknown flag: --use-fs-snapshots":                                                                                   "unknown option",
		"kopia.exe: error: unknown long flag '--vss', try --help":                                                                                                   "unknown option",
		"The Recovery Services agent of this server is out of date. (0x1fbd3).":                                                                                     "0x1fbd3",
		"FATAL GetImportJobStatus:: Import job with name 'job-2' is not found":                                                                                      "import job is not found",
		"SnapDrive SDDiscoveryLunInfo response is null while backing up":                                                                                            "SnapDrive response is null",
		"SnapDrive SDDiscoveryFileSystemListInfo 응답이 백업 중에 null입니다.":                                                                                                "SnapDrive response is null",
		"The LUN could not be renamed on the storage system.\nCode d'erreur : 13057.":                                                                               "13057",
		"Backup Failed for the following VM(s) since it cannot be backedup online or No VM was found":                                                               "VM cannot be backed up online",
		"Async call to Adding Volumes (AddToSnapshotSet()) failed":                                                                                                  "AddToSnapshotSet",
		"[!] Creating a system restore point failed. Use -SkipIt":                                                                                                   "restore point was not made",
		"unable to create lock in backend: repository is already locked by PID 11 on H1 by H1\\b (UID 0, GID 0)":                                                    "repository is locked",
		"Fatal: wrong password or no key found":                                                                                                                     "repository cannot be opened",
		"[01.02.2026 01:02:03] <01> Error    Cannot connect to the host's administrative share. Host: [H1].":                                                        "administrative share of the guest",
		"Files under 12 junction point directories are not backed up.":                                                                                              "junction points are not followed",
		`Directory C:\WINDOWS\SYSVOL\domain\DO_NOT_REMOVE_NtFrs_PreInstall_Directory was not found, or could not be accessed.`:                                      "DO_NOT_REMOVE_NtFrs_PreInstall_Directory",
		`ディレクトリ C:\WINDOWS\SYSVOL\domain\DO_NOT_REMOVE_NtFrs_PreInstall_Directory が見つからないかアクセスできませんでした。`:                                                            "DO_NOT_REMOVE_NtFrs_PreInstall_Directory",
		"38471:nsrhypervd: Reason: Saveset contains VM with checkpoint":                                                                                             "Saveset contains VM with checkpoint",
		"VM1    VM1 - Backup - (11/1/2020 - 8:30:48 PM) Recovery     11/1/2020 8:30:48 PM":                                                                          "Recovery checkpoint",
		"VM1    VM1 - バックアップ - (2020/11/01 - 8:30:48) Recovery     2020/11/01 8:30:48":                                                                              "Recovery checkpoint",
		"The backup failed: volumes above 16777216 MB cannot be protected.":                                                                                         "16777216 MB",
		"STOP: 0x000000D1 (0xFFFFF80512345678, 0x0000000000000002, 0x0000000000000008, 0xFFFFF80512345678)":                                                         "stop 0xD1 at code that was paged out",
		"BugCheck D1, {fffff80512345678, 2, 8, fffff80512345678}":                                                                                                   "stop 0xD1 at code that was paged out",
		"Stop code DPC_WATCHDOG_VIOLATION when the job makes its VSS snapshot":                                                                                      "stop error at a snapshot",
		"PS> lsmod | grep hv\nhv_utils 45056 0\nThe production checkpoint cannot be made.":                                                                          "VSS daemon of a Linux guest",
		"checkpoint: Unit hv-vss-daemon.service could not be found.":                                                                                                "VSS daemon of a Linux guest",
		"wmic shadowcopy made it: Persistent, Client-accessible, No auto-release, No writers, Differential":                                                         "shadow copy without writers",
		"The backup of Exchange ends well, but the transaction logs are not flushed":                                                                                "transaction logs are not truncated",
		"BACKUP LOG [shop] TO DISK = N'NUL:'":                                                                                                                       "log backup to NUL",
		"> Creating a restore point\nA recent restore point already exists, skipped":                                                                                "recent restore point exists",
		"[WARN] A restore point was already created within the last 24 hours":                                                                                       "recent restore point exists",
		"WARNING: A new system restore point cannot be created because one has already been created within the past 60 minutes. This value indicates the interval.": "recent restore point exists",
		`WARNUNG: innerhalb der letzten 1440 Minuten gab es einen. DWORD-Wert "SystemRestorePointCreationFrequency" unter "HKLM\Software\Microsoft\Windows NT\CurrentVersion\SystemRestore". Standard: 1440 Minuten.`: "recent restore point exists",
		"The number of reverted volumes does not match the number of volumes in the set for virtual machine 'a'":                                                                                                      "reverted volumes do not match",
		"0b volsnap!VspDiagTrace+0x197": "volsnap!VspDiagTrace",
		"Creating restore point: x\n  error: невозможно запустить службу, так как она отключена или с ней": "ServiceDisabled",
		"PS C:\\> $r.Incompatibilities\nMessageId : 40010\n":                                                                                       "Compare-VM 40010, 40002",
		"ACO5124E Invalid command. Only the type FULL goes with VSS.":                                                                              "ACO5124E",
		"09/30/2015 19:02:32 ANS2120W The last store operation date reported by the server S1 does not match.":                                     "ANS2120W",
		"Error: NFC storage connection is unavailable. Storage: [stg:datastore-12,nfchost:host-10,conn:vc]. Failed to create NFC download stream.": "NFC connection is unavailable",
		"Failed to perform Hot-Add: disk hotadd failed. Unable to hot add source disk, failing over to network mode":                               "disk was not hot-added",
		"Error: All instances of storage metadata are corrupted. Failed to open storage":                                                           "storage metadata is corrupted",
		"Error: Invalid credentials [guest] VIX Error: You do not have access rights to this file Code: 13":                                        "VIX error",
		"Error: Virtual Machine Disks consolidation is needed. Unable to access file since it is locked":                                           "disks need consolidation",
		"INFO: skipping guest-agent 'fs-freeze', agent configured but not running?":                                                                "freeze skipped, agent not running",
		"WARNING: Could not create a system restore point":                                                                                         "restore point was not made",
	} {
		r := texttest.Read(t, []byte(content+"\n"), Program)
		if len(r.Records) != 1 || r.Records[0].Text(parse.FieldMessageID) != want {
			t.Errorf("%q: %d records, want %s", content, len(r.Records), want)
			for _, one := range r.Records {
				t.Log(texttest.Fields(one))
			}
		}
	}
	for _, content := range []string{
		"restic calls such a file irregular and says that its type is an unsupported file type.\n",
		"If an option is not supported it will be ignored, as the supplied option tells.\n",
		"When the import job is not found, compare the names.\n",
		"BACKUP LOG [shop] TO DISK = N'D:\\nul\\shop.trn'\n",
		"DPC_WATCHDOG_VIOLATION while playing a game\n",
		"hv_utils 45056 0\n",
		"If creating a restore point failed you would see it here.\n",
		"We had an unknown flag in the script for years, and nobody minded.\n",
		"VM1    VM1 - (11/1/2020 - 8:30:48 PM) Standard     11/1/2020 8:30:48 PM\n",
		"The bugcheck was: 0x000000d1 (0x0000000000000010, 0x0000000000000002, 0x0000000000000000, 0xfffff80512345678)\n",
		"The spooler says: the service has no enabled devices associated with it.\n",
	} {
		if r := texttest.Read(t, []byte(content), Program, Failing); len(r.Records) > 0 {
			t.Errorf("%q: %s", content, texttest.Fields(r.Records[0]))
		}
	}
}

// The file that such a message names, with its blanks.
func TestFileIn(t *testing.T) {
	for line, want := range map[string]string{
		`error: error snapshotting: C:\Users\x\Application Data: unknown or unsupported entry type`: `C:\Users\x\Application Data`,
		`{"error":{"message":"D:\\x\\a b.doc: unsupported file type \"irregular\""}}`:               `D:\x\a b.doc`,
		`error: \\srv\share\a.jpg: unsupported file type "irregular"`:                               `\\srv\share\a.jpg`,
		`error: unsupported file type "irregular"`:                                                  "",
	} {
		if got := fileIn(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// What SnapManager reports of its requestor, wrapped, quoted and translated.
func TestSnapManager(t *testing.T) {
	for content, want := range map[string][3]string{
		"Error: Vss Requestor - Backup Components failed. Writer Microsoft Hyper-V VSS Writer, in a backup, met an\n" +
			"error. Writer returned failure code\n0x800423f3. Writer state is 8.": {"0x800423f3", "Microsoft Hyper-V VSS Writer", ""},
		"「Error:VSS Requestor - Backup Components failed.ライターMicrosoft Hyper-V VSSライターがエラーコード0x800423f3を返しました」": {
			"0x800423f3", "Microsoft Hyper-V VSS Writer", "",
		},
		"错误：VSS请求程序-备份组件失败。Microsoft Hyper-V VSS写入程序返回故障代码0x80042336。":                                    {"0x80042336", "Microsoft Hyper-V VSS Writer", ""},
		"Vss Requestor - Backup Components failed. Failed to call keep snapshot set. Reason Index is off": {"", "", "keep snapshot set"},
		"Vss Requestor - Backup Components failed. Failed to add volume \\\\S\\X\\ to snapshot set. " +
			"Another shadow copy creation is already in progress.": {"0x80042316", "", ""},
		"Error: Vss Requestor - Backup Components failed. An expected disk did not arrive in the system": {
			"", "", "expected disk did not arrive",
		},
	} {
		r := texttest.Read(t, []byte(content+"\n"), SnapManager)
		if len(r.Records) != 1 {
			t.Errorf("%q: %d records", content, len(r.Records))
			continue
		}
		one := r.Records[0]
		got := [3]string{one.Text(parse.FieldHResult), one.Text(parse.FieldWriterName), one.Text(parse.FieldMessageID)}
		if got != want {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
	for _, content := range []string{
		"= Vss Requestor - Backup Components failed\n",
		"The page explains what VSS Requestor - Backup Components failed means.\n",
		"My VSS requestor fails with 0x800423f3?\n",
	} {
		if r := texttest.Read(t, []byte(content), SnapManager); len(r.Records) > 0 &&
			r.Records[0].Text(parse.FieldTool) == "snapmanager" {
			t.Errorf("%q: %s", content, texttest.Fields(r.Records[0]))
		}
	}
}

// Lists of jobs: those that did not end well, by name and state.
func TestJobTable(t *testing.T) {
	const table = "Name              JobStatus JobType StartTime           EndTime\n" +
		"----              --------- ------- ---------           -------\n" +
		"Server 1 Full     Succeeded Backup  12/02/2022 20:00:02 12/02/2022 21:31:34\n" +
		"Error Store Daily Error     Backup  12/02/2022 21:31:39 12/02/2022 21:34:28\n" +
		"Server 3 Full     Missed    Backup  13/02/2022 21:31:39 13/02/2022 21:34:28\n"
	r := texttest.Read(t, []byte(table), JobTable)
	if len(r.Records) != 2 || r.Records[0].Text(parse.FieldText) != "Error Store Daily: Error (JobStatus)" ||
		r.Records[1].Text(parse.FieldMessageID) != "job was missed" {
		for _, one := range r.Records {
			t.Error(texttest.Fields(one))
		}
	}
	for content, want := range map[string]int{
		"Name      : S1\nJobStatus : Error\nEndTime   : 12/02/2022 21:34:28\n":                                          1,
		"Name      : S1\nJobStatus : Succeeded\nEndTime   : 12/02/2022 21:34:28\n":                                      0,
		"Name  JobName State   Result CreationTime\n----  ------- -----   ------ ----\nx y z Stopped Failed 1/2/2024\n": 1,
		"Name Result\nx Failed today\n": 0, // no table
	} {
		if r := texttest.Read(t, []byte(content), JobTable); len(r.Records) != want {
			t.Errorf("%q: %d records, want %d", content, len(r.Records), want)
		}
	}
}

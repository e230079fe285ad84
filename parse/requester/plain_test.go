package requester

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// plainOf is what a text states in plain words, its name and its place.
func plainOf(t *testing.T, content string) string {
	t.Helper()
	got, _ := said(t, content+"\n")
	return strings.Join(got, "; ")
}

// Messages of backup programs in plain words, each a thing and a trouble, in several languages.
func TestPlain(t *testing.T) {
	for content, want := range map[string]string{
		"The disk of the backup target is full.":                                                              "target has no space",
		"Insufficient free space on the repository Main.":                                                     "target has no space",
		"PS C:\\> Start-WBBackup -Policy $p\nStart-WBBackup : The storage location for backups is too small.": "target has no space",
		"Auf dem Sicherungsziel E: ist nicht genügend Speicherplatz vorhanden.":                               "target has no space",
		"Espace insuffisant sur le disque de sauvegarde.":                                                     "target has no space",
		"No hay espacio suficiente en la unidad de destino.":                                                  "target has no space",
		"Spazio insufficiente nella destinazione del backup.":                                                 "target has no space",
		"На диске для резервных копий недостаточно места.":                                                    "target has no space",
		"バックアップ先の空き容量が不足しています。":                                                                               "target has no space",
		"备份目标磁盘空间不足。":                                                                                         "target has no space",
		"A folder WindowsImageBackup exists already on X:, remove it.":                                        "backup left on the target",
		"The destination folder \\\\NAS\\b already exists.":                                                   "backup left on the target",
		"Der Zielordner ist bereits vorhanden.":                                                               "backup left on the target",
		"E: is not a valid backup location":                                                                   "target is no kind that is taken",
		"This drive cannot be used as a backup destination.":                                                  "target is no kind that is taken",
		"Cannot connect to the backup target.":                                                                "target is not there",
		"Le chemin de destination est introuvable.":                                                           "target is not there",
		"Access to the backup share was denied.":                                                              "target refuses access",
		"The user name or password of the backup repository is wrong.":                                        "target refuses the logon",
		"The backup media is write protected.":                                                                "target is write-protected",
		"Your backup licence has expired.":                                                                    "licence does not cover it",
		"Log truncation of the Exchange databases failed.":                                                    "log truncation failed",
		"Unable to cut: transaction logs could not be truncated on SQL1.":                                     "log truncation failed",
		"Another backup job is already running.":                                                              "job already runs",
		"The backup job was stopped since the time window expired.":                                           "job outside its window",
		"File History: the drive is disconnected.":                                                            "target is not there",
		"Destination is full, the job ended.":                                                                 "target has no space",
		"Die Transaktionsprotokolle wurden nicht abgeschnitten.":                                              "log truncation failed",
		"The backup catalog is corrupt.":                                                                      "catalogue is damaged",
		"Checksum error in backup file full.bak.":                                                             "restore point is damaged",
		"The passphrase for the backup is wrong.":                                                             "key does not fit",
		"Post-backup script failed.":                                                                          "script did not run",
		"Export of the virtual machine failed, the backup folder VM1 already exists.":                         "VM export failed for what exists",
	} {
		got := plainOf(t, content)
		if !strings.Contains(got, "message_id="+want) {
			t.Errorf("%q: %q, want %q", content, got, want)
		}
	}
}

// What asks, supposes, advises, tells of what went well, or is about something else.
func TestPlainSilent(t *testing.T) {
	for _, content := range []string{
		"If the backup target is full, old versions are deleted.",
		"Make sure that the backup target is not full.",
		"Is the backup destination full?",
		"The backup location is E:",
		"The backup job was started.",
		"The repository was not found on GitHub.\nClone it again and run make.",
		"The licence of this library is MIT, no warranty.",
		"Backup completed successfully, the target has 20 GB free.",
		"The script was not found in the folder of the game.",
		"Choose a backup location that has enough space.",
		"A backup repository can be full when retention is too long. You should plan for it.",
		"The backup target must be an NTFS volume; removable media is not supported for scheduled backups.",
		"Tip: rename WindowsImageBackup before you start the image, else it says that a folder already exists.",
		"The archive is password protected and cannot be opened by the viewer.",
		"バックアップ先の空き容量を確認してください。",
		"The media could not be loaded, either because the server or network failed.",
	} {
		if got := plainOf(t, content); strings.Contains(got, "message_id") {
			t.Errorf("%q: %s", content, got)
		}
	}
}

// The target is that which the command names.
func TestPlainTarget(t *testing.T) {
	r := texttest.Read(t, []byte("BackupTargets         : {F:}\n\nStart-WBBackup : No free space on the backup disk.\n"), Plain)
	if len(r.Records) != 1 || r.Records[0].Text("volume") != "F:" {
		t.Errorf("%d records: %s", len(r.Records), texttest.Fields(r.Records[0]))
	}
}

// What stands right before a message and ends in a colon says what was being done, and is told with it; what a
// person says there is none of the message.
func TestHeadOfAPlainMessage(t *testing.T) {
	const message = "The disk of the backup target is full."
	for head, want := range map[string]string{
		"Copying to the repository:":         "Copying to the repository: " + message,
		"Hi, I started it again, it says:":   message,
		"My colleague asks what this means:": message,
	} {
		r := texttest.Read(t, []byte(head+"\n"+message+"\n"), append(all[:len(all):len(all)], Course, Program, Failing, Plain)...)
		if len(r.Records) != 1 || r.Records[0].Text(parse.FieldText) != want {
			t.Errorf("%q: %d records", head, len(r.Records))
			for _, one := range r.Records {
				t.Errorf("\t%q", one.Text(parse.FieldText))
			}
		}
	}
}

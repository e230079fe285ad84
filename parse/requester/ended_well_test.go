package requester

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// The log of a job that made its shadow copy and failed later tells both; the reason that was
// logged in the line above comes first.
func TestJobFailedAfterItsCopy(t *testing.T) {
	const log = "[14.05.2024 02:00:12] Info   [VSS] Snapshot created successfully\n" +
		"[14.05.2024 02:00:39] Error  The quota of the target is used up\n" +
		"[14.05.2024 02:00:40] Error  Failed to upload disk\n"
	r := texttest.Read(t, []byte(log), JobLog)
	var told []string
	for _, one := range r.Records {
		told = append(told, one.Text(parse.FieldPhrase))
	}
	if !slices.Equal(told, []string{parse.PhraseSnapshotDone, parse.PhraseJobFailed}) {
		t.Fatalf("%q", told)
	}
	text := r.Records[1].Text(parse.FieldText)
	if why, failed := strings.Index(text, "quota"), strings.Index(text, "upload disk"); why < 0 || why > failed {
		t.Errorf("%q", text)
	}
}

// A program's line that its backup ended well is a record of its own; what people say, suppose or
// explain is none, nor is what ended with errors, nor a file or a folder that was saved.
func TestEndedWell(t *testing.T) {
	for line, want := range map[string]bool{
		"[30.07.2024 22:15:42] <06> Info     Job [Daily] has been completed successfully": true,
		"2024-07-30 22:15:42 INFO backup finished: success":                               true,
		"Job completion status: Successful":                                               true,
		"Der Sicherungsvorgang wurde erfolgreich abgeschlossen.":                          true,
		"La sauvegarde de volume (C:) s'est terminée avec succès.":                        true,
		"2024-07-30 22:15:42 резервное копирование успешно завершено":                     true,
		"2024-07-30 22:15:42 バックアップは正常に完了しました。":                                           true,
		"[30.07.2024 22:15:42] <06> Info     Job [Daily] finished with status: Failed":    false,
		"2024-07-30 22:15:42 Backup completed successfully with errors, 3 files failed":   false,
		"I finally got a successful backup of my server.":                                 false,
		"If the backup is successful, delete the old one.":                                false,
		"A good run ends with 'Backup completed successfully'.":                           false,
		"Was the backup successful?":                                                      false,
		"2024-07-30 22:15:42 successfully connected to host A":                            false,
		"2024-07-30 22:15:42 INFO backup of folder D:\\Data completed successfully":       false,
		"2024-07-30 22:15:42 INFO backup: file D:\\a.txt saved successfully":              false,
	} {
		r := texttest.Read(t, []byte(line+"\n"), EndedWell)
		if got := len(r.Records) == 1 && r.Records[0].Text(parse.FieldPhrase) == parse.PhraseEndedWell; got != want {
			t.Errorf("%q: %v, %d records", line, got, len(r.Records))
		}
	}
}

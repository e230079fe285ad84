package requester

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A program's line that its backup ended well is a record of its own; what people say, suppose or
// explain is none, nor is what ended with errors.
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
		"Was the backup successful?":                                                      false,
		"2024-07-30 22:15:42 successfully connected to host A":                            false,
	} {
		r := texttest.Read(t, []byte(line+"\n"), EndedWell)
		if got := len(r.Records) == 1 && r.Records[0].Text(parse.FieldPhrase) == parse.PhraseEndedWell; got != want {
			t.Errorf("%q: %v, %d records", line, got, len(r.Records))
		}
	}
}

package detect

import "testing"

// TestSaysWell: a message that says that something succeeded, in any language; one that denies it does not.
func TestSaysWell(t *testing.T) {
	for message, want := range map[string]bool{
		"'APP1' saved successfully. (Virtual machine ID 0B0A5C57)":       true,
		"\"APP1\" wurde erfolgreich gespeichert.":                        true,
		"Резервное копирование успешно завершено.":                       true,
		"バックアップは正常に完了しました。":                                              true,
		"The backup did not complete successfully.":                      false,
		"'APP1' was restored successfully, but with an error":            false,
		"Der Vorgang wurde nicht erfolgreich abgeschlossen.":             false,
		"Bei der Sicherung ist ein Fehler aufgetreten.":                  false,
		"The writer successfully started, the shadow copy failed later.": false,
	} {
		if got := saysWell(message); got != want {
			t.Errorf("%s: %t", message, got)
		}
	}
}

package requester

import (
	"strings"
	"testing"
)

// A code or a state in a clause of condition, or one of which a sentence says what it means,
// is stated by nobody; what a message says of its own failure is, whatever stands beside it.
func TestOnlySupposes(t *testing.T) {
	for line, want := range map[string]bool{
		"If the ledger's writer shows 0x800423f4, restart its service.":                                true,
		"You could see 0x800423f4 there when a writer has a problem.":                                  true,
		"In that case look whether the writer shows state: [8] Failed.":                                true,
		"When a writer is at [9] Failed, the next backup clears it.":                                   true,
		"Falls der Writer im Status [8] Fehlgeschlagen steht, hilft ein Neustart.":                     true,
		"Wenn der Code 0x800423f4 ist, den Dienst neu starten.":                                        true,
		"0x800423f4 deutet auf den Writer hin. 0x80042306 weist auf den Provider hin.":                 true,
		"Si le rédacteur est à l'état [8] Échec, redémarrez-le. L'erreur 0x800423f4 indique un refus.": true,
		"Si el escritor muestra 0x800423f4, reinicie el servicio.":                                     true,
		"Se il writer mostra 0x800423f4, riavviare il servizio.":                                       true,
		"Se o gravador mostra 0x800423f4, reinicie o serviço.":                                         true,
		"Als de writer 0x800423f4 geeft, start de service opnieuw.":                                    true,
		"Jeśli kod to 0x800423f4, uruchom usługę ponownie.":                                            true,
		"Если код 0x800423f4, перезапустите службу.":                                                   true,
		"0x80042306 が表示された場合は、プロバイダーを確認します。":                                                           true,
		"如果出现 0x80042306，请检查提供程序。":                                                                     true,
		"Restart the service of the writer of 0x800423f4.":                                             true,
		"0x80042306 means that the provider refused.":                                                  true,

		"The snapshot failed with 0x80042306. If it fails again, restart the service.":              false,
		"If the job runs at night, it ends with 0x80042306.":                                        false,
		"Wenn das Backup läuft, kommt der Fehler 0x80042306.":                                       false,
		"Der Writer wird als [8] Fehlgeschlagen angezeigt.":                                         false,
		"Si è verificato un errore 0x80042306.":                                                     false,
		"Se ha producido el error 0x80042306.":                                                      false,
		"При создании снимка получена ошибка 0x80042306.":                                           false,
		"Start of the snapshot failed: 0x80042306":                                                  false,
		"Error: the snapshot could not be made if the writer is at [8] Failed":                      false,
		"2024-05-14 02:00:01 if the provider is too slow it returns 0x80042306":                     false,
		"Create shadow copy failed, error 0x8004230c, if the volume is FAT this is to be expected.": false,
		"Nothing of this has a code, if you ask me.":                                                false,
	} {
		if got := onlySupposes(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	for sentence, want := range map[string]bool{"se il writer": true, "se ha producido": false, "si le rédacteur": true, "もし": true, "wenn ": true} {
		if got := condition.MatchString(strings.ToLower(sentence)); got != want {
			t.Errorf("%q opens a condition: %v", sentence, got)
		}
	}
}

// A message with places for its values is one of a catalogue; what a code or an address looks
// like is none.
func TestTemplates(t *testing.T) {
	for line, want := range map[string]bool{
		"The call of %1 went wrong. hr = %2.":  true,
		"Too slow: %1. %2":                     true,
		"The backup failed with %%2155348129.": false,
		"https://example.com/a%20b failed":     false,
		"The copy is at 100% and failed":       false,
		"Copying a%2fb failed: 5":              false,
		"cannot open %s: access denied":        true,
	} {
		if got := template.MatchString(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}

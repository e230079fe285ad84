package console

import (
	"strings"
	"testing"
)

// A text that teaches is told from one of somebody who tells what happened to him, in several
// languages.
func TestTeaching(t *testing.T) {
	const event = "\nSource: VSS\nEvent ID: 12293\nDescription:\nThe call of the sample went wrong [hr = 0x80042306].\n\n"
	for text, teaches := range map[string]bool{
		"SYMPTOMS\nA night's job stops, and this stands in the log." + event + "CAUSE\nA driver.\n\nRESOLUTION\nA newer driver.": true,
		"## Symptom" + event + "## Workaround\nUse another one.":                                                                 true,
		"Symptome" + event + "Ursache\nEin Treiber.\nLösung\nEin neuerer.":                                                       true,
		"現象" + event + "原因\nドライバー。\n解決方法\n新しいもの。":                                                                                true,
		"The job may stop, and then the log has the following record:" + event:                                                   true,
		"If the provider is too slow, a record like that is written:" + event:                                                    true,
		"Der Auftrag kann dabei fehlschlagen, und zwar mit diesem Eintrag:" + event:                                              true,
		"Lorsque vous lancez le travail, cet événement est consigné :" + event:                                                   true,
		"Al hacerlo el trabajo puede fallar con este suceso:" + event:                                                            true,
		"Example:" + event: true,
		"Beispiel für ein Ereignis:\n\nBeispiel:" + event:                                            true,
		"A refused set looks like this in the log:" + event + "Restart the service of the provider.": true,
		"How to mend a provider that is too slow" + event + "Install the newer driver of its maker.": true,

		"| id | text |\n|---|---|\n| 12310 | The sample was too slow. |":                                            true,
		"| Ereignis-ID | Bedeutung |\n|---|---|\n| 12310 | Das Beispiel war zu langsam. |":                          true,
		"| Time | Source | Id | Message |\n|---|---|---|---|\n| 2024-05-14 02:00:12 | VSS | 12293 | It was slow. |": false,
		"| Writer | State | Last error |\n|---|---|---|\n| Ledger Writer | [8] Failed | Timed out |":                false,

		"I got this when the job may have been too slow:" + event:                                                     false,
		"Hello, the job can fail with the following record:" + event:                                                  false,
		"Since Monday every job stops with the following record:" + event:                                             false,
		"When the job starts, the following record is written:" + event:                                               false,
		"The log of the server looks like this:" + event:                                                              false,
		"Our job may stop with this:" + event + "How to mend it?":                                                     false,
		"We see this at night, and it may be the driver:" + event:                                                     false,
		"Symptoms:" + event + "Cause: nobody knows.":                                                                  false,
		"Wenn der Auftrag läuft, erscheint bei uns folgender Eintrag:" + event:                                        false,
		"Bonjour, lorsque le travail démarre, l'événement suivant est consigné :" + event:                             false,
		event + "Check the log of the application for related records.\nIf it is retried, the error is likely again.": false,
		"You may need the files of messages. The following information is part of the event: a; b." + event:           false,
	} {
		g := genreLearner{}
		for line := range strings.SplitSeq(text, "\n") {
			g.learn(line, 0, anyTraits)
		}
		if got := g.decide() == lesson || len(g.examples()) > 0; got != teaches {
			t.Errorf("%q: teaches is %v", text, got)
		}
	}
}

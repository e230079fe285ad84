package detect

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// What a program's message says that somebody should do is the first step where nothing else is known; where to
// read more is none.
func TestOwnAdvice(t *testing.T) {
	for text, want := range map[string]string{
		"Backup failed: the server is too old. You must use a 64-bit server for this operation.":        "You must use a 64-bit server for this operation.",
		"Sicherung fehlgeschlagen. Starten Sie den Agenten neu und wiederholen Sie den Auftrag.":        "Starten Sie den Agenten neu und wiederholen Sie den Auftrag.",
		"Backup failed. For more information, see the log.":                                             "",
		"Backup failed. Please contact support.":                                                        "",
		"Use of the backup failed.":                                                                     "",
		"Backup failed. Check it.":                                                                      "",
		"Backup failed. Make sure that the volume is online and " + strings.Repeat("far too long ", 20): "",
	} {
		w := newWorld().logs(0, 900).line(10, parse.PhraseOwnMessage, "", text)
		_, told := w.failures(t)
		if len(told) != 1 {
			t.Errorf("%s: %d failures", text, len(told))
			continue
		}
		got := ""
		for _, step := range told[0].Steps {
			if _, rest, ok := strings.Cut(step.Do, "Do what the message itself says: "); ok {
				got = strings.Trim(rest, `"`)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

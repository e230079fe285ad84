package eventtext

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// TestStringsOfUnresolved: behind the words that an event has no description stand its strings, whatever
// the language; what a person writes below them is none.
func TestStringsOfUnresolved(t *testing.T) {
	const head = "Log Name:      Application\nSource:        Some Writer\nDate:          6/6/2017 1:00:37 AM\nEvent ID:      44\n" +
		"Level:         Error\nComputer:      BOX\nDescription:\n"
	for _, c := range []struct{ message, within, without string }{
		{"The description for Event ID 44 from source Some Writer cannot be found. Install it.\n\nIf it came from elsewhere, it " +
			"had to be saved.\n\nThe following information was included with the event: \n\nORA-01123: not enabled\n\nAny idea what this is?\n",
			"ORA-01123", "Any idea"},
		{"Die Beschreibung für Ereignis-ID \"44\" aus der Quelle \"Some Writer\" wurde nicht gefunden.\n\nFolgende Informationen " +
			"gehören dazu:\n\nORA-01123: not enabled\nD:\\data\n\nWas kann das sein?\n", "ORA-01123", "Was kann"},
		{"The writer could not be asked.\n\nI tried this already:\n\nnet stop vss\n", "could not be asked", "net stop"},
	} {
		r := texttest.Read(t, []byte(head+c.message), Events, Messages)
		if len(r.Records) != 1 {
			t.Errorf("%q: %d records", c.message[:40], len(r.Records))
			continue
		}
		var all strings.Builder
		for _, f := range r.Records[0].Fields {
			all.WriteString(f.Value.String() + "\n")
		}
		if got := all.String(); !strings.Contains(got, c.within) || strings.Contains(got, c.without) {
			t.Errorf("%q: %q", c.message[:40], got)
		}
	}
}

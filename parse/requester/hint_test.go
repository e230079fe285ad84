package requester

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

// A hint, an example, a previous state and a code of zero state no failure, whatever stands in front.
func TestHintsStateNothing(t *testing.T) {
	for line, want := range map[string]int{
		"2024-05-14 22:00:31 ERROR snapshot failed: 0x80042306":                                  1,
		"2024-05-14 22:00:01 Hint: if you see 0x80042306, exclude the volume":                    0,
		"If the backup failed you see a line like `22:00:31 ERROR snapshot failed: 0x80042306`.": 0,
		"2024-05-14 07:00:00 OK; previous state CRITICAL: 0x80042306":                            0,
		"2024-05-14 22:00:20 Snapshot created (VSS error: 0x00000000)":                           0,
	} {
		said := 0
		for _, one := range texttest.Read(t, []byte(line+"\n"), Program, Failing).Records {
			if one.Text(parse.FieldTool) != "unrecognised" { // which lists a code that nobody states
				said++
			}
		}
		if said != want {
			t.Errorf("%q: %d statements, want %d", line, said, want)
		}
	}
}

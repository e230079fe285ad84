package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Course reads the lines by which programs show how far a snapshot has come. A log
// that ends behind one of them without another ended in that step.
var Course = console.Grammar{
	Name:  "snapshot-course",
	Title: "course of a snapshot in a program's log",
	Sure:  parse.Likely,
	Loose: true,
	Words: []string{"volume shadow copy of ", "shadow copy id ", "shadow copy root ", "DoSnapshotSet", "StartSnapshotSet"},
	Begin: console.Stateless(readCourse),
}

// lineHead is what may stand before the words of a program: times, a level, a source.
const lineHead = `^(?:\d{4}-\d\d-\d\d\s+)?(?:\S*\d:\d\d\S*\s+){0,2}(?:[A-Z]{4,8}\s+)?(?:\[[^\]]{1,40}\]\s*)?`

// course is a line of a program, what it says and what goes with it.
type course struct {
	tool    string
	pattern *lazyregexp.Regexp
	phrase  string // "": claimed, and nothing more
	field   string // of the first group
	below   string // field of the first group of the next line, if the next row fits there
}

// courses are the lines; adding one is one row. Sources: kopia,
// snapshot/upload/upload_os_snapshot_windows.go; hobocopy, HoboCopy.cpp.
var courses = []course{
	{
		"kopia",
		lazyregexp.New(lineHead + `creating volume shadow copy of (\S.{0,200})$`),
		parse.PhraseSnapshotStart,
		parse.FieldVolume,
		"",
	},
	{
		"kopia",
		lazyregexp.New(lineHead + `new volume shadow copy id (\{[0-9A-Fa-f-]{36}\})$`),
		parse.PhraseSnapshotDone,
		parse.FieldSnapshotID,
		parse.FieldDevice,
	},
	{"kopia", lazyregexp.New(lineHead + `shadow copy root is (\S+)$`), "", "", ""},
	{"kopia", lazyregexp.New(lineHead + `removing volume shadow copy id \{[0-9A-Fa-f-]{36}\}$`), "", "", ""},
	{
		parse.ToolProgram,
		lazyregexp.New(lineHead + `(?i:(?:vss|shadow copy|snapshot):\s+)?(?i:calling |call(?:ed)? )?(?:IVssBackupComponents::)?((?:Start|Do)SnapshotSet)\b[.()\s]*$`),
		parse.PhraseSnapshotStart,
		parse.FieldFunction,
		"",
	},
}

func readCourse(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	for k := range courses {
		c := &courses[k]
		m := c.pattern.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		r.Vouch()
		if c.phrase == "" {
			return i + 1
		}
		s := statement(r, i, i, c.tool, c.phrase, line)
		value := m[1]
		if c.field == parse.FieldSnapshotID {
			value = strings.ToLower(value)
		}
		s.Set(c.field, value)
		if c.below != "" && k+1 < len(courses) {
			if m := courses[k+1].pattern.FindStringSubmatch(strings.TrimSpace(r.Text(i + 1))); m != nil {
				s.Set(c.below, m[1])
			}
		}
		s.SetText(line)
		return i + 1
	}
	return i
}

package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// JobLog reads the log of a job, of any program, that says that the shadow copy was made: with
// that it is evidence of a backup. What such a log tells of as an error further down made
// the job fail, and not the shadow copy.
//
//	[14.05.2024 02:00:12] Info   [VSS] Snapshot created successfully
//	[14.05.2024 02:00:40] Error  Failed to upload disk
//
// It stands behind all grammars that know more.
var JobLog = console.Grammar{
	Name:  "job-log",
	Loose: true,
	Title: "log of a backup job that made its shadow copy",
	Sure:  parse.Likely,
	Words: append([]string{
		"uccess", "reated", "rfolgreich", "succès", "correctamente", "con éxito", "com êxito", "com sucesso",
		"correttamente", "успешно", "成功", "正常に",
	}, failing...),
	May: func(line string, _ console.Held) bool {
		lower := strings.ToLower(line)
		_, strong := thingIn(lower)
		return strong || failed(lower)
	},
	Begin: func() console.ReadFunc { return new(jobLog).read },
}

// jobLog remembers that a shadow copy was made.
type jobLog struct{ made bool }

// madeCopy are the words for it beside a name of VSS; ordinary words of each language.
var madeCopy = lazyregexp.New(
	`\b(?:created|taken|completed|finished|made|creation|done)(?: \w+)? (?:successfully|succeeded|was successful|ok)\b|\bsuccessfully (?:created|taken|completed|made)\b|\b(?:was|were|has been|have been) (?:created|taken)\b` +
		`|erfolgreich (?:erstellt|angelegt|erzeugt)|créée?s? avec succès|cread[ao]s? (?:correctamente|con éxito)|creat[aeio] correttamente|criad[ao]s? com (?:êxito|sucesso)|успешно создан|正常に作成|作成に成功|创建成功|成功创建|建立成功`,
)

func (j *jobLog) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	m, stamped := stampOf(line)
	if len(line) > longestFailing || !stamped || !beginsStamped(line) {
		return i
	}
	lower := strings.ToLower(line)
	_, strong := thingIn(lower)
	if !strong && !j.made { // the cheapest test first: such a log has a line for each file
		return i
	}
	level := levelIn(lower)
	f := facts{state: -1, moment: m, stamped: true}
	switch {
	case level != errorLevel:
		if !strong || failed(lower) || supposes(lower) || !madeCopy.MatchString(lower) {
			return i
		}
		j.made = true
		f.phrase = parse.PhraseSnapshotDone
	case j.made && failed(lower):
		f.phrase = parse.PhraseJobFailed
		if above := strings.TrimSpace(r.Behind(i - 1)); levelIn(strings.ToLower(above)) == errorLevel {
			line = above + " " + line // the reason that was logged first
		}
	default:
		return i
	}
	f.volume, f.path = volumeIn(line), pathIn(line)
	r.Vouch()
	return addProgram(r, i, i+1, line, f, "")
}

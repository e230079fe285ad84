package trace

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Diary reads the logs of writers that note their callbacks with a time, such
// as FairCom's (unconfirmed: no real line was seen): any line with a date, a
// time and the name of a callback.
var Diary = console.Grammar{
	Name:  "writer-diary",
	Title: "log of a writer's callbacks (unconfirmed)",
	Sure:  parse.Likely,
	Words: []string{
		"OnIdentify",
		"OnPrepare",
		"OnFreeze",
		"OnThaw",
		"OnAbort",
		"OnPostSnapshot",
		"OnBackup",
		"OnBackUp",
	},
	Begin: console.Stateless(readDiary),
}

var (
	callback = lazyregexp.New(
		`\bOn(Identify|PrepareBackup|PrepareSnapshot|Freeze|Thaw|Abort|PostSnapshot|BackupComplete|BackUpComplete)\b`,
	)
	ended = lazyregexp.New(
		`(?i)\b(end|ended|exit|leave|leaving|left|done|finished|complete|completed|returned|success|succeeded)\b`,
	)
)

func readDiary(r *console.Reader, i int) int {
	line := r.Text(i)
	m := callback.FindStringSubmatchIndex(line)
	if m == nil {
		return i
	}
	when, _, to, ok := console.FindMoment(line[:m[0]])
	if !ok || !when.HasDate || !when.HasTime {
		return i
	}
	position := enter
	if ended.MatchString(line[:m[0]][to:]) || ended.MatchString(line[m[1]:]) {
		position = leave
	}
	what := phrase("On"+line[m[2]:m[3]], position)
	if what == "" {
		what = phrase("On"+line[m[2]:m[3]], enter)
	}
	s := r.Add(parse.ProviderTrace, i, i)
	s.Set(parse.FieldTool, "diary")
	s.Set(parse.FieldPhrase, what)
	s.Set(parse.FieldFunction, "On"+line[m[2]:m[3]])
	if code, ok := console.VSSCode(line); ok {
		s.Set(parse.FieldHResult, console.HResult(code))
	}
	if name := quotedWriter.FindStringSubmatch(line); name != nil {
		s.Set(parse.FieldWriterName, name[1])
	}
	s.SetText(strings.TrimSpace(line))
	r.Dated(s, i, when)
	return i + 1
}

var quotedWriter = lazyregexp.New(`["']([^"']*[Ww]riter[^"']*)["']`)

package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// EndedWell reads lines in which a program says that its backup ended well, in any language that
// the table has: who hands such a log over wants to hear that nothing in it failed. It tells
// nothing of a snapshot set, and is asked behind all grammars that know more.
var EndedWell = console.Grammar{
	Name:  "ended-well",
	Loose: true,
	Title: "lines that say that a backup ended well",
	Sure:  parse.Possible,
	Words: []string{
		"warning", "Warning", "arnungen", "0 errors", "no errors", "No errors", "without error", "0 failed",
		"success", "Success", "SUCCESS", "erfolgreich", "succès", "correctamente", "con éxito", "com êxito", "com sucesso",
		"con successo", "успешно", "正常に", "成功", "pomyślnie", "úspěšně", "başarıyla",
	},
	Begin: func() console.ReadFunc { return new(endings).read },
}

// endings counts the lines of a text: a log of ten thousand jobs need not be told one by one.
type endings struct{ told int }

// mostEndings is how many of them are told.
const mostEndings = 100

// jobTokens are in each line that jobWords match.
var jobTokens = []string{
	"backup", "job", "task", "sicherung", "auftrag", "sauvegarde", "seguridad", "respaldo", "segurança", "архивац",
	"резервн", "バックアップ", "备份", "備份", "백업", "zapasow", "zálohov", "yedekleme",
}

var (
	// endsWellWords say that something was done; they are plain words of the languages.
	endsWellWords = lazyregexp.New(
		`(?i)\b(?:finished|completed|ended|done)\b[^.]{0,40}\b(?:(?:0|no) errors|without (?:any )?errors?|0 failed|with (?:a |\d+ )?warnings?)\b|mit warnungen (?:abgeschlossen|beendet)|\bsuccess(?:ful(?:ly)?)?\b|\berfolgreich\b|avec succès|\bcorrectamente\b|con éxito|com (?:êxito|sucesso)|con successo|успешно|正常に(?:完了|終了)|成功(?:完成)?|pomyślnie|úspěšně|başarıyla`,
	)
	// jobWords are what it is said of: the backup as a whole, its job or its operation.
	jobWords = lazyregexp.New(
		`(?i)\b(?:backup|job|task)\b|sicherung|auftrag|sauvegarde|copia de seguridad|respaldo|\bbackup\b|cópia de segurança|архивац|резервн\p{L}* копи|バックアップ|备份|備份|백업|kopi\p{L}* zapasow|zálohov|yedekleme`,
	)
	// endLabel is a field that holds the result: "Job completion status: Successful".
	endLabel = lazyregexp.New(
		`(?i)^[\p{L} ]{3,40}(?:status|result|ergebnis|résultat|estado|esito)\s?[:=]\s?(?:completed )?(?:success(?:ful(?:ly)?)?|erfolgreich|succès|correcto|éxito|sucesso|successo)\.?$`,
	)
)

// ofPart says that it is a file or a folder that was saved.
var ofPart = lazyregexp.New(`\b(?:files?|folder|directory|object|item|datei|ordner|fichier|archivo) `)

func (e *endings) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if e.told == mostEndings || len(line) < 12 || len(line) > longestEndedWell || strings.HasSuffix(line, "?") {
		return i
	}
	lower := strings.ToLower(line)
	if !parse.HoldsOne(lower, jobTokens) || ofPart.MatchString(lower) || hint.MatchString(line) || strings.Contains(lower, "ends with") {
		return i
	}
	stamped := beginsStamped(line)
	switch {
	case endLabel.MatchString(line) && jobWords.MatchString(line):
	case !endsWellWords.MatchString(line) || !jobWords.MatchString(line), failed(lower), isPersonal(lower), supposes(lower),
		asks(lower), isDocument(line, lower), template.MatchString(line):
		return i
	case !stamped && !(beginsLikeMessage(line) && len(line) < longestSentence):
		return i
	}
	e.told++
	s := r.Add(parse.ProviderRequester, i, i)
	tool := toolIn(line)
	if tool == "" {
		tool = parse.ToolProgram
	}
	s.Set(parse.FieldTool, tool)
	s.Set(parse.FieldPhrase, parse.PhraseEndedWell)
	s.SetText(line)
	f := facts{}
	if m, ok := stampOf(line); ok && stamped {
		f.moment, f.stamped = m, true
	}
	f.time(r, s, i)
	r.Call(programKind)
	r.Vouch() // it claims no failure, so that nothing is lost where it is only mentioned
	return i + 1
}

const (
	longestEndedWell = 400
	longestSentence  = 160
)

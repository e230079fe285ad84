package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// tellsOfNone reports a line that names a failure, or its code, and says that there was none: a count of nothing,
// a list of what numbers stand for, a setting, a test, a request, the end of an alarm.
func tellsOfNone(line string) bool {
	return countsNothing(line) || noFailure.MatchString(line) || columnHeads.MatchString(line)
}

// columnHeads are the heads of a table's columns.
var columnHeads = lazyregexp.New(`^[\p{L} ]{2,24}(?:[;\t|][\p{L} _-]{2,24}){2,}$`)

// noFailure are such lines but counts.
var noFailure = lazyregexp.New(
	// what exit codes stand for
	`(?i)\b0\s?[=:]\s?(?:success\w*|ok|good|no errors?|erfolg\w*)\b.{0,300}\b[1-9]\d?\s?[=:]\s?\p{L}` +
		// what would be, what was tried
		`|\bdry[ -]?run\b|\bself-?test\b|\bsimulat(?:ed|ing)\b|\bwould (?:report|fail|return|log)\b` +
		`|\bcheck(?:ing)? for\b.{0,80}\bnot found\b|^\S*(?: \S+)?\s+test_\w+ \.\.\. ok\s*$` +
		// settings and requests
		`|\bretryable (?:codes|errors)\s?[:=]|\bretry\w*on\b[\w.]*\s?[:=]|\b(?:GET|POST|PUT|HEAD) /\S|\btranslat(?:e|ing) 0x[0-9a-f]{8}\b` +
		// an attempt that the same line says was made again and went well
		`|\bretr(?:y|ied)\b.{0,120}\b(?:succeeded|successful(?:ly)?|ok|completed)\b` +
		// denials, what is over, what an update or a document is about
		`|\b(?:did|does|do|has|have|had|will) not fail(?:ed)?\b|\bno longer fails?\b|\bfail(?:s|ed|ing)? no (?:more|longer)\b|\bwould have failed\b` +
		`|\b0 (?:backups?|jobs?|writers?|snapshots?|tasks?|items?) (?:have |has )?failed\b|\b(?:no|without) failed (?:backups?|jobs?|writers?|snapshots?)\b` +
		`|^\W*(?:resolved|solved|fixed|closed)\b\s?[:\]]|\[(?:solved|resolved|fixed|closed|gelöst|résolu|resuelto|risolto)\]` +
		`|\b(?:fix(?:es|ed)|address(?:es|ed)|resolve[sd]|corrects?) (?:an?|the|this) (?:issue|problem|bug|error)\b|^\W*runbook\b|\bexpected error\b` +
		`|^\W*an? (?:[\w-]+ ){0,2}(?:backup|snapshot|job|writer|restore) (?:fails|can fail|may fail|might fail)\b.{0,160}\b(?:when|if|because)\b` +
		// the end of an alarm
		`|(?-i:\bRECOVERY\b|\bRESOLVED\b|\bOK: problem\b)|\bis ok now\b|\bback to normal\b`,
)

// zeroEnd is how a line ends that counts nothing.
var zeroEnd = lazyregexp.New(
	`(?i)(?:[:=|;：?\t]|\}|\s{2,}|(?:\b|_)(?:count|total)\b)["']?\s*["']?(?:0+(?:[.,]0+)?(?: ?(?:件|%|errors?|failures?|(?:of|von|sur|de|из|/) ?\d+))?|` +
		`none|no|null|nil|never|false|nein|keine?|nie|aucune?|jamais|non|ningun[oa]|nunca|нет|никогда|なし|無し|いいえ|无|否|nessun[oa]?|nenhuma?)["']?` +
		`\s*(?:\(threshold[^)]*\))?["'|.;,)\s]*$`,
)

// statedLevel is the level of an error where nothing else can be meant.
var statedLevel = lazyregexp.New(`(?i)(?:level|lvl|severity)["']?\s?[:=]\s?["']?(?:error|err|fatal|crit)|[\[<(](?:error|err|fatal|critical)[\])>]|\s(?-i:ERROR|FATAL)\s`)

// shortCount is a label and a count of nothing, as a row of a table.
var shortCount = lazyregexp.New(`^\W*[\p{L} _()/-]{3,60}[\s|]+0\W*$`)

// countsNothing reports a line that ends in a count of failures that is none: the label of the count names the failure,
// and nothing before it does.
func countsNothing(line string) bool {
	if shortCount.MatchString(line) {
		return namesTrouble(line)
	}
	at := zeroEnd.FindStringIndex(line)
	if at == nil {
		return false
	}
	before := line[:at[0]]
	cut := strings.LastIndexAny(before, ",;|") + 1
	if statedLevel.MatchString(before) { // nobody logs that as an error
		return false
	}
	if line[at[0]] == '}' { // a metric with its labels
		cut = 0
	}
	return namesTrouble(before[cut:]) && !namesTrouble(before[:cut])
}

// namesTrouble reports a word for a failure, or a code.
func namesTrouble(s string) bool {
	if s == "" {
		return false
	}
	lower := strings.ToLower(s)
	if failed(lower) || troubleWord.MatchString(lower) {
		return true
	}
	codes, _ := console.CodeIn(s)
	return len(codes) > 0
}

// troubleWord are words for failures that stand in labels.
var troubleWord = lazyregexp.New(
	`fail|error|errors?\b|timed? ?-?out|fehler|fehlgeschlagen|zeitüberschreitung|échec|erreur|dépass|fallid|fallo|errore|falha|erro\b|ошиб|сбой|エラー|失敗|错误|失败|오류`,
)

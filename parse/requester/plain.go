package requester

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Plain reads messages of backup programs that have neither a code nor a word about a shadow
// copy: that the target is full, that a folder is left on it, that the licence ran out. What
// makes one is a sentence that names a thing of a backup and a trouble that it has; see
// plainRows.
//
// Anybody speaks of such things, so it counts in the structure of a log, behind the name of a
// cmdlet, or in a short text in which nobody talks. It stands behind all grammars that know more.
var Plain = console.Grammar{
	Name:  "plain-messages",
	Loose: true,
	Title: "messages of backup programs in plain words",
	Sure:  parse.Likely,
	Words: plainWords,
	Marks: [][]string{markTarget: {"backuptarget", "-volumepath", "-networkpath", "-removabledrive"}, markState: stateMarks},
	May:   mayBePlain,
	Begin: func() console.ReadFunc { return new(plainMessages).read },
}

// Marks of Plain: what the line of a command has that names a target, and what one of a long log
// has that states a trouble.
const (
	markTarget = iota
	markState
)

// plainMessages remembers what the document is, and the target that a command named last.
type plainMessages struct {
	paste
	target string
}

// namesTarget is the target of a backup in a command: of wbadmin, and of the cmdlets of Windows
// Server Backup.
var namesTarget = lazyregexp.New(
	`(?i)(?:-backupTarget:|^BackupTargets? *: *\{|-(?:VolumePath|NetworkPath|RemovableDrive)[ :]+)["']?([A-Za-z]:|\\[^\\\s"']+\\[^\s"']+)`,
)

// mayBePlain is Grammar.May of Plain: whether a line names a target, or has a level and a sentence with a
// trouble, its own or one that it quotes.
func mayBePlain(line string, held console.Held) bool {
	if held.Has(markTarget) || !held.Has(markState) {
		return held.Has(markTarget)
	}
	if strings.Contains(line, `:"`) || strings.Contains(line, `: "`) || strings.Contains(line, ": '") {
		return true // what is quoted may go on below
	}
	if plainMay(line).Empty() { // as of nearly all lines, and so of what they quote
		return false
	}
	lower := strings.ToLower(strings.TrimSpace(line))
	return isPersonal(lower) || quoting.MatchString(line) || plainIn(lower) != nil
}

func (p *plainMessages) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if len(line) < 12 || len(line) > longestFailing || isMarkup(line) || strings.HasSuffix(line, "?") {
		return i
	}
	held := r.Held(i)
	if held.Has(markTarget) && !tellsOfNone(line) {
		p.target = cmp.Or(targetIn(line), p.target)
	}
	if r.Short() == nil && !r.Apart(i) && !(held.Has(markState) && mayState(line)) {
		return i
	}
	message, ok := p.message(r, i, line)
	if !ok || tellsOfNone(line) {
		return i
	}
	return p.add(r, i, i+1, message)
}

// message is what line i states: what it quotes of a program, or all of it.
func (p *plainMessages) message(r *console.Reader, i int, line string) (message string, ok bool) {
	if passage, ok := r.Passage(i); ok && p.counts(r, i, passage, true) {
		return passage, true
	}
	lower := strings.ToLower(line)
	if m := quoting.FindStringSubmatch(line); m != nil && !asks(lower) && !over.MatchString(lower) &&
		p.counts(r, i, m[1], true) {
		return m[1], true
	}
	if isPersonal(lower) {
		m := introduced.FindStringSubmatch(line)
		if m == nil || !p.counts(r, i, m[1], true) {
			return "", false
		}
		return m[1], true
	}
	if !p.counts(r, i, line, false) {
		return "", false
	}
	if head := strings.TrimSpace(r.Behind(i - 1)); strings.HasSuffix(head, ":") && len(head) <= longestHead &&
		!isPersonal(strings.ToLower(head)) { // what was being done
		line = head + " " + line
	}
	return line, true
}

// mayState is a cheap test that fails for most lines of long logs: one that states a trouble has a
// level, the mark of a cmdlet, or quotes.
func mayState(line string) bool {
	return strings.ContainsAny(line, "\"\u201c\u201e") || strings.Contains(line, " : ") || parse.HoldsOne(line, levelParts)
}

// levelParts are parts of the words by which lines name their level.
var levelParts = []string{
	"rror", "RROR", "err", "ERR", "arn", "ARN", "ail", "AIL", "atal", "ATAL", "ritical", "ehler", "rreur", "vertissement",
	"vviso", "viso", "шибк", "エラー", "警告", "错误", "錯誤", "오류", "경고", "anic", "xception", "evere",
}

// stateMarks are what mayState looks for.
var stateMarks = append([]string{"\"", "\u201c", "\u201e", " : "}, levelParts...)

// counts reports whether a line states such a message: it stands where programs print, or is
// quoted from there, and has one.
func (p *plainMessages) counts(r *console.Reader, i int, line string, quoted bool) bool {
	lower := strings.ToLower(line)
	row := plainIn(lower)
	if row == nil || !quoted && !p.printed(r, i, line, lower) || endedWell.MatchString(lower) || isPersonal(lower) ||
		talks(lower) || strings.HasSuffix(line, "?") || quoted && isDocument(line, lower) {
		return false
	}
	return (beginsLikeMessage(line) || row.own) && row.names(r, i, line) && !mentionedInJSON(r, i)
}

// printed reports whether a line stands where programs print.
func (p *plainMessages) printed(r *console.Reader, i int, line, lower string) bool {
	if cmdletError.MatchString(line) {
		return true
	}
	f := facts{state: -1}
	if m, ok := stampOf(line); ok {
		f.moment, f.stamped = m, true
	}
	document := isDocument(line, lower)
	level := levelIn(lower)
	if level == quietLevel {
		return false
	}
	if (level == errorLevel || level == warnLevel) && inLog(line, &f) &&
		(!document || f.stamped) {
		return true
	}
	return (p.states(r) || apart(r, i, line) || statusRow.MatchString(line)) && !document && !over.MatchString(lower)
}

// statusRow is the row of a report's table: a name, a status that is bad, and further columns, of
// which the last says why.
var statusRow = lazyregexp.New(
	`^\s*\S.{0,60}?(?:\s{2,}|\t|\|)\s*(?i:failed|error|warning|fehlgeschlagen|fehler|warnung|échec|erreur|avertissement|fallido|advertencia|fallita|non riuscito|avviso|falhou|erro|ошибка|предупреждение|失敗|エラー|警告|失败|错误)\s*(?:\s{2,}|\t|\|).*(?:\s{2,}|\t|\|)\s*\S`,
)

// names reports whether the line, or the short text around it, says that it is about a backup.
func (row *plainRow) names(r *console.Reader, i int, line string) bool {
	short := r.Short()
	if row.own || row.target && len(short) > 0 && len(short) <= fewLines &&
		!slices.ContainsFunc(short, ofSources.MatchString) {
		return true
	}
	for _, other := range append([]string{line, r.Behind(i - 1), r.Command}, short...) {
		if nearBackup.MatchString(other) || plainNear.MatchString(other) || toolIn(other) != "" {
			return true
		}
	}
	return false
}

// ofSources are words of repositories of source code and of packages.
var ofSources = lazyregexp.New(`(?i)\bgit(?:hub|lab)?\b|\bclone\b|\b(?:npm|maven|docker|apt|yum|svn|commit|branch|package)\b`)

// fewLines is how many lines a text has that is a message and hardly more.
const fewLines = 3

func (p *plainMessages) add(r *console.Reader, i, next int, line string) int {
	f := facts{state: -1}
	if m, ok := stampOf(line); ok && beginsStamped(line) && !statusRow.MatchString(line) { // whose date may be another's
		f.moment, f.stamped = m, true
	}
	f.more(line)
	f.plain(line)
	f.spoken(line, strings.ToLower(line))
	f.phrase = parse.PhraseOwnMessage
	if target := cmp.Or(p.target, targetIn(r.Command)); f.volume == "" && f.path == "" && target != "" &&
		(strings.Contains(f.message, "target") || strings.HasPrefix(f.message, "disk")) {
		if f.path = target; len(target) == len("X:") {
			f.volume, f.path = target, ""
		}
	}
	r.Vouch()
	return addProgram(r, i, next, line, f, "")
}

func targetIn(command string) string {
	if m := namesTarget.FindStringSubmatch(command); m != nil {
		return m[1]
	}
	return ""
}

// setPlain gives a statement the message that its line has in plain words.
func setPlain(s *console.Statement, line string) {
	f := facts{state: -1}
	f.plain(line)
	s.Set(parse.FieldMessageID, f.message)
}

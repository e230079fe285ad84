package requester

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/vssadmin"
)

// Failing reads lines that state a failure of a shadow copy without any code: those
// of logs of any program, exceptions with their stack, fields of JSON, and messages
// that stand alone in a short text. What makes one is its structure, a name of the
// thing and a word of failing; see things and failing.
//
// It must stand behind all grammars that know more.
var Failing = console.Grammar{
	Name:  "failing-lines",
	Loose: true,
	Title: "lines that state a failure of a shadow copy without a code",
	Sure:  parse.Likely,
	Words: failingWords(),
	Begin: func() console.ReadFunc { return new(failingLines).read },
}

// failingWords are what a line must hold to be looked at: the names of things, and
// what begins a crash.
func failingWords() []string {
	words := []string{
		"Writer", "Exception", "System error ", "ystemfehler ", "rreur système ", "rror de sistema ",
		"rror del sistema ", "rrore di sistema ", "rro de sistema ", "истемная ошибка ", "システム エラー", "系统错误",
		"系統錯誤", "시스템 오류", "Win32 error", "rror: ",
	}
	for _, t := range things {
		words = append(words, t.token)
	}
	return append(words, failing...)
}

// failingLines remembers what the document is.
type failingLines struct{ paste }

func (p *failingLines) read(r *console.Reader, i int) int {
	line := strings.TrimSpace(r.Text(i))
	if len(line) > longestFailing {
		line = strings.ToValidUTF8(line[:longestFailing], "")
	}
	lower := strings.ToLower(line)
	if len(line) < 12 || isMarkup(line) || strings.HasSuffix(line, "?") || headsColumns(r, i) || zeroCode.MatchString(line) || tellsOfNone(line) {
		return i
	}
	switch text, is := inJSON(r, i); is {
	case jsonMentions:
		return i
	case jsonStates:
		if next := readPassage(r, i, text); next > i {
			return next
		}
	}
	if isPersonal(lower) {
		if m := introduced.FindStringSubmatch(line); m != nil && tellsFailure(strings.ToLower(m[1])) {
			return readPassage(r, i, m[1])
		}
		return readMissingWriter(r, i, line, lower)
	}
	if next := readException(r, i, line); next > i {
		return next
	}
	if next := readNetError(r, i, line); next > i {
		return next
	}
	if passage, ok := r.Passage(i); ok && !hint.MatchString(line) {
		if next := readPassage(r, i, passage); next > i {
			return next
		}
	}
	f := facts{state: -1}
	if m, ok := stampOf(line); ok {
		f.moment, f.stamped = m, true
	}
	says := p.weigh(r, i, line, lower, &f)
	if says == nothing || says == pasted && onlyLabel(r, i, lower) {
		return i
	}
	next := i + 1
	if goesOn(r, i) {
		if !saysItself(lower) && !jobFailed.MatchString(lower) {
			return i
		}
		next = behindNumber(r, next)
	}
	if says == pasted {
		r.Vouch()
	}
	f.more(line)
	f.readState(line)
	f.phrase = parse.PhraseSnapshotFailed
	if f.writer == "" {
		f.writer = plainWriter(line)
	}
	if f.writer != "" {
		f.phrase = parse.PhraseWriterFailed
	}
	f.spoken(line, lower)
	if f.writer != "" && len(f.codes) == 0 {
		f.tailError(line)
		f.missing(line)
	}
	return addProgram(r, i, next, line, f, "")
}

// zeroCode is an error code that says that there is no error.
var zeroCode = lazyregexp.New(`(?i)\b(?:error|code|hr|hresult|result)\b[^\w\n]{0,4}0x0{1,8}(?:[^\w]|$)`)

// behindNumber returns the line behind line i, if that has the program's own number for what
// the line above it says, and nothing else; else line i.
func behindNumber(r *console.Reader, i int) int {
	below := strings.TrimSpace(r.Text(i))
	if f := codesIn(below); f.loose() && numberAlone(below, f.message) {
		return i + 1
	}
	return i
}

// introduced is a message that somebody introduces in its line: "I've this error: ...".
var introduced = lazyregexp.New(
	`(?i:\b(?:errors?|messages?|fehler(?:meldung)?|meldung|erreur|errore|ошибк\p{L}*))\b[^:.]{0,40}?\s?[:：]\s+["'\x{201c}]?(\p{Lu}[^?]{16,})$`,
)

// netError is the answer of "net start" where a service does not start: the words for an error of the
// system, a number, and nothing else; in the other languages the words are inferred.
var netError = lazyregexp.New(
	`^(?:System error|Systemfehler|(?:L['’])?erreur système|Error (?:de|del) sistema|Errore di sistema|Erro (?:de|do) sistema|Systeemfout|Системная ошибка|システム ?エラー|发生系统错误|發生系統錯誤|시스템 오류) ?(\d{1,5})(?: ?(?:has occurred|aufgetreten|s['’]est produite|が発生しました|이\(가\) 생겼습니다))?[.。]?$`,
)

// readNetError reads it with the sentence below, if the command or that names VSS.
func readNetError(r *console.Reader, i int, line string) int {
	m := netError.FindStringSubmatch(line)
	if m == nil {
		return i
	}
	asked := strings.ToLower(r.Command + " " + r.Behind(i-1) + " " + r.Behind(i-2))
	if found, strong := thingIn(asked); !found || !strong {
		if !strings.Contains(asked, "swprv") {
			return i
		}
	}
	next := i + 1
	if below := r.SkipBlank(next); below <= next+1 && !r.Blank(below) {
		line += " " + strings.TrimSpace(r.Text(below))
		next = below + 1
	}
	f := facts{state: -1, phrase: parse.PhraseSnapshotFailed}
	if n, err := strconv.ParseUint(m[1], 10, 16); err == nil {
		f.codes = []uint32{0x80070000 | uint32(n)}
	}
	r.Vouch()
	return addProgram(r, i, next, line, f, "")
}

// readPassage reads what a line quotes, as if it had been pasted alone.
func readPassage(r *console.Reader, i int, passage string) int {
	lower := strings.ToLower(passage)
	if isPersonal(lower) || isDocument(passage, lower) ||
		!tellsFailure(lower) && !(hasReason(passage) && failed(lower) && !supposes(lower)) {
		return i
	}
	f := facts{state: -1, phrase: parse.PhraseSnapshotFailed}
	f.more(passage)
	if f.writer = cmp.Or(f.writer, plainWriter(passage)); f.writer != "" {
		f.phrase = parse.PhraseWriterFailed
	}
	f.spoken(passage, lower)
	r.Vouch()
	return addProgram(r, i, i+1, passage, f, "")
}

// tailError takes the words that a line ends in for a writer's last error.
func (f *facts) tailError(line string) {
	at := max(
		strings.LastIndex(line, " - ")+3,
		strings.LastIndex(line, ", ")+2,
		strings.LastIndex(line, ": ")+2,
		strings.LastIndexByte(line, '(')+1,
	)
	if at < 4 || len(line)-at > 40 ||
		plainWriter(strings.ReplaceAll(line, f.writer, "")) != "" { // of several writers it may be another's
		return
	}
	if code, basis := vssadmin.LastErrorCode(strings.Trim(line[at:], " .)]\"'")); basis != "" && code != 0 {
		f.codes, f.from = append(f.codes, code), basis
	}
}

// hasReason reports whether a line ends in a reason that a colon sets apart, as programs
// put what the system told them: "...: Access is denied."
func hasReason(line string) bool {
	at := strings.LastIndex(line, ": ")
	if at < 8 || len(line)-at < 10 {
		return false
	}
	c, _ := utf8.DecodeRuneInString(line[at+2:])
	return unicode.IsUpper(c) && strings.Count(line[at+2:], " ") >= 1
}

// longestFailing is how many bytes of a line are weighed: who states a failure does
// so in front.
const longestFailing = 2048

type saying uint8

const (
	nothing saying = iota
	logged         // a line of a log
	pasted         // a message in a short text
)

// weigh tells whether a line states a failure, and as what.
func (p *failingLines) weigh(r *console.Reader, i int, line, lower string, f *facts) saying {
	level := levelIn(lower)
	if machineID.MatchString(line) && !isDocument(line, lower) &&
		(statesFailure(lower, level) || aboutGuests.MatchString(lower) && parse.HoldsOne(lower, failingOf)) {
		return pasted // whoever quotes it: nothing but Hyper-V ends a message so
	}
	form := isMessageField(line) || inLog(line, f) || cmdletError.MatchString(line)
	if form && (!isDocument(line, lower) || f.stamped || isMessageField(line)) &&
		(statesFailure(lower, level) || level != quietLevel && lacksWriter(line) && !supposes(lower)) {
		return logged
	}
	if endedWell.MatchString(lower) {
		return nothing
	}
	if (p.tells(r) || apart(r, i, line)) && !isDocument(line, lower) &&
		(tellsFailure(lower) || (p.about || apart(r, i, line)) && (beginsLikeMessage(line) || hasReason(line)) &&
			failed(lower) && !supposes(lower)) {
		return pasted // who pastes a few lines and nothing else means what failed in them
	}
	if p.tells(r) && beginsLikeMessage(line) && !isDocument(line, lower) && fallsShort(lower) && !supposes(lower) &&
		!hasCode(line) {
		return pasted
	}
	if (p.states(r) || apart(r, i, line)) && saysItself(lower) && !isDocument(line, lower) {
		return pasted
	}
	return nothing
}

// endedWell are sentences that say that the backup is there, whatever else they speak of.
var endedWell = lazyregexp.New(
	`\bbackups? (?:itself |job )?(?:still )?(?:succeeds?|succeeded|completes? (?:successfully|fine)|completed successfully|is successful)\b` +
		`|sicherung (?:ist|war|wird|läuft) (?:trotzdem )?erfolgreich|sauvegarde (?:est |a |s'est )?(?:bien )?réussi` +
		`|copia de seguridad se (?:realiza|completa) correctamente|バックアップは正常|備份(?:是)?成功|备份(?:是)?成功|백업은 정상`,
)

// machineID ends a message of Hyper-V in any language: words and the id of the machine.
var machineID = lazyregexp.New(
	`['"\x{201c}\x{ab}][^'"\x{201d}\x{bb}]{1,100}['"\x{201d}\x{bb}].*\(\p{L}[\p{L} :'-]{1,50}[ :][0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\)[.\s]*$`,
)

// fallsShort reports whether a line of a few that somebody pasted speaks of a backup or a
// snapshot that did not come about, in words that in a longer text may be those of a
// setting or a count.
func fallsShort(lower string) bool {
	if found, _ := thingIn(lower); !found && !backupWord.MatchString(lower) {
		return false
	}
	return notThere.MatchString(denied.ReplaceAllString(lower, " "))
}

// notThere are ordinary words for what could not be reached, or was left out.
var notThere = lazyregexp.New(
	`\b(?:unreachable|not reachable|(?:is|are|was|were|host|server|machine|target|repository|volume|share) (?:unavailable|not available)|did not (?:complete|finish|run)|didn't (?:complete|finish|run)|nothing was (?:saved|backed up|copied|done)|at risk` +
		`|(?:is|are|was|were|will be|been) skipped|skipped: [a-z]|(?:is|are|went|agent|host|server|machine|target|repository|disk|volume) offline` +
		`|nicht erreichbar|nicht verfügbar|übersprungen|injoignable|indisponible|non disponible|non raggiungibile|no está disponible|no disponible|inacessível|indisponível|onbereikbaar|niedostępn\w*)(?:\b|$)` +
		`|недоступ|пропущен|利用できません|使用できません|スキップされ|不可用|已跳过|사용할 수 없`,
)

// saysItself reports whether a line holds a sentence of Windows that stands for one code of
// VSS and that reports show. What its other sentences suppose or advise is the message's own.
func saysItself(lower string) bool {
	for sentence := range strings.SplitSeq(lower, ". ") {
		_, basis := vssadmin.SpokenCode(sentence, true)
		if basis == parse.HResultWords && strings.Contains(sentence, "shadow cop") && !supposes(sentence) {
			return true
		}
	}
	return false
}

// tellsFailure reports whether one sentence of a line names a shadow copy and says
// that something did not come about.
func tellsFailure(lower string) bool { return statesFailure(lower, noLevel) }

// statesFailure is tellsFailure for a line whose level is known: that of an error
// says itself that something failed.
func statesFailure(lower string, level severity) bool {
	lower = denied.ReplaceAllString(lower, " ")
	for sentence := range strings.SplitSeq(strings.ReplaceAll(lower, "\u3002", ". "), ". ") {
		found, strong := thingIn(sentence)
		if !found && plainWriterFold(sentence) {
			found, strong = true, true
		}
		if level == errorLevel && parse.HoldsOne(sentence, backupWords) { // it says itself that something failed
			return true
		}
		if found && level != quietLevel && errorToken.MatchString(sentence) {
			return true
		}
		if level == warnLevel && jobFailed.MatchString(sentence) && !supposes(sentence) {
			return true
		}
		if !found || supposes(sentence) {
			continue
		}
		if failed(sentence) || strong && level != quietLevel && parse.HoldsOne(sentence, failingOf) ||
			strong && (level == errorLevel || level == warnLevel && strings.Contains(sentence, "timeout")) {
			return true
		}
		if strong && strings.Contains(lower, "error:") && failed(lower) {
			return true
		}
	}
	_, basis := spokenIn(lower, true)
	return basis != "" && strings.Contains(lower, "writer")
}

// jobFailed is what a program warns of that is the failure of its job.
var jobFailed = lazyregexp.New(
	`\b(?:backup|restore|snapshot|checkpoint)(?: (?:of|job|for)(?: \S+){1,4}| job)? (?:has |have )?(?:failed|been aborted|was aborted)\b`,
)

// errorToken is an error or an exception that a program names: XapiError: ...
var errorToken = lazyregexp.New(`\b[a-z]+(?:error|exception)[:(]`)

// plainWriterFold finds a known writer's name in lower case.
func plainWriterFold(lower string) bool {
	if !strings.Contains(lower, "writer") {
		return false
	}
	for _, name := range lowerWriters {
		if strings.Contains(lower, name) {
			return true
		}
	}
	return false
}

// lowerWriters is knownWriters in lower case.
var lowerWriters = func() []string {
	names := make([]string, len(knownWriters))
	for k, name := range knownWriters {
		names[k] = strings.ToLower(name)
	}
	return names
}()

type severity uint8

const (
	noLevel severity = iota
	errorLevel
	warnLevel
	quietLevel // information and below
)

var levelWord = lazyregexp.New(
	`^.{0,64}?(?:^|[\s\[<("|=:])(error|err|fatal|critical|severe|panic|warning|warn|info|information|debug|verbose|trace|notice|fehler|warnung|erreur|ошибка|エラー|错误)(?:[-\s\]>)":|,]|$)`,
)

// shoutedBehind is the level that a program puts behind that of its log.
var shoutedBehind = lazyregexp.New(`^[:\]\s]*(?:error|fatal|failed|failure): `)

// levelIn returns the level that a line names in front.
func levelIn(lower string) severity {
	m := levelWord.FindStringSubmatch(lower)
	if m == nil {
		return noLevel
	}
	switch m[1] {
	case "warning", "warn", "warnung":
		return warnLevel
	case "info", "information", "debug", "verbose", "trace", "notice":
		if shoutedBehind.MatchString(lower[len(m[0])-1:]) { // "info: ERROR: ..."
			return errorLevel
		}
		return quietLevel
	}
	return errorLevel
}

var (
	// The error of a cmdlet as PowerShell prints it: "Checkpoint-VM : ...".
	cmdletError = lazyregexp.New(`^[A-Z][A-Za-z]+-[A-Z][A-Za-z]+ : \S`)
	// A time of day in front, as logs without dates have it.
	clockFirst = lazyregexp.New(`^[\[(<]?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?[AP]M)?[\])>]?[\s:,|-]`)
	// "error": "...", "msg": "...", error="...": a field that holds what went wrong.
	messageField = lazyregexp.New(
		`(?i)(?:^|[\s{,])"?(?:error|err|msg|message|stderr|reason|exception|text|fault)"?\s*(?::\s*"|="?)\w`,
	)
	quotedField = lazyregexp.New(
		`^\s*[-,{]?\s*"(?i:error|err|msg|message|stderr|reason|exception|text|fault)"\s*:\s*"`,
	)
)

// isMessageField reports whether a line is a field of JSON that holds a message.
func isMessageField(line string) bool { return quotedField.MatchString(line) }

// inLog reports whether what stands in front makes line one of a log.
func inLog(line string, f *facts) bool {
	return f.stamped && beginsStamped(line) || clockFirst.MatchString(line) || epochStamp.MatchString(line) ||
		level.MatchString(line) ||
		exception.MatchString(line) ||
		strings.HasPrefix(line, "level=") ||
		messageField.MatchString(line) && strings.ContainsAny(line, "{=")
}

// goesOn reports whether the line below, which has no time of its own, states what
// line i begins: an exception, a code. Both are one statement, and that line's.
func goesOn(r *console.Reader, i int) bool {
	below := strings.TrimSpace(r.Text(i + 1))
	if below == "" {
		return false
	}
	if _, stamped := stampOf(below); stamped || clockFirst.MatchString(below) {
		return false
	}
	if exception.MatchString(below) {
		return true
	}
	f := codesIn(below)
	return f.states() && (stated(below, f) || beginsWithError.MatchString(below))
}

// onlyLabel reports whether line i names nothing, as "Status: Failed" does, and one of
// the two below says what failed.
func onlyLabel(r *console.Reader, i int, lower string) bool {
	if found, _ := thingIn(lower); found || len(lower) > 40 {
		return false
	}
	for at := i + 1; at < i+3; at++ {
		below := strings.ToLower(r.Text(at))
		if found, _ := thingIn(below); found && tellsFailure(below) {
			return true
		}
	}
	return false
}

// spoken adds what a line without a code says of it.
func (f *facts) spoken(line, lower string) {
	if code, ok := win32In(line); ok {
		f.codes = []uint32{code}
		return
	}
	_, strong := thingIn(lower)
	if code, basis := spokenIn(lower, strong); basis != "" {
		f.codes, f.from = append(f.codes, code), basis
	}
}

// win32Error is an error of Windows by its number, as programs print it: robocopy
// (ERROR 53 (0x00000035)), Python, Rust, and those that name it.
var win32Error = lazyregexp.New(
	`\bERROR (\d{1,5}) \(0x[0-9A-Fa-f]{8}\)|\[WinError (\d{1,5})\]|\(os error (\d{1,5})\)|(?i:\b(?:win32|windows|system) error(?: code)?\s?[:=#]?\s?(\d{1,5})\b)|(?i:\bwin32 error:[^\n]{1,240}?\bcode: (\d{1,5})\b)|(?i:\bcould not start the .{3,60} service\b.{0,80}\berror (\d{1,5}):)`,
)

// win32In returns the code of such an error: 0x8007 and the number.
func win32In(line string) (uint32, bool) {
	m := win32Error.FindStringSubmatch(line)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseUint(m[1]+m[2]+m[3]+m[4]+m[5]+m[6], 10, 16)
	return 0x80070000 | uint32(n), err == nil && n > 0
}

// exceptionName is what an exception is called in front of its message.
var exceptionName = lazyregexp.New(
	`^(?:[A-Za-z ]{1,24}: )*(?:--->\s*)?(?:[A-Za-z_]\w*\.)*([A-Z]\w*(?:Exception|Error))(?:\s*\(.*?\))?:\s`,
)

// crashed is how a Go program begins the report of a crash.
var crashed = lazyregexp.New(`^(?:Exception (0x[0-9a-f]{8}) 0x[0-9a-f]+ |panic: |fatal error: )`)

// readException reads an exception that has no code of its own, if its message, its
// stack or the line above it names VSS.
func readException(r *console.Reader, i int, line string) int {
	m := exceptionName.FindStringSubmatch(line)
	crash := crashed.FindStringSubmatch(line)
	if m == nil && crash == nil {
		return readThrown(r, i, line)
	}
	lower := strings.ToLower(line)
	_, strong := thingIn(lower)
	at := i + 1
	function := functionIn(line)
	if _, s := thingIn(strings.ToLower(r.Behind(i - 1))); s && i > 0 && m != nil {
		strong = true
	}
	limit := maxStack
	for ; at < i+limit && r.Has(at) && (isFrame(r.Text(at)) || crash != nil); at++ {
		if strings.Contains(r.Text(at), "Vss") {
			strong = true
			if function == "" {
				function = functionIn(r.Text(at))
			}
		}
	}
	found, _ := thingIn(lower)
	if !strong && !(found && failed(lower)) {
		return i
	}
	f := facts{state: -1, function: function, phrase: parse.PhraseSnapshotFailed}
	if st, ok := stampOf(line); ok && beginsStamped(line) {
		f.moment, f.stamped = st, true
	}
	f.more(line)
	if f.function == "" {
		f.function = function
	}
	switch {
	case crash != nil:
		if codes, _ := console.CodeIn(line); len(codes) > 0 {
			f.codes = codes[:1]
		}
		f.names = []string{strings.Fields(line)[0]}
		r.Vouch()
		return addProgram(r, i, i+1, line, f, toolAbove(r, i, at))
	default:
		f.names = []string{m[1]}
		if code, ok := win32In(line); ok {
			f.codes = []uint32{code}
		} else if code, ok := exceptions[m[1]]; ok {
			f.codes, f.from = []uint32{code}, parse.HResultWords
		}
	}
	r.Vouch()
	return addProgram(r, i, i+1, line, f, "")
}

// readThrown reads the message of an exception whose class is not shown: "Error: ..." with
// its stack below, in which a frame is of VSS or of the library that calls it.
func readThrown(r *console.Reader, i int, line string) int {
	if !thrown.MatchString(line) || !isFrame(r.Text(i+1)) || isPersonal(strings.ToLower(line)) {
		return i
	}
	f := facts{state: -1, phrase: parse.PhraseSnapshotFailed}
	called := false
	for at := i + 1; at < i+1+shownFrames && isFrame(r.Text(at)); at++ {
		if frame := r.Text(at); strings.Contains(frame, "Vss") {
			f.function, called = cmp.Or(f.function, functionIn(frame)), true
		}
	}
	if !called {
		return i
	}
	function := f.function
	f.more(line)
	f.function = cmp.Or(f.function, function)
	lower := strings.ToLower(line)
	if f.codes, f.names = console.CodeIn(line); len(f.codes) == 0 {
		if code := alphaVSSCode(lower); code != 0 {
			f.codes, f.from = []uint32{code}, parse.HResultWords
		} else {
			f.spoken(line, lower)
		}
	}
	r.Vouch()
	return addProgram(r, i, i+1, line, f, "")
}

// thrown is how such a message begins.
var thrown = lazyregexp.New(`^(?:\W*(?i:fatal )?(?i:error|failed|exception|unhandled exception|fehler|erreur)\s?:\s+)?\p{Lu}[\p{L} ]`)

// alphaVSSWords are words of the messages that AlphaVSS gives its exceptions, which only
// that of one code has; where a program shows no class they are all that names it. Source:
// LocalizedStrings.resx and the classes of https://github.com/alphaleonis/AlphaVSS
// (looked at 2026-11-30).
var alphaVSSWords = []struct {
	words string
	code  uint32
}{
	{"unable to flush i/o writes", 0x80042313},
	{"unable to hold i/o writes", 0x80042314},
	{"provider has insufficient storage space", 0x8004231f},
	{"invalid xml document", 0x80042311},
	{"maximum number of volumes", 0x80042312},
	{"maximum number of shadow copy sets", 0x80042317},
	{"requested object was a duplicate", 0x8004230d},
	{"requested object does not exist", 0x80042308},
	{"does not correspond to a registered provider", 0x80042304},
	{"expected provider error", 0x80042306},
	{"requires the user to restart the computer", 0x80042327},
	{"already has a revert in progress", 0x80042325},
	{"unexpected error code", 0x8004230f},
	{"during communication with writers", 0x80042315},
	{"not supported under the current context", 0x8004231b},
	{"in use and could not be locked", 0x8004231d},
	{"not supported by the specified provider", 0x8004230e},
	{"does not support the requested operation", 0x8004230c},
	{"writer infrastructure is not operating", 0x80042318},
}

func alphaVSSCode(lower string) uint32 {
	for _, row := range alphaVSSWords {
		if strings.Contains(lower, row.words) {
			return row.code
		}
	}
	return 0
}

// toolAbove looks for the program in the lines of a crash.
func toolAbove(r *console.Reader, i, next int) string {
	for at := i; at < next; at++ {
		if tool := toolIn(r.Text(at)); tool != "" {
			return tool
		}
	}
	return ""
}

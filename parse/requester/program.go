package requester

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Program reads the lines of any program, known or not, that state a result code
// of VSS, COM, Windows or its backup, by number or by name, or a writer's state by
// number: log lines, exceptions with their stack, dialogues. What the line is
// about goes with the code: writer, volume, call, database, set.
//
// It must stand behind the grammars that know a structure. What merely mentions a
// code is left alone; see stated.
var Program = console.Grammar{
	Name:  programKind,
	Loose: true,
	Title: "log of a program that states result codes",
	Sure:  parse.Likely,
	Words: withHints(programWords),
	Marks: [][]string{markCall: comWords, markDetails: {"(ID"}},
	May:   mayStateCode,
	Begin: func() console.ReadFunc { return new(programLines).read },
}

// Marks of Program: what a line has that readCall and detailsBelow look for.
const (
	markCall = iota
	markDetails
)

// programLines remembers what the document is.
type programLines struct{ paste }

// programKind is what a log is called whose program does not say its name.
const programKind = "program-log"

// programWords are beginnings of codes by number, and of names.
var programWords = []string{
	"QuiesceFault", "VolumeShadowCopy", "vim.fault.", "vim25.", "VmomiSupport.", "VM_SNAPSHOT_WITH", // faults of hypervisors
	"0x8", "0X8", "[0x", "(0x000", "0xc0000", "0xC0000", "0xC03A", "0xc03a", "0xe000", "0xE000", // hex
	"8004", "8007", "8000", "8008", "8001", "8078", "8099", "8100", "8011", // hex alone
	"-21", "21477", "21479", "21553", "21642", "21575", // decimals: 0x8004 and 0x8007, 0x8078, 0x8100, 0x8099
	"VSS_E_", "VSS_WS_FAILED", "E_ACCESSDENIED", "E_UNEXPECTED", "E_OUTOFMEMORY", "E_INVALIDARG", "E_FAIL", "REGDB_E_",
	"Exception",
	"Win32 error", "riterState", "last error", "riter state", "riter State", "RITER_STATE", // states by number
	"FAILED_AT_", "COM call \"", "The last operation failed",
	"ACO", "ANS", "ANE", "-5368", "status 4", "status: 4", "tatus code", "V-79-", "snapshot error", "status 156",
	"guest-fsfreeze", "Extension", "msg.snapshot", "(ID", "a000", "e000", "A000", "E000", "EXIT STATUS", "tatus:", "BAK",
	"BKP", "BA2", "BA ", "State 5", "rsync", "UserError", "Sal", "CBP", "xit code", "xit Code", "xit-code", "rror code",
	"rror Code", "rror ID", "rror E", "rror A", "rror: ", "rr:", "rror ", "ERROR ", "rr code", ":1", "_FAILED", "_ERROR",
	"_TIMEOUT", "V-", "Final error",
	"VssError", "ID: ", "150", "151", "152", "153", "E0", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", // own numbers of programs
	"ystem error", "in32 error", "indows error", "WinError", "ailed: ", "ailed with ", "ailed (", "GuestAgent",
	"VMRestorePoint", "WorkloadExtension", "WSB", "WLExt", "SFCCheck", "AgentShadowCopy", "vacpError", "ApplicatorSync",
	"MaxFailedFiles", "CloudDos", "AutoProtection", "rrorID", "will be skipped",
	"othing to process", "eturn code",
	"error code: '327", "error code: 327", "c013", // message ids
}

// mayStateCode is Grammar.May of Program.
func mayStateCode(line string, held console.Held) bool {
	line = strings.TrimSpace(line)
	return held.Has(markDetails) || held.Has(markCall) || line[0] == '"' || line[0] == '{' ||
		!statesNothing(withoutLost(line))
}

func (p *programLines) read(r *console.Reader, i int) int {
	line, next := withoutLost(strings.TrimSpace(unquoted(r.Text(i)))), i+1
	held := r.Held(i)
	if held.Has(markDetails) {
		line, next = detailsBelow(r, i, line)
	}
	if next > i+1 || held.Has(markCall) {
		if behind := readCall(r, i, line); behind > i {
			return behind
		}
	}
	text, is := inJSON(r, i)
	switch is {
	case jsonMentions:
		return i
	case jsonStates:
		line = text
	}
	f := codesIn(line)
	if !f.states() {
		return i
	}
	if behind := readQuoted(r, i, line); behind > i || mentionsOnly(line) {
		return behind
	}
	alone, ok := p.counts(r, i, line, &f, is == jsonStates)
	if !ok {
		return i
	}
	if alone || standsApart(line, f.message) || f.own != nil && f.own.states || inSource.MatchString(line) {
		r.Vouch()
	}
	f.more(line)
	if f.failedState() && len(f.codes) == 0 { // the state by its name, the error in words
		f.spoken(line, strings.ToLower(line))
	}
	if head := messageAbove(r, i, &f); head != "" {
		line = head + " " + line
	}
	if numberAlone(line, f.message) && len(f.codes) == 0 || f.own != nil && f.own.below && !stampedAt(r, i+1) {
		line, next = f.withNext(r, i, line)
	}
	return addProgram(r, i, next, line, f, "")
}

// counts reports whether a line states what f found in it, and whether it stands alone: in a pasted message, or set apart
// from prose.
func (p *programLines) counts(r *console.Reader, i int, line string, f *facts, inObject bool) (alone, ok bool) {
	quoted := apart(r, i, line) || inObject
	alone = p.states(r) || quoted
	changed := f.loose() // by spokenNumber
	if f.onlyAlone() && !alone || !f.nearby(r, i) || f.loose() && !f.spokenNumber(line) {
		return false, false
	}
	return alone, statesFound(line, *f, changed) || alone && statesInPaste(line, *f, p.pure || quoted) || codeBelow(r, i, line, f)
}

// mentionsOnly reports a line that names a code and states no failure by it.
func mentionsOnly(line string) bool { return onlySupposes(line) || tellsOfNone(line) }

// errorAndCode is a short line that has nothing but a word for an error and its code.
var errorAndCode = lazyregexp.New(
	`(?i)^\W*(?:\w+ ){0,2}(?:error|code|hresult|fehler|fehlercode|erreur|errore|ошибка|エラー|错误)(?: code)?\W{0,3}0x[0-9a-f]{8}\b`,
)

// codeBelow reports whether a line has the code of what the line above says that it failed.
func codeBelow(r *console.Reader, i int, line string, f *facts) bool {
	above := strings.TrimSpace(r.Behind(i - 1))
	if len(f.codes) != 1 || len(line) > longestHead || above == "" || len(above) > longestHead || !errorAndCode.MatchString(line) {
		return false
	}
	lower := strings.ToLower(above)
	return failed(lower) && !isPersonal(lower) && !supposes(lower) && !isDocument(above, lower) && !isDocument(line, strings.ToLower(line))
}

// readQuoted reads the passage that line i quotes of a program, if that states something.
func readQuoted(r *console.Reader, i int, line string) int {
	passage, ok := r.Passage(i)
	if !ok || hint.MatchString(line) {
		return i
	}
	passage = unquoted(passage)
	f := codesIn(passage)
	if !f.states() || !stated(passage, f) && !statesInPaste(passage, f, true) {
		return i
	}
	r.Vouch()
	f.more(passage)
	return addProgram(r, i, i+1, passage, f, "")
}

// stampedAt reports whether line i has a date and a time, and so begins something else.
func stampedAt(r *console.Reader, i int) bool {
	_, ok := stampOf(r.Text(i))
	return ok
}

// deepQuote is how many marks of quoting stand before a line at most that somebody wrote.
const deepQuote = 16

// unquoted drops the marks of quoting of a line that has more than anybody writes.
func unquoted(line string) string {
	rest := strings.TrimLeft(line, "> \t")
	if strings.Count(line[:len(line)-len(rest)], ">") <= deepQuote {
		return line
	}
	return rest
}

// openDetails begins the details of an error of Data Protection Manager: "(ID 30111 Details:
// VssError: ... (0x800423F4))". What they quote has lines of its own.
var openDetails = lazyregexp.New(`\((?:ID|id):? ?\d{2,6}(?:[ ;,:]+[\p{L} ]{4,20}: ?|\s*$)`)

// detailsBelow adds the lines below, up to the one that closes the bracket of such details.
func detailsBelow(r *console.Reader, i int, line string) (joined string, next int) {
	const most = 6
	open := func(s string) bool { return strings.Count(s, "(") > strings.Count(s, ")") }
	at := openDetails.FindStringIndex(line)
	if at == nil || !open(line[at[0]:]) {
		return line, i + 1
	}
	joined = line
	for next = i + 1; next <= i+most && r.Has(next) && !r.Blank(next); next++ {
		joined += " " + strings.TrimSpace(r.Text(next))
		if !open(joined[at[0]:]) {
			return joined, next + 1
		}
	}
	return line, i + 1
}

// messageAbove returns the line above, if it says without a code what failed and line i
// begins with the error: a dialogue of two lines.
func messageAbove(r *console.Reader, i int, f *facts) string {
	if f.stamped || len(f.codes) == 0 || !beginsWithError.MatchString(r.Text(i)) {
		return ""
	}
	above := strings.TrimSpace(r.Behind(i - 1))
	if inner := codesIn(above); inner.states() {
		return ""
	}
	lower := strings.ToLower(above)
	if len(above) < 12 || len(above) > longestHead || !failed(lower) || !beginsLikeMessage(above) ||
		isPersonal(lower) ||
		isDocument(above, lower) {
		return ""
	}
	return above
}

// beginsWithError is a label and a code in front of a message, or the label of what a
// dialog says of it.
var beginsWithError = lazyregexp.New(
	`^\W*(?i:error|fehler|erreur|errore|ошибка|エラー|错误)(?: code)?\s?[:=(]?\s?0x[0-9A-Fa-f]{8}\b` +
		`|^\W*(?i:error details?|fehlerdetails|détails de l['’]erreur|dettagli errore|detalles del error|сведения об ошибке|` +
		`エラーの詳細|错误详细信息)\s?[:：]`,
)

// longestHead is how long the first line of such a dialogue is.
const longestHead = 200

// onlyAlone reports whether all that a line states is a number of a form that counts only
// in a pasted message.
func (f *facts) onlyAlone() bool {
	return f.own != nil && f.own.alone && (len(f.codes) == 0 || f.own.win32) && !f.failedState()
}

// loose reports whether all that a line states is a number behind a word for an error.
func (f *facts) loose() bool { return f.onlyAlone() && f.own.loose }

// spokenNumber reports whether a line with such a number says that something failed. Where
// its words are those of the error of Windows with that number, it is that error.
func (f *facts) spokenNumber(line string) bool {
	lower := strings.ToLower(line)
	if netError.MatchString(line) || isDocument(line, lower) || supposes(lower) {
		return false
	}
	digits, base := f.message, 10 // 087 is no octal number
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "0x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if code, basis := spokenIn(lower, true); basis != "" && err == nil && code == 0x80070000|uint32(n) {
		f.codes, f.message, f.own, f.phrase = []uint32{code}, "", nil, parse.PhraseCode
		return true
	}
	return failed(lower) || parse.HoldsOne(lower, namesFailure)
}

// nearby reports whether what the form of the number asks for stands in line i or beside it.
func (f *facts) nearby(r *console.Reader, i int) bool {
	if f.own == nil || f.own.near == nil || len(f.codes) > 0 || f.failedState() {
		return true
	}
	for _, line := range append([]string{r.Text(i), r.Behind(i - 1), r.Text(i + 1), r.Text(i + 2)}, r.Short()...) {
		if f.own.near.MatchString(line) {
			return true
		}
	}
	return false
}

// keepNear drops a number whose form asks for more than the text around it names.
func (f *facts) keepNear(text string) {
	if f.own != nil && f.own.near != nil && !f.own.near.MatchString(text) {
		f.own, f.message, f.phrase = nil, "", ""
	}
}

// withNext adds the line below, and what it names.
func (f *facts) withNext(r *console.Reader, i int, line string) (joined string, next int) {
	joined, next = lineBelow(r, i, line)
	if next > i+1 {
		f.more(joined)
		if f.phrase == parse.PhraseOwnMessage && aboutCopies.MatchString(joined) {
			f.phrase = parse.PhraseSnapshotFailed
		}
	}
	return joined, next
}

// lineBelow adds the line below, if it says in words what a number alone does not.
func lineBelow(r *console.Reader, i int, line string) (joined string, next int) {
	at := r.SkipBlank(i + 1)
	if at > i+2 || !r.Has(at) || r.Blank(at) {
		return line, i + 1
	}
	below := strings.TrimSpace(r.Text(at))
	if f := codesIn(below); f.states() || len(below) > 400 {
		return line, i + 1
	}
	return line + ": " + below, at + 1
}

// addProgram makes the statement of the lines from i to next-1, and takes the
// stack below an exception with it. tool is "" if it is to be told from the lines.
func addProgram(r *console.Reader, i, next int, line string, f facts, tool string) int {
	if tool == "" && console.OfClusterLog(line) {
		tool = parse.ToolClusterLog
	}
	if tool == "" {
		tool = toolIn(line)
	}
	if head := cmdletAbove(r, i, &f); head != "" {
		line = head + " " + line
		f.path = cmp.Or(f.path, pathIn(line))
	}
	above, host := 0, f.fromObject(r, i)
	if f.above(r, i) {
		above = f.stampLine
		if head := errorAbove(r, above, i); head != "" {
			line = head + " " + line
			f.path = cmp.Or(f.path, pathIn(line))
		}
		if tool == "" {
			tool = toolIn(r.Behind(above))
		}
	}
	if head := partsAbove(r, i, &f); head != "" {
		line = head + " " + line
	}
	if head := guestAbove(r, i); head != "" {
		line = head + " " + line
	}
	line, next = f.block(r, line, next)
	last := next - 1
	for at := next; at < next+maxStack && isFrame(r.Text(at)); at++ {
		if at < next+shownFrames { // where it was thrown is part of what it says
			line += " " + strings.TrimSpace(r.Text(at))
		}
		if f.function == "" {
			f.function = functionIn(r.Text(at))
		}
		if tool == "" {
			tool = toolIn(r.Text(at))
		}
		last = at
	}
	if tool == "" && f.own != nil {
		tool = f.own.tool
	}
	if tool == "rsync" && f.path == "" {
		f.path = filedAbove(r, i)
	}
	tool = cmp.Or(tool, parse.ToolProgram)
	f.plain(line)
	f.saidOf(line)
	r.Call(programKind)
	s := r.Add(parse.ProviderRequester, i, last)
	if host != "" && s.Computer == "" {
		s.Computer = host
	}
	s.Set(parse.FieldTool, tool)
	s.Set(parse.FieldPhrase, f.says())
	if levelIn(strings.ToLower(line)) == warnLevel {
		s.Set(parse.FieldLogLevel, parse.LogWarning)
	}
	f.fill(s)
	if account := accountIn(line); account != "" && f.database != "" {
		s.Set(parse.FieldAccount, account)
	}
	s.SetText(line)
	if !f.stamped {
		setYearless(s, line)
	}
	f.time(r, s, i)
	return last + 1
}

// saidOf lets a line that speaks of a backup and of no shadow copy be an error of the program's
// own: that a log is about a shadow copy does not make each of its errors one of it.
func (f *facts) saidOf(line string) {
	if f.phrase != parse.PhraseSnapshotFailed || len(f.codes) > 0 && console.IsVSS(f.codes[f.main()]) || f.writer != "" {
		return
	}
	lower := strings.ToLower(line)
	if found, _ := thingIn(lower); !found &&
		(parse.HoldsOne(lower, backupWords) || jobWord.MatchString(lower) || aside.MatchString(lower)) {
		f.phrase = parse.PhraseOwnMessage
	}
}

// aside are the job as a whole, and the things beside it that its program sees to: it tells somebody how it ended.
var aside = lazyregexp.New(
	`\b(?:jobs?|tasks?|e-?mails?|smtp|notifications?|webhooks?|snmp|syslog|telegram|slack|teams message|update check)\b|benachrichtigung|courriel|correo electr|уведомлени|メール|邮件`,
)

// ofGuest begins an event of vCenter about a virtual machine, which it names with its host; what
// went wrong stands in the lines below.
var ofGuest = lazyregexp.New(
	`(?i)\b((?:warning|error) message (?:on|from) \S.{0,60}? on \S{1,60} in \S{1,60}:|(?:warnung|warnmeldung|fehlermeldung) (?:auf|von|für) \S.{0,60}? auf \S{1,60} in \S{1,60}:|message d['’](?:avertissement|erreur) (?:sur|de) \S.{0,60}? sur \S{1,60} dans \S{1,60} ?:|mensaje de (?:advertencia|error) (?:en|de) \S.{0,60}? en \S{1,60} en \S{1,60}:)`,
)

// guestAbove returns it, from the lines above line i that belong to it.
func guestAbove(r *console.Reader, i int) string {
	for at := i - 1; at >= i-3; at-- {
		line := r.Behind(at)
		if strings.TrimSpace(line) == "" {
			return ""
		}
		if m := ofGuest.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	return ""
}

// partsAbove returns the labels above line i that say from where to where something was
// put, in any language: a folder's name and a path.
//
//	Source: AppxStaging
//	Destination: %ProgramFiles%\WindowsApps
//	An unspecified error occurred during System Restore. (0x80070091)
func partsAbove(r *console.Reader, i int, f *facts) string {
	if f.stamped || len(f.codes) == 0 {
		return ""
	}
	first, second := strings.TrimSpace(r.Behind(i-2)), strings.TrimSpace(r.Behind(i-1))
	if partLine.MatchString(first) && pathLine.MatchString(second) {
		return first + " " + second
	}
	return ""
}

var (
	partLine = lazyregexp.New(`^[\p{L} ]{2,24} ?[:：] ?[\w%][\w%\\:. ()-]{2,120}$`)
	pathLine = lazyregexp.New(`^[\p{L} ]{2,24} ?[:：] ?(?:%\w+%|[A-Za-z]:)\\[^<>|"]{1,200}$`)
)

// filedAbove returns the file that rsync named above its last line, which tells none.
func filedAbove(r *console.Reader, i int) string {
	for at := i - 1; at > i-8; at-- {
		if line := r.Behind(at); strings.Contains(line, "rsync: ") {
			return pathIn(line)
		}
	}
	return ""
}

// block takes the labels that stand below the code, up to the next statement; next is the
// line behind them.
func (f *facts) block(r *console.Reader, line string, from int) (text string, next int) {
	if strings.Contains(line, "ANS") && tsmLine.MatchString(r.Text(from)) {
		return f.tsmBlock(r, line, from)
	}
	if comError.MatchString(line) {
		if text, next = f.comProperties(r, line, from); next > from {
			return text, next
		}
	}
	if f.stamped || !labelLine.MatchString(line) && !blockLine.MatchString(r.Text(from)) {
		return line, from
	}
	next = from
	for at := from; at < from+6 && labelLine.MatchString(r.Text(at)); at++ {
		below := r.Text(at)
		if inner := codesIn(below); statesItself(below) &&
			!(len(f.codes) == 0 && len(inner.codes) == 1 && reasonLine.MatchString(below)) {
			break
		} else if len(f.codes) == 0 {
			f.codes, f.names = inner.codes, inner.names
		}
		f.beside(below)
		if blockLine.MatchString(below) && len(line) < longestBlock {
			line += " " + strings.TrimSpace(below)
		}
		next = at + 1
	}
	return line, next
}

// A COM error as logs print it property by property, a line each: its code, source and
// description.
//
//	... ERR |Error code: 0x80004005
//	... ERR |Description = The user may not do this.
var (
	comError    = lazyregexp.New(`(?i)\berror code ?[:=] ?0x[0-9a-f]{8}\W*$`)
	comProperty = lazyregexp.New(`(?i)[|\]:\s](?:code meaning|source|description|sqlstate|native error) ?= ?(\S.*)$`)
)

// comProperties takes them from the lines below the code.
func (f *facts) comProperties(r *console.Reader, line string, from int) (text string, next int) {
	next = from
	for ; next < from+6; next++ {
		m := comProperty.FindStringSubmatch(r.Text(next))
		if m == nil {
			break
		}
		if len(line) < longestBlock {
			line += " " + strings.TrimSpace(m[1])
		}
	}
	if next > from {
		f.more(line)
		f.plainly(line)
	}
	return line, next
}

// tsmBlock takes the labels that Spectrum Protect sets below its message: in which function it
// met what.
func (f *facts) tsmBlock(r *console.Reader, line string, from int) (text string, next int) {
	next = from
	for ; next < from+6 && tsmLine.MatchString(r.Text(next)); next++ {
		below := strings.TrimSpace(r.Text(next))
		if len(f.codes) == 0 {
			f.codes, f.names = console.CodeIn(below)
		}
		if len(line) < longestBlock {
			line += " " + below
		}
	}
	return line, next
}

// tsmLine is one of these labels.
var tsmLine = lazyregexp.New(`^\s*TSM (?:function(?: name)?|return code|file)\s*:\s*\S`)

// errorAbove returns the lines from at to i-1, if the first is an error of a log that goes on
// in line i, which has the code: what failed stands in front, as of a cmdlet whose message has
// several lines. What states something itself is a statement of its own.
func errorAbove(r *console.Reader, at, i int) string {
	if i-at > longestMessage || levelIn(strings.ToLower(r.Behind(at))) != errorLevel {
		return ""
	}
	var all []string
	for k := at; k < i; k++ {
		t := strings.TrimSpace(r.Behind(k))
		if f := codesIn(t); f.states() || statesFailure(strings.ToLower(t), errorLevel) {
			return ""
		}
		all = append(all, t)
	}
	if joined := strings.Join(all, " "); len(joined) <= longestBlock {
		return joined
	}
	return ""
}

// cmdletAbove returns the lines above line i from that in which a cmdlet begins the message
// that line i ends with its code, "Export-VM : ...".
func cmdletAbove(r *console.Reader, i int, f *facts) string {
	if f.stamped || len(f.codes) == 0 || cmdletError.MatchString(strings.TrimSpace(r.Text(i))) {
		return ""
	}
	all := ""
	for at := i - 1; at >= i-longestMessage; at-- {
		t := strings.TrimSpace(r.Behind(at))
		if f := codesIn(t); t == "" || f.states() {
			return ""
		}
		all = strings.TrimSpace(t + " " + all)
		if cmdletError.MatchString(t) && len(all) <= longestBlock {
			return all
		}
	}
	return ""
}

// longestMessage is how many lines such a message has in front of its code.
const longestMessage = 4

var (
	// A label under which a message goes on in the lines below: its parts, and its reason.
	blockLine = lazyregexp.New(
		`^\s*(?i:errors?|details?|reason|cause|host|account|user|path|file|vm name|vm|virtual machine|win32 error|windows error|error code|code|exception|inner exception|message|description)\s?:\s*\S`,
	)
	reasonLine = lazyregexp.New(
		`^\s*(?i:errors?|details?|reason|cause|win32 error|windows error|error code|code|exception|inner exception)\s?:\s*\S`,
	)
)

// longestBlock is how much of such a message the text of a statement keeps.
const longestBlock = 600

// statesItself reports whether a line of a block of labels is a statement of its own: it
// has a code or a state, or says that something failed.
func statesItself(line string) bool {
	f := codesIn(line)
	lower := strings.ToLower(line)
	return len(f.codes) > 0 || f.message != "" || handState.MatchString(line) ||
		tellsFailure(lower) && strings.Count(lower, " ") >= 3
}

// shownFrames is how many frames of a stack the text of a statement keeps.
const shownFrames = 3

// maxStack is how many lines of a stack are taken with an exception.
const maxStack = 60

// isFrame recognises a line of a .NET or Java stack, in the languages in which
// frames were seen: "   at A.B(C)".
func isFrame(line string) bool {
	t := strings.TrimLeft(line, " \t")
	for _, word := range []string{"at ", "bei ", "à ", "in ", "場所 ", "в ", "en "} {
		if rest, ok := strings.CutPrefix(t, word); ok {
			return strings.Contains(rest, "(") && strings.Contains(rest, ".") && !strings.Contains(rest, "): ")
		}
	}
	return strings.HasPrefix(t, "--- End of inner exception stack trace")
}

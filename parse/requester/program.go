package requester

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
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
	Begin: func() console.ReadFunc { return new(programLines).read },
}

// programLines remembers what the document is.
type programLines struct{ paste }

// programKind is what a log is called whose program does not say its name.
const programKind = "program-log"

// programWords are beginnings of codes by number, and of names.
var programWords = []string{
	"QuiesceFault", "vim.fault.", "vim25.", "VmomiSupport.", "VM_SNAPSHOT_WITH", // faults of hypervisors
	"0x8", "0X8", "[0x", "(0x000", "0xc0000", "0xC0000", "0xC03A", "0xc03a", "0xe000", "0xE000", // hex
	"8004", "8007", "8000", "8008", "8001", "8078", "8099", "8100", "8011", // hex alone
	"-21", "21477", "21479", "21553", "21642", "21575", // decimals: 0x8004 and 0x8007, 0x8078, 0x8100, 0x8099
	"VSS_E_", "VSS_WS_FAILED", "E_ACCESSDENIED", "E_UNEXPECTED", "E_OUTOFMEMORY", "E_INVALIDARG", "E_FAIL", "REGDB_E_",
	"Exception",
	"Win32 error", "riterState", "last error", "riter state", "riter State", "RITER_STATE", // states by number
	"FAILED_AT_", "COM call \"", "The last operation failed",
	"ANS", "ANE", "-5368", "status 4", "status: 4", "tatus code", "V-79-", "snapshot error", "status 156",
	"guest-fsfreeze", "Extension", "msg.snapshot", "(ID", "a000", "e000", "A000", "E000", "EXIT STATUS", "tatus:", "BAK",
	"BKP", "BA2", "BA ", "State 5", "rsync", "UserError", "Sal", "CBP", "xit code", "xit Code", "xit-code", "rror code",
	"rror Code", "rror ID", "rror E", "rror A", "rror: ", "rr:", "rror ", "ERROR ", "rr code", ":1", "_FAILED", "_ERROR",
	"_TIMEOUT", "V-", "Final error",
	"150", "151", "152", "153", "E0", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", // own numbers of programs
	// the same
	"ystem error", "in32 error", "indows error", "WinError", "ailed: ", "ailed with ", "ailed (", "GuestAgent",
	"VMRestorePoint", "WorkloadExtension", "WSB", "WLExt", "SFCCheck", "AgentShadowCopy", "vacpError", "ApplicatorSync",
	"MaxFailedFiles", "CloudDos", "UserError", "AutoProtection", "rrorID", "rror ID", "will be skipped",
	"othing to process", "xit code", "eturn code",
	"error code: '327", "error code: 327", "c013", // message ids
}

func (p *programLines) read(r *console.Reader, i int) int {
	line, next := detailsBelow(r, i, withoutLost(strings.TrimSpace(unquoted(r.Text(i)))))
	if behind := readCall(r, i, line); behind > i {
		return behind
	}
	f := codesIn(line)
	if !f.states() {
		return i
	}
	if passage, ok := r.Passage(i); ok {
		passage = unquoted(passage)
		if inner := codesIn(passage); inner.states() &&
			(stated(passage, inner) || statesInPaste(passage, inner, true)) {
			r.Vouch()
			inner.more(passage)
			return addProgram(r, i, i+1, passage, inner, "")
		}
	}
	if onlySupposes(line) {
		return i
	}
	alone, quoted := p.states(r), apart(r, i, line)
	if f.onlyAlone() && !(alone || quoted) || !f.nearby(r, i) || f.loose() && !f.spokenNumber(line) {
		return i
	}
	if !stated(line, f) && !((alone || quoted) && statesInPaste(line, f, p.pure || quoted)) {
		return i
	}
	alone = alone || quoted
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
var openDetails = lazyregexp.New(`\((?:ID|id):? ?\d{2,6}[ ;,]+Details: ?`)

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
	lower := strings.ToLower(above)
	if len(above) < 12 || len(above) > longestHead || !failed(lower) || !beginsLikeMessage(above) ||
		isPersonal(lower) ||
		isDocument(above, lower) {
		return ""
	}
	if inner := codesIn(above); inner.states() {
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
	n, err := strconv.ParseUint(f.message, 0, 32)
	if code, basis := spokenIn(lower, true); basis != "" && err == nil && code == 0x80070000|uint32(n) {
		f.codes, f.message, f.own, f.phrase = []uint32{code}, "", nil, parse.PhraseCode
		return true
	}
	return failed(lower) || holdsOne(lower, namesFailure)
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
	if tool == "" {
		tool = toolIn(line)
	}
	if head := cmdletAbove(r, i, &f); head != "" {
		line = head + " " + line
		f.path = cmp.Or(f.path, pathIn(line))
	}
	above := 0
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
	r.Call(programKind)
	s := r.Add(parse.ProviderRequester, i, last)
	s.Set(parse.FieldTool, tool)
	s.Set(parse.FieldPhrase, f.says())
	f.fill(s)
	s.SetText(line)
	f.time(r, s, i)
	return last + 1
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

// facts are what a line says.
type facts struct {
	codes                []uint32
	names                []string
	state                int // -1: none
	stateName            string
	writer, id, instance string
	volume, set, device  string
	path                 string // of the file that the line is about
	function, database   string
	message, phrase      string
	own                  *message // the form that message has
	from                 string   // where the code comes from, if it is not printed: a parse.HResult constant

	moment    console.Moment // the line's own time, or that of the line above
	stamped   bool           // the line has a date and a time
	inherited bool           // they stand in the line above
	stampLine int
}

// codesIn returns what makes a line a statement: codes, a writer's state, a message
// number, and the line's time.
func codesIn(line string) facts {
	f := facts{state: -1}
	f.codes, f.names = console.CodeIn(line)
	if len(f.codes) == 0 && strings.Contains(line, "Win32 error") {
		if code, ok := win32In(line); ok {
			f.codes = []uint32{code}
		}
	}
	f.labelledCodes(line)
	f.readState(line)
	if id := messageIn(line); id != nil &&
		(len(f.codes) == 0 || !id.alone || id.source == sourceDPM && nearDPM.MatchString(line)) { // a code says more
		f.message, f.phrase, f.own = id.number, id.phrase, id
		if n, err := strconv.ParseUint(id.number, 0, 16); id.win32 && err == nil {
			f.codes = append(f.codes, 0x80070000|uint32(n))
		}
		if id.win32 && id.alone {
			f.message = "" // it is the code
		}
	}
	if !f.states() {
		return f
	}
	if m, ok := stampOf(line); ok {
		f.moment, f.stamped = m, true
	}
	return f
}

// labelledCodes adds codes whose form only a label in front tells.
func (f *facts) labelledCodes(line string) {
	add := func(code uint32) {
		if code&0x80000000 != 0 && !slices.Contains(f.codes, code) {
			f.codes = append(f.codes, code)
		}
	}
	if strings.Contains(line, "DetailedHResult: ") {
		for _, m := range twoCodes.FindAllStringSubmatch(line, 4) {
			if n, err := strconv.ParseUint(m[1], 16, 32); err == nil {
				add(uint32(n))
			}
		}
	}
	if strings.Contains(line, "vacpError") && len(f.codes) == 0 {
		for _, m := range vacpCode.FindAllStringSubmatch(line, 4) {
			if n, err := strconv.ParseUint(m[1], 10, 32); err == nil && n < 0x80000000 {
				add(-uint32(n))
			} else if err == nil {
				add(uint32(n))
			}
		}
	}
}

// codesOf returns the codes of another line.
func (f *facts) codesOf(line string) []uint32 {
	codes, _ := console.CodeIn(line)
	return codes
}

// more adds what the line is about.
func (f *facts) more(line string) {
	f.writer, f.id, f.instance = writerIn(line)
	f.volume, f.set = volumeIn(line), setIn(line)
	f.function, f.database = functionIn(line), databaseIn(line)
	f.device = copyDevice.FindString(line)
	if f.path = fileIn(line); f.path == "" {
		f.path = pathIn(line)
	}
}

// copyDevice is the device of a shadow copy.
var copyDevice = lazyregexp.New(`(?:\\\\\?\\GLOBALROOT)?\\Device\\HarddiskVolumeShadowCopy\d+`)

// factsIn takes line apart.
func factsIn(line string) facts {
	f := codesIn(line)
	f.more(line)
	return f
}

// states reports whether there is something to state: a code, a name of one, a
// failed state, a message number.
func (f *facts) states() bool {
	return len(f.codes) > 0 || f.failedState() || f.message != ""
}

func (f *facts) failedState() bool { return f.state >= 6 && f.state <= 15 }

// says is the phrase of the statement.
func (f *facts) says() string {
	switch {
	case f.phrase != "":
		return f.phrase
	case f.failedState(), f.writer != "" && len(f.codes) > 0:
		return parse.PhraseWriterFailed
	case f.function != "":
		return parse.PhraseSnapshotFailed
	}
	return parse.PhraseCode
}

// main is the code that counts: that of VSS, else the first.
func (f *facts) main() int {
	for k, c := range f.codes {
		if console.IsVSS(c) {
			return k
		}
	}
	return 0
}

func (f *facts) fill(s *console.Statement) {
	if len(f.codes) > 0 {
		main := f.main()
		s.Set(parse.FieldHResult, console.HResult(f.codes[main]))
		s.Set(parse.FieldHResultFrom, f.from)
		for k, c := range f.codes {
			if k != main && k < 8 {
				s.Set(parse.FieldInnerHResult, console.HResult(c))
			}
		}
	}
	if len(f.names) > 0 {
		s.Set(parse.FieldCodeName, f.names[0])
	}
	s.Set(parse.FieldMessageID, f.message)
	s.Set(parse.FieldFunction, f.function)
	s.Set(parse.FieldWriterName, f.writer)
	s.Set(parse.FieldWriterID, f.id)
	s.Set(parse.FieldWriterInstanceID, f.instance)
	if f.state >= 0 {
		s.Set(parse.FieldStateCode, strconv.Itoa(f.state))
	}
	s.Set(parse.FieldStateName, f.stateName)
	s.Set(parse.FieldVolume, f.volume)
	s.Set(parse.FieldDevice, f.device)
	s.Set(parse.FieldPath, f.path)
	s.Set(parse.FieldDatabase, f.database)
	s.Set(parse.FieldSnapshotSetID, f.set)
}

// above looks for the stamped line that line i continues: the nearest above it
// without a blank line between. It reports whether there is one.
func (f *facts) above(r *console.Reader, i int) bool {
	if f.stamped {
		return false
	}
	for at := i - 1; at > i-8; at-- {
		line := r.Behind(at)
		if strings.TrimSpace(line) == "" {
			return false
		}
		m, from, _, ok := console.FindMoment(line)
		if !ok || !m.HasDate || !m.HasTime || from > maxStampFrom {
			if len(f.codesOf(line)) > 0 { // a statement of its own
				return false
			}
			f.beside(line)
			if at == i-1 && f.writer == "" &&
				strings.HasSuffix(strings.TrimSpace(line), ":") { // "Writer 'NTDS' failed to ...:"
				f.writer, f.id, f.instance = writerIn(line)
			}
			continue
		}
		f.moment, f.stamped, f.inherited, f.stampLine = m, true, true, at
		if f.volume == "" {
			f.volume = volumeIn(line)
		}
		if f.writer == "" {
			f.writer, _, _ = writerIn(line)
		}
		if f.function == "" {
			f.function = functionIn(line)
		}
		return true
	}
	return false
}

// beside takes what a neighbouring line gives a label: the writer, its ids and
// state, the volume.
func (f *facts) beside(line string) {
	if !labelLine.MatchString(line) || len(line) > 300 {
		return
	}
	name, id, instance := writerIn(line)
	f.writer, f.id, f.instance = cmp.Or(f.writer, name), cmp.Or(f.id, id), cmp.Or(f.instance, instance)
	f.volume, f.set = cmp.Or(f.volume, volumeIn(line)), cmp.Or(f.set, setIn(line))
	f.function, f.database = cmp.Or(f.function, functionIn(line)), cmp.Or(f.database, databaseIn(line))
	if f.state < 0 {
		f.readState(line)
	}
}

// labelLine is "Label: value" or "Label = value", with nothing else.
var labelLine = lazyregexp.New(`^\s*[-*]?\s*[\p{L}][\p{L}\d ._'/()-]{0,40}\s?[:=]\s*\S`)

// stampOf reads the date and time of a line.
func stampOf(line string) (console.Moment, bool) {
	m, _, _, ok := console.FindMoment(line)
	return m, ok && m.HasDate && m.HasTime
}

// epochStamp is the time in front of the lines of GLib programs such as the QEMU
// guest agent: seconds since 1970 with six decimals.
var epochStamp = lazyregexp.New(`^(1\d{9}\.\d{6}): `)

// maxStampFrom is how far inside a line its stamp may begin: behind a level, a
// number of a thread, a bracket.
const maxStampFrom = 32

// time gives s the line's own time. A line without one has none: a stamp behind
// it may be of another program.
func (f *facts) time(r *console.Reader, s *console.Statement, i int) {
	if m := epochStamp.FindStringSubmatch(r.Text(i)); m != nil && !f.stamped {
		if at, ok := rendered.Stamp(m[1], false); ok {
			s.At(at)
		}
		return
	}
	if f.stamped {
		at := i
		if f.inherited {
			at = f.stampLine
		}
		r.Dated(s, at, f.moment)
	}
}

package rendered

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// heads are what messages of VSS begin with: the name of the service and the kind
// of the message, which is the same in all messages of a language.
var heads = []string{
	"Volume Shadow Copy Service error:", "Volume Shadow Copy Service warning:", "Volume Shadow Copy Service " +
		"information:", "Volume Shadow Copy Service:",
	"Volume Shadow Copy Error:", "Volume Shadow Copy Warning:", // Windows Vista and later, for some ids
	"Volumeschattenkopie-Dienstfehler:", "Volumeschattenkopie-Dienst:", // public reports of German hosts
	"ボリューム シャドウ コピー サービス エラー:", "ボリューム シャドウ コピー サービス:", // public reports of Japanese hosts
}

// bareHeads are what messages of VSS go on with behind their heads, which people leave out; of
// English and German hosts, as public reports have them.
var bareHeads = []string{
	"Unexpected error calling routine ", "Unexpected error querying for the IVssWriterCallback interface",
	"Unexpected error DeviceIoControl(", "Unexpected error VSS_", "Error calling a routine on a Shadow Copy Provider {",
	"Error calling a routine on the Shadow Copy Provider {",
	"Unerwarteter Fehler beim Aufrufen von Routine ", "Unerwarteter Fehler beim Aufrufen der Routine ",
	"Beim Aufrufen von Routine ",
}

// BareMessage returns where in a line a message of VSS begins whose head was left out, and where it ends:
// behind its code, and what the code means. ok is false if there is none.
func BareMessage(line string) (from, to int, ok bool) {
	at := codeMark(line)
	if at < 0 || len(line) < at+15 || !isHex8(line[at+7:]) {
		return 0, 0, false
	}
	for _, head := range bareHeads {
		if from = strings.LastIndex(line[:at], head); from < 0 {
			continue
		}
		if before := strings.TrimRight(line[:at], " ["); !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, ")") {
			return 0, 0, false
		}
		to = at + 15
		if rest := line[to:]; strings.HasPrefix(rest, ", ") {
			end := strings.IndexAny(rest, "\".")
			if end < 0 {
				end = len(rest) - 1
			}
			to += end
			if to < len(line) && line[to] != '"' {
				to++
			}
		}
		return from, to, true
	}
	return 0, 0, false
}

// StartsMessage reports whether a line begins a message of VSS or of the System
// Writer that stands by itself.
func StartsMessage(line string) bool {
	if !mayHoldMessage(line) {
		return false
	}
	t := strings.TrimLeft(line, " \t\"")
	if t == "" || strings.IndexByte("|`#<(*", t[0]) >= 0 {
		return false
	}
	for _, head := range heads {
		if strings.HasPrefix(t, head) && len(t) > len(head)+8 && t[len(head)] != '"' {
			return !isTemplate(t)
		}
	}
	if _, ok := neighbour(t); ok {
		return !isTemplate(t)
	}
	if from, _, ok := BareMessage(t); ok && from == 0 {
		return !isTemplate(t)
	}
	return (stateCode(t) || classCode(t) || holdCodes(t) || isCatalog(t)) && !isTemplate(t)
}

// isTemplate reports whether s is a message as a catalogue of messages has it, with
// places for the values: %1.
func isTemplate(s string) bool {
	at := strings.IndexByte(s, '%')
	return at >= 0 && at+1 < len(s) && s[at+1] >= '1' && s[at+1] <= '9' &&
		(at+2 == len(s) || s[at+2] < '0' || s[at+2] > '9')
}

// isCatalog reports whether s is a sentence of CAPI2 513: it names the routine and
// the writer. A program's source may too, and looks otherwise.
func isCatalog(s string) bool {
	return strings.Contains(s, "OnIdentity()") && strings.Contains(s, "System Writer") &&
		!strings.ContainsAny(s, "=;&|{")
}

// headAt returns where the head ends that a message begins with: words, and a colon
// behind which a blank or a letter of no alphabet follows; -1 if there is none.
func headAt(s string) int {
	for i := 0; i < len(s) && i < 140; i++ {
		switch c := s[i]; {
		case c == ':':
			if i > 8 && i+1 < len(s) && (s[i+1] == ' ' || s[i+1] >= 0x80) {
				return i
			}
			return -1
		case c >= '0' && c <= '9', strings.IndexByte("\"()[]{}<>=%/\\", c) >= 0:
			return -1
		}
	}
	return -1
}

// mayHoldMessage is a cheap test that fails for nearly all lines: a message that is
// recognised begins like one of the heads, or holds a code or the System Writer's
// routine.
func mayHoldMessage(line string) bool {
	if len(line) < 30 {
		return false
	}
	k := 0
	for k < len(line) && (line[k] == ' ' || line[k] == '\t' || line[k] == '"') {
		k++
	}
	if k < len(line) && (line[k] == 'V' || line[k] == "ボ"[0]) {
		return true
	}
	switch line[k:min(k+6, len(line))] {
	case "SQLVDI", "Sqllib", "Backup", "BACKUP":
		return true
	}
	if strings.Contains(line, "Loc=") {
		return true
	}
	return strings.Contains(line, "0x") || strings.IndexByte(line, '(') >= 0 && strings.Contains(line, "OnIdentity()")
}

// stateCode reports whether a line states a code as VSS does in every language:
// behind the end of a sentence, "hr = 0x" with eight digits, a comma and a text,
// or the end of the line; and in front of all that a head that ends in a colon.
func stateCode(t string) bool {
	at := codeMark(t)
	if at < 1 || len(t) < at+15 || !isHex8(t[at+7:]) {
		return false
	}
	rest := strings.TrimLeft(t[at+15:], " ")
	if rest != "" && rest[0] != ',' && rest[0] != ']' && rest[0] != '.' {
		return false
	}
	before := strings.TrimRight(t[:at], " ")
	if !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "。") && !strings.HasSuffix(before, "[") &&
		!strings.HasSuffix(before, ")") {
		return false
	}
	return headAt(before) > 0
}

// codeMark returns where "hr = 0x" stands in s, -1 if it does not. Some translations
// write it in capitals.
func codeMark(s string) int {
	if at := strings.Index(s, "hr = 0x"); at >= 0 {
		return at
	}
	return strings.Index(s, "HR = 0x")
}

// holdCodes reports whether a line ends in the four results that VSS states for a
// flush and a hold, each in brackets behind a word that is translated.
func holdCodes(t string) bool {
	return strings.Count(t, "[0x") == 4 && strings.Count(t, "]") == 4 && headAt(t) > 0
}

// classCode reports whether a line names a COM class and the code that creating it
// gave, as VSS does in every language: CLSID {...} ... [0x...,
func classCode(t string) bool {
	at := strings.Index(t, "CLSID {")
	if at < 0 || headAt(t) < 0 {
		return false
	}
	bracket := strings.Index(t[at:], "[0x")
	return bracket > 0 && isHex8(t[at+bracket+3:])
}

func isHex8(s string) bool {
	if len(s) < 8 {
		return false
	}
	for i := 0; i < 8; i++ {
		if c := s[i]; !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return len(s) == 8 || !(s[8] >= '0' && s[8] <= '9' || s[8]|0x20 >= 'a' && s[8]|0x20 <= 'z')
}

// Infer tells by the form of a message and the tokens in it which event it is of;
// ok is false if not even the source is told.
func Infer(message string) (g Origin, ok bool) {
	if line, _, _ := strings.Cut(message, "\n"); isCatalog(line) {
		return Origin{Provider: "Microsoft-Windows-CAPI2", ID: 513}, true
	}
	line, _, _ := strings.Cut(message, "\n")
	line = strings.TrimLeft(line, " \t\"")
	if g, ok := neighbour(line); ok {
		return g, true
	}
	if StartsMessage(line) {
		id := vssID(message)
		if id == 0 {
			if g, ok := Alone(line); ok {
				return Origin{Provider: g.Provider, ID: g.ID}, true
			}
		}
		return Origin{Provider: "VSS", ID: id}, true
	}
	if rejected(message) {
		return Origin{Provider: "VSS", ID: 8229}, true
	}
	if g, ok := Alone(line); ok {
		return Origin{Provider: g.Provider, ID: g.ID}, true
	}
	return Origin{}, false
}

// neighbour tells the events of the neighbours of VSS whose messages hold a token that
// is never translated. Sources: public reports of these events in English.
func neighbour(line string) (g Origin, ok bool) {
	switch {
	case strings.Contains(line, "Loc=") && strings.Contains(line, ". Desc=") && strings.Contains(line, "ErrorCode=("):
		return Origin{Provider: "SQLVDI", ID: 1}, true
	case sqlBackupRoutine.MatchString(line):
		return Origin{Provider: "MSSQLSERVER", ID: 18210}, true
	case strings.HasPrefix(line, "BACKUP failed to complete the command BACKUP "):
		return Origin{Provider: "MSSQLSERVER", ID: 3041}, true
	case strings.HasPrefix(line, "Sqllib error: ") && strings.Contains(line, "SQLSTATE: "):
		return Origin{Provider: "SQLWRITER", ID: 24583}, true
	case strings.HasPrefix(line, "Sqllib error: "):
		return Origin{Provider: "SQLWRITER", ID: 0}, true
	case strings.Contains(line, "System Restore: (") && strings.Contains(line, ". Additional information: "):
		return Origin{Provider: "System Restore", ID: 8210}, true
	case strings.Contains(line, "(Process = ") && strings.Contains(line, "; Description = ") &&
		strings.Contains(line, "; Error = "):
		return Origin{Provider: "System Restore", ID: 8193}, true
	case serverBackup(line):
		return Origin{Provider: "Microsoft-Windows-Backup", ID: backupID(line)}, true
	}
	return Origin{}, false
}

// sqlBackupRoutine is how SQL Server begins the message of an error of a backup device,
// with its own routine; the sentence behind it is translated.
var sqlBackupRoutine = lazyregexp.New(
	`^Backup(?:VirtualDeviceFile|Medium|IoRequest|DiskFile)::\w+: +\p{L}[^'"]{3,80}['"]`,
)

// backupLog is the folder of Windows Server Backup's logs; startedAt is the moment in
// quotes with nine decimals of a second, as only its messages have it.
var (
	backupLog = `\Windows\Logs\WindowsServerBackup\`
	startedAt = lazyregexp.New(
		`['"]\?{0,2}\d{4}\?{0,2}-\?{0,2}\d\d\?{0,2}-\?{0,2}\d\dT\d\d:\d\d:\d\d\.\d{3,9}Z['"]`,
	)
)

// serverBackup reports whether a line is a message of Windows Server Backup, in any
// language: it names its log, or the moment of the start and one of its codes.
func serverBackup(line string) bool {
	if len(line) < 60 || len(line) > 2000 || !strings.ContainsAny(line, "'\"") {
		return false
	}
	if strings.Contains(line, backupLog) && startedAt.MatchString(line) {
		return true
	}
	return (strings.Contains(line, "0x8078") || strings.Contains(line, "215534")) && startedAt.MatchString(line)
}

// backupID tells the two events of a backup that failed as a whole; English.
func backupID(line string) uint32 {
	lower := strings.ToLower(line)
	switch {
	case !strings.Contains(lower, "following error code"):
		return 0
	case strings.Contains(lower, "volume shadow copy"):
		return 521
	case strings.Contains(lower, "has failed with"):
		return 517
	}
	return 0
}

// vssID finds the one event of VSS that a message can be of. What is told by words
// is told in English only; the forms in front of it hold in every language.
func vssID(message string) uint32 {
	message = strings.Join(strings.Fields(message), " ") // a mail may have broken its lines
	has := func(token string) bool { return strings.Contains(message, token) }
	at := codeMark(message)
	switch {
	case has("IVssWriterCallback"):
		return 8194
	case has("NetLocalGroupGetMemebers("): // so written by VSS
		return 8230
	case has("CoCreateInstance") && has("CLSID"):
		return 22
	case has("[hr = 0x"), has("[HR = 0x"):
		return 12293
	case has("E_INVALIDARG") && has("{"):
		return 12294
	case has("ESENT ERROR {"):
		return 12290
	case has("Open[0x") && has("Release[0x"), holdCodes(message):
		return holdID(message)
	case has("cannot be flushed"), has("cannot be held"):
		return holdID(message)
	case has("CLSID {"):
		return classID(message)
	case has("GatherWriterStatus"):
		return 12301
	case has("BreakSnapshotSetEx"):
		return 12361
	case has("Unexpected error calling routine "):
		return 8193
	case at > 0 && (has("calling routine ") || namesRoutine(message[:at])):
		return 8193
	case has("warning: ") && has(". hr = 0x"):
		return 12290
	case at > 0 && has("(") && (has("Unexpected error ") || translated(message)):
		return 12289
	}
	return 0
}

// routineWords are the word for a routine as 8193 has it and 12289 lacks it: an
// ordinary word of each language. That both are told apart by it is reported for
// German and Japanese hosts, inferred for the others from the English messages.
var routineWords = []string{
	"routine",
	"rutina",
	"rutiny",
	"rutinu",
	"rotina",
	"подпрограмм",
	"процедур",
	"procedur",
	"rutin",
	"yordam",
	"ルーチン",
	"例程",
	"常式",
	"루틴",
}

// copyWords are the names of a shadow copy in the languages of routineWords.
var copyWords = []string{
	"schattenkopie",
	"cliché",
	"instantáneas",
	"copia shadow",
	"copie shadow",
	"sombra",
	"теневого",
	"woluminów w tle",
	"stínov",
	"schaduwkopie",
	"シャドウ",
	"卷影",
	"陰影",
	"섀도",
}

// namesRoutine reports whether what stands in front of the code says that a routine
// was called. The routine itself, which is never translated, has no blank before its
// bracket, so that its name is not searched.
func namesRoutine(s string) bool {
	lower := strings.ToLower(s)
	return parse.HoldsOne(lower, routineWords)
}

// translated reports whether a message is of one of the languages of routineWords
// other than English.
func translated(s string) bool { return parse.HoldsOne(strings.ToLower(s), copyWords) }

// NamesCopy reports whether a text, in lower case and any language, names a shadow copy, a
// snapshot or VSS.
func NamesCopy(lower string) bool {
	return parse.HoldsOne(lower, []string{"shadow cop", "vss", "snapshot"}) || parse.HoldsOne(lower, copyWords)
}

// SpeaksOfCopy reports whether a text in any case names what NamesCopy does, or a code of VSS.
func SpeaksOfCopy(text string) bool {
	lower := strings.ToLower(text)
	return NamesCopy(lower) || parse.HoldsOne(lower, []string{"volsnap", "0x800423"})
}

// holdID tells 12297, a flush, from 12298, a hold: by the word in English, else by
// the code, where it is one of those that say which.
func holdID(message string) uint32 {
	switch {
	case strings.Contains(message, "cannot be flushed"), strings.Contains(message, "0x80042313"):
		return 12297
	case strings.Contains(message, "cannot be held"), strings.Contains(message, "0x80042314"):
		return 12298
	}
	return 0
}

// classID tells the events about a COM class: 12292 names it by its CLSID alone,
// 11 to 13 by CLSID and name.
func classID(message string) uint32 {
	for _, f := range Tokens("VSS", 0, message) {
		if f.Name == FieldClassName {
			switch {
			case strings.Contains(message, "heavy load"):
				return 11
			case strings.Contains(message, "Safe Mode"):
				return 12
			case strings.Contains(message, "COM Server"),
				strings.Contains(message, "[0x8007045b"): // ERROR_SHUTDOWN_IN_PROGRESS
				return 13
			}
			return 0
		}
	}
	return 12292
}

// rejected reports whether a message is that of 8229: a code of a writer, and a
// block that names the writer; no other event has them without "hr =".
func rejected(message string) bool {
	line, rest, _ := strings.Cut(message, "\n")
	if strings.Contains(line, "hr = ") || strings.Contains(line, "[0x") || !WriterCode(line) {
		return false
	}
	writer, context := false, false
	for _, f := range Tokens("VSS", 8229, message) {
		writer = writer || f.Name == "writer_id" || f.Name == "writer_name"
		context = context || f.Name == "context"
	}
	return writer && context && rest != ""
}

// WriterCode reports whether a line holds a code of those that writers fail with.
func WriterCode(line string) bool {
	at := strings.Index(line, "0x800423f")
	if at < 0 {
		at = strings.Index(line, "0x800423F")
	}
	return at >= 0 && isHex8(line[at+2:])
}

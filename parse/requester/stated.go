package requester

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// stated reports whether line states what f found in it, as a program does, and
// does not merely mention it, as people and documents do. A program's line begins
// with a time, or with a word for its level, or gives the code a label or puts it
// in brackets, or is an exception. A sentence of somebody, a row of a table, a
// line of a script and a question state nothing.
func stated(line string, f facts) bool {
	lower := strings.ToLower(line)
	if inSource.MatchString(line) { // a program's own words, whoever quotes them
		return true
	}
	if isPersonal(lower) || isMarkup(line) {
		return false
	}
	if f.own != nil && f.own.advises && !isDocument(line, advice.Replace(lower)) {
		return true
	}
	if f.stamped && beginsStamped(line) || shouted.MatchString(line) {
		return true
	}
	if isDocument(line, lower) || len(f.codes) > 3 { // a list of codes
		return false
	}
	return standsApart(line, f.message) || f.own != nil && f.own.states || win32Label.MatchString(line) ||
		level.MatchString(line) || exception.MatchString(line) ||
		labelled.MatchString(line) || pairs.MatchString(line) || endsInCode(line) || spokenCode.MatchString(line) ||
		spokenBare.MatchString(line) || idAndCode.MatchString(line) ||
		callResult.MatchString(line) ||
		writerLabel.MatchString(line) || len(f.codes) > 0 && namesWriterClass(line)
}

// advice takes the words of a document off that a program's own message may have.
var advice = strings.NewReplacer("you can ", "", "indicates", "")

// statesFound is stated for what codesIn found in a line, unless it was changed since.
func statesFound(line string, f facts, changed bool) bool {
	if changed {
		return stated(line, f)
	}
	return knownStated.of(line, func(line string) bool { return stated(line, codesIn(line)) })
}

var knownStated known[bool]

// markup begins a line of XML or HTML, which is read elsewhere.
var markup = lazyregexp.New(`^[-+\s]*</?[A-Za-z?!]`)

// isMarkup reports whether a line begins with a tag. A placeholder looks like one and
// is followed by words: "<VMName> could not ...".
func isMarkup(line string) bool {
	if !markup.MatchString(line) {
		return false
	}
	name, rest, ok := strings.Cut(line[strings.IndexByte(line, '<')+1:], ">")
	return !ok || strings.ContainsAny(name, "/=!?") || len(rest) < 8 || rest[0] != ' ' || strings.Contains(rest, "</")
}

// beginsStamped reports whether the first time in line stands where a log has it.
func beginsStamped(line string) bool {
	_, from, _, ok := console.FindMoment(line)
	if !ok || from > maxStampFrom {
		return false
	}
	words := strings.FieldsFunc(
		line[:from],
		func(c rune) bool { return strings.ContainsRune(" []()<>|,;:\t\"'={}", c) },
	)
	return len(words) <= 2
}

var (
	// "ERROR: ...", "[Warning] ...", "level=error ...", "panic: ...", "VSS error: ...".
	level = lazyregexp.New(
		`(?i)^[\s\[<("{*-]*(?:"?level"?\s*[:=]\s*"?)?(?:vss |fatal |critical |general |detailed |internal |operation |unexpected )?` +
			`(?:error|err|warn|warning|fatal|critical|panic|failure|failed|exception|fehler|warnung|erreur|avertissement|errore|avviso|erro|aviso|fout|chyba|błąd|ошибка|エラー|错误|錯誤|오류)` +
			`(?:[-.\w]*)["\])>]*\s*(?:\[[^\]]{1,40}\]|\(\w{1,20}\))?(?:\s*[:=\]|]|\s-\s)`,
	)
	// System.Runtime.InteropServices.COMException (0x8004232C): ...
	exception = lazyregexp.New(
		`\b(?:[A-Za-z_]\w*\.)+\w*Exception\b|\bException from HRESULT: |\bVss[A-Z]\w+Exception\b:|^\s*[A-Z]\w*Exception: |^[\s+]*FullyQualifiedErrorId\s*: `,
	)
	// "HRESULT: 0x...", "hr = 0x...", "Code: [0x...", "Result Code: 0x...", "COM Error(0x...".
	labelled = lazyregexp.New(
		`(?i)(?:hresult|\bhr|code|result|status|\brc|error|detailedhr|returned|failed|failure|fehler|fehlercode|erreur|errore|エラー|コード|ошибка|chyba|fout)\w{0,8}"?\s*(?:[:=(\['"：＝（［]|\bis\b:?|-\s)[\s\["'(（=]*(?:0x[0-9a-f]{8}|-?\d{10}|[89ac][0-9a-f]{7}|%%\d{10}|VSS_|E_)`,
	)
	// "Win32 error: The account ... Code: 1909"
	win32Label = lazyregexp.New(`^\W*(?:\w+: )?Win32 error\s?:`)
	// WriterState=8, "state":9
	pairs = lazyregexp.New(
		`(?i)\b(?:writer[ _]?state|status|state)"?(?:\s*[:=]\s*["\[]?|\s+\[)(?:\d{1,2}\b|VSS_WS_)`,
	)
	// A label of a few words, and the code behind a blank: "Fehlercode 0x8100001A".
	spokenBare = lazyregexp.New(
		`(?i)^\s*\p{L}*(?:code|error|fehler|erreur|errore|código|codice|kod|код|ошибка|エラー|コード|错误|代码)[\p{L}' ]{0,24}\s0x[0-9a-f]{8}\.?\s*$`,
	)
	// A program's own number and the code behind it: "ID: 30112 0x800423F3".
	idAndCode = lazyregexp.New(`^\W*(?i:id|error|fehler|event) ?:? ?\d{2,6}[ ,:;-]{1,3}\(?0x[0-9A-Fa-f]{8}\)?\W*$`)
	// The whole line is a label and a code, in any language: "Code d'erreur : 0x81000019".
	spokenCode = lazyregexp.New(`^\s*[^\d\s|#][^|:=]{0,40}:\s*\(?0x[0-9A-Fa-f]{8}\)?\.?\s*$`)
	// DoSnapshotSet returned 0x..., CreateVssBackupComponents() failed with ...
	callResult = lazyregexp.New(
		`(?:^|[\s:>.])(?:IVss\w+::)?(?:` + vssCalls + `)\s?(?:\([^()]{0,60}\))?:?\s+(?:failed|returned|error|gave)\b`,
	)
	// "Writer Name: SQL Server, Writer ID: ..., Last error: ..."
	writerLabel = lazyregexp.New(`(?i)^\W*(?:vss )?writer(?:'s)?[ _]?name"?\s*[:=]`)
	// FAILED: CheckWriterStatus().#2147754994
	shouted = lazyregexp.New(`\b(?:FAILED|FAILURE|FATAL|ERROR)\s?[:!]\s?\S`)
	// "... failure 0x80042308 - .\HoboCopy.cpp (351)": the place in the program's source.
	inSource = lazyregexp.New(
		`0x[0-9a-fA-F]{8}\s-\s(?:\.[\\/])?[\w\\/.-]+\.(?:cpp|cxx|cc?|cs|h|rs|go)\s?[(:]\d+\)?` +
			`|\bHResult: ?(?:0x)?[0-9a-fA-F]{8},? DetailedHResult: ?(?:0x)?[0-9a-fA-F]{8}\b`,
	)
	// vacpError:224#FAILED: CheckWriterStatus().#2147221164|^|: the code in decimals, of
	// which a negative one lost its sign.
	vacpCode = lazyregexp.New(`[#.]#?(2147\d{6})(?:\||\s|$)`)
	// The two codes of Windows Server Backup, as the programs print them that use it.
	twoCodes  = lazyregexp.New(`\b(?:Detailed)?HResult: ?(?:0x)?([0-9a-fA-F]{8})\b`)
	codeAtEnd = lazyregexp.New(
		`(?i)[\[(（［【](?:[^\[\]()]{0,60}[^\w])?(?:0x[0-9a-f]{8}|-\d{10}|8004[0-9a-f]{4})(?:(?:[,:]| -)[^\[\]()]{0,200})?(?:[\])）］】]|$)["'.\s。」】）)]*(?:\([^()]{0,80}\)[.\s]*)?$`,
	)
)

// endsInCode reports whether line is a message that ends in its code: "...
// operation error (0x800423f0)".
func endsInCode(line string) bool { return len(line) < 600 && codeAtEnd.MatchString(line) }

// lostLetters is what is left of a message that the system could not write in the letters
// of its console: a row of question marks behind a code in brackets.
var lostLetters = lazyregexp.New(`(?i)([(（][\p{L} ]{2,24}[:：=] ?(?:0x)?[0-9a-f]{1,10}[)）])\s*[?？]{2,}\s*$`)

// withoutLost cuts it off.
func withoutLost(line string) string {
	if !strings.HasSuffix(line, "?") && !strings.HasSuffix(line, "？") {
		return line
	}
	return lostLetters.ReplaceAllString(line, "$1")
}

// personal are words that people say and programs do not.
var personal = []string{
	" i have ",
	" i am ",
	" i get ",
	" i got ",
	" i had ",
	" i was ",
	" i can",
	" i do ",
	" i don't ",
	" i did",
	" i think ",
	" i see ",
	" i saw ",
	" i tr",
	" i want",
	" i use",
	" i could",
	" i need",
	" i would",
	" i will ",
	" i found",
	" i know",
	" i run",
	" i ran ",
	" i start",
	" i look",
	" i just ",
	" i also ",
	" and i ",
	" when i ",
	" if i ",
	" as i ",
	" but i ",
	" so i ",
	" that i ",
	" what i ",
	" do i ",
	" should i ",
	"i'm ",
	"i've ",
	"i'd ",
	" my ",
	" we ",
	" we've ",
	" our ",
	"hello",
	"thanks",
	"thank you",
	" anyone",
	" anybody",
	"has anyone",
	"does anyone",
	" ich ",
	" mir ",
	" meine",
	" je ",
	" j'ai ",
	" mon ",
	" mio ",
}

func isPersonal(lower string) bool {
	if strings.HasPrefix(lower, "i ") || strings.HasPrefix(lower, "my ") || strings.HasPrefix(lower, "we ") ||
		strings.HasPrefix(lower, "hi ") ||
		strings.HasPrefix(lower, "hi,") {
		return true
	}
	return personalWords().In(lower).Has(0)
}

var personalWords = wordsOf(personal)

// explaining are words by which documents and replies speak of failures.
var explaining = []string{
	" means ",
	" mean ",
	" meaning ",
	"indicates",
	"stands for",
	"e.g.",
	"i.e.",
	"for example",
	"usually",
	"typically",
	"in general",
	"see also",
	"workaround",
	"known issue",
	"to fix",
	"to resolve",
	"how to",
	"you can ",
	"you may ",
	"you might ",
	"if you ",
	"you get ",
	"you see ",
	" such as ",
	"can be caused",
	"may be caused",
	"is caused by",
	"article",
	"documentation",
	"documented",
	"hotfix",
	"](http",
	"bedeutet",
	"signifie",
	"significa",
	" occurs ",
	" occur ",
	"symptom",
	"resolution",
	"in most cases",
	" often ",
	"sometimes",
	"is returned",
	"are returned",
	"would be",
	"should be",
	" refers to ",
	// The same in the languages of posts: an article, what somebody read, when a code comes.
	"artikel",
	"gelesen",
	"tritt auf, wenn",
	"zum beispiel",
	"artículo",
	"he leído",
	"aparece cuando",
	"ocurre cuando",
	"por ejemplo",
	"j'ai lu",
	"l'article",
	"apparaît quand",
	"apparaît lorsque",
	"se produit lorsque",
	"par exemple",
	"articolo",
	"ho letto",
	"appare quando",
	"si verifica quando",
	"per esempio",
	"artigo",
	"eu li ",
	"ocorre quando",
	"aparece quando",
	"por exemplo",
	"gelezen",
	"artykuł",
	"czytał",
	"oznacza",
	"betekent",
	"в статье",
	"читал",
	"означает",
	"возникает, когда",
	"например",
	"記事",
	"という意味",
	"を意味",
	"によると",
	"とのこと",
	"文章",
	"的意思",
	"意思是",
	"据说",
	"문서에",
	"의미",
	"라는 뜻",
}

// vzdumpDoubts is how Proxmox's log ends the one line in which it asks.
const vzdumpDoubts = "agent configured but not running?"

// isDocument recognises lines of documents, tables, scripts and sources.
func isDocument(line, lower string) bool {
	t := strings.TrimSpace(line)
	switch {
	case t == "",
		strings.HasSuffix(t, "?") && !strings.HasSuffix(t, vzdumpDoubts),
		strings.HasPrefix(t, "|"),
		strings.HasPrefix(t, "#"),
		strings.HasPrefix(t, "//"),
		strings.HasPrefix(t, "/*"),
		strings.HasPrefix(
			t,
			"<!--",
		),
		strings.HasPrefix(t, "REM "),
		strings.HasPrefix(t, "rem "),
		strings.HasPrefix(t, "::"):
		return true
	case strings.Contains(t, "**"),
		strings.Contains(t, " | ") && strings.Count(t, "|") >= 2,
		strings.Count(t, " · ") >= 2:
		return true
	case script.MatchString(t), helpLine.MatchString(t), changeNote.MatchString(t), template.MatchString(t):
		return true
	case beginsWithCode.MatchString(t), flowMapping.MatchString(t), listOfCodes.MatchString(t), quotesCode(t):
		return true
	}
	return explainingWords().In(lower).Has(0)
}

var explainingWords = wordsOf(explaining)

var (
	script = lazyregexp.New(
		`\s-(?:eq|ne|like|match|contains)\s|==|!=|\b(?:case|return|const|var|func|def|if|elif|throw|switch|define|import|assert\w*)\b.*[{(;:]\s*$|^\s*[$@]\w|^\s*(?:#define|const|return|case|let)\b|;\s*(?://.*)?$|[{,]\s*$|[,)}]\s*//|\\n"|:=|^\s*["'][^"']*["']\s*[:,]\s*.*,$`,
	)
	// An option of a command with what it does; the list of a command's exit codes.
	helpLine = lazyregexp.New(`^--?[a-z][\w-]*(?:[ =,]|$)|^(?i:exit codes?|usage)\s*:`)
	// An item of a list of changes: "- fix crash after failed snapshot".
	changeNote = lazyregexp.New(
		`^[-*+] (?i:fix(?:ed|es)?|handle[sd]?|add(?:ed|s)?|improve[sd]?|remove[sd]?|update[sd]?|allow[s]?|supports?|change[sd]?|avoids?|report|do not|don't|use)\b|^(?i:fixed|improved|changed|new|added|removed)\s?:\s`,
	)
	// A message with places for its values, as a program's catalogue has it.
	template = lazyregexp.New(`%(?:\.\*|\d+\$)?l?[sd](?:\W|$)|(?:^|[^%\d])%[1-9]\d?(?:[^\w%]|$)`)
	// YAML: codes: ["0x80042317"], [0x80042306, 0x80042308].
	listOfCodes = lazyregexp.New(`[:=]\s*\[\s*(?:["']0x|0x[0-9A-Fa-f]{8},\s*0x)`)
	// YAML: "- {code: 0x80042306}".
	flowMapping = lazyregexp.New(`^\s*-?\s*\{\s*[A-Za-z_]\w*: `)
	// A code and what it is called or means: a row of a list of codes.
	beginsWithCode = lazyregexp.New(
		`^[\s*+"'\[(-]*(?:0x[0-9A-Fa-f]{8}|8[0-9A-Fa-f]{7}|VSS_E_\w+|E_[A-Z]+)["'\])]*\s*(?:[:=,/]|-|\s)`,
	)
)

// quotesCode reports whether a code stands in a passage in quotes inside a
// sentence: somebody tells what a program prints.
func quotesCode(line string) bool {
	for from := 0; ; {
		open := strings.IndexByte(line[from:], '\'')
		if open < 0 {
			return false
		}
		open += from
		if open == 0 || !strings.ContainsRune(" (,;:", rune(line[open-1])) {
			from = open + 1
			continue
		}
		shut := strings.IndexByte(line[open+1:], '\'')
		if shut < 0 {
			return false
		}
		passage := line[open+1 : open+1+shut]
		if codes, _ := console.CodeIn(passage); len(codes) > 0 && strings.Contains(passage, " ") {
			return true
		}
		from = open + shut + 2
	}
}

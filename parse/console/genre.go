package console

import (
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// genre is what a text is as a whole, where that decides what its lines are worth.
type genre uint8

const (
	evidence genre = iota // a log, a listing, a ticket, a mail: what stands in it is judged piece by piece
	article               // a document with a title, headings, tables, links: it shows examples
	lesson                // it teaches without being a document by its form: what has no time and no host is an example
	script                // commands, code, settings: what they would print is no output
)

// longestDocument is how many bytes a document or a script may have. What is
// longer was written by a program.
const longestDocument = 1 << 20

// genreLearner counts what tells a document or a script, by form and not by
// language.
type genreLearner struct {
	lines, sentences, code, keys      int  // outside of fences; the others are among lines
	bytes, spoken                     int  // of all lines, and of the sentences among them that are no lines of a log
	braced                            bool // the first line opens an object or a list
	properties                        int  // lines of JSON that begin with a property
	nested                            int  // keys of YAML whose value stands on the lines below, or that begin an item
	ticket, machine                   bool // keys of a ticket: its number, and the machine
	titled                            bool
	headings, tables, links, snippets int
	fenced, long, ours                bool
	greets                            bool // its first line, or that below its title, is what a person says of himself
	object                            bool // one that WMI printed: its properties look like assignments
	teaching                          teaching
	resources                         resources
}

func (g *genreLearner) learn(text string, offset int64, has traits) {
	if offset > longestDocument {
		g.long = true
	}
	if g.long {
		return
	}
	t := strings.TrimSpace(text)
	if t == "" {
		return
	}
	if isFence(t) || strings.HasPrefix(t, "~~~") {
		g.fenced = !g.fenced
		return
	}
	if g.fenced {
		return
	}
	g.object = g.object || strings.HasPrefix(t, "instance of ")
	g.ours = g.ours || mayBeOurs(t) && ownReport.MatchString(t)
	g.lines++
	g.resources.learn(t)
	g.begin(t)
	g.key(t)
	sentence := isSentence(t)
	g.bytes += len(t)
	if sentence && len(t) >= leastSpoken && !IsLogLine(t) {
		if _, typed := Command(t); !typed {
			g.spoken += len(t)
		}
	}
	g.teaching.learn(t, offset, sentence)
	switch {
	case isHeading(t):
		g.headings++
	case isTableRule(t):
		g.tables++
	case mayBeCode(t) && codeLine.MatchString(t) || endsCode(t) || has&hasShell != 0 && shellMark.MatchString(t):
		g.code++
	case sentence:
		g.sentences++
	}
	if has&hasShut != 0 && strings.Contains(t, "](") {
		g.links++
	}
	if has&(hasShut|mayDecorate) != 0 && hasInlineCode(t) {
		g.snippets++
	}
}

// begin looks at the first two lines: what the text is called, and whether somebody speaks.
func (g *genreLearner) begin(t string) {
	if g.lines <= 2 && !g.greets { // the second one stands below the title of a post
		g.greets = isSentence(t) && speaks.MatchString(t) && (g.lines == 1 || !(mayBeKey(t) && yamlKey.MatchString(t)))
	}
	if g.lines == 1 {
		bare := strings.TrimPrefix(t, "\ufeff")
		g.titled = strings.HasPrefix(bare, "# ")
		g.braced = strings.HasPrefix(bare, "{") || strings.HasPrefix(bare, "[")
	}
}

// key counts properties of JSON and keys of YAML.
func (g *genreLearner) key(t string) {
	if t[0] == '"' && strings.Contains(t, `":`) {
		g.properties++
	}
	if !mayBeKey(t) || !yamlKey.MatchString(t) {
		return
	}
	g.keys++
	g.ticket = g.ticket || ticketKey.MatchString(t)
	g.machine = g.machine || machineKey.MatchString(t)
	if last := t[len(t)-1]; last == ':' || last == '|' || last == '>' || t[0] == '-' || strings.HasSuffix(t, ">-") ||
		strings.HasSuffix(t, "|-") {
		g.nested++
	}
}

// decide weighs: a title counts twice, and a document has one.
func (g *genreLearner) decide() genre {
	if g.long {
		return evidence
	}
	weight := 0
	for _, mark := range []bool{g.titled, g.titled, g.headings >= 4, g.tables >= 1, g.links >= 3, g.snippets >= 5,
		g.sentences*10 >= g.lines*3} {
		if mark {
			weight++
		}
	}
	switch {
	case g.ours || g.titled && weight >= 5:
		return article
	case g.object, g.greets, g.isJSON(), g.ticket && g.machine:
		return evidence
	case g.resources.among(g.lines), g.lines >= 4 && g.code*2 >= g.lines,
		g.keys >= 5 && g.nested >= 1 && g.keys*10 >= g.lines*3:
		return script
	}
	if teaches, _ := g.teaching.decide(); teaches {
		return lesson
	}
	return evidence
}

// speaks reports a text of which sentences make up half: a post, a mail, a document.
func (g *genreLearner) speaks() bool {
	return !g.long && g.code*4 < g.lines && g.spoken*2 >= g.bytes && g.spoken > 0
}

// leastSpoken is how many bytes a sentence has at least that somebody writes of something.
const leastSpoken = 60

// isJSON reports a document in JSON, whose lines end in braces as those of code do.
func (g *genreLearner) isJSON() bool { return g.braced && g.properties*3 >= g.lines }

// onlyCode reports whether each line is one of a script.
func (g *genreLearner) onlyCode() bool { return !g.long && g.lines > 0 && g.code == g.lines }

// examples returns the offsets of lines behind which an example stands, in a text that is not as
// a whole a document or a script.
func (g *genreLearner) examples() []int64 {
	if g.object || g.greets || g.long {
		return nil
	}
	_, leads := g.teaching.decide()
	return leads
}

// speaks are words of a person who speaks of himself, in the first line of a post: the
// code below is what he shows.
var speaks = lazyregexp.New(`^(?:Hi|Hello|Hey|Hallo|Bonjour|Hola|Ciao)\b|\b(?:I|I'm|I've|my|we)\b`)

// ownReport is a line that only reports of vsslog have: those in Markdown and HTML, the
// screen (its first line, and where it found nothing).
var ownReport = lazyregexp.New(
	`^By vsslog \S+ from the files |^Looked for: \d+ ways of failing \(vsslog |: \d+ hosts?, \d+ snapshot sets?, (?:no failure|\d+ failures?)(?:, \d+ warnings?)?(?:, \d+ harmless findings?)?$`,
)

// mayBeOurs and mayBeKey spare most lines a pattern.
func mayBeOurs(t string) bool {
	return t[0] == 'B' && strings.HasPrefix(t, "By vsslog ") || t[0] == 'L' && strings.HasPrefix(t, "Looked for: ") ||
		strings.Contains(t, " host")
}

func mayBeKey(t string) bool {
	if !(t[0] >= 'a' && t[0] <= 'z' || t[0] == '-' || t[0] == '{') {
		return false
	}
	at := strings.IndexByte(t, ':')
	return at > 0 && (at+1 == len(t) || t[at+1] == ' ')
}

func isHeading(t string) bool {
	if t[0] != '#' { // as most lines
		return false
	}
	marks := len(t) - len(strings.TrimLeft(t, "#"))
	return marks >= 1 && marks <= 6 && len(t) > marks && t[marks] == ' '
}

func isTableRule(t string) bool {
	return strings.IndexByte("|-: ", t[0]) >= 0 && strings.Contains(t, "---") && strings.Contains(t, "|") &&
		strings.Trim(t, "|-: ") == ""
}

// codeLine begins as lines of scripts and programs do: an assignment to a
// variable, a comment, a statement, a cmdlet with a parameter.
var codeLine = lazyregexp.New(
	`^(?:\$[\w:]+[\w.\[\]'"]*\s*[-+*.]?=|@echo\b|@?(?i:rem)\s|::|#(?:!|requires\b|region\b|>)|<#|//|/\*|function\s|param\s*\(` +
		`|(?i:if|elseif|for|foreach|while|switch|catch|return)\s*\(|(?:throw|raise|return|panic)(?: new)? ?(?:\w+(?:\.\w+)*\()?["']|(?i:setlocal|endlocal)\b|(?i:echo|goto|pushd|call|set)\s+\S|(?i:exit)\s+/?\w|(?i:if)\s+(?:not\s+)?(?:errorlevel|exist|defined|["%])|:\w+$|(?:else|try|finally|do)\s*\{` +
		`|(?:[A-Z]\w+)-[A-Z]\w+\s+[-$"'({]|import |from \w+ import|def |var |const |let |using |namespace |#include )`,
)

// mayBeCode spares most lines the pattern: each of its forms begins with a mark, or
// with one of few words, or has a bracket, a brace or a hyphen near its front.
func mayBeCode(t string) bool {
	if !isLetter(t[0]) {
		return strings.IndexByte("$@:#</", t[0]) >= 0
	}
	end := 1
	for end < len(t) && isWordByte(t[end]) {
		end++
	}
	if end == len(t) {
		return codeWord[foldASCII(t[:min(end, 12)])]
	}
	switch rest := t[end:]; rest[0] {
	case '-', '(', '{':
		return true
	case ' ', '\t':
		if next := strings.TrimLeft(rest, " \t"); next != "" && (next[0] == '(' || next[0] == '{') {
			return true
		}
	}
	return codeWord[foldASCII(t[:min(end, 12)])]
}

// codeWord are the words of codeLine that stand alone.
var codeWord = map[string]bool{
	"rem":       true,
	"setlocal":  true,
	"endlocal":  true,
	"echo":      true,
	"goto":      true,
	"pushd":     true,
	"call":      true,
	"set":       true,
	"exit":      true,
	"if":        true,
	"import":    true,
	"from":      true,
	"def":       true,
	"var":       true,
	"const":     true,
	"let":       true,
	"using":     true,
	"namespace": true,
	"function":  true,
	"param":     true,
	"throw":     true,
	"raise":     true,
	"return":    true,
	"panic":     true,
}

// shellMark finds what only a shell understands: a variable of cmd, a redirection.
var shellMark = lazyregexp.New(`%\w+%| 2>&1|\s>>?\s*["%$\w.\\]+\s*$| && | \|\| `)

// yamlKey is a key of YAML as programs read them: lower case, without a blank before
// the colon, perhaps the first of an item of a list.
var yamlKey = lazyregexp.New(`^(?:- )*(?:\{)?[a-z][a-z0-9_-]*:(?: |$)`)

// A ticket as YAML has a number, and names the machine that it is about.
var (
	ticketKey  = lazyregexp.New(`^(?:ticket|incident|billet|case|alert|alarm|issue|caso|chamado|vorgang|zgloszenie)(?:[_-]?(?:id|no|nr|number|num))?:\s+["']?\w*\d`)
	machineKey = lazyregexp.New(`^(?:host|hostname|server|serveur|servidor|systeme|system|computer|machine|maquina|node|vm)(?:[_-]?name)?:\s+["']?[A-Za-z][\w.-]*["']?\s*$`)
)

func endsCode(t string) bool {
	switch t[len(t)-1] {
	case '{':
		return len(t) > 1
	case ';':
		return strings.ContainsAny(t, "=()")
	case '}':
		return len(t) <= 3 || t[0] == '}'
	}
	return false
}

// isSentence reports whether s reads as natural language: words set apart by one
// blank each, hardly anything but letters in them. Languages without blanks are
// told by the number of their letters.
func isSentence(s string) bool {
	t := strings.TrimLeft(s, " \t-*>+#")
	if len(t) < 20 || strings.Contains(t, "   ") || strings.IndexByte(t, '\t') >= 0 {
		return false
	}
	if IsASCII(t) {
		return isPlainSentence(t)
	}
	words, plain, wide := 0, 0, 0
	for word := range strings.FieldsSeq(t) {
		words++
		letters, other := 0, 0
		for _, c := range word {
			switch {
			case c >= 0x3040: // Kana, Han, Hangul and what lies behind them
				wide++
				letters++
			case c >= utf8.RuneSelf || isLetter(byte(c)):
				letters++
			case c == '=' || c == '\\' || c == '{' || isDigit(byte(c)):
				other += 2
			}
		}
		if letters > other {
			plain++
		}
	}
	if wide >= 12 {
		return true
	}
	return words >= 5 && plain*4 >= words*3
}

// isPlainSentence is isSentence of a line of ASCII.
func isPlainSentence(t string) bool {
	words, plain, weight, inside := 0, 0, 0, false
	for i := 0; i <= len(t); i++ {
		if i == len(t) || asciiSpaces[t[i]] {
			if inside && weight > 0 {
				plain++
			}
			weight, inside = 0, false
			continue
		}
		if !inside {
			inside = true
			words++
		}
		weight += sentenceWeight[t[i]]
	}
	return words >= 5 && plain*4 >= words*3
}

// sentenceWeight says of each byte how much it speaks for a word: a letter, or what words do not have.
var sentenceWeight = func() (of [256]int) {
	for c := range of {
		if isLetter(byte(c)) {
			of[c] = 1
		}
	}
	for _, c := range "=\\{0123456789" {
		of[c] = -2
	}
	return of
}()

var asciiSpaces = [256]bool{' ': true, '\t': true, '\n': true, '\v': true, '\f': true, '\r': true}

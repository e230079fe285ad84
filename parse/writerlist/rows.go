package writerlist

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/vssadmin"
)

// Rows reads writers of which people and scripts write one a line: an item of a list, a row of a
// table, a name with its state and its last error behind it.
//
//	| SqlServerWriter | [8] Failed | Non-retryable error |
//	- `System Writer`: State: [1] Stable, Last error: No error
//
// Two such lines in a row are needed, of which one names a writer as such; a line alone is what a
// program or a person says.
var Rows = console.Grammar{
	Name:  "writers-rows",
	Title: "writers in rows, with state and last error",
	Sure:  parse.Likely,
	Words: []string{"[1", "[2", "[3", "[4", "[5", "[6", "[7", "[8", "[9", "Stable", "Failed"},
	Marks: [][]string{markWord: {"stable", "failed", "waiting for "}, markState: {"state", "status"}},
	May:   mayBeRow,
	Begin: func() console.ReadFunc { return readRows },
}

// Marks of Rows: the words that rowState has for states, and the labels of a state.
const (
	markWord = iota
	markState
)

// row is such a line.
type row struct {
	line       int
	name       string
	code       int // of the state, -1 where only its word is given
	word, last string
}

const (
	mostRows    = 512
	longestRow  = 400
	longestName = 64
)

var (
	// rowState is a state with its number, or one of the words that vssadmin has for states.
	rowState = lazyregexp.New(
		`(?:\[|(?i:\b(?:State|Status)\b)[^\pL\d]{0,5})(\d{1,2})\b\]?[^\pL\d\[]{0,3}((?i:Failed|Stable|Waiting for (?:completion|freeze|thaw|post-snapshot))|\pL{2,20}(?:[ -]\pL{2,20}){0,4})?|(?i:\b(?:State|Status)\b[^\pL\d]{0,6}|[|\t;:,(-][\s*` + "`" + `'"]*)((?i:Stable|Failed|Waiting for (?:completion|freeze|thaw|post-snapshot)))\b`,
	)
	rowLabel = lazyregexp.New(`(?i)^[^\pL\d]*(?:vss )?writer(?: ?name)?\s*[:=]\s*|[\s|:;,-]*\b(?:state|status)\s*[:=(]*\s*$`)
	lastHead = lazyregexp.New(`(?i)\b(?:last ?)?error\s*[:=]\s*`)
	// speaksOf are words of sentences, which no name of a writer has.
	speaksOf = lazyregexp.New(`(?i)\b(?:is|are|was|were|has|have|the|this|in|on|at|with|went|failed|error|reports?|shows?|still|remains?)\b`)
)

// mayBeRow reports whether a line is a row.
func mayBeRow(line string, held console.Held) bool {
	if !mayHoldState(line, held) { // it is of ASCII
		return false
	}
	_, ok := rowIn(line)
	return ok
}

// readRows reads the rows from line i on.
func readRows(r *console.Reader, i int) int {
	line := r.Text(i)
	if !mayHoldState(line, r.Held(i)) && console.IsASCII(line) {
		return i
	}
	first, ok := rowIn(line)
	if !ok {
		return i
	}
	all, next, named := []row{}, i, false
	for at := i; len(all) < mostRows && r.Has(at); at++ {
		one, ok := first, true
		if at > i {
			one, ok = rowIn(r.Text(at))
		}
		if !ok {
			if strings.Trim(r.Text(at), " \t-|:=+") == "" && at-next < 2 { // a rule, a blank line
				continue
			}
			break
		}
		one.line = at
		named = named || strings.HasSuffix(strings.ToLower(one.name), "writer")
		all, next = append(all, one), at+1
	}
	if len(all) < 2 || !named {
		return i
	}
	lines := func(w row) (first, last int) { return w.line, w.line }
	console.AddListing(r, i, "rows", all, lines, func(s *console.Statement, w row) {
		w.fill(s)
		if w.code < 0 {
			addFailed(r, w.line, w.line, w.name, w.word, w.last)
		}
	})
	return next
}

// mayHoldState spares most lines of ASCII the expression rowState.
func mayHoldState(line string, held console.Held) bool {
	return held.Has(markWord) || holdsNumber(line) || held.Has(markState) && numbersState(line)
}

// numbersState reports whether a number stands behind the label of a state, with marks between them at most, as
// rowState asks for.
func numbersState(line string) bool {
	const most = 5
	for at := 0; at+len("state") < len(line); at++ {
		end := at + len("state")
		switch label := line[at:]; {
		case label[0]|0x20 != 's' || label[1]|0x20 != 't':
			continue
		case console.HasPrefixFold(label, "status"):
			end++
		case !console.HasPrefixFold(label, "state"):
			continue
		}
		for last := end + most; end < len(line) && end < last && (!isWordByte(line[end]) || line[end] == '_'); end++ {
		}
		if end < len(line) && line[end] >= '0' && line[end] <= '9' {
			return true
		}
	}
	return false
}

// holdsNumber reports whether a line has a number of one or two digits behind a bracket, as rowState asks for:
// that of a process, as syslog has it, is longer.
func holdsNumber(line string) bool {
	for {
		at := strings.IndexByte(line, '[')
		if at < 0 {
			return false
		}
		line = line[at+1:]
		end := 0
		for end < len(line) && isWordByte(line[end]) {
			end++
		}
		if end > 0 && end <= 2 && strings.Trim(line[:end], "0123456789") == "" {
			return true
		}
	}
}

// isWordByte reports a byte of a word as expressions have it: of ASCII.
func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func (w row) fill(s *console.Statement) {
	s.Set(parse.FieldWriterName, w.name)
	code, word := w.code, w.word
	if code < 0 {
		code, word = state("", w.word)
	}
	if code >= 0 {
		s.Set(parse.FieldStateCode, strconv.Itoa(code))
	}
	s.Set(parse.FieldStateName, word)
	setLastError(s, w.last)
}

// rowIn reads a line: a name, a state behind it, and perhaps the last error.
func rowIn(line string) (row, bool) {
	line = strings.TrimSpace(line)
	if len(line) > longestRow || len(line) < 8 {
		return row{}, false
	}
	if _, from, _, ok := console.FindMoment(line); ok && from < longestName { // a line of a log
		return row{}, false
	}
	m := rowState.FindStringSubmatchIndex(line)
	if m == nil {
		return row{}, false
	}
	w := row{code: -1}
	if m[2] >= 0 {
		w.code, _ = strconv.Atoi(line[m[2]:m[3]])
		if m[4] >= 0 {
			w.word = strings.TrimSpace(line[m[4]:m[5]])
		}
	} else {
		w.word = line[m[6]:m[7]]
	}
	head := rowLabel.ReplaceAllString(rowLabel.ReplaceAllString(line[:m[0]], ""), "")
	w.name = strings.Trim(head, " \t-*+|:;,.=>`'\"(")
	if w.name == "" || len(w.name) > longestName || speaksOf.MatchString(w.name) || strings.ContainsAny(w.name, `|;=\/<>{}[]"`) {
		return row{}, false
	}
	tail := line[m[1]:]
	if at := lastHead.FindStringIndex(tail); at != nil {
		tail = tail[at[1]:]
	}
	w.last = strings.TrimFunc(tail, notInWords)
	if w.last == "" {
		w.word, w.last = splitState(w.word)
	}
	if code, _ := console.CodeIn(w.last); len(code) == 0 {
		if _, basis := vssadmin.LastErrorCode(w.last); basis == "" {
			w.last = knownError(w.last)
		}
	}
	return w, true
}

// notInWords reports what stands around words.
func notInWords(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '[' }

// splitState parts a state and the last error behind it that nothing but a blank sets apart.
func splitState(word string) (state, lastError string) {
	for at := range len(word) {
		if word[at] != ' ' {
			continue
		}
		if _, basis := vssadmin.LastErrorCode(word[at+1:]); basis != "" {
			return word[:at], word[at+1:]
		}
	}
	return word, ""
}

// knownError returns the words of a last error that s begins with, s if it begins with none: people
// add remarks.
func knownError(s string) string {
	for at := len(s); at > 0; {
		at = strings.LastIndexAny(s[:at], " \t*,;.(|!")
		if at <= 0 {
			break
		}
		words := strings.Trim(s[:at], " \t*,;.(|!`'\"")
		if _, basis := vssadmin.LastErrorCode(words); basis != "" {
			return words
		}
	}
	return s
}

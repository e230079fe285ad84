package requester

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// A pasted message: a text of a few lines that somebody copied off a dialogue, a
// console, a log. Nothing in front of its lines says so, since that was not
// copied; but nothing around them talks, either.

// paste remembers whether a text is one, and whether it holds messages only.
type paste struct {
	known, is, pure bool
	about           bool // one of its lines names a shadow copy, a backup or a code
}

// weighed looks at the text the first time.
func (p *paste) weighed(r *console.Reader) {
	if !p.known {
		p.known = true
		p.is, p.pure = isPaste(r.Short())
		p.about = isAbout(r.Short())
	}
}

// states reports whether the text is a pasted message, so that a line with a code
// states it.
func (p *paste) states(r *console.Reader) bool { p.weighed(r); return p.is }

// tells reports the same for lines without a code: beside them nothing may be talk.
func (p *paste) tells(r *console.Reader) bool { p.weighed(r); return p.is && p.pure }

// isAbout reports whether one of the lines names what this program is about. Where none
// does, what fails in them is something else.
func isAbout(lines []string) bool {
	for _, line := range lines {
		lower := strings.ToLower(line)
		if found, _ := thingIn(lower); found || backupWord.MatchString(lower) || parse.HoldsOne(lower, backupWords) ||
			plainWriterFold(lower) ||
			toolIn(line) != "" {
			return true
		}
		if f := codesIn(line); f.states() {
			return true
		}
	}
	return false
}

// isComment reports whether a line is a note beside what was copied. A heading of
// Markdown looks the same, and stands alone.
func isComment(lines []string, k int) bool {
	note := func(k int) bool { return k >= 0 && k < len(lines) && strings.HasPrefix(lines[k], "# ") }
	return note(k) && (note(k-1) || note(k+1))
}

// apart reports whether line i is set apart from the prose around it, and nobody
// speaks in it: then it is as if it stood in a pasted message.
func apart(r *console.Reader, i int, line string) bool {
	if !r.Apart(i) {
		return false
	}
	if beginsWithCode.MatchString(line) &&
		(beginsWithCode.MatchString(r.Behind(i-1)) || beginsWithCode.MatchString(r.Text(i+1))) { // a list of codes
		return false
	}
	lower := strings.ToLower(line)
	return !isPersonal(lower) && !talks(lower) && !strings.HasSuffix(line, "?")
}

// behindCode returns what stands behind the code that a line begins with, if it does.
func behindCode(line string) string {
	head := beginsWithCode.FindString(line)
	if strings.IndexAny(head, "|-*+") == 0 ||
		strings.IndexByte(line, '\t') >= 0 { // an item of a list, a row of a table
		return line
	}
	words := strings.TrimLeft(line[len(head):], " :=,/-")
	if strings.HasPrefix(words, "| ") && strings.Count(words, "|") == 1 { // two columns: the code and its message
		words = strings.TrimLeft(words, "| ")
	}
	return words
}

// isPaste reports whether lines are messages and no talk: nobody speaks of himself,
// asks, lists codes or explains; at most one line in three, or one at all, is a
// sentence that states nothing. pure: none is.
func isPaste(lines []string) (is, pure bool) {
	if len(lines) == 0 {
		return false, false
	}
	talk, rows := 0, 0
	for k, line := range lines {
		if typed.MatchString(line) || isComment(lines, k) {
			continue // what somebody typed at a prompt, or noted
		}
		if beginsWithCode.MatchString(line) {
			if rows++; rows > 1 { // a list of codes
				return false, false
			}
			if line = behindCode(line); line == "" {
				continue
			}
		}
		lower := strings.ToLower(line)
		if isPersonal(lower) || talks(lower) {
			return false, false
		}
		if !isMessageField(line) && isDocument(line, lower) && !endsInCode(line) && !tellsFailure(lower) {
			return false, false
		}
		f := codesIn(line)
		if !f.states() && !tellsFailure(lower) && !(failed(lower) && beginsLikeMessage(line)) && isTalk(line) {
			talk++
		}
	}
	return talk <= 1 || talk*3 <= len(lines), talk == 0
}

// typed is a prompt with what was typed at it: of cmd, PowerShell and shells.
var typed = lazyregexp.New(
	`^\s*(?:PS )?[A-Za-z]:[^<>"|?*\n]{0,200}>|^\s*\[PS\] |^\s*(?:[\w.~-]+@[\w.~-]+[^\n$#]{0,80})?[~/]?[^\s#$]{0,60}\s?[#$] [$\w./]`,
)

// talks finds words of letters and posts: of greeting, of asking, of telling what
// others said.
func talks(lower string) bool {
	for _, word := range []string{"somebody", "someone", "nobody", " wrote ", " said ", " says that ", "regards",
		"cheers", "please help", "any idea", "any help", "dear ", "viele grüße", "cordialement", "saludos", "danke",
		"merci"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// isTalk reports whether a line is a sentence: six words and more that are nothing
// but letters, and an end, or nine words without one. A title has neither.
func isTalk(line string) bool {
	words, wide := 0, 0
	for word := range strings.FieldsSeq(line) {
		if isPlainWord(strings.Trim(word, ".,;:!()\"'")) {
			words++
		}
		for _, c := range word {
			if c >= 0x3040 {
				wide++
			}
		}
	}
	ends := strings.HasSuffix(strings.TrimRight(line, ` "')`), ".") || strings.HasSuffix(line, "!") ||
		strings.HasSuffix(line, ":")
	return words >= 6 && ends || words >= 9 || wide >= 12
}

// beginsLikeMessage reports whether a line begins as messages do, and not in the middle
// of what somebody says: with no small letter.
func beginsLikeMessage(line string) bool {
	c, _ := utf8.DecodeRuneInString(strings.TrimSpace(line))
	return !unicode.IsLower(c)
}

// hasWide reports whether a line has letters of a script without capitals and spaces,
// in which a message cannot be told from a sentence by how it begins.
func hasWide(line string) bool {
	return strings.ContainsFunc(line, func(c rune) bool { return c >= 0x3000 })
}

func isPlainWord(word string) bool {
	for _, c := range word {
		if !unicode.IsLetter(c) && c != '-' && c != '\'' {
			return false
		}
	}
	return len(word) > 1 && !strings.Contains(word, "_")
}

// statesInPaste reports whether a line of a pasted message states its code: with
// words that say what failed, and not inside of a sentence.
func statesInPaste(line string, f facts, pure bool) bool {
	if f.failedState() {
		return true
	}
	lower, words := strings.ToLower(line), behindCode(line)
	document := words != "" && isDocument(words, lower)
	if f.message != "" {
		return !document
	}
	if len(f.codes) == 0 || len(f.codes) > 3 || isMarkup(line) || document && !endsInCode(line) ||
		console.InSentence(line) && !(pure && beginsLikeMessage(line) && !hasWide(line)) {
		return false
	}
	if pure && !strings.ContainsAny(strings.TrimSpace(line), " \t") {
		return true // the code and nothing else
	}
	plain, other := 0, 0
	for word := range strings.FieldsSeq(line) {
		if isPlainWord(strings.Trim(word, ".,;:!()\"'")) {
			plain++
		}
		for _, c := range word {
			if c >= utf8.RuneSelf && unicode.IsLetter(c) {
				other++
			}
		}
	}
	return plain >= 3 || other >= 4 || failed(lower)
}

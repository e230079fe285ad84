package console

import (
	"strings"
	"unicode/utf8"
)

// folds replaces what web pages, word processors and localised labels put in
// the place of ASCII: the blanks before a French colon, curly quotes, the dash
// of the banner, full-width colons.
var folds = strings.NewReplacer(
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ", "\u3000", " ",
	"\u2018", "'", "\u2019", "'", "\u201b", "'", "\u00b4", "'", "`", "'",
	"\u201c", `"`, "\u201d", `"`, "\u201e", `"`, "\u00ab", `"`, "\u00bb", `"`,
	"\u2013", "-", "\u2014", "-", "\u2212", "-",
	"\uff1a", ":", "\ufeff", "", "\u200e", "", "\u200f", "", "\u200b", "",
	"&nbsp;", " ", "&quot;", `"`, "&gt;", ">", "&lt;", "<", "&#39;", "'", "&amp;", "&",
	"\x1b[0m", "", "\x00", "",
)

// markdown undoes the escape of state numbers: \[11\].
var markdown = strings.NewReplacer(`\[`, "[", `\]`, "]")

// clean takes the decorations off a line. Most lines have none and are
// returned as they are.
func clean(s string) string {
	if !isPlain(s) {
		s = folds.Replace(s)
		if strings.Contains(s, `\[`) {
			s = markdown.Replace(s)
		}
	}
	for len(s) > 0 && isTrailing(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	for strings.HasPrefix(s, ">") && len(s) > 1 && !strings.HasPrefix(s, ">>") { // a quoted mail or Markdown
		s = s[1:]
	}
	return s
}

// isPlain reports whether clean has nothing to replace in s.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if decorates[s[i]] {
			return false
		}
	}
	return true
}

// decorates marks the bytes that begin something to be replaced.
var decorates = func() (marks [256]bool) {
	for c := utf8.RuneSelf; c < len(marks); c++ {
		marks[c] = true
	}
	for _, c := range "&`\x00\x1b\\" {
		marks[c] = true
	}
	return marks
}()

func isTrailing(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == 0x1a
}

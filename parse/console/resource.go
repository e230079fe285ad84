package console

import (
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// resources counts what tells a file of a program's texts, or a change of its source: what stands in it may be printed
// one day, and says nothing of a host. Its forms are those of gettext, of property files, of Apple's strings, of Windows'
// resource and message files, and the unified one of diff.
type resources struct {
	texts int // lines that give a text to a key, by a form that nothing else has
	keyed int // lines that give a sentence to a key, as settings and states do too: not to that of the line before
	key   string
	holes int  // of these, those with a place for a value
	hunk  bool // the lines of a change go on
	file  bool // a message was begun, as message files begin one
}

// learn takes a line that is not blank, without the blanks around it.
func (g *resources) learn(t string) {
	switch {
	case t[0] == '@' && hunkHead.MatchString(t):
		g.hunk = true
		g.texts++
	case g.hunk && (t[0] == '+' || t[0] == '-') || strings.HasPrefix(t, "diff --git "):
		g.texts++
	case strings.HasPrefix(t, "msgid ") || strings.HasPrefix(t, "msgstr") || strings.HasPrefix(t, "msgctxt ") ||
		t[0] == '#' && len(t) > 1 && strings.IndexByte(":.,~|", t[1]) >= 0: // gettext's, and its comments
		g.texts++
	case t[0] == '"' && strings.HasSuffix(t, `";`) && strings.Contains(t, `" = "`):
		g.texts++
	case strings.HasPrefix(t, "MessageId="), strings.HasPrefix(t, "SymbolicName="):
		g.file = true
		g.texts++
	case g.file && (t == "." || strings.HasPrefix(t, "Language=")),
		strings.IndexByte("IMS", t[0]) >= 0 && named.MatchString(t):
		g.texts++
	case strings.ContainsAny(t, "=:,") && keyedText.MatchString(t):
		above := g.key
		g.key = t[:strings.IndexAny(t, "=:, ")]
		if g.key == above { // a program that says its name in front of each line
			return
		}
		g.keyed++
		if hole.MatchString(t) {
			g.holes++
		}
	}
}

// among reports whether they make up half of so many lines.
func (g *resources) among(lines int) bool {
	return g.texts*2 >= lines && g.texts >= 2 || g.keyed*2 >= lines && g.keyed >= 3 && g.holes >= 1
}

var (
	hunkHead = lazyregexp.New(`^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@`)
	// named is a text of a resource script.
	named = lazyregexp.New(`^(?:(?:IDS|IDP|IDC|MSG)_\w+,?\s+L?"|STRINGTABLE\b)`)
	// keyedText gives words to a key of several parts.
	keyedText = lazyregexp.New(`^"?[A-Za-z]\w*(?:[._-]\w+)+"?\s*[=:,]\s*["']?\S+ \S+ \S+`)
	// hole is a place for a value.
	hole = lazyregexp.New(`\{\d*\}|\{\{\w+\}\}|%(?:\d+\$)?[sdux@]|%\d\b|\$\{\w+\}|%\(\w+\)s`)
)

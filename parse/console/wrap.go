package console

import (
	"strings"
	"unicode/utf8"
)

// consoleWidth is the width at which Server 2003 to 2012 consoles break lines
// that are copied from them; redirected output is not broken.
const consoleWidth = 80

// maxWrapped bounds how many lines one may be broken into: 800 columns.
const maxWrapped = 10

// Joined returns line i together with the lines that a console broke off it,
// and the line behind them. A break is assumed where a line is exactly as wide
// as the console and the next one begins no item of its own. A line of one
// column less ended in a blank, which copying lost.
func (d *Document) Joined(i int) (joined string, next int) {
	joined = d.Text(i)
	if len(joined) < consoleWidth-1 {
		return joined, i + 1
	}
	width := utf8.RuneCountInString(joined)
	for next = i + 1; next < i+maxWrapped && d.Has(next); next++ {
		missing := consoleWidth - width
		if missing != 0 && missing != 1 || d.Blank(next) || beginsItem(d.Text(next)) {
			break
		}
		part := d.Text(next)
		joined += strings.Repeat(" ", missing) + part
		width = utf8.RuneCountInString(part)
	}
	return joined, next
}

// beginsItem reports whether s starts something: a label with a value, a bullet,
// a bracketed number, a prompt.
func beginsItem(s string) bool {
	t := strings.TrimSpace(s)
	if _, ok := Command(s); ok {
		return true
	}
	if label, _, ok := Label(t); ok && len(label) < 60 && !strings.HasPrefix(label, "{") {
		return true
	}
	return strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "* ") || strings.HasPrefix(t, "[")
}

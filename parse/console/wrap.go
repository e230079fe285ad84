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

// Mail programs break lines at the last blank before one of these columns
// (RFC 3676, 4.2 asks for 78; 72 is the habit of news, 76 of quoted-printable).
const narrowestMail, widestMail = 72, consoleWidth

// shortestBroken is what a line has at least before it counts as broken: a last word
// longer than the rest of the line is a path.
const shortestBroken = 50

// Joined returns line i together with the lines that a console or a mail program
// broke off it, and the line behind them. A break is assumed where a line is
// exactly as wide as the console and the next one begins no item of its own. A
// line of one column less ended in a blank, which copying lost. A mail program
// breaks where the next word does not fit: there the next line begins at the
// margin. A label whose value is a path or an id too long for its line stands
// before it.
func (d *Document) Joined(i int) (joined string, next int) {
	if len(d.Text(i)) < shortestBroken && !strings.HasSuffix(d.Text(i), ":") { // as most lines
		return d.Text(i), i + 1
	}
	if d.join.next == 0 || d.join.line != i { // several grammars ask for the same line
		joined, next = d.joined(i)
		d.join = joinedLine{i, joined, next}
	}
	return d.join.text, d.join.next
}

// joinedLine is what Joined last gave.
type joinedLine struct {
	line int
	text string
	next int
}

func (d *Document) joined(i int) (joined string, next int) {
	joined = d.Text(i)
	next = i + 1
	if value := d.brokenOff(i); value > next {
		return joined + " " + strings.TrimSpace(d.Text(value-1)), value
	}
	width := utf8.RuneCountInString(joined)
	for ; next < i+maxWrapped && d.Has(next); next++ {
		missing := consoleWidth - width
		part := d.Text(next)
		if isBlank(part) || beginsItem(part) {
			break
		}
		if missing != 0 && missing != 1 {
			if !didNotFit(width, part) {
				break
			}
			missing = 1
		}
		joined += strings.Repeat(" ", missing) + part
		width = utf8.RuneCountInString(part)
	}
	return joined, next
}

// brokenOff returns the line behind the value of line i, if line i is a label
// alone and its value, a path, an id or a quoted name, stands in the next one; else i.
func (d *Document) brokenOff(i int) int {
	s := d.Text(i)
	if !strings.HasSuffix(s, ":") || len(s) > consoleWidth {
		return i
	}
	value := strings.TrimSpace(d.Text(i + 1))
	if len(s)+1+len(value) <= narrowestMail-8 {
		return i
	}
	if strings.HasPrefix(value, `\\`) || len(value) > 3 && value[0] == '(' && value[2] == ':' || isGUID(value) {
		return i + 2
	}
	return i
}

// didNotFit reports whether a mail program can have broken a line of a width
// because the first word of what follows would have gone over its margin.
func didNotFit(width int, part string) bool {
	if width > widestMail || part[0] == ' ' || part[0] == '\t' {
		return false
	}
	word := part
	if at := strings.IndexByte(part, ' '); at > 0 {
		word = part[:at]
	}
	return width >= shortestBroken && width+1+utf8.RuneCountInString(word) > narrowestMail
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
	if m, from, _, ok := FindMoment(t); ok && from < 3 && m.HasTime {
		return true
	}
	return strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "* ") || strings.HasPrefix(t, "[")
}

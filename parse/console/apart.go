package console

import "strings"

// apart follows a text and tells which of its lines are set apart from prose: those
// between the fences of a block of code, and the paragraph behind a sentence that
// ends in a colon. Who writes so shows what a program printed.
type apart struct {
	fenced     int    // lines since the fence that opened; 0 if none is open
	introduces bool   // the last line that was not blank ends in a colon
	inside     bool   // of a paragraph that such a line introduces
	gap        int    // blank lines since the last other one
	heading    string // first word of a heading that stood behind such a line
	indented   bool   // the last line that was not blank is of an indented block of code
}

// A block of code that does not end within so many lines has lost its fence.
const longestFence = 2000

// next takes the next line and reports whether it is set apart.
func (a *apart) next(l *Line) bool {
	switch {
	case l.fence && a.fenced > 0:
		a.fenced = 0
	case l.fence:
		a.fenced = 1
	case a.fenced > longestFence:
		a.fenced = 0
	case a.fenced > 0:
		a.fenced++
	}
	if isBlank(l.Text) {
		if a.gap++; !l.fence {
			a.inside = false
		}
		return false
	}
	head := ""
	if a.gap > 0 && !a.inside {
		head = headingWord(l.Text)
	}
	if head != "" && (a.introduces || head == a.heading) {
		a.heading, a.introduces, a.gap = strings.Clone(head), true, 0
		return a.fenced > 0
	}
	a.indented = Indent(l.Text) >= 4 && (a.indented || a.gap > 0)
	a.inside = a.inside || a.introduces && a.gap <= 1
	a.introduces, a.gap = introduces(l.Text, a.gap > 0), 0
	return a.inside || a.indented || a.fenced > 0 || isQuotation(l.Text)
}

// headingWord returns the first word of a heading of two to four words and a number,
// such as "Error message 1": lists of messages have them between.
func headingWord(s string) string {
	end := strings.TrimRight(strings.TrimSpace(s), ":.)")
	if end == "" || !isDigit(end[len(end)-1]) { // as of most lines
		return ""
	}
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 4 || len(s) > 40 {
		return ""
	}
	last := strings.TrimRight(words[len(words)-1], ":.)")
	if len(last) > 2 || last == "" || strings.Trim(last, "0123456789") != "" {
		return ""
	}
	return words[0]
}

// Passage returns what line i quotes of a program's output: all of the line, if it is
// in quotation marks; what stands in them behind a colon and to the line's end, but for
// a remark in brackets; a code span of several words. ok is false if it quotes nothing.
func (r *Reader) Passage(i int) (passage string, ok bool) {
	l := r.line(i)
	if l == nil || len(l.Text) < leastPassage || len(l.Text) > maxLine {
		return "", false
	}
	if isQuotation(l.Text) {
		t := strings.Trim(l.Text, " *_\t,")
		return t[1 : len(t)-1], true
	}
	if passage, ok := behindColon(l.Text); ok {
		return passage, true
	}
	return l.span, l.span != ""
}

// leastPassage is how many bytes a passage has at least: shorter ones are names.
const leastPassage = 24

// behindColon finds a quotation that a colon introduces within a line and that ends it.
func behindColon(s string) (string, bool) {
	for _, mark := range []string{`: "`, `:"`, `: '`} {
		at := strings.Index(s, mark)
		if at < 0 || strings.IndexByte("{[(=", s[0]) >= 0 {
			continue
		}
		quote := mark[len(mark)-1]
		rest := s[at+len(mark):]
		end := strings.LastIndexByte(rest, quote)
		if first := closing(rest, quote); first >= 0 && first < end { // names in quotes, and more behind them
			continue
		}
		if end < leastPassage || strings.Count(rest[:end], " ") < 3 {
			continue
		}
		if behind := strings.Trim(rest[end+1:], " .,*_"); behind == "" ||
			behind[0] == '(' && behind[len(behind)-1] == ')' {
			return rest[:end], true
		}
	}
	return "", false
}

// closing finds the mark that ends what is quoted from the begin of s on, if it is the first
// mark of its kind: a blank or the like stands behind it and none before it.
func closing(s string, quote byte) int {
	for at := 0; at < len(s); at++ {
		if s[at] != quote {
			continue
		}
		if at == 0 || s[at-1] == ' ' || s[at-1] == '(' { // it opens a quotation within
			return -1
		}
		if at+1 == len(s) || strings.IndexByte(" ,;:.)", s[at+1]) >= 0 {
			return at
		}
	}
	return -1
}

// codeSpan finds the longest code span of a line that is more than a name or a command:
// it has words, and a colon or an equals sign as messages have.
func codeSpan(s string) string {
	parts := strings.Split(s, "`")
	longest := ""
	for k := 1; k < len(parts); k += 2 {
		if len(parts[k]) > len(longest) && strings.ContainsAny(parts[k], ":=") {
			longest = parts[k]
		}
	}
	if len(longest) < leastPassage || strings.Count(longest, " ") < 3 {
		return ""
	}
	return longest
}

// isQuotation reports whether all of a line is one passage in quotation marks.
func isQuotation(s string) bool {
	if last := len(s) - 1; last < leastPassage-1 || isLetter(s[last]) || isDigit(s[last]) { // as of most lines
		return false
	}
	t := strings.Trim(s, " *_\t,")
	if len(t) < leastPassage || t[0] != '"' && t[0] != '\'' || t[len(t)-1] != t[0] {
		return false
	}
	return strings.IndexByte(t[1:len(t)-1], t[0]) < 0 || t[0] == '\''
}

// introduces reports whether a line is a sentence that introduces what stands below;
// one that begins a paragraph may have a word or two.
func introduces(s string, begins bool) bool {
	if s == "" || strings.IndexByte(": *_", s[len(s)-1]) < 0 { // as of most lines
		return false
	}
	t := strings.TrimRight(s, " *_")
	if len(t) < 4 || t[len(t)-1] != ':' {
		return false
	}
	least := 3
	if begins {
		least = 1
	}
	words, wide := 0, 0
	for word := range strings.FieldsSeq(t[:len(t)-1]) {
		plain := true
		for _, c := range word {
			plain = plain && c != '=' && c != '\\' && (c < '0' || c > '9')
			if c >= 0x3040 {
				wide++
			}
		}
		if plain {
			words++
		}
	}
	return (words >= least || wide >= 2*least) && !IsLogLine(t[:len(t)-1])
}

// Apart reports whether line i is set apart from the prose around it, as what a
// program printed.
func (r *Reader) Apart(i int) bool {
	l := r.line(i)
	return l != nil && l.apart
}

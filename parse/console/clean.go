package console

import (
	"html"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// folds replaces what web pages, word processors and localised labels put in
// the place of ASCII: the blanks before a French colon, curly quotes, the dash
// of the banner, full-width colons; and takes out what has no width.
var folds = strings.NewReplacer(
	"\u00a0",
	" ",
	"\u202f",
	" ",
	"\u2009",
	" ",
	"\u2007",
	" ",
	"\u3000",
	" ",
	"\u2002",
	" ",
	"\u2003",
	" ",
	"\u2018",
	"'",
	"\u2019",
	"'",
	"\u201b",
	"'",
	"\u00b4",
	"'",
	"`",
	"'",
	"\u201c",
	`"`,
	"\u201d",
	`"`,
	"\u201e",
	`"`,
	"\u00ab",
	`"`,
	"\u00bb",
	`"`,
	"\u2013",
	"-",
	"\u2014",
	"-",
	"\u2212",
	"-",
	"\u2011",
	"-",
	"0\u00d7",
	"0x",
	"0\u0445",
	"0x", // a multiplication sign, a Cyrillic letter
	"\uff1a",
	":",
	"\ufeff",
	"",
	"\u200b",
	"",
	"\u200c",
	"",
	"\u200d",
	"",
	"\u200e",
	"",
	"\u200f",
	"",
	"\u2060",
	"",
	"\u00ad",
	"",
	"\u061c",
	"",
	"\u202a",
	"",
	"\u202b",
	"",
	"\u202c",
	"",
	"\u202d",
	"",
	"\u202e",
	"",
	"\u2066",
	"",
	"\u2067",
	"",
	"\u2068",
	"",
	"\u2069",
	"",
	"\x00",
	"",
)

// clean takes the decorations off a line. Most lines have none and are
// returned as they are.
func clean(s string) string { return cleaned(s, isPlain(s)) }

// cleaned is clean of a line of which it may be known that it is plain.
func cleaned(s string, plain bool) string {
	if !plain && !isData(s) {
		s = undecorated(s)
	}
	s = trimmed(s)
	if s == "" {
		return s
	}
	if c := s[0]; c == '>' || c == '|' || c == ' ' && len(s) > 1 && s[1] == '>' {
		s = trimmed(unquote(s))
	}
	return unstressed(s)
}

// unstressed takes the marks off a line that Markdown stresses as a whole: _Source: VSS_.
func unstressed(s string) string {
	const least = 3
	if len(s) < least || s[0] != '_' && s[0] != '*' || s[len(s)-1] != s[0] {
		return s
	}
	inside := s[1 : len(s)-1]
	if strings.IndexByte(" _*", inside[0]) >= 0 || strings.IndexByte(" _*", inside[len(inside)-1]) >= 0 ||
		strings.IndexByte(inside, ' ') < 0 && strings.IndexByte(":.", inside[len(inside)-1]) < 0 {
		return s
	}
	return inside
}

// undecorated undoes what a line needs more than trimming for. The order
// matters: entities hide tags, and a code span hides quotes.
func undecorated(s string) string {
	if strings.IndexByte(s, 0x1b) >= 0 {
		s = escapes.ReplaceAllString(s, "")
	}
	if strings.IndexByte(s, '&') >= 0 && !isMarkup(s) {
		s = unescapeEntities(s)
	}
	if mayHoldTag(s) {
		s = htmlTags.ReplaceAllString(s, "")
	}
	if mayHoldBoardTag(s) && (strings.Contains(s, "[/") || strings.HasPrefix(strings.TrimLeft(s, " \t>|"), "[")) {
		s = bbCells.ReplaceAllString(s, "\t")
		s = bbTags.ReplaceAllString(s, "")
	}
	if strings.IndexByte(s, '`') >= 0 {
		if isFence(unquote(s)) {
			return ""
		}
		s = uncoded(s)
	}
	if strings.Contains(s, "**") {
		s = bold.ReplaceAllString(s, "$1")
	}
	if strings.IndexByte(s, '\\') >= 0 {
		s = unescapeMarkdown(s)
	}
	if !IsASCII(s) || strings.IndexByte(s, 0) >= 0 || strings.IndexByte(s, '`') >= 0 {
		s = folds.Replace(s)
		s = unbulleted(s)
	}
	return s
}

var (
	// escapes are those of terminals: colours, movements (ECMA-48, 5.4).
	escapes = lazyregexp.New(`\x1b\[[0-9;?]*[@-~]`)
	// htmlTags are those of text; XML of events has none of these names.
	htmlTags = lazyregexp.New(
		`(?i)</?(?:br|p|pre|code|div|span|blockquote|b|i|u|strong|em|tt|font|samp|kbd)(?:\s[^<>]{0,200})?/?>`,
	)
	bbTags = lazyregexp.New(
		`(?i)\[/?(?:code|quote|pre|b|i|u|font|color|size|list|table|tr|td|th|url|spoiler|noparse|plain)(?:=[^\]\n]{0,100})?\]`,
	)
	bbCells = lazyregexp.New(`(?i)\[/t[dh]\]\s*\[t[dh]\]`)
	bold    = lazyregexp.New(`\*\*([^*]+)\*\*`)
	// escapedName is a name of a code as Markdown writes it: VSS\_E\_BAD\_STATE.
	escapedName = lazyregexp.New(`\b[A-Z][A-Z0-9]*(?:\\_[A-Z0-9]+)+\b`)
)

// unescapeEntities undoes the entities of HTML, which some ways escape twice.
func unescapeEntities(s string) string {
	for range 2 {
		if strings.IndexByte(s, ';') < 0 || strings.IndexByte(s, '&') < 0 {
			break
		}
		s = html.UnescapeString(s)
	}
	return s
}

// isMarkup reports whether s is a line of XML, which keeps its entities; in a
// browser's view it has a mark in front.
func isMarkup(s string) bool {
	return strings.HasPrefix(strings.TrimLeft(s, "-+ \t>|"), "<")
}

// isData reports whether s is a line of JSON, or a row of a table in quotes: what
// stands in its strings stays as it is.
func isData(s string) bool {
	t := strings.TrimLeft(s, " \t>|[,\ufeff")
	return strings.HasPrefix(t, "{\"") || strings.HasPrefix(t, "\"") && strings.Contains(t, "\",\"")
}

// isFence reports whether s begins or ends a block of code in Markdown.
func isFence(s string) bool {
	t := strings.TrimSpace(s)
	if !strings.HasPrefix(t, "```") { // as most lines
		return false
	}
	marks := len(t) - len(strings.TrimLeft(t, "`"))
	return marks >= 3 && !strings.ContainsAny(t[marks:], "` ")
}

// uncoded takes off the marks of a code span that is the whole line.
func uncoded(s string) string {
	t := strings.TrimRight(s, " \t\r")
	lead := len(t) - len(strings.TrimLeft(t, " \t>"))
	if len(t) > lead+2 && t[lead] == '`' && t[len(t)-1] == '`' && strings.Count(t, "`") == 2 {
		return t[:lead] + t[lead+1:len(t)-1]
	}
	return s
}

// doubled reports whether each backslash of s is written twice, one of them inside of a word: a path or a key
// that was escaped. A share begins with two.
func doubled(s string) bool {
	inside := false
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		if i+1 == len(s) { // it breaks the line
			return inside
		}
		if s[i+1] != '\\' || i+2 < len(s) && s[i+2] == '\\' {
			return false
		}
		inside = inside || i > 0 && (isLetter(s[i-1]) || s[i-1] == ':')
		i++
	}
	return inside
}

// unescapeMarkdown undoes \[11\], VSS\_E\_BAD\_STATE and a backslash that breaks
// the line. One that ends a path stays.
func unescapeMarkdown(s string) string {
	if doubled(s) {
		s = strings.ReplaceAll(s, `\\`, `\`)
	}
	if strings.Contains(s, `\[`) {
		s = strings.ReplaceAll(strings.ReplaceAll(s, `\[`, "["), `\]`, "]")
	}
	if strings.Contains(s, `\_`) {
		s = escapedName.ReplaceAllStringFunc(s, func(name string) string { return strings.ReplaceAll(name, `\`, "") })
	}
	t := trimmed(s)
	if !strings.HasSuffix(t, `\`) {
		return s
	}
	t = t[:len(t)-1]
	last := t[strings.LastIndexAny(t, " \t")+1:]
	if strings.ContainsAny(last, `\/`) || strings.HasSuffix(last, ":") ||
		strings.HasSuffix(last, "}") && !strings.HasPrefix(last, "{") {
		return s
	}
	return t
}

// unbulleted takes off the dot of a list that a word processor wrote.
func unbulleted(s string) string {
	lead := len(s) - len(strings.TrimLeft(s, " \t"))
	c, size := utf8.DecodeRuneInString(s[lead:])
	if strings.ContainsRune("\u2022\u00b7\u2023\u25aa\u25cf\u25cb\u25e6\uf0b7", c) && size > 1 {
		return s[:lead] + strings.TrimLeft(s[lead+size:], " \t")
	}
	return s
}

// unquote takes off the marks of quoted mail and Markdown: "> ", ">> ", "| ".
// The cells of a table between bars are set apart by tabs instead.
func unquote(s string) string {
	if strings.HasPrefix(s, ">>>  ") { // a section of setupapi.dev.log
		return s
	}
	for depth := 0; s != "" && depth < 20; depth++ {
		t := s
		if t[0] == ' ' && len(t) > 1 && t[1] == '>' {
			t = t[1:]
		}
		switch {
		case t[0] == '>':
			t = t[1:]
		case t[0] == '|':
			if cells, ok := tableRow(t); ok {
				return cells
			}
			if len(t) > 1 && t[1] != ' ' && t[1] != '\t' {
				return s
			}
			t = t[1:]
		default:
			return s
		}
		s = strings.TrimPrefix(t, " ")
	}
	return s
}

// tableRow reads "| a | b |". A rule between head and rows becomes "".
func tableRow(s string) (cells string, ok bool) {
	t := strings.TrimSpace(s)
	if len(t) < 3 || t[0] != '|' || t[len(t)-1] != '|' || strings.Count(t, "|") < 3 {
		return s, false
	}
	if strings.Trim(t, "|-: +") == "" {
		return "", true
	}
	all := strings.Split(t[1:len(t)-1], "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return strings.Join(all, "\t"), true
}

// isCut reports whether s is the mark of somebody who left lines out: "[...]".
func isCut(s string) bool {
	t := strings.TrimSpace(s)
	if len(t) < 3 || len(t) > 24 || isDigit(t[0]) ||
		isLetter(t[0]) && (len(t) > 9 || strings.IndexByte("scto", t[0]|0x20) < 0) {
		return false
	}
	inner := strings.Trim(t, "[]()<>{}-*=~ ")
	if inner == "" ||
		inner[0] != '.' && inner[0] != "\u2026"[0] &&
			strings.IndexByte("scto", inner[0]|0x20) < 0 { // as nearly all lines
		return false
	}
	inner = strings.ToLower(inner)
	switch inner {
	case "...",
		"....",
		".....",
		"......",
		"\u2026",
		"\u2026\u2026",
		". . .",
		"snip",
		"snipped",
		"...snip...",
		"cut",
		"truncated",
		"...truncated...",
		"omitted":
		return inner[0] == '.' || inner[0] >= utf8.RuneSelf ||
			len(inner) < len(t) && t[0] != '-' && t[0] != '=' && t[0] != '*' ||
			strings.Contains(t, "--")
	}
	return false
}

// hasInlineCode reports whether a line sets something apart as Markdown does
// inside of a sentence: a code span, or a link.
func hasInlineCode(s string) bool {
	if strings.Contains(s, "](") {
		return true
	}
	at := strings.IndexByte(s, '`')
	if at < 0 || isFence(s) {
		return false
	}
	return strings.IndexByte(s[at+1:], '`') > 0 && uncoded(s) == s
}

// isPlain reports whether undecorated has nothing to do in s.
func isPlain(s string) bool {
	i := 0
	for ; i+4 <= len(s); i += 4 {
		four := s[i : i+4]
		if decorates[four[0]]|decorates[four[1]]|decorates[four[2]]|decorates[four[3]] != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if decorates[s[i]] != 0 && isDecoration(s[i], s[i+1:]) {
			return false
		}
	}
	return true
}

// isDecoration reports whether a byte that may decorate a line does, by what stands behind it.
func isDecoration(c byte, behind string) bool {
	switch c {
	case '[':
		return beginsTag(behind, boardTags)
	case '*':
		return behind != "" && behind[0] == '*'
	case '\\': // of a path; see unescapeMarkdown
		return behind == "" || !isLetter(behind[0]) && !isDigit(behind[0])
	}
	return true
}

// mayHoldTag reports whether one of the tags of htmlTags may stand in s: XML of
// events, which has many others, is spared the pattern.
func mayHoldTag(s string) bool { return holdsTag(s, '<', textTags) }

// mayHoldBoardTag reports whether one of those of bbTags may: many logs have brackets.
func mayHoldBoardTag(s string) bool { return holdsTag(s, '[', boardTags) }

// holdsTag reports whether one of some names stands behind a bracket in s.
func holdsTag(s string, bracket byte, names map[string]bool) bool {
	for {
		at := strings.IndexByte(s, bracket)
		if at < 0 {
			return false
		}
		if s = s[at+1:]; beginsTag(s, names) {
			return true
		}
	}
}

// beginsTag reports whether s, which stands behind a bracket, begins with a name of a tag, of
// one that opens or of one that closes something.
func beginsTag(s string, names map[string]bool) bool {
	s = strings.TrimPrefix(s, "/")
	var name [longestTag]byte
	n := 0
	for n < len(s) && n < longestTag && isLetter(s[n]) {
		name[n] = s[n] | 0x20
		n++
	}
	return n > 0 && names[string(name[:n])]
}

const longestTag = len("blockquote")

// textTags and boardTags are the names of htmlTags and bbTags.
var textTags, boardTags = tagNames(htmlTags), tagNames(bbTags)

func tagNames(tags *lazyregexp.Regexp) map[string]bool {
	names := map[string]bool{}
	pattern := tags.String()
	from := strings.Index(pattern, "(?:") + len("(?:")
	for _, name := range strings.Split(pattern[from:from+strings.IndexByte(pattern[from:], ')')], "|") {
		names[name] = true
	}
	return names
}

// decorates marks the bytes that begin something to be replaced.
var decorates = func() (marks [256]uint8) {
	for c := utf8.RuneSelf; c < len(marks); c++ {
		marks[c] = 1
	}
	for _, c := range "&`\x00\x1b\\<[*" {
		marks[c] = 1
	}
	return marks
}()

// IsASCII reports whether a text is of ASCII alone.
func IsASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func trimmed(s string) string {
	for len(s) > 0 && isTrailing(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

func isTrailing(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v' || c == 0x1a
}

package text

import (
	"encoding/base64"
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
	}
	if strings.Contains(s, `\[`) {
		s = markdown.Replace(s)
	}
	s = strings.TrimRight(s, " \t\r\f\v\x1a")
	for strings.HasPrefix(s, ">") && len(s) > 1 && !strings.HasPrefix(s, ">>") { // a quoted mail or Markdown
		s = s[1:]
	}
	return s
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf, c == '&', c == '`', c == 0, c == 0x1b:
			return false
		}
	}
	return true
}

// unwrapJSON returns the lines inside the JSON string of a QEMU guest agent's
// "out-data" (or "err-data"), each with its place in the input. The raw agent
// encodes it in base64; Proxmox and others show it decoded.
func unwrapJSON(outer Line) ([]Line, bool) {
	const longest = 8 << 20 // the places of all its bytes are kept for a moment
	if len(outer.Text) > longest {
		return nil, false
	}
	at := strings.Index(outer.Text, `"out-data"`)
	if at < 0 {
		at = strings.Index(outer.Text, `"err-data"`)
	}
	if at < 0 {
		return nil, false
	}
	rest := outer.Text[at+len(`"out-data"`):]
	open := strings.IndexByte(rest, '"')
	if open < 0 || strings.TrimLeft(rest[:open], " \t") == "" || strings.Trim(rest[:open], " \t:") != "" {
		return nil, false
	}
	start := at + len(`"out-data"`) + open + 1
	content, places, end := unescape(outer.Text, start)
	lines := []Line{{Text: outer.Text[:start], Offset: outer.Offset, Length: int64(start), Number: outer.Number}}
	if plain, err := base64.StdEncoding.DecodeString(content); err == nil && len(plain) >= 8 && utf8.Valid(plain) {
		for i, text := range strings.Split(string(plain), "\n") {
			l := Line{Text: text, Offset: outer.Offset + int64(start), Number: outer.Number}
			if i == 0 { // one place for all: base64 has no lines
				l.Length = int64(end - start)
			} else {
				l.Offset += int64(end - start)
			}
			lines = append(lines, l)
		}
	} else {
		for from := 0; from < len(content); {
			to := strings.IndexByte(content[from:], '\n') + 1
			if to == 0 {
				to = len(content) - from
			}
			to += from
			lines = append(lines, Line{Text: strings.TrimRight(content[from:to], "\r\n"), Number: outer.Number,
				Offset: outer.Offset + int64(places[from]), Length: int64(places[to] - places[from])})
			from = to
		}
	}
	last := Line{Text: outer.Text[end:], Offset: outer.Offset + int64(end), Number: outer.Number}
	last.Length = outer.Length - int64(end)
	return append(lines, last), true
}

// unescape reads a JSON string from s[start:] up to its closing quote at end.
// places[i] is where byte i of content came from; places[len(content)] is end.
func unescape(s string, start int) (content string, places []int, end int) {
	var b strings.Builder
	put := func(text string, from int) {
		b.WriteString(text)
		for range len(text) {
			places = append(places, from)
		}
	}
	i := start
	for i < len(s) && s[i] != '"' {
		if s[i] != '\\' || i+1 >= len(s) {
			put(s[i:i+1], i)
			i++
			continue
		}
		switch c := s[i+1]; c {
		case 'n':
			put("\n", i)
		case 'r':
			put("\r", i)
		case 't':
			put("\t", i)
		case 'u':
			if r, ok := hexRune(s[i+2:]); ok {
				put(string(r), i)
				i += 4
			}
		default:
			put(string(c), i)
		}
		i += 2
	}
	return b.String(), append(places, i), i
}

func hexRune(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	v, ok := Hex32(s[:4])
	return rune(v), ok
}

package console

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Stated and mentioned. A record, a listing, a line of a log is evidence. A
// sentence that speaks of a failure is not: an article, a reply that guesses, a
// script. Structure tells the two apart, whatever the language:
//
//   - all of a document or a script mentions (genre), and what bears no time and no host in
//     a text that teaches (teaching);
//   - a block of which every line is a sentence mentions where it stands among
//     other sentences of a paragraph, or sets the code apart as Markdown does,
//     unless it goes on with what a program printed just before;
//   - of a grammar that takes any line with a word or a code (Grammar.Loose), a
//     line mentions where its code stands inside of a sentence, and nothing in
//     front of the line makes it one of a log: no time, no label, no level.

// longestSentence is how many lines a block has at most that can be prose.
const longestSentence = 12

// mentions reports whether the block in the lines from i up to next, of which what was added
// since before tells, is prose.
func (r *Reader) mentions(g *Grammar, i, next int, before progress) bool {
	if r.genre == article || r.genre == script {
		return true
	}
	if (r.genre == lesson || r.ledTo(i)) && r.isExample(before) {
		r.example = next
		return true
	}
	if next-i > longestSentence || r.vouched {
		return false
	}
	if !g.Loose && r.pieces.goesOn(g.Name, r.position(i).number) {
		return false
	}
	among := r.isProse(i-1) || r.isProse(next) && endsSentence(r.Text(next-1))
	for at := i; at < next; at++ {
		l := r.line(at)
		if l == nil || isBlank(l.Text) {
			continue
		}
		if !isSentence(l.Text) && !l.code || IsLogLine(l.Text) || l.apart && !g.Loose {
			return false
		}
		if !l.code && !(among && isSentence(l.Text)) && !(g.Loose && isEmbedded(l.Text)) {
			return false
		}
	}
	return true
}

// ledTo reports whether a line that leads to an example stands close above line i, or another
// example does that began so.
func (r *Reader) ledTo(i int) bool {
	const near = 4
	if len(r.leads) == 0 {
		return false
	}
	if r.example > 0 && i-r.example <= 2 {
		return true
	}
	for k := max(i-near, r.first); k <= i; k++ {
		if l := r.line(k); l != nil && slices.Contains(r.leads, l.Offset) {
			return true
		}
	}
	return false
}

// isExample reports whether nothing of what was added since before says when or where it was.
func (r *Reader) isExample(before progress) bool {
	if r.counted != before.counted { // a part of it was handed on
		return false
	}
	return !slices.ContainsFunc(r.pending[before.pending:], func(s *Statement) bool {
		return !s.Time.IsZero() || !s.Until.IsZero() || !s.lower.Time.IsZero() || s.Computer != "" ||
			s.Text(parse.FieldMonthFirst) != ""
	})
}

// isProse reports whether line i is a sentence that no grammar claims, and none
// that introduces what follows it.
func (r *Reader) isProse(i int) bool {
	l := r.line(i)
	return l != nil && (l.class == slack || l.stray) && !strings.HasSuffix(l.Text, ":") && isSentence(l.Text) &&
		!IsLogLine(l.Text) &&
		!r.continuesLog(i)
}

// continuesLog reports whether line i goes on with what a stamped line of a log close
// above it begins.
func (r *Reader) continuesLog(i int) bool {
	for k := i - 1; k > i-4; k-- {
		above := r.Behind(k)
		if isBlank(above) {
			return false
		}
		if m, from, _, ok := FindMoment(above); ok && from < 12 && m.HasTime && m.HasDate {
			return true
		}
	}
	return false
}

// IsLogLine reports whether what stands in front makes s a line of a log: a time,
// a level or a source in brackets, a label, a key with a value.
func IsLogLine(s string) bool {
	t := strings.TrimLeft(s, " \t")
	if t == "" {
		return false
	}
	if t[0] == '[' || t[0] == '<' || t[0] == '{' {
		return true
	}
	if beginsMessage(t) || beginsEpoch(t) || beginsLevel(t) {
		return true
	}
	if m, from, _, ok := FindMoment(t); ok && from < 12 && m.HasTime {
		return true
	}
	if strings.Contains(t, " = ") || hasKeyValue(t) {
		return true
	}
	if name, _, ok := strings.Cut(t, ": "); ok && strings.HasSuffix(name, "Exception") && !strings.Contains(name, " ") {
		return true
	}
	label, _, ok := Label(t)
	return ok && len(label) <= 48 && strings.Count(label, " ") < longestLabel && !strings.ContainsAny(label, ".,;!?")
}

// beginsEpoch reports whether s begins with seconds since 1970 and a part of one, as
// GLib programs stamp their lines.
func beginsEpoch(s string) bool {
	at := strings.IndexByte(s[:min(len(s), 12)], '.')
	return at == 10 && s[0] == '1' && strings.Trim(s[:10], "0123456789") == "" && len(s) > 12 && isDigit(s[11])
}

// beginsLevel reports whether s begins with a level in capitals that a dash or a bar
// sets apart: "ERROR - ...". A colon makes it a label.
func beginsLevel(s string) bool {
	word, rest, ok := strings.Cut(s, " ")
	if !ok || len(rest) < 3 || strings.IndexByte("-|>", rest[0]) < 0 || rest[1] != ' ' {
		return false
	}
	switch word {
	case "ERROR", "WARNING", "WARN", "FATAL", "CRITICAL", "FEHLER", "WARNUNG", "ERREUR", "ERRORE":
		return true
	}
	return false
}

// beginsMessage reports whether s begins with a program's own number for what it
// says: ANS2330E, V-79-57344-65233. Capitals and at least four digits, and no
// article of Microsoft's or code.
func beginsMessage(s string) bool {
	letters, digits, i := 0, 0, 0
	for ; i < len(s) && s[i] != ' ' && s[i] != ':'; i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			letters++
		case isDigit(c):
			digits++
		case c != '-':
			return false
		}
	}
	return letters >= 1 && digits >= 4 && i < len(s) && s[0] >= 'A' && s[0] <= 'Z' && !strings.HasPrefix(s, "KB") &&
		len(s[:i]) < 24
}

// longestLabel is how many words a label has at most: "Volume Shadow Copy error".
const longestLabel = 4

// hasKeyValue finds name=value.
func hasKeyValue(s string) bool {
	at := strings.IndexByte(s, '=')
	return at > 0 && at+1 < len(s) && isWordByte(s[at-1]) && s[at+1] != ' ' && s[at+1] != '='
}

func endsSentence(s string) bool {
	t := strings.TrimRight(s, ` "')*_`)
	return strings.HasSuffix(t, ".") || strings.HasSuffix(t, "!") || strings.HasSuffix(t, "?") ||
		strings.HasSuffix(t, ":") ||
		strings.HasSuffix(t, "\u3002")
}

// isEmbedded reports whether the first code of s stands inside of a sentence:
// words before it with nothing but a blank or a bracket between, or words right
// behind it. A message puts its code behind a colon or an equals sign and sets
// apart what follows, or ends with it. A long sentence without a code is one.
func isEmbedded(s string) bool {
	from, to, ok := firstCode(s)
	if !ok {
		return len(strings.Fields(s)) >= wordsOfSentence
	}
	rest := s[to:]
	for { // "VSS_E_BAD_STATE (0x80042301)" is one
		more := strings.TrimLeft(rest, " ([")
		if _, end, ok := firstCode(more); ok && strings.HasPrefix(rest, " (") && end <= 40 && firstCodeAt(more) == 0 {
			rest = strings.TrimLeft(more[end:], ")]")
			continue
		}
		break
	}
	before, behind := strings.TrimRight(s[:from], " \"'(["), strings.TrimLeft(rest, "\"'])")
	if end := strings.TrimLeft(behind, ". "); end == "" || end[0] == '(' { // a remark of the program's
		return false
	}
	if letters := leadingWide(strings.TrimLeft(behind, " ")); letters >= 1 { // languages without blanks
		return true
	}
	words, more := len(strings.Fields(before)), len(strings.Fields(behind))
	if before == "" || more < 2 {
		return false
	}
	last := before[len(before)-1]
	if isBracketed(s, from, to) {
		return false
	}
	if words >= 2 && (isWordByte(last) || last >= utf8.RuneSelf) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(behind, " "))
	return words >= 3 && strings.HasPrefix(behind, " ") && unicode.IsLetter(next)
}

// leadingWide counts the letters without blanks that s begins with: Kana, Han, Hangul.
func leadingWide(s string) (n int) {
	for _, c := range s {
		if c < 0x3040 || !unicode.IsLetter(c) {
			return n
		}
		n++
	}
	return n
}

// isBracketed reports whether the code s[from:to] stands in brackets behind a label
// of its own: "(Error: 80004004)". The words around it are not its sentence.
func isBracketed(s string, from, to int) bool {
	if !hasAnyPrefix(s[to:], ")", "]", "）", "］") {
		return false
	}
	open := strings.LastIndexAny(s[:from], "([（［")
	if open < 0 {
		return false
	}
	_, size := utf8.DecodeRuneInString(s[open:])
	label := strings.TrimRight(s[open+size:from], " ")
	return len(label) > 1 && len(label) < 30 &&
		(strings.HasSuffix(label, ":") || strings.HasSuffix(label, "=") || strings.HasSuffix(label, "：") ||
			strings.HasSuffix(label, "＝"))
}

func hasAnyPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// InSentence reports whether the first code of a line stands inside of a sentence,
// as people speak of codes, and not as a message states it.
func InSentence(line string) bool {
	_, _, ok := firstCode(line)
	return ok && isEmbedded(line)
}

// wordsOfSentence is how many words make a line that holds no code prose.
const wordsOfSentence = 10

func firstCodeAt(s string) int {
	if from, _, ok := firstCode(s); ok {
		return from
	}
	return -1
}

// firstCode finds the first code of s: a number as Codes reads it, or the name of
// a constant (VSS_E_BAD_STATE, E_ACCESSDENIED).
func firstCode(s string) (from, to int, ok bool) {
	for i := 0; i < len(s); {
		if !isWordByte(s[i]) {
			i++
			continue
		}
		end := i
		for end < len(s) && isWordByte(s[end]) {
			end++
		}
		word := s[i:end]
		if strings.HasPrefix(word, "VSS_") || strings.HasPrefix(word, "E_") || len(Codes(word)) > 0 {
			return i, end, true
		}
		if i > 0 && s[i-1] == '-' && len(word) == 10 && len(Codes(s[i-1:end])) > 0 { // a signed decimal
			return i - 1, end, true
		}
		i = end
	}
	return 0, 0, false
}

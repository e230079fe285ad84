package eventtext

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Events that somebody wrote down in few words, in front of a line:
//
//	VSS Error 8194 Access is denied hr=0x80070005
//	129 Warning vioscsi, Reset to device, \Device\RaidPort2, was issued.
//	Warning - 8229 - A VSS writer has rejected ...
//	- 12293 VSS
//	Volsnap (Events 24 & 35): "..."
//
// An id and a source stand side by side there, or a level with one of them. What is set
// apart as a list needs no level.

// maxHead is how many bytes of a line the words of its head may take.
const maxHead = 80

// headWord is one of the first words of a line.
type headWord struct {
	text string
	end  int // in the line, behind the word and what sets it apart
}

// headWords cuts the first words of a line, without the marks that set them apart.
func headWords(line string, into []headWord) []headWord {
	const between = " \t,;:|-()[]*\"'#=/&"
	at := 0
	for at < len(line) && at < maxHead && len(into) < cap(into) {
		for at < len(line) && strings.IndexByte(between, line[at]) >= 0 {
			at++
		}
		start := at
		for at < len(line) && (strings.IndexByte(between, line[at]) < 0 || inName(line, at)) {
			at++
		}
		if at > start {
			into = append(into, headWord{line[start:at], at})
		}
	}
	return into
}

// inName reports whether the hyphen at s[at] stands inside of a name:
// Microsoft-Windows-Backup, Hyper-V-VMMS.
func inName(s string, at int) bool {
	return s[at] == '-' && at > 0 && at+1 < len(s) && isLetter(s[at-1]) &&
		(isLetter(s[at+1]) || s[at+1] >= '0' && s[at+1] <= '9')
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// mayBeShort is a cheap test for a line whose first word is an id, a level, a known
// source or the word for an event.
func mayBeShort(line string) bool {
	line = line[numbered(line):]
	return leadsRow(line) && !strings.Contains(line[:min(len(line), maxHead)], ", Severity: ") // an error of SQL Server
}

// leadsRow reports whether a line begins with a number or a word as such a line does.
func leadsRow(line string) bool {
	at := 0
	for at < len(line) && at < 8 && !isLetter(line[at]) && strings.IndexByte(" \t-*+[(\"'", line[at]) >= 0 {
		at++
	}
	if len(line)-at < 8 || isLetter(line[at]) && !leads.begin(line[at:]) {
		return false
	}
	end := at
	for end < len(line) && end-at < 40 && (isLetter(line[end]) || line[end] >= '0' && line[end] <= '9' ||
		line[end] == '$' || line[end] >= 0x80 || line[end] == '-' && inName(line, end)) {
		end++
	}
	first := line[at:end]
	if first == "" {
		return false
	}
	if first[0] >= '0' && first[0] <= '9' {
		return !isDate(line[at:]) && len(first) <= 5 && strings.Trim(first, "0123456789") == "" && end < len(line) &&
			line[end] != '.' &&
			line[end] != '/' &&
			!(line[end] == ':' && end+1 < len(line) && line[end+1] != ' ')
	}
	return len(first) >= 2 && leadsShort(first)
}

// isDate reports whether s begins with a date as logs have it: 2026-11-02.
func isDate(s string) bool {
	const shape = "0000-00-00"
	if len(s) < len(shape) {
		return false
	}
	for i := range len(shape) {
		if digit := s[i] >= '0' && s[i] <= '9'; shape[i] == '0' && !digit || shape[i] == '-' && s[i] != '-' {
			return false
		}
	}
	return true
}

// numbered returns where a line goes on behind the number of an item: "2. text".
func numbered(line string) int {
	at := 0
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	start := at
	for at < len(line) && at-start < 3 && line[at] >= '0' && line[at] <= '9' {
		at++
	}
	if at > start && at+1 < len(line) && (line[at] == '.' || line[at] == ')') && line[at+1] == ' ' {
		return at + 2
	}
	return 0
}

// leadsShort reports whether a word is one that such a line begins with.
func leadsShort(word string) bool {
	if isEventWord(word) || strings.EqualFold(word, "ID") || strings.EqualFold(word, "Failover") ||
		strings.HasPrefix(word, "Ereignis") {
		return true
	}
	if _, ok := rendered.LevelOf(word); ok {
		return true
	}
	if _, ok := rendered.KnownProvider(word); ok {
		return true
	}
	return isForeignEvent(word)
}

// foreignEvents are words for an event in other languages.
var foreignEvents = []string{
	"Ereignis", "Événement", "Evénement", "Zdarzenie", "Událost", "Esemény", "Händelse", "Gebeurtenis", "Событие",
	"Код", "Kod", "Codice", "Código", "イベント", "事件", "이벤트",
}

// leads are the first two bytes of the words that lead such a line: by them most words are told
// from these.
var leads = func() (l letterPairs) {
	for _, word := range slices.Concat(rendered.Names(), foreignEvents, []string{"event", "ID", "Failover"}) {
		l.add(word)
	}
	return l
}()

// letterPairs are a letter of ASCII, in capitals or not, and what stands behind it: by the letter, a bit for each
// second byte and those like it.
type letterPairs [32]uint64

func (l *letterPairs) add(word string) {
	if len(word) > 1 && isLetter(word[0]) {
		l[word[0]&31] |= alike(word[1])
	}
}

// begin reports whether a word that begins with a letter may begin with one of the pairs.
func (l *letterPairs) begin(word string) bool {
	return word[1] >= utf8.RuneSelf || l[word[0]&31]&alike(word[1]) != 0
}

// alike is a bit for a byte, the same one for a letter in both cases.
func alike(c byte) uint64 { return 1 << ((c | 0x20) & 63) }

// isForeignEvent reports whether a word is that for an event in another language.
func isForeignEvent(word string) bool {
	for _, name := range foreignEvents {
		if len(word) == len(name) && strings.EqualFold(word, name) { // in each language a capital has as many bytes
			return true
		}
	}
	return false
}

// shortRow is what such a line says.
type shortRow struct {
	h    header
	ids  []uint32
	rest string
}

// parseShort takes such a line apart. listed says that it is set apart as an item of a
// list.
func parseShort(line string, listed bool) (row shortRow, ok bool) {
	var buf [10]headWord
	if strings.IndexByte(line, '\t') >= 0 { // a row of a table
		return row, false
	}
	end, named := 0, false
	var last headWord
	line = inEnglish(strings.TrimRight(line, " \t"))
	row.h.langs = ^uint32(0)
	words := headWords(line, buf[:0])
words:
	for k := 0; k < len(words); k++ {
		w := words[k]
		id, isID := number(w.text)
		grade, isLevel := rendered.LevelOf(w.text)
		provider, isSource := rendered.KnownProvider(w.text)
		if two := k + 1; !isSource && two < len(words) { // "System Restore"
			if provider, isSource = rendered.KnownProvider(w.text + " " + words[two].text); isSource {
				w.end = words[two].end
				k++
			}
		}
		switch {
		case isID && id > 0 && id <= 0xffff && len(w.text) <= 5 && len(row.ids) < 4 &&
			!console.PartOfTime(line, w.end-len(w.text), w.end) &&
			(len(row.ids) == 0 || joinsIDs(line, row.ids, words[k-1].end, w)):
			if len(row.ids) == 0 || row.ids[len(row.ids)-1] != uint32(id) {
				row.ids = append(row.ids, uint32(id))
			}
			row.h.has |= 1 << eventID
		case isLevel && len(w.text) > 1 && !row.h.holds(level):
			row.h.level = grade
			row.h.has |= 1 << level
		case isSource && !row.h.holds(source):
			row.h.provider = provider
			row.h.has |= 1 << source
		case isEventWord(w.text) && len(w.text) <= 8, isForeignEvent(w.text), strings.EqualFold(w.text, "ID"),
			strings.EqualFold(w.text, "IDs"), strings.EqualFold(w.text, "source"), w.text == "and":
			named = named || w.text != "and"
		default:
			break words
		}
		end, last = w.end, w
	}
	if len(row.ids) == 0 || goesOn(line, last) {
		return row, false
	}
	row.rest = strings.Trim(strings.TrimLeft(line[end:], " \t,;:|-)]*="), "\"* ")
	return row, row.decide(line, end, named, listed)
}

// goesOn reports a sentence that goes on behind a word that looks like a level, or like the word for an event, and that
// says nothing of a call or a code: "12293 VSS error counters reset", "8193 VSS events were cleared".
func goesOn(line string, last headWord) bool {
	if last.text == "" || !isTalkBehind(last.text) || !strings.HasPrefix(line[last.end:], " ") ||
		!isTalkBehind(line[last.end+1:]) || strings.Contains(line[last.end:], "0x") ||
		strings.Contains(line[last.end:], "routine") {
		return false
	}
	_, isLevel := rendered.LevelOf(last.text)
	return isLevel || isEventWord(last.text)
}

// inEnglish puts the word for an event in front of a line that begins with the label of its id
// in another language: "Ereignis-ID: 24581: ...", "ID de evento: 2034 ...".
func inEnglish(line string) string {
	if line == "" || line[0] == 'E' && strings.HasPrefix(line, "Event") {
		return line
	}
	l, ok := readLabel(line)
	if !ok || !l.known || l.Part != eventID || l.value == "" || l.value[0] < '0' || l.value[0] > '9' {
		return line
	}
	return "Event ID: " + l.value
}

// joinsIDs reports whether a further number is another id, of a list of them, or the
// same again: "19100 Hyper-V-VMMS 19100".
func joinsIDs(line string, ids []uint32, from int, w headWord) bool {
	if n, _ := number(w.text); uint32(n) == ids[len(ids)-1] {
		return true
	}
	between := strings.TrimSpace(line[from : w.end-len(w.text)])
	return between == "," || between == "&" || between == "/" || between == ""
}

// decide tells whether what stands in front makes an event, and takes or infers its source.
func (row *shortRow) decide(line string, end int, named, listed bool) bool {
	h := &row.h
	leveled := h.holds(level)
	if h.holds(source) {
		if h.provider == "VSS" && (!isVSSID(row.ids[0]) || row.ids[0] < 64 && isTalkBehind(row.rest)) {
			return false // "2 VSS writers failed", "22309: Error: VSS API failure ..."
		}
		if isWordSource(h.provider) {
			return (leveled && named || listed || named && end < len(line) && line[end] == ':') &&
				!isTalkBehind(row.rest)
		}
		return leveled || named || listed || len(row.rest) == 0 || opensMessage(row.rest)
	}
	if !leveled && !named && !listed {
		return false
	}
	if g, ok := infer(row.rest); ok && (g.id == 0 || g.id == row.ids[0]) {
		h.provider = g.provider
	} else if g, ok := rendered.Alone(row.rest); ok && g.ID == row.ids[0] {
		h.provider = g.Provider
	} else if provider, ok := rendered.ByIDAndWords(row.ids[0], row.rest); ok && len(row.ids) == 1 &&
		opensMessage(row.rest) && !isTalkBehind(row.rest) {
		h.provider = provider
	} else if leveled && row.takeSource() {
	} else if leveled && aboutVSS(row.rest) && isServiceID(row.ids[0]) {
		h.provider = "VSS"
	} else {
		return false
	}
	h.has |= 1 << source
	return true
}

// isWordSource reports a source whose name is a word as well.
func isWordSource(name string) bool {
	switch name {
	case "disk", "Backup", "System Restore", "EventSystem", "DCOM", "ESE", "EventLog", "COM+", "Windows Backup", "Ntfs":
		return true
	}
	return false
}

// takeSource takes an unknown source off the front of the rest: one word that a comma
// or a colon sets apart.
func (row *shortRow) takeSource() bool {
	end := strings.IndexAny(row.rest, ",: ")
	if end < 4 || end > 40 || row.rest[end] == ' ' || strings.ContainsAny(row.rest[:end], "().\\/=%'") ||
		hasDigit(row.rest[:end]) {
		return false
	}
	message := strings.TrimLeft(row.rest[end+1:], " ")
	if len(message) < 12 || message[0] >= 'a' && message[0] <= 'z' {
		return false
	}
	row.h.provider, row.rest = row.rest[:end], message
	return true
}

// isVSSID reports whether an id may be one of VSS: each part of it numbers its own from
// a multiple of 4096 on.
func isVSSID(id uint32) bool { return id&0xfff < 0x100 && id >= 0x1000 || id < 64 }

// isServiceID reports whether an id is one of those that VSS gives its failures.
func isServiceID(id uint32) bool { return id >= 8193 && id <= 8240 || id >= 12288 && id <= 12400 }

func aboutVSS(s string) bool {
	return strings.Contains(s, "VSS") || strings.Contains(s, "hadow Copy") || strings.Contains(s, "hadow copy")
}

// opensMessage reports whether a message begins with s: with a capital, a quotation, a
// letter of a script without capitals, or a code.
func opensMessage(s string) bool {
	return s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 0x80 || strings.HasPrefix(s, "hr") || strings.HasPrefix(s, "0x") ||
		s[0] == '\''
}

// isTalkBehind reports whether a sentence goes on behind the head of a row.
func isTalkBehind(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }

// shortIn reads such a line, an item of a list or not.
func shortIn(line string, apart bool) (shortRow, bool) {
	item := numbered(line)
	line = line[item:]
	t := strings.TrimLeft(line, " \t")
	bullet := len(t) > 2 && strings.IndexByte("-*+", t[0]) >= 0 && t[1] == ' '
	return parseShort(line, bullet || item > 0 || apart)
}

// isShort reports whether a line is one that is not set apart.
func isShort(line string) bool {
	_, ok := shortIn(line, false)
	return ok
}

// short reads such a line. Several ids share the message behind them.
func (d *reader) short(r *console.Reader, i int) int {
	row, ok := shortIn(r.Text(i), r.Apart(i))
	if !ok {
		return i
	}
	next := i + 1
	row.h.dateAt = i
	if row.rest != "" {
		row.h.message, next = d.tail(r, i, row.rest)
	} else if passage, ok := r.Passage(next); ok {
		row.rest = passage
		row.h.message, next = finished(passage), next+1
	} else if row.messageBelow(r, i) {
		row.rest = strings.TrimSpace(r.Text(next))
		row.h.message, next = d.tail(r, next, row.rest)
	}
	for _, id := range row.ids {
		one := row.h
		one.id = id
		if g, ok := d.ofBoth(row, id); ok {
			one.level = g
		}
		d.statement(r, i, next-1, &one)
	}
	return next
}

// messageBelow reports whether the line below a head that stands alone is its message: that
// of this event by its words, or a sentence on which nothing else begins.
func (row *shortRow) messageBelow(r *console.Reader, i int) bool {
	if len(row.ids) != 1 || !r.Has(i+1) || r.Blank(i+1) {
		return false
	}
	t := strings.TrimSpace(r.Text(i + 1))
	if g, ok := rendered.Alone(t); ok {
		return g.ID == row.ids[0]
	}
	if len(t) < 24 || !opensMessage(t) || !strings.Contains(t, " ") || strings.HasSuffix(t, "?") ||
		strings.HasPrefix(t, "I ") ||
		strings.Contains(t, " I ") || strings.Contains(t, " my ") || !strings.ContainsAny(t[len(t)-1:], ".)") {
		return false
	}
	if mayBeShort(t) {
		return false
	}
	head, _, labelled := strings.Cut(t, ":")
	_, isLabel := rendered.FindLabel(strings.TrimSpace(head))
	return !labelled || !isLabel
}

// ofBoth gives an event of several the level that its id has where the message tells.
func (d *reader) ofBoth(row shortRow, id uint32) (uint8, bool) {
	if row.h.level != 0 {
		return 0, false
	}
	for sentence := range strings.SplitSeq(row.rest, ". ") {
		if g, ok := rendered.Alone(strings.TrimSpace(sentence) + "."); ok && g.ID == id {
			return g.Level, true
		}
	}
	return 0, false
}

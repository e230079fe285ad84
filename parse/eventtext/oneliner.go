package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// mayBeLine is a cheap test for the lines of monitoring programs: they name the id.
func mayBeLine(t string) bool {
	at := strings.Index(t, "vent")
	if at < 1 || at > 200 || t[at-1]|0x20 != 'e' {
		return false
	}
	_, _, ok := idIn(t)
	return ok
}

// idIn finds "Event ID: 8193", "EventID=8193", "Event 8193,".
func idIn(t string) (id uint32, end int, ok bool) {
	for from := 0; ; {
		at := strings.Index(t[from:], "vent")
		if at < 0 {
			return 0, 0, false
		}
		at += from + 4
		from = at
		rest := strings.TrimLeft(t[at:], " -_")
		named := false
		for _, word := range []string{"ID", "Id", "id", "Code", "Number"} {
			if after, found := strings.CutPrefix(rest, word); found {
				rest, named = after, true
				break
			}
		}
		after := strings.TrimLeft(rest, " :=#(")
		n := 0
		for n < len(after) && n < 6 && after[n] >= '0' && after[n] <= '9' {
			n++
		}
		if n == 0 || n > 5 || n < len(after) && strings.IndexByte(" ,;.:)|-\t", after[n]) < 0 ||
			!named && rest == after {
			continue
		}
		v, _ := number(after[:n])
		start := len(t) - len(after)
		if v > 0 && v <= 0xffff && !console.PartOfTime(t, start, start+n) {
			return uint32(v), start + n, true
		}
	}
}

// oneLine reads a line that states an event: source, level, time and id in any
// order, then the message.
func (d *reader) oneLine(r *console.Reader, i int) int {
	h, rest, ok := parseLine(r.Text(i))
	if !ok {
		if h, rest, ok = parseBehindWords(r.Text(i)); !ok {
			return i
		}
	}
	h.dateAt = i
	next := i + 1
	if rest != "" {
		h.message, next = d.tail(r, i, rest)
	} else if below := r.SkipBlank(next); below-next <= 1 && startsMessage(r.Text(below)) {
		h.message, next = d.message(r, below, nil)
	}
	d.statement(r, i, next-1, h)
	return next
}

// parseBehindWords takes a line apart in which the parts of an event of a known source stand behind the words of an
// alert: "Last message: [Error] Source: volsnap, Event ID: 35, ...".
func parseBehindWords(line string) (h *header, rest string, ok bool) {
	for at := 2; at < min(len(line), maxAlert); at++ {
		if line[at-1] != ' ' || strings.IndexByte(":-]", line[at-2]) < 0 || !isLetter(line[at]) || !mayBeLine(line[at:]) {
			continue
		}
		if h, rest, ok = parseLine(line[at:]); ok {
			if _, known := rendered.KnownProvider(h.provider); known {
				return h, rest, true
			}
		}
	}
	return nil, "", false
}

// startsMessage reports a line with which a message begins, by its form or by its words.
func startsMessage(line string) bool {
	if rendered.StartsMessage(line) {
		return true
	}
	_, ok := rendered.Alone(line)
	return ok
}

// isTitle reads the title of Event Viewer's pane, in any language: "Event 8193, VSS".
func isTitle(line string) (id uint32, provider string, ok bool) {
	if len(line) > 70 || len(line) < 8 {
		return 0, "", false
	}
	head, tail, ok := strings.Cut(line, ", ")
	if !ok {
		return 0, "", false
	}
	provider, ok = rendered.KnownProvider(strings.TrimSpace(tail))
	head = strings.TrimSpace(head)
	word, digits, found := strings.Cut(head, " ")
	n, isNumber := number(digits)
	if !ok || !found || !isNumber || n == 0 || n > 0xffff || hasDigit(word) ||
		console.PartOfTime(head, len(word)+1, len(head)) {
		return 0, "", false
	}
	return uint32(n), provider, true
}

// mayBeTitle spares most lines the reading of a title: it is short and has a comma.
func mayBeTitle(t string) bool { return len(t) < 70 && strings.IndexByte(t, ',') > 0 }

// isTitled reports whether a line is one.
func isTitled(line string) bool {
	_, _, ok := isTitle(line)
	return ok
}

// title reads such a title with the message below it. Where the labels of the same
// event follow, they tell more, and the title is no event of its own.
func (d *reader) title(r *console.Reader, i int) int {
	id, provider, ok := isTitle(r.Text(i))
	if !ok {
		return i
	}
	h := &header{provider: provider, id: id, langs: ^uint32(0)}
	next := i + 1
	for k := i + 1; k < i+4; k++ { // the names of the pane's tabs stand between
		if startsMessage(r.Text(k)) {
			h.message, next = d.message(r, k, nil)
			break
		}
	}
	for k := next; k < next+4; k++ {
		if d.mayBegin(r, k) {
			full := &header{langs: ^uint32(0)}
			if end := d.header(r, full, k); end > k && full.complete() && full.id == id && full.provider == provider {
				if full.message.string == "" {
					full.message = h.message
				}
				return d.add(r, i, end, full)
			}
		}
	}
	d.statement(r, i, next-1, h)
	return next
}

// mayBeBare is a cheap test for rows whose columns are set apart by single blanks.
func mayBeBare(line string) bool {
	return len(line) < 4096 &&
		(strings.Contains(line, "VSS ") || strings.Contains(line, "olsnap ") || strings.Contains(line, "olSnap ")) &&
		hasTime(line)
}

// bareRow reads "Error 3/14/2023 11:02:11 PM VSS 8193 None": level, time and a known
// source, then the id.
func (d *reader) bareRow(r *console.Reader, i int) int {
	h := &header{langs: ^uint32(0), dateAt: i}
	rest := h.leading(strings.TrimSpace(r.Text(i)))
	end := strings.IndexAny(rest, " \t,;")
	if end < 0 {
		end = len(rest)
	}
	id, ok := number(rest[:end])
	if !ok || id == 0 || id > 0xffff || !h.holds(source) || !h.holds(date) || !h.holds(level) {
		return i
	}
	h.id = uint32(id)
	h.has |= 1 << eventID
	rest = strings.TrimLeft(rest[end:], " ,;")
	if word, after, _ := strings.Cut(rest, " "); word == "None" || word == "(0)" {
		rest = after
	}
	next := i + 1
	if rest = strings.Trim(rest, " \""); rest != "" {
		h.message, next = d.tail(r, i, rest)
	}
	d.statement(r, i, next-1, h)
	return next
}

// parseLine takes such a line apart. It begins with one of its parts: a sentence
// that speaks of an event does not.
func parseLine(line string) (h *header, rest string, ok bool) {
	line = strings.TrimSpace(line)
	id, end, ok := idIn(line)
	if !ok || end > 300 {
		return nil, "", false
	}
	h = &header{id: id, langs: ^uint32(0)}
	h.has |= 1 << eventID
	rest = h.leading(line)
	if rest == line && !isEventWord(line) {
		return nil, "", false
	}
	if at := len(line) - len(rest); at < end { // nothing may stand between the leading parts and the id
		if !isEventWord(strings.TrimLeft(line[at:end], " ,;|-([")) {
			return nil, "", false
		}
		rest = line[end:]
	}
	rest = h.leading(rest)
	_, known := rendered.KnownProvider(h.provider)
	if h.provider == "" || !known && h.has&(1<<level|1<<date) == 0 {
		return nil, "", false
	}
	rest = strings.TrimLeft(rest, " ,;|-)]:")
	if l, ok := readLabel(rest); ok && l.known && l.Part == message {
		rest = l.value
	}
	if rest != "" && h.has&^(1<<eventID|1<<source) == 0 && !rendered.StartsMessage(rest) &&
		(len(rest) < 20 || rest[0]|0x20 == rest[0]) {
		return nil, "", false // a sentence goes on
	}
	return h, rest, true
}

func isEventWord(s string) bool { return console.HasPrefixFold(s, "event") }

// tail reads the message that begins with rest and goes on below line i.
func (d *reader) tail(r *console.Reader, i int, rest string) (text, int) {
	next := r.SkipBlank(i + 1)
	if next-i-1 > maxGap || !r.Has(next) ||
		!(isBlockHead(r.Text(next)) || next == i+1 && console.Indent(r.Text(next)) >= 2) ||
		d.beginsOther(r, next, true) {
		return finished(rest), i + 1
	}
	t, end := d.message(r, next, nil)
	t.string = rest + "\n\n" + t.string
	return t, end
}

// leading takes source, level, time, log and computer off the front of s, with or
// without their labels, and returns what is behind them.
func (h *header) leading(s string) string {
	for {
		t := strings.TrimLeft(s, " \t,;|-[](){}")
		if t == "" {
			return t
		}
		rest, ok := h.leadingLabel(t)
		if !ok {
			rest, ok = h.leadingWord(t)
		}
		if !ok {
			return t
		}
		s = rest
	}
}

// leadingLabel takes "Source: VSS," off.
func (h *header) leadingLabel(t string) (string, bool) {
	at := strings.IndexAny(t[:min(len(t), 24)], ":=")
	if at < 3 {
		return t, false
	}
	m, ok := rendered.FindLabel(strings.TrimSpace(t[:at]))
	if !ok || m.Part == message || m.Part == data || m.Part == xml {
		return t, false
	}
	value := strings.TrimLeft(t[at+1:], " \"'")
	if m.Part == date || m.Part == clock {
		return h.leadingTime(value)
	}
	end := strings.IndexAny(value, ",;|\"'\t")
	if two := strings.Index(value, "  "); two >= 0 && (end < 0 || two < end) {
		end = two
	}
	if end < 0 || end > 80 || m.Part == eventID || m.Part == level {
		if end = strings.IndexAny(value, " ,;|\t"); end < 0 {
			end = len(value)
		}
	}
	if end == 0 || h.holds(m.Part) && m.Part != eventID && m.Part != level || !h.set(m.Part, value[:end], h.dateAt) {
		return t, false
	}
	h.has |= 1 << m.Part
	return strings.TrimLeft(value[end:], " \"'"), true
}

// leadingWord takes a known source, a level, a log or a time off.
func (h *header) leadingWord(t string) (string, bool) {
	if t[0] >= '0' && t[0] <= '9' {
		return h.leadingTime(t)
	}
	if name := longSource(t); h.takeSource(name) {
		return t[len(name):], true
	}
	word := t[:wordEnd(t, " \t,;:|]")]
	rest := t[len(word):]
	if h.takeSource(word) {
		return rest, true
	}
	if v, ok := rendered.LevelOf(word); ok && len(word) > 1 && !h.holds(level) {
		h.level = v
		h.has |= 1 << level
		return strings.TrimPrefix(rest, ":"), true
	}
	if rendered.IsLog(word) && !h.holds(logName) {
		h.log = word
		h.has |= 1 << logName
		return rest, true
	}
	if strings.EqualFold(word, "Source") { // Source VSS
		rest = strings.TrimLeft(rest, " :=")
		name := rest[:wordEnd(rest, " ,;|]")]
		if h.takeSource(name) {
			return rest[len(name):], true
		}
	}
	return t, false
}

// longSource is the source of several words that t begins with, "" if it begins with none.
func longSource(t string) string {
	for _, name := range []string{"Service Control Manager", "System Restore"} {
		if strings.HasPrefix(t, name) {
			return name
		}
	}
	return ""
}

// wordEnd is where the first of the characters stands that end a word.
func wordEnd(t, ends string) int {
	if end := strings.IndexAny(t, ends); end >= 0 {
		return end
	}
	return len(t)
}

// takeSource takes a word that is a known source, if none is known yet.
func (h *header) takeSource(word string) bool {
	if h.holds(source) {
		return false
	}
	name, ok := rendered.KnownProvider(word)
	if ok {
		h.provider = name
		h.has |= 1 << source
	}
	return ok
}

// leadingTime takes a date and time off the front.
func (h *header) leadingTime(t string) (string, bool) {
	head := t[:min(len(t), 48)]
	m, from, to, ok := console.FindMoment(head)
	if !ok || from > 1 || !m.HasDate || h.holds(date) {
		return t, false
	}
	h.date = t[:to]
	h.has |= 1 << date
	return t[to:], true
}

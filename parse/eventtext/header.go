package eventtext

import (
	"cmp"
	"math/bits"
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// header is what the labels of one event say.
type header struct {
	provider, log, computer, user string
	date, clock                   string
	dateAt                        int // line of the date
	id                            uint32
	qualifiers                    uint16
	level                         uint8
	recordID                      uint64
	category                      string
	binary                        string
	has                           uint32 // bits of the parts that were met
	langs                         uint32 // languages that all labels so far belong to
	met                           int    // labels of the table
	explicit                      bool   // a label was met that only events have
	message                       text
	dumped                        bool // a program listed it with others: nobody chose it
	xmlAt                         int  // line at which the XML of the event begins; 0 for none
}

// text is a message and whether all of it is there.
type text struct {
	string
	cut bool
}

func (h *header) holds(p part) bool { return h.has&(1<<p) != 0 }

// Limits of a header: the longest real one has some 25 lines.
const (
	maxHeader = 64 // lines, without the message
	maxValue  = 300
)

// labels reads an event whose labels begin at line at; the block begins at line i.
func (d *reader) labels(r *console.Reader, i, at int) int {
	if !d.mayBegin(r, at) {
		return i
	}
	h := &header{langs: ^uint32(0)}
	next := d.header(r, h, at)
	if next <= at || !h.complete() {
		return i
	}
	return d.add(r, i, next, h)
}

// mayBegin reports whether the line is one that an event's header may begin with.
func (d *reader) mayBegin(r *console.Reader, i int) bool {
	l, ok := readLabel(r.Text(i))
	if !ok {
		return false
	}
	if !l.known { // in a language that the table lacks
		_, provider := rendered.KnownProvider(l.value)
		return provider || rendered.IsLog(l.value)
	}
	if l.Part == source && l.Second == other { // "ProviderName: VSS" heads the tables of Get-WinEvent
		if name, known := rendered.KnownProvider(l.value); known || strings.EqualFold(l.label, "ProviderName") {
			if !known {
				name = l.value
			}
			d.group, d.until = d.keep(name), i+maxGap+1
		}
	}
	switch l.Part {
	case message:
		return l.value != "" && padded(r.Text(i))
	case data, xml, binary, other:
		return l.Part == other && l.Second == other && l.value != ""
	}
	return true
}

// mayBeLabelled reports whether a line may be one that an event's header begins with.
func mayBeLabelled(line string) bool {
	l, ok := readLabel(line)
	if !ok || l.known {
		return ok
	}
	_, provider := rendered.KnownProvider(l.value)
	return provider || rendered.IsLog(l.value)
}

// complete reports whether the labels make an event: an id, a source or a message
// that tells it, and one more that events have.
func (h *header) complete() bool {
	if !h.holds(eventID) && !h.holds(instance) {
		return false
	}
	if h.provider == "" {
		if h.message.string == "" {
			return false
		}
		guess, ok := infer(h.message.string)
		if !ok {
			return false
		}
		h.provider = guess.provider
	}
	more := h.has &^ (1<<eventID | 1<<instance | 1<<source | 1<<other)
	if _, known := rendered.KnownProvider(h.provider); known {
		return true
	}
	return h.explicit && bits.OnesCount32(more) >= 2
}

// plain are labels that other texts have as well.
var plain = map[string]bool{
	"id":        true,
	"event":     true,
	"eventcode": true,
	"source":    true,
	"provider":  true,
	"log":       true,
	"type":      true,
	"code":      true,
}

// header reads the labels from line at on, with the message among or behind them,
// and returns the line behind the event.
func (d *reader) header(r *console.Reader, h *header, at int) int {
	end := at
	for lines := 0; lines < maxHeader && r.Has(at); lines++ {
		line := r.Text(at)
		if isBlank(line) {
			next := r.SkipBlank(at)
			if next-at > 2 || !d.goesOn(r, h, next) {
				break
			}
			at = next
			continue
		}
		l, ok := readLabel(line)
		if ok && l.known && l.Part == other && l.Second == other && h.met == 0 && l.value == "" {
			ok = false
		}
		if !ok || !l.known {
			next := d.unlabelled(r, h, at, l, ok)
			if next <= at {
				break
			}
			at, end = next, next
			if h.holds(message) && !strings.Contains(line, ":") {
				break
			}
			continue
		}
		next := d.take(r, h, at, &l)
		if next <= at {
			break
		}
		at, end = next, next
		if h.xmlAt > 0 {
			break
		}
	}
	return end
}

// goesOn reports whether behind empty lines the same header goes on at line i.
func (d *reader) goesOn(r *console.Reader, h *header, i int) bool {
	l, ok := readLabel(r.Text(i))
	if !ok || !l.known {
		return !h.holds(message) && h.holds(source) && (h.holds(eventID) || h.holds(instance)) &&
			rendered.StartsMessage(r.Text(i))
	}
	p := h.partOf(r, i, &l)
	if p == xml {
		return true
	}
	if p == message {
		return true
	}
	return (!h.holds(p) || p == user || p == category || p == computer || p == other) &&
		!(h.holds(message) && (h.holds(source) || h.holds(eventID) && headsAnother(r, i)))
}

// headsAnother reports whether the labels from line i on have an id: they head an event of their own.
func headsAnother(r *console.Reader, i int) bool {
	for at := i; at < i+maxHeader && r.Has(at) && !isBlank(r.Text(at)); at++ {
		if l, ok := readLabel(r.Text(at)); ok && l.known && l.Part == eventID {
			return true
		}
	}
	return false
}

// partOf says what a label means here: "Data" is a date in three languages and a
// dump in the others.
func (h *header) partOf(r *console.Reader, i int, l *labelled) part {
	if l.Second == other || l.Part == l.Second {
		return l.Part
	}
	for _, p := range []part{l.Part, l.Second} {
		switch p {
		case date:
			if m, _, _, ok := console.FindMoment(l.value); ok && (m.HasDate || m.HasTime) {
				return p
			}
		case data:
			if isDump(r.Text(i+1)) || isDump(l.value) || l.value == "" {
				return p
			}
		}
	}
	if h.holds(l.Part) {
		return l.Second
	}
	return l.Part
}

// once are the parts that an event has once.
const once = 1<<logName | 1<<source | 1<<date | 1<<clock | 1<<eventID | 1<<instance | 1<<record

// take takes the value of a known label in line at and returns the line behind it;
// at itself if the label begins another event.
func (d *reader) take(r *console.Reader, h *header, at int, l *labelled) int {
	p := h.partOf(r, at, l)
	switch p {
	case other, message, level, user, category, computer: // "User" and "User Name", "Category" and "CategoryNumber"
	default:
		if h.holds(p) {
			return at
		}
	}
	next := at + 1
	switch p {
	case message:
		if !h.begun() && !h.holds(level) && !h.holds(record) && !padded(r.Text(at)) {
			return at
		}
		if h.holds(message) && padded(r.Text(at)) {
			return at
		}
		t, end := d.message(r, at, l)
		h.addMessage(t)
		h.note(p, l)
		return end
	case data, binary:
		raw, end := readDump(r, next)
		h.binary = cmp.Or(raw, dumpInLine(l.value))
		h.note(p, l)
		return max(end, next)
	case xml:
		x := r.SkipBlank(next)
		if !beginsXML(strings.TrimLeft(r.Text(x), " \t")) {
			return next
		}
		h.xmlAt = x
		return x
	}
	value := l.value
	if cut := nextLabel(value); cut > 0 { // another label on the same line
		rest, ok := readLabel(value[cut:])
		if !ok || h.repeats(rest) || !h.set(p, value[:cut], at) {
			return at
		}
		h.note(p, l)
		rest.at += l.at + cut
		if end := d.take(r, h, at, &rest); end > at {
			return end
		}
		return next
	}
	if value == "" && p != user && p != category && p != other { // the value stands on a line of its own
		below := r.SkipBlank(next)
		if _, isLabel := readLabel(r.Text(below)); below-next <= 1 && !isLabel && r.Has(below) {
			value, next = strings.TrimSpace(r.Text(below)), below+1
		}
	}
	if len(value) > maxValue || !h.set(p, value, at) {
		return at
	}
	h.note(p, l)
	return next
}

// repeats reports whether a label l of a line, or one behind it, is of a part that the event has and can have only
// once: then the line is the next event, whose line breaks are lost.
func (h *header) repeats(l labelled) bool {
	for {
		if h.has&once&(1<<l.Part) != 0 {
			return true
		}
		cut := nextLabel(l.value)
		if l.Part == message || cut < 0 {
			return false
		}
		var ok bool
		if l, ok = readLabel(l.value[cut:]); !ok {
			return false
		}
	}
}

// begun reports whether the labels so far are those of an event.
func (h *header) begun() bool {
	return h.holds(source) || h.holds(eventID) || h.holds(instance) || h.holds(logName) || h.holds(date) ||
		h.holds(clock)
}

func (h *header) note(p part, l *labelled) {
	h.has |= 1 << p
	h.met++
	if p == eventID || p == instance || p == logName || p == source {
		h.explicit = h.explicit || l.known && !plain[rendered.LowerASCII(l.label)]
	}
	if l.known && l.Second == other && h.langs&l.Langs != 0 {
		h.langs &= l.Langs
	}
}

func (h *header) addMessage(t text) {
	if h.message.string != "" && t.string != "" {
		h.message.string += "\n"
	}
	h.message.string += t.string
	h.message.cut = h.message.cut || t.cut
}

// set takes a value; false if it cannot be one of its label.
func (h *header) set(p part, value string, line int) bool {
	value = strings.Trim(value, "\" \t|,;")
	switch p {
	case source:
		h.provider = providerOf(value)
	case logName:
		h.log = value
	case computer:
		h.computer = cmp.Or(h.computer, value)
	case user:
		if h.user == "" || h.user == "N/A" {
			h.user = value
		}
	case category:
		h.category = cmp.Or(h.category, value)
	case date:
		if value != "" && !hasDigit(value) && len(value) > 20 {
			return false
		}
		h.date, h.dateAt = value, line
	case clock:
		if !hasDigit(value) {
			return false
		}
		if h.clock = value; h.dateAt == 0 {
			h.dateAt = line
		}
	case eventID, instance:
		n, ok := number(value)
		if !ok {
			return false
		}
		if p == eventID || !h.holds(eventID) {
			h.id = uint32(n & 0xffff)
		}
		if n > 0xffff {
			h.qualifiers = uint16(n >> 16)
		}
	case record:
		n, ok := number(value)
		if !ok {
			return false
		}
		h.recordID = n
	case level:
		if word, rest, ok := strings.Cut(value, " | "); ok &&
			len(word) < 16 { // the message stands behind the last label
			value = strings.TrimSpace(word)
			h.addMessage(finished(strings.TrimSpace(rest)))
		}
		if v, ok := rendered.LevelOf(value); ok {
			h.level = v
		} else if h.holds(level) {
			return true
		}
	}
	return true
}

// providerOf takes the source out of a value such as "VSS", "VSS (VSS)" or "VSS,".
func providerOf(value string) string {
	value = strings.TrimRight(value, ",; ")
	if head := strings.TrimRight(value, ".…"); len(head) < len(value) && len(head) > 8 { // cut by a table
		for _, name := range rendered.LongProviders {
			if strings.HasPrefix(name, head) {
				return name
			}
		}
		return head
	}
	if name, ok := rendered.KnownProvider(value); ok {
		return name
	}
	if head, _, ok := strings.Cut(value, " ("); ok {
		if name, known := rendered.KnownProvider(head); known {
			return name
		}
	}
	return value
}

// unlabelled reads a line in a header whose label is not in the table, or that has
// none: what its value is tells what it labels, or the message begins there.
func (d *reader) unlabelled(r *console.Reader, h *header, at int, l labelled, ok bool) int {
	line := r.Text(at)
	if h.met > 0 && d.beginsOther(r, at, false) {
		return at
	}
	ready := (h.holds(source) || h.provider != "") && (h.holds(eventID) || h.holds(instance))
	if ok && len(line) < 120 && !rendered.StartsMessage(line) && !h.holds(message) && !(ready && inSentence(&l)) {
		if p, value := h.guess(&l); p != other {
			if h.holds(p) || !h.set(p, value, at) {
				return at
			}
			h.has |= 1 << p
			return at + 1
		}
		if l.value == "" && ready {
			t, end := d.message(r, at, &l)
			h.addMessage(t)
			h.has |= 1 << message
			return end
		}
		if h.met > 0 || h.has != 0 {
			return at + 1
		}
		return at
	}
	if !ready || h.holds(message) {
		return at
	}
	t, end := d.message(r, at, nil)
	h.addMessage(t)
	h.has |= 1 << message
	return end
}

// inSentence reports whether the colon of a label is one inside of a sentence: behind the letter of a
// drive, or behind more words than labels have.
func inSentence(l *labelled) bool {
	const most = 6
	words := strings.Fields(l.label)
	if len(words) < 3 || l.value == "" {
		return false
	}
	last := words[len(words)-1]
	return len(words) > most || len(last) == 1 && last[0] >= 'A' && last[0] <= 'Z'
}

// guess tells by its value what an unknown label labels.
func (h *header) guess(l *labelled) (part, string) {
	value := strings.TrimSpace(l.value)
	if _, ok := rendered.KnownProvider(value); ok && !h.holds(source) {
		return source, value
	}
	if rendered.IsLog(value) && !h.holds(logName) {
		return logName, value
	}
	if n, ok := number(value); ok && n > 0 && n <= 0xffff && !h.holds(eventID) {
		return eventID, value
	}
	if _, ok := rendered.LevelOf(value); ok && !h.holds(level) {
		return level, value
	}
	if m, from, to, ok := console.FindMoment(value); ok && m.HasDate && m.HasTime && to-from+4 > len(value) &&
		!h.holds(date) {
		return date, value
	}
	return other, ""
}

func number(s string) (uint64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 19 {
		return 0, false
	}
	n := uint64(0)
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n, true
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func isBlank(s string) bool { return s == "" || strings.TrimSpace(s) == "" }

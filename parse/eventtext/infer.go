package eventtext

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// guess is the provider and id that a message leaves as the only ones; id 0 if
// there are several.
type guess struct {
	provider string
	id       uint32
}

func infer(message string) (guess, bool) {
	g, ok := rendered.Infer(message)
	return guess{g.Provider, g.ID}, ok
}

// messages reads a message without a header. What stands before it in its line may
// be a time, a level, a source or the label of messages; its labels may follow it,
// as in Event Viewer's pane.
func (d *reader) messages(r *console.Reader, i int) int {
	h := &header{langs: ^uint32(0), dateAt: i}
	if next := d.quoted(r, i, h); next > i {
		return next
	}
	if g, said, next, ok := alone(r, i); ok {
		h.provider, h.id, h.level = g.Provider, g.ID, g.Level
		if h.message = finished(strings.Trim(said, " \t\"")); g.Provider == "VSS" ||
			g.Provider == "Application Error" { // their messages have several lines
			h.message, next = d.message(r, i, nil)
		}
		next = max(next, i+1)
		if full, end := d.labelsBelow(r, next, guess{g.Provider, g.ID}); full != nil {
			full.message = h.message
			return d.add(r, i, end, full)
		}
		return d.add(r, i, next, h)
	}
	if h.behindSource(r.Text(i)) {
		return d.add(r, i, i+1, h)
	}
	var l *labelled
	if line := r.Text(i); !rendered.StartsMessage(line) {
		if l = h.prefixed(line); l == nil {
			if !d.rejectedAt(r, i) {
				return i
			}
			d.most = lookAhead // what is no message after all is not to be read over and over
			defer func() { d.most = maxMessageLines }()
		}
	}
	t, next := d.message(r, i, l)
	g, ok := infer(t.string)
	if !ok || next <= i {
		return i
	}
	if l == nil {
		if full, end := d.labelsBelow(r, next, g); full != nil {
			full.message = t
			return d.add(r, i, end, full)
		}
	}
	h.message, h.provider = t, g.provider
	if h.id == 0 {
		h.id = g.id
	}
	if h.id == 0 {
		h.id = idAbove(r, i)
	}
	return d.add(r, i, next, h)
}

// mostWrapped is how many lines a short message is broken into, by a report or a mail.
const mostWrapped = 3

// alone reads a message that tells by itself which event it is of, in one line or broken into a few, and returns
// the line behind it.
func alone(r *console.Reader, i int) (g rendered.Origin, said string, next int, ok bool) {
	said = r.Text(i)
	if g, ok = rendered.Alone(said); ok {
		return g, said, i + 1, true
	}
	if len(said) < 30 || len(said) > 160 || !strings.Contains(said, "hadow cop") || strings.HasSuffix(said, ".") {
		return g, "", i, false
	}
	for next = i + 1; next <= i+mostWrapped; next++ {
		more := strings.TrimSpace(r.Text(next))
		if more == "" || more[0] < 'a' || more[0] > 'z' {
			break
		}
		said += " " + more
		if g, ok = rendered.Alone(said); ok {
			return g, said, next + 1, true
		}
	}
	return g, "", i, false
}

// labelsBelow reads the labels of an event that are below its message, as in Event Viewer's pane; nil if there are none,
// or if they have a message of their own. next is the line behind the message, end that behind the labels.
func (d *reader) labelsBelow(r *console.Reader, next int, g guess) (full *header, end int) {
	x := r.SkipBlank(next)
	if x-next > maxGap || !d.mayBegin(r, x) {
		return nil, next
	}
	full = &header{langs: ^uint32(0)}
	if end = d.header(r, full, x); end > x && full.complete() && !full.holds(message) && full.message.string == "" &&
		full.provider == g.provider && (g.id == 0 || g.id == full.id) {
		_, behind, below := d.messageBelow(r, end, guess{full.provider, full.id})
		if !below || d.mayBegin(r, r.SkipBlank(behind)) { // what is below has labels of its own
			return full, end
		}
	}
	return nil, next
}

// messageBelow reads the message of an event that begins behind its labels, at most two blank lines away, and returns the
// line behind it; ok is false if there is none of that event.
func (d *reader) messageBelow(r *console.Reader, next int, g guess) (t text, behind int, ok bool) {
	x := r.SkipBlank(next)
	if x-next > 2 || !r.Has(x) {
		return text{}, next, false
	}
	alone, isAlone := rendered.Alone(r.Text(x))
	if !isAlone && !rendered.StartsMessage(r.Text(x)) {
		return text{}, next, false
	}
	t, behind = d.message(r, x, nil)
	of, ok := guess{alone.Provider, alone.ID}, true
	if !isAlone {
		of, ok = infer(t.string)
	}
	return t, behind, ok && of.provider == g.provider && (of.id == 0 || of.id == g.id)
}

// behindSource takes the message that stands behind its source, and perhaps its id:
// "volsnap: The shadow copy ...", "DFS Replication 1104: ...".
func (h *header) behindSource(line string) bool {
	name, rest, ok := strings.Cut(strings.TrimLeft(line, " \t"), ": ")
	if !ok || len(name) >= 40 {
		return false
	}
	provider, known := rendered.KnownProvider(strings.TrimRight(name, " 0123456789"))
	if !known {
		return false
	}
	if provider == "DFS Replication" { // as its log is called
		provider = "DFSR"
	}
	g, ok := rendered.Alone(rest)
	if !ok || g.Provider != provider {
		return false
	}
	h.provider, h.id, h.level, h.message = g.Provider, g.ID, g.Level, finished(rest)
	return true
}

// quoted reads the message that line i quotes, or begins to quote.
func (d *reader) quoted(r *console.Reader, i int, h *header) int {
	if passage, ok := r.Passage(i); ok {
		if next := d.passage(r, i, passage, h); next > i {
			return next
		}
	}
	if next := d.idAndPassage(r, i); next > i {
		return next
	}
	if next := d.wrappedPassage(r, i); next > i {
		return next
	}
	return d.inProse(r, i)
}

// mayQuote reports whether a line may quote a message that has no word of one in it: its end stands below, or its
// id tells it.
func mayQuote(line string) bool {
	return strings.Count(line, `"`)%2 == 1 || strings.Contains(line, `:"`) || strings.Contains(line, `: "`) ||
		strings.Contains(line, ": '") || strings.Contains(line, "hadow cop")
}

// inProse reads the message of VSS that a sentence goes over into, without its head, if the sentence neither
// asks nor supposes: "the job stops with Unexpected error calling routine ...".
func (d *reader) inProse(r *console.Reader, i int) int {
	line := r.Text(i)
	from, to, ok := rendered.BareMessage(line)
	if !ok || from == 0 || to < len(line) && line[to] == '?' ||
		supposing.MatchString(didWhen.ReplaceAllString(line[:from], " ")) {
		return i
	}
	before := strings.TrimSpace(line[:from])
	if len(strings.Fields(before)) < 2 || console.IsLogLine(before) { // a label of a log, its time
		return i
	}
	h := &header{langs: ^uint32(0), dateAt: i}
	if d.passage(r, i, strings.TrimSpace(line[from:to]), h) == i {
		return i
	}
	return i + 1
}

// idThenQuote is the id of an event and its message in quotation marks, inside of a sentence.
var idThenQuote = lazyregexp.New(
	`(?i)\b(?:event|ereignis|événement|evento|событи\p{L}+)(?:[- ]?id)?[ :#=-]{1,3}(\d{1,5})[ ,:(-]{1,3}["\x{201c}\x{201e}\x{ab}]([^"\x{201c}\x{201d}\x{201e}\x{bb}]{24,600})["\x{201d}\x{201c}\x{bb}]`,
)

// idAndPassage reads the event whose id and message a sentence tells, if it neither asks nor
// supposes: 'every night there is event ID 25 "The shadow copies ..."'.
func (d *reader) idAndPassage(r *console.Reader, i int) int {
	line := r.Text(i)
	if !strings.ContainsAny(line, "\"\u201c\u201e\u00ab") || strings.HasSuffix(line, "?") {
		return i
	}
	at := idThenQuote.FindStringSubmatchIndex(line)
	if at == nil || supposing.MatchString(line[:at[0]]) {
		return i
	}
	n, ok := number(line[at[2]:at[3]])
	passage := line[at[4]:at[5]]
	if !ok || n == 0 || n > 0xffff {
		return i
	}
	h := &header{langs: ^uint32(0), dateAt: i, id: uint32(n)}
	if g, ok := rendered.Alone(passage); ok && g.ID == h.id {
		h.provider, h.level = g.Provider, g.Level
	} else if h.provider, ok = rendered.ByIDAndWords(h.id, passage); !ok {
		return i
	}
	h.message = finished(passage)
	d.statement(r, i, i, h)
	return i + 1
}

// supposing are words of a clause that tells what would be.
var supposing = lazyregexp.New(
	`(?i)(?:^|[\s"'(])(?:if|when|whenever|unless|wenn|falls|si|lorsque|cuando|se|quando|если|когда)\s`,
)

// didWhen is what somebody did when he saw it: no supposition.
var didWhen = lazyregexp.New(`(?i)\b(?:when|whenever) (?:i|we|it)\b`)

// wrappedPassage reads the message that begins in line i as a quotation and ends below.
func (d *reader) wrappedPassage(r *console.Reader, i int) int {
	before, passage, last := wrapped(r, i)
	if last == i {
		return i
	}
	h := &header{langs: ^uint32(0), dateAt: i}
	h.leading(strings.TrimRight(before, " *_\u2014\u2013-:"))
	if d.passage(r, i, passage, h) == i {
		return i
	}
	return last + 1
}

// wrapped finds a quotation that begins in line i and ends in one of the next two, as
// reports wrap their paragraphs; last is i if there is none.
func wrapped(r *console.Reader, i int) (before, passage string, last int) {
	line := r.Text(i)
	at := strings.LastIndexByte(line, '"')
	if at < 0 || strings.Count(line, `"`)%2 == 0 || len(line)-at < 24 || !strings.Contains(line[at:], " ") {
		return "", "", i
	}
	passage = strings.TrimSpace(line[at+1:])
	for k := i + 1; k <= i+2 && r.Has(k); k++ {
		t := strings.TrimSpace(r.Text(k))
		if t == "" {
			break
		}
		if end := strings.IndexByte(t, '"'); end >= 0 {
			return line[:at], passage + " " + t[:end], k
		}
		passage += " " + t
	}
	return "", "", i
}

// passage reads the message that a line quotes.
func (d *reader) passage(r *console.Reader, i int, passage string, h *header) int {
	if g, ok := rendered.Alone(passage); ok {
		h.provider, h.id, h.level = g.Provider, g.ID, g.Level
	} else if g, ok := infer(passage); ok && rendered.StartsMessage(passage) {
		h.provider, h.id = g.provider, g.id
	} else {
		return i
	}
	h.message = finished(passage)
	d.statement(r, i, i, h)
	return i + 1
}

// idAbove reads a label with the id that stands alone above a message, at most one
// blank line between: who copied both left the source out, which the message tells.
func idAbove(r *console.Reader, i int) uint32 {
	above := r.Behind(i - 1)
	if isBlank(above) {
		above = r.Behind(i - 2)
	}
	l, ok := readLabel(above)
	if !ok || !l.known || l.Part != eventID {
		return 0
	}
	id, err := strconv.ParseUint(strings.TrimSpace(l.value), 10, 16)
	if err != nil {
		return 0
	}
	return uint32(id)
}

// prefixed takes what may stand before a message in its line; nil if there is no
// message behind it.
func (h *header) prefixed(line string) *labelled {
	if !strings.Contains(line, "0x") && !strings.Contains(line, "hadow Copy") {
		return nil
	}
	if l, ok := readLabel(line); ok && l.known && l.Part == message && rendered.StartsMessage(l.value) {
		return &l
	}
	t := strings.TrimSpace(line)
	rest := h.leading(t)
	if rest == t || h.has == 0 || !rendered.StartsMessage(rest) {
		return nil
	}
	return &labelled{value: rest}
}

// rejectedAt reports whether the message of an 8229 begins at line i: a line with a
// code of a writer, and soon behind it the label that begins the block.
func (d *reader) rejectedAt(r *console.Reader, i int) bool {
	line := r.Text(i)
	if !rendered.WriterCode(line) {
		return false
	}
	if strings.Count(line, `"`) == 1 { // the message is quoted as a whole
		line = strings.TrimPrefix(line, `"`)
	}
	if len(line) < 30 ||
		strings.IndexByte("|`#<(*-[{\"0123456789", strings.TrimLeft(line, " \t")[0]) >= 0 {
		return false
	}
	for k := i + 1; k < i+8; k++ {
		if isBlockHead(r.Text(k)) {
			return true
		}
	}
	return false
}

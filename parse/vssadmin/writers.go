package vssadmin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// Tool is the tool field of everything read here.
const Tool = "vssadmin"

// Writers reads `vssadmin list writers`.
var Writers = console.Grammar{
	Name:  "vssadmin-writers",
	Title: "vssadmin list writers",
	Sure:  parse.Certain,
	Words: []string{bannerWord, "Waiting for responses"},
	Needs: []string{":'", ":\""},
	Begin: func() console.ReadFunc { return (&writersReader{meanings: meanings{}, keys: map[string]bool{}}).read },
}

// writersReader remembers what earlier listings of the document taught.
type writersReader struct {
	meanings
	noError string          // localised text that most stable writers have
	writers []writer        // of the listing that is being read
	keys    map[string]bool // what they do not share
	seen    bool            // a listing was read
	before  []*seenWriter   // by place in a listing, the last one that stood there
}

// writer is one block:
//
//	Writer name: 'System Writer'
//	   Writer Id: {e8132975-6f93-4464-a53e-1050253ae220}
//	   Writer Instance Id: {...}
//	   State: [1] Stable
//	   Last error: No error
type writer struct {
	first, last  int // lines
	name         string
	id, instance string
	masked       []string // ids that are no GUIDs
	hasState     bool
	state        int
	stateWord    string
	lastError    string
	complete     bool
	seen         *seenWriter // it is remembered for the next listing; nil: it is not
}

// read claims a whole listing: the banner and every writer behind it.
func (w *writersReader) read(r *console.Reader, i int) int {
	h := readHeader(r, i)
	if !h.banner && !maybeName(r.Text(i)) {
		return i
	}
	h.skipProse(r)
	next, broken := w.readWriters(r, h.body)
	writers := w.writers
	if len(writers) == 0 {
		return w.empty(r, i, h)
	}
	end, cut := readCut(r, i, next)
	next = max(next, end)
	number := int32(r.NextListing())
	last := writers[0].first - 1
	head := r.Add(parse.ProviderListing, min(i, last+1), max(last, i))
	head.Listing = number
	head.Set(parse.FieldTool, Tool)
	head.Set(parse.FieldWriters, count(len(writers)))
	if h.waiting {
		head.Set(parse.FieldWaiting, "true")
	}
	if cut {
		head.Set(parse.FieldCut, "true")
	}
	if h.banner && !cut && len(broken) == 0 && !quotesMore(r, next) {
		head.Set(parse.FieldLacks, lacking(writers))
	}
	w.learnNoError(writers)
	statements := append(make([]*console.Statement, 0, len(writers)+1), head)
	for k := range writers {
		statements = append(statements, w.statement(r, number, &writers[k]))
	}
	r.TimeListing(statements...)
	for _, l := range broken {
		r.Skip(l)
	}
	w.seen = true
	return next
}

// quotesMore reports a line behind a listing that begins a further writer and breaks off.
func quotesMore(r *console.Reader, next int) bool {
	at := r.SkipBlank(next)
	_, value, ok := console.Label(r.Text(at))
	return r.Has(at) && ok && (strings.HasPrefix(value, "'") || strings.HasPrefix(value, `"`))
}

// ofVSS are the class ids of the writers that VSS itself hosts from Windows 7 and Server 2008 R2 on: a
// listing that shows them all was not picked from, and shows System Writer as well.
// Source: https://learn.microsoft.com/windows/win32/vss/in-box-vss-writers.
var ofVSS = []string{
	"{afbab4a2-367d-4d15-a586-71dbb18f8485}", // Registry Writer
	"{542da469-d3e1-473c-9f4f-7847f01fc64f}", // COM+ REGDB Writer
	"{be000cbe-11fe-4426-9c58-531aa6355fc4}", // ASR Writer
	"{4dc3bdd4-ab48-4d07-adb0-3bee2926fd7f}", // Shadow Copy Optimization Writer
	"{d61d61c8-d73a-4eee-8cdd-f6f9786b7124}", // Task Scheduler Writer
	"{75dfb225-e2e4-4d39-9ac9-ffaff65ddf06}", // VSS Metadata Store Writer
	"{0bada1de-01a9-4625-8278-69e735f39dd2}", // Performance Counters Writer
}

// systemWriter is the class id and the name of the writer that every Windows has.
const systemWriter, systemWriterName = "{e8132975-6f93-4464-a53e-1050253ae220}", "System Writer"

// lacking is System Writer where a whole listing does not show it, else "".
func lacking(writers []writer) string {
	listed := func(id string) bool {
		return slices.ContainsFunc(writers, func(w writer) bool { return strings.EqualFold(w.id, id) })
	}
	if listed(systemWriter) || slices.ContainsFunc(ofVSS, func(id string) bool { return !listed(id) }) ||
		slices.ContainsFunc(writers, func(w writer) bool { return w.id == "" || strings.EqualFold(w.name, systemWriterName) }) {
		return ""
	}
	return systemWriterName
}

// readCut looks for the mark of somebody who left a part of the listing out: in
// the lines from first up to next, behind them, or behind the name of a writer of
// which nothing more is there. What is not listed then may have been there.
func readCut(r *console.Reader, first, next int) (end int, cut bool) {
	marked := func(from, to int) (at int, ok bool) {
		for at = from; at < to; at++ {
			if r.CutAt(at) {
				return at, true
			}
		}
		return from, false
	}
	if _, ok := marked(first, next); ok {
		return next, true
	}
	behind := r.SkipBlank(next)
	if at, ok := marked(next, behind); ok {
		return at + 1, true
	}
	if label, value, ok := console.Label(r.Text(behind)); ok && maybeName(r.Text(behind)) && knownLabel(label) &&
		value != "" {
		if at, ok := marked(behind+1, r.SkipBlank(behind+1)); ok {
			return at + 1, true
		}
	}
	return next, false
}

// empty reads a listing without writers: the banner with nothing behind it, or
// with a message. No other command of vssadmin prints nothing. Without writers the
// command failed, was ended, or COM+ is broken: evidence, no damage.
func (w *writersReader) empty(r *console.Reader, i int, h header) int {
	asked := console.ContainsFold(r.Command, "list writers") || w.seen && r.Command == ""
	if !h.banner {
		return i
	}
	body := r.Text(h.body)
	message := isMessage(body) && !isBanner(body) && !ends(r, h.body)
	nothing := isBlank(body) || isBanner(body) || ends(r, h.body)
	if !h.waiting && !asked && !(nothing && !console.ContainsFold(r.Command, "vssadmin")) {
		return i
	}
	next := h.body
	head := r.Add(parse.ProviderListing, i, i)
	head.Listing = int32(r.NextListing())
	head.Set(parse.FieldTool, Tool)
	head.Set(parse.FieldWriters, "0")
	if h.waiting {
		head.Set(parse.FieldWaiting, "true")
	}
	if message {
		next = h.body + 1
		if code, basis := SpokenCode(body, true); basis != "" {
			head.Set(parse.FieldHResult, console.HResult(code))
			head.Set(parse.FieldHResultFrom, basis)
		}
		head.SetText(body)
	}
	r.TimeListing(head)
	w.seen = true
	return next
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// isError recognises a message of an error by the word in front, which vssadmin translates.
func isError(s string) bool { return errorWord.MatchString(strings.TrimSpace(s)) }

var errorWord = lazyregexp.New(`^(?:Error|Fehler|Erreur|Errore|Erro|Fout|Fel|Fejl|Feil|Błąd|Chyba|Hiba|Hata|Ошибка|Помилка|エラー|错误|錯誤|오류) ?[:：]`)

// isMessage recognises a message in the place of a listing: a sentence.
func isMessage(s string) bool {
	s = strings.TrimSpace(s)
	return !strings.Contains(s, "{") &&
		(strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") || strings.HasPrefix(s, "Error") || isError(s))
}

// readWriters reads the writers from line i on into l.writers. Up to three lines
// of something else between two writers of one listing are left out and returned
// as broken.
func (l *writersReader) readWriters(r *console.Reader, i int) (next int, broken []int) {
	next = i
	l.writers = l.writers[:0]
	clear(l.keys)
	for at := i; len(l.writers) < maxWriters; {
		var foreign []int
		at = r.SkipBlank(at)
		var w writer
		ok := false
		for len(foreign) <= 3 && r.Has(at) {
			if w, ok = l.readWriter(r, at); ok || len(l.writers) == 0 || isBanner(r.Text(at)) || ends(r, at) {
				break
			}
			foreign = append(foreign, at)
			at = r.SkipBlank(at + 1)
		}
		if !ok || len(foreign) > 0 && len(l.writers) == 0 {
			return next, broken
		}
		key := w.key()
		if l.keys[key] { // the next listing, without a banner
			return next, broken
		}
		l.keys[key] = true
		l.writers = append(l.writers, w)
		broken = append(broken, foreign...)
		next, at = w.last+1, w.last+1
	}
	return next, broken
}

// maxWriters bounds a listing; a host has about thirty.
const maxWriters = 4096

// key is what no two writers of one listing share.
func (w *writer) key() string {
	if w.instance != "" {
		return w.instance
	}
	return w.name
}

// ends reports whether line i cannot stand inside a listing: a prompt or a stamp.
func ends(r *console.Reader, i int) bool {
	if _, ok := console.Command(r.Text(i)); ok {
		return true
	}
	_, _, _, ok := console.FindMoment(r.Text(i))
	return ok
}

// maybeName is a quick test for the first line of a writer.
func maybeName(s string) bool {
	if s == "" || s[0] == '{' || s[0] == '[' || s[0] == '"' { // JSON
		return false
	}
	_, value, ok := console.Label(s)
	if !ok || len(value) < 2 {
		return false
	}
	return value[0] == '\'' || value[0] == '"'
}

// readWriter reads the writer that begins at line i. Blank lines inside are
// skipped. A writer is told by its ids in braces and its [n]; one that breaks
// off before its state is a writer if two ids follow the name, or one and the
// label says so.
func readWriter(r *console.Reader, i int) (writer, bool) {
	var w writer
	line, next := r.Joined(i)
	label, value, ok := console.Label(line)
	if !ok || !maybeName(line) {
		return w, false
	}
	w.name, ok = console.Quoted(value)
	if below := r.Text(r.SkipBlank(next)); !ok ||
		strings.IndexByte(below, '{') < 0 && strings.IndexByte(below, '[') < 0 && !isPlaceholder(below) {
		return w, false
	}
	w.first, w.last = i, next-1
	ids := 0
	for ids < 2 {
		at := r.SkipBlank(next)
		line, after := r.Joined(at)
		_, value, ok := console.Label(line)
		id, valid, isID := console.Braced(value)
		if isPlaceholder(line) {
			id, valid, isID = value, false, true
		} else if !ok || !isID || !strings.HasPrefix(value, "{") {
			break
		}
		ids++
		switch {
		case !valid:
			w.masked = append(w.masked, id)
		case ids == 1:
			w.id = id
		default:
			w.instance = id
		}
		w.last, next = after-1, after
	}
	if !w.readState(r, next) {
		return w, ids == 2 || ids == 1 && knownLabel(label)
	}
	return w, ids > 0 || knownLabel(label)
}

// isPlaceholder reports whether a line is that of an id whose value somebody replaced
// by a word: "Writer Id: WriterId".
func isPlaceholder(line string) bool {
	label, value, ok := console.Label(line)
	if !ok || value == "" || len(value) > 40 || strings.ContainsAny(value, "{['\"") {
		return false
	}
	label = strings.ToLower(label)
	return label == "writer id" || label == "writer instance id"
}

// knownLabel recognises the label of the name line in the languages in which it
// was seen.
func knownLabel(label string) bool {
	label = strings.ToLower(strings.TrimLeft(label, "> "))
	return label == "writer name" || strings.HasPrefix(label, "nom du r") || label == "verfassername"
}

func (w *writer) readState(r *console.Reader, i int) bool {
	at := r.SkipBlank(i)
	line, next := r.Joined(at)
	_, value, ok := console.Label(line)
	if !ok {
		return false
	}
	if w.state, w.stateWord, ok = console.Bracketed(value); !ok {
		return false
	}
	w.hasState = true
	w.last = next - 1
	at = r.SkipBlank(next)
	line, next = r.Joined(at)
	_, value, ok = console.Label(line)
	if !ok || value == "" || maybeName(line) || strings.HasPrefix(value, "{") || isBanner(line) || ends(r, at) {
		return true
	}
	w.lastError, w.complete = value, true
	w.last = next - 1
	return true
}

// learnNoError takes the last error that at least three writers in state 1
// share, and no other writer in state 1 has more often, for "no error". Needed
// where the words are not known.
func (w *writersReader) learnNoError(writers []writer) {
	counts := map[string]int{}
	for k := range writers {
		if one := &writers[k]; one.complete && one.state == 1 {
			counts[one.lastError]++
		}
	}
	best, most, second := "", 0, 0
	for words, n := range counts {
		switch {
		case n > most:
			best, most, second = words, n, most
		case n > second:
			second = n
		}
	}
	if most >= 3 && most > second {
		w.noError = strings.Clone(best)
	}
}

// statement makes the record of one writer.
func (w *writersReader) statement(r *console.Reader, number int32, one *writer) *console.Statement {
	s := r.Add(parse.ProviderWriter, one.first, one.last)
	s.Listing = number
	m := w.meaningOf(one)
	if seen := one.seen; seen != nil && seen.fields != nil && seen.meaning == m {
		s.Fields = append(s.Fields, seen.fields...)
		return s
	}
	if sound := w.fill(r, s, one, m); sound && one.seen != nil {
		one.seen.fields, one.seen.meaning = slices.Clone(s.Fields), m
	}
	return s
}

// meaningOf is what the last error of a writer stands for.
func (w *writersReader) meaningOf(one *writer) meaning {
	if one.lastError == "" {
		return meaning{}
	}
	m := w.meanings.of(one.lastError)
	if m.basis == "" && one.lastError == w.noError {
		m = meaning{console.HResult(0), parse.HResultMajority}
	}
	return m
}

// fill sets what is printed of a writer, and reports whether it is as it should be.
func (w *writersReader) fill(r *console.Reader, s *console.Statement, one *writer, m meaning) (sound bool) {
	sound = true
	s.Set(parse.FieldTool, Tool)
	s.Set(parse.FieldWriterName, one.name)
	s.Set(parse.FieldWriterID, one.id)
	s.Set(parse.FieldWriterInstanceID, one.instance)
	if one.hasState {
		s.Set(parse.FieldStateCode, strconv.Itoa(one.state))
		s.Set(parse.FieldStateName, one.stateWord)
		if one.state > 15 {
			sound = false
			r.Damaged(one.first, "writer state", "a number from 0 to 15", strconv.Itoa(one.state))
		} else if !wordFits(one.state, one.stateWord) {
			sound = false
			r.Damaged(one.first, "writer state", fmt.Sprintf("a word that fits [%d]", one.state),
				fmt.Sprintf("[%d] %s", one.state, one.stateWord))
		}
	}
	if one.lastError != "" {
		s.Set(parse.FieldLastError, one.lastError)
		s.Set(parse.FieldHResult, m.hresult)
		s.Set(parse.FieldHResultFrom, m.basis)
	}
	for _, id := range one.masked {
		s.Set(parse.FieldMaskedID, id)
	}
	if !one.complete {
		sound = false
		r.Damaged(one.last, "writer", "a state and a last error behind the ids", one.missing())
	}
	return sound
}

func (w *writer) missing() string {
	if w.hasState {
		return "the block ends behind the state"
	}
	return "the block ends behind the ids"
}

package requester

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console"
)

// message is a program's own number or name for what it says.
type message struct {
	*messageForm
	number string
	phrase string // that of the form, or one that the line asks for
}

// messageForm is how a program writes it. The first group of the pattern is the
// number; without a group all of it is, unless always gives one.
type messageForm struct {
	hint    string // without one of which the pattern does not match, in these capitals; joined by "|"
	pattern *lazyregexp.Regexp
	about   *lazyregexp.Regexp // what the line must name as well; nil: nothing
	phrase  string
	always  string
	source  string
	// What follows is for forms that are short, or that any program may have.
	alone bool               // it counts only in a text that somebody pasted, or set apart from prose
	near  *lazyregexp.Regexp // what the line or one beside it must name as well; nil: nothing
	tool  string             // whose form it is, if the line does not say
	win32 bool               // the number is an error of Windows
	below bool               // what the number means stands in words on the next line
	loose bool               // any program may write it, of anything: it gives way to all that knows more
	// states: the form is what a program says, and needs no label or stamp beside it.
	states bool
	// apart: it is no word about a shadow copy, whatever else the line names.
	apart bool
	// advises: the program's own message says what the reader can do, as a document does.
	advises bool
}

// messageIn finds such a number. Of several forms that fit, one that counts anywhere goes
// before one that counts only where somebody pasted it.
func messageIn(line string) *message { return messageOf(line, formWords().In(line)) }

// messageOf is messageIn of a line of which it is known which hints it holds.
func messageOf(line string, may console.Groups) *message {
	first := may.Next(0)
	if first >= len(allForms) || strings.Contains(line, "echnology") && copyInUse.MatchString(line) {
		return nil
	}
	var found *message
	for k := first; k < len(allForms); k = may.Next(k + 1) {
		form := &allForms[k]
		if found != nil && (form.alone && !found.loose || form.loose) {
			continue
		}
		if !holdsHint(line, k) || form.loose && namesEvent.MatchString(line) {
			continue
		}
		m := form.pattern.FindStringSubmatch(line)
		if m == nil || form.about != nil && !form.about.MatchString(line) {
			continue
		}
		number := m[0]
		if len(m) > 1 {
			number = strings.Join(m[1:], "") // of alternatives one has it
		}
		if form.always != "" {
			number = form.always
		}
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && n < -0xffff &&
			!form.states { // the same number, as it is documented
			number = console.HResult(uint32(n))
		}
		found = form.message(line, strings.Trim(number, "[]"))
		if !form.alone {
			break
		}
	}
	return found
}

// copyInUse is the line of a job log of Backup Exec that says how the snapshot was made. It has
// a number as errors have.
var copyInUse = lazyregexp.New(`(?i)\bsnapshot technology(?: used| initialized|:)`)

// namesEvent is a label of an event, in front of whose number stands a word for an error.
var namesEvent = lazyregexp.New(
	`(?i)\bevent ?ids?\b|\bid (?:de )?evento|ereignis-?id|\bid de (?:l['’])?événement|イベント ?ID|事件 ?ID|이벤트 ?ID|код события`,
)

// message is what a line states by a form.
func (form *messageForm) message(line, number string) *message {
	m := &message{form, number, form.phrase}
	if m.phrase == parse.PhraseOwnMessage && !form.apart &&
		(aboutCopies.MatchString(line) || strings.Contains(line, "HarddiskVolumeShadowCopy")) {
		m.phrase = parse.PhraseSnapshotFailed
	}
	return m
}

// numberAlone reports whether a line is a program's number and its label, and nothing that
// says what happened: that stands on the next line.
func numberAlone(line, number string) bool {
	at := strings.Index(line, number)
	if number == "" || at < 0 {
		return false
	}
	rest := line[:at] + " " + line[at+len(number):]
	words := 0
	for word := range strings.FieldsSeq(rest) {
		if word = strings.Trim(word, ".,;:!()[]\"'*#-"); len(word) > 1 {
			words++
		}
	}
	return words <= 3 && len(rest) < 48
}

// standsApart reports whether a line begins with its message number, or ends with
// it, or gives it a label: in front of or behind the sentence, not inside. A name
// without digits heads chapters as well, so it needs the label.
func standsApart(line, number string) bool {
	at := strings.Index(line, number)
	if number == "" || at < 0 {
		return false
	}
	before, behind := strings.TrimRight(line[:at], " '\""), strings.TrimRight(line[at+len(number):], ".)]'\"* ")
	before = strings.TrimSuffix(before, "ID")
	labelled := before != "" && strings.IndexByte(":(=[|", before[len(before)-1]) >= 0
	if labelled && behind == "" {
		return true
	}
	return at == 0 && strings.ContainsAny(number, "0123456789") || labelled && at < 48
}

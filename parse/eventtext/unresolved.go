package eventtext

import (
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// What Event Viewer shows in place of a message whose message file is missing: the id, the
// source, and the strings of the event. That the description was not found is no failure.
//
//	The description for Event ID ( 3004 ) in Source ( Some Backup ) could not be found. ... string(s): D:\x.
//	The description for Event ID 3004 from source Some Backup cannot be found. ...
//	The following information was included with the event:
//
//	D:\x

// unresolvedToken begins it, English.
const unresolvedToken = "description for Event ID"

var (
	unresolvedHead = lazyregexp.New(
		`^.{0,40}?\bThe description for Event ID \(? ?(\d{1,5}) ?\)? (?:in [Ss]ource|from [Ss]ource) \(? ?([^()]{1,80}?) ?\)? (?:could not|cannot|can not) be found\b`,
	)
	unresolvedSame = lazyregexp.New(
		`(?:insertion string\(s\)|information (?:is part of|was included with) the event)\s?:\s*(\S.*)$`,
	)
	unresolvedMore = lazyregexp.New(`information (?:is part of|was included with) the event\s?:\s*$`)
	unresolvedEnd  = lazyregexp.New(
		`^(?:The message resource|The handle is|The locale|The specified|The publisher|The system cannot|You can install|If the event)`,
	)
)

// notFound are words by which Event Viewer says in several languages that it has no description of an
// event (as public reports show them).
var notFound = lazyregexp.New(
	`(?i)description for Event ID|Beschreibung für Ereignis-ID|description de l.ID d.événement|` +
		`descripción (?:para el identificador|del id\.) de evento|descrizione dell.ID evento|descrição da ID do evento|` +
		`описание для идентификатора события|イベント ID .{1,10}の説明|事件 ID .{1,10}的(?:描述|说明)`,
)

// stringsTail follows a message that says that there is no description: behind empty lines come a
// sentence or two, the last of which ends with a colon, and then the strings of the event.
type stringsTail struct {
	begun  bool
	passed int // paragraphs behind the first one
	closed bool
}

// takes reports whether the paragraph that follows lines belongs to them.
func (s *stringsTail) takes(lines []string) bool {
	const sentences = 2
	if s.closed || !s.begun && !notFound.MatchString(lines[0]) {
		return false
	}
	s.begun = true
	if strings.HasSuffix(strings.TrimSpace(lines[len(lines)-1]), ":") {
		s.closed = true // what follows are the strings
		return true
	}
	s.passed++
	return s.passed <= sentences
}

// mostStrings is how many lines of strings such a text has at most.
const mostStrings = 60

// unresolved reads it: the strings are the message.
func (d *reader) unresolved(r *console.Reader, i int) int {
	m := unresolvedHead.FindStringSubmatch(r.Text(i))
	if m == nil {
		return i
	}
	id, err := strconv.ParseUint(m[1], 10, 16)
	if err != nil {
		return i
	}
	h := &header{langs: ^uint32(0), dateAt: i, provider: strings.TrimSpace(m[2]), id: uint32(id)}
	if provider, known := rendered.KnownProvider(h.provider); known {
		h.provider = provider
	}
	next := i + 1
	if s := unresolvedSame.FindStringSubmatch(r.Text(i)); s != nil {
		h.message = finished(strings.TrimRight(s[1], ". \t"))
		return d.add(r, i, next, h)
	}
	var lines []string
	begun := unresolvedMore.MatchString(r.Text(i))
	for at := i + 1; at < i+mostStrings && r.Has(at); at++ {
		t := strings.TrimSpace(r.Text(at))
		if s := unresolvedSame.FindStringSubmatch(t); s != nil && !begun {
			begun, next, lines = true, at+1, append(lines, s[1])
			continue
		}
		switch {
		case !begun:
			if begun = unresolvedMore.MatchString(t); begun {
				next = at + 1
			}
		case t == "" && len(lines) == 0:
		case t != "" && unresolvedEnd.MatchString(t):
			next, at = at+1, i+mostStrings
		case d.beginsOther(r, at, len(lines) > 0), t == "" && isBlank(r.Text(at+1)):
			at = i + mostStrings
		case t != "":
			lines, next = append(lines, t), at+1
		}
	}
	h.message = finished(strings.Join(lines, "\n"))
	return d.add(r, i, next, h)
}

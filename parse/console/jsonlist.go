package console

import (
	"bytes"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/jsonvalue"
)

// An answer of an interface, or an export, has many objects in one line: jobs, sessions, errors, each
// with its time, its state, its computer and what it says. Each such object is read as a line of a
// log.

var (
	// listTexts, listTimes and listHosts are further names of what logTexts, logTimes and logHosts name.
	listTexts = append(slices.Clone(logTexts), "details", "detail", "description", "summary", "output", "result.message")
	listTimes = append(slices.Clone(logTimes), "endtime", "end_time", "end", "starttime", "start_time", "start", "creationtime", "created", "created_at",
		"finished", "lastrun", "last_run", "occurred", "when")
	listHosts = append(slices.Clone(logHosts), "client", "client_name", "clientname", "server", "servername", "vm", "vmname", "vm_name", "agent", "node")
	// listStates are names of a state, and badStates what one is that went wrong.
	listStates = []string{"status", "state", "result", "outcome", "success"}
	badStates  = lazyregexp.New(`(?i)^(?:failed|failure|error|errors?|warning|critical|fatal|aborted|false|not[ _]ok)$`)
)

// longestList is how many bytes such a line has at most, and mostInList how many objects are taken from it.
const (
	longestList = 8 << 20
	mostInList  = 1 << 16
)

// unwrapList recognises such a line.
func (l *logReader) unwrapList(raw []byte, outer Line) (*inner, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) < 32 || len(raw) > longestList || raw[0] != '{' && raw[0] != '[' || raw[len(raw)-1] != '}' && raw[len(raw)-1] != ']' {
		return nil, false
	}
	v, n, err := l.json.Parse(raw)
	if err != nil || n < len(raw) {
		return nil, false
	}
	var found list
	if !found.gather(l, &v, 0) || len(found.lines) == 0 || len(found.lines) == 1 && found.depth == 0 {
		return nil, false
	}
	return &inner{
		outer: outer, packed: newSource(nil, []byte(strings.Join(found.lines, "\n"))), length: outer.Length, end: int(outer.Length),
		state: innerOutput, whole: true, hosts: found.hosts,
	}, true
}

// list are the objects of a line as lines of a log, each with its computer.
type list struct {
	lines, hosts []string
	depth        int // of the last one
}

// gather adds the objects in v that say something; it reports whether there is no event of Windows among them, which has
// a reader of its own, and no text of lines.
func (a *list) gather(l *logReader, v *jsonvalue.Value, depth int) bool {
	if depth > 2*deepest || len(a.lines) >= mostInList {
		return depth <= 2*deepest
	}
	for k := range v.Items {
		if !a.gather(l, &v.Items[k], depth+1) {
			return false
		}
	}
	if v.Kind != jsonvalue.Object {
		return true
	}
	for k := range v.Members {
		m := &v.Members[k]
		if slices.Contains(eventNames, strings.ToLower(m.Name)) || m.Value.Kind == jsonvalue.Text && strings.Count(m.Value.Text, "\n") >= leastFeeds {
			return false
		}
	}
	if line, host, ok := l.objectLine(v); ok {
		a.lines, a.hosts, a.depth = append(a.lines, line), append(a.hosts, host), depth
		return true
	}
	for k := range v.Members {
		if !a.gather(l, &v.Members[k].Value, depth+1) {
			return false
		}
	}
	return true
}

// objectLine returns an object as a line of a log, and its computer, "" for none. It needs a text, and a time or a state
// that is bad.
func (l *logReader) objectLine(v *jsonvalue.Value) (line, host string, ok bool) {
	own := func(names []string) string {
		for _, name := range names {
			for k := range v.Members {
				m := &v.Members[k]
				if m.Value.Text != "" && (m.Value.Kind == jsonvalue.Text || m.Value.Kind == jsonvalue.Number) && strings.ToLower(m.Name) == name {
					return m.Value.Text
				}
			}
		}
		return ""
	}
	says, reason := oneLine(own(listTexts)), oneLine(own(logErrors))
	at, level := LogTime(own(listTimes)), logLevel(own(logLevels))
	if level == "" && badStates.MatchString(own(listStates)) {
		level = "[ERROR]"
	}
	if says == "" && reason == "" || at == "" && level == "" {
		return "", "", false
	}
	if host = own(listHosts); !IsHostName(host) {
		host = ""
	}
	l.all = l.all[:0]
	if !addProperties("", v, &l.all, 0) {
		return "", "", false
	}
	var b strings.Builder
	for _, part := range []string{at, level, says} {
		if part != "" {
			b.WriteString(part + " ")
		}
	}
	if reason != "" && !strings.Contains(says, reason) {
		b.WriteString(": " + reason)
	}
	l.addRest(&b, says, reason, host)
	return b.String(), strings.Clone(host), true
}

// addRest adds the properties of an object that nothing of its line has yet.
func (l *logReader) addRest(b *strings.Builder, has ...string) {
	shown := 0
	for _, p := range l.all {
		value := oneLine(p.value)
		if value == "" || p.name == "" || slices.Contains(has, value) || slices.Contains(logAside, p.name) || slices.Contains(listTimes, p.name) {
			continue
		}
		if shown++; shown > mostLogProperties/4 {
			return
		}
		b.WriteString(" " + p.name + "=" + value)
	}
}

package requester

import (
	"encoding/json"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/console"
)

// An answer of an interface, a configuration and a catalogue of translations name failures in JSON
// that never happened: triggers that did not fire, errors that are possible, texts to be shown. A
// property states a failure if its name says that it holds an error, or if something beside it in
// the same object says when it was or that it went wrong. A line of a log in JSON has been turned
// into one of text before this is asked.

// jsonNear is how many lines above and below a property are looked at for others of its object.
const jsonNear = 40

var (
	// jsonPropertyLine is a line of indented JSON with a property that holds a string.
	jsonPropertyLine = lazyregexp.New(`^\s*"((?:[^"\\]|\\.){1,80})"\s*:\s*"(.*)",?\s*$`)
	// jsonAny is such a line with any value.
	jsonAny = lazyregexp.New(`^\s*"((?:[^"\\]|\\.){1,80})"\s*:\s*(.*?),?\s*$`)
	// namesError are the names of properties that hold an error, and supposesError those that hold
	// errors which may come.
	namesError    = lazyregexp.New(`(?i)^(?:.*[._-])?\w*(?:error|err|exception|stderr|reason|fault|failure|diagnos\w*)(?:s|[._-]?(?:message|msg|text|details?|info|string|description|0))?$`)
	supposesError = lazyregexp.New(`(?i)possible|known|handled|catalog|^on[A-Z_]|(?:^|[._-])on_?(?:error|fail)|message_?templates?|ignored?|codes?$|rules?|triggers?|alerts?(?:\.|$)|help|translations?`)
	// namesMessage are names of properties that hold what a program said.
	namesMessage = lazyregexp.New(`(?i)^(?:.*[._-])?(?:message|msg|details?|output|stdout|text|log|result|status_?(?:text|message)|title|summary|subject|body|comment|problem)$`)
	// saysMessage are those that hold nothing else.
	saysMessage = lazyregexp.New(`(?i)^(?:msg|message)$`)
	namesTime   = lazyregexp.New(`(?i)(?:time|date|stamp|when|start(?:ed)?|end(?:ed)?|finish(?:ed)?|occurred|created|last_?run|change|clock|_at|[a-z]At|^@?ts)$`)
	namesHost   = lazyregexp.New(`(?i)^(?:host|hostname|host_?name|computer(?:_?name)?|machine(?:_?name)?|client(?:_?name)?|server(?:_?name)?|vm_?name|agent_?name|node(?:_?name)?)$`)
	namesState  = lazyregexp.New(`(?i)(?:status|state|result|outcome|level|severity|success\w*|exit_?code|ok|event_?type|type)$`)
	badState    = lazyregexp.New(`(?i)fail|error|warn|critical|fatal|unstable|not[ _]?ok|abort|problem|disaster|partial`)
	// timeValue has the digits of a date or of seconds since 1970.
	timeValue = lazyregexp.New(`\d{4}[-/.]\d|\d[-/.]\d{4}|\d\d:\d\d|^"?1\d{9}`)
)

// mentionedInJSON reports whether the text of line i stands in JSON that states no failure by it.
func mentionedInJSON(r *console.Reader, i int) bool {
	_, is := inJSON(r, i)
	return is == jsonMentions
}

type jsonKind uint8

const (
	notJSON      jsonKind = iota
	jsonMentions          // it states no failure
	jsonStates            // a property states what its text says
)

// inJSON looks at line i: whether it is JSON, and for a line with one property the text of that.
func inJSON(r *console.Reader, i int) (text string, is jsonKind) {
	line := strings.TrimSpace(r.Text(i))
	if len(line) < 2 || line[0] != '"' && line[0] != '{' && line[0] != '[' {
		return "", notJSON
	}
	if line[0] != '"' {
		if objectMentions(line) {
			return "", jsonMentions
		}
		return "", notJSON
	}
	m := jsonPropertyLine.FindStringSubmatch(line)
	if m == nil {
		m = listItem(r, i, line)
	}
	if m == nil {
		return "", notJSON
	}
	if !propertyStates(m[1], m[2]) && !besideStates(r, i) {
		return "", jsonMentions
	}
	if json.Unmarshal([]byte(`"`+m[2]+`"`), &text) != nil {
		return "", notJSON
	}
	return strings.Join(strings.Fields(text), " "), jsonStates
}

// jsonItem is a string that stands alone in its line, and jsonList what opens a list of some.
var (
	jsonItem = lazyregexp.New(`^"((?:[^"\\]|\\.)*)",?$`)
	jsonList = lazyregexp.New(`^\s*"((?:[^"\\]|\\.){1,80})"\s*:\s*\[\s*$`)
)

// listItem returns the name of the list that a string in line i is in, and the string, as a property would have them;
// nil if there is no such list.
func listItem(r *console.Reader, i int, line string) []string {
	m := jsonItem.FindStringSubmatch(line)
	if m == nil {
		return nil
	}
	for at := i - 1; at >= max(0, i-jsonNear); at-- {
		above := r.Behind(at)
		if list := jsonList.FindStringSubmatch(above); list != nil {
			return []string{line, list[1], m[1]}
		}
		if !jsonItem.MatchString(strings.TrimSpace(above)) {
			return nil
		}
	}
	return nil
}

// propertyStates reports whether a property states what its value names.
func propertyStates(name, value string) bool {
	if supposesError.MatchString(name) {
		return false
	}
	if namesError.MatchString(name) {
		return true
	}
	codes, _ := console.CodeIn(value)
	return namesMessage.MatchString(name) && (len(codes) > 0 || saysMessage.MatchString(name))
}

// isWitness reports whether a property says when something was, or that it went wrong.
func isWitness(name, value string) bool {
	value = strings.TrimSpace(value)
	return namesTime.MatchString(name) && timeValue.MatchString(value) ||
		namesState.MatchString(name) && badState.MatchString(value) && !strings.Contains(strings.Trim(value, `" `), " ")
}

// besideStates looks for a witness in the object of line i, and above it in those around that.
func besideStates(r *console.Reader, i int) bool {
	depth := console.Indent(r.Text(i))
	for at, deep := i-1, depth; at >= max(0, i-jsonNear); at-- {
		text := r.Behind(at)
		if own := console.Indent(text); own <= deep && strings.TrimSpace(text) != "" {
			deep = own
			if m := jsonAny.FindStringSubmatch(text); m != nil && isWitness(m[1], m[2]) {
				return true
			}
		}
	}
	for at := i + 1; at <= i+jsonNear && r.Has(at); at++ {
		text := r.Text(at)
		own := console.Indent(text)
		if own < depth && strings.TrimSpace(text) != "" {
			return false
		}
		if m := jsonAny.FindStringSubmatch(text); own == depth && m != nil && isWitness(m[1], m[2]) {
			return true
		}
	}
	return false
}

// fromObject takes the time of a statement from the object that it is in, where it has none, and returns the
// computer that the object names.
func (f *facts) fromObject(r *console.Reader, i int) string {
	if f.stamped {
		return ""
	}
	m, dated, host := momentHost(r, i)
	if dated {
		f.moment, f.stamped = m, true
	}
	return host
}

// momentHost finds the time and the computer that the object of line i names beside it, "" for none.
func momentHost(r *console.Reader, i int) (m console.Moment, dated bool, host string) {
	if !strings.HasPrefix(strings.TrimSpace(r.Text(i)), `"`) {
		return m, false, ""
	}
	depth := console.Indent(r.Text(i))
	look := func(text string) (more bool) {
		own := console.Indent(text)
		if strings.TrimSpace(text) == "" || own > depth {
			return true
		}
		p := jsonAny.FindStringSubmatch(text)
		if own < depth || p == nil {
			return false
		}
		value := strings.Trim(strings.TrimSpace(p[2]), `"`)
		switch {
		case !dated && namesTime.MatchString(p[1]) && timeValue.MatchString(value):
			if at := console.LogTime(value); at != "" {
				if found, _, _, ok := console.FindMoment(at); ok && found.HasDate && found.HasTime {
					m, dated = found, true
				}
			}
		case host == "" && namesHost.MatchString(p[1]) && console.IsHostName(value):
			host = value
		}
		return true
	}
	for at := i - 1; at >= max(0, i-jsonNear) && look(r.Behind(at)); at-- {
	}
	for at := i + 1; at <= i+jsonNear && r.Has(at) && look(r.Text(at)); at++ {
	}
	return m, dated, host
}

// objectMentions reports whether one line that is an object, or a list of some, states nothing.
func objectMentions(line string) bool {
	var all any
	if line = strings.TrimSuffix(line, ","); !closes(line) || json.Unmarshal([]byte(line), &all) != nil {
		return false
	}
	return !valueStates("", all)
}

// closes reports whether a line that begins with a bracket ends in the one that closes it, as JSON does: many
// logs have brackets in front.
func closes(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && (line[0] == '{' && line[len(line)-1] == '}' || line[0] == '[' && line[len(line)-1] == ']')
}

// valueStates looks for a property that states a failure, or a witness beside one that names it.
func valueStates(name string, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, one := range v {
			text, isText := one.(string)
			if isText && (propertyStates(key, text) && namesTrouble(text) || isWitness(key, text)) {
				return true
			}
			if supposesError.MatchString(key) {
				continue
			}
			if n, isNumber := one.(float64); isNumber && namesTime.MatchString(key) && n > 1e9 {
				return true
			}
			if valueStates(key, one) {
				return true
			}
		}
	case []any:
		for _, one := range v {
			if valueStates(name, one) {
				return true
			}
		}
	case string:
		return name != "" && propertyStates(name, v) && namesTrouble(v)
	}
	return false
}

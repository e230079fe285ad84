package console

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse/jsonvalue"
)

// A program's log of JSON has one object a line: a time, a level, a message, and what it is about.
// Such a line is read as one of a log of text, "TIME [LEVEL] MESSAGE: ERROR name=value ...", so that
// all that is known of logs holds for it. An event of Windows in JSON is none: it has a reader of
// its own.

// Names of the properties, in lower case, as the loggers of Go, Java, Node, Python, .NET and
// Docker write them.
var (
	logTimes  = []string{"time", "timestamp", "@timestamp", "ts", "date", "datetime", "@t", "t", "asctime", "eventtime", "__realtime_timestamp"}
	logLevels = []string{"level", "severity", "lvl", "loglevel", "log.level", "levelname", "@l", "log_level", "l", "priority"}
	logTexts  = []string{"message", "msg", "log", "text", "@m", "@mt", "m", "event.message", "full_message", "short_message"}
	logErrors = []string{
		"error", "err", "exception", "reason", "error.message", "err.message", "error.msg", "@x", "details", "error_message",
		"exception.message",
	}
	logHosts = []string{"hostname", "host.name", "host.hostname", "computername", "computer", "machinename", "machine", "host", "_hostname"}
	// logAside say nothing of what happened.
	logAside = []string{
		"caller", "logger", "thread", "threadname", "stream", "pid", "tid", "v", "version", "seq", "offset", "file", "line", "func",
		"function", "source.file", "source.line", "source.function", "stack", "stacktrace", "error.stack", "err.stack",
	}
	// eventNames are those of an event of Windows, of which one is enough.
	eventNames = []string{
		"event_id", "eventid", "eventcode", "event.code", "winlog.event_id", "providername", "provider", "sourcename", "logname",
		"eventrecordid", "recordid", "system.provider", "message_type", "eventrecord_id", "instanceid", "entrytype",
	}
)

var (
	// hostLike is a name as computers have it, and containerID what stands there in a container.
	hostLike    = lazyregexp.New(`^[A-Za-z][\w-]{0,62}(?:\.[\w-]{1,62})*$`)
	containerID = lazyregexp.New(`^[0-9a-f]{12}$|^[0-9a-f]{64}$|^localhost$`)
)

// longestLogObject is how many bytes such a line has at most, mostLogProperties how many names, and
// deepest how many objects and lists lie in each other.
const (
	longestLogObject  = 1 << 16
	mostLogProperties = 64
	deepest           = 4
)

// property is a name of an object with its value as text; those of objects inside have names with
// dots.
type property struct{ name, value string }

// logName is what a name of a property says, a bit for each list that has it.
type logName uint8

const (
	ofTime logName = 1 << iota
	ofLevel
	ofText
	ofError
	ofHost
	isAside
	ofEvent
)

// logNames are the names of all lists.
var logNames = func() map[string]logName {
	names := map[string]logName{}
	for k, list := range [][]string{logTimes, logLevels, logTexts, logErrors, logHosts, logAside, eventNames} {
		for _, name := range list {
			names[name] |= 1 << k
		}
	}
	return names
}()

// logReader reads such lines, one after the other.
type logReader struct {
	json jsonvalue.Parser
	all  []property
	says []byte // room for what a line says
}

// unwrap recognises such a line.
func (l *logReader) unwrap(raw []byte, outer Line) (*inner, bool) {
	text, host, ok := l.text(raw)
	if !ok {
		return nil, false
	}
	return &inner{
		outer: outer, packed: newSource(nil, bytes.Clone(text)), length: outer.Length, end: int(outer.Length),
		state: innerOutput, whole: true, host: host,
	}, true
}

// text returns what such a line says, which holds until the next line, and the computer that it names, "" for none.
func (l *logReader) text(raw []byte) (text []byte, host string, ok bool) {
	raw = bytes.TrimSuffix(bytes.TrimSpace(raw), []byte(","))
	raw = bytes.TrimPrefix(bytes.TrimPrefix(raw, []byte("\ufeff")), []byte("["))
	if len(raw) < 16 || len(raw) > longestLogObject || raw[0] != '{' || raw[len(raw)-1] != '}' {
		return nil, "", false
	}
	all, ok := l.properties(raw)
	if !ok {
		return nil, "", false
	}
	var held logName
	for _, p := range all {
		held |= logNames[p.name]
	}
	if held&ofEvent != 0 {
		return nil, "", false
	}
	take := func(is logName, names []string) string {
		if held&is == 0 {
			return ""
		}
		for _, name := range names {
			at := slices.IndexFunc(all, func(p property) bool { return p.name == name && p.value != "" })
			if at >= 0 {
				value := all[at].value
				all = slices.Delete(all, at, at+1)
				return value
			}
		}
		return ""
	}
	host = take(ofHost, logHosts)
	if host != "" && !IsHostName(host) {
		all, host = append(all, property{"host", host}), ""
	}
	at, level := LogTime(take(ofTime, logTimes)), logLevel(take(ofLevel, logLevels))
	says := strings.TrimSpace(take(ofText, logTexts))
	if says == "" || at == "" && level == "" {
		return nil, "", false
	}
	says = filledIn(says, all)
	b := l.says[:0]
	for _, part := range []string{at, level} {
		if part != "" {
			b = append(append(b, part...), ' ')
		}
	}
	first, rest, more := strings.Cut(says, "\n")
	b = append(b, strings.TrimSpace(first)...)
	for reason := take(ofError, logErrors); reason != ""; reason = take(ofError, logErrors) {
		if reason = oneLine(reason); !strings.Contains(says, reason) {
			b = append(append(b, ": "...), reason...)
		}
	}
	for _, p := range all {
		if p.value != "" && p.name != "" && p.name[0] != '_' && logNames[p.name]&isAside == 0 {
			b = append(append(append(append(b, ' '), p.name...), '='), oneLine(p.value)...)
		}
	}
	if more {
		b = append(append(b, '\n'), rest...)
	}
	l.says = b
	return b, strings.Clone(host), true
}

// IsHostName reports whether s can be the name of a computer, and is not what stands there in a container.
func IsHostName(s string) bool { return hostLike.MatchString(s) && !containerID.MatchString(s) }

// filledIn puts values into the places that a template of a message has for them: "{Volume}".
func filledIn(says string, all []property) string {
	if strings.IndexByte(says, '{') < 0 {
		return says
	}
	for _, p := range all {
		at := strings.Index(strings.ToLower(says), "{"+p.name+"}")
		if at >= 0 && len(strings.ToLower(says)) == len(says) {
			says = says[:at] + p.value + says[at+len(p.name)+2:]
		}
	}
	return says
}

// oneLine sets line feeds to blanks.
func oneLine(s string) string {
	if strings.IndexFunc(s, unicode.IsSpace) < 0 { // as most values
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// properties reads an object and those inside it, of a list the words and numbers. They refer to raw, and
// hold until the next line.
func (l *logReader) properties(raw []byte) (all []property, ok bool) {
	v, n, err := l.json.Parse(raw)
	if err != nil || v.Kind != jsonvalue.Object || len(bytes.TrimSpace(raw[n:])) > 0 {
		return nil, false
	}
	l.all = l.all[:0]
	ok = addProperties("", &v, &l.all, 0)
	return l.all, ok
}

// addProperties adds what lies in v under a name; it reports whether that is not too much.
func addProperties(name string, v *jsonvalue.Value, all *[]property, depth int) bool {
	if depth > deepest+1 || len(*all) >= mostLogProperties {
		return false
	}
	switch v.Kind {
	case jsonvalue.Object:
		if name != "" {
			name += "."
		}
		for k := range v.Members {
			m := &v.Members[k]
			if !addProperties(name+strings.ToLower(m.Name), &m.Value, all, depth+1) {
				return false
			}
		}
	case jsonvalue.Array:
		for k := range v.Items {
			if !addProperties(name, &v.Items[k], all, depth+1) {
				return false
			}
		}
	case jsonvalue.Text, jsonvalue.Number:
		*all = append(*all, property{name, v.Text})
	}
	return true
}

// LogTime returns a time as logs of text have it, "" if s is none. A number counts seconds, thousandths,
// millionths or billionths since 1970, as its size tells.
func LogTime(s string) string {
	if strings.IndexByte(s, ':') >= 0 { // no number
		if m, from, _, ok := FindMoment(s); ok && from == 0 && m.HasTime {
			return s
		}
		return ""
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		const year2001, year2100 = 978307200, 4102444800
		for _, unit := range []float64{1, 1e3, 1e6, 1e9} {
			if seconds := n / unit; seconds > year2001 && seconds < year2100 {
				whole, part := math.Modf(seconds)
				at := time.Unix(int64(whole), int64(math.Round(part*1e3))*1e6).UTC()
				return at.Format("2006-01-02T15:04:05.000Z")
			}
		}
		return ""
	}
	if m, from, _, ok := FindMoment(s); ok && from == 0 && m.HasTime {
		return s
	}
	return ""
}

// logLevel returns a level in brackets, as logs of text have it, "" if s is none. Numbers are those of
// bunyan and pino, or of syslog.
func logLevel(s string) string {
	if s == "" || isLetter(s[0]) {
		return levelInBrackets(s)
	}
	if n, err := strconv.Atoi(s); err == nil {
		switch {
		case n >= 60 && n < 70:
			s = "fatal"
		case n >= 50:
			s = "error"
		case n >= 40:
			s = "warn"
		case n >= 10:
			s = "info"
		case n < 0 || n > 7:
			return ""
		default: // of syslog, as the journal and GELF have it
			s = []string{"fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug"}[n]
		}
	}
	return levelInBrackets(s)
}

func levelInBrackets(s string) string {
	if s == "" || len(s) > 16 || strings.ContainsAny(s, " \t\n") {
		return ""
	}
	if known, ok := levelsInBrackets[s]; ok {
		return known
	}
	return "[" + strings.ToUpper(s) + "]"
}

// levelsInBrackets are those that nearly all lines have.
var levelsInBrackets = map[string]string{
	"debug": "[DEBUG]", "info": "[INFO]", "warn": "[WARN]", "warning": "[WARNING]", "error": "[ERROR]",
	"INFO": "[INFO]", "WARN": "[WARN]", "ERROR": "[ERROR]",
}

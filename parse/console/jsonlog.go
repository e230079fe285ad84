package console

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/internal/lazyregexp"
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

// unwrapLog recognises such a line.
func unwrapLog(raw []byte, outer Line) (*inner, bool) {
	text, host, ok := logText(raw)
	if !ok {
		return nil, false
	}
	return &inner{
		outer: outer, packed: newSource(nil, []byte(text)), length: outer.Length, end: int(outer.Length), state: innerOutput,
		whole: true, host: host,
	}, true
}

// logText returns what such a line says, and the computer that it names, "" for none.
func logText(raw []byte) (text, host string, ok bool) {
	raw = bytes.TrimSuffix(bytes.TrimSpace(raw), []byte(","))
	raw = bytes.TrimPrefix(bytes.TrimPrefix(raw, []byte("\ufeff")), []byte("["))
	if len(raw) < 16 || len(raw) > longestLogObject || raw[0] != '{' || raw[len(raw)-1] != '}' {
		return "", "", false
	}
	all, ok := propertiesOf(raw)
	if !ok {
		return "", "", false
	}
	take := func(names []string) string {
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
	for _, p := range all {
		if slices.Contains(eventNames, p.name) {
			return "", "", false
		}
	}
	host = take(logHosts)
	if host != "" && (!hostLike.MatchString(host) || containerID.MatchString(host)) {
		all, host = append(all, property{"host", host}), ""
	}
	at, level, says := logTime(take(logTimes)), logLevel(take(logLevels)), strings.TrimSpace(take(logTexts))
	if says == "" || at == "" && level == "" {
		return "", "", false
	}
	says = filledIn(says, all)
	var b strings.Builder
	for _, part := range []string{at, level} {
		if part != "" {
			b.WriteString(part + " ")
		}
	}
	first, rest, more := strings.Cut(says, "\n")
	b.WriteString(strings.TrimSpace(first))
	for reason := take(logErrors); reason != ""; reason = take(logErrors) {
		if reason = oneLine(reason); !strings.Contains(says, reason) {
			b.WriteString(": " + reason)
		}
	}
	for _, p := range all {
		if p.value != "" && p.name != "" && p.name[:1] != "_" && !slices.Contains(logAside, p.name) {
			b.WriteString(" " + p.name + "=" + oneLine(p.value))
		}
	}
	if more {
		b.WriteString("\n" + rest)
	}
	return b.String(), host, true
}

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
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// propertiesOf reads an object and those inside it.
func propertiesOf(raw []byte) (all []property, ok bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	return all, readObject(d, "", &all, 0) && !d.More()
}

// readObject reads up to the brace that closes an object.
func readObject(d *json.Decoder, outer string, all *[]property, depth int) bool {
	for d.More() {
		t, err := d.Token()
		name, isName := t.(string)
		if err != nil || !isName || depth > deepest || len(*all) >= mostLogProperties {
			return false
		}
		if !readValue(d, outer+strings.ToLower(name), all, depth) {
			return false
		}
	}
	_, err := d.Token()
	return err == nil
}

// readValue reads the value of a name; of a list nothing is kept but words and numbers.
func readValue(d *json.Decoder, name string, all *[]property, depth int) bool {
	t, err := d.Token()
	if err != nil {
		return false
	}
	switch v := t.(type) {
	case json.Delim:
		if v == '{' {
			return readObject(d, name+".", all, depth+1)
		}
		if depth > deepest {
			return false
		}
		for d.More() {
			if len(*all) >= mostLogProperties || !readValue(d, name, all, depth+1) {
				return false
			}
		}
		_, err = d.Token()
		return err == nil
	case string:
		*all = append(*all, property{name, v})
	case json.Number:
		*all = append(*all, property{name, v.String()})
	case bool:
		*all = append(*all, property{name, strconv.FormatBool(v)})
	}
	return true
}

// logTime returns a time as logs of text have it, "" if s is none. A number counts seconds, thousandths,
// millionths or billionths since 1970, as its size tells.
func logTime(s string) string {
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
	if s == "" || len(s) > 16 || strings.ContainsAny(s, " \t\n") {
		return ""
	}
	return "[" + strings.ToUpper(s) + "]"
}

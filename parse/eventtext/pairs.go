package eventtext

import (
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// Events whose properties are pairs of a name and a value: those that log collectors
// print one a line, objects of WMI as MOF, and a line with several of them.
//
//	03/14/2023 11:02:11 PM            instance of Win32_NTLogEvent
//	LogName=Application               {
//	EventCode=8193                    	EventCode = 12293;
//	SourceName=VSS                    	SourceName = "VSS";
//	Message=...                       	Message = "...";
//
//	<13>1 2024-02-03T02:00:11Z host1 VSS - - [x EventID="12293" SourceName="VSS"] ...

// pairNames are the names of the properties, in lower case.
// Sources: Win32_NTLogEvent and EventLogRecord (Microsoft Learn); the text form of
// Splunk's and NXLog's inputs, as public posts show it.
var pairNames = map[string]part{
	"logname":         logName,
	"logfile":         logName,
	"channel":         logName,
	"eventcode":       eventID,
	"eventid":         eventID,
	"event_id":        eventID,
	"eventidentifier": instance,
	"computername":    computer,
	"computer":        computer,
	"hostname":        computer,
	"host":            computer,
	"sourcename":      source,
	"source":          source,
	"provider":        source,
	"providername":    source,
	"type":            level,
	"severity":        level,
	"level":           level,
	"recordnumber":    record,
	"eventrecordid":   record,
	"message":         message,
	"timegenerated":   date,
	"timecreated":     date,
	"eventtime":       date,
	"user":            user,
	"category":        category,
}

// mayBePairs is a cheap test for the first line of a block.
func mayBePairs(t string) bool {
	var name [maxPairName]byte
	n := 0
	at := 0
	for at < len(t) && n < len(name) && (isLetter(t[at]) || t[at] == '_' || joinsName(t, at)) {
		switch t[at] {
		case ' ':
			n--
		case '_':
			name[n] = '_'
		default:
			name[n] = t[at] | 0x20
		}
		n++
		at++
	}
	rest := strings.TrimLeft(t[at:], " \t")
	if n < 4 || len(t) > 200 || rest == "" || rest[0] != '=' || strings.IndexByte(rest[1:], '=') >= 0 {
		return false
	}
	p, known := pairNames[string(name[:n])]
	return known && p != message
}

// joinsName reports whether the blank at t[at] stands between the two words of a name:
// "Event ID".
func joinsName(t string, at int) bool {
	return t[at] == ' ' && at > 3 && at+1 < len(t) && isLetter(t[at-1]) && isLetter(t[at+1])
}

// maxPairName is how long a name may be.
const maxPairName = 20

// pair cuts "Name = value;" into its parts.
func pair(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(strings.TrimSpace(line), "=")
	name = strings.TrimRight(name, " \t")
	if first, second, two := strings.Cut(name, " "); two && len(first) > 3 {
		name = first + second // "Event ID"
	}
	if !ok || len(name) < 3 || len(name) > maxPairName || strings.ContainsAny(name, " \t:<>\"") {
		return "", "", false
	}
	value = strings.TrimSpace(value)
	if strings.HasPrefix(value, `"`) { // MOF: in quotes, with a semicolon behind
		value = strings.TrimSuffix(strings.TrimSuffix(value, ";"), `"`)[1:]
		value = strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\n`, "\n", `\r`, "", `\t`, "\t").Replace(value)
	}
	return rendered.LowerASCII(name), strings.TrimSuffix(value, ";"), true
}

// maxPairs is how many lines of pairs one event has at most.
const maxPairs = 32

// pairs reads a block of them. The time may stand above it by itself.
func (d *reader) pairs(r *console.Reader, i int) int {
	h := &header{langs: ^uint32(0)}
	at, first := i, i
	for n := 0; n < maxPairs && r.Has(at); n++ {
		name, value, ok := pair(r.Text(at))
		if !ok {
			break
		}
		p, known := pairNames[name]
		if p == eventID && h.holds(p) ||
			p == message && !(h.holds(eventID) || h.holds(instance) || h.holds(source)) { // another event; none
			break
		}
		switch {
		case !known || p != message && p != level && p != user && p != category && h.holds(p):
		case p == message:
			at = d.pairMessage(r, at, value, h)
		case p == instance && h.holds(eventID):
		default:
			if strings.HasPrefix(name, "time") {
				value = wmiMoment(value)
			}
			if value != "" && h.set(p, value, at) {
				h.has |= 1 << p
			}
		}
		at++
	}
	if h.holds(eventID) && !h.holds(source) && at >= i+2 {
		at = h.sourceBelow(r, at)
	}
	if !h.holds(eventID) && !h.holds(instance) || !h.holds(source) || h.id == 0 || at < i+3 {
		return i
	}
	if above := r.Behind(i - 1); !h.holds(date) && i > 0 && len(above) < 40 && hasDigit(above) {
		h.date, h.dateAt = strings.TrimSpace(above), i-1
	}
	d.statement(r, first, at-1, h)
	return at
}

// pairMessage takes the message that begins in line at, and returns its last line.
func (d *reader) pairMessage(r *console.Reader, at int, value string, h *header) int {
	h.has |= 1 << message
	if strings.HasSuffix(r.Text(at), `";`) { // MOF goes on behind the message
		h.message = finished(value)
		return at
	}
	below, next := d.message(r, at+1, nil)
	h.message = finished(strings.TrimSpace(value + "\n" + below.string))
	return next - 1
}

// sourceBelow takes the message that stands below pairs without a name, in the lines from
// at on, where it tells whose event the id is; it returns the line behind it.
func (h *header) sourceBelow(r *console.Reader, at int) int {
	said, next := "", at
	for ; next < at+maxSaid && r.Has(next) && !r.Blank(next); next++ {
		if _, _, ok := pair(r.Text(next)); ok {
			break
		}
		said = strings.TrimSpace(said + " " + strings.TrimSpace(r.Text(next)))
	}
	g, ok := rendered.Alone(said)
	if !ok || g.ID != h.id {
		return at
	}
	h.provider, h.message = g.Provider, finished(said)
	h.has |= 1<<source | 1<<message
	return next
}

// maxSaid is how many lines such a message has at most.
const maxSaid = 6

// wmiMoment turns the CIM_DATETIME of WMI into a date and a time as logs write them.
func wmiMoment(s string) string {
	if len(s) < 14 || strings.Trim(s[:14], "0123456789") != "" {
		return s
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:8] + " " + s[8:10] + ":" + s[10:12] + ":" + s[12:14]
}

// mayBePairLine is a cheap test for a line that names an id and a source as pairs.
func mayBePairLine(t string) bool {
	return len(t) < 8192 && strings.Contains(t, "vent") &&
		(strings.Contains(t, "ource") || strings.Contains(t, "rovider"))
}

// pairLine reads such a line.
func (d *reader) pairLine(r *console.Reader, i int) int {
	line := r.Text(i)
	h := &header{langs: ^uint32(0), dateAt: i}
	end := 0
	for at := 0; at < len(line); {
		name, value, from, next := nextPair(line, at)
		if next == 0 {
			break
		}
		at = next
		p, known := pairNames[name]
		if _, better := rendered.KnownProvider(value); !known || h.holds(p) && !(p == source && better) {
			continue
		}
		if p == message {
			h.message, end = finished(strings.Trim(line[from:], "\" ]}")), len(line)
			h.has |= 1 << message
			break
		}
		if h.set(p, value, i) {
			h.has |= 1 << p
			end = next
		}
	}
	if _, known := rendered.KnownProvider(h.provider); !known || !h.holds(eventID) || !h.holds(source) || h.id == 0 {
		return i
	}
	if !h.holds(message) {
		h.message = finished(strings.TrimLeft(line[end:], " ]\"',;|-})"))
	}
	if m, _, to, ok := console.FindMoment(line); ok && !h.holds(date) && m.HasDate && m.HasTime && to <= 64 {
		h.date = line[:to]
	}
	d.statement(r, i, i, h)
	return i + 1
}

// nextPair finds the next name=value or name: value of line behind at. from is where the
// value begins, next where it ends; 0 if there is none.
func nextPair(line string, at int) (name, value string, from, next int) {
	for ; at < len(line); at++ {
		if line[at] != '=' && line[at] != ':' {
			continue
		}
		start := at
		for start > 0 && (isLetter(line[start-1]) || line[start-1] == '_' || line[start-1] == '"' && start == at) {
			start--
		}
		name = rendered.LowerASCII(strings.Trim(line[start:at], `"`))
		if _, known := pairNames[name]; !known {
			continue
		}
		from = at + 1
		for from < len(line) && line[from] == ' ' {
			from++
		}
		if from < len(line) && line[from] == '"' {
			if shut := strings.IndexByte(line[from+1:], '"'); shut >= 0 {
				return name, line[from+1 : from+1+shut], from + 1, from + 1 + shut + 1
			}
		}
		end := from
		for end < len(line) && strings.IndexByte(" ,;|]}\t", line[end]) < 0 {
			end++
		}
		return name, line[from:end], from, max(end, at+1)
	}
	return "", "", 0, 0
}

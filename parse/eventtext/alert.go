package eventtext

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse/console"
	"github.com/vsslog/vsslog/parse/rendered"
)

// What a monitoring program tells of an event, in a line of its own log. The name of the event's log, a colon or a
// dash stands in front of the source, and its level, a colon or a quotation behind the id:
//
//	[2026-05-07 22:05:14] PROBLEM filer4/EventLog CRITICAL - System: volsnap 8 Error "message"
//	2026-05-07 22:05:14 srv1 WARNING - VSS 12298: message

// maxAlert is how many bytes of such a line stand before the source at most.
const maxAlert = 240

// alert reads such a line.
func (d *reader) alert(r *console.Reader, i int) int {
	line := r.Text(i)
	for at := 1; at < min(len(line), maxAlert); at++ {
		if line[at-1] != ' ' || !isLetter(line[at]) {
			continue
		}
		name := longSource(line[at:])
		if name == "" {
			name = line[at : at+wordEnd(line[at:], " ")]
		}
		if provider, ok := rendered.KnownProvider(name); ok {
			h := &header{provider: provider, langs: ^uint32(0), dateAt: i}
			if h.ofAlert(strings.TrimRight(line[:at], " ")) && h.alerts(strings.TrimLeft(line[at+len(name):], " ")) {
				d.statement(r, i, i, h)
				return i + 1
			}
		}
	}
	return i
}

// ofAlert takes log, time and host from what stands before the source, and reports whether it is of such a line.
func (h *header) ofAlert(before string) bool {
	name := strings.TrimRight(before, ":- ")
	if name = name[strings.LastIndexByte(name, ' ')+1:]; rendered.IsLog(name) {
		h.log = name
	} else if !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "-") || isWordSource(h.provider) {
		return false
	}
	if m, from, to, ok := console.FindMoment(before); ok && m.HasDate {
		h.date = before[from:to]
	}
	host, _, named := strings.Cut(before, "/EventLog ")
	if host = host[strings.LastIndexByte(host, ' ')+1:]; named && console.IsHostName(host) {
		h.computer = host
	}
	return h.date != "" || named
}

// alerts takes id, level and message from what stands behind the source, and reports whether they are there.
func (h *header) alerts(rest string) bool {
	digits := rest[:wordEnd(rest, " :\"")]
	n, ok := number(digits)
	if !ok || n == 0 || n > 0xffff || h.provider == "VSS" && !isVSSID(uint32(n)) ||
		console.PartOfTime(rest, 0, len(digits)) {
		return false
	}
	h.id = uint32(n)
	rest = strings.TrimLeft(rest[len(digits):], " ")
	word := rest[:wordEnd(rest, " :\"")]
	if grade, isLevel := rendered.LevelOf(word); isLevel && len(word) > 1 {
		h.level = grade
		rest = rest[len(word):]
	} else if rest == "" || rest[0] != '"' && rest[0] != ':' || h.log == "" && !h.isSnapshotID() {
		return false
	}
	rest = strings.TrimLeft(rest, ": ")
	if quote, ok := strings.CutPrefix(rest, `"`); ok {
		if rest = quote; strings.Contains(quote, `"`) {
			rest = quote[:strings.LastIndexByte(quote, '"')]
		}
	}
	h.message = finished(rest)
	return rest != "" || h.level != 0
}

// isSnapshotID reports an id that stands for an event without the name of its log or a level beside it: that of
// other sources may be a version or a number of things.
func (h *header) isSnapshotID() bool {
	return h.provider == "VolSnap" || h.provider == "VSS" && isServiceID(h.id)
}

// sourceWords are the known sources with what follows them in such a line.
func sourceWords() (words []string) {
	for name := range rendered.Providers {
		words = append(words, name+" ")
	}
	slices.Sort(words)
	return words
}

package detect

import (
	"cmp"
	"path"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// dumps are the texts that nobody chose the events of, by how many they hold: more than
// people pick out, or several that are mere information of strangers. What disks, services and
// strangers say in them was not picked out either.
func dumps(k *correlate.Case) map[string]int {
	const chatter = 3 // that nobody picks out
	lists := eventLists{}
	for _, s := range k.Steps {
		if s.Record.FromText && s.Record.EventID != 0 {
			lists.see(s)
		}
	}
	events := map[string]int{}
	if len(lists) == 0 {
		return events
	}
	for _, l := range k.Logs {
		list := lists.of(l.Source, l.Channel)
		for _, r := range l.Runs {
			list.records += int(r.Records)
		}
	}
	again, exports := repeated(k.Logs), lists.exports()
	for source, list := range lists {
		if list.events == 0 {
			continue
		}
		of := exports.of(source, list)
		if max(of.events, of.records) > parse.MostPasted || of.idle >= chatter || again[source] {
			events[source] = list.events
		}
	}
	return events
}

// eventLists are what each text holds of event logs, by its source.
type eventLists map[string]*eventList

// eventList is what one text holds.
type eventList struct {
	eventCount
	unmarked int
	channels map[string]bool // lower case
}

// eventCount counts what a text, or the parts of an export together, hold.
type eventCount struct {
	events  int
	idle    int // that are mere information of strangers
	records int // that the runs of ids count
}

// of is the list of a source, which holds a log.
func (l eventLists) of(source, channel string) *eventList {
	list := l[source]
	if list == nil {
		list = &eventList{channels: map[string]bool{}}
		l[source] = list
	}
	list.channels[strings.ToLower(channel)] = true
	return list
}

// see takes an event of a text.
func (l eventLists) see(s *correlate.Step) {
	list := l.of(s.Source, cmp.Or(s.Record.Channel, vocab.HomeLog(s.Record)))
	list.events++
	if !pasted(s) && !ofSnapshots(s) { // of a table with more rows than people paste not all is kept
		if list.unmarked++; list.unmarked == 2 {
			list.events += parse.MostPasted
		}
	}
	switch s.Kind {
	case vocab.KindContext, vocab.KindChange, vocab.KindClockChange, vocab.KindBoot, vocab.KindSuspend:
		if s.Record.Level >= 4 || s.Record.Level == 0 && s.Code == 0 { // a list may have no levels
			list.idle++
		}
	}
}

// exports are what files hold together whose names differ in a number alone, by that name and by each log that is
// in them: the parts of one export are of one log.
type exports map[[2]string]eventCount

func (l eventLists) exports() exports {
	e := exports{}
	for source, list := range l {
		for channel := range list.channels {
			key := [2]string{partless(source), channel}
			all := e[key]
			e[key] = eventCount{all.events + list.events, all.idle + list.idle, all.records + list.records}
		}
	}
	return e
}

// of is what the exports that a file is a part of hold, at most.
func (e exports) of(source string, list *eventList) (most eventCount) {
	for channel := range list.channels {
		all := e[[2]string{partless(source), channel}]
		most = eventCount{max(most.events, all.events), max(most.idle, all.idle), max(most.records, all.records)}
	}
	return most
}

// partless is the name of a file without what numbers the parts of an export: its digits, and a letter by
// itself at its end.
func partless(source string) string {
	stem := strings.TrimSuffix(source, path.Ext(source))
	if n := len(stem); n > 2 && strings.IndexByte("-_ ", stem[n-2]) >= 0 && isLetter(stem[n-1]) {
		source = stem[:n-1] + path.Ext(source)
	}
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return -1
		}
		return c
	}, source)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// The records that are held tell from when to when a run without times was written; not those of another log,
// file or run, and not how long it was quiet.
func TestRunTimes(t *testing.T) {
	open := func(first, last uint64) parse.Run {
		return parse.Run{Channel: "Application", FirstID: first, LastID: last, Records: int64(last - first + 1)}
	}
	at := func(seconds int) parse.Timestamp { return parse.WholeSecond(parse.FromUnix(int64(seconds))) }
	logs := []*Log{
		{Source: "a.csv", Channel: "Application", Runs: []parse.Run{open(1, 5), open(11, 15), open(21, 25)}},
		{Source: "b.csv", Channel: "Application", Runs: []parse.Run{parse.StartRun("Application", "", 30, at(7))}},
	}
	times := newRunTimes(logs)
	for _, h := range []struct {
		source, channel string
		id              uint64
		seconds         int
	}{
		{"a.csv", "application", 14, 5000}, {"a.csv", "Application", 12, 3000}, {"a.csv", "Application", 4, 200},
		{"a.csv", "Application", 13, 2000}, {"a.csv", "System", 11, 9}, {"b.csv", "Application", 30, 9}, {"c.csv", "Application", 15, 9},
	} {
		times.see(&Step{Event: vocab.Event{Source: h.source,
			Record: &parse.Record{Channel: h.channel, EventID: 1, RecordID: h.id, Time: at(h.seconds)}}})
	}
	got := times.timed(logs)
	if r := got[0].Runs[0]; r.First != at(200) || r.Last != at(200) || r.FirstID != 1 || r.LastID != 5 {
		t.Errorf("one record held: %+v", r)
	}
	r := got[0].Runs[1]
	if r.First != at(3000) || r.Last != at(5000) || r.Earliest != at(2000).Wall || r.Latest != at(5000).Wall ||
		r.FirstID != 11 || r.LastID != 15 || r.Records != 5 || r.Quiet != 0 {
		t.Errorf("three records held: %+v", r)
	}
	if r.StepsBack != 1 || len(r.Backs) != 1 || r.Backs[0].ID != 13 {
		t.Errorf("the clock was set back before 13: %+v", r)
	}
	if r := got[0].Runs[2]; r.Timed() {
		t.Errorf("no record held: %+v", r)
	}
	if r := got[1].Runs[0]; r.First != at(7) || r.Last != at(7) {
		t.Errorf("a run that has its times: %+v", r)
	}
	if logs[0].dated() || !logs[1].dated() {
		t.Error("a log without times is dated, or one with times is not")
	}
	if logs[0].Runs[1].Timed() {
		t.Error("the outline's own run was changed")
	}
}

// Of a host with more records in such tables than are held, no run gets times, whatever comes first.
func TestRunTimesAreBounded(t *testing.T) {
	log := &Log{Source: "a.csv", Channel: "System", Runs: []parse.Run{{Channel: "System", FirstID: 1, LastID: mostHeld + 1}}}
	for _, records := range []int{mostHeld, mostHeld + 1} {
		times := newRunTimes([]*Log{log})
		for id := range records {
			times.see(&Step{Event: vocab.Event{Source: "a.csv", Record: &parse.Record{Channel: "System", EventID: 1,
				RecordID: uint64(id + 1), Time: parse.WholeSecond(parse.FromUnix(int64(id)))}}})
		}
		if r := times.timed([]*Log{log})[0].Runs[0]; r.Timed() != (records == mostHeld) {
			t.Errorf("%d records: %+v", records, r)
		}
	}
}

// A run with times of a day alone that is written the same in either order is as open as one without: the held
// records widen it.
func TestRunTimesOfOneDay(t *testing.T) {
	local := func(month, day, hour int) parse.Timestamp {
		wall := parse.FromTime(time.Date(2025, time.Month(month), day, hour, 0, 0, 0, time.UTC))
		return parse.Timestamp{Wall: wall, Resolution: parse.Second, Zone: parse.ZoneLocal}
	}
	run := parse.StartRun("System", "", 1, local(6, 6, 3))
	run.Extend(2, parse.Timestamp{})
	run.Extend(3, parse.Timestamp{})
	log := &Log{Source: "a.csv", Channel: "System", Runs: []parse.Run{run}}
	if log.dated() {
		t.Error("6/6 tells no order")
	}
	times := newRunTimes([]*Log{log})
	times.see(&Step{Event: vocab.Event{Source: "a.csv",
		Record: &parse.Record{Channel: "System", EventID: 1, RecordID: 2, Time: local(6, 7, 3)}}})
	r := times.timed([]*Log{log})[0].Runs[0]
	if r.First != local(6, 6, 3) || r.Last != local(6, 7, 3) || r.Earliest != r.First.Wall || r.Latest != r.Last.Wall || r.LastID != 3 {
		t.Errorf("%+v", r)
	}
	for name, other := range map[string]parse.Run{
		"6/7":        parse.StartRun("System", "", 1, local(6, 7, 3)),
		"6/6 in UTC": parse.StartRun("System", "", 1, parse.Exact(local(6, 6, 3).Wall)),
	} {
		if l := (&Log{Runs: []parse.Run{run, other}}); !l.dated() {
			t.Errorf("%s: not dated", name)
		}
	}
}

// The ends of a run that nobody holds have their times in the form in which the dates of the held records of its log
// were settled, also where none of the run itself is held. Records that were settled in either form leave them open, and
// so do those whose dates are the same in both.
func TestRunTimesOfOpenEnds(t *testing.T) {
	at := func(month, day int) parse.Ticks {
		return parse.FromTime(time.Date(2025, time.Month(month), day, 3, 0, 0, 0, time.UTC))
	}
	open := func(first, last uint64, from, to int) parse.Run { // April from to April to, or of the month 4 days
		return parse.Run{Channel: "System", FirstID: first, LastID: last, Records: int64(last - first + 1),
			FirstOpen: parse.OpenDate{at(4, from), at(from, 4)}, LastOpen: parse.OpenDate{at(4, to), at(to, 4)}}
	}
	type held struct {
		id         uint64
		month, day int
		taken      parse.DateForm
	}
	local := func(wall parse.Ticks) parse.Timestamp {
		return parse.Timestamp{Wall: wall, Resolution: parse.Second, Zone: parse.ZoneLocal}
	}
	for _, c := range []struct {
		name          string
		held          []held
		first, last   parse.Ticks // of the run 1 to 9
		first2, last2 parse.Ticks // of the run 21 to 29
	}{
		{"the month first", []held{{5, 4, 5, parse.DatesMonthFirst}}, at(4, 2), at(4, 6), at(4, 7), at(4, 9)},
		{"the day first", []held{{5, 4, 5, parse.DatesDayFirst}}, at(2, 4), at(6, 4), at(7, 4), at(9, 4)},
		{"one of another run", []held{{22, 4, 8, parse.DatesMonthFirst}}, at(4, 2), at(4, 6), at(4, 7), at(4, 9)},
		{"the first one is held", []held{{1, 4, 2, parse.DatesMonthFirst}}, at(4, 2), at(4, 6), at(4, 7), at(4, 9)},
		{"the last one is held", []held{{9, 4, 6, parse.DatesMonthFirst}}, at(4, 2), at(4, 6), at(4, 7), at(4, 9)},
		{"settled in either form", []held{{4, 4, 3, parse.DatesMonthFirst}, {5, 4, 5, parse.DatesDayFirst}}, at(4, 3), at(5, 4), 0, 0},
		{"the same in both", []held{{4, 4, 4, parse.DatesMonthFirst}}, at(4, 4), at(4, 4), 0, 0},
	} {
		logs := []*Log{{Source: "a.csv", Channel: "System", Runs: []parse.Run{open(1, 9, 2, 6), open(21, 29, 7, 9)}}}
		times := newRunTimes(logs)
		for _, h := range c.held {
			both := parse.OpenDate{at(h.month, h.day), at(h.day, h.month)}
			times.see(&Step{Event: vocab.Event{Source: "a.csv", Record: &parse.Record{
				Channel: "System", EventID: 1, RecordID: h.id, Time: local(both.Reading(h.taken)), Fields: []parse.Field{
					{Name: parse.FieldMonthFirst, Value: parse.StringValue(parse.FormatReading(both[0]))},
					{Name: parse.FieldDayFirst, Value: parse.StringValue(parse.FormatReading(both[1]))},
				}}}})
		}
		runs := times.timed(logs)[0].Runs
		for i, want := range [][2]parse.Ticks{{c.first, c.last}, {c.first2, c.last2}} {
			if r := runs[i]; r.First.Wall != want[0] || r.Last.Wall != want[1] || r.Timed() && (r.First.Zone != parse.ZoneLocal || r.Earliest != want[0]) {
				t.Errorf("%s: run %d from %s to %s, want %s to %s", c.name, i+1, r.First.Wall, r.Last.Wall, want[0], want[1])
			}
		}
	}
}

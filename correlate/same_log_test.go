package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

func newFact(offset string) vocab.Event {
	return vocab.Event{
		Kind:   vocab.KindHostFact,
		Source: "os.txt",
		Record: &parse.Record{Provider: parse.ProviderHost, Fields: []parse.Field{
			{
				Name:  parse.FieldFact,
				Value: parse.StringValue(parse.FactUTCOffset),
			}, {Name: parse.FieldValue, Value: parse.StringValue(offset)}}},
	}
}

// inTable adds a record as a table of the log shows it: whole seconds, local, no zone.
func (m *made) inTable(s float64, offset parse.Ticks, id uint64, event uint32, args ...string) *made {
	r := entry(0, "MSSQLSERVER", event, args...)
	at := second(s) + offset
	r.Time, r.Channel, r.Computer, r.RecordID = parse.Timestamp{
		Wall:       at - at%parse.Second,
		Resolution: parse.Second,
		Zone:       parse.ZoneLocal,
	}, "Application", "HOST", id
	m.collector.Add("host/Application.csv", "host", r)
	m.collector.AddRuns("host/Application.csv", "host", []parse.Run{parse.StartRun("Application", "HOST", id, r.Time)})
	return m
}

// unzoned is a collector that was given no zone.
func unzoned() *made {
	m := newMade()
	m.collector = NewCollector(nil)
	return m
}

// A log that is there twice, as itself and as a table in local time, is one log: the table
// learns its offset from the records that both hold.
func TestOneLogInTwoForms(t *testing.T) {
	const offset = 2 * parse.Hour
	k := unzoned().freeze(12.1).
		thaw(15).
		inTable(12.1, offset, 1, 3197, "Ledger").
		inTable(15, offset, 2, 3198, "Ledger").
		inTable(90, offset, 3, 3197, "Ledger").
		host(t)
	if len(k.Sets) != 2 {
		t.Fatalf("%d sets of two nights", len(k.Sets))
	}
	if n := k.Duplicates["host/Application.csv"] + k.Duplicates["host/Application.evtx"]; n != 2 {
		t.Errorf("%d records are told to be there twice", n)
	}
	if at := k.Sets[1].Started; at.Lo != second(90) {
		t.Errorf("what only the table holds is put at %s", at)
	}
}

// Where records of one id disagree on the offset the ids are of two lives of the log.
func TestIDsThatStartAgain(t *testing.T) {
	for _, apart := range []float64{85, 3600} { // no offset of a zone, and another one
		k := unzoned().freeze(12.1).
			thaw(15).
			inTable(12.1, 2*parse.Hour, 1, 3197, "Ledger").
			inTable(15+apart, 2*parse.Hour, 2, 3198, "Ledger").
			host(t)
		if k.Duplicates["host/Application.csv"]+k.Duplicates["host/Application.evtx"] != 0 {
			t.Errorf("%v s apart: records of two lives of a log are taken for one", apart)
		}
	}
}

// Where all files of a host are of one unknown zone, what lies between their records is
// known, and the times that are told are as wide as the zone is open.
func TestOneUnknownZone(t *testing.T) {
	k := unzoned().inTable(0, 2*parse.Hour, 1, 3197, "Ledger").
		inTable(3, 2*parse.Hour, 2, 3198, "Ledger").
		inTable(86400, 2*parse.Hour, 3, 3197, "Ledger").
		inTable(86403, 2*parse.Hour, 4, 3198, "Ledger").
		host(t)
	if len(k.Sets) != 2 || len(k.Sets[0].Overlaps) != 0 {
		t.Fatalf("%d sets, the first overlaps %d", len(k.Sets), len(k.Sets[0].Overlaps))
	}
	s := k.Sets[0]
	if _, hi, ok := s.Spans[0].Marks(); !ok || hi > 4*parse.Second {
		t.Errorf("frozen for up to %s by its marks", interval.Seconds(hi))
	}
	if s.Started.Exact() || s.Started.Lo > second(0) || s.Started.Hi < second(0) {
		t.Errorf("started %s", s.Started)
	}
}

// A difference of two times of one record is an offset of a zone if it is one of whole
// quarters, but for what the coarser form cuts off.
func TestZoneOffset(t *testing.T) {
	for _, c := range []struct {
		difference, want parse.Ticks
		ok               bool
	}{
		{2 * parse.Hour, 2 * parse.Hour, true}, {2*parse.Hour - parse.Second, 2 * parse.Hour, true}, {2*parse.Hour + parse.OutOfOrder, 2 * parse.Hour, true},
		{5*parse.Hour + 45*parse.Minute, 5*parse.Hour + 45*parse.Minute, true}, {-3*parse.Hour - 30*parse.Minute - parse.Second, -3*parse.Hour - 30*parse.Minute, true}, {0, 0, true},
		{14 * parse.Hour, 14 * parse.Hour, true}, {-12 * parse.Hour, -12 * parse.Hour, true},
		{2*parse.Hour + parse.OutOfOrder + 1, 2 * parse.Hour, false}, {2*parse.Hour - 30*parse.Second, 2 * parse.Hour, false}, {2*parse.Hour + 7*parse.Minute, 2 * parse.Hour, false},
		{14*parse.Hour + 15*parse.Minute, 14*parse.Hour + 15*parse.Minute, false}, {-12*parse.Hour - 15*parse.Minute, -12*parse.Hour - 15*parse.Minute, false},
	} {
		if got, ok := zoneOffset(c.difference); got != c.want || ok != c.ok {
			t.Errorf(
				"%s: %s, %v, want %s, %v",
				interval.Seconds(c.difference),
				interval.Seconds(got),
				ok,
				interval.Seconds(c.want),
				c.ok,
			)
		}
	}
}

// A record in the slack of a log, which is from before its record ids began anew, tells nothing of
// the offset of a table that has the record of that id now.
func TestStaleRecordTellsNoOffset(t *testing.T) {
	const offset = 2 * parse.Hour
	m := unzoned().freeze(12.1).thaw(15)
	stale := entry(0, "MSSQLSERVER", 3197, "Ledger")
	stale.Time, stale.Channel, stale.Computer, stale.RecordID = parse.Exact(second(-90000.4)), "Application", "HOST", 1
	stale.Stale = true
	m.collector.Add("host/Application.evtx", "host", stale)
	k := m.inTable(12.1, offset, 1, 3197, "Ledger").inTable(15, offset, 2, 3198, "Ledger").host(t)
	if n := k.Duplicates["host/Application.csv"] + k.Duplicates["host/Application.evtx"]; n != 2 {
		t.Errorf("%d records are told to be there twice, want 2", n)
	}
}

// Where the clocks are changed within the time of a file whose offset was learnt, and the zone of the host is named, each
// of its times has the offset that the zone has then; those of the hour that is repeated stay open. A file that does not
// go over a change has one offset, as has one of a host whose zone is not named, or that was learnt to be in another one.
func TestOffsetOverTheEndOfSummerTime(t *testing.T) {
	const eastern = "(UTC-05:00) Eastern Time (US & Canada)"
	const before, repeated, after = "2024-11-02 22:00:00", "2024-11-03 01:30:00", "2024-11-04 22:00:00"
	for _, c := range []struct {
		name, zone string
		offset     parse.Ticks // learnt
		learnt     string      // from two records at this local time
		others     []string    // local times
		want       []string    // UTC, "" where it is open
	}{
		{"learnt before", eastern, -4 * parse.Hour, "2024-11-01 22:00:00", []string{before, repeated, after},
			[]string{"2024-11-03 02:00:00", "", "2024-11-05 03:00:00"}},
		{"learnt after", eastern, -5 * parse.Hour, "2024-11-06 22:00:00", []string{before, repeated, after},
			[]string{"2024-11-03 02:00:00", "", "2024-11-05 03:00:00"}},
		{"summer time begins", eastern, -5 * parse.Hour, "2024-03-08 22:00:00", []string{"2024-03-09 22:00:00", "2024-03-10 22:00:00"},
			[]string{"2024-03-10 03:00:00", "2024-03-11 02:00:00"}},
		{"from winter to winter", eastern, -5 * parse.Hour, "2024-02-01 22:00:00", []string{"2024-07-01 22:00:00", "2024-12-01 22:00:00"},
			[]string{"2024-07-02 02:00:00", "2024-12-02 03:00:00"}},
		{"all of it before", eastern, -4 * parse.Hour, "2024-11-01 22:00:00", []string{before}, []string{"2024-11-03 02:00:00"}},
		{"no summer time on the host", eastern, -5 * parse.Hour, "2024-07-01 22:00:00", []string{"2024-07-02 22:00:00"}, []string{"2024-07-03 03:00:00"}},
		{"no zone", "", -4 * parse.Hour, "2024-11-01 22:00:00", []string{before, repeated, after},
			[]string{"2024-11-03 02:00:00", "2024-11-03 05:30:00", "2024-11-05 02:00:00"}},
		{"another zone", eastern, 2 * parse.Hour, "2024-11-01 22:00:00", []string{before, after}, []string{"2024-11-02 20:00:00", "2024-11-04 20:00:00"}},
	} {
		l := newOffsetLearner(nil, true)
		if c.zone != "" {
			fact := newFact(c.zone)
			fact.Record.Fields[0].Value = parse.StringValue(parse.FactTimeZone)
			l.see(&Step{Event: fact})
		}
		see := func(source string, id uint64, at parse.Ticks, zone parse.Zone) {
			l.see(&Step{Event: vocab.Event{Source: source, Record: &parse.Record{Provider: "VSS", EventID: 8224, RecordID: id,
				Channel: "Application", Time: parse.Timestamp{Wall: at, Resolution: parse.Second, Zone: zone}}}})
		}
		at := moment(t, c.learnt)
		for id := range uint64(2) {
			see("a.csv", id+1, at+parse.Ticks(id)*parse.Minute, parse.ZoneLocal)
			see("a.evtx", id+1, at+parse.Ticks(id)*parse.Minute-c.offset, parse.ZoneUTC)
		}
		for i, other := range c.others {
			see("a.csv", uint64(10+i), moment(t, other), parse.ZoneLocal)
		}
		offsets := l.offsets()
		learnt, ok := offsets["a.csv"]
		for i, other := range c.others {
			r := parse.Timestamp{Wall: moment(t, other), Resolution: parse.Second, Zone: parse.ZoneLocal}
			toUTC(&r, learnt)
			got := ""
			if r.Zone == parse.ZoneUTC {
				got = r.Wall.Time().Format(time.DateTime)
			}
			if !ok || got != c.want[i] {
				t.Errorf("%s: %s is %q, want %q", c.name, other, got, c.want[i])
			}
		}
		run := parse.StartRun("Application", "HOST", 1, parse.Timestamp{Wall: moment(t, c.others[0]), Resolution: parse.Second, Zone: parse.ZoneLocal})
		last := len(c.others) - 1
		run.Extend(2, parse.Timestamp{Wall: moment(t, c.others[last]), Resolution: parse.Second, Zone: parse.ZoneLocal})
		run = logsToUTC([]*Log{{Source: "a.csv", Runs: []parse.Run{run}}}, offsets)[0].Runs[0]
		if run.First.Wall != moment(t, c.want[0]) || run.Latest != moment(t, c.want[last]) || run.Last.Zone != parse.ZoneUTC {
			t.Errorf("%s: a run of %+v", c.name, run)
		}
	}
}

package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// lines adds events of databases at the seconds given, as lines of one text that stand there
// in this order.
func lines(m *made, file string, resolution parse.Ticks, events ...ledgerLine) *made {
	for n, e := range events {
		r := entry(0, "MSSQLSERVER", e.event, e.database)
		at := second(e.at)
		r.Time = parse.Timestamp{Wall: at - at%resolution, Resolution: resolution, Zone: parse.ZoneUTC}
		r.Channel, r.Computer, r.FromText, r.RecordID = "", "HOST", true, 0
		r.Offset, r.Line = int64(100*n), int32(1+n)
		m.collector.Add("host/"+file, "host", r)
	}
	return m
}

type ledgerLine struct {
	at       float64
	event    uint32
	database string
}

// Lines that stand in one text again, behind others of another time, are a copy; equal ones
// beside each other may be two records.
func TestLinesThatStandThereAgain(t *testing.T) {
	frozen, thawed := ledgerLine{5, 3197, "Ledger"}, ledgerLine{9, 3198, "Ledger"}
	for name, c := range map[string]struct {
		lines []ledgerLine
		steps int
		sets  int // 0: it is open
	}{
		"once":                      {[]ledgerLine{frozen, thawed}, 2, 1},
		"the whole again":           {[]ledgerLine{frozen, thawed, frozen, thawed}, 2, 1},
		"three times":               {[]ledgerLine{frozen, thawed, frozen, thawed, frozen, thawed}, 2, 1},
		"beside each other":         {[]ledgerLine{frozen, frozen, thawed}, 3, 0},
		"two of them, and again":    {[]ledgerLine{frozen, frozen, thawed, frozen, frozen, thawed}, 3, 0},
		"others of the same second": {[]ledgerLine{frozen, {5, 3197, "Stock"}, frozen, thawed}, 4, 0},
		"one night later":           {[]ledgerLine{frozen, thawed, {90005, 3197, "Ledger"}, {90009, 3198, "Ledger"}}, 4, 2},
	} {
		k := lines(unzoned(), "post.txt", parse.Second, c.lines...).host(t)
		if len(k.Steps) != c.steps || len(k.Duplicates) > 1 || k.Duplicates["host/post.txt"] != len(c.lines)-c.steps {
			t.Errorf("%s: %d records, %v are there twice; want %d", name, len(k.Steps), k.Duplicates, c.steps)
		}
		if c.sets > 0 && len(k.Sets) != c.sets {
			t.Errorf("%s: %d sets, want %d", name, len(k.Sets), c.sets)
		}
		for _, s := range k.Steps {
			if len(s.Other) > 0 {
				t.Errorf("%s: a copy in its own file is told as another file", name)
			}
		}
	}
}

// Of two forms of one log without record ids the one that keeps parts of a second counts, also
// where the other one is cut to whole seconds; what a field tells apart stays two.
func TestFormThatCutsTheSecond(t *testing.T) {
	m := lines(unzoned(), "fine.txt", 100*parse.Microsecond,
		ledgerLine{5.31, 3197, "Ledger"}, ledgerLine{5.72, 3197, "Stock"}, ledgerLine{9.4, 3198, "Ledger"}, ledgerLine{9.5, 3198, "Stock"})
	k := lines(m, "cut.txt", parse.Second,
		ledgerLine{5, 3197, "Stock"}, ledgerLine{5, 3197, "Ledger"}, ledgerLine{9, 3198, "Ledger"}, ledgerLine{9, 3198, "Fourth"}).host(t)
	if len(k.Steps) != 5 || k.Duplicates["host/fine.txt"]+k.Duplicates["host/cut.txt"] != 3 {
		t.Errorf("%d records, %v are there twice", len(k.Steps), k.Duplicates)
	}
	for _, s := range k.Steps {
		if fourth := s.Record.Argument(1) == "Fourth"; (s.Record.Time.Resolution == parse.Second) != fourth {
			t.Errorf("%s in %s: the form that cuts the second counts", s.Record.Argument(1), s.Source)
		}
	}
}

// A line of a log that bears its own time is the same in another file that holds a part of it, and
// where it stands in one file again.
func TestLinesOfLogs(t *testing.T) {
	add := func(m *made, file string, stamp parse.Stamp, at ...float64) *made {
		for n, seconds := range at {
			r := &parse.Record{
				Provider: parse.ProviderTrace, Computer: "HOST", Stamp: stamp,
				Time:   parse.Timestamp{Wall: second(seconds), Resolution: parse.Second, Zone: parse.ZoneUTC},
				Offset: int64(80 * n), Line: int32(1 + n),
			}
			r.Fields = []parse.Field{
				{Name: parse.FieldTool, Value: parse.StringValue("sql-errorlog")},
				{Name: parse.FieldPhrase, Value: parse.StringValue(parse.PhraseFreeze)},
				{Name: parse.FieldDatabase, Value: parse.StringValue("Ledger")},
			}
			m.collector.Add("host/"+file, "host", r)
		}
		return m
	}
	for name, c := range map[string]struct {
		m    *made
		want int
	}{
		"the whole again":                  {add(newMade(), "a.log", parse.StampRecord, 5, 400, 5, 400), 2},
		"beside each other":                {add(newMade(), "a.log", parse.StampRecord, 5, 5, 400), 3},
		"a part in another file":           {add(add(newMade(), "a.log", parse.StampRecord, 5, 400, 800), "b.log", parse.StampRecord, 400), 3},
		"the time is that of another line": {add(newMade(), "a.log", parse.StampLine, 5, 400, 5, 400), 4},
	} {
		if k := c.m.host(t); len(k.Steps) != c.want {
			t.Errorf("%s: %d records, want %d", name, len(k.Steps), c.want)
		}
	}
}

// A text in local time without record ids, beside a table in local time with them, holds the
// same records: each takes the id of one, by its database, its words and its second, or the
// minute that its form cuts to. Two in one file stay two.
func TestTextBesideTable(t *testing.T) {
	type event struct {
		at       float64
		database string
		form     parse.Ticks
		computer string
		words    string
	}
	for name, c := range map[string]struct {
		table, text []event
		want        int
	}{
		"the same": {[]event{{at: 5, database: "A"}}, []event{{at: 5, database: "A"}}, 1},
		"of another order": {[]event{{at: 5, database: "A"}, {at: 5, database: "B"}},
			[]event{{at: 5, database: "B"}, {at: 5, database: "A"}}, 2},
		"of another database": {[]event{{at: 5, database: "A"}}, []event{{at: 5, database: "B"}}, 2},
		"of another second":   {[]event{{at: 5, database: "A"}}, []event{{at: 6, database: "A"}}, 2},
		"two are two":         {[]event{{at: 5, database: "A"}}, []event{{at: 5, database: "A"}, {at: 5, database: "A"}}, 2},
		"pasted again": {[]event{{at: 5, database: "A"}, {at: 9, database: "A"}},
			[]event{{at: 5, database: "A"}, {at: 9, database: "A"}, {at: 5, database: "A"}, {at: 9, database: "A"}}, 2},
		"without the domain": {[]event{{at: 5, database: "A", computer: "HOST.a.example"}},
			[]event{{at: 5, database: "A"}}, 1},
		"of minutes": {[]event{{at: 65, words: "one"}, {at: 70, words: "two"}},
			[]event{{at: 70, words: "two", form: parse.Minute}}, 2},
		"of minutes, no twin": {[]event{{at: 65, words: "one"}}, []event{{at: 65, words: "two", form: parse.Minute}}, 2},
		"cut off": {[]event{{at: 5, words: "the disk is slow"}, {at: 5, words: "the disk is full"}},
			[]event{{at: 5, words: "the  disk is f"}}, 2},
		"of another time, cut": {[]event{{at: 125, words: "one"}}, []event{{at: 65, words: "one", form: parse.Minute}}, 2},
	} {
		m := unzoned()
		add := func(file string, n int, e event, id uint64) {
			r := entry(0, "MSSQLSERVER", 3197, parse.FieldDatabase+"="+e.database)
			if e.words != "" {
				r = entry(0, "VSS", 12293)
				r.Fields = append(r.Fields, parse.Field{Name: "message", Value: parse.StringValue(e.words)})
			}
			form := max(e.form, parse.Second)
			at := second(e.at)
			r.Time = parse.Timestamp{Wall: at - at%form, Resolution: form, Zone: parse.ZoneLocal}
			r.Channel, r.Computer, r.FromText, r.RecordID = "", "HOST", true, id
			if e.computer != "" {
				r.Computer = e.computer
			}
			r.Offset, r.Line = int64(100*n), int32(1+n)
			m.collector.Add("host/"+file, "host", r)
		}
		for n, e := range c.table {
			add("table.csv", n, e, uint64(70+n))
		}
		for n, e := range c.text {
			add("text.txt", n, e, 0)
		}
		if k := m.host(t); len(k.Steps) != c.want {
			t.Errorf("%s: %d records, want %d", name, len(k.Steps), c.want)
		}
	}
}

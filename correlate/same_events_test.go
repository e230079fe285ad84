package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// inText adds a record as a text of the log shows it: whole seconds, local, no zone, no
// record id.
func (m *made) inText(file string, s float64, offset parse.Ticks, provider string, event uint32, args ...string) *made {
	r := entry(0, provider, event, args...)
	at := second(s) + offset
	r.Time, r.Channel, r.Computer, r.FromText = parse.Timestamp{
		Wall:       at - at%parse.Second,
		Resolution: parse.Second,
		Zone:       parse.ZoneLocal,
	}, "", "HOST", true
	r.RecordID = 0
	m.collector.Add("host/"+file, "host", r)
	return m
}

func (m *made) ledgerText(file string, s float64, offset parse.Ticks, event uint32) *made {
	return m.inText(file, s, offset, "MSSQLSERVER", event, "Ledger")
}

// nights adds three freezes and thaws to the log, and with a file's name to a text.
func nights(m *made, file string, offset parse.Ticks) *made {
	for _, s := range []float64{12.1, 3000.7, 91234.2} {
		m.freeze(s).thaw(s + 3.3)
		if file != "" {
			m.ledgerText(file, s, offset, 3197).ledgerText(file, s+3.3, offset, 3198)
		}
	}
	return m
}

// A text of a log in local time without record ids learns its offset from the log in UTC,
// and its records are those of the log.
func TestTextLearnsItsOffset(t *testing.T) {
	for _, offset := range []parse.Ticks{2 * parse.Hour, -5 * parse.Hour, 5*parse.Hour + 45*parse.Minute, 0} {
		k := nights(unzoned(), "Application.txt", offset).ledgerText("Application.txt", 50, offset, 3197).host(t)
		if len(k.Sets) != 4 || k.Duplicates["host/Application.txt"]+k.Duplicates["host/Application.evtx"] != 6 {
			t.Errorf("offset %v: %d sets, %v are there twice", offset/parse.Hour, len(k.Sets), k.Duplicates)
			continue
		}
		if at := k.Sets[1].Started; at.Lo != second(50) {
			t.Errorf("offset %v: what only the text holds is put at %s", offset/parse.Hour, at)
		}
	}
}

// A freeze and its thaw learn the offset of a text that holds nothing else: all of it is in the
// log. In a table of no zone the same two are the same set without any offset.
func TestFreezeAndThawToldTwice(t *testing.T) {
	text := func(m *made, offset parse.Ticks) *made {
		return m.ledgerText("a.txt", 12.1, offset, 3197).ledgerText("a.txt", 15.4, offset, 3198)
	}
	for name, m := range map[string]*made{
		"log in UTC":   text(unzoned().freeze(12.1).thaw(15.4), -5*parse.Hour),
		"table beside": text(unzoned().inTable(12.1, 0, 7, 3197, "Ledger").inTable(15.4, 0, 8, 3198, "Ledger"), 0),
	} {
		if k := m.host(t); len(k.Steps) != 2 || len(k.Sets) != 1 {
			t.Errorf("%s: %d records in %d sets", name, len(k.Steps), len(k.Sets))
		}
	}
}

// Nothing is learned from a single event, from two of a text that holds more, from events that
// disagree, nor where two offsets fit.
func TestTextLearnsNothing(t *testing.T) {
	few := unzoned().freeze(12.1).
		thaw(15.4).
		ledgerText("a.txt", 12.1, 2*parse.Hour, 3197).
		ledgerText("a.txt", 15.4, 2*parse.Hour, 3198).
		ledgerText("a.txt", 95000, 2*parse.Hour, 3197)
	one := unzoned().freeze(12.1).thaw(15.4).ledgerText("a.txt", 12.1, 2*parse.Hour, 3197)
	against := nights(
		unzoned(),
		"a.txt",
		2*parse.Hour,
	).ledgerText("a.txt", 2000, 2*parse.Hour, 3197).
		ledgerText("a.txt", 2040, 2*parse.Hour, 3197)
	hourly := unzoned()
	for h := range 6 {
		hourly.freeze(float64(h)*3600 + 12).thaw(float64(h)*3600 + 14)
	}
	for h := range 2 {
		hourly.ledgerText("a.txt", float64(h+2)*3600+12, 2*parse.Hour, 3197).
			ledgerText("a.txt", float64(h+2)*3600+14, 2*parse.Hour, 3198)
	}
	for name, m := range map[string]*made{"few": few, "one": one, "against": against, "hourly": hourly} {
		k := m.host(t)
		if len(k.Host.learned) != 0 {
			t.Errorf("%s: %+v", name, k.Host.learned)
		}
	}
}

// Files of one folder and form that are of the same weeks share their offset; others and
// those whose own records speak against it do not.
func TestFilesShareTheirOffset(t *testing.T) {
	const offset = 2 * parse.Hour
	for _, c := range []struct {
		file  string
		after float64
		want  bool
	}{{"System.txt", 100, true}, {"System.csv", 100, false}, {"other/System.txt", 100, false}, {"System.txt", 60 * 86400, false}} {
		m := nights(unzoned(), "Application.txt", offset).inText(c.file, c.after, offset, "VolSnap", 25, "", "C:")
		k := m.host(t)
		told := false
		for _, d := range k.Host.learned {
			told = told || d.at.Lo == second(c.after)
		}
		if told != c.want {
			t.Errorf("%s at %v: %+v", c.file, c.after, k.Host.learned)
		}
	}
	m := nights(nights(unzoned(), "Application.txt", offset), "Old.txt", offset+time100)
	if k := m.host(t); len(k.Host.learned) != 2 || k.Host.learned[0].offset == k.Host.learned[1].offset {
		t.Errorf("each file has its own offset: %+v", k.Host.learned)
	}
}

const time100 = parse.Hour

// The end of VSS is told in two logs: a text of the System log learns from the Application
// log.
func TestEndsOfService(t *testing.T) {
	const offset = -7 * parse.Hour
	m := unzoned()
	for _, s := range []float64{200.1, 4000.6, 91000.9} {
		m.event(s, "Application", "VSS", 8224).
			inText("System.csv", s+1.2, offset, "Service Control Manager", 7036, "param1=Volume Shadow "+
				"Copy", "param2=stopped")
	}
	m.inText("System.csv", 5000, offset, "VolSnap", 25, "", "C:")
	k := m.host(t)
	if len(k.Host.learned) != 1 || k.Host.learned[0].offset != offset {
		t.Errorf("learned %+v", k.Host.learned)
	}
}

// A zone that is given and contradicts what a file was found to be in is refused.
func TestZoneAgainstLearned(t *testing.T) {
	zone := time.FixedZone("elsewhere", -8*3600)
	m := newMade()
	m.collector = NewCollector(zone)
	if k := nights(m, "Application.txt", 2*parse.Hour).host(t); k.Host.refused == "" {
		t.Error("a zone is used that the files contradict")
	}
}

// Two exports of one log that overlap hold each record once, also where both drop the
// record ids; what is twice in one file is two records.
func TestTwoExportsOverlap(t *testing.T) {
	m := unzoned()
	for file, nights := range map[string][]float64{"first.csv": {0, 1000}, "second.csv": {1000, 2000}} {
		for _, s := range nights {
			m.ledgerText(file, s, 0, 3197).ledgerText(file, s+3, 0, 3198)
		}
	}
	k := m.host(t)
	if len(k.Sets) != 3 || k.Duplicates["host/first.csv"]+k.Duplicates["host/second.csv"] != 2 {
		t.Errorf("%d sets, %v are there twice", len(k.Sets), k.Duplicates)
	}
	k = unzoned().ledgerText("one.csv", 5, 0, 3197).
		ledgerText("one.csv", 5, 0, 3197).
		ledgerText("two.csv", 5, 0, 3197).
		host(t)
	if len(k.Steps) != 2 || len(k.Duplicates) != 1 {
		t.Errorf("%d records, %v are there twice", len(k.Steps), k.Duplicates)
	}
}

// Two exports of one log that overlap, with record ids: each record is there once.
func TestTwoExportsWithIDsOverlap(t *testing.T) {
	m := newMade()
	add := func(file string, id uint64, s float64, event uint32) {
		r := entry(0, "MSSQLSERVER", event, "Ledger")
		r.Time, r.Channel, r.Computer, r.RecordID = parse.Exact(second(s)), "Application", "HOST", id
		m.collector.Add("host/"+file, "host", r)
	}
	for night := range 3 {
		for _, file := range []string{"first.xml", "second.xml"} {
			if night == 0 && file == "second.xml" || night == 2 && file == "first.xml" {
				continue
			}
			add(file, uint64(10+2*night), float64(night)*1000, 3197)
			add(file, uint64(11+2*night), float64(night)*1000+3, 3198)
		}
	}
	k := m.host(t)
	if len(k.Sets) != 3 || len(k.Steps) != 6 || k.Duplicates["host/first.xml"]+k.Duplicates["host/second.xml"] != 2 {
		t.Errorf("%d sets of %d records, %v are there twice", len(k.Sets), len(k.Steps), k.Duplicates)
	}
}

// A date whose order of day and month is open is settled before the records of two forms
// are compared: the table would learn no offset else.
func TestDatesBeforeOffsets(t *testing.T) {
	const offset = 2 * parse.Hour
	m := unzoned().freeze(12.1).thaw(15).run("Application", 0, 200, 1, 2)
	for id, s := range []float64{12.1, 15, 90} {
		event := []uint32{3197, 3198, 3197}[id]
		at := (second(s) + offset).Time()
		turned := at.AddDate(0, -1, -4).Format("2006-01-02T15:04:05")
		r := entry(0, "MSSQLSERVER", event, "Ledger")
		r.Time, r.Stamp, r.Channel, r.Computer, r.RecordID = parse.Timestamp{}, parse.StampNone, "Application", "HOST", uint64(
			id+1,
		)
		r.Fields = append(r.Fields, parse.Field{Name: parse.FieldMonthFirst, Value: parse.StringValue(turned)},
			parse.Field{Name: parse.FieldDayFirst, Value: parse.StringValue(at.Format("2006-01-02T15:04:05"))})
		m.collector.Add("host/Application.csv", "host", r)
	}
	k := m.host(t)
	if len(k.Host.learned) != 1 || k.Host.learned[0].offset != offset || len(k.Sets) != 2 ||
		k.Sets[1].Started.Lo != second(90) {
		t.Errorf("learned %+v, %d sets", k.Host.learned, len(k.Sets))
	}
}

// A list of shadow copies holds those of older sets too: what else names a set id names
// the set of its time first.
func TestListOfOlderCopies(t *testing.T) {
	const own, older = "{11111111-0000-4000-8000-000000000001}", "{22222222-0000-4000-8000-000000000002}"
	shadow := func(m *made, id string) {
		m.collector.Add(
			"host/shadows.txt",
			"host",
			&parse.Record{
				Provider: parse.ProviderShadow,
				Computer: "HOST",
				Line:     int32(len(m.ids) + 3),
				Stamp:    parse.StampLine,
				Time:     parse.Timestamp{Wall: second(5), Resolution: parse.Second, Zone: parse.ZoneUTC},
				Fields:   []parse.Field{{Name: parse.FieldSnapshotSetID, Value: parse.StringValue(id)}},
			},
		)
	}
	m := newMade().freeze(1).thaw(4)
	shadow(m, older)
	m.event(6, "Security", "VSSAudit", 8222, "S-1-5-18", "x", "1", own)
	k := m.host(t)
	for _, s := range k.Sets {
		if len(s.Spans) > 0 && s.ID != own {
			t.Errorf("the set that was frozen is %s", s.ID)
		}
	}
}

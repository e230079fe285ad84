package eventcsv

import (
	"strings"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// TestDateOrderByLanguage: what stands in a table beside its dates tells their order where they do
// not: its heading, the words for levels, and what a message of Windows Server Backup states. Where
// nothing does, that is told, once.
func TestDateOrderByLanguage(t *testing.T) {
	const row = "Information,03/04/2026 01:00:00,VSS,8224,None,m\n"
	for _, c := range []struct {
		name, text, want string
		form             parse.DateForm
	}{
		{"French heading", "Niveau,Date et heure,Source,ID de l’événement,Catégorie de la tâche\n" + row, "2026-04-03", parse.DatesDayFirst},
		{"English heading", "Level,Date and Time,Source,Event ID,Task Category\n" + row + row, "", parse.DatesOpen},
		{"a French level", row + "Avertissement,03/04/2026 02:00:00,VSS,12289,None,m\n", "2026-04-03", parse.DatesDayFirst},
		{"levels that English has too", row + "Error,03/04/2026 02:00:00,VSS,12289,None,m\n", "", parse.DatesOpen},
		{"a French level against a day above 12", row + "Erreur,03/14/2026 02:00:00,VSS,12289,None,m\n", "2026-03-04", parse.DatesMonthFirst},
		{"the begin of a backup", row + "Error,03/04/2026 01:10:00,Microsoft-Windows-Backup,5,None,The run of '2026-04-02T23:59:58.1Z' has failed\n",
			"2026-04-03", parse.DatesDayFirst},
		{"the same with marks of direction", row + "Error,03/04/2026 01:10:00,Microsoft-Windows-Backup,5,None," +
			"The run of '\u200e2026\u200e-\u200e03\u200e-\u200e04T00:59:58.1Z' has failed\n", "2026-03-04", parse.DatesMonthFirst},
		{"a plan of another source", row + "Information,03/04/2026 01:10:00,Plans,5,None,again at 2026-04-03T00:00:00Z\n", "", parse.DatesOpen},
		{"rows out of order within a night", "Information,04/04/2026 01:00:09,VSS,8224,None,m\nInformation,04/04/2026 01:00:02,VSS,8224,None,m\n" +
			"Information,05/04/2026 01:00:00,VSS,8224,None,m\nInformation,01/05/2026 01:00:00,VSS,8224,None,m\n", "2026-04-04", parse.DatesDayFirst},
	} {
		got := readAll(t, input([]byte(c.text)))
		at := ""
		if r := got.records[0]; !r.Time.IsZero() {
			at = r.Time.Wall.Time().Format("2006-01-02")
		}
		told := 0
		for _, d := range got.damage {
			if strings.Contains(d.Expected, "order of day and month") {
				told++
			}
		}
		if at != c.want || got.form != c.form || (told == 1) != (c.want == "") {
			t.Errorf("%s: %q form %d, told %d times; want %q form %d", c.name, at, got.form, told, c.want, c.form)
		}
	}
}

// Records with ids are in a run of their log, also where nothing tells the order of their dates: the run has
// both readings of its ends.
func TestOpenDatesAreInARun(t *testing.T) {
	const heading = `"Message","Id","RecordId","ProviderName","LogName","MachineName","TimeCreated"` + "\n"
	row := func(id, date string) string {
		return `"m","8224","` + id + `","VSS","Application","H1","` + date + ` 3:13:41 AM"` + "\n"
	}
	var runs []parse.Run
	err := Format.Read(t.Context(), input([]byte(heading+row("52", "6/12/2025")+row("51", "6/11/2025")+row("50", "6/10/2025"))), parse.Options{}, func(b *parse.Batch) error {
		for _, r := range b.Runs {
			runs = parse.AppendRun(runs, r)
		}
		if b.Unnumbered != 0 {
			t.Errorf("%d events without an id", b.Unnumbered)
		}
		b.Release()
		return nil
	})
	if err != nil || len(runs) != 1 || runs[0].FirstID != 50 || runs[0].LastID != 52 || runs[0].Timed() || runs[0].Records != 3 {
		t.Errorf("%v, %+v", err, runs)
	}
	at := func(month time.Month, day int) parse.Ticks {
		return parse.FromTime(time.Date(2025, month, day, 3, 13, 41, 0, time.UTC))
	}
	first, last := parse.OpenDate{at(6, 10), at(10, 6)}, parse.OpenDate{at(6, 12), at(12, 6)}
	if len(runs) > 0 && (runs[0].FirstOpen != first || runs[0].LastOpen != last) {
		t.Errorf("from %v to %v", runs[0].FirstOpen, runs[0].LastOpen)
	}
}

// A date in one order alone decides, one that says its year first or its offset tells nothing of the others.
func TestEvidenceOfOrder(t *testing.T) {
	for in, want := range map[string]struct{ first, decided bool }{
		"1/13/2026 1:00:00":         {true, true},
		"13/1/2026 1:00:00":         {false, true},
		"1/12/2026 1:00:00":         {},
		"1/1/2026 1:00:00":          {},
		"1.12.2026 1:00:00":         {false, true},
		"2026-01-13 01:00:00":       {},
		"2026-12-31T01:00:00":       {},
		"2026-01-13T01:00:00Z":      {},
		"2026-01-13T01:00:00+01:00": {},
	} {
		c, ok := parseClock(in)
		if !ok {
			t.Errorf("%s is no time", in)
			continue
		}
		var o order
		o.learn(c)
		if first, decided := o.monthFirst(); decided != want.decided || decided && first != want.first || o.rows != 1 {
			t.Errorf("%s: month first %v, decided %v, %d rows", in, first, decided, o.rows)
		}
		for in, monthFirst := range map[string]bool{"1/13/2026 1:00:00": true, "13/1/2026 1:00:00": false} {
			if want.decided { // not what the order of one row is, but that another one leaves it
				break
			}
			both := o
			c, _ := parseClock(in)
			both.learn(c)
			if first, decided := both.monthFirst(); !decided || first != monthFirst {
				t.Errorf("%s beside another: month first %v, decided %v", in, first, decided)
			}
		}
	}
}

// Rows with ids of records tell the order of their dates, whatever the order of the rows is: a table that was sorted by
// something else has the times of the one that was not. Rows of two logs, or of which one has no id, are taken as they stand.
func TestOrderByRecordIDs(t *testing.T) {
	const heading = `"Message","Id","RecordId","ProviderName","LogName","TimeCreated"` + "\n"
	row := func(id, log, date string) string {
		return `"m","8224","` + id + `","VSS","` + log + `","` + date + ` 3:13:41 AM"` + "\n"
	}
	const a, s = "Application", "System"
	for _, c := range []struct {
		name string
		rows []string
		form parse.DateForm
		want string // the dates by the rows in their order, "" where they are open
	}{
		{"in order", []string{row("50", a, "3/11/2025"), row("51", a, "3/12/2025"), row("52", a, "4/1/2025")},
			parse.DatesMonthFirst, "2025-03-11 2025-03-12 2025-04-01"},
		{"shuffled", []string{row("51", a, "3/12/2025"), row("52", a, "4/1/2025"), row("50", a, "3/11/2025")},
			parse.DatesMonthFirst, "2025-03-12 2025-04-01 2025-03-11"},
		{"shuffled, the day first", []string{row("51", a, "12/3/2025"), row("52", a, "1/4/2025"), row("50", a, "11/3/2025")},
			parse.DatesDayFirst, "2025-03-12 2025-04-01 2025-03-11"},
		{"shuffled so that the rows go the other way", []string{row("52", a, "4/1/2025"), row("50", a, "3/11/2025"), row("51", a, "3/12/2025")},
			parse.DatesMonthFirst, "2025-04-01 2025-03-11 2025-03-12"},
		{"two logs, in order", []string{row("7", s, "3/11/2025"), row("3", a, "3/12/2025"), row("4", a, "4/1/2025")},
			parse.DatesMonthFirst, "2025-03-11 2025-03-12 2025-04-01"},
		{"two logs, shuffled", []string{row("51", a, "3/12/2025"), row("52", s, "4/1/2025"), row("50", a, "3/11/2025")},
			parse.DatesOpen, ""},
		{"one without an id, in order", []string{row("7", a, "3/11/2025"), row("", a, "3/12/2025"), row("4", a, "4/1/2025")},
			parse.DatesMonthFirst, "2025-03-11 2025-03-12 2025-04-01"},
		{"one without an id, shuffled", []string{row("51", a, "3/12/2025"), row("", a, "4/1/2025"), row("50", a, "3/11/2025")},
			parse.DatesOpen, ""},
	} {
		got := readAll(t, input([]byte(heading+strings.Join(c.rows, ""))))
		var dates []string
		for _, r := range got.records {
			if !r.Time.IsZero() {
				dates = append(dates, r.Time.Wall.Time().Format("2006-01-02"))
			}
		}
		if at := strings.Join(dates, " "); at != c.want || got.form != c.form || len(got.records) != 3 {
			t.Errorf("%s: %q form %d; want %q form %d", c.name, at, got.form, c.want, c.form)
		}
	}
}

package eventcsv

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// told is an event as a table of several columns tells it.
type told struct {
	provider, message string
	id, level, record int
}

// Messages of our own with tokens as VSS writes them: of several lines, with blank lines,
// quotes, delimiters and what looks like a row.
const (
	longMessage = "Volume Shadow Copy Service error: Some thing calling routine Foo. hr = 0x80070005, " +
		"no.\n.\n\nOperation:\n   Step one\n\nContext:\n   Execution Context: Writer\n" +
		"   Command Line: \"C:\\a b\\c.exe\"\n   Process ID: 12"
	noiseMessage = "The widget \"alpha\", part 2; has said:\n  - one\n\n5/14/2024 2:00:37 AM, Error\tVSS\n\nSee " +
		"\"more\" below."
)

var toldEvents = []told{
	{
		"VSS",
		longMessage,
		8193,
		2,
		101,
	}, {"Contoso Sync", noiseMessage, 1042, 4, 102}, {"VSS", "The service said one thing.", 8224, 4, 103},
	{
		"Contoso Sync",
		noiseMessage,
		1042,
		4,
		104,
	}, {"SQLWRITER", "Sqllib error: a\n\nb", 24583, 2, 105}, {"Contoso Sync", "short", 1, 3, 106},
}

// write makes a table of events with the columns that are named.
func write(events []told, delimiter rune, heading bool, eol string, columns string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = delimiter
	names := strings.Split(columns, ",")
	if heading {
		w.Write(names)
	}
	level := map[int]string{2: "Error", 3: "Warning", 4: "Information"}
	for _, e := range events {
		cells := map[string]string{
			"Message":          strings.ReplaceAll(e.message, "\n", eol),
			"Id":               fmt.Sprint(e.id),
			"EventID":          fmt.Sprint(e.id),
			"LevelDisplayName": level[e.level],
			"EntryType":        level[e.level],
			"ProviderName":     e.provider,
			"Source":           e.provider,
			"TimeCreated":      fmt.Sprintf("5/14/2024 2:%02d:37 AM", e.record-100),
			"TimeGenerated":    fmt.Sprintf("5/14/2024 2:%02d:37 AM", e.record-100),
			"MachineName":      "BOX",
			"RecordId":         fmt.Sprint(e.record),
			"Index":            fmt.Sprint(e.record),
			"LogName":          "Application",
		}
		row := make([]string, len(names))
		for k, name := range names {
			row[k] = cells[name]
		}
		w.Write(row)
	}
	w.Flush()
	return b.String()
}

// TestLearned reads columns that somebody chose, in every order, with every delimiter,
// with and without names, in rows that are shuffled.
func TestLearned(t *testing.T) {
	for _, columns := range []string{
		"TimeCreated,Id,LevelDisplayName,ProviderName,Message", "Message,TimeCreated,Id,ProviderName", "ProviderName,Id,TimeCreated,Message,LevelDisplayName",
		"TimeGenerated,EntryType,Source,EventID,Message", "Index,TimeGenerated,EntryType,Source,EventID,Message", "MachineName,LogName,TimeCreated,RecordId,ProviderName,Id,Message",
	} {
		for _, delimiter := range ",;\t" {
			for _, heading := range []bool{true, false} {
				for _, eol := range []string{"\n", "\r\n"} {
					if !heading && strings.Contains(columns, "Rec") || !heading && strings.Contains(columns, "Ind") {
						continue // which number is the id cannot be told
					}
					events := append([]told(nil), toldEvents...)
					rand.New(rand.NewPCG(1, uint64(len(columns)))).
						Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
					text := write(events, delimiter, heading, eol, columns)
					name := fmt.Sprintf("%s %q heading %v %q", columns, delimiter, heading, eol)
					if sure := Format.Detect(parse.Sample{Head: []byte(text), Size: int64(len(text))}); sure != parse.Certain {
						t.Errorf("%s: detected with %d", name, sure)
					}
					checkTold(
						t,
						name,
						readAll(t, input([]byte(text))),
						events,
						strings.Contains(columns, "Level") || strings.Contains(columns, "Type"),
					)
				}
			}
		}
	}
}

func checkTold(t *testing.T, name string, got *content, want []told, levels bool) {
	t.Helper()
	if len(got.records) != len(want) || len(got.damage) > 0 {
		t.Errorf("%s: %d records, damage %v", name, len(got.records), got.damage)
		return
	}
	for k, r := range got.records {
		e := want[k]
		if r.Provider != e.provider || int(r.EventID) != e.id || r.Time.IsZero() || levels && int(r.Level) != e.level {
			t.Errorf("%s: row %d is %s", name, k, show(r))
		}
		if message := strings.ReplaceAll(r.Text("message"), "\r\n", "\n"); e.provider != "SQLWRITER" &&
			message != e.message {
			t.Errorf("%s: row %d has the message %q", name, k, message)
		}
	}
}

// A table without a column for the source names it where the message does.
func TestLearnedWithoutSource(t *testing.T) {
	got := readAll(t, input([]byte(write(toldEvents, ',', true, "\r\n", "TimeCreated,Id,Message"))))
	if len(got.records) != len(toldEvents) || got.records[0].Provider != "VSS" || got.records[1].Provider != "" ||
		len(got.damage) != 1 ||
		got.damage[0].Length != 0 {
		t.Errorf("%d records, damage %v", len(got.records), got.damage)
	}
}

// The last row of a table that was cut is read as far as it goes, and that is said;
// where its time is lost it is damage.
func TestCutRow(t *testing.T) {
	events := []told{toldEvents[1], toldEvents[0]}
	for columns, want := range map[string]int{"TimeCreated,Id,LevelDisplayName,ProviderName,Message": 2, "Message,TimeCreated,Id,ProviderName": 1} {
		text := write(events, ',', true, "\r\n", columns)
		text = text[:strings.LastIndex(text, "Context:")]
		got := readAll(t, input([]byte(text)))
		if len(got.records) != want || len(got.damage) != 1 ||
			!strings.Contains(got.damage[0].String(), "a quote that is not closed") {
			t.Errorf("%s: %d records, damage %v", columns, len(got.records), got.damage)
			continue
		}
		if want == 2 &&
			(got.records[1].Text(fieldCut) != "true" || got.records[1].Text("hresult") != "0x80070005" || got.records[0].Text(fieldCut) != "") {
			t.Errorf("%s: %s", columns, show(got.records[1]))
		}
	}
	// What follows a row whose quote is not closed is not swallowed.
	const head = "\"TimeCreated\",\"Id\",\"LevelDisplayName\",\"ProviderName\",\"Message\"\n"
	text := head + "\"5/14/2024 2:01:37 AM\",\"1042\",\"Error\",\"Contoso\",\"one\n\ntwo\n\"5/14/2024 2:02:37 " +
		"AM\",\"8193\",\"Error\",\"VSS\",\"m\nn\"\n"
	if got := readAll(t, input([]byte(text))); len(got.records) != 2 || got.records[1].EventID != 8193 ||
		len(got.damage) != 1 {
		t.Errorf("%d records, damage %v", len(got.records), got.damage)
	}
}

// Quotes that are never closed are searched for only so far; behind that, rows are read as before.
func TestManyOpenQuotes(t *testing.T) {
	const bad, good = 20, 120
	b := strings.Builder{}
	b.WriteString("TimeCreated,Id,LevelDisplayName,ProviderName,Message\n")
	b.WriteString(strings.Repeat("5/14/2024 2:01:36 AM,8193,Error,VSS,first\n", 3))
	for range bad {
		b.WriteString("5/14/2024 2:01:37 AM,1042,Error,Contoso,\"one\n5/14/2024 2:01:38 AM,8193,Error,VSS,two\n")
	}
	for range good {
		b.WriteString("5/14/2024 2:02:37 AM,8194,Error,VSS," + strings.Repeat("long ", 2000) + "\n")
	}
	got := readAll(t, input([]byte(b.String())))
	if len(got.records) != 3+2*bad+good || len(got.damage) != bad {
		t.Errorf("%d records and %d damages, want %d and %d", len(got.records), len(got.damage), 3+2*bad+good, bad)
	}
}

// The default export of Get-WinEvent is told by its columns although their names are
// missing, so that record ids are kept.
func TestLayout(t *testing.T) {
	columns := layouts[0].columns
	cells := make([]string, len(columns))
	for name, value := range map[string]string{"Message": "a\nb", "Id": "8229", "Level": "3", "RecordId": "77", "ProviderName": "VSS", "LogName": "Application", "MachineName": "BOX", "TimeCreated": "11/22/2026 5:46:15 PM"} {
		cells[indexOf(columns, name)] = `"` + value + `"`
	}
	got := readAll(t, input([]byte(strings.Join(cells, ",")+"\r\n")))
	if len(got.records) != 1 ||
		show(got.records[0]) != "2026-11-22T17:46:15.0000000Z local|Application|VSS|8229|0|3|77|BOX|||message=a\nb" {
		t.Errorf("%d records %v, damage %v", len(got.records), got.records, got.damage)
	}
}

// Tables of other things are not taken for events.
func TestNoEvents(t *testing.T) {
	for _, s := range []string{
		"Time,Job,Result,Id\n2026-01-01 10:00:00,Nightly,ok,1\n", "Name,Size,Modified,Id\na.txt,12,1/2/2026 10:00:00 " +
			"AM,4\nb.txt,13,1/3/2026 10:00:00 AM,5\n",
		"Date,Open,Close,Volume\n2026-01-01 10:00:00,1,2,3\n", "Task,Started,Duration\ncopy of files,2026-01-01 " +
			"10:00:00,12\n",
	} {
		if sure := Format.Detect(parse.Sample{Head: []byte(s), Size: int64(len(s))}); sure != parse.No {
			t.Errorf("%q: detected with %d", s, sure)
		}
	}
}

// shuffledDays are rows of nine days that follow each other, in no order of time.
func shuffledDays(form string) (stamps []string) {
	for k := range 9 * 12 {
		stamps = append(stamps, fmt.Sprintf(form, 4+(k*5+5)%9, k/9))
	}
	return stamps
}

package grammars

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse/console/texttest"
)

// rowsOf makes n rows of a table of events with messages of several lines.
func rowsOf(n int, delimiter string) string {
	var b strings.Builder
	for k := range n {
		provider, id, level, message := "Contoso Sync", 1042, "Information", "The widget \"\"alpha\"\" has said:\n  "+
			"- one, two; three\n\nSee below."
		if k%2 == 0 {
			provider, id, level, message = "VSS", 8193, "Error", "Volume Shadow Copy Service error: Some thing "+
				"calling routine Foo. hr = 0x80070005, no.\n.\n\nOperation:\n   Step one\n\nContext:\n   Process ID: 12"
		}
		cells := []string{
			fmt.Sprintf("5/%d/2024 2:%02d:%02d AM", 14+k/3600, k/60%60, k%60),
			fmt.Sprint(id),
			level,
			provider,
			message,
		}
		b.WriteString(`"` + strings.Join(cells, `"`+delimiter+`"`) + "\"\n")
	}
	return b.String()
}

// TestTablesInText reads a table of events with messages of several lines that stands in
// a ticket: with each delimiter, with and without its heading, with one in another
// language, cut at its end.
func TestTablesInText(t *testing.T) {
	const heading = "\"TimeCreated\",\"Id\",\"LevelDisplayName\",\"ProviderName\",\"Message\"\n"
	const german = "Datum und Uhrzeit,Ereignis-ID,Ebene,Quelle,Beschreibung\n"
	const before, after = "Hello,\n\nour backup fails since Tuesday, this is what I exported:\n\n", "\n\nAny idea " +
		"what we can do?\nThanks\n"
	rows := rowsOf(6, ",")
	for name, c := range map[string]struct {
		table   string
		records int
		damage  int
	}{
		"commas":     {heading + rows, 6, 0},
		"semicolons": {strings.ReplaceAll(heading, ",", ";") + rowsOf(6, ";"), 6, 0},
		"tabs":       {strings.ReplaceAll(heading, ",", "\t") + rowsOf(6, "\t"), 6, 0},
		"CRLF":       {strings.ReplaceAll(heading+rows, "\n", "\r\n"), 6, 0},
		"type line":  {"#TYPE Selected.System.Diagnostics.Eventing.Reader.EventLogRecord\n" + heading + rows, 6, 0},
		"German":     {german + rows, 6, 0},
		"no heading": {rows, 6, 0},
		"one row":    {rowsOf(1, ","), 1, 0},
		"cut":        {heading + rowsOf(7, ",")[:len(rowsOf(7, ","))-20], 7, 1},
	} {
		r := texttest.Read(t, []byte(before+c.table+after), Grammars...)
		if r.Format != "eventcsv" || len(r.Records) != c.records || len(r.Damage) != c.damage {
			t.Errorf("%s: %d records of %s, damage %v", name, len(r.Records), r.Format, r.Damage)
			continue
		}
		for k, one := range r.Records {
			if want := []string{"VSS", "Contoso Sync"}[k%2]; one.Provider != want || one.Time.IsZero() {
				t.Errorf("%s: record %d is of %s at %s", name, k, one.Provider, one.Time.Wall)
			}
		}
	}
}

// A table that is longer than what is cut out at once keeps its heading.
func TestLongTableInText(t *testing.T) {
	// Only the heading tells which number is the id.
	const rows = 9000
	var b strings.Builder
	b.WriteString("This is what I exported:\n\nIndex,TimeGenerated,EntryType,Source,InstanceId,Message\n")
	for k := range rows {
		fmt.Fprintf(
			&b,
			"%d,5/%d/2024 2:%02d:%02d AM,Error,VSS,8193,\"one\n\ntwo\n\nthree\n\"\n",
			1000+k,
			14+k/3600,
			k/60%60,
			k%60,
		)
	}
	r := texttest.Read(t, []byte(b.String()), Grammars...)
	if len(r.Records) != rows || r.Format != "eventcsv" {
		t.Fatalf("%d records of %s, damage %v", len(r.Records), r.Format, r.Damage)
	}
	for k, one := range r.Records {
		if one.EventID != 8193 || one.RecordID != uint64(1000+k) {
			t.Fatalf("record %d: %+v", k, one)
		}
	}
}

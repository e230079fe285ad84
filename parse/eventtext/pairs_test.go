package eventtext

import (
	"strings"
	"testing"

	"github.com/vsslog/vsslog/parse"
	"github.com/vsslog/vsslog/parse/console/texttest"
)

func TestPairs(t *testing.T) {
	for name, text := range map[string]string{
		"one a line": "03/14/2023 11:02:11 " +
			"PM\nLogName=Application\nEventCode=8193\nEventType=2\nComputerName=host1\nSourceName=VSS\nType=Error\nRecordNumber=12\nMessage=An error in routine Foo. hr = 0x80070005, no.\n",
		"MOF": "instance of Win32_NTLogEvent\n{\n\tComputerName = \"host1\";\n\tEventCode = 8193;\n\tLogfile = " +
			"\"Application\";\n\tMessage = \"An error in routine Foo. hr = 0x80070005, no.\";\n" +
			"\tSourceName = \"VSS\";\n\tTimeGenerated = \"20230314230211.000000+060\";\n\tType = \"Error\";\n};\n",
		"on a line": "2023-03-14 23:02:11 host1 EventID=8193 SourceName=VSS Severity=Error Computer=host1 " +
			"Message=\"An error in routine Foo. hr = 0x80070005, no.\"\n",
		"structured data": "<13>1 2023-03-14T23:02:11Z host1 VSS - - [x EventID=\"8193\" SourceName=\"VSS\" " +
			"Severity=\"ERROR\"] An error in routine Foo. hr = 0x80070005, no.\n",
		"with other names": "source: host1  facility: x  EventID: 8193  SourceName: VSS  message: An error in " +
			"routine Foo. hr = 0x80070005, no.\n",
	} {
		r := texttest.Read(t, []byte(text), Events, Messages)
		if len(r.Records) != 1 {
			t.Errorf("%s: %d records", name, len(r.Records))
			continue
		}
		e := r.Records[0]
		if e.Provider != "VSS" || e.EventID != 8193 || e.Text(parse.FieldHResult) != "0x80070005" {
			t.Errorf("%s: %s %d %s", name, e.Provider, e.EventID, texttest.Fields(e))
		}
		if name != "with other names" && !strings.HasPrefix(e.Time.Wall.String(), "2023-03-14T23:02:11") {
			t.Errorf("%s: time %s", name, e.Time.Wall)
		}
	}
	for _, text := range []string{"level=info msg=\"event source\" id=3\n", "EventCode=8193\n", "SourceName=VSS\nMessage=x\nType=Error\n", "eventid=8193 source=copier done\n"} {
		if r := texttest.Read(t, []byte(text), Events); len(r.Records) != 0 {
			t.Errorf("%q: %s", text, texttest.Fields(r.Records[0]))
		}
	}
}

// Words between a number and a source make no event of VSS.
func TestNoShort(t *testing.T) {
	for _, text := range []string{"CRITICAL: 2 VSS writers failed: System Writer\n", "22309: Error: VSS API failure " +
		"calling \"x\".\n", "Warning 12 VSS snapshots kept\n"} {
		if r := texttest.Read(t, []byte(text), Events); len(r.Records) != 0 {
			t.Errorf("%q: %s %d", text, r.Records[0].Provider, r.Records[0].EventID)
		}
	}
}

// An event that was pasted into a list ends where the next item of the list begins.
func TestEventInList(t *testing.T) {
	const text = "- Log one\n  Log Name: Application\n  Source: VSS\n  Event ID: 8229\n  Level: Warning\n  " +
		"Description:\n" +
		"  A writer refused. Error 0x00000000.\n  \n  Operation:\n     PrepareForSnapshot Event\n  \n  Context:\n" +
		"     Writer Class Id: {1072ae1c-e5a7-4ea1-9e4a-6f7964656570}\n     Writer Name: Some Writer\n" +
		"     Writer Instance ID: {a2c1fb45-4c7e-43dc-b4e1-6f4660f40ce4}\n- Log two\n  Log Name: System\n" +
		"  Source: volsnap\n  Event ID: 36\n  Level: Error\n"
	r := texttest.Read(t, []byte(text), Events, Messages)
	if len(r.Records) != 2 || r.Records[0].Text(parse.FieldWriterName) != "Some Writer" || r.Records[1].EventID != 36 {
		t.Errorf("%d records", len(r.Records))
		for _, one := range r.Records {
			t.Log(texttest.Fields(one))
		}
	}
}

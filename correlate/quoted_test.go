package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// An agent's event that quotes one which is read itself is left out; one that quotes what is not
// there, or names another number, stays.
func TestQuotedEvents(t *testing.T) {
	text := func(second int, provider string, id uint32, message string, fields ...parse.Field) *parse.Record {
		return &parse.Record{Provider: provider, EventID: id, Level: 2, Computer: "HOST1", Channel: "Application", FromText: true, Line: int32(second + 1),
			Time:   parse.Timestamp{Wall: 800*parse.Day + parse.Ticks(second)*parse.Second, Resolution: parse.Second, Zone: parse.ZoneUTC},
			Fields: append(fields, parse.Field{Name: "message", Value: parse.StringValue(message)}, parse.Field{Name: parse.FieldPasted, Value: parse.StringValue("true")})}
	}
	code := parse.Field{Name: parse.FieldHResult, Value: parse.StringValue("0x800423f2")}
	const quote = "Still active. Source: VSS, Event ID: 8229, Text: a writer said 0x800423f2"
	for name, c := range map[string]struct {
		own     bool
		message string
		want    int // events of the agent
	}{
		"read itself":       {true, quote, 0},
		"not there":         {false, quote, 1},
		"another number":    {true, "Still active. Source: VSS, Event ID: 12293, Text: 0x800423f2", 1},
		"of another source": {true, "Still active. Source: ENVSS, Event ID: 8229, Text: 0x800423f2", 1},
	} {
		collector := NewCollector(nil)
		if c.own {
			collector.Add("host1/a.txt", "host1", text(0, "VSS", 8229, "a writer said 0x800423f2", code))
		}
		collector.Add("host1/a.txt", "host1", text(7200, "Contoso Watch", 1024, c.message, code))
		got := 0
		for _, s := range collector.Cases()[0].Steps {
			if s.Record.EventID == 1024 {
				got++
			}
		}
		if got != c.want {
			t.Errorf("%s: %d events of the agent, want %d", name, got, c.want)
		}
	}
}

// A list of few events is told as what it is, and not as a log that was not read.
func TestFewEventsOfALog(t *testing.T) {
	collector := NewCollector(nil)
	collector.Add("host1/a.csv", "host1", &parse.Record{Provider: "VSS", EventID: 8229, Level: 2, Computer: "HOST1", Channel: "Application", FromText: true,
		Fields: []parse.Field{{Name: "message", Value: parse.StringValue("m 0x800423f2")}}})
	k := collector.Cases()[0]
	_, application := k.Covered("Application", k.Steps[0].At)
	_, system := k.Covered("System", k.Steps[0].At)
	if application != "of the Application log only one event was read, from a list that may leave others out; its file would not" ||
		system != "no System log was read" {
		t.Errorf("%q, %q", application, system)
	}
}

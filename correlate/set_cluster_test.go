package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// A line of cluster.log is of the set beside which it stands, also right before it, and makes none.
func TestClusterLogMakesNoSet(t *testing.T) {
	at := func(second int) parse.Timestamp {
		return parse.Timestamp{Wall: 800*parse.Day + parse.Ticks(second)*parse.Second, Resolution: parse.Millisecond, Zone: parse.ZoneUTC}
	}
	line := func(second int) *parse.Record {
		return &parse.Record{Provider: parse.ProviderRequester, Line: int32(second + 1), Time: at(second), Stamp: parse.StampRecord, Fields: []parse.Field{
			{Name: parse.FieldTool, Value: parse.StringValue(parse.ToolClusterLog)},
			{Name: parse.FieldPhrase, Value: parse.StringValue(parse.PhraseSnapshotFailed)},
			{Name: parse.FieldHResult, Value: parse.StringValue("0x8000ffff")},
		}}
	}
	for name, c := range map[string]struct {
		call bool
		line int
		sets int
		of   bool
	}{
		"alone":                 {false, 100, 0, false},
		"right before the call": {true, 98, 1, true},
		"right behind it":       {true, 101, 1, true},
		"an hour before":        {true, 0, 1, false},
	} {
		collector := NewCollector(nil)
		collector.Add("host1/cluster.log", "host1", line(c.line))
		if c.call {
			second := 100
			if name == "an hour before" {
				second = 3700
			}
			collector.Add("host1/Application.evtx", "host1", &parse.Record{Provider: "VSS", EventID: 12293, RecordID: 7, Level: 2, Computer: "HOST1",
				Channel: "Application", Time: at(second), Fields: []parse.Field{
					{Value: parse.StringValue("{b5946137-7b9f-4925-af80-51abd60b20d5}")},
					{Value: parse.StringValue("DoSnapshotSet({11111111-2222-4333-8444-555555555555})")},
					{Value: parse.StringValue("0x8000ffff, unexpected")},
				}})
		}
		k := collector.Cases()[0]
		of := false
		for _, s := range k.Steps {
			of = of || ofClusterLog(s) && s.Set != nil
		}
		if len(k.Sets) != c.sets || of != c.of {
			t.Errorf("%s: %d sets, the line in one: %v", name, len(k.Sets), of)
		}
	}
}

package correlate

import (
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/parse"
)

// listedLocal is an event of a list in local time, with its record id.
func listedLocal(id uint64, at time.Time, provider string, event uint32, message string) *parse.Record {
	return &parse.Record{Provider: provider, EventID: event, RecordID: id, Level: 4, Computer: "HOST1", Channel: "Application", FromText: true,
		Time:   parse.Timestamp{Wall: parse.FromTime(at), Resolution: parse.Second, Zone: parse.ZoneLocal},
		Fields: []parse.Field{{Name: "database", Value: parse.StringValue("Orders")}, {Name: "message", Value: parse.StringValue(message)}}}
}

// A freeze before the end of summer time and what follows it are seconds apart where the record ids
// tell the order.
func TestRepeatedHour(t *testing.T) {
	local := func(minute, second int) time.Time { return time.Date(2024, 10, 27, 2, minute, second, 0, time.UTC) }
	zone := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST1", Fields: []parse.Field{
		{Name: parse.FieldFact, Value: parse.StringValue(parse.FactTimeZone)},
		{Name: parse.FieldValue, Value: parse.StringValue("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna")},
	}}
	offset := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST1", Fields: []parse.Field{
		{Name: parse.FieldFact, Value: parse.StringValue(parse.FactUTCOffset)}, {Name: parse.FieldValue, Value: parse.StringValue("3600")},
	}}
	froze := listedLocal(11, local(59, 56), "MSSQLSERVER", 3197, "I/O is frozen on database Orders.")
	thawed := listedLocal(12, local(59, 59), "MSSQLSERVER", 3198, "I/O was resumed on database Orders.")
	backed := listedLocal(13, local(0, 2), "VSS", 8224, "The service was idle.")
	k := NewCase("host1", "", []Part{{Outline: &hosting.Outline{Source: "a"}, Records: []*parse.Record{offset, zone, froze, thawed, backed}}}, Zone{})
	for _, s := range k.Steps {
		want := map[uint64]string{11: "00:59:56", 12: "00:59:59", 13: "01:00:02"}[s.Record.RecordID]
		if want != "" && (s.At.Lo.Time().Format("15:04:05") != want || s.At.Hi-s.At.Lo >= parse.Second) {
			t.Errorf("#%d: %v to %v, want %s", s.Record.RecordID, s.At.Lo, s.At.Hi, want)
		}
	}
}

// The audit of a set belongs to it though the clock was set forward by an hour in between; a message
// names the old and the new time in any order.
func TestSetAcrossAnHour(t *testing.T) {
	day := time.Date(2024, 5, 14, 21, 0, 0, 0, time.UTC)
	at := func(second int, r *parse.Record) *parse.Record {
		r.Time = parse.Exact(parse.FromTime(day.Add(time.Duration(second) * time.Second)))
		r.Computer, r.Channel = "HOST1", "Application"
		return r
	}
	text := func(s string) []parse.Field { return []parse.Field{{Value: parse.StringValue(s)}} }
	for name, message := range map[string]string{
		"new first": "made-up: 2024-05-14T22:00:14Z, 2024-05-14T21:00:14Z",
		"old first": "made-up: 2024-05-14T21:00:14Z, 2024-05-14T22:00:14Z",
	} {
		collector := NewCollector(nil)
		change := at(3614, &parse.Record{Provider: "Microsoft-Windows-Kernel-General", EventID: 1, FromText: true, Fields: []parse.Field{{Name: "message", Value: parse.StringValue(message)}}})
		for _, r := range []*parse.Record{
			at(10, &parse.Record{Provider: "MSSQLSERVER", EventID: 3197, Fields: text("Orders")}), change,
			at(3616, &parse.Record{Provider: "MSSQLSERVER", EventID: 3198, Fields: text("Orders")}),
			at(3618, &parse.Record{Provider: "VSSAudit", EventID: 8222, Fields: []parse.Field{
				{Value: parse.StringValue("S-1-5-18")}, {Value: parse.StringValue("SYSTEM")}, {Value: parse.StringValue("0x10")},
				{Value: parse.StringValue(`C:\\contoso.exe`)}, {Value: parse.StringValue("{11111111-2222-4333-8444-555555555555}")},
				{Value: parse.StringValue("{11111111-2222-4333-8444-666666666666}")},
			}}),
		} {
			collector.Add("host1/a.evtx", "host1", r)
		}
		k := collector.Cases()[0]
		if len(k.Sets) != 1 || k.Sets[0].Outcome != Success {
			t.Errorf("%s: %d sets", name, len(k.Sets))
			for _, s := range k.Steps {
				t.Log(s.Kind, s.Record.EventID, s.At.Lo, s.Set != nil)
			}
		}
	}
	// Local times of a zone that nothing tells: the one of the two at which the record stands.
	for _, order := range []string{"2024-05-14T22:00:14Z 2024-05-14T21:00:14Z", "2024-05-14T21:00:14Z 2024-05-14T22:00:14Z"} {
		r := at(3614-4*3600, &parse.Record{Provider: "Microsoft-Windows-Kernel-General", EventID: 1, FromText: true, Fields: text(order)})
		r.Time.Zone = parse.ZoneLocal
		s := &Step{Event: vocab.Event{Kind: vocab.KindClockChange, Record: r}}
		s.At.Lo = parse.FromTime(day.Add(3614 * time.Second))
		s.At.Hi = s.At.Lo + parse.Second
		if old, now, ok := stepOfClock(s); !ok || now-old != parse.Hour {
			t.Errorf("%s: %v %v %v", order, old, now, ok)
		}
	}
}

// A log that goes back by the seconds of a boot in the afternoon has no repeated hour, and the record of a start of Windows
// tells the offset of its moment.
func TestStartOfWindows(t *testing.T) {
	at := time.Date(2025, 5, 23, 19, 14, 48, 0, time.UTC)
	started := &Step{}
	started.Record = listedLocal(12885, at, "Microsoft-Windows-Kernel-General", 12, "It started at 2025-05-23T23:14:46.004Z.")
	other := &Step{}
	other.Record = listedLocal(12886, at, "volsnap", 27, "The copies of 2025-05-23T23:14:46.004Z were lost.")
	dated := startOffsets([]*Step{other, started})
	if len(dated) != 1 || dated[0].offset != -4*parse.Hour || dated[0].at.Lo != parse.FromTime(at)+4*parse.Hour {
		t.Errorf("offsets %v", dated)
	}
	for local, want := range map[time.Time]bool{
		at: false,
		time.Date(2025, 10, 26, 2, 59, 0, 0, time.UTC): true, // a Sunday
		time.Date(2025, 10, 28, 2, 59, 0, 0, time.UTC): false,
	} {
		if got := mayRepeat(parse.FromTime(local)); got != want {
			t.Errorf("%v: %v", local, got)
		}
	}
}

package correlate

import (
	"fmt"
	"testing"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// made builds a host out of records at seconds after a moment, for the tests of this package.
type made struct {
	collector *Collector
	ids       map[string]uint64
	captures  int
	zone      parse.Zone // of the listings
}

func newMade() *made { return &made{collector: NewCollector(time.UTC), ids: map[string]uint64{}} }

var origin = parse.FromUnix(1_552_528_800) // 2019-03-14 02:00:00 UTC

func second(s float64) parse.Ticks { return origin + parse.Ticks(s*float64(parse.Second)) }

// event adds a record of a log; arguments of the form name=value have names.
func (m *made) event(s float64, channel, provider string, id uint32, args ...string) *made {
	r := entry(0, provider, id, args...)
	m.ids[channel]++
	r.Time, r.Channel, r.Computer, r.RecordID = parse.Exact(second(s)), channel, "HOST", m.ids[channel]
	m.collector.Add("host/"+channel+".evtx", "host", r)
	return m
}

func (m *made) freeze(s float64) *made {
	return m.event(s, "Application", "MSSQLSERVER", 3197, "Ledger")
}
func (m *made) thaw(s float64) *made { return m.event(s, "Application", "MSSQLSERVER", 3198, "Ledger") }

// listing adds one listing that shows one writer.
func (m *made) listing(s float64, writer string, instance, state int, hresult string) *made {
	m.captures++
	at := parse.Timestamp{Wall: second(s), Resolution: parse.Second, Zone: m.zone}
	until := parse.Timestamp{Wall: second(s + 1), Resolution: parse.Second, Zone: m.zone}
	field := func(name, value string) parse.Field { return parse.Field{Name: name, Value: parse.StringValue(value)} }
	m.collector.Add(
		"host/writers.txt",
		"host",
		&parse.Record{
			Time:     at,
			Until:    until,
			Stamp:    parse.StampLine,
			Provider: parse.ProviderWriter,
			Line:     int32(m.captures),
			Listing:  int32(m.captures),
			Computer: "HOST",
			Fields: []parse.Field{
				field(parse.FieldWriterName, writer),
				field(parse.FieldWriterInstanceID, fmt.Sprintf("{%08d-0000-4000-8000-000000000000}", instance)),
				field(parse.FieldStateCode, fmt.Sprint(state)),
				field(parse.FieldHResult, hresult),
			},
		},
	)
	return m
}

// run adds a log of the headers from one second to another.
func (m *made) run(channel string, from, until float64, first, last uint64) *made {
	m.collector.AddRuns(
		fmt.Sprintf("host/%s-%d.evtx", channel, first),
		"host",
		[]parse.Run{{Channel: channel, Computer: "HOST", FirstID: first, LastID: last,
			First: parse.Exact(
				second(from),
			), Last: parse.Exact(second(until)), Earliest: second(from), Latest: second(until), Records: int64(last - first + 1)}},
	)
	return m
}

func (m *made) host(t *testing.T) *Case {
	t.Helper()
	cases := m.collector.Cases()
	if len(cases) != 1 {
		t.Fatalf("%d hosts", len(cases))
	}
	return cases[0]
}

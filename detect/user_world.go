package detect

import (
	"fmt"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// world builds the case of one host out of records, as readers would hand them on:
// what the cases of signatures are made of.
type world struct {
	collector *correlate.Collector
	id        map[string]uint64
	last      map[string]parse.Ticks
	listings  int
}

var midnight = parse.FromTime(time.Date(2019, 3, 14, 2, 0, 0, 0, time.UTC))

func newWorld() *world {
	return &world{collector: correlate.NewCollector(time.UTC), id: map[string]uint64{}, last: map[string]parse.Ticks{}}
}

// at turns seconds after the start of the world into a time.
func at(seconds float64) parse.Ticks { return midnight + parse.Ticks(seconds*float64(parse.Second)) }

// channels of the providers that do not log to Application; all others log to Application.
var channels = map[string]string{
	"Volsnap":                          "System",
	"Service Control Manager":          "System",
	"EventLog":                         "System",
	"Microsoft-Windows-Kernel-General": "System",
	"VSSAudit":                         "Security",
}

func (w *world) record(seconds float64, provider string, id uint32, values ...string) *parse.Record {
	channel := "Application"
	if c := channels[provider]; c != "" {
		channel = c
	}
	w.id[channel]++
	n := w.id[channel]
	r := &parse.Record{
		Time:     parse.Exact(at(seconds)),
		Provider: provider,
		EventID:  id,
		Channel:  channel,
		Computer: "HOST1",
		Level:    4,
		RecordID: n,
		Offset:   int64(n) * 512,
		Length:   512,
	}
	for _, v := range values {
		r.Fields = append(r.Fields, parse.Field{Value: parse.StringValue(v)})
	}
	return r
}

func (w *world) add(r *parse.Record) *world {
	w.collector.Add("host1/"+r.Channel+".evtx", "host1", r)
	return w
}

// logs says that both logs saw everything from the first to the last second given.
func (w *world) logs(from, to float64) *world {
	for _, channel := range []string{"Application", "System"} {
		w.collector.AddRuns(
			"host1/"+channel+".evtx",
			"host1",
			[]parse.Run{{Channel: channel, Computer: "HOST1", FirstID: 1, LastID: 9999,
				First: parse.Exact(
					at(from),
				), Last: parse.Exact(at(to)), Earliest: at(from), Latest: at(to), Records: 9999}},
		)
	}
	return w
}

// fact states something about the host, as systeminfo does.
func (w *world) fact(fact, value string) *world {
	r := &parse.Record{Time: parse.Exact(at(5000)), Provider: parse.ProviderHost, Computer: "HOST1", Line: 1}
	r.Fields = []parse.Field{
		{Name: parse.FieldFact, Value: parse.StringValue(fact)},
		{Name: parse.FieldValue, Value: parse.StringValue(value)},
	}
	w.collector.Add("host1/systeminfo.txt", "host1", r)
	return w
}

func (w *world) windows(version string) *world { return w.fact(parse.FactOSVersion, version) }

// state is one writer in a listing.
type state struct {
	name     string
	instance byte
	code     int
	hresult  string
}

// listing adds a listing of writers that took half a second.
func (w *world) listing(seconds float64, states ...state) *world {
	return w.listingIn("writers.txt", seconds, seconds+0.5, states...)
}

// listingIn adds a listing of writers that a file holds. If it ends before it starts,
// nothing tells its end.
func (w *world) listingIn(file string, seconds, until float64, states ...state) *world {
	w.listings++
	for i, s := range states {
		r := &parse.Record{
			Time:     parse.Exact(at(seconds)),
			Provider: parse.ProviderWriter,
			Computer: "HOST1",
			Stamp:    parse.StampLine,
			Line:     int32(w.listings*100 + i),
			Listing:  int32(w.listings),
		}
		if until >= seconds {
			r.Until = parse.Exact(at(until))
		}
		hresult := s.hresult
		if hresult == "" {
			hresult = "0x00000000"
		}
		class, _ := vocab.ClassOf("", s.name)
		for _, f := range [][2]string{{parse.FieldWriterName, s.name},
			{parse.FieldWriterID, class.ID},
			{parse.FieldWriterInstanceID, fmt.Sprintf("{00000000-0000-0000-0000-0000000000%02x}", s.instance)},
			{parse.FieldStateCode, fmt.Sprint(s.code)}, {parse.FieldHResult, hresult}} {
			r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
		}
		w.collector.Add("host1/"+file, "host1", r)
	}
	return w
}

// judge asks one signature about the world and returns its findings.
func (w *world) judge(sig *Signature) []*Finding {
	return Judge(w.collector.Cases(), []*Signature{sig})
}

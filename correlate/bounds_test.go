package correlate

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Of very many rejections those that bind are kept: the first of each kind, in or behind the thaw, by
// time-out or not; of few all are.
func TestBindingRejections(t *testing.T) {
	step := func(at int, phase vocab.Phase, code uint32) *Step {
		return &Step{At: interval.Of(second(float64(at)), second(float64(at))), Event: vocab.Event{Phase: phase, Code: code, Record: &parse.Record{}}}
	}
	const other, timeout = 0x800423f3, vocab.CodeWriterTimeout
	for name, c := range map[string]struct {
		of   []*Step
		want []int // seconds
	}{
		"in the thaw":              {[]*Step{step(100, vocab.PhaseThaw, other), step(101, vocab.PhaseThaw, other)}, []int{100}},
		"a time-out in the thaw":   {[]*Step{step(100, vocab.PhaseThaw, timeout)}, []int{100}},
		"behind the thaw":          {[]*Step{step(100, vocab.PhasePostSnapshot, other)}, []int{100}},
		"a time-out behind it":     {[]*Step{step(100, vocab.PhasePostSnapshot, timeout)}, []int{100}},
		"a time-out in the freeze": {[]*Step{step(100, vocab.PhaseFreeze, timeout)}, []int{100}},
		"each kind": {[]*Step{step(103, vocab.PhaseThaw, timeout), step(102, vocab.PhaseFreeze, timeout), step(101, vocab.PhaseThaw, other)},
			[]int{101, 102, 103}},
		"none": {nil, nil},
	} {
		for _, many := range []bool{false, true} {
			steps := slices.Clone(c.of)
			for i := 0; many && i < fewMarks; i++ {
				steps = append(steps, step(i, vocab.PhaseFreeze, other)) // binds nothing
			}
			var got []int
			for _, s := range bindingRejections(steps) {
				if n := int((s.At.Lo - origin) / parse.Second); n >= 100 {
					got = append(got, n)
				}
			}
			slices.Sort(got)
			if many && !slices.Equal(got, c.want) || !many && len(got) != len(c.of) {
				t.Errorf("%s, of many %v: %v, want %v", name, many, got, c.want)
			}
		}
	}
}

// A message that names two times tells a step of the clock if the time of the record is by one of them alone.
func TestStepOfClockByTheRecord(t *testing.T) {
	near, edge, far := second(100), second(102), second(4000)
	for name, c := range map[string]struct {
		first, other parse.Ticks
		old, now     parse.Ticks
		ok           bool
	}{
		"the new one first": {near, far, far, near, true},
		"the old one first": {far, near, far, near, true},
		"two seconds off":   {edge, far, far, edge, true},
		"more than that":    {edge + 1, far, 0, 0, false},
		"both are near":     {near, edge, 0, 0, false},
		"neither is":        {far, far + parse.Hour, 0, 0, false},
	} {
		text := func(at parse.Ticks) string { return at.Time().Format("2006-01-02T15:04:05.0000000Z") }
		r := &parse.Record{Provider: "x", Time: parse.Exact(near)}
		r.Fields = []parse.Field{{Value: parse.StringValue("from " + text(c.first) + " or " + text(c.other))}}
		s := &Step{At: interval.Of(near, near), Event: vocab.Event{Kind: vocab.KindClockChange, Record: r}}
		if old, now, ok := stepOfClock(s); old != c.old || now != c.now || ok != c.ok {
			t.Errorf("%s: %v to %v, %v", name, old, now, ok)
		}
		s.Kind = vocab.KindContext
		if _, _, ok := stepOfClock(s); ok {
			t.Errorf("%s: a record of another kind is a step of the clock", name)
		}
	}
}

// Offsets are learned where a log or a text is in local time, or a log that tells no time may be.
func TestOffsetsAreWanted(t *testing.T) {
	utc, local := parse.Exact(origin), parse.Timestamp{Wall: origin, Resolution: parse.Second, Zone: parse.ZoneLocal}
	for name, c := range map[string]struct {
		runs  []parse.Run
		texts bool
		want  bool
	}{
		"a log in UTC":         {[]parse.Run{{First: utc}}, false, false},
		"a log in local time":  {[]parse.Run{{First: local}}, false, true},
		"a log without a time": {[]parse.Run{{}}, false, true},
		"one of two":           {[]parse.Run{{First: utc}, {First: local}}, false, true},
		"texts":                {nil, true, true},
		"nothing":              {nil, false, false},
	} {
		if got := newOffsetLearner([]*Log{{Runs: c.runs}}, c.texts).wanted; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A service pack is told by its number, told to be absent, or not told; two that differ are a conflict.
func TestServicePackOfAHost(t *testing.T) {
	for name, c := range map[string]struct {
		packs    []string
		want     int
		conflict bool
	}{
		"not told":              {nil, -1, false},
		"by its number":         {[]string{"Service Pack 2"}, 2, false},
		"absent":                {[]string{"N/A"}, 0, false},
		"without a number":      {[]string{"Service Pack"}, -1, false},
		"absent, and no number": {[]string{"N/A", "Service Pack"}, -1, false},
		"two that agree":        {[]string{"Service Pack 1", "Dienstpaket 1"}, 1, false},
		"two that differ":       {[]string{"Service Pack 1", "Service Pack 2"}, 2, true},
		"one, and none":         {[]string{"Service Pack 1", "N/A"}, 0, true},
	} {
		m := newMade().freeze(0)
		state := func(fact, value string) {
			r := &parse.Record{Provider: parse.ProviderHost, Computer: "HOST", FromText: true, Line: 1}
			for _, f := range [][2]string{{parse.FieldFact, fact}, {parse.FieldValue, value}} {
				r.Fields = append(r.Fields, parse.Field{Name: f[0], Value: parse.StringValue(f[1])})
			}
			m.collector.Add("host/systeminfo.txt", "host", r)
		}
		state(parse.FactOSVersion, "5.2.3790")
		for _, pack := range c.packs {
			state(parse.FactServicePack, pack)
		}
		if w, conflict := m.host(t).Host.Windows(); w.ServicePack != c.want || conflict != c.conflict || w.Build != 3790 {
			t.Errorf("%s: %+v, conflict %v", name, w, conflict)
		}
	}
}

// A run of which neither begin nor end is known, and whose first step has no time, reaches over its steps that have one.
func TestRunOfStepsAlone(t *testing.T) {
	for in, want := range map[string]string{". .": "time unknown", ". 5": "5 5", ". 5 .": "5 5", ". 5 9 7": "5 9", ". 7 . 5": "5 7"} {
		w := &requesterRun{from: interval.Unknown}
		for _, name := range strings.Fields(in) {
			s := &Step{At: interval.Unknown, sortKey: theEnd, Event: vocab.Event{Record: &parse.Record{}}}
			if name != "." {
				at := second(float64(name[0] - '0'))
				s.At = interval.Of(at, at)
			}
			w.steps = append(w.steps, s)
		}
		got := "time unknown"
		if i := w.near(); i != interval.Unknown {
			got = fmt.Sprint(int64((i.Lo-origin)/parse.Second), int64((i.Hi-origin)/parse.Second))
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// TestNear: two steps are near if their times can lie within a bound of each other, which itself
// counts, in the order that is asked for, but for the seconds in which several programs write.
func TestNear(t *testing.T) {
	const s, within = parse.Second, parse.Minute
	at := func(i interval.Interval) *correlate.Step {
		return &correlate.Step{At: i, Event: vocab.Event{Record: &parse.Record{}}}
	}
	step := func(lo, hi parse.Ticks) *correlate.Step {
		return at(interval.Of(lo, hi))
	}
	anchor := step(1000*s, 1010*s)
	for name, c := range map[string]struct {
		of    *correlate.Step
		order string
		want  bool
	}{
		"at once":                        {step(1005*s, 1005*s), "", true},
		"just within, after":             {step(1070*s, 1090*s), "", true},
		"beyond, after":                  {step(1070*s+1, 1090*s), "", false},
		"just within, before":            {step(900*s, 940*s), "", true},
		"beyond, before":                 {step(900*s, 940*s-1), "", false},
		"without a time":                 {at(interval.Unknown), "before", true},
		"after, as asked":                {step(1020*s, 1020*s), "after", true},
		"before, where after is asked":   {step(994*s, 995*s-1), "after", false},
		"a few seconds before, after":    {step(994*s, 995*s), "after", true},
		"before, as asked":               {step(990*s, 990*s), "before", true},
		"after, where before is asked":   {step(1015*s+1, 1020*s), "before", false},
		"a few seconds after, as before": {step(1015*s, 1020*s), "before", true},
		"beyond, and in order":           {step(2000*s, 2000*s), "after", false},
	} {
		if got := near(anchor, c.of, within, c.order); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if !near(at(interval.Unknown), c.of, within, c.order) {
			t.Errorf("%s: an anchor without a time", name)
		}
	}
	local := func(wall parse.Ticks) *correlate.Step { // its offset is not known: a day lies open
		s := step(wall-parse.Day/2, wall+parse.Day/2)
		s.Record = &parse.Record{Time: parse.Timestamp{Wall: wall, Resolution: parse.Tick, Zone: parse.ZoneLocal}}
		return s
	}
	for apart, want := range map[parse.Ticks]bool{within: true, -within: true, within + 1: false, -within - 1: false} {
		if got := near(local(parse.Day), local(parse.Day+apart), within, ""); got != want {
			t.Errorf("%d s apart by the clock of their host: %v", apart/s, got)
		}
	}
}

// TestSaysWhy: a record bears the application's own error if that is not the record's own number,
// nor one that follows from whatever ended the backup.
func TestSaysWhy(t *testing.T) {
	type facts = knowledge.Facts
	db := []string{"Orders"}
	for name, c := range map[string]struct {
		of   facts
		want bool
	}{
		"of ESE":                       {facts{Jet: []int32{-1808}}, true},
		"of SQL Server":                {facts{SQLErrors: []uint32{18456}, Databases: db}, true},
		"of no database":               {facts{SQLErrors: []uint32{18456}}, false},
		"the number of the record":     {facts{Event: 823, SQLErrors: []uint32{823}, Databases: db}, false},
		"beside it":                    {facts{Event: 821, SQLErrors: []uint32{821, 823}, Databases: db}, true},
		"that the backup ended":        {facts{SQLErrors: []uint32{3013}, Databases: db}, false},
		"and the number of the record": {facts{Event: 3041, SQLErrors: []uint32{3041, 3013}, Databases: db}, false},
		"nothing":                      {facts{Databases: db}, false},
	} {
		if got := (&Observation{Facts: &c.of}).saysWhy(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

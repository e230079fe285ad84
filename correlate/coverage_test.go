package correlate

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Files with ids that go on are one log; one with a hole in between is not.
func TestCoveredOverSeveralFiles(t *testing.T) {
	night := interval.Of(second(10), second(90))
	whole := newMade().run("Application", 0, 50, 1, 100).run("Application", 51, 200, 101, 200).freeze(12).host(t)
	if ok, why := whole.Covered("Application", night); !ok {
		t.Errorf("two files in a row: %s", why)
	}
	holed := newMade().run("Application", 0, 50, 1, 100).run("Application", 51, 200, 150, 250).freeze(12).host(t)
	if ok, _ := holed.Covered("Application", night); ok {
		t.Error("ids are missing, and the night is covered")
	}
	cleared := newMade().run("Application", 0, 50, 1, 100).
		run("Application", 3*86400, 4*86400, 1, 200).
		freeze(12).
		host(t)
	if ok, _ := cleared.Covered("Application", interval.Of(second(10), second(3*86400+10))); ok {
		t.Error("the ids start again, and the time in between is covered")
	}
}

// Records in any order with ids without a hole are a complete log.
func TestShuffledRuns(t *testing.T) {
	var runs []parse.Run
	for _, id := range []uint64{4, 1, 5, 3, 2} {
		runs = append(runs, parse.StartRun("Application", "HOST", id, parse.Exact(second(float64(id)))))
	}
	joined := joinRuns(runs)
	if len(joined) != 1 || joined[0].FirstID != 1 || joined[0].LastID != 5 || joined[0].StepsBack != 0 ||
		joined[0].Earliest != second(1) ||
		joined[0].Latest != second(5) {
		t.Errorf("%+v", joined)
	}
}

// After a boot records come that are stamped earlier; that is no step of the clock. A step
// without a boot is a matter of the time that it touches.
func TestStepsBackAndBoots(t *testing.T) {
	back := func(at float64) *made {
		m := newMade().freeze(12)
		m.collector.AddRuns(
			"host/System.evtx",
			"host",
			[]parse.Run{
				{
					Channel:  "System",
					Computer: "HOST",
					FirstID:  1,
					LastID:   900,
					First:    parse.Exact(second(-9000)),
					Last:     parse.Exact(second(9000)),
					Earliest: second(
						-9000,
					),
					Latest:    second(9000),
					StepsBack: 1,
					Backs:     []parse.StepBack{{ID: 5, From: second(at), To: second(at - 15)}},
					Records:   900,
				},
			},
		)
		return m
	}
	night := interval.Of(second(10), second(90))
	for name, c := range map[string]struct {
		k    *Case
		want bool
	}{
		"a step in the night":               {back(60).host(t), false},
		"a step an hour before":             {back(-3600).host(t), true},
		"a boot in the night":               {back(60).event(55, "System", "EventLog", 6005).host(t), true},
		"a step long after a boot":          {back(60).event(-3600, "System", "EventLog", 6005).host(t), false},
		"a step that ends as it begins":     {back(10).host(t), false},
		"a step just before the night ends": {back(104).host(t), false},
	} {
		if ok, why := c.k.Covered("System", night); ok != c.want {
			t.Errorf("%s: covered %v, %s", name, ok, why)
		}
	}
}

// The size of a change of the clock is what its record says.
func TestClockShift(t *testing.T) {
	k := newMade().event(0, "System", "Microsoft-Windows-Kernel-General", 1, "OldTime=2019-03-14T02:00:00.5000000Z", "NewTime=2019-03-14T02:00:00.4970000Z").
		event(5, "System", "Microsoft-Windows-Kernel-General", 1, "OldTime=2019-03-14T02:00:05.0000000Z", "NewTime=2019-03-14T02:00:07.0000000Z").
		host(t)
	if d, known := ClockShift(k.Steps); !known || d != 2*parse.Second+3*parse.Millisecond {
		t.Errorf("%v, %v", d, known)
	}
	unsaid := newMade().event(0, "System", "W32Time", 52).host(t)
	if _, known := ClockShift(unsaid.Steps); known {
		t.Error("a change that does not say its size has one")
	}
}

// Three files of one log, of which one repeats a part of another: steps back are counted
// once, whatever their number.
func TestStepsBackOfCopies(t *testing.T) {
	log := func(from, to uint64) parse.Run {
		clock := func(id uint64) parse.Timestamp {
			return parse.Exact(second(float64(int(id) - 10*int(id/25))))
		}
		r := parse.StartRun("System", "HOST", from, clock(from))
		for id := from + 1; id <= to; id++ {
			r.Extend(id, clock(id))
		}
		return r
	}
	joined := joinRuns([]parse.Run{log(1, 1000), log(500, 2000), log(2001, 3000)})
	if whole := log(1, 3000); len(joined) != 1 || joined[0].StepsBack != whole.StepsBack ||
		!slices.Equal(joined[0].Backs, whole.Backs) {
		t.Errorf("%d runs: %+v", len(joined), joined)
	}
}

// A run without any time adds nothing to the time that the logs of a host cover.
func TestLoggedWithoutATime(t *testing.T) {
	log := &Log{Runs: []parse.Run{
		parse.StartRun("System", "HOST", 1, parse.Exact(second(0))),
		parse.StartRun("System", "HOST", 3, parse.Timestamp{}),
	}}
	if got, want := logged([]*Log{log}), interval.Of(second(0)-parse.Day, second(0)+parse.Day); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// Two texts of one log whose record ids go on are one list, whatever comes first, and their events are counted together:
// it lists more of them than people pick out. With ids missing between them, of two logs, or without ids they are two.
func TestPartsOfOneList(t *testing.T) {
	const each = parse.MostPasted/2 + 1
	list := func(source, channel string, from float64, id uint64) (steps []*Step) {
		for i := range each {
			at := second(from + float64(i))
			s := &Step{Event: vocab.Event{Source: source, Record: &parse.Record{Provider: "VSS", EventID: 8224, Channel: channel, FromText: true}}}
			if s.At = interval.Of(at, at); id != 0 {
				s.Record.RecordID = id + uint64(i)
			}
			steps = append(steps, s)
		}
		return steps
	}
	const a, s = "Application", "System"
	first := list("a.txt", a, 0, 100)
	whole := []interval.Interval{interval.Of(second(0), second(500+each-1))}
	for _, c := range []struct {
		name  string
		steps []*Step
		want  []interval.Interval // listed of the first log
	}{
		{"the first alone", first, nil},
		{"the ids go on", slices.Concat(first, list("b.txt", a, 500, 100+each)), whole},
		{"the later part first", slices.Concat(list("a.txt", a, 500, 100+each), list("b.txt", a, 0, 100)), whole},
		{"the name in another case", slices.Concat(first, list("b.txt", "application", 500, 100+each)), whole},
		{"another log between them", slices.Concat(first, list("c.txt", s, 90, 3), list("b.txt", a, 500, 100+each)), whole},
		{"an id is missing", slices.Concat(first, list("b.txt", a, 500, 100+each+1)), nil},
		{"the same ids", slices.Concat(first, list("b.txt", a, 500, 100)), nil},
		{"two logs", slices.Concat(first, list("b.txt", s, 500, 100+each)), nil},
		{"ids from 1 after a list without", slices.Concat(list("a.txt", a, 0, 0), list("b.txt", a, 500, 1)), nil},
		{"no ids", slices.Concat(list("a.txt", a, 0, 0), list("b.txt", a, 500, 0)), nil},
	} {
		if got := (&Case{Steps: c.steps}).listedTimes(a); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

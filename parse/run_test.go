package parse

import (
	"slices"
	"testing"
)

// A record whose header has no time adds to the ids of a run and not to what it covers,
// wherever it stands; it is no step of the clock.
func TestRunWithoutATime(t *testing.T) {
	at := func(s int) Timestamp { return Exact(FromUnix(1_700_000_000) + Ticks(s)*Second) }
	r := StartRun("System", "A", 7, at(0))
	r.Extend(8, at(10))
	r.Extend(9, Timestamp{})
	if r.LastID != 9 || r.Records != 3 || r.StepsBack != 0 || r.Latest != at(10).Wall || r.Earliest != at(0).Wall {
		t.Errorf("at the end: %+v", r)
	}
	r.Extend(10, at(20))
	if r.StepsBack != 0 || r.Latest != at(20).Wall || r.Quiet != 10*Second {
		t.Errorf("and one more: %+v", r)
	}
	first := StartRun("System", "A", 1, Timestamp{})
	first.Extend(2, at(5))
	if first.Earliest != at(5).Wall || first.First != at(5) {
		t.Errorf("at the begin: %+v", first)
	}
	joined := AppendRun([]Run{StartRun("System", "A", 1, at(5))}, StartRun("System", "A", 2, Timestamp{}))
	if len(joined) != 1 || joined[0].LastID != 2 || joined[0].Latest != at(5).Wall {
		t.Errorf("joined: %+v", joined)
	}
	renamed := AppendRun([]Run{StartRun("System", "A", 1, at(5))}, StartRun("System", "B", 2, at(6)))
	if len(renamed) != 2 {
		t.Errorf("a computer that got another name: %+v", renamed)
	}
}

// Steps back are told one by one, with the record and both times, up to a bound.
func TestStepsBackAreTold(t *testing.T) {
	at := func(s int) Timestamp { return Exact(FromUnix(1_700_000_000) + Ticks(s)*Second) }
	r := StartRun("System", "A", 1, at(100))
	r.Extend(2, at(80))
	r.Extend(3, at(79)) // within what several writers may do
	down := StartRun("System", "A", 3, at(79))
	down.Precede(2, at(80))
	down.Precede(1, at(100))
	for name, run := range map[string]Run{"up": r, "down": down} {
		if run.StepsBack != 1 || len(run.Backs) != 1 || run.Backs[0] != (StepBack{2, at(100).Wall, at(80).Wall}) {
			t.Errorf("%s: %+v", name, run)
		}
	}
	for id := uint64(4); id < 4+2*MaxBacks; id++ {
		r.Extend(id, at(int(500-3*id)))
		if len(r.Backs) > MaxBacks {
			t.Fatalf("%d places", len(r.Backs))
		}
	}
	if r.StepsBack <= MaxBacks {
		t.Errorf("%d steps are counted", r.StepsBack)
	}
}

// A copy of a run that goes on beyond its end adds only what lies behind it, up to the bound.
func TestOverlap(t *testing.T) {
	at := func(s int) Timestamp { return Exact(FromUnix(1_700_000_000) + Ticks(s)*Second) }
	// Every tenth record lies a minute before the one before it.
	log := func(from, to uint64) Run {
		clock := func(id uint64) Timestamp { return at(int(id) - 60*int(id/10)) }
		r := StartRun("System", "A", from, clock(from))
		for id := from + 1; id <= to; id++ {
			r.Extend(id, clock(id))
		}
		return r
	}
	for _, end := range []uint64{150, 405, 900} {
		whole, joined := log(1, end), log(1, 100)
		joined.Overlap(log(60, end))
		if joined.LastID != end || joined.Last != whole.Last || joined.StepsBack != whole.StepsBack ||
			!slices.Equal(joined.Backs, whole.Backs) || joined.Earliest != whole.Earliest ||
			joined.Latest != whole.Latest {
			t.Errorf("to %d:\n%+v, want\n%+v", end, joined, whole)
		}
		joined.Join(log(end+1, end+400))
		if longer := log(1, end+400); len(joined.Backs) != len(longer.Backs) {
			t.Errorf("to %d and on: %d places, want %d", end, len(joined.Backs), len(longer.Backs))
		}
	}
	timeless := log(1, 100)
	timeless.Overlap(StartRun("System", "A", 101, Timestamp{}))
	if timeless.LastID != 101 || timeless.Earliest != log(1, 100).Earliest || timeless.Last.IsZero() {
		t.Errorf("a copy without a time: %+v", timeless)
	}
}

// An export that goes down in time keeps the first steps back of a log as one that goes up does: in the
// order of their ids, the last ones untold where there are too many.
func TestStepsBackDownInTime(t *testing.T) {
	at := func(s int) Timestamp { return Exact(FromUnix(1_700_000_000) + Ticks(s)*Second) }
	times := func(id int) Timestamp { return at(id*10 - id%2*100) } // each odd one goes back
	const last = 2*MaxBacks + 9
	up, down := StartRun("System", "A", 1, times(1)), StartRun("System", "A", last, times(last))
	for id := 2; id <= last; id++ {
		up.Extend(uint64(id), times(id))
	}
	for id := last - 1; id >= 1; id-- {
		down.Precede(uint64(id), times(id))
	}
	if up.StepsBack != down.StepsBack || len(down.Backs) != MaxBacks || !slices.Equal(up.Backs, down.Backs) {
		t.Errorf("%d and %d steps back; first %+v and %+v", up.StepsBack, down.StepsBack, up.Backs[0], down.Backs[0])
	}
}

// A run of records whose dates are open keeps both readings of its first and its last record, by their ids, however it
// is put together. A record with a time changes neither.
func TestOpenEnds(t *testing.T) {
	date := func(id uint64) OpenDate { return OpenDate{Ticks(id) * Day, Ticks(id) * 30 * Day} }
	add := func(r *Run, ids ...uint64) *Run {
		for _, id := range ids {
			if id < r.FirstID {
				r.Precede(id, Timestamp{})
			} else {
				r.Extend(id, Timestamp{})
			}
			r.Open(id, date(id))
		}
		return r
	}
	begun := func(id uint64) *Run {
		r := StartRun("System", "A", id, Timestamp{})
		r.Open(id, date(id))
		return &r
	}
	joined := add(begun(1), 2)
	joined.Join(*add(begun(3), 4))
	behind := StartRun("System", "A", 1, Timestamp{})
	behind.Join(*add(begun(2), 3))
	before := add(begun(1), 2)
	before.Join(StartRun("System", "A", 3, Timestamp{}))
	over := add(begun(1), 2, 3)
	over.Overlap(*add(begun(2), 3, 4, 5))
	timed := add(begun(2), 3)
	timed.Extend(4, Exact(9*Day))
	timed.Open(4, OpenDate{})
	timed.Precede(1, Exact(5*Day))
	timed.Open(1, OpenDate{})
	for _, c := range []struct {
		name        string
		run         *Run
		first, last uint64
	}{
		{"one record", begun(7), 7, 7},
		{"up", add(begun(1), 2, 3), 1, 3},
		{"down", add(begun(3), 2, 1), 1, 3},
		{"both ways", add(begun(3), 4, 2, 5, 1), 1, 5},
		{"joined", joined, 1, 4},
		{"joined behind one without", &behind, 2, 3},
		{"joined before one without", before, 1, 2},
		{"overlapping", over, 1, 5},
		{"records with times beside", timed, 2, 3},
	} {
		if c.run.FirstOpen != date(c.first) || c.run.LastOpen != date(c.last) {
			t.Errorf("%s: %v to %v", c.name, c.run.FirstOpen, c.run.LastOpen)
		}
	}
	if d := date(7); d.Reading(DatesMonthFirst) != 7*Day || d.Reading(DatesDayFirst) != 210*Day || d.IsZero() || !(OpenDate{}).IsZero() {
		t.Errorf("%v is read as %d and %d", d, d.Reading(DatesMonthFirst), d.Reading(DatesDayFirst))
	}
}

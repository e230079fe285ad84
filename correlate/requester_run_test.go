package correlate

import (
	"math/rand/v2"
	"testing"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Runs of one program that begin within an hour of each other, the first without an end,
// interleave: whose the ends are is not known. Two hours apart the first was given up.
func TestRunsThatInterleave(t *testing.T) {
	for _, c := range []struct {
		apart float64
		mixed bool
	}{{30 * 60, true}, {59 * 60, true}, {2 * 3600, false}} {
		k := newMade().event(0, "Application", "ntbackup", 8018).
			event(c.apart, "Application", "ntbackup", 8018).
			event(c.apart+60, "Application", "ntbackup", 8019).
			host(t)
		runs := k.requesterRuns()
		if len(runs) != 2 || runs[0].mixed != c.mixed || runs[1].mixed != c.mixed {
			t.Errorf("%v s apart: %d runs, mixed %v", c.apart, len(runs), len(runs) > 0 && runs[0].mixed)
		}
	}
}

// A run whose set is known reaches ten minutes around it, whatever its own times are; else it reaches
// over its span, five minutes behind its begin if it has no end.
func TestReachOfARun(t *testing.T) {
	const s, m = parse.Second, parse.Minute
	step := func(at parse.Ticks) *Step {
		return &Step{At: interval.Of(at, at+s), Event: vocab.Event{Record: &parse.Record{Time: parse.Exact(at)}}}
	}
	begin, end := step(parse.Day), step(parse.Day+parse.Hour)
	made := interval.Of(100*m, 101*m)
	for name, c := range map[string]struct {
		run  requesterRun
		want interval.Interval
	}{
		"its set is known": {requesterRun{made: made, begin: begin, end: end}, interval.Of(90*m, 111*m)},
		"begin and end":    {requesterRun{begin: begin, end: end}, interval.Of(begin.At.Lo, end.At.Hi)},
		"no end":           {requesterRun{begin: begin}, interval.Of(begin.At.Lo, begin.At.Hi+5*m)},
		"the first of its steps": {requesterRun{steps: []*Step{begin}, end: end},
			interval.Of(begin.At.Lo-10*m, end.At.Hi)},
		"from a time on": {requesterRun{steps: []*Step{begin, end}, from: interval.Of(m, 2*m)},
			interval.Of(m, end.At.Hi)},
		"the same in the event log": {
			requesterRun{begin: step(parse.Day - m), end: end, logged: &requesterRun{begin: begin, end: end}},
			interval.Of(begin.At.Lo, end.At.Hi)},
		"what the log does not end": {
			requesterRun{begin: step(parse.Day - m), end: end, logged: &requesterRun{begin: begin}},
			interval.Of(parse.Day-m, end.At.Hi)},
	} {
		if c.run.from == (interval.Interval{}) {
			c.run.from = interval.Unknown
		}
		if got := c.run.near(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	late := requesterRun{begin: begin, end: end, late: true, from: interval.Unknown}
	if got := late.near(); got != interval.Of(begin.At.Lo-freezePhase, end.At.Hi) {
		t.Errorf("a begin that is stamped behind the snapshot: %v", got)
	}
}

// The tracker tells what each statement does to the runs of its program.
func TestRunTracker(t *testing.T) {
	k := newMade().event(0, "Application", "ntbackup", 8018).
		event(1, "Application", "ntbackup", 8000, "C:").
		event(2, "Application", "ntbackup", 8001, "C:").
		event(3, "Application", "ntbackup", 8017, "error").
		event(4, "Application", "ntbackup", 8019).
		event(5, "Application", "ntbackup", 8019).
		host(t)
	var tracker runTracker
	want := []struct {
		move runMove
		open bool
	}{{runBegins, true}, {runJoins, true}, {runJoins, true}, {runJoins, true}, {runJoins, false}, {runAppears, false}}
	for i, s := range k.Steps {
		if move := tracker.next(s); move != want[i].move || tracker.open != want[i].open {
			t.Errorf(
				"%d of %d: move %d, open %v, want %d, %v",
				s.Record.EventID,
				i,
				move,
				tracker.open,
				want[i].move,
				want[i].open,
			)
		}
	}
}

// An inner pair that one run leaves open does not keep the next one from its end.
func TestInnerPairEndsWithItsRun(t *testing.T) {
	k := newMade().event(0, "Application", "ntbackup", 8018).
		event(1, "Application", "ntbackup", 8000, "C:").
		event(5, "Application", "ntbackup", 8019).
		event(10, "Application", "ntbackup", 8018).
		event(20, "Application", "ntbackup", 8001, "C:").
		host(t)
	runs := k.requesterRuns()
	if len(runs) != 2 || runs[1].end == nil || runs[1].end.Record.EventID != 8001 {
		t.Fatalf("%d runs, the second ends with %+v", len(runs), runs[len(runs)-1].end)
	}
}

// The records of one run of Windows Server Backup are tied by the time at which it began,
// in whatever log they stand and however late they come.
func TestRunsOfWindowsServerBackup(t *testing.T) {
	at := "BackupTime=2019-03-14T02:00:00.0000000Z"
	k := newMade().event(0.2, vocab.ProviderWSB, vocab.ProviderWSB, 1, "x=y").
		event(7200, vocab.ProviderWSB, vocab.ProviderWSB, 5, at, "HRESULT=2155348001").
		event(7200.1, vocab.ProviderWSB, vocab.ProviderWSB, 14, at).
		event(7200.2, "Application", vocab.ProviderWSB, 521, at, "ErrorCode=2155348129").
		event(9000, "Application", vocab.ProviderWSB, 521, "BackupTime=2019-03-14T03:59:00.0000000Z", "ErrorCode=2155348129").
		host(t)
	runs := k.requesterRuns()
	if len(runs) != 2 || len(runs[0].steps) != 4 || runs[0].begin == nil {
		t.Fatalf("%d runs, the first of %d steps", len(runs), len(runs[0].steps))
	}
	if lo := runs[1].span().Lo; lo != second(7140) || runs[1].begin != nil {
		t.Errorf("a run whose begin nobody saw begins at %v", lo)
	}
	if len(k.Sets) != 2 {
		t.Errorf("%d sets", len(k.Sets))
	}
}

// An end without a begin and without a word on it reaches back by minutes, not by a day.
func TestEndWithoutBegin(t *testing.T) {
	k := newMade().event(-8*3600, "System", "Volsnap", 8, "DeviceName=d", "VolumeName=C:").
		event(0, "Application", vocab.ProviderWSB, 521, "ErrorCode=2155348129").
		host(t)
	for _, s := range k.Steps {
		if s.Kind == vocab.KindHoldTimeout && s.Set != nil {
			t.Errorf("a hold of eight hours before is put into the set of %s", s.Set.Started)
		}
	}
}

// Statements are bounded by every time before and behind them in their text, also where
// clocks were set back.
func TestNarrow(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		w := &requesterRun{}
		for range random.IntN(12) {
			s := &Step{At: interval.Unknown}
			s.Record, s.Source = &parse.Record{
				Provider: []string{"vsslog.requester", "VSS"}[random.IntN(2)],
			}, []string{"a", "b"}[random.IntN(2)]
			if random.IntN(3) > 0 {
				lo := parse.Ticks(random.IntN(30)) * parse.Second
				s.At = interval.Of(lo, lo+parse.Ticks(random.IntN(4))*parse.Second)
			}
			w.steps = append(w.steps, s)
		}
		want := make([]*Step, len(w.steps)) // by every pair
		for i, s := range w.steps {
			copied := *s
			want[i] = &copied
		}
		for i, s := range want {
			at := s.At
			for _, before := range want[:i] {
				if before.Source == s.Source && before.At.Lo > interval.Never {
					at.Lo = max(at.Lo, before.At.Lo)
				}
			}
			for _, after := range want[i+1:] {
				if after.Source == s.Source && after.At.Hi < interval.Forever && after.At.Hi >= at.Lo {
					at.Hi = min(at.Hi, after.At.Hi)
				}
			}
			if s.Record.IsStatement() && at.Lo <= at.Hi {
				s.At = at
			}
		}
		w.narrow()
		for i, s := range w.steps {
			if s.At != want[i].At {
				t.Fatalf("step %d of %d lies at %v, want %v", i, len(w.steps), s.At, want[i].At)
			}
		}
	}
}

// The message of the end of a run names its begin, where the record was copied as text.
func TestMessagesNameTheirRun(t *testing.T) {
	r := entry(0, vocab.ProviderWSB, 517)
	r.FromText, r.RecordID, r.Channel, r.Level, r.Computer = true, 0, "Application", 2, "HOST"
	r.Time = parse.Exact(second(2400))
	r.Fields = []parse.Field{
		{Name: "HRESULT", Value: parse.StringValue("0x80780048")},
		{Name: "message", Value: parse.StringValue("began at '2019-03-14T02:00:00.000000000Z' and came to nothing")},
	}
	m := newMade().audited(20)
	m.collector.Add("host/pasted.txt", "host", r)
	if k := m.host(t); len(k.Sets) != 1 {
		t.Errorf("%d sets of one run", len(k.Sets))
	}
}

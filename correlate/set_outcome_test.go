package correlate

import (
	"testing"

	"github.com/vsslog/vsslog/parse"
)

// A set whose VSS service ended between its freeze and its thaw failed, whether it crashed or was
// stopped; one that ended before the freeze or after the thaw says nothing of the set.
func TestServiceEndsWhileFrozen(t *testing.T) {
	crash := func(m *made, s float64) *made {
		return m.event(s, "System", "Service Control Manager", 7034, "Volume Shadow Copy", "1")
	}
	stop := func(m *made, s float64) *made {
		return m.event(s, "System", "Service Control Manager", 7036, "Volume Shadow Copy", "stopped")
	}
	for name, c := range map[string]struct {
		m    *made
		want Outcome
	}{
		"a crash while frozen":            {crash(newMade().freeze(0), 5).thaw(20), FailedOutcome},
		"a stop while frozen":             {stop(newMade().freeze(0), 5).thaw(20), FailedOutcome},
		"a crash after the thaw":          {crash(newMade().freeze(0).thaw(4), 5), UnknownOutcome},
		"a crash and no thaw":             {crash(newMade().freeze(0), 5), UnknownOutcome},
		"a crash, and the copy was there": {crash(newMade().freeze(0), 5).thaw(20).audited(21), Success},
	} {
		if k := c.m.host(t); len(k.Sets) != 1 || k.Sets[0].Outcome != c.want {
			t.Errorf("%s: %v, want %v", name, k.Sets[0].Outcome, c.want)
		}
	}
}

// An error of VSS that has no meaning of its own is of the set in whose run it comes; a warning is
// not, nor is one outside of the run.
func TestErrorOfVSSInARun(t *testing.T) {
	for name, c := range map[string]struct {
		at    float64
		level uint8
		want  bool
	}{
		"an error in the run":    {3, 2, true},
		"a warning in the run":   {3, 3, false},
		"an error an hour later": {3700, 2, false},
	} {
		m := newMade().event(0, "Microsoft-Windows-Backup", "Microsoft-Windows-Backup", 1)
		r := entry(0, "VSS", 26)
		r.Time, r.Channel, r.Computer, r.RecordID, r.Level = parse.Exact(second(c.at)), "Application", "HOST", 1, c.level
		m.collector.Add("host/Application.evtx", "host", r)
		k := m.event(9, "Microsoft-Windows-Backup", "Microsoft-Windows-Backup", 521, "", "2155348129").host(t)
		var of *SnapshotSet
		for _, s := range k.Steps {
			if s.Record.Provider == "VSS" {
				of = s.Set
			}
		}
		if len(k.Sets) != 1 || (of != nil) != c.want {
			t.Errorf("%s: %d sets, of one: %v", name, len(k.Sets), of != nil)
		}
	}
}

package simulate

import "time"

// Clock is what a host shows for the time of day. Everything that the host
// stamps, records and texts alike, is read from it.
type Clock struct {
	Offset time.Duration // host minus true time before the first step
	Steps  []ClockStep   // in order of At
	Tick   time.Duration // the reading moves in steps of this, 0: every nanosecond
	Zone   Zone
}

// ClockStep sets the clock by a jump. A suspend or a stunned virtual machine is
// a jump forward too: in this package true time is the time that the host runs.
type ClockStep struct {
	At      Instant
	By      time.Duration
	Suspend bool // the host slept, rather than that someone set the clock
}

// Zone is the host's time zone. Name is what systeminfo prints behind the label.
type Zone struct {
	Name   string
	Offset time.Duration // local minus UTC
}

// read returns what the clock shows at t, in UTC.
func (c *Clock) read(t Instant) Instant {
	t2 := t.Add(c.Offset)
	for _, s := range c.Steps {
		if s.At <= t {
			t2 = t2.Add(s.By)
		}
	}
	if c.Tick > 0 {
		t2 -= t2 % Instant(c.Tick)
	}
	return t2
}

// local returns what a wall clock at the host shows at t.
func (c *Clock) local(t Instant) time.Time {
	return c.read(t).Add(c.Zone.Offset).UTC()
}

package correlate

import (
	"fmt"
	"testing"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// set adds a record of the clock that was set.
func (m *made) set(from, to float64) *made {
	text := func(s float64) string { return second(s).Time().Format(time.RFC3339Nano) }
	return m.event(to, "System", "Microsoft-Windows-Kernel-General", 1, "NewTime="+text(to), "OldTime="+text(from))
}

// What the clock leaves out, and sleep, is no time that a writer was frozen.
func TestJumpsDoNotPass(t *testing.T) {
	for name, m := range map[string]*made{
		"the clock was set forward by a minute": newMade().freeze(12).set(14, 82).thaw(84).backedUp(85),
		"the clock was set forward by an hour":  newMade().freeze(12).set(14, 3614).thaw(3616).backedUp(3617),
		"the host slept, and its clock was corrected as it woke": newMade().freeze(12).event(14, "System", "Microsoft-Windows-Kernel-Power", 42).
			set(9013.5, 9014).event(9014, "System", "Microsoft-Windows-Kernel-Power", 107).thaw(9016).backedUp(9017),
		"the host slept for hours": newMade().freeze(12).event(14, "System", "Microsoft-Windows-Kernel-Power", 42).
			event(9014, "System", "Microsoft-Windows-Kernel-Power", 107).thaw(9016).backedUp(9017),
	} {
		k := m.host(t)
		if len(k.Sets) != 1 || k.Sets[0].Outcome != Success || len(k.Sets[0].thaws) != 1 {
			t.Errorf("%s: %d sets, the first %s with %d thaws", name, len(k.Sets), k.Sets[0].Outcome, len(k.Sets[0].thaws))
			continue
		}
		if lo, _ := k.Sets[0].Spans[0].FreezeToThaw(); lo > 4*parse.Second {
			t.Errorf("%s: frozen for at least %d ms", name, lo/parse.Millisecond)
		}
	}
	woken := newMade().freeze(12).event(14, "System", "Microsoft-Windows-Kernel-Power", 42).
		event(9014, "System", "Microsoft-Windows-Kernel-Power", 107).
		refused(9030, vocab.WriterSQL, "0x800423f2", "Operation:\n   Freeze Event").host(t)
	if len(woken.Sets) != 1 {
		t.Errorf("a time-out after sleep makes %d sets", len(woken.Sets))
	}
	twice := newMade().freeze(12).event(14, "System", "Microsoft-Windows-Kernel-Power", 42).
		event(9000, "System", "Microsoft-Windows-Kernel-Power", 42).
		event(9014, "System", "Microsoft-Windows-Kernel-Power", 107).
		refused(9030, vocab.WriterSQL, "0x800423f2", "Operation:\n   Freeze Event").host(t)
	if len(twice.Sets) != 2 {
		t.Error("it is not known when the host woke the first time")
	}
	awake := newMade().freeze(12).refused(9030, vocab.WriterSQL, "0x800423f2", "Operation:\n   Freeze Event").host(t)
	if len(awake.Sets) != 2 {
		t.Errorf("a time-out hours later makes %d sets", len(awake.Sets))
	}
}

// A jump that may lie before the first mark, or behind the last one, is time that did not pass at
// most; only one that surely lies between them is so at least.
func TestJumpBesideMarks(t *testing.T) {
	k := &Case{jumps: []jump{{second(10), second(70)}}}
	for name, c := range map[string]struct {
		from, to    [2]float64
		least, most parse.Ticks
	}{
		"between":            {[2]float64{5, 9}, [2]float64{71, 80}, parse.Minute, parse.Minute},
		"at both":            {[2]float64{5, 10}, [2]float64{70, 80}, parse.Minute, parse.Minute},
		"maybe before":       {[2]float64{5, 15}, [2]float64{71, 80}, 0, parse.Minute},
		"maybe behind":       {[2]float64{5, 9}, [2]float64{65, 80}, 0, parse.Minute},
		"surely before both": {[2]float64{71, 72}, [2]float64{75, 80}, 0, 0},
		"surely behind both": {[2]float64{1, 2}, [2]float64{5, 9}, 0, 0},
	} {
		least, most := k.leftOut(interval.Of(second(c.from[0]), second(c.from[1])), interval.Of(second(c.to[0]), second(c.to[1])))
		if least != c.least || most != c.most {
			t.Errorf("%s: %v to %v, want %v to %v", name, least, most, c.least, c.most)
		}
	}
}

// Where the clock goes back, record ids tell which thaw answers a freeze.
func TestIDsPairMarks(t *testing.T) {
	if k := newMade().freeze(3598).thaw(3).host(t); len(k.Sets) != 1 || len(k.Sets[0].thaws) != 1 {
		t.Errorf("%d sets, the first with %d thaws: the hour is repeated", len(k.Sets), len(k.Sets[0].thaws))
	}
	if k := newMade().thaw(3).freeze(3598).host(t); len(k.Sets[0].thaws) != 0 {
		t.Error("a thaw before the freeze answers it")
	}
	if k := newMade().freeze(1800).thaw(3).host(t); len(k.Sets[0].thaws) != 0 {
		t.Error("a thaw half an hour before the freeze answers it")
	}
}

// A message names both times of a change in an order that its language decides.
func TestClockStepOfMessages(t *testing.T) {
	const a, b = "2019-03-14T02:00:15.000000000Z", "2019-03-14T02:01:23.100000000Z"
	for _, zone := range []parse.Zone{parse.ZoneUTC, parse.ZoneLocal} {
		for _, form := range []string{"x \u200e%s y %s.", "z %[2]s z %[1]s"} {
			r := entry(0, "Microsoft-Windows-Kernel-General", 1, fmt.Sprintf("message="+form, b, a))
			r.FromText = true
			r.Time = parse.Timestamp{Wall: second(83), Resolution: parse.Second, Zone: zone}
			if zone == parse.ZoneLocal {
				r.Time.Wall += 2 * parse.Hour
			}
			if old, now, ok := vocab.ClockStep(r); !ok || now-old < 68*parse.Second || now-old > 69*parse.Second {
				t.Errorf("%s: from %v to %v, %v", form, old, now, ok)
			}
		}
	}
}

// A thaw that stands in the log behind a freeze, and in time before it, ends that freeze if the clock went back by
// an hour in between; not if it lies before the freeze by that reading too: then the backup that a freeze began is
// not told as one that got its thaw.
func TestThawBeforeItsFreeze(t *testing.T) {
	for _, c := range []struct {
		thaw float64
		want int
	}{{7200 - 3600 + 5, 1}, {7200 - 3600 - 600, 0}, {0, 0}} {
		k := newMade().freeze(7200).thaw(c.thaw).host(t)
		set := ofSet(k, vocab.KindFreeze)
		if set == nil || len(set.thaws) != c.want {
			t.Errorf("thaw at %v s: %+v, want %d thaws", c.thaw, set, c.want)
		}
	}
}

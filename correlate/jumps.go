package correlate

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// jump is a time that the clock left out, or through which the host slept: for the writers
// and their watchdogs it did not pass.
type jump struct{ from, to parse.Ticks }

// jumpsOf finds the jumps that records tell of: what the clock was set forward by, and from
// falling asleep to waking up. They are in order, and none overlaps another.
func jumpsOf(steps []*Step) []jump {
	steps = slices.Clone(steps)
	slices.SortStableFunc(steps, (*Step).Compare)
	var all []jump
	asleep := interval.Never
	for _, s := range steps {
		if old, now, ok := stepOfClock(s); ok {
			if now-old > tinyShift {
				all = append(all, jump{old, now})
			}
			continue
		}
		switch {
		case s.Kind != vocab.KindSuspend || !s.At.Known():
		case vocab.FallsAsleep(s.Record):
			asleep = s.At.Hi
		case asleep > interval.Never:
			if s.At.Lo > asleep {
				all = append(all, jump{asleep, s.At.Lo})
			}
			asleep = interval.Never
		}
	}
	slices.SortFunc(all, func(a, b jump) int { return cmp.Compare(a.from, b.from) })
	apart := all[:0]
	for _, j := range all {
		if n := len(apart); n > 0 && j.from <= apart[n-1].to {
			apart[n-1].to = max(apart[n-1].to, j.to)
			continue
		}
		apart = append(apart, j)
	}
	return apart
}

// stepOfClock is from which time to which one a step says that the clock was set. Where a message
// names the two in an order that is not known, the new one is that at which the step stands.
func stepOfClock(s *Step) (old, now parse.Ticks, ok bool) {
	if old, now, ok = vocab.ClockStep(s.Record); ok {
		return old, now, ok
	}
	if s.Kind != vocab.KindClockChange || !s.At.Known() {
		return 0, 0, false
	}
	const lag = 2 * parse.Second // of the record
	found := vocab.Stamps(s.Record)
	if len(found) != 2 {
		return 0, 0, false
	}
	here := func(t parse.Ticks) bool { return t >= s.At.Lo-lag && t <= s.At.Hi+lag }
	switch {
	case here(found[0]) && !here(found[1]):
		return found[1], found[0], true
	case here(found[1]) && !here(found[0]):
		return found[0], found[1], true
	}
	return 0, 0, false
}

// leftOut is how much of the time between two marks did not pass, at least and at most.
func (k *Case) leftOut(from, to interval.Interval) (least, most parse.Ticks) {
	for _, j := range k.jumps {
		if j.from >= from.Hi && j.to <= to.Lo {
			least += j.to - j.from
		}
		if j.to >= from.Lo && j.from <= to.Hi {
			most += j.to - j.from
		}
	}
	return least, most
}

// passed is how much time passed between two marks at least.
func (k *Case) passed(from, to interval.Interval) parse.Ticks {
	least, _ := k.leftOut(from, to)
	return to.Lo - from.Hi - least
}

// beforeJumps are a time as it would be had the clock run on through the last jump before it,
// through the last two, and so on, as far as what came before them may have to do with it.
func (k *Case) beforeJumps(at interval.Interval) (times []interval.Interval) {
	if !at.Known() {
		return nil
	}
	for _, j := range slices.Backward(k.jumps) {
		if j.to > at.Hi || at.Lo-j.to > maxReach {
			continue
		}
		at = interval.Of(max(j.from, at.Lo-(j.to-j.from)), max(j.from, at.Hi-(j.to-j.from)))
		times = append(times, at)
	}
	return times
}

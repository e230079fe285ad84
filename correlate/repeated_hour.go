package correlate

import (
	"cmp"
	"slices"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// settleRepeatedHour tells the two passes of the hour that is repeated when summer time ends by
// the record ids: where the times of a log go back once in that hour, what was written before is of
// its first pass, and what was written after of its second.
func (k *Case) settleRepeatedHour() {
	open := func(s *Step) bool { return inRepeatedHour(s.At) && mayRepeat(s.Record.Time.Wall) }
	for _, steps := range byRecordID(k.Steps, open) {
		second, once := goesBack(steps)
		if !once {
			continue
		}
		for i, s := range steps {
			if i < second {
				s.At.Hi -= parse.Hour
			} else {
				s.At.Lo += parse.Hour
			}
			s.sortKey = s.At.Lo
		}
	}
}

// changesIn reports that a log goes back in the hour that the zone has twice, by its record ids:
// then the host follows the zone's rule, and which pass of the hour a record is of is known.
func (z *namedZone) changesIn(steps []*Step) bool {
	open := func(s *Step) bool { return inRepeatedHour(locate(interval.At(s.Record.Time), z.location)) }
	for _, of := range byRecordID(steps, open) {
		if _, once := goesBack(of); once {
			return true
		}
	}
	return false
}

// byRecordID are the events in local time that are wanted, of each log of a source in the order of
// their record ids.
func byRecordID(steps []*Step, wanted func(*Step) bool) map[[2]string][]*Step {
	logs := map[[2]string][]*Step{}
	for _, s := range steps {
		if r := s.Record; r.RecordID != 0 && isLocal(r.Time) && wanted(s) {
			key := [2]string{s.Source, r.Channel}
			logs[key] = append(logs[key], s)
		}
	}
	for _, of := range logs {
		slices.SortStableFunc(of, func(a, b *Step) int { return cmp.Compare(a.Record.RecordID, b.Record.RecordID) })
	}
	return logs
}

// goesBack finds where the times of records go back, if they do once; it is the first behind that.
func goesBack(steps []*Step) (second int, once bool) {
	backs := 0
	for i, s := range steps[1:] {
		if steps[i].Record.Time.Wall-s.Record.Time.Wall > parse.OutOfOrder {
			second, backs = i+1, backs+1
		}
	}
	return second, backs == 1
}

// mayRepeat reports a local time at which clocks are put back somewhere: in the first hours of a day at the end of a week.
// At other times a log that goes back was written in another order, as at a boot.
func mayRepeat(local parse.Ticks) bool {
	const latest = 4 // o'clock
	t := local.Time()
	switch t.Weekday() {
	case time.Friday, time.Saturday, time.Sunday:
		return t.Hour() < latest
	}
	return false
}

// inRepeatedHour reports a time that two offsets leave open which are an hour apart.
func inRepeatedHour(at interval.Interval) bool {
	width := at.Hi - at.Lo
	return at.Known() && width >= parse.Hour && width <= parse.Hour+parse.Minute
}

package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// A table of a log whose dates may be read in two ways has runs of record ids without times. Once its dates are
// settled, the records that are held tell the times of its runs: between two of them every id was there.

// runTimes gathers the times of the held records of runs without times.
type runTimes struct {
	held  map[logKey][]heldTime     // of logs with such runs
	forms map[logKey]parse.DateForm // how the dates of their records were settled, of those where it makes a difference
	count int                       // of the held ones
}

// logKey is one log of an input.
type logKey struct{ source, channel string }

// heldTime is when the record of an id was written.
type heldTime struct {
	id uint64
	at parse.Timestamp
}

// mostHeld is how many records of a host are held to time its runs: with more the runs stay without times. (Assumed:
// such tables cover days.)
const mostHeld = 1 << 16

// newRunTimes begins with the logs of a host.
func newRunTimes(logs []*Log) *runTimes {
	t := &runTimes{held: map[logKey][]heldTime{}, forms: map[logKey]parse.DateForm{}}
	for _, l := range logs {
		if slices.ContainsFunc(l.Runs, openRun) {
			t.held[keyOfLog(l.Source, l.Channel)] = nil
		}
	}
	return t
}

func keyOfLog(source, channel string) logKey { return logKey{source, strings.ToLower(channel)} }

// openRun reports a run of ids without times, or none but those of a day that is written the same in either order.
func openRun(r parse.Run) bool { return r.FirstID != 0 && (!r.Timed() || eitherWay(r)) }

// see takes a step of any file.
func (t *runTimes) see(s *Step) {
	r := s.Record
	if len(t.held) == 0 || r.RecordID == 0 || r.Time.IsZero() || r.Stale || r.IsStatement() {
		return
	}
	key := keyOfLog(s.Source, r.Channel)
	held, wanted := t.held[key]
	if !wanted {
		return
	}
	if t.count++; t.count > mostHeld {
		t.held = nil
		return
	}
	t.held[key] = append(held, heldTime{r.RecordID, r.Time})
	t.forms[key] |= formTaken(r)
}

// formTaken is the form in which the date of a record was settled; none if it reads the same in both.
func formTaken(r *parse.Record) parse.DateForm {
	month, day, open := bothReadings(r)
	switch {
	case !open || month == day:
		return parse.DatesOpen
	case r.Time.Wall == month:
		return parse.DatesMonthFirst
	case r.Time.Wall == day:
		return parse.DatesDayFirst
	}
	return parse.DatesOpen
}

// timed are the logs with the times that the records tell.
func (t *runTimes) timed(logs []*Log) []*Log {
	if len(t.held) == 0 {
		return logs
	}
	logs = slices.Clone(logs)
	for i, l := range logs {
		held := t.held[keyOfLog(l.Source, l.Channel)]
		if len(held) == 0 {
			continue
		}
		slices.SortFunc(held, func(a, b heldTime) int {
			return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.at.Wall, b.at.Wall))
		})
		own := *l
		own.Runs = slices.Clone(l.Runs)
		for n := range own.Runs {
			if r := &own.Runs[n]; openRun(*r) {
				timeRun(r, withEnds(r, held, t.forms[keyOfLog(l.Source, l.Channel)]))
			}
		}
		logs[i] = &own
	}
	return logs
}

// withEnds adds the first and the last record of a run, which nobody holds, in the form in which the dates of
// its log were settled.
func withEnds(r *parse.Run, held []heldTime, form parse.DateForm) []heldTime {
	if form != parse.DatesMonthFirst && form != parse.DatesDayFirst {
		return held
	}
	at := func(date parse.OpenDate) parse.Timestamp {
		return parse.Timestamp{Wall: date.Reading(form), Resolution: parse.Second, Zone: parse.ZoneLocal}
	}
	from, _ := slices.BinarySearchFunc(held, r.FirstID, func(h heldTime, id uint64) int { return cmp.Compare(h.id, id) })
	to, _ := slices.BinarySearchFunc(held, r.LastID+1, func(h heldTime, id uint64) int { return cmp.Compare(h.id, id) })
	own := slices.Clone(held[from:to])
	if !r.FirstOpen.IsZero() && (len(own) == 0 || own[0].id != r.FirstID) {
		own = slices.Insert(own, 0, heldTime{r.FirstID, at(r.FirstOpen)})
	}
	if !r.LastOpen.IsZero() && (len(own) == 0 || own[len(own)-1].id != r.LastID) {
		own = append(own, heldTime{r.LastID, at(r.LastOpen)})
	}
	return own
}

// timeRun gives a run the times of its records that are held. How long it was quiet they do not tell.
func timeRun(r *parse.Run, held []heldTime) {
	told := parse.Run{}
	for _, h := range held {
		if h.id >= r.FirstID && h.id <= r.LastID {
			told.Extend(h.id, h.at)
		}
	}
	switch {
	case !told.Timed():
		return
	case r.Timed(): // of the day that was known
		told.Earliest, told.Latest = min(told.Earliest, r.Earliest), max(told.Latest, r.Latest)
		if r.First.Wall < told.First.Wall {
			told.First = r.First
		}
		if r.Last.Wall > told.Last.Wall {
			told.Last = r.Last
		}
		told.StepsBack, told.Backs = r.StepsBack, r.Backs
	}
	r.First, r.Last, r.Earliest, r.Latest = told.First, told.Last, told.Earliest, told.Latest
	r.StepsBack, r.Backs = told.StepsBack, told.Backs
}

package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// Step is an event on the timeline of a host: one thing that happened there.
type Step struct {
	At interval.Interval // in UTC; wide where the clock or the zone is
	vocab.Event
	Host string `redact:"host"`

	Set   *SnapshotSet // nil: it is of none
	Other []string     `redact:"path"` // further sources of the same record, each once where they follow each other

	sortKey parse.Ticks     // among the steps of the host: see clock.sortKey
	shown   *WriterState    // what it says of a writer, if that is known
	beside  parse.Timestamp // the time before it in its text, or the first one, of a statement without one
}

// NewStep gives a record its meaning. It returns nil for a record that has none
// here. The record must outlive the step. Time and host are filled in later,
// when all files of the host are read.
func NewStep(source string, r *parse.Record) *Step {
	s := &Step{}
	if !s.Read(source, r) {
		return nil
	}
	return s
}

// alsoIn notes that a source has the same record. One that has it many times counts once.
func (s *Step) alsoIn(source string) {
	if last := len(s.Other) - 1; last >= 0 && s.Other[last] == source {
		return
	}
	s.Other = append(s.Other, source)
}

// own makes the step refer to nothing that it was read out of: a record holds the block in
// which it stands.
func (s *Step) own() {
	r := s.Record.Clone()
	if e := vocab.NewEvent(s.Source, r); e != nil {
		e.Log = s.Log
		s.Event = *e
	}
}

// Compare orders steps totally: place, time, host, log, record id, source, offset.
func (s *Step) Compare(o *Step) int {
	if s.sortKey != o.sortKey {
		return cmp.Compare(s.sortKey, o.sortKey)
	}
	if s.At != o.At {
		return cmp.Or(cmp.Compare(s.At.Lo, o.At.Lo), cmp.Compare(s.At.Hi, o.At.Hi))
	}
	return cmp.Or(
		strings.Compare(s.Host, o.Host), strings.Compare(s.Record.Channel, o.Record.Channel),
		cmp.Compare(s.Record.RecordID, o.Record.RecordID), strings.Compare(s.Source, o.Source),
		cmp.Compare(s.Record.Offset, o.Record.Offset), cmp.Compare(s.Record.Line, o.Record.Line),
	)
}

// CertainlyBefore reports whether s came before o: by time, or by record id
// where both stand in one log (ids give the order of writing there, also when
// the clock stepped). Local times of one text whose offset is not known are hours apart
// all the same.
func (s *Step) CertainlyBefore(o *Step) bool {
	if s.SameLog(o) && s.Record.RecordID != o.Record.RecordID {
		return s.Record.RecordID < o.Record.RecordID
	}
	return s.At.Compare(o.At) == interval.Before || s.wallBefore(o)
}

// wallBefore reports a local time that lies before another of the same text by more than
// a change of the clocks, where neither has a known offset.
func (s *Step) wallBefore(o *Step) bool {
	apart, ok := s.wallUntil(o)
	return ok && apart > parse.Hour+s.Record.Time.Resolution
}

// wallUntil is how long after a local time another one of the same text stands there, where
// no record id tells their order and the offset need not be known.
func (s *Step) wallUntil(o *Step) (apart parse.Ticks, ok bool) {
	a, b := s.Record.Time, o.Record.Time
	ok = (s.Source == o.Source || slices.Contains(s.Other, o.Source) || slices.Contains(o.Other, s.Source)) &&
		a.Zone == parse.ZoneLocal && b.Zone == parse.ZoneLocal && !a.IsZero() && !b.IsZero() &&
		s.Record.RecordID == 0 &&
		o.Record.RecordID == 0
	return b.Wall - a.Wall, ok
}

// longestSet is how far two records of one set stand apart at most: of a long backup the last comes in the
// afternoon after. (Assumed.)
const longestSet = 18 * parse.Hour

// Wide reports a time that spans an hour or more, or all of it: the offset of its clock is not known.
func (s *Step) Wide() bool { return s.At.Hi-s.At.Lo >= parse.Hour }

// bothLocal reports two local times of a host. What somebody listed may be by the clock of another one.
func bothLocal(s, o *Step) bool {
	a, b := s.Record.Time, o.Record.Time
	return !a.IsZero() && !b.IsZero() && isLocal(a) && isLocal(b) && !isListing(s.Record) && !isListing(o.Record)
}

// apart reports two local times of a host, whose offset need not be known, that are of no one set.
func (s *Step) apart(o *Step) bool {
	a, b := s.Record.Time.Wall, o.Record.Time.Wall
	return bothLocal(s, o) && max(a-b, b-a) > longestSet || s.openApart(o) || s.yearlessApart(o)
}

// yearlessApart reports a time that is on no day of any year on which the other one is, whose year is open.
func (s *Step) yearlessApart(o *Step) bool {
	t := s.Record.Time
	if t.IsZero() || !o.Record.Time.IsZero() {
		return false
	}
	yearless := o.Record.Text(parse.FieldYearless)
	if yearless == "" {
		return false
	}
	for year := t.Wall.Time().Year() - 1; year <= t.Wall.Time().Year()+1; year++ {
		wall, _, ok := inYear(yearless, year)
		if ok && max(wall-t.Wall, t.Wall-wall) <= longestSet+farthestZone {
			return false
		}
	}
	return true
}

// farthestZone is how far a local time is from UTC at most.
var farthestZone = unknownOffsets.Hi

// openApart reports two times of which one has a date whose order of day and month is open, or both
// have, that in neither order are of one set.
func (s *Step) openApart(o *Step) bool {
	if !s.Record.Time.IsZero() && !o.Record.Time.IsZero() {
		return false
	}
	a, openA := readings(s.Record)
	b, openB := readings(o.Record)
	if !openA && !openB || len(a) == 0 || len(b) == 0 {
		return false
	}
	far := func(x, y parse.Ticks) bool { return max(x-y, y-x) > longestSet+farthestZone }
	for i := range a {
		for j := range b {
			if !(openA && openB && i != j) && !far(a[i], b[j]) { // one host writes both in one order
				return false
			}
		}
	}
	return true
}

// LocalUntil is how long after a step another one stands by the clock of their host, where the offset of neither is
// known; ok is false elsewhere.
func (s *Step) LocalUntil(o *Step) (apart parse.Ticks, ok bool) {
	if !bothLocal(s, o) || !s.Wide() || !o.Wide() {
		return 0, false
	}
	return o.Record.Time.Wall - s.Record.Time.Wall, true
}

// apart reports a step that is of no set with one of the marks or steps of this one, by their local times.
func (s *SnapshotSet) apart(step *Step) bool {
	if !(isLocal(step.Record.Time) && step.Wide()) && step.Record.Text(parse.FieldYearless) == "" {
		if _, open := readings(step.Record); !open {
			return false
		}
	}
	for _, steps := range [][]*Step{s.freezes, s.thaws, s.Steps} { // what lies between the first and the last is nearer
		if n := len(steps); n > 0 && (steps[0].apart(step) || steps[n-1].apart(step)) {
			return true
		}
	}
	return false
}

// Told reports whether a person tells of it in words of his own: no record states it.
func (s *Step) Told() bool { return s.Record.Text(parse.FieldTool) == parse.ToolTold }

// SameLog reports whether both stand in one log with record ids.
func (s *Step) SameLog(o *Step) bool { return s.Event.SameLog(&o.Event) }

// Facts states what the step's record says, in the words of the causes.
func (s *Step) Facts() *knowledge.Facts {
	f := s.Event.Facts()
	f.Host = s.Host
	return f
}

// EndedWell counts the records and lines in which a program says that its backup ended well.
func (k *Case) EndedWell() (n int) {
	for _, s := range k.Steps {
		if s.EndedWell() {
			n++
		}
	}
	return n
}

// EndedWell reports a record or a line in which a program says that its backup ended well.
func (s *Step) EndedWell() bool {
	return s.Record.Text(parse.FieldPhrase) == parse.PhraseEndedWell || s.Kind == vocab.KindRequesterEnd && endsWell(s)
}

package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// A log is often collected twice: as the file itself, and as a table of it in local time
// that names no zone. Records that both hold tell the offset of the table. All times of
// one file are off by the same, and so are those of the files beside it that one tool made.

// offsetLearner compares records of files in local time with those of files in UTC.
type offsetLearner struct {
	wanted bool                                 // there are event logs in local time
	local  map[string]map[recordKey]parse.Ticks // by input
	utc    map[recordKey]parse.Ticks
	events eventTimes
	zones  []string // that the host's files name
}

// recordKey is what a record is called in every form of its log.
type recordKey struct {
	channel, provider string
	event             uint32
	id                uint64
}

// mostCompared is how many records of a file are compared.
const mostCompared = 256

// newOffsetLearner begins with the logs of a host. texts says that there may be events
// in local time that no header of a log tells of.
func newOffsetLearner(logs []*Log, texts bool) *offsetLearner {
	l := &offsetLearner{
		local:  map[string]map[recordKey]parse.Ticks{},
		utc:    map[recordKey]parse.Ticks{},
		events: newEventTimes(),
	}
	for _, log := range logs {
		l.wanted = l.wanted ||
			slices.ContainsFunc(log.Runs, func(r parse.Run) bool { return r.First.IsZero() || isLocal(r.First) })
	}
	l.wanted = l.wanted || texts
	l.events.wanted = l.wanted
	return l
}

// see takes a step of any file.
func (l *offsetLearner) see(s *Step) {
	r := s.Record
	l.events.see(s)
	if r.Provider == parse.ProviderHost && r.Text(parse.FieldFact) == parse.FactTimeZone {
		l.zones = append(l.zones, r.Text(parse.FieldValue))
	}
	if !l.wanted || r.RecordID == 0 || r.Time.IsZero() || r.Stale || r.IsStatement() {
		return
	}
	key := recordKey{strings.ToLower(r.Channel), strings.ToLower(r.Provider), r.EventID, r.RecordID}
	if !isLocal(r.Time) {
		l.utc[key] = r.Time.Wall
		return
	}
	of := l.local[s.Source]
	if of == nil {
		of = map[recordKey]parse.Ticks{}
		l.local[s.Source] = of
	}
	if len(of) < mostCompared {
		of[key] = r.Time.Wall
	}
}

// offsets are those of the files in local time that records of another file tell: all that
// both hold must agree on one.
func (l *offsetLearner) offsets() map[string]fileOffset {
	found, against := map[string]parse.Ticks{}, map[string]bool{}
	for source, local := range l.local {
		var offset parse.Ticks
		agreed := 0
		for key, wall := range local {
			utc, ok := l.utc[key]
			if !ok {
				continue
			}
			o, ok := zoneOffset(wall - utc)
			if !ok || agreed > 0 && o != offset {
				agreed = -1
				break
			}
			offset = o
			agreed++
		}
		if agreed > 0 {
			found[source] = offset
		}
		against[source] = agreed < 0
	}
	l.events.offsets(found, against)
	zone, of := zoneOfNames(l.zones), map[string]fileOffset{}
	for source, offset := range found {
		of[source] = fileOffset{at: offset}
		if zone != nil && l.events.files[source].follows(zone, offset) {
			of[source] = fileOffset{at: offset, rule: zone}
		}
	}
	return of
}

// fileOffset is that of the local times of a file: one for all of them, or by the rule of a zone.
type fileOffset struct {
	at   parse.Ticks
	rule *namedZone
}

// of is the offset of a local time; ok is false within an hour of a change of the clocks: one of those hours is
// repeated when summer time ends.
func (o fileOffset) of(local parse.Ticks) (offset parse.Ticks, ok bool) {
	if o.rule == nil {
		return o.at, true
	}
	offset = o.rule.offsetAt(local)
	return offset, o.rule.offsetAt(local-parse.Hour) == offset && o.rule.offsetAt(local+parse.Hour) == offset
}

// toUTC is a local time on UTC; in the hour that is repeated the first of the two.
func (o fileOffset) toUTC(local parse.Ticks) parse.Ticks {
	offset, _ := o.of(local)
	return local - offset
}

// follows reports a file over whose time the rule of the zone changes the clocks, and in which one of the two offsets
// was found: then the rule tells that of each record.
func (f *localFile) follows(zone *namedZone, offset parse.Ticks) bool {
	if f == nil {
		return false
	}
	const week = 7 * parse.Day // less than the time between two changes of the clocks
	changed, passed := false, false
	for at, end := f.first, min(f.last, f.first+53*week); ; at = min(at+week, end) { // in a year there are all of them
		o := zone.offsetAt(at)
		changed, passed = changed || o != zone.offsetAt(f.first), passed || o == offset
		if at == end {
			return changed && passed
		}
	}
}

// zoneOffset is the offset of a zone that a difference of two times of one record can be:
// whole quarters of an hour, less what the coarser of the two forms cuts off.
func zoneOffset(d parse.Ticks) (parse.Ticks, bool) { return quarters(d, parse.OutOfOrder) }

// quarters is the same for times that may lie apart by slack.
func quarters(d, slack parse.Ticks) (parse.Ticks, bool) {
	const quarter = 15 * parse.Minute
	rest := ((d+quarter/2)%quarter+quarter)%quarter - quarter/2
	o := d - rest
	return o, max(rest, -rest) <= slack && o >= unknownOffsets.Lo && o <= unknownOffsets.Hi
}

// toUTC puts the time of a record of a file whose offset was learnt on UTC.
func toUTC(r *parse.Timestamp, o fileOffset) {
	if !isLocal(*r) {
		return
	}
	if offset, ok := o.of(r.Wall); ok {
		*r = parse.Timestamp{Wall: r.Wall - offset, Resolution: r.Resolution, Zone: parse.ZoneUTC}
	}
}

// logsToUTC does the same for what the headers of files tell.
func logsToUTC(logs []*Log, offsets map[string]fileOffset) []*Log {
	if len(offsets) == 0 {
		return logs
	}
	moved := slices.Clone(logs)
	for i, l := range logs {
		offset, ok := offsets[l.Source]
		if !ok {
			continue
		}
		own := *l
		own.Runs = slices.Clone(l.Runs)
		for n := range own.Runs {
			r := &own.Runs[n]
			if !isLocal(r.First) {
				continue
			}
			for _, t := range []*parse.Timestamp{&r.First, &r.Last} {
				*t = parse.Timestamp{Wall: offset.toUTC(t.Wall), Resolution: t.Resolution, Zone: parse.ZoneUTC}
			}
			r.Earliest, r.Latest, r.QuietFrom = offset.toUTC(r.Earliest), offset.toUTC(r.Latest), offset.toUTC(r.QuietFrom)
			r.Backs = slices.Clone(r.Backs)
			for b := range r.Backs {
				r.Backs[b].From, r.Backs[b].To = offset.toUTC(r.Backs[b].From), offset.toUTC(r.Backs[b].To)
			}
		}
		moved[i] = &own
	}
	return moved
}

// floating reports whether all times of the host's logs and of the events in its texts are
// of one zone that is not known for sure: then what lies between them is known all the same.
func (h *Host) floating(logs []*Log) bool {
	if h.texts.utc {
		return false
	}
	local := h.texts.open(&h.clock) || h.texts.only() && len(h.clock.offsets) != 1
	for _, l := range logs {
		for _, r := range l.Runs {
			switch {
			case r.First.IsZero():
			case !isLocal(r.First):
				return false
			default:
				i := h.clock.interval(r.First, false)
				local = local || i.Hi-i.Lo > r.First.Resolution
			}
		}
	}
	return local
}

// datedOne is the offset that is known for moments of the host, if it is one for all of them, and
// possible at all.
func (c *clock) datedOne() (parse.Ticks, bool) {
	o, ok := oneOffset(c.dated)
	return o, ok && (len(c.offsets) == 0 || slices.Contains(c.offsets, o))
}

// oneOffset is the offset that is known for several moments, if it is the same for all of them.
func oneOffset(dated []datedOffset) (parse.Ticks, bool) {
	if len(dated) == 0 || slices.ContainsFunc(dated, func(d datedOffset) bool { return d.offset != dated[0].offset }) {
		return 0, false
	}
	return dated[0].offset, true
}

// float takes all local times of the host for those of one zone.
func (h *Host) float() {
	c := &h.clock
	lo, hi, base := unknownOffsets.Lo, unknownOffsets.Hi, parse.Ticks(0)
	if len(c.offsets) > 0 {
		lo, hi = c.offsets[0], c.offsets[len(c.offsets)-1]
		base = lo
	}
	if o, ok := c.datedOne(); ok { // what has an offset of its own is then told among the others as it was
		base = o
	}
	h.clock = clock{
		floats: true,
		base:   base,
		Basis:  cmp.Or(c.Basis, "not stated") + "; all times are taken to be of one zone",
	}
	h.clock.drift.Lo, h.clock.drift.Hi = base-hi+min(h.open.shift.Lo, 0), base-lo+max(h.open.shift.Hi, 0)
}

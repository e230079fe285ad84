package correlate

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// datedOffset is an offset of the host's clock that is known for one moment: stated
// by the host, or the one under which a text and an event log agree.
type datedOffset struct {
	at     interval.Interval // UTC
	offset parse.Ticks
}

// run is a poll without a pause: as long as its stamps grow by minutes at most, the
// clock was not put an hour forward or back.
type run struct {
	first, last parse.Ticks // local
	offset      parse.Ticks
}

// How far an offset that is known for one moment reaches, where the zone has summer
// time: between two that are the same it holds if less than the shortest summer time
// lies between them; else for half a day, if no night lies between in which clocks are
// changed.
const (
	betweenOffsets = 27 * parse.Day
	nearOffset     = 12 * parse.Hour
	listingPause   = 10 * parse.Minute
)

// possibleOffsets are the offsets from UTC that the facts of the host allow, and who states
// them: the one in standard time, and the one at some moment. A zone with summer time has two.
func (h *Host) possibleOffsets() (offsets []parse.Ticks, basis string) {
	rule, ruled := h.summerTime()
	steady := h.steadyZone() || ruled && !rule.has()
	add := func(o parse.Ticks) {
		if !slices.Contains(offsets, o) {
			offsets = append(offsets, o)
		}
	}
	for _, s := range h.facts(parse.FactUTCOffset) {
		if o, ok := offsetOf(s); ok {
			add(o)
			basis = "stated by " + s.Source
			if !steady {
				add(o + parse.Hour)
				basis += ", summer time open"
			}
		}
	}
	for _, s := range h.facts(parse.FactOffsetNow) {
		o, ok := offsetOf(s)
		if !ok || slices.Contains(offsets, o) {
			continue
		}
		add(o)
		if basis = "stated by " + s.Source; !steady { // which of the two it is, is not said
			add(o - parse.Hour)
			add(o + parse.Hour)
			basis += ", summer time open"
		}
	}
	slices.Sort(offsets)
	return offsets, basis
}

// summerTime is the rule of the host's zone: its offset, and the months in which it
// begins and ends; both 0 where the zone has none.
type summerTime struct {
	offset      parse.Ticks
	begins, end time.Month
}

// summerTime returns the rule that the host states; ok is false if there is none, or
// its files state several.
func (h *Host) summerTime() (rule summerTime, ok bool) {
	for _, s := range h.facts(parse.FactSummerTime) {
		var r summerTime
		var seconds, begins, end int
		if value := s.Record.Text(parse.FieldValue); value != "none" {
			if n, _ := fmt.Sscanf(value, "%d from month %d to %d", &seconds, &begins, &end); n != 3 {
				continue
			}
			r = summerTime{parse.Ticks(seconds) * parse.Second, time.Month(begins), time.Month(end)}
		}
		if ok && r != rule {
			return summerTime{}, false
		}
		rule, ok = r, true
	}
	return rule, ok
}

// has reports whether the zone has summer time at all.
func (r *summerTime) has() bool { return r.begins != 0 }

// allows reports whether a local time can be of an offset by the rule. Rules change:
// for a month before and after each change of the clocks both are possible.
func (r *summerTime) allows(local, offset parse.Ticks) bool {
	month := local.Time().Month()
	if !r.has() || near(month, r.begins) || near(month, r.end) {
		return true
	}
	summer := month > r.begins && month < r.end
	if r.begins > r.end { // south of the equator
		summer = month > r.begins || month < r.end
	}
	return summer == (offset == r.offset)
}

// near reports whether two months are the same or follow each other.
func near(a, b time.Month) bool {
	d := (int(a) - int(b) + 12) % 12
	return d <= 1 || d == 11
}

func offsetOf(s *Step) (parse.Ticks, bool) {
	n, err := strconv.Atoi(s.Record.Text(parse.FieldValue))
	return parse.Ticks(n) * parse.Second, err == nil
}

// steadyZones have no summer time in the years of Windows logs, by a city that
// Windows prints in the zone's name.
var steadyZones = []string{
	"Tokyo",
	"Osaka",
	"Seoul",
	"Taipei",
	"Singapore",
	"Beijing",
	"Hong Kong",
	"Bangkok",
	"Jakarta",
	"Kolkata",
	"Calcutta",
	"Mumbai",
	"Arizona",
	"Hawaii",
	"Coordinated Universal Time",
	"Reykjavik",
	"Monrovia",
	"Brisbane",
	"Nairobi",
	"Harare",
	"Pretoria",
	"Riyadh",
	"Abu Dhabi",
	"Bogota",
}

func (h *Host) steadyZone() bool {
	for _, s := range h.facts(parse.FactTimeZone) {
		for _, city := range steadyZones {
			if strings.Contains(s.Record.Text(parse.FieldValue), city) {
				return true
			}
		}
	}
	return false
}

// statedOffsets are those that the host states for a moment.
func (h *Host) statedOffsets() []datedOffset {
	var dated []datedOffset
	for _, s := range h.facts(parse.FactOffsetNow) {
		if o, ok := offsetOf(s); ok && s.Record.Time.Zone == parse.ZoneOffset && !s.Record.Time.IsZero() {
			dated = append(dated, datedOffset{interval.At(s.Record.Time), o})
		}
	}
	return dated
}

// startReach is how long after its own time the record of a start of Windows is written at most.
const startReach = 2 * parse.Minute

// startOffsets are the offsets that records in local time tell of their own moment: the record of a
// start of Windows (Kernel-General 12) names that start in UTC.
func startOffsets(steps []*Step) (dated []datedOffset) {
	for _, s := range steps {
		r := s.Record
		if r.EventID != 12 || !isLocal(r.Time) || r.Time.IsZero() || !strings.HasSuffix(r.Provider, "Kernel-General") {
			continue
		}
		if stamps := vocab.Stamps(r); len(stamps) == 1 {
			if o, ok := quarters(r.Time.Wall-stamps[0], startReach); ok {
				dated = append(dated, datedOffset{interval.Of(r.Time.Wall-o, r.Time.Wall-o+r.Time.Resolution), o})
			}
		}
	}
	return dated
}

// runsOf are the polls without a pause in which the offset is known for a moment.
func runsOf(listings []clockListing, dated []datedOffset) []run {
	if len(dated) == 0 {
		return nil
	}
	var runs []run
	last := map[string]int{} // by input: its run that still goes on
	inPlace := slices.Clone(listings)
	slices.SortStableFunc(inPlace, func(a, b clockListing) int { return a.number - b.number })
	for _, c := range inPlace {
		t := c.time
		if t.IsZero() || t.Zone == parse.ZoneUTC || t.Zone == parse.ZoneOffset {
			continue
		}
		if i, ok := last[c.source]; ok && t.Wall >= runs[i].last && t.Wall-runs[i].last <= listingPause {
			runs[i].last = t.Wall
			continue
		}
		last[c.source] = len(runs)
		runs = append(runs, run{first: t.Wall, last: t.Wall})
	}
	index := indexRuns(runs)
	var known []run
	for _, d := range dated {
		mid := (d.at.Lo+d.at.Hi)/2 + d.offset
		for _, r := range index.Overlapping(interval.Of(mid, mid)) {
			r.offset = d.offset
			known = append(known, r)
		}
	}
	return known
}

func indexRuns(runs []run) *interval.Index[run] {
	return interval.NewIndex(runs, func(r run) interval.Interval { return interval.Of(r.first, r.last) })
}

// allows reports whether a local reading can be of an offset, by those that are known
// for moments around it.
func (c *clock) allows(local interval.Interval, offset parse.Ticks, listing bool) bool {
	if listing {
		if runs := c.runs.Overlapping(interval.Of(local.Lo, local.Lo)); len(runs) > 0 {
			return slices.ContainsFunc(runs, func(r run) bool { return r.offset == offset })
		}
	}
	if !c.summer.allows(local.Lo, offset) || !c.named.allows(local, offset) {
		return false
	}
	at := local.Shift(-offset)
	i, _ := slices.BinarySearchFunc(
		c.dated,
		at.Lo,
		func(d datedOffset, t parse.Ticks) int { return cmp.Compare(d.at.Lo, t) },
	)
	var before, after *datedOffset
	if i > 0 {
		before = &c.dated[i-1]
	}
	if i < len(c.dated) {
		after = &c.dated[i]
	}
	if before != nil && after != nil && before.offset == after.offset && after.at.Hi-before.at.Lo <= betweenOffsets {
		return offset == before.offset
	}
	for _, d := range []*datedOffset{before, after} {
		if d != nil && !listing && local.Lo >= d.at.Lo+d.offset && local.Hi <= d.at.Hi+d.offset {
			return offset == d.offset // what told the offset itself
		}
		if d != nil && max(d.at.Hi-at.Lo, at.Hi-d.at.Lo) <= nearOffset && !c.mayChange(at.Hull(d.at), d.offset) {
			return offset == d.offset
		}
	}
	return true
}

// mayChange reports whether the clocks of the host may have been changed within a span: in a night in which clocks
// are changed, or, where its zone is known, only if the rule of that changes them.
func (c *clock) mayChange(span interval.Interval, offset parse.Ticks) bool {
	if c.named != nil {
		_, before := (span.Lo - parse.Day).Time().In(c.named.location).Zone()
		_, after := (span.Hi + parse.Day).Time().In(c.named.location).Zone()
		return before != after
	}
	return changeNight(span.Shift(offset))
}

// changeNight reports whether a night lies in a span of local time after which, on a
// Friday, Saturday or Sunday, clocks may show another time.
func changeNight(local interval.Interval) bool {
	// From 22 o'clock to four: two hours later it is the morning of the same day.
	from, to := local.Lo-parse.Hour+2*parse.Hour, local.Hi+parse.Hour+2*parse.Hour
	for day := from - from%parse.Day; day <= to; day += parse.Day {
		switch day.Time().Weekday() {
		case time.Friday, time.Saturday, time.Sunday:
			if from < day+6*parse.Hour && to >= day {
				return true
			}
		}
	}
	return false
}

// resolveClock finds the offsets of the host's local times: from a zone given by the
// user, else those that the host states, narrowed around each moment for which one is
// known.
func (h *Host) resolveClock(
	zone Zone,
	logs []*Log,
	steps []*Step,
	listings []clockListing,
	covered func(interval.Interval) bool,
) {
	h.clockFromFiles(steps, listings, covered)
	if zone.Location != nil && !h.open.none() { // of a day that is not known
		h.clock.offsets, h.clock.Basis = yearOffsets(zone.Location), "zone given: "+zone.Location.String()
		h.float()
		return
	}
	if zone.Location != nil {
		if h.refused = h.contradicts(zone.Location, logs); h.refused == "" || zone.Force {
			h.clock = clock{location: zone.Location, Basis: "zone given: " + zone.Location.String()}
			return
		}
		h.clock.Basis += "; the zone given is not used: " + h.refused
	}
	if !h.floating(logs) && h.open.none() {
		return
	}
	if z := h.clock.named; z != nil && h.open.none() && (!z.repeats(h, logs) || z.changesIn(steps)) &&
		h.contradicts(z.location, logs) == "" {
		h.clock = clock{location: z.location, Basis: h.clock.Basis + "; by the rule of the zone named, " +
			z.location.String()}
		return
	}
	h.float()
}

// yearOffsets are the offsets that a zone has in the course of a year, ascending.
func yearOffsets(zone *time.Location) []parse.Ticks {
	var all []parse.Ticks
	for _, month := range []time.Month{time.January, time.July} {
		_, seconds := time.Date(2024, month, 15, 12, 0, 0, 0, zone).Zone()
		if o := parse.Ticks(seconds) * parse.Second; !slices.Contains(all, o) {
			all = append(all, o)
		}
	}
	slices.Sort(all)
	return all
}

// clockFromFiles finds the offsets that the host's own files tell.
func (h *Host) clockFromFiles(steps []*Step, listings []clockListing, covered func(interval.Interval) bool) {
	stated, basis := h.possibleOffsets()
	candidates := stated
	if len(candidates) == 0 {
		for o := unknownOffsets.Lo; o <= unknownOffsets.Hi; o += 15 * parse.Minute {
			candidates = append(candidates, o)
		}
		basis = "not stated"
	}
	h.clock = clock{offsets: stated, Basis: basis}
	if rule, ok := h.summerTime(); ok && len(stated) == 2 &&
		slices.Contains(stated, rule.offset) { // else other files state another zone
		h.clock.summer = rule
	} else if zone := h.namedZone(); zone != nil && len(stated) == 2 && slices.Contains(stated, zone.standard) {
		h.clock.named = zone
	}
	dated := append(h.statedOffsets(), startOffsets(steps)...)
	agreeing := map[parse.Ticks][]datedOffset{}
	events := momentsOf(steps)
	wakings := wakingsOf(listings, events)
	for _, o := range candidates {
		if matches := anchored(o, wakings, events, covered); len(matches) > 0 {
			agreeing[o] = matches
		}
	}
	if len(agreeing) == 0 && len(dated) == 0 {
		if o, matches := newAlikeness(h.Name, steps).offset(candidates, covered); len(matches) > 0 {
			agreeing[o] = matches
		}
	}
	if len(agreeing) == 1 {
		for o, matches := range agreeing {
			dated = append(dated, matches...)
			h.clock.Basis = fmt.Sprintf(
				"offset %s: the one under which texts and event logs agree",
				interval.Seconds(o),
			)
			if len(stated) == 0 && h.steadyZone() {
				h.clock.offsets = []parse.Ticks{o}
			} else if len(stated) == 0 {
				h.clock.offsets = []parse.Ticks{o - parse.Hour, o, o + parse.Hour}
			}
		}
	}
	if o, ok := oneOffset(dated); ok && len(agreeing) == 0 && len(stated) == 0 {
		h.clock.Basis = fmt.Sprintf("offset %s: the one that a start of Windows states", interval.Seconds(o))
		h.clock.offsets = []parse.Ticks{o - parse.Hour, o, o + parse.Hour}
	}
	slices.SortStableFunc(dated, func(a, b datedOffset) int { return cmp.Compare(a.at.Lo, b.at.Lo) })
	h.clock.dated, h.clock.runs = dated, indexRuns(runsOf(listings, dated))
}

// OpenOffsets says which offsets to UTC the local time of a record may have, "" if it
// is one only.
func (k *Case) OpenOffsets(r *parse.Record) string {
	c := &k.Host.clock
	if c.floats && isLocal(r.Time) && isListing(r) {
		return "of a zone that need not be that of the logs"
	}
	if r.Time.IsZero() || r.Time.Zone == parse.ZoneUTC || r.Time.Zone == parse.ZoneOffset || c.location != nil ||
		c.floats {
		return ""
	}
	if len(c.offsets) == 0 {
		return "of a zone that no file states"
	}
	i := c.interval(r.Time, isListing(r))
	local := interval.At(r.Time)
	if i.Hi-i.Lo == local.Hi-local.Lo {
		return ""
	}
	return "UTC" + offsetText(local.Hi-i.Hi) + " or UTC" + offsetText(local.Lo-i.Lo)
}

func isListing(r *parse.Record) bool {
	return r.Provider == parse.ProviderListing || r.Provider == parse.ProviderWriter
}

// offsetText writes an offset as people do: +1, -3:30, "" for none.
func offsetText(o parse.Ticks) string {
	sign := "+"
	if o < 0 {
		sign, o = "-", -o
	}
	switch hours, minutes := o/parse.Hour, o%parse.Hour/parse.Minute; {
	case o == 0:
		return ""
	case minutes == 0:
		return fmt.Sprintf("%s%d", sign, hours)
	default:
		return fmt.Sprintf("%s%d:%02d", sign, hours, minutes)
	}
}

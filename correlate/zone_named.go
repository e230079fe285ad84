package correlate

import (
	"strings"
	"time"
	_ "time/tzdata" // the same rules on any machine

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// namedZone is the zone that a host's systeminfo names, with the rule of that zone.
type namedZone struct {
	standard parse.Ticks // its offset outside of summer time
	location *time.Location
}

// zonesByCity are locations of zones with summer time, by a city or word that Windows prints
// in the name of the zone in several languages: "(UTC+01:00) Amsterdam, Berlin, Bern, Rome,
// Stockholm, Vienna". Source: CLDR windowsZones.xml with the names of
// https://learn.microsoft.com/en-us/windows-hardware/manufacture/desktop/default-time-zones
// (reported).
var zonesByCity = []struct{ city, location string }{
	{"Berlin", "Europe/Berlin"},
	{"Budapest", "Europe/Budapest"},
	{"Madrid", "Europe/Paris"},
	{"Sarajevo", "Europe/Warsaw"},
	{"Edinburgh", "Europe/London"},
	{"Bucharest", "Europe/Bucharest"},
	{"Helsinki", "Europe/Helsinki"},
	{"Eastern Time (US & Canada)", "America/New_York"},
	{"Central Time (US & Canada)", "America/Chicago"},
	{"Mountain Time (US & Canada)", "America/Denver"},
	{"Pacific Time (US & Canada)", "America/Los_Angeles"},
	{"Atlantic Time (Canada)", "America/Halifax"},
	{"Newfoundland", "America/St_Johns"},
	{"Canberra", "Australia/Sydney"},
	{"Hobart", "Australia/Hobart"},
	{"Adelaide", "Australia/Adelaide"},
	{"Auckland", "Pacific/Auckland"},
}

// namedZone is the zone that the host's files name; nil if they name none, several, or one
// whose rule is not known here.
func (h *Host) namedZone() *namedZone {
	var names []string
	for _, s := range h.facts(parse.FactTimeZone) {
		names = append(names, s.Record.Text(parse.FieldValue))
	}
	return zoneOfNames(names)
}

// zoneOfNames is the zone that all of some names stand for.
func zoneOfNames(names []string) *namedZone {
	var found *namedZone
	for _, name := range names {
		zone := zoneNamed(name)
		if zone == nil || found != nil && found.location.String() != zone.location.String() {
			return nil
		}
		found = zone
	}
	return found
}

// offsetAt is the offset of the zone at a local time; in the hour that is repeated the first one.
func (z *namedZone) offsetAt(local parse.Ticks) parse.Ticks {
	t := local.Time()
	_, seconds := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, z.location).Zone()
	return parse.Ticks(seconds) * parse.Second
}

func zoneNamed(name string) *namedZone {
	for _, z := range zonesByCity {
		if !strings.Contains(name, z.city) {
			continue
		}
		location, err := time.LoadLocation(z.location)
		if err != nil {
			return nil // the machine has no zone database
		}
		_, january := time.Date(2020, time.January, 1, 0, 0, 0, 0, location).Zone()
		_, july := time.Date(2020, time.July, 1, 0, 0, 0, 0, location).Zone()
		return &namedZone{standard: parse.Ticks(min(january, july)) * parse.Second, location: location}
	}
	return nil
}

// allows reports whether a local time can be of an offset. That of summer time can only
// be where the zone has it; the other one always, as a host may have summer time
// switched off.
func (z *namedZone) allows(local interval.Interval, offset parse.Ticks) bool {
	if z == nil || offset == z.standard {
		return true
	}
	for _, at := range []parse.Ticks{local.Lo, local.Hi} {
		if _, o := (at - offset).Time().In(z.location).Zone(); parse.Ticks(o)*parse.Second == offset {
			return true
		}
	}
	return false
}

// repeats reports whether an hour that the zone has twice, as its summer time ends, lies in
// the time that logs and texts of the host cover: what lies in it is better told by the
// host's clock alone.
func (z *namedZone) repeats(h *Host, logs []*Log) bool {
	for _, l := range logs {
		for _, r := range l.Runs {
			at := interval.Of(r.Earliest, r.Latest)
			if isLocal(r.First) {
				at = locate(at, z.location)
			}
			if r.Timed() && z.turnsBack(at) {
				return true
			}
		}
	}
	for _, days := range h.texts.local {
		for day := range days {
			if z.turnsBack(locate(interval.Of(day*parse.Day, (day+1)*parse.Day), z.location)) {
				return true
			}
		}
	}
	return false
}

// turnsBack reports whether the clocks of the zone are put back within a time in UTC, or hours beside it.
func (z *namedZone) turnsBack(at interval.Interval) bool {
	const step = 6 * parse.Hour
	_, last := (at.Lo - step).Time().In(z.location).Zone()
	for t := at.Lo; t < at.Hi+2*step; t += step {
		_, now := min(t, at.Hi+step).Time().In(z.location).Zone()
		if now < last {
			return true
		}
		last = now
	}
	return false
}

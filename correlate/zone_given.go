package correlate

import (
	"fmt"
	"slices"
	"time"

	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Zone is the time zone that a user gives for local times of which no file tells the zone.
type Zone struct {
	Location *time.Location // nil: none is given
	Force    bool           // use it for hosts whose files say otherwise too
}

// contradicts says why a zone cannot be that of the host, by what its files state, "" if it
// can: no offset that it has in the years of the host's logs is one of those.
func (h *Host) contradicts(zone *time.Location, logs []*Log) string {
	stated, basis := h.possibleOffsets()
	for _, d := range slices.Concat(h.clock.dated, h.learned) {
		_, seconds := d.at.Lo.Time().In(zone).Zone()
		if o := parse.Ticks(seconds) * parse.Second; o != d.offset && d.at.Known() {
			return fmt.Sprintf(
				"at %s the host's clock was at UTC%s, and %s has UTC%s",
				d.at.Lo.Time().Format(time.DateTime),
				offsetText(d.offset),
				zone,
				offsetText(o),
			)
		}
	}
	if len(stated) == 0 {
		return ""
	}
	years := []int{2024}
	if seen := logged(logs); seen.Lo <= seen.Hi && seen.Lo > interval.Never {
		years = []int{seen.Lo.Time().Year(), seen.Hi.Time().Year()}
	}
	var has []string
	for _, year := range years {
		for _, month := range []time.Month{time.January, time.July} {
			_, seconds := time.Date(year, month, 15, 12, 0, 0, 0, zone).Zone()
			o := parse.Ticks(seconds) * parse.Second
			if slices.Contains(stated, o) {
				return ""
			}
			if word := "UTC" + offsetText(o); !slices.Contains(has, word) {
				has = append(has, word)
			}
		}
	}
	says := make([]string, len(stated))
	for i, o := range stated {
		says[i] = "UTC" + offsetText(o)
	}
	return fmt.Sprintf("the host is at %v (%s), and %s has %v", says, basis, zone, has)
}

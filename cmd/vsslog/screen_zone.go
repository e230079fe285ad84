package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/analysis"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// shownZone is the zone of the times on the screen: UTC, that of each host as far as
// its files state it, or one for all.
type shownZone struct {
	host     bool
	location *time.Location // nil: UTC, or host
	name     string
}

// readShownZone reads the value of --show-tz.
func readShownZone(text string) (shownZone, error) {
	switch {
	case text == "" || strings.EqualFold(text, "utc"):
		return shownZone{name: "UTC"}, nil
	case strings.EqualFold(text, "host"):
		return shownZone{host: true, name: "host's time"}, nil
	}
	location, err := analysis.LoadZone(text)
	if err != nil {
		return shownZone{}, usage("--show-tz: host, UTC or an IANA name is required: %w", err)
	}
	return shownZone{location: location, name: text}, nil
}

// ahead is by how much the zone is ahead of UTC at a time of a host; ok is false where it
// is not known, or changes within the time.
func (z shownZone) ahead(k *correlate.Case, at interval.Interval) (ahead parse.Ticks, ok bool) {
	if !at.Known() {
		return 0, false
	}
	if z.host {
		return k.LocalOffset(at)
	}
	if _, floats := k.Floats(); floats || z.location == nil {
		return 0, false
	}
	_, from := at.Lo.Time().In(z.location).Zone()
	_, to := at.Hi.Time().In(z.location).Zone()
	return parse.Ticks(from) * parse.Second, from == to
}

// text is a time of a host in few words. Where the zone that was asked for is not known it
// is in UTC, and says so.
func (z shownZone) text(k *correlate.Case, at interval.Interval) string {
	return z.as(k, at, interval.Interval.Brief)
}

// failed is text for a failure: when it happened and, where that differs, when its set
// was begun; "" if nothing states either.
func (z shownZone) failed(a *detect.Answer) string {
	begun := z.text(a.Case, a.Started())
	at, differs := a.Failure.FailedAt()
	if !differs {
		if !a.Started().Known() {
			return ""
		}
		return begun
	}
	words := "failed " + z.as(a.Case, at, interval.Interval.Close)
	if started := a.Failure.Set.Started; started.Known() {
		begun = z.text(a.Case, started)
		const date = len("2006-01-02 ")
		if started.Exact() && strings.HasPrefix(words, "failed "+begun[:date]) {
			begun = begun[date:]
		}
		words += ", set begun " + begun
	}
	return words
}

// byHost follows a time by the host's own clock, whose zone nothing states.
const byHost = " host"

// as is an instant in the zone, written in one of the ways of intervals. Where nothing states
// the zone of the host it is by the host's clock, and says so.
func (z shownZone) as(k *correlate.Case, at interval.Interval, written func(interval.Interval) string) string {
	if ahead, floats := k.Floats(); floats && at.Known() {
		return k.AsWritten(written(k.Unshown(at).Shift(ahead))) + byHost
	}
	if !z.host && z.location == nil {
		return written(at)
	}
	ahead, ok := z.ahead(k, at)
	if !ok {
		if text := written(at); text != "unknown" {
			return text + " UTC"
		}
		return written(at)
	}
	text := written(at.Shift(ahead))
	if z.host { // of several hosts they differ
		minutes := int(ahead / parse.Minute)
		sign := '+'
		if minutes < 0 {
			sign, minutes = '-', -minutes
		}
		text += fmt.Sprintf(" %c%02d:%02d", sign, minutes/60, minutes%60)
	}
	return text
}

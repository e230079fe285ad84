package correlate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Case is everything known about one host.
type Case struct {
	Host     *Host
	Steps    []*Step // in total order, each record once
	Logs     []*Log
	Captures []*Capture
	Sets     []*SnapshotSet
	Loose    []*Step // steps that fit no set
	// Duplicates counts per source the records that another source had already given.
	Duplicates map[string]int

	rest         *rest      // of the host, where the case is a stretch of it; nil: the case is all of it
	polls        *polls     // of the host
	listings     *Listings  // made when it is asked for
	remainder    *Remainder // of a case that is what remains of a host which was cut
	stepIndex    *timeIndex[*Step]
	captureIndex *timeIndex[*Capture]
	setIndex     *setsByTime
	histories    map[string][]*WriterState // of each instance, in the order of the captures: see statesOf
	position     map[*WriterState]int      // in its history
	wokeIn       map[*WriterState]*SnapshotSet
	sql, msde    bool    // captures list SqlServerWriter, MSDEWriter
	clockSteps   []*Step // that tell of a changed clock or of sleep
}

// build puts all times on UTC, drops what was met twice, and forms the sets.
func (k *Case) build(zone *time.Location) {
	k.readDates()
	told := newTexts()
	for _, s := range k.Steps {
		s.At = readAt(s.Record)
		told.see(s)
	}
	slices.SortStableFunc(k.Steps, (*Step).Compare)
	k.dropDuplicates()
	k.Captures = gatherCaptures(k.Steps)
	sortLocal(k.Captures)
	if k.rest == nil {
		k.survey(zone)
	} else {
		k.own()
	}
	for _, s := range k.Steps {
		told.lead(s)
		s.At, s.place = k.Host.clock.when(s.Record), k.Host.clock.place(s)
	}
	for _, c := range k.Captures {
		c.At, c.place = c.Steps[0].At, c.Steps[0].place
		c.stamped = k.Host.clock.stamped(c)
	}
	slices.SortStableFunc(k.Steps, (*Step).Compare)
	inPlace := slices.Clone(k.Captures)
	slices.SortStableFunc(inPlace, func(a, b *Capture) int { return a.Number - b.Number })
	k.tellCaptures(inPlace)
	if k.rest == nil {
		k.polls = newPolls(k.Captures)
	}
	k.index()
	k.indexStates()
	k.nameSQLWriter()
	k.formSets()
}

// survey takes from the steps what is about the host as a whole: its facts, and
// how its clock stood. The steps and captures are in the order of their own times.
func (k *Case) survey(zone *time.Location) {
	for _, s := range k.Steps {
		if isFact(s) {
			k.Host.Facts = append(k.Host.Facts, s)
		}
	}
	k.Host.resolveClock(zone, k.Steps, k.Captures, func(span Instant) bool {
		ok, _ := k.Covered("Application", span)
		return ok
	})
}

// readAt is the time of a record as it was read, whatever its zone.
func readAt(r *parse.Record) Instant {
	i := At(r.Time)
	if !r.Until.IsZero() {
		i.Hi = max(i.Hi, At(r.Until).Hi)
	}
	return i
}

// between returns the steps that may lie in span.
func (k *Case) between(span Instant) []*Step {
	if k.remainder != nil {
		return k.remainder.between(span)
	}
	return k.stepIndex.in(span)
}

// During returns the steps of the host that may lie in span, in total order: those
// of the kinds given, or of all kinds.
func (k *Case) During(span Instant, kinds ...Kind) []*Step {
	found := k.between(span)
	if len(kinds) > 0 {
		found = slices.DeleteFunc(found, func(s *Step) bool { return !slices.Contains(kinds, s.Kind) })
	}
	slices.SortStableFunc(found, (*Step).Compare)
	return found
}

// CapturesIn returns the captures that may lie in span, in order of their stamps.
func (k *Case) CapturesIn(span Instant) []*Capture {
	found := k.captureIndex.in(span)
	sortCaptures(found)
	return found
}

// index prepares between, CapturesIn and ClockDoubts.
func (k *Case) index() {
	steps := k.Steps
	if k.rest != nil {
		steps = slices.Concat(k.rest.services, k.Steps)
	} else {
		k.clockSteps = nil
		for _, s := range k.Steps {
			if tellsOfClock(s) {
				k.clockSteps = append(k.clockSteps, s)
			}
		}
	}
	last := k.lastDay()
	k.stepIndex = newTimeIndex(steps, parse.Minute, func(s *Step) Instant {
		if i := s.reach(); i != Unknown || isFact(s) {
			return i
		}
		return last
	})
	k.captureIndex = newTimeIndex(k.Captures, parse.Minute, func(c *Capture) Instant {
		if i := c.reach(); i != Unknown {
			return i
		}
		return last
	})
}

// isFact reports a step that is kept with the host.
func isFact(s *Step) bool { return s.Kind == KindHostFact || s.Kind == KindBoot }

// tellsOfClock reports a step that tells of a changed clock or of sleep.
func tellsOfClock(s *Step) bool { return s.Kind == KindClockChange || s.Kind == KindSuspend }

// sortLocal orders captures before their zone is known.
func sortLocal(captures []*Capture) {
	for _, c := range captures {
		c.At = c.Steps[0].At
	}
	sortCaptures(captures)
}

// when puts a record's time on UTC. A time that is only an upper bound (a
// requester's text) has no lower bound.
func (c *clock) when(r *parse.Record) Instant {
	capture := isCapture(r)
	i := c.instant(r.Time, capture)
	if !r.Until.IsZero() {
		i.Hi = max(i.Hi, c.instant(r.Until, capture).Hi)
	} else if capture {
		i.Hi = Forever // the end of the capture is open
	}
	if r.Time.IsZero() || r.Provider == parse.ProviderRequester && r.Stamp != parse.StampRecord {
		i.Lo = Never
	}
	return i
}

// stamped is when a capture was started at the latest.
func (c *clock) stamped(capture *Capture) parse.Ticks {
	return c.instant(capture.Steps[0].Record.Time, true).Hi
}

// ClockBasis says how local times of the host were put on UTC.
func (k *Case) ClockBasis() string { return k.Host.clock.Basis }

// dropDuplicates keeps the first of equal records and remembers where else they
// stood. Records of one log are equal if provider, id, record id, time and data are.
func (k *Case) dropDuplicates() {
	seen := map[string]*Step{}
	k.Duplicates = map[string]int{}
	kept := k.Steps[:0]
	for _, s := range k.Steps {
		key := identity(s)
		first := seen[key]
		if first == nil {
			seen[key] = s
			kept = append(kept, s)
			continue
		}
		if first.Record.FromText && !s.Record.FromText || first.Record.Salvaged && !s.Record.Salvaged {
			*first, *s = *s, *first // the better copy counts
		}
		first.Other = append(first.Other, s.Source)
		k.Duplicates[s.Source]++
	}
	clear(k.Steps[len(kept):])
	k.Steps = kept
}

func identity(s *Step) string {
	r := s.Record
	if strings.HasPrefix(r.Provider, "vsslog.") {
		// Statements of texts are equal only as copies of one whole file would be:
		// by time, content and place.
		var b strings.Builder
		fmt.Fprintf(&b, "%s|%d|%d|%d", r.Provider, r.Time.Wall, r.Time.Zone, r.Line)
		for _, f := range r.Fields {
			b.WriteString("|" + f.Name + "=" + f.Value.String())
		}
		if r.Time.IsZero() {
			b.WriteString("|" + s.Source)
		}
		return b.String()
	}
	id := r.RecordID
	if id == 0 { // exports that drop the record id: the data must tell
		var b strings.Builder
		for _, f := range r.Fields {
			b.WriteString("|" + f.Value.String())
		}
		return fmt.Sprintf("%s|%d|%d|%d%s|%s", strings.ToLower(r.Provider), r.EventID, r.Time.Wall, r.Time.Resolution, b.String(), s.Source)
	}
	return fmt.Sprintf("%s|%d|%d|%d", strings.ToLower(r.Provider), r.EventID, id, r.Time.Wall/parse.Second)
}

// nameSQLWriter decides whose the marks of SQL Server are: of the one SQL writer
// that the captures list; of neither for sure where both are listed.
func (k *Case) nameSQLWriter() {
	for _, s := range k.Steps {
		if s.Writer == WriterSQL && s.WriterID == "" {
			if k.msde && !k.sql {
				s.Writer = WriterMSDE
			}
			class, _ := ClassOf("", s.Writer)
			s.WriterID = class.ID
		}
	}
}

// TwoSQLWriters reports whether captures list MSDEWriter and SqlServerWriter
// both: then marks of SQL Server belong to neither for sure.
func (k *Case) TwoSQLWriters() bool {
	return k.sql && k.msde
}

func median(d []parse.Ticks) parse.Ticks {
	s := slices.Clone(d)
	slices.Sort(s)
	return s[len(s)/2]
}

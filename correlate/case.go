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

	inPlace      []*Capture // in the order in which they stand in their files
	stepIndex    *timeIndex[*Step]
	captureIndex *timeIndex[*Capture]
	setBack      []backStep
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
	for _, s := range k.Steps {
		s.At = At(s.Record.Time)
		if !s.Record.Until.IsZero() {
			s.At.Hi = max(s.At.Hi, At(s.Record.Until).Hi)
		}
		if s.Kind == KindHostFact || s.Kind == KindBoot {
			k.Host.Facts = append(k.Host.Facts, s)
		}
	}
	slices.SortStableFunc(k.Steps, (*Step).Compare)
	k.dropDuplicates()
	slices.SortStableFunc(k.Host.Facts, (*Step).Compare)
	k.Captures = gatherCaptures(k.Steps)
	sortLocal(k.Captures)
	k.Host.resolveClock(zone, k.Steps, k.Captures, func(span Instant) bool {
		ok, _ := k.Covered("Application", span)
		return ok
	})
	for _, s := range k.Steps {
		s.At = k.instant(s.Record)
	}
	for _, c := range k.Captures {
		c.At = c.Steps[0].At
	}
	slices.SortStableFunc(k.Steps, (*Step).Compare)
	k.inPlace = slices.Clone(k.Captures)
	slices.SortStableFunc(k.inPlace, func(a, b *Capture) int { return a.Number - b.Number })
	k.tellCaptures()
	k.index()
	k.indexStates()
	k.nameSQLWriter()
	k.formSets()
}

// between returns the steps that may lie in span.
func (k *Case) between(span Instant) []*Step { return k.stepIndex.in(span) }

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
	k.stepIndex = newTimeIndex(k.Steps, parse.Minute, func(s *Step) Instant { return s.At })
	byTime := slices.Clone(k.Captures)
	sortCaptures(byTime)
	k.captureIndex = newTimeIndex(byTime, parse.Minute, func(c *Capture) Instant { return c.At })
	k.setBack = k.backSteps()
	k.clockSteps = nil
	for _, s := range k.Steps {
		if s.Kind == KindClockChange || s.Kind == KindSuspend {
			k.clockSteps = append(k.clockSteps, s)
		}
	}
}

// sortLocal orders captures before their zone is known.
func sortLocal(captures []*Capture) {
	for _, c := range captures {
		c.At = c.Steps[0].At
	}
	sortCaptures(captures)
}

// instant puts a record's time on UTC. A time that is only an upper bound (a
// requester's text) has no lower bound.
func (k *Case) instant(r *parse.Record) Instant {
	capture := isCapture(r)
	i := k.Host.clock.instant(r.Time, capture)
	if !r.Until.IsZero() {
		i.Hi = max(i.Hi, k.Host.clock.instant(r.Until, capture).Hi)
	} else if capture {
		i.Hi = Forever // the end of the capture is open
	}
	if r.Time.IsZero() || r.Provider == parse.ProviderRequester && r.Stamp != parse.StampRecord {
		i.Lo = Never
	}
	return i
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
	facts := k.Host.Facts[:0]
	keep := make(map[*Step]bool, len(kept))
	for _, s := range kept {
		keep[s] = true
	}
	for _, s := range k.Host.Facts {
		if keep[s] {
			facts = append(facts, s)
		}
	}
	k.Host.Facts = facts
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

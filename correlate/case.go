package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Case is everything known about one host.
type Case struct {
	Host       *Host
	Steps      []*Step // in total order, each record once
	Logs       []*Log
	Listings   []*WriterListing
	Sets       []*SnapshotSet
	Unassigned []*Step // steps that fit no set
	// Duplicates counts per source the records that another source had already given.
	Duplicates map[string]int `redact:"path"`
	// Beyond counts per source the statements without a time that were left out: see MostTimeless.
	Beyond map[string]int `redact:"path"`

	dates        parse.DateForm                             // how its inputs write day and month
	timeless     timeless                                   // of what was taken
	segment      *segmentContext                            // of the host, where the case is a segment of it; nil: the case is all of it
	listingTimes *listingTimes                              // of the host
	history      *ListingHistory                            // made when it is asked for
	listed       *textLists                                 // made when it is asked for: see textLists
	doubles      map[*WriterListing]map[string]*WriterState `redact:"-"` // see ListedTwice
	totals       *HostTotals                                // of a case that is what remains of a host which was cut
	stepIndex    *interval.Index[*Step]
	exactIndex   *interval.Index[*Step]                // of events whose hour is known: see nearby
	toldIndex    *interval.Index[*Step]                // of those that no listing shows
	kindIndex    map[vocab.Kind]*interval.Index[int32] `redact:"-"` // of these by kind, by their numbers
	abortIndex   *interval.Index[*Step]                // of those that tell of an abort
	vssIndex     *interval.Index[*Step]                // of those of the VSS service
	listingIndex *interval.Index[*WriterListing]
	setIndex     *setsByTime
	latest       latestAnchor                 // see lastDay
	histories    map[writerKey][]*WriterState `redact:"-"` // of each instance, in the order of the listings: see statesOf
	activatedIn  map[*WriterState]*SnapshotSet
	starts       []*Step                       `redact:"-"` // of the host: see Starts
	printed      *printedIDs                   `redact:"-"` // ids of sets that programs print
	statements   map[string][]*Step            `redact:"-"` // those of each text, in order: see texts
	refusals     map[string][]*Step            `redact:"-"` // records that tell of a writer's failure, by its class
	standing     []*activation                 // states that stood when listings began, of no set with marks
	settled      map[*WriterState]*SnapshotSet // the sets that may have left them
	sql, msde    bool                          // listings list SqlServerWriter, MSDEWriter
	clockSteps   []*Step                       // that tell of a changed clock or of sleep
	jumps        []jump                        `redact:"-"` // that they tell of
}

// Part is what a host has in one input.
type Part struct {
	Outline *hosting.Outline
	Logs    []string        // computers whose logs are the host's, lower case
	Records []*parse.Record // in the order of the input, those that NewStep knows
	Beyond  int             // that a Sieve left out
}

// NewCase builds the case of a host out of its parts, which stand in the order of
// their sources. zone is that of local times without a zone of their own. The records are the case's to change.
func NewCase(name, basis string, parts []Part, zone Zone) *Case {
	k := &Case{Host: &Host{Name: name, Basis: basis}, Beyond: map[string]int{}, dates: formOf(parts)}
	for _, p := range parts {
		k.take(&p)
		k.Logs = append(k.Logs, p.logs()...)
	}
	k.readDates()
	if !slices.ContainsFunc(k.Logs, (*Log).dated) {
		k.takeOpenDates()
	}
	learner, times := newOffsetLearner(k.Logs, slices.ContainsFunc(k.Steps, isLocalEvent)), newRunTimes(k.Logs)
	for _, s := range k.Steps {
		learner.see(s)
		times.see(s)
	}
	k.Logs = times.timed(k.Logs)
	if offsets := learner.offsets(); len(offsets) > 0 {
		for _, s := range k.Steps {
			if o, ok := offsets[s.Source]; ok {
				toUTC(&s.Record.Time, o)
				toUTC(&s.Record.Until, o)
			}
		}
		k.Logs = logsToUTC(k.Logs, offsets)
		k.Host.learned = learner.events.dated(offsets)
	}
	k.build(zone)
	return k
}

// isLocalEvent reports an event of a log in local time.
func isLocalEvent(s *Step) bool {
	r := s.Record
	return r.EventID != 0 && isLocal(r.Time) && !r.IsStatement()
}

// MostTimeless is how many statements and listings without any time are taken of a host,
// the first ones of more. Each may be of any attempt, so each is held against all of
// them; and who has so many learns nothing from more.
const MostTimeless = 1000

// timeless counts the statements and listings of a host that have no time, what is mere
// information apart: it keeps nothing else out.
type timeless struct{ told, information int }

// beyond counts a step, and reports one that stands beyond MostTimeless.
func (n *timeless) beyond(s *Step) bool {
	r := s.Record
	if !r.Time.IsZero() || !r.Until.IsZero() || isFact(s) {
		return false
	}
	count := &n.told
	if r.EventID != 0 && r.Level >= 4 && s.Code == 0 {
		count = &n.information
	}
	if s.Kind != vocab.KindWriterState { // it goes with its listing
		*count++
	}
	return *count > MostTimeless
}

// Sieve leaves out what stands beyond MostTimeless before it is held.
type Sieve struct {
	host   string
	counts timeless
	room   Step
	known  recall
}

// NewSieve begins with the first part of a host.
func NewSieve(host string) *Sieve { return &Sieve{host: host} }

// Part returns which records of a part it is to hold, whose are told by the computer of
// each and come in their order, and what is to be called behind the last one.
func (v *Sieve) Part(p *Part) (holds func(computer string, r *parse.Record) bool, end func()) {
	before := v.counts
	counts := map[string]*timeless{}
	holds = func(computer string, r *parse.Record) bool {
		if !r.Time.IsZero() || !r.Until.IsZero() {
			return true
		}
		n := counts[computer]
		if n == nil {
			n = &timeless{before.told, before.information}
			counts[computer] = n
		}
		if !p.read(&v.room, v.host, r, &v.known) {
			return false
		}
		if n.beyond(&v.room) {
			p.Beyond++
			return false
		}
		return true
	}
	return holds, func() {
		for _, n := range counts {
			v.counts.told += n.told - before.told
			v.counts.information += n.information - before.information
		}
	}
}

// take adds the steps of a part.
func (k *Case) take(p *Part) {
	var room []Step
	var known recall
	if p.Beyond > 0 {
		k.Beyond[p.Outline.Source] += p.Beyond
	}
	for i, r := range p.Records {
		if len(room) == 0 {
			room = make([]Step, min(len(p.Records)-i, stepsAtOnce))
		}
		s := &room[0]
		if !p.read(s, k.Host.Name, r, &known) {
			continue
		}
		if k.timeless.beyond(s) {
			k.Beyond[s.Source]++
			continue
		}
		k.Steps, room = append(k.Steps, s), room[1:]
	}
}

// stepsAtOnce is how many steps of a case get their room at once.
const stepsAtOnce = 16

// read makes s the step of a record, and reports whether that has a meaning.
func (p *Part) read(s *Step, host string, r *parse.Record, known *recall) bool {
	*s = Step{}
	if k := known.find(p.Outline.Source, r); k != nil {
		s.Event, s.shown = k.event, &k.state
		s.Record = r
	} else if s.Read(p.Outline.Source, r) {
		known.note(s)
	} else {
		return false
	}
	s.Host = host
	if r.Channel == "" && p.Outline.Home != "" {
		s.Log = p.Outline.Source + "|" + p.Outline.Home
	}
	return true
}

// logs are those of the part's input that are the host's.
func (p *Part) logs() []*Log {
	return slices.DeleteFunc(
		logsOf(p.Outline),
		func(l *Log) bool { return !slices.Contains(p.Logs, strings.ToLower(l.computer)) },
	)
}

// build puts all times on UTC, drops what was met twice, and forms the sets.
func (k *Case) build(zone Zone) {
	k.readDates()
	stated := newTexts()
	for _, s := range k.Steps {
		s.At = readAt(s.Record)
		stated.see(s)
	}
	inOrder(k.Steps)
	k.dropDuplicates()
	k.Listings = gatherListings(k.Steps)
	sortLocal(k.Listings)
	if k.segment == nil {
		k.learnHost(zone)
	} else {
		k.own()
	}
	for _, s := range k.Steps {
		stated.lead(s)
		s.At, s.sortKey = k.Host.clock.when(s.Record), k.Host.clock.sortKey(s)
	}
	k.settleRepeatedHour()
	for _, c := range k.Listings {
		c.At, c.sortKey = c.Steps[0].At, c.Steps[0].sortKey
		c.stamped = k.Host.clock.stamped(c)
	}
	inOrder(k.Steps)
	inPlace := slices.Clone(k.Listings)
	slices.SortStableFunc(inPlace, func(a, b *WriterListing) int { return a.Number - b.Number })
	k.orderListings(inPlace)
	if k.segment == nil {
		k.listingTimes = newListingTimes(k.Listings)
	}
	k.index()
	k.indexStates()
	k.nameSQLWriter()
	k.nameProviders()
	k.formSets()
}

// learnHost takes from the steps what is about the host as a whole: its facts, and
// how its clock stood. The steps and listings are in the order of their own times.
func (k *Case) learnHost(zone Zone) {
	for _, s := range k.Steps {
		k.Host.later = k.Host.later || vocab.Later(&s.Event)
		k.Host.texts.see(s)
		if isFact(s) || isListed(s) {
			k.Host.Facts = append(k.Host.Facts, s)
		}
		if isGood(s) {
			k.Host.goods = append(k.Host.goods, s)
		}
	}
	k.Host.resolveClock(zone, k.Logs, k.Steps, clockListingsOf(k.Listings), func(span interval.Interval) bool {
		ok, _ := k.Covered("Application", span)
		return ok
	})
}

// readAt is the time of a record as it was read, whatever its zone.
func readAt(r *parse.Record) interval.Interval {
	i := interval.At(r.Time)
	if !r.Until.IsZero() {
		i.Hi = max(i.Hi, interval.At(r.Until).Hi)
	}
	return i
}

// between returns the steps that may lie in span.
func (k *Case) between(span interval.Interval) []*Step {
	if k.totals != nil {
		return k.totals.between(span)
	}
	return k.stepIndex.Overlapping(span)
}

// During returns the steps of the host that may lie in span, in total order: those
// of the kinds given, or of all kinds.
func (k *Case) During(span interval.Interval, kinds ...vocab.Kind) []*Step {
	if len(kinds) == 0 {
		return inOrder(k.between(span))
	}
	if k.totals != nil || slices.ContainsFunc(kinds, ofListings) {
		return k.DuringOf(span, func(s *Step) bool { return slices.Contains(kinds, s.Kind) })
	}
	var numbers []int32 // in the index of what is told
	for i, kind := range kinds {
		if of := k.kindIndex[kind]; of != nil && !slices.Contains(kinds[:i], kind) {
			numbers = append(numbers, of.Overlapping(span)...)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	slices.Sort(numbers)
	found := make([]*Step, len(numbers))
	for i, n := range numbers {
		found[i], _ = k.toldIndex.At(int(n))
	}
	return inOrder(found)
}

// DuringOf is During for the steps that are wanted.
func (k *Case) DuringOf(span interval.Interval, wanted func(*Step) bool) []*Step {
	return inOrder(slices.DeleteFunc(k.between(span), func(s *Step) bool { return !wanted(s) }))
}

// Told is During without what listings of writers show, which most steps of a host may be
// that is polled.
func (k *Case) Told(span interval.Interval) []*Step {
	if k.totals != nil {
		return inOrder(slices.DeleteFunc(k.between(span), func(s *Step) bool { return ofListings(s.Kind) }))
	}
	return inOrder(k.toldIndex.Overlapping(span))
}

// inOrder sorts steps, which are often in order already, or so in runs, one of each log: those are merged, two at a time.
func inOrder(steps []*Step) []*Step {
	var ends []int // of the runs
	for i := range steps {
		if i+1 == len(steps) || steps[i].Compare(steps[i+1]) > 0 {
			ends = append(ends, i+1)
		}
	}
	var room []*Step
	for len(ends) > 1 {
		from, merged := 0, ends[:0]
		for i := 0; i+1 < len(ends); i += 2 {
			middle, end := ends[i], ends[i+1]
			room = append(room[:0], steps[from:middle]...)
			merge(steps[from:end], room, steps[middle:end])
			from, merged = end, append(merged, end)
		}
		if from < len(steps) {
			merged = append(merged, len(steps))
		}
		ends = merged
	}
	return steps
}

// merge writes two runs to one, of which the second may be the end.
func merge(to, first, second []*Step) {
	n := 0
	for ; len(first) > 0 && len(second) > 0; n++ {
		if first[0].Compare(second[0]) <= 0 {
			to[n], first = first[0], first[1:]
		} else {
			to[n], second = second[0], second[1:]
		}
	}
	copy(to[n:], first)
}

func ofListings(kind vocab.Kind) bool {
	return kind == vocab.KindWriterListing || kind == vocab.KindWriterState
}

// ListingsIn returns the listings that may lie in span, in order of their stamps.
func (k *Case) ListingsIn(span interval.Interval) []*WriterListing {
	found := k.listingIndex.Overlapping(span)
	sortListings(found)
	return found
}

// ListedIn reports whether the host's writers may have been listed in a span.
func (k *Case) ListedIn(span interval.Interval) bool { return k.listingIndex.Any(span) }

// index prepares between, ListingsIn and ClockDoubts.
func (k *Case) index() {
	k.exactIndex, k.listed = nil, nil
	steps := k.Steps
	if k.segment != nil {
		steps = slices.Concat(k.segment.services, k.Steps)
	} else {
		k.clockSteps = nil
		for _, s := range k.Steps {
			if isClockChange(s) {
				k.clockSteps = append(k.clockSteps, s)
			}
		}
	}
	k.jumps = jumpsOf(k.clockSteps)
	last := k.lastDay()
	at := func(s *Step) interval.Interval {
		if i := s.related(); i != interval.Unknown || isFact(s) {
			return i
		}
		return last
	}
	k.stepIndex = interval.NewIndex(steps, at)
	of := func(kind func(*Step) bool) *interval.Index[*Step] {
		var all []*Step
		for _, s := range steps {
			if kind(s) {
				all = append(all, s)
			}
		}
		return interval.NewIndex(all, at)
	}
	k.toldIndex = of(func(s *Step) bool { return !ofListings(s.Kind) })
	kinds := map[vocab.Kind][]int32{}
	for n := range k.toldIndex.Len() {
		s, _ := k.toldIndex.At(n)
		kinds[s.Kind] = append(kinds[s.Kind], int32(n))
	}
	k.kindIndex = make(map[vocab.Kind]*interval.Index[int32], len(kinds))
	for kind, numbers := range kinds {
		k.kindIndex[kind] = interval.NewIndex(numbers, func(n int32) interval.Interval {
			_, at := k.toldIndex.At(int(n))
			return at
		})
	}
	k.abortIndex = of(tellsOfAbort)
	k.vssIndex = of(func(s *Step) bool { return s.Key == vssService })
	k.listingIndex = interval.NewIndex(k.Listings, func(c *WriterListing) interval.Interval {
		if i := c.related(); i != interval.Unknown {
			return i
		}
		return last
	})
}

// vssService is the key of the steps of the VSS service.
const vssService = "service/VSS"

func tellsOfAbort(s *Step) bool {
	return s.Kind == vocab.KindAbort || s.Kind == vocab.KindRequesterGone
}

// isFact reports a step that is kept with the host.
func isFact(s *Step) bool {
	return s.Kind == vocab.KindHostFact || s.Kind == vocab.KindBoot || s.Kind == vocab.KindChange
}

// isListed reports a row of a listing of the shadow copy storage, or of the registered providers.
func isListed(s *Step) bool {
	return s.Record.Provider == parse.ProviderStorage || s.Record.Provider == parse.ProviderVSSProvider
}

// isClockChange reports a step that tells of a changed clock or of sleep.
func isClockChange(s *Step) bool {
	return s.Kind == vocab.KindClockChange || s.Kind == vocab.KindSuspend
}

// sortLocal orders listings before their zone is known.
func sortLocal(listings []*WriterListing) {
	for _, c := range listings {
		c.At = c.Steps[0].At
	}
	sortListings(listings)
}

// when puts a record's time on UTC. A time that is only an upper bound (a
// requester's text without an end of its own) has no lower bound.
func (c *clock) when(r *parse.Record) interval.Interval {
	listing := isListing(r)
	i := c.interval(r.Time, listing)
	if !r.Until.IsZero() {
		i.Hi = max(i.Hi, c.interval(r.Until, listing).Hi)
	} else if listing {
		i.Hi = interval.Forever // the end of the listing is open
	}
	if r.Time.IsZero() || r.Provider == parse.ProviderRequester && r.Stamp != parse.StampRecord && r.Until.IsZero() {
		i.Lo = interval.Never
	}
	return i
}

// stamped is when a listing was started at the latest.
func (c *clock) stamped(listing *WriterListing) parse.Ticks {
	return c.interval(listing.Steps[0].Record.Time, true).Hi
}

// Shown is a time of the host as it may be told: where all its times are off by the same
// unknown offset, that much wider.
func (k *Case) Shown(i interval.Interval) interval.Interval {
	if k == nil || k.Host == nil {
		return i // not of a host: rows that tests make up
	}
	if c := &k.Host.clock; c.floats {
		if i.Lo > interval.Never {
			i.Lo += c.drift.Lo
		}
		if i.Hi < interval.Forever {
			i.Hi += c.drift.Hi
		}
	}
	return i
}

// ClockBasis says how local times of the host were put on UTC.
func (k *Case) ClockBasis() string { return k.Host.clock.Basis }

// nameSQLWriter decides whose the marks of SQL Server are: of the one SQL writer
// that the listings list; of neither for sure where both are listed.
func (k *Case) nameSQLWriter() {
	for _, s := range k.Steps {
		if s.Writer == vocab.WriterSQL && s.WriterID == "" {
			if k.msde && !k.sql {
				s.Writer = vocab.WriterMSDE
			}
			class, _ := vocab.ClassOf("", s.Writer)
			s.WriterID = class.ID
		}
	}
}

// nameProviders gives the providers of shadow copies that records tell of by their id the names
// that a listing of the host has.
func (k *Case) nameProviders() {
	names := k.Host.index().providers
	if len(names) == 0 {
		return
	}
	for _, s := range k.Steps {
		if s.ProviderID != "" {
			s.ProviderName = names[s.ProviderID]
		}
	}
}

// TwoSQLWriters reports whether listings list MSDEWriter and SqlServerWriter
// both: then marks of SQL Server belong to neither for sure.
func (k *Case) TwoSQLWriters() bool {
	return k.sql && k.msde
}

func median(d []parse.Ticks) parse.Ticks {
	s := slices.Clone(d)
	slices.Sort(s)
	return s[len(s)/2]
}

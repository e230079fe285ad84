package correlate

import (
	"hash/maphash"
	"maps"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// A host with very many steps is not held at once: it is cut into segments, each
// of which is a Case, at times where nothing happened for so long that no set and
// no signature can span the quiet. What reaches further than that either goes
// over the cut as a summary (facts, clock, logs, the last state of each writer:
// see segmentContext), or forbids the cut: see Segmenter.
//
// Everything that follows from the steps of a host is the same, cut or not.

// Quiet is how long nothing must have happened where a host is cut. It is more than
// twice the longest time over which correlate and detect relate two steps that
// nothing in between ties together:
//
//   - longestListing: a listing whose end is open, and what follows it;
//   - maxReach, twice: a step is of a set that was frozen maxReach before, and a run of
//     a requester without an end claims as much;
//   - an hour: a thaw and its freeze (Case.frozen), a set and a failure that stood at
//     the first listing (Case.assign), runs that interleave (Case.runs);
//   - an hour and two minutes: a freeze and the listings that may answer it
//     (detect, freeze-never-answered);
//   - a day, of starts and stops of VSS alone (detect, unbroken): they are carried over
//     the cut;
//   - RefusedNear: requesters near a refusal (detect, snapshot-set-in-progress).
//
// What has an open end reaches a day (Interval.Bounded), and so do two listings of a writer
// (recent): Segmenter ties these.
//
// A test of detect holds its own reaches against it.
const Quiet = 3 * parse.Hour

// Segment is a time of a host with nothing in common with the times around it.
type Segment struct {
	From, Before parse.Ticks // its steps begin at From or after it, and before Before
	Steps        int         // as they were read, copies included

	context *segmentContext
}

// Segmenter finds out where a host may be cut. It takes all steps in the order in
// which they stand. A cut is tried where it is quiet for long enough. So is one between
// listings that show all writers at rest, or as they failed, and nothing else: who polls
// leaves no quiet. Such a one lies as far from whatever happens before and after it. A cut
// is taken back where something later turns out to be tied to what stands before it:
//
//   - a listing that sees a writer wake or fail is tied to the listing of this writer
//     before it; if there is none for a day, to that day;
//   - a writer that stays in its session ties the listings that show it;
//   - statements of one run of a requester are tied together; one that failed and
//     whose begin nobody saw is tied to the day before it;
//   - a statement or listing of which only the end is known is tied to the day before it;
//   - records that hold the same set id are tied together, and listings that stand in
//     another order in their file;
//   - a statement without a time forbids all cuts: it may be of any set. So do events
//     whose time is not known within the quiet, traces of which only the end is known, a
//     host's times of one unknown zone, and a listing whose statements have several times;
//     and more statements without a time than a case takes.
type Segmenter struct {
	v       *Prescan
	least   int         // steps of a segment
	horizon parse.Ticks // until when anything was seen
	busy    parse.Ticks // until when more was seen than writers at rest
	whole   bool        // nothing may be cut
	steps   int
	order   int // of the states of writers
	made    int // cuts, those that were taken back too
	cuts    []cut
	batch   []*Step // steps that begin at the same time

	listingTimes []listingTime
	last         map[writerKey]*lastState // the last of each writer, by WriterState.key
	failing      map[writerKey]*lastState // by failureKey
	recent       []*WriterListing         // the last lookBack
	listings     map[listingID]bool       // to see that none comes twice
	places       map[string][]filed       // of each file the listings that stand after all before them, ascending
	runs         map[string]*runs
	ids          map[uint64]parse.Ticks // when a set id was first seen, by its hash
	seed         maphash.Seed
	jumps        []jump            // of the clock: what comes after one may be of a set before it
	services     []*Step           // starts and stops of VSS in the last day, and older ones
	held         int               // of them when the older ones were dropped last
	freeze       interval.Interval // the last freeze mark that began a set
	frozen       parse.Ticks
	set          parse.Ticks // when the latest set with marks was frozen
}

// lastState is the last state of a writer.
type lastState struct {
	*WriterState      // nil: none was seen
	begun        bool // it is in a session whose begin was seen
}

// of returns where the last state of the writer of a key is kept.
func of(states map[writerKey]*lastState, key writerKey) *lastState {
	at := states[key]
	if at == nil {
		at = &lastState{}
		states[key] = at
	}
	return at
}

// filed is when a listing of a file began that has the number.
type filed struct {
	number int
	at     parse.Ticks
}

// cut is a place where the host may be cut: before the first step at At.
type cut struct {
	at     parse.Ticks
	rests  bool // it lies between listings of writers at rest
	steps  int  // before it
	before []*WriterListing
	vss    []*Step // see segmentContext.services
}

// runs are the runs of a requester in one log.
type runs struct {
	runTracker
	first  interval.Interval // of the run that is open, or was the last one
	top    *Step             // the last one in the place of the log
	sealed *Step             // the last one before the latest cut
	made   int               // cuts by then
}

// NewSegmenter begins to cut the host of a prescan into segments of at least so many
// steps, where that can be.
func NewSegmenter(v *Prescan, least int) *Segmenter {
	return &Segmenter{
		v:        v,
		least:    least,
		horizon:  interval.Never,
		busy:     interval.Never,
		last:     map[writerKey]*lastState{},
		failing:  map[writerKey]*lastState{},
		listings: map[listingID]bool{},
		places:   map[string][]filed{},
		whole:    v.host.clock.floats && !v.host.texts.only() || v.whole,
		runs:     map[string]*runs{},
		ids:      map[uint64]parse.Ticks{},
		jumps:    jumpsOf(v.clockSteps),
		seed:     maphash.MakeSeed(),
		freeze:   interval.Of(interval.Never, interval.Never),
		frozen:   interval.Never,
		set:      interval.Never,
	}
}

// Whole reports that the host is not to be cut, whatever comes.
func (c *Segmenter) Whole() bool { return c.whole }

// Add takes the next step of the prescan's host, the ones that begin first before others.
func (c *Segmenter) Add(s *Step) {
	if len(c.batch) > 0 && c.batch[0].sortKey != s.sortKey {
		c.flush()
	}
	c.batch = append(c.batch, s)
}

// Segments ends the walk.
func (c *Segmenter) Segments() []*Segment {
	c.flush()
	if c.whole {
		c.cuts = nil
	}
	var all []*Segment
	from, steps := interval.Never, 0
	var before []*WriterListing
	var vss []*Step
	times := listingTimesOf(c.listingTimes)
	for _, next := range append(c.cuts, cut{at: interval.Forever, steps: c.steps}) {
		r := &segmentContext{
			listingTimes: times,
			clockSteps:   c.v.clockSteps,
			sql:          c.v.sql,
			msde:         c.v.msde,
			earlier:      before,
			services:     vss,
			freezes:      c.frozen >= next.at,
		}
		all = append(all, &Segment{From: from, Before: next.at, Steps: next.steps - steps, context: r})
		from, steps, before, vss = next.at, next.steps, next.before, next.vss
	}
	return all
}

// flush takes the steps that begin at the same time.
func (c *Segmenter) flush() {
	if len(c.batch) == 0 {
		return
	}
	batch := c.batch
	c.batch = nil
	at, read := batch[0].sortKey, len(batch)
	inOrder(batch)
	k := &Case{Steps: batch}
	k.dropDuplicates()
	listings := gatherListings(k.Steps)
	for _, listing := range listings {
		listing.At, listing.sortKey, listing.stamped = listing.Steps[0].At, listing.Steps[0].sortKey, c.v.host.clock.stamped(
			listing,
		)
	}
	sortListings(listings)
	rests := !slices.ContainsFunc(k.Steps, isNoListing) && !slices.ContainsFunc(listings, c.eventful)
	if !rests {
		c.activity(at)
	}
	c.try(at, rests)
	c.steps += read
	for _, listing := range listings {
		c.listing(listing)
	}
	stated := map[string][]*Step{}
	for _, s := range k.Steps {
		if !isNoListing(s) {
			continue
		}
		c.step(s)
		if key := runKey(s); key != "" {
			stated[key] = append(stated[key], s)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(stated)) {
		inCourse(stated[key])
		for _, s := range stated[key] {
			c.requester(key, s)
		}
	}
	if !rests {
		c.busy = max(c.busy, c.horizon)
	}
}

func isNoListing(s *Step) bool {
	return s.Kind != vocab.KindWriterListing && s.Kind != vocab.KindWriterState && s.Kind != vocab.KindChange
}

// try cuts before what begins at a time, if it is quiet for long enough: if nothing was
// seen, or nothing but writers at rest, of which this is one more look.
func (c *Segmenter) try(at parse.Ticks, rests bool) {
	before := 0
	if n := len(c.cuts); n > 0 {
		before = c.cuts[n-1].steps
	}
	if at <= interval.Never || at >= theEnd || c.steps-before < c.least {
		return
	}
	if slices.ContainsFunc(c.jumps, func(j jump) bool { return j.from < at && at <= j.to+Quiet }) {
		return
	}
	quiet := quietFrom(c.horizon, at)
	if quiet || rests && quietFrom(c.busy, at) {
		c.dropServices()
		c.cuts = append(c.cuts, cut{at, !quiet, c.steps, c.carried(), slices.Clone(c.services)})
		c.made++
	}
}

func quietFrom(t, at parse.Ticks) bool {
	return t > interval.Never && t < interval.Forever && at-t > Quiet
}

// activity takes back the cuts between listings of writers at rest that are too near to
// what happens now.
func (c *Segmenter) activity(at parse.Ticks) {
	for n := len(c.cuts); n > 0 && c.cuts[n-1].rests && at-c.cuts[n-1].at <= Quiet; n-- {
		c.cuts = c.cuts[:n-1]
	}
}

// eventful reports a listing that tells more than that all writers it lists are as they
// were: at rest, or failed.
func (c *Segmenter) eventful(k *WriterListing) bool {
	if !k.At.Known() || k.At.Hi-k.At.Lo > longestListing {
		return true // it may be of a time when something happened
	}
	return slices.ContainsFunc(k.States, func(now *WriterState) bool {
		c.find(now)
		before, waking := now.failing.WriterState, now.last.WriterState
		return now.Code != vocab.StateStable && !vocab.Failed(now.Code) || recent(before, now) == nil ||
			recent(waking, now) == nil ||
			fails(before, now) ||
			before.Code != now.Code ||
			waking.Code != now.Code
	})
}

// find finds where the last states of its writer are kept.
func (c *Segmenter) find(s *WriterState) {
	if s.last == nil {
		s.last, s.failing = of(c.last, s.key()), of(c.failing, failureKey(s))
	}
}

// tie forbids cuts after from.
func (c *Segmenter) tie(from parse.Ticks) {
	for n := len(c.cuts); n > 0 && c.cuts[n-1].at > from; n-- {
		c.cuts = c.cuts[:n-1]
	}
}

// until forbids cuts up to and including t.
func (c *Segmenter) until(t parse.Ticks) { c.horizon = max(c.horizon, t) }

// carried is what listings have shown so far, as segmentContext.earlier has it.
func (c *Segmenter) carried() []*WriterListing {
	whole := map[listingID]bool{}
	for _, k := range c.recent {
		whole[listingID{k.Source, k.Number}] = true
	}
	var states []*WriterState
	for _, l := range c.failing {
		if l.WriterState != nil {
			states = append(states, l.WriterState)
		}
	}
	for _, l := range c.last {
		if l.WriterState != nil && l.failing.order != l.order {
			states = append(states, l.WriterState)
		}
	}
	slices.SortFunc(states, func(a, b *WriterState) int { return a.order - b.order })
	var before []*WriterListing
	for _, s := range states {
		if whole[listingID{s.Listing.Source, s.Listing.Number}] {
			continue
		}
		before = append(before, s.Listing)
	}
	return append(before, c.recent...)
}

// alone is a state without the others of its listing.
func alone(s *WriterState) *WriterState {
	one, listing := *s, *s.Listing
	listing.States, listing.Steps = []*WriterState{&one}, []*Step{s.Step}
	one.Listing = &listing
	return &one
}

// forget takes a listing that is no longer recent out of what is held, but for the states that
// are still the last ones of their writers.
func (c *Segmenter) forget(k *WriterListing) {
	for _, s := range k.States {
		if s.latest == 0 {
			continue
		}
		kept := alone(s)
		for _, at := range []*lastState{s.last, s.failing} {
			if at.WriterState == s {
				at.WriterState = kept
			}
		}
	}
}

// replace makes a state the last one of a writer, and returns the one before.
func (l *lastState) replace(now *WriterState) (before *WriterState) {
	if before = l.WriterState; before != nil {
		before.latest--
	}
	now.latest++
	l.WriterState = now
	return before
}

// listing takes the next listing.
func (c *Segmenter) listing(k *WriterListing) {
	id := listingID{k.Source, k.Number}
	if c.listings[id] {
		c.whole = true // its statements have several times
		return
	}
	c.listings[id] = true
	c.tieToLater(k)
	c.listingTimes = append(c.listingTimes, listingTimeOf(k))
	c.v.most[k.Source] = max(c.v.most[k.Source], len(k.States))
	if k.At.Lo <= interval.Never {
		c.tie(c.relatedListing(k).Lo)
	}
	c.until(c.relatedListing(k).Hi)
	if k.At.Hi < interval.Forever {
		c.until(k.At.Hi) // it bounds marks: see WriterSpan.left
	}
	for _, now := range k.States {
		c.order++
		now.order = c.order
		c.state(now)
	}
	if len(c.recent) == lookBack {
		c.forget(c.recent[0])
		c.recent = slices.Clone(c.recent[1:])
	}
	c.recent = append(c.recent, k)
}

// tieToLater ties a listing to all that stand after it in its file and yet were taken
// before it: the clock was set back, or the file was put together of several. See
// Case.orderListings.
func (c *Segmenter) tieToLater(k *WriterListing) {
	places := c.places[k.Source]
	n, _ := slices.BinarySearchFunc(places, k.Number+1, func(p filed, number int) int { return p.number - number })
	if n < len(places) {
		c.tie(places[n].at)
	} else {
		c.places[k.Source] = append(places, filed{k.Number, k.sortKey})
	}
}

// state takes what a listing shows of a writer.
func (c *Segmenter) state(now *WriterState) {
	now.set = c.set
	c.find(now)
	before := now.last.replace(now)
	if !isActive(now.Code) && !vocab.Failed(now.Code) {
		now.last.begun = false
	}
	if activated(before, now) {
		c.event(before, now)
		now.last.begun = recent(before, now) != nil
	} else if before = recent(before, now); before != nil && (now.Code < 0 || isActive(now.Code)) {
		c.tie(c.relatedListing(before.Listing).Lo)
	}
	before = now.failing.replace(now)
	if fails(before, now) {
		c.event(before, now)
		if before = recent(before, now); before != nil && isActive(before.Code) && !now.last.begun {
			c.tie(before.set) // it may be of the set before it, however old: see Case.sessionOf
		}
	}
}

func isActive(code int) bool {
	return code >= vocab.StateWaitingFreeze && code <= vocab.StateWaitingComplete
}

// event ties together what happened between two states of a writer.
func (c *Segmenter) event(before, now *WriterState) {
	if before = recent(before, now); before == nil {
		c.tie(c.relatedListing(now.Listing).Lo - interval.MaxReach)
	} else {
		c.tie(c.relatedListing(before.Listing).Lo)
	}
}

// dropServices lets the steps of services go that no set can look back to.
func (c *Segmenter) dropServices() {
	if n := len(c.services); n > 0 {
		last := c.services[n-1].At.Lo
		c.services = slices.DeleteFunc(c.services, func(o *Step) bool { return last-o.At.Hi > parse.Day+Quiet })
	}
	c.held = len(c.services)
}

// step takes a step that is no listing of writers.
func (c *Segmenter) step(s *Step) {
	if s.Kind == vocab.KindHostFact && !s.At.Known() {
		return
	}
	if !s.attachable() && s.SetID == "" && !s.At.Known() {
		return // it is of no set
	}
	if !s.At.Known() {
		c.whole = c.whole || s.At == interval.Unknown || !s.Record.IsStatement() ||
			s.Record.Provider == parse.ProviderTrace
		c.tie(c.related(s).Lo)
	} else if s.At.Hi-s.At.Lo > Quiet && !s.Record.IsStatement() {
		c.whole = true
	}
	c.until(c.related(s).Hi)
	switch s.Kind {
	case vocab.KindServiceRunning, vocab.KindServiceStopped:
		if c.services = append(c.services, s); len(c.services) > 2*c.held+64 {
			c.dropServices()
		}
	case vocab.KindFreeze, vocab.KindFreezeFailed:
		if !s.Record.Stale {
			if s.At.Lo-c.frozen > freezePhase {
				c.freeze, c.set = s.At, s.At.Lo
			}
			c.frozen = max(c.frozen, s.At.Hi)
		}
	}
	if s.SetID != "" && s.Kind != vocab.KindSessionRemoved && s.Kind != vocab.KindDeleted {
		id := maphash.String(c.seed, s.SetID)
		if first, ok := c.ids[id]; ok {
			c.tie(first)
		} else {
			c.ids[id] = s.sortKey
		}
	}
}

// related and relatedListing are as those of Case, but begin no later: see orLastDay.
func (c *Segmenter) related(s *Step) interval.Interval { return c.orLastDay(s.related()) }
func (c *Segmenter) relatedListing(k *WriterListing) interval.Interval {
	return c.orLastDay(k.related())
}

// orLastDay begins no later than Case.orLastDay, as there may be sets without marks after
// the last one that has them.
func (c *Segmenter) orLastDay(i interval.Interval) interval.Interval {
	if i == interval.Unknown {
		return interval.Of(c.set-interval.MaxReach, c.set+interval.MaxReach)
	}
	return i
}

// requester takes the next statement of a requester.
func (c *Segmenter) requester(key string, s *Step) {
	w := c.runs[key]
	if w == nil {
		w = &runs{}
		c.runs[key] = w
	}
	if w.made != c.made {
		w.sealed, w.made = w.top, c.made
	}
	if w.sealed != nil && inPlace(w.sealed, s) > 0 {
		c.tie(interval.Never) // the log goes back in time over a cut
	}
	if w.top == nil || inPlace(w.top, s) < 0 {
		w.top = s
	}
	switch w.next(s) {
	case runBegins, runAppears:
		w.first = c.related(s)
	default:
		c.tie(w.first.Lo)
	}
	if at, ok := backupTime(s); ok && key == keyWSB {
		c.tie(at - maxReach) // its run began then
	}
	failed := s.Kind == vocab.KindRequesterFailed || s.Kind == vocab.KindRequesterCode && s.Code >= 0x80000000
	if !w.begun && failed && !(c.freeze.Lo <= w.first.Hi && w.first.Lo-c.freeze.Hi <= maxReach) {
		c.tie(w.first.Lo - interval.MaxReach) // it may have begun in the day before
	}
}

package correlate

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Marks of a span's network.
const (
	PointFreeze      TimePoint = "F"  // freeze delivered to the writer
	PointThaw        TimePoint = "T"  // thaw delivered to the writer
	PointThawEnd     TimePoint = "E"  // the writer finished its thaw
	PointTimeout     TimePoint = "X"  // the writer's VSS timer ran out
	PointESETimeout  TimePoint = "XE" // ESE's own timer ran out
	PointAbort       TimePoint = "A"  // the writer was aborted
	PointThawPhase   TimePoint = "TS" // the first thaw of any writer of the set
	PointFreezePhase TimePoint = "FL" // the set is still in its freeze phase
	PointPast        TimePoint = "C"  // the last listing that shows the writer past its thaw
)

// Interpretation is one way to read the marks of a span where they can be read in more
// than one: which set a failure belongs to, whether a thaw mark is a thaw.
type Interpretation struct {
	Times   *Times
	Here    bool // the failure in the listings belongs to this set
	Thawed  bool // the thaw marks are thaws, not effects of an abort
	HasX    bool // something says that the VSS timer ran out, in this set
	HasT    bool // something bounds the thaw from above
	Assumes []string
}

// Interpretations returns every reading of the span's marks.
func (sp *WriterSpan) Interpretations() []*Interpretation {
	if sp.interpretations != nil {
		return sp.interpretations
	}
	here := []bool{true}
	if len(sp.Rivals()) > 0 {
		here = []bool{true, false}
	}
	thawed := []bool{true}
	if sp.Case.abortNear(sp.ID, sp.Thaws) {
		thawed = []bool{true, false}
	}
	for _, h := range here {
		for _, t := range thawed {
			sp.interpretations = append(sp.interpretations, sp.interpret(h, t))
		}
	}
	return sp.interpretations
}

// manyReadings is of how many sets of a host all readings are kept.
const manyReadings = 1000

// Release lets go of the readings of a set's marks where the host has very many sets; they are made again when they
// are asked for.
func (s *SnapshotSet) Release() {
	for _, sp := range s.Spans {
		if len(sp.Case.Sets) > manyReadings {
			sp.interpretations = nil
		}
	}
}

// Rivals are the other sets that the writer's failure may belong to: those that
// listings leave open, and those that froze the writer so shortly before this one
// that their watchdog, started late, may be what a record of this set tells of.
func (sp *WriterSpan) Rivals() []*SnapshotSet {
	var rivals []*SnapshotSet
	if sp.Failure != nil {
		for _, s := range sp.Failure.Sets {
			if s != sp.Set {
				rivals = append(rivals, s)
			}
		}
		return rivals
	}
	if !sp.TimedOut() || sp.ID == "" {
		return nil
	}
	limit := sp.Limit.Max
	if limit >= interval.Forever {
		limit = maxReach
	}
	w := &WriterState{ID: sp.ID, Instance: sp.Instance}
	own := sp.Set.freezeOf(w).Bounded()
	for _, s := range sp.Case.SetsIn(interval.Of(own.Lo-limit-LateStart, own.Hi)) {
		froze := s.freezeOf(w)
		if s != sp.Set && s.takes(sp.ID) && froze.Lo <= own.Hi &&
			(froze.Hi >= interval.Forever || own.Lo <= interval.Never || froze.Hi >= own.Lo-limit-LateStart) {
			rivals = append(rivals, s)
		}
	}
	return rivals
}

// takes reports whether anything shows the writer in the set, or the set has no
// marks of its writers at all.
func (s *SnapshotSet) takes(writer string) bool {
	for _, f := range s.freezes {
		if f.WriterID == writer {
			return true
		}
	}
	for _, a := range s.activations {
		if a.after.ID == writer {
			return true
		}
	}
	return len(s.activations) == 0
}

// abortNear reports an abort mark of the writer so near to its thaw marks that
// these may be its effect: SQL writes 3198 on abort too.
func (k *Case) abortNear(writer string, thaws []*Step) bool {
	if len(thaws) == 0 {
		return false
	}
	for _, a := range k.abortIndex.Overlapping(interval.Of(earliest(thaws).At.Lo-abortEffect,
		latest(thaws).At.Hi+abortEffect)) {
		if a.WriterID != "" && a.WriterID != writer {
			continue
		}
		for _, t := range thaws {
			if a.At.Lo <= t.At.Hi+abortEffect && a.At.Hi >= t.At.Lo-abortEffect {
				return true
			}
		}
	}
	return false
}

// abortEffect is how far an abort and the marks that it causes may lie apart.
const abortEffect = 10 * parse.Second

// interpret builds the network of what the marks themselves say. It holds no
// theory of the watchdog: that is what signatures test.
func (sp *WriterSpan) interpret(here, thawed bool) *Interpretation {
	r := &Interpretation{Times: NewTimes(), Here: here, Thawed: thawed}
	t := r.Times
	if len(sp.Rivals()) > 0 {
		if here {
			r.Assumes = append(r.Assumes, "the failure belongs to this set")
		} else {
			r.Assumes = append(r.Assumes, "the failure belongs to another set")
		}
	}
	if !thawed {
		r.Assumes = append(r.Assumes, "the thaw marks are effects of an abort")
	}
	sp.addFreeze(t)
	sp.addThaw(r)
	sp.addListings(r)
	sp.addFailure(r)
	t.NotAfter(PointFreeze, PointThaw, "thaw follows freeze", nil)
	t.NotAfter(PointThaw, PointThawEnd, "a thaw ends after it is delivered", nil)
	return r
}

func stepMark(s *Step) TimePoint {
	if s.Record.RecordID != 0 {
		return TimePoint(fmt.Sprintf("%s %d #%d", s.Record.Provider, s.Record.EventID, s.Record.RecordID))
	}
	return TimePoint(fmt.Sprintf("%s:%d", s.Source, s.Record.Line))
}

// addMark puts a step's time into the network and returns its mark.
func addMark(t *Times, s *Step) TimePoint {
	m := stepMark(s)
	if !t.Has(m) {
		t.Within(m, s.At, "time of the record", s)
	}
	return m
}

// fewMarks is how many records of one kind all have a mark in a network, whose solving
// takes time by the third power of its marks.
const fewMarks = 32

// binding are those of the steps that bound what is not after or before all of them: of
// very many, the one that ends first and the one that begins last. The others add nothing.
func binding(steps []*Step) []*Step {
	if len(steps) <= fewMarks {
		return steps
	}
	first, last := earliest(steps), steps[0]
	for _, s := range steps {
		if s.At.Lo > last.At.Lo {
			last = s
		}
	}
	return slices.Compact([]*Step{first, last})
}

// addFreeze: F is not after the first own freeze mark, nor before the requester
// began or the writer prepared.
func (sp *WriterSpan) addFreeze(t *Times) {
	if first := earliest(sp.Freezes); first != nil {
		t.NotAfter(PointFreeze, addMark(t, first), "a freeze mark is written after freeze is delivered", first)
	}
	steps := sp.Set.Steps
	if w := sp.Set.run; w != nil && w.begin != nil && w.begin.Set != sp.Set {
		steps = append(slices.Clone(steps), w.begin) // an earlier set of the same requester has its begin
	}
	var begun, prepared []*Step
	for _, s := range steps {
		switch {
		case s.Kind == vocab.KindRequesterBegin && s.Record.Provider != parse.ProviderRequester,
			s.Kind == vocab.KindInitiated:
			begun = append(begun, s)
		case s.Kind == vocab.KindPrepare && s.Operation == "": // all are prepared before any is frozen
			prepared = append(prepared, s)
		}
	}
	// Of several the earliest is taken: a later one may be of another run, or of a
	// volume that comes after the snapshot.
	for _, s := range []*Step{earliest(begun), earliest(prepared)} {
		if s != nil {
			t.NotAfter(addMark(t, s), PointFreeze, "this comes before freeze", s)
		}
	}
	if s := sp.serviceStart(); s != nil {
		t.NotAfter(addMark(t, s), PointFreeze, "VSS was started then, and without it no writer is frozen", s)
	}
}

// serviceStart is when VSS was started for the set, nil if nothing shows it: its last start
// before the first freeze mark.
func (sp *WriterSpan) serviceStart() *Step {
	first := earliest(sp.Set.freezes)
	if first == nil || !first.At.Known() {
		return nil
	}
	var last *Step
	for _, s := range sp.Case.vssIndex.Overlapping(interval.Of(first.At.Lo-maxReach, first.At.Hi)) {
		if s.Record.EventID != 7035 && !s.Record.Stale && !s.Record.Salvaged &&
			s.At.Compare(first.At) == interval.Before &&
			(last == nil || s.At.Lo >= last.At.Lo) {
			last = s
		}
	}
	if last == nil || last.Kind != vocab.KindServiceRunning {
		return nil
	}
	return last
}

// addThaw: T lies between the last freeze mark of the set and the last own thaw
// mark. All writers are frozen before any is thawed.
func (sp *WriterSpan) addThaw(r *Interpretation) {
	t := r.Times
	if last := latest(sp.Set.freezes); last != nil {
		t.NotAfter(addMark(t, last), PointThaw, "all writers are frozen before any is thawed", last)
	}
	if r.Thawed {
		if last := latest(sp.Thaws); last != nil {
			t.NotAfter(PointThaw, addMark(t, last), "a thaw mark is written after thaw is delivered (A4)", last)
			r.HasT = true
		}
	}
	if end := earliest(sp.ThawEnds); end != nil {
		t.NotAfter(PointThawEnd, addMark(t, end), "the writer's OnThaw came back", end)
		r.HasT = true
	}
	for _, s := range binding(sp.ESETimeouts) {
		m := addMark(t, s)
		t.NotAfter(PointESETimeout, m, "ESE logs its time-out at once", s)
		t.NotAfter(m, PointESETimeout, "ESE logs its time-out at once", s)
	}
	for _, s := range binding(sp.LateThaws) {
		t.NotAfter(PointThaw, addMark(t, s), "the result of the thaw is logged after it", s)
		t.Before(PointESETimeout, PointThaw, "JET -2402: the thaw found the snapshot timed out", s)
		r.HasT = true
	}
	if a := earliest(sp.Aborts); a != nil {
		t.NotAfter(PointAbort, addMark(t, a), "an abort mark is written after the abort", a)
	}
	if a := sp.firstThaw(r.Thawed); a != nil {
		m := addMark(t, a)
		t.NotAfter(PointThawPhase, m, "a writer of the set was thawed by then", a)
		t.NotAfter(PointFreeze, PointThawPhase, "all writers are frozen before any is thawed", a)
		t.NotAfter(PointThawPhase, PointThaw, "the thaw phase begins with the first thaw", nil)
	}
	sp.addWaiting(t)
	for _, s := range binding(ofKind(sp.Set.Steps, vocab.KindSlowFreeze)) {
		t.NotAfter(PointFreezePhase, addMark(t, s), "a writer was inside its freeze until then", s)
		if t.Has(PointThawPhase) {
			t.NotAfter(
				addMark(t, s),
				PointThawPhase,
				"no writer is thawed before all are frozen (unconfirmed for this warning)",
				s,
			)
		}
		t.NotAfter(
			addMark(t, s),
			PointThaw,
			"the warning comes when a freeze returns, and no writer is thawed before all are frozen (unconfirmed)",
			s,
		)
	}
}

func ofKind(steps []*Step, kind vocab.Kind) (found []*Step) {
	for _, s := range steps {
		if s.Kind == kind {
			found = append(found, s)
		}
	}
	return found
}

// firstThaw is the first mark that tells that the set was in its thaw phase: one
// of another writer, or of this one where its marks are read as thaws.
func (sp *WriterSpan) firstThaw(thawed bool) *Step {
	for _, m := range sp.Set.thaws {
		if m.WriterID == sp.ID && (thawed || m.Kind == vocab.KindThawEnd) ||
			m.WriterID != sp.ID && !sp.Case.abortNear(m.WriterID, []*Step{m}) {
			return m
		}
	}
	return nil
}

// addWaiting: as long as a writer of the set that was frozen later still waits
// for its freeze, none is thawed.
func (sp *WriterSpan) addWaiting(t *Times) {
	var last *WriterState
	for _, other := range sp.Set.Spans {
		var waiting *WriterState
		for _, s := range other.States {
			if s.Code == vocab.StateWaitingFreeze {
				waiting = s
			}
		}
		if waiting != nil && other.reached(vocab.StateWaitingThaw) &&
			(last == nil || waiting.Listing.At.Lo > last.Listing.At.Lo) {
			last = waiting
		}
	}
	if last == nil {
		return
	}
	m := listingMark(last)
	if !t.Has(m) {
		t.Within(m, last.Listing.At, "interval of the capture", last.Step)
	}
	why := fmt.Sprintf("%s still waits for its freeze ([2])", last.Name)
	t.Before(m, PointThaw, why, last.Step)
	if t.Has(PointThawPhase) {
		t.Before(m, PointThawPhase, why, last.Step)
	}
}

func listingMark(s *WriterState) TimePoint {
	return TimePoint(fmt.Sprintf("capture %s#%d", s.Listing.Source, s.Listing.Number))
}

// addListings uses the states of the writer in the listings of this set.
func (sp *WriterSpan) addListings(r *Interpretation) {
	t := r.Times
	var used []*WriterState
	use := func(s *WriterState) TimePoint {
		m := listingMark(s)
		if !t.Has(m) {
			t.Within(m, s.Listing.At, "interval of the capture", s.Step)
			used = append(used, s)
		}
		return m
	}
	seen := map[string]*WriterState{}
	if sp.Prior != nil {
		seen["rest"] = sp.Prior // whatever it was: to be frozen here it had to be prepared anew
	}
	for _, s := range sp.States {
		switch {
		case s.Code == vocab.StateWaitingFreeze && seen["frozen"] == nil && seen["past"] == nil:
			seen["rest"] = s // the last one counts
		case s.Code == vocab.StateWaitingThaw:
			if seen["frozen"] == nil {
				seen["frozen"] = s
			}
			seen["still"] = s
		case s.Code == vocab.StateWaitingPostSnapshot || s.Code == vocab.StateWaitingComplete:
			if seen["past"] == nil {
				seen["past"] = s
			}
			seen["last"] = s
		}
	}
	if s := seen["rest"]; s != nil && (seen["frozen"] != nil || seen["past"] != nil) {
		t.Before(use(s), PointFreeze, "the writer is not yet frozen", s.Step)
	}
	if s := seen["frozen"]; s != nil {
		t.NotAfter(PointFreeze, use(s), "the writer is frozen ([3])", s.Step)
		t.NotAfter(use(seen["still"]), PointThawEnd, "the writer has not finished its thaw ([3])", seen["still"].Step)
	}
	if s := seen["past"]; s != nil {
		t.NotAfter(PointThawEnd, use(s), fmt.Sprintf("the writer is past its thaw ([%d])", s.Code), s.Step)
		last := seen["last"]
		m := use(last)
		t.NotAfter(PointPast, m, "the last capture that shows the writer past its thaw", last.Step)
		t.NotAfter(m, PointPast, "the last capture that shows the writer past its thaw", last.Step)
		r.HasT = true
	}
	sp.orderListings(t, used)
}

// orderListings: listings of one input follow each other, whatever their stamps.
func (sp *WriterSpan) orderListings(t *Times, used []*WriterState) {
	for i := 1; i < len(used); i++ {
		a, b := used[i-1], used[i]
		if a.Listing.Source == b.Listing.Source && a.Listing.Number < b.Listing.Number {
			t.NotAfter(listingMark(a), listingMark(b), "captures of one file are in order", nil)
		}
	}
}

// addFailure bounds X: by the listings around the failure, by rejections and by
// requester texts, which only tell that X was before them.
func (sp *WriterSpan) addFailure(r *Interpretation) {
	t := r.Times
	if f := sp.Failure; f != nil && r.Here && f.After.TimedOut() && f.After.Code == vocab.StateFailedFreeze {
		r.HasX = true
		after := listingMark(f.After)
		if !t.Has(after) {
			t.Within(after, f.After.Listing.At, "interval of the capture", f.After.Step)
		}
		t.NotAfter(PointTimeout, after, "the capture shows the writer failed and timed out", f.After.Step)
		if f.Before != nil && !vocab.Failed(f.Before.Code) && f.Interrupted == "" {
			before := listingMark(f.Before)
			if !t.Has(before) {
				t.Within(before, f.Before.Listing.At, "interval of the capture", f.Before.Step)
			}
			t.Before(
				before,
				PointTimeout,
				fmt.Sprintf("the capture shows the writer not failed ([%d])", f.Before.Code),
				f.Before.Step,
			)
		}
	}
	if !r.Here {
		return
	}
	for _, s := range bindingRejections(sp.Rejections) {
		if s.Phase == vocab.PhaseThaw || s.Phase == vocab.PhasePostSnapshot {
			t.NotAfter(PointThaw, addMark(t, s), "the writer handled its thaw, or what comes after it", s)
		}
		if s.Code == vocab.CodeWriterTimeout {
			r.HasX = true
			t.NotAfter(PointTimeout, addMark(t, s), "the record reports an earlier time-out", s)
			if s.Phase == vocab.PhaseThaw && !sp.frozenAgain(s) {
				// A writer that went through its thaw in time does not refuse it for a time-out.
				t.NotAfter(PointTimeout, PointThawEnd, "the writer met its time-out when it handled the thaw", s)
			}
		}
	}
	for _, s := range binding(ofCode(sp.Codes, vocab.CodeWriterTimeout)) {
		r.HasX = true
		t.NotAfter(PointTimeout, addMark(t, s), "the requester reports an earlier time-out", s)
	}
}

// frozenAgain reports whether another set may have frozen the writer after this one and before
// the record: the thaw that the record names may then be that set's, refused by a writer that
// failed in this one.
func (sp *WriterSpan) frozenAgain(s *Step) bool {
	w := &WriterState{ID: sp.ID, Instance: sp.Instance}
	own := sp.Set.freezeOf(w).Bounded()
	if own.Lo <= interval.Never {
		own.Lo = s.At.Lo
	}
	return slices.ContainsFunc(sp.Case.SetsIn(interval.Of(own.Lo, s.At.Hi)), func(other *SnapshotSet) bool {
		froze := other.freezeOf(w)
		return other != sp.Set && other.takes(sp.ID) && froze.Lo <= s.At.Hi && froze.Hi > own.Hi
	})
}

func ofCode(steps []*Step, code uint32) (found []*Step) {
	for _, s := range steps {
		if s.Code == code {
			found = append(found, s)
		}
	}
	return found
}

// bindingRejections are those of very many that bound the time-out, the thaw, or tell of
// both.
func bindingRejections(steps []*Step) []*Step {
	if len(steps) <= fewMarks {
		return steps
	}
	var thaws, timeouts, both []*Step
	for _, s := range steps {
		thaw, timeout := s.Phase == vocab.PhaseThaw, s.Code == vocab.CodeWriterTimeout
		switch {
		case thaw && timeout:
			both = append(both, s)
		case thaw || s.Phase == vocab.PhasePostSnapshot && !timeout:
			thaws = append(thaws, s)
		case timeout:
			timeouts = append(timeouts, s)
		}
		if s.Phase == vocab.PhasePostSnapshot && timeout {
			thaws = append(thaws, s)
		}
	}
	var kept []*Step
	for _, kind := range [][]*Step{thaws, timeouts, both} {
		if first := earliest(kind); first != nil && !slices.Contains(kept, first) {
			kept = append(kept, first)
		}
	}
	return kept
}

func earliest(steps []*Step) *Step {
	var best *Step
	for _, s := range steps {
		if best == nil || s.At.Hi < best.At.Hi {
			best = s
		}
	}
	return best
}

func latest(steps []*Step) *Step {
	var best *Step
	for _, s := range steps {
		if best == nil || s.At.Hi > best.At.Hi {
			best = s
		}
	}
	return best
}

// Bounds returns the bounds of a mark over all possible readings: the smallest
// interval that holds it in each.
func (sp *WriterSpan) Bounds(m TimePoint) interval.Interval {
	var hull interval.Interval
	found := false
	for _, r := range sp.Interpretations() {
		if !r.Times.Has(m) || !r.Times.Possible() {
			continue
		}
		b := r.Times.Bounds(m)
		if !found {
			hull, found = b, true
		} else {
			hull = hull.Hull(b)
		}
	}
	if !found {
		return interval.Unknown
	}
	return hull
}

// FreezeToThaw returns the bounds of T - F over all possible readings. Marks bound it from
// below too, as what logs them does so when it freezes and thaws: of a writer that came
// through well, and of one that was still frozen when it was aborted. Of one that timed
// out the lower bound is never open.
func (sp *WriterSpan) FreezeToThaw() (lo, hi parse.Ticks) {
	lo, hi = interval.Forever, interval.Never
	for _, r := range sp.Interpretations() {
		if !r.HasT || !r.Times.Possible() {
			continue
		}
		l, h := r.Times.Difference(PointThaw, PointFreeze)
		lo, hi = min(lo, l), max(hi, h)
	}
	if hi <= interval.Never {
		lo, hi = interval.Never, interval.Forever
	}
	if !slices.ContainsFunc(sp.Interpretations(), func(r *Interpretation) bool { return r.Times.Possible() }) {
		return lo, hi // the marks contradict each other
	}
	if least, ok := sp.leastFrozen(); ok && least <= hi {
		lo = max(lo, least)
	}
	lo, hi = sp.lessJumps(lo, hi)
	if sp.TimedOut() {
		lo = max(lo, 0)
	}
	return lo, hi
}

// lessJumps takes out of a time from freeze to thaw what did not pass: the clock was set forward,
// or the host slept.
func (sp *WriterSpan) lessJumps(lo, hi parse.Ticks) (least, most parse.Ticks) {
	first, last := earliest(sp.Freezes), latest(slices.Concat(sp.Thaws, sp.Aborts))
	if first == nil || last == nil || !first.At.Known() || !last.At.Known() {
		return lo, hi
	}
	atLeast, atMost := sp.Case.leftOut(first.At, last.At)
	if lo > interval.Never {
		lo -= atMost
		if lo < 0 && atMost > 0 {
			lo = 0
		}
	}
	if hi < interval.Forever {
		hi = max(hi-atLeast, lo)
	}
	return lo, hi
}

// markLag is how long after a freeze or thaw its mark may be written where nothing hangs.
const markLag = parse.Second / 2

// abortLag is how long after its limit a writer may log that it gave up.
const abortLag = 5 * parse.Second

// leastFrozen is how long the writer was frozen at least by its own marks; ok is false
// where these do not tell.
func (sp *WriterSpan) leastFrozen() (least parse.Ticks, ok bool) {
	freeze, thaw := earliest(sp.Freezes), earliest(sp.Thaws)
	if freeze == nil || !freeze.At.Known() {
		return 0, false
	}
	end := thaw
	if sp.Outcome != Success {
		end = earliest(sp.Aborts)
		if end == nil || thaw != nil && thaw.At.Lo < end.At.Lo || end.At.Lo-freeze.At.Hi > sp.Limit.Max+abortLag {
			return 0, false // what aborts it later may be of another session
		}
	}
	if end == nil || !end.At.Known() {
		return 0, false
	}
	lo, _ := end.At.Minus(freeze.At)
	return max(0, lo-markLag), true
}

// RulingLimit is the limit that ran out first or would have: what the engine itself states
// (ESE), the one that Exchange chooses, else that of VSS; and whose it is: "ese",
// "exchange" or "vss". 0 if it is not known.
func (sp *WriterSpan) RulingLimit() (limit parse.Ticks, from string) {
	if s := earliest(sp.ESETimeouts); s != nil && s.Limit > 0 {
		return s.Limit, "ese"
	}
	if sp.Class.Name == vocab.WriterExchange {
		return sp.Limit.Min, "exchange"
	}
	if sp.Limit.Max >= interval.Forever {
		return 0, ""
	}
	return sp.Limit.Max, "vss"
}

// Marks returns the bounds of the time from the writer's first freeze mark to its
// last thaw mark, the span that people read off a log; ok is false if it has not
// both. The freeze itself may be earlier, the thaw earlier too: see FreezeToThaw.
func (sp *WriterSpan) Marks() (lo, hi parse.Ticks, ok bool) {
	first, last := earliest(sp.Freezes), latest(sp.Thaws)
	if first == nil || last == nil {
		return 0, 0, false
	}
	lo, hi = last.At.Minus(first.At)
	return max(lo, 0), hi, true
}

package correlate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Identity says how a set is known.
type Identity string

// Identities.
const (
	Explicit Identity = "explicit" // a record holds its GUID
	Inferred Identity = "inferred" // from what happened together
)

// Outcome is how a set or a span ended.
type Outcome string

// Outcomes.
const (
	Success        Outcome = "success"
	FailedOutcome  Outcome = "failed"
	Aborted        Outcome = "aborted"
	UnknownOutcome Outcome = "unknown"
)

// SnapshotSet is one attempt to make a set of shadow copies.
type SnapshotSet struct {
	Host      string            `redact:"host"`
	Name      string            `redact:"text"` // host/start/hash, stable over runs
	ID        string            `redact:"text"` // GUID, "" if no record holds it
	Identity  Identity          `redact:"-"`
	From      []string          `redact:"text"` // what it was inferred from
	Requester string            `redact:"text"`
	Volumes   []string          `redact:"text"`
	Started   interval.Interval // first step that belongs to it
	Ended     interval.Interval // last step
	Outcome   Outcome           `redact:"-"`
	Overlaps  []*SnapshotSet
	Steps     []*Step
	Spans     []*WriterSpan

	// Requests are the begins of the runs of requesters that may have made the set.
	// Several runs may have made several sets that look like one.
	Requests []*Step
	// Mixed: runs of requesters interleave, or one run holds several sets, so that an
	// end may be that of another set.
	Mixed bool

	standing       bool              // formed for states that stood when listings began: see Standing
	freezes, thaws []*Step           // marks of all writers, in order
	activations    []*activation     // listings that see writers leave their rest
	began          parse.Ticks       // for the order of sets: see Began
	opened         interval.Interval // Started, on the host's own clock
	datesOpen      bool              // which day that is nothing tells: see Case.DatesOpen
	within         interval.Interval
	run            *requesterRun
	progress       progress
	failed         []*Failure // failures seen in listings that may be of this set
}

// Standing reports what is only the failed state of a writer that stood when listings began: some set has left it, hours or
// weeks ago, and nothing tells of it. It is a failure, and no set that can be counted.
func (s *SnapshotSet) Standing() bool { return s != nil && s.standing && len(s.Steps) == 0 }

// Count takes a state that stood for a set of its own: a record tells when it failed.
func (s *SnapshotSet) Count() { s.standing = false }

// formSets rebuilds the sets of the host. Marks of freeze and thaw come first,
// listings and requesters join or add sets, all other steps are attached by time.
func (k *Case) formSets() {
	k.standing, k.settled = nil, map[*WriterState]*SnapshotSet{}
	k.markJobs()
	k.setsFromMarks()
	k.dropWithoutVSS()
	k.indexSets()
	k.setsFromListings()
	k.indexSets()
	k.setsFromRequesters()
	k.index() // runs narrow the times of their texts
	k.indexSets()
	k.setsFromIDs()
	k.setsFromEnds()
	slices.SortStableFunc(k.Sets, func(a, b *SnapshotSet) int { return cmp.Compare(a.anchor().Lo, b.anchor().Lo) })
	k.attach()
	k.setsFromRefusals()
	k.settleStanding()
	k.indexSets()
	k.attachClusterLog()
	k.findFailures()
	k.indexActivations()
	k.finishSets()
	slices.SortStableFunc(k.Sets, func(a, b *SnapshotSet) int {
		return a.Compare(b)
	})
	k.findOverlaps()
	k.indexSets()
	for _, s := range k.Steps {
		if s.Set == nil && s.Kind != vocab.KindHostFact && s.Kind != vocab.KindWriterState &&
			s.Kind != vocab.KindWriterListing &&
			s.Kind != vocab.KindBoot &&
			s.Kind != vocab.KindShutdown &&
			s.Kind != vocab.KindWriterService &&
			s.Kind != vocab.KindChange {
			k.Unassigned = append(k.Unassigned, s)
		}
	}
}

// finishSets finishes the sets in their order. What the last day of the host is depends on
// all of them as they are then: on those before as they are finished, on the others as they
// are not.
func (k *Case) finishSets() {
	after := make([]parse.Ticks, len(k.Sets)+1)
	after[len(k.Sets)] = interval.Never
	for i, s := range slices.Backward(k.Sets) {
		after[i] = max(after[i+1], s.anchor().Lo)
	}
	before := interval.Never
	for i, s := range k.Sets {
		s.finish(k, max(before, after[i+1]))
		before = max(before, s.anchor().Lo)
	}
}

// findOverlaps notes which sets were frozen at the same time.
func (k *Case) findOverlaps() {
	var frozen []timedSet
	for _, s := range k.Sets {
		if len(s.freezes) > 0 {
			frozen = append(frozen, timedSet{s, s.busy()})
		}
	}
	index := indexTimed(frozen)
	for i, a := range frozen {
		for _, n := range index.Numbers(a.at) {
			if b := frozen[n].set; int(n) > i && !a.set.isBefore(b) && !b.isBefore(a.set) {
				a.set.Overlaps, b.Overlaps = append(a.set.Overlaps, b), append(b.Overlaps, a.set)
			}
		}
	}
}

// isBefore reports whether the marks of a set certainly came before the first freeze of
// another.
func (s *SnapshotSet) isBefore(o *SnapshotSet) bool {
	return !slices.ContainsFunc(
		slices.Concat(s.freezes, s.thaws),
		func(m *Step) bool { return !m.CertainlyBefore(o.freezes[0]) },
	)
}

// busy is the time from the first freeze mark to the last thaw mark.
func (s *SnapshotSet) busy() interval.Interval {
	i := s.freezes[0].At
	for _, m := range s.freezes {
		i = i.Hull(m.At)
	}
	for _, m := range s.thaws {
		i = i.Hull(m.At)
	}
	return i
}

// anchor is about when the set was frozen, for sorting and attaching.
func (s *SnapshotSet) anchor() interval.Interval {
	switch {
	case len(s.freezes) > 0:
		return s.freezes[0].At
	case len(s.activations) > 0:
		return s.activations[0].between()
	case len(s.thaws) > 0:
		return s.thaws[0].At
	case s.run != nil:
		return s.run.span()
	case len(s.Steps) > 0:
		return s.Steps[0].At
	}
	return interval.Unknown
}

// about is anchor for what may have to do with the set.
func (s *SnapshotSet) about() interval.Interval {
	a := s.anchor()
	if a == interval.Unknown && s.run != nil {
		return s.run.near()
	}
	return a.Bounded()
}

// Began is the first time that is known of the set: of one of which only the end is
// bounded it is that bound, of one of which nothing is, where it stands in its text.
// Forever if nothing has a time.
func (s *SnapshotSet) Began() parse.Ticks { return s.began }

// Compare orders sets by when they began, as far as that is known.
func (s *SnapshotSet) Compare(o *SnapshotSet) int {
	return cmp.Or(
		cmp.Compare(s.began, o.began),
		cmp.Compare(s.anchor().Lo, o.anchor().Lo),
		strings.Compare(s.Name, o.Name),
	)
}

// Opened is when the set started on the clock of the host, which Started may be further
// from: see Case.Shown.
func (s *SnapshotSet) Opened() interval.Interval { return s.opened }

// Within is the time from the first to the last step of the set, and of what may have to
// do with it where these are not bounded.
func (s *SnapshotSet) Within() interval.Interval { return s.within }

// boundWithin is Within, where others is when the last of the other sets was made.
func (s *SnapshotSet) boundWithin(others parse.Ticks) interval.Interval {
	i := interval.Of(s.Started.Lo, s.Ended.Hi)
	if s.began >= interval.Forever {
		if i == interval.Unknown {
			return dayAround(max(others, s.anchor().Lo))
		}
		return i
	}
	if i.Lo <= interval.Never {
		i.Lo = min(s.began, s.about().Lo)
	}
	if i.Hi >= interval.Forever {
		i.Hi = max(s.Ended.Lo, s.began) + longestListing
	}
	return i
}

// finish derives what is told of the set as a whole.
func (s *SnapshotSet) finish(k *Case, others parse.Ticks) {
	s.Steps = append(s.Steps, s.freezes...)
	s.Steps = append(s.Steps, s.thaws...)
	slices.SortStableFunc(s.Steps, (*Step).Compare)
	s.Steps = slices.Compact(s.Steps)
	s.progress = progressOf(s)
	s.bounds()
	s.within = s.boundWithin(others)
	s.opened, s.datesOpen = s.Started, k.DatesOpen()
	s.Started, s.Ended = k.Shown(s.Started), k.Shown(s.Ended)
	s.name()
	volumes := map[string]bool{}
	if s.run != nil && s.run.end != nil && s.run.begin != nil {
		s.Requester = s.run.tool
	}
	for _, step := range s.Steps {
		if v := step.Volume; v != "" && !strings.Contains(v, "HarddiskVolumeShadowCopy") {
			volumes[v] = true
		}
		if s.Requester == "" &&
			(step.Kind == vocab.KindRequesterBegin || step.Kind == vocab.KindCreated || step.Kind == vocab.KindInitiated ||
				step.Kind == vocab.KindServiceStart) {
			s.Requester = step.CommandLine
		}
	}
	for v := range volumes {
		s.Volumes = append(s.Volumes, v)
	}
	slices.Sort(s.Volumes)
	s.Spans = k.spansOf(s)
	if s.Outcome = s.outcome(); s.Outcome == UnknownOutcome &&
		(len(k.Restart(s)) > 0 || s.run != nil && k.cutShort(s.run)) {
		s.Outcome = Aborted
	}
}

// firstStep is the step that the set's name is made of.
func (s *SnapshotSet) firstStep() *Step {
	var first *Step
	for _, step := range s.Steps {
		if first == nil || step.Compare(first) < 0 {
			first = step
		}
	}
	if len(s.activations) > 0 &&
		(first == nil || s.activations[0].after.Step.Compare(first) < 0 && s.activations[0].after.Step.At.Known()) {
		first = s.activations[0].after.Step
	}
	return first
}

func (s *SnapshotSet) name() {
	step := s.firstStep()
	start := "unknown"
	if at := s.Started; at.Lo > interval.Never {
		start = at.Lo.Time().Format("2006-01-02T15:04:05Z")
	} else if at.Hi < interval.Forever {
		start = at.Hi.Time().Format("2006-01-02T15:04:05Z")
	}
	sum := sha256.Sum256(
		fmt.Appendf(
			nil,
			"%s|%s|%d|%d|%s|%d",
			s.Host,
			step.Record.Channel,
			step.Record.RecordID,
			step.Record.Time.Wall,
			step.Instance,
			step.Record.Line,
		),
	)
	s.Name = s.Host + "/" + start + "/" + hex.EncodeToString(sum[:4])
}

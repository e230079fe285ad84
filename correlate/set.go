package correlate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

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
	Host      string
	Name      string // host/start/hash, stable over runs
	ID        string // GUID, "" if no record holds it
	Identity  Identity
	From      []string // what it was inferred from
	Requester string
	Volumes   []string
	Started   Instant // first step that belongs to it
	Ended     Instant // last step
	Outcome   Outcome
	Overlaps  []*SnapshotSet
	Steps     []*Step
	Spans     []*WriterSpan

	// Requests are the begins of the runs of requesters that may have made the set.
	// Several runs may have made several sets that look like one.
	Requests []*Step
	// Mixed: runs of requesters interleave, or one run holds several sets, so that an
	// end may be that of another set.
	Mixed bool

	freezes, thaws []*Step   // marks of all writers, in order
	awake          []*waking // captures that see writers leave their rest
	window         *window
	failed         []*Failure // failures seen in captures that may be of this set
}

// waking is a writer seen to leave its rest between two captures.
type waking struct {
	before, after *WriterState // before is nil at the first capture
}

// stood reports a writer that was failed already when captures began.
func (w *waking) stood() bool { return w.before == nil && Failed(w.after.Code) }

func (w *waking) between() Instant {
	i := Instant{Never, w.after.Capture.At.Hi}
	if w.before != nil {
		i.Lo = w.before.Capture.At.Lo
	}
	return i
}

// freezePhase is the longest that freezing all writers may take: a writer that
// waits longer than its limit fails, so the next freeze belongs to another set.
const freezePhase = 2 * parse.Minute

// reach is how long after its freeze a set may still have news: the longest
// limit, a late watchdog, and the slowest thaw seen.
const reach = 10 * parse.Minute

// formSets rebuilds the sets of the host. Marks of freeze and thaw come first,
// captures and requesters join or add sets, all other steps are attached by time.
func (k *Case) formSets() {
	k.setsFromMarks()
	k.indexSets()
	k.setsFromCaptures()
	k.indexSets()
	k.setsFromRequesters()
	k.index() // windows narrow the times of their texts
	k.indexSets()
	k.setsFromIDs()
	slices.SortStableFunc(k.Sets, func(a, b *SnapshotSet) int { return int(compare(a.anchor().Lo, b.anchor().Lo)) })
	k.attach()
	k.setsFromRefusals()
	k.indexSets()
	k.findFailures()
	k.indexWakings()
	for _, s := range k.Sets {
		s.finish(k)
	}
	slices.SortStableFunc(k.Sets, func(a, b *SnapshotSet) int {
		return cmp.Or(int(compare(a.Started.Lo, b.Started.Lo)), int(compare(a.anchor().Lo, b.anchor().Lo)), strings.Compare(a.Name, b.Name))
	})
	k.findOverlaps()
	k.indexSets()
	for _, s := range k.Steps {
		if s.Set == nil && s.Kind != KindHostFact && s.Kind != KindWriterState && s.Kind != KindCapture && s.Kind != KindBoot && s.Kind != KindShutdown && s.Kind != KindWriterService {
			k.Loose = append(k.Loose, s)
		}
	}
}

// findOverlaps notes which sets were frozen at the same time.
func (k *Case) findOverlaps() {
	t := &timeline{}
	for _, s := range k.Sets {
		if len(s.freezes) > 0 {
			t.add(s, s.busy())
		}
	}
	t.finish()
	for i, a := range t.sets {
		for j := i + 1; j < len(t.sets) && t.lows[j] <= t.at[i].Hi; j++ {
			if b := t.sets[j]; t.at[i].Hi >= t.at[j].Lo && t.at[j].Hi >= t.at[i].Lo {
				a.Overlaps, b.Overlaps = append(a.Overlaps, b), append(b.Overlaps, a)
			}
		}
	}
}

// busy is the time from the first freeze mark to the last thaw mark.
func (s *SnapshotSet) busy() Instant {
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
func (s *SnapshotSet) anchor() Instant {
	switch {
	case len(s.freezes) > 0:
		return s.freezes[0].At
	case len(s.awake) > 0:
		return s.awake[0].between()
	case len(s.thaws) > 0:
		return s.thaws[0].At
	case s.window != nil:
		return s.window.span()
	case len(s.Steps) > 0:
		return s.Steps[0].At
	}
	return Unknown
}

// setsFromMarks groups freeze and thaw marks. All writers are frozen before any
// is thawed, so a freeze that certainly follows a thaw begins another set; so
// does a second freeze of the same database, and one too late for the phase.
func (k *Case) setsFromMarks() {
	var current *SnapshotSet
	for _, m := range k.Steps {
		if m.Record.Stale {
			continue
		}
		switch m.Kind {
		case KindFreeze, KindFreezeFailed:
			if current == nil || !current.accepts(m) {
				current = &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"freeze marks"}}
				k.Sets = append(k.Sets, current)
			}
			current.freezes = append(current.freezes, m)
			m.Set = current
		case KindThaw, KindThawEnd:
			if s := k.frozen(m); s != nil {
				s.thaws = append(s.thaws, m)
				m.Set = s
			}
		}
	}
}

func (s *SnapshotSet) accepts(freeze *Step) bool {
	for _, t := range s.thaws {
		if t.CertainlyBefore(freeze) {
			return false
		}
	}
	for _, f := range s.freezes {
		if f.Key == freeze.Key && (strings.HasPrefix(f.Key, "sql/") || strings.HasPrefix(f.Key, "trace/")) {
			return false
		}
		if strings.HasPrefix(f.Key, "ese/") && strings.HasPrefix(freeze.Key, "ese/") && f.Key != freeze.Key && f.ProcessID == freeze.ProcessID && f.Writer == freeze.Writer {
			return false // the next session of the same process
		}
	}
	last := s.freezes[len(s.freezes)-1]
	return freeze.At.Lo-last.At.Hi <= freezePhase
}

// frozen finds the set that a thaw mark belongs to: the latest one in which the
// same thing is frozen and not yet thawed, else the latest frozen one near.
func (k *Case) frozen(thaw *Step) *SnapshotSet {
	for i := len(k.Sets) - 1; i >= 0; i-- {
		s := k.Sets[i]
		if len(s.freezes) == 0 || thaw.At.Lo-s.freezes[0].At.Hi > parse.Hour {
			break
		}
		frozen, thawed := false, false
		for _, f := range s.freezes {
			frozen = frozen || f.Key == thaw.Key
		}
		for _, t := range s.thaws {
			thawed = thawed || t.Key == thaw.Key && !strings.HasPrefix(t.Key, "ese/")
		}
		if frozen && !thawed {
			return s
		}
	}
	for i := len(k.Sets) - 1; i >= 0; i-- {
		if s := k.Sets[i]; len(s.freezes) > 0 && thaw.At.Hi >= s.freezes[0].At.Lo && thaw.At.Lo-s.freezes[0].At.Hi <= reach {
			return s
		}
	}
	return nil
}

// setsFromCaptures joins what captures see of writers leaving their rest to the
// sets known from marks, or makes a set of it where no mark tells.
func (k *Case) setsFromCaptures() {
	var current *session
	var earlier *SnapshotSet
	last := map[string]*WriterState{}
	for _, c := range k.Captures {
		for _, now := range c.States {
			key := now.key()
			before := last[key]
			last[key] = now
			if !awakes(before, now) || k.failedLater(before, now) {
				continue
			}
			w := &waking{before, now}
			if w.stood() {
				// Writers that are failed when captures begin were so by one earlier set;
				// those that wake later did not do it in that set.
				if earlier == nil {
					earlier = k.setAround(w)
				}
				earlier.awake = append(earlier.awake, w)
				continue
			}
			if current == nil || !current.accepts(w) {
				current = newSession(k.setAround(w))
			}
			current.members[key] = true
			current.set.awake = append(current.set.awake, w)
		}
		if current != nil {
			current.see(c)
		}
	}
}

// session is a set as captures see it: the writers that woke in it.
type session struct {
	set     *SnapshotSet
	members map[string]bool
	thawed  map[*Capture]bool // those that show a member past its thaw
}

func newSession(set *SnapshotSet) *session {
	s := &session{set: set, members: map[string]bool{}, thawed: map[*Capture]bool{}}
	for _, a := range set.awake {
		s.members[a.after.key()] = true
	}
	return s
}

// accepts reports whether a writer can have woken in the session: no writer twice,
// none too late for the freeze phase, and none that was not yet awake when another
// was past its thaw, as all are frozen before any is thawed.
func (s *session) accepts(w *waking) bool {
	if s.members[w.after.key()] || len(s.set.awake) > 0 && w.after.Capture.At.Lo-s.set.awake[0].after.Capture.At.Hi > freezePhase {
		return false
	}
	return w.before == nil || !s.thawed[w.before.Capture]
}

// see notes a capture that shows a member past its thaw.
func (s *session) see(c *Capture) {
	for _, state := range c.States {
		if s.members[state.key()] && (state.Code == StateWaitingPostSnapshot || state.Code == StateWaitingComplete) {
			s.thawed[c] = true
			return
		}
	}
}

// key tells a writer of a listing from the others: by its instance, or by its name
// where the listing hides that.
func (s *WriterState) key() string {
	if s.Instance == "" {
		return s.ID + "/" + s.Name
	}
	return s.ID + s.Instance
}

// awakes reports whether a writer entered a session between two captures: from
// rest into one of its states, from past a thaw back to before it, or from rest
// to failed where the captures are too far apart to see more. At the first
// capture an active or failed state counts.
func awakes(before, now *WriterState) bool {
	active := now.Code >= StateWaitingFreeze && now.Code <= StateWaitingComplete
	if before == nil {
		return active || Failed(now.Code)
	}
	switch {
	case before.Code == StateWaitingPostSnapshot || before.Code == StateWaitingComplete:
		return now.Code == StateWaitingFreeze || now.Code == StateWaitingThaw || before.Code == StateWaitingComplete && now.Code == StateWaitingPostSnapshot
	case before.Code == StateStable:
		return active || Failed(now.Code)
	case Failed(before.Code):
		return active
	}
	return false
}

// failedLater reports whether a writer that goes from rest straight to failed can
// have been frozen in a set that is known already: a late watchdog may fire when
// the backup is complete and the writer back at rest.
func (k *Case) failedLater(before, now *WriterState) bool {
	if before == nil || before.Code != StateStable || !Failed(now.Code) {
		return false
	}
	x := Instant{before.Capture.At.Lo, now.Capture.At.Hi}
	near := func(s *SnapshotSet) bool {
		a := s.anchor()
		return a.Lo <= x.Hi && (a.Hi >= Forever || a.Hi >= x.Lo-reach)
	}
	return slices.ContainsFunc(k.setsIn(Instant{x.Lo - reach, x.Hi}), near) || slices.ContainsFunc(k.Sets[len(k.setIndex.sets):], near)
}

// setAround finds the set from marks that was frozen while the writer woke, or
// makes one.
func (k *Case) setAround(w *waking) *SnapshotSet {
	if s := k.frozenAround(w); s != nil {
		if !slices.Contains(s.From, "captures") {
			s.From = append(s.From, "captures")
		}
		return s
	}
	s := &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"captures"}}
	if w.stood() {
		s.From = []string{"a failed state that stood when captures began"}
	}
	k.Sets = append(k.Sets, s)
	return s
}

// frozenAround is the latest set with marks that was frozen while the writer woke,
// or, for what is seen at first, in the time before. A writer that was only prepared
// by then may belong to the next set to be frozen.
func (k *Case) frozenAround(w *waking) *SnapshotSet {
	span := w.between()
	near := span
	if w.before == nil {
		near.Lo = w.after.Capture.At.Lo - reach
	}
	for _, s := range slices.Backward(k.setsIn(near)) {
		if len(s.freezes) == 0 {
			continue
		}
		busy := s.busy()
		if busy.Lo > span.Hi || w.before == nil && w.after.Capture.At.Lo-busy.Hi > reach || w.before != nil && busy.Hi < span.Lo {
			continue
		}
		return s
	}
	if w.after.Code != StateWaitingFreeze || span.Hi >= Forever {
		return nil
	}
	for _, s := range k.setsIn(Instant{span.Hi, span.Hi + parse.Minute}) {
		if len(s.freezes) > 0 && s.busy().Lo > span.Hi && s.busy().Lo <= span.Hi+parse.Minute && k.waits(w.after, s.busy().Lo) {
			return s
		}
	}
	return nil
}

// waits reports whether a writer that was prepared is shown so, or later, by every
// capture until then: one that is at rest or failed again has left that set.
func (k *Case) waits(w *WriterState, until parse.Ticks) bool {
	for _, s := range k.statesOf(w)[k.position[w]:] {
		if s.Capture.At.Lo >= until {
			break
		}
		if s.Capture.Source == w.Capture.Source && (s.Code == StateStable || Failed(s.Code)) {
			return false
		}
	}
	return true
}

// setsFromRefusals makes sets of what tells that a writer failed and fits no set: a
// log often holds nothing else of it. What stands near each other is of one set.
func (k *Case) setsFromRefusals() {
	var current *SnapshotSet
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || s.Writer == "" && s.WriterID == "" || !s.At.Known() {
			continue
		}
		switch s.Kind {
		case KindTimeout, KindWriterRejected, KindWriterFailed, KindNotResponding, KindESELateThaw:
		default:
			continue
		}
		if current == nil || s.At.Lo-current.Steps[0].At.Hi > freezePhase {
			current = &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"a writer's failure"}}
			k.Sets = append(k.Sets, current)
		}
		s.Set = current
		current.Steps = append(current.Steps, s)
	}
}

// setsFromIDs gives sets the GUIDs that records hold. A creation is audited after
// the thaw (2.2 s in a real log), so the set is looked for backwards.
func (k *Case) setsFromIDs() {
	byID := map[string]*SnapshotSet{}
	for _, s := range k.Steps {
		if s.SetID == "" || s.Kind == KindSessionRemoved || s.Kind == KindDeleted {
			continue
		}
		set := byID[s.SetID]
		if set == nil {
			set = k.nearestWithoutID(s)
			if set == nil {
				set = &SnapshotSet{Host: k.Host.Name}
				k.Sets = append(k.Sets, set)
			}
			set.ID, set.Identity = s.SetID, Explicit
			byID[s.SetID] = set
		}
		s.Set = set
		set.Steps = append(set.Steps, s)
	}
}

func (k *Case) nearestWithoutID(s *Step) *SnapshotSet {
	var best *SnapshotSet
	for _, set := range k.setsIn(Instant{s.At.Lo - reach, s.At.Hi + reach}) {
		a := set.anchor()
		if set.ID != "" || !a.Known() && set.window == nil {
			continue
		}
		near := a.Lo <= s.At.Hi && s.At.Lo-a.Hi <= reach
		if s.Kind == KindInitiated {
			near = s.At.Lo <= a.Hi && a.Lo-s.At.Hi <= reach
		}
		if near && (best == nil || a.Lo > best.anchor().Lo && s.Kind != KindInitiated || s.Kind == KindInitiated && a.Lo < best.anchor().Lo) {
			best = set
		}
	}
	return best
}

// finish derives what is told of the set as a whole.
func (s *SnapshotSet) finish(k *Case) {
	s.Steps = append(s.Steps, s.freezes...)
	s.Steps = append(s.Steps, s.thaws...)
	slices.SortStableFunc(s.Steps, (*Step).Compare)
	s.Steps = slices.Compact(s.Steps)
	s.bounds()
	s.name()
	volumes := map[string]bool{}
	for _, step := range s.Steps {
		if v := step.Volume; v != "" && !strings.Contains(v, "HarddiskVolumeShadowCopy") {
			volumes[v] = true
		}
		if s.Requester == "" && (step.Kind == KindRequesterBegin || step.Kind == KindCreated || step.Kind == KindInitiated || step.Kind == KindServiceStart) {
			s.Requester = step.CommandLine
		}
	}
	for v := range volumes {
		s.Volumes = append(s.Volumes, v)
	}
	slices.Sort(s.Volumes)
	s.Spans = k.spansOf(s)
	s.Outcome = s.outcome()
}

// bounds: the set starts with its first step of a known time and ends with its last.
func (s *SnapshotSet) bounds() {
	s.Started, s.Ended = Unknown, Unknown
	first := true
	add := func(i Instant) {
		if i.Hi >= Forever && i.Lo <= Never {
			return
		}
		lo, hi := i, i
		if lo.Lo <= Never {
			lo.Lo = Never
		}
		if first {
			s.Started, s.Ended, first = lo, hi, false
			return
		}
		if lo.Lo < s.Started.Lo || lo.Lo == s.Started.Lo && lo.Hi < s.Started.Hi {
			s.Started = lo
		}
		if hi.Hi > s.Ended.Hi {
			s.Ended = hi
		}
	}
	for _, step := range s.Steps {
		if step.At.Known() && step.At.Hi-step.At.Lo < parse.Hour { // a time that only bounds tells no start or end
			add(step.At)
		}
	}
	for _, w := range s.awake {
		switch at := w.after.Capture.At; {
		case w.stood():
			add(Instant{Never, at.Hi}) // when it began is not known
		case at.Known():
			add(at)
		}
	}
	for _, f := range s.failed {
		if f.After.Capture.At.Known() {
			add(f.After.Capture.At)
		}
	}
	if first {
		for _, step := range s.Steps {
			add(step.At)
		}
		for _, w := range s.awake {
			add(w.after.Capture.At)
		}
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
	if len(s.awake) > 0 && (first == nil || s.awake[0].after.Step.Compare(first) < 0 && s.awake[0].after.Step.At.Known()) {
		first = s.awake[0].after.Step
	}
	return first
}

func (s *SnapshotSet) name() {
	step := s.firstStep()
	start := "unknown"
	if at := s.Started; at.Lo > Never {
		start = at.Lo.Time().Format("2006-01-02T15:04:05Z")
	} else if at.Hi < Forever {
		start = at.Hi.Time().Format("2006-01-02T15:04:05Z")
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d|%d|%s|%d", s.Host, step.Record.Channel, step.Record.RecordID, step.Record.Time.Wall, step.Instance, step.Record.Line))
	s.Name = s.Host + "/" + start + "/" + hex.EncodeToString(sum[:4])
}

func (s *SnapshotSet) outcome() Outcome {
	failed, aborted, success := false, false, false
	for _, sp := range s.Spans {
		switch sp.Outcome {
		case FailedOutcome:
			failed = true
		case Aborted:
			aborted = true
		}
	}
	for _, step := range s.Steps {
		switch step.Kind {
		case KindRequesterFailed, KindCommitTimeout, KindHoldTimeout, KindProviderFailed, KindCreateFailed:
			failed = true
		case KindRequesterCode:
			failed = failed || step.Code >= 0x80000000
		case KindRequesterEnd:
			success = success || step.Record.Level == 0 || step.Record.Level >= 4
		case KindCreated, KindDatabaseBackedUp, KindWriterComplete, KindShadow:
			success = true
		case KindRequesterGone:
			aborted = true
		}
	}
	switch {
	case failed:
		return FailedOutcome
	case aborted:
		return Aborted
	case success:
		return Success
	}
	return UnknownOutcome
}

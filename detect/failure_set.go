package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// ofSet tells what went wrong with a set, nil if nothing did, and which of its records
// are harmless.
func ofSet(
	k *correlate.Case,
	set *correlate.SnapshotSet,
	findings []*Finding,
	owners map[*correlate.Step]*correlate.SnapshotSet,
	taken map[*correlate.Step]bool,
	windows knowledge.Version,
) (*Failure, []*Observation) {
	states, shared := ofSpans(set, owners, windows)
	obs := append(states, observations(set.Steps, windows)...)
	obs = append(obs, toldBeside(k, set, windows)...)
	obs = slices.DeleteFunc(
		obs,
		func(o *Observation) bool { return !wrong(o.Step) && o.Step.Kind != vocab.KindWriterState },
	)
	slices.SortStableFunc(obs, func(a, b *Observation) int { return a.Step.Compare(b.Step) })
	if len(obs) == 0 && shared &&
		!slices.ContainsFunc(findings, func(f *Finding) bool { return f.Verdict == Confirmed || f.Verdict == Likely }) {
		return nil, nil // a listing that another set explains is all that speaks of a failure here
	}
	if len(obs) == 0 && len(findings) == 0 && set.Outcome != correlate.FailedOutcome &&
		set.Outcome != correlate.Aborted {
		return nil, nil
	}
	obs, beyond := judgedOf(obs)
	all := obs
	if len(obs) > 0 {
		all = append(around(k, set, windows), obs...)
	}
	beside := companyOf(all)
	var open, harmless []*Observation
	for _, o := range obs {
		if all := causesOf(o, beside, windows); len(all) > 0 && all[0].noise() {
			harmless = append(harmless, o)
		} else {
			open = append(open, o)
		}
	}
	found := slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return f.Verdict == RuledOut })
	found = slices.DeleteFunc(found, func(f *Finding) bool { return f.ofNoise(harmless) })
	slices.SortStableFunc(found, compareWithin)
	open, apart := ofOtherVolumes(open, found)
	harmless = append(harmless, apart...)
	more, openMore := beyond.with(harmless)
	f := mainFailure(set, open, beside, found, taken, windows)
	open = and(open, openMore)
	if f != nil {
		beyond.tell(f, openMore)
	}
	if f != nil && set.Outcome == correlate.Success && len(open) > 0 &&
		!slices.ContainsFunc(open, func(o *Observation) bool { return !set.OfOther(o.Step) }) {
		f.leave(set, open)
	}
	if f != nil && set.Contradicted() && f.CauseVerdict != Confirmed {
		f.CauseVerdict = CannotTell
		f.Missing = append(f.Missing, "how the set ended: one record says that it was made, another that it failed")
	}
	if f != nil && f.Problem() && f.Finding == nil && unharmed(k, set, open) {
		f.Fact += "; the set that was made meanwhile went well"
		f.atMost(Information)
	}
	if f != nil && f.Problem() && f.Set != nil {
		f.Fact += retried(k, set)
		f.recover(k)
	}
	if f != nil && f.Problem() {
		f.follow(k.ChangedBefore(set))
	}
	return f, append(harmless, more...)
}

// toldBeside are the records that stand beside the listing of a set without a time, in one text and
// without one either: of the writers that the listing shows as failed. Who hands over both
// tells of one failure.
func toldBeside(k *correlate.Case, set *correlate.SnapshotSet, windows knowledge.Version) (beside []*Observation) {
	if len(k.Sets) != 1 || set.Within().Known() {
		return nil
	}
	var writers, sources []string
	for _, sp := range set.Spans {
		if sp.Failure != nil {
			writers, sources = append(writers, sp.Name), append(sources, sp.Failure.After.Step.Source)
		}
	}
	for _, s := range k.Unassigned {
		if s.At.Known() || !wrong(s) || !slices.Contains(sources, s.Source) || s.Kind == vocab.KindWriterState {
			continue
		}
		o := observe(s, windows)
		if slices.ContainsFunc(writers, func(w string) bool { return strings.EqualFold(w, o.Facts.Writer) }) {
			beside = append(beside, o)
		}
	}
	return beside
}

// retried tells of the next set where it began within an hour after one that failed, and went
// well: the failure stays one.
func retried(k *correlate.Case, set *correlate.SnapshotSet) string {
	if set.Outcome != correlate.FailedOutcome && set.Outcome != correlate.Aborted || !set.Ended.Known() {
		return ""
	}
	for _, next := range k.SetsIn(interval.Of(set.Ended.Hi, set.Ended.Hi+parse.Hour)) {
		later := next.Started.Lo - set.Ended.Hi
		same := next.Requester == "" || set.Requester == "" || next.Requester == set.Requester
		if next != set && later > 0 && later <= parse.Hour && next.Outcome == correlate.Success && same {
			return "; a set that began " + roughly(later) + " later went well"
		}
	}
	return ""
}

// ofOtherVolumes takes out what volsnap says of a volume where a record states what timed
// out, or what could not be saved, and names another one: it has a cause of its own, and is none
// of the failure's.
func ofOtherVolumes(obs []*Observation, findings []*Finding) (own, apart []*Observation) {
	var volumes []string
	other := disagree
	if i := slices.IndexFunc(findings, statedTimeout); i >= 0 {
		volumes = volumesOf(findings[i].Steps)
		other = func(a, b []string) bool { return len(a) > 0 && len(b) > 0 && !meet(a, b) }
	} else {
		for _, o := range obs {
			if o.Step.Kind == vocab.KindRequesterFailed || o.Step.Kind == vocab.KindRequesterCode {
				volumes = append(volumes, o.Facts.Volumes...)
			}
		}
	}
	for _, o := range obs {
		if o.Step.Kind == vocab.KindDeleted && other(o.Facts.Volumes, volumes) {
			apart = append(apart, o)
		} else {
			own = append(own, o)
		}
	}
	return own, apart
}

// statedTimeout reports a finding that a record of the set states: its commit or its hold
// timed out.
func statedTimeout(f *Finding) bool {
	return f.Verdict == Confirmed && f.Signature.Scope == EventScope && f.Signature.Class == CauseClass &&
		classOf(f.Signature) == TimingClass
}

func newSetFailure(set *correlate.SnapshotSet, obs []*Observation, role ClaimRole) *Failure {
	f := &Failure{Host: set.Host, Set: set, Night: set.Night(), Started: set.Started, Ended: set.Ended}
	for _, o := range obs {
		f.claim(o, role)
	}
	return f
}

// leave takes a failure from a set that went well, where all that tells of it is of another
// attempt, which nothing else shows: of a writer's state it is known that it came after the
// set was made.
func (f *Failure) leave(set *correlate.SnapshotSet, obs []*Observation) {
	f.Set, f.Started = nil, interval.Unknown
	for _, o := range obs {
		at := o.Step.At
		if o.Step.Kind == vocab.KindWriterState && at.Known() && set.Made() < at.Hi {
			at = interval.Of(set.Made(), min(at.Hi, max(at.Lo, set.Made())))
		}
		if f.Started == interval.Unknown {
			f.Started = at
		} else {
			f.Started = f.Started.Hull(at)
		}
	}
	f.Ended, f.Night = f.Started, correlate.Night(f.Started)
	f.identify()
}

// ofNoise reports a finding of single records that are all known to be harmless.
func (f *Finding) ofNoise(harmless []*Observation) bool {
	return f.Signature.Scope == EventScope && len(f.Steps) > 0 &&
		!slices.ContainsFunc(f.Steps, func(s *correlate.Step) bool {
			return !slices.ContainsFunc(harmless, func(o *Observation) bool { return o.Step == s })
		})
}

// mainFailure tells what went wrong with a set, nil if nothing did.
func mainFailure(
	set *correlate.SnapshotSet,
	obs []*Observation,
	beside *company,
	findings []*Finding,
	taken map[*correlate.Step]bool,
	windows knowledge.Version,
) *Failure {
	c := choice{set: set, obs: obs, beside: beside, findings: findings, windows: windows, strength: -1, full: -1}
	if !c.failed() && len(findings) == 0 && len(obs) == 0 {
		return nil
	}
	best := c.choose()
	told := obs
	if best.anchor != nil && best.known != nil && !slices.Contains(obs, best.anchor) {
		told = append([]*Observation{best.anchor}, obs...)
		if !taken[best.anchor.Step] { // one set claims it; of others it is the cause as well
			taken[best.anchor.Step] = true
			obs = told
		}
	}
	f := newSetFailure(set, nil, "")
	for _, o := range obs {
		f.claim(o, roleIn(best, o))
	}
	f.Others = findings
	f.fill(best, leadFirst(best, told), rivalsOf(best, told, findings))
	if !c.failed() && best.finding == nil && best.known == nil {
		f.Severity = Warning
	}
	if c.failed() && f.Severity == Warning && slices.ContainsFunc(obs, failsBackup) {
		f.Severity = Error // whatever the cause does as a rule, this backup failed
	}
	if len(obs) == 0 && best.finding == nil {
		f.unseen(set)
	}
	if set.Outcome == correlate.Success && f.Problem() && f.Severity.rank() > Warning.rank() &&
		(best.strength() < ofThisRecord || best.finding == nil && set.WentWell()) {
		f.Severity = Warning // the set was made all the same
	}
	return f
}

// choice finds the hypothesis that tells most about a set.
type choice struct {
	set      *correlate.SnapshotSet
	obs      []*Observation
	beside   *company
	findings []*Finding
	windows  knowledge.Version

	excused        bool // a pattern of the whole set is harmless; a harmless record excuses itself alone
	best           hypothesis
	strength, full int // of the best, as far as it may count and in full
	documented     []hypothesis
}

func (c *choice) failed() bool {
	return c.set.Outcome == correlate.FailedOutcome || c.set.Outcome == correlate.Aborted
}

func (c *choice) choose() hypothesis {
	if len(c.obs) > 0 {
		c.best.anchor = c.obs[0]
	}
	c.excused = slices.ContainsFunc(c.findings, func(f *Finding) bool {
		return expected(f) && f.Verdict == Confirmed && f.Signature.Scope != EventScope
	})
	c.considerBeside()
	c.considerOwn()
	c.considerFindings()
	best := deepest(c.best, c.documented)
	if h, ok := c.saidByVSS(best); ok {
		best = h
	}
	if c.set.Outcome == correlate.Success && best.known != nil && !best.noise() && best.verdict != CannotTell {
		best.verdict = Suspected // strong witnesses say that the set was made: only the time ties this to it
	}
	return best
}

// considerBeside tries what the records of no set beside it may have done to the set.
func (c *choice) considerBeside() {
	echoes := len(c.obs) > 0 &&
		!slices.ContainsFunc(c.obs, func(o *Observation) bool { return !lead(o, c.beside, c.windows).echo() })
	for _, b := range c.beside.all {
		if slices.Contains(c.obs, b) || b.Step.Set != nil {
			continue
		}
		if echoes && !aside[b.Step.Kind] && within(b.Step, c.set, c.obs[0].Step) {
			c.considerEnd(b)
		}
		for _, h := range causesOf(b, c.beside, c.windows) {
			if !h.noise() && !h.general && h.specific() && h.power(c.obs) > 0 {
				if h.verdict == Likely && (c.byOtherClock(b) || c.byTimeAlone(h)) {
					h.verdict = Suspected
				}
				c.document(h)
			}
		}
	}
}

// byTimeAlone reports a cause beside the set that does no harm as a rule, of which nothing but the time
// says that it is about what failed there: no volume, writer, process or set that both name.
func (c *choice) byTimeAlone(h hypothesis) bool {
	return h.anchor.Step.Kind == vocab.KindContext && h.known.Severity == string(Warning) &&
		!slices.ContainsFunc(c.obs, func(o *Observation) bool {
			_, firmly := follows(h.known, h.anchor, o)
			return firmly
		})
}

// byOtherClock reports a record beside the set that may be hours from it: the offset of its clock, or of that of the
// set, is not known, and the two are not of one clock.
func (c *choice) byOtherClock(b *Observation) bool {
	wide := func(s *correlate.Step) bool { return s.At.Known() && s.Wide() }
	return slices.ContainsFunc(c.obs, func(o *Observation) bool {
		_, same := b.Step.LocalUntil(o.Step)
		return !same && b.Step.Source != o.Step.Source && (wide(b.Step) || wide(o.Step))
	})
}

// soonAfter is how long after an error of VSS a requester says that VSS failed it.
const soonAfter = 2 * parse.Minute

// saidByVSS is what an error of no set speaks for that VSS logged during the run of a requester,
// shortly before the requester had to give up, where nothing else tells of the failure than
// the code that the requester got from VSS: what VSS says goes before what it hands on. Nothing but
// the time ties the two.
func (c *choice) saidByVSS(best hypothesis) (found hypothesis, ok bool) {
	if best.finding != nil && best.finding.Verdict == Confirmed || len(c.obs) == 0 {
		return found, false
	}
	ended := c.obs[0].Step
	for _, b := range c.beside.all {
		s := b.Step
		if s.Set != nil || aside[s.Kind] || s.Record.Provider != "VSS" || !wrong(s) ||
			!within(s, c.set, ended) || ended.At.Hi-s.At.Lo > soonAfter || !c.handsOn(b) {
			continue
		}
		if h := lead(b, c.beside, c.windows); h.mayEnd(b) && (!ok || h.strength() > found.strength()) {
			found, ok = h, true
		}
	}
	if found.verdict == Likely {
		found.verdict = Suspected
	}
	return found, ok
}

// handsOn reports a set of which a requester says no more than the code that it got from VSS, or that of
// an error that VSS logged before, and that its job failed.
func (c *choice) handsOn(logged *Observation) bool {
	coded := false
	for _, o := range c.obs {
		switch {
		case hasCodeAlone(o), saysNoMore(o) && o.Facts.Code != 0 && o.Facts.Code == logged.Facts.Code:
			coded = true
		case !saysNoMore(o) || o.Facts.Code != 0:
			return false
		}
	}
	return coded
}

// saysNoMore reports a requester's statement that names neither a writer nor a volume.
func saysNoMore(o *Observation) bool {
	kind := o.Step.Kind
	return (kind == vocab.KindRequesterFailed || kind == vocab.KindRequesterCode) && o.Facts.Writer == "" && len(o.Facts.Volumes) == 0 &&
		(o.Facts.MessageKind == "" || o.Facts.MessageKind == endedKind)
}

// failsSet are kinds of records by which VSS tells that it gave a set up.
var failsSet = map[vocab.Kind]bool{
	vocab.KindHoldTimeout: true, vocab.KindCommitTimeout: true, vocab.KindCreateFailed: true,
}

// failsBackup reports what says that a backup failed: VSS gave its set up, a writer refused with a code, the end of its run
// or job, or a writer that its program names as failed, and not a listing that may be of any time.
func failsBackup(o *Observation) bool {
	r := o.Step.Record
	writer := r.Provider == parse.ProviderRequester && r.Text(parse.FieldPhrase) == parse.PhraseWriterFailed && !o.Step.Told() && !warned(o.Step)
	refused := from(o.Step, "VSS", 8229) && o.codeOfVSS()
	return failsSet[o.Step.Kind] || refused || endedFailed(o) || endsInError(o) || writer
}

// endedFailed reports the record by which Windows Server Backup ends a run that failed.
func endedFailed(o *Observation) bool {
	return from(o.Step, vocab.ProviderWSB, 5, 9, 517, 521) && o.Step.Kind == vocab.KindRequesterFailed
}

// hasCodeAlone reports a requester's statement with no more than a code of VSS.
func hasCodeAlone(o *Observation) bool {
	return saysNoMore(o) && (o.codeOfVSS() || o.Facts.Code == vocab.CodeBackupVSSFailed)
}

// considerEnd tries what may have ended a set of which only echoes tell.
func (c *choice) considerEnd(b *Observation) {
	h := lead(b, c.beside, c.windows)
	if !h.mayEnd(b) {
		return
	}
	if !hostsWriter(b, c.set) {
		h.verdict = Suspected // nothing but the time ties the two
	}
	c.consider(h)
}

// considerOwn tries the documented causes of the set's own records.
func (c *choice) considerOwn() {
	copyFailed := slices.ContainsFunc(c.obs, func(o *Observation) bool {
		phrase := o.Step.Record.Text(parse.FieldPhrase)
		return phrase == parse.PhraseSnapshotFailed ||
			phrase == parse.PhraseCode && vocab.NamesCopy(strings.ToLower(o.Facts.Text))
	})
	for _, o := range c.obs {
		if copyFailed && onlyFile(o) || c.coded(o) { // a file was read without the shadow copy that failed
			continue
		}
		for _, h := range causesOf(o, c.beside, c.windows) {
			if h.known.Kind != knowledge.KindNoise && !h.general && !(c.excused && h.known.Fallback()) {
				c.document(h)
			}
		}
	}
}

// coded reports the state of a writer without a code, where another record of the set has one of the same
// writer: that says more.
func (c *choice) coded(o *Observation) bool {
	if o.Step.Kind != vocab.KindWriterState || o.Facts.Code != 0 || o.Facts.Writer == "" {
		return false
	}
	return slices.ContainsFunc(c.obs, func(b *Observation) bool {
		return b.Facts.Code != 0 && strings.EqualFold(b.Facts.Writer, o.Facts.Writer)
	})
}

// onlyFile reports what a program says of a file that it could not copy: it names the file, or gives the code of Windows
// that only files have, of one that another process holds.
func onlyFile(o *Observation) bool {
	r := o.Step.Record
	switch r.Text(parse.FieldPhrase) {
	case parse.PhraseOwnMessage:
		return r.Text(parse.FieldPath) != "" && !o.codeOfVSS()
	case parse.PhraseCode:
		return o.Facts.Code == vocab.CodeFileShared || o.Facts.Code == vocab.CodeFileLocked
	}
	return false
}

// considerFindings tries the findings of signatures. Where something failed, only what is
// confirmed makes it harmless, and where that is so, only what is confirmed is a failure.
func (c *choice) considerFindings() {
	for _, f := range c.findings {
		harmless := expected(f)
		if f.Verdict == Confirmed || !(c.excused && !harmless) && !(c.failed() && harmless) {
			c.consider(hypothesis{finding: f})
		}
	}
}

func (c *choice) document(h hypothesis) {
	c.documented = append(c.documented, h)
	c.consider(h)
}

// consider keeps the hypothesis if it is stronger than the best so far.
func (c *choice) consider(h hypothesis) {
	full := c.strengthOf(h)
	if capped := h.capped(full); capped > c.strength || capped == c.strength && full > c.full {
		c.best, c.strength, c.full = h, capped, full
	}
}

// strengthOf is how much the hypothesis tells about this set.
func (c *choice) strengthOf(h hypothesis) int {
	strength, power := h.strength(), h.power(c.obs)
	if c.timedOutApart(h) {
		strength, power = min(strength, ofThisRecord), 0
	}
	if c.listedBeside(h) {
		strength = min(strength, ofWrapper)
	}
	if power == 0 && h.known != nil && h.anchor != nil && aside[h.anchor.Step.Kind] {
		strength -= 25
	}
	return strength + power
}

// listedBeside reports what a program says of a set, with no more than what the reason may be, beside a
// finding that the set's own marks suggest: a mark that is missing makes it less sure, and
// the program's words no reason.
func (c *choice) listedBeside(h hypothesis) bool {
	return h.known != nil && h.known.Open && h.verdict != Confirmed && h.known.Victim != nil &&
		h.known.Victim.Kind == "requester" && !ofSnapshots(h.anchor.Step) &&
		slices.ContainsFunc(c.findings, func(f *Finding) bool {
			return f.Verdict == Suspected && findingStrength(f) > ofWrapper
		})
}

// timedOutApart reports a documented cause beside a record that states what timed out,
// where nothing says that this follows from the cause.
func (c *choice) timedOutApart(h hypothesis) bool {
	return h.known != nil && h.verdict != Confirmed && slices.ContainsFunc(c.findings, func(f *Finding) bool {
		return statedTimeout(f) && !h.tells(f, c.obs)
	})
}

// tells reports whether the hypothesis is about what a finding rests on: it speaks of one
// of these records, or explains one.
func (h hypothesis) tells(f *Finding, obs []*Observation) bool {
	return slices.ContainsFunc(obs, func(o *Observation) bool {
		return slices.Contains(f.Steps, o.Step) &&
			(o == h.anchor || slices.Contains(h.further, o) || h.known.Anchors(o.Facts) || explains(h.known, h.anchor, o))
	})
}

// mayEnd reports a documented cause that what is of no set may be of a set of which nothing
// but echoes tell: what VSS logs, or what is known of more than its number. What a record
// states stays a failure of its own.
func (h hypothesis) mayEnd(o *Observation) bool {
	return h.known != nil && !h.general && !h.noise() && !h.echo() && (h.verdict == Likely || h.verdict == Suspected) &&
		(h.specific() || vocab.Whole(o.Step.Record.Provider))
}

// within reports a step that came after the beginning of a set and before another.
func within(s *correlate.Step, set *correlate.SnapshotSet, before *correlate.Step) bool {
	return s.At.Known() && before.At.Known() && s.At.Lo >= set.Within().Lo && s.At.Hi <= before.At.Hi
}

// hostsWriter reports whether the observation names a service that hosts a writer of the
// set.
func hostsWriter(o *Observation, set *correlate.SnapshotSet) bool {
	named := func(id, name string) bool { return meet(hostsOf(id, name), o.Facts.Services) }
	return slices.ContainsFunc(set.Spans, func(sp *correlate.WriterSpan) bool { return named(sp.ID, sp.Name) }) ||
		slices.ContainsFunc(set.Steps, func(s *correlate.Step) bool {
			return (s.WriterID != "" || s.Writer != "") && named(s.WriterID, s.Writer)
		})
}

// deepest follows best to the documented cause of which it is itself a consequence: the
// failed state of a writer follows from what the writer logged. Causes that follow from
// each other stay as they are, and nothing makes way for what is less sure.
func deepest(best hypothesis, documented []hypothesis) hypothesis {
	if best.known == nil || best.noise() {
		return best
	}
	strength := -1
	found := best
	for _, h := range documented {
		if h.anchor == best.anchor || h.known == best.known && h.asked() || !h.specific() || h.verdict.rank() > best.verdict.rank() ||
			!explains(h.known, h.anchor, best.anchor) ||
			explains(best.known, best.anchor, h.anchor) {
			continue
		}
		if s := h.strength(); s > strength {
			found, strength = h, s
		}
	}
	return found
}

// aside are kinds of records that tell of older copies, or of what does not fail a set:
// they lead only where other observations follow from them.
var aside = map[vocab.Kind]bool{
	vocab.KindDeleted: true, vocab.KindOldestDeleted: true, vocab.KindSessionRemoved: true, vocab.KindCallbackDenied: true,
	vocab.KindOutOfTime: true, vocab.KindUnfinished: true, vocab.KindContext: true,
}

// roleIn is what an observation is where h leads.
func roleIn(h hypothesis, o *Observation) ClaimRole {
	switch {
	case h.finding == nil && h.known == nil:
		return UnexplainedRole
	case h.noise():
		return NoiseRole
	case h.anchor == o || slices.Contains(h.further, o) || h.finding != nil && slices.Contains(h.finding.Steps, o.Step):
		return CauseRole
	case h.known != nil && h.known.Anchors(o.Facts), len(o.candidates) > 0 && o.candidates[0].Cause.Echo:
		return EchoRole
	}
	return SymptomRole
}

// leadFirst puts the observations that state the cause before those that follow from it.
func leadFirst(h hypothesis, obs []*Observation) []*Observation {
	sorted := slices.Clone(obs)
	slices.SortStableFunc(sorted, func(a, b *Observation) int {
		return correlate.FalseFirst(roleIn(h, a) != CauseRole, roleIn(h, b) != CauseRole)
	})
	return sorted
}

// unseen tells of a set that failed, of which no record says why.
func (f *Failure) unseen(set *correlate.SnapshotSet) {
	word := "failed"
	if set.Outcome == correlate.Aborted {
		word = "was aborted"
	}
	var writers []string
	for _, sp := range set.Spans {
		if sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted {
			writers = append(writers, cmp.Or(sp.Name, "a writer without a name"))
		}
	}
	const most = 4
	if n := len(writers); n > most {
		writers = append(writers[:most], fmt.Sprintf("%d more", n-most))
	}
	f.Headline = "The set " + word
	if len(writers) > 0 {
		f.Headline += " (" + strings.Join(writers, ", ") + ")"
		f.Victim, f.Class = Party{"writer", writers[0]}, WriterClass
	}
	f.Headline += ", and no record says why"
	f.Fact, f.FactVerdict, f.Severity = f.Headline, Confirmed, Error
	f.Missing = []string{"the Application and System log of the host from that time"}
}

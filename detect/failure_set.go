package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// ofSet tells what went wrong with a set, nil if nothing did, and which of its records
// are harmless.
func ofSet(k *correlate.Case, set *correlate.SnapshotSet, findings []*Finding, owners map[*correlate.Step]*correlate.SnapshotSet,
	taken map[*correlate.Step]bool, windows knowledge.Version) (*Failure, []*Observation) {
	states, shared := ofSpans(set, owners, windows)
	obs := append(states, observations(set.Steps, windows)...)
	obs = slices.DeleteFunc(obs, func(o *Observation) bool { return !wrong(o.Step) && o.Step.Kind != vocab.KindWriterState })
	slices.SortStableFunc(obs, func(a, b *Observation) int { return a.Step.Compare(b.Step) })
	if len(obs) == 0 && shared && !slices.ContainsFunc(findings, func(f *Finding) bool { return f.Verdict == Confirmed || f.Verdict == Likely }) {
		return nil, nil // a listing that another set explains is all that speaks of a failure here
	}
	if len(obs) == 0 && len(findings) == 0 && set.Outcome != correlate.FailedOutcome && set.Outcome != correlate.Aborted {
		return nil, nil
	}
	beside := obs
	if len(obs) > 0 {
		beside = append(around(k, set, windows), obs...)
	}
	var open, harmless []*Observation
	for _, o := range obs {
		if all := causesOf(o, beside, windows); len(all) > 0 && all[0].noise() {
			harmless = append(harmless, o)
		} else {
			open = append(open, o)
		}
	}
	found := slices.DeleteFunc(slices.Clone(findings), func(f *Finding) bool { return f.Verdict == RuledOut })
	slices.SortStableFunc(found, compareWithin)
	f := mainFailure(set, open, beside, found, taken, windows)
	if f != nil && f.Problem() {
		f.Changed = changes(k.ChangedBefore(set))
	}
	return f, harmless
}

func newSetFailure(set *correlate.SnapshotSet, obs []*Observation, role ClaimRole) *Failure {
	f := &Failure{Host: set.Host, Set: set, Night: correlate.Night(set.Started), Started: set.Started, Ended: set.Ended}
	for _, o := range obs {
		f.claim(o, role)
	}
	return f
}

// mainFailure tells what went wrong with a set, nil if nothing did.
func mainFailure(set *correlate.SnapshotSet, obs, beside []*Observation, findings []*Finding, taken map[*correlate.Step]bool, windows knowledge.Version) *Failure {
	failed := set.Outcome == correlate.FailedOutcome || set.Outcome == correlate.Aborted
	speaks := len(findings) > 0
	if !failed && !speaks && len(obs) == 0 {
		return nil
	}
	best := hypothesis{}
	var documented []hypothesis
	if len(obs) > 0 {
		best.anchor = obs[0]
	}
	excused := slices.ContainsFunc(findings, func(f *Finding) bool { return expected(f) && f.Verdict == Confirmed })
	strength := -1
	consider := func(h hypothesis) {
		s, power := h.strength(), h.power(obs)
		if power == 0 && h.known != nil && h.anchor != nil && aside[h.anchor.Step.Kind] {
			s -= 25
		}
		if s += power; s > strength {
			best, strength = h, s
		}
	}
	for _, b := range beside {
		if slices.Contains(obs, b) || b.Step.Set != nil {
			continue
		}
		for _, h := range causesOf(b, beside, windows) {
			if !h.noise() && !h.general && h.specific() && h.power(obs) > 0 {
				documented = append(documented, h)
				consider(h)
			}
		}
	}
	for _, o := range obs {
		for _, h := range causesOf(o, beside, windows) {
			if h.known.Kind != knowledge.KindNoise && !h.general && !(excused && h.known.Fallback()) {
				documented = append(documented, h)
				consider(h)
			}
		}
	}
	for _, f := range findings {
		if excused && !expected(f) && f.Verdict != Confirmed || failed && expected(f) && f.Verdict != Confirmed {
			continue
		}
		consider(hypothesis{finding: f})
	}
	best = deepest(best, documented)
	told := obs
	if best.anchor != nil && best.known != nil && !slices.Contains(obs, best.anchor) {
		told = append([]*Observation{best.anchor}, obs...)
		if !taken[best.anchor.Step] { // one set claims it; of others it is the cause as well
			taken[best.anchor.Step] = true
			obs = told
		}
	}
	if set.Outcome == correlate.Success && best.known != nil && !best.noise() && best.verdict != CannotTell {
		best.verdict = Suspected // strong witnesses say that the set was made: only the time ties this to it
	}
	f := newSetFailure(set, nil, "")
	for _, o := range obs {
		f.claim(o, roleIn(best, o))
	}
	f.Others = findings
	f.fill(best, leadFirst(best, told), rivalsOf(best, told, findings))
	if !failed && best.finding == nil && best.known == nil {
		f.Severity = Warning
	}
	if len(obs) == 0 && best.finding == nil {
		f.unseen(set)
	}
	if set.Outcome == correlate.Success && f.Problem() && f.Severity.rank() > Warning.rank() && best.strength() < 50 {
		f.Severity = Warning // the set was made all the same
	}
	return f
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
		if h.anchor == best.anchor || !h.specific() || h.verdict.rank() > best.verdict.rank() || !explains(h.known, h.anchor, best.anchor) || explains(best.known, best.anchor, h.anchor) {
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
		return compareBool(roleIn(h, a) != CauseRole, roleIn(h, b) != CauseRole)
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

package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// Answer is what there is to say about one thing: a snapshot set, or a host
// outside of its sets. The screen and the reports tell the same answers in the
// same order.
type Answer struct {
	Case     *correlate.Case
	Set      *correlate.SnapshotSet // nil: the host
	Findings []*Finding             // the leading one first
	Rank     Rank
	Headline string // one sentence, without the full stop
}

// Rank says how much an answer wants to be looked at, the most first.
type Rank int

// Ranks.
const (
	RankConfirmed   Rank = iota
	RankSuspected        // a signature fits, but is not proven
	RankCannotTell       // a signature speaks, but a mark is missing
	RankUnexplained      // it failed, and no signature fits
	RankExpected         // it looks bad and is none: benign, or information
	RankQuiet            // nothing to say
)

// RankWords are the words for the ranks, in their order.
var RankWords = [...]string{"confirmed", "suspected", "cannot tell", "unexplained", "expected", "no problem seen"}

func (r Rank) String() string { return RankWords[r] }

// Problem reports whether the rank is one that somebody has to do something about.
func (r Rank) Problem() bool { return r <= RankUnexplained }

// Standing is the place of an answer among all answers. It is small: who goes
// through many hosts keeps it and lets the rest go.
type Standing struct {
	Rank     Rank
	Name     string // of the set, or of the host
	Started  correlate.Instant
	severity int  // -1: no finding leads
	known    bool // an article that is about this host has a remedy
	ofHost   bool
}

// Standing returns the place of the answer.
func (a *Answer) Standing() Standing {
	s := Standing{Rank: a.Rank, Name: a.Name(), Started: a.Started(), severity: -1, ofHost: a.Set == nil}
	if f := a.Lead(); f != nil {
		s.severity, s.known = f.Severity.rank(), f.Applicability == Affected
	}
	return s
}

// Compare puts the worst first, of equal ones what has a known remedy, then goes
// by time and name.
func (s Standing) Compare(other Standing) int {
	return cmp.Or(
		cmp.Compare(s.Rank, other.Rank),
		cmp.Compare(other.severity, s.severity),
		compareBool(!s.known, !other.known),
		compareBool(s.ofHost, other.ofHost),
		cmp.Compare(s.Started.Lo, other.Started.Lo),
		cmp.Compare(s.Name, other.Name),
	)
}

// Answers lists what there is to say about a host, in the order of Compare. sets
// are those of the case to speak about, findings those of the host.
func Answers(k *correlate.Case, sets []*correlate.SnapshotSet, findings []*Finding) []*Answer {
	all := SetAnswers(k, sets, findings)
	if about := AnswerAbout(k, nil, findings); len(about.Findings) > 0 || len(k.Loose) > 0 {
		all = append(all, about)
	}
	slices.SortStableFunc(all, func(a, b *Answer) int { return a.Standing().Compare(b.Standing()) })
	return all
}

// SetAnswers is Answers without the host itself.
func SetAnswers(k *correlate.Case, sets []*correlate.SnapshotSet, findings []*Finding) []*Answer {
	wanted := make(map[*correlate.SnapshotSet]bool, len(sets))
	for _, s := range sets {
		wanted[s] = true
	}
	bySet := map[*correlate.SnapshotSet][]*Finding{}
	for _, f := range findings {
		bySet[f.Set] = append(bySet[f.Set], f)
	}
	var all []*Answer
	for _, set := range k.Sets {
		if wanted[set] {
			all = append(all, newAnswer(k, set, bySet[set]))
		}
	}
	slices.SortStableFunc(all, func(a, b *Answer) int { return a.Standing().Compare(b.Standing()) })
	return all
}

// AnswerAbout is the answer about one set of the host, nil for the host itself.
func AnswerAbout(k *correlate.Case, set *correlate.SnapshotSet, findings []*Finding) *Answer {
	var found []*Finding
	for _, f := range findings {
		if f.Set == set {
			found = append(found, f)
		}
	}
	return newAnswer(k, set, found)
}

func newAnswer(k *correlate.Case, set *correlate.SnapshotSet, findings []*Finding) *Answer {
	a := &Answer{Case: k, Set: set, Findings: slices.Clone(findings)}
	slices.SortStableFunc(a.Findings, compareWithin)
	a.Rank = a.rank()
	a.Headline = a.tell()
	return a
}

// Lead is the finding that the headline is about, nil if there is none.
func (a *Answer) Lead() *Finding {
	if a.Rank == RankUnexplained || a.Rank == RankQuiet || len(a.Findings) == 0 {
		return nil
	}
	return a.Findings[0]
}

// WhatToDo is the advice for a person who has to act on the finding: what its
// verdict asks for first, and the signature's own advice under the condition that
// it is this. first is "" where the advice holds as it stands.
func (f *Finding) WhatToDo() (first, advice string) {
	advice = f.Signature.Advice
	switch {
	case f.Verdict == RuledOut:
		return "It was not this.", "Where it is: " + advice
	case f.Applicability == Fixed:
		return "This host has the fix already, so look at the look-alikes first.", "For hosts without it: " + advice
	case f.Applicability == NotAffected:
		return "The article is not about this Windows, so look at the look-alikes first.", "For hosts that it is about: " + advice
	case expected(f):
		return "", advice
	case f.Verdict == CannotTell:
		return "Add what is missing and analyse again.", "Should it be this: " + advice
	case f.Verdict == Suspected:
		return "It is not proven: what is missing may show that it is something else.", "If it is this: " + advice
	}
	return "", advice
}

// Name is the name of the set, or of the host.
func (a *Answer) Name() string {
	if a.Set != nil {
		return a.Set.Name
	}
	return a.Case.Host.Name
}

// Started bounds when it began.
func (a *Answer) Started() correlate.Instant {
	if a.Set != nil {
		return a.Set.Started
	}
	if f := a.Lead(); f != nil {
		return f.Started
	}
	return correlate.Unknown
}

// compareWithin puts the finding that explains most first: the firmest
// verdict, problems before what is expected, causes before symptoms, an article
// that is about this host, and what lacks least.
func compareWithin(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(verdictRank(a), verdictRank(b)),
		compareBool(a.CausedBy != nil, b.CausedBy != nil),
		cmp.Compare(b.Severity.rank(), a.Severity.rank()),
		compareBool(a.Signature.Class != CauseClass, b.Signature.Class != CauseClass),
		compareBool(a.Yields != "", b.Yields != ""),
		compareBool(a.Applicability != Affected, b.Applicability != Affected),
		cmp.Compare(len(a.Missing), len(b.Missing)),
		cmp.Compare(a.Signature.ID, b.Signature.ID),
	)
}

// verdictRank orders by verdict. A pattern that is expected and not proven
// explains nothing: it comes after all that speaks of a problem.
func verdictRank(f *Finding) int {
	switch {
	case f.Verdict == RuledOut:
		return 4
	case f.Verdict != Confirmed && expected(f):
		return 3
	}
	return f.Verdict.rank()
}

// expected reports a finding that says that nothing is wrong.
func expected(f *Finding) bool {
	return f.Signature.Class == BenignClass || f.Severity.rank() < Warning.rank()
}

func (a *Answer) rank() Rank {
	// A confirmed problem outweighs a confirmed pattern that is expected.
	for _, f := range a.Findings {
		if expected(f) {
			continue
		}
		switch f.Verdict {
		case Confirmed:
			return RankConfirmed
		case Suspected:
			if !a.excused() {
				return RankSuspected
			}
		case CannotTell:
			if !a.excused() {
				return RankCannotTell
			}
		}
	}
	switch {
	case a.excused():
		return RankExpected
	case a.Set != nil && (a.Set.Outcome == correlate.FailedOutcome || a.Set.Outcome == correlate.Aborted):
		return RankUnexplained
	case slices.ContainsFunc(a.Findings, func(f *Finding) bool { return expected(f) && f.Verdict != RuledOut }):
		return RankExpected
	}
	return RankQuiet
}

// excused reports that a pattern that is expected is confirmed here.
func (a *Answer) excused() bool {
	return slices.ContainsFunc(a.Findings, func(f *Finding) bool { return expected(f) && f.Verdict == Confirmed })
}

// tell is the answer in one sentence.
func (a *Answer) tell() string {
	if f := a.Lead(); f != nil {
		return f.Summary
	}
	switch {
	case a.Set == nil && len(a.Case.Loose) > 0:
		return fmt.Sprintf("%d records of %s are about shadow copies and belong to no set that could be rebuilt", len(a.Case.Loose), a.Case.Host.Name)
	case a.Set == nil:
		return "Nothing to tell about " + a.Case.Host.Name + " outside of its sets"
	case a.Rank == RankUnexplained:
		return a.failure()
	case a.Set.Outcome == correlate.Success:
		return "The set was made, and nothing about it looks wrong"
	}
	return "How the set ended is not shown, and nothing about it looks wrong"
}

// failure says what is known of a failure that no signature explains.
func (a *Answer) failure() string {
	word := "The set failed"
	if a.Set.Outcome == correlate.Aborted {
		word = "The set was aborted"
	}
	var writers []string
	for _, sp := range a.Set.Spans {
		if sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted {
			writers = append(writers, cmp.Or(sp.Name, "a writer without a name"))
		}
	}
	const most = 4
	if n := len(writers); n > most {
		writers = append(writers[:most], fmt.Sprintf("%d more", n-most))
	}
	if len(writers) > 0 {
		word += " (" + strings.Join(writers, ", ") + ")"
	}
	for _, step := range a.Set.Steps {
		if step.Code >= 0x80000000 {
			return word + ", " + correlate.CodeWords(step.Code) + ", and no signature explains it"
		}
	}
	return word + ", and no signature explains it"
}

// compareBool puts false first.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

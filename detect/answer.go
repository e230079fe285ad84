package detect

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
)

// Answer is one thing that there is to say: a failure, or a snapshot set of which
// nothing looks wrong. The screen and the reports tell the same answers in the same
// order.
type Answer struct {
	Case     *correlate.Case
	Set      *correlate.SnapshotSet // nil: of no set
	Failure  *Failure               // nil: nothing about the set looks wrong
	Findings []*Finding             // about the same set or host, the leading one first
	Rank     Rank
	Headline string // one sentence, without the full stop
}

// Rank says how much an answer wants to be looked at, the most first.
type Rank int

// Ranks.
const (
	RankConfirmed   Rank = iota
	RankLikely           // all marks fit, and every rival needs a coincidence
	RankSuspected        // a cause fits, but is not proven
	RankCannotTell       // a cause speaks, but a mark is missing
	RankUnexplained      // it failed, and no cause fits
	RankExpected         // it looks bad and is none: harmless, or information
	RankQuiet            // nothing to say
)

// RankWords are the words for the ranks, in their order.
var RankWords = [...]string{
	"confirmed",
	"likely",
	"suspected",
	"cannot tell",
	"unexplained",
	"harmless",
	"no problem seen",
}

// String returns the rank in words, as RankWords has them.
func (r Rank) String() string { return RankWords[r] }

// Problem reports whether the rank is one that somebody has to do something about.
func (r Rank) Problem() bool { return r <= RankUnexplained }

// Standing is the place of an answer among all answers. It is small: who goes
// through many hosts keeps it and lets the rest go.
type Standing struct {
	Rank     Rank
	Name     string // of the set, or of the host and the failure
	Started  interval.Interval
	severity int  // -1: no failure
	known    bool // an article that is about this host has a remedy
	ofHost   bool
}

// Standing returns the place of the answer.
func (a *Answer) Standing() Standing {
	s := Standing{Rank: a.Rank, Name: a.Name(), Started: a.Started(), severity: -1, ofHost: a.Set == nil}
	if f := a.Failure; f != nil {
		s.severity, s.known = f.Severity.rank(), f.remedy
	}
	return s
}

// Compare puts what made a backup fail first, then the surest and the worst, of equal ones
// the newest, then what has a known remedy, then goes by name: see Failure.Compare.
func (s Standing) Compare(other Standing) int {
	return cmp.Or(s.compareKeys(other), cmp.Compare(s.Name, other.Name))
}

// compareKeys is Compare without the name.
func (s Standing) compareKeys(other Standing) int {
	return cmp.Or(
		cmp.Compare(place(s.Rank, s.severity), place(other.Rank, other.severity)),
		cmp.Compare(other.severity, s.severity),
		correlate.FalseFirst(s.ofHost, other.ofHost),
		cmp.Compare(other.Started.Lo, s.Started.Lo),
		correlate.FalseFirst(!s.known, !other.known),
	)
}

// Answers lists what there is to say about a host, or about a part of one, in the
// order of Compare: its failures, and the sets of which nothing looks wrong. failures
// are those of the host, sets those to speak about, findings those of the host.
func Answers(k *correlate.Case, sets []*correlate.SnapshotSet, findings []*Finding, failures []*Failure) []*Answer {
	var all []*Answer
	told := map[*correlate.SnapshotSet]bool{}
	for _, f := range failures {
		a := &Answer{Case: k, Set: f.Set, Failure: f, Rank: f.Rank(), Headline: f.Headline, Findings: f.Others}
		if f.Set != nil && told[f.Set] {
			a.Set = nil // a further thing about the set: the first one bears its name
		}
		told[f.Set] = true
		if f.Finding != nil {
			a.Findings = append(
				[]*Finding{f.Finding},
				slices.DeleteFunc(slices.Clone(f.Others), func(o *Finding) bool { return o == f.Finding })...)
		}
		all = append(all, a)
	}
	for _, set := range sets {
		if told[set] {
			continue
		}
		a := &Answer{
			Case:     k,
			Set:      set,
			Rank:     RankQuiet,
			Headline: "The end of the set is not shown, and nothing about it looks wrong",
		}
		if set.Outcome == correlate.Success {
			a.Headline = "The set was made, and nothing about it looks wrong"
		}
		for _, f := range findings {
			if f.Set == set {
				a.Findings = append(a.Findings, f)
			}
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b *Answer) int { return a.Standing().Compare(b.Standing()) })
	return all
}

// Lead is the finding that leads the failure, nil if none does.
func (a *Answer) Lead() *Finding {
	if a.Failure == nil {
		return nil
	}
	return a.Failure.Finding
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
		return "The article is not about this Windows, so look at the look-alikes first.", "For hosts that it is " +
			"about: " + advice
	case expected(f):
		return "", advice
	case f.Verdict == CannotTell:
		return "Add what is missing and analyse again.", "If it is this: " + advice
	case f.Verdict == Suspected:
		return "It is not proven: what is missing may show that it is something else.", "If it is this: " + advice
	}
	return "", advice
}

// Name is the name of the set, or of the host with the failure's id behind it.
func (a *Answer) Name() string {
	switch {
	case a.Set != nil:
		return a.Set.Name
	case a.Failure != nil:
		return a.Case.Host.Name + "/" + a.Failure.ID
	}
	return a.Case.Host.Name
}

// Started bounds when it began.
func (a *Answer) Started() interval.Interval {
	switch {
	case a.Set != nil:
		return a.Set.Started
	case a.Failure != nil:
		return a.Failure.Started
	}
	return interval.Unknown
}

// compareWithin orders the findings of one failure: by verdict; what no other finding causes;
// the severer one; a cause before a symptom; what does not yield to another; what an article
// says of this host; what lacks least.
func compareWithin(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(verdictRank(a), verdictRank(b)),
		correlate.FalseFirst(a.CausedBy != nil, b.CausedBy != nil),
		cmp.Compare(b.Severity.rank(), a.Severity.rank()),
		correlate.FalseFirst(a.Signature.Class != CauseClass, b.Signature.Class != CauseClass),
		correlate.FalseFirst(a.Yields != "", b.Yields != ""),
		correlate.FalseFirst(a.Applicability != Affected, b.Applicability != Affected),
		cmp.Compare(len(a.Missing), len(b.Missing)),
		cmp.Compare(a.Signature.ID, b.Signature.ID),
	)
}

// verdictRank orders by verdict. A pattern that is expected and not proven
// explains nothing: it comes after all that speaks of a problem.
func verdictRank(f *Finding) int {
	switch {
	case f.Verdict == RuledOut:
		return RuledOut.rank() + 1
	case f.Verdict != Confirmed && expected(f):
		return RuledOut.rank()
	}
	return f.Verdict.rank()
}

// expected reports a finding that says that nothing is wrong.
func expected(f *Finding) bool {
	return f.Signature.Class == BenignClass || f.Severity.rank() < Warning.rank()
}

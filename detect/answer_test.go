package detect

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// lone is the answer about a set with the findings alone.
func lone(name string, outcome correlate.Outcome, seconds float64, findings ...*Finding) *Answer {
	k := &correlate.Case{Host: &correlate.Host{Name: "HOST1"}}
	set := &correlate.SnapshotSet{Name: name, Outcome: outcome, Started: interval.At(parse.Exact(at(seconds)))}
	for _, f := range findings {
		f.Set = set
	}
	k.Sets = []*correlate.SnapshotSet{set}
	return Answers(k, k.Sets, findings, OfSets(k, k.Sets, findings).Failures)[0]
}

// found is a finding with what its place depends on.
func found(class Class, severity Severity, verdict Verdict) *Finding {
	return &Finding{
		Signature: &Signature{ID: string(class) + "-" + string(severity), Class: class},
		Severity:  severity,
		Verdict:   verdict,
		Summary:   string(verdict),
	}
}

// TestAnswerOrder: answers in their order, from the worst; shuffled, they come
// back to it.
func TestAnswerOrder(t *testing.T) {
	affected := found(CauseClass, Error, Confirmed)
	affected.Applicability = Affected
	failed := correlate.FailedOutcome
	want := []*Answer{
		lone("critical", failed, 90, found(CauseClass, Critical, Confirmed)),
		lone("newest", failed, 80, found(CauseClass, Error, Confirmed)),
		lone("with a remedy", failed, 2, affected),
		lone("at the same time a", failed, 2, found(CauseClass, Error, Confirmed)),
		lone("at the same time b", failed, 2, found(CauseClass, Error, Confirmed)),
		lone("earlier", failed, 1, found(CauseClass, Error, Confirmed)),
		{
			Case: &correlate.Case{Host: &correlate.Host{Name: "HOST1"}},
			Rank: RankConfirmed,
			Failure: &Failure{
				ID:       "of the host alone, and newer",
				Severity: Error,
				Started:  interval.At(parse.Exact(at(95))),
			},
		},
		lone("suspected", failed, 0, found(CauseClass, Error, Suspected), found(CauseClass, Critical, CannotTell)),
		lone("cannot tell", failed, 0, found(CauseClass, Critical, CannotTell)),
		lone(
			"unexplained",
			failed,
			0,
			found(CauseClass, Critical, RuledOut),
			found(BenignClass, Information, Suspected),
		),
		lone("warning", failed, 0, found(CauseClass, Warning, Confirmed)),
		lone(
			"benign",
			correlate.UnknownOutcome,
			1,
			found(CauseClass, Error, RuledOut),
			found(BenignClass, Information, Suspected),
		),
		lone("excused", failed, 0, found(BenignClass, Information, Confirmed), found(CauseClass, Error, Suspected)),
		lone("quiet", correlate.Success, 0, found(CauseClass, Error, RuledOut)),
	}
	compare := func(a, b *Answer) int { return a.Standing().Compare(b.Standing()) }
	for seed := range uint64(50) {
		got := slices.Clone(want)
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, compare)
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("place %d: %s, want %s", i, got[i].Name(), want[i].Name())
			}
		}
	}
}

// TestAnswerLead: the headline is about a finding that the rank is about, never
// about one that is ruled out.
func TestAnswerLead(t *testing.T) {
	symptom := found(CauseClass, Critical, Confirmed)
	symptom.CausedBy = found(CauseClass, Error, Confirmed)
	for _, c := range []struct {
		name     string
		outcome  correlate.Outcome
		findings []*Finding
		rank     Rank
		lead     int // -1: none
	}{
		{"a cause before its symptom", correlate.FailedOutcome, []*Finding{symptom, found(CauseClass, Error, Confirmed)}, RankConfirmed, 1},
		{"benign, not proven, beside a thing ruled out", correlate.UnknownOutcome, []*Finding{found(CauseClass, Error, RuledOut), found(BenignClass, Information, Suspected)}, RankExpected, 1},
		{"a suspicion before a benign one", correlate.FailedOutcome, []*Finding{found(BenignClass, Information, Suspected), found(CauseClass, Error, CannotTell)}, RankCannotTell, 1},
		{"a proven benign pattern outweighs suspicions", correlate.FailedOutcome, []*Finding{found(CauseClass, Error, Suspected), found(BenignClass, Information, Confirmed)}, RankExpected, 1},
		{"a proven problem outweighs a proven benign pattern", correlate.FailedOutcome, []*Finding{found(BenignClass, Information, Confirmed), found(CauseClass, Error, Confirmed)}, RankConfirmed, 1},
		{"failed, and all is ruled out", correlate.FailedOutcome, []*Finding{found(CauseClass, Error, RuledOut)}, RankUnexplained, -1},
		{"nothing wrong", correlate.Success, []*Finding{found(CauseClass, Error, RuledOut)}, RankQuiet, -1},
	} {
		a := lone("set", c.outcome, 0, c.findings...)
		lead := slices.Index(c.findings, a.Lead())
		if a.Rank != c.rank || lead != c.lead || a.Headline == "" {
			t.Errorf("%s: %s, finding %d leads: %q; want %s, %d", c.name, a.Rank, lead, a.Headline, c.rank, c.lead)
		}
	}
}

// TestWhatToDo: the advice of a signature stands without a condition only where it
// is proven, on a host that it helps.
func TestWhatToDo(t *testing.T) {
	for _, c := range []struct {
		verdict       Verdict
		applicability Applicability
		unconditional bool
	}{
		{Confirmed, Affected, true}, {Confirmed, NotApplicable, true}, {Suspected, Affected, false}, {CannotTell, Affected, false},
		{RuledOut, NotApplicable, false}, {Suspected, Fixed, false}, {Confirmed, NotAffected, false},
	} {
		f := found(CauseClass, Error, c.verdict)
		f.Applicability, f.Signature.Advice = c.applicability, "Install it."
		if first, advice := f.WhatToDo(); (first == "" && advice == "Install it.") != c.unconditional ||
			!strings.HasSuffix(advice, "Install it.") {
			t.Errorf("%s, %s: %q %q", c.verdict, c.applicability, first, advice)
		}
	}
}

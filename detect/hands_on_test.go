package detect

import (
	"slices"
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// TestHandsOn: a requester hands on what VSS logged if all that it states are the code that it got
// from VSS, or the code that VSS logged, and that its job failed.
func TestHandsOn(t *testing.T) {
	says := func(kind vocab.Kind, facts knowledge.Facts) *Observation {
		return &Observation{Step: &correlate.Step{Event: vocab.Event{Kind: kind}}, Facts: &facts}
	}
	const failed, code, ofVSS, ofWindows = vocab.KindRequesterFailed, vocab.KindRequesterCode, 0x800423f2, 0x80070005
	type facts = knowledge.Facts
	one := func(kind vocab.Kind, f facts) []*Observation { return []*Observation{says(kind, f)} }
	logged := says(vocab.KindInfrastructure, facts{Code: ofWindows})
	got := says(failed, facts{Code: ofVSS})
	ended := says(failed, facts{MessageKind: endedKind})
	for name, c := range map[string]struct {
		obs  []*Observation
		want bool
	}{
		"nothing":                          {nil, false},
		"a code of VSS":                    {[]*Observation{got}, true},
		"a code of VSS in a text":          {one(code, facts{Code: ofVSS}), true},
		"the code for a failure of VSS":    {one(failed, facts{Code: vocab.CodeBackupVSSFailed}), true},
		"the code that VSS logged":         {one(failed, facts{Code: ofWindows}), true},
		"another code":                     {one(failed, facts{Code: 0x80070020}), false},
		"a code of VSS, and another one":   {[]*Observation{got, says(failed, facts{Code: 0x80070020})}, false},
		"no more than that the job failed": {[]*Observation{ended}, false},
		"without a code":                   {one(failed, facts{}), false},
		"that the job failed, and a code":  {[]*Observation{ended, got}, true},
		"a code, and that the job failed":  {[]*Observation{got, ended}, true},
		"the end of a job with a code":     {one(failed, facts{Code: ofVSS, MessageKind: endedKind}), true},
		"a message that tells more":        {[]*Observation{got, says(failed, facts{MessageKind: "access"})}, false},
		"a message with a code":            {one(failed, facts{Code: ofVSS, MessageKind: "access"}), false},
		"a writer":                         {one(failed, facts{Code: ofVSS, Writer: "NTDS"}), false},
		"a volume":                         {one(failed, facts{Code: ofVSS, Volumes: []string{"C:"}}), false},
		"a writer's refusal beside":        {append(one(vocab.KindWriterRejected, facts{Code: ofVSS}), got), false},
		"a code of VSS, of no requester":   {one(vocab.KindWriterFailed, facts{Code: ofVSS}), false},
		"the logged code, of a job's end":  {one(failed, facts{Code: ofWindows, MessageKind: endedKind}), true},
	} {
		if got := (&choice{obs: c.obs}).handsOn(logged); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (&choice{obs: []*Observation{ended}}).handsOn(says(vocab.KindInfrastructure, facts{})) {
		t.Error("no code is taken for the code that VSS logged")
	}
}

// TestRivals: beside what leads stand the findings of other causes that the files leave open, each
// once and two at most; nothing does if what leads is confirmed.
func TestRivals(t *testing.T) {
	of := func(id string, class Class, v Verdict) *Finding {
		return &Finding{Signature: &Signature{ID: id, Class: class, Title: "t-" + id}, Verdict: v, Severity: Error}
	}
	open := func(id string) *Finding { return of(id, CauseClass, Suspected) }
	caused, slight, lacking := open("caused"), open("slight"), open("lacking")
	caused.CausedBy, slight.Severity, lacking.Missing = open("a"), Information, []string{"System log", "x"}
	leads := open("leads")
	for name, c := range map[string]struct {
		findings []*Finding
		want     []Rival
	}{
		"none":                     {nil, nil},
		"another cause":            {[]*Finding{open("a")}, []Rival{{"a", "t-a", Suspected, ""}}},
		"likely":                   {[]*Finding{of("a", CauseClass, Likely)}, []Rival{{"a", "t-a", Suspected, ""}}},
		"with what is missing":     {[]*Finding{lacking}, []Rival{{"lacking", "t-lacking", Suspected, "System log"}}},
		"itself":                   {[]*Finding{leads, open("leads")}, nil},
		"one of two writers":       {[]*Finding{open("a"), open("a")}, []Rival{{"a", "t-a", Suspected, ""}}},
		"a symptom":                {[]*Finding{of("a", SymptomClass, Suspected)}, nil},
		"what is harmless":         {[]*Finding{of("a", BenignClass, Suspected), slight}, nil},
		"what is certain":          {[]*Finding{of("a", CauseClass, Confirmed)}, nil},
		"what is impossible":       {[]*Finding{of("a", CauseClass, RuledOut)}, nil},
		"what cannot be told":      {[]*Finding{of("a", CauseClass, CannotTell)}, nil},
		"a symptom of another one": {[]*Finding{caused}, nil},
		"of three": {[]*Finding{open("a"), open("b"), open("c")},
			[]Rival{{"a", "t-a", Suspected, ""}, {"b", "t-b", Suspected, ""}}},
	} {
		if got := rivalsOf(hypothesis{finding: leads}, nil, c.findings); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	for _, sure := range []hypothesis{
		{finding: of("leads", CauseClass, Confirmed)}, {known: &knowledge.Cause{ID: "leads"}, verdict: Confirmed},
	} {
		if got := rivalsOf(sure, nil, []*Finding{open("a")}); got != nil {
			t.Errorf("beside %s, which is confirmed: %+v", sure.id(), got)
		}
	}
}

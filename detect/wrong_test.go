package detect

import (
	"testing"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// What tells of something wrong by itself: by its kind, its code or its level; never what is stale, a fact or a mark of the
// ordinary course.
func TestWhatIsWrong(t *testing.T) {
	step := func(kind vocab.Kind, level uint8, code uint32, more ...string) *correlate.Step {
		r := &parse.Record{Provider: "Contoso Agent", EventID: 1, RecordID: 1, Level: level}
		for i := 0; i+1 < len(more); i += 2 {
			r.Fields = append(r.Fields, parse.Field{Name: more[i], Value: parse.StringValue(more[i+1])})
		}
		s := &correlate.Step{}
		s.Kind, s.Code, s.Record = kind, code, r
		return s
	}
	text := func(s *correlate.Step) *correlate.Step { s.Record.FromText = true; return s }
	statement := func(s *correlate.Step) *correlate.Step {
		s.Record.Provider, s.Record.EventID = parse.ProviderRequester, 0
		return s
	}
	whole := func(s *correlate.Step) *correlate.Step { s.Record.Provider = "VSS"; return s }
	const of, failing = vocab.KindThaw, 0x80042306
	for name, c := range map[string]struct {
		s    *correlate.Step
		want bool
	}{
		"critical":                                {step(of, 1, 0), true},
		"an error":                                {step(of, 2, 0), true},
		"a warning":                               {step(of, 3, 0), false},
		"a warning of VSS itself":                 {whole(step(of, 3, 0)), true},
		"a warning of another kind":               {step(vocab.KindOther, 3, 0), true},
		"information":                             {step(of, 4, 0), false},
		"verbose":                                 {step(vocab.KindOther, 5, 0), false},
		"information with a failing code":         {step(of, 4, failing), true},
		"information with a code of success":      {step(of, 4, 0x00042309), false},
		"the last code of success":                {step(of, 4, 0x7fffffff), false},
		"the first failing code":                  {step(of, 4, 0x80000000), true},
		"a kind that is wrong, as information":    {step(vocab.KindRegistryWriter, 4, 0), true},
		"a listing without writers":               {step(vocab.KindWriterListing, 0, 0, parse.FieldWriters, "0"), true},
		"a listing that lacks some":               {step(vocab.KindWriterListing, 0, 0, parse.FieldWriters, "9", parse.FieldLacks, "NTDS"), true},
		"a whole listing":                         {step(vocab.KindWriterListing, 0, 0, parse.FieldWriters, "9"), false},
		"a context":                               {step(vocab.KindContext, 2, 0), false},
		"a pasted context, an error":              {step(vocab.KindContext, 2, 0, parse.FieldPasted, "true"), true},
		"a pasted context, a warning":             {step(vocab.KindContext, 3, 0, parse.FieldPasted, "true"), true},
		"a pasted context, information":           {step(vocab.KindContext, 4, 0, parse.FieldPasted, "true"), false},
		"a text of no level":                      {text(step(vocab.KindOther, 0, 0, "message", "it did not work")), true},
		"a text of no level that something works": {text(step(vocab.KindOther, 0, 0, "message", "it ended successfully")), false},
		"a statement":                             {statement(step(of, 2, 0)), false},
		"a statement with a failing code":         {statement(step(of, 0, failing)), true},
	} {
		if got := wrong(c.s); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		c.s.Record.Stale = true
		if wrong(c.s) {
			t.Errorf("%s, from unused space, is wrong", name)
		}
	}
	for kind := range neverWrong {
		if kind != vocab.KindHostFact && wrong(step(kind, 2, failing)) {
			t.Errorf("%s is wrong", kind)
		}
	}
	for kind := range wrongKinds {
		if !wrong(step(kind, 4, 0)) {
			t.Errorf("%s is not wrong", kind)
		}
	}
}

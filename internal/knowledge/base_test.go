package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestIndexFindsAll: the index leaves out no cause that trying all would find.
func TestIndexFindsAll(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		met := patternOf(f)
		causes := []*Cause{}
		if met != nil {
			causes = append(causes, &Cause{ID: "met", Or: []*Pattern{met}})
		}
		for i := range rapid.IntRange(1, 6).Draw(t, "n") {
			c := &Cause{ID: fmt.Sprintf("c%d", i)}
			for range rapid.IntRange(1, 2).Draw(t, "anchors") {
				if p := drawPattern(t, "p"); !p.empty() {
					c.Or = append(c.Or, p)
				}
			}
			causes = append(causes, c)
		}
		b := baseOf(t, causes)
		got := map[string]bool{}
		for _, k := range b.Candidates(f, Version{}) {
			got[k.Cause.ID] = true
		}
		if met != nil && !got["met"] {
			t.Fatalf("what asks for a thing that %+v states was not found: %+v", f, met)
		}
		for _, c := range causes {
			if c.Anchors(f) != got[c.ID] {
				t.Fatalf("%s: found %v for %+v", c.ID, got[c.ID], f)
			}
			if got[c.ID] {
				found++
			}
		}
	})
	if found == 0 {
		t.Error("nothing was found: the test tests nothing")
	}
}

// patternOf asks for a thing that the facts state, nil if they state none of these. So
// there is something to be found: patterns and facts that are drawn apart from each other
// meet so seldom that a hundred pairs may have no match.
func patternOf(f *Facts) *Pattern {
	p := &Pattern{}
	switch {
	case f.Event != 0:
		p.Event = Numbers{f.Event}
	case f.Code != 0:
		p.Code = Numbers{f.Code}
	case len(f.Codes) > 0:
		p.AnyCode = Numbers{f.Codes[0]}
	case f.Text != "":
		p.Text = Words{strings.TrimSpace(strings.ToLower(f.Text))}
	case f.Routine != "":
		p.Routine = Words{f.Routine}
	default:
		return nil
	}
	p.prepare()
	return p
}

// baseOf is a base whatever the order of its causes: what random ones may lack.
func baseOf(t *rapid.T, causes []*Cause) *Base {
	order, wins, _ := sorted(causes, func(i, j int) strength { return beats(causes[i], causes[j]) })
	b, err := indexed(order, wins)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const head = "title: T\nkind: cause\nclass: provider\nseverity: error\nmeans: M.\n"

func load(t *testing.T, text string) *Cause {
	t.Helper()
	c, err := Load("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOrder(t *testing.T) {
	event := load(t, "id: event\n"+head+"match: [{event_provider: VSS, event: 12289}]\n")
	code := load(t, "id: code\n"+head+"match: [{code: 0x80070001}]\n")
	both := load(t, "id: both\n"+head+"match: [{event_provider: VSS, event: 12289, code: 0x80070001}]\n")
	routine := load(t, "id: routine\n"+head+"match: [{event_provider: VSS, event: 12289, routine: 'CreateFileW(*'}]\n")
	narrow := load(
		t,
		"id: narrow\n"+head+"match: [{event_provider: VSS, event: [12289], routine: 'CreateFileW(*Copy*', code: "+
			"0x80070001}]\n",
	)
	old := load(t, "id: old\n"+head+"windows: '<6.0'\nmatch: [{event_provider: VSS, event: 12289}]\n")
	loud := load(t, "id: loud\n"+head+"over: [narrow]\nmatch: [{text: [loud]}]\n")
	b, err := NewBase([]*Cause{event, code, both, routine, narrow, old, loud})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(f *Facts, v Version) string {
		var words []string
		for _, k := range b.Candidates(f, v) {
			words = append(words, k.Cause.ID+map[bool]string{true: "-", false: "+"}[k.General])
		}
		return strings.Join(words, " ")
	}
	f := &Facts{EventProvider: "VSS", Event: 12289, Code: 0x80070001, Routine: `CreateFileW(\\?\Copy1)`}
	if got := ask(f, Version{Major: 10}); got != "narrow+ routine- both- code- event-" {
		t.Errorf("found %s", got)
	}
	left := b.Narrow(b.Candidates(f, Version{Major: 10}), func(c *Cause) bool { return c != narrow })
	if len(left) != 4 || left[0].Cause != routine || left[0].General || !left[1].General {
		t.Errorf("without the most specific: %+v", left)
	}
	f.Text = "a LOUD record"
	if got := ask(f, Version{Major: 10}); got != "loud+ narrow- routine- both- code- event-" {
		t.Errorf("found %s", got)
	}
	if got := ask(&Facts{EventProvider: "VSS", Event: 12289}, Version{Major: 5, Minor: 2}); got != "old+ event-" {
		t.Errorf("found %s", got)
	}
	if got := ask(&Facts{EventProvider: "volsnap", Event: 12289}, Version{}); got != "" {
		t.Errorf("another source: %s", got)
	}
}

// TestTelling: causes that nothing else orders stand in the order of how much their anchors ask
// for. Where and how loudly something was logged says nothing, who logged it and the kind of it
// less than an event, and this less than a code, a routine or words of a message.
func TestTelling(t *testing.T) {
	weight := func(match string) int {
		t.Helper()
		return load(t, "id: x\n"+head+"match: ["+match+"]\n").weight()
	}
	plain := weight("{event_provider: VSS, event: 12289}")
	for _, c := range []struct{ less, more string }{
		{"{event_provider: VSS}", "{event_provider: VSS, event: 12289}"},
		{"{kind: requester-failed}", "{event: 12289}"},
		{"{event: 12289}", "{event: 12289, phase: freeze}"},
		{"{event: 12289}", "{code: 0x80070001}"},
		{"{last_error: timeout}", "{code: 0x80070001}"},
		{"{code: 0x80070001}", "{event: 12289, code: 0x80070001}"},
		{"{code: 0x80070001}", "{routine: 'CreateFileW(*'}"},
		{"{event: 12289}", "{event: 12289, text: [loud]}"},
		{"{text: [loud]}", "{text: [loud, very]}"},
		{"{event: 12289}", "{event: 12289}, {event: 8193}"}, // which another record must meet
	} {
		if less, more := weight(c.less), weight(c.more); less >= more {
			t.Errorf("%s weighs %d, and %s %d", c.less, less, c.more, more)
		}
	}
	for _, match := range []string{
		"{event_provider: VSS, event: 12289, channel: Application}",
		"{event_provider: VSS, event: 12289, level: error}",
		"{event_provider: VSS, event: 12289}]\nor: [{event_provider: VSS, event: 12289, code: 0x80070001}", // the least
		"{event_provider: VSS, event: 12289, code: 0x80070001}]\nor: [{event_provider: VSS, event: 12289}",
	} {
		if got := weight(match); got != plain {
			t.Errorf("%s weighs %d, want %d", match, got, plain)
		}
	}
	if one, two := weight("{text: [loud], any_text: [a]}"), weight("{text: [loud], any_text: [a, b]}"); one != two {
		t.Errorf("one of two words weighs %d, one of one %d", two, one)
	}
}

func TestCircle(t *testing.T) {
	a := load(t, "id: a\n"+head+"over: [b]\nmatch: [{text: [x]}]\n")
	b := load(t, "id: b\n"+head+"over: [a]\nmatch: [{text: [y]}]\n")
	if _, err := NewBase([]*Cause{a, b}); err == nil ||
		!strings.Contains(err.Error(), "a (test.yaml) wins over b: it says over") {
		t.Errorf("a circle: %v", err)
	}
}

// TestOwn: a user's cause beside ours, over one of ours, and in place of one.
func TestOwn(t *testing.T) {
	general := load(t, "id: general\n"+head+"match: [{event_provider: VSS, event: 12298}]\n")
	replaced := load(t, "id: replaced\n"+head+"match: [{event_provider: VSS, event: 39}]\n")
	ours, err := NewBase([]*Cause{general, replaced})
	if err != nil {
		t.Fatal(err)
	}
	own := load(t, "id: ours-at-home\n"+head+"match: [{event_provider: VSS, event: 12298, volume: 'D:*'}]\n")
	same := load(t, "id: replaced\n"+head+"match: [{event_provider: VSS, event: 39}]\n")
	b, err := ours.With(own, same)
	if err != nil {
		t.Fatal(err)
	}
	found := b.Candidates(&Facts{EventProvider: "VSS", Event: 12298, Volumes: []string{`D:\`}}, Version{})
	if len(found) != 2 || found[0].Cause != own || found[0].General || !found[1].General || !own.Own() {
		t.Errorf("found %+v", found)
	}
	if b.Find("replaced") != same || len(b.Causes()) != 3 {
		t.Error("a cause of the same id takes the place of ours")
	}
	if ours.Find("replaced") != replaced || len(ours.Causes()) != 2 {
		t.Error("our own base has changed")
	}
	if b, err := Builtin().With(own); err != nil || len(b.Causes()) != len(Causes())+1 {
		t.Errorf("beside all that is known: %v", err)
	}
	if !slices.ContainsFunc(
		LintOwn([]*Cause{load(t, "id: x\n"+head+"over: [replace]\nmatch: [{event: 1}]\n")}, ours),
		func(err error) bool {
			return strings.Contains(err.Error(), "test.yaml:7") &&
				strings.Contains(err.Error(), "did you mean replaced")
		},
	) {
		t.Error("a name that is not there goes unnoticed")
	}
}

func TestFill(t *testing.T) {
	c := load(t, "id: f\n"+head+"match: [{writer: 'Example*', code: 0x800423f4}]\nor: [{writer: [Other], text: [x]}]\n")
	anchor := &Facts{Writer: "Example Writer", Code: 0x800423f4, Volumes: []string{`C:\`, `D:\`}}
	for text, want := range map[string]string{
		"{writer} failed": "Example Writer failed", "{code}": "0x800423f4", "{code_name}": "VSS_E_WRITERERROR_NONRETRYABLE", "{volumes}": `C:\ and D:\`,
		"{volume}": `C:\`, "{service|its service}": "its service", "{66841cd4-6ded-4f4b-8f17-fd23f8ddc3de}": "{66841cd4-6ded-4f4b-8f17-fd23f8ddc3de}",
		"{database}": "the database", "Get-Volume | where { $_.Size }": "Get-Volume | where { $_.Size }",
	} {
		if got := c.Fill(text, &Facts{Writer: "Wrong"}, anchor); got != want {
			t.Errorf("%s: %q, %q expected", text, got, want)
		}
	}
}

func TestRange(t *testing.T) {
	for _, c := range []struct {
		r    Range
		v    string
		want bool
	}{{"", "5.2", true}, {">=6.0", "6.0.6002", true}, {">=6.0", "5.2", false}, {"<6.0", "6.0", false}, {"<6.0", "5.2.3790", true}, {"6.1..6.3", "6.3.9600", true},
		{"6.1..6.3", "10.0", false}, {"5.2", "5.2.3790", true}, {">6.0", "6.0.6002", false}, {"10.0.14393", "10.0.14393", true}, {"10.0.14393", "10.0.17763", false}} {
		v, ok := ParseVersion(c.v)
		if !ok || c.r.Holds(v) != c.want {
			t.Errorf("%q and %s: %v expected", c.r, c.v, c.want)
		}
	}
	if !Range("<6.0").Holds(Version{}) {
		t.Error("a version that is not known rules nothing out")
	}
	later := Version{Major: 6, AtLeast: true}
	for r, want := range map[Range]bool{"": true, "<6.0": false, "5.2": false, ">=6.2": true, "6.1..6.3": true, "6.0": true, "<=6.0": true, "<6.1": true, "5.1..5.2": false} {
		if r.Holds(later) != want {
			t.Errorf("%q and %s: %v expected", r, later, want)
		}
	}
	for _, c := range []struct {
		a, b          Range
		apart, within bool
	}{{"<6.0", ">=6.0", true, false}, {"5.2", "<6.0", false, true}, {"6.1..6.3", ">=6.0", false, true}, {"", ">=6.0", false, false}, {">=6.0", "", false, true}, {"<=6.0", ">=6.0", false, false}} {
		if c.a.apart(c.b) != c.apart || c.b.apart(c.a) != c.apart || c.a.within(c.b) != c.within {
			t.Errorf("%q and %q: apart %v, within %v", c.a, c.b, c.a.apart(c.b), c.a.within(c.b))
		}
	}
}

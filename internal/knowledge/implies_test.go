package knowledge

import (
	"testing"

	"pgregory.net/rapid"
)

// drawPattern makes a pattern over a small world, so that patterns often meet.
func drawPattern(t *rapid.T, name string) *Pattern {
	p := &Pattern{}
	numbers := func(l *Numbers, from ...uint32) {
		if rapid.Float64Range(0, 1).Draw(t, name) < 0.4 {
			*l = rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID[uint32]).Draw(t, name)
		}
	}
	texts := func(l *Words, from ...string) {
		if rapid.Float64Range(0, 1).Draw(t, name) < 0.3 {
			*l = rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID[string]).Draw(t, name)
		}
	}
	numbers(&p.Event, 1, 2, 3)
	numbers(&p.Code, 0x80000001, 0x80000002)
	numbers(&p.AnyCode, 0x80000001, 0x80000002, 0xfffffc02)
	numbers(&p.Jet, 0xfffffc02, 0xfffffc03)
	texts(&p.Routine, "ab", "a*", "*b", "*")
	texts(&p.Volume, "x", "y*", "*")
	texts(&p.Text, "one", "on", "two")
	texts(&p.AnyText, "one", "on", "two", "three")
	p.prepare()
	return p
}

func drawFacts(t *rapid.T) *Facts {
	f := &Facts{
		Event:   rapid.SampledFrom([]uint32{0, 1, 2, 3}).Draw(t, "event"),
		Code:    rapid.SampledFrom([]uint32{0, 0x80000001, 0x80000002}).Draw(t, "code"),
		Codes:   rapid.SliceOfN(rapid.SampledFrom([]uint32{0x80000001, 0x80000002}), 0, 2).Draw(t, "codes"),
		Jet:     rapid.SliceOfN(rapid.SampledFrom([]int32{-1022, -1021}), 0, 1).Draw(t, "jet"),
		Routine: rapid.SampledFrom([]string{"", "ab", "ac", "b"}).Draw(t, "routine"),
		Volumes: rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "yz"}), 0, 2).Draw(t, "volumes"),
	}
	for _, w := range rapid.SliceOfN(rapid.SampledFrom([]string{"One ", "on ", "TWO ", "three "}), 0, 3).Draw(t, "text") {
		f.Text += w
	}
	return f
}

// TestImpliesIsSound: where a pattern holds, one that it implies holds too; and of
// two that are apart at most one holds.
func TestImpliesIsSound(t *testing.T) {
	implied, apart, held := 0, 0, 0
	check := func(t *rapid.T) {
		p, q, f := drawPattern(t, "p"), drawPattern(t, "q"), drawFacts(t)
		if rapid.Bool().Draw(t, "wider") {
			q = widened(t, p)
		}
		if p.empty() || q.empty() {
			return
		}
		if p.implies(q) {
			implied++
			if p.Holds(f) {
				held++
				if !q.Holds(f) {
					t.Fatalf("%s implies %s, but holds alone for %+v", p, q, f)
				}
			}
		}
		if p.apart(q) {
			apart++
			if p.Holds(f) && q.Holds(f) {
				t.Fatalf("%s and %s are apart, but both hold for %+v", p, q, f)
			}
		}
		if !p.implies(p) {
			t.Fatalf("%s does not imply itself", p)
		}
	}
	for round := 0; round == 0 || round < 100 && (implied == 0 || apart == 0); round++ {
		rapid.Check(t, check)
	}
	if implied == 0 || apart == 0 {
		t.Errorf("%d implied, %d apart, %d held: the test tests nothing", implied, apart, held)
	}
}

// A pattern that asks for one of several texts is sure of a token that lies in all of them, and of
// no token that only some of them hold.
func TestAnyTextImplies(t *testing.T) {
	for name, c := range map[string]struct {
		p, q Pattern
		want bool
	}{
		"in all of them":       {Pattern{AnyText: Words{"disk is full", "log is full"}}, Pattern{Text: Words{"full"}}, true},
		"in one of them":       {Pattern{AnyText: Words{"disk is full", "log is full"}}, Pattern{Text: Words{"disk"}}, false},
		"in what is needed":    {Pattern{Text: Words{"disk is full"}}, Pattern{Text: Words{"disk"}}, true},
		"in none, none needed": {Pattern{Event: Numbers{1}}, Pattern{Text: Words{"disk"}}, false},
		"each in one of more":  {Pattern{AnyText: Words{"disk is full", "log is full"}}, Pattern{AnyText: Words{"disk", "log", "tape"}}, true},
		"one in none of them":  {Pattern{AnyText: Words{"disk is full", "log is full"}}, Pattern{AnyText: Words{"disk", "tape"}}, false},
	} {
		c.p.prepare()
		c.q.prepare()
		if got := c.p.implies(&c.q); got != c.want {
			t.Errorf("%s: %s implies %s: %v", name, &c.p, &c.q, got)
		}
	}
}

// widened is a pattern that asks for less than p, mostly.
func widened(t *rapid.T, p *Pattern) *Pattern {
	q := *p
	drop := func(clear func()) {
		if rapid.Bool().Draw(t, "drop") {
			clear()
		}
	}
	drop(func() { q.Event = nil })
	drop(func() { q.Code = nil })
	drop(func() { q.AnyCode = append(Numbers{0x80000001, 0xfffffc02}, q.AnyCode...) })
	drop(func() { q.Jet = nil })
	drop(func() { q.Routine = Words{"a*", "*b"} })
	drop(func() { q.Volume = Words{"*"} })
	drop(func() { q.Text = Words{"on"} })
	drop(func() { q.AnyText = Words{"on", "t"} })
	q.prepare()
	return &q
}

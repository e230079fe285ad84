package knowledge

import (
	"slices"
	"strings"
)

// implies reports whether every observation for which p holds surely meets q too: q
// asks for nothing that p does not ask for as narrowly. Ties are not looked at.
func (p *Pattern) implies(q *Pattern) bool {
	if q.EmptyWriters && !p.EmptyWriters {
		return false
	}
	for i := range q.conds {
		if !p.impliesCondition(&q.conds[i]) {
			return false
		}
	}
	return p.impliesTexts(q)
}

func (p *Pattern) impliesCondition(want *condition) bool {
	for i := range p.conds {
		if c := &p.conds[i]; c.field.name == want.field.name && c.narrows(want) {
			return true
		}
	}
	if want.field.name != "any_code" {
		return false
	}
	// A deciding code and an ESE error are codes of the record too.
	for _, name := range []string{"code", "jet"} {
		if c := p.condition(name); c != nil && c.narrows(want) {
			return true
		}
	}
	return false
}

// narrows reports whether all that meets c meets d as well.
func (c *condition) narrows(d *condition) bool {
	for _, n := range c.numbers {
		if !slices.Contains(d.numbers, n) {
			return false
		}
	}
	for i := range c.globs {
		if !slices.ContainsFunc(d.globs, func(g glob) bool { return g.covers(&c.globs[i]) }) {
			return false
		}
	}
	return true
}

// impliesTexts: each token that q needs lies in one that p needs.
func (p *Pattern) impliesTexts(q *Pattern) bool {
	// sure reports whether a text that meets p surely holds the token.
	sure := func(token string) bool {
		if slices.ContainsFunc(p.Text, func(t string) bool { return strings.Contains(t, token) }) {
			return true
		}
		return len(p.AnyText) > 0 &&
			!slices.ContainsFunc(p.AnyText, func(t string) bool { return !strings.Contains(t, token) })
	}
	for _, token := range q.Text {
		if !sure(token) {
			return false
		}
	}
	if len(q.AnyText) == 0 || slices.ContainsFunc(q.AnyText, sure) {
		return true
	}
	if len(p.AnyText) == 0 {
		return false
	}
	for _, t := range p.AnyText {
		if !slices.ContainsFunc(q.AnyText, func(token string) bool { return strings.Contains(t, token) }) {
			return false
		}
	}
	return true
}

// apart reports whether surely no observation meets both patterns: they ask one
// field, of which an observation states one value at most, for different things.
func (p *Pattern) apart(q *Pattern) bool {
	for i := range p.conds {
		c := &p.conds[i]
		if c.field.several || c.field.many != nil {
			continue
		}
		if d := q.condition(c.field.name); d != nil && !c.meets(d) {
			return true
		}
	}
	return p.listing() && q.logged() || q.listing() && p.logged()
}

// meets reports whether some value meets both conditions on one field.
func (c *condition) meets(d *condition) bool {
	if slices.ContainsFunc(c.numbers, func(n uint32) bool { return slices.Contains(d.numbers, n) }) {
		return true
	}
	for i := range c.globs {
		for j := range d.globs {
			if c.globs[i].meets(&d.globs[j]) {
				return true
			}
		}
	}
	return false
}

// listing tells a pattern of rows of listings, logged one of events: a row of a
// listing states no event.
func (p *Pattern) listing() bool { return p.EmptyWriters || len(p.State) > 0 || len(p.LastError) > 0 }
func (p *Pattern) logged() bool  { return len(p.Event) > 0 || len(p.EventProvider) > 0 }

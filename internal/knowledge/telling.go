package knowledge

import (
	"slices"
	"sync"
)

// A cause says much about a record where its anchor asks for much that the record
// states: a routine, a writer, a class. A code or an event that many causes ask for
// says little by itself.

// commonly is from how many causes on a code or an event says little by itself.
const commonly = 4

// mentions count the causes that ask for a code or an event, by the anchors that ask
// for nothing else that tells.
var mentions = sync.OnceValue(func() map[mention]int {
	count := map[mention]int{}
	for _, c := range Causes() {
		seen := map[mention]bool{}
		for _, p := range c.anchors() {
			for _, m := range p.numbers() {
				if !seen[m] {
					seen[m] = true
					count[m]++
				}
			}
		}
	}
	return count
})

// mention is a number that anchors ask for.
type mention struct {
	event bool
	n     uint32
}

func (p *Pattern) numbers() []mention {
	var all []mention
	for _, list := range []Numbers{p.Code, p.AnyCode, p.SQLError, p.Jet} {
		for _, n := range list {
			all = append(all, mention{n: n})
		}
	}
	for _, n := range p.Event {
		all = append(all, mention{event: true, n: n})
	}
	return all
}

// Fallback reports a cause that says what a code, an event or a state means in general:
// all that its anchors ask for, many other causes ask for as well.
func (c *Cause) Fallback() bool {
	if c.States {
		return false
	}
	for _, p := range c.anchors() {
		if len(p.entities()) > 0 || len(p.Text) > 0 || len(p.AnyText) > 0 {
			return false
		}
		numbers := p.numbers()
		if len(numbers) >= commonly {
			continue // one word for many codes
		}
		for _, m := range numbers {
			if mentions()[m] < commonly {
				return false
			}
		}
	}
	return true
}

// entities are the conditions of the pattern on things that a record names.
func (p *Pattern) entities() []*condition {
	var all []*condition
	for i := range p.conds {
		if _, bare := bare[p.conds[i].field.name]; !bare && p.conds[i].field.name != "phrase" {
			all = append(all, &p.conds[i])
		}
	}
	return all
}

// Telling is how much the anchor that holds asks for: the more, the more the cause is
// about this very record. It is 0 if no anchor holds.
func (c *Cause) Telling(f *Facts) int {
	v := view{Facts: f}
	best := 0
	for _, p := range c.anchors() {
		if p.holds(&v) {
			w := p.weight()
			if len(p.entities()) > 0 {
				w += 4
			}
			best = max(best, w)
		}
	}
	return best
}

// BeyondProgram reports whether an anchor that holds asks for more than which program
// says that something failed.
func (c *Cause) BeyondProgram(f *Facts) bool {
	v := view{Facts: f}
	return slices.ContainsFunc(c.anchors(), func(p *Pattern) bool {
		more := len(p.Text) > 0 || len(p.AnyText) > 0 || p.EmptyWriters ||
			slices.ContainsFunc(p.conds, func(c condition) bool {
				return c.field.name != "program" && c.field.name != "phrase"
			})
		return more && p.holds(&v)
	})
}

package correlate

import (
	"slices"
	"strings"
)

// dropRetold drops events without a time that the same text tells again with the same
// words: who posts a message and then the whole event speaks of one record.
func (k *Case) dropRetold(steps []*Step) []*Step {
	tellings := map[string][]*Step{} // of one place and provider
	for _, s := range steps {
		if place := toldAt(s); place != "" && len(tellings[place]) < mostTold {
			tellings[place] = append(tellings[place], s)
		}
	}
	dropped := map[*Step]bool{}
	for _, all := range tellings {
		for i, s := range all {
			if f := tellsToo(s, all, i); f != nil && !dropped[f] {
				dropped[s] = true
				f.alsoIn(s.Source)
				k.Duplicates[s.Source]++
			}
		}
	}
	if len(dropped) == 0 {
		return steps
	}
	return slices.DeleteFunc(steps, func(s *Step) bool { return dropped[s] })
}

// mostTold is how many events of one text are compared with each other.
const mostTold = 64

// toldAt is the place of an event that somebody copied as text, and its provider; "" if
// the step is something else.
func toldAt(s *Step) string {
	if r := s.Record; r.FromText && isNameless(s) && len(r.Text("message")) >= leastTold {
		return s.Source + "|" + strings.ToLower(r.Provider)
	}
	return ""
}

// leastTold is how long a message is at least that is compared: short ones are alike.
const leastTold = 40

// tellsToo finds another telling of the event at place i: one with a time, or the first
// one without.
func tellsToo(s *Step, all []*Step, i int) *Step {
	if !s.Record.Time.IsZero() {
		return nil
	}
	words := strings.Join(strings.Fields(s.Record.Text("message")), " ")
	for n, o := range all {
		if o == s || o.Record.Time.IsZero() && n > i ||
			o.Record.EventID != s.Record.EventID && o.Record.EventID != 0 && s.Record.EventID != 0 {
			continue
		}
		// A message alone may hold the line below it as well.
		if other := strings.Join(strings.Fields(o.Record.Text("message")), " "); strings.HasPrefix(words, other) ||
			strings.HasPrefix(other, words) {
			return o
		}
	}
	return nil
}

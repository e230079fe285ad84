package report

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

// How many failures are reported one by one, and how many causes where there are more of
// them: nobody reads on. The list has them all.
const (
	mostCards     = 8
	mostCauses    = 8
	mostOfACause  = 5
	mostHarmless  = 5
	mostCauseRows = 30
	mostKinds     = 500 // causes that are counted one by one: what logs state may be endless
)

// cause is what failures have in common: the signature or documented cause that leads,
// or, where nothing explains them, what they state.
type cause struct {
	causeKey
	number   int // in the page's list of causes
	title    string
	ranks    [len(detect.RankWords)]int
	failures int
	hosts    hostSet
	first    *entry // in the order of the report
	into     *cause // the further causes, once it is counted among them
}

// hostSet is a set of hosts by their numbers.
type hostSet []uint64

func (h *hostSet) add(number int) {
	for len(*h) <= number/64 {
		*h = append(*h, 0)
	}
	(*h)[number/64] |= 1 << (number % 64)
}

func (h *hostSet) addAll(other hostSet) {
	for len(*h) < len(other) {
		*h = append(*h, 0)
	}
	for i, word := range other {
		(*h)[i] |= word
	}
}

func (h hostSet) count() int {
	n := 0
	for _, word := range h {
		n += bits.OnesCount64(word)
	}
	return n
}

type causeKey struct {
	signature string
	class     detect.FailureClass // of those that nothing explains
	code      uint32
}

// compare puts causes in the order in which they are kept: what is explained first, by its
// name, then the rest by what it states.
func (k causeKey) compare(o causeKey) int {
	if (k.signature == "") != (o.signature == "") {
		return cmp.Compare(o.signature, k.signature)
	}
	return cmp.Or(cmp.Compare(k.signature, o.signature), cmp.Compare(k.class, o.class), cmp.Compare(k.code, o.code))
}

// furtherCauses are those beyond mostKinds.
const furtherCauses detect.FailureClass = "further"

// cause counts a failure by what it comes from.
func (b *Builder) cause(a *detect.Answer, e *entry) {
	f := a.Failure
	key := causeKey{signature: f.Signature}
	if !f.Explained() {
		key = causeKey{class: f.Class}
		if len(f.Codes) > 0 {
			key.code = f.Codes[0]
		}
	}
	c := b.causeOf(key, e)
	e.of, e.row.Cause = c, &c.number
	c.failures++
	c.ranks[a.Rank]++
	c.hosts.add(e.host)
	if c.title == "" || compareEntries(e, c.first) < 0 {
		c.first = e
		if c.class != furtherCauses {
			c.title = causeTitle(a)
		}
	}
}

// causeOf is the cause with a key. Of more than are counted one by one the first in their
// order are: which ones they are does not hang on the order in which they came up.
func (b *Builder) causeOf(key causeKey, e *entry) *cause {
	if c := b.byCause[key]; c != nil {
		return c
	}
	if len(b.causes) >= mostKinds {
		if key.compare(b.lastCause.causeKey) > 0 {
			return b.furtherCause(e)
		}
		b.furtherCause(b.lastCause.first).take(b.lastCause)
		delete(b.byCause, b.lastCause.causeKey)
		b.causes = slices.DeleteFunc(b.causes, func(c *cause) bool { return c == b.lastCause })
	}
	c := &cause{causeKey: key, first: e}
	b.byCause[key] = c
	b.causes = append(b.causes, c)
	b.lastCause = slices.MaxFunc(b.causes, func(x, y *cause) int { return x.compare(y.causeKey) })
	return c
}

// furtherCause represents all causes that are not counted one by one.
func (b *Builder) furtherCause(first *entry) *cause {
	if b.further == nil {
		b.further = &cause{
			causeKey: causeKey{class: furtherCauses},
			title:    "Further causes, too many to be counted one by one",
			first:    first,
		}
	}
	return b.further
}

// take counts the failures of another cause as those of c.
func (c *cause) take(o *cause) {
	o.into = c
	c.failures += o.failures
	for i, n := range o.ranks {
		c.ranks[i] += n
	}
	c.hosts.addAll(o.hosts)
	if compareEntries(o.first, c.first) < 0 {
		c.first = o.first
	}
}

// numberCauses ends the counting. Causes are numbered by what they are: the order in which
// they came up is another one where a host was judged in parts.
func (b *Builder) numberCauses() {
	if b.further != nil && !slices.Contains(b.causes, b.further) {
		b.causes = append(b.causes, b.further)
	}
	slices.SortFunc(b.causes, func(x, y *cause) int {
		return cmp.Or(cmp.Compare(x.signature, y.signature), cmp.Compare(x.class, y.class), cmp.Compare(x.code, y.code))
	})
	for i, c := range b.causes {
		c.number = i
	}
	for _, e := range b.entries {
		if e.of != nil && e.of.into != nil {
			e.of, e.row.Cause = e.of.into, &e.of.into.number
		}
	}
}

// causeTitle names what failures have in common.
func causeTitle(a *detect.Answer) string {
	f := a.Failure
	switch {
	case f.Finding != nil:
		return visible(f.Finding.Signature.Title)
	case f.Known != nil:
		return visible(shortened(cmp.Or(f.Title, a.Headline), mostHeadline))
	case len(f.Codes) > 0:
		return "Not explained, with the code " + vocab.CodeWords(f.Codes[0])
	}
	return "Not explained: " + visible(shortened(a.Headline, mostHeadline))
}

// causeRow is a cause in the page's list.
type causeRow struct {
	ID    string `json:"id,omitempty"`
	Title string `json:"title"`
}

func (c *cause) row() causeRow { return causeRow{visible(c.signature), c.title} }

// sorted lists the causes, the most frequent first.
func (b *Builder) sorted() []*cause {
	b.numberCauses()
	all := slices.Clone(b.causes)
	slices.SortFunc(all, func(x, y *cause) int {
		return cmp.Or(
			cmp.Compare(y.failures, x.failures),
			compareEntries(x.first, y.first),
			cmp.Compare(x.number, y.number),
		)
	})
	return all
}

// verdicts counts how sure the failures of a cause are.
func verdicts(ranks [len(detect.RankWords)]int) string {
	var parts []string
	for r, n := range ranks {
		if detect.Rank(r).Problem() && n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, detect.Rank(r)))
		}
	}
	return strings.Join(parts, ", ")
}

// causeCard reports all failures that come from one cause, with the steps of the first.
type causeCard struct {
	Number   int
	Cause    int // number in the page's list
	Rank     string
	Mark     string
	Title    string
	Count    string // 12 failures on 9 hosts
	Verdicts string
	Places   []card // of the first ones
	More     int    // failures that are not in Places
	Card     card   // of the first
}

// causeCards reports the most frequent causes, and the others in a line each.
func (b *Builder) causeCards() (reported, further []causeCard, err error) {
	for i, c := range b.sorted() {
		if i == mostCauses+mostCauseRows {
			break
		}
		line := causeCard{
			Number: i + 1,
			Cause:  c.number,
			Rank:   c.first.Rank.String(),
			Mark:   rankMarks[c.first.Rank],
			Title:  c.title,
			Count: plural(
				c.failures,
				"failure",
			) + " on " + plural(
				c.hosts.count(),
				"host",
			),
			Verdicts: verdicts(c.ranks),
		}
		if i >= mostCauses {
			further = append(further, line)
			continue
		}
		for _, e := range b.entries {
			if e.of != c || len(line.Places) == mostOfACause {
				continue
			}
			a, err := b.answer(e)
			if err != nil {
				return nil, nil, err
			}
			c := newCard(a)
			if c.Headline == line.Title {
				c.Headline = cmp.Or(c.Detail, "why")
			}
			line.Places = append(line.Places, c)
		}
		a, err := b.answer(c.first)
		if err != nil {
			return nil, nil, err
		}
		line.Card = newCard(a)
		line.More = c.failures - len(line.Places)
		reported = append(reported, line)
	}
	return reported, further, nil
}

// cards reports the failures one by one.
func (b *Builder) cards() ([]card, error) {
	var out []card
	for _, e := range b.entries {
		if !e.Rank.Problem() || len(out) == mostCards {
			continue
		}
		a, err := b.answer(e)
		if err != nil {
			return nil, err
		}
		c := newCard(a)
		c.Number = len(out) + 1
		for _, before := range out {
			if before.SameAs == 0 && len(c.Steps) > 1 && slices.EqualFunc(before.Steps, c.Steps, sameStep) {
				c.SameAs = before.Number
				break
			}
		}
		out = append(out, c)
	}
	return out, nil
}

func sameStep(a, b step) bool {
	return a.Number == b.Number && a.Do == b.Do && a.Command == b.Command && slices.Equal(a.Notes, b.Notes)
}

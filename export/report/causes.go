package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

// How many failures are told one by one, and how many causes where there are more of
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
	hosts    int
	last     int    // host that was counted last
	first    *entry // in the order of the report
}

type causeKey struct {
	signature string
	class     detect.FailureClass // of those that nothing explains
	code      uint32
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
	title := causeTitle(a)
	if b.byCause[key] == nil && len(b.causes) >= mostKinds {
		key, title = causeKey{class: furtherCauses}, "Further causes, too many to be counted one by one"
	}
	c := b.byCause[key]
	if c == nil {
		c = &cause{causeKey: key, number: len(b.causes), title: title, last: -1, first: e}
		b.byCause[key] = c
		b.causes = append(b.causes, c)
	}
	e.of, e.row.Cause = c, &c.number
	c.failures++
	c.ranks[a.Rank]++
	if c.last != e.host {
		c.last = e.host
		c.hosts++
	}
	if compareEntries(e, c.first) < 0 {
		c.first = e
		if c.class != furtherCauses {
			c.title = title
		}
	}
}

// numberCauses numbers the causes by what they are: the order in which they came up is
// another one where a host was judged in parts.
func (b *Builder) numberCauses() {
	slices.SortFunc(b.causes, func(x, y *cause) int {
		return cmp.Or(cmp.Compare(x.signature, y.signature), cmp.Compare(x.class, y.class), cmp.Compare(x.code, y.code))
	})
	for i, c := range b.causes {
		c.number = i
	}
}

// causeTitle names what failures have in common.
func causeTitle(a *detect.Answer) string {
	f := a.Failure
	switch {
	case f.Finding != nil:
		return visible(f.Finding.Signature.Title)
	case f.Known != nil:
		title, _, _ := strings.Cut(f.Cause, ". ")
		return visible(shortened(cmp.Or(title, a.Headline), mostHeadline))
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
	all := slices.Clone(b.causes)
	slices.SortFunc(all, func(x, y *cause) int {
		return cmp.Or(cmp.Compare(y.failures, x.failures), compareEntries(x.first, y.first), cmp.Compare(x.number, y.number))
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

// causeCard tells all failures that come from one cause, with the steps of the first.
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

// causeCards tells the most frequent causes, and the others in a line each.
func (b *Builder) causeCards() (reported, further []causeCard, err error) {
	for i, c := range b.sorted() {
		if i == mostCauses+mostCauseRows {
			break
		}
		line := causeCard{Number: i + 1, Cause: c.number, Rank: c.first.Rank.String(), Mark: rankMarks[c.first.Rank], Title: c.title,
			Count: plural(c.failures, "failure") + " on " + plural(c.hosts, "host"), Verdicts: verdicts(c.ranks)}
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
			if rest := strings.Trim(strings.TrimPrefix(c.Headline, line.Title), " "); rest != c.Headline {
				c.Headline = cmp.Or(strings.TrimSuffix(strings.TrimPrefix(rest, "("), ")"), "why")
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

// cards tells the failures one by one.
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

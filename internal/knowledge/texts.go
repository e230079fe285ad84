package knowledge

import "strings"

// leastTexts is how many bytes the words of a cause have at least by which a line is known.
const leastTexts = 20

// Texts are the words by which lines are known: of each cause that is no noise, those of the anchors that ask for
// nothing else. All words of a row must occur in the line, in capitals or not. They are a table of their own, so that
// who reads lines need not decode the causes.
func Texts() []Words { return texts() }

var texts = table[[]Words]("texts")

func textsOf(causes []*Cause) (rows []Words) {
	for _, c := range causes {
		if c.Kind == KindNoise || len(c.Further()) > 0 {
			continue
		}
		for _, p := range c.anchors() {
			if len(p.conds) > 0 || len(p.AnyText) > 0 || p.EmptyWriters || len(p.Text) == 0 {
				continue
			}
			if all := strings.Join(p.Text, ""); len(all) >= leastTexts && strings.ContainsAny(all, " _") {
				rows = append(rows, p.Text)
			}
		}
	}
	return rows
}

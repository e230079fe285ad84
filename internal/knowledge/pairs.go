package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/strictyaml"
)

// Pair is two causes that may hold for one record, neither of which is more specific.
type Pair struct {
	A, B   *Cause
	X, Y   *Pattern // the anchors that nothing orders
	Ground string   // what both look at; "" if only chance would bring them together
	Case   string   // an example of a cause's that both hold for; "" if none
}

// lintPairs asks for an order, or a check that tells them apart, wherever two causes
// hold for one example, or may hold for one record and look at the same thing.
func lintPairs(causes []*Cause) []error {
	var errs []error
	for _, p := range Pairs(causes) {
		if p.Ground == "" && p.Case == "" {
			continue
		}
		both := "both look at " + p.Ground
		if p.Case != "" {
			both = "both hold for " + p.Case
		}
		errs = append(
			errs,
			fmt.Errorf(
				"%s:%d: %s and %s (%s) can hold for one record (%s), and neither is more specific (%s asks for %s; "+
					"%s for %s): "+
					"write in %s `over: [%s]` if it wins over it, or in %s `over: [%s]`, or in either `differs: {%s: "+
					"\"the check that tells them apart\"}` naming the other, "+
					"or ask for more in match, or for what rules the other out in unless",
				p.A.place(),
				strictyaml.Line(p.A.root, "match"),
				p.A.ID,
				p.B.ID,
				p.B.place(),
				both,
				p.A.ID,
				p.X,
				p.B.ID,
				p.Y,
				p.A.ID,
				p.B.ID,
				p.B.ID,
				p.A.ID,
				p.B.ID,
			),
		)
	}
	return errs
}

// Pairs lists all causes that can hold for one record and that nothing orders: not
// what they ask for, not `over`, not `differs`. It is sure to find each such pair:
// many of them only by a record that states two unrelated things, which lint lets
// pass (Ground and Case are "").
func Pairs(causes []*Cause) []Pair {
	shown := together(causes)
	var pairs []Pair
	for i, a := range causes {
		for _, b := range causes[i+1:] {
			if slices.Contains(a.Over, b.ID) || slices.Contains(b.Over, a.ID) || a.Differs[b.ID] != "" ||
				b.Differs[a.ID] != "" {
				continue
			}
			r, x, y := relate(a, b)
			if r != unknown {
				continue
			}
			p := Pair{A: a, B: b, X: x, Y: y, Case: shown[[2]string{a.ID, b.ID}]}
			for _, x := range a.anchors() {
				for _, y := range b.anchors() {
					if p.Ground == "" && relateAnchors(a, b, x, y) == unknown {
						if p.Ground = ground(x, y); p.Ground != "" {
							p.X, p.Y = x, y
						}
					}
				}
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// together tells which causes hold for one example of any cause.
func together(causes []*Cause) map[[2]string]string {
	shown := map[[2]string]string{}
	for _, owner := range causes {
		for i := range owner.Cases {
			all, windows, err := owner.Cases[i].observations()
			if err != nil {
				continue // lintCases tells
			}
			for _, f := range all {
				var hold []*Cause
				for _, c := range causes {
					if c.Windows.Holds(windows) && c.Anchors(f) {
						hold = append(hold, c)
					}
				}
				for j, a := range hold {
					for _, b := range hold[j+1:] {
						shown[[2]string{a.ID, b.ID}] = fmt.Sprintf("cases.%d of %s", i, owner.ID)
					}
				}
			}
		}
	}
	return shown
}

// commonCodes say no more than that something failed: that two causes share one of
// them does not yet make them rivals.
var commonCodes = map[uint32]bool{
	0x80004005: true,
	0x8000ffff: true,
	0x80070005: true,
	0x80070001: true,
	0x80070002: true,
	0x80070057: true,
	0x8007000e: true,
	0x80042301: true,
	0x80042302: true,
	0x80042306: true,
	0x8004230f: true,
	0x800423f0: true,
	0x800423f2: true,
	0x800423f3: true,
	0x800423f4: true,
	0x80780049: true,
}

// commonEvents are those by which a program logs whatever went wrong: VSS, SQL
// Server, its writer, and Windows Server Backup.
var commonEvents = map[uint32]bool{
	8193:  true,
	8229:  true,
	12289: true,
	12290: true,
	12292: true,
	12293: true,
	12294: true,
	12311: true,
	3041:  true,
	18210: true,
	24583: true,
	5:     true,
	9:     true,
	517:   true,
	521:   true,
}

// telltale are the fields that, shared, make two causes rivals.
var telltale = map[string]bool{
	"event":           true,
	"code":            true,
	"any_code":        true,
	"sql_error":       true,
	"jet":             true,
	"routine":         true,
	"operation":       true,
	"writer":          true,
	"writer_id":       true,
	"vss_provider":    true,
	"vss_provider_id": true,
	"class_id":        true,
	"class_name":      true,
	"phrase":          true,
	"service":         true,
	"file":            true,
	"key":             true,
	"database":        true,
	"account":         true,
	"device":          true,
	"volume":          true,
}

// ground tells what two anchors both look at: a number in both lists that says more
// than that something failed, a glob that covers one of the other, or a token that
// lies in one of the other. Two globs such as *a* and *b* meet by chance only.
func ground(x, y *Pattern) string {
	for i := range x.conds {
		c := &x.conds[i]
		d := y.condition(c.field.name)
		if d == nil || !telltale[c.field.name] {
			continue
		}
		if shared := c.shared(d); shared != "" {
			return c.field.name + " " + shared
		}
	}
	if s := sharedToken(x, y); s != "" {
		return fmt.Sprintf("the token %q", s)
	}
	return ""
}

// shared is a number or glob of a condition that a condition on the same field looks at
// too, "" if there is none.
func (c *condition) shared(d *condition) string {
	for _, n := range c.numbers {
		if slices.Contains(d.numbers, n) && !commonCodes[n] && !(commonEvents[n] && c.field.name == "event") {
			return c.field.word(n)
		}
	}
	for j := range c.globs {
		for k := range d.globs {
			g, h := &c.globs[j], &d.globs[k]
			if g.literal != "" && h.literal != "" && (g.covers(h) || h.covers(g)) {
				return g.pattern
			}
		}
	}
	return ""
}

// sharedToken is a token of x that lies in one of y, or holds one, and tells something;
// "" if there is none.
func sharedToken(x, y *Pattern) string {
	for _, s := range slices.Concat(x.Text, x.AnyText) {
		for _, t := range slices.Concat(y.Text, y.AnyText) {
			if strings.Contains(s, t) && telling(t) || strings.Contains(t, s) && telling(s) {
				return s
			}
		}
	}
	return ""
}

// telling reports whether a token is more than a word that half of all texts have.
func telling(token string) bool {
	return len(token) >= 12 || len(token) >= 6 && strings.ContainsAny(token, "0123456789")
}

// word writes a number as its field is met: codes in hex, errors of ESE with a sign.
func (f *field) word(n uint32) string {
	switch {
	case f.name == "jet" || f.name == "any_code" && n >= 0xffff0000:
		return fmt.Sprint(int32(n))
	case f.name == "code" || f.name == "any_code":
		return fmt.Sprintf("0x%08x", n)
	}
	return fmt.Sprint(n)
}

// String tells what a pattern asks for, in a line.
func (p *Pattern) String() string {
	var parts []string
	for i := range p.conds {
		c := &p.conds[i]
		var values []string
		for _, n := range c.numbers {
			values = append(values, c.field.word(n))
		}
		for _, g := range c.globs {
			values = append(values, g.pattern)
		}
		parts = append(parts, c.field.name+" "+strings.Join(values, "|"))
	}
	if len(p.Text) > 0 {
		parts = append(parts, fmt.Sprintf("text %q", []string(p.Text)))
	}
	if len(p.AnyText) > 0 {
		parts = append(parts, fmt.Sprintf("any_text %q", []string(p.AnyText)))
	}
	if p.EmptyWriters {
		parts = append(parts, "empty_writers")
	}
	return strings.Join(parts, ", ")
}

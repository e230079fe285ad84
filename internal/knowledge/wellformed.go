package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

var idForm = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// wellFormed tells what in a cause cannot be used: what lint and a user's file share.
func (c *Cause) wellFormed() []error {
	var errs []error
	bad := func(at, format string, values ...any) { errs = append(errs, c.bad(at, format, values...)) }
	if !idForm.MatchString(c.ID) {
		bad("id", "%q found, lower-case words with hyphens expected", c.ID)
	}
	for _, f := range [][2]string{{"title", c.Title}, {"means", c.Means}} {
		if strings.TrimSpace(f[1]) == "" {
			bad(f[0], "is missing")
		}
	}
	among(bad, "kind", string(c.Kind), words(Kinds))
	among(bad, "class", c.Class, FailureClasses)
	among(bad, "severity", c.Severity, Severities)
	if c.Culprit.Kind != "" || c.Culprit.Name != "" {
		among(bad, "culprit.kind", c.Culprit.Kind, CulpritKinds)
	}
	if c.Victim != nil {
		among(bad, "victim.kind", c.Victim.Kind, CulpritKinds)
	}
	if len(c.Match) == 0 {
		bad("match", "is missing: at least one pattern expected, the first is the anchor")
	}
	for _, l := range c.patternLists() {
		for i, p := range l.list {
			c.patternFormed(bad, fmt.Sprintf("%s.%d", l.name, i), p)
		}
	}
	for i, s := range c.Steps {
		if strings.TrimSpace(s.Do) == "" {
			bad(fmt.Sprintf("steps.%d.do", i), "is missing")
		}
	}
	c.bracesFormed(bad)
	return errs
}

func (c *Cause) patternFormed(bad func(at, format string, values ...any), at string, p *Pattern) {
	if p.empty() {
		bad(at, "asks for nothing, so every record would meet it; name at least one field, such as event or code")
	}
	for _, w := range p.Phase {
		if !strings.ContainsAny(w, "*?") {
			among(bad, at+".phase", w, Phases)
		}
	}
	for _, w := range p.Level {
		among(bad, at+".level", strings.ToLower(w), []string{"error", "warning", "information"})
	}
	for _, n := range p.State {
		if n < 1 || n > 15 {
			bad(at+".state", "%d found, a writer state from 1 to 15 expected", n)
		}
	}
	if p.Tie == nil {
		return
	}
	if at == "match.0" || strings.HasPrefix(at, "or.") {
		bad(at+".tie", "is of no use on an anchor: a tie hangs another observation to it")
	}
	for _, w := range slices.Concat(p.Tie.By, p.Tie.Agree) {
		among(bad, at+".tie.by", w, TieWords)
	}
	if p.Tie.Order != "" {
		among(bad, at+".tie.order", p.Tie.Order, []string{"after", "before"})
	}
}

func among(bad func(at, format string, values ...any), at, found string, expected []string) {
	if !slices.Contains(expected, found) {
		bad(at, "%q found%s, one of %s expected", found, Meant(found, expected), strings.Join(expected, ", "))
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// bracedTexts are the texts of a cause that may hold braces, by their place in the file.
func (c *Cause) bracedTexts() [][2]string {
	texts := [][2]string{{"means", c.Means}, {"culprit.name", c.Culprit.Name}, {"verify", c.Verify}, {"next", c.Next}}
	if c.Victim != nil {
		texts = append(texts, [2]string{"victim.name", c.Victim.Name})
	}
	for i, s := range c.Steps {
		at := fmt.Sprintf("steps.%d.", i)
		texts = append(
			texts,
			[2]string{at + "do", s.Do},
			[2]string{at + "command", s.Command},
			[2]string{at + "where", s.Where},
			[2]string{at + "risk", s.Risk},
			[2]string{at + "undo", s.Undo},
		)
	}
	return texts
}

// bracesFormed: every brace is known, and filled by what the cause matches or by a default.
func (c *Cause) bracesFormed(bad func(at, format string, values ...any)) {
	known := Braces()
	for _, t := range c.bracedTexts() {
		for _, m := range brace.FindAllStringSubmatch(t[1], -1) {
			i := slices.Index(known, m[1])
			switch {
			case i < 0:
				bad(t[0], "{%s}: no such brace%s; there are %s", m[1], Meant(m[1], known), strings.Join(known, ", "))
			case m[2] == "" && !c.promises(braces[i].field):
				bad(
					t[0],
					"{%s} stays open where no record states it: give it a default, as in {%s|the %s}, or let match "+
						"ask for %s",
					m[1],
					m[1],
					strings.ReplaceAll(m[1], "_", " "),
					orField(braces[i].field),
				)
			}
		}
	}
	if strings.ContainsAny(c.Title, "{}") {
		bad("title", "holds a brace; a title is the same for every host")
	}
}

func orField(name string) string {
	if name == "" {
		return "a field that states it"
	}
	return name
}

// promises reports whether wherever the cause holds, a record states the field.
func (c *Cause) promises(field string) bool {
	if field == "" {
		return false
	}
	asks := func(p *Pattern) bool { return p.condition(field) != nil }
	if slices.ContainsFunc(c.Further(), asks) {
		return true
	}
	return len(c.Match) > 0 && !slices.ContainsFunc(c.anchors(), func(p *Pattern) bool { return !asks(p) })
}

package detect

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/internal/strictyaml"
	"github.com/vsslog/vsslog/parse"
	"go.yaml.in/yaml/v3"
)

// Load reads one signature. name stands in errors.
func Load(name string, data []byte) (*Signature, error) {
	s, _, err := load(name, data)
	return s, err
}

// load also tells where the fields of the file stand.
func load(name string, data []byte) (*Signature, *linter, error) {
	u := userFile{Scope: EventScope}
	root, err := strictYAML(name, data, &u)
	if err != nil {
		return nil, nil, err
	}
	l := &linter{name: name, root: root}
	s := l.signature(&u)
	sum := sha256.Sum256(data)
	s.File = hex.EncodeToString(sum[:])
	return s, l, errors.Join(l.errs...)
}

// linter turns a file into a signature and collects what is wrong with it.
type linter struct {
	name string
	root *yaml.Node
	errs []error
}

// bad reports an error at a field, or at a place inside a list of it.
func (l *linter) bad(path string, format string, values ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s:%d: %s: %s", l.name, l.line(path), path, fmt.Sprintf(format, values...)))
}

// line finds where a path such as trigger.kinds.0 stands, or the nearest above it.
func (l *linter) line(path string) int { return strictyaml.Line(l.root, path) }

var idForm = lazyregexp.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (l *linter) signature(u *userFile) *Signature {
	if !idForm.MatchString(u.ID) {
		l.bad("id", "%q found, lower-case words with hyphens expected", u.ID)
	}
	for _, f := range [][2]string{{"title", u.Title}, {"cause", u.Cause}, {"advice", u.Advice}} {
		if f[1] == "" {
			l.bad(f[0], "is missing")
		}
	}
	oneOf(l, "class", u.Class, CauseClass, SymptomClass, BenignClass)
	oneOf(l, "severity", u.Severity, Information, Warning, Error, Critical)
	oneOf(l, "scope", u.Scope, EventScope, SetScope, WriterScope, HostScope)
	s := &Signature{
		ID:          u.ID,
		Title:       u.Title,
		Class:       u.Class,
		Severity:    u.Severity,
		Scope:       u.Scope,
		Cause:       u.Cause,
		Mechanism:   u.Mechanism,
		Advice:      u.Advice,
		Windows:     cmp.Or(u.Windows, "not stated"),
		Assumptions: u.Assumptions,
	}
	for _, r := range u.Sources {
		s.Sources = append(s.Sources, Reference(r))
	}
	if s.Sources == nil {
		s.Sources = []Reference{observed("a signature of the user's own, without a source")}
	}
	s.Trigger = l.trigger(u)
	s.Needs = []Need{needLive}
	if len(u.Versions) > 0 {
		l.versions(s, u.Versions)
	}
	for i, n := range u.Needs {
		kind := l.kinds(fmt.Sprintf("needs.%d.kind", i), []string{n.Kind})
		s.Needs = append(s.Needs, Need{cmp.Or(n.What, n.Kind), cmp.Or(n.Where, "the logs"), func(sub *Subject) bool {
			return slices.ContainsFunc(sub.all(), func(s *correlate.Step) bool { return slices.Contains(kind, s.Kind) })
		}})
	}
	for i, p := range u.Predictions {
		s.Predictions = append(s.Predictions, l.prediction(fmt.Sprintf("predictions.%d", i), p, u.Scope))
	}
	for i, a := range u.Absent {
		s.LookAlikes = append(
			s.LookAlikes,
			LookAlike{
				ID:      fmt.Sprintf("absent-%d", i+1),
				Title:   cmp.Or(a.Title, "Something else"),
				Differs: strings.Join(a.Kinds, ", "),
				Absent:  l.kinds(fmt.Sprintf("absent.%d.kinds", i), a.Kinds),
			},
		)
	}
	for i, id := range u.Explains {
		if Find(id) == nil {
			l.bad(
				fmt.Sprintf("explains.%d", i),
				"%q is no signature of the catalogue%s",
				id,
				knowledge.Meant(id, catalogueIDs()),
			)
		}
	}
	s.Explains = u.Explains
	s.Checks = userChecks(u)
	s.Summary = statedSummary(u.Title)
	return s
}

// userChecks are what confirmed asks of any signature of the scope.
func userChecks(u *userFile) []Check {
	checks := []Check{noClockDoubt}
	if u.Scope == WriterScope {
		checks = append(checks, oneInterpretation)
	}
	if len(u.Absent) > 0 {
		checks = append(checks, covered("Application", "System"))
	}
	return checks
}

// all are the steps among which a need is looked for.
func (sub *Subject) all() []*correlate.Step {
	switch {
	case sub.Set != nil:
		return sub.Set.Steps
	case sub.Unassigned:
		return sub.Case.Unassigned
	}
	return sub.Case.Steps
}

func (l *linter) trigger(u *userFile) Trigger {
	t := Trigger{Events: u.Trigger.Events, TimedOut: u.Trigger.TimedOut}
	if p := u.Trigger.Provider; p != "" {
		if !slices.ContainsFunc(
			vocab.Terms,
			func(t vocab.Term) bool { return named(t.Provider, p) || named(p, t.Provider) },
		) {
			l.bad("trigger.provider", "%q is no provider that vsslog reads%s", p, knowledge.Meant(p, providers()))
		}
		t.Step = func(s *correlate.Step) bool { return named(p, s.Record.Provider) }
	}
	if len(u.Trigger.Kinds) > 0 {
		t.Kinds = l.kinds("trigger.kinds", u.Trigger.Kinds)
	}
	for i, c := range u.Trigger.Codes {
		v, ok := vocab.ParseCode(c)
		if !ok {
			l.bad(fmt.Sprintf("trigger.codes.%d", i), "%q found, a code such as 0x800423f2 expected", c)
		}
		t.Codes = append(t.Codes, v)
	}
	if t.Kinds == nil && t.Codes == nil && !t.TimedOut && t.Step == nil {
		l.bad("trigger", "kinds, codes, timed_out or a provider expected; event ids alone are those of any provider")
	}
	for i, w := range u.Trigger.Writers {
		if w == "" {
			l.bad(fmt.Sprintf("trigger.writers.%d", i), "is empty")
		}
	}
	if names := u.Trigger.Writers; len(names) > 0 {
		t.When = func(sub *Subject) bool { return sub.Span != nil && slices.Contains(names, sub.Span.Name) }
	}
	if len(u.Trigger.Writers) > 0 && u.Scope != WriterScope {
		l.bad("trigger.writers", "is about a writer: scope %q found, \"writer\" expected", u.Scope)
	}
	if t.TimedOut && u.Scope != WriterScope {
		l.bad("trigger.timed_out", "is about a writer: scope %q found, \"writer\" expected", u.Scope)
	}
	return t
}

func (l *linter) kinds(path string, names []string) []vocab.Kind {
	var kinds []vocab.Kind
	for i, n := range names {
		if !slices.Contains(vocab.Kinds, vocab.Kind(n)) {
			at := path
			if len(names) > 1 || strings.HasSuffix(path, "kinds") {
				at = fmt.Sprintf("%s.%d", path, i)
			}
			l.bad(
				at,
				"%q is no kind%s; the column kind of `vsslog events` shows those of your logs",
				n,
				knowledge.Meant(n, kindNames()),
			)
		}
		kinds = append(kinds, vocab.Kind(n))
	}
	return kinds
}

// userMarks are the marks that a prediction may name.
var userMarks = []string{"F", "T", "E", "X", "XE", "A", "TS"}

func (l *linter) prediction(path string, p userPrediction, scope Scope) Prediction {
	if scope != WriterScope {
		l.bad(path, "bounds are about a writer's marks: scope %q found, \"writer\" expected", scope)
	}
	if p.ID == "" {
		l.bad(path, "id is missing")
	}
	oneOf(l, path+".later", p.Later, userMarks...)
	oneOf(l, path+".earlier", p.Earlier, userMarks...)
	oneOf(l, path+".op", p.Op, AtLeast, AtMost, LessThan, MoreThan)
	if p.Seconds > 1e6 || p.Seconds < -1e6 {
		l.bad(path+".seconds", "%g found, less than a million expected", p.Seconds)
		p.Seconds = 0
	}
	b := Bound{
		Plus:  parse.Ticks(p.Seconds * float64(parse.Second)),
		Words: interval.Seconds(parse.Ticks(p.Seconds * float64(parse.Second))),
	}
	if p.Limit {
		b.Limit, b.Words = 1, fmt.Sprintf("L %+g s", p.Seconds)
	}
	return Prediction{p.ID, correlate.TimePoint(p.Later), correlate.TimePoint(p.Earlier), p.Op, b, cmp.Or(p.Says, p.ID)}
}

func oneOf[T ~string](l *linter, path string, found T, expected ...T) {
	if !slices.Contains(expected, found) {
		words := make([]string, len(expected))
		for i, e := range expected {
			words[i] = string(e)
		}
		l.bad(
			path,
			"%q found%s, one of %s expected",
			found,
			knowledge.Meant(string(found), words),
			strings.Join(words, ", "),
		)
	}
}

var versionForm = lazyregexp.New(`^[0-9]+\.[0-9]+(\.[0-9]+)?$`)

// versions keeps the signature to hosts of some versions of Windows.
func (l *linter) versions(s *Signature, versions []string) {
	for i, v := range versions {
		if !versionForm.MatchString(v) {
			l.bad(fmt.Sprintf("versions.%d", i), "%q found, a version such as 6.3 or 10.0.14393 expected, in quotes", v)
		}
	}
	s.Applies = func(sub *Subject) (Applicability, string, []*correlate.Step) { return ofVersions(sub, versions...) }
	when := s.Trigger.When
	s.Trigger.When = func(sub *Subject) bool {
		a, _, _ := s.Applies(sub)
		return a != NotAffected && (when == nil || when(sub))
	}
	s.Needs = append(s.Needs, needVersion)
}

// named compares a provider with a name that may end in * for any rest.
func named(pattern, provider string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return len(provider) >= len(start) && strings.EqualFold(provider[:len(start)], start)
	}
	return strings.EqualFold(pattern, provider)
}

func kindNames() []string {
	names := make([]string, len(vocab.Kinds))
	for i, k := range vocab.Kinds {
		names[i] = string(k)
	}
	return names
}

func providers() []string {
	var names []string
	for i := range vocab.Terms {
		if p := vocab.Terms[i].Provider; !slices.Contains(names, p) {
			names = append(names, p)
		}
	}
	return names
}

func catalogueIDs() []string {
	ids := make([]string, len(Catalogue))
	for i, s := range Catalogue {
		ids[i] = s.ID
	}
	return ids
}

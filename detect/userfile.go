package detect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse"
)

// Signatures of the user's own, in YAML, in the terms of a Signature: a trigger by
// kinds, codes and event ids; needs by kind; predictions as bounds on differences
// of marks; kinds that must be absent. What such a file cannot say stays Go.

// userFile is one file. Every field that is not here is an error.
type userFile struct {
	ID          string           `yaml:"id"`
	Title       string           `yaml:"title"`
	Class       Class            `yaml:"class"`
	Severity    Severity         `yaml:"severity"`
	Scope       Scope            `yaml:"scope"`
	Cause       string           `yaml:"cause"`
	Mechanism   string           `yaml:"mechanism"`
	Advice      string           `yaml:"advice"`
	Windows     string           `yaml:"windows"`
	Sources     []userSource     `yaml:"sources"`
	Trigger     userTrigger      `yaml:"trigger"`
	Needs       []userNeed       `yaml:"needs"`
	Predictions []userPrediction `yaml:"predictions"`
	Absent      []userAbsent     `yaml:"absent"`
	Assumptions []string         `yaml:"assumptions"`
}

type userSource struct{ Name, URL, Says string }

type userTrigger struct {
	Kinds    []string `yaml:"kinds"`
	Codes    []string `yaml:"codes"`
	Events   []uint32 `yaml:"events"`
	TimedOut bool     `yaml:"timed_out"`
}

type userNeed struct{ What, Where, Kind string }

type userPrediction struct {
	ID      string  `yaml:"id"`
	Later   string  `yaml:"later"`
	Earlier string  `yaml:"earlier"`
	Op      Op      `yaml:"op"`
	Limit   bool    `yaml:"limit"`   // the bound is the writer's limit, plus seconds
	Seconds float64 `yaml:"seconds"` // may be negative
	Says    string  `yaml:"says"`
}

type userAbsent struct {
	Title string   `yaml:"title"`
	Kinds []string `yaml:"kinds"`
}

// maxUserFile is far more than a signature needs.
const maxUserFile = 1 << 20

// LoadDir reads every *.yaml and *.yml file of a folder, in the order of their
// names. All errors of all files are returned together, each with file and line.
func LoadDir(dir string) ([]*Signature, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []*Signature
	var errs []error
	seen := map[string]string{}
	for _, s := range Catalogue {
		seen[s.ID] = "the built-in catalogue"
	}
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(e.Name()))
		if e.IsDir() || ext != ".yaml" && ext != ".yml" {
			continue
		}
		path := filepath.Join(dir, e.Name())
		data, err := readAtMost(path, maxUserFile)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s, err := Load(path, data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if other := seen[s.ID]; other != "" {
			errs = append(errs, fmt.Errorf("%s: id %q is taken by %s; choose another", path, s.ID, other))
			continue
		}
		seen[s.ID] = path
		found = append(found, s)
	}
	if len(errs) == 0 && len(found) == 0 {
		return nil, fmt.Errorf("%s: no *.yaml file; a signature is one file", dir)
	}
	return found, errors.Join(errs...)
}

func readAtMost(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: more than %d bytes; a signature is a small file", path, limit)
	}
	return data, err
}

// Load reads one signature. name stands in errors.
func Load(name string, data []byte) (*Signature, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	u := userFile{Scope: EventScope}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&u); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := dec.Decode(&userFile{}); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a second document; a signature is one file", name)
	}
	l := &linter{name: name, root: &root}
	s := l.signature(&u)
	return s, errors.Join(l.errs...)
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
func (l *linter) line(path string) int {
	node := l.root
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := max(node.Line, 1)
	for _, part := range strings.Split(path, ".") {
		var next *yaml.Node
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == part {
					next, line = node.Content[i+1], node.Content[i].Line
				}
			}
		case yaml.SequenceNode:
			var n int
			if _, err := fmt.Sscan(part, &n); err == nil && n < len(node.Content) {
				next, line = node.Content[n], node.Content[n].Line
			}
		}
		if next == nil {
			break
		}
		node = next
	}
	return line
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

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
	s := &Signature{ID: u.ID, Title: u.Title, Class: u.Class, Severity: u.Severity, Scope: u.Scope, Cause: u.Cause, Mechanism: u.Mechanism,
		Advice: u.Advice, Windows: orElse(u.Windows, "not stated"), Assumptions: u.Assumptions}
	for _, r := range u.Sources {
		s.Sources = append(s.Sources, Reference(r))
	}
	if s.Sources == nil {
		s.Sources = []Reference{observed("a signature of the user's own, without a source")}
	}
	s.Trigger = l.trigger(u)
	s.Needs = []Need{needLive}
	for i, n := range u.Needs {
		kind := l.kinds(fmt.Sprintf("needs.%d.kind", i), []string{n.Kind})
		s.Needs = append(s.Needs, Need{orElse(n.What, n.Kind), orElse(n.Where, "the logs"), func(sub *Subject) bool {
			return slices.ContainsFunc(sub.all(), func(s *correlate.Step) bool { return slices.Contains(kind, s.Kind) })
		}})
	}
	for i, p := range u.Predictions {
		s.Predictions = append(s.Predictions, l.prediction(fmt.Sprintf("predictions.%d", i), p, u.Scope))
	}
	for i, a := range u.Absent {
		s.LookAlikes = append(s.LookAlikes, LookAlike{ID: fmt.Sprintf("absent-%d", i+1), Title: orElse(a.Title, "Something else"), Differs: strings.Join(a.Kinds, ", "),
			Absent: l.kinds(fmt.Sprintf("absent.%d.kinds", i), a.Kinds)})
	}
	s.Checks = userChecks(u)
	s.Summary = told(u.Title)
	return s
}

// userChecks are what confirmed asks of any signature of the scope.
func userChecks(u *userFile) []Check {
	checks := []Check{noClockDoubt}
	if u.Scope == WriterScope {
		checks = append(checks, oneReading)
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
	case sub.Loose:
		return sub.Case.Loose
	}
	return sub.Case.Steps
}

func (l *linter) trigger(u *userFile) Trigger {
	t := Trigger{Events: u.Trigger.Events, TimedOut: u.Trigger.TimedOut}
	if len(u.Trigger.Kinds) > 0 {
		t.Kinds = l.kinds("trigger.kinds", u.Trigger.Kinds)
	}
	for i, c := range u.Trigger.Codes {
		v, ok := correlate.ParseCode(c)
		if !ok {
			l.bad(fmt.Sprintf("trigger.codes.%d", i), "%q found, a code such as 0x800423f2 expected", c)
		}
		t.Codes = append(t.Codes, v)
	}
	if t.Kinds == nil && t.Codes == nil && !t.TimedOut {
		l.bad("trigger", "kinds, codes or timed_out expected; event ids alone are those of any provider")
	}
	if t.TimedOut && u.Scope != WriterScope {
		l.bad("trigger.timed_out", "is about a writer: scope %q found, \"writer\" expected", u.Scope)
	}
	return t
}

func (l *linter) kinds(path string, names []string) []correlate.Kind {
	var kinds []correlate.Kind
	for i, n := range names {
		if !slices.Contains(correlate.Kinds, correlate.Kind(n)) {
			at := path
			if len(names) > 1 || strings.HasSuffix(path, "kinds") {
				at = fmt.Sprintf("%s.%d", path, i)
			}
			l.bad(at, "%q is no kind; `vsslog events --columns kind` shows those of your logs", n)
		}
		kinds = append(kinds, correlate.Kind(n))
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
	b := Bound{Plus: parse.Ticks(p.Seconds * float64(parse.Second)), Words: correlate.Seconds(parse.Ticks(p.Seconds * float64(parse.Second)))}
	if p.Limit {
		b.Limit, b.Words = 1, fmt.Sprintf("L %+g s", p.Seconds)
	}
	return Prediction{p.ID, correlate.Mark(p.Later), correlate.Mark(p.Earlier), p.Op, b, orElse(p.Says, p.ID)}
}

func oneOf[T ~string](l *linter, path string, found T, expected ...T) {
	if !slices.Contains(expected, found) {
		l.bad(path, "%q found, one of %q expected", found, expected)
	}
}

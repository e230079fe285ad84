package detect

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// Cases of the user's own signatures: made-up hosts beside them, in files named
// *.cases.yaml, with the verdict that each must give.

// UserCase is a test of a user's own signature: a made-up host, and the verdict that the signature must give on it.
type UserCase struct {
	Signature string  // id of the signature
	Name      string  // of the case, for the one who reads the result
	Is        string  // one of CaseKinds
	Expect    Verdict // "none": no finding at all
	Place     string  // FILE:LINE, for errors

	world userWorld
}

// CaseKinds are what a signature should have a case of each: one that it fits, one
// that nearly does, one that it is not about, and one that lacks a mark.
var CaseKinds = []string{"hit", "near miss", "not applicable", "cannot tell"}

// noFinding is how a case says that there must be no finding at all.
const noFinding = Verdict("none")

type caseFile struct {
	Signature string      `yaml:"signature"`
	Cases     []userWorld `yaml:"cases"`
}

// userWorld is one host of the name HOST1. Its times are seconds from 2019-03-14
// 02:00:00 UTC on.
type userWorld struct {
	Name     string        `yaml:"name"`
	Is       string        `yaml:"is"`
	Expect   Verdict       `yaml:"expect"`
	Windows  string        `yaml:"windows"` // as systeminfo states it: 10.0.17763
	Logs     *userLogs     `yaml:"logs"`
	Events   []userEvent   `yaml:"events"`
	Listings []userListing `yaml:"captures"`
}

// userLogs says that the Application and the System log saw all of a span.
type userLogs struct {
	From float64 `yaml:"from"`
	To   float64 `yaml:"to"`
}

type userEvent struct {
	At       float64   `yaml:"at"`
	Provider string    `yaml:"provider"`
	ID       uint32    `yaml:"id"`
	Data     yaml.Node `yaml:"data"` // a list of strings, or a mapping of names to strings
	Salvaged bool      `yaml:"salvaged"`
}

type userListing struct {
	At      float64           `yaml:"at"`
	Writers []userWriterState `yaml:"writers"`
}

type userWriterState struct {
	Name     string `yaml:"name"`
	State    int    `yaml:"state"`
	Error    string `yaml:"error"` // a code; "" is no error
	Instance int    `yaml:"instance"`
}

// LoadCases reads the cases in a folder of signatures. All errors are returned
// together, each with file and line.
func LoadCases(dir string, signatures []*Signature) (cases []*UserCase, err error) {
	files, unread := filesOf(dir, casesEnd)
	errs := []error{unread}
	for _, f := range files {
		more, err := loadCases(f.Name, f.Data, signatures)
		cases = append(cases, more...)
		errs = append(errs, err)
	}
	return cases, errors.Join(errs...)
}

func loadCases(name string, data []byte, signatures []*Signature) ([]*UserCase, error) {
	var file caseFile
	root, err := strictYAML(name, data, &file)
	if err != nil {
		return nil, err
	}
	l := &linter{name: name, root: root}
	ids := make([]string, len(signatures))
	for i, s := range signatures {
		ids[i] = s.ID
	}
	if !slices.Contains(ids, file.Signature) {
		l.bad("signature", "%q is no signature of this folder%s", file.Signature, knowledge.Meant(file.Signature, ids))
	}
	if len(file.Cases) == 0 {
		l.bad("cases", "at least one expected")
	}
	var cases []*UserCase
	for i, w := range file.Cases {
		path := fmt.Sprintf("cases.%d", i)
		l.world(path, &w)
		cases = append(cases, &UserCase{Signature: file.Signature, Name: w.Name, Is: w.Is, Expect: w.Expect,
			Place: name + ":" + strconv.Itoa(l.line(path+".name")), world: w})
	}
	return cases, errors.Join(l.errs...)
}

// world checks a case.
func (l *linter) world(path string, w *userWorld) {
	if w.Name == "" {
		l.bad(path, "name is missing")
	}
	oneOf(l, path+".is", w.Is, CaseKinds...)
	oneOf(l, path+".expect", w.Expect, Confirmed, Likely, Suspected, CannotTell, RuledOut, noFinding)
	switch {
	case w.Is == "hit" && w.Expect != Confirmed && w.Expect != Likely && w.Expect != Suspected:
		l.bad(path+".expect", "%q found: a hit is confirmed, likely or suspected", w.Expect)
	case w.Is == "cannot tell" && w.Expect != CannotTell:
		l.bad(path+".expect", "%q found, cannot_tell expected", w.Expect)
	case (w.Is == "near miss" || w.Is == "not applicable") && (w.Expect == Confirmed || w.Expect == Likely):
		l.bad(path+".expect", "a %s must be neither confirmed nor likely", w.Is)
	}
	if w.Windows != "" && !versionForm.MatchString(w.Windows) {
		l.bad(path+".windows", "%q found, a version such as 6.3.9600 or 10.0.17763 expected, in quotes", w.Windows)
	}
	if w.Logs != nil {
		l.second(path+".logs.from", w.Logs.From)
		l.second(path+".logs.to", w.Logs.To)
	}
	for i := range w.Events {
		l.event(fmt.Sprintf("%s.events.%d", path, i), &w.Events[i])
	}
	for i, c := range w.Listings {
		at := fmt.Sprintf("%s.captures.%d", path, i)
		l.second(at+".at", c.At)
		for j, s := range c.Writers {
			l.writer(fmt.Sprintf("%s.writers.%d", at, j), s)
		}
	}
}

func (l *linter) second(path string, seconds float64) {
	if !(seconds >= -1e6 && seconds <= 1e6) {
		l.bad(path, "%g found, seconds from -1000000 to 1000000 expected", seconds)
	}
}

func (l *linter) event(path string, e *userEvent) {
	l.second(path+".at", e.At)
	if _, err := e.fields(); err != nil {
		l.bad(path+".data", "%v", err)
	}
	if correlate.NewStep("", e.record(newWorld())) == nil {
		l.bad(
			path,
			"%s %d is no event that vsslog reads%s: no signature can see it",
			e.Provider,
			e.ID,
			knowledge.Meant(e.Provider, providers()),
		)
	}
}

func (l *linter) writer(path string, s userWriterState) {
	if s.Name == "" {
		l.bad(path, "name is missing")
	}
	if s.State < 0 || s.State >= len(vocab.WriterStates) {
		l.bad(
			path+".state",
			"%d found, the number in brackets of vssadmin expected, 0 to %d",
			s.State,
			len(vocab.WriterStates)-1,
		)
	}
	if _, ok := vocab.ParseCode(s.Error); !ok && s.Error != "" {
		l.bad(path+".error", "%q found, a code such as \"0x800423f2\" expected", s.Error)
	}
	if s.Instance < 0 || s.Instance > 255 {
		l.bad(path+".instance", "%d found, 0 to 255 expected", s.Instance)
	}
}

// fields are the values of an event, with names if the file gives them.
func (e *userEvent) fields() ([]parse.Field, error) {
	var fields []parse.Field
	switch e.Data.Kind {
	case 0:
	case yaml.SequenceNode:
		for _, n := range e.Data.Content {
			fields = append(fields, parse.Field{Value: parse.StringValue(n.Value)})
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(e.Data.Content); i += 2 {
			fields = append(
				fields,
				parse.Field{Name: e.Data.Content[i].Value, Value: parse.StringValue(e.Data.Content[i+1].Value)},
			)
		}
	default:
		return nil, errors.New("a list of values, or names with values expected")
	}
	return fields, nil
}

func (e *userEvent) record(w *world) *parse.Record {
	r := w.record(e.At, e.Provider, e.ID)
	r.Fields, _ = e.fields()
	r.Salvaged = e.Salvaged
	return r
}

// Run judges the host of the case by its signature, and returns the verdict and
// what a firmer one lacks.
func (c *UserCase) Run(signatures []*Signature) (Verdict, []string) {
	w := newWorld()
	if l := c.world.Logs; l != nil {
		w.logs(l.From, l.To)
	}
	if c.world.Windows != "" {
		w.windows(c.world.Windows)
	}
	for i := range c.world.Events {
		w.add(c.world.Events[i].record(w))
	}
	for _, listing := range c.world.Listings {
		states := make([]state, len(listing.Writers))
		for i, s := range listing.Writers {
			code, _ := vocab.ParseCode(s.Error)
			states[i] = state{s.Name, byte(max(s.Instance, 1)), s.State, vocab.Hex(code)}
		}
		w.listing(listing.At, states...)
	}
	best, missing := noFinding, []string(nil)
	for _, f := range w.judge(signatures[slices.IndexFunc(signatures,
		func(s *Signature) bool { return s.ID == c.Signature })]) {
		if best == noFinding || f.Verdict.rank() < best.rank() {
			best, missing = f.Verdict, f.Missing
		}
	}
	return best, missing
}

// Lacking names the kinds of case that a signature has none of.
func Lacking(s *Signature, cases []*UserCase) []string {
	var lacking []string
	for _, kind := range CaseKinds {
		if !slices.ContainsFunc(cases, func(c *UserCase) bool { return c.Signature == s.ID && c.Is == kind }) {
			lacking = append(lacking, kind)
		}
	}
	return lacking
}

package knowledge

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// CauseKind says what an entry is.
type CauseKind string

// Kinds of causes.
const (
	KindCause  CauseKind = "cause"
	KindNoise  CauseKind = "noise"   // a harmless record: do nothing
	KindNotVSS CauseKind = "not_vss" // target, credentials, network, space, licence, the requester's own limit
)

// Words that the fields of a cause may have.
var (
	Kinds          = []CauseKind{KindCause, KindNoise, KindNotVSS}
	FailureClasses = []string{
		"timing",
		"refusal",
		"storage",
		"provider",
		"writer",
		"infrastructure",
		"requester",
		"not_vss",
		"noise",
	}
	Severities   = []string{"information", "warning", "error", "critical"}
	CulpritKinds = []string{
		"writer",
		"provider",
		"service",
		"driver",
		"volume",
		"storage",
		"requester",
		"program",
		"account",
		"key",
		"host",
		"target",
		"windows",
	}
)

// Cause is a documented or reported cause of a failure, or a harmless record, with
// what tells it, what it explains, and what solves it.
type Cause struct {
	ID       string    `yaml:"id"       json:",omitempty"`
	Title    string    `yaml:"title"    json:",omitempty"`
	Kind     CauseKind `yaml:"kind"     json:",omitempty"`
	Class    string    `yaml:"class"    json:",omitempty"`
	Severity string    `yaml:"severity" json:",omitempty"`
	Culprit  Party     `yaml:"culprit"`
	Victim   *Party    `yaml:"victim"   json:",omitempty"`
	States   bool      `yaml:"states"   json:",omitempty"` // the record itself is the statement of the cause
	// Open: Means lists several reasons, and the record alone does not decide between them
	Open bool `yaml:"open"     json:",omitempty"`
	// the record follows from what failed elsewhere: it leads only if nothing else does
	Echo bool `yaml:"echo"     json:",omitempty"`
	// Wraps: it says only that another layer failed. A code of VSS in the record, or a record of VSS
	// or volsnap, rules it out, and one beside it says more.
	Wraps    bool              `yaml:"wraps"    json:",omitempty"`
	Match    []*Pattern        `yaml:"match"    json:",omitempty"` // the anchor, and what further observations must state
	Or       []*Pattern        `yaml:"or"       json:",omitempty"` // further anchors that state the same
	Explains []*Pattern        `yaml:"explains" json:",omitempty"`
	Unless   []*Pattern        `yaml:"unless"   json:",omitempty"`
	Phases   Words             `yaml:"phases"   json:",omitempty"` // what it is about: a record that names another phase is of something else
	Windows  Range             `yaml:"windows"  json:",omitempty"`
	Means    string            `yaml:"means"    json:",omitempty"`
	Steps    []Step            `yaml:"steps"    json:",omitempty"`
	Verify   string            `yaml:"verify"   json:",omitempty"`
	Next     string            `yaml:"next"     json:",omitempty"`
	Sources  []Source          `yaml:"sources"  json:",omitempty"`
	Over     Words             `yaml:"over"     json:",omitempty"`
	Differs  map[string]string `yaml:"differs"  json:",omitempty"`
	Cases    []Case            `yaml:"cases"    json:"-"` // for lint only

	file string // where it was read from
	root *yaml.Node
	own  bool     // a user's own
	sum  [32]byte // SHA-256 of the file
}

// Party is who is to blame, or who suffers.
type Party struct {
	Kind string `yaml:"kind" json:",omitempty"`
	Name string `yaml:"name" json:",omitempty"` // may hold braces
}

// Step is one thing to do, in order, safe ones first.
type Step struct {
	Do      string `yaml:"do"      json:",omitempty"`
	Command string `yaml:"command" json:",omitempty"`
	Where   string `yaml:"where"   json:",omitempty"`
	Risk    string `yaml:"risk"    json:",omitempty"`
	Undo    string `yaml:"undo"    json:",omitempty"`
	Windows Range  `yaml:"windows" json:",omitempty"` // where the step holds for some versions only
}

// Case is an example that lint runs: the anchor's facts and those of the others.
type Case struct {
	Is      string      `yaml:"is"` // hit or miss
	Facts   CaseFacts   `yaml:"facts"`
	Others  []CaseFacts `yaml:"others"`
	Windows string      `yaml:"windows"` // version of the host, "" if not known
}

// CaseFacts has the fields of a pattern, with what is stated in place of globs.
type CaseFacts struct {
	Pattern `       yaml:",inline"`
	Process string `yaml:"process"`
	Set     string `yaml:"set"`
}

// facts turns an example into an observation.
func (c *CaseFacts) facts() (*Facts, error) {
	f := &Facts{Process: c.Process, SetID: c.Set, EmptyWriters: c.EmptyWriters}
	for _, t := range append(append(Words{}, c.Text...), c.AnyText...) {
		f.Text += t + "\n"
	}
	for i := range fields {
		d := &fields[i]
		if d.numbers != nil {
			list := *d.numbers(&c.Pattern)
			if len(list) > 1 && !d.several {
				return nil, fmt.Errorf("%s: one record states one; %d found", d.name, len(list))
			}
			for _, n := range list {
				d.set(f, n)
			}
			continue
		}
		list := *d.words(&c.Pattern)
		switch {
		case d.many != nil:
			*d.many(f) = list
		case len(list) > 1:
			return nil, fmt.Errorf("%s: one record states one; %d found", d.name, len(list))
		case len(list) == 1:
			*d.one(f) = list[0]
		}
	}
	return f, nil
}

// anchors are the patterns any of which lets the cause be thought of.
func (c *Cause) anchors() []*Pattern {
	if len(c.Match) == 0 {
		return c.Or
	}
	return append([]*Pattern{c.Match[0]}, c.Or...)
}

// Further are the patterns that other observations of the same host must meet.
func (c *Cause) Further() []*Pattern {
	if len(c.Match) < 2 {
		return nil
	}
	return c.Match[1:]
}

// patternList is a list of patterns by the name of its field.
type patternList struct {
	name string
	list []*Pattern
}

func (c *Cause) patternLists() []patternList {
	return []patternList{{"match", c.Match}, {"or", c.Or}, {"explains", c.Explains}, {"unless", c.Unless}}
}

func (c *Cause) prepare() {
	for _, l := range c.patternLists() {
		for _, p := range l.list {
			p.prepare()
		}
	}
}

// Anchors reports whether the observation lets the cause be thought of: the first
// pattern of Match or one of Or holds, and none of Unless.
func (c *Cause) Anchors(f *Facts) bool {
	v := view{Facts: f}
	return c.anchored(&v)
}

func (c *Cause) anchored(v *view) bool {
	if len(c.Match) > 0 && c.Match[0].holds(v) {
		return !c.excluded(v)
	}
	for _, p := range c.Or {
		if p.holds(v) {
			return !c.excluded(v)
		}
	}
	return false
}

// vssCodes are the codes of VSS, from the first to the last of each run (vss.h, vswriter.h, vsserror.h).
var vssCodes = [][2]uint32{{0x80042301, 0x80042336}, {0x800423f0, 0x80042409}}

// OfVSS reports a code of VSS.
func OfVSS(code uint32) bool {
	return slices.ContainsFunc(vssCodes, func(of [2]uint32) bool { return of[0] <= code && code <= of[1] })
}

// vssSays are the patterns that rule out a cause that only wraps what VSS says.
func vssSays() []*Pattern {
	var codes Numbers
	for _, of := range vssCodes {
		for n := of[0]; n <= of[1]; n++ {
			codes = append(codes, n)
		}
	}
	return []*Pattern{{AnyCode: codes}, {EventProvider: Words{"VSS", "VolSnap"}}}
}

func (c *Cause) excluded(v *view) bool {
	if len(c.Phases) > 0 && v.Phase != "" && !slices.Contains(c.Phases, v.Phase) {
		return true
	}
	for _, p := range c.Unless {
		if p.holds(v) {
			return true
		}
	}
	return false
}

// ByMessage reports whether the cause is what the messages of programs of one kind mean:
// then the row of the message says what happened, and how well that is known.
func (c *Cause) ByMessage() bool {
	return len(c.Match) == 1 && len(c.Match[0].MessageKind) > 0
}

// Own reports whether the cause is a user's own.
func (c *Cause) Own() bool { return c.own }

// Trust is the best trust that a source of the cause has.
func (c *Cause) Trust() Trust {
	for _, t := range Trusts {
		for _, s := range c.Sources {
			if s.Trust == t {
				return t
			}
		}
	}
	return Inferred
}

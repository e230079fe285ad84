package detect

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
)

// Failure is something that went wrong, or looks so, with or without a snapshot set, a
// host or a time. It is what screen, page, ticket and tables show. Only a Ledger makes
// failures.
type Failure struct {
	ID       string                 `redact:"id"` // hash over host, set and what the evidence says
	Host     string                 `redact:"host"`
	Set      *correlate.SnapshotSet // nil: of no set
	Night    string                 `redact:"-"` // date of the evening before, YYYY-MM-DD; "" if nothing tells the time
	Started  interval.Interval
	Ended    interval.Interval
	Headline string `redact:"text"` // one sentence, without the full stop
	Title    string `redact:"text"` // of the cause, with which the headline begins; "" where nothing explains the failure

	Fact         string       `redact:"text"` // what happened, as the records state it
	FactVerdict  Verdict      `redact:"-"`
	Cause        string       `redact:"text"` // why, "" if it is not explained
	CauseVerdict Verdict      `redact:"-"`    // cannot_tell if it is not explained
	Signature    string       `redact:"-"`    // id of the signature or of the documented cause that leads; "" if none does
	Class        FailureClass `redact:"-"`
	Severity     Severity     `redact:"-"`
	Culprit      Party        // what is to blame
	Victim       Party        // what suffered from it
	Writer       string       `redact:"text"`
	Volumes      []string     `redact:"text"`
	Provider     string       `redact:"software"` // VSS provider
	Codes        []uint32     // result codes, the deciding one first
	Steps        []Action
	Rivals       []Rival
	Missing      []string          `redact:"text"` // what would make the answer surer
	Changed      []string          `redact:"text"` // what was changed on the host between the last good night and this one
	Beside       *correlate.Beside // what was different in the last good night, nil if none is known
	Evidence     []Evidence
	Sources      []Reference `redact:"-"`
	Claims       []Claim

	Finding *Finding         // the finding that leads, nil if none does
	Known   *knowledge.Cause `redact:"-"` // the documented cause that leads, nil if none does
	Others  []*Finding       // the other findings about the same set or host
	Count   int              // observations that it explains
	remedy  bool             // an article that is about this host has a remedy
}

// Party is who is to blame, or who suffers.
type Party struct {
	Kind string `redact:"-"` // one of knowledge.CulpritKinds, "" if nothing is known
	Name string `redact:"text"`
}

// FailureClass says what kind of thing went wrong.
type FailureClass string

// Failure classes.
const (
	TimingClass         FailureClass = "timing"
	RefusalClass        FailureClass = "refusal"
	StorageClass        FailureClass = "storage"
	ProviderClass       FailureClass = "provider"
	WriterClass         FailureClass = "writer"
	InfrastructureClass FailureClass = "infrastructure"
	RequesterClass      FailureClass = "requester"
	NotVSSClass         FailureClass = "not_vss"
	NoiseClass          FailureClass = "noise"
)

// Action is one thing to do.
type Action struct {
	Number  int
	Do      string `redact:"text"`
	Command string `redact:"text"` // what to type, "" if there is nothing
	Where   string `redact:"text"`
	Risk    string `redact:"text"`
	Undo    string `redact:"text"`
	Verify  string `redact:"text"` // how to see that it worked
}

// Rival is another cause of the same failure that the files leave open.
type Rival struct {
	ID      string  `redact:"-"`
	Title   string  `redact:"text"`
	Verdict Verdict `redact:"-"`
	Check   string  `redact:"text"` // what tells it from the cause that leads
}

// Tells is how to tell the rival from the cause that leads, without the figures of a
// proof, which stand with its finding.
func (r Rival) Tells() string {
	if _, tells, ok := strings.Cut(r.Check, whatWouldTell); ok {
		return tells
	}
	return r.Check
}

// whatWouldTell parts what is not proven from what would show it.
const whatWouldTell = "; what would decide: "

// ClaimRole is what an observation is in a failure.
type ClaimRole string

// Claim roles.
const (
	CauseRole       ClaimRole = "cause"   // it states the cause
	SymptomRole     ClaimRole = "symptom" // it follows from the cause
	EchoRole        ClaimRole = "echo"    // it repeats what another observation states
	NoiseRole       ClaimRole = "noise"   // it is harmless
	UnexplainedRole ClaimRole = "unexplained"
)

// Claim is an observation that a failure explains.
type Claim struct {
	Observation *Observation
	Role        ClaimRole `redact:"-"`
}

// Problem reports whether somebody has to do something about it.
func (f *Failure) Problem() bool { return f.Severity.rank() > Information.rank() }

// Recorded reports whether a record with a time tells of the failure, and not only the states that listings show.
func (f *Failure) Recorded() bool {
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		s := c.Observation.Step
		return c.Role != NoiseRole && s.At.Known() && s.Record.EventID != 0
	})
}

// Explained reports whether a signature or a documented cause leads.
func (f *Failure) Explained() bool { return f.Finding != nil || f.Known != nil }

// Rank says how much the failure wants to be looked at.
func (f *Failure) Rank() Rank {
	switch {
	case !f.Problem():
		return RankExpected
	case !f.Explained():
		return RankUnexplained
	case f.CauseVerdict == Confirmed:
		return RankConfirmed
	case f.CauseVerdict == Likely:
		return RankLikely
	case f.CauseVerdict == Suspected:
		return RankSuspected
	}
	return RankCannotTell
}

// Place is where the failure goes among others, the first 0: what made a backup fail by how
// sure its cause is, then what only wants to be looked at, then what is harmless.
func (f *Failure) Place() int { return place(f.Rank(), f.Severity.rank()) }

func place(rank Rank, severity int) int {
	switch {
	case !rank.Problem():
		return 2*len(RankWords) + int(rank)
	case severity <= Warning.rank():
		return len(RankWords) + int(rank)
	}
	return int(rank)
}

// Compare orders failures: what made a backup fail before what only wants to be looked at,
// the surest first, of equal ones the worst, then the newest, then those with a known remedy,
// then by id.
func (f *Failure) Compare(o *Failure) int {
	return cmp.Or(
		f.standing().compareKeys(o.standing()),
		cmp.Compare(o.weight(), f.weight()),
		strings.Compare(f.Signature, o.Signature), // ids change with the form of the evidence
		strings.Compare(f.Headline, o.Headline),
		strings.Compare(f.ID, o.ID),
	)
}

// standing is that of the failure's answer, without a name.
func (f *Failure) standing() Standing {
	return Standing{
		Rank: f.Rank(), Started: f.Started, severity: f.Severity.rank(), known: f.remedy, ofHost: f.Set == nil,
	}
}

// weight is how much the leading cause is about this very failure.
func (f *Failure) weight() int {
	switch {
	case f.Finding != nil && f.Known == nil:
		return 2
	case f.Known != nil:
		return 1
	}
	return 0
}

// identify makes the id: of host, set and the observations.
func (f *Failure) identify() {
	h := sha256.New()
	set := ""
	if f.Set != nil {
		set = f.Set.Name
	}
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00", f.Host, set, f.Signature, f.Night)
	for _, c := range f.Claims {
		s := c.Observation.Step
		fmt.Fprintf(
			h,
			"%s\x00%d\x00%d\x00%d\x00%d\x00%s\n",
			s.Record.Provider,
			s.Record.EventID,
			s.Record.RecordID,
			s.Record.Time.Wall,
			s.Record.Line,
			c.Observation.Facts.Text,
		)
	}
	if f.Claims == nil && f.Finding != nil {
		fmt.Fprint(h, f.Finding.ID)
	}
	f.ID = hex.EncodeToString(h.Sum(nil)[:8])
}

// number numbers the steps and says behind the last how to see that it worked.
func (f *Failure) number(verify string) {
	for i := range f.Steps {
		f.Steps[i].Number = i + 1
	}
	if n := len(f.Steps); n > 0 && verify != "" {
		f.Steps[n-1].Verify = verify
	}
}

// codesOf are the codes of observations, the deciding one of the first observation
// first.
func codesOf(all []*Observation) []uint32 {
	var codes []uint32
	add := func(c uint32) {
		if c>>31 == 1 && !slices.Contains(codes, c) && len(codes) < 12 {
			codes = append(codes, c)
		}
	}
	for _, o := range all {
		add(o.Facts.Code)
	}
	for _, o := range all {
		for _, c := range o.Facts.Codes {
			add(c)
		}
	}
	return codes
}

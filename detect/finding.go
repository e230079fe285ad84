package detect

import (
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Verdict says how sure a finding is.
type Verdict string

// Verdicts, from the strongest.
const (
	Confirmed  Verdict = "confirmed"   // holds in every consistent reading of the marks
	Likely     Verdict = "likely"      // all marks fit, and every rival needs a coincidence that nothing shows
	Suspected  Verdict = "suspected"   // can hold, and something is missing or also fits
	CannotTell Verdict = "cannot_tell" // a mark that it needs is not there
	RuledOut   Verdict = "ruled_out"   // cannot hold in any reading
)

// rank orders verdicts, the strongest first.
func (v Verdict) rank() int {
	switch v {
	case Confirmed:
		return 0
	case Likely:
		return 1
	case Suspected:
		return 2
	case CannotTell:
		return 3
	}
	return 4
}

// Applicability says whether the article behind a signature is about this host.
type Applicability string

// Applicabilities.
const (
	Affected      Applicability = "affected"
	Fixed         Applicability = "fixed"
	NotAffected   Applicability = "not_affected"
	UnknownHost   Applicability = "unknown"
	NotApplicable Applicability = "not_applicable" // no article about versions behind it
)

// Severity says how bad it is.
type Severity string

// Severities, from the least.
const (
	Information Severity = "information"
	Warning     Severity = "warning"
	Error       Severity = "error"
	Critical    Severity = "critical"
)

// rank orders severities, the least first.
func (s Severity) rank() int {
	return slices.Index([]Severity{Information, Warning, Error, Critical}, s)
}

// Class says what a signature is in a chain of events.
type Class string

// Classes.
const (
	CauseClass   Class = "cause"
	SymptomClass Class = "symptom"
	BenignClass  Class = "benign"
)

// Finding is one verdict with its proof.
type Finding struct {
	ID            string                 `redact:"id"` // hash over signature, host and set
	Signature     *Signature             `redact:"-"`
	Verdict       Verdict                `redact:"-"`
	Applicability Applicability          `redact:"-"`
	Severity      Severity               `redact:"-"`
	Host          string                 `redact:"host"`
	Set           *correlate.SnapshotSet // nil for a finding about the host
	Writer        string                 `redact:"text"` // "" for a finding about the set as a whole
	Started       interval.Interval
	Ended         interval.Interval
	Summary       string `redact:"text"`
	Evidence      []Evidence
	Yields        string   `redact:"text"` // why another signature fits better, "" if nothing says so
	Missing       []string `redact:"text"` // what a firmer verdict lacks, the file that would hold it named
	Assumptions   []string `redact:"text"`

	Predictions []PredictionResult
	LookAlikes  []LookAlikeResult
	Checks      []CheckResult
	// Coincidences are what would have to have happened besides for a likely finding to be
	// wrong.
	Coincidences []CoincidenceResult
	Conflict     []correlate.Constraint // of a finding that is ruled out: what cannot hold together
	// Contradictory: no reading of the marks is consistent; Conflict says why.
	Contradictory bool
	Applies       string            `redact:"text"` // why Applicability is what it is
	Steps         []*correlate.Step // that pulled the trigger
	Others        []*Finding        // same signature and set, other writers, not stronger; without what they rest on
	CausedBy      *Finding          // the finding that this one is a symptom of
}

// Roles of evidence.
const (
	RoleMark          = "mark"
	RolePrediction    = "prediction"
	RoleLookAlike     = "look-alike"
	RoleApplicability = "applicability"
	RoleCheck         = "check"
	RoleConflict      = "conflict"
	RoleCoincidence   = "coincidence"
	RoleOther         = "other-writer"
)

// Evidence is one statement of the proof and the record behind it.
type Evidence struct {
	Role      string `redact:"-"`
	Statement string `redact:"text"`
	Source    string `redact:"path"` // "" for a statement that rests on no single record
	Offset    int64
	Line      int32
	RecordID  uint64
	At        interval.Interval // Unknown if there is no time
}

// evidence makes a statement about a step.
func evidence(role, statement string, s *correlate.Step) Evidence {
	e := Evidence{Role: role, Statement: statement, At: interval.Unknown}
	if s != nil {
		e.Source, e.Offset, e.Line, e.RecordID, e.At = s.Source, s.Record.Offset, s.Record.Line, s.Record.RecordID, s.At
	}
	return e
}

// PredictionResult is a prediction with what the marks say about it.
type PredictionResult struct {
	Prediction Prediction `redact:"-"`
	Necessary  bool       // holds in every consistent reading
	Possible   bool       // holds in some reading
	// Lo and Hi bound the difference Later - Earlier over all consistent readings.
	Lo, Hi    parse.Ticks
	Bound     parse.Ticks            // the bound that it was compared with
	Statement string                 `redact:"text"`
	Why       []correlate.Constraint // the chain behind the deciding end
}

// predicted is what became of a prediction, by its id.
func (f *Finding) predicted(id string) (result PredictionResult, ok bool) {
	for _, p := range f.Predictions {
		if p.Prediction.ID == id {
			return p, true
		}
	}
	return result, false
}

// LookAlikeResult is a look-alike with why it is impossible, or that it is not.
type LookAlikeResult struct {
	LookAlike  LookAlike `redact:"-"`
	Impossible bool
	Statement  string `redact:"text"`
	Evidence   []*correlate.Step
}

// CheckResult is a condition that confirmed demands.
type CheckResult struct {
	Check     Check `redact:"-"`
	Held      bool
	Statement string `redact:"text"`
	Missing   string `redact:"text"` // what to name as missing if it does not hold
	Evidence  []*correlate.Step
}

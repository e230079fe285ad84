package detect

import (
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Scope says what a signature is about.
type Scope string

// Scopes.
const (
	WriterScope Scope = "writer" // one writer in one set
	SetScope    Scope = "set"    // one set
	HostScope   Scope = "host"   // the host, outside of sets as well
	EventScope  Scope = "event"  // records that state the fact: in each set, and on the host those of no set
)

// Signature is one way in which VSS fails, or seems to.
type Signature struct {
	ID        string // kebab-case
	Title     string
	Class     Class
	Severity  Severity
	Scope     Scope
	Failure   FailureClass // of what it explains; "": what classOf makes of Class and Scope
	Cause     string
	Mechanism string
	Advice    string
	Sources   []Reference
	Windows   string // versions it is seen on, in words
	File      string // SHA-256 of the file that it was read from; "" for one of the catalogue

	// Trigger says which subjects the signature has a say about; where none of its
	// marks was seen there is no finding at all.
	Trigger Trigger
	// Needs are the marks without which nothing can be told.
	Needs []Need
	// Theory are bounds that the mechanism implies and that are taken as given.
	Theory []Prediction
	// Implied are further bounds of the mechanism, each under a condition.
	Implied []Implication
	// Predictions must all hold. Each is a bound on a difference of two marks.
	Predictions []Prediction
	// Wants names, by prediction, the marks that would prove it where it is open.
	Wants map[string]string
	// Checks are the further conditions of confirmed.
	Checks []Check
	// LookAlikes must all be impossible for confirmed.
	LookAlikes []LookAlike
	// Coincidences is the closed list of what may have happened besides, unseen, where the
	// verdict is likely; none: it never is.
	Coincidences []Coincidence
	// Assumptions are printed with every confirmed.
	Assumptions []string
	// Variant, if set, is a weaker form that is reported as suspected.
	Variant *Variant
	// Yields says why another signature fits better where this one is only
	// suspected, "" if nothing does; nil: nothing ever does.
	Yields func(*Subject) string
	// Applies judges the host; nil: no article about versions stands behind it.
	Applies func(*Subject) (Applicability, string, []*correlate.Step)
	// Explains lists the signatures whose findings in the same set are symptoms of
	// this one where it is confirmed.
	Explains []string
	// Blames names the culprit where no record of the set does; nil: what parties makes of the
	// class of the failure. It counts for time-outs, and for classes without a culprit of their own.
	Blames func(*Failure, *Finding) Party
	// Grade returns the severity where it depends on what was found; nil: Severity.
	Grade func(*Subject) Severity
	// Summary says in one sentence what was found; nil: Title.
	Summary func(*Subject, *Finding) string
}

// Reference is an article or document behind a signature.
type Reference struct {
	Name string // KB 915331
	URL  string // "" where there is none
	Says string
}

// Trigger lists what makes a signature speak. Any one is enough.
type Trigger struct {
	// a step of this kind, in the writer's span, the set or on the host; nil with Codes or Step: of any
	Kinds    []vocab.Kind
	Codes    []uint32                   // and of one of these codes, if any are listed
	Events   []uint32                   // and of one of these event ids, if any are listed
	Step     func(*correlate.Step) bool // and for which this holds, if it is set
	TimedOut bool                       // the writer is said to have timed out, anywhere
	States   []int                      // a listing shows the writer entering one of these states
	NoError  bool                       // with "no error" as its last error
	When     func(*Subject) bool
	Pick     func(*Subject) []*correlate.Step // steps of its own choice
	Any      []Trigger                        // further triggers
}

// Need is a mark without which nothing can be told.
type Need struct {
	What  string // "a thaw mark of the writer"
	Where string // the file that would hold it
	Has   func(*Subject) bool
}

// Bound is a bound that may depend on the writer's limit L, which is known only
// as an interval: Limit times L plus Plus. What must hold is compared with the
// end of the interval that makes it harder.
type Bound struct {
	Limit int // 0 or 1
	Plus  parse.Ticks
	Words string // as people write it: "L - g"
}

// Op compares a difference with a bound.
type Op string

// Ops.
const (
	AtLeast  Op = ">="
	AtMost   Op = "<="
	LessThan Op = "<"
	MoreThan Op = ">"
)

// Prediction says Later - Earlier Op Bound.
type Prediction struct {
	ID      string
	Later   correlate.TimePoint
	Earlier correlate.TimePoint
	Op      Op
	Bound   Bound
	Says    string // what it means, for the reader
}

// Implication is a bound that the mechanism implies wherever another one holds.
type Implication struct{ If, Then Prediction }

// hard returns the bound that must be met to prove p, and easy the one that must
// be missed to disprove it, for a limit in [lim.Min, lim.Max].
func (p Prediction) hard(lim vocab.Limit) parse.Ticks {
	if p.Op == AtLeast || p.Op == MoreThan {
		return p.value(lim.Max)
	}
	return p.value(lim.Min)
}

func (p Prediction) easy(lim vocab.Limit) parse.Ticks {
	if p.Op == AtLeast || p.Op == MoreThan {
		return p.value(lim.Min)
	}
	return p.value(lim.Max)
}

func (p Prediction) value(limit parse.Ticks) parse.Ticks {
	if p.Bound.Limit == 0 {
		return p.Bound.Plus
	}
	if limit >= interval.Forever {
		return interval.Forever
	}
	return limit + p.Bound.Plus
}

// constraint turns p with a bound into one of the network.
func (p Prediction) constraint(bound parse.Ticks) correlate.Constraint {
	why := p.ID + ": " + p.Says
	switch p.Op {
	case AtLeast:
		return correlate.Constraint{Later: p.Earlier, Earlier: p.Later, AtMost: -bound, Why: why}
	case MoreThan:
		return correlate.Constraint{Later: p.Earlier, Earlier: p.Later, AtMost: -bound - 1, Why: why}
	case LessThan:
		return correlate.Constraint{Later: p.Later, Earlier: p.Earlier, AtMost: bound - 1, Why: why}
	}
	return correlate.Constraint{Later: p.Later, Earlier: p.Earlier, AtMost: bound, Why: why}
}

// Check is a condition of confirmed that is not a bound.
type Check struct {
	ID   string
	Says string
	Test func(*Subject, *Finding) CheckResult
}

// LookAlike is something else that leaves similar marks.
type LookAlike struct {
	ID        string // a signature id where it is one
	Title     string
	Differs   string
	Predicted []string     // predictions which, proven, make it impossible
	Absent    []vocab.Kind // kinds whose absence from the covered span makes it impossible
	Test      func(*Subject, *Finding) LookAlikeResult
}

// Variant is a weaker form: some predictions proven, one failing.
type Variant struct {
	Without string   // the prediction that fails
	Proven  []string // those that must be proven
	Applies []Applicability
	Says    string
}

// Subject is what a signature is asked about.
type Subject struct {
	Case *correlate.Case
	Set  *correlate.SnapshotSet // nil in host scope
	Span *correlate.WriterSpan  // nil in set and host scope
	// Unassigned: of the host's steps those that belong to no set (event scope).
	Unassigned bool
	// Steps are those of the subject's scope that pulled the trigger.
	Steps []*correlate.Step
}

// near is a span of which an end may be open: it is looked at no further than the set
// reaches.
func (sub *Subject) near(from, until parse.Ticks) interval.Interval {
	if sub.Set != nil && from <= interval.Never {
		from = sub.Set.Within().Lo
	}
	if sub.Set != nil && until >= interval.Forever {
		until = sub.Set.Within().Hi
	}
	return interval.Interval{Lo: from, Hi: until}
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// rank says how much a subject wants to be looked at. The order is that of the
// report.
type rank int

const (
	rankConfirmed   rank = iota
	rankSuspected        // a signature fits, but is not proven
	rankCannotTell       // a signature speaks, but a mark is missing
	rankUnexplained      // it failed, and no signature fits
	rankExpected         // it looks bad and is none: benign, or information
	rankQuiet            // nothing to say
)

// words of the ranks, as the reader sees them.
var rankWords = [...]string{"confirmed", "suspected", "cannot tell", "unexplained", "expected", "no problem seen"}

func (r rank) String() string { return rankWords[r] }

// problem reports whether the rank is one that somebody has to do something about.
func (r rank) problem() bool { return r <= rankUnexplained }

// subject is one thing that the report tells about: a snapshot set, or a host
// with findings outside of its sets.
type subject struct {
	kase     *correlate.Case
	set      *correlate.SnapshotSet // nil: the host
	findings []*detect.Finding      // the leading one first
	rank     rank
	headline string // one sentence
}

// lead is the finding that the headline is about, nil if there is none.
func (s *subject) lead() *detect.Finding {
	if s.rank == rankUnexplained || s.rank == rankQuiet || len(s.findings) == 0 {
		return nil
	}
	return s.findings[0]
}

// caveat goes before the advice of an article on a host that it does not help, ""
// elsewhere.
func caveat(f *detect.Finding) string {
	switch f.Applicability {
	case detect.Fixed:
		return "This host has the fix already, so look at the look-alikes first. For hosts without it: "
	case detect.NotAffected:
		return "The article is not about this Windows, so look at the look-alikes first. For hosts that it is about: "
	}
	return ""
}

// name is what the subject is linked by.
func (s *subject) name() string {
	if s.set != nil {
		return s.set.Name
	}
	return s.kase.Host.Name
}

// started and ended bound the subject's time.
func (s *subject) started() correlate.Instant {
	if s.set != nil {
		return s.set.Started
	}
	if f := s.lead(); f != nil {
		return f.Started
	}
	return correlate.Unknown
}

// subjectsOf lists what there is to tell about a host, in no particular order.
func subjectsOf(h Host) []*subject {
	wanted := make(map[*correlate.SnapshotSet]bool, len(h.Sets))
	for _, s := range h.Sets {
		wanted[s] = true
	}
	bySet := map[*correlate.SnapshotSet][]*detect.Finding{}
	for _, f := range h.Findings {
		bySet[f.Set] = append(bySet[f.Set], f)
	}
	var all []*subject
	for _, set := range h.Case.Sets {
		if wanted[set] {
			all = append(all, newSubject(h.Case, set, bySet[set]))
		}
	}
	if found := bySet[nil]; len(found) > 0 || len(h.Case.Loose) > 0 {
		all = append(all, newSubject(h.Case, nil, found))
	}
	return all
}

// findingsOf lists the findings about a set, nil for those about the host.
func findingsOf(h Host, set *correlate.SnapshotSet) []*detect.Finding {
	var found []*detect.Finding
	for _, f := range h.Findings {
		if f.Set == set {
			found = append(found, f)
		}
	}
	return found
}

func newSubject(k *correlate.Case, set *correlate.SnapshotSet, findings []*detect.Finding) *subject {
	s := &subject{kase: k, set: set, findings: slices.Clone(findings)}
	slices.SortStableFunc(s.findings, compareFindings)
	s.rank = s.rankOf()
	s.headline = s.tell()
	return s
}

// compareFindings puts the finding that explains most first: the firmest
// verdict, problems before what is expected, causes before symptoms, an article
// that is about this host, and what lacks least.
func compareFindings(a, b *detect.Finding) int {
	return cmp.Or(
		cmp.Compare(verdictRank(a), verdictRank(b)),
		cmp.Compare(boolRank(a.CausedBy != nil), boolRank(b.CausedBy != nil)),
		cmp.Compare(severityRank(b.Severity), severityRank(a.Severity)),
		cmp.Compare(boolRank(a.Signature.Class != detect.CauseClass), boolRank(b.Signature.Class != detect.CauseClass)),
		cmp.Compare(boolRank(a.Yields != ""), boolRank(b.Yields != "")),
		cmp.Compare(boolRank(a.Applicability != detect.Affected), boolRank(b.Applicability != detect.Affected)),
		cmp.Compare(len(a.Missing), len(b.Missing)),
		cmp.Compare(a.Signature.ID, b.Signature.ID),
	)
}

// verdictRank orders by verdict, with what is expected after all that is not.
func verdictRank(f *detect.Finding) int {
	r := 3
	switch f.Verdict {
	case detect.Confirmed:
		r = 0
	case detect.Suspected:
		r = 1
	case detect.CannotTell:
		r = 2
	}
	if r < 3 && expected(f) && f.Verdict != detect.Confirmed {
		return 3 // a benign pattern that is not proven explains nothing
	}
	return r
}

// expected reports a finding that says that nothing is wrong.
func expected(f *detect.Finding) bool {
	return f.Signature.Class == detect.BenignClass || severityRank(f.Severity) < severityRank(detect.Warning)
}

func severityRank(s detect.Severity) int {
	return slices.Index([]detect.Severity{detect.Information, detect.Warning, detect.Error, detect.Critical}, s)
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *subject) severity() int {
	if f := s.lead(); f != nil {
		return severityRank(f.Severity)
	}
	return -1
}

func (s *subject) rankOf() rank {
	// A confirmed problem outweighs a confirmed pattern that is expected.
	for _, f := range s.findings {
		if expected(f) {
			continue
		}
		switch f.Verdict {
		case detect.Confirmed:
			return rankConfirmed
		case detect.Suspected:
			if !s.excused() {
				return rankSuspected
			}
		case detect.CannotTell:
			if !s.excused() {
				return rankCannotTell
			}
		}
	}
	switch {
	case s.excused():
		return rankExpected
	case s.set != nil && (s.set.Outcome == correlate.FailedOutcome || s.set.Outcome == correlate.Aborted):
		return rankUnexplained
	case slices.ContainsFunc(s.findings, func(f *detect.Finding) bool { return expected(f) && f.Verdict != detect.RuledOut }):
		return rankExpected
	}
	return rankQuiet
}

// excused reports that a pattern that is expected is confirmed here.
func (s *subject) excused() bool {
	return slices.ContainsFunc(s.findings, func(f *detect.Finding) bool { return expected(f) && f.Verdict == detect.Confirmed })
}

// tell is the subject in one sentence.
func (s *subject) tell() string {
	if f := s.lead(); f != nil {
		return f.Summary
	}
	switch {
	case s.set == nil && len(s.kase.Loose) > 0:
		return fmt.Sprintf("%d records of %s are about shadow copies and belong to no set that could be rebuilt", len(s.kase.Loose), s.kase.Host.Name)
	case s.set == nil:
		return "Nothing to tell about " + s.kase.Host.Name + " outside of its sets"
	case s.rank == rankUnexplained:
		return s.failure()
	case s.set.Outcome == correlate.Success:
		return "The set was made, and nothing about it looks wrong"
	}
	return "How the set ended is not shown, and nothing about it looks wrong"
}

// failure says what is known of a failure that no signature explains.
func (s *subject) failure() string {
	word := "The set failed"
	if s.set.Outcome == correlate.Aborted {
		word = "The set was aborted"
	}
	var writers []string
	for _, sp := range s.set.Spans {
		if sp.Outcome == correlate.FailedOutcome || sp.Outcome == correlate.Aborted {
			writers = append(writers, writerName(sp.Name))
		}
	}
	const most = 4
	if n := len(writers); n > most {
		writers = append(writers[:most], fmt.Sprintf("%d more", n-most))
	}
	if len(writers) > 0 {
		word += " (" + strings.Join(writers, ", ") + ")"
	}
	for _, step := range s.set.Steps {
		if step.Code >= 0x80000000 {
			return word + ", " + codeWords(step.Code) + ", and no signature explains it"
		}
	}
	return word + ", and no signature explains it"
}

func writerName(name string) string {
	if name == "" {
		return "a writer without a name"
	}
	return name
}

// codeWords names a code with what it means.
func codeWords(code uint32) string {
	c := correlate.CodeOf(code)
	if c.Name == "" {
		return correlate.Hex(code)
	}
	return fmt.Sprintf("%s %s (%s)", correlate.Hex(code), c.Name, c.Meaning)
}

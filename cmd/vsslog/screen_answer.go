package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// answer reports what failed, why, how certain that is, and what to do: for each set its
// strongest finding, the others in a line.
func (s *screen) answer(args []string) error {
	names := make([]string, len(args))
	for i, a := range args {
		if whole, err := filepath.Abs(a); err == nil && a != "-" {
			a = whole // "." has a name too
		}
		names[i] = s.path(filepath.Base(a))
	}
	s.line(
		0,
		fmt.Sprintf(
			"%s: %s, %s, %s",
			strings.Join(names, ", "),
			plural(s.hosts, "host"),
			plural(s.setCount, "snapshot set"),
			s.failureCount(),
		),
	)
	if s.problems == 0 {
		s.silence()
	}
	answers := s.answers.list()
	reported := s.answers.count
	if reported > mostReported && !s.verbose {
		reported = mostReported - 2
	}
	for _, a := range answers[:reported] {
		whole, err := s.whole(a)
		if err != nil {
			return err
		}
		s.report(whole, reported > 1 && !s.verbose)
	}
	s.counted(answers[:reported], answers[reported:])
	return nil
}

// answer is what is kept of an answer.
type answer struct {
	detect.Standing
	at        vsslog.PartID
	of        string // name of the host
	signature string // of the signature or cause that leads; "": failed, and nothing explains it
	head      string // see heading
	number    int    // of those that say something, in the order of the hosts
}

// order puts the worst first, of equal ones the one that came first.
func (a answer) order(b answer) int {
	return cmp.Or(a.Compare(b.Standing), cmp.Compare(a.number, b.number))
}

// note keeps the answers about a host that say something.
func (s *screen) note(at vsslog.PartID, answers []*detect.Answer) {
	for _, a := range answers {
		if a.Rank == detect.RankQuiet {
			continue
		}
		short := answer{Standing: a.Standing(), at: at, of: a.Case.Host.Name, head: s.head(a), number: s.answers.count}
		short.signature = a.Failure.Signature
		if a.Rank.Problem() {
			s.problems++
			if a.Failure.Severity == detect.Warning {
				s.warnings++
			}
			if a.Rank != detect.RankConfirmed {
				s.unsure++
			}
		}
		s.answers.add(short)
		s.groups.add(short)
	}
}

// whole loads an answer with its proof.
func (s *screen) whole(short answer) (*detect.Answer, error) {
	if s.loaded == nil || s.loaded.ID != short.at { // that of the answer before
		r, err := s.load(short.at)
		if err != nil {
			return nil, err
		}
		s.loaded = r
	}
	for _, a := range answersOf(s.loaded) {
		if a.Standing() == short.Standing {
			return a, nil
		}
	}
	return nil, fmt.Errorf("host %s has no answer about %s when it is loaded again", short.of, short.Name)
}

// mostReported is how many sets the screen reports one by one, and mostInShort how
// many more in a line each.
const (
	mostReported = 5
	mostInShort  = 10
)

// counted reports the answers that have no report of their own: each in a line, or
// how many there are of which. rest is those of them that are kept.
func (s *screen) counted(reported, rest []answer) {
	n := s.answers.count - len(reported)
	if n == 0 {
		return
	}
	fmt.Fprintln(s.w)
	if n <= mostInShort {
		s.line(0, "In short (--verbose shows each):")
		for _, a := range rest {
			s.heading(2, a.Rank, a.head)
		}
		return
	}
	s.line(0, plural(n, "more answer")+" (--verbose shows each):")
	s.groups.without(reported)
	s.groups.lines(func(label, text string) { s.hanging(2, label, text) })
}

// head names an answer, for one line.
func (s *screen) head(a *detect.Answer) string {
	words := []string{strings.ToUpper(a.Rank.String())}
	f := a.Lead()
	if id := a.Failure.Signature; id != "" {
		words = append(words, id)
	}
	words = append(words, a.Case.Host.Name)
	if when := s.zone.failed(a); when != "" {
		words = append(words, when)
	}
	if f != nil && applies[f.Applicability] != "" {
		words = append(words, applies[f.Applicability])
	}
	for i, w := range words {
		words[i] = printable(w)
	}
	return strings.Join(words, headSeparator)
}

// headSeparator parts the words of a head: a byte that printable leaves in no name.
const headSeparator = "\x00"

// heading writes the words of a head, two blanks between them, in as many lines as they
// take.
func (s *screen) heading(indent int, rank detect.Rank, head string) {
	line, prefix := "", strings.Repeat(" ", indent)
	flush := func() {
		fmt.Fprintln(s.w, prefix+s.coloured(line, rankColours[rank]))
		prefix = strings.Repeat(" ", indent+2)
	}
	for _, w := range strings.Split(head, headSeparator) {
		if line != "" && utf8.RuneCountInString(prefix+line)+2+utf8.RuneCountInString(w) > s.width {
			flush()
			line = ""
		}
		if line != "" {
			line += "  "
		}
		for _, part := range wrap(w, s.width-indent-2) { // on a narrow terminal
			if line != "" && !strings.HasSuffix(line, " ") {
				flush()
				line = ""
			}
			line += part
		}
	}
	flush()
}

// failureCount says how many failures there are, and how many records look bad only.
func (s *screen) failureCount() string {
	words := plural(s.problems-s.warnings, "failure")
	if s.problems == s.warnings {
		words = "no failure"
	}
	if s.warnings > 0 {
		words += ", " + plural(s.warnings, "warning")
	}
	if n := s.answers.count - s.problems; n > 0 {
		words += fmt.Sprintf(", %s", plural(n, "harmless finding"))
	}
	return words
}

// applies says in words whether the article behind a signature is about the host.
var applies = map[detect.Applicability]string{
	detect.Affected: "(this Windows is affected)", detect.Fixed: "(this Windows has the fix)",
	detect.NotAffected: "(not a fault of this Windows)", detect.UnknownHost: "(whether this Windows is affected is " +
		"not known)",
}

// verdictWords are the words for a verdict.
func verdictWords(v detect.Verdict) string { return strings.ReplaceAll(string(v), "_", " ") }

// report writes one answer: what failed, who is to blame, what to do, and why.
func (s *screen) report(a *detect.Answer, short bool) {
	f := a.Failure
	fmt.Fprintln(s.w)
	s.heading(0, a.Rank, s.head(a))
	s.line(2, a.Headline+".")
	if a.Rank.Problem() && (f.FactVerdict != f.CauseVerdict || !f.Explained() || f.Severity == detect.Warning) {
		s.hanging(2, "How certain: ", f.Grades()+".")
	}
	if who := blame(f); who != "" {
		label := "To blame: "
		if a.Rank == detect.RankExpected {
			label = "It comes from: " // nobody is to blame for what is harmless
		}
		s.hanging(2, label, who)
	}
	if !strings.HasPrefix(f.Headline, f.Fact) {
		s.hanging(2, "Seen: ", f.Fact+".")
	}
	if f.Cause != f.Title &&
		(!short || s.verbose || f.Finding == nil) {
		s.hanging(2, "Cause: ", f.Cause)
	}
	s.actions(f, short)
	if lead := a.Lead(); lead != nil && lead.Verdict == detect.Confirmed && !short {
		s.why(lead)
	}
	s.missing(f)
	for _, r := range f.Rivals {
		text := strings.TrimSuffix(r.Title, ".") + " (" + r.ID + ")."
		if check := r.Tells(); check != "" {
			text += " To decide: " + check
		}
		s.hanging(2, "Or: ", text)
	}
	for _, c := range f.Changed {
		s.hanging(2, "Changed before: ", c)
	}
	s.beside(f, short)
	if s.verbose {
		if lead := a.Lead(); lead != nil {
			s.proof(lead)
		} else {
			s.records(f)
		}
	}
	s.others(a)
}

// mostDifferences is how many differences from the last good night are shown for a failure
// that is shown alone.
const mostDifferences = 6

// beside reports what was different in the last good night.
func (s *screen) beside(f *detect.Failure, short bool) {
	if f.Beside == nil || short && !s.verbose {
		return
	}
	lines := f.Beside.Lines()
	more := 0
	if !s.verbose && len(lines) > mostDifferences {
		lines, more = lines[:mostDifferences], len(lines)-mostDifferences
	}
	if len(lines) == 0 {
		return
	}
	s.line(2, "Compared with the last good night, "+f.Beside.Night()+":")
	for _, l := range lines {
		s.hanging(4, "- ", l)
	}
	if more > 0 {
		s.line(4, fmt.Sprintf("and %d more (--verbose)", more))
	}
}

// blame names the culprit, and the victim beside it.
func blame(f *detect.Failure) string {
	switch {
	case f.Culprit.Name == "":
		return ""
	case f.Victim.Name == "" || f.Victim.Name == f.Culprit.Name:
		return f.Culprit.Name
	}
	return f.Culprit.Name + "; " + f.Victim.Name + " suffered from it"
}

// mostSteps is how many steps are shown for each of several answers.
const mostSteps = 4

// actions says what to do, one step a line.
func (s *screen) actions(f *detect.Failure, short bool) {
	for i, a := range f.Steps {
		if short && i == mostSteps && len(f.Steps) > mostSteps+1 {
			s.line(6, fmt.Sprintf("and %d more steps (--verbose)", len(f.Steps)-i))
			return
		}
		label := "    "
		if i == 0 {
			label = "Do: "
		}
		text := a.Do
		if a.Risk != "" {
			text += " Risk: " + a.Risk
		}
		if a.Verify != "" {
			text += " It worked if: " + a.Verify
		}
		s.hanging(2, fmt.Sprintf("%s%d. ", label, a.Number), text)
		if a.Command != "" {
			s.command(9, a.Command)
		}
	}
}

// missing says what would make the answer surer.
func (s *screen) missing(f *detect.Failure) {
	if f.CauseVerdict == detect.Confirmed || len(f.Missing) == 0 || !f.Problem() {
		return
	}
	missing := f.Missing
	if len(missing) > 2 && !s.verbose {
		missing = append(slices.Clone(missing[:2]), fmt.Sprintf("and %d more (--verbose)", len(f.Missing)-2))
	}
	s.hanging(2, "Missing: ", strings.TrimSuffix(strings.Join(missing, "; "), ".")+".")
}

// records cites what a documented cause rests on.
func (s *screen) records(f *detect.Failure) {
	for _, e := range f.Evidence {
		s.cite(e)
	}
	for _, r := range f.Sources {
		s.hanging(4, "see: ", strings.TrimSpace(r.URL+" ("+r.Name+")"))
	}
}

func (s *screen) others(a *detect.Answer) {
	var signs, causes []string
	for _, f := range a.Findings {
		if f == a.Lead() || f.Verdict == detect.RuledOut && !s.verbose {
			continue
		}
		if a.Rank == detect.RankExpected && !s.verbose {
			continue
		}
		if !s.verbose &&
			slices.ContainsFunc(a.Failure.Rivals, func(r detect.Rival) bool { return r.ID == f.Signature.ID }) {
			continue // already reported
		}
		words := f.Signature.ID + " (" + verdictWords(f.Verdict) + ")"
		if f.Sign() {
			signs = append(signs, words)
		} else {
			causes = append(causes, words)
		}
	}
	if len(signs) > 0 {
		s.hanging(2, "Signs, no causes: ", strings.Join(signs, ", "))
	}
	if len(causes) > 0 {
		s.hanging(2, "Other causes: ", strings.Join(causes, ", "))
	}
}

// why shows the proof in short: each prediction with its numbers.
func (s *screen) why(f *detect.Finding) {
	for _, p := range f.Predictions {
		if p.Prediction.ID == "P2" {
			continue // follows from P3
		}
		s.hanging(2, "Why: ", p.Prediction.Says+": "+p.Statement+".")
	}
	if f.Applies != "" {
		s.hanging(2, "Why: ", f.Applies+".")
	}
	s.letters(f)
}

// markWords say what the letters of a proof mean.
var markWords = []struct {
	mark  correlate.TimePoint
	words string
}{
	{
		correlate.PointFreeze,
		"freeze",
	}, {correlate.PointThaw, "thaw"}, {correlate.PointThawEnd, "end of the thaw"}, {correlate.PointTimeout, "time-out"},
	{
		correlate.PointESETimeout,
		"ESE's time-out",
	}, {correlate.PointAbort, "abort"}, {correlate.PointThawPhase, "first thaw of the set"},
	{correlate.PointFreezePhase, "last sign of the freeze phase"}, {correlate.PointPast, "last listing past the thaw"},
}

// letters explains the letters in the predictions shown.
func (s *screen) letters(f *detect.Finding) {
	var words []string
	for _, m := range markWords {
		if slices.ContainsFunc(f.Predictions, func(p detect.PredictionResult) bool {
			return p.Prediction.ID != "P2" && (p.Prediction.Later == m.mark || p.Prediction.Earlier == m.mark)
		}) {
			words = append(words, string(m.mark)+" "+m.words)
		}
	}
	for _, more := range [][2]string{{" L ", "L limit"}, {" g ", "g a timer tick"}} {
		if slices.ContainsFunc(
			f.Predictions,
			func(p detect.PredictionResult) bool { return strings.Contains(p.Statement, more[0]) },
		) {
			words = append(words, more[1])
		}
	}
	if len(words) > 0 {
		s.hanging(2, "(", strings.Join(words, ", ")+")")
	}
}

// cite shows a statement with the record behind it.
func (s *screen) cite(e detect.Evidence) {
	where := ""
	if e.Source != "" {
		where = " [" + e.Source
		switch {
		case e.RecordID != 0:
			where += fmt.Sprintf(" #%d", e.RecordID)
		case e.Line != 0:
			where += fmt.Sprintf(" line %d", e.Line)
		}
		where += "]"
	}
	s.hanging(4, e.Role+": ", e.Statement+where)
}

func (s *screen) proof(f *detect.Finding) {
	for _, e := range f.Evidence {
		s.cite(e)
	}
	for _, a := range f.Assumptions {
		s.hanging(4, "assumption: ", a)
	}
	for _, ref := range f.Signature.Sources {
		s.hanging(4, "see: ", strings.TrimSpace(ref.Name+" "+ref.URL))
	}
}

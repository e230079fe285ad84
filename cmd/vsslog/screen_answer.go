package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
)

// answer tells what failed, why, how sure, and what to do: for each set its
// strongest finding, the others in a line.
func (s *screen) answer(args []string) error {
	names := make([]string, len(args))
	for i, a := range args {
		if whole, err := filepath.Abs(a); err == nil && a != "-" {
			a = whole // "." has a name too
		}
		names[i] = s.path(filepath.Base(a))
	}
	s.line(0, fmt.Sprintf("%s: %s, %s, %s failed", strings.Join(names, ", "), plural(s.hosts, "host"), plural(s.setCount, "snapshot set"), number(s.failed)))
	if len(s.groups) == 0 {
		s.silence()
		return nil
	}
	slices.SortStableFunc(s.groups, func(a, b group) int { return a.weight - b.weight })
	told := len(s.groups)
	if told > mostTold && !s.verbose {
		told = mostTold - 2
	}
	for _, g := range s.groups[:told] {
		findings, err := s.findings(g)
		if err != nil {
			return err
		}
		s.finding(findings, told > 1 && !s.verbose)
	}
	s.counted(s.groups[told:])
	return nil
}

// group is the findings about one set, or about a host outside of its sets, as
// far as they must be kept: the strongest one in short.
type group struct {
	host   int
	set    string // "" for the host
	weight int
	head   detect.Finding // without its proof
}

func newGroup(host int, findings []*detect.Finding) group {
	f := findings[0]
	g := group{host: host, weight: weight(f), head: detect.Finding{Signature: f.Signature, Verdict: f.Verdict, Host: f.Host, Applicability: f.Applicability, Severity: f.Severity}}
	if f.Set != nil {
		g.set = f.Set.Name
	}
	return g
}

// findings loads the findings of a group, the strongest first.
func (s *screen) findings(g group) ([]*detect.Finding, error) {
	r, err := s.load(g.host)
	if err != nil {
		return nil, err
	}
	for _, findings := range bySet(r.Findings) {
		if set := findings[0].Set; set == nil && g.set == "" || set != nil && set.Name == g.set {
			return findings, nil
		}
	}
	return nil, fmt.Errorf("host %s has no findings about %s when it is loaded once more", g.head.Host, g.set)
}

// mostTold is how many sets the screen tells about one by one.
const mostTold = 5

// counted tells about the sets that are not told one by one: how many have what.
func (s *screen) counted(groups []group) {
	type row struct {
		verdict   detect.Verdict
		signature string
		sets      int
		hosts     []string
	}
	var rows []*row
	seen := map[[2]int]bool{} // row and host
	for _, g := range groups {
		f := &g.head
		i := slices.IndexFunc(rows, func(r *row) bool { return r.verdict == f.Verdict && r.signature == f.Signature.ID })
		if i < 0 {
			i = len(rows)
			rows = append(rows, &row{verdict: f.Verdict, signature: f.Signature.ID})
		}
		rows[i].sets++
		if !seen[[2]int{i, g.host}] {
			seen[[2]int{i, g.host}] = true
			rows[i].hosts = append(rows[i].hosts, f.Host)
		}
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintln(s.w)
	if len(groups) <= 10 {
		s.line(0, "In short (--verbose tells each):")
		for _, g := range groups {
			fmt.Fprintln(s.w, "  "+s.head(&g.head))
		}
		return
	}
	s.line(0, plural(len(groups), "more set")+" (--verbose tells each):")
	for _, r := range rows {
		hosts := r.hosts
		if len(hosts) > 4 {
			hosts = append(slices.Clone(hosts[:4]), fmt.Sprintf("%d more hosts", len(r.hosts)-4))
		}
		label := fmt.Sprintf("%-11s ", strings.ToUpper(string(r.verdict)))
		s.hanging(2, label, fmt.Sprintf("%s: %s, %s", r.signature, plural(r.sets, "set"), strings.Join(hosts, ", ")))
	}
}

// bySet groups findings by set, in order of weight: the strongest verdicts first,
// findings of mere information last.
func bySet(findings []*detect.Finding) [][]*detect.Finding {
	at := map[string]int{}
	var groups [][]*detect.Finding
	for _, f := range findings {
		key := f.Host
		if f.Set != nil {
			key = f.Set.Name
		}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b *detect.Finding) int { return cmp.Or(weight(a)-weight(b), len(a.Missing)-len(b.Missing)) })
	}
	groups = slices.DeleteFunc(groups, func(g []*detect.Finding) bool { return g[0].Verdict == detect.RuledOut })
	slices.SortStableFunc(groups, func(a, b []*detect.Finding) int { return weight(a[0]) - weight(b[0]) })
	return groups
}

func weight(f *detect.Finding) int {
	w := map[detect.Verdict]int{detect.Confirmed: 0, detect.Suspected: 10, detect.CannotTell: 20, detect.RuledOut: 40}[f.Verdict]
	if f.Severity == detect.Information {
		w += 30
	}
	if f.Signature.Class == detect.SymptomClass || f.CausedBy != nil {
		w += 2
	}
	if f.Severity == detect.Warning {
		w += 2 // after errors of the same verdict
	}
	if f.Yields != "" {
		w += 3 // another signature fits better
	}
	switch f.Applicability {
	case detect.Affected, detect.UnknownHost:
		w--
	case detect.NotAffected:
		w++
	}
	return w
}

// head names a finding in one line.
func (s *screen) head(f *detect.Finding) string {
	head := fmt.Sprintf("%s  %s  %s", strings.ToUpper(string(f.Verdict)), f.Signature.ID, f.Host)
	if f.Applicability != detect.NotApplicable {
		head += "  (" + string(f.Applicability) + ")"
	}
	if f.Severity == detect.Information {
		head += "  (information)"
	}
	return s.coloured(printable(head), verdictColours[f.Verdict])
}

// finding tells about one set: the strongest finding, the others in a line.
func (s *screen) finding(group []*detect.Finding, short bool) {
	f := group[0]
	fmt.Fprintln(s.w)
	fmt.Fprintln(s.w, s.head(f))
	s.line(2, f.Summary+".")
	switch {
	case f.Verdict == detect.Confirmed && !short:
		s.why(f)
	case f.Verdict == detect.Confirmed:
	case f.Verdict != detect.Confirmed && len(f.Missing) > 0:
		missing := f.Missing
		if len(missing) > 2 && !s.verbose {
			missing = append(slices.Clone(missing[:2]), fmt.Sprintf("and %d more (--verbose)", len(f.Missing)-2))
		}
		s.hanging(2, "Missing: ", strings.Join(missing, "; ")+".")
	}
	s.advice(f, short)
	if s.verbose {
		s.proof(f)
	}
	s.others(group[1:])
}

// advice says what to do: about the fault where it is proven or likely, and
// else what to bring for an answer. The remedy of an article is none for a host
// that has it already.
func (s *screen) advice(f *detect.Finding, short bool) {
	advice := f.Signature.Advice
	if !s.verbose {
		advice = firstSentences(advice, 2)
	}
	switch {
	case f.Verdict == detect.CannotTell:
		advice = "Add what is missing and analyse again."
	case f.Applicability == detect.Fixed:
		advice = "This host has the fix already. Look at the look-alikes (--verbose), and bring what is missing."
	case f.Applicability == detect.NotAffected:
		advice = "The article is not about this Windows. Look at the look-alikes (--verbose)."
	}
	if !short || f.Verdict == detect.Confirmed {
		s.hanging(2, "Do: ", advice)
	}
}

func (s *screen) others(rest []*detect.Finding) {
	var words []string
	for _, f := range rest {
		if f.Verdict == detect.RuledOut && !s.verbose {
			continue
		}
		words = append(words, f.Signature.ID+" "+string(f.Verdict))
	}
	if len(words) > 0 {
		s.hanging(2, "Also: ", strings.Join(words, ", "))
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

// markWords say what the letters of a proof stand for.
var markWords = []struct {
	mark  correlate.Mark
	words string
}{
	{correlate.MarkFreeze, "freeze"}, {correlate.MarkThaw, "thaw"}, {correlate.MarkThawEnd, "end of the thaw"}, {correlate.MarkTimeout, "time-out"},
	{correlate.MarkESETimeout, "ESE's time-out"}, {correlate.MarkAbort, "abort"}, {correlate.MarkThawPhase, "first thaw of the set"},
	{correlate.MarkFreezePhase, "last sign of the freeze phase"}, {correlate.MarkPast, "last listing past the thaw"},
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
		if slices.ContainsFunc(f.Predictions, func(p detect.PredictionResult) bool { return strings.Contains(p.Statement, more[0]) }) {
			words = append(words, more[1])
		}
	}
	if len(words) > 0 {
		s.hanging(2, "(", strings.Join(words, ", ")+")")
	}
}

func (s *screen) proof(f *detect.Finding) {
	for _, e := range f.Evidence {
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
	for _, a := range f.Assumptions {
		s.hanging(4, "assumption: ", a)
	}
	for _, ref := range f.Signature.Sources {
		s.hanging(4, "see: ", strings.TrimSpace(ref.Name+" "+ref.URL))
	}
}

func firstSentences(text string, n int) string {
	end := 0
	for i := 0; i < n; i++ {
		j := strings.Index(text[end:], ". ")
		if j < 0 {
			return text
		}
		end += j + 2
	}
	return strings.TrimSpace(text[:end])
}

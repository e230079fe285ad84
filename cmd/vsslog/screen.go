package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

// screen tells a report to a person at a terminal: the answer first, then the
// sets, then what was read and what could not be seen.
type screen struct {
	w       io.Writer
	r       *vsslog.Report
	width   int
	paint   bool
	verbose bool
}

func (p *program) screen(r *vsslog.Report) *screen {
	width, _ := terminal(p.out)
	return &screen{w: p.out, r: r, width: width, paint: colour(p.out)}
}

func (s *screen) show(args []string) {
	s.answer(args)
	s.sets()
	s.read()
	s.unseen()
}

func (s *screen) line(indent int, text string) {
	prefix := strings.Repeat(" ", indent)
	for _, l := range wrap(printable(text), s.width-indent) {
		fmt.Fprintln(s.w, prefix+l)
	}
}

// hanging writes a label and its text; further lines stand under the text.
func (s *screen) hanging(indent int, label, text string) {
	lines := wrap(printable(text), s.width-indent-utf8.RuneCountInString(label))
	for i, l := range lines {
		lead := strings.Repeat(" ", indent+utf8.RuneCountInString(label))
		if i == 0 {
			lead = strings.Repeat(" ", indent) + label
		}
		fmt.Fprintln(s.w, lead+l)
	}
}

// wrap breaks text at blanks.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

var verdictColours = map[detect.Verdict]string{detect.Confirmed: "31;1", detect.Suspected: "33;1", detect.CannotTell: "36;1", detect.RuledOut: "2"}

func (s *screen) coloured(text, code string) string {
	if !s.paint || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// answer tells what failed, why, how sure, and what to do: for each set its
// strongest finding, the others in a line.
func (s *screen) answer(args []string) {
	groups := bySet(s.r.Findings)
	failed := 0
	for _, set := range s.r.Sets {
		if set.Outcome == correlate.FailedOutcome {
			failed++
		}
	}
	names := make([]string, len(args))
	for i, a := range args {
		if names[i] = filepath.Base(a); s.r.Redactor != nil {
			names[i] = s.r.Redactor.Path(names[i])
		}
	}
	s.line(0, fmt.Sprintf("%s: %s, %s, %s failed", strings.Join(names, ", "), plural(len(s.r.Cases), "host"), plural(len(s.r.Sets), "snapshot set"), number(failed)))
	if len(groups) == 0 {
		s.silence()
		return
	}
	short := len(groups) > 6 && !s.verbose
	for _, g := range groups {
		s.finding(g, short)
	}
}

// silence explains why nothing was found.
func (s *screen) silence() {
	fmt.Fprintln(s.w)
	if len(s.r.Sets) == 0 {
		s.line(0, "No snapshot set was seen, so nothing can be said about one. See below what was read, and what would show more.")
		return
	}
	for _, set := range s.r.Sets {
		if set.Outcome == correlate.FailedOutcome || set.Outcome == correlate.Aborted {
			s.line(0, "No signature fits, but a set failed or was aborted: see below. What is missing for an answer may be in files that were not read.")
			return
		}
	}
	if s.r.Damaged() {
		s.line(0, "No failure was found in what could be read, but not every input could be read whole: see below.")
		return
	}
	s.line(0, "No failure was found. No writer timed out, was rejected or is shown as failed in what was read.")
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
	switch f.Applicability {
	case detect.Affected, detect.UnknownHost:
		w--
	case detect.NotAffected:
		w++
	}
	return w
}

func (s *screen) finding(group []*detect.Finding, short bool) {
	f := group[0]
	fmt.Fprintln(s.w)
	head := fmt.Sprintf("%s  %s  %s", strings.ToUpper(string(f.Verdict)), f.Signature.ID, f.Host)
	if f.Applicability != detect.NotApplicable {
		head += "  (" + string(f.Applicability) + ")"
	}
	if f.Severity == detect.Information {
		head += "  (information)"
	}
	fmt.Fprintln(s.w, s.coloured(printable(head), verdictColours[f.Verdict]))
	s.line(2, f.Summary+".")
	switch {
	case f.Verdict == detect.Confirmed && !short:
		s.why(f)
	case f.Verdict != detect.Confirmed && len(f.Missing) > 0:
		missing := f.Missing
		if len(missing) > 2 && !s.verbose {
			missing = append(slices.Clone(missing[:2]), fmt.Sprintf("and %d more (--verbose)", len(f.Missing)-2))
		}
		s.hanging(2, "Missing: ", strings.Join(missing, "; ")+".")
	}
	if f.Verdict != detect.CannotTell && (!short || f.Verdict == detect.Confirmed) {
		advice := f.Signature.Advice
		if !s.verbose {
			advice = firstSentences(advice, 2)
		}
		s.hanging(2, "Do: ", advice)
	}
	if s.verbose {
		s.proof(f)
	}
	s.others(group[1:])
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

// sets lists the snapshot sets, each with the writer that tells most.
func (s *screen) sets() {
	if len(s.r.Sets) == 0 {
		return
	}
	const most = 12
	fmt.Fprintf(s.w, "\n%-10s %-19s %-7s %-18s %s\n", "HOST", "STARTED (UTC)", "OUTCOME", "WRITER", "FREEZE TO THAW")
	shown := s.r.Sets
	if len(shown) > most && !s.verbose {
		shown = slices.Clone(shown)
		slices.SortStableFunc(shown, func(a, b *correlate.SnapshotSet) int { return outcomeRank(a) - outcomeRank(b) })
		shown = shown[:most]
	}
	for _, set := range shown {
		writer, span := tellingSpan(set)
		start := "-"
		if set.Started.Lo > correlate.Never {
			start = set.Started.Lo.Time().Format("2006-01-02 15:04:05")
		}
		fmt.Fprintf(s.w, "%-10s %-19s %-7s %-18s %s\n", cut(printable(set.Host), 10), start, set.Outcome, cut(printable(writer), 18), span)
	}
	if n := len(s.r.Sets) - len(shown); n > 0 {
		fmt.Fprintf(s.w, "and %d more sets (--verbose, or the sets table of --out)\n", n)
	}
}

func outcomeRank(s *correlate.SnapshotSet) int {
	switch s.Outcome {
	case correlate.FailedOutcome:
		return 0
	case correlate.Aborted:
		return 1
	case correlate.UnknownOutcome:
		return 2
	}
	return 3
}

// tellingSpan picks the failed writer with marks of its own, else the slowest.
func tellingSpan(set *correlate.SnapshotSet) (writer, span string) {
	var best *correlate.WriterSpan
	score := func(sp *correlate.WriterSpan) (int, parse.Ticks) {
		n := 0
		if sp.Outcome == correlate.FailedOutcome {
			n += 4
		}
		if len(sp.Freezes) > 0 {
			n += 2
		}
		lo, hi := sp.FreezeToThaw()
		if hi < correlate.Forever {
			n++
		}
		return n, lo
	}
	for _, sp := range set.Spans {
		if best == nil {
			best = sp
			continue
		}
		a, alo := score(sp)
		b, blo := score(best)
		if a > b || a == b && alo > blo {
			best = sp
		}
	}
	if best == nil {
		return "-", "no writer seen"
	}
	lo, hi := best.FreezeToThaw()
	switch {
	case hi >= correlate.Forever && lo > correlate.Never && lo > 0:
		span = fmt.Sprintf("over %.1f s", seconds(lo))
	case hi >= correlate.Forever:
		span = "not shown"
	default:
		span = fmt.Sprintf("%.1f to %.1f s", seconds(max(lo, 0)), seconds(hi))
	}
	if best.Limit.Max < correlate.Forever && hi < correlate.Forever {
		span += fmt.Sprintf(" of %.0f s", seconds(best.Limit.Max))
	}
	return best.Name, span
}

func seconds(t parse.Ticks) float64 { return float64(t) / float64(parse.Second) }

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "~"
}

// read says what was read: files by format, and every problem.
func (s *screen) read() {
	counts := map[string]int{}
	var order []string
	records, used := int64(0), int64(0)
	for _, i := range s.r.Inputs {
		name := i.Format
		if name == "" {
			name = "unreadable"
		}
		if counts[name] == 0 {
			order = append(order, name)
		}
		counts[name]++
		records += i.Records
		used += i.Used
	}
	slices.Sort(order)
	for i, name := range order {
		order[i] = fmt.Sprintf("%d %s", counts[name], name)
	}
	fmt.Fprintln(s.w)
	s.hanging(0, "Read: ", fmt.Sprintf("%s (%s); %d records, %d of use", plural(len(s.r.Inputs), "file"), strings.Join(order, ", "), records, used))
	problems := 0
	for _, i := range s.r.Inputs {
		if i.Problem == "" {
			continue
		}
		problems++
		if problems <= 5 || s.verbose {
			s.hanging(0, "Problem: ", i.Source+": "+i.Problem)
		}
	}
	if problems > 5 && !s.verbose {
		fmt.Fprintf(s.w, "and %d more files with problems (--verbose)\n", problems-5)
	}
	for _, i := range s.r.Inputs {
		if len(i.Gaps) > 0 && s.verbose {
			s.hanging(0, "Gap: ", i.Source+": "+strings.Join(i.Gaps, "; "))
		}
	}
}

// unseen says which kinds of file were not there, and what they would show.
func (s *screen) unseen() {
	var words []string
	for _, k := range s.r.Cases {
		if m := missingFiles(k, s.r.Inputs); len(m) > 0 {
			words = append(words, k.Host.Name+": "+strings.Join(m, ", "))
		}
	}
	switch {
	case len(words) == 0:
		return
	case len(words) > 4 && !s.verbose:
		s.hanging(0, "Not seen: ", strings.Join(words[:4], "; ")+fmt.Sprintf("; and %d more hosts (--verbose)", len(words)-4))
	default:
		s.hanging(0, "Not seen: ", strings.Join(words, "; "))
	}
}

func missingFiles(k *correlate.Case, _ []*export.InputRow) []string {
	var missing []string
	for _, channel := range []string{"Application", "System"} {
		if !slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.EqualFold(l.Channel, channel) }) {
			missing = append(missing, channel+" log")
		}
	}
	if len(k.Captures) == 0 {
		missing = append(missing, "vssadmin list writers")
	}
	if w, _ := k.Host.Windows(); !w.Known() {
		missing = append(missing, "systeminfo")
	}
	return missing
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func number(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprint(n)
}

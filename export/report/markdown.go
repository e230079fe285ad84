package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// What Markdown spells out: a ticket is no archive.
const (
	mostTold   = 10  // problems with their proof
	mostListed = 100 // further problems in one line each
	mostMarks  = 12  // records per problem
	mostInputs = 60
	mostHosts  = 60
)

// Markdown writes the answer for a ticket: the same as HTML, without pictures.
// The error is that of w, or of a host that cannot be loaded once more.
func (b *Builder) Markdown(w io.Writer) error {
	b.cut()
	m := &writer{w: bufio.NewWriter(w)}
	m.line("# %s", plain(b.verdict()))
	m.line("")
	if err := m.problems(b); err != nil {
		return fmt.Errorf("report.md: %w", err)
	}
	m.expected(b)
	if b.problems() == 0 {
		m.line("## What was looked for")
		m.line("")
		for _, l := range b.silence() {
			m.line("- %s", plain(l))
		}
		m.line("")
	}
	if err := m.inputs(b); err != nil {
		return fmt.Errorf("report.md: %w", err)
	}
	m.made(&b.meta)
	return m.w.Flush()
}

// writer writes lines; the buffered writer keeps the first error.
type writer struct{ w *bufio.Writer }

func (m *writer) line(format string, a ...any) { fmt.Fprintf(m.w, format+"\n", a...) }

func (m *writer) problems(b *Builder) error {
	told, listed := 0, 0
	for _, e := range b.entries {
		switch {
		case !e.Rank.Problem():
		case told < mostTold:
			told++
			s, err := b.told(e)
			if err != nil {
				return err
			}
			m.problem(told, s)
		case listed < mostListed:
			if listed == 0 {
				m.line("## Further problems")
				m.line("")
			}
			listed++
			m.line("- **%s** %s, %s: %s", e.Rank, code(b.hosts[e.host]), e.Started.String(), plain(e.row.Headline))
		}
	}
	if listed > 0 {
		m.line("")
	}
	if rest := b.problems() - told - listed; rest > 0 {
		m.line("%d more are in report.html and in the findings table.", rest)
		m.line("")
	}
	return nil
}

func (m *writer) problem(n int, s *detect.Answer) {
	m.line("## %d. %s", n, plain(s.Headline))
	m.line("")
	m.line("- Answer: **%s**", s.Rank)
	m.line("- Host: %s", code(s.Case.Host.Name))
	if set := s.Set; set != nil {
		m.line("- Set: %s, %s to %s", code(set.Name), plain(clock(set.Started)), plain(clock(set.Ended)))
		m.line("- Outcome: %s", set.Outcome)
		if set.Requester != "" {
			m.line("- Requester: %s", code(shortened(set.Requester, 200)))
		}
	}
	f := s.Failure
	if f == nil {
		m.line("")
		m.spans(s)
		return
	}
	if f.Culprit.Name != "" {
		m.line("- To blame: %s", code(f.Culprit.Name))
	}
	if f.Victim.Name != "" && f.Victim != f.Culprit {
		m.line("- Suffered: %s", code(f.Victim.Name))
	}
	m.line("- What happened: %s", plain(f.Fact))
	if f.Cause != "" && f.Cause != f.Headline {
		m.line("- Why (%s): %s", underscored(string(f.CauseVerdict)), plain(f.Cause))
	}
	m.line("")
	m.actions(f)
	m.spans(s)
	found := s.Findings
	if lead := s.Lead(); lead != nil {
		if lead.Applies != "" {
			m.line("This host: %s (%s)", underscored(string(lead.Applicability)), plain(lead.Applies))
			m.line("")
		}
		m.proof(lead)
		found = found[1:]
	} else {
		m.list("Missing for a firmer answer", plainAll(f.Missing))
		m.records(f.Evidence)
	}
	for _, other := range found {
		m.line("- %s, %s: %s", underscored(string(other.Verdict)), code(other.Signature.ID), plain(other.Summary))
	}
	if len(found) > 0 {
		m.line("")
	}
	for _, r := range f.Sources {
		if address := webAddress(r.URL); address != "" {
			m.line("- %s: <%s>", plain(r.Name), strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "%0A").Replace(address))
		} else {
			m.line("- %s", plain(r.Name))
		}
	}
	m.line("")
}

// actions are the steps, numbered.
func (m *writer) actions(f *detect.Failure) {
	if len(f.Steps) == 0 {
		return
	}
	m.line("**What to do:**")
	m.line("")
	for _, a := range f.Steps {
		text := plain(a.Do)
		if a.Command != "" {
			text += " " + code(a.Command)
		}
		for _, more := range [][2]string{{"Where", a.Where}, {"Risk", a.Risk}, {"To undo", a.Undo}, {"It worked if", a.Verify}} {
			if more[1] != "" {
				text += " " + more[0] + ": " + plain(more[1])
			}
		}
		m.line("%d. %s", a.Number, text)
	}
	m.line("")
}

// spans is the timeline as a table: the writers that did not get through, and how many did.
func (m *writer) spans(s *detect.Answer) {
	if s.Set == nil || len(s.Set.Spans) == 0 {
		return
	}
	through := 0
	header := false
	for _, sp := range s.Set.Spans {
		if sp.Outcome != correlate.FailedOutcome && sp.Outcome != correlate.Aborted {
			through++
			continue
		}
		if !header {
			header = true
			m.line("| Writer | Outcome | Freeze | Thaw | Freeze to thaw | Time-out |")
			m.line("|---|---|---|---|---|---|")
		}
		timeout := sp.Case.Shown(sp.Bounds(correlate.MarkTimeout))
		word := plain(clock(timeout))
		if timeout == interval.Unknown {
			word = ""
		}
		m.line("| %s | %s | %s | %s | %s | %s |", plain(writerName(sp.Name)), sp.Outcome, plain(clock(sp.Case.Shown(sp.Bounds(correlate.MarkFreeze)))),
			plain(clock(sp.Case.Shown(sp.Bounds(correlate.MarkThaw)))), plain(duration(sp)), word)
	}
	if header {
		m.line("")
	}
	if through > 0 {
		m.line("%s of the set did not fail.", plural(through, "other writer"))
		m.line("")
	}
}

// duration is freeze to thaw in words.
func duration(sp *correlate.WriterSpan) string {
	lo, hi := sp.FreezeToThaw()
	// Rounded outwards, so that the interval still holds what it held.
	if lo > interval.Never {
		lo = floorMilli(lo)
	}
	if hi < interval.Forever {
		hi = -floorMilli(-hi)
	}
	switch {
	case lo <= interval.Never && hi >= interval.Forever:
		return "not bounded"
	case lo <= interval.Never:
		return "at most " + interval.Seconds(hi)
	case hi >= interval.Forever:
		return "at least " + interval.Seconds(lo)
	}
	return interval.Seconds(lo) + " to " + interval.Seconds(hi)
}

func floorMilli(t parse.Ticks) parse.Ticks {
	return t - ((t%parse.Millisecond)+parse.Millisecond)%parse.Millisecond
}

// proof writes why the verdict is what it is.
func (m *writer) proof(f *detect.Finding) {
	if len(f.Predictions) > 0 {
		m.line("| Prediction | It says | The marks give | Result |")
		m.line("|---|---|---|---|")
		for _, p := range f.Predictions {
			m.line("| %s | %s | %s | %s |", plain(p.Prediction.ID), plain(p.Prediction.Says), plain(p.Statement), resultOf(p))
		}
		m.line("")
	}
	var lines []string
	for _, l := range f.LookAlikes {
		word := "not excluded"
		if l.Impossible {
			word = "rejected"
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", plain(l.LookAlike.Title), word, plain(l.Statement)))
	}
	m.list("Look-alikes", lines)
	lines = nil
	for _, c := range f.Checks {
		word := "does not hold"
		if c.Held {
			word = "holds"
		}
		lines = append(lines, fmt.Sprintf("%s: %s: %s", word, plain(c.Check.Says), plain(c.Statement)))
	}
	m.list("Conditions", lines)
	m.list("Missing for a firmer verdict", plainAll(f.Missing))
	m.list("Taken for given", plainAll(f.Assumptions))
	m.records(f.Evidence)
}

// records are those that an answer rests on.
func (m *writer) records(evidence []detect.Evidence) {
	var lines []string
	for _, e := range evidence {
		if e.Role != detect.RoleMark {
			continue
		}
		if len(lines) == mostMarks {
			lines = append(lines, "more in report.html")
			break
		}
		lines = append(lines, plain(e.Statement)+where(e))
	}
	m.list("Records", lines)
}

// where says in which record a statement stands.
func where(e detect.Evidence) string {
	if e.Source == "" {
		return ""
	}
	at := fmt.Sprintf("offset %d", e.Offset)
	if e.Line > 0 {
		at = fmt.Sprintf("line %d", e.Line)
	}
	if e.RecordID > 0 {
		at += fmt.Sprintf(", record %d", e.RecordID)
	}
	return fmt.Sprintf(" (%s, %s, %s)", plain(clock(e.At)), code(e.Source), at)
}

func (m *writer) list(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	m.line("%s:", title)
	m.line("")
	for _, l := range lines {
		m.line("- %s", l)
	}
	m.line("")
}

func (m *writer) expected(b *Builder) {
	n := b.ranks[detect.RankExpected]
	if n == 0 {
		return
	}
	m.line("## Looks bad, and is expected")
	m.line("")
	told := 0
	for _, e := range b.entries {
		if e.Rank == detect.RankExpected && told < mostTold {
			told++
			m.line("- %s, %s: %s", code(b.hosts[e.host]), e.Started.String(), plain(e.row.Headline))
		}
	}
	if n > told {
		m.line("- %d more", n-told)
	}
	m.line("")
}

func (m *writer) inputs(b *Builder) error {
	m.line("## What was read")
	m.line("")
	m.line("| File | Read as | Records | Used | Not whole |")
	m.line("|---|---|---|---|---|")
	rows := 0
	err := b.eachInput(func(r *export.InputRow) {
		if rows++; rows > mostInputs {
			return
		}
		m.line("| %s | %s | %d | %d | %s |", plain(r.Source), plain(cmp.Or(r.Format, "not opened")), r.Records, r.Used, plain(trouble(r)))
	})
	m.line("")
	if rows > mostInputs {
		m.line("%d more files are in report.html and in the inputs table.", rows-mostInputs)
		m.line("")
	}
	for _, line := range b.windows {
		m.line("%s", line)
	}
	if n := len(b.hosts) - len(b.windows); n > 0 {
		m.line("- %d more hosts are in report.html", n)
	}
	m.line("")
	return err
}

// windowsLine is a host in the list of what was read.
func windowsLine(k *correlate.Case) string {
	w, conflict := k.Host.Windows()
	words := w.String()
	if conflict {
		words += ", and its files state others too"
	}
	return fmt.Sprintf("- %s: %s; clock of its texts: %s", code(k.Host.Name), plain(words), plain(cmp.Or(k.ClockBasis(), "none was needed")))
}

func (m *writer) made(in *Input) {
	m.line("## How it was made")
	m.line("")
	m.line("By %s %s from the files above. Times are UTC.", plain(cmp.Or(in.Tool, "vsslog")), plain(in.Version))
	for _, o := range options(in) {
		m.line("- %s: %s", plain(o[0]), plain(o[1]))
	}
}

func underscored(s string) string { return strings.ReplaceAll(s, "_", " ") }

func plainAll(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, plain(s))
	}
	return out
}

// special are the characters that CommonMark and GitHub's tables give a meaning.
const special = "\\`*_{}[]()#+!|~$"

// plain escapes s so that no renderer takes any of it for markup, a link, a
// mention or a reference, and keeps it on one line.
func plain(s string) string {
	s = visible(s)
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@':
			b.WriteString("&#64;")
		case r == ':' && strings.HasPrefix(s[i:], "://"):
			b.WriteString("&#58;")
		case r == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www"):
			b.WriteString("&#46;")
		case r == '-' && i == 0:
			b.WriteString(`\-`)
		case (r == '.' || r == ')') && i > 0 && digits(s[:i]):
			b.WriteByte('\\')
			b.WriteRune(r)
		case strings.ContainsRune(special, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// code writes s as a code span, which no renderer interprets: its fence is
// longer than any run of backquotes in s.
func code(s string) string {
	s = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(visible(s))
	if s == "" {
		return "(no name)"
	}
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// What Markdown spells out: a ticket is no archive.
const (
	mostReported = 10  // problems with their proof
	mostListed   = 100 // further problems in one line each
	mostMarks    = 12  // records per problem
	mostInputs   = 60
	mostHosts    = 60
)

// Markdown writes the answer for a ticket: the same as HTML, without pictures.
// The error is that of w, or of a host that cannot be loaded once more.
func (b *Builder) Markdown(w io.Writer) error {
	b.cut()
	m := &writer{w: bufio.NewWriter(w)}
	m.line("# %s", plain(b.title()))
	m.line("")
	for _, l := range b.lede() {
		m.line("%s", plain(l))
		m.line("")
	}
	if err := m.failures(b); err != nil {
		return fmt.Errorf("report.md: %w", err)
	}
	if b.problems() == 0 {
		m.line("## What was looked for")
		m.line("")
		for _, l := range b.looked() {
			m.line("- %s", plain(l))
		}
		m.line("")
	}
	m.next(b)
	m.ask(b.lacks(), b.asked())
	m.harmless(b)
	if err := m.inputs(b); err != nil {
		return fmt.Errorf("report.md: %w", err)
	}
	m.made(&b.meta)
	return m.w.Flush()
}

// writer writes lines; the buffered writer keeps the first error.
type writer struct{ w *bufio.Writer }

func (m *writer) line(format string, a ...any) { fmt.Fprintf(m.w, format+"\n", a...) }

func (m *writer) failures(b *Builder) error {
	if b.problems() > mostReported {
		m.causes(b)
	}
	reported, listed := 0, 0
	for _, e := range b.entries {
		switch {
		case !e.Rank.Problem():
		case reported < mostReported:
			reported++
			s, err := b.answer(e)
			if err != nil {
				return err
			}
			m.failure(reported, s)
		case listed < mostListed:
			if listed == 0 {
				m.line("## Further failures")
				m.line("")
			}
			listed++
			m.line("- **%s**, %s, %s: %s", e.Rank, code(b.hosts[e.host]), e.when(), plain(e.row.Headline))
		}
	}
	if listed > 0 {
		m.line("")
	}
	if rest := b.problems() - reported - listed; rest > 0 {
		m.line("%d more are in report.html and in the failures table.", rest)
		m.line("")
	}
	return nil
}

// causes counts the failures of many by what they come from.
func (m *writer) causes(b *Builder) {
	m.line("## By cause")
	m.line("")
	for i, c := range b.sorted() {
		if i == mostCauseRows {
			m.line("- %s", plural(len(b.causes)-i, "more cause"))
			break
		}
		m.line(
			"- %s on %s: %s (%s)",
			plural(c.failures, "failure"),
			plural(c.hosts.count(), "host"),
			plain(c.title),
			verdicts(c.ranks),
		)
	}
	m.line("")
}

// failure writes one failure: what to do first, then why.
func (m *writer) failure(n int, s *detect.Answer) {
	f, c := s.Failure, newCard(s)
	m.line("## %d. %s", n, plain(c.Headline))
	m.line("")
	m.line("- Host: %s", code(s.Case.Host.Name))
	m.line("- When: %s", plain(c.When))
	if c.Detail != "" {
		m.line("- Which: %s", plain(c.Detail))
	}
	m.line("- How certain: **%s**. %s", c.Rank, plain(c.Sure))
	if c.Culprit != "" {
		m.line("- To blame: %s", plain(c.Culprit))
	}
	if c.Victim != "" {
		m.line("- Suffered: %s", plain(c.Victim))
	}
	m.line("")
	m.actions(&c)
	m.list("What would make it more certain", plainAll(c.Missing))
	m.list("Changed before", plainAll(c.Changed))
	m.list("Compared with the last good night, "+c.Good, plainAll(c.Beside))
	m.list("Alternatives", rivalLines(c.Rivals))
	m.why(s)
	m.spans(s)
	found := s.Findings
	if lead := s.Lead(); lead != nil {
		m.proof(wallOf(s.Case, s.Started()), lead)
		found = found[1:]
	} else {
		m.records(wallOf(s.Case, s.Started()), f.Evidence)
	}
	var signs, causes []string
	for _, other := range found {
		if other.Verdict != detect.RuledOut {
			line := fmt.Sprintf(
				"%s (%s): %s",
				plain(other.Signature.ID),
				underscored(string(other.Verdict)),
				plain(other.Summary),
			)
			if other.Sign() {
				signs = append(signs, line)
			} else {
				causes = append(causes, line)
			}
		}
	}
	m.list("Signs that were seen (the grade is that of the sign, not of the cause)", signs)
	m.list("Other causes that were considered", causes)
	m.list("Read more", sourceLines(sources(f)))
}

func rivalLines(rivals []rival) []string {
	var lines []string
	for _, r := range rivals {
		line := plain(r.Title)
		if r.Sure != "" {
			line += " (" + r.Sure + ")"
		}
		if r.Check != "" {
			line += ". To decide: " + plain(r.Check)
		}
		lines = append(lines, line)
	}
	return lines
}

func sourceLines(sources [][3]string) []string {
	var lines []string
	for _, r := range sources {
		line := plain(r[0])
		if r[1] != "" {
			line += ": <" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "%0A").Replace(r[1]) + ">"
		}
		lines = append(lines, line)
	}
	return lines
}

// why writes the cause, what the records state, and the set.
func (m *writer) why(s *detect.Answer) {
	m.line("### Why")
	m.line("")
	f := s.Failure
	for _, text := range []string{why(f), fact(f)} {
		if text != "" {
			m.line("%s.", plain(strings.TrimSuffix(text, ".")))
			m.line("")
		}
	}
	if lead := s.Lead(); lead != nil && lead.Applies != "" {
		m.line("This host: %s (%s).", underscored(string(lead.Applicability)), plain(lead.Applies))
		m.line("")
	}
	set := s.Set
	if set == nil {
		return
	}
	if set.Standing() {
		m.line("- Set: not known; the state was there when listings began")
		m.line("")
		return
	}
	w := wallOf(s.Case, set.Started)
	m.line("- Set: %s, from %s to %s", code(set.Name), plain(w.clock(set.Started)), plain(w.clock(set.Ended)))
	m.line("- Outcome: %s", set.Outcome)
	if set.Requester != "" {
		m.line("- Requester: %s", code(shortened(set.Requester, 200)))
	}
	m.line("")
}

// actions are the steps, numbered.
func (m *writer) actions(c *card) {
	if len(c.Steps) == 0 {
		return
	}
	m.line("### What to do")
	m.line("")
	for _, a := range c.Steps {
		number := fmt.Sprintf("%d. ", a.Number)
		indent := strings.Repeat(" ", len(number))
		text := number + plain(a.Do)
		for _, command := range strings.Split(a.Command, "\n") {
			if strings.TrimSpace(command) != "" {
				text += "  \n" + indent + code(strings.TrimSpace(command)) // two spaces break the line
			}
		}
		m.line("%s", text)
		for _, note := range a.Notes {
			m.line("%s- %s: %s", indent, note[0], plain(note[1]))
		}
	}
	m.line("")
}

// ask is what was not there, and the commands that collect it.
func (m *writer) ask(lacks []detect.Lack, asks []detect.Ask) {
	if len(asks) == 0 {
		return
	}
	m.line("## Ask once")
	m.line("")
	for _, l := range lacks {
		m.line("- Not among the files: %s of %s. It shows %s.", plain(l.What), plain(l.Hosts), plain(l.Shows))
	}
	if len(lacks) > 0 {
		m.line("")
	}
	for _, a := range asks {
		m.line("%s", plain(a.Please))
		m.line("")
		m.line("```")
		for _, c := range a.Commands {
			m.line("%s", c)
		}
		m.line("```")
		m.line("")
		m.list(strings.TrimSuffix(detect.ByHand, ":"), plainAll(a.Hand))
		m.line("%s", plain(a.After))
		m.line("")
	}
}

// next lists the writers that are next to time out.
func (m *writer) next(b *Builder) {
	var lines []string
	for _, r := range b.nextRows() {
		line := fmt.Sprintf("%s on %s: %s, %s (%s)", plain(r.Writer), code(r.Host), r.Stands, r.GoesOn, r.Tried)
		if r.Failed > 0 {
			line += fmt.Sprintf("; %s before, not counted", plural(r.Failed, "failure"))
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return
	}
	m.line("## Next to time out, if the trend continues")
	m.line("")
	for _, l := range lines {
		m.line("- %s", l)
	}
	m.line("")
}

// mostSpans is how many writers that did not finish a ticket lists.
const mostSpans = 6

// spans is the timeline in lines: the writers that did not finish, who is to blame
// and who suffers first, and how many did.
func (m *writer) spans(s *detect.Answer) {
	if s.Set == nil || len(s.Set.Spans) == 0 {
		return
	}
	w := wallOf(s.Case, s.Set.Started)
	var first, lines []string
	through := 0
	for _, sp := range s.Set.Spans {
		if sp.Outcome != correlate.FailedOutcome && sp.Outcome != correlate.Aborted {
			through++
			continue
		}
		line := spanLine(w, sp)
		switch name := writerName(sp.Name); {
		case of(s.Failure.Culprit, name):
			first = append([]string{line + "; to blame"}, first...)
		case of(s.Failure.Victim, name):
			first = append(first, line+"; suffered")
		default:
			lines = append(lines, line)
		}
	}
	if lines = append(first, lines...); len(lines) > mostSpans {
		lines = append(lines[:mostSpans-1], plural(len(lines)-mostSpans+1, "more writer")+" did not finish")
	}
	m.list("Writers that did not finish", lines)
	if through > 0 {
		m.line("%s of the set did not fail.", plural(through, "other writer"))
		m.line("")
	}
}

// spanLine writes what is known of the times of a writer.
func spanLine(w wall, sp *correlate.WriterSpan) string {
	parts := []string{plain(writerName(sp.Name)) + " " + string(sp.Outcome)}
	for _, m := range []struct {
		word string
		mark correlate.TimePoint
	}{{"freeze", correlate.PointFreeze}, {"thaw", correlate.PointThaw}, {"time-out", correlate.PointTimeout}} {
		if at := sp.Bounds(m.mark); at != interval.Unknown {
			parts = append(parts, m.word+" "+plain(w.clock(at)))
		}
	}
	return strings.Join(append(parts, "freeze to thaw "+plain(duration(sp))), "; ")
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

// proof writes why the verdict is what it is: what passed is counted, what did not is
// told.
func (m *writer) proof(w wall, f *detect.Finding) {
	var lines []string
	passed, failed := 0, 0
	for _, p := range f.Predictions {
		if p.Necessary {
			passed++
		} else {
			failed++
		}
		lines = append(
			lines,
			fmt.Sprintf(
				"%s %s: %s (%s)",
				plain(p.Prediction.ID),
				resultOf(p),
				plain(p.Prediction.Says),
				plain(p.Statement),
			),
		)
	}
	for _, l := range f.LookAlikes {
		if l.Impossible {
			passed++
			continue
		}
		failed++
		lines = append(lines, fmt.Sprintf("not excluded: %s: %s", plain(l.LookAlike.Title), plain(l.Statement)))
	}
	for _, c := range f.Checks {
		if c.Held {
			passed++
			continue
		}
		failed++
		lines = append(lines, fmt.Sprintf("does not hold: %s: %s", plain(c.Check.Says), plain(c.Statement)))
	}
	title := fmt.Sprintf("Proof, %s passed", plural(passed, "check"))
	if failed > 0 {
		title += fmt.Sprintf(", %d did not", failed)
	}
	m.list(title, lines)
	m.list("Assumptions", plainAll(f.Assumptions))
	m.records(w, f.Evidence)
}

// records are those that an answer rests on.
func (m *writer) records(w wall, evidence []detect.Evidence) {
	var lines []string
	for _, e := range evidence {
		if e.Role != detect.RoleMark {
			continue
		}
		if len(lines) == mostMarks {
			lines = append(lines, "more in report.html")
			break
		}
		lines = append(lines, plain(e.Statement)+where(w, e))
	}
	m.list("Records", lines)
}

// where names the record of a statement.
func where(w wall, e detect.Evidence) string {
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
	return fmt.Sprintf(" (%s, %s, %s)", plain(w.clock(e.At)), code(e.Source), at)
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

// harmless are what looks like a failure and is none.
func (m *writer) harmless(b *Builder) {
	n := b.ranks[detect.RankExpected]
	if n == 0 {
		return
	}
	m.line("## Looks bad but is harmless")
	m.line("")
	reported := 0
	for _, e := range b.entries {
		if e.Rank == detect.RankExpected && reported < mostReported {
			reported++
			m.line("- %s, %s: %s", code(b.hosts[e.host]), e.when(), plain(e.row.Headline))
		}
	}
	if n > reported {
		m.line("- %d more", n-reported)
	}
	m.line("")
}

func (m *writer) inputs(b *Builder) error {
	m.line("## What was read")
	m.line("")
	m.line("| File | Read as | Records | Used | Problems |")
	m.line("|---|---|---|---|---|")
	rows := 0
	err := b.eachInput(func(r *export.InputRow) {
		if rows++; rows > mostInputs {
			return
		}
		m.line(
			"| %s | %s | %d | %d | %s |",
			inCell(r.Source),
			inCell(cmp.Or(r.Format, "not opened")),
			r.Records,
			r.Used,
			inCell(trouble(r)),
		)
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
	return fmt.Sprintf(
		"- %s: %s; clock of its text files: %s",
		code(k.Host.Name),
		plain(words),
		plain(cmp.Or(k.ClockBasis(), "none was needed")),
	)
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

// plain escapes s so that no renderer takes any of it for markup, a link, a mention or a
// reference, and keeps it on one line. It escapes only what would be taken for such: the
// file is also read as it is.
func plain(s string) string { return escaped(s, false) }

// inCell is plain for a cell of a table.
func inCell(s string) string { return escaped(s, true) }

func escaped(s string, cell bool) string {
	text := []rune(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(visible(s)))
	var b strings.Builder
	for i, r := range text {
		switch {
		case entities[r] != "" && meant(text, i) && !listMarker(text, i):
			b.WriteString(entities[r])
		case r == '|' && cell, meant(text, i):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// entities are written for characters that a backslash does not rob of their meaning.
var entities = map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;", '@': "&#64;", ':': "&#58;", '.': "&#46;"}

// meant reports that a renderer would take the character for markup where it is.
func meant(text []rune, i int) bool {
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	last, next := at(i-1), at(i+1)
	switch r := text[i]; r {
	case '`':
		return true
	case '\\':
		return i+1 == len(text) || next < 0x80 && (unicode.IsPunct(next) || unicode.IsSymbol(next))
	case '*':
		return last != ' ' || next != ' '
	case '_':
		return !inWord(text, i)
	case '~', '$':
		return strings.Count(string(text), string(r)) > 1
	case ']':
		return next == '(' || next == '[' || next == ':'
	case '!':
		return next == '['
	case '<':
		return unicode.IsLetter(next) || strings.ContainsRune("/!?", next)
	case '&':
		return next == '#' || unicode.IsLetter(next)
	case '@':
		return wordRune(next)
	case '#':
		return i == 0 || unicode.IsDigit(next)
	case '>', '-', '+', '=', '[':
		return i == 0
	case ':':
		return next == '/' && at(i+2) == '/'
	case '.', ')':
		return listMarker(text, i) || r == '.' && i >= 3 && strings.EqualFold(string(text[i-3:i]), "www")
	}
	return false
}

// listMarker reports the sign behind a number that would begin a list.
func listMarker(text []rune, i int) bool {
	return i > 0 && (text[i] == '.' || text[i] == ')') && strings.Trim(string(text[:i]), "0123456789") == "" &&
		(i+1 == len(text) || text[i+1] == ' ')
}

// inWord reports an underscore within a word: it emphasises nothing.
func inWord(text []rune, i int) bool {
	from, to := i, i
	for from >= 0 && text[from] == '_' {
		from--
	}
	for to < len(text) && text[to] == '_' {
		to++
	}
	return from >= 0 && to < len(text) && wordRune(text[from]) && wordRune(text[to])
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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

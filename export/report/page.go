package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/parse"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// The script in the order in which it runs.
var (
	//go:embed base.js
	baseJS string
	//go:embed timeline.js
	timelineJS string
	//go:embed proof.js
	proofJS string
	//go:embed fleet.js
	fleetJS string
	//go:embed page.js
	pageJS string
)

var pageTemplate = template.Must(template.New("report").Parse(pageHTML))

// mostProblems is how many problems the page spells out on top. The others are
// in the list of all sets.
const mostProblems = 10

// page is what the template fills in. The page is readable without its script:
// the script adds the timelines, the proof and the lists.
type page struct {
	Policy      string
	Style       template.CSS
	Script      template.JS
	Data        template.JS
	Tool        string
	Version     string
	Title       string
	Verdict     string // one sentence over all
	Problems    []problem
	Rest        int // problems that are not spelled out
	Groups      []string
	Expected    []problem
	RestOfThese int
	Silence     []string
	Sought      []signatureRow
	Hosts       []hostRow
	Inputs      []inputRow
	Unread      int
	Options     [][2]string
	Sets        int
	Fleet       bool
}

type problem struct {
	Name, Rank, Mark, Host, When, Headline, Writer, Severity, Next string
}

type hostRow struct {
	Name, Basis, Windows, Clock, Conflict  string
	Sets, Problems, Captures, Steps, Loose int
	Logs                                   []string
}

type inputRow struct {
	*export.InputRow
	Size, From, To string
	Bad            bool
}

// HTML writes the page. The error is one of w, or of data that cannot be encoded.
func HTML(w io.Writer, in Input) error {
	all := subjects(&in)
	p := &page{Style: template.CSS(pageCSS), Tool: orElse(in.Tool, "vsslog"), Version: in.Version, Sets: len(in.Sets)}
	script := baseJS + timelineJS + proofJS + fleetJS + pageJS
	p.Script = template.JS(script)
	p.Policy = "default-src 'none'; style-src " + hashSource(pageCSS) + "; script-src " + hashSource(script) +
		"; base-uri 'none'; form-action 'none'"
	data, err := encode(&in, all)
	if err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	p.Data = template.JS(data)
	p.fill(&in, all)
	return pageTemplate.Execute(w, p)
}

// hashSource is how a policy allows exactly one inline text.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// encode returns the data of the page as JSON. encoding/json writes <, > and & as
// \u escapes, so that no name can end the script element that holds it.
func encode(in *Input, all []*subject) ([]byte, error) {
	signatures := signaturesOf(in)
	x := &index{Ranks: rankWords[:], Edges: freezeEdges(), Hosts: []string{}, Subjects: []subjectRow{}}
	for _, s := range signatures {
		x.Signatures = append(x.Signatures, newSignatureRow(s))
	}
	hosts := map[string]int{}
	for _, k := range in.Cases {
		hosts[k.Host.Name] = len(x.Hosts)
		x.Hosts = append(x.Hosts, visible(k.Host.Name))
	}
	for _, s := range all {
		x.Subjects = append(x.Subjects, newSubjectRow(s, hosts, signatures))
	}
	x.Freezes = freezesOf(in.Sets, x.Edges)
	var err error
	if x.Chunks, err = pack(all, x.Subjects, signatures); err != nil {
		return nil, err
	}
	return json.Marshal(x)
}

// fill makes the part of the page that needs no script.
func (p *page) fill(in *Input, all []*subject) {
	ranks := count(all)
	problems := 0
	for r, n := range ranks {
		if rank(r).problem() {
			problems += n
		}
	}
	p.Verdict = verdict(in, ranks)
	p.Title = p.Verdict
	for _, s := range all {
		switch {
		case s.rank.problem() && len(p.Problems) < mostProblems:
			p.Problems = append(p.Problems, newProblem(s))
		case s.rank == rankExpected && len(p.Expected) < mostProblems:
			p.Expected = append(p.Expected, newProblem(s))
		}
	}
	p.Rest = problems - len(p.Problems)
	p.RestOfThese = ranks[rankExpected] - len(p.Expected)
	if p.Rest > 0 {
		p.Groups = groups(all)
	}
	if problems == 0 {
		p.Silence = silence(in)
	}
	for _, s := range signaturesOf(in) {
		p.Sought = append(p.Sought, newSignatureRow(s))
	}
	p.Fleet = len(in.Cases) > 1
	p.Hosts = hostRows(in, all)
	p.Inputs, p.Unread = inputRows(in)
	p.Options = options(in)
}

// verdict is the whole result in one sentence.
func verdict(in *Input, ranks [len(rankWords)]int) string {
	where := plural(len(in.Sets), "snapshot set") + " on " + plural(len(in.Cases), "host")
	problems := 0
	var parts []string
	for r, n := range ranks {
		if rank(r).problem() && n > 0 {
			problems += n
			parts = append(parts, fmt.Sprintf("%d %s", n, rank(r)))
		}
	}
	switch {
	case len(in.Cases) == 0:
		return "Nothing was found that is about shadow copies"
	case problems > 0:
		return fmt.Sprintf("%s in %s: %s", plural(problems, "problem"), where, strings.Join(parts, ", "))
	case len(in.Sets) == 0:
		return "No snapshot set was found on " + plural(len(in.Cases), "host")
	}
	return "No problem found in " + where
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func newProblem(s *subject) problem {
	p := problem{Name: visible(s.name()), Rank: s.rank.String(), Mark: rankMarks[s.rank], Host: visible(s.kase.Host.Name), When: moment(s.started()), Headline: visible(s.headline)}
	if f := s.lead(); f != nil {
		p.Writer, p.Severity = visible(f.Writer), string(f.Severity)
		p.Next = visible(f.Signature.Advice)
		if s.rank != rankConfirmed && s.rank != rankExpected && len(f.Missing) > 0 {
			p.Next = "Missing for a firm answer: " + visible(shortened(f.Missing[0], 300))
		}
	}
	return p
}

// rankMarks tell ranks apart without colour.
var rankMarks = [...]string{"●", "◐", "?", "▲", "✓", "·"}

// groups counts the problems by what was found, most frequent first.
func groups(all []*subject) []string {
	type group struct {
		words string
		sets  int
		hosts map[string]bool
	}
	by := map[string]*group{}
	var order []*group
	for _, s := range all {
		if !s.rank.problem() {
			continue
		}
		words := "failed, and no signature explains it"
		if f := s.lead(); f != nil {
			words = strings.ReplaceAll(string(f.Verdict), "_", " ") + ": " + f.Signature.Title
		}
		g := by[words]
		if g == nil {
			g = &group{words: words, hosts: map[string]bool{}}
			by[words] = g
			order = append(order, g)
		}
		g.sets++
		g.hosts[s.kase.Host.Name] = true
	}
	slices.SortStableFunc(order, func(a, b *group) int { return b.sets - a.sets })
	var lines []string
	for _, g := range order {
		lines = append(lines, visible(fmt.Sprintf("%s on %s, %s", plural(g.sets, "set"), plural(len(g.hosts), "host"), g.words)))
	}
	return lines
}

// silence explains a report without a problem: what was looked for, what was
// seen, and what would have shown more.
func silence(in *Input) []string {
	var lines []string
	steps, captures, spans := 0, 0, 0
	application, system, listing, facts := false, false, false, false
	for _, k := range in.Cases {
		steps += len(k.Steps)
		captures += len(k.Captures)
		listing = listing || len(k.Captures) > 0
		facts = facts || len(k.Host.Facts) > 0
		for _, l := range k.Logs {
			application = application || strings.EqualFold(l.Channel, "Application")
			system = system || strings.EqualFold(l.Channel, "System")
		}
	}
	for _, s := range in.Sets {
		spans += len(s.Spans)
	}
	lines = append(lines, fmt.Sprintf("Looked for: %s (listed below).", plural(len(in.catalogue()), "signature")),
		fmt.Sprintf("Seen: %s with a meaning for shadow copies, %s in which %s took part, %s of writer states.",
			plural(steps, "record"), plural(len(in.Sets), "snapshot set"), plural(spans, "writer"), plural(captures, "listing")))
	missing := func(there bool, what, command string) {
		if !there {
			lines = append(lines, "Not there: "+what+" Collect it with: "+command)
		}
	}
	missing(application, "an Application log, where writers log their freeze and thaw.", "wevtutil epl Application Application.evtx (on Server 2003 copy AppEvent.Evt)")
	missing(system, "a System log, where volsnap and the services log.", "wevtutil epl System System.evtx (on Server 2003 copy SysEvent.Evt)")
	missing(listing, "listings of the writers' states over time, which alone show when a writer failed.", "vsslog collect (it polls vssadmin list writers)")
	missing(facts, "facts about the host, which say whether a known fault applies.", "systeminfo")
	return lines
}

func hostRows(in *Input, all []*subject) []hostRow {
	var rows []hostRow
	for _, k := range in.Cases {
		w, conflict := k.Host.Windows()
		row := hostRow{Name: visible(k.Host.Name), Basis: k.Host.Basis, Windows: visible(w.String()), Clock: visible(k.ClockBasis()),
			Captures: len(k.Captures), Steps: len(k.Steps), Loose: len(k.Loose)}
		if w.Name != "" {
			row.Windows += " (" + visible(w.Name) + ")"
		}
		if conflict {
			row.Conflict = "its files state different Windows versions"
		}
		for _, l := range k.Logs {
			row.Logs = append(row.Logs, visible(logWords(l)))
		}
		for _, s := range all {
			if s.kase == k {
				if s.set != nil {
					row.Sets++
				}
				if s.rank.problem() {
					row.Problems++
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// logWords says which time a log covers, and what is missing in it.
func logWords(l *correlate.Log) string {
	first, last, n := correlate.Forever, correlate.Never, int64(0)
	for _, r := range l.Runs {
		first, last, n = min(first, r.Earliest), max(last, r.Latest), n+r.Records
	}
	words := orElse(l.Channel, "log without a name")
	if n > 0 {
		words += fmt.Sprintf(": %s, %s to %s", plural(int(n), "record"), stamp(first), stamp(last))
	}
	for i, g := range l.Gaps() {
		if i == 3 {
			words += fmt.Sprintf("; %d more gaps", len(l.Gaps())-i)
			break
		}
		words += "; " + g
	}
	return words
}

func inputRows(in *Input) (rows []inputRow, bad int) {
	for _, r := range in.Inputs {
		c := *r
		c.Source, c.Host, c.Problem = visible(r.Source), visible(r.Host), visible(shortened(r.Problem, 600))
		c.Gaps = allVisible(r.Gaps)
		row := inputRow{InputRow: &c, Size: byteWords(r.Bytes), Bad: r.Problem != ""}
		if r.First != 0 {
			row.From, row.To = stampSecond(r.First), stampSecond(r.Last)
		}
		if row.Bad {
			bad++
		}
		rows = append(rows, row)
	}
	// What could not be read comes first: it is what the reader does not expect.
	slices.SortStableFunc(rows, func(a, b inputRow) int { return boolRank(!a.Bad) - boolRank(!b.Bad) })
	return rows, bad
}

func stampSecond(t parse.Ticks) string { return t.Time().Format("2006-01-02 15:04:05") }

func byteWords(n int64) string {
	switch {
	case n < 0:
		return "not known"
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}

func options(in *Input) [][2]string {
	var out [][2]string
	for name, value := range in.Options {
		out = append(out, [2]string{visible(name), visible(value)})
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

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
	"github.com/vsslog/vsslog/detect"
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

// mostProblems is how many problems the page spells out on top. Where there are
// more, it counts them by what they are and spells out the first few: the first
// timeline must not be pages away. The list of all sets has them all.
const (
	mostProblems = 8
	firstFew     = 3
)

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
	Groups      []group
	Expected    []problem
	RestOfThese int
	Silence     []string
	Sought      []signatureRow
	Hosts       table
	Inputs      table
	Unread      int
	Options     [][2]string
	Sets        int
	Fleet       bool
}

type problem struct {
	Name, Rank, Mark, Host, When, Headline, Writer, Severity, Next string
}

// HTML writes the page. The error is one of w, or of data that cannot be encoded.
func HTML(w io.Writer, in Input) error {
	all := subjects(&in)
	p := &page{Style: template.CSS(pageCSS), Tool: visible(orElse(in.Tool, "vsslog")), Version: visible(in.Version), Sets: len(in.Sets)}
	script := baseJS + timelineJS + proofJS + fleetJS + pageJS
	p.Script = template.JS(script)
	p.Policy = "default-src 'none'; style-src " + hashSource(pageCSS) + "; script-src " + hashSource(script) +
		"; base-uri 'none'; form-action 'none'"
	x, rows := newIndex(&in, all)
	p.fill(&in, all)
	var err error
	if err = p.tables(&in, all, x); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	budget, err := p.room(x)
	if err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	if x.Chunks, err = pack(all, x.Subjects, budget, rows); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	// encoding/json writes <, > and & as \u escapes: no name can end the script
	// element that holds the data.
	data, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	p.Data = template.JS(data)
	return pageTemplate.Execute(w, p)
}

// room is how many bytes the details may take up beside the rest of the page.
func (p *page) room(x *index) (int, error) {
	data, err := json.Marshal(x)
	if err != nil {
		return 0, err
	}
	var rest counter
	err = pageTemplate.Execute(&rest, p)
	return most - len(data) - int(rest), err
}

// counter counts what is written to it.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// hashSource is how a policy allows exactly one inline text.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// newIndex lists what there is, and the signatures in the order of their numbers.
func newIndex(in *Input, all []*subject) (*index, []*detect.Signature) {
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
	return x, signatures
}

// tables fills the tables of hosts and files; what is too long for the page goes
// into the index.
func (p *page) tables(in *Input, all []*subject, x *index) (err error) {
	hosts := hostRows(in, all)
	p.Hosts = newTable(hosts)
	if x.MoreHosts, err = packRows(hosts); err != nil {
		return err
	}
	inputs, bad := inputsInOrder(in)
	rows := inputRows(inputs)
	p.Inputs, p.Unread = newTable(rows), bad
	x.MoreInputs, err = packRows(rows)
	return err
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
	told := mostProblems
	if problems > mostProblems {
		told = firstFew
		p.Groups = groups(all)
	}
	for _, s := range all {
		switch {
		case s.rank.problem() && len(p.Problems) < told:
			p.Problems = append(p.Problems, newProblem(s))
		case s.rank == rankExpected && len(p.Expected) < firstFew:
			p.Expected = append(p.Expected, newProblem(s))
		}
	}
	p.Rest = problems - len(p.Problems)
	p.RestOfThese = ranks[rankExpected] - len(p.Expected)
	if problems == 0 {
		p.Silence = silence(in)
	}
	for _, s := range signaturesOf(in) {
		p.Sought = append(p.Sought, newSignatureRow(s))
	}
	p.Fleet = len(in.Cases) > 1
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
	p := problem{Name: visible(s.name()), Rank: s.rank.String(), Mark: rankMarks[s.rank], Host: visible(s.kase.Host.Name), When: s.started().String(), Headline: visible(s.headline)}
	if f := s.lead(); f != nil {
		p.Writer, p.Severity = visible(f.Writer), string(f.Severity)
		p.Next = visible(caveat(f) + f.Signature.Advice)
		if s.rank != rankConfirmed && s.rank != rankExpected && len(f.Missing) > 0 {
			p.Next = "Missing for a firm answer: " + visible(shortened(f.Missing[0], 300))
		}
	}
	return p
}

// rankMarks tell ranks apart without colour.
var rankMarks = [...]string{"●", "◐", "?", "▲", "✓", "·"}

// group is problems of one kind.
type group struct {
	Words     string
	Rank      rank
	Signature string // "" for failures without one
	sets      int
	hosts     map[*correlate.Case]bool
	title     string
}

// groups counts the problems by what was found, most frequent first.
func groups(all []*subject) []group {
	by := map[[2]string]*group{}
	var order []*group
	for _, s := range all {
		if !s.rank.problem() {
			continue
		}
		g := &group{Rank: s.rank, title: "failed, and no signature explains it", hosts: map[*correlate.Case]bool{}}
		if f := s.lead(); f != nil {
			g.Signature, g.title = f.Signature.ID, s.rank.String()+": "+f.Signature.Title
		}
		key := [2]string{g.Rank.String(), g.Signature}
		if by[key] == nil {
			by[key] = g
			order = append(order, g)
		}
		by[key].sets++
		by[key].hosts[s.kase] = true
	}
	slices.SortStableFunc(order, func(a, b *group) int { return b.sets - a.sets })
	var out []group
	for _, g := range order {
		g.Words = visible(fmt.Sprintf("%s on %s, %s", plural(g.sets, "set"), plural(len(g.hosts), "host"), g.title))
		out = append(out, *g)
	}
	return out
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

package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
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
	Left        int // subjects that are not listed
	Fleet       bool
}

// Lengths that no honest name or headline reaches: a longer one must not push the
// answer off the screen. The records have it whole.
const (
	mostName     = 200
	mostHeadline = 600
)

type problem struct {
	Name, Rank, Mark, Host, When, Headline, Writer, Severity, Next string
}

// HTML writes the page. The error is one of w, of a host that cannot be loaded
// once more, or of data that cannot be encoded.
func (b *Builder) HTML(w io.Writer) error {
	b.cut()
	p := &page{Style: template.CSS(pageCSS), Tool: visible(cmp.Or(b.meta.Tool, "vsslog")), Version: visible(b.meta.Version), Sets: b.sets, Left: b.left}
	script := baseJS + timelineJS + proofJS + fleetJS + pageJS
	p.Script = template.JS(script)
	p.Policy = "default-src 'none'; style-src " + hashSource(pageCSS) + "; script-src " + hashSource(script) +
		"; base-uri 'none'; form-action 'none'"
	x := b.index()
	if err := b.fill(p); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	defer x.close()
	if err := b.tables(p, x); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	before, after, err := p.frame()
	if err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	var size counter
	if err := x.write(&size); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	if x.chunks, err = b.pack(most - len(before) - int(size) - len(after)); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	if _, err := w.Write(before); err != nil {
		return err
	}
	if err := x.write(w); err != nil {
		return fmt.Errorf("report.html: %w", err)
	}
	_, err = w.Write(after)
	return err
}

// dataBegins is where the index goes in the page. No name can write it: every < of
// theirs is escaped.
const dataBegins = `<script type="application/json" id="data">`

// frame is the page before and after the index, which may be too large to be held.
func (p *page) frame() (before, after []byte, err error) {
	var all bytes.Buffer
	if err := pageTemplate.Execute(&all, p); err != nil {
		return nil, nil, err
	}
	before, after, ok := bytes.Cut(all.Bytes(), []byte(dataBegins))
	if !ok {
		return nil, nil, errors.New("the page has no place for the index")
	}
	return all.Bytes()[:len(before)+len(dataBegins)], after, nil
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

// index lists what there is, and the signatures in the order of their numbers.
func (b *Builder) index() *index {
	x := &index{edges: b.freezes.edges, hosts: b.hosts, subjects: b.entries, freezes: b.freezes.rows()}
	for _, e := range b.entries {
		e.row.Chunk, e.row.At = 0, 0
	}
	for _, s := range b.signatures {
		x.signatures = append(x.signatures, newSignatureRow(s))
	}
	return x
}

// tables fills the tables of hosts and files; what is too long for the page goes
// into the index.
func (b *Builder) tables(p *page, x *index) error {
	if err := b.table.finish(); err != nil {
		return err
	}
	p.Hosts, x.moreHosts = b.table.table, b.table.more
	var files tableBuilder
	err := b.eachInput(func(r *export.InputRow) {
		if r.Problem != "" {
			p.Unread++
		}
		files.add(inputRow(r))
	})
	x.moreInputs = files.more
	if err == nil {
		err = files.finish()
	}
	p.Inputs = files.table
	return err
}

// fill makes the part of the page that needs no script.
func (b *Builder) fill(p *page) error {
	problems := b.problems()
	p.Verdict = b.verdict()
	p.Title = p.Verdict
	told := mostProblems
	if problems > mostProblems {
		told = firstFew
		p.Groups = b.groupLines()
	}
	for _, e := range b.entries {
		problem := e.Rank.Problem() && len(p.Problems) < told
		if !problem && (e.Rank != detect.RankExpected || len(p.Expected) == firstFew) {
			continue
		}
		s, err := b.told(e)
		if err != nil {
			return err
		}
		if problem {
			p.Problems = append(p.Problems, newProblem(s))
		} else {
			p.Expected = append(p.Expected, newProblem(s))
		}
	}
	p.Rest = problems - len(p.Problems)
	p.RestOfThese = b.ranks[detect.RankExpected] - len(p.Expected)
	if problems == 0 {
		p.Silence = b.silence()
	}
	for _, s := range b.signatures {
		p.Sought = append(p.Sought, newSignatureRow(s))
	}
	p.Fleet = len(b.hosts) > 1
	p.Options = options(&b.meta)
	return nil
}

// verdict is the whole result in one sentence.
func (b *Builder) verdict() string {
	where := plural(b.sets, "snapshot set") + " on " + plural(len(b.hosts), "host")
	var parts []string
	for r, n := range b.ranks {
		if detect.Rank(r).Problem() && n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, detect.Rank(r)))
		}
	}
	switch problems := b.problems(); {
	case len(b.hosts) == 0:
		return "Nothing was found that is about shadow copies"
	case problems > 0:
		return fmt.Sprintf("%s in %s: %s", plural(problems, "problem"), where, strings.Join(parts, ", "))
	case b.sets == 0:
		return "No snapshot set was found on " + plural(len(b.hosts), "host")
	}
	return "No problem found in " + where
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func newProblem(s *detect.Answer) problem {
	p := problem{Name: visible(s.Name()), Rank: s.Rank.String(), Mark: rankMarks[s.Rank], Host: visible(shortened(s.Case.Host.Name, mostName)), When: s.Started().String(), Headline: visible(shortened(s.Headline, mostHeadline))}
	if f := s.Failure; f != nil {
		p.Writer, p.Severity = visible(f.Writer), string(f.Severity)
		p.Next = visible(shortened(whatToDo(f), 600))
	}
	return p
}

// whatToDo is what to do about a failure in one text.
func whatToDo(f *detect.Failure) string {
	var b strings.Builder
	for _, a := range f.Steps {
		fmt.Fprintf(&b, "%d. %s ", a.Number, a.Do)
		if a.Command != "" {
			fmt.Fprintf(&b, "(%s) ", a.Command)
		}
	}
	return strings.TrimSpace(b.String())
}

// rankMarks tell ranks apart without colour.
var rankMarks = [...]string{"●", "◉", "◐", "?", "▲", "✓", "·"}

// group is problems of one kind.
type group struct {
	Words     string
	Rank      detect.Rank
	Signature string // "" for failures without one
	sets      int
	hosts     int
	last      int // host that was counted last
	title     string
	first     *entry // in the order of the report
}

type groupKey struct {
	rank      detect.Rank
	signature string
}

// group counts a problem by what was found.
func (b *Builder) group(s *detect.Answer, e *entry) {
	g := &group{Rank: s.Rank, title: "failed, and nothing explains it", last: -1, first: e}
	switch f := s.Failure; {
	case f.Finding != nil:
		g.Signature, g.title = f.Signature, s.Rank.String()+": "+f.Finding.Signature.Title
	case f.Known != nil:
		g.Signature, g.title = f.Signature, s.Rank.String()+": "+f.Headline
	}
	key := groupKey{g.Rank, g.Signature}
	if b.groups[key] == nil {
		b.groups[key] = g
	}
	g = b.groups[key]
	g.sets++
	if g.last != e.host {
		g.last = e.host
		g.hosts++
	}
	if compareEntries(e, g.first) < 0 {
		g.first = e
	}
}

// groupLines lists the groups, most frequent first.
func (b *Builder) groupLines() []group {
	var out []group
	for _, g := range b.groups {
		line := *g
		line.Words = visible(fmt.Sprintf("%s on %s, %s", plural(g.sets, "set"), plural(g.hosts, "host"), g.title))
		out = append(out, line)
	}
	slices.SortFunc(out, func(a, b group) int {
		return cmp.Or(cmp.Compare(b.sets, a.sets), compareEntries(a.first, b.first), cmp.Compare(a.Signature, b.Signature))
	})
	return out
}

// silence explains a report without a problem: what was looked for, what was
// seen, and what would have shown more.
func (b *Builder) silence() []string {
	lines := []string{fmt.Sprintf("Looked for: %s (listed below).", plural(len(b.meta.catalogue()), "signature")),
		fmt.Sprintf("Seen: %s with a meaning for shadow copies, %s in which %s took part, %s of writer states.",
			plural(b.seen.steps, "record"), plural(b.sets, "snapshot set"), plural(b.seen.spans, "writer"), plural(b.seen.captures, "listing"))}
	missing := func(there bool, what, command string) {
		if !there {
			lines = append(lines, "Not there: "+what+" Collect it with: "+command)
		}
	}
	missing(b.seen.application, "an Application log, where writers log their freeze and thaw.", "wevtutil epl Application Application.evtx (on Server 2003 copy AppEvent.Evt)")
	missing(b.seen.system, "a System log, where volsnap and the services log.", "wevtutil epl System System.evtx (on Server 2003 copy SysEvent.Evt)")
	missing(b.seen.listing, "listings of the writers' states over time, which alone show when a writer failed.", "vsslog collect --for 2003 or --for modern")
	missing(b.seen.facts, "facts about the host, which say whether a known fault applies.", "systeminfo")
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

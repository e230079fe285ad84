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
	"sync"

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

// pageTemplate is parsed for the first page: most runs make none.
var pageTemplate = sync.OnceValue(func() *template.Template { return template.Must(template.New("report").Parse(pageHTML)) })

// page is what the template fills in. The page is readable without its script:
// the script adds the timelines, the proof and the lists.
type page struct {
	Policy   string
	Style    template.CSS
	Script   template.JS
	Tool     string
	Version  string
	Title    string
	Verdict  string // the result in one sentence
	Lede     []string
	Cards    []card      // failures that are reported one by one
	Causes   []causeCard // where there are too many: by cause
	Further  []causeCard // causes that are reported in a line
	Next     []nextRow
	MoreNext int
	Lacks    []detect.Lack
	Asks     []detect.Ask
	Healthy  bool
	Harmless []card
	// MoreHarmless are those that are in the list only.
	MoreHarmless int
	Seen         []string
	Sought       []signatureRow
	Hosts        table
	Inputs       table
	Unread       int
	Options      [][2]string
	Left         int // answers that are not listed
	Fleet        bool
}

// Lengths that no honest name or headline reaches: a longer one must not push the
// answer off the screen. The records have it whole.
const (
	mostName     = 200
	mostHeadline = 400
	mostParty    = 100
)

// HTML writes the page. The error is one of w, of a host that cannot be loaded
// once more, or of data that cannot be encoded.
func (b *Builder) HTML(w io.Writer) error {
	b.cut()
	p := &page{
		Style:   template.CSS(pageCSS),
		Tool:    visible(cmp.Or(b.meta.Tool, "vsslog")),
		Version: visible(b.meta.Version),
		Left:    b.left,
	}
	p.Script = template.JS(script())
	style, runs := Sources()
	p.Policy = "default-src 'none'; style-src " + style + "; script-src " + runs + "; base-uri 'none'; form-action " +
		"'none'"
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

func script() string { return baseJS + timelineJS + proofJS + fleetJS + pageJS }

// Style is the style of the page, for a page that shows it.
func Style() string { return pageCSS }

// Sources are how a policy allows the style and the script of the page: a frame obeys
// the policy of the page around it too.
func Sources() (style, runs string) { return hashSource(pageCSS), hashSource(script()) }

// dataBegins is where the index goes in the page. No name can write it: every < of
// theirs is escaped.
const dataBegins = `<script type="application/json" id="data">`

// frame is the page before and after the index, which may be too large to be held.
func (p *page) frame() (before, after []byte, err error) {
	var all bytes.Buffer
	if err := pageTemplate().Execute(&all, p); err != nil {
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
	b.numberCauses()
	x := &index{
		edges:    b.freezes.edges,
		hosts:    b.hosts,
		causes:   b.causes,
		subjects: b.entries,
		freezes:  b.freezes.rows(),
	}
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
	p.Verdict, p.Lede = b.verdict(), b.lede()
	p.Title = b.title()
	p.Fleet = len(b.hosts) > 1
	if err := b.fillFailures(p); err != nil {
		return err
	}
	for _, e := range b.entries {
		if e.Rank != detect.RankExpected || len(p.Harmless) == mostHarmless {
			continue
		}
		a, err := b.answer(e)
		if err != nil {
			return err
		}
		p.Harmless = append(p.Harmless, newCard(a))
	}
	p.MoreHarmless = b.ranks[detect.RankExpected] - len(p.Harmless)
	p.Healthy = b.problems() == 0
	p.Next, p.MoreNext = b.nextRows(), b.nexts-len(b.next)
	p.Lacks, p.Asks = b.lacks(), b.asked()
	if p.Healthy {
		p.Seen = b.looked()
	}
	for _, s := range b.signatures {
		p.Sought = append(p.Sought, newSignatureRow(s))
	}
	p.Options = options(&b.meta)
	return nil
}

// lacks lists what was not among the files.
func (b *Builder) lacks() []detect.Lack {
	all := b.asks.Lacks()
	for i := range all {
		all[i].Hosts, all[i].Shows = visible(all[i].Hosts), visible(all[i].Shows)
	}
	return all
}

// asked is what there is to ask for.
func (b *Builder) asked() []detect.Ask {
	all := b.asks.List()
	for i := range all {
		all[i].Hosts, all[i].Please, all[i].Hand = visible(
			all[i].Hosts,
		), visible(
			all[i].Please,
		), cutTo(
			len(all[i].Hand),
			all[i].Hand,
		)
	}
	return all
}

// fillFailures makes the cards: one for each failure, or, where there are many, one for
// each cause.
func (b *Builder) fillFailures(p *page) error {
	if b.problems() <= mostCards {
		cards, err := b.cards()
		p.Cards = cards
		return err
	}
	causes, further, err := b.causeCards()
	p.Causes, p.Further = causes, further
	return err
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// rankMarks distinguish ranks without colour.
var rankMarks = [...]string{"●", "◉", "◐", "?", "▲", "✓", "·"}

func options(in *Input) [][2]string {
	var out [][2]string
	for name, value := range in.Options {
		out = append(out, [2]string{visible(name), visible(value)})
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

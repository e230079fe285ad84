package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/conclude"
	"github.com/vsslog/vsslog/internal/interval"
)

// screen writes the results for a person at a terminal: the answer first, then the
// sets, then what was read and what could not be seen. It is fed host by host, keeps a
// line or two of the answers that it will show and counts the others; it loads an answer
// again to show it in full.
type screen struct {
	w       io.Writer
	width   int
	paint   bool
	verbose bool
	zone    shownZone
	looked  int // signatures that were asked
	load    func(vsslog.PartID) (*vsslog.HostResult, error)
	loaded  *vsslog.HostResult  // the last one
	path    func(string) string // how the name of an argument is shown

	hosts    int
	answers  topN[answer]
	groups   answerGroups
	problems int // answers that somebody has to do something about
	warnings int // of these, those by which nothing is shown to have failed
	setCount int
	failed   int  // sets
	fault    bool // a set failed or was aborted
	outside  int  // sets that --since and --until left out
	outsideT interval.Interval
	steps    int
	evidence bool // one of them is about a backup or a shadow copy
	leftOut  int  // errors of sources that have nothing to do with backups
	ended    int  // lines and records that say that a backup ended well
	spans    int
	listings int
	lines    []setLine
	pressing topN[*correlate.FreezeStat]
	asks     detect.Asks
	unsure   int // problems whose cause is not confirmed
	inputs   inputTally
}

func (p *program) screen(load func(vsslog.PartID) (*vsslog.HostResult, error)) *screen {
	width, _ := terminal(p.out)
	s := newScreen(p.out, width, p.settings.Verbose, load)
	s.paint = colour(p.out)
	s.zone = p.zone
	return s
}

// newScreen begins a screen. With verbose it keeps a line of everything.
func newScreen(w io.Writer, width int, verbose bool, load func(vsslog.PartID) (*vsslog.HostResult, error)) *screen {
	s := &screen{
		w:       w,
		width:   width,
		verbose: verbose,
		load:    load,
		path:    func(s string) string { return s },
		groups:  answerGroups{},
		asks:    detect.Asks{Named: mostNamed},
		zone:    shownZone{name: "UTC"},
	}
	s.answers.compare, s.pressing.compare = answer.order, correlate.CompareForecasts
	if !verbose {
		s.answers.most, s.pressing.most = mostReported+mostInShort, mostPressing
	} else {
		s.asks.Named = 0
	}
	s.inputs.verbose = verbose
	return s
}

// add takes the next host, or the next part of one.
func (s *screen) add(r *vsslog.HostResult) {
	s.note(r.ID, answersOf(r))
	for _, set := range r.Sets {
		s.addSet(r.Case, set)
	}
	if len(r.Sets) < len(r.Case.Sets) {
		s.leaveOut(r)
	}
	strange := detect.LeftOut(r.Case, r.Failures)
	s.leftOut += strange
	s.steps += len(r.Case.Steps) - strange
	s.evidence = s.evidence || slices.ContainsFunc(r.Case.Steps, conclude.Evidence)
	s.listings += len(r.Case.Listings)
	s.ended += r.Case.EndedWell()
	s.asks.Note(r.Case, r.Failures)
	if !r.Last {
		return
	}
	for _, f := range r.Freezes {
		if f.Pressing() {
			s.pressing.add(f)
		}
	}
	s.asks.Add(r.Case)
	s.hosts++
}

// answersOf is what there is to say about a host, or about a part of one.
func answersOf(r *vsslog.HostResult) []*detect.Answer {
	return detect.Answers(r.Case, r.Sets, r.Findings, r.Failures)
}

func (s *screen) show(args []string) error {
	if err := s.answer(args); err != nil {
		return err
	}
	s.sets()
	s.next()
	s.read()
	s.unseen()
	return nil
}

func (s *screen) line(indent int, text string) {
	prefix := strings.Repeat(" ", indent)
	for _, l := range wrap(printable(text), s.width-indent) {
		fmt.Fprintln(s.w, prefix+l)
	}
}

// command writes what is to be typed: each of its lines whole, so that it can be copied; a
// terminal breaks it where it has to, without an end of line.
func (s *screen) command(indent int, text string) {
	for _, l := range strings.Split(text, "\n") {
		fmt.Fprintln(s.w, strings.Repeat(" ", indent)+strings.TrimSpace(printable(l)))
	}
}

// hanging writes a label and its text; further lines stand under the text.
func (s *screen) hanging(indent int, label, text string) {
	if wide := indent + utf8.RuneCountInString(label); wide > s.width/2 {
		s.line(indent, label)
		s.line(indent+2, text)
		return
	}
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

var rankColours = map[detect.Rank]string{
	detect.RankConfirmed:   "31;1",
	detect.RankLikely:      "31",
	detect.RankSuspected:   "33;1",
	detect.RankCannotTell:  "36;1",
	detect.RankUnexplained: "35;1",
	detect.RankExpected:    "32",
}

func (s *screen) coloured(text, code string) string {
	if !s.paint || code == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

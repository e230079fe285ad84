package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/export"
	"github.com/vsslog/vsslog/internal/bug"
)

// inputTally is what there is to say about the inputs.
type inputTally struct {
	verbose  bool
	files    int
	formats  map[string]int
	records  int64
	used     int64
	problems []string // the first few; all of them with verbose
	troubled int      // how many have a problem
	damaged  int      // of them, those that are logs all the same
	gaps     []string // with verbose
	broken   []string // the first of these
	bugTexts []string // the first bugs, each once
	useless  []string // texts of which nothing is of use: the first few; all of them with verbose
	lacking  int      // how many there are
}

// mostBugs is how many bugs are reported, each in a line.
const mostBugs = 5

// reportBugs reports the bugs that inputs met. It is an error, so --quiet does not keep it.
func (p *program) reportBugs(t *inputTally) {
	for _, text := range t.bugTexts {
		p.reportBug(text + "; everything else was analysed")
	}
}

// reportBroken reports with --quiet, without a screen, which inputs could not be read completely.
func (p *program) reportBroken(t *inputTally) {
	if !p.settings.Quiet {
		return
	}
	for _, text := range t.broken {
		p.say(message{Type: "error", Text: text}, "vsslog: %s\n", printable(text))
	}
	if n := t.damaged - len(t.broken); n > 0 {
		text := fmt.Sprintf("%d more files with problems", n)
		p.say(message{Type: "error", Text: text}, "vsslog: %s\n", text)
	}
}

// mostProblems is how many are reported one by one.
const mostProblems = 5

func (t *inputTally) add(i *export.InputRow) {
	if t.formats == nil {
		t.formats = map[string]int{}
	}
	t.files++
	t.formats[cmp.Or(i.Format, "unreadable")]++
	t.records += i.Records
	t.used += i.Used
	if bug.Is(i.Problem) && len(t.bugTexts) < mostBugs && !slices.Contains(t.bugTexts, i.Problem) {
		t.bugTexts = append(t.bugTexts, i.Problem)
	}
	if i.Problem != "" {
		t.troubled++
		if i.Format != vsslog.Unrecognised && i.Format != vsslog.Prose {
			t.damaged++
			if len(t.broken) < mostProblems {
				t.broken = append(t.broken, i.Source+": "+i.Problem)
			}
		}
		if t.verbose || len(t.problems) < mostProblems {
			t.problems = append(t.problems, i.Source+": "+i.Problem)
		}
	}
	if i.Lacks != "" && i.Problem == "" {
		t.lacking++
		if t.verbose || len(t.useless) < mostProblems {
			t.useless = append(t.useless, i.Source+": "+i.Lacks)
		}
	}
	if t.verbose && len(i.Gaps) > 0 {
		t.gaps = append(t.gaps, i.Source+": "+strings.Join(i.Gaps, "; "))
	}
}

// read says what was read: files by format, and every problem.
func (s *screen) read() {
	t := &s.inputs
	names := slices.Sorted(maps.Keys(t.formats))
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", t.formats[name], name)
	}
	fmt.Fprintln(s.w)
	s.hanging(
		0,
		"Read: ",
		fmt.Sprintf(
			"%s (%s); %d records, %d used",
			plural(t.files, "file"),
			strings.Join(names, ", "),
			t.records,
			t.used,
		),
	)
	if s.leftOut > 0 {
		s.hanging(0, "Left out: ", plural(s.leftOut, "error")+" of sources that have nothing to do with backups (the "+
			"table events has them)")
	}
	for _, problem := range t.problems {
		s.hanging(0, "Problem: ", problem)
	}
	if n := t.troubled - len(t.problems); n > 0 {
		s.line(0, fmt.Sprintf("and %d more files with problems (--verbose)", n))
	}
	for _, lack := range t.useless {
		s.hanging(0, "Not usable: ", lack)
	}
	if n := t.lacking - len(t.useless); n > 0 {
		fmt.Fprintf(s.w, "and %d more files that are not usable (--verbose)\n", n)
	}
	for _, gap := range t.gaps {
		s.hanging(0, "Gap: ", gap)
	}
}

// unseen says which kinds of file were not there and what they would show, and asks
// for them once, where an answer could be surer.
func (s *screen) unseen() {
	lacks := s.asks.Lacks()
	for i := 0; i < len(lacks); {
		var what []string
		hosts := lacks[i].Hosts
		for ; i < len(lacks) && lacks[i].Hosts == hosts; i++ {
			what = append(what, fmt.Sprintf("%s (shows %s)", lacks[i].What, lacks[i].Shows))
		}
		s.hanging(0, "Not seen: ", fmt.Sprintf("of %s: %s", hosts, strings.Join(what, ", ")))
	}
	if s.problems > 0 && s.unsure == 0 {
		return
	}
	for _, ask := range s.asks.List() {
		fmt.Fprintln(s.w)
		s.line(0, "Ask once (copy and send it):")
		s.line(2, ask.Please)
		for _, c := range ask.Commands {
			s.command(4, c)
		}
		if len(ask.Hand) > 0 {
			s.line(2, detect.ByHand)
			for _, h := range ask.Hand {
				s.hanging(4, "- ", h)
			}
		}
		s.line(0, ask.After)
	}
}

// leaveOut counts the sets that --since and --until left out.
func (s *screen) leaveOut(r *vsslog.HostResult) {
	for _, set := range r.Case.Sets {
		if slices.Contains(r.Sets, set) {
			continue
		}
		all := set.Started.Hull(set.Ended)
		if s.outside > 0 {
			all = all.Hull(s.outsideT)
		}
		s.outside, s.outsideT = s.outside+1, all
	}
}

// silence explains why nothing was found: what was looked for, what was seen,
// and, by unseen, what would show more.
func (s *screen) silence() {
	fmt.Fprintln(s.w)
	switch {
	case s.setCount == 0 && s.outside > 0:
		s.line(
			0,
			fmt.Sprintf(
				"No snapshot set was found in the requested time. Outside it: %s, %s; change --since or "+
					"--until, or leave them out.",
				plural(s.outside, "set"),
				s.outsideT,
			),
		)
	case s.answers.count > 0:
		s.line(0, "Nothing failed in the files that were read. What looks like a failure is harmless:")
		return
	case s.setCount == 0 && !s.evidence && s.listings == 0:
		s.line(
			0,
			"Nothing in these files is evidence of a backup or a shadow copy. See below what was read, and what "+
				"would show more.",
		)
	case s.setCount == 0 && s.ended > 0:
		s.line(
			0,
			fmt.Sprintf(
				"%s that a backup ended well, and no record that was read reports a failure. No snapshot set is shown.",
				say(s.ended),
			),
		)
	case s.setCount == 0:
		s.line(
			0,
			"No snapshot set was found, and no record reports a failure. See below what was read, and what would "+
				"show more.",
		)
	case s.inputs.damaged > 0:
		s.line(0, "No failure was found in what could be read, but not every input could be read completely: see below.")
	default:
		s.line(0, "No failure was found. No writer timed out, was rejected or is shown as failed in the files that were "+
			"read.")
	}
	s.hanging(0, "Looked for: ", fmt.Sprintf("%d ways of failing (vsslog signatures lists them)", s.looked))
	s.hanging(0, "Seen: ", fmt.Sprintf("%s about shadow copies, %s with %s, %s of the writers' states",
		plural(s.steps, "record"), plural(s.setCount, "set"), plural(s.spans, "writer"), plural(s.listings, "listing")))
}

// say counts the records that say something: "1 record says", "2 records say".
func say(n int) string {
	if n == 1 {
		return "1 record says"
	}
	return plural(n, "record") + " say"
}

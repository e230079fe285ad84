package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
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
	foreign  int      // that no format claims, or that were passed over
	gaps     []string // with verbose
	bugs     int      // inputs that a bug kept from being read or judged
	bugTexts []string // the first bugs, each once
	useless  []string // texts of which nothing is of use: the first few; all of them with verbose
	lacking  int      // how many there are
}

// mostBugs is how many bugs are told, each in a line.
const mostBugs = 5

// reportBugs tells the bugs that inputs met. It is an error, so --quiet does not keep it.
func (p *program) reportBugs(t *inputTally) {
	for _, text := range t.bugTexts {
		p.reportBug(text + "; everything else was analysed")
	}
}

// mostProblems is how many are told one by one.
const mostProblems = 5

func (t *inputTally) add(i *export.InputRow) {
	if t.formats == nil {
		t.formats = map[string]int{}
	}
	t.files++
	t.formats[cmp.Or(i.Format, "unreadable")]++
	t.records += i.Records
	t.used += i.Used
	if i.Format == vsslog.Unrecognised || i.Format == export.OwnResults {
		t.foreign++
	}
	if bug.Is(i.Problem) {
		t.bugs++
		if len(t.bugTexts) < mostBugs && !slices.Contains(t.bugTexts, i.Problem) {
			t.bugTexts = append(t.bugTexts, i.Problem)
		}
	}
	if i.Problem != "" {
		t.troubled++
		if i.Format != vsslog.Unrecognised {
			t.damaged++
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

// onlyForeign reports whether no format claims any of the files.
func (t *inputTally) onlyForeign() bool { return t.files > 0 && t.foreign == t.files }

// read says what was read: files by format, and every problem.
func (s *screen) read() {
	t := &s.inputs
	names := slices.Sorted(maps.Keys(t.formats))
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", t.formats[name], name)
	}
	fmt.Fprintln(s.w)
	s.hanging(0, "Read: ", fmt.Sprintf("%s (%s); %d records, %d of use", plural(t.files, "file"), strings.Join(names, ", "), t.records, t.used))
	for _, problem := range t.problems {
		s.hanging(0, "Problem: ", problem)
	}
	if n := t.troubled - len(t.problems); n > 0 {
		s.line(0, fmt.Sprintf("and %d more files with problems (--verbose)", n))
	}
	for _, lack := range t.useless {
		s.hanging(0, "Of no use: ", lack)
	}
	if n := t.lacking - len(t.useless); n > 0 {
		fmt.Fprintf(s.w, "and %d more files of no use (--verbose)\n", n)
	}
	for _, gap := range t.gaps {
		s.hanging(0, "Gap: ", gap)
	}
}

// hostList is hosts of which the first few are named; all of them with verbose.
type hostList struct {
	named []string
	count int
}

// lackOf is a need that is not met on hosts of an era.
type lackOf struct {
	need int
	era  string
}

// lack notes which kinds of file a host has not.
func (s *screen) lack(k *correlate.Case) {
	for i, need := range needs {
		if !need.there(k) {
			at := lackOf{i, era(k)}
			if s.lacking[at] == nil {
				s.lacking[at] = &hostList{}
			}
			list := s.lacking[at]
			if list.count++; s.verbose || list.count <= mostNamed {
				list.named = append(list.named, k.Host.Name)
			}
		}
	}
}

// Eras of Windows, by what collects on them: the names of the scripts.
const (
	era2003   = "2003"
	eraModern = "modern"
)

// era says on which Windows the host's files are to be collected. Where no file
// tells its version, the format of its logs does.
func era(k *correlate.Case) string {
	old := func(l *correlate.Log) bool { return strings.HasSuffix(strings.ToLower(l.Source), ".evt") }
	if w, _ := k.Host.Windows(); w.Known() && w.Major < 6 || !w.Known() && slices.ContainsFunc(k.Logs, old) {
		return era2003
	}
	return eraModern
}

// unseen says which kinds of file were not there, what they would show, and how
// to collect them on the Windows of their hosts.
func (s *screen) unseen() {
	if s.hosts == 0 {
		s.hanging(0, "Not seen: ", "a host. Collect: vsslog collect --for modern, or --for 2003 for Server 2003, prints a script that gathers on it what is needed.")
	}
	for i, need := range needs {
		for _, era := range []string{era2003, eraModern} {
			lacking := s.lacking[lackOf{i, era}]
			if lacking == nil {
				continue
			}
			hosts := lacking.named
			if n := lacking.count - len(hosts); n > 0 {
				hosts = append(hosts, fmt.Sprintf("%d more", n))
			}
			if lacking.count == s.hosts && s.hosts > 1 {
				hosts = []string{"every host"}
			}
			s.hanging(0, "Not seen: ", fmt.Sprintf("%s (%s): %s Collect: %s", need.what, strings.Join(hosts, ", "), need.shows, need.collect(era)))
		}
	}
}

// need is a kind of file that tells what no other does.
type need struct {
	what    string
	shows   string
	there   func(*correlate.Case) bool
	collect func(era string) string
}

var needs = []need{
	{"Application log", "it holds freeze and thaw of the writers.", hasLog("Application"), exportOf("Application")},
	{"System log", "it holds volsnap, services and boots.", hasLog("System"), exportOf("System")},
	{"vssadmin list writers over time", "it alone shows when a writer failed.", func(k *correlate.Case) bool { return k.ListingCount() > 0 },
		func(era string) string { return "vsslog collect --for " + era }},
	{"systeminfo", "it says whether an article is about this host.", func(k *correlate.Case) bool { w, _ := k.Host.Windows(); return w.Known() },
		func(string) string { return "systeminfo > systeminfo.txt" }},
}

func hasLog(channel string) func(*correlate.Case) bool {
	return func(k *correlate.Case) bool {
		return slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.EqualFold(l.Channel, channel) })
	}
}

func exportOf(channel string) func(era string) string {
	return func(era string) string {
		if era == era2003 {
			return "Event Viewer, " + channel + ", Save Log File As, .evt"
		}
		return fmt.Sprintf("wevtutil epl %s %s.evtx", channel, channel)
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
		s.line(0, fmt.Sprintf("No snapshot set was seen in the time asked for. Outside of it there is %s, %s: change --since or --until, or leave them out.",
			plural(s.outside, "set"), s.outsideT))
	case s.answers.count > 0:
		s.line(0, "Nothing failed in what was read. What looks like a failure is harmless:")
		return
	case s.setCount == 0 && s.steps == 0 && s.listings == 0:
		s.line(0, "Nothing in these files is evidence of a backup or a shadow copy. See below what was read, and what would show more.")
	case s.setCount == 0:
		s.line(0, "No snapshot set was seen, and no record tells of a failure. See below what was read, and what would show more.")
	case s.inputs.damaged > 0:
		s.line(0, "No failure was found in what could be read, but not every input could be read whole: see below.")
	default:
		s.line(0, "No failure was found. No writer timed out, was rejected or is shown as failed in what was read.")
	}
	s.hanging(0, "Looked for: ", fmt.Sprintf("%d ways of failing (vsslog signatures lists them)", s.looked))
	s.hanging(0, "Seen: ", fmt.Sprintf("%s about shadow copies, %s with %s, %s of the writers' states",
		plural(s.steps, "record"), plural(s.setCount, "set"), plural(s.spans, "writer"), plural(s.listings, "listing")))
}

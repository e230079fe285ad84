package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
)

// read says what was read: files by format, and every problem.
func (s *screen) read() {
	counts := map[string]int{}
	var order []string
	records, used := int64(0), int64(0)
	for _, i := range s.inputs {
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
	s.hanging(0, "Read: ", fmt.Sprintf("%s (%s); %d records, %d of use", plural(len(s.inputs), "file"), strings.Join(order, ", "), records, used))
	problems := 0
	for _, i := range s.inputs {
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
	for _, i := range s.inputs {
		if len(i.Gaps) > 0 && s.verbose {
			s.hanging(0, "Gap: ", i.Source+": "+strings.Join(i.Gaps, "; "))
		}
	}
}

// lackOf is a need that is not met on hosts of an era.
type lackOf struct {
	need int
	era  string
}

// lack notes which kinds of file a host has not.
func (s *screen) lack(k *correlate.Case) {
	if s.lacking == nil {
		s.lacking = map[lackOf][]string{}
	}
	for i, need := range needs {
		if !need.there(k) {
			at := lackOf{i, era(k)}
			s.lacking[at] = append(s.lacking[at], k.Host.Name)
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
			hosts := s.lacking[lackOf{i, era}]
			n := len(hosts)
			switch {
			case n == 0:
				continue
			case n == s.hosts && n > 1:
				hosts = []string{"every host"}
			case n > 4 && !s.verbose:
				hosts = append(slices.Clone(hosts[:4]), fmt.Sprintf("%d more", n-4))
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
	{"vssadmin list writers over time", "it alone shows when a writer failed.", func(k *correlate.Case) bool { return k.CaptureCount() > 0 },
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
func (s *screen) leaveOut(r *vsslog.Result) {
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
	case s.setCount == 0:
		s.line(0, "No snapshot set was seen, so nothing can be said about one. See below what was read, and what would show more.")
	case s.fault:
		s.line(0, "No signature fits, but a set failed or was aborted: see below. What is missing for an answer may be in files that were not read.")
	case damaged(s.inputs):
		s.line(0, "No failure was found in what could be read, but not every input could be read whole: see below.")
	default:
		s.line(0, "No failure was found. No writer timed out, was rejected or is shown as failed in what was read.")
	}
	s.hanging(0, "Looked for: ", fmt.Sprintf("%d ways of failing (vsslog signatures lists them)", s.looked))
	s.hanging(0, "Seen: ", fmt.Sprintf("%s about shadow copies, %s with %s, %s of the writers' states",
		plural(s.steps, "record"), plural(s.setCount, "set"), plural(s.spans, "writer"), plural(s.captures, "listing")))
}

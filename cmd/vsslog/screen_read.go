package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
)

// read says what was read: files by format, and every problem.
func (s *screen) read() {
	counts := map[string]int{}
	var order []string
	records, used := int64(0), int64(0)
	for _, i := range s.r.Inputs {
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
	s.hanging(0, "Read: ", fmt.Sprintf("%s (%s); %d records, %d of use", plural(len(s.r.Inputs), "file"), strings.Join(order, ", "), records, used))
	problems := 0
	for _, i := range s.r.Inputs {
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
	for _, i := range s.r.Inputs {
		if len(i.Gaps) > 0 && s.verbose {
			s.hanging(0, "Gap: ", i.Source+": "+strings.Join(i.Gaps, "; "))
		}
	}
}

// unseen says which kinds of file were not there, what they would show, and how
// to collect them.
func (s *screen) unseen() {
	for _, need := range needs {
		var hosts []string
		for _, k := range s.r.Cases {
			if !need.there(k) {
				hosts = append(hosts, k.Host.Name)
			}
		}
		n := len(hosts)
		switch {
		case n == 0:
			continue
		case n == len(s.r.Cases) && n > 1:
			hosts = []string{"every host"}
		case n > 4 && !s.verbose:
			hosts = append(hosts[:4], fmt.Sprintf("%d more", n-4))
		}
		s.hanging(0, "Not seen: ", fmt.Sprintf("%s (%s): %s Collect: %s", need.what, strings.Join(hosts, ", "), need.shows, need.collect(s.old())))
	}
}

// old reports that most hosts write .evt logs.
func (s *screen) old() bool {
	old := 0
	for _, k := range s.r.Cases {
		if w, _ := k.Host.Windows(); w.Known() && w.Major < 6 || slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.HasSuffix(strings.ToLower(l.Source), ".evt") }) {
			old++
		}
	}
	return 2*old > len(s.r.Cases)
}

// need is a kind of file that tells what no other does.
type need struct {
	what    string
	shows   string
	there   func(*correlate.Case) bool
	collect func(old bool) string
}

var needs = []need{
	{"Application log", "it holds freeze and thaw of the writers.", hasLog("Application"), exportOf("Application")},
	{"System log", "it holds volsnap, services and boots.", hasLog("System"), exportOf("System")},
	{"vssadmin list writers over time", "it alone shows when a writer failed.", func(k *correlate.Case) bool { return len(k.Captures) > 0 },
		func(old bool) string { return "vsslog collect --for " + era(old) }},
	{"systeminfo", "it says whether an article is about this host.", func(k *correlate.Case) bool { w, _ := k.Host.Windows(); return w.Known() },
		func(bool) string { return "systeminfo > systeminfo.txt" }},
}

func hasLog(channel string) func(*correlate.Case) bool {
	return func(k *correlate.Case) bool {
		return slices.ContainsFunc(k.Logs, func(l *correlate.Log) bool { return strings.EqualFold(l.Channel, channel) })
	}
}

func exportOf(channel string) func(old bool) string {
	return func(old bool) string {
		if old {
			return "Event Viewer, " + channel + ", Save Log File As, .evt"
		}
		return fmt.Sprintf("wevtutil epl %s %s.evtx", channel, channel)
	}
}

func era(old bool) string {
	if old {
		return "2003"
	}
	return "modern"
}

// outside returns the sets that --since and --until left out.
func (s *screen) outside() []*correlate.SnapshotSet {
	var sets []*correlate.SnapshotSet
	for _, k := range s.r.Cases {
		for _, set := range k.Sets {
			if !slices.Contains(s.r.Sets, set) {
				sets = append(sets, set)
			}
		}
	}
	return sets
}

// silence explains why nothing was found: what was looked for, what was seen,
// and, by unseen, what would show more.
func (s *screen) silence() {
	fmt.Fprintln(s.w)
	steps, captures, spans := 0, 0, 0
	for _, k := range s.r.Cases {
		steps += len(k.Steps)
		captures += len(k.Captures)
	}
	for _, set := range s.r.Sets {
		spans += len(set.Spans)
	}
	failed := slices.ContainsFunc(s.r.Sets, func(set *correlate.SnapshotSet) bool {
		return set.Outcome == correlate.FailedOutcome || set.Outcome == correlate.Aborted
	})
	switch outside := s.outside(); {
	case len(s.r.Sets) == 0 && len(outside) > 0:
		all := outside[0].Started
		for _, set := range outside {
			all = all.Hull(set.Started).Hull(set.Ended)
		}
		s.line(0, fmt.Sprintf("No snapshot set was seen in the time asked for. Outside of it there is %s, %s: change --since or --until, or leave them out.",
			plural(len(outside), "set"), all))
	case len(s.r.Sets) == 0:
		s.line(0, "No snapshot set was seen, so nothing can be said about one. See below what was read, and what would show more.")
	case failed:
		s.line(0, "No signature fits, but a set failed or was aborted: see below. What is missing for an answer may be in files that were not read.")
	case s.r.Damaged():
		s.line(0, "No failure was found in what could be read, but not every input could be read whole: see below.")
	default:
		s.line(0, "No failure was found. No writer timed out, was rejected or is shown as failed in what was read.")
	}
	s.hanging(0, "Looked for: ", fmt.Sprintf("%d ways of failing (vsslog signatures lists them)", s.looked))
	s.hanging(0, "Seen: ", fmt.Sprintf("%s about shadow copies, %s with %s, %s of the writers' states",
		plural(steps, "record"), plural(len(s.r.Sets), "set"), plural(spans, "writer"), plural(captures, "listing")))
}

package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// window is the time in which one requester worked, from its begin to its end.
type window struct {
	tool   string
	begin  *Step
	end    *Step // nil: no end was seen
	steps  []*Step
	source string
	log    string // runs of one log follow each other
	// late: the begin was stamped after the snapshot. ntbackup stamps the start of
	// the copying, and prints the lines about the shadow copy before it.
	late bool
	// headed: it begins with the first statement of a report of ntbackup: see heads.
	headed bool
	// mixed: another run of the tool began before this one had ended, so that it is
	// not known whose the ends are.
	mixed bool
	// logged is the same run in the event log, whose times are exact: texts often give
	// minutes only.
	logged *window
}

// openReach is how long after its begin a run without an end can have made a set: no
// more than this is claimed.
const openReach = 5 * parse.Minute

// span is from the begin to the end; open where one is missing.
func (w *window) span() interval.Interval {
	i := interval.Of(interval.Never, interval.Forever)
	if w.begin != nil {
		i.Lo = w.begin.At.Lo
		if w.late && i.Lo > interval.Never {
			i.Lo -= freezePhase
		}
	}
	if w.end != nil {
		i.Hi = w.end.At.Hi
	} else if w.begin != nil && w.begin.At.Hi < interval.Forever {
		i.Hi = w.begin.At.Hi + openReach
	}
	if w.logged != nil && w.logged.end != nil {
		if both, ok := i.Intersect(w.logged.span()); ok {
			return both
		}
	}
	return i
}

// pair finds for each run that a text tells of the same run in the event log: the
// one of that tool in which the text begins, if there is exactly one.
func pair(all []*window) {
	logged := map[string][]*window{}
	for _, v := range all {
		if v.begin != nil && v.begin.Record.Provider != parse.ProviderRequester {
			tool := strings.ToLower(v.tool)
			logged[tool] = append(logged[tool], v)
		}
	}
	index := map[string]*interval.Index[*window]{}
	for tool, runs := range logged {
		index[tool] = interval.NewIndex(runs, (*window).span)
	}
	for _, w := range all {
		if w.begin == nil || w.begin.Record.Provider != parse.ProviderRequester {
			continue
		}
		if x := index[strings.ToLower(w.tool)]; x != nil {
			if found := x.Overlapping(w.begin.At.Bounded()); w.begin.At != interval.Unknown && len(found) == 1 {
				w.logged = found[0]
			}
		}
	}
}

// near is span, no longer than it may reach where it is open. Unknown if nothing in it
// has a time.
func (w *window) near() interval.Interval {
	i := w.span()
	if i != interval.Unknown {
		return i.Bounded()
	}
	for _, s := range w.steps {
		switch at := s.reach(); {
		case i == interval.Unknown:
			i = at
		case at != interval.Unknown:
			i = i.Hull(at)
		}
	}
	return i
}

// windows reads the begin and end steps of each log or text in order. An inner
// pair (ntbackup 8000 and 8001 inside 8018 and 8019) does not close the outer.
func (k *Case) windows() []*window {
	byLog := map[string][]*Step{}
	var logs []string
	for _, s := range k.Steps {
		if key := windowKey(s); key != "" {
			if byLog[key] == nil {
				logs = append(logs, key)
			}
			byLog[key] = append(byLog[key], s)
		}
	}
	slices.Sort(logs)
	var all []*window
	for _, log := range logs {
		steps := byLog[log]
		slices.SortStableFunc(steps, inPlace)
		var open, closed *window
		inner := false
		for _, s := range steps {
			if open != nil && parts(open.steps[len(open.steps)-1], s) {
				open = nil
			}
			switch {
			case open == nil && closed != nil && trails(closed.steps[len(closed.steps)-1], s):
				closed.steps = append(closed.steps, s)
			case s.Kind == vocab.KindRequesterBegin && open != nil && s.Record.EventID == 8000:
				inner = true
				open.steps = append(open.steps, s)
			case s.Kind == vocab.KindRequesterBegin && open != nil && open.begin == nil && open.source == s.Source && s.Record.Provider == parse.ProviderRequester && !open.over(s):
				open.begin, open.late = s, true
				open.steps = append(open.steps, s)
			case s.Kind == vocab.KindRequesterBegin:
				mixed := open != nil && open.begin != nil && s.At.Lo-open.begin.At.Hi < parse.Hour
				if mixed {
					open.mixed = true
				}
				open = &window{tool: s.CommandLine, begin: s, steps: []*Step{s}, source: s.Source, log: log, mixed: mixed}
				all = append(all, open)
			case s.Kind == vocab.KindRequesterEnd || s.Kind == vocab.KindRequesterFailed && s.Record.EventID != 8017:
				if open == nil {
					open = &window{tool: s.CommandLine, source: s.Source, log: log}
					all = append(all, open)
				}
				open.steps = append(open.steps, s)
				if inner && s.Record.EventID == 8001 {
					inner = false
					continue
				}
				open.end = s
				open, closed = nil, open
			default:
				if open == nil || open.begin == nil && open.over(s) {
					open = &window{tool: s.CommandLine, source: s.Source, log: log, headed: heads(s)}
					all = append(all, open)
				}
				open.steps = append(open.steps, s)
			}
		}
	}
	for _, w := range all {
		w.narrow()
	}
	pair(all)
	return all
}

// heads reports the statement with which the report of a run of ntbackup begins: it
// prints the lines about the shadow copy, which have no time of their own, before the one
// that says when it started to copy.
func heads(s *Step) bool {
	return s.Kind == vocab.KindInitiated && strings.EqualFold(s.CommandLine, "ntbackup") && untimed(s)
}

// untimed reports a statement of a text without a time of its own.
func untimed(s *Step) bool {
	return s.Record.Provider == parse.ProviderRequester && s.Record.Stamp != parse.StampRecord
}

// parts reports two statements of one text of which the first is the end of a run and the
// second the head of the next.
func parts(last, s *Step) bool {
	return heads(s) && last.Kind == vocab.KindBackupComplete && last.Source == s.Source
}

// trails reports a further statement about the end of a run: ntbackup tells of a failure
// in several lines.
func trails(last, s *Step) bool {
	if last.Source != s.Source || s.Record.Provider != parse.ProviderRequester {
		return false
	}
	return s.Kind == vocab.KindRequesterFailed && untimed(s) || s.Kind == vocab.KindBackupComplete && !over(last, s)
}

// windowKey names the log or text of a step that windows are made of, "" for
// other steps.
func windowKey(s *Step) string {
	switch s.Kind {
	case vocab.KindRequesterBegin, vocab.KindInitiated, vocab.KindCreated, vocab.KindRequesterEnd, vocab.KindRequesterFailed, vocab.KindRequesterCode, vocab.KindBackupComplete:
		if s.Kind == vocab.KindCreated && s.Record.Provider != parse.ProviderRequester {
			return ""
		}
		return s.Log + "|" + strings.ToLower(s.Record.Provider)
	}
	return ""
}

// over reports whether s stands so long after the window's last statement that
// it speaks of something else. A window without a begin has nothing else to go by.
func (w *window) over(s *Step) bool { return over(w.steps[len(w.steps)-1], s) }

func over(last, s *Step) bool {
	if last.At.Hi < interval.Forever && s.At.Lo > interval.Never {
		return s.At.Lo-last.At.Hi > reach
	}
	return s.place-last.place > interval.MaxReach
}

// narrow bounds statements of a text that have no time of their own by the
// times that stand before and after them in it.
func (w *window) narrow() {
	for i, s := range w.steps {
		if !strings.HasPrefix(s.Record.Provider, "vsslog.") {
			continue
		}
		at := s.At
		for _, before := range w.steps[:i] {
			if before.Source == s.Source && before.At.Lo > interval.Never {
				at.Lo = max(at.Lo, before.At.Lo)
			}
		}
		for _, after := range w.steps[i+1:] {
			if after.Source == s.Source && after.At.Hi < interval.Forever && after.At.Hi >= at.Lo {
				at.Hi = min(at.Hi, after.At.Hi)
			}
		}
		if at.Lo <= at.Hi { // else the clock of the text was set back
			s.At = at
		}
	}
}

// inPlace orders steps of one log: by record id, by line, by offset.
func inPlace(a, b *Step) int {
	if a.SameLog(b) {
		return cmp.Compare(a.Record.RecordID, b.Record.RecordID)
	}
	if a.Source == b.Source && a.Record.Line != b.Record.Line {
		return int(a.Record.Line - b.Record.Line)
	}
	return a.Compare(b)
}

// setsFromRequesters joins windows to sets. A window in which no set is known
// makes one if it tells of a failure, or of a whole run of a program that always takes
// a shadow copy: something was tried there.
func (k *Case) setsFromRequesters() {
	all := k.windows()
	slices.SortStableFunc(all, func(a, b *window) int { return cmp.Compare(a.after(), b.after()) })
	for _, w := range all {
		var sets []*SnapshotSet
		var near []*SnapshotSet
		at := k.orLastDay(w.near())
		if w.begin != nil {
			near = k.setsNear(at)
		}
		for _, s := range near {
			if at.Compare(s.about()) != interval.Undecided {
				continue
			}
			if len(s.freezes) == 0 && len(s.awake) == 0 && (s.window == nil || s.window.log == w.log || k.orLastDay(s.window.near()).Compare(w.begin.At) != interval.Undecided) {
				continue // known from another run of a requester only
			}
			sets = append(sets, s)
		}
		if len(sets) == 0 && w.begin == nil {
			sets = k.latestBefore(w)
		}
		if len(sets) == 0 {
			if !w.failed() && !w.tookShadows() {
				continue
			}
			s := &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"requester"}}
			k.Sets = append(k.Sets, s)
			sets = append(sets, s)
		}
		for _, s := range sets {
			if s.window == nil {
				s.window = w
			}
			if w.begin != nil {
				s.Requests = append(s.Requests, w.begin)
			}
			s.Mixed = s.Mixed || w.mixed || len(sets) > 1
			if !slices.Contains(s.From, "requester") {
				s.From = append(s.From, "requester")
			}
		}
		// What the requester says at its begin is about its first set, the rest about
		// its last one.
		slices.SortStableFunc(sets, func(a, b *SnapshotSet) int { return cmp.Compare(a.anchor().Lo, b.anchor().Lo) })
		for _, step := range w.steps {
			set := sets[len(sets)-1]
			if step.Kind == vocab.KindRequesterBegin || step.Kind == vocab.KindInitiated {
				set = sets[0]
			}
			if step.Set == nil {
				step.Set = set
				set.Steps = append(set.Steps, step)
			}
		}
	}
}

// after is the turn of a window: one of which only its report tells that it was there gets
// a set that no other run in the text has.
func (w *window) after() int {
	if w.headed && w.begin == nil {
		return 1
	}
	return 0
}

// latestBefore finds the set that a text without a begin most likely speaks of:
// the latest one that began before its first statement.
func (k *Case) latestBefore(w *window) []*SnapshotSet {
	var best *SnapshotSet
	at := k.reach(w.steps[0])
	for _, s := range k.setsNear(interval.Of(at.Lo-reach, at.Hi)) {
		a := s.anchor()
		if w.headed && slices.ContainsFunc(s.Requests, func(r *Step) bool { return r.Source == w.source }) {
			continue // another run of the text made it
		}
		if a.Lo > interval.Never && a.Lo <= at.Hi && at.Lo-a.Bounded().Hi <= reach && (best == nil || a.Lo > best.anchor().Lo) {
			best = s
		}
	}
	if best == nil {
		return nil
	}
	return []*SnapshotSet{best}
}

// tookShadows reports a whole run of a program that never backs up without a shadow
// copy: Windows Server Backup, by its documentation.
func (w *window) tookShadows() bool {
	return w.begin != nil && w.end != nil && strings.EqualFold(w.begin.Record.Provider, "Microsoft-Windows-Backup")
}

func (w *window) failed() bool {
	for _, s := range w.steps {
		if s.Kind == vocab.KindRequesterFailed || s.Kind == vocab.KindRequesterCode && s.Code >= 0x80000000 {
			return true
		}
	}
	return false
}

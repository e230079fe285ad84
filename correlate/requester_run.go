package correlate

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// requesterRun is the time in which one requester worked, from its begin to its end.
type requesterRun struct {
	tool   string
	begin  *Step
	from   interval.Interval // when it began by its own records, where no begin was seen; Unknown: none says so
	end    *Step             // nil: no end was seen
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
	turn  int               // when it is joined to its sets: see after
	made  interval.Interval // when the set whose id it prints was made; zero: not known
	// logged is the same run in the event log, whose times are exact: texts often give
	// minutes only.
	logged *requesterRun
}

// openReach is how long after its begin a run without an end can have made a set: no
// more than this is claimed.
const openReach = 5 * parse.Minute

// span is from the begin to the end; open where one is missing.
func (w *requesterRun) span() interval.Interval {
	i := interval.Of(interval.Never, interval.Forever)
	if w.begin != nil {
		i.Lo = w.begin.At.Lo
		if w.late && i.Lo > interval.Never {
			i.Lo -= freezePhase
		}
	} else if first, last := w.steps[0], w.steps[len(w.steps)-1]; w.from != interval.Unknown {
		i = interval.Of(w.from.Lo, last.At.Hi)
	} else if !untimed(first) && first.At.Lo > interval.Never {
		i = interval.Of(first.At.Lo-maxReach, last.At.Hi) // the begin of a run that nobody saw
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
func pair(all []*requesterRun) {
	logged := map[string][]*requesterRun{}
	for _, v := range all {
		if v.begin != nil && v.begin.Record.Provider != parse.ProviderRequester {
			tool := strings.ToLower(v.tool)
			logged[tool] = append(logged[tool], v)
		}
	}
	index := map[string]*interval.Index[*requesterRun]{}
	for tool, runs := range logged {
		index[tool] = interval.NewIndex(runs, (*requesterRun).span)
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
func (w *requesterRun) near() interval.Interval {
	if w.made != (interval.Interval{}) {
		return interval.Of(w.made.Lo-maxReach, w.made.Hi+maxReach)
	}
	i := w.span()
	if i != interval.Unknown {
		return i.Bounded()
	}
	for _, s := range w.steps {
		switch at := s.related(); {
		case i == interval.Unknown:
			i = at
		case at != interval.Unknown:
			i = i.Hull(at)
		}
	}
	return i
}

// requesterRuns reads the begin and end steps of each log or text in order.
func (k *Case) requesterRuns() []*requesterRun {
	byLog := map[string][]*Step{}
	var logs []string
	var wsb []*Step
	for _, s := range k.Steps {
		if key := runKey(s); key == keyWSB {
			wsb = append(wsb, s)
		} else if key != "" {
			if byLog[key] == nil {
				logs = append(logs, key)
			}
			byLog[key] = append(byLog[key], s)
		}
	}
	slices.Sort(logs)
	var all []*requesterRun
	for _, log := range logs {
		steps := byLog[log]
		inCourse(steps)
		var runs runTracker
		var run *requesterRun
		for _, s := range steps {
			switch runs.next(s) {
			case runBegins:
				mixed := run != nil && run.end == nil && run.begin != nil && s.At.Lo-run.begin.At.Hi < parse.Hour
				if mixed {
					run.mixed = true
				}
				run = &requesterRun{
					tool:   s.CommandLine,
					begin:  s,
					from:   interval.Unknown,
					source: s.Source,
					log:    log,
					mixed:  mixed,
				}
				all = append(all, run)
			case runAppears:
				run = &requesterRun{
					tool:   s.CommandLine,
					from:   interval.Unknown,
					source: s.Source,
					log:    log,
					headed: heads(s),
				}
				all = append(all, run)
			case runBeginsLate:
				run.begin, run.late = s, true
			}
			run.steps = append(run.steps, s)
			if !runs.open && run.end == nil {
				run.end = s
			}
		}
	}
	all = joinCut(all)
	all = append(all, runsOfWSB(wsb, k.Host.clock.floats)...)
	for _, w := range all {
		w.narrow()
		if first := w.steps[0]; w.begin == nil && w.from == interval.Unknown && asks(first) && !untimed(first) && first.At.Known() {
			w.from = first.At // a run that asks for its shadow copy has begun by then
		}
	}
	pair(all)
	return all
}

// longestCut is how long after its begin the end of a run can be in the next part of a log.
const longestCut = parse.Day

// joinCut joins the two parts of a run that a log was cut in: one begins and does not end, the other
// ends and did not begin, in another file about the same program. There must be one of each that
// fits, so that nothing is joined by guess.
func joinCut(all []*requesterRun) []*requesterRun {
	isHead := map[*requesterRun]bool{}
	var tails []*requesterRun
	for _, w := range all {
		switch {
		case w.mixed:
		case w.begin != nil && w.end == nil, w.begin == nil && w.end == nil && asks(w.steps[0]):
			isHead[w] = true
		case w.begin == nil && w.end != nil && !w.headed && !asks(w.steps[0]):
			tails = append(tails, w)
		}
	}
	if len(isHead) == 0 || len(tails) == 0 {
		return all
	}
	byTool := map[string][]*requesterRun{} // all that bounds what a tail can belong to
	for _, w := range all {
		byTool[w.cutKey()] = append(byTool[w.cutKey()], w)
	}
	first := func(w *requesterRun) parse.Ticks { return w.steps[0].At.Lo }
	place := map[*requesterRun]int{}
	for _, of := range byTool {
		slices.SortStableFunc(of, func(a, b *requesterRun) int { return cmp.Compare(first(a), first(b)) })
		for n, w := range of {
			place[w] = n
		}
	}
	joined := map[*requesterRun]bool{}
	for _, tail := range tails {
		of := byTool[tail.cutKey()]
		at := place[tail]
		if at < 1 {
			continue
		}
		head := of[at-1]
		last := head.steps[len(head.steps)-1]
		if !isHead[head] || head.source == tail.source || !exact(last) || !exact(tail.steps[0]) ||
			first(tail)-first(head) > longestCut || last.At.Hi > tail.steps[0].At.Hi {
			continue
		}
		head.steps, head.end = append(head.steps, tail.steps...), tail.end
		joined[tail] = true
	}
	return slices.DeleteFunc(all, func(w *requesterRun) bool { return joined[w] })
}

// cutKey is what the parts of a run have in common: what kind of log it is, and the program.
func (w *requesterRun) cutKey() string {
	return strings.ToLower(w.steps[0].Record.Provider) + "|" + strings.ToLower(w.tool)
}

// exact reports a step whose time is its own and known to a minute.
func exact(s *Step) bool {
	return s.At.Known() && s.At.Hi-s.At.Lo <= parse.Minute && !untimed(s)
}

// runKey names the log or text of a step that runs are made of, "" for
// other steps.
func runKey(s *Step) string {
	if ofListings(s.Kind) { // as most steps of a polled host
		return ""
	}
	if ofClusterLog(s) || s.Told() || s.Record.Text(parse.FieldPhrase) == parse.PhraseJobFailed {
		return "" // neither what a person nor what the cluster tells is the course of a program; what stopped a job later no end of its set
	}
	switch s.Kind {
	case vocab.KindRequesterBegin,
		vocab.KindInitiated,
		vocab.KindCreated,
		vocab.KindRequesterEnd,
		vocab.KindRequesterFailed,
		vocab.KindRequesterCode,
		vocab.KindBackupComplete:
		if s.Kind == vocab.KindCreated && s.Record.Provider != parse.ProviderRequester {
			return ""
		}
		if strings.EqualFold(s.Record.Provider, vocab.ProviderWSB) {
			return keyWSB
		}
		return s.Log + "|" + strings.ToLower(s.Record.Provider)
	}
	return ""
}

// narrow bounds statements of a text that have no time of their own by the
// times that stand before and after them in it.
func (w *requesterRun) narrow() {
	lows := make([]parse.Ticks, len(w.steps)) // at the earliest, by what stands before
	passed := map[string]parse.Ticks{}
	for i, s := range w.steps {
		lows[i] = s.At.Lo
		if lo, ok := passed[s.Source]; ok {
			lows[i] = max(lows[i], lo)
		}
		if s.At.Lo > interval.Never {
			passed[s.Source] = lows[i]
		}
	}
	coming := map[string]*comingTimes{}
	for i, s := range slices.Backward(w.steps) {
		c := coming[s.Source]
		if c == nil {
			c = &comingTimes{next: interval.Forever}
			coming[s.Source] = c
		}
		at := interval.Interval{Lo: lows[i], Hi: min(s.At.Hi, c.from(lows[i]))}
		c.add(s.At.Hi)
		if s.Record.IsStatement() &&
			at.Lo <= at.Hi { // else the clock of the text was set back
			s.At = at
		}
	}
}

// comingTimes are the latest times of the steps that stand behind one in a text, as it is
// gone through from its end.
type comingTimes struct {
	next    parse.Ticks // the first of those that do not lie before the step
	earlier latestFirst // those that do
}

// from is the first of the times that does not lie before lo, which falls from call to call.
func (c *comingTimes) from(lo parse.Ticks) parse.Ticks {
	for len(c.earlier) > 0 && c.earlier[0] >= lo {
		c.next = min(c.next, heap.Pop(&c.earlier).(parse.Ticks))
	}
	return c.next
}

func (c *comingTimes) add(hi parse.Ticks) {
	if hi < interval.Forever {
		heap.Push(&c.earlier, hi)
	}
}

// latestFirst is a heap.
type latestFirst []parse.Ticks

func (l latestFirst) Len() int           { return len(l) }
func (l latestFirst) Less(i, j int) bool { return l[i] > l[j] }
func (l latestFirst) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *latestFirst) Push(x any)        { *l = append(*l, x.(parse.Ticks)) }
func (l *latestFirst) Pop() any {
	last := len(*l) - 1
	x := (*l)[last]
	*l = (*l)[:last]
	return x
}

// inCourse orders the steps of one key of runs as they came about.
func inCourse(steps []*Step) {
	slices.SortStableFunc(steps, inPlace)
	newestLast(steps)
}

// newestLast turns the statements of texts that have the newest line first: each line with what is
// below it and has no time of its own.
func newestLast(steps []*Step) {
	for from := 0; from < len(steps); {
		to := from + 1
		for to < len(steps) && steps[to].Source == steps[from].Source {
			to++
		}
		if of := steps[from:to]; descends(of) {
			var turned []*Step
			for end := len(of); end > 0; {
				at := end - 1
				for at > 0 && !timed(of[at]) {
					at--
				}
				turned = append(turned, of[at:end]...)
				end = at
			}
			copy(of, turned)
		}
		from = to
	}
}

// timed reports a statement that begins with a time of its own.
func timed(s *Step) bool { return s.Record.IsStatement() && !untimed(s) && s.At.Lo > interval.Never }

// descends reports statements of which the first one has a time, and each a later one than the next that has one.
func descends(steps []*Step) bool {
	var last *Step
	earlier := false
	for n, s := range steps {
		switch {
		case !timed(s):
			if n == 0 {
				return false
			}
			continue
		case last != nil && s.At.Lo > last.At.Lo:
			return false
		case last != nil && s.At.Hi < last.At.Lo:
			earlier = true
		}
		last = s
	}
	return earlier
}

// inPlace orders steps of one log: by record id, statements of a text by line, by time. Events may be in
// a file in any order: many programs export the newest first.
func inPlace(a, b *Step) int {
	if a.SameLog(b) {
		return cmp.Compare(a.Record.RecordID, b.Record.RecordID)
	}
	if a.Source == b.Source && a.Record.Line != b.Record.Line && a.Record.IsStatement() && b.Record.IsStatement() {
		return int(a.Record.Line - b.Record.Line)
	}
	return a.Compare(b)
}

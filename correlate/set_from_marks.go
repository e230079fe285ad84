package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// freezePhase is the longest that freezing all writers may take: a writer that
// waits longer than its limit fails, so the next freeze belongs to another set.
const freezePhase = 2 * parse.Minute

// maxReach is how long after its freeze a set may still have news: the longest
// limit, a late watchdog, and the slowest thaw seen.
const maxReach = 10 * parse.Minute

// setsFromMarks groups freeze and thaw marks. All writers are frozen before any
// is thawed, so a freeze that certainly follows a thaw begins another set; so
// does a second freeze of the same database, and one too late for the phase.
func (k *Case) setsFromMarks() {
	var current *SnapshotSet
	known := marks{}
	for _, m := range k.Steps {
		if m.Record.Stale {
			continue
		}
		switch m.Kind {
		case vocab.KindFreeze, vocab.KindFreezeFailed:
			if current == nil || !current.accepts(m, known.of(current)) || k.started(current.lastMark().At, m.At) {
				current = &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"freeze marks"}}
				k.Sets = append(k.Sets, current)
			}
			current.freezes = append(current.freezes, m)
			m.Set = current
		case vocab.KindThaw, vocab.KindThawEnd:
			if s := k.frozen(m, known); s != nil {
				s.thaws = append(s.thaws, m)
				m.Set = s
			}
		}
	}
	k.pairByIDs()
}

// pairByIDs finds the freeze of thaw marks that stand before it in time and after it in their
// log: the clock went back in between, as it does when summer time ends.
func (k *Case) pairByIDs() {
	froze := map[string][]*Step{}
	for _, set := range k.Sets {
		for _, f := range set.freezes {
			if f.Record.RecordID != 0 {
				froze[f.Log+"\x00"+f.Key] = append(froze[f.Log+"\x00"+f.Key], f)
			}
		}
	}
	for _, t := range k.Steps {
		if t.Kind != vocab.KindThaw || t.Set != nil || t.Record.Stale || t.Record.RecordID == 0 {
			continue
		}
		var last *Step // freeze of it
		for _, f := range froze[t.Log+"\x00"+t.Key] {
			if f.Record.RecordID < t.Record.RecordID && (last == nil || f.Record.RecordID > last.Record.RecordID) {
				last = f
			}
		}
		if last != nil && t.At.Hi < last.At.Lo && k.clockWentBack(last, t) {
			last.Set.thaws = append(last.Set.thaws, t)
			t.Set = last.Set
		}
	}
}

// clockWentBack reports that two records stand right behind each other if the clock was set back
// between them by an hour, or by as much as a record tells.
func (k *Case) clockWentBack(first, next *Step) bool {
	soon := func(back parse.Ticks) bool {
		lo, hi := next.At.Minus(first.At)
		return hi+back >= 0 && lo+back <= maxReach
	}
	return soon(parse.Hour) || slices.ContainsFunc(k.clockSteps, func(s *Step) bool {
		old, now, ok := stepOfClock(s)
		return ok && old-now > tinyShift && soon(old-now)
	})
}

// setsFromEnds makes sets of writers that were thawed and finished their backup where the log
// does not reach back to their freeze.
func (k *Case) setsFromEnds() {
	var thaws []*Step // of no set, in order
	for _, s := range k.Steps {
		switch {
		case s.Set != nil || s.Record.Stale || !s.At.Known():
		case s.Kind == vocab.KindThaw:
			thaws = append(thaws, s)
		case finished(s):
			reach := maxReach
			if s.Kind == vocab.KindWriterComplete { // that comes when the requester has copied all
				reach = parse.Hour
			}
			own := slices.DeleteFunc(slices.Clone(thaws), func(t *Step) bool {
				return t.Set != nil || s.At.Lo-t.At.Hi > reach || t.At.Lo > s.At.Hi || !sameWriter(t, s)
			})
			if len(own) == 0 || k.knowsSetIn(interval.Of(own[0].At.Lo-maxReach, s.At.Hi)) {
				continue
			}
			set := &SnapshotSet{
				Host: k.Host.Name, Identity: Inferred, From: []string{"thaw marks"}, thaws: own, Steps: []*Step{s},
			}
			for _, m := range append(own[:len(own):len(own)], s) {
				m.Set = set
			}
			k.Sets = append(k.Sets, set)
		}
		if n := len(thaws); n > 64 {
			thaws = thaws[n-64:]
		}
	}
}

// knowsSetIn reports a set of which a mark may lie in span.
func (k *Case) knowsSetIn(span interval.Interval) bool {
	return slices.ContainsFunc(k.setsNear(span), func(set *SnapshotSet) bool {
		return set.extent().Compare(span) == interval.Undecided
	})
}

// idleStop is how long VSS must have had nothing to do before it stops by itself (180 s,
// VSS 8224), less what the times of records may be off.
const idleStop = 170 * parse.Second

// suspendLag is how far the record of a statement that suspends a database lies from the mark of
// its freeze (inferred: SQL Server writes both as it does so).
const suspendLag = 10 * parse.Second

// dropWithoutVSS drops sets of SQL Server's marks that were made while VSS had nothing to
// do, as it said later, or where SQL Server says that its own statement suspended the database:
// its snapshots by ALTER DATABASE and those of virtual devices leave the same marks.
func (k *Case) dropWithoutVSS() {
	var idle []parse.Ticks
	var turns []*Step // that the service was started or stopped
	var suspends []interval.Interval
	for _, s := range k.Steps {
		switch {
		case !s.At.Known() || s.Record.Stale:
		case s.Kind == vocab.KindServiceIdle:
			idle = append(idle, s.At.Lo)
		case s.Kind == vocab.KindSQLSuspend:
			suspends = append(suspends, s.At)
		case (s.Kind == vocab.KindServiceStopped || s.Kind == vocab.KindServiceRunning) && s.Detail == "VSS":
			turns = append(turns, s)
		}
	}
	slices.Sort(idle)
	slices.SortStableFunc(turns, (*Step).Compare)
	without := func(at interval.Interval) bool {
		return idleAt(idle, at) || k.stoppedAt(turns, at) ||
			slices.ContainsFunc(suspends, func(s interval.Interval) bool {
				return s.Lo <= at.Hi+suspendLag && at.Lo <= s.Hi+suspendLag
			})
	}
	k.Sets = slices.DeleteFunc(k.Sets, func(set *SnapshotSet) bool {
		if !slices.ContainsFunc(
			set.freezes,
			func(f *Step) bool { return ofSQLServer(f) && without(f.At) },
		) ||
			slices.ContainsFunc(set.freezes, func(f *Step) bool { return !ofSQLServer(f) }) {
			return false
		}
		for _, m := range slices.Concat(set.freezes, set.thaws) {
			m.Set = nil
		}
		return true
	})
}

// ShowsVSS is a step that shows that a set was made by VSS, whatever else freezes databases:
// one of VSS, of a requester, of a writer that nothing else freezes, or the service that was
// running then; nil if nothing does.
func (k *Case) ShowsVSS(set *SnapshotSet) *Step {
	for _, s := range set.Steps {
		if s.attachable() && !ofSQLServer(s) {
			return s
		}
	}
	at := set.about()
	if !at.Known() {
		return nil
	}
	var last *Step
	for _, s := range k.vssIndex.Overlapping(interval.Of(at.Lo-parse.Day, at.Hi)) {
		if s.At.Known() && s.At.Lo <= at.Hi && (last == nil || s.At.Lo >= last.At.Lo) {
			last = s
		}
	}
	if last != nil && (last.Kind == vocab.KindServiceRunning || last.Kind == vocab.KindServiceStart) {
		return last
	}
	return nil
}

// ofSQLServer reports a record of SQL Server itself: its log of events, its virtual devices or
// its ERRORLOG. What SQL Server's writer logs is of VSS.
func ofSQLServer(s *Step) bool {
	provider := strings.ToLower(s.Record.Provider)
	return strings.HasPrefix(s.Key, "sql/") || strings.HasPrefix(provider, "mssql") || provider == "sqlvdi" ||
		s.Record.Text(parse.FieldTool) == parse.ToolErrorLog
}

// idleAt reports whether VSS had nothing to do at a time, by one of its idle stops.
func idleAt(idle []parse.Ticks, at interval.Interval) bool {
	n, _ := slices.BinarySearch(idle, at.Hi)
	return n < len(idle) && at.Known() && idle[n]-at.Lo < idleStop
}

// stoppedAt reports whether the VSS service was stopped at a time: the System log shows its
// last turn before, and goes on without a hole to that time. turns are in order.
func (k *Case) stoppedAt(turns []*Step, at interval.Interval) bool {
	n, _ := slices.BinarySearchFunc(turns, at.Lo, func(s *Step, t parse.Ticks) int { return cmp.Compare(s.At.Lo, t) })
	if n == 0 || !at.Known() {
		return false
	}
	last := turns[n-1]
	if last.Kind != vocab.KindServiceStopped || last.At.Hi >= at.Lo ||
		n < len(turns) && turns[n].At.Lo <= at.Hi+parse.Minute {
		return false
	}
	ok, _ := k.Covered("System", interval.Of(last.At.Lo, at.Hi))
	return ok
}

// marks are those of sets, by what they tell of: a server may freeze very many databases.
type marks map[*SnapshotSet]*marksOfSet

type marksOfSet struct {
	froze, thawed  map[string]bool    // by key
	sessions       map[process]string // the last one of ESE, by its key
	freezes, thaws int                // that are in the maps
}

// of returns what is known of the marks of a set, to which some may have been added.
func (m marks) of(s *SnapshotSet) *marksOfSet {
	known := m[s]
	if known == nil {
		known = &marksOfSet{froze: map[string]bool{}, thawed: map[string]bool{}}
		m[s] = known
	}
	for ; known.freezes < len(s.freezes); known.freezes++ {
		f := s.freezes[known.freezes]
		known.froze[f.Key] = true
		if strings.HasPrefix(f.Key, "ese/") {
			if known.sessions == nil {
				known.sessions = map[process]string{}
			}
			known.sessions[processOf(f)] = f.Key
		}
	}
	for ; known.thaws < len(s.thaws); known.thaws++ {
		known.thawed[s.thaws[known.thaws].Key] = true
	}
	return known
}

// process is one whose marks have sessions of their own.
type process struct {
	id     uint32
	writer string
}

func processOf(s *Step) process { return process{s.ProcessID, s.Writer} }

func (s *SnapshotSet) accepts(freeze *Step, known *marksOfSet) bool {
	for _, t := range s.thaws {
		if t.CertainlyBefore(freeze) {
			return false
		}
	}
	if known.froze[freeze.Key] &&
		(strings.HasPrefix(freeze.Key, "sql/") && freeze.Database != "" || strings.HasPrefix(freeze.Key, "trace/")) {
		return false // a text in another language may not tell the database
	}
	if session, ok := known.sessions[processOf(freeze)]; ok && strings.HasPrefix(freeze.Key, "ese/") &&
		session != freeze.Key {
		return false // the next session of the same process
	}
	last := s.lastMark()
	if last.apart(freeze) {
		return false
	}
	if apart, ok := last.wallUntil(freeze); ok && apart > freezePhase {
		return false
	}
	return freeze.At.Lo-last.At.Hi <= freezePhase
}

// lastMark is the last freeze mark.
func (s *SnapshotSet) lastMark() *Step { return s.freezes[len(s.freezes)-1] }

// frozen finds the set that a thaw mark belongs to: the latest one in which the
// same thing is frozen and not yet thawed, else the latest frozen one near.
func (k *Case) frozen(thaw *Step, known marks) *SnapshotSet {
	for i := len(k.Sets) - 1; i >= 0; i-- {
		s := k.Sets[i]
		if len(s.freezes) == 0 || k.passed(s.freezes[0].At, thaw.At) > parse.Hour {
			break
		}
		of := known.of(s)
		if s.freezes[0].apart(thaw) {
			continue
		}
		if of.froze[thaw.Key] && (!of.thawed[thaw.Key] || strings.HasPrefix(thaw.Key, "ese/")) {
			return s
		}
	}
	for i := len(k.Sets) - 1; i >= 0; i-- {
		if s := k.Sets[i]; len(s.freezes) > 0 && !s.freezes[0].apart(thaw) && !k.started(s.freezes[0].At, thaw.At) && thaw.At.Hi >= s.freezes[0].At.Lo &&
			k.passed(s.freezes[0].At, thaw.At) <= maxReach {
			return s
		}
	}
	return nil
}

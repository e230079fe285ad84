package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// setsFromRequesters joins runs to sets. A run in which no set is known makes one if it tells
// of a failure, says that its copy was made, or is a whole run of a program that always takes a
// shadow copy: something was tried there.
func (k *Case) setsFromRequesters() {
	all := k.requesterRuns()
	for _, w := range all {
		w.turn = w.after()
	}
	slices.SortStableFunc(all, func(a, b *requesterRun) int { return cmp.Compare(a.turn, b.turn) })
	for _, w := range all {
		sets := k.setsOfRun(w, all)
		if len(sets) == 0 {
			continue
		}
		for _, s := range sets {
			s.adopt(w, len(sets) > 1)
		}
		w.distribute(sets)
	}
}

// setsOfRun finds the sets that a run made. If none is known it makes one, or returns none
// where the run does not tell that there was one.
func (k *Case) setsOfRun(w *requesterRun, all []*requesterRun) []*SnapshotSet {
	if w.neverBegan() {
		return nil
	}
	id := k.printedID(w)
	if set := k.setOfAudit(w, id); set != nil {
		return []*SnapshotSet{set}
	}
	sets := w.without(k.candidates(w), all)
	if id != "" {
		sets = slices.DeleteFunc(sets, func(s *SnapshotSet) bool {
			return s.run != nil && !strings.EqualFold(s.run.tool, w.tool)
		})
		if len(sets) == 0 {
			set := &SnapshotSet{Host: k.Host.Name, ID: id, Identity: Explicit}
			k.Sets = append(k.Sets, set)
			return []*SnapshotSet{set}
		}
		return sets
	}
	if len(sets) == 0 && !w.begun() {
		sets = k.latestBefore(w)
	}
	if len(sets) == 0 && (w.failed() && !w.withoutCopy() || w.tookShadows() || w.saysMade() || w.askedAndEnded() || k.cutShort(w)) {
		s := &SnapshotSet{Host: k.Host.Name, Identity: Inferred, From: []string{"requester"}}
		k.Sets = append(k.Sets, s)
		sets = append(sets, s)
	}
	return sets
}

// printedIDs are the ids of sets that texts print, and the audits of creations by their id.
type printedIDs struct {
	lines  map[string][]*Step // by source, in the order of their lines
	audits map[string][]*Step
}

func (k *Case) printedIDs() *printedIDs {
	if k.printed != nil {
		return k.printed
	}
	p := &printedIDs{map[string][]*Step{}, map[string][]*Step{}}
	for source, steps := range k.texts() { // of statements only: events may be in a file in any order
		for _, s := range steps {
			if s.SetID != "" {
				p.lines[source] = append(p.lines[source], s)
			}
		}
	}
	for _, s := range k.Steps {
		if s.SetID != "" && s.Kind == vocab.KindCreated && s.At.Known() {
			p.audits[s.SetID] = append(p.audits[s.SetID], s)
		}
	}
	k.printed = p
	return p
}

// texts are the statements of each text, in the order of their lines.
func (k *Case) texts() map[string][]*Step {
	if k.statements == nil {
		k.statements = map[string][]*Step{}
		for _, s := range k.Steps {
			if s.Record.IsStatement() && s.Record.Line > 0 {
				k.statements[s.Source] = append(k.statements[s.Source], s)
			}
		}
		for _, of := range k.statements {
			slices.SortStableFunc(of, func(a, b *Step) int { return cmp.Compare(a.Record.Line, b.Record.Line) })
		}
	}
	return k.statements
}

// Below returns the statements of a text that are below one of it, in order.
func (k *Case) Below(s *Step) []*Step {
	of := k.texts()[s.Source]
	n, _ := slices.BinarySearchFunc(of, s.Record.Line+1, func(s *Step, line int32) int { return cmp.Compare(s.Record.Line, line) })
	return of[n:]
}

// printedID is the first id of a set that a run prints which tells of no failure; else "".
func (k *Case) printedID(w *requesterRun) string {
	if w.failed() || w.log == keyWSB {
		return ""
	}
	lines, first, last := k.printedIDs().lines[w.source], w.steps[0].Record.Line, w.steps[len(w.steps)-1].Record.Line
	n, _ := slices.BinarySearchFunc(lines, first,
		func(s *Step, line int32) int { return cmp.Compare(s.Record.Line, line) })
	if n == len(lines) || lines[n].Record.Line > last {
		return ""
	}
	return lines[n].SetID
}

// setOfAudit is the set of a run that prints its id, where the audit of the creation of that
// set tells when it was made: the one that was frozen right before, else one of its own; nil
// where none does.
func (k *Case) setOfAudit(w *requesterRun, id string) (set *SnapshotSet) {
	for _, audit := range k.printedIDs().audits[id] { // none has the id "" of a run that prints none
		if audit.Source == w.source {
			continue
		}
		for _, s := range k.setsNear(interval.Of(audit.At.Lo-maxReach, audit.At.Hi)) {
			own := s.run == nil || s.run.log == w.log && !s.ofOther(w)
			if a := s.anchor(); own && a.Known() && a.Lo <= audit.At.Hi && audit.At.Lo-a.Hi <= maxReach {
				set = s
			}
		}
		if set == nil {
			set = &SnapshotSet{Host: k.Host.Name}
			k.Sets = append(k.Sets, set)
		}
		set.ID, set.Identity = id, Explicit
		w.made = audit.At
		return set
	}
	return nil
}

// candidates are the sets that may lie in the time of a run whose begin is known.
func (k *Case) candidates(w *requesterRun) []*SnapshotSet {
	if !w.begun() {
		return nil
	}
	var sets []*SnapshotSet
	at, refused := k.orLastDay(w.near()), w.refused()
	for _, s := range k.setsNear(at) {
		if at.Compare(s.about()) == interval.Undecided && !k.onlyOfOtherRun(s, w) && !(refused && s.run != nil) &&
			!s.ofOther(w) && !s.apart(w.steps[0]) && !w.beganApart(s) {
			sets = append(sets, s)
		}
	}
	return sets
}

// soonFrozen is how long after the begin of a run its set is frozen at most. (Assumed.)
const soonFrozen = 4 * parse.Hour

// beganApart reports a set that the run cannot have made in either order of day and month of the date
// with which it began.
func (w *requesterRun) beganApart(s *SnapshotSet) bool {
	at := s.anchor()
	if w.begin == nil || !at.Known() {
		return false
	}
	walls, open := readings(w.begin.Record)
	return open && !slices.ContainsFunc(walls, func(wall parse.Ticks) bool {
		return at.Hi >= wall-farthestZone && at.Lo <= wall+farthestZone+soonFrozen
	})
}

// onlyOfOtherRun reports a set that nothing but another run of a requester tells of.
func (k *Case) onlyOfOtherRun(s *SnapshotSet, w *requesterRun) bool {
	if len(s.freezes) > 0 || len(s.activations) > 0 {
		return false
	}
	return s.run == nil || s.run.log == w.log || k.orLastDay(s.run.near()).Compare(w.start()) != interval.Undecided
}

// ofOther reports a set whose run is another one by its end: of two programs one failed and
// the other came to a good end.
func (s *SnapshotSet) ofOther(w *requesterRun) bool {
	v := s.run
	return v != nil && !strings.EqualFold(v.tool, w.tool) && (v.failed() && w.endedWell() || w.failed() && v.endedWell())
}

// adopt makes a set one of a run; shared tells that the run has others.
func (s *SnapshotSet) adopt(w *requesterRun, shared bool) {
	if s.run == nil {
		s.run = w
	}
	if w.begin != nil {
		s.Requests = append(s.Requests, w.begin)
	}
	s.Mixed = s.Mixed || w.mixed || shared
	if !slices.Contains(s.From, "requester") {
		s.From = append(s.From, "requester")
	}
}

// distribute gives the steps of a run to its sets: what the requester says at its begin is
// about the first one, the rest about the last one.
func (w *requesterRun) distribute(sets []*SnapshotSet) {
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

// without drops the sets that were frozen after a later run of the same tool had begun,
// where both runs have a known begin and end and the run has other sets: it is the later
// one that made them.
func (w *requesterRun) without(sets []*SnapshotSet, all []*requesterRun) []*SnapshotSet {
	if w.log != keyWSB || len(sets) < 2 {
		return sets
	}
	own := slices.DeleteFunc(slices.Clone(sets), func(s *SnapshotSet) bool {
		return slices.ContainsFunc(all, func(later *requesterRun) bool {
			return later != w && later.log == keyWSB && later.begun() && later.start().Lo > w.start().Hi &&
				later.start().Hi <= s.about().Lo
		})
	})
	if len(own) == 0 {
		return sets
	}
	return own
}

// begun reports whether it is known when the run began.
func (w *requesterRun) begun() bool { return w.begin != nil || w.from != interval.Unknown }

// start is when the run began, as far as it is known.
func (w *requesterRun) start() interval.Interval {
	if w.begin != nil {
		return w.begin.At
	}
	return w.from
}

// after is the turn of a run: one whose hour or whose begin is not known comes after those of which it is,
// one of which only its report tells that it was there gets a set that no other run in the
// text has, one that was refused because another set was being made gets none that is
// another's, and one without any time comes last.
func (w *requesterRun) after() int {
	near := w.near()
	switch {
	case near == interval.Unknown: // it may be of any set
		return 4
	case w.refused():
		return 3
	case w.headed && w.begin == nil:
		return 2
	case near.Hi-near.Lo > 6*parse.Hour, !w.begun():
		return 1
	}
	return 0
}

// refused reports a run that VSS refused because another set was being made.
func (w *requesterRun) refused() bool {
	return slices.ContainsFunc(w.steps, func(s *Step) bool {
		if s.Kind != vocab.KindRequesterCode && s.Kind != vocab.KindRequesterFailed {
			return false
		}
		detailed, _ := vocab.FindCode(s.Record.Text("DetailedHRESULT"))
		return s.Code == vocab.CodeInProgress || detailed == vocab.CodeInProgress
	})
}

// latestBefore finds the set that a text without a begin most likely speaks of:
// the latest one that began before its first statement.
func (k *Case) latestBefore(w *requesterRun) []*SnapshotSet {
	var best *SnapshotSet
	began := interval.Never // of the best
	at := k.related(w.steps[0])
	for _, s := range k.setsNear(interval.Of(at.Lo-maxReach, at.Hi)) {
		a := s.anchor()
		if a.Lo <= began || a.Lo > at.Hi || at.Lo-a.Bounded().Hi > maxReach {
			continue
		}
		if w.headed && slices.ContainsFunc(s.Requests, func(r *Step) bool { return r.Source == w.source }) ||
			(asks(w.steps[0]) || w.saysMade()) && s.run != nil && s.run.log == w.log {
			continue // another run of the text made it
		}
		if w.failed() && s.madeApart(w, at) || s.ofOther(w) || s.apart(w.steps[0]) || w.beganApart(s) {
			continue
		}
		best, began = s, a.Lo
	}
	if best == nil {
		return nil
	}
	return []*SnapshotSet{best}
}

// madeApart reports a set of which a strong witness says that it was made, and that a failed
// run which was seen at a time is not the run of: VSS refused the run, the run has no time,
// or speaks long after the set was there.
func (s *SnapshotSet) madeApart(w *requesterRun, at interval.Interval) bool {
	const soon = parse.Hour
	made := progressOf(s)
	if made.created >= interval.Forever {
		return false
	}
	return w.refused() || !at.Known() || w.near() == interval.Unknown || at.Hi-made.created > soon || made.over < at.Lo
}

// saysMade reports a run of which a text tells no begin, but when the shadow copy was made.
func (w *requesterRun) saysMade() bool {
	return !w.begun() &&
		slices.ContainsFunc(w.steps, func(s *Step) bool { return s.Kind == vocab.KindCreated && !untimed(s) })
}

// tookShadows reports a whole run of a program that never backs up without a shadow
// copy: Windows Server Backup, by its documentation.
func (w *requesterRun) tookShadows() bool {
	return w.begin != nil && w.end != nil && strings.EqualFold(w.begin.Record.Provider, vocab.ProviderWSB)
}

// askedAndEnded reports a run that asked for a shadow copy and came to its end without any failure.
func (w *requesterRun) askedAndEnded() bool {
	return !w.failed() && slices.ContainsFunc(w.steps, asks) && slices.ContainsFunc(w.steps, completes)
}

// completes reports the line with its own time of a program that says that its backup is complete.
func completes(s *Step) bool { return s.Kind == vocab.KindBackupComplete && isLogged(s.Record) }

// withoutCopy reports a run of which nothing tells of a shadow copy: neither a code, a writer or a call of VSS nor
// a word. Files could not be read, or the job ended before it asked for a copy.
func (w *requesterRun) withoutCopy() bool {
	return !slices.ContainsFunc(w.steps, tellsOfCopy)
}

// ofWindows are the programs of Windows, which make a shadow copy for each backup.
var ofWindows = map[string]bool{"ntbackup": true, "wbadmin": true, "windows-server-backup": true, "diskshadow": true}

// tellsOfCopy reports a step of a run that tells of a shadow copy, or of a backup that is made with one.
func tellsOfCopy(s *Step) bool {
	r := s.Record
	switch phrase := r.Text(parse.FieldPhrase); {
	case phrase == parse.PhraseOwnMessage, phrase == parse.PhraseCode, phrase == parse.PhraseJobFailed:
		return !mayBeOfJob(s) || vocab.NamesCopy(strings.ToLower(r.Text(parse.FieldText)))
	case strings.EqualFold(r.Provider, vocab.ProviderWSB), ofWindows[strings.ToLower(s.CommandLine)]:
		return true
	case s.Kind == vocab.KindRequesterBegin, s.Kind == vocab.KindRequesterEnd:
		return false
	case r.IsStatement():
		return true
	}
	f := s.Facts()
	return !mayBeOfJob(s) || f.Code == 0 || knowledge.OfVSS(f.Code) || vocab.NamesCopy(strings.ToLower(f.Text))
}

// failedBefore reports a run that had failed and was over before a time.
func (w *requesterRun) failedBefore(at interval.Interval) bool {
	return w.end != nil && w.end.At.Known() && at.Lo > w.end.At.Hi+nameOfRun && w.failed()
}

// neverBegan reports a run of Windows Server Backup that was refused as another one was going
// on: it asked for no shadow copy.
func (w *requesterRun) neverBegan() bool {
	return w.log == keyWSB && !slices.ContainsFunc(w.steps, func(s *Step) bool { return s.Record.EventID != 518 })
}

// endedWell reports a run that came to a good end and tells of no failure.
func (w *requesterRun) endedWell() bool { return w.end != nil && endsWell(w.end) && !w.failed() }

func (w *requesterRun) failed() bool {
	for _, s := range w.steps {
		if s.Kind == vocab.KindRequesterFailed || s.Kind == vocab.KindRequesterCode && s.Code >= 0x80000000 {
			return true
		}
	}
	return false
}

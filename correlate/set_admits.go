package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Which set a record can be of goes by what it is about before it goes by time: a set that
// is through with a phase has no more reports of it. A record reports its phase with a delay,
// and each kind has a bound on that.

// phaseReport is the phase that a kind of step reports, where the record itself names none,
// and the longest delay of the report.
type phaseReport struct {
	phase vocab.Phase
	delay parse.Ticks
}

// promptly is the delay of what is written when it happens.
const promptly = 5 * parse.Second

// phaseOfKind lists the kinds that report one phase. A kind that is not listed, and whose
// record names none, can be of any.
//
// VSS tells of a volume that it could not hold (12298) and of a commit that timed out
// (12310) when it has given the set up, and of a slow freeze (12349) when that returns:
// the delays are generous bounds on what was seen, not documented ones.
var phaseOfKind = map[vocab.Kind]phaseReport{
	vocab.KindPrepare:         {vocab.PhasePrepareSnapshot, promptly},
	vocab.KindInitiated:       {vocab.PhasePrepareBackup, promptly},
	vocab.KindSlowFreeze:      {vocab.PhaseFreeze, parse.Minute},
	vocab.KindHoldTimeout:     {vocab.PhaseHold, parse.Minute},
	vocab.KindHoldSlow:        {vocab.PhaseHold, parse.Minute},
	vocab.KindHoldOverlap:     {vocab.PhaseHold, promptly},
	vocab.KindCommitTimeout:   {vocab.PhaseCommit, parse.Minute},
	vocab.KindCreateFailed:    {vocab.PhaseCommit, promptly},
	vocab.KindProviderFailed:  {vocab.PhaseUnknown, promptly},
	vocab.KindWriterRejected:  {vocab.PhaseUnknown, promptly},
	vocab.KindTransactionTime: {vocab.PhaseThaw, promptly},
	vocab.KindRequesterGone:   {vocab.PhaseBackupComplete, promptly},
	vocab.KindAbort:           {vocab.PhaseThaw, parse.Minute},
	vocab.KindSQLError:        {vocab.PhasePostSnapshot, parse.Minute},
}

// layingOut are the events of volsnap that are written while storage is laid out for a
// new shadow copy. The others tell of copies that live already.
var layingOut = map[uint32]bool{1: true, 2: true, 3: true, 12: true, 22: true, 23: true, 39: true, 41: true}

// phaseOf is the phase that a step reports.
func phaseOf(s *Step) phaseReport {
	r, listed := phaseOfKind[s.Kind]
	if !listed {
		r.delay = promptly
	}
	if s.Phase != vocab.PhaseUnknown {
		r.phase = s.Phase
	}
	if s.Kind == vocab.KindDiffArea && (s.Record.Provider == "VSS" || layingOut[s.Record.EventID]) {
		r.phase = vocab.PhaseCommit
	}
	return r
}

// OfNoSet reports a record that is about no snapshot set at all: of a restore, of the
// description of a writer, of a question about a volume.
func (s *Step) OfNoSet() bool { return s.Phase == vocab.PhaseNone && s.SetID == "" }

// progress is how far a set is known to have come: the times by which it was so far, at
// the latest; Forever where nothing tells.
type progress struct {
	froze   parse.Ticks // its first writer was frozen, at the earliest; Never: not known
	thawed  parse.Ticks // a writer was thawed, or all were given up: what comes before a thaw is over
	created parse.Ticks // its shadow copy was there, which is told after the thaw
	over    parse.Ticks // its requester came to a good end
	backed  parse.Ticks // a writer had finished its backup: the set was held and committed
}

// unknownProgress is that of a set of which nothing tells how far it came.
var unknownProgress = progress{interval.Never, interval.Forever, interval.Forever, interval.Forever, interval.Forever}

// progressOf takes from the marks of a set how far it came.
func progressOf(set *SnapshotSet) progress {
	p := unknownProgress
	if len(set.freezes) > 0 {
		p.froze = set.freezes[0].At.Lo
	}
	for _, m := range set.thaws {
		p.thawed = min(p.thawed, m.At.Hi)
	}
	for _, s := range set.Steps {
		switch {
		case finished(s):
			p.backed = min(p.backed, s.At.Hi)
		case s.Kind == vocab.KindCreated:
			p.created = min(p.created, s.At.Hi)
		case endsWell(s):
			p.over = min(p.over, s.At.Hi)
		}
	}
	p.created = min(p.created, p.over)
	p.backed = min(p.backed, p.created)
	p.thawed = min(p.thawed, p.created)
	return p
}

// finished reports a writer's record of a backup that it finished.
func finished(s *Step) bool {
	return s.Kind == vocab.KindDatabaseBackedUp || s.Kind == vocab.KindWriterComplete
}

// endsWell reports the statement of a requester that its run came to a good end. The ends
// that ntbackup logs say nothing of how.
func endsWell(s *Step) bool {
	switch {
	case s.Kind != vocab.KindRequesterEnd || s.Code != 0:
		return false
	case strings.EqualFold(s.Record.Provider, vocab.ProviderWSB):
		return s.Record.EventID == 4
	case strings.EqualFold(s.Record.Provider, vocab.ProviderVeeamAgent):
		return true
	}
	return s.Record.Provider == parse.ProviderRequester
}

// past is when the set was through with a phase at the latest.
func (p progress) past(phase vocab.Phase) parse.Ticks {
	switch {
	case phase == vocab.PhaseUnknown || phase == vocab.PhaseNone:
		return interval.Forever
	case phase <= vocab.PhaseCommit:
		return p.thawed
	case phase == vocab.PhaseThaw:
		return p.created
	}
	return p.over
}

// admitsByPhase reports whether a step can be of the set, by what it is about and how far the
// set had come by then.
func (set *SnapshotSet) admitsByPhase(s *Step) bool {
	if s.SetID != "" && set.ID != "" {
		return s.SetID == set.ID
	}
	if s.OfNoSet() || s.StartRefused() || set.notStated(s) {
		return false
	}
	if set.progress.created < interval.Forever && s.SetID == "" && vagueFailure(s) {
		return false
	}
	if s.Kind == vocab.KindStillFrozen && set.frozeBefore(s) {
		return true
	}
	r := phaseOf(s)
	if set.progress.notYet(s, r) || set.progress.backed < interval.Forever && r.unmakes(s) || set.frozeAfter(s) {
		return false
	}
	if s.Kind == vocab.KindTimeout {
		return set.admitsTimeout(s, r.delay)
	}
	return s.At.Lo <= interval.Never || s.At.Lo-r.delay <= set.progress.past(r.phase)
}

// How long after its freeze VSS warns about a writer that has neither thaw nor abort: after two minutes
// (documented of VSS 4003), and soon then.
const (
	warnsAfter  = 2*parse.Minute - 10*parse.Second
	warnsBefore = 4 * parse.Minute
)

// frozeBefore reports whether the set froze the writer of such a warning so long before it.
func (set *SnapshotSet) frozeBefore(s *Step) bool {
	return s.At.Known() && slices.ContainsFunc(set.freezes, func(f *Step) bool {
		return sameWriter(f, s) && f.At.Known() && s.At.Hi-f.At.Lo >= warnsAfter && s.At.Lo-f.At.Hi <= warnsBefore
	})
}

// notYet reports a step about a phase that a set had not come to: VSS holds and commits
// when all writers are frozen, and freezes none where a provider could not prepare.
func (p progress) notYet(s *Step, r phaseReport) bool {
	return s.At.Hi < p.froze && (s.Kind == vocab.KindHoldSlow || s.Kind == vocab.KindHoldOverlap || r.unmakes(s))
}

// unmakes tells a report that a set could not be prepared, held or committed: of one that
// was made there is none.
func (r phaseReport) unmakes(s *Step) bool {
	switch s.Kind {
	case vocab.KindHoldTimeout, vocab.KindCommitTimeout:
		return true
	case vocab.KindProviderFailed:
		return r.phase >= vocab.PhasePrepareSnapshot && r.phase <= vocab.PhaseCommit
	}
	return false
}

// frozeAfter reports the refusal of a writer that the set froze afterwards: a writer that
// refused is left out of the rest of its set, so that freezing it is another attempt.
func (set *SnapshotSet) frozeAfter(s *Step) bool {
	if s.Kind != vocab.KindWriterRejected || s.Phase < vocab.PhasePrepareBackup || s.Phase > vocab.PhaseFreeze {
		return false
	}
	return slices.ContainsFunc(set.freezes, func(f *Step) bool { return sameWriter(f, s) && s.CertainlyBefore(f) })
}

// sameWriter reports two steps that name one writer.
func sameWriter(a, b *Step) bool {
	if a.WriterID != "" && b.WriterID != "" {
		return a.WriterID == b.WriterID
	}
	return a.Writer != "" && strings.EqualFold(a.Writer, b.Writer)
}

// admits reports whether a step can be of a set, by what the host tells besides: of which
// volumes the set was made, and when the host was started.
func (k *Case) admits(set *SnapshotSet, s *Step) bool {
	return set.admitsByPhase(s) && !set.apart(s) && !k.ofOtherVolume(set, s) && !k.startedBetween(set, s)
}

// ofOtherVolume reports what is told of a volume that the set was made without: the audit of
// its creation lists all of its volumes.
func (k *Case) ofOtherVolume(set *SnapshotSet, s *Step) bool {
	if s.Volume == "" || s.SetID != "" || runKey(s) != "" {
		return false
	}
	told, known := k.volumeNames(s.Volume), false
	for _, made := range set.Steps {
		if made.Kind != vocab.KindCreated || made.Volume == "" {
			continue
		}
		names := k.volumeNames(made.Volume)
		if names[0] != "" && names[0] == told[0] || names[1] != "" && names[1] == told[1] {
			return false
		}
		if (names[0] == "" || told[0] == "") && (names[1] == "" || told[1] == "") {
			return false // one by its letter, the other by its name
		}
		known = true
	}
	return known
}

// volumeNames are the letter or path and the unique name of a volume, as far as they are
// known, lower case and without a backslash at the end.
func (k *Case) volumeNames(volume string) (names [2]string) {
	plain := func(s string) string { return strings.ToLower(strings.TrimRight(s, `\`)) }
	of := func(s string) int {
		if strings.HasPrefix(s, `\\?\volume{`) {
			return 1
		}
		return 0
	}
	volume = plain(volume)
	names[of(volume)] = volume
	for _, s := range k.Host.index().volumes {
		path, name := plain(s.Record.Text(parse.FieldValue)), plain(s.Record.Text(parse.FieldVolume))
		if of(name) == 1 && of(path) == 0 && (path == volume || name == volume) {
			return [2]string{path, name}
		}
	}
	return names
}

// startedBetween reports that the host was started between the beginning of a set and what a
// step of this host tells: no set outlives that.
func (k *Case) startedBetween(set *SnapshotSet, s *Step) bool {
	if s.SetID != "" || runKey(s) != "" {
		return false
	}
	return k.started(set.anchor(), s.At)
}

// started reports that the host was certainly started between two times.
func (k *Case) started(from, to interval.Interval) bool {
	if from.Hi >= interval.Forever || to.Lo <= interval.Never || to.Lo <= from.Hi {
		return false
	}
	return slices.ContainsFunc(k.Starts(interval.Of(from.Hi, to.Lo)), func(b *Step) bool {
		return b.At.Lo > from.Hi && b.At.Hi < to.Lo
	})
}

// notStated reports a statement of another run than the set's, which VSS refused, or of another
// program than that whose run failed or came to a good end: it is not about this set.
func (set *SnapshotSet) notStated(s *Step) bool {
	w := set.run
	if w == nil || runKey(s) == "" || s.Source == w.source {
		return false
	}
	return w.refused() || w.end != nil && (w.failed() || w.endedWell()) && !set.ownRequester(s)
}

// StartRefused reports Windows Server Backup's record that a run could not begin as another
// one was going on: it is of no set.
func (s *Step) StartRefused() bool {
	return s.Kind == vocab.KindRequesterFailed && s.Record.EventID == 518
}

// vagueFailure reports a record of a failure of which not even the hour is known: it is of no
// set that was made, of which another record says so.
func vagueFailure(s *Step) bool {
	switch s.Kind {
	case vocab.KindWriterRejected, vocab.KindWriterFailed, vocab.KindTimeout, vocab.KindProviderFailed,
		vocab.KindCreateFailed,
		vocab.KindNotResponding, vocab.KindHoldTimeout, vocab.KindCommitTimeout, vocab.KindUnexpected:
		return !s.At.Known() || s.At.Hi-s.At.Lo > 6*parse.Hour
	}
	return false
}

// admitsTimeout: a watchdog is the exception by its nature. It may run out a full limit
// after the thaw of a set that went well, or later by as much as it started late; but no
// later than that. A writer that hangs in its thaw tells of it when it comes out, so that
// marks of its own bound nothing; that the whole set was made does.
func (set *SnapshotSet) admitsTimeout(s *Step, delay parse.Ticks) bool {
	made := set.progress.created
	class, _ := vocab.ClassOf(s.WriterID, s.Writer)
	if made >= interval.Forever || s.At.Lo <= interval.Never || class.Limit.Max >= interval.Forever {
		return true
	}
	return s.At.Lo-delay <= made+class.Limit.Max+LateStart
}

package correlate

import (
	"cmp"
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// restartReach is how long after its last freeze mark a set that a restart cut short can see
// the host start: a server may take long to come up. (Assumed.)
const restartReach = 15 * parse.Minute

// LongestCutRun is how long after the begin of a run of Windows Server Backup a start of the
// host is held to have cut it short. (Assumed.)
const LongestCutRun = 12 * parse.Hour

// Restart is the start of the host that cut a set short, in its records: the first one after
// the freeze, where nothing tells that the set was thawed, made or given up before it.
func (k *Case) Restart(s *SnapshotSet) []*Step {
	if len(s.freezes) == 0 || len(s.thaws) > 0 || s.progress.created < s.freezes[0].At.Lo+restartReach {
		return nil
	}
	last := s.lastFreeze()
	down := slices.DeleteFunc(k.During(interval.Of(last, last+2*parse.Minute), vocab.KindShutdown), func(s *Step) bool {
		return s.Record.Stale || s.At.Lo <= last
	})
	var found []*Step
	if len(down) > 0 {
		found, last = down[:1], down[0].At.Lo
	}
	for n, boot := range k.Starts(interval.Of(last, s.lastFreeze()+restartReach)) {
		if n > 0 && boot.At.Lo-found[len(found)-1].At.Hi > parse.Minute {
			break // the next one
		}
		found = append(found, boot)
	}
	answered := func(step *Step) bool { return answers(step) && step.At.Lo < found[0].At.Hi }
	if len(found) == 0 || slices.ContainsFunc(s.Steps, answered) {
		return nil
	}
	return found
}

// cutShort reports a run of Windows Server Backup, which always takes a shadow copy, that has
// no end, as the host started anew within LongestCutRun.
func (k *Case) cutShort(w *requesterRun) bool {
	if w.log != keyWSB || w.begin == nil || w.end != nil || !w.begin.At.Known() {
		return false
	}
	return len(k.Starts(interval.Of(w.begin.At.Hi, w.begin.At.Hi+LongestCutRun))) > 0
}

// lastFreeze is when the last freeze mark of the set was there.
func (s *SnapshotSet) lastFreeze() parse.Ticks {
	last := s.freezes[0].At.Hi
	for _, f := range s.freezes {
		last = max(last, f.At.Hi)
	}
	return last
}

// Starts are the records of starts of the host of a known time that lie in span, behind its
// beginning, in order.
func (k *Case) Starts(span interval.Interval) []*Step {
	if k.starts == nil {
		k.starts = []*Step{}
		for _, s := range k.Host.index().boots {
			if !s.Record.Stale && s.At.Known() {
				k.starts = append(k.starts, s)
			}
		}
		slices.SortStableFunc(k.starts, (*Step).Compare)
	}
	by := func(s *Step, t parse.Ticks) int { return cmp.Compare(s.At.Lo, t) }
	from, _ := slices.BinarySearchFunc(k.starts, span.Lo+1, by)
	to, _ := slices.BinarySearchFunc(k.starts, span.Hi+1, by)
	return k.starts[from:max(from, to)]
}

// answers reports a step with which a freeze ends in one way or the other.
func answers(s *Step) bool {
	switch s.Kind {
	case vocab.KindThaw, vocab.KindAbort, vocab.KindTimeout, vocab.KindWriterRejected, vocab.KindCreated,
		vocab.KindRequesterEnd, vocab.KindRequesterFailed, vocab.KindRequesterGone, vocab.KindCommitTimeout,
		vocab.KindHoldTimeout, vocab.KindDatabaseBackedUp:
		return true
	}
	return false
}

package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// restartReach is how long after its last freeze mark a set that a restart cut short can see
// the host start: a server may take long to come up. (Assumed.)
const restartReach = 15 * parse.Minute

// Restart is the start of the host that cut a set short, in its records: the first one after
// the freeze, where nothing tells that the set was thawed, made or given up before it.
func (k *Case) Restart(s *SnapshotSet) []*Step {
	if len(s.freezes) == 0 || len(s.thaws) > 0 || s.progress.created < s.freezes[0].At.Lo+restartReach {
		return nil
	}
	last := s.freezes[0].At.Hi
	for _, f := range s.freezes {
		last = max(last, f.At.Hi)
	}
	down := k.DuringOf(interval.Of(last, last+2*parse.Minute), func(s *Step) bool {
		return s.Kind == vocab.KindShutdown && !s.Record.Stale && s.At.Lo > last
	})
	var found []*Step
	if len(down) > 0 {
		found = down[:1]
	}
	for _, boot := range k.Host.Facts {
		if boot.Kind != vocab.KindBoot || boot.Record.Stale || !boot.At.Known() ||
			boot.At.Lo <= last || boot.At.Lo-last > restartReach || len(down) > 0 && boot.At.Lo < down[0].At.Lo {
			continue
		}
		if len(found) > len(down[:min(len(down), 1)]) && boot.At.Lo-found[0].At.Hi > parse.Minute {
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
// no end, as the host started anew within half a day.
func (k *Case) cutShort(w *requesterRun) bool {
	const longest = 12 * parse.Hour
	if w.log != keyWSB || w.begin == nil || w.end != nil || !w.begin.At.Known() {
		return false
	}
	return slices.ContainsFunc(k.Host.Facts, func(boot *Step) bool {
		return boot.Kind == vocab.KindBoot && !boot.Record.Stale && boot.At.Known() && boot.At.Lo > w.begin.At.Hi &&
			boot.At.Lo-w.begin.At.Hi <= longest
	})
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

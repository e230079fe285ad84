package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// setsFromRefusals makes sets of what tells that a writer, the provider in a step of a set,
// or the hold of its volumes failed and fits no set: a log often holds nothing else of it.
// What stands near each other is of one set.
func (k *Case) setsFromRefusals() {
	known := len(k.Sets)
	var current *SnapshotSet
	for _, s := range k.Steps {
		if s.Set != nil || s.Record.Stale || s.OfNoSet() || !s.At.Known() || s.Phase == vocab.PhaseBackupComplete {
			continue // that a writer fails when the backup is complete makes no set: it was made before
		}
		switch s.Kind {
		case vocab.KindProviderFailed:
			if !ofTheSet(s.Phase) {
				continue
			}
		case vocab.KindTimeout,
			vocab.KindWriterRejected,
			vocab.KindWriterFailed,
			vocab.KindNotResponding,
			vocab.KindESELateThaw:
			if s.Writer == "" && s.WriterID == "" {
				continue
			}
		case vocab.KindHoldTimeout,
			vocab.KindCommitTimeout: // VSS holds and commits nothing but sets; the driver is asked by others too
			if s.Record.Provider != "VSS" {
				continue
			}
		default:
			continue
		}
		if current == nil || s.At.Lo-current.Steps[0].At.Hi > freezePhase || farByClock(current.Steps[0], s) || current.prepared(s) ||
			k.started(current.Steps[0].At, s.At) {
			current = &SnapshotSet{
				Host:     k.Host.Name,
				Identity: Inferred,
				From:     []string{"a writer's failure"},
				progress: unknownProgress,
			}
			k.Sets = append(k.Sets, current)
		}
		s.Set = current
		current.Steps = append(current.Steps, s)
	}
	for _, set := range k.Sets[known:] {
		k.gather(set)
	}
}

// farByClock reports two steps that are further from each other than a freeze takes, by the clock of their host.
func farByClock(a, b *Step) bool {
	apart, ok := a.LocalUntil(b)
	return ok && max(apart, -apart) > freezePhase
}

// prepared reports a refusal to be prepared that came after the set had failed in a later
// phase: it is of the next attempt.
func (set *SnapshotSet) prepared(s *Step) bool {
	if s.Phase != vocab.PhasePrepareBackup && s.Phase != vocab.PhasePrepareSnapshot {
		return false
	}
	return slices.ContainsFunc(set.Steps, func(before *Step) bool {
		r := phaseOf(before)
		return r.phase >= vocab.PhaseFreeze && r.phase <= vocab.PhaseCreated && before.CertainlyBefore(s)
	})
}

// ofTheSet reports a phase in which a provider is only called to make a set.
func ofTheSet(p vocab.Phase) bool {
	return p == vocab.PhasePrepareSnapshot || p == vocab.PhaseHold || p == vocab.PhaseCommit ||
		p == vocab.PhasePostSnapshot
}

// gather puts what stands near the refusals of a set into it, as far as no other set has
// it: the record that says why is often the one before.
func (k *Case) gather(set *SnapshotSet) {
	near := interval.Of(set.Steps[0].At.Lo-freezePhase, set.Steps[len(set.Steps)-1].At.Hi+freezePhase)
	alone := vague(set) // then what other files tell need not be of that hour
	for _, s := range k.During(near) {
		if alone && s.Source != set.Steps[0].Source {
			continue
		}
		if s.Set == nil && !s.Record.Stale && s.At.Known() && s.attachable() && !farByClock(set.Steps[0], s) && k.admits(set, s) {
			s.Set = set
			set.Steps = append(set.Steps, s)
		}
	}
	set.progress = progressOf(set)
}

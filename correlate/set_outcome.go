package correlate

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// witness is what a step says about how its set ended, the stronger the larger.
type witness uint8

const (
	silent    witness = iota
	nearby            // it tells of a failure near the set: of another program, of a start that was refused
	succeeded         // a part of it went well: a database, a writer
	gaveUp            // the requester went away
	failed            // the set itself failed
)

// witnessOf is what a step says of the set that it belongs to.
func (s *SnapshotSet) witnessOf(step *Step) witness {
	switch step.Kind {
	case vocab.KindCommitTimeout, vocab.KindHoldTimeout, vocab.KindCreateFailed:
		return failed
	case vocab.KindProviderFailed:
		if step.Phase == vocab.PhaseNone {
			return nearby
		}
		return failed
	case vocab.KindRequesterFailed:
		switch {
		case step.Record.Text(parse.FieldPhrase) == parse.PhraseJobFailed: // of the job, whose copy had been made
			return silent
		case step.StartRefused() || !s.ownRequester(step):
			return nearby
		}
		return failed
	case vocab.KindRequesterCode:
		switch {
		case step.Code < 0x80000000:
			return silent
		case step.Code == vocab.CodeInProgress || !s.ownRequester(step): // another set stood in the way of it
			return nearby
		}
		return failed
	case vocab.KindRequesterEnd:
		if step.Code >= 0x80000000 {
			return failed
		}
		if step.Record.Level == 0 || step.Record.Level >= 4 {
			return succeeded
		}
	case vocab.KindBackupComplete:
		if completes(step) && s.run != nil && s.run.askedAndEnded() {
			return succeeded
		}
	case vocab.KindCreated, vocab.KindDatabaseBackedUp, vocab.KindWriterComplete, vocab.KindShadow:
		return succeeded
	case vocab.KindRequesterGone:
		return gaveUp
	}
	return silent
}

// ownRequester reports whether a statement is of the requester whose run the set is of,
// as far as that is known.
func (s *SnapshotSet) ownRequester(step *Step) bool {
	return s.run == nil || strings.EqualFold(s.run.tool, step.CommandLine)
}

// wellMade reports whether a strong witness says that the shadow copy was made: the audit
// of its creation, or its own requester's good end.
func (s *SnapshotSet) wellMade() bool {
	if s.run != nil && s.run.askedAndEnded() {
		return true
	}
	return s.progress.created < interval.Forever && (s.run == nil || !s.run.failed())
}

// WentWell reports whether a strong witness says that all went well with the set: it was made, or
// a writer finished its backup, and none was given up or left frozen.
func (s *SnapshotSet) WentWell() bool {
	return s.wellMade() || s.progress.backed < interval.Forever && (s.run == nil || !s.run.failed()) &&
		len(s.databasesLeft()) == 0 && !slices.ContainsFunc(s.Steps, tellsOfAbort)
}

// OfOther reports a step of the set, or a failed state that a listing shows of one of its
// writers, that tells of another attempt than this one, of which a strong witness says that
// its shadow copy was made: the state was first shown afterwards and nothing but the
// likeliest set is known of it; another program's request was refused or failed.
func (s *SnapshotSet) OfOther(step *Step) bool {
	if !s.WentWell() {
		return false
	}
	switch step.Kind {
	case vocab.KindWriterState:
		return slices.ContainsFunc(s.Spans, func(sp *WriterSpan) bool {
			return sp.Failure != nil && sp.Failure.After.Step == step && sp.StateOfOther()
		})
	case vocab.KindRequesterFailed, vocab.KindRequesterCode:
		return s.run != nil && !s.ownRequester(step)
	}
	return false
}

// StateOfOther reports a writer whose failed state, and nothing else, ties it to a set that went
// well before the state was shown: it is of another attempt.
func (sp *WriterSpan) StateOfOther() bool {
	return sp.Set.WentWell() && sp.Failure != nil && sp.Failure.Guessed && sp.Failure.afterAll() && !sp.recordedFailure()
}

// Made is when the shadow copy of the set was there at the latest; Forever where nothing
// tells.
func (s *SnapshotSet) Made() parse.Ticks { return s.progress.backed }

// failedItself reports a step that says that the set itself failed, whatever its writers say.
func (s *SnapshotSet) failedItself() bool {
	return slices.ContainsFunc(s.Steps, func(step *Step) bool { return s.witnessOf(step) == failed })
}

// Contradicted reports that one record says that the set was made, and another that names the
// very set that it failed.
func (s *SnapshotSet) Contradicted() bool {
	return s.ID != "" && s.progress.created < interval.Forever && slices.ContainsFunc(s.Steps, func(step *Step) bool {
		return step.SetID == s.ID && s.witnessOf(step) == failed && phaseOf(step).phase < vocab.PhasePostSnapshot
	})
}

// EndsVSS reports a step that says that the service VSSVC ended, by a crash or by a stop.
func (s *Step) EndsVSS() bool {
	switch s.Kind {
	case vocab.KindServiceStopped:
		return s.Detail == "VSS"
	case vocab.KindInfrastructure:
		return s.Detail == "VSS" && (s.Record.EventID == 7031 || s.Record.EventID == 7034)
	case vocab.KindServiceShutdown:
		return s.Record.EventID == 8225
	}
	return false
}

// ServiceEndsWhileFrozen are the ends of VSSVC that certainly lie between a freeze mark and a
// thaw mark of the set.
func (s *SnapshotSet) ServiceEndsWhileFrozen() []*Step {
	if len(s.freezes) == 0 || len(s.thaws) == 0 {
		return nil
	}
	var found []*Step
	for i, step := range s.Steps {
		if step.EndsVSS() &&
			slices.ContainsFunc(s.Steps[:i], func(f *Step) bool { return f.Kind == vocab.KindFreeze && f.CertainlyBefore(step) }) &&
			slices.ContainsFunc(s.Steps[i:], func(t *Step) bool { return t.Kind == vocab.KindThaw && step.CertainlyBefore(t) }) {
			found = append(found, step)
		}
	}
	return found
}

// onlyRefused reports that the writers of the set which failed in it for sure refused it, and
// ran into no time-out.
func (s *SnapshotSet) onlyRefused() bool {
	return !slices.ContainsFunc(s.Spans, func(sp *WriterSpan) bool {
		return sp.Outcome == FailedOutcome && sp.failedForSure() &&
			(len(sp.Rejections) == 0 || sp.TimedOut() || len(sp.ESETimeouts)+len(sp.LateThaws)+len(sp.Codes) > 0)
	})
}

// Unresumed are those of freeze marks of which the set holds no thaw: of a database none of its
// own, where both are told by name, of anything else none of any.
func (s *SnapshotSet) Unresumed(freezes []*Step) []*Step {
	type thing struct{ writer, key string }
	named := func(m *Step) bool { return strings.HasPrefix(m.Key, "sql/") && m.Database != "" }
	thawed := map[thing]bool{} // "": a thaw that names no database; "any": any thaw of the writer
	for _, t := range s.Steps {
		if t.Kind != vocab.KindThaw && t.Kind != vocab.KindThawEnd {
			continue
		}
		thawed[thing{t.WriterID, t.Key}] = true
		if thawed[thing{t.WriterID, "any"}] = true; !named(t) {
			thawed[thing{t.WriterID, ""}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(freezes), func(f *Step) bool {
		if named(f) {
			return thawed[thing{f.WriterID, f.Key}] || thawed[thing{f.WriterID, ""}]
		}
		return thawed[thing{f.WriterID, "any"}]
	})
}

// databasesLeft are the freeze marks of databases that nothing shows resumed while others of the
// set were.
func (s *SnapshotSet) databasesLeft() []*Step {
	if len(s.thaws) == 0 {
		return nil
	}
	return slices.DeleteFunc(s.Unresumed(s.freezes), func(f *Step) bool { return f.Database == "" })
}

// outcome weighs what tells how the set ended: strong witnesses outrank what only stands
// near it.
func (s *SnapshotSet) outcome() Outcome {
	var most [failed + 1]bool
	for _, step := range s.Steps {
		most[s.witnessOf(step)] = true
	}
	if !s.wellMade() && len(s.ServiceEndsWhileFrozen()) > 0 { // nobody was left who could have made the copy
		most[failed] = true
	}
	aborted := most[gaveUp]
	for _, sp := range s.Spans {
		switch {
		case sp.Outcome == FailedOutcome && sp.failedForSure():
			most[failed] = true
		case sp.Outcome == FailedOutcome:
			most[nearby] = true
		case sp.Outcome == Aborted && !sp.StateOfOther():
			aborted = true
		}
	}
	switch {
	case s.wellMade() && !s.failedItself() && s.onlyRefused():
		return Success
	case s.Contradicted():
		return UnknownOutcome
	case most[failed], most[nearby] && !s.wellMade() && len(s.thaws) == 0:
		return FailedOutcome
	case aborted:
		return Aborted
	case most[succeeded] && (s.wellMade() || len(s.databasesLeft()) == 0):
		return Success
	}
	return UnknownOutcome
}

package correlate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
)

// WriterSpan is one writer in one set: its marks, and what listings saw of it.
type WriterSpan struct {
	Set      *SnapshotSet
	Case     *Case
	Name     string            `redact:"text"`
	ID       string            `redact:"text"` // class id
	Instance string            `redact:"text"` // "" if no listing shows it
	Class    vocab.WriterClass `redact:"-"`
	Known    bool              // the class is a known one
	Limit    vocab.Limit

	Freezes     []*Step // effects of its freeze
	Thaws       []*Step // effects of its thaw, or of an abort
	ThawEnds    []*Step
	ESETimeouts []*Step
	LateThaws   []*Step // a thaw that found ESE timed out
	Aborts      []*Step
	Rejections  []*Step        // 8229 of any code, writer failures
	Codes       []*Step        // requester texts that name the writer
	States      []*WriterState // what listings saw of it in this set
	// what they saw last before it woke: at rest, failed, or still in an earlier set; nil: nothing
	Prior   *WriterState
	Failure *Failure // nil: listings show none that may be of this set

	Outcome Outcome `redact:"-"`

	interpretations []*Interpretation
}

// spansOf builds the spans of a set: of every writer that has a mark in it, woke
// in it, or failed in it. Called once, when the set's steps are complete.
func (k *Case) spansOf(s *SnapshotSet) []*WriterSpan {
	at := map[string]*WriterSpan{}
	var spans []*WriterSpan
	get := func(id, name string) *WriterSpan {
		key := id
		if key == "" {
			key = strings.ToLower(name)
		}
		sp := at[key]
		if sp == nil {
			class, known := vocab.ClassOf(id, name)
			if known && id == "" {
				id = class.ID
				if sp = at[id]; sp != nil {
					return sp
				}
				key = id
			}
			sp = &WriterSpan{
				Set:   s,
				Case:  k,
				Name:  cmp.Or(name, class.Name),
				ID:    id,
				Class: class,
				Known: known,
				Limit: class.Limit,
			}
			at[key] = sp
			spans = append(spans, sp)
		}
		return sp
	}
	for _, step := range s.Steps {
		if step.Writer == "" && step.WriterID == "" {
			continue
		}
		switch step.Kind {
		case vocab.KindFreeze:
			sp := get(step.WriterID, step.Writer)
			sp.Freezes = append(sp.Freezes, step)
		case vocab.KindThaw:
			sp := get(step.WriterID, step.Writer)
			sp.Thaws = append(sp.Thaws, step)
		case vocab.KindThawEnd:
			sp := get(step.WriterID, step.Writer)
			sp.ThawEnds = append(sp.ThawEnds, step)
		case vocab.KindESETimeout:
			sp := get(step.WriterID, step.Writer)
			sp.ESETimeouts = append(sp.ESETimeouts, step)
		case vocab.KindESELateThaw:
			sp := get(step.WriterID, step.Writer)
			sp.LateThaws = append(sp.LateThaws, step)
		case vocab.KindAbort, vocab.KindFreezeFailed:
			sp := get(step.WriterID, step.Writer)
			sp.Aborts = append(sp.Aborts, step)
		case vocab.KindTimeout, vocab.KindWriterRejected, vocab.KindWriterFailed, vocab.KindNotResponding:
			sp := get(step.WriterID, step.Writer)
			sp.Rejections = append(sp.Rejections, step)
		case vocab.KindRequesterCode:
			if step.Code != 0 {
				sp := get(step.WriterID, step.Writer)
				sp.Codes = append(sp.Codes, step)
			}
		}
	}
	unnamed := s.unnamedTimeouts()
	for _, w := range s.activations {
		sp := get(w.after.ID, w.after.Name)
		sp.Instance = cmp.Or(sp.Instance, w.after.Instance)
	}
	for _, f := range s.failed {
		sp := get(f.After.ID, f.After.Name)
		if sp.Failure == nil || !sp.Failure.After.TimedOut() && f.After.TimedOut() {
			sp.Failure = f
			sp.Instance = f.After.Instance
		}
	}
	if len(unnamed) > 0 && !slices.ContainsFunc(spans, (*WriterSpan).TimedOut) {
		sp := &WriterSpan{Set: s, Case: k, Limit: vocab.UnknownLimit, Codes: unnamed}
		spans = append(spans, sp)
	}
	for _, sp := range spans {
		sp.complete()
	}
	slices.SortStableFunc(spans, func(a, b *WriterSpan) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return spans
}

// unnamedTimeouts are requester texts that tell of a time-out without saying
// whose. Where no writer is known to have timed out they make a span without a name.
func (s *SnapshotSet) unnamedTimeouts() []*Step {
	var found []*Step
	for _, step := range s.Steps {
		if step.Kind == vocab.KindRequesterCode && step.Writer == "" && step.Code == vocab.CodeWriterTimeout {
			found = append(found, step)
		}
	}
	return found
}

// complete fills what follows from the marks.
func (sp *WriterSpan) complete() {
	if sp.Instance != "" {
		sp.States = sp.session(sp.Case.statesOf(&WriterState{ID: sp.ID, Instance: sp.Instance}))
	}
	switch {
	case sp.failed():
		sp.Outcome = FailedOutcome
	case len(sp.Aborts) > 0,
		sp.Failure != nil && sp.Failure.After.NoError() && len(sp.Thaws)+len(sp.ThawEnds) == 0 &&
			!sp.reached(vocab.StateWaitingPostSnapshot):
		sp.Outcome = Aborted // failed without an error: as a rule the victim of a set that was given up
	case len(sp.Thaws) > 0 || len(sp.ThawEnds) > 0 || sp.reached(vocab.StateWaitingPostSnapshot):
		sp.Outcome = Success
	default:
		sp.Outcome = UnknownOutcome
	}
}

func (sp *WriterSpan) failed() bool {
	if sp.Failure != nil && !sp.Failure.After.NoError() {
		return true
	}
	return sp.recordedFailure()
}

// recordedFailure reports whether a record or statement of the set itself says that the
// writer failed.
func (sp *WriterSpan) recordedFailure() bool {
	return len(sp.ESETimeouts) > 0 || len(sp.LateThaws) > 0 || len(sp.Rejections) > 0 || len(sp.Codes) > 0
}

// failedForSure reports a failure that is tied to the set, and not only to a writer that a
// listing shows as failed some time.
func (sp *WriterSpan) failedForSure() bool {
	return sp.recordedFailure() || sp.Failure != nil && !sp.Failure.Guessed
}

func (sp *WriterSpan) reached(code int) bool {
	for _, s := range sp.States {
		if s.Code >= code && s.Code <= vocab.StateWaitingComplete {
			return true
		}
	}
	return false
}

// session cuts the states of the instance to those of this set: from when it
// woke to when it was at rest again or failed. What it was before is Prior.
func (sp *WriterSpan) session(all []*WriterState) []*WriterState {
	start := -1
	for _, w := range sp.Set.activations {
		if w.after.ID == sp.ID && w.after.Instance == sp.Instance {
			start = w.after.position
			break
		}
	}
	if start < 0 && sp.Failure != nil {
		start = sp.Failure.After.position
		for start > 0 && isActive(all[start-1].Code) && recent(all[start-1], all[start]) != nil &&
			!beginsSession(all[start-1], all[start]) {
			start--
		}
	}
	if start < 0 {
		return nil
	}
	end, furthest := start+1, all[start].Code
	for end < len(all) && recent(all[end-1], all[end]) != nil && !sp.left(furthest, all[end]) {
		furthest = max(furthest, all[end].Code)
		end++
	}
	if start > 0 {
		sp.Prior = recent(all[start-1], all[start])
	}
	return all[start:end]
}

// beginsSession reports whether the later of two states in a row is the earlier step of a backup:
// that takes a new prepare.
func beginsSession(before, now *WriterState) bool { return now.Code >= 0 && now.Code < before.Code }

// left reports whether the writer has left the session of this set, in which it
// had come to the state given: it is at rest, or failed, or back in an earlier
// state, which takes a new prepare; or a later set has begun by then, whose state
// this may be.
func (sp *WriterSpan) left(furthest int, now *WriterState) bool {
	if now.Code == vocab.StateStable || vocab.Failed(now.Code) || now.Code >= 0 && now.Code < furthest {
		return true
	}
	if set := sp.Case.activatedIn[now]; set != nil && set != sp.Set {
		return true
	}
	return len(sp.Set.freezes) > 0 && (sp.Case.frozeBetween(sp.Set.busy().Hi, now.Listing.At.Hi) ||
		now.Listing.At.Hi >= interval.Forever && sp.Case.segment.frozenLater()) // in a later segment, and the end of the listing is open
}

// WokeTwice reports whether listings saw the writer enter two sessions in what
// looks like one set: the states may then be those of another set.
func (sp *WriterSpan) WokeTwice() bool {
	n := 0
	for _, w := range sp.Set.activations {
		if w.after.ID == sp.ID && w.after.Instance == sp.Instance {
			n++
		}
	}
	return n > 1
}

// TimedOut reports whether anything says that this writer's VSS timer ran out:
// a listing, a rejection or a requester's text with 0x800423f2.
func (sp *WriterSpan) TimedOut() bool {
	if sp.Failure != nil && sp.Failure.After.TimedOut() {
		return true
	}
	for _, steps := range [][]*Step{sp.Rejections, sp.Codes} {
		for _, s := range steps {
			if s.Code == vocab.CodeWriterTimeout {
				return true
			}
		}
	}
	return false
}

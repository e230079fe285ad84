package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// when bounds the time that the finding is about: from freeze to time-out for a
// writer, else the steps that pulled the trigger.
func (f *Finding) when(sub *Subject) {
	add := func(i interval.Interval) {
		if i.Lo > interval.Never && (f.Started.Lo <= interval.Never || i.Lo < f.Started.Lo) {
			f.Started = i
		}
		if i.Hi < interval.Forever && (f.Ended.Hi >= interval.Forever || i.Hi > f.Ended.Hi) {
			f.Ended = i
		}
	}
	if sub.Span != nil && len(f.Signature.Predictions) > 0 {
		for _, m := range []correlate.TimePoint{correlate.PointFreeze, correlate.PointThaw, correlate.PointTimeout,
			correlate.PointESETimeout} {
			add(sub.Span.Bounds(m))
		}
		for _, s := range sub.Span.Freezes {
			add(s.At)
		}
		if f.Ended.Hi < interval.Forever {
			return
		}
	}
	for _, s := range sub.Steps {
		add(s.At)
	}
	if f.Started.Lo <= interval.Never && sub.Set != nil {
		f.Started = sub.Set.Started
	}
	if f.Ended.Hi >= interval.Forever && sub.Set != nil && sub.Set.Ended.Hi >= f.Started.Lo {
		f.Ended = sub.Set.Ended
	}
}

// maxMarks is how many marks a finding about a set or host shows: the first and
// the last of more.
const maxMarks = 20

// write writes summary and evidence.
func (f *Finding) write(sub *Subject, basis []*correlate.Step) {
	marks := f.marks(sub)
	shown := marks
	if sub.Span == nil && len(marks) > maxMarks {
		shown = slices.Concat(marks[:maxMarks/2], marks[len(marks)-maxMarks/2:])
	}
	for _, s := range shown {
		f.Evidence = append(f.Evidence, evidence(RoleMark, describe(s), s))
	}
	if n := len(marks) - len(shown); n > 0 {
		f.Evidence = append(
			f.Evidence,
			evidence(RoleMark, fmt.Sprintf("%d more records between these say the same", n), nil),
		)
	}
	for _, p := range f.Predictions {
		word := "not proven"
		switch {
		case p.Necessary:
			word = "proven"
		case !p.Possible:
			word = "impossible"
		}
		f.Evidence = append(
			f.Evidence,
			evidence(
				RolePrediction,
				fmt.Sprintf("%s (%s) is %s: %s", p.Prediction.ID, p.Prediction.Says, word, p.Statement),
				nil,
			),
		)
		for _, c := range p.Why {
			f.Evidence = append(
				f.Evidence,
				evidence(RolePrediction, p.Prediction.ID+" is based on: "+c.String(), c.Evidence),
			)
		}
	}
	for _, c := range f.Checks {
		word := "does not hold"
		if c.Held {
			word = "holds"
		}
		e := evidence(RoleCheck, fmt.Sprintf("%s %s: %s", c.Check.Says, word, c.Statement), nil)
		if len(c.Evidence) > 0 {
			e = evidence(RoleCheck, e.Statement, c.Evidence[0])
		}
		f.Evidence = append(f.Evidence, e)
	}
	for _, l := range f.LookAlikes {
		word := "is not excluded"
		if l.Impossible {
			word = "is impossible"
		}
		e := evidence(RoleLookAlike, fmt.Sprintf("%s %s: %s", l.LookAlike.Title, word, l.Statement), nil)
		if len(l.Evidence) > 0 {
			e = evidence(RoleLookAlike, e.Statement, l.Evidence[0])
		}
		f.Evidence = append(f.Evidence, e)
	}
	for _, c := range f.Coincidences {
		f.Evidence = append(
			f.Evidence,
			evidence(
				RoleCoincidence,
				fmt.Sprintf(
					"It is wrong only if %s. That would show as %s: %s",
					c.Coincidence.Says,
					c.Coincidence.Witness,
					c.Statement,
				),
				nil,
			),
		)
	}
	for _, c := range f.Conflict {
		f.Evidence = append(f.Evidence, evidence(RoleConflict, c.String(), c.Evidence))
	}
	if f.Applies != "" {
		e := evidence(RoleApplicability, f.Applies, nil)
		if len(basis) > 0 {
			e = evidence(RoleApplicability, f.Applies, basis[0])
		}
		f.Evidence = append(f.Evidence, e)
	}
	f.Summary = f.Signature.Title
	if f.Signature.Summary != nil {
		f.Summary = f.Signature.Summary(sub, f)
	}
}

// marks are the steps that the finding rests on, in order, each once.
func (f *Finding) marks(sub *Subject) []*correlate.Step {
	found := slices.Clone(sub.Steps)
	if sp := sub.Span; sp != nil {
		found = slices.Concat(
			found,
			ends(sp.Freezes),
			ends(sp.Thaws),
			ends(sp.ThawEnds),
			sp.ESETimeouts,
			sp.LateThaws,
			ends(sp.Aborts),
			sp.Rejections,
			sp.Codes,
		)
		if sp.Failure != nil && sp.Failure.Before != nil {
			found = append(found, sp.Failure.Before.Step)
		}
		if sp.Prior != nil {
			found = append(found, sp.Prior.Step)
		}
		seen := map[int]bool{}
		for _, s := range sp.States {
			if !seen[s.Code] {
				seen[s.Code] = true
				found = append(found, s.Step)
			}
		}
	}
	slices.SortStableFunc(found, (*correlate.Step).Compare)
	return slices.Compact(found)
}

// ends keeps the first and the last of many marks.
func ends(steps []*correlate.Step) []*correlate.Step {
	if len(steps) <= 2 {
		return steps
	}
	return []*correlate.Step{steps[0], steps[len(steps)-1]}
}

// describe says in one line what a step tells.
func describe(s *correlate.Step) string {
	if s.Kind == vocab.KindWriterState {
		return fmt.Sprintf(
			"capture: %s in [%s] %s, last error %q",
			s.Writer,
			s.Record.Text(parse.FieldStateCode),
			s.Record.Text(parse.FieldStateName),
			s.Record.Text(parse.FieldLastError),
		)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d", s.Record.Provider, s.Record.EventID)
	if s.Record.IsStatement() {
		b.Reset()
		b.WriteString(cmp.Or(s.CommandLine, s.Source))
	}
	if s.Term != nil {
		b.WriteString(": " + s.Term.Meaning)
	} else {
		b.WriteString(": " + cmp.Or(vocab.KindWords[s.Kind], string(s.Kind)))
	}
	for _, detail := range []string{s.Writer, s.Database, s.Volume, s.Detail} {
		if detail != "" {
			b.WriteString(", " + detail)
		}
	}
	if s.Code != 0 && !strings.Contains(s.Detail, vocab.CodeOf(s.Code).Name) {
		b.WriteString(", " + vocab.Hex(s.Code))
	}
	return b.String()
}

// oneLikely leaves a failure at most one likely cause: of two that are as good neither is
// likely, and none beside one that is proven.
func oneLikely(found []*Finding) {
	var likely []*Finding
	for _, f := range found {
		if f.Signature.Class != CauseClass || expected(f) || f.Signature.Scope == EventScope {
			continue
		}
		if f.Verdict == Likely {
			likely = append(likely, f)
		}
	}
	proven := slices.IndexFunc(found, func(f *Finding) bool {
		return f.Verdict == Confirmed && f.Signature.Class == CauseClass && f.Signature.Scope == WriterScope &&
			!expected(f)
	})
	if proven < 0 && len(likely) < 2 {
		return
	}
	for _, f := range likely {
		f.Verdict = Suspected
		other := likely[0]
		if proven >= 0 {
			other = found[proven]
		} else if other == f {
			other = likely[1]
		}
		f.Missing = append(f.Missing, "what distinguishes it from "+other.Signature.ID+", which also fits")
	}
}

// fold puts what was found in one set under its cause: a confirmed finding whose
// signature says that it explains the other, and that began before the other
// ended. Of several the earliest counts; the first cause of a chain stays on top.
func fold(found []*Finding) {
	for _, f := range found {
		if f.Verdict == RuledOut {
			continue
		}
		for _, cause := range found {
			if cause.Verdict == Confirmed && slices.Contains(cause.Signature.Explains, f.Signature.ID) &&
				cause.Started.Lo <= f.Ended.Hi &&
				!otherVolumes(cause, f) &&
				(f.CausedBy == nil || cause.Started.Lo < f.CausedBy.Started.Lo) {
				f.CausedBy = cause
			}
		}
	}
}

// otherVolumes reports two findings that name volumes and none in common: what happens to
// one volume is no cause of what happens to another. A volume that one record names by its
// letter and the other by its id is not known to be the same.
func otherVolumes(a, b *Finding) bool {
	va, vb := volumesOf(a.Steps), volumesOf(b.Steps)
	return len(va) > 0 && len(vb) > 0 && !slices.ContainsFunc(va, func(v string) bool { return slices.Contains(vb, v) })
}

func volumesOf(steps []*correlate.Step) []string {
	var found []string
	for _, s := range steps {
		if v := strings.ToLower(strings.TrimRight(s.Volume, `\`)); v != "" && !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

// called is what sentences call the writer of a span: its name, if any text told it.
func called(sp *correlate.WriterSpan) string { return cmp.Or(sp.Name, "a writer") }

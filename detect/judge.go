package detect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// Judge asks every signature about every host, set and writer, and returns at
// most one finding per signature and set (or host): the strongest verdict, the
// other writers inside it. The order is total: host, set, rank, signature.
func Judge(cases []*correlate.Case, signatures []*Signature) []*Finding {
	var all []*Finding
	for _, k := range cases {
		all = append(all, JudgeSets(k, signatures)...)
		all = append(all, JudgeHost(k, signatures)...)
	}
	slices.SortStableFunc(all, compareFindings)
	return all
}

// JudgeSets is Judge for the sets of a host alone.
func JudgeSets(k *correlate.Case, signatures []*Signature) []*Finding {
	var all []*Finding
	for _, set := range k.Sets {
		var found []*Finding
		for _, sig := range signatures {
			if sig.Scope == HostScope {
				continue
			}
			if f := sig.judgeSet(k, set); f != nil {
				found = append(found, f)
			}
		}
		oneLikely(found)
		fold(found)
		for _, f := range found {
			f.shown(k)
		}
		all = append(all, found...)
		set.Release()
	}
	slices.SortStableFunc(all, compareFindings)
	return all
}

// JudgeHost is Judge for what is about a host outside of its sets.
func JudgeHost(k *correlate.Case, signatures []*Signature) []*Finding {
	var all []*Finding
	for _, sig := range signatures {
		if sig.Scope != HostScope && sig.Scope != EventScope {
			continue
		}
		if f := sig.judge(&Subject{Case: k, Unassigned: sig.Scope == EventScope}); f != nil {
			f.shown(k)
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, compareFindings)
	return all
}

// shown tells the times of a finding as the host's are known.
func (f *Finding) shown(k *correlate.Case) {
	f.Started, f.Ended = k.Shown(f.Started), k.Shown(f.Ended)
	for i := range f.Evidence {
		f.Evidence[i].At = k.Shown(f.Evidence[i].At)
	}
	for _, o := range f.Others {
		o.shown(k)
	}
}

func compareFindings(a, b *Finding) int {
	if c := strings.Compare(a.Host, b.Host); c != 0 {
		return c
	}
	if a.Set != b.Set {
		switch {
		case a.Set == nil:
			return 1
		case b.Set == nil:
			return -1
		}
		return a.Set.Compare(b.Set)
	}
	if d := a.Verdict.rank() - b.Verdict.rank(); d != 0 {
		return d
	}
	return strings.Compare(a.Signature.ID, b.Signature.ID)
}

// judgeSet judges a set, or each of its writers, and keeps the strongest.
func (sig *Signature) judgeSet(k *correlate.Case, set *correlate.SnapshotSet) *Finding {
	if sig.Scope == SetScope || sig.Scope == EventScope {
		return sig.judge(&Subject{Case: k, Set: set})
	}
	stronger := func(a, b *Finding) int {
		if d := a.Verdict.rank() - b.Verdict.rank(); d != 0 {
			return d
		}
		return strings.Compare(a.Writer, b.Writer)
	}
	var best *Finding
	var others []*Finding
	for _, span := range set.Spans {
		f := sig.judge(&Subject{Case: k, Set: set, Span: span})
		switch {
		case f == nil:
			continue
		case best == nil:
			best = f
			continue
		case stronger(f, best) < 0:
			best, f = f, best
		}
		f.brief()
		others = append(others, f)
	}
	slices.SortStableFunc(others, stronger)
	for _, other := range others {
		best.Others = append(best.Others, other)
		best.Evidence = append(best.Evidence, Evidence{Role: RoleOther, At: interval.Unknown,
			Statement: fmt.Sprintf("%s: %s", other.Writer, other.Verdict)})
	}
	return best
}

// brief drops what the verdict rests on: a set may have very many writers, and of those
// beside the strongest one it is the verdict that is told.
func (f *Finding) brief() {
	f.Evidence, f.Predictions, f.LookAlikes, f.Checks, f.Coincidences, f.Conflict, f.Assumptions, f.Steps = nil, nil, nil,
		nil, nil, nil, nil, nil
}

// judge asks the signature about one subject; nil if it has nothing to say.
func (sig *Signature) judge(sub *Subject) *Finding {
	sub.Steps = sig.Trigger.pulled(sub)
	if sub.Steps == nil {
		return nil
	}
	f := &Finding{
		Signature:     sig,
		Severity:      sig.Severity,
		Host:          sub.Case.Host.Name,
		Set:           sub.Set,
		Steps:         sub.Steps,
		Applicability: NotApplicable,
		Started:       interval.Unknown,
		Ended:         interval.Unknown,
	}
	if sub.Span != nil {
		f.Writer = sub.Span.Name
	} else if sig.Scope == EventScope {
		f.Writer = oneWriter(sub.Steps)
	}
	if sig.Grade != nil {
		f.Severity = sig.Grade(sub)
	}
	f.when(sub)
	var basis []*correlate.Step
	if sig.Applies != nil {
		f.Applicability, f.Applies, basis = sig.Applies(sub)
	}
	sig.weigh(sub, f)
	f.id()
	f.write(sub, basis)
	return f
}

// oneWriter is the writer that all of the steps name, "" if they name none or
// several.
func oneWriter(steps []*correlate.Step) string {
	name := steps[0].Writer
	for _, s := range steps[1:] {
		if s.Writer != name {
			return ""
		}
	}
	return name
}

// weigh finds the verdict.
func (sig *Signature) weigh(sub *Subject, f *Finding) {
	for _, n := range sig.Needs {
		if !n.Has(sub) {
			f.Missing = append(f.Missing, n.What+" ("+n.Where+")")
		}
	}
	lacking := len(f.Missing) > 0
	possible := sig.predict(sub, f)
	sig.check(sub, f)
	sig.look(sub, f)
	switch {
	case f.Contradictory:
		f.Verdict = CannotTell
		f.Missing = append(f.Missing, "the marks contradict each other: "+chain(f.Conflict))
		return
	case !possible && sig.variant(sub, f):
		f.Verdict = Suspected
		f.Missing = append(f.Missing, sig.Variant.Says)
	case !possible:
		if doubt := sub.Case.ClockDoubt(f.Started, f.Ended); doubt != "" {
			// Times on either side of a clock step may not be compared: nothing is ruled
			// out by them.
			f.Verdict = CannotTell
			f.Missing = append(f.Missing, "a clock that ran steadily: "+doubt)
			return
		}
		if sub.Span != nil && sub.Span.WokeTwice() {
			f.Verdict = CannotTell
			f.Missing = append(
				f.Missing,
				"the set of each capture: captures show the writer in two sessions, and their sets cannot be told "+
					"apart",
			)
			return
		}
		if runsMixed(sub, f) {
			f.Verdict = CannotTell
			f.Missing = append(
				f.Missing,
				"the run of each requester's statement: those of several runs look like one set",
			)
			return
		}
		f.Verdict = RuledOut
		f.Missing = nil
	case lacking:
		f.Verdict = CannotTell
	case sig.proven(f) && sig.onlySaid(sub):
		f.Verdict = Suspected // a line of a log may quote the code, or mean another run
	case sig.proven(f) && !sig.ofUser():
		f.Verdict = Confirmed
		f.Assumptions = append(f.Assumptions, sig.Assumptions...)
	case sig.proven(f):
		f.Verdict = Likely // no prediction of it could have been missed
	default:
		f.Verdict = Suspected
	}
	if f.Verdict == Suspected {
		if sig.Yields != nil {
			f.Yields = sig.Yields(sub)
		}
		if sig.likely(sub, f) {
			f.Verdict = Likely
		}
		f.open()
	}
}

// onlySaid reports a symptom that nothing but lines of unknown programs, or of people, state.
func (sig *Signature) onlySaid(sub *Subject) bool {
	return sig.Scope == EventScope && sig.Class == SymptomClass && !slices.ContainsFunc(sub.Steps, func(s *correlate.Step) bool {
		tool := s.Record.Text(parse.FieldTool)
		return s.Record.Provider != parse.ProviderRequester || tool != parse.ToolProgram && tool != parse.ToolTold
	})
}

// runsMixed reports whether what rules the finding out rests on a requester's word,
// where several runs of requesters may have made what looks like one set.
func runsMixed(sub *Subject, f *Finding) bool {
	if sub.Set == nil || !sub.Set.Mixed && len(sub.Set.Requests) < 2 {
		return false
	}
	return slices.ContainsFunc(f.Conflict, func(c correlate.Constraint) bool {
		return c.Evidence != nil &&
			(c.Evidence.Kind == vocab.KindRequesterBegin || c.Evidence.Record.Provider == parse.ProviderRequester)
	})
}

// ofUser reports a signature of a user's own that has no predictions: what it rests on are
// records that look right, so that it is likely at most.
func (sig *Signature) ofUser() bool { return sig.File != "" && len(sig.Predictions) == 0 }

// proven reports whether every prediction, check and look-alike allows confirmed.
func (sig *Signature) proven(f *Finding) bool {
	for _, p := range f.Predictions {
		if !p.Necessary {
			return false
		}
	}
	for _, c := range f.Checks {
		if !c.Held {
			return false
		}
	}
	for _, l := range f.LookAlikes {
		if !l.Impossible {
			return false
		}
	}
	if f.Applicability == Fixed || f.Applicability == NotAffected {
		return false
	}
	return true
}

// open lists what keeps a finding from being confirmed.
func (f *Finding) open() {
	if f.Yields != "" {
		f.Missing = append(f.Missing, f.Yields)
	}
	for _, c := range f.Checks {
		if !c.Held {
			f.Missing = append(f.Missing, c.Missing)
		}
	}
	for _, p := range f.Predictions {
		if !p.Necessary {
			missing := fmt.Sprintf("%s is not proven: %s", p.Prediction.ID, p.Statement)
			if wants := f.Signature.Wants[p.Prediction.ID]; wants != "" {
				missing += whatWouldTell + wants
			}
			f.Missing = append(f.Missing, missing)
		}
	}
	for _, l := range f.LookAlikes {
		if l.Impossible {
			continue
		}
		if l.LookAlike.Predicted != nil {
			f.Missing = append(f.Missing, l.LookAlike.Title+" also fits while "+notProven(l.LookAlike.Predicted))
			continue
		}
		f.Missing = append(f.Missing, fmt.Sprintf("%s also fits: %s", l.LookAlike.Title, l.Statement))
	}
	f.Missing = slices.Compact(f.Missing)
}

func notProven(predictions []string) string {
	if len(predictions) == 1 {
		return predictions[0] + " is not proven"
	}
	return strings.Join(predictions, " and ") + " are not both proven"
}

// variant reports whether a weaker form fits: where the clock was set back no time is
// too short.
func (sig *Signature) variant(sub *Subject, f *Finding) bool {
	v := sig.Variant
	if v == nil || !slices.Contains(v.Applies, f.Applicability) ||
		sub.Case.GoesBack(interval.Interval{Lo: f.Started.Lo, Hi: f.Ended.Hi}) != "" {
		return false
	}
	for _, p := range f.Predictions {
		if slices.Contains(v.Proven, p.Prediction.ID) && !p.Necessary {
			return false
		}
		if p.Prediction.ID == v.Without && p.Possible {
			return false
		}
	}
	return true
}

func (f *Finding) id() {
	key := f.Signature.ID + "|" + f.Host
	if f.Set != nil {
		key += "|" + f.Set.Name
	}
	sum := sha256.Sum256([]byte(key))
	f.ID = hex.EncodeToString(sum[:8])
}

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

// predict compares the predictions with every reading of the marks. It reports
// whether all of them can hold together in any reading.
func (sig *Signature) predict(sub *Subject, f *Finding) bool {
	if len(sig.Predictions) == 0 || sub.Span == nil {
		return true
	}
	lim, interpretations := sub.Span.Limit, sub.Span.Interpretations()
	results := newPredictionResults(sig.Predictions, lim)
	together, consistent, readable := false, 0, 0
	var conflict []correlate.Constraint
	for _, r := range interpretations {
		if r.Times.Possible() {
			readable++
		}
		net := sig.assume(r, lim)
		if !net.Possible() {
			conflict = shorter(conflict, net.Conflict())
			continue
		}
		consistent++
		results.take(net, lim)
		if all := sig.joint(net, lim); all.Possible() {
			together = true
		} else {
			conflict = shorter(conflict, all.Conflict())
		}
	}
	for i := range results {
		if consistent == 0 {
			results[i].Necessary = false
		}
		results[i].state()
	}
	f.Predictions = results
	f.Contradictory = readable == 0
	if !together {
		f.Conflict = conflict
	}
	return together
}

// assume is a reading of the marks with what the signature takes for granted: of each bound
// the weaker end, so that nothing is assumed that the limit may not give.
func (sig *Signature) assume(r *correlate.Interpretation, lim vocab.Limit) *correlate.Times {
	net := r.Times.Clone()
	for _, t := range sig.Theory {
		if b := t.easy(lim); bounds(b) {
			net.Add(t.constraint(b))
		}
	}
	for _, i := range sig.Implied {
		if b := i.Then.easy(lim); i.If.holds(net, lim) && bounds(b) {
			net.Add(i.Then.constraint(b))
		}
	}
	return net
}

// joint is a reading in which all predictions hold.
func (sig *Signature) joint(net *correlate.Times, lim vocab.Limit) *correlate.Times {
	all := net.Clone()
	for _, p := range sig.Predictions {
		if easy := p.easy(lim); bounds(easy) {
			all.Add(p.constraint(easy))
		}
	}
	return all
}

// bounds reports whether a bound says anything.
func bounds(b parse.Ticks) bool { return b < interval.Forever && b > interval.Never }

type predictionResults []PredictionResult

func newPredictionResults(predictions []Prediction, lim vocab.Limit) predictionResults {
	results := make(predictionResults, len(predictions))
	for i, p := range predictions {
		results[i] = PredictionResult{
			Prediction: p,
			Necessary:  true,
			Lo:         interval.Forever,
			Hi:         interval.Never,
			Bound:      p.hard(lim),
		}
	}
	return results
}

// take adds one consistent reading to the results.
func (results predictionResults) take(net *correlate.Times, lim vocab.Limit) {
	for i := range results {
		r := &results[i]
		r.take(r.Prediction, net, lim)
		if easy := r.Prediction.easy(lim); !bounds(easy) || net.PossibleWith(r.Prediction.constraint(easy)) {
			r.Possible = true
		}
	}
}

func chain(group []correlate.Constraint) string {
	words := make([]string, len(group))
	for i, c := range group {
		words[i] = c.String()
	}
	return strings.Join(words, "; ")
}

func shorter(a, b []correlate.Constraint) []correlate.Constraint {
	if a == nil || b != nil && len(b) < len(a) {
		return b
	}
	return a
}

// holds reports whether p holds in every choice of instants that net allows, for
// every limit in lim.
func (p Prediction) holds(net *correlate.Times, lim vocab.Limit) bool {
	lo, hi := net.Difference(p.Later, p.Earlier)
	hard := p.hard(lim)
	switch p.Op {
	case AtLeast:
		return hard < interval.Forever && lo >= hard
	case MoreThan:
		return hard < interval.Forever && lo > hard
	case AtMost:
		return hi <= hard
	}
	return hi < hard
}

// take adds one consistent reading to a result.
func (r *PredictionResult) take(p Prediction, net *correlate.Times, lim vocab.Limit) {
	lo, hi := net.Difference(p.Later, p.Earlier)
	holds := p.holds(net, lim)
	if !holds || len(r.Why) == 0 {
		if p.Op == AtLeast || p.Op == MoreThan {
			r.Why = net.Why(p.Earlier, p.Later)
		} else {
			r.Why = net.Why(p.Later, p.Earlier)
		}
	}
	r.Necessary = r.Necessary && holds
	r.Lo, r.Hi = min(r.Lo, lo), max(r.Hi, hi)
}

// state puts the result into words.
func (r *PredictionResult) state() {
	p := r.Prediction
	diff := fmt.Sprintf("%s - %s", p.Later, p.Earlier)
	if p.Earlier == "" {
		diff = string(p.Later)
	}
	if r.Hi <= interval.Never {
		r.Lo, r.Hi = interval.Never, interval.Forever
	}
	var span string
	switch {
	case r.Lo <= interval.Never && r.Hi >= interval.Forever:
		span = "is not bounded by any mark"
	case r.Lo > interval.Never && r.Hi < interval.Forever && tooWide(r.Lo, r.Hi):
		span = "is known only to within " + roughly(r.Hi-r.Lo) + because(r.Why)
	case r.Lo <= interval.Never:
		span = "is at most " + interval.Seconds(outward(r.Hi))
	case r.Hi >= interval.Forever:
		span = "is at least " + interval.Seconds(-outward(-r.Lo))
	default:
		span = "is " + interval.Seconds(-outward(-r.Lo)) + " to " + interval.Seconds(outward(r.Hi))
	}
	bound := interval.Seconds(r.Bound)
	switch {
	case p.Bound.Limit != 0 && (r.Bound <= 0 || r.Bound >= interval.Forever):
		bound = p.Bound.Words + ", and the writer's limit L is not known"
	case p.Bound.Limit != 0:
		bound = p.Bound.Words + " = " + bound
	}
	r.Statement = fmt.Sprintf("%s %s; %s requires %s %s", diff, span, p.ID, p.Op, bound)
}

// tooWide reports whether a span is so wide that its ends tell a person
// nothing: no limit of VSS is near it.
func tooWide(lo, hi parse.Ticks) bool { return hi-lo >= 10*parse.Minute }

// because names the record whose time makes a bound so wide, and why.
func because(chain []correlate.Constraint) string {
	var widest *correlate.Step
	for _, c := range chain {
		if s := c.Evidence; s != nil && s.At.Known() && (widest == nil || s.At.Hi-s.At.Lo > widest.At.Hi-widest.At.Lo) {
			widest = s
		}
	}
	if widest == nil || widest.At.Hi-widest.At.Lo < parse.Minute {
		return ", because no mark is nearer"
	}
	why := ", as the time of " + widest.Source + " is"
	if widest.Record.Time.Zone == parse.ZoneLocal || widest.Record.Time.Zone == parse.ZoneUnknown {
		return why + " local and its offset to UTC is not known for sure"
	}
	return why + " only known so far"
}

// outward rounds up to milliseconds, so that a bound as printed never claims
// more than the bound that was computed with.
func outward(d parse.Ticks) parse.Ticks {
	if rest := d % parse.Millisecond; rest > 0 {
		return d - rest + parse.Millisecond
	} else if rest < 0 {
		return d - rest
	}
	return d
}

// check runs the further conditions of confirmed.
func (sig *Signature) check(sub *Subject, f *Finding) {
	for _, c := range sig.Checks {
		r := c.Test(sub, f)
		r.Check = c
		f.Checks = append(f.Checks, r)
	}
}

// look tries to rule out each look-alike.
func (sig *Signature) look(sub *Subject, f *Finding) {
	for _, l := range sig.LookAlikes {
		r := LookAlikeResult{Impossible: true}
		if l.Test != nil {
			r = l.Test(sub, f)
		} else {
			l.byPredictions(f, &r)
			l.byAbsence(sub, f, &r)
		}
		r.LookAlike = l
		f.LookAlikes = append(f.LookAlikes, r)
	}
}

func (l LookAlike) byPredictions(f *Finding, r *LookAlikeResult) {
	for _, id := range l.Predicted {
		for _, p := range f.Predictions {
			if p.Prediction.ID != id {
				continue
			}
			r.Statement = joinStatements(r.Statement, p.Statement)
			if !p.Necessary {
				r.Impossible = false
			}
		}
	}
}

func (l LookAlike) byAbsence(sub *Subject, f *Finding, r *LookAlikeResult) {
	if len(l.Absent) == 0 {
		return
	}
	for _, s := range sub.Case.During(sub.near(f.Started.Lo, f.Ended.Hi), l.Absent...) {
		if concerns(s, sub) {
			r.Impossible = false
			r.Evidence = append(r.Evidence, s)
		}
	}
	if len(r.Evidence) > 0 {
		s := r.Evidence[0]
		r.Statement = joinStatements(
			r.Statement,
			fmt.Sprintf("%s %d at %s (%s)", s.Record.Provider, s.Record.EventID, s.At.Lo, s.Kind),
		)
		return
	}
	words := make([]string, len(l.Absent))
	for i, k := range l.Absent {
		words[i] = string(k)
	}
	r.Statement = joinStatements(r.Statement, "no "+strings.Join(words, " or ")+" step from freeze to time-out")
}

// concerns reports whether a step can be about the subject's writer: one of
// another writer cannot.
func concerns(s *correlate.Step, sub *Subject) bool {
	return sub.Span == nil || s.WriterID == "" || s.WriterID == sub.Span.ID
}

func joinStatements(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

func (f *Finding) id() {
	key := f.Signature.ID + "|" + f.Host
	if f.Set != nil {
		key += "|" + f.Set.Name
	}
	sum := sha256.Sum256([]byte(key))
	f.ID = hex.EncodeToString(sum[:8])
}

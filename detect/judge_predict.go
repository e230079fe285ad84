package detect

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

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

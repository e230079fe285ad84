package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/parse"
)

// detail is everything about one subject. The page unpacks it when it is opened.
type detail struct {
	Base     string      `json:"base"`             // RFC 3339; all times are ticks from here
	Offset   *int        `json:"offset,omitempty"` // minutes by which the host's clock is ahead of UTC
	Floats   bool        `json:"floats,omitempty"` // the times are those of the host's clock, whose zone is not known
	Order    string      `json:"order,omitempty"`  // as of the subject's row
	Card     *card       `json:"card,omitempty"`   // nil: no failure
	Why      string      `json:"why,omitempty"`
	Fact     string      `json:"fact,omitempty"`
	Rests    []reason    `json:"rests,omitempty"`   // the records that the answer rests on
	Blame    []reason    `json:"blame,omitempty"`   // those that point to the culprit
	Lead     bool        `json:"lead,omitempty"`    // the first finding leads
	Sources  [][3]string `json:"sources,omitempty"` // name, address, what it says
	Identity string      `json:"identity,omitempty"`
	From     []string    `json:"from,omitempty"`
	ID       string      `json:"id,omitempty"`
	Volumes  []string    `json:"volumes,omitempty"`
	Overlaps []string    `json:"overlaps,omitempty"`
	Started  ticks       `json:"started"`
	Ended    ticks       `json:"ended"`
	Clock    string      `json:"clock,omitempty"`
	Spans    []span      `json:"spans,omitempty"`
	Listings []int64     `json:"captures,omitempty"` // each from the one before, the first from the base
	Findings []finding   `json:"findings,omitempty"`
	Marks    []int       `json:"marks,omitempty"` // records of the set itself, for the lane of no writer
	Records  []record    `json:"records,omitempty"`
	Left     string      `json:"left,omitempty"` // what was left out to keep the file small
}

// span is one writer's lane.
type span struct {
	Role     string     `json:"role,omitempty"` // culprit or victim
	Name     string     `json:"name"`
	ID       string     `json:"id,omitempty"`
	Instance string     `json:"instance,omitempty"`
	Service  string     `json:"service,omitempty"`
	Outcome  string     `json:"outcome"`
	Limit    ticks      `json:"limit"`
	Assumed  bool       `json:"assumed,omitempty"` // the limit is taken for the default
	Freeze   *ticks     `json:"freeze,omitempty"`
	Thaw     *ticks     `json:"thaw,omitempty"`
	ThawEnd  *ticks     `json:"thawEnd,omitempty"`
	Timeout  *ticks     `json:"timeout,omitempty"`
	ESE      *ticks     `json:"ese,omitempty"`
	Abort    *ticks     `json:"abort,omitempty"`
	Frozen   ticks      `json:"frozen"` // freeze to thaw
	Marks    []laneMark `json:"marks,omitempty"`
	Listed   *listed    `json:"listed,omitempty"`
	Doubt    string     `json:"doubt,omitempty"` // why a failure in the listings may prove nothing
}

// laneMark is a record in a lane.
type laneMark struct {
	Role   string `json:"role"`
	Record int    `json:"record"`
}

// listed is what the listings showed of a writer: one character per listing, from
// the listing numbered First on. A hex digit is the state, a dot none.
type listed struct {
	First  int    `json:"first"`
	States string `json:"states"`
	Error  string `json:"error,omitempty"` // the last error that is one
}

// degree is how much of the detail is left out, in steps.
type degree int

const (
	whole          degree = iota
	problemFields         // decoded fields only where there is a problem
	noFields              // no decoded fields
	problemRecords        // records only where there is a problem
	proofOnly             // records only that a finding rests on
	mostLeft              // nor the proof of what is ruled out
	degrees        = int(mostLeft) + 1
)

// What is shown of one subject at most. More than that is no longer a picture;
// the tables have all.
const (
	listingTicks    = 600
	recordsOfASet   = 400 // besides those that findings rest on
	listingReaching = parse.Minute
	listingApart    = 6 * parse.Hour // what may lie further apart is not known to be near
)

var leftWords = [degrees]string{
	"",
	"To keep the file small, decoded fields are shown for problems only; the events table has all.",
	"To keep the file small, decoded fields are left out; the events table has them.",
	"To keep the file small, records are shown for problems only, without their decoded fields; the events table has " +
		"them.",
	"To keep the file small, only the records that a finding rests on are shown, without their decoded fields; the " +
		"events table has them.",
	"To keep the file small, the proof of findings that are ruled out is left out, and only the records that a " +
		"finding rests on are shown; the tables have all.",
}

// newDetail gathers the details of a subject.
func newDetail(
	s *detect.Answer,
	positions map[position]*correlate.Step,
	signatures []*detect.Signature,
	cut degree,
) *detail {
	base := baseOf(s)
	keep := s.Rank.Problem() || s.Rank == detect.RankExpected
	d := &detail{Base: base.Time().Format(rfc3339), Clock: visible(s.Case.ClockBasis()), Left: leftWords[cut]}
	var steps []*correlate.Step
	switch {
	case s.Set != nil:
		steps = s.Set.Steps
	case s.Failure != nil:
		steps = claimed(s.Failure)
		positions = byPosition(steps)
	}
	shelf := newShelf(s.Case, base, cut == whole || cut == problemFields && keep, positions)
	if len(steps) > recordsOfASet {
		steps = steps[:recordsOfASet]
	}
	if cut < problemRecords || cut == problemRecords && keep {
		shelf.putAll(steps)
	}
	d.failure(s, shelf)
	if s.Set != nil {
		d.ofSet(s, shelf, base)
	} else {
		d.Started, d.Ended = since(s.Case.Unshown(s.Started()), base), since(interval.Unknown, base)
	}
	for _, f := range s.Findings {
		if cut == mostLeft && f.Verdict == detect.RuledOut {
			d.Findings = append(
				d.Findings,
				finding{
					ID:        f.ID,
					Signature: slices.Index(signatures, f.Signature),
					Verdict:   string(f.Verdict),
					Summary:   visible(f.Summary),
				},
			)
			continue
		}
		one := newFinding(f, shelf)
		one.Signature = slices.Index(signatures, f.Signature)
		d.Findings = append(d.Findings, one)
	}
	d.Records = shelf.records
	return d
}

// failure tells the card, and what the answer rests on.
func (d *detail) failure(a *detect.Answer, shelf *shelf) {
	w := wallOf(a.Case, a.Started())
	d.Offset, d.Floats, d.Order = w.minutes(), w.Floats, a.Case.WrittenOrder()
	if ahead := w.ahead; w.Floats {
		d.Base = (shelf.base + ahead).Time().Format(rfc3339)
	}
	f := a.Failure
	if f == nil {
		return
	}
	c := newCard(a)
	d.Card, d.Why, d.Fact, d.Sources = &c, visible(why(f)), visible(fact(f)), sources(f)
	d.Lead = f.Finding != nil
	for _, e := range f.Evidence {
		if d.Lead {
			break // shown with the finding
		}
		if e.Role == detect.RoleMark || e.Role == detect.RoleApplicability {
			d.Rests = append(
				d.Rests,
				reason{visible(e.Statement), shelf.at(position{e.Source, e.Offset, e.Line, e.RecordID})},
			)
		}
	}
	for _, s := range blame(f) {
		d.Blame = append(d.Blame, reason{meaning(s), shelf.put(s)})
	}
}

const rfc3339 = "2006-01-02T15:04:05Z"

// baseOf is a whole second near the subject's time.
func baseOf(s *detect.Answer) parse.Ticks {
	at := s.Case.Unshown(s.Started())
	switch {
	case at.Lo > interval.Never:
		return at.Lo - at.Lo%parse.Second
	case at.Hi < interval.Forever:
		return at.Hi - at.Hi%parse.Second
	}
	return parse.FromUnix(0)
}

func (d *detail) ofSet(s *detect.Answer, shelf *shelf, base parse.Ticks) {
	set := s.Set
	d.Identity, d.From, d.ID = string(set.Identity), set.From, set.ID
	d.Started, d.Ended = since(s.Case.Unshown(set.Started), base), since(s.Case.Unshown(set.Ended), base)
	for _, v := range set.Volumes {
		d.Volumes = append(d.Volumes, visible(v))
	}
	for _, o := range set.Overlaps {
		d.Overlaps = append(d.Overlaps, visible(o.Name))
	}
	listings := listingsAround(s.Case, set)
	last := base
	at := make(map[*correlate.WriterListing]int, len(listings))
	for i, c := range listings {
		at[c] = i
		d.Listings = append(d.Listings, int64(c.At.Lo-last))
		last = c.At.Lo
	}
	for _, sp := range set.Spans {
		d.Spans = append(d.Spans, newSpan(sp, shelf, base, at))
	}
	d.roles(s, shelf)
	slices.SortStableFunc(d.Spans, func(a, b span) int {
		return cmp.Or(roleRank(a.Role)-roleRank(b.Role), outcomeRank(a.Outcome)-outcomeRank(b.Outcome))
	})
	inCulprit := d.inCulpritLane()
	for _, step := range set.Steps {
		if i, ok := shelf.index[step]; ok && !inLane(step) && !inCulprit[i] {
			d.Marks = append(d.Marks, i)
		}
	}
}

// roles marks the lanes of who is to blame and of who suffers. A writer that is to blame
// and of which there is no freeze or thaw has a lane with the records that say so.
func (d *detail) roles(a *detect.Answer, shelf *shelf) {
	f := a.Failure
	if f == nil {
		return
	}
	mark := func(p detect.Party, role string) bool {
		for i := range d.Spans {
			if d.Spans[i].Role == "" && of(p, d.Spans[i].Name) {
				d.Spans[i].Role = role
				return true
			}
		}
		return false
	}
	pointing := blame(f)
	if !mark(f.Culprit, "culprit") && len(pointing) > 0 {
		nothing := lasting(interval.Never, interval.Forever)
		d.Spans = append(
			d.Spans,
			span{
				Role:    "culprit",
				Name:    visible(f.Culprit.Name),
				Outcome: string(correlate.UnknownOutcome),
				Limit:   nothing,
				Frozen:  nothing,
			},
		)
	}
	for i := range d.Spans {
		if lane := &d.Spans[i]; lane.Role == "culprit" {
			for _, s := range pointing {
				lane.Marks = append(lane.Marks, laneMark{"other", shelf.put(s)})
			}
		}
	}
	if f.Victim != f.Culprit {
		mark(f.Victim, "victim")
	}
}

// inCulpritLane are the records in the lane of who is to blame.
func (d *detail) inCulpritLane() map[int]bool {
	in := map[int]bool{}
	for _, lane := range d.Spans {
		if lane.Role != "culprit" {
			continue
		}
		for _, m := range lane.Marks {
			in[m.Record] = true
		}
	}
	return in
}

func roleRank(role string) int { return slices.Index([]string{"culprit", "victim", ""}, role) }

func outcomeRank(outcome string) int {
	return slices.Index(
		[]string{
			string(correlate.FailedOutcome),
			string(correlate.Aborted),
			string(correlate.Success),
			string(correlate.UnknownOutcome),
		},
		outcome,
	)
}

// inLane reports a step that newSpan draws in its writer's lane.
func inLane(s *correlate.Step) bool {
	if s.Writer == "" && s.WriterID == "" {
		return false
	}
	switch s.Kind {
	case vocab.KindFreeze, vocab.KindThaw, vocab.KindThawEnd, vocab.KindESETimeout, vocab.KindESELateThaw,
		vocab.KindAbort, vocab.KindFreezeFailed, vocab.KindTimeout, vocab.KindWriterRejected,
		vocab.KindWriterFailed, vocab.KindNotResponding:
		return true
	case vocab.KindRequesterCode:
		return s.Code != 0
	}
	return false
}

// listingsAround lists the listings near the set. Where it is not known within hours
// when the set was, those that show something of its writers are near.
func listingsAround(k *correlate.Case, set *correlate.SnapshotSet) []*correlate.WriterListing {
	var out []*correlate.WriterListing
	near := set.Within() // what is shown of it may not be all, but is near
	if near.Hi-near.Lo > listingApart {
		near = interval.Of(interval.Forever, interval.Never)
		for _, sp := range set.Spans {
			for _, st := range sp.States {
				if at := st.Listing.At; at.Lo > interval.Never {
					near = interval.Of(min(near.Lo, at.Lo), max(near.Hi, at.Lo))
				}
			}
		}
	}
	for _, c := range k.Listings {
		if c.At.Lo <= interval.Never || near.Lo-c.At.Lo > listingReaching || c.At.Lo-near.Hi > listingReaching {
			continue
		}
		if len(out) == listingTicks {
			break
		}
		out = append(out, c)
	}
	return out
}

// newListed writes down the states of a writer; nil if no listing of at has it.
func newListed(states []*correlate.WriterState, at map[*correlate.WriterListing]int) *listed {
	out := &listed{First: -1}
	var codes []byte
	for _, st := range states {
		i, ok := at[st.Listing]
		if !ok {
			continue
		}
		if out.First < 0 {
			out.First = i
		}
		for len(codes) < i-out.First {
			codes = append(codes, '.')
		}
		if st.Code >= 0 && st.Code < 16 && len(codes) == i-out.First {
			codes = append(codes, "0123456789abcdef"[st.Code])
		}
		if !st.NoError() && st.LastError != "" {
			out.Error = visible(st.LastError)
		}
	}
	if out.First < 0 {
		return nil
	}
	out.States = string(codes)
	return out
}

func writerName(name string) string { return cmp.Or(name, "a writer without a name") }

func newSpan(sp *correlate.WriterSpan, shelf *shelf, base parse.Ticks, listings map[*correlate.WriterListing]int) span {
	out := span{
		Name:     visible(writerName(sp.Name)),
		ID:       visible(sp.ID),
		Instance: visible(sp.Instance),
		Service:  sp.Class.Service,
		Outcome:  string(sp.Outcome),
		Limit:    lasting(sp.Limit.Min, sp.Limit.Max),
		Assumed:  sp.Limit.Assumed,
	}
	bounds := func(m correlate.TimePoint) *ticks {
		i := since(sp.Bounds(m), base)
		if i.open() {
			return nil
		}
		return &i
	}
	out.Freeze, out.Thaw, out.ThawEnd = bounds(
		correlate.PointFreeze,
	), bounds(
		correlate.PointThaw,
	), bounds(
		correlate.PointThawEnd,
	)
	out.Timeout, out.ESE, out.Abort = bounds(
		correlate.PointTimeout,
	), bounds(
		correlate.PointESETimeout,
	), bounds(
		correlate.PointAbort,
	)
	out.Frozen = lasting(sp.FreezeToThaw())
	for _, group := range []struct {
		role  string
		steps []*correlate.Step
	}{
		{"freeze", sp.Freezes}, {"thaw", sp.Thaws}, {"thaw-end", sp.ThawEnds}, {"ese-timeout", sp.ESETimeouts},
		{"late-thaw", sp.LateThaws}, {"abort", sp.Aborts}, {"rejection", sp.Rejections}, {"code", sp.Codes},
	} {
		for _, s := range group.steps {
			if i, ok := shelf.index[s]; ok {
				out.Marks = append(out.Marks, laneMark{group.role, i})
			}
		}
	}
	out.Listed = newListed(sp.States, listings)
	if f := sp.Failure; f != nil {
		out.Doubt = visible(f.Interrupted)
		shelf.put(f.After.Step)
		if f.Before != nil {
			shelf.put(f.Before.Step)
		}
	}
	return out
}

// finding is a verdict with its proof.
type finding struct {
	ID            string       `json:"id"`
	Signature     int          `json:"signature"` // number in the index
	Verdict       string       `json:"verdict,omitempty"`
	Applicability string       `json:"applicability,omitempty"`
	Applies       string       `json:"applies,omitempty"`
	Do            string       `json:"do,omitempty"`
	Severity      string       `json:"severity,omitempty"`
	Writer        string       `json:"writer,omitempty"`
	Summary       string       `json:"summary"`
	Predictions   []prediction `json:"predictions,omitempty"`
	Checks        []check      `json:"checks,omitempty"`
	LookAlikes    []lookAlike  `json:"lookAlikes,omitempty"`
	Conflict      []reason     `json:"conflict,omitempty"`
	Contradictory bool         `json:"contradictory,omitempty"`
	Missing       []string     `json:"missing,omitempty"`
	Assumptions   []string     `json:"assumptions,omitempty"`
	Marks         []reason     `json:"marks,omitempty"` // what it rests on, with its records
	Others        [][2]string  `json:"others,omitempty"`
	CausedBy      string       `json:"causedBy,omitempty"`
}

// prediction is a bound that the mechanism implies, and what the marks say.
type prediction struct {
	ID      string    `json:"id"`
	Says    string    `json:"says"`
	Between [2]string `json:"between"` // later and earlier mark
	Op      string    `json:"op"`
	Bound   *int64    `json:"bound,omitempty"` // ticks; absent: nothing bounds it
	Words   string    `json:"words,omitempty"`
	Range   ticks     `json:"range"`
	Result  string    `json:"result"` // proven, possible, impossible
	Why     []reason  `json:"why,omitempty"`
}

// reason is a statement and the record behind it, -1 for none.
type reason struct {
	Says   string `json:"says"`
	Record int    `json:"record"`
}

type check struct {
	Says      string `json:"says"`
	Held      bool   `json:"held"`
	Statement string `json:"statement"`
	Records   []int  `json:"records,omitempty"`
}

type lookAlike struct {
	Title      string `json:"title"`
	Differs    string `json:"differs"`
	Impossible bool   `json:"impossible"`
	Statement  string `json:"statement"`
	Records    []int  `json:"records,omitempty"`
}

// adviceOf is the advice about a finding in one text.
func adviceOf(f *detect.Finding) string {
	first, advice := f.WhatToDo()
	return strings.TrimSpace(first + " " + advice)
}

func newFinding(f *detect.Finding, shelf *shelf) finding {
	out := finding{
		ID:            f.ID,
		Verdict:       string(f.Verdict),
		Applicability: string(f.Applicability),
		Applies:       visible(f.Applies),
		Do:            visible(adviceOf(f)),
		Severity: string(
			f.Severity,
		),
		Writer:        visible(f.Writer),
		Summary:       visible(f.Summary),
		Contradictory: f.Contradictory,
		Missing:       allVisible(f.Missing),
		Assumptions:   allVisible(f.Assumptions),
	}
	for _, p := range f.Predictions {
		out.Predictions = append(out.Predictions, newPrediction(p, shelf))
	}
	for _, c := range f.Checks {
		out.Checks = append(
			out.Checks,
			check{visible(c.Check.Says), c.Held, visible(c.Statement), shelf.putAll(c.Evidence)},
		)
	}
	for _, l := range f.LookAlikes {
		out.LookAlikes = append(
			out.LookAlikes,
			lookAlike{
				l.LookAlike.Title,
				l.LookAlike.Differs,
				l.Impossible,
				visible(l.Statement),
				shelf.putAll(l.Evidence),
			},
		)
	}
	out.Conflict = reasons(f.Conflict, shelf)
	for _, e := range f.Evidence {
		if e.Role == detect.RoleMark || e.Role == detect.RoleApplicability {
			out.Marks = append(
				out.Marks,
				reason{visible(e.Statement), shelf.at(position{e.Source, e.Offset, e.Line, e.RecordID})},
			)
		}
	}
	for _, o := range f.Others {
		out.Others = append(
			out.Others,
			[2]string{visible(writerName(o.Writer)), strings.ReplaceAll(string(o.Verdict), "_", " ")},
		)
	}
	if f.CausedBy != nil {
		out.CausedBy = f.CausedBy.ID
	}
	return out
}

func newPrediction(p detect.PredictionResult, shelf *shelf) prediction {
	out := prediction{
		ID:      p.Prediction.ID,
		Says:    p.Prediction.Says,
		Between: [2]string{string(p.Prediction.Later), string(p.Prediction.Earlier)},
		Op: string(
			p.Prediction.Op,
		),
		Words:  p.Prediction.Bound.Words,
		Range:  lasting(p.Lo, p.Hi),
		Result: resultOf(p),
		Why:    reasons(p.Why, shelf),
	}
	if p.Bound > interval.Never && p.Bound < interval.Forever {
		b := int64(p.Bound)
		out.Bound = &b
	}
	return out
}

func resultOf(p detect.PredictionResult) string {
	switch {
	case p.Necessary:
		return "proven"
	case p.Possible:
		return "possible"
	}
	return "impossible"
}

func reasons(chain []correlate.Constraint, shelf *shelf) []reason {
	var out []reason
	for _, c := range chain {
		out = append(out, reason{visible(c.String()), shelf.put(c.Evidence)})
	}
	return out
}

func allVisible(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, visible(s))
	}
	return out
}

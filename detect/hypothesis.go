package detect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// hypothesis is something that may explain observations: a finding of a signature, or
// a documented cause. Neither: nothing explains them.
type hypothesis struct {
	finding *Finding
	known   *knowledge.Cause
	general bool // a more specific cause fits as well, or the cause is one code's or event's own
	verdict Verdict
	anchor  *Observation
	further []*Observation // that met the further patterns of the cause
	suffers bool           // the record names who suffered, and nothing says who is to blame
	lists   bool           // the cause lists several reasons, and the record alone does not decide between them
	wrapped bool           // the cause only says that another layer failed, and beside it stands a code of VSS
	late    bool           // the record came after the client's abort of the backup: it is the echo of that
}

// id is that of the signature or cause.
func (h hypothesis) id() string {
	switch {
	case h.finding != nil:
		return h.finding.Signature.ID
	case h.known != nil:
		return h.known.ID
	}
	return ""
}

// noise reports a hypothesis that says that the record is harmless.
func (h hypothesis) noise() bool {
	switch {
	case h.finding != nil:
		return expected(h.finding)
	case h.known != nil:
		return h.known.Kind == knowledge.KindNoise
	}
	return false
}

// specific reports a hypothesis that says more than what a code or an event means.
func (h hypothesis) specific() bool {
	return h.finding != nil && h.finding.Signature.Class == CauseClass ||
		h.known != nil && !h.known.Fallback() && !h.echo()
}

// echo reports a documented cause that only repeats what failed elsewhere.
func (h hypothesis) echo() bool {
	return h.finding == nil && h.known != nil && (h.known.Echo || h.late)
}

// capped is the strength, with a cap where the record says no more than who suffered: a
// signature, or a record that names the slow one, says what held it up.
func (h hypothesis) capped(strength int) int {
	if h.finding == nil && h.known != nil && h.anchor != nil && (h.suffers || saysTimeout(h.known, h.anchor)) {
		return min(strength, ofThisRecord)
	}
	return strength
}

// Strengths of documented causes, on one scale with those of findings: see findingStrength.
const (
	ofEcho       = 22 // whatever says why goes before a cause that only repeats
	ofWrapper    = 27 // whatever bears a code of VSS goes before words that only say that something failed
	inGeneral    = 33 // a cause that is what a code or an event means
	ofThisRecord = 50 // a cause that is documented for this very record
	onlyAsked    = 8  // less, where VSS only asked whether a volume is taken
)

// asksSupport is the call by which VSS asks each provider in turn whether it takes a volume.
const asksSupport = "IsVolumeSupported"

// asked reports a cause whose record is of that call.
func (h hypothesis) asked() bool {
	return h.anchor != nil && strings.Contains(h.anchor.Facts.Routine, asksSupport)
}

// strength orders hypotheses: what is proven before what is documented for this very
// record, that before what a code means in general.
func (h hypothesis) strength() int {
	switch {
	case h.finding != nil:
		return findingStrength(h.finding)
	case h.known == nil:
		return 0
	}
	switch {
	case h.echo():
		return ofEcho
	case h.wrapped:
		return ofWrapper
	}
	s := inGeneral
	if !h.known.Fallback() {
		s = ofThisRecord
	}
	if h.anchor != nil {
		s += min(h.known.Telling(h.anchor.Facts), 16)
		if h.asked() {
			s -= onlyAsked // of two providers that which failed later ended the set
		}
	}
	switch {
	case h.verdict == Confirmed:
		s += 30
	case h.verdict == Likely || h.lists:
		s += 3
	}
	return s
}

// saysTimeout reports a record that says no more than that a writer timed out: which
// writer, volume or provider took the time it does not tell.
func saysTimeout(c *knowledge.Cause, anchor *Observation) bool {
	class := FailureClass(c.Class)
	return !c.States && (class == TimingClass || class == WriterClass) && anchor.Facts.Code == vocab.CodeWriterTimeout
}

// slowToo reports whether another writer timed out as well, or took too long in its
// freeze, in the minutes around.
func (o *Observation) slowToo(other *Observation) bool {
	return o.slow() && o != other && !strings.EqualFold(o.Facts.Writer, other.Facts.Writer) &&
		together(o.Step, other.Step, 5*parse.Minute)
}

// slow reports a writer that timed out, or took too long in its freeze.
func (o *Observation) slow() bool {
	return o.Facts.Writer != "" && (o.Step.Kind == vocab.KindSlowFreeze || o.Facts.Code == vocab.CodeWriterTimeout)
}

// company are the observations that one is judged beside.
type company struct {
	all  []*Observation
	slow []*Observation // of these those of slow writers: there may be very many others
}

func companyOf(all []*Observation) *company {
	c := &company{all: all}
	for _, o := range all {
		if o.slow() {
			c.slow = append(c.slow, o)
		}
	}
	return c
}

// power is how many of the other observations follow from the hypothesis.
func (h hypothesis) power(obs []*Observation) int {
	if h.known == nil || h.anchor == nil || len(h.known.Explains)+len(h.further) == 0 {
		return 0
	}
	n := 0
	for _, o := range obs {
		if o != h.anchor && (explains(h.known, h.anchor, o) || slices.Contains(h.further, o)) {
			if n++; n == 3 { // more do not count
				break
			}
		}
	}
	return 3 * n
}

// findingStrength is the strength of a signature's finding.
func findingStrength(f *Finding) int {
	if f.Verdict == RuledOut {
		return -1
	}
	cause := f.Signature.Class == CauseClass && f.CausedBy == nil
	timing := f.Signature.Scope == WriterScope || f.Signature.Scope == SetScope || classOf(f.Signature) == TimingClass
	switch {
	case expected(f) && f.Verdict == Confirmed:
		return 21 // whatever is proven to be a problem outweighs it
	case expected(f):
		return 1
	case f.Verdict == Confirmed && cause && timing && f.Signature.Scope == EventScope:
		return 55 // a record states it; a documented cause may say why
	case f.Verdict == Confirmed && cause && timing:
		return 100
	case f.Verdict == Likely && cause && timing:
		return 90
	case f.Verdict == CannotTell:
		return 20 - symptomRank(f)
	case f.Signature.Class == SymptomClass && knowledge.Find(f.Signature.ID) != nil:
		return ofEcho - 1 // the documented cause of that name has the reasons, and the steps
	case !timing || !cause:
		return 28 - 4*symptomRank(f) // it states a fact, of which a documented cause says more
	case f.Yields == "":
		return 51
	}
	return 31
}

// symptomRank is 1 for a signature that follows from others.
func symptomRank(f *Finding) int {
	if f.Signature.Class == CauseClass && f.CausedBy == nil {
		return 0
	}
	return 1
}

// lead is the hypothesis that explains an observation by itself best.
func lead(o *Observation, beside *company, windows knowledge.Version) hypothesis {
	all := causesOf(o, beside, windows)
	if len(all) == 0 {
		return hypothesis{anchor: o}
	}
	return all[0]
}

// causesOf are the documented causes that an observation speaks for, most specific
// first, where their further patterns are met by the others.
func causesOf(o *Observation, beside *company, windows knowledge.Version) []hypothesis {
	var all []hypothesis
	others := beside.all
	held := knowledge.Narrow(o.candidates, func(c *knowledge.Cause) bool {
		_, _, ok := met(c, o, others)
		return ok && !unless(c, o, others)
	})
	late := o.afterAbort(others)
	for _, c := range held {
		further, weak, ok := met(c.Cause, o, others)
		if !ok || unless(c.Cause, o, others) {
			continue
		}
		h := hypothesis{
			known:   c.Cause,
			general: c.General,
			anchor:  o,
			further: further,
			verdict: grade(c.Cause, o, weak),
			late:    late,
		}
		h.wrapped = c.Cause.Wraps &&
			slices.ContainsFunc(others, func(b *Observation) bool { return b.saysMoreThan(o) })
		h.lists = h.verdict == Likely && c.Cause.Open && len(further) == 0 && !o.saysWhy()
		h.suffers = o.suffers(c.Cause, others)
		slow := saysTimeout(c.Cause, o) && slices.ContainsFunc(beside.slow, func(b *Observation) bool { return b.slowToo(o) })
		if h.verdict == Likely && (h.suffers || slow || h.lists || late) || late && h.verdict == Confirmed {
			h.verdict = Suspected // who held up the others, or why it failed, it does not tell
		}
		all = append(all, h)
	}
	giveWay(all, o.Facts)
	o.blameNone(all, beside.slow)
	slices.SortStableFunc(all, func(a, b hypothesis) int {
		return cmp.Or(
			correlate.FalseFirst(a.general, b.general),
			correlate.FalseFirst(a.echo(), b.echo()),
			correlate.FalseFirst(a.known.Fallback(), b.known.Fallback()),
			cmp.Compare(b.known.Telling(o.Facts), a.known.Telling(o.Facts)),
		)
	})
	// Of several that are equally specific none is likely.
	open := 0
	for _, h := range all {
		if !h.general && h.known.Kind != knowledge.KindNoise && !h.known.Fallback() {
			open++
		}
	}
	for i, h := range all {
		if open > 1 && h.verdict == Likely {
			all[i].verdict = Suspected
		}
	}
	return all
}

// saysMoreThan reports a record with a code of VSS, or an error of a source that logs about nothing but shadow
// copies, that tells of the same failure as the other one and is neither harmless nor an echo.
func (o *Observation) saysMoreThan(wrapper *Observation) bool {
	if o == wrapper || !ofCopies(o.Facts.Code) && !(vocab.Whole(o.Step.Record.Provider) && wrong(o.Step)) ||
		len(o.candidates) > 0 && (o.candidates[0].Cause.Kind == knowledge.KindNoise || o.candidates[0].Cause.Echo) {
		return false
	}
	undated := !o.Step.At.Known() && !wrapper.Step.At.Known() // who hands over both tells of one thing
	return (undated || o.sameSet(wrapper) || o.sameText(wrapper) || o.justBefore(wrapper)) &&
		near(wrapper.Step, o.Step, 10*parse.Minute, "")
}

// justBefore reports a record of VSS or its driver in the two minutes before what a program says, of no set both.
func (o *Observation) justBefore(wrapper *Observation) bool {
	a, b := o.Step, wrapper.Step
	return ofSnapshots(a) && a.Set == nil && b.Set == nil && a.At.Known() && b.At.Known() &&
		a.At.Lo <= b.At.Hi && b.At.Lo-a.At.Hi <= 2*parse.Minute
}

// ofCopies reports a code of VSS, or one of what Windows Server Backup and System Restore say of it (0x8100....).
func ofCopies(code uint32) bool { return knowledge.OfVSS(code) || code>>16 == 0x8100 }

// ofSnapshots reports a record of VSS itself, or of its driver.
func ofSnapshots(s *correlate.Step) bool {
	return strings.EqualFold(s.Record.Provider, "VSS") || strings.EqualFold(s.Record.Provider, "VolSnap")
}

// suffers reports a record that names a writer which failed, and not what made it fail: it
// ran out of time, which any writer, volume or provider of the set may have spent; it was
// given up with the set and has no error of its own; or the backup was aborted before it
// refused.
func (o *Observation) suffers(c *knowledge.Cause, others []*Observation) bool {
	class := FailureClass(c.Class)
	switch {
	case c.States || c.Culprit.Kind != "writer" || class != TimingClass && class != WriterClass:
		return false
	case saysTimeout(c, o):
		return true
	case o.Step.Kind == vocab.KindWriterState:
		return o.Facts.Code == 0 && strings.EqualFold(o.Facts.LastError, knowledge.NoError)
	case o.Step.Kind == vocab.KindWriterRejected:
		return slices.ContainsFunc(others, func(b *Observation) bool {
			gone := b.Step.Kind == vocab.KindAbort || b.Step.Kind == vocab.KindRequesterGone
			return gone && b.sameSet(o) && b.Step.CertainlyBefore(o.Step)
		})
	}
	return false
}

// blameNone lets what a time-out means lead over what is known of this very writer, where
// another writer timed out with it or was slow: none of them is to blame for that alone.
func (o *Observation) blameNone(all []hypothesis, slow []*Observation) {
	if !slices.ContainsFunc(all, func(h hypothesis) bool { return saysTimeout(h.known, o) && h.known.Fallback() }) ||
		!slices.ContainsFunc(slow, func(b *Observation) bool { return b.slowToo(o) }) {
		return
	}
	for i := range all {
		if saysTimeout(all[i].known, o) {
			all[i].general = !all[i].known.Fallback()
		}
	}
}

// afterAbort reports what SQL Server and its writer say after the client of a virtual device
// aborted it: whatever the error, the backup was over, and this is the echo of it.
func (o *Observation) afterAbort(others []*Observation) bool {
	s := o.Step
	if s.Kind != vocab.KindSQLError && s.Kind != vocab.KindWriterRejected || o.refusedBySQL(others) {
		return false
	}
	return slices.ContainsFunc(others, func(b *Observation) bool {
		return b.Step.Kind == vocab.KindAbort && b.Step.WriterID == s.WriterID && from(b.Step, "SQLVDI", 1) &&
			strings.Contains(b.Facts.Text, "SignalAbort") && b.Step.CertainlyBefore(s) &&
			near(b.Step, s, 2*parse.Minute, "")
	})
}

// refusedBySQL reports an error of SQL Server that no abort brings about, of a set in which the
// writer refused to prepare: the server refused by itself before anything was frozen, and its
// writer aborted the devices for that.
func (o *Observation) refusedBySQL(others []*Observation) bool {
	const cancelled = 3204
	return slices.ContainsFunc(o.Facts.SQLErrors, func(n uint32) bool {
		return n != cancelled && !slices.Contains(backupChain, n)
	}) && slices.ContainsFunc(others, func(b *Observation) bool {
		return b.Step.Kind == vocab.KindWriterRejected && b.Step.WriterID == o.Step.WriterID &&
			b.Facts.Phase == "prepare-snapshot" && near(b.Step, o.Step, 2*parse.Minute, "")
	})
}

// giveWay makes what a program's own number means in general, by its kind, give way to a
// cause that knows the very message.
func giveWay(all []hypothesis, f *knowledge.Facts) {
	known := slices.ContainsFunc(all, func(h hypothesis) bool {
		return !h.general && !h.known.ByMessage() && !h.known.Fallback() && !h.known.Echo && h.known.BeyondProgram(f)
	})
	for i := range all {
		all[i].general = all[i].general || known && all[i].known.ByMessage()
	}
}

// met finds the observations that the further patterns of a cause ask for.
func met(c *knowledge.Cause, anchor *Observation, others []*Observation) (found []*Observation, weak, ok bool) {
	for _, p := range c.Further() {
		i := slices.IndexFunc(others, func(o *Observation) bool {
			if o == anchor || !p.Holds(o.Facts) {
				return false
			}
			tied, _ := o.tied(anchor, p.Tie)
			return tied
		})
		if i < 0 {
			return nil, false, false
		}
		_, byTime := others[i].tied(anchor, p.Tie)
		weak = weak || byTime
		found = append(found, others[i])
	}
	return found, weak, true
}

// unless reports whether another observation speaks against a cause.
func unless(c *knowledge.Cause, anchor *Observation, others []*Observation) bool {
	return slices.ContainsFunc(c.Unless, func(p *knowledge.Pattern) bool {
		return p.Tie != nil && slices.ContainsFunc(others, func(o *Observation) bool {
			tied, _ := o.tied(anchor, p.Tie)
			return o != anchor && tied && p.Holds(o.Facts)
		})
	})
}

// grade is how sure a documented cause is: confirmed only where the record itself is the
// statement and nothing but identity ties it, likely where a document says so.
func grade(c *knowledge.Cause, anchor *Observation, weak bool) Verdict {
	trust := trustIn(c, anchor)
	switch {
	case trust == knowledge.Inferred:
		return CannotTell
	case !anchor.live(), c.Echo:
		return Suspected
	case c.States && !weak && !c.Own():
		return Confirmed
	case trust == knowledge.Documented && !weak && !c.Fallback():
		return Likely
	}
	return Suspected
}

// backupChain are the errors of SQL Server that follow from whatever ended a backup.
var backupChain = []uint32{3013, 3041, 3202, 3271, 18210}

// saysWhy reports a record that bears the application's own error beside a writer's code:
// one of ESE, or of SQL Server about a database that it names.
func (o *Observation) saysWhy() bool {
	f := o.Facts
	return len(f.Jet) > 0 || len(f.Databases) > 0 && slices.ContainsFunc(f.SQLErrors, func(n uint32) bool {
		return n != f.Event && !slices.Contains(backupChain, n)
	})
}

// trustIn is how well it is known what a cause says of an observation: of a program's own
// message its row says it.
func trustIn(c *knowledge.Cause, o *Observation) knowledge.Trust {
	if c.ByMessage() {
		if m, ok := knowledge.MessageOf(o.Facts.Program, o.Facts.Message); ok {
			return m.Source.Trust
		}
	}
	return c.Trust()
}

// about is what a hypothesis says of which thing: one failure for each writer, volume
// or provider.
func (h hypothesis) about(o *Observation) string {
	f := o.Facts
	if h.known != nil {
		parts := []string{h.known.Fill(h.known.Culprit.Name, f)}
		if h.known.Victim != nil {
			parts = append(parts, h.known.Fill(h.known.Victim.Name, f))
		}
		if h.known.Fallback() {
			parts = append(parts, f.Writer, firstOf(f.Volumes), f.VSSProvider)
		}
		return strings.Join(parts, "\x00")
	}
	return strings.Join(
		[]string{
			f.EventProvider,
			strconv.FormatUint(uint64(f.Event), 10),
			vocab.Hex(f.Code),
			f.Writer,
			cmp.Or(firstOf(f.Volumes), f.Program),
		},
		"\x00",
	)
}

// restsOnListing reports a cause of which a listing has to tell as well: where none does, it is none that is left open.
func restsOnListing(c *knowledge.Cause) bool {
	return slices.ContainsFunc(c.Further(), func(p *knowledge.Pattern) bool {
		return slices.Contains(p.Kind, string(vocab.KindHostFact))
	})
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// maxRivals is how many causes stand beside the one that leads.
const maxRivals = 2

// rivalsOf are the other causes of the same observations that the files leave open.
func rivalsOf(h hypothesis, obs []*Observation, findings []*Finding) []Rival {
	if h.known != nil && h.verdict == Confirmed || h.finding != nil && h.finding.Verdict == Confirmed {
		return nil // a record states it, or all that looks like it is impossible
	}
	var rivals []Rival
	seen := map[string]bool{h.id(): true}
	if h.known != nil {
		for _, o := range obs {
			for _, c := range knowledge.Narrow(o.candidates, func(c *knowledge.Cause) bool {
				return c == h.known || !restsOnListing(c)
			}) {
				if c.General || seen[c.Cause.ID] || c.Cause.Fallback() || c.Cause.Echo || c.Cause.Kind == knowledge.KindNoise {
					continue
				}
				seen[c.Cause.ID] = true
				check := cmp.Or(h.known.Differs[c.Cause.ID], c.Cause.Differs[h.known.ID])
				rivals = append(
					rivals,
					Rival{c.Cause.ID, c.Cause.Fill(c.Cause.Title, o.Facts), Suspected, c.Cause.Fill(check, o.Facts)},
				)
			}
		}
	}
	for _, f := range findings {
		if seen[f.Signature.ID] || f.Signature.Class != CauseClass || expected(f) ||
			f.Verdict != Suspected && f.Verdict != Likely ||
			f.CausedBy != nil {
			continue
		}
		seen[f.Signature.ID] = true
		check := ""
		if len(f.Missing) > 0 {
			check = f.Missing[0]
		}
		rivals = append(rivals, Rival{f.Signature.ID, f.Signature.Title, Suspected, check})
	}
	if len(rivals) > maxRivals {
		rivals = rivals[:maxRivals]
	}
	return rivals
}

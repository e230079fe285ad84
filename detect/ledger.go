package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// Ledger takes every observation of one host and hands each out again in exactly one
// failure: as its cause, a symptom, an echo, noise, or unexplained. It is the only
// maker of failures.
//
// A host that is judged in parts is given to it part by part: OfSets tells the failures
// of the sets of a part, Close those that belong to no set.
type Ledger struct {
	windows   knowledge.Version
	host      string
	groups    []*group // observations of no set, by what explains them
	at        map[string]*group
	ends      int             // groups that end a job
	part      *correlate.Case // whose observations are being entered
	dumps     map[string]int  // its texts whose events nobody picked out
	quiet     []*Observation  // that are wrong only if nothing else is
	strange   []*Observation  // errors of unrelated programs; reported only if the input holds nothing else
	events    int             // that were read of the host
	others    int             // steps that are about backups
	waiting   []*Observation  // writers that wait for the end of a backup, as the last listing shows them
	requested bool            // a requester tells of a backup, in any part
	sets      int             // sets of which more is known than who began them
	off       bool            // the services that are switched off have been entered
	loud      int             // failures that somebody has to do something about
	wanted    func(interval.Interval) bool
}

// NewLedger begins the ledger of a host. wanted says which times are reported; nil: all.
func NewLedger(host *correlate.Host, wanted func(interval.Interval) bool) *Ledger {
	if wanted == nil {
		wanted = func(interval.Interval) bool { return true }
	}
	return &Ledger{windows: versionOf(host), host: host.Name, at: map[string]*group{}, wanted: wanted}
}

// versionOf is the version of Windows in the terms of the causes.
func versionOf(host *correlate.Host) knowledge.Version {
	w, conflict := host.Windows()
	switch {
	case conflict:
		return knowledge.Version{}
	case !w.Known() && host.Later():
		return knowledge.Version{Major: 6, AtLeast: true}
	case !w.Known():
		return knowledge.Version{}
	}
	return knowledge.Version{Major: w.Major, Minor: w.Minor, Build: w.Build}
}

// Failures lists the failures of a host that is judged whole: those of its sets in the
// order of the sets, those of no set, and last what is harmless. sets are those of the
// case to report, findings those of the host.
func Failures(
	k *correlate.Case,
	sets []*correlate.SnapshotSet,
	findings []*Finding,
	wanted func(interval.Interval) bool,
) []*Failure {
	l := NewLedger(k.Host, wanted)
	p := OfSets(k, sets, findings)
	l.Add(k, p)
	found := append(p.Failures, l.Close(findings)...)
	if k.DatesOpen() {
		for _, f := range found {
			f.Night = ""
		}
	}
	return found
}

// Part is what the ledger has from the sets of a host, or of a part of it.
type Part struct {
	Failures []*Failure     // in the order of the sets
	harmless []*Observation // of the records of the sets, reported once for the whole host
}

// OfSets tells the failures of sets of a host, or of a part of it.
func OfSets(k *correlate.Case, sets []*correlate.SnapshotSet, findings []*Finding) *Part {
	bySet := map[*correlate.SnapshotSet][]*Finding{}
	for _, f := range findings {
		if f.Set != nil {
			bySet[f.Set] = append(bySet[f.Set], f)
		}
	}
	windows := versionOf(k.Host)
	p := &Part{}
	owners, taken := ownersOf(sets), map[*correlate.Step]bool{}
	for _, set := range sets {
		f, harmless := ofSet(k, set, bySet[set], owners, taken, windows)
		if f != nil {
			p.Failures = append(p.Failures, f)
		}
		p.harmless = append(p.harmless, harmless...)
	}
	return p
}

// ownersOf gives the failed state of a listing that may be of several sets to one of
// them: to the last one of which other records tell something wrong, else to the last.
func ownersOf(sets []*correlate.SnapshotSet) map[*correlate.Step]*correlate.SnapshotSet {
	owners := map[*correlate.Step]*correlate.SnapshotSet{}
	failing := map[*correlate.SnapshotSet]bool{}
	for _, set := range sets {
		for _, sp := range set.Spans {
			if sp.Failure == nil {
				continue
			}
			step := sp.Failure.After.Step
			other := owners[step]
			if other == nil {
				owners[step] = set
				continue
			}
			for _, s := range []*correlate.SnapshotSet{other, set} {
				if _, known := failing[s]; !known {
					failing[s] = slices.ContainsFunc(s.Steps, wrong)
				}
			}
			if failing[set] || !failing[other] {
				owners[step] = set
			}
		}
	}
	return owners
}

// Add takes the observations of a part that belong to no set, and what is harmless in
// its sets.
func (l *Ledger) Add(k *correlate.Case, p *Part) {
	for _, set := range k.Sets {
		if !begunOnly(set) {
			l.sets++
		} else if l.wanted(set.Started) && len(l.quiet) < maxQuiet {
			l.quiet = append(l.quiet, observations(set.Steps, l.windows)...)
		}
	}
	l.count(k, p)
	l.part, l.dumps = k, dumps(k)
	for _, o := range p.harmless {
		l.enter(o, nil)
	}
	all := observations(noSet(k), l.windows)
	if !l.off { // they are of the host, and each part of it has them
		l.off = true
		all = append(all, observations(missedIn(k), l.windows)...)
	}
	begins := jobBegins(k)
	for _, o := range all {
		o.jobFrom = begins[o.Step]
	}
	pool := newPool(all, k, l.windows)
	for i, o := range all {
		switch {
		case !l.wanted(o.Step.At):
		case !wrong(o.Step), l.dumps[o.Step.Source] > 0 && o.Step.Kind == vocab.KindContext && !ofBackup(o):
			if len(l.quiet) < maxQuiet {
				l.quiet = append(l.quiet, o)
			}
		case explainedBySets(p.Failures, o):
		case o.stranger():
			if len(l.strange) <= mostAlone {
				l.strange = append(l.strange, o)
			}
		default:
			o.harm = harmOf(k, o.Step)
			l.enter(o, pool.near(i))
			l.enterWhy(o, i, pool)
		}
	}
	l.wait(k)
	for _, s := range k.Steps {
		if l.pickedOut(s) && l.wanted(s.At) && len(l.quiet) < maxQuiet {
			l.quiet = append(l.quiet, observe(s, l.windows))
		}
		if !unexpectedStart(s) || s.Record.Stale || !l.wanted(s.At) {
			continue
		}
		if o := observe(s, l.windows); lead(o, companyOf(pool.context), l.windows).known != nil {
			l.enter(o, pool.context)
		}
	}
	for _, f := range p.Failures {
		f.shown(k)
	}
}

// shown tells the times of a failure as those of its host are known; a set has its own so already, and so has a
// finding.
func (f *Failure) shown(k *correlate.Case) {
	if f.Set == nil && len(f.Claims) > 0 {
		f.Started, f.Ended = k.Shown(f.Started), k.Shown(f.Ended)
	}
	if f.Finding == nil {
		for i := range f.Evidence {
			f.Evidence[i].At = k.Shown(f.Evidence[i].At)
		}
	}
}

// enterWhy enters what a disk, a file system or a service said beside observation number i, where a cause of its own
// explains that: in a whole log it is no failure by itself.
func (l *Ledger) enterWhy(o *Observation, i int, p *pool) {
	beside := p.near(i)
	for _, b := range beside {
		if b.Step.Kind != vocab.KindContext || wrong(b.Step) && l.dumps[b.Step.Source] == 0 || p.entered[b] {
			continue // what somebody picked out is entered anyway
		}
		if slices.ContainsFunc(b.candidates, func(c knowledge.Candidate) bool {
			return c.Cause.Kind != knowledge.KindNoise && !c.Cause.Fallback() && explains(c.Cause, b, o)
		}) {
			p.entered[b] = true
			b.harm = harmOf(l.part, b.Step)
			l.enter(b, beside)
		}
	}
}

// wait keeps the writers that wait in the last listing so far, and whether a requester tells of a backup.
func (l *Ledger) wait(k *correlate.Case) {
	if len(k.Listings) > 0 { // a part without any says nothing against the last one before it
		l.waiting = l.waiting[:0]
	}
	for _, s := range stillWaiting(k) {
		if l.wanted(s.At) {
			l.waiting = append(l.waiting, observe(s, l.windows))
		}
	}
	l.requested = l.requested || slices.ContainsFunc(k.Steps, func(s *correlate.Step) bool {
		return s.Kind == vocab.KindRequesterBegin || s.Kind == vocab.KindRequesterEnd || s.Kind == vocab.KindInitiated
	})
}

// pickedOut reports a mark of the ordinary course of VSS, its stop or its start, that somebody
// copied for itself: the question is what it is.
func (l *Ledger) pickedOut(s *correlate.Step) bool {
	switch s.Kind {
	case vocab.KindServiceIdle, vocab.KindServiceShutdown:
		return s.Record.FromText && s.Record.Provider == "VSS" && !s.Record.Stale && l.dumps[s.Source] == 0
	}
	return false
}

// count counts what there is of the host: failures, events, and what is about backups.
func (l *Ledger) count(k *correlate.Case, p *Part) {
	for _, f := range p.Failures {
		if f.Problem() {
			l.loud++
		}
	}
	for _, s := range k.Steps {
		if s.Record.EventID != 0 {
			l.events++
		}
		if s.Kind != vocab.KindContext && !neverWrong[s.Kind] {
			l.others++
		}
	}
}

// unexpectedStart reports a start of the host that says that it had not been shut down: a
// mark of the ordinary course, unless a set was open then.
func unexpectedStart(s *correlate.Step) bool {
	return s.Kind == vocab.KindBoot && s.Record.EventID == 6008
}

// stillWaiting are the writers that wait for the end of a backup in the last listing, if that is
// all that is wrong in it.
func stillWaiting(k *correlate.Case) (steps []*correlate.Step) {
	if len(k.Listings) == 0 {
		return nil
	}
	for _, w := range k.Listings[len(k.Listings)-1].States {
		switch {
		case vocab.Failed(w.Code) || w.HasCode && w.HResult != 0:
			return nil
		case w.Code == vocab.StateWaitingComplete:
			steps = append(steps, w.Step)
		}
	}
	return steps
}

// codeOfVSS reports a code out of the range of VSS itself.
func (o *Observation) codeOfVSS() bool { return o.Facts.Code>>12 == 0x80042 }

// ofBackup reports whether what a stranger says is about shadow copies or backups.
func ofBackup(o *Observation) bool {
	if o.codeOfVSS() || o.Facts.Program != "" {
		return true
	}
	text := strings.ToLower(o.Facts.EventProvider + " " + o.Facts.Text)
	return strings.Contains(text, "backup") || vocab.NamesCopy(text)
}

// pool is the observations of no set, with what disks and services say, in the order of
// their places.
type pool struct {
	own     []*Observation
	context []*Observation        // with the beginnings of sets that no record shows made
	entered map[*Observation]bool // of the context, as the reason of another one
}

func newPool(own []*Observation, k *correlate.Case, windows knowledge.Version) *pool {
	p := &pool{own: own, context: ofHost(k, windows), entered: map[*Observation]bool{}}
	for _, s := range k.Unassigned {
		if s.Kind == vocab.KindContext && !wrong(s) && len(p.context) < 4*maxAround {
			p.context = append(p.context, observe(s, windows))
		}
	}
	for _, set := range k.Sets {
		if set.Outcome == correlate.Success {
			continue
		}
		for _, s := range set.Steps {
			if s.Kind == vocab.KindInitiated && len(p.context) < 4*maxAround {
				p.context = append(p.context, observe(s, windows))
			}
		}
	}
	return p
}

// near are the observations that may hang together with number i: its neighbours.
func (p *pool) near(i int) []*Observation {
	const most = maxAround / 2
	from, to := max(0, i-most), min(len(p.own), i+most)
	return append(p.own[from:to:to], p.context...)
}

// begunOnly reports a set of which records say no more than that somebody began it.
func begunOnly(set *correlate.SnapshotSet) bool {
	return len(set.Spans) == 0 && !slices.ContainsFunc(set.Steps, func(s *correlate.Step) bool {
		return s.Kind != vocab.KindInitiated && s.Kind != vocab.KindServiceStart
	})
}

// maxQuiet is how many observations are kept that are wrong only if nothing else is.
const maxQuiet = 64

// noSet are the steps of a part that belong to no set: the unassigned ones, listings
// without a writer, and services that host writers.
func noSet(k *correlate.Case) []*correlate.Step {
	steps := k.Unassigned
	for _, s := range k.Steps {
		if s.Set == nil && (s.Kind == vocab.KindWriterListing || s.Kind == vocab.KindWriterService) && wrong(s) {
			steps = append(steps[:len(steps):len(steps)], s)
		}
	}
	slices.SortStableFunc(steps, (*correlate.Step).Compare)
	return steps
}

// explainedBySets gives an observation to the failure of a set whose cause says that it
// follows from it.
func explainedBySets(told []*Failure, o *Observation) bool {
	for _, f := range told {
		if slices.ContainsFunc(f.Claims, func(c Claim) bool { return c.Observation.Step == o.Step }) {
			return true // the set has it already
		}
		if f.echoed(o) || f.restarted(o) || f.repeats(o) || f.handedOn(o) || f.wrappedBy(o) || f.endedBy(o) {
			f.claim(o, EchoRole)
			return true
		}
		if f.accompanies(o) {
			f.claim(o, SymptomRole)
			return true
		}
		if f.Known == nil || !f.Problem() {
			continue
		}
		if f.foretold(o) {
			f.claim(o, CauseRole)
			return true
		}
		for _, c := range f.Claims {
			if c.Role == CauseRole && explains(f.Known, c.Observation, o) {
				f.claim(o, SymptomRole)
				return true
			}
		}
	}
	return false
}

// restarted reports what Windows logs at a start of the host that it had gone down for, where the
// failure is that start.
func (f *Failure) restarted(o *Observation) bool {
	s := o.Step
	lost := s.Record.EventID == 27 || s.Record.EventID == 29 || s.Record.EventID == 31 // copies, at the start
	down := s.Record.EventID == 41 && strings.EqualFold(s.Record.Provider, "Microsoft-Windows-Kernel-Power") ||
		lost && strings.EqualFold(s.Record.Provider, "volsnap") ||
		s.Record.EventID == 1001 && (strings.EqualFold(s.Record.Provider, "BugCheck") ||
			strings.EqualFold(s.Record.Provider, "Microsoft-Windows-WER-SystemErrorReporting"))
	return down && f.Finding != nil && slices.ContainsFunc(f.Finding.Steps, func(b *correlate.Step) bool {
		return b.Kind == vocab.KindBoot && together(b, s, 5*parse.Minute)
	})
}

// echoed reports whether the end of a service that hosts a writer of the failure's set
// comes after what failed in it: what comes after is no cause.
func (f *Failure) echoed(o *Observation) bool {
	if o.Step.Kind != vocab.KindInfrastructure && o.Step.Kind != vocab.KindWriterService || f.Set == nil ||
		!f.Problem() ||
		len(f.Claims) == 0 ||
		!hostsWriter(o, f.Set) {
		return false
	}
	first := f.Claims[0].Observation.Step
	return first.At.Known() && o.Step.At.Known() && first.At.Hi < o.Step.At.Lo &&
		o.Step.At.Lo-f.Set.Within().Hi < 2*parse.Minute
}

// repeats reports the echo of a failed set: a writer of it notes in the minutes after it that the
// backup was aborted.
func (f *Failure) repeats(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Set.Outcome == correlate.Success || len(f.Claims) == 0 || len(o.candidates) == 0 {
		return false
	}
	c, first, s := o.candidates[0].Cause, f.Claims[0].Observation.Step, o.Step
	if !c.Echo || c.Victim == nil || !first.At.Known() || !s.At.Known() || first.At.Hi >= s.At.Lo ||
		s.At.Lo-f.Set.Within().Hi > 2*parse.Minute {
		return false
	}
	return slices.ContainsFunc(f.Set.Spans, func(sp *correlate.WriterSpan) bool {
		return strings.EqualFold(sp.Name, c.Fill(c.Victim.Name, o.Facts))
	})
}

// tells reports what somebody says while a failed set of the host went on, or in the minutes after it.
func (f *Failure) tells(o *Observation) bool {
	return f.during(o) && !vocab.NamesOtherHost(o.Facts.Text, f.Host)
}

// during reports what comes while a failed set of the host went on, or in the minutes after it.
func (f *Failure) during(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Set.Outcome == correlate.Success {
		return false
	}
	at, within := o.Step.At, f.Set.Within()
	return at.Known() && within.Known() && at.Lo >= within.Lo && at.Hi <= within.Hi+2*parse.Minute
}

// handedOn reports what another program says of a failed set, while it went on or in the minutes after
// it, with no more than the code that a record of the set has: one of VSS, or any in a record about a backup.
func (f *Failure) handedOn(o *Observation) bool {
	s := o.Step
	if s.Record.Provider == "VSS" || o.Facts.Code == 0 || !o.codeOfVSS() && !ofBackup(o) || o.Facts.Writer != "" ||
		!f.tells(o) {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		own := c.Observation
		return own.Facts.Code == o.Facts.Code && !disagree(own.Facts.Volumes, o.Facts.Volumes) && own.Step.At.Lo <= s.At.Hi
	})
}

// accompanies reports what disks, services and programs say that are none of VSS while a set
// failed or in the minutes after it, and no cause knows: in a log of some length it would
// be no failure of its own either.
func (f *Failure) accompanies(o *Observation) bool {
	return o.Step.Kind == vocab.KindContext && o.Facts.Writer == "" && f.during(o) &&
		!slices.ContainsFunc(o.candidates, func(c knowledge.Candidate) bool { return !c.Cause.Fallback() })
}

// wrappedBy reports what a program says of a failed set while it went on or in the minutes after it, with
// no more than that the snapshot failed, where a record of VSS in the set says why.
func (f *Failure) wrappedBy(o *Observation) bool {
	if len(o.candidates) == 0 || !o.candidates[0].Cause.Wraps || o.candidates[0].Cause.Kind != knowledge.KindCause ||
		!f.tells(o) {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		own := c.Observation
		return ofSnapshots(own.Step) && own.Step.At.Lo <= o.Step.At.Hi &&
			(o.Facts.Writer == "" || own.Facts.Writer == "" || strings.EqualFold(own.Facts.Writer, o.Facts.Writer))
	})
}

// endedBy reports the end of the job in whose log the set failed, where the failure has a reason and
// the end has none.
func (f *Failure) endedBy(o *Observation) bool {
	if f.Set == nil || !f.Problem() || f.Known == nil && f.Finding == nil || f.Known != nil && f.Known.Echo {
		return false
	}
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		return endsJobOf(c.Observation, o) && !namedApart(c.Observation, o)
	})
}

// foretold reports what tells of the cause of a failed set before it began: the same cause, of the
// same database where the failure names one. It was there already, and is no failure beside it.
func (f *Failure) foretold(o *Observation) bool {
	const before = 2 * parse.Day
	if f.Set == nil || f.Set.Outcome == correlate.Success || len(o.candidates) == 0 || o.candidates[0].Cause.ID != f.Known.ID ||
		o.Facts.Writer != "" && o.Step.Record.Provider == "VSS" {
		return false
	}
	began, s := f.Set.Within(), o.Step
	if !began.Known() || !s.At.Known() || s.At.Hi >= began.Lo || began.Lo-s.At.Hi > before {
		return false
	}
	named := false
	for _, c := range f.Claims {
		for _, database := range c.Observation.Facts.Databases {
			named = true
			if len(database) > 2 && strings.Contains(strings.ToLower(o.Facts.Text), strings.ToLower(database)) {
				return true
			}
		}
	}
	return !named
}

// explains reports whether a cause that holds for anchor says that o follows from it.
func explains(cause *knowledge.Cause, anchor, o *Observation) bool {
	ok, _ := follows(cause, anchor, o)
	return ok
}

// follows is explains, and whether more than the time ties them.
func follows(cause *knowledge.Cause, anchor, o *Observation) (ok, firmly bool) {
	for _, p := range cause.Explains {
		if !p.Holds(o.Facts) {
			continue
		}
		if tied, weak := o.tied(anchor, p.Tie); tied {
			if ok = true; !weak {
				return true, true
			}
		}
	}
	return ok, false
}

func (f *Failure) claim(o *Observation, role ClaimRole) {
	f.Count++
	if len(f.Claims) < maxClaims {
		f.Claims = append(f.Claims, Claim{o, role})
	}
}

// maxClaims is how many observations a failure names; it counts all.
const maxClaims = 200

// Close tells the failures that belong to no set. findings are those of the host.
func (l *Ledger) Close(findings []*Finding) []*Failure {
	var ofHost []*Finding
	for _, f := range findings {
		if f.Set == nil && f.Verdict != RuledOut {
			ofHost = append(ofHost, f)
		}
	}
	for _, o := range l.asked() {
		l.enter(o, nil)
	}
	l.join()
	var all []*Failure
	for _, g := range l.groups {
		if g.into == nil {
			all = append(all, l.failureOf(g, ofHost))
		}
	}
	for _, f := range ofHost {
		if (f.Signature.Scope == HostScope || quiet(f)) &&
			(f.Verdict == Confirmed || f.Verdict == Likely || f.Verdict == Suspected) &&
			!slices.ContainsFunc(all, func(x *Failure) bool { return slices.Contains(x.Others, f) }) {
			all = append(all, hostFailure(l.host, f))
		}
	}
	if l.loud == 0 && l.sets == 0 && !slices.ContainsFunc(all, (*Failure).Problem) {
		l.groups = nil
		for _, o := range l.quiet {
			l.enter(o, nil)
		}
		for _, g := range l.groups {
			if g.lead.noise() {
				all = append(all, l.failureOf(g, ofHost))
			}
		}
	}
	if len(l.waiting) > 0 && !l.requested && !slices.ContainsFunc(all, (*Failure).Problem) && l.loud == 0 {
		first := l.waiting[0]
		if h := lead(first, companyOf(nil), l.windows); h.noise() {
			g := &group{lead: h, obs: l.waiting, count: len(l.waiting), first: first.Step.At, last: first.Step.At}
			all = append(all, l.failureOf(g, nil))
		}
	}
	onlyWarned(all)
	for _, f := range all {
		f.shown(l.part)
	}
	slices.SortStableFunc(all, (*Failure).Compare)
	return all
}

// onlyWarned makes a warning of a shadow copy that a program's log only warns of, where the same
// log tells later of another failure, whose reason is known: the job went on after the warning.
func onlyWarned(all []*Failure) {
	for _, f := range all {
		if f.Severity != Error || !f.onlyWarns() {
			continue
		}
		if slices.ContainsFunc(all, func(g *Failure) bool { return g != f && g.Problem() && g.endedAfter(f) }) {
			f.Severity = Warning
		}
	}
}

// onlyWarns reports a failure that rests on warnings about a shadow copy, and on what a person tells.
func (f *Failure) onlyWarns() bool {
	said := false
	for _, c := range f.Claims {
		s := c.Observation.Step
		if s.Told() {
			continue
		}
		phrase := s.Record.Text(parse.FieldPhrase)
		if !warned(s) ||
			phrase != parse.PhraseSnapshotFailed && phrase != parse.PhraseWriterFailed {
			return false
		}
		said = true
	}
	return said
}

// warned reports a line that a program's log has as a warning.
func warned(s *correlate.Step) bool { return s.Record.Text(parse.FieldLogLevel) == parse.LogWarning }

// longestJob is how long a job goes on at most after a warning about its shadow copy.
const longestJob = 12 * parse.Hour

// endedAfter reports whether a log that f is of has an error of this failure behind what f
// holds, about a thing of the same name.
func (f *Failure) endedAfter(warning *Failure) bool {
	if f.Known == nil || f.Known.Echo {
		return false
	}
	w := warning.Claims[0].Observation
	return slices.ContainsFunc(f.Claims, func(c Claim) bool {
		s := c.Observation.Step
		return s.Record.Provider == parse.ProviderRequester && !s.Told() && !warned(s) && s.Source == w.Step.Source &&
			s.Record.Line > w.Step.Record.Line && !namedApart(w, c.Observation) &&
			(!s.At.Known() || !w.Step.At.Known() || s.At.Lo-w.Step.At.Hi <= longestJob)
	})
}

// mostAlone is how many events somebody pastes who asks about them and nothing else.
const mostAlone = 3

// asked are the errors of a stranger that are all there is: one source, few events, and no record
// of a backup. Who hands them over asks what they are.
func (l *Ledger) asked() []*Observation {
	if l.sets+l.others > 0 || l.events > mostAlone || slices.ContainsFunc(l.strange, func(o *Observation) bool {
		return !strings.EqualFold(o.Step.Record.Provider, l.strange[0].Step.Record.Provider)
	}) {
		return nil
	}
	return l.strange
}

// LeftOut counts the errors of strangers that a case holds and no failure tells of.
func LeftOut(k *correlate.Case, told []*Failure) int {
	claimed := map[*correlate.Step]bool{}
	for _, f := range told {
		for _, c := range f.Claims {
			claimed[c.Observation.Step] = true
		}
	}
	n, windows := 0, versionOf(k.Host)
	for _, s := range k.Unassigned {
		if s.Kind == vocab.KindContext && !claimed[s] && wrong(s) && observe(s, windows).stranger() {
			n++
		}
	}
	return n
}

// quiet reports a finding that records state which look like nothing by themselves: a
// command that somebody typed.
func quiet(f *Finding) bool {
	return f.Signature.Scope == EventScope && f.Signature.Class == CauseClass && f.Severity.rank() >= Warning.rank() &&
		!slices.ContainsFunc(f.Steps, wrong)
}

// hostFailure is the failure of a finding about the host that rests on no observation.
func hostFailure(host string, found *Finding) *Failure {
	f := &Failure{
		Host:    host,
		Started: found.Started,
		Ended:   found.Ended,
		Night:   correlate.Night(found.Started),
		Others:  []*Finding{found},
	}
	f.fill(hypothesis{finding: found}, nil, nil)
	return f
}

package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
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

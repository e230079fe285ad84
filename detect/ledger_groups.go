package detect

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// group is observations of no set that one hypothesis explains.
type group struct {
	lead  hypothesis
	night string
	obs   []*Observation // the first and the latest
	roles []ClaimRole
	count int
	first interval.Interval
	last  interval.Interval
	// changed is what was changed on the host before it.
	changed  []*correlate.Step
	into     *group // the group that explains this one
	failed   bool   // more than a warning follows from it
	strength int    // of the lead, while groups are joined
}

// nightOf is the night of a step; where its offset is open, by the time that it states.
func nightOf(s *correlate.Step) string {
	const open = 6 * parse.Hour
	stated := interval.At(s.Record.Time)
	if s.At.Known() && s.At.Hi-s.At.Lo > open && !s.Record.Time.IsZero() && stated.Hi-stated.Lo < open {
		return correlate.Night(stated)
	}
	return correlate.Night(s.At)
}

// groupKept is how many observations a group holds; it counts all.
const groupKept = 24

// enter puts an observation into its group.
func (l *Ledger) enter(o *Observation, beside []*Observation) {
	h := lead(o, companyOf(beside), l.windows)
	if h.verdict == Likely && (o.harm != mayHarm || l.alone(o, beside)) {
		h.verdict = Suspected
	}
	night := nightOf(o.Step)
	if h.noise() || o.harm == didNone {
		night = "" // what is harmless is told once
	}
	key := h.id() + "\x00" + string('0'+rune(o.harm)) + night + "\x00" + strings.ToLower(h.about(o))
	if nightOf(o.Step) == "" && !o.Step.At.Known() && !h.noise() {
		key += "\x00" + o.Step.Source
	}
	if o.Facts.MessageKind == endedKind && o.jobFrom < o.Step.Record.Line { // each job ends by itself
		own := key + "\x00" + o.Step.Source + "\x00" + strconv.Itoa(int(o.jobFrom))
		if l.at[own] != nil || l.ends < mostEnds {
			key = own
		}
	}
	g := l.at[key]
	if g == nil {
		if o.Facts.MessageKind == endedKind {
			l.ends++
		}
		g = &group{lead: h, night: night, first: o.Step.At, last: o.Step.At}
		if !h.noise() && l.part != nil && o.Step.At.Known() {
			g.changed = l.part.ChangesUntil(o.Step.At.Lo)
		}
		l.at[key] = g
		l.groups = append(l.groups, g)
	} else if g.lead.asked() && h.known == g.lead.known && !h.asked() {
		g.lead = h
	}
	g.count++
	g.first, g.last = sharper(g.first, o.Step.At, -1), sharper(g.last, o.Step.At, 1)
	if len(g.obs) < groupKept {
		g.obs = append(g.obs, o)
	} else {
		g.obs[groupKept-1] = o
	}
}

// sharper is the earlier of two times, or the later one for a direction of 1. Of two that may be the same it is the one
// that is known better: a log without its zone beside a record in UTC.
func sharper(have, next interval.Interval, direction int) interval.Interval {
	switch {
	case !next.Known():
		return have
	case !have.Known():
		return next
	}
	if have.Compare(next) == interval.Undecided {
		const open = parse.Hour
		if a, b := have.Hi-have.Lo, next.Hi-next.Lo; max(a, b) >= open && a != b {
			if a < b {
				return have
			}
			return next
		}
	}
	earlier := next.Lo < have.Lo
	if direction > 0 {
		earlier = next.Hi > have.Hi
	}
	if earlier {
		return next
	}
	return have
}

// alone reports what a stranger logged by himself while nothing about shadow copies or
// backups went wrong near it: it may stop a backup, and nothing says that it did. Who picks a
// record out and hands it over says so.
func (l *Ledger) alone(o *Observation, beside []*Observation) bool {
	s := o.Step
	if s.Record.FromText && l.dumps[s.Source] == 0 || !s.At.Known() || concernsBackup(o) {
		return false
	}
	const reach = 10 * parse.Minute
	span := interval.Of(s.At.Lo-reach, s.At.Hi+reach)
	return !slices.ContainsFunc(
		beside,
		func(b *Observation) bool { return concernsBackup(b) && near(s, b.Step, reach, "") },
	) &&
		(l.part == nil || !slices.ContainsFunc(l.part.SetsIn(span), func(set *correlate.SnapshotSet) bool {
			return set.Outcome != correlate.Success && set.Within().Compare(span) == interval.Undecided
		}))
}

// concernsBackup reports what is about shadow copies or backups, by whose record it is or by
// what it says.
func concernsBackup(o *Observation) bool {
	return vocab.Whole(o.Step.Record.Provider) || o.Step.Kind != vocab.KindOther && o.Step.Kind != vocab.KindContext ||
		ofBackup(o)
}

// join puts a group under another whose cause says that it follows from it, and joins
// groups that tell of one thing: the same code, where one of them names no writer.
func (l *Ledger) join() {
	for _, g := range l.groups {
		g.strength = g.lead.capped(g.lead.strength())
	}
	order := slices.Clone(l.groups)
	slices.SortStableFunc(order, func(a, b *group) int { return cmp.Compare(b.strength, a.strength) })
	for _, g := range order {
		if g.into != nil || g.lead.noise() {
			continue
		}
		for _, h := range l.groups {
			if h == g || h.into != nil || h.lead.noise() || h.harmless() != g.harmless() ||
				h.night != g.night && h.night != "" && g.night != "" {
				continue
			}
			if role, ok := g.takes(h); ok {
				h.into = g
				g.failed = g.failed || h.lead.known == nil || h.lead.known.Severity != string(Warning)
				g.count += h.count
				for _, o := range h.obs {
					if len(g.obs) < maxClaims {
						g.obs = append(g.obs, o)
						g.roles = append(g.roles, role)
					}
				}
			}
		}
	}
}

// onlyListed reports something that a listing shows as disabled and that nobody may need: a failure follows from it
// only where the cause says so.
func (g *group) onlyListed() bool {
	return g.obs[0].Step.Kind == vocab.KindHostFact && g.lead.known != nil && g.lead.known.Severity == string(Warning)
}

// harmless reports a group of records that did no harm, as the sets of their time show.
func (g *group) harmless() bool { return g.obs[0].harm == didNone }

// takes reports whether what h holds follows from g, or repeats it.
func (g *group) takes(h *group) (ClaimRole, bool) {
	anchor, own := g.obs[0], h.obs[:len(h.obs)-len(h.roles)] // what h took itself follows from its own
	if len(g.lead.further) > 0 &&
		!slices.ContainsFunc(own, func(o *Observation) bool { return !slices.Contains(g.lead.further, o) }) {
		return CauseRole, true
	}
	if g.lead.known != nil &&
		!slices.ContainsFunc(own, func(o *Observation) bool { return !explains(g.lead.known, anchor, o) }) {
		return SymptomRole, true
	}
	if g.onlyListed() {
		return "", false
	}
	if g.saysWhy(h) {
		return SymptomRole, true
	}
	if h.onlyTold() && !anchor.Step.Told() && !namedApart(anchor, h.obs[0]) {
		return SymptomRole, true
	}
	if h.repeats(g) {
		return EchoRole, true
	}
	if h.lead.wrapped && g.lead.known != nil && anchor.saysMoreThan(h.lead.anchor) && !namedApart(anchor, h.obs[0]) {
		return SymptomRole, true
	}
	if h.strength > g.strength {
		return "", false
	}
	a, b := anchor.Facts, h.obs[0].Facts
	same := a.Code != 0 && a.Code == b.Code &&
		(a.Writer == "" || b.Writer == "" || strings.EqualFold(a.Writer, b.Writer)) &&
		(len(a.Volumes) == 0 || len(b.Volumes) == 0 || meet(a.Volumes, b.Volumes))
	if same && near(anchor.Step, h.obs[0].Step, 10*parse.Minute, "") && !namedApart(anchor, h.obs[0]) {
		return EchoRole, true
	}
	if g.restates(h) {
		return EchoRole, true
	}
	// A general word of a program beside what VSS or Windows says of the same minute,
	// or in the same text, follows from it.
	if g.lead.specific() && !h.lead.specific() && (b.EventProvider == "" || h.lead.known == nil) &&
		together(anchor.Step, h.obs[0].Step, 2*parse.Minute) {
		return SymptomRole, true
	}
	return "", false
}

// repeats reports whether an echo is one of what g gives a reason for: within ten minutes, or as
// the end of the job in the log that holds the reason.
func (h *group) repeats(g *group) bool {
	if !h.lead.echo() || g.lead.echo() || g.lead.finding == nil && g.lead.known == nil {
		return false
	}
	a, b := g.obs[0], h.obs[0]
	soon := g.lead.verdict != CannotTell && together(a.Step, b.Step, 10*parse.Minute)
	return (soon && !ofOtherJob(a, b) || endsJobOf(a, b)) && !namedApart(a, b)
}

// restates reports whether h is what g holds once more, in the same text and in another form, of
// which one at most has a time: the row of an event beside its message, a message beside its event.
func (g *group) restates(h *group) bool {
	a, b := g.obs[0], h.obs[0]
	if a.Step.Source != b.Step.Source || a.Step.At.Known() && b.Step.At.Known() {
		return false
	}
	same := g.lead.known != nil && g.lead.id() == h.lead.id() && g.lead.about(a) == h.lead.about(b) && a.Facts.Code == b.Facts.Code ||
		a.Facts.EventProvider != "" && strings.EqualFold(a.Facts.EventProvider, b.Facts.EventProvider) &&
			a.Facts.Event == b.Facts.Event && b.Facts.Code == 0 && b.Facts.Writer == "" && len(b.Facts.Volumes) == 0
	return same && !namedApart(a, b)
}

// machine is a name as hosts and jobs have them in texts: letters and at its end a number.
var machine = lazyregexp.New(`(?i)\b[a-z][a-z-]{1,14}\d{1,3}\b`)

// noMachine are words with a number that name none.
var noMachine = lazyregexp.New(
	`(?i)^(?:disk|volume|vcpu|cpu|harddisk|harddiskvolume|harddiskvolumeshadowcopy|drive|partition|windows|win|server|sql|exchange|event|error|code|line|step|part|attempt|try|pid|vss|kb|utf|sha|md|raid|lto|smb|nfs|ntlm|ipv|x|v|hr|id)-?\d`,
)

// namedApart reports whether two statements of texts name machines, and none that both name.
func namedApart(a, b *Observation) bool {
	return a.Step.Record.IsStatement() && b.Step.Record.IsStatement() && otherMachines(a.Facts.Text, b.Facts.Text)
}

// otherMachines reports whether two texts name machines, and none that both name.
func otherMachines(a, b string) bool {
	first := machinesIn(a)
	if len(first) == 0 {
		return false
	}
	second := machinesIn(b)
	return len(second) > 0 && !meet(first, second)
}

// machinesIn are the first names of machines that a text holds.
func machinesIn(text string) []string {
	const most = 8
	var names []string
	for _, at := range machine.FindAllStringIndex(text, 2*most) {
		name := text[at[0]:at[1]]
		onPath := at[0] > 0 && strings.IndexByte(`\/`, text[at[0]-1]) >= 0 // a share, an address: where something is put
		if !onPath && !noMachine.MatchString(name) && len(names) < most {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}

// onlyTold reports what a person tells in his own words without a code, a writer or a reason:
// beside a record of the host it is no failure of its own.
func (g *group) onlyTold() bool {
	return (g.lead.known == nil || g.lead.echo()) && !slices.ContainsFunc(g.obs, func(o *Observation) bool {
		return !o.Step.Told() || o.Facts.Code != 0 || o.Facts.Writer != "" || o.Facts.Event != 0
	})
}

// saysWhy reports whether what g holds states with a code why something failed, in the same
// minutes and by the same source that says in h no more than that it failed.
func (g *group) saysWhy(h *group) bool {
	a, b := g.obs[0], h.obs[0]
	return g.lead.known != nil && g.lead.verdict != CannotTell && !g.lead.echo() && a.Facts.Code != 0 &&
		h.lead.known != nil && h.lead.known.Open &&
		!slices.ContainsFunc(h.obs, func(o *Observation) bool { return o.Facts.Code != 0 }) &&
		a.Facts.EventProvider != "" && strings.EqualFold(a.Facts.EventProvider, b.Facts.EventProvider) &&
		together(a.Step, b.Step, 2*parse.Minute)
}

// together reports whether two steps lie within a time of each other, or in one text
// that tells no times.
func together(a, b *correlate.Step, within parse.Ticks) bool {
	return near(a, b, within, "") && (a.At.Known() && b.At.Known() || a.Source == b.Source)
}

// failureOf makes the failure of a group.
func (l *Ledger) failureOf(g *group, ofHost []*Finding) *Failure {
	f := &Failure{Host: l.host, Night: g.night, Started: g.first, Ended: g.last, Count: g.count}
	for i, o := range g.obs {
		role := CauseRole
		if own := len(g.obs) - len(g.roles); i >= own {
			role = g.roles[i-own]
		}
		switch {
		case g.lead.noise():
			role = NoiseRole
		case g.lead.known == nil && g.lead.finding == nil && role == CauseRole:
			role = UnexplainedRole
		}
		f.Claims = append(f.Claims, Claim{o, role})
	}
	h := g.lead
	for _, found := range ofHost {
		if slices.ContainsFunc(found.Steps, func(s *correlate.Step) bool {
			return slices.ContainsFunc(g.obs, func(o *Observation) bool { return o.Step == s })
		}) {
			f.Others = append(f.Others, found)
			if s := findingStrength(found); s > h.capped(h.strength()) && !g.lead.noise() {
				h = hypothesis{finding: found}
			}
		}
	}
	f.fill(h, g.obs, rivalsOf(h, g.obs, f.Others))
	if f.Severity == Warning && (slices.ContainsFunc(f.Claims, endsFailed) || g.onlyListed() && g.failed) {
		f.Severity = Error // whatever the cause does as a rule, this job failed
	}
	if well := l.part != nil && l.part.EndedWell() > 0; g.obs[0].Step.Kind == vocab.KindHostFact && !g.failed &&
		(g.onlyListed() || well) && f.CauseVerdict == Likely {
		f.CauseVerdict = Suspected // nothing failed that would need it
		f.atMost(Warning)
	}
	f.follow(g.changed)
	f.outlive(g.obs)
	return f
}

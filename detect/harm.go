package detect

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// harm is what an error of no set did, as far as the sets of its time show.
type harm uint8

const (
	mayHarm   harm = iota // no set of its time shows that it did none
	recovered             // the log that tells of it says later that the backup ended well
	outlived              // the sets of its time went well, as far as their own records show
	didNone               // it was logged while a set was made of which a strong witness says that it went well
)

// harmOf tells by the sets that were being made when a step was written, or had just been made,
// whether it did harm.
func harmOf(k *correlate.Case, s *correlate.Step) harm {
	const lag = 2 * parse.Minute // a requester may be gone after its own good end
	if s.Record.Provider == parse.ProviderRequester && !s.Told() && !s.EndedWell() &&
		endsWellLater(k, s, mild.MatchString(s.Record.Text(parse.FieldText))) {
		return recovered
	}
	if !s.At.Known() {
		return mayHarm
	}
	if (from(s, "Service Control Manager", 7023, 7024, 7031, 7032, 7034) || askedOnly(s)) && onlyGood(k, s) {
		return outlived
	}
	near := interval.Interval{Lo: s.At.Lo - lag, Hi: s.At.Hi}
	if s.OfNoSet() { // a question that is asked before the set is begun
		near.Hi += lag
	}
	sets := k.SetsIn(near)
	if !allGood(sets) {
		return mayHarm
	}
	if s.Kind == vocab.KindProviderFailed || s.Kind == vocab.KindRequesterGone || s.StartRefused() {
		return outlived
	}
	if attends(s) && slices.ContainsFunc(sets, func(set *correlate.SnapshotSet) bool {
		return set.WentWell() && set.Started.Known() && set.Started.Hi-parse.Second <= s.At.Lo && s.At.Hi <= set.Made()
	}) {
		return didNone
	}
	return mayHarm
}

// askedOnly reports a writer or a provider that could not answer a question which is asked outside of a set as well:
// what it holds, what it supports.
func askedOnly(s *correlate.Step) bool {
	switch s.Kind {
	case vocab.KindWriterRejected, vocab.KindWriterFailed, vocab.KindTimeout, vocab.KindProviderFailed:
		return s.OfNoSet() && !ofRestore(s)
	}
	return false
}

// ofRestore reports what a writer says of a restore, which fails whatever the backups do.
func ofRestore(s *correlate.Step) bool {
	f := s.Facts()
	return slices.ContainsFunc(append(slices.Clone(f.Operations), f.Routine), func(w string) bool {
		return strings.HasPrefix(w, "PreRestore") || strings.HasPrefix(w, "PostRestore")
	})
}

// onlyGood reports whether there are sets within a day of a step, and all of them went well.
func onlyGood(k *correlate.Case, s *correlate.Step) bool {
	return allGood(k.SetsIn(interval.Interval{Lo: s.At.Lo - parse.Day, Hi: s.At.Hi + parse.Day}))
}

// allGood reports whether there are sets, and all of them went well.
func allGood(sets []*correlate.SnapshotSet) bool {
	return len(sets) > 0 && !slices.ContainsFunc(sets, func(set *correlate.SnapshotSet) bool { return set.Outcome != correlate.Success })
}

// attends reports an error that VSS, or the catalogue for its System Writer, logs while a set is
// made, whether that goes well or not.
func attends(s *correlate.Step) bool {
	switch s.Kind {
	case vocab.KindUnexpected, vocab.KindCallbackDenied, vocab.KindInfrastructure, vocab.KindProviderLoad,
		vocab.KindRegistryWriter:
		return s.Code != vocab.CodeInProgress
	}
	return s.Record.EventID == 513 && strings.HasSuffix(s.Record.Provider, "CAPI2")
}

// unharmed reports a set that went well, and of which nothing but such errors tell.
func unharmed(k *correlate.Case, set *correlate.SnapshotSet, obs []*Observation) bool {
	return set.Outcome == correlate.Success && len(obs) > 0 && !slices.ContainsFunc(obs, func(o *Observation) bool {
		return harmOf(k, o.Step) != didNone
	})
}

// outlive makes less of a failure where each of its observations did no harm, or none that the
// sets of its time show. What a provider answered to a question about a volume did none.
func (f *Failure) outlive(obs []*Observation) {
	least := didNone
	for _, o := range obs {
		least = min(least, o.harm)
	}
	most := Information
	switch {
	case least == mayHarm || len(obs) == 0:
		return
	case least == recovered:
		f.Fact += laterWell
		most = Warning
	case least == didNone:
		f.Fact += "; the backups that were made meanwhile went well"
	case slices.ContainsFunc(obs, func(o *Observation) bool { return !o.Step.OfNoSet() || o.Step.StartRefused() }):
		most = Warning
	}
	f.atMost(most)
}

func (f *Failure) atMost(s Severity) {
	if f.Severity.rank() > s.rank() {
		f.Severity = s
	}
}

// recover makes a warning of a failure that nothing but lines of one program's log tell, where the log says
// later that the backup ended well: the lines are warnings or attempts that are made again, or the end is of the
// same run.
func (f *Failure) recover(k *correlate.Case) {
	var last *correlate.Step
	attempt := true // each line says by itself that it is no end
	for _, c := range f.Claims {
		s := c.Observation.Step
		if s.Record.Provider != parse.ProviderRequester || s.Told() || last != nil && s.Source != last.Source {
			return
		}
		attempt = attempt && mild.MatchString(s.Record.Text(parse.FieldText))
		if last == nil || s.Record.Line > last.Record.Line {
			last = s
		}
	}
	if last == nil || last.Record.Line == 0 || f.Count > len(f.Claims) {
		return
	}
	if endsWellLater(k, last, attempt) {
		f.Fact += laterWell
		f.atMost(Warning)
	}
}

// laterWell is what is said of a failure after which the log tells of a good end.
const laterWell = "; its log says later that the backup ended well"

// farthestEnd is how many statements of a log below a line are looked at for the end of its run.
const farthestEnd = 500

// endsWellLater reports whether the log of a line says below it that the backup ended well: for an attempt within a day,
// else as the end of the same run.
func endsWellLater(k *correlate.Case, line *correlate.Step, attempt bool) bool {
	below := k.Below(line)
	sameRun := line.Record.Stamp == parse.StampRecord
	for _, s := range below[:min(len(below), farthestEnd)] {
		if s.EndedWell() && sameJob(line, s) &&
			(attempt && near(line, s, parse.Day, "after") || sameRun && inOneRun(line, s)) {
			return true
		}
		if s.EndedWell() || s.Kind == vocab.KindRequesterBegin || s.Kind == vocab.KindRequesterEnd {
			if sameRun = false; !attempt {
				return false
			}
		}
	}
	return false
}

// inOneRun reports whether a good end can be of the run of which a line of the same log tells: it came within an
// hour, and is not of a step of a backup only.
func inOneRun(line, end *correlate.Step) bool {
	text := end.Record.Text(parse.FieldText)
	a, b := numberInBrackets.FindString(line.Record.Text(parse.FieldText)), numberInBrackets.FindString(text)
	return end.Record.Stamp == parse.StampRecord && near(line, end, parse.Hour, "after") && a == b && !ofStep.MatchString(text)
}

// sameJob reports whether nothing in two lines of a log names two jobs or two machines.
func sameJob(a, b *correlate.Step) bool {
	first, second := a.Record.Text(parse.FieldText), b.Record.Text(parse.FieldText)
	if otherMachines(first, second) {
		return false
	}
	x, y := jobName.FindStringSubmatch(first), jobName.FindStringSubmatch(second)
	if x == nil || y == nil {
		x, y = inBrackets.FindStringSubmatch(first), inBrackets.FindStringSubmatch(second)
	}
	return x == nil || y == nil || strings.EqualFold(x[1], y[1])
}

var (
	// inBrackets is a name in brackets that is neither a level nor a number.
	inBrackets = lazyregexp.New(`\[((?i:job|task|plan|backup)[\w .-]*|[\w.-]*(?i:job|task|plan)[\w.-]*|[A-Za-z]+[-_.]?\d[\w.-]*)\]`)
	// numberInBrackets is that of a job, or of a thread of the program.
	numberInBrackets = lazyregexp.New(`\[\d{2,}\]`)
	// ofStep is the end of a step of a backup, or of what is done beside it.
	ofStep = lazyregexp.New(`(?i)\bverif|\bcatalog|\bclean-?up|\bprun|\bretention|\bpurg|\bindex|\btape\b|\btruncat|\bmount|\bcheck\b|\breplicat|\bcopy job`)
)

// jobName is the name of a job behind that word.
var jobName = lazyregexp.New(`(?i)\bjob(?:[ =:]|\s+["'])["']?([\w.-]*[A-Z0-9][\w.-]*)`)

// mild are words of a line that tells of an attempt that failed, and not of the end of the backup.
var mild = lazyregexp.New(
	`(?i)(?:^|[^\p{L}])(?:warn(?:ing|ung)?|aviso|advertencia|avertissement|avviso|attenzione|предупреждение)(?:[^\p{L}]|$)|警告|` +
		`\bretr(?:y|ies|ied|ying)\b|\btrying (?:next|again)\b|\bskip(?:ped|ping)?\b|\bexclud(?:ed|ing)\b|HarddiskVolumeShadowCopy\d+\\[^\s\\"']|\battempt \d+(?: ?(?:/|of) ?\d+)? (?:has )?failed|\b(?:fall(?:ing)?|fail(?:ing)?)[ -]?(?:back|over) to\b|\bcontinuing without\b|` +
		`\bneuer versuch\b|\bweiter ohne\b|\breintent|\berneut\b|\bwiederhol|nouvel(?:le)? (?:essai|tentative)|\briprov|повтор|再試行|重试`,
)

package detect

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// Observation is one record, line or state that tells of something wrong, or that
// looks so: what a failure has to explain. A record that was read in several forms is
// one step and so one observation.
type Observation struct {
	Step       *correlate.Step
	Facts      *knowledge.Facts      `redact:"text"`
	candidates []knowledge.Candidate // causes whose anchor it meets, most specific first
	windows    knowledge.Version     // of its host
	harm       harm                  // whether a set of its time was made all the same
	jobFrom    int32                 // of a line by which a job ended: the line by which the job before it did, 0 if there is none
}

// observe makes the observation of a step.
func observe(s *correlate.Step, windows knowledge.Version) *Observation {
	f := s.Facts()
	return &Observation{Step: s, Facts: f, windows: windows, candidates: knowledge.Candidates(f, windows)}
}

// live reports whether the observation stands in a record that is of its time.
func (o *Observation) live() bool { return live(o.Step) }

// wrongKinds are kinds of steps that tell of something wrong whatever their level and
// code.
var wrongKinds = map[vocab.Kind]bool{
	vocab.KindFreezeFailed:     true,
	vocab.KindESETimeout:       true,
	vocab.KindESELateThaw:      true,
	vocab.KindTimeout:          true,
	vocab.KindWriterRejected:   true,
	vocab.KindWriterFailed:     true,
	vocab.KindSlowFreeze:       true,
	vocab.KindStillFrozen:      true,
	vocab.KindHoldTimeout:      true,
	vocab.KindHoldSlow:         true,
	vocab.KindHoldOverlap:      true,
	vocab.KindCommitTimeout:    true,
	vocab.KindProviderFailed:   true,
	vocab.KindProviderLoad:     true,
	vocab.KindDiffArea:         true,
	vocab.KindCreateFailed:     true,
	vocab.KindOldestDeleted:    true,
	vocab.KindUnfinished:       true,
	vocab.KindRequesterFailed:  true,
	vocab.KindRequesterGone:    true,
	vocab.KindRequesterCode:    true,
	vocab.KindSQLError:         true,
	vocab.KindSessionRemoved:   true,
	vocab.KindCallbackDenied:   true,
	vocab.KindUnexpected:       true,
	vocab.KindNotResponding:    true,
	vocab.KindInfrastructure:   true,
	vocab.KindTransactionTime:  true,
	vocab.KindOutOfTime:        true,
	vocab.KindBackupInProgress: true,
	vocab.KindRegistryWriter:   true,
}

// neverWrong are kinds that are no observation even where their level is that of an
// error: facts of the host, and marks of the ordinary course.
var neverWrong = map[vocab.Kind]bool{
	vocab.KindHostFact:        true, // but for a service that is switched off; see wrong
	vocab.KindChange:          true,
	vocab.KindClockChange:     true,
	vocab.KindSuspend:         true,
	vocab.KindBoot:            true,
	vocab.KindShutdown:        true,
	vocab.KindShadow:          true,
	vocab.KindServiceStart:    true,
	vocab.KindServiceRunning:  true,
	vocab.KindServiceStopped:  true,
	vocab.KindServiceIdle:     true,
	vocab.KindServiceShutdown: true,
	vocab.KindWriterState:     true, // what a listing first shows is observed as the failure of its writer
}

// wrong reports whether a step tells of something wrong by itself.
func wrong(s *correlate.Step) bool {
	r := s.Record
	switch {
	case r.Stale:
		return false
	case s.Kind == vocab.KindHostFact:
		return switchedOff(s)
	case neverWrong[s.Kind]:
		return false
	case s.Kind == vocab.KindWriterListing:
		return r.Text(parse.FieldWriters) == "0" || r.Text(parse.FieldLacks) != ""
	case wrongKinds[s.Kind]:
		return true
	case r.FromText && r.Level == 0 && (saysWell(r.Text("message")) || saysNoIll(s)):
		return false
	case s.Kind == vocab.KindContext:
		return pasted(s) && r.Level < 4 // somebody chose to copy it, and it is no information
	case s.Code>>31 == 1:
		return true
	case r.FromText && r.Level == 0 && (s.Kind == vocab.KindOther || s.Kind == vocab.KindDeleted || s.Kind == vocab.KindAbort): // the text does not tell the level
		return true
	case r.IsStatement():
		return false
	case r.Level == 1 || r.Level == 2:
		return true
	}
	return r.Level == 3 && (vocab.Whole(r.Provider) || s.Kind == vocab.KindOther)
}

var (
	wellWords = lazyregexp.New(
		`(?i)\bsuccessfully\b|\berfolgreich|\bavec succès|\bcorrectamente\b|\bcorrettamente\b|\bcom êxito|успешно|正常に|成功`)
	illWords = lazyregexp.New(`(?i)\b(?:not|no|non|não|unable|cannot)\b|n't\b|\bfail|\berr[eo]|\bfehl|\bnicht\b|\bkein|` +
		`\béch[eo]|\bimposs|\bfall|\bfalh|(?:^| )не |ошибк|失敗|失败|エラー|错误|未|不|ません`)
)

// Words of failing in further languages, and those that take back what follows them.
var (
	moreIllWords = lazyregexp.New(`(?i)\bniet\b|\bmislukt|\bnie\b|błąd|błęd|\bnelze\b|chyb|\binte\b|\bfel\b|misslyck|\bikke\b|hata|başarısız|` +
		`실패|오류|없|ошиб|сбо[йя]|\bnicht|\bwarn|\bcrash|\babort|\bcancel|\bstop|\bdelet|\bdenied|\brefus|\breject|\btime[ds]? ?out|\blost\b|\bfull\b|` +
		`\bcorrupt|\binvalid|\bmissing|\bbad\b|\bproblem|\bskipp|\bveto|\binconsisten|\bhung\b|\bhang|\bkill|\bterminat`)
	noneOf = lazyregexp.New(`(?i)\b(?:0|no|zero|without|keine?|ohne|aucune?|sans|sin|ningún|nessun\p{L}*|senza|sem|nenhum)(?: of \d+)? ` +
		`(?:\p{L}+ ){0,2}(?:err\p{L}*|fail\p{L}*|warn\p{L}*|fehl\p{L}*|éch\p{L}*|fall\p{L}*)|\b(?:did|does|do|has|have)(?: not|n't) fail(?:ed)?\b|` +
		`\b(?:fail|err|warn)\p{L}*(?: \p{L}+)? ?: ?0\b`)
)

// saysNoIll reports an event of an application, of which neither the level nor the meaning of its number is known and
// whose message has no word of failing.
func saysNoIll(s *correlate.Step) bool {
	r := s.Record
	message := noneOf.ReplaceAllString(r.Text("message"), " ")
	if s.Kind != vocab.KindOther && s.Kind != vocab.KindContext || message == "" || s.Code != 0 || vocab.Whole(r.Provider) {
		return false
	}
	if _, known := knowledge.EventOf(r.Provider, r.EventID); known || s.Term != nil {
		return false
	}
	return !illWords.MatchString(message) && !moreIllWords.MatchString(message)
}

// saysWell reports a message which says that something succeeded, and nothing of a failure.
func saysWell(message string) bool {
	return wellWords.MatchString(message) && !illWords.MatchString(message)
}

// pasted reports whether somebody chose to copy a record.
func pasted(s *correlate.Step) bool { return s.Record.Text(parse.FieldPasted) == "true" }

// stranger reports an error of a source that has nothing to do with backups, in a record that says
// nothing of them either: it names no shadow copy, volume, writer, service or program of theirs,
// and no cause knows it. That a text holds it beside few others makes no failure of it.
func (o *Observation) stranger() bool {
	s, f := o.Step, o.Facts
	if s.Kind != vocab.KindContext || !vocab.Stranger(s.Record.Provider) || ofBackup(o) ||
		f.Writer != "" || f.WriterID != "" || len(f.Volumes) > 0 || len(f.Databases) > 0 {
		return false
	}
	return !namesProgram(f.EventProvider+" "+f.Text) && !namesService(f) &&
		!slices.ContainsFunc(o.candidates, func(c knowledge.Candidate) bool { return !c.Cause.Fallback() })
}

// namesService reports whether a record names a service of VSS, or one that a writer depends on: as a
// service, or in the text of a crash by its key or its process.
func namesService(f *knowledge.Facts) bool {
	known := func(name string) bool { _, ok := knowledge.ServiceOf(name); return ok }
	if slices.ContainsFunc(f.Services, known) {
		return true
	}
	switch strings.ToLower(f.EventProvider) {
	case "service control manager", "application error", "windows error reporting":
		words := wordsOf(f.Text)
		for i, word := range words {
			if known(word) {
				return true
			}
			if i+1 < len(words) && strings.EqualFold(words[i+1], "exe") {
				if _, ok := knowledge.ServiceOfProcess(word); ok {
					return true
				}
			}
		}
	}
	return false
}

// wordsOf are the words of a text.
func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// namesProgram reports whether a text names a backup program, by its name or by one of its processes.
func namesProgram(text string) bool {
	if _, ok := knowledge.ProgramOf(text); ok {
		return true
	}
	words := " " + strings.Join(wordsOf(strings.ToLower(text)), " ") + " "
	return slices.ContainsFunc(knowledge.Programs(), func(p knowledge.Program) bool {
		return strings.Contains(words, " "+strings.ReplaceAll(p.Name, "-", " ")+" ")
	})
}

// observations makes the observations among steps, in their order. A step that is not
// wrong by itself is one too if a cause knows it by more than its number.
func observations(steps []*correlate.Step, windows knowledge.Version) []*Observation {
	var all []*Observation
	for _, s := range steps {
		if wrong(s) {
			all = append(all, observe(s, windows))
		} else if !neverWrong[s.Kind] && (s.Kind != vocab.KindContext || pasted(s)) && s.Kind != vocab.KindWriterListing &&
			!s.Record.Stale && knowledge.Mentions(s.Record.Provider, s.Record.EventID) {
			if o := observe(s, windows); len(o.candidates) > 0 {
				all = append(all, o)
			}
		}
	}
	return all
}

// around are the observations that may stand beside those of a set or of a moment: what
// disks, file systems and services say, and what belongs to no set.
func around(k *correlate.Case, set *correlate.SnapshotSet, windows knowledge.Version) []*Observation {
	const reach = 10 * parse.Minute
	beside := func(s *correlate.Step) bool {
		return s.Set == nil && !s.Record.Stale && (s.Kind == vocab.KindContext || wrong(s))
	}
	var steps []*correlate.Step
	if span := set.Within(); span.Known() {
		steps = k.DuringOf(interval.Interval{Lo: span.Lo - reach, Hi: span.Hi + reach}, beside)
	} else { // who hands over texts without times together tells of one thing
		for _, s := range k.Unassigned {
			if s.Record.Line > 0 && !s.At.Known() {
				steps = append(steps, s)
			}
		}
	}
	var all []*Observation
	for _, s := range steps {
		if len(all) == maxAround {
			break
		}
		if beside(s) {
			all = append(all, observe(s, windows))
		}
	}
	for _, s := range switchedOffIn(k) {
		all = append(all, observe(s, windows))
	}
	return append(all, ofHost(k, windows)...)
}

// maxAround is how many observations are looked at beside a failure.
const maxAround = 200

// ofSpans are the failed states that listings show of the writers of a set, those that
// are told with another set left out; shared says that there are such.
func ofSpans(
	set *correlate.SnapshotSet,
	owners map[*correlate.Step]*correlate.SnapshotSet,
	windows knowledge.Version,
) (all []*Observation, shared bool) {
	for _, sp := range set.Spans {
		switch {
		case sp.Failure == nil:
		case owners[sp.Failure.After.Step] == set:
			all = append(all, observe(sp.Failure.After.Step, windows))
		default:
			shared = true
		}
	}
	return all, shared
}

// tied reports whether o hangs together with anchor as tie asks. weak says that time
// alone ties them.
func (o *Observation) tied(anchor *Observation, tie *knowledge.Tie) (ok, weak bool) {
	if o.Step.Record.Text(parse.FieldStartTime) != "" && !o.runsAt(anchor.Step) {
		return false, false
	}
	if tie == nil {
		return true, !o.sameSet(anchor)
	}
	if within := parse.Ticks(time.Duration(tie.Within) / 100); within > 0 &&
		!near(anchor.Step, o.Step, within, tie.Order) {
		return false, false
	}
	if slices.ContainsFunc(tie.Agree, func(by string) bool { return disagree(anchor.identity(by), o.identity(by)) }) {
		return false, false
	}
	shared := false
	for _, by := range tie.By {
		a, b := anchor.identity(by), o.identity(by)
		switch {
		case len(a) == 0 || len(b) == 0:
		case !meet(a, b):
			return false, false
		default:
			shared = true
		}
	}
	return shared || len(tie.By) == 0 || o.sameSet(anchor) || o.sameText(anchor), !shared && !o.sameSet(anchor)
}

func (o *Observation) sameSet(other *Observation) bool {
	return o.Step.Set != nil && o.Step.Set == other.Step.Set ||
		o.Facts.SetID != "" && strings.EqualFold(o.Facts.SetID, other.Facts.SetID)
}

// sameText reports two statements of one text without times: who pasted them together
// tells of one thing.
func (o *Observation) sameText(other *Observation) bool {
	return o.Step.Source == other.Step.Source && o.Step.Record.Line > 0 && other.Step.Record.Line > 0
}

// near reports whether two steps can lie within a time of each other; order says which
// of them comes first. Steps without a time can.
func near(anchor, s *correlate.Step, within parse.Ticks, order string) bool {
	a, b := anchor.At, s.At
	if !a.Known() || !b.Known() {
		return true
	}
	if apart, ok := anchor.LocalUntil(s); ok { // exact, whatever the offset is
		a, b = interval.Of(0, 0), interval.Of(apart, apart)
	}
	if b.Lo-a.Hi > within || a.Lo-b.Hi > within {
		return false
	}
	const slack = 5 * parse.Second // programs and services write at once
	switch order {
	case "after":
		return b.Hi+slack >= a.Lo
	case "before":
		return b.Lo-slack <= a.Hi
	}
	return true
}

// identity is what the observation states of a thing that ties name.
func (o *Observation) identity(by string) []string {
	f := o.Facts
	one := func(words ...string) []string {
		return slices.DeleteFunc(words, func(w string) bool { return w == "" })
	}
	switch by {
	case "set":
		if o.Step.Set != nil {
			return one(o.Step.Set.Name, f.SetID)
		}
		return one(f.SetID)
	case "process", "session":
		if o.Step.ProcessID == 0 {
			return nil
		}
		return one(strconv.FormatUint(uint64(o.Step.ProcessID), 10))
	case "thread":
		if o.Step.ThreadID == 0 {
			return nil
		}
		return one(strconv.FormatUint(uint64(o.Step.ThreadID), 10))
	case "volume":
		return f.Volumes
	case "writer":
		return one(f.Writer, f.WriterID)
	case "provider":
		return one(f.VSSProvider, f.VSSProviderID)
	case "service":
		return append(f.Services[:len(f.Services):len(f.Services)], hostsOf(f.WriterID, f.Writer)...)
	case "database":
		return f.Databases
	case "program":
		return one(f.Program)
	}
	return nil
}

// hostsOf are the services that host a writer.
func hostsOf(id, name string) []string {
	w, ok := knowledge.WriterOf(id, name)
	if !ok {
		return nil
	}
	return strings.FieldsFunc(w.Service, func(r rune) bool { return r == ',' || r == ' ' })
}

// disagree reports whether two lists state other things of one form: other letters, or other GUIDs.
// A letter and a GUID may be of one volume.
func disagree(a, b []string) bool {
	isGUID := func(w string) bool { return strings.Contains(w, "{") }
	of := func(list []string, guid bool) (kept []string) {
		for _, w := range list {
			if isGUID(w) == guid {
				kept = append(kept, w)
			}
		}
		return kept
	}
	for _, guid := range []bool{true, false} {
		x, y := of(a, guid), of(b, guid)
		if len(x) > 0 && len(y) > 0 {
			return !meet(x, y)
		}
	}
	return false
}

// meet reports whether two lists share a word, compared without case.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool {
		return slices.ContainsFunc(b, func(o string) bool { return strings.EqualFold(w, o) })
	})
}

package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
	"github.com/vsslog/vsslog/parse"
)

// fill tells the failure by the hypothesis that leads, over the observations that it
// claims.
func (f *Failure) fill(h hypothesis, obs []*Observation, rivals []Rival) {
	f.Rivals = rivals
	f.Codes = codesOf(obs)
	f.objects(obs)
	f.evidence(obs)
	f.Fact, f.FactVerdict = factOf(obs, h.known != nil || h.finding != nil)
	for _, o := range h.further {
		if o.Step.Kind == vocab.KindHostFact {
			f.Fact += "; " + listedFact(o.Step.Record)
		}
	}
	switch {
	case h.known != nil:
		f.byCause(h, obs)
	case h.finding != nil:
		f.byFinding(h.finding)
	default:
		f.unexplained(obs)
	}
	if f.Fact == "" {
		f.Fact = f.Headline
	}
	if f.Writer == "" && f.Victim.Kind == "writer" {
		f.Writer = f.Victim.Name
	}
	f.Headline = strings.TrimSuffix(strings.TrimSpace(f.Headline), ".")
	f.identify()
}

// objects takes writer, volumes and provider from the observations.
func (f *Failure) objects(obs []*Observation) {
	for _, o := range obs {
		f.Writer = cmp.Or(f.Writer, o.Facts.Writer)
		f.Provider = cmp.Or(f.Provider, o.Facts.VSSProvider, o.Facts.VSSProviderID)
		for _, v := range o.Facts.Volumes {
			if len(f.Volumes) < 16 && !slices.Contains(f.Volumes, v) {
				f.Volumes = append(f.Volumes, v)
			}
		}
	}
}

// evidence cites the records.
func (f *Failure) evidence(obs []*Observation) {
	for i, o := range obs {
		if i == maxMarks {
			break
		}
		f.Evidence = append(f.Evidence, evidence(RoleMark, describe(o.Step), o.Step))
	}
}

// byCause tells by a documented cause.
func (f *Failure) byCause(h hypothesis, obs []*Observation) {
	c := h.known
	facts := []*knowledge.Facts{h.anchor.Facts}
	for _, o := range h.further {
		facts = append(facts, o.Facts)
	}
	for _, o := range obs {
		if o != h.anchor {
			facts = append(facts, o.Facts)
		}
	}
	fill := func(s string) string { return strings.Join(strings.Fields(c.Fill(s, facts...)), " ") }
	f.Known, f.Signature, f.CauseVerdict = c, c.ID, h.verdict
	f.Class, f.Severity = FailureClass(c.Class), Severity(c.Severity)
	title := fill(c.Title)
	f.Title, f.Cause = title, cmp.Or(fill(c.Means), title)
	f.Culprit = Party{c.Culprit.Kind, fill(c.Culprit.Name)}
	if h.suffers {
		f.Culprit, f.Victim = Party{}, Party{"writer", h.anchor.Facts.Writer}
	}
	if c.Victim != nil && f.Victim.Name == "" {
		f.Victim = Party{c.Victim.Kind, fill(c.Victim.Name)}
	}
	f.Headline = title + f.specify(title, h.anchor)
	for _, s := range c.Steps {
		if !s.Windows.Holds(h.anchor.windows) {
			continue
		}
		do := fill(s.Do)
		if rest, ok := strings.CutPrefix(do, "Do nothing"); ok && c.Kind == knowledge.KindNoise {
			do = "Ignore it: no action is needed" + rest
		}
		f.Steps = append(
			f.Steps,
			Action{
				Do:      do,
				Command: c.Fill(s.Command, facts...),
				Where:   fill(s.Where),
				Risk:    fill(s.Risk),
				Undo:    fill(s.Undo),
			},
		)
	}
	f.number(fill(c.Verify))
	if f.CauseVerdict != Confirmed && c.Kind != knowledge.KindNoise {
		if next := fill(c.Next); next != "" {
			f.Missing = append(f.Missing, next)
		}
	}
	for _, s := range sourcesOf(c, h.anchor) {
		f.Sources = append(f.Sources, Reference{Name: sourceName(s), URL: s.URL, Says: s.Says})
	}
}

// sourcesOf are the sources of what a cause says of an observation: those of the cause, or
// that of the program's own message.
func sourcesOf(c *knowledge.Cause, o *Observation) []knowledge.Source {
	if c.ByMessage() {
		if m, ok := knowledge.MessageOf(o.Facts.Program, o.Facts.Message); ok {
			return []knowledge.Source{m.Source}
		}
	}
	return c.Sources
}

func sourceName(s knowledge.Source) string {
	name := string(s.Trust)
	if s.Looked != "" {
		name += ", looked at " + s.Looked
	}
	return name
}

// specify adds to a title which writer, volume or code it is about, where the title does not.
func (f *Failure) specify(title string, o *Observation) string {
	var more []string
	lower := strings.ToLower(title)
	add := func(s string) {
		if s != "" && !strings.Contains(lower, strings.ToLower(s)) && !slices.Contains(more, s) {
			more = append(more, s)
		}
	}
	add(f.Writer)
	if o.Facts.MessageKind != "" {
		add(strings.TrimSpace(o.Facts.Program + " " + o.Facts.Message))
	}
	if o.Facts.Code != 0 && !strings.Contains(lower, fmt.Sprintf("0x%08x", o.Facts.Code)) {
		add(vocab.CodeWords(o.Facts.Code))
	}
	if len(f.Volumes) > 0 {
		add(f.Volumes[0])
	}
	if len(more) == 0 {
		return ""
	}
	return " (" + strings.Join(more, ", ") + ")"
}

// byFinding tells by a signature.
func (f *Failure) byFinding(found *Finding) {
	sig := found.Signature
	f.Finding, f.Signature, f.CauseVerdict = found, sig.ID, found.Verdict
	if sig.Class == SymptomClass && !expected(found) && f.CauseVerdict.rank() < Suspected.rank() {
		f.CauseVerdict = Suspected // it states what was seen; why it came to that, it does not
	}
	f.Class, f.Severity = classOf(sig), found.Severity
	f.Headline = found.Summary
	f.Title, f.Cause = found.Summary, found.Summary
	if sig.Cause != "" && !expected(found) {
		f.Cause = sig.Cause
	}
	f.remedy = found.Applicability == Affected
	f.Writer = cmp.Or(found.Writer, f.Writer)
	f.parties(found)
	first, advice := found.WhatToDo()
	if first != "" {
		f.Steps = append(f.Steps, Action{Do: first})
	}
	if f.Class == TimingClass {
		f.culpritSteps()
	}
	for _, s := range sentences(advice) {
		f.Steps = append(f.Steps, Action{Do: s})
	}
	f.number("")
	f.Missing = found.Missing
	f.Evidence = found.Evidence
	f.Sources = sig.Sources
	if f.FactVerdict == "" {
		f.FactVerdict = found.Verdict
	}
	if f.Started == (interval.Interval{}) {
		f.Started, f.Ended = found.Started, found.Ended
	}
}

// sentences cuts a text into its sentences.
func sentences(text string) []string {
	var all []string
	for text != "" {
		i := strings.Index(text, ". ")
		if i < 0 {
			return append(all, text)
		}
		all = append(all, text[:i+1])
		text = strings.TrimSpace(text[i+2:])
	}
	return all
}

// advises begins a sentence of a message that says what to do; elsewhere is one that says where else to read.
var (
	advises = lazyregexp.New(
		`^(?i:(?:please|to (?:resolve|fix|correct|avoid) (?:this|the) \w+,?) )?(?i:you (?:must|need to|have to|should)|use|install|upgrade|update|` +
			`enable|disable|make sure|ensure|check|verify|restart|reboot|free|increase|remove|add|move|exclude|select|reconnect|` +
			`sie müssen|verwenden sie|installieren sie|aktualisieren sie|aktivieren sie|stellen sie sicher|prüfen sie|überprüfen sie|` +
			`starten sie|vous devez|utilisez|installez|vérifiez|activez|redémarrez|assurez-vous|libérez|debe|instale|compruebe|verifique|` +
			`reinicie|asegúrese|libere|è necessario|installare|verificare|riavviare|assicurarsi|você deve|instale|reinicie)\b`,
	)
	elsewhere = lazyregexp.New(
		`(?i)\b(?:more|additional|further) information\b|\brefer to\b|\bsee (?:the|https?|event)\b|\bcontact\b|\bthe (?:log|event log)s?\b|` +
			`support|weitere informationen|informations complémentaires|más información|ulteriori informazioni|\btry again\b`,
	)
)

// ownAdvice is the sentence in which a program's message says what to do, "" if it has none.
func ownAdvice(o *Observation) string {
	const shortest, longest = 16, 240
	if o.Step.Record.Provider != parse.ProviderRequester || o.Step.Told() {
		return ""
	}
	for i, s := range sentences(o.Step.Record.Text(parse.FieldText)) {
		s = strings.TrimSpace(s)
		if i > 0 && len(s) >= shortest && len(s) <= longest && advises.MatchString(s) && !elsewhere.MatchString(s) &&
			!strings.HasSuffix(s, "...") {
			return s
		}
	}
	return ""
}

// unexplained tells what the records themselves say, and the next step that follows.
func (f *Failure) unexplained(obs []*Observation) {
	f.CauseVerdict, f.Class, f.Severity = CannotTell, InfrastructureClass, Error
	if len(obs) == 0 {
		f.Headline = "Something failed, and no record says what"
		return
	}
	o := obs[0]
	f.Headline = f.Fact
	if o.Facts.Writer != "" {
		f.Class = WriterClass
		f.Victim = Party{"writer", o.Facts.Writer}
	} else if o.Facts.Program != "" {
		f.Class = RequesterClass
	}
	if o.Facts.Level == "warning" && f.Codes == nil {
		f.Severity = Warning
	}
	f.addStep(ownNumber(o.Facts), "")
	for _, o := range obs[:min(len(obs), 4)] {
		if advice := ownAdvice(o); advice != "" {
			f.addStep("Do what the message itself says: \""+advice+"\"", "")
		}
		f.lookSteps(o)
	}
	if o.Step.Record.Text(parse.FieldPhrase) == parse.PhraseJobFailed {
		f.Class = RequesterClass
		f.addStep("VSS did its part: the shadow copy was there. Read the lines of the program's log just before its "+
			"first error, which say what it was doing then.", "")
		f.addStep(lookUp.Do, lookUp.Command)
		f.number("")
		f.Missing = append(f.Missing, "the log of the program around its first error, in full")
		return
	}
	if o.Facts.EventProvider == "" && o.Step.Kind != vocab.KindWriterState && !o.Facts.EmptyWriters {
		if o.Facts.Code == 0 && len(o.Facts.Codes) == 0 {
			f.Missing = append(f.Missing, "the reason: what is said names no code")
		}
		for _, a := range tellApart {
			f.addStep(a.Do, a.Command)
		}
	}
	f.number("")
	f.Missing = append(
		f.Missing,
		"the Application and System log of the two minutes around it (VSS, volsnap, the writers)",
		"vssadmin list writers taken right after a failed run",
	)
}

// maxChanges is how many changes before a failure are told, the last ones.
const maxChanges = 12

// changedService is the service of which a record tells that its start type was changed: by its key,
// as the name that is shown is translated; where only the message is there, the one whose name
// stands in it, the longest if one contains another.
func changedService(r *parse.Record) (service knowledge.Service, ok bool) {
	if !r.FromText {
		if service, ok = knowledge.ServiceOf(r.Argument(4)); !ok {
			service, ok = knowledge.ServiceOf(r.Argument(1))
		}
		return service, ok
	}
	longest, message := 0, r.Text("message")
	for _, s := range knowledge.Services() {
		for _, name := range s.Displays {
			if len(name) > longest && strings.Contains(message, name) {
				service, ok, longest = s, true, len(name)
			}
		}
	}
	return service, ok
}

// follow tells what was changed on the host before the failure, the last change first. Where a
// service could not start because it is disabled, the one whose start type was changed last is to
// blame.
func (f *Failure) follow(changes []*correlate.Step) {
	for _, s := range slices.Backward(changes) {
		if len(f.Changed) == maxChanges {
			break
		}
		f.Changed = append(f.Changed, s.At.Brief()+" "+describe(s))
	}
	if f.Culprit.Kind != "service" || !slices.Contains(f.Codes, vocab.CodeServiceDisabled) {
		return
	}
	for _, s := range slices.Backward(changes) {
		if !s.IsStartType() {
			continue
		}
		service, ok := changedService(s.Record)
		if ok && service.Role != "" {
			f.Culprit.Name = cmp.Or(strings.TrimRight(service.Key, "*"), s.Record.Argument(1))
			return
		}
	}
}

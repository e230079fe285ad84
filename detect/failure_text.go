package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/interval"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

// fill tells the failure by the hypothesis that leads, over the observations that it
// claims.
func (f *Failure) fill(h hypothesis, obs []*Observation, rivals []Rival) {
	f.Rivals = rivals
	f.Codes = codesOf(obs)
	f.objects(obs)
	f.evidence(obs)
	f.Fact, f.FactVerdict = factOf(obs)
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
	f.Cause = title
	if means := fill(c.Means); means != "" {
		f.Cause = strings.TrimSuffix(title, ".") + ". " + means
	}
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
	f.Cause = found.Summary
	if sig.Cause != "" && !expected(found) {
		f.Cause += ". " + sig.Cause
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

// classOf is the class of failures that a signature explains.
func classOf(sig *Signature) FailureClass {
	switch {
	case sig.Failure != "":
		return sig.Failure
	case sig.Class == BenignClass:
		return NoiseClass
	case sig.Scope == WriterScope || sig.Scope == SetScope:
		return TimingClass
	}
	return WriterClass
}

// parties says who is to blame and who suffers, by the records of the set.
func (f *Failure) parties(found *Finding) {
	if f.Writer != "" {
		f.Victim = Party{"writer", f.Writer}
	}
	slow := func(kinds ...vocab.Kind) *correlate.Step {
		if found.Set == nil {
			return nil
		}
		i := slices.IndexFunc(found.Set.Steps, func(s *correlate.Step) bool { return slices.Contains(kinds, s.Kind) })
		if i < 0 {
			return nil
		}
		return found.Set.Steps[i]
	}
	switch f.Class {
	case NoiseClass:
		f.Victim = Party{}
		return
	case TimingClass:
		if s := slow(vocab.KindSlowFreeze); s != nil && s.Writer != "" {
			f.Culprit = Party{"writer", s.Writer}
			return
		}
		if s := slow(vocab.KindHoldTimeout, vocab.KindHoldSlow, vocab.KindCommitTimeout); s != nil && s.Volume != "" {
			f.Culprit = Party{"volume", s.Volume}
			return
		}
		if blames := found.Signature.Blames; blames != nil {
			f.Culprit = blames(f, found)
		}
	case StorageClass:
		f.Culprit = Party{"storage", "shadow copy storage"}
		if len(f.Volumes) > 0 {
			f.Culprit.Name += " of " + f.Volumes[0]
		}
	case ProviderClass:
		f.Culprit = Party{"provider", cmp.Or(f.Provider, "the provider")}
	case RequesterClass:
		who := "the requester"
		if found.Set != nil && found.Set.Requester != "" {
			who = found.Set.Requester
		}
		f.Culprit = Party{"requester", who}
	default:
		blames := found.Signature.Blames
		if blames == nil {
			blames = blameWriter
		}
		f.Culprit = blames(f, found)
	}
}

// blameWindows blames a fault of Windows itself.
func blameWindows(*Failure, *Finding) Party { return Party{"windows", "Windows"} }

// blameRestart blames the restart of the host.
func blameRestart(*Failure, *Finding) Party { return Party{"windows", "the restart of the host"} }

// blameWriter blames the writer that failed, if one is named.
func blameWriter(f *Failure, _ *Finding) Party {
	if f.Writer == "" {
		return Party{}
	}
	return Party{"writer", f.Writer}
}

// blameHung blames the writer that hung, or one of all that a thaw that hung kept waiting: which
// of them it was no record tells.
func blameHung(_ *Failure, found *Finding) Party {
	var names []string
	if found.Set != nil {
		for _, sp := range found.Set.Spans {
			if sp.Outcome == correlate.FailedOutcome && sp.Name != "" && !slices.Contains(names, sp.Name) {
				names = append(names, sp.Name)
			}
		}
	}
	if len(names) < 2 {
		if found.Writer == "" {
			return Party{}
		}
		return Party{"writer", found.Writer}
	}
	slices.Sort(names)
	rest := ""
	if n := len(names) - mostHung; n > 0 {
		names, rest = names[:mostHung], fmt.Sprintf(" and %d more", n)
	}
	return Party{"writer", "one of " + strings.Join(names, ", ") + rest + ", or what it waits for"}
}

// mostHung is how many writers are named of which one is to blame.
const mostHung = 6

// culpritSteps begin the steps with what to do about a writer that is to blame.
func (f *Failure) culpritSteps() {
	if f.Culprit.Kind != "writer" || f.Culprit.Name == "" {
		return
	}
	w, ok := knowledge.WriterOf("", f.Culprit.Name)
	if !ok || w.Service == "" {
		return
	}
	key, _, _ := strings.Cut(w.Service, ",")
	key, _, _ = strings.Cut(key, " ")
	a := Action{
		Do: fmt.Sprintf(
			"Look at %s (service %s): its own events of the minute before, its disks, its load.",
			f.Culprit.Name,
			w.Service,
		),
	}
	f.Steps = append(f.Steps, a)
	s, known := knowledge.ServiceOf(key)
	if known && s.RestartRisk == "" && !strings.ContainsAny(key, "*") && key != "NTDS" && key != "VSS" {
		f.Steps = append(
			f.Steps,
			Action{
				Do: "If it hangs, restart its service, run the backup again and look for [1] Stable in the " +
					"listing of the writers.",
				Command: "Restart-Service " + key,
			},
		)
	}
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

// lookSteps adds what is known of where to look by each thing that an observation names.
func (f *Failure) lookSteps(o *Observation) {
	facts := o.Facts
	if r, ok := knowledge.RoutineOf(facts.Routine); ok && facts.Routine != "" {
		f.addStep(r.LookAt, "")
	}
	for _, code := range facts.Codes {
		if c, ok := knowledge.CodeOf(code); ok {
			f.addStep(c.Next, "")
		}
	}
	if e, ok := knowledge.EventOf(facts.EventProvider, facts.Event); ok {
		f.addStep(e.LookAt, "")
	}
	if w, ok := knowledge.WriterOf(facts.WriterID, facts.Writer); ok && facts.Writer != "" {
		f.addStep(w.Next, "")
	}
	if p, ok := knowledge.ProgramOf(facts.Program); ok && facts.Program != "" && p.Log != "" {
		f.addStep(fmt.Sprintf("Read the log of %s of that time: %s.", p.Name, p.Log), "")
	}
}

// addStep adds a step that is not there yet, up to five.
func (f *Failure) addStep(do, command string) {
	if do != "" && len(f.Steps) < 5 && !slices.ContainsFunc(f.Steps, func(a Action) bool { return a.Do == do }) {
		f.Steps = append(f.Steps, Action{Do: do, Command: command})
	}
}

// ownNumber says what a small number of a program's own may mean: many programs hand on
// those of Windows.
func ownNumber(f *knowledge.Facts) string {
	n, err := strconv.ParseUint(f.Message, 0, 32)
	if err != nil || n == 0 || n > 15999 || f.Program != "" {
		return ""
	}
	c, ok := knowledge.Win32Of(uint32(n))
	if !ok {
		return fmt.Sprintf(
			"Look %s up in the list of the program's own errors; if it is one of Windows, net helpmsg %d explains it.",
			f.Message,
			n,
		)
	}
	return fmt.Sprintf(
		"Look %s up in the list of the program's own errors. If it is one of Windows, it is %s: %s.",
		f.Message,
		c.Name,
		c.Means,
	)
}

// tellApart are the steps that tell who is to blame where a program only says that
// something failed: Windows' own records, the state of VSS, and a shadow copy without the
// program.
var tellApart = []Action{
	{
		Do: "Read what VSS, volsnap and the writers' own sources logged in the minutes before it (Application and " +
			"System log), and the lines of the program's log just before its first error.",
	},
	{
		Do: "List writers, providers and storage right after a failed run; a writer that is not [1] Stable " +
			"names the next step.",
		Command: "vssadmin list writers & vssadmin list providers & vssadmin list shadowstorage",
	},
	{
		Do: "Make a shadow copy without the program. If that fails too, VSS is to blame and logs why; if it " +
			"succeeds, it is the program, its rights or its target.",
		Command: "vssadmin create shadow /for=C:",
	},
	lookUp,
}

// lookUp is the step for what only the program itself can explain.
var lookUp = Action{
	Do: "Look the message up in the vendor's known issues, and update the program; check that its " +
		"target has space and can be reached, and that its files are not held open by others.",
}

// factOf says in one sentence or two what the observations state, by the first one of
// them, and how sure that is.
func factOf(obs []*Observation) (string, Verdict) {
	if len(obs) == 0 {
		return "", ""
	}
	verdict := Suspected
	if slices.ContainsFunc(obs, (*Observation).live) {
		verdict = Confirmed
	}
	fact := factOfOne(obs[0])
	left := []string{} // of which writers are the records that are too long to be told
	for _, o := range obs[1:] {
		switch more := factOfOne(o); {
		case strings.Contains(fact, more):
		case len(fact)+len(more) < 420:
			fact += "; " + more
		case o.Facts.Writer != "" && !slices.Contains(left, o.Facts.Writer) && !strings.Contains(fact, o.Facts.Writer):
			left = append(left, o.Facts.Writer)
		}
	}
	switch n := len(obs) - 1; {
	case len(left) > 0:
		fact += "; other records are of " + strings.Join(left, ", ")
	case n > 0 && !strings.Contains(fact, "; "):
		fact += fmt.Sprintf(" (and %d more records that say the same)", n)
	}
	return fact, verdict
}

// factOfOne says what one record states: who says it, what failed, with which code.
func factOfOne(o *Observation) string {
	f, s := o.Facts, o.Step
	var b strings.Builder
	switch {
	case f.EventProvider != "":
		b.WriteString(f.EventProvider)
		if f.Event != 0 {
			fmt.Fprintf(&b, " %d", f.Event)
		}
		if e, ok := knowledge.EventOf(f.EventProvider, f.Event); ok {
			b.WriteString(": " + e.Means)
		} else if s.Term != nil {
			b.WriteString(": " + s.Term.Meaning)
		}
	case s.Kind == vocab.KindWriterState:
		fmt.Fprintf(
			&b,
			"%s is at [%d] %s, last error: %s",
			cmp.Or(f.Writer, "a writer"),
			f.State,
			s.Record.Text(parse.FieldStateName),
			cmp.Or(f.LastError, "none"),
		)
	case len(f.Lacks) > 0:
		b.WriteString("vssadmin list writers lists " + s.Record.Text(parse.FieldWriters) + " writers, and not " +
			strings.Join(f.Lacks, ", "))
	case f.EmptyWriters:
		b.WriteString("vssadmin list writers lists no writer at all")
	default:
		if s.Told() {
			b.WriteString("Reported in words, not by a record")
		} else {
			b.WriteString(cmp.Or(f.Program, "A program") + " reports " + phraseWords(f.Phrase))
		}
		if line := s.Record.Text(parse.FieldText); line != "" {
			b.WriteString(": " + quoted(shorten(line, 160)))
		}
	}
	add := func(word, value string) {
		if value != "" && !strings.Contains(strings.ToLower(b.String()), strings.ToLower(value)) {
			b.WriteString(", " + word + value)
		}
	}
	add("routine ", shorten(f.Routine, 140))
	if f.Code != 0 {
		add("code ", vocab.CodeWords(f.Code))
	}
	for _, c := range f.Codes {
		if c != f.Code && b.Len() < 400 {
			add("with ", vocab.CodeWords(c))
		}
	}
	if len(f.Operations) > 0 {
		add("during ", shorten(f.Operations[0], 80))
	}
	add("writer ", f.Writer)
	add("provider ", cmp.Or(f.VSSProvider, f.VSSProviderID))
	if f.ClassID != "" {
		add("class ", strings.TrimSpace(f.ClassName+" "+f.ClassID))
	}
	for _, v := range f.Volumes[:min(len(f.Volumes), 2)] {
		add("volume ", v)
	}
	for _, d := range f.Databases[:min(len(f.Databases), 2)] {
		add("database ", d)
	}
	for _, d := range f.Services[:min(len(f.Services), 2)] {
		add("service ", d)
	}
	if s.Record.Provider != parse.ProviderRequester && s.Record.FromText && f.EventProvider != "" && f.Code == 0 {
		if m := s.Record.Text("message"); m != "" && s.Term == nil {
			add("", quoted(shorten(m, 140)))
		}
	}
	return b.String()
}

// phraseWords say what kind of line of a program's log it is.
func phraseWords(phrase string) string {
	switch phrase {
	case parse.PhraseWriterFailed:
		return "a failed writer"
	case parse.PhraseSnapshotFailed:
		return "that the shadow copy failed"
	case parse.PhraseBackupFailed:
		return "that the backup failed"
	case parse.PhraseJobFailed:
		return "that the backup failed after its shadow copy had been made"
	case parse.PhraseCode:
		return "a code"
	case parse.PhraseOwnMessage:
		return "an error of its own"
	}
	return "a failure"
}

func shorten(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
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

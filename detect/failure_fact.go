package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/parse"
)

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

// factOf says in one sentence or two what the observations state, by the first one of
// them, and how sure that is. What a code means it says where nothing explains them: a cause
// says so itself.
func factOf(obs []*Observation, explained bool) (string, Verdict) {
	if len(obs) == 0 {
		return "", ""
	}
	verdict := Suspected
	if slices.ContainsFunc(obs, (*Observation).live) {
		verdict = Confirmed
	}
	codeWords := vocab.CodeWords
	if explained {
		codeWords = vocab.CodeNamed
	}
	fact := factOfOne(obs[0], codeWords)
	left := []string{} // of which writers are the records that are too long to be told
	for _, o := range obs[1:] {
		switch more := factOfOne(o, codeWords); {
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

// factOfOne says what one record states: who says it, what failed, with which code, in the
// words that codeWords has for it.
func factOfOne(o *Observation, codeWords func(uint32) string) string {
	f, s := o.Facts, o.Step
	if s.Kind == vocab.KindHostFact {
		return listedFact(s.Record)
	}
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
			cmp.Or(f.LastError, "not given"),
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
		add("code ", codeWords(f.Code))
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

// listedFact says what a listing states about the host, or a machine on it.
func listedFact(r *parse.Record) string {
	name, state := r.Text(parse.FieldValue), r.Text(parse.FieldState)
	of := func(word string) string {
		if r.Text(parse.FieldDisplayName) == "" {
			return ""
		}
		return word + r.Text(parse.FieldDisplayName)
	}
	switch r.Text(parse.FieldFact) {
	case parse.FactIntegration:
		return "a listing shows the integration service for " + name + of(" of the machine ") + " as " + state
	case parse.FactFeature:
		return "a listing shows the feature " + name + of(" on ") + " as " + state
	case parse.FactSharePoint:
		return "a listing shows that the upgrade of SharePoint is " + state
	case parse.FactDedupJob:
		return "a listing shows a deduplication job " + name + " each day at " + r.Text(parse.FieldStartTime)
	case parse.FactBitLocker:
		return "a listing shows volume " + name + " as " + state + " by BitLocker"
	case parse.FactDynamic:
		return "a listing shows that " + name + " is dynamic"
	}
	switch state {
	case parse.ServiceIsMissing:
		return "Windows says that there is no service " + name
	case parse.ServiceRefused:
		return "the service " + name + " was started by hand, and did not start"
	}
	return "a listing shows the service " + name + " with the start type " + r.Text(parse.FieldStartType)
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

// Package explain says what is known about something that a user copied: a code, an
// event, a writer, a service, an article, a signature.
package explain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
	"github.com/vsslog/vsslog/internal/knowledge"
	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Entry is what is known of a thing, as it is shown.
type Entry struct {
	Kind       string             `json:"kind"`
	Title      string             `json:"title"`
	Means      string             `json:"means"`
	Steps      []Step             `json:"steps"`
	Causes     []Cause            `json:"causes"`
	Signatures []string           `json:"signatures"` // that look at it
	Related    []string           `json:"related"`
	Sources    []knowledge.Source `json:"sources"`
}

// Step is something to do.
type Step struct {
	Do      string `json:"do"`
	Command string `json:"command,omitempty"`
	Where   string `json:"where,omitempty"`
	Risk    string `json:"risk,omitempty"`
	Undo    string `json:"undo,omitempty"`
}

// Cause is a cause that the thing may come from.
type Cause struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Entries is all that is known of a thing, the best fit first.
func Entries(thing string) []Entry {
	all := []Entry{} // JSON has no null for a list
	if s := detect.Find(strings.ToLower(thing)); s != nil {
		all = append(all, signatureEntry(s))
	}
	if m := articleForm.FindStringSubmatch(thing); m != nil {
		for _, s := range citing("KB" + m[1] + m[2]) {
			all = append(all, signatureEntry(s))
		}
	}
	for _, e := range knowledge.Explain(thing) {
		if e.Unknown {
			continue
		}
		x := Entry{
			Kind:       e.Kind,
			Title:      e.Title,
			Means:      e.Means,
			Related:    orNone(e.Related),
			Sources:    orNone(e.Sources),
			Signatures: orNone(lookingAt(&e)),
			Steps:      []Step{},
			Causes:     []Cause{},
		}
		for _, s := range e.Steps {
			x.Steps = append(x.Steps, Step{s.Do, s.Command, s.Where, s.Risk, s.Undo})
		}
		for _, c := range e.Causes {
			x.Causes = append(x.Causes, Cause{c.ID, c.Title})
		}
		all = append(all, x)
	}
	all = append(all, readEvents(thing, all)...)
	if kind := vocab.Kind(strings.ToLower(strings.TrimSpace(thing))); vocab.KindWords[kind] != "" {
		all = append(all, kindEntry(kind))
	}
	return all
}

// mostOfAKind is how many events are named of a kind.
const mostOfAKind = 12

// kindEntry is what is known of a kind of records, as the column kind of the table events names it.
func kindEntry(kind vocab.Kind) Entry {
	e := Entry{
		Kind:       "kind of record",
		Title:      string(kind),
		Means:      vocab.KindWords[kind],
		Steps:      []Step{},
		Causes:     []Cause{},
		Signatures: orNone(speaking(func(g detect.Trigger) bool { return slices.Contains(g.Kinds, kind) })),
		Related:    []string{},
		Sources:    []knowledge.Source{},
	}
	for _, t := range vocab.Terms {
		if t.Kind == kind && len(e.Related) < mostOfAKind {
			e.Related = append(e.Related, fmt.Sprintf("%s %d", t.Provider, t.ID))
		}
	}
	return e
}

// readEvents are the events that vsslog reads and of which no entry is among those that
// were already reported.
func readEvents(thing string, reported []Entry) (more []Entry) {
	at := strings.LastIndexAny(thing, ": ")
	id, err := strconv.ParseUint(thing[at+1:], 10, 32)
	if err != nil {
		return nil
	}
	provider := strings.TrimRight(thing[:max(at, 0)], ": ")
	for i := range vocab.Terms {
		t := &vocab.Terms[i]
		if t.ID != uint32(id) || provider != "" && vocab.Lookup(provider, t.ID) != t {
			continue
		}
		title := fmt.Sprintf("%s %d", t.Provider, t.ID)
		if !slices.ContainsFunc(reported, func(x Entry) bool { return strings.EqualFold(x.Title, title) }) {
			more = append(
				more,
				Entry{
					Kind:       "event",
					Title:      title,
					Means:      t.Meaning + ".",
					Steps:      []Step{},
					Causes:     []Cause{},
					Signatures: []string{},
					Related:    []string{"kind " + string(t.Kind)},
					Sources:    []knowledge.Source{{Says: t.Source}},
				},
			)
		}
	}
	return more
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func signatureEntry(s *detect.Signature) Entry {
	x := Entry{
		Kind:       "signature",
		Title:      s.ID + ": " + s.Title,
		Means:      s.Cause,
		Steps:      []Step{{Do: s.Advice, Command: "vsslog signatures " + s.ID}},
		Causes:     []Cause{},
		Signatures: []string{},
		Related:    []string{},
		Sources:    []knowledge.Source{},
	}
	for _, r := range s.Sources {
		x.Sources = append(x.Sources, knowledge.Source{URL: r.URL, Says: r.Name + ": " + r.Says})
	}
	return x
}

var (
	articleForm  = lazyregexp.New(`(?i)^(?:(?:Veeam\s+)?KB\s*(\d{4,7})|Q?\s*(\d{6,7}))$`)
	articleCited = lazyregexp.New(`\bKB ?(\d{4,7})\b`)
)

// citing are the signatures that an article is a source of.
func citing(article string) (all []*detect.Signature) {
	for _, s := range detect.Catalogue {
		if slices.Contains(ArticlesOf(s), article) {
			all = append(all, s)
		}
	}
	return all
}

// ArticlesOf names the articles that a signature cites.
func ArticlesOf(s *detect.Signature) (names []string) {
	for _, r := range s.Sources {
		for _, m := range articleCited.FindAllStringSubmatch(r.Name, -1) {
			names = append(names, "KB"+m[1])
		}
	}
	return names
}

// lookingAt names the signatures that look at a code or an event.
func lookingAt(e *knowledge.Entry) []string {
	switch {
	case e.Kind == "code" && e.Code() != 0:
		return speaking(func(g detect.Trigger) bool {
			return slices.Contains(g.Codes, e.Code()) || e.Code() == vocab.CodeWriterTimeout && g.TimedOut
		})
	case e.Kind == "event":
		provider, id := e.Event()
		if t := vocab.Lookup(provider, id); t != nil {
			return speaking(func(g detect.Trigger) bool {
				// A trigger with a condition of its own may look at other such events only.
				return g.Step == nil && g.When == nil && slices.Contains(g.Kinds, t.Kind) &&
					(g.Events == nil || slices.Contains(g.Events, t.ID))
			})
		}
	}
	return nil
}

// speaking names the signatures one of whose triggers fits.
func speaking(fits func(detect.Trigger) bool) []string {
	var among func(g detect.Trigger) bool
	among = func(g detect.Trigger) bool { return fits(g) || slices.ContainsFunc(g.Any, among) }
	var ids []string
	for _, s := range detect.Catalogue {
		if among(s.Trigger) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Unknown is the error about a thing of which nothing is known: what can be said of
// its form, and what it may be meant for.
func Unknown(thing string) error {
	words := fmt.Sprintf("nothing is known of %q", thing)
	for _, e := range knowledge.Explain(thing) {
		if e.Unknown {
			words += ": " + strings.TrimSuffix(e.Title+": "+e.Means, ".")
			if len(e.Related) > 0 {
				words += "; " + strings.Join(e.Related, "; ")
			}
			break
		}
	}
	near := knowledge.Suggest(thing)
	if near == "" {
		var known []string
		for _, s := range detect.Catalogue {
			known = append(append(known, s.ID), ArticlesOf(s)...)
		}
		slices.Sort(known) // of equally near ones always the same
		near = knowledge.Nearest(thing, known)
	}
	if near != "" {
		words += fmt.Sprintf(" (did you mean %s?)", near)
	}
	return errors.New(words)
}

// Short reports whether a text is no longer than the name of a thing: a code, a name, and
// no record.
func Short(text string) bool { return len(text) < 200 && len(strings.Fields(text)) < 4 }

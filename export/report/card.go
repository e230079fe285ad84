package report

import (
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/detect"
)

// card reports one failure so that somebody can act on it: what failed, who is to blame,
// how sure that is, what to do, and what else it may be.
type card struct {
	Name     string `json:"-"` // of its answer
	Number   int    `json:"-"`
	Rank     string `json:"-"`
	Mark     string `json:"-"`
	Host     string `json:"-"`
	When     string `json:"-"` // when it failed, and when its set was begun
	Local    string `json:"-"` // When in the host's time, "" where its offset is not known
	Headline string `json:"-"` // a plain sentence
	Detail   string `json:"-"` // which code, writer and volume, "" if the headline tells it
	SameAs   int    `json:"-"` // number of the card that has the same steps, 0 if none has

	Sure    string   `json:"sure"` // the verdict in words
	Culprit string   `json:"culprit,omitempty"`
	Victim  string   `json:"victim,omitempty"`
	Steps   []step   `json:"steps,omitempty"`
	Missing []string `json:"missing,omitempty"` // what would make it surer
	Changed []string `json:"changed,omitempty"`
	Rivals  []rival  `json:"rivals,omitempty"`
	Good    string   `json:"good,omitempty"`   // date of the last good night
	Beside  []string `json:"beside,omitempty"` // what was different then
}

// step is one thing to do.
type step struct {
	Number  int         `json:"n"`
	Do      string      `json:"do"`
	Command string      `json:"command,omitempty"`
	Notes   [][2]string `json:"notes,omitempty"` // a word and what it says: where, risk, undo, verify
}

// rival is an alternative, and how to decide.
type rival struct {
	Title string `json:"title"`
	Sure  string `json:"sure,omitempty"`
	Check string `json:"check,omitempty"`
}

// Lengths that no honest text of a card reaches.
const (
	mostStepText = 800
	mostRivals   = 6
	mostMissing  = 6
	mostBeside   = 24
)

// newCard makes the card of an answer that is a failure.
func newCard(a *detect.Answer) card {
	f := a.Failure
	w, at := wallOfAnswer(a)
	c := card{
		Name: visible(a.Name()),
		Rank: a.Rank.String(),
		Mark: rankMarks[a.Rank],
		Host: visible(shortened(a.Case.Host.Name, mostName)),
		Sure: sure(a),
	}
	c.When, c.Local = w.failed(a, at)
	c.Headline, c.Detail = headline(a)
	c.Culprit, c.Victim = partyWords(f.Culprit), partyWords(f.Victim)
	if c.Victim == c.Culprit {
		c.Victim = ""
	}
	for _, s := range f.Steps {
		c.Steps = append(c.Steps, newStep(s))
	}
	if f.CauseVerdict != detect.Confirmed && f.Problem() {
		c.Missing = cutTo(mostMissing, f.Missing)
	}
	c.Changed = cutTo(mostMissing, f.Changed)
	if f.Beside != nil {
		c.Good, c.Beside = f.Beside.Night(), cutTo(mostBeside, f.Beside.Lines())
	}
	for _, r := range f.Rivals[:min(len(f.Rivals), mostRivals)] {
		c.Rivals = append(
			c.Rivals,
			rival{
				visible(shortened(strings.TrimSuffix(r.Title, "."), mostHeadline)),
				underscored(string(r.Verdict)),
				visible(shortened(r.Tells(), mostStepText)),
			},
		)
	}
	return c
}

// headline parts the sentence of a documented cause from the code, writer and volume that
// are in brackets behind it.
func headline(a *detect.Answer) (sentence, detail string) {
	if title := causeTitle(a); a.Failure.Known != nil {
		if rest, more := strings.CutPrefix(visible(a.Headline), title+" ("); more && strings.HasSuffix(rest, ")") {
			return title, visible(shortened(strings.TrimSuffix(rest, ")"), mostHeadline))
		}
	}
	return visible(shortened(a.Headline, mostHeadline)), ""
}

// Blamed and Suffered are the words for the two parties: nobody is to blame for what is
// harmless.
func (c card) Blamed() string {
	if c.Rank == detect.RankExpected.String() {
		return "It comes from"
	}
	return "To blame"
}

func (c card) Suffered() string {
	if c.Rank == detect.RankExpected.String() {
		return "About"
	}
	return "Suffered"
}

// cutTo is at most so many texts as they are shown.
func cutTo(most int, texts []string) []string {
	var out []string
	for _, t := range texts[:min(len(texts), most)] {
		out = append(out, visible(shortened(t, mostStepText)))
	}
	return out
}

func newStep(a detect.Action) step {
	s := step{Number: a.Number, Do: visible(shortened(a.Do, mostStepText)), Command: visible(a.Command)}
	for _, note := range [][2]string{{"Where", a.Where}, {"Risk", a.Risk}, {"To undo it", a.Undo},
		{"It worked if", a.Verify}} {
		if note[1] != "" {
			s.Notes = append(s.Notes, [2]string{note[0], visible(shortened(note[1], mostStepText))})
		}
	}
	return s
}

// plainKinds are the kinds of culprits whose name alone says what they are.
var plainKinds = []string{"", "writer", "windows", "storage", "host", "requester", "program", "account"}

// partyWords name who is to blame or suffers.
func partyWords(p detect.Party) string {
	name := visible(shortened(p.Name, mostParty))
	if name == "" || slices.Contains(plainKinds, p.Kind) || strings.Contains(strings.ToLower(name), p.Kind) {
		return name
	}
	return p.Kind + " " + name
}

// of reports whether a party is the writer of a name; what is in brackets behind its
// name says more about it.
func of(p detect.Party, writer string) bool {
	name, _, _ := strings.Cut(p.Name, " (")
	return (p.Kind == "writer" || p.Kind == "service") && writer != "" &&
		(strings.EqualFold(p.Name, writer) || strings.EqualFold(name, writer))
}

// sure says in words how sure the answer is.
func sure(a *detect.Answer) string {
	f := a.Failure
	switch {
	case a.Rank == detect.RankExpected:
		return "It looks like a failure but is not one."
	case a.Rank == detect.RankUnexplained && f.FactVerdict == detect.Confirmed:
		return "That it failed is certain; why is not known."
	case a.Rank == detect.RankUnexplained:
		return "The files show a failure, but not its cause."
	}
	words := sureWords[f.CauseVerdict][1]
	switch {
	case f.Finding != nil:
		words = sureWords[f.CauseVerdict][0]
	case f.CauseVerdict == detect.Likely && len(f.Rivals) > 0:
		words = "It is the documented cause that fits best, and nothing contradicts it."
	}
	grades := f.Grades()
	return strings.ToUpper(grades[:1]) + grades[1:] + ". " + words
}

// sureWords are those for a cause that is documented, and for one that is judged by the
// times of the records.
var sureWords = map[detect.Verdict][2]string{
	detect.Confirmed: {"The times in the records leave no other explanation.", "The record itself states the cause."},
	detect.Likely: {
		"Everything that it needs is there; another cause would need a coincidence of which there is no sign.",
		"It is the only documented cause that fits, and nothing contradicts it.",
	},
	detect.Suspected: {
		"It fits, but it is not proven.",
		"It is a documented cause that fits; others are not ruled out.",
	},
	detect.CannotTell: {
		"It may be this; what would decide it is not in the files.",
		"It may be this; what would decide it is not in the files.",
	},
}

// why is the cause, "" where it is no more than the title that the headline already states.
func why(f *detect.Failure) string {
	if f.Cause == f.Title {
		return ""
	}
	return strings.TrimSpace(f.Cause)
}

// fact is what the records state, "" where the headline already states it.
func fact(f *detect.Failure) string {
	if strings.HasPrefix(f.Headline, f.Fact) {
		return ""
	}
	return strings.TrimSuffix(f.Fact, ".")
}

// blame are the records of the set that point to the culprit.
func blame(f *detect.Failure) []*correlate.Step {
	if f.Set == nil || f.Culprit.Name == "" || f.Culprit.Kind != "writer" && f.Culprit.Kind != "volume" {
		return nil
	}
	var steps []*correlate.Step
	for _, s := range f.Set.Steps {
		about := s.Writer
		if f.Culprit.Kind == "volume" {
			about = s.Volume
		}
		if slices.Contains(pointing, s.Kind) && strings.EqualFold(about, f.Culprit.Name) && len(steps) < mostMarks {
			steps = append(steps, s)
		}
	}
	return steps
}

// pointing are the kinds of records that say who took long.
var pointing = []vocab.Kind{
	vocab.KindSlowFreeze,
	vocab.KindStillFrozen,
	vocab.KindHoldTimeout,
	vocab.KindHoldSlow,
	vocab.KindCommitTimeout,
}

// sources are the references of a failure: name, address, what it says.
func sources(f *detect.Failure) [][3]string {
	var out [][3]string
	for _, r := range f.Sources {
		out = append(out, [3]string{visible(r.Name), webAddress(r.URL), visible(r.Says)})
	}
	return out
}

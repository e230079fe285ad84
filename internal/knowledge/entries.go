package knowledge

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// codeEntry tells a code by its number, known or not.
func codeEntry(v uint32, rank int) Entry {
	if c, ok := CodeOf(v); ok {
		return entryOfCode(c, rank)
	}
	if v <= 0xffff {
		return win32Entry(v, rank)
	}
	e := Entry{Kind: "code", Title: numbers(v), rank: rank + 1, code: v, Causes: causesOfCode(v)}
	e.Unknown = len(e.Causes) == 0
	e.Means = "This code is not known here" + facilityWords(v) + "."
	if v>>16 == 0x8007 {
		e.Means = fmt.Sprintf("This code holds the Win32 error %d, of which nothing is known here.", v&0xffff)
		e.Steps = []Step{{Do: "Ask Windows what the error means.", Command: fmt.Sprintf("net helpmsg %d", v&0xffff)}}
	}
	for _, c := range codesTable() {
		if v > 0xffff && digitsApart(c.Value, v) == 1 {
			e.Related = append(e.Related, fmt.Sprintf("0x%08x %s differs in one digit", c.Value, c.Name))
		}
	}
	e.Related = e.Related[:min(len(e.Related), 6)]
	return e
}

// numbers writes a code as it is met: hex, and as signed decimal.
func numbers(v uint32) string { return fmt.Sprintf("0x%08x (%d)", v, int32(v)) }

// digitsApart counts the hex digits in which two codes differ.
func digitsApart(a, b uint32) int {
	d := a ^ b
	d |= d >> 1
	d |= d >> 2
	return bits.OnesCount32(d & 0x11111111)
}

// facilities names who gives codes of the form 0x8nnn....
var facilities = map[uint32]string{
	1: "RPC", 2: "COM automation", 3: "structured storage", 4: "an interface's own range (VSS and VDS among " +
		"them)", 7: "Win32", 8: "Windows",
	9: "security", 11: "certificates", 14: "COM+", 0x24: "Windows Update", 0x31: "BitLocker", 0x78: "Windows Server " +
		"Backup", 0x100: "the system protection of Windows",
}

func facilityWords(v uint32) string {
	if v>>28 == 0xc {
		return "; its form is that of an NTSTATUS of the kernel"
	}
	if name := facilities[v>>16&0x7ff]; v>>31 == 1 && name != "" {
		return "; its range belongs to " + name
	}
	return ""
}

func entryOfCode(c Code, rank int) Entry {
	e := Entry{Kind: "code", Means: sentence(c.Means), Sources: []Source{c.Source}, rank: rank, code: c.Value}
	switch c.Family {
	case "jet":
		e.Title = fmt.Sprintf("%d (0x%08x) %s", int32(c.Value), c.Value, c.Name)
		e.Means = sentence("An error of ESE (JET): " + c.Means)
	case "win32":
		if c.Value <= 0xffff {
			e.Title = fmt.Sprintf("Win32 error %d %s (0x%08x as an HRESULT)", c.Value, c.Name, c.Value|0x80070000)
		} else {
			e.Title = fmt.Sprintf("%s, Win32 error %d %s", numbers(c.Value), c.Value&0xffff, c.Name)
		}
		c.Value |= 0x80070000
		e.code = c.Value
	case "sql":
		e.Title = fmt.Sprintf("SQL Server message %d %s", c.Value, c.Name)
	default:
		e.Title = numbers(c.Value) + " " + c.Name
	}
	if c.Next != "" {
		e.Steps = []Step{{Do: sentence(c.Next)}}
	}
	if len(c.Also) > 0 {
		e.Related = append(e.Related, "also called "+strings.Join(c.Also, ", "))
	}
	e.Causes = causesOfCode(c.Value)
	if c.Family == "sql" {
		e.Causes = causesThat(func(p *Pattern) bool { return slices.Contains(p.SQLError, c.Value) })
	}
	return e
}

// win32Entry tells an error by its own small number, known or not.
func win32Entry(n uint32, rank int) Entry {
	if c, ok := Win32Of(n); ok {
		return entryOfCode(c, rank)
	}
	causes := causesOfCode(n | 0x80070000)
	return Entry{
		Kind:    "code",
		Unknown: len(causes) == 0,
		Title:   fmt.Sprintf("Win32 error %d", n),
		Means:   "This error of Windows is not known here.",
		rank:    rank + 1,
		code:    n | 0x80070000,
		Steps: []Step{
			{Do: "Ask Windows what the error means.", Command: fmt.Sprintf("net helpmsg %d", n)},
		},
		Causes: causes,
	}
}

// sentence makes a meaning a sentence: it begins in upper case and ends in a stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if 'a' <= s[0] && s[0] <= 'z' && !strings.HasPrefix(s, "vss") {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?)") {
		s += "."
	}
	return s
}

// causesThat are the causes one of whose anchors fits, then those that have it as a
// symptom; each in the order of all causes.
func causesThat(fits func(*Pattern) bool) []*Cause {
	var direct, symptom []*Cause
	for _, c := range Causes() {
		switch {
		case slices.ContainsFunc(c.anchors(), fits):
			direct = append(direct, c)
		case slices.ContainsFunc(append(slices.Clone(c.Further()), c.Explains...), fits):
			symptom = append(symptom, c)
		}
	}
	return append(direct, symptom...)
}

func causesOfCode(v uint32) []*Cause {
	return causesThat(func(p *Pattern) bool {
		return slices.Contains(p.Code, v) || slices.Contains(p.AnyCode, v) || slices.Contains(p.Jet, v)
	})
}

func eventEntry(e *Event, id uint32, provider string, rank int) Entry {
	name := provider
	if !slices.ContainsFunc(e.Provider, func(p string) bool { return strings.EqualFold(p, provider) }) {
		name = e.Provider[0]
	} else {
		name = e.Provider[slices.IndexFunc(e.Provider, func(p string) bool { return strings.EqualFold(p, provider) })]
	}
	out := Entry{
		Kind:     "event",
		Title:    fmt.Sprintf("%s %d", name, id),
		Means:    sentence(e.Means),
		Sources:  []Source{e.Source},
		rank:     rank,
		provider: name,
		event:    id,
	}
	if e.Windows != "" {
		out.Means += fmt.Sprintf(" This holds for Windows %s.", e.Windows)
	}
	if e.LookAt != "" {
		out.Steps = []Step{{Do: sentence(e.LookAt)}}
	}
	out.Causes = causesThat(func(p *Pattern) bool {
		return slices.Contains(p.Event, id) && (len(p.EventProvider) == 0 || anyMeets(p.EventProvider, e.Provider))
	})
	for _, i := range eventIndex()[id] {
		if other := &eventsTable()[i]; other.Provider[0] != e.Provider[0] {
			out.Related = append(out.Related, fmt.Sprintf("%s %d: %s", other.Provider[0], id, other.Means))
		}
	}
	return out
}

func anyMeets(a, b Words) bool {
	for _, x := range a {
		for _, y := range b {
			g, h := newGlob(x), newGlob(y)
			if g.meets(&h) {
				return true
			}
		}
	}
	return false
}

func stateEntry(n, rank int) Entry {
	s := statesTable()[n]
	e := Entry{
		Kind:    "state",
		Title:   fmt.Sprintf("Writer state [%d] %s", n, s.Name),
		Means:   sentence(s.Means),
		Sources: []Source{s.Source},
		rank:    rank,
	}
	e.Means += " On Windows 6.0 and later a listing may show the state of another session than you think."
	e.Causes = causesThat(func(p *Pattern) bool { return slices.Contains(p.State, uint32(n)) })
	return e
}

func writerEntry(w *Writer, rank int) Entry {
	e := Entry{Kind: "writer", Title: fmt.Sprintf("%s %s", w.Name, w.ID), Sources: []Source{w.Source}, rank: rank}
	var says []string
	if w.Service != "" {
		says = append(
			says,
			"It lives in the service "+w.Service+"; a restart of it renews the writer and clears its state.",
		)
	} else {
		says = append(says, "Which service or process hosts it is not known here.")
	}
	says = append(says, "Its limit from freeze to thaw is "+w.Limit.words()+".")
	if w.ESE {
		says = append(says, "It freezes by ESE, which has a timer of its own: see ESENT 2001 to 2004 and JET -2402.")
	}
	if w.Causes != "" {
		says = append(says, "Usual causes of trouble: "+strings.TrimSuffix(w.Causes, ".")+".")
	}
	e.Means = strings.Join(says, " ")
	e.Causes = causesThat(func(p *Pattern) bool {
		return slices.Contains(lowerAll(p.WriterID), w.ID) || len(p.Writer) > 0 && anyGlob(p.Writer, w.Name)
	})
	for _, s := range servicesTable() {
		if slices.Contains(s.Hosts, w.Name) {
			e.Related = append(e.Related, "service "+s.Key)
		}
	}
	return e
}

func (l *Limit) words() string {
	switch {
	case l == nil:
		return "not known"
	case l.Min == l.Max && !l.Assumed:
		return fmt.Sprintf("%g s", l.Max)
	case l.Min == l.Max:
		return fmt.Sprintf("%g s (assumed)", l.Max)
	case l.Assumed:
		return fmt.Sprintf("%g to %g s (assumed)", l.Min, l.Max)
	}
	return fmt.Sprintf("%g to %g s", l.Min, l.Max)
}

func lowerAll(list Words) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = strings.ToLower(w)
	}
	return out
}

func serviceEntry(s *Service, rank int) Entry {
	e := Entry{Kind: "service", Title: "Service " + s.Key, Sources: []Source{s.Source}, rank: rank}
	var says []string
	if len(s.Displays) > 0 {
		e.Title += " (" + s.Displays[0] + ")"
	}
	if len(s.Hosts) > 0 {
		says = append(says, "It hosts "+list(s.Hosts)+".")
	}
	if s.NeededStart != "" {
		says = append(says, "Its start type should be "+s.NeededStart+".")
	}
	if s.RestartRisk != "" {
		says = append(says, "If you restart it: "+s.RestartRisk)
	}
	e.Means = cmp.Or(strings.Join(says, " "), "A service that matters for shadow copies.")
	e.Causes = causesThat(func(p *Pattern) bool { return anyGlob(p.Service, strings.TrimSuffix(s.Key, "*")) })
	for _, c := range Causes() {
		if c.Culprit.Kind == "service" && s.is(c.Culprit.Name) && !slices.Contains(e.Causes, c) {
			e.Causes = append(e.Causes, c)
		}
	}
	for _, w := range s.Hosts {
		e.Related = append(e.Related, "writer "+w)
	}
	return e
}

func providerEntry(p *Provider, rank int) Entry {
	e := Entry{
		Kind:    "provider",
		Title:   fmt.Sprintf("VSS provider %s %s", p.Name, p.ID),
		Sources: []Source{p.Source},
		rank:    rank,
	}
	e.Means = strings.TrimSpace(
		fmt.Sprintf(
			"A %s provider of %s. %s",
			cmp.Or(p.Kind, "VSS"),
			cmp.Or(p.Vendor, "a vendor not known here"),
			sentence(p.Means),
		),
	)
	e.Causes = causesThat(func(q *Pattern) bool {
		return slices.Contains(lowerAll(q.VSSProviderID), p.ID) ||
			len(q.VSSProvider) > 0 && anyGlob(q.VSSProvider, p.Name)
	})
	return e
}

func classEntry(c *Class, rank int) Entry {
	e := Entry{
		Kind:    "class",
		Title:   fmt.Sprintf("COM class %s %s", c.Name, c.CLSID),
		Means:   sentence(c.Means),
		Sources: []Source{c.Source},
		rank:    rank,
	}
	if c.Repair != "" {
		e.Steps = []Step{{Do: sentence(c.Repair)}}
	}
	e.Causes = causesThat(func(p *Pattern) bool {
		return slices.Contains(lowerAll(p.ClassID), c.CLSID) || len(p.ClassName) > 0 && anyGlob(p.ClassName, c.Name)
	})
	return e
}

func routineEntry(r *Routine, asked string, rank int) Entry {
	e := Entry{
		Kind:    "routine",
		Title:   "Routine " + strings.Trim(r.Match[0], "*"),
		Means:   sentence(r.Means),
		Sources: []Source{r.Source},
		rank:    rank,
	}
	if r.LookAt != "" {
		e.Steps = []Step{{Do: sentence(r.LookAt)}}
	}
	e.Causes = causesThat(func(p *Pattern) bool {
		return len(p.Routine) > 0 && (anyGlob(p.Routine, asked) || anyMeets(p.Routine, r.Match))
	})
	return e
}

func programEntry(p *Program, rank int) Entry {
	e := Entry{Kind: "program", Title: "Program " + p.Name, Sources: []Source{p.Source}, rank: rank}
	var says []string
	if p.Vendor != "" {
		says = append(says, "A requester of "+p.Vendor+".")
	}
	if p.Means != "" {
		says = append(says, sentence(p.Means))
	}
	if p.Log != "" {
		says = append(says, "Its own log: "+p.Log+".")
	}
	e.Means = cmp.Or(strings.Join(says, " "), "A program that asks for shadow copies.")
	e.Causes = causesThat(func(q *Pattern) bool { return anyGlob(q.Program, p.Name) })
	return e
}

// messageEntry tells what a program's own number or name means.
func messageEntry(m *Message, rank int) Entry {
	e := Entry{
		Kind:    "message",
		Title:   m.Program + " " + strings.Join(m.ID, ", "),
		Means:   sentence(m.Means),
		Sources: []Source{m.Source},
		rank:    rank,
	}
	if m.Next != "" {
		e.Steps = []Step{{Do: sentence(m.Next)}}
	}
	if c := Find("own-message-" + m.Kind); c != nil {
		e.Causes = []*Cause{c}
	}
	return e
}

// articleEntry tells an article by its number, from its row and from what rests on it.
func articleEntry(number string, rank int) []Entry {
	e := Entry{Kind: "article", Title: "KB " + number, rank: rank}
	a, known := ArticleOf(number)
	if known {
		e.Means = sentence(a.Says)
		e.Sources = []Source{
			{URL: cmp.Or(a.URL, "https://support.microsoft.com/kb/"+number), Looked: a.Checked, Trust: a.Trust},
		}
	}
	for _, c := range Causes() {
		for _, s := range c.Sources {
			if cites(s.URL, number) || cites(s.Says, number) {
				e.Causes = append(e.Causes, c)
				if !known {
					e.Sources = append(e.Sources, s)
					e.Means = cmp.Or(e.Means, sentence(s.Says))
				}
				break
			}
		}
	}
	for _, w := range writersTable() {
		if cites(w.Causes, number) {
			e.Related = append(e.Related, "writer "+w.Name+": "+w.Causes)
			if e.Sources == nil {
				e.Sources = []Source{{URL: "https://support.microsoft.com/kb/" + number, Trust: Reported}}
			}
		}
	}
	if e.Sources == nil {
		return nil
	}
	return []Entry{e}
}

func articleOfURL(a *Article) Entry {
	return Entry{
		Kind:    "article",
		Title:   a.URL,
		Means:   sentence(a.Says),
		Sources: []Source{{URL: a.URL, Looked: a.Checked, Trust: a.Trust}},
	}
}

// cites reports whether a text names the number of an article, not as a part of another.
func cites(text, number string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], number)
		if i < 0 {
			return false
		}
		i += at
		at = i + len(number)
		digit := func(i int) bool { return i >= 0 && i < len(text) && '0' <= text[i] && text[i] <= '9' }
		if !digit(i-1) && !digit(at) {
			return true
		}
	}
}

func causeEntry(c *Cause, rank int) Entry {
	e := Entry{
		Kind:    "cause",
		Title:   c.Title,
		Means:   c.Fill(c.Means),
		Causes:  []*Cause{c},
		Sources: c.Sources,
		rank:    rank,
		Steps:   slices.Clone(c.Steps),
	}
	for i := range e.Steps {
		s := &e.Steps[i]
		for _, text := range []*string{&s.Do, &s.Command, &s.Where, &s.Risk, &s.Undo} {
			*text = c.Fill(*text)
		}
	}
	for _, id := range sortedKeys(c.Differs) {
		e.Related = append(e.Related, id+": "+c.Differs[id])
	}
	return e
}

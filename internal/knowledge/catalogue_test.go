package knowledge

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/causes.md, docs/causes/, docs/codes.md and docs/events.md anew")

const docs = "../../docs"

// TestCatalogue: what docs/ prints of the knowledge is what is known today.
func TestCatalogue(t *testing.T) {
	want := catalogue()
	folder := filepath.Join(docs, "causes")
	if *update {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			if err := os.WriteFile(filepath.Join(docs, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		got, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want[name] {
			t.Errorf("docs/%s is not what is known: go test ./internal/knowledge -run TestCatalogue -update", name)
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if want["causes/"+e.Name()] == "" {
			t.Errorf("docs/causes/%s is of a class that no cause has", e.Name())
		}
	}
}

// TestCatalogueIsWhole: each cause, code and event has its place in what is printed.
func TestCatalogueIsWhole(t *testing.T) {
	pages := catalogue()
	for _, c := range Causes() {
		if page := pages["causes/"+c.Class+".md"]; strings.Count(page, "\n## "+c.ID+"\n") != 1 {
			t.Errorf("%s stands %d times among the causes of its class", c.ID, strings.Count(page, "\n## "+c.ID+"\n"))
		}
		if !strings.Contains(pages["causes.md"], "["+c.ID+"](causes/"+c.Class+".md#"+c.ID+")") {
			t.Errorf("%s is not in the list of causes", c.ID)
		}
	}
	for _, c := range Codes() {
		if !strings.Contains(
			pages["codes.md"],
			fmt.Sprintf("\n| `%s` | `%s` | ", codeWord(c.Value, c.Family), c.Name),
		) {
			t.Errorf("%s is not among the codes", c.Name)
		}
	}
	for _, e := range Events() {
		for _, id := range e.ID {
			if !strings.Contains(pages["events.md"], fmt.Sprintf("\n| %d | %s", id, plain(e.Means))) {
				t.Errorf("%s %d is not among the events", e.Provider[0], id)
			}
		}
	}
}

// catalogue prints what is known, by the name of the page below docs/.
func catalogue() map[string]string {
	pages := map[string]string{
		"causes.md":   causesPage(),
		"codes.md":    codesPage(),
		"events.md":   eventsPage(),
		"messages.md": messagesPage(),
	}
	for _, class := range FailureClasses {
		if page := classPage(class); page != "" {
			pages["causes/"+class+".md"] = page
		}
	}
	return pages
}

// messagesPage prints the numbers and names of programs' own, by program.
func messagesPage() string {
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"# Messages of backup programs\n\n%s\nThe programs' own error numbers and names, which are not Windows "+
			"codes.\n",
		generated,
	)
	rows := slices.Clone(Messages())
	slices.SortStableFunc(rows, func(a, b Message) int { return strings.Compare(a.Program, b.Program) })
	for i, m := range rows {
		if i == 0 || rows[i-1].Program != m.Program {
			fmt.Fprintf(&b, "\n## %s\n\n| message | about | means | what to do |\n|---|---|---|---|\n", m.Program)
		}
		fmt.Fprintf(
			&b,
			"| %s | %s | %s | %s |\n",
			plain(strings.Join(m.ID, ", ")),
			links([]*Cause{Find("own-message-" + m.Kind)}),
			plain(m.Means),
			plain(m.Next),
		)
	}
	return b.String()
}

const generated = "Generated from `internal/knowledge/data` by `go test ./internal/knowledge -run TestCatalogue " +
	"-update`; do not edit.\n"

// classWords say what the causes of a class have in common.
var classWords = map[string]string{
	"timing": "something took longer than VSS, a writer or a database waits", "refusal": "VSS, a writer or a program " +
		"refused on purpose",
	"storage": "disks, volumes, and space for shadow copies", "provider": "what makes the shadow copy: Windows' own " +
		"provider, or that of another vendor",
	"writer": "a writer, or the program that it speaks for", "infrastructure": "services, COM, the registry, rights",
	"requester": "the backup program", "not_vss": "not a fault of VSS: target, credentials, network, licence, limits " +
		"of the program",
	"noise": "harmless records that look like an error: do nothing",
}

func ofClass(class string) (all []*Cause) {
	for _, c := range Causes() {
		if c.Class == class {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *Cause) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func causesPage() string {
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"# Causes\n\n%s\n%d documented causes, grouped by the kind of failure. Each link leads to how the cause is "+
			"recognised, what to do, and the sources.\n"+
			"`vsslog explain` prints the same for a single cause. To search by what you see: [codes.md](codes.md), "+
			"[events.md](events.md), [messages.md](messages.md), and the writers below.\n",
		generated,
		len(Causes()),
	)
	for _, class := range FailureClasses {
		all := ofClass(class)
		if len(all) == 0 {
			continue
		}
		fmt.Fprintf(
			&b,
			"\n## %s (%d)\n\nIn common: %s.\n\n| cause | what it is |\n|---|---|\n",
			class,
			len(all),
			classWords[class],
		)
		for _, c := range all {
			fmt.Fprintf(&b, "| %s | %s |\n", linkTo(c), plain(c.Title))
		}
	}
	b.WriteString("\n## By writer\n\n| writer | service | frozen at most | causes |\n|---|---|---|---|\n")
	writers := slices.Clone(Writers())
	slices.SortFunc(
		writers,
		func(a, b Writer) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) },
	)
	for _, w := range writers {
		fits := causesThat(func(p *Pattern) bool {
			return slices.ContainsFunc(
				p.Writer,
				func(g string) bool { glob := newGlob(g); return g != "*" && glob.matches(w.Name) },
			) ||
				slices.ContainsFunc(p.WriterID, func(g string) bool { return strings.EqualFold(g, w.ID) })
		})
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", plain(w.Name), plain(w.Service), plain(w.Limit.words()), links(fits))
	}
	return b.String()
}

func classPage(class string) string {
	all := ofClass(class)
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"# Causes: %s\n\n%s\nIn common: %s. All classes: [causes.md](../causes.md).\n",
		class,
		generated,
		classWords[class],
	)
	for _, c := range all {
		causeText(&b, c)
	}
	return b.String()
}

// causeText prints one cause. Words in braces are filled from the records; here their
// default stands, or the name in angle brackets.
func causeText(b *strings.Builder, c *Cause) {
	fmt.Fprintf(b, "\n## %s\n\n**%s.**\n", c.ID, strings.TrimSuffix(plain(c.Title), "."))
	var known []string
	for _, p := range c.anchors() {
		known = append(known, patternWords(p))
	}
	fmt.Fprintf(b, "\nRecognised by %s", strings.Join(known, "; or by "))
	for _, p := range c.Further() {
		fmt.Fprintf(b, "; and also %s", patternWords(p))
	}
	b.WriteString(".")
	if c.Windows != "" {
		fmt.Fprintf(b, " Windows %s.", c.Windows)
	}
	if c.Culprit.Name != "" {
		fmt.Fprintf(b, " To blame: %s.", strings.TrimSuffix(plain(c.Culprit.Name), "."))
	}
	fmt.Fprintf(b, "\n\n%s\n\n", plain(c.Means))
	for i, s := range c.Steps {
		fmt.Fprintf(b, "%d. %s", i+1, plain(s.Do))
		if s.Command != "" {
			fmt.Fprintf(b, " %s", code(strings.Join(strings.Fields(fillIn(s.Command)), " ")))
		}
		for _, more := range []struct{ name, text string }{{"Where", s.Where}, {"Only on Windows", string(s.Windows)}, {"Risk", s.Risk}, {"Undo", s.Undo}} {
			if more.text != "" {
				fmt.Fprintf(b, " %s: %s.", more.name, strings.TrimSuffix(plain(more.text), "."))
			}
		}
		b.WriteString("\n")
	}
	for _, more := range []struct{ name, text string }{{"It worked if", c.Verify}, {"Otherwise", c.Next}} {
		if more.text != "" {
			fmt.Fprintf(b, "\n%s: %s\n", more.name, plain(more.text))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Differs)) {
		fmt.Fprintf(b, "\nDifference from `%s`: %s\n", id, plain(c.Differs[id]))
	}
	b.WriteString("\nSources:")
	for i, s := range c.Sources {
		fmt.Fprintf(b, "%s %s", map[bool]string{true: "", false: ";"}[i == 0], sourceWords(s))
	}
	b.WriteString(".\n")
}

// patternWords says what a pattern asks for.
func patternWords(p *Pattern) string {
	var says []string
	add := func(name string, values []string) {
		if len(values) > 0 {
			says = append(says, name+" "+strings.Join(values, " or "))
		}
	}
	for i := range fields {
		f := &fields[i]
		var values []string
		if f.words != nil {
			for _, w := range *f.words(p) {
				values = append(values, code(w))
			}
		} else {
			for _, n := range *f.numbers(p) {
				values = append(values, code(numberWord(f.name, n)))
			}
		}
		add(strings.ReplaceAll(f.name, "_", " "), values)
	}
	var tokens []string
	for _, t := range p.Text {
		tokens = append(tokens, code(t))
	}
	if len(tokens) > 0 {
		says = append(says, "the words "+strings.Join(tokens, " and "))
	}
	tokens = nil
	for _, t := range p.AnyText {
		tokens = append(tokens, code(t))
	}
	add("one of the words", tokens)
	if p.EmptyWriters {
		says = append(says, "a listing without any writer")
	}
	if t := p.Tie; t != nil {
		if len(t.By) > 0 {
			says = append(says, "of the same "+strings.Join(t.By, " or "))
		}
		if t.Within > 0 {
			says = append(
				says,
				"within "+strings.TrimSuffix(
					strings.TrimSuffix(t.Within.String(), "0s"),
					"0m",
				)+map[string]string{"": "", "after": " after it", "before": " before it"}[t.Order],
			)
		}
	}
	return strings.Join(says, ", ")
}

func numberWord(field string, n uint32) string {
	switch field {
	case "code", "any_code":
		return fmt.Sprintf("0x%08x", n)
	case "jet":
		return fmt.Sprint(int32(n))
	case "state":
		return fmt.Sprintf("[%d]", n)
	}
	return fmt.Sprint(n)
}

func codesPage() string {
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"# Codes\n\n%s\nThe meaning of each code, its source, and the causes that use it. `vsslog explain` takes a "+
			"code in any notation.\n",
		generated,
	)
	for _, family := range Families {
		var rows []Code
		for _, c := range Codes() {
			if c.Family == family {
				rows = append(rows, c)
			}
		}
		if len(rows) == 0 {
			continue
		}
		slices.SortStableFunc(
			rows,
			func(a, b Code) int { return cmp.Or(cmp.Compare(a.Value, b.Value), strings.Compare(a.Name, b.Name)) },
		)
		fmt.Fprintf(
			&b,
			"\n## %s\n\n| code | name | means | next | causes | source |\n|---|---|---|---|---|---|\n",
			family,
		)
		for _, c := range rows {
			fmt.Fprintf(
				&b,
				"| `%s` | %s | %s | %s | %s | %s |\n",
				codeWord(c.Value, c.Family),
				code(c.Name),
				plain(c.Means),
				plain(c.Next),
				links(codeCauses(c)),
				sourceWords(c.Source),
			)
		}
	}
	return b.String()
}

func codeCauses(c Code) []*Cause {
	switch {
	case c.Family == "sql":
		return causesThat(func(p *Pattern) bool { return slices.Contains(p.SQLError, c.Value) })
	case c.Family == "win32" && c.Value <= 0xffff:
		return causesOfCode(c.Value | 0x80070000)
	}
	return causesOfCode(c.Value)
}

// codeWord writes a code as people meet those of its family.
func codeWord(v uint32, family string) string {
	switch {
	case family == "jet":
		return fmt.Sprint(int32(v))
	case family == "sql" || v <= 0xffff:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("0x%08x", v)
}

func eventsPage() string {
	byProvider := map[string][]Event{}
	for _, e := range Events() {
		name := strings.Join(e.Provider, ", ")
		byProvider[name] = append(byProvider[name], e)
	}
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"# Events\n\n%s\nBy provider, as the log names it. `vsslog explain VSS:8229` prints one of them with its "+
			"causes in full.\n",
		generated,
	)
	for _, name := range slices.SortedFunc(maps.Keys(byProvider), func(a, b string) int {
		return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(a, b))
	}) {
		fmt.Fprintf(
			&b,
			"\n## %s\n\n| event | means | Windows | look at | causes | source |\n|---|---|---|---|---|---|\n",
			name,
		)
		type row struct {
			id uint32
			e  *Event
		}
		var rows []row
		for i := range byProvider[name] {
			for _, id := range byProvider[name][i].ID {
				rows = append(rows, row{id, &byProvider[name][i]})
			}
		}
		slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
		for _, r := range rows {
			fits := eventEntry(r.e, r.id, r.e.Provider[0], 0).Causes
			fmt.Fprintf(
				&b,
				"| %d | %s | %s | %s | %s | %s |\n",
				r.id,
				plain(r.e.Means),
				plain(string(r.e.Windows)),
				plain(r.e.LookAt),
				links(fits),
				sourceWords(r.e.Source),
			)
		}
	}
	return b.String()
}

// maxLinks bounds the causes that a row names: the most telling ones.
const maxLinks = 4

func links(all []*Cause) string {
	var some []string
	for i, c := range all {
		if i == maxLinks {
			some = append(some, fmt.Sprintf("and %d more", len(all)-i))
			break
		}
		some = append(some, linkTo(c))
	}
	return strings.Join(some, ", ")
}

func linkTo(c *Cause) string {
	return fmt.Sprintf("[%s](causes/%s.md#%s)", c.ID, c.Class, c.ID)
}

// sourceWords names a source, with the day on which somebody looked at it.
func sourceWords(s Source) string {
	says := string(s.Trust)
	if s.URL != "" {
		says = fmt.Sprintf(
			"[%s](%s)",
			s.Trust,
			strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "|", "%7C").Replace(s.URL),
		)
	}
	if s.Looked != "" {
		says += " " + s.Looked
	}
	return says
}

// plain is a text in one line, as Markdown shows it as it is.
func plain(s string) string {
	return strings.NewReplacer("<", "\\<", "*", "\\*", "|", "\\|", "`", "'", "[", "\\[").
		Replace(strings.Join(strings.Fields(fillIn(s)), " "))
}

// fillIn puts the default of each brace in its place, or its name.
func fillIn(s string) string {
	return brace.ReplaceAllStringFunc(s, func(m string) string {
		sub := brace.FindStringSubmatch(m)
		return cmp.Or(sub[2], "<"+sub[1]+">")
	})
}

// code sets text apart, whatever it holds.
func code(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || strings.HasPrefix(s, " ") {
		return fence + " " + s + " " + fence
	}
	return fence + strings.ReplaceAll(s, "|", "\\|") + fence
}

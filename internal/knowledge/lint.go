package knowledge

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Lint checks all that is known: what [ReadData] lets through but an entry of ours
// must not have, and what only all causes together show. Each error says what to
// write, and where.
func Lint(d *Data) []error {
	var errs []error
	for _, c := range d.Causes {
		errs = append(errs, c.lint()...)
	}
	errs = append(errs, lintNames(d.Causes, nil)...)
	errs = append(errs, lintPairs(d.Causes)...)
	if _, err := NewBase(d.Causes); err != nil {
		errs = append(errs, err)
	}
	errs = append(errs, lintTables(d)...)
	return errs
}

// LintOwn checks a user's own causes: the cases of each must pass, and the causes
// that they name must be there. What only ours must have is not asked for.
func LintOwn(own []*Cause, known *Base) []error {
	var errs []error
	for _, c := range own {
		errs = append(errs, c.lintCases(false)...)
	}
	return append(errs, lintNames(own, known.Causes())...)
}

// lint checks one cause by itself.
func (c *Cause) lint() []error {
	var errs []error
	bad := func(at, format string, values ...any) { errs = append(errs, c.bad(at, format, values...)) }
	if c.file != "" && stem(c.file) != c.ID {
		bad("id", "%q found in the file of %q; one file a cause, called like its id", c.ID, stem(c.file))
	}
	c.lintKind(bad)
	if len(c.Sources) == 0 {
		bad(
			"sources",
			"is missing: where somebody read it, as {url, looked: YYYY-MM-DD, trust: documented}, or trust: reported "+
				"or inferred without looked",
		)
	}
	for i, s := range c.Sources {
		lintSource(func(format string, values ...any) { bad(fmt.Sprintf("sources.%d", i), format, values...) }, s)
	}
	for _, t := range append(c.bracedTexts(), [2]string{"title", c.Title}) {
		lintSentences(bad, t[0], t[1])
	}
	for rival, check := range c.Differs {
		lintSentences(bad, "differs", check)
		if strings.TrimSpace(check) == "" {
			bad("differs", "%s: says no check; write what tells the two apart", rival)
		}
	}
	c.lintOpen(bad)
	c.lintSteps(bad)
	return append(errs, c.lintCases(true)...)
}

func (c *Cause) lintKind(bad func(at, format string, values ...any)) {
	switch c.Kind {
	case KindNoise:
		if c.Severity != "information" || c.Class != "noise" {
			bad("severity", "kind noise has severity information and class noise; %q and %q found", c.Severity, c.Class)
		}
		if len(c.Steps) == 0 || !strings.Contains(strings.ToLower(c.Steps[0].Do), "nothing") {
			bad("steps", "the first step of noise says that nothing need be done")
		}
	case KindNotVSS:
		if c.Class != "not_vss" && c.Class != "requester" && c.Class != "storage" {
			bad("class", "%q found; kind not_vss has class not_vss, requester or storage", c.Class)
		}
	}
	if c.Kind != KindNoise && (c.Culprit.Kind == "" || c.Culprit.Name == "") {
		bad("culprit", "is missing: {kind, name} of who is to blame")
	}
	if len(c.Steps) == 0 {
		bad("steps", "is missing: what solves it, safe first")
	}
	for _, l := range c.patternLists() {
		for _, p := range l.list {
			for _, w := range p.LastError {
				if g := newGlob(w); strings.Contains(w, "*") && g.matches(NoError) {
					bad(
						l.name,
						"last_error %q holds for %q too, which tells of no failure; name the errors",
						w,
						NoError,
					)
				}
			}
		}
	}
	if c.Kind != KindNoise && strings.TrimSpace(c.Verify) == "" {
		bad("verify", "is missing: how to see that it worked")
	}
}

// writerCodes are what writers answer: that they failed, and nothing of why. That a set is
// inconsistent (0x800423f0) is a reason.
var writerCodes = []uint32{0x800423f1, 0x800423f2, 0x800423f3, 0x800423f4}

// lintOpen asks whether a cause may be told by a code or state of a writer that has many
// reasons, or lists usual ones for a code.
func (c *Cause) lintOpen(bad func(at, format string, values ...any)) {
	if c.Open || c.States || c.Echo || c.Kind == KindNoise || len(c.Match) > 1 {
		return
	}
	lists := strings.Contains(c.Means, "sual causes") || strings.Contains(c.Means, "sual reasons")
	for _, p := range c.anchors() {
		if writers, code := p.bare(); writers || code && lists {
			bad("open", "is missing: an anchor asks for no more than a code or state that has several reasons; write "+
				"open: true, or ask for what states this one")
			return
		}
	}
}

// bare reports whether the pattern asks for no more than who failed and with which code,
// and whether that is an answer of a writer.
func (p *Pattern) bare() (writers, code bool) {
	if len(p.Text)+len(p.AnyText)+len(p.Phase)+len(p.Event)+len(p.SQLError)+len(p.Jet)+len(p.Routine) > 0 {
		return false, false
	}
	answer := func(n uint32) bool { return slices.Contains(writerCodes, n) }
	code = len(p.Code) > 0 || len(p.AnyCode) > 0
	said := func(w string) bool { return !strings.Contains(w, "nconsistent") }
	writers = len(p.State) > 0 || slices.ContainsFunc(p.LastError, said) ||
		slices.ContainsFunc(p.Code, answer) || slices.ContainsFunc(p.AnyCode, answer)
	return writers, code
}

var dayForm = lazyregexp.New(`^20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])$`)

func lintSource(bad func(format string, values ...any), s Source) {
	switch {
	case !slices.Contains(Trusts, s.Trust):
		bad("trust %q found, documented, reported or inferred expected", s.Trust)
	case s.Looked != "" && !dayForm.MatchString(s.Looked):
		bad("looked %q found, a day such as 2026-11-29 expected", s.Looked)
	case s.Looked != "" && s.URL == "":
		bad("looked without an url; write which page was looked at")
	case s.Trust == Documented && s.Looked == "":
		bad("trust documented needs looked: the day somebody looked at the page; else trust is reported")
	case s.URL == "" && s.Says == "":
		bad("neither url nor says; write where the fact comes from")
	}
}

// maxSentence is how long a sentence may be, in characters.
const maxSentence = 240

var sentenceEnd = lazyregexp.New(`[.!?](?:\s+|$)|\n`)

func lintSentences(bad func(at, format string, values ...any), at, text string) {
	if strings.HasSuffix(at, ".command") {
		return
	}
	for _, s := range sentenceEnd.Split(text, -1) {
		if n := len([]rune(s)); n > maxSentence {
			bad(
				at,
				"a sentence of %d characters found, %d at most expected; make two of it: %q",
				n,
				maxSentence,
				string([]rune(s)[:60])+"...",
			)
		}
	}
}

var (
	harmless = lazyregexp.New(
		`(?i)\b(?:do not|don't|never|without|not|instead of) (?:to )?(?:delet\w+|unregister\w*|restart\w*|takeown|icacls)|\bicacls [^&|]*/save\b`,
	)
	dangerous = lazyregexp.New(
		`(?i)\b(?:deletes?|deleting|takeown|take ownership|icacls|unregister(?:s|ing)?|del|rmdir|remove-item\w*)\b|regsvr32(?:\.exe)?\s+(?:/s\s+)?/u|\bsc(?:\.exe)? delete\b`,
	)
	restarts = lazyregexp.New(
		`(?i)\b(?:restart|stop|net stop|restart-service|stop-service)\b[^.;&|]*(?:\bNTDS\b|\bClusSvc\b|\bMSSQL|\bMSExchangeIS\b|\bcluster service\b|\bInformation Store\b|\bSQL Server \()`,
	)
	registers = lazyregexp.New(
		`(?i)\bregsvr32\b[^&|]*\b(?:vss\w*|swprv|eventcls|es|ole32|oleaut32|stdprov|vssui|msxml\d?|ole2\w*|netman|colbact|comrepl|comuid)\b`,
	)
)

func (c *Cause) lintSteps(bad func(at, format string, values ...any)) {
	for i, s := range c.Steps {
		at := fmt.Sprintf("steps.%d", i)
		for _, text := range []string{s.Do, s.Command} {
			plain := harmless.ReplaceAllString(text, "")
			found := cmp.Or(dangerous.FindString(plain), restarts.FindString(plain))
			if found != "" && (s.Risk == "" || s.Undo == "") {
				bad(
					at,
					"%q can do harm: write risk (what may be lost) and undo (how to take it back, or that it cannot "+
						"be)",
					found,
				)
			}
			if registers.MatchString(text) && !s.beforeVista() && !c.Windows.within("<6.0") {
				bad(
					at,
					"registering VSS libraries by hand is wrong from Windows 6.0 on: take it out or write windows: "+
						"\"<6.0\" at the step",
				)
			}
		}
	}
}

func (s *Step) beforeVista() bool { return s.Windows != "" && s.Windows.within("<6.0") }

// lintCases runs the examples; ours must have a hit and a miss.
func (c *Cause) lintCases(must bool) []error {
	var errs []error
	count := map[string]int{}
	for i := range c.Cases {
		k := &c.Cases[i]
		at := fmt.Sprintf("cases.%d", i)
		count[k.Is]++
		holds, err := c.holdsFor(k)
		switch {
		case err != nil:
			errs = append(errs, c.bad(at, "%v", err))
		case k.Is != "hit" && k.Is != "miss":
			errs = append(errs, c.bad(at+".is", "%q found, hit or miss expected", k.Is))
		case holds != (k.Is == "hit"):
			errs = append(
				errs,
				c.bad(
					at,
					"is a %s, but the cause %s for its facts%s",
					k.Is,
					map[bool]string{true: "holds", false: "does not hold"}[holds],
					c.why(k),
				),
			)
		}
	}
	if must && (count["hit"] == 0 || count["miss"] == 0) {
		errs = append(
			errs,
			c.bad("cases", "at least one hit and one miss expected, %d and %d found", count["hit"], count["miss"]),
		)
	}
	return errs
}

// observations are the anchor's facts and those of the others.
func (k *Case) observations() ([]*Facts, Version, error) {
	var v Version
	if k.Windows != "" {
		var ok bool
		if v, ok = ParseVersion(k.Windows); !ok {
			return nil, v, fmt.Errorf("windows: %q found, a version such as 6.1 expected", k.Windows)
		}
	}
	first, err := k.Facts.facts()
	if err != nil {
		return nil, v, err
	}
	all := []*Facts{first}
	for i := range k.Others {
		f, err := k.Others[i].facts()
		if err != nil {
			return nil, v, err
		}
		all = append(all, f)
	}
	return all, v, nil
}

func (c *Cause) holdsFor(k *Case) (bool, error) {
	all, windows, err := k.observations()
	if err != nil {
		return false, err
	}
	if !c.Windows.Holds(windows) || !c.Anchors(all[0]) {
		return false, nil
	}
	for _, f := range all[1:] {
		v := view{Facts: f}
		if c.excluded(&v) {
			return false, nil
		}
	}
	for _, p := range c.Further() {
		if !slices.ContainsFunc(all[1:], p.Holds) {
			return false, nil
		}
	}
	return true, nil
}

// why names the conditions that keep the nearest anchor from holding.
func (c *Cause) why(k *Case) string {
	all, _, err := k.observations()
	if err != nil {
		return ""
	}
	if c.Anchors(all[0]) {
		for i, p := range c.Further() {
			if !slices.ContainsFunc(all[1:], p.Holds) {
				return fmt.Sprintf(": none of others meets match.%d (%s)", i+1, p)
			}
		}
		return ": one of others meets an unless, or windows is another"
	}
	var best []string
	for _, p := range c.anchors() {
		var missing []string
		for i := range p.conds {
			if p.conds[i].met(all[0]) == noValue {
				missing = append(missing, p.conds[i].field.name)
			}
		}
		if v := (view{Facts: all[0]}); !p.textHolds(&v) {
			missing = append(missing, "text")
		}
		if best == nil || len(missing) < len(best) {
			best = missing
		}
	}
	if len(best) == 0 {
		return ": an unless holds"
	}
	return ": not met are " + list(best)
}

// lintNames: causes that are named must be there, and each once.
func lintNames(causes, others []*Cause) []error {
	var errs []error
	known := map[string]bool{}
	var ids []string
	for _, c := range append(slices.Clone(causes), others...) {
		known[c.ID] = true
		ids = append(ids, c.ID)
	}
	slices.Sort(ids)
	named := func(c *Cause, at, id string) {
		switch {
		case id == c.ID:
			errs = append(errs, c.bad(at, "names the cause itself"))
		case !known[id]:
			errs = append(errs, c.bad(at, "%q is no cause%s", id, Meant(id, ids)))
		}
	}
	for _, c := range causes {
		for i, id := range c.Over {
			named(c, fmt.Sprintf("over.%d", i), id)
		}
		for _, id := range sortedKeys(c.Differs) {
			named(c, "differs."+id, id)
		}
	}
	return errs
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// lintTables checks the rows of all tables.
func lintTables(d *Data) []error {
	places := map[string]string{} // of what only one row may tell
	return slices.Concat(
		lintCodes(d, places),
		lintEvents(d, places),
		lintRows(d, d.Routines, lintRoutine),
		lintIDs(d, d.Writers, func(w Writer) (string, string, Source) { return w.ID, w.Name, w.Source }),
		lintIDs(d, d.Providers, func(p Provider) (string, string, Source) { return p.ID, p.Name, p.Source }),
		lintIDs(d, d.Classes, func(c Class) (string, string, Source) { return c.CLSID, c.Name, c.Source }),
		lintRows(d, d.Services, lintService),
		lintRows(d, d.Programs, lintProgram),
		lintRows(d, d.States, lintState),
		lintMessages(d),
		lintRows(d, d.Articles, lintArticle),
	)
}

// reporter notes an error of a row.
type reporter func(format string, values ...any)

// lintRows checks each row of a table by itself.
func lintRows[T any](d *Data, rows []T, lint func(bad reporter, at int, row T)) []error {
	var errs []error
	for i, r := range rows {
		lint(rowError[T](d, &errs, i), i, r)
	}
	return errs
}

func lintCodes(d *Data, places map[string]string) []error {
	return lintRows(d, d.Codes, func(bad reporter, at int, c Code) {
		if c.Name == "" || c.Means == "" {
			bad("name and means expected")
		}
		if !slices.Contains(Families, c.Family) {
			bad("family %q found, one of %s expected", c.Family, strings.Join(Families, ", "))
		}
		for _, k := range []string{fmt.Sprintf("%s %#x", c.Family, c.Value), "name " + strings.ToLower(c.Name)} {
			if at, twice := places[k]; twice {
				bad("%s %s stands at %s too; keep one", c.Name, k, at)
			}
			places[k] = placeOf[Code](d, at)
		}
		lintSource(bad, c.Source)
	})
}

func lintEvents(d *Data, places map[string]string) []error {
	return lintRows(d, d.Events, func(bad reporter, at int, e Event) {
		if len(e.Provider) == 0 || len(e.ID) == 0 || e.Means == "" {
			bad("provider, id and means expected")
		}
		for _, p := range e.Phases {
			if !slices.Contains(Phases, p) {
				bad("phase %q found%s", p, Meant(p, Phases))
			}
		}
		for _, p := range e.Provider {
			for _, id := range e.ID {
				k := fmt.Sprintf("event %s %d %s", strings.ToLower(p), id, e.Windows)
				if at, twice := places[k]; twice {
					bad("%s %d stands at %s too; keep one, or give both the windows that they hold for", p, id, at)
				}
				places[k] = placeOf[Event](d, at)
			}
		}
		lintSource(bad, e.Source)
	})
}

func lintRoutine(bad reporter, _ int, r Routine) {
	if len(r.Match) == 0 || r.Means == "" {
		bad("match and means expected")
	}
	lintSource(bad, r.Source)
}

func lintService(bad reporter, _ int, s Service) {
	if s.Key == "" {
		bad("key expected")
	}
	if s.Role != "" && !slices.Contains(ServiceRoles, s.Role) {
		bad(
			"role %q found%s, one of %s expected",
			s.Role,
			Meant(s.Role, ServiceRoles),
			strings.Join(ServiceRoles, ", "),
		)
	}
	lintSource(bad, s.Source)
}

func lintProgram(bad reporter, _ int, p Program) {
	if p.Name == "" || len(p.Tokens) == 0 {
		bad("name and tokens expected")
	}
	lintSource(bad, p.Source)
}

func lintState(bad reporter, at int, s State) {
	if s.Number != at || s.Name == "" || s.Means == "" {
		bad("number %d with name and means expected, %d found", at, s.Number)
	}
	lintSource(bad, s.Source)
}

func lintArticle(bad reporter, _ int, a Article) {
	if a.Number == "" && a.URL == "" || a.Says == "" {
		bad("number or url, and says expected")
	}
	lintSource(bad, Source{URL: cmp.Or(a.URL, a.Number), Looked: a.Checked, Trust: a.Trust})
}

// lintMessages checks the messages of programs: each kind has a cause of its own.
func lintMessages(d *Data) []error {
	seen := map[string]string{}
	return lintRows(d, d.Messages, func(bad reporter, at int, m Message) {
		if m.Program == "" || len(m.ID) == 0 || m.Means == "" {
			bad("program, id and means expected")
		}
		if !slices.Contains(MessageKinds, m.Kind) {
			bad(
				"kind %q found%s, one of %s expected",
				m.Kind,
				Meant(m.Kind, MessageKinds),
				strings.Join(MessageKinds, ", "),
			)
		}
		if !slices.ContainsFunc(d.Causes, func(c *Cause) bool { return c.ID == "own-message-"+m.Kind }) {
			bad("the cause own-message-%s is missing", m.Kind)
		}
		for _, id := range m.ID {
			k := m.Program + " " + strings.ToLower(id)
			if other, twice := seen[k]; twice {
				bad("%s stands at %s too; keep one", k, other)
			}
			seen[k] = placeOf[Message](d, at)
		}
		lintSource(bad, m.Source)
	})
}

var guidForm = lazyregexp.New(`^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$`)

// lintIDs checks tables whose rows have a GUID and a name.
func lintIDs[T any](d *Data, rows []T, of func(T) (id, name string, s Source)) []error {
	var errs []error
	seen := map[string]int{}
	for i, r := range rows {
		bad := rowError[T](d, &errs, i)
		id, name, s := of(r)
		if !guidForm.MatchString(id) {
			bad("id %q found, a GUID in lower case and braces expected", id)
		}
		if name == "" {
			bad("name expected")
		}
		if at, twice := seen[id]; twice {
			bad("%s stands at %s too; keep one and give it aliases", id, placeOf[T](d, at))
		}
		seen[id] = i
		lintSource(bad, s)
	}
	return errs
}

// rowError reports an error of a row with the place where it stands.
func rowError[T any](d *Data, errs *[]error, at int) func(format string, values ...any) {
	return func(format string, values ...any) {
		place := cmp.Or(placeOf[T](d, at), reflect.TypeFor[T]().Name())
		*errs = append(*errs, fmt.Errorf("%s: %s", place, fmt.Sprintf(format, values...)))
	}
}

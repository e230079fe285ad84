package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

// Entry is what is known about one thing that somebody copied.
type Entry struct {
	Kind    string // code, event, writer, state, service, provider, class, routine, program, message, article or cause
	Title   string
	Means   string
	Causes  []*Cause // of it, or that have it as a symptom; the most telling first
	Steps   []Step   // what to do about it whatever the cause
	Related []string // further things that can be explained, with a word on each
	Sources []Source

	Unknown bool // it says what the form of a code tells, and of the code itself nothing is known

	rank     int    // how well it fits what was asked, 0 is best
	code     uint32 // of kind code
	provider string // of kind event
	event    uint32
}

// Code is the code that an entry is about, 0 if it is about none.
func (e *Entry) Code() uint32 { return e.code }

// Event is the event that an entry is about, "" and 0 if it is about none.
func (e *Entry) Event() (provider string, id uint32) { return e.provider, e.event }

// EntryKinds lists the kinds in the order in which entries that fit equally well come.
var EntryKinds = []string{
	"code",
	"event",
	"writer",
	"state",
	"provider",
	"class",
	"service",
	"routine",
	"program",
	"message",
	"article",
	"cause",
}

// maxExplained bounds what is looked at of a query, in bytes.
const maxExplained = 8 << 10

// Explain resolves what a person may copy: a code in any notation (0x800423f4, bare
// hex, signed or unsigned decimal, %%n, a name, the name of an exception), an event
// with its source in any order, a writer, service, provider, class or GUID, a
// routine, a program, an article, a cause. The best fit comes first; the same query
// always gives the same answer. nil if nothing is known of it: see [Suggest].
func Explain(query string) []Entry {
	query = cleanQuery(query)
	if query == "" {
		return nil
	}
	var all []Entry
	for _, find := range explainers {
		all = append(all, find(query)...)
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(slices.Index(EntryKinds, a.Kind), slices.Index(EntryKinds, b.Kind)),
			cmp.Compare(a.Title, b.Title),
		)
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(e Entry) bool {
		k := e.Kind + "\x00" + e.Title
		old := seen[k]
		seen[k] = true
		return old
	})
}

// explainers each look for one kind of thing in the query.
var explainers = []func(string) []Entry{
	explainCodes, explainNumber, explainEvents, explainGUIDs, explainWriters, explainServices, explainProviders,
	explainClasses,
	explainRoutines, explainPrograms, explainMessages, explainArticles, explainCauses, explainByWords,
}

// cleanQuery takes off quotes, brackets of markup and white space around the query.
func cleanQuery(q string) string {
	if len(q) > maxExplained {
		q = strings.ToValidUTF8(q[:maxExplained], "")
	}
	q = strings.Join(strings.Fields(strings.ToValidUTF8(q, "")), " ")
	return strings.Trim(q, "\"'`“”„‘’<>*.,;! ")
}

var (
	hexForm    = lazyregexp.New(`(?i)\b0x([0-9a-f]{1,8})\b`)
	bareForm   = lazyregexp.New(`(?i)^([0-9a-f]{8})h?$`)
	bareInText = lazyregexp.New(
		`(?i)(?:\bhr|code|error|hresult|result|status|fehler\w*|erreur)\W{0,4}\b([8c][0-9a-f]{7})\b`,
	)
	signedForm  = lazyregexp.New(`(?:^|[^\w.:-])-(\d{3,10})\b`)
	longForm    = lazyregexp.New(`\b(\d{10})\b`)
	percentForm = lazyregexp.New(`%%(\d{1,10})\b`)
	nameForm    = lazyregexp.New(
		`\b(?:(?:VSS|E|ERROR|RPC|STATUS|REGDB|CO|VDS|FSRVP|SPP|HCS|FVE|CLASS|STG|DISP|WSB|BLB|NTE|CRYPT|SEC|XACT)_[A-Za-z0-9_]+|JET_(?:err|wrn)\w+|[\w.]*Vss\w+(?:Exception|Error))\b`,
	)
)

// explainCodes finds codes in all their notations, alone or in a text.
func explainCodes(q string) []Entry {
	var found []Entry
	add := func(v uint32, alone bool) { found = append(found, codeEntry(v, rankOf(alone))) }
	for _, m := range hexForm.FindAllStringSubmatch(q, -1) {
		add(parse32(m[1], 16), len(m[0]) == len(q))
	}
	if m := bareForm.FindStringSubmatch(q); m != nil && !digits(m[1]) {
		add(parse32(m[1], 16), true)
	}
	if m := bareForm.FindStringSubmatch(q); m != nil && digits(m[1]) {
		v := parse32(m[1], 16)
		if _, known := CodeOf(v); v >= 1<<31 || known && len(m[1]) == 8 {
			add(v, true) // 80042306 is hex, whatever it looks like
		}
	}
	for _, m := range bareInText.FindAllStringSubmatch(q, -1) {
		add(parse32(m[1], 16), false)
	}
	for _, m := range signedForm.FindAllStringSubmatch(q, -1) {
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n <= 1<<31 {
			add(uint32(-n), "-"+m[1] == q)
		}
	}
	for _, m := range longForm.FindAllStringSubmatchIndex(q, -1) {
		n, err := strconv.ParseUint(q[m[2]:m[3]], 10, 64)
		if before := q[:m[2]]; err == nil && n >= 1<<31 && n < 1<<32 && !strings.HasSuffix(before, "-") &&
			!strings.HasSuffix(before, "%%") {
			add(uint32(n), m[3]-m[2] == len(q))
		}
	}
	for _, m := range percentForm.FindAllStringSubmatch(q, -1) {
		if n, err := strconv.ParseUint(m[1], 10, 32); err == nil {
			found = append(found, percentEntry(uint32(n), rankOf(m[0] == q)))
		}
	}
	return append(found, namedCodes(q)...)
}

// namedCodes finds codes by name: the whole query, or names of a code's form in a text.
func namedCodes(q string) []Entry {
	if c, ok := CodeNamed(strings.ReplaceAll(q, " ", "_")); ok {
		return []Entry{entryOfCode(c, 0)}
	}
	var found []Entry
	for _, name := range nameForm.FindAllString(q, -1) {
		if c, ok := CodeNamed(name); ok {
			found = append(found, entryOfCode(c, rankOf(false)))
		} else if n := slices.IndexFunc(statesTable(),
			func(s State) bool { return strings.EqualFold(s.Name, name) }); n >= 0 {
			found = append(found, stateEntry(n, rankOf(name == q)))
		}
	}
	return found
}

// rankOf puts a thing that is all that was asked before one that stands in a text.
func rankOf(alone bool) int {
	if alone {
		return 0
	}
	return 2
}

func parse32(s string, base int) uint32 {
	v, err := strconv.ParseUint(s, base, 32)
	if err != nil {
		return 0 // the forms let through what fits
	}
	return uint32(v)
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// percentEntry tells %%n: a message number that a log leaves in place of its text.
func percentEntry(n uint32, rank int) Entry {
	if n > 0xffff {
		return codeEntry(n, rank)
	}
	return win32Entry(n, rank)
}

var (
	stateForm  = lazyregexp.New(`(?i)^(?:(?:writer )?state:? ?)?\[(\d{1,2})\]`)
	numberForm = lazyregexp.New(
		`(?i)^(?:(win32|os|windows|system|sql|msg|event|event ?id|id|state|error|native)[ :#]*(?:error|message|id)?[ :#]*)?(\d{1,5})$`,
	)
)

// explainNumber tells all that a short number may be, or what the word before it says.
func explainNumber(q string) []Entry {
	if m := stateForm.FindStringSubmatch(q); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil && n < len(statesTable()) {
			return []Entry{stateEntry(n, 0)}
		}
		return nil
	}
	m := numberForm.FindStringSubmatch(q)
	if m == nil {
		return nil
	}
	n := parse32(m[2], 10)
	word := strings.ToLower(m[1])
	is := func(words ...string) bool { return word == "" || slices.Contains(words, word) }
	var found []Entry
	if is("state") && n < uint32(len(statesTable())) {
		found = append(found, stateEntry(int(n), 0)) // what a listing shows in brackets comes first
	}
	if is("event", "event id", "eventid", "id") {
		for _, i := range eventIndex()[n] {
			found = append(found, eventEntry(&eventsTable()[i], n, "", 1))
		}
	}
	if is("win32", "os", "windows", "system", "error", "native") {
		if _, ok := Win32Of(n); ok || word != "" {
			found = append(found, win32Entry(n, 1))
		}
	}
	if is("sql", "msg", "error", "native") {
		if c, ok := SQLOf(n); ok {
			found = append(found, entryOfCode(c, 1))
		}
	}
	return found
}

var (
	eventWords = lazyregexp.New(
		`(?i)\b(?:event ?ids?|event|source|provider|log name|from|of|the|with|in|id|level|warning|error|message)\b|[:;,=#|/()\[\]]`,
	)
	idInText = lazyregexp.New(`\b\d{1,5}\b`)
)

// explainEvents finds an event with its source, in any order and with words around.
func explainEvents(q string) []Entry {
	if len(q) > 400 {
		return nil
	}
	var found []Entry
	for _, m := range idInText.FindAllStringIndex(q, -1) {
		id := parse32(q[m[0]:m[1]], 10)
		rest := strings.Join(strings.Fields(eventWords.ReplaceAllString(q[:m[0]]+" "+q[m[1]:], " ")), " ")
		if rest == "" {
			continue
		}
		for _, i := range eventIndex()[id] {
			e := &eventsTable()[i]
			switch {
			case e.of(rest):
				found = append(found, eventEntry(e, id, rest, 0))
			case slices.ContainsFunc(e.Provider, func(p string) bool {
				return len(rest) > 2 && holdsWord(p, rest) || nearName(rest, p) || namedIn(p, rest)
			}):
				found = append(found, eventEntry(e, id, "", 1))
			}
		}
	}
	return found
}

// holdsWord reports whether a provider's name has all words that somebody wrote:
// Backup stands for Microsoft-Windows-Backup.
func holdsWord(provider, words string) bool {
	p := strings.ToLower(provider)
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !slices.Contains(strings.FieldsFunc(p, func(r rune) bool { return r == '-' || r == ' ' || r == '*' }), w) {
			return false
		}
	}
	return true
}

// namedIn reports whether one of the words is a provider, such as VSS in "Application VSS".
func namedIn(provider, words string) bool {
	g := newGlob(provider)
	return slices.ContainsFunc(strings.Fields(words), g.matches)
}

var guidInText = lazyregexp.New(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// explainGUIDs finds what a GUID is: a writer, a provider, a class.
func explainGUIDs(q string) []Entry {
	var found []Entry
	for _, id := range guidInText.FindAllString(q, 4) {
		rank := rankOf(len(strings.Trim(q, "{}")) == len(id))
		if w, ok := WriterOf(id, ""); ok {
			found = append(found, writerEntry(&w, rank))
		}
		if p, ok := ProviderOf(id); ok {
			found = append(found, providerEntry(&p, rank))
		}
		if c, ok := ClassOf(id); ok {
			found = append(found, classEntry(&c, rank))
		}
	}
	return found
}

func explainWriters(q string) []Entry {
	name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(q, "Writer name:"), "writer "), "' ")
	var found []Entry
	for i := range writersTable() {
		w := &writersTable()[i]
		if strings.EqualFold(w.Name, name) || anyGlob(w.Aliases, name) {
			found = append(found, writerEntry(w, 0))
		} else if nearName(w.Name, name) {
			found = append(found, writerEntry(w, 1))
		}
	}
	return found
}

// nearName reports whether a name holds what was asked as whole words.
func nearName(name, asked string) bool {
	return len(asked) >= 4 && strings.Contains(" "+strings.ToLower(name)+" ", " "+strings.ToLower(asked)+" ")
}

func explainServices(q string) []Entry {
	name := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(q), "service "), " service"))
	var found []Entry
	for i := range servicesTable() {
		s := &servicesTable()[i]
		if s.is(q) || s.is(name) {
			found = append(found, serviceEntry(s, 0))
		}
	}
	return found
}

func explainProviders(q string) []Entry {
	var found []Entry
	for i := range providersTable() {
		p := &providersTable()[i]
		if strings.EqualFold(p.Name, q) || anyGlob(p.Aliases, q) {
			found = append(found, providerEntry(p, 0))
		} else if nearName(p.Name, q) {
			found = append(found, providerEntry(p, 1))
		}
	}
	return found
}

func explainClasses(q string) []Entry {
	var found []Entry
	for i := range classesTable() {
		if c := &classesTable()[i]; strings.EqualFold(c.Name, q) {
			found = append(found, classEntry(c, 0))
		}
	}
	return found
}

func explainRoutines(q string) []Entry {
	if r, ok := RoutineOf(q); ok {
		return []Entry{routineEntry(&r, q, 0)}
	}
	// The routine stands in a message: what looks like a call is tried.
	for _, call := range callForm.FindAllString(q, 8) {
		if r, ok := RoutineOf(call); ok {
			return []Entry{routineEntry(&r, call, 2)}
		}
	}
	return nil
}

var callForm = lazyregexp.New(`\b(?:I?[A-Z]\w+::)?[A-Z]\w{4,}(?:\([^()]*\))?`)

func explainPrograms(q string) []Entry {
	for i := range programsTable() {
		p := &programsTable()[i]
		if strings.EqualFold(p.Name, q) ||
			slices.ContainsFunc(p.Tokens, func(t string) bool { return strings.EqualFold(t, q) }) {
			return []Entry{programEntry(p, 0)}
		}
	}
	return nil
}

// explainMessages finds a number or name of a program's own: alone, behind a word for an
// error, or behind the program's name.
func explainMessages(q string) []Entry {
	words := strings.Fields(q)
	if len(words) == 0 || len(words) > 5 {
		return nil
	}
	id := strings.Trim(words[len(words)-1], ":()[]#,")
	program := ""
	if p, ok := ProgramOf(words[0]); ok && len(words) > 1 {
		program = p.Name
	}
	var found []Entry
	for _, i := range messageIndex()[messageKey(id)] {
		m := &messagesTable()[i]
		digits := strings.Trim(id, "0123456789-") == "" && len(id) < 5
		if strings.EqualFold(m.Program, program) || strings.EqualFold(m.Program, words[0]) || program == "" && !digits {
			found = append(found, messageEntry(m, rankOf(len(words) == 1)))
		}
	}
	return found
}

var articleForm = lazyregexp.New(
	`(?i)\b(?:KB\s*|Q|article\s+|support\.microsoft\.com/(?:[a-z-]+/)?(?:kb|help|topic)/)(\d{4,7})\b|^(\d{6,7})$`,
)

// explainArticles finds an article by its number or address, and the causes that rest on it.
func explainArticles(q string) []Entry {
	var found []Entry
	for _, m := range articleForm.FindAllStringSubmatch(q, 4) {
		found = append(found, articleEntry(m[1]+m[2], rankOf(m[0] == q))...)
	}
	if a, ok := ArticleOf(q); ok && a.Number == "" {
		found = append(found, articleOfURL(&a))
	}
	return found
}

func explainCauses(q string) []Entry {
	for _, c := range Causes() {
		if c.ID == strings.ToLower(strings.ReplaceAll(q, " ", "-")) || strings.EqualFold(c.Title, q) {
			return []Entry{causeEntry(c, 0)}
		}
	}
	return nil
}

// explainByWords finds causes that look at a routine, a GUID or words of the query.
func explainByWords(q string) []Entry {
	if len(q) < 8 {
		return nil
	}
	var found []Entry
	add := func(c *Cause, rank int) { found = append(found, causeEntry(c, rank)) }
	low := lowerText(q)
	ids := guidInText.FindAllString(low, 4)
	for _, c := range Causes() {
		for _, p := range c.anchors() {
			switch {
			case p.namesAny(ids):
				add(c, 1)
			case p.routineIn(q):
				add(c, 3)
			}
		}
	}
	f := &Facts{Text: q}
	for _, e := range explainCodes(q) {
		f.Codes = append(f.Codes, e.code)
		f.Code = f.Codes[0]
	}
	for _, k := range Candidates(f, Version{}) {
		if !k.General &&
			slices.ContainsFunc(
				k.Cause.anchors(),
				func(p *Pattern) bool { return len(p.Text)+len(p.AnyText) > 0 && p.Holds(f) },
			) {
			add(k.Cause, 3)
		}
	}
	return found
}

// namesAny reports whether a pattern asks for one of some GUIDs.
func (p *Pattern) namesAny(ids []string) bool {
	for _, l := range []Words{p.WriterID, p.VSSProviderID, p.ClassID} {
		for _, w := range l {
			if slices.ContainsFunc(ids, func(id string) bool { return strings.Contains(strings.ToLower(w), id) }) {
				return true
			}
		}
	}
	return false
}

// routineIn reports whether the query is a routine that the pattern asks for, or holds one.
func (p *Pattern) routineIn(q string) bool {
	if len(p.Routine) == 0 {
		return false
	}
	return anyGlob(p.Routine, q) ||
		slices.ContainsFunc(callForm.FindAllString(q, 8), func(call string) bool { return anyGlob(p.Routine, call) })
}

// Suggest names the known thing that is nearest to what was asked, "" if none is.
func Suggest(query string) string {
	q := cleanQuery(query)
	if len(q) > 100 {
		return ""
	}
	var known []string
	for _, c := range Causes() {
		known = append(known, c.ID)
	}
	for _, c := range codesTable() {
		known = append(append(known, c.Name), c.Also...)
	}
	for _, e := range eventsTable() {
		for _, p := range e.Provider {
			for _, id := range e.ID {
				known = append(known, fmt.Sprintf("%s:%d", p, id))
			}
		}
	}
	for _, w := range writersTable() {
		known = append(known, w.Name, w.ID)
	}
	for _, s := range servicesTable() {
		known = append(append(known, s.Key), s.Displays...)
	}
	for _, p := range providersTable() {
		known = append(known, p.Name, p.ID)
	}
	for _, c := range classesTable() {
		known = append(known, c.Name, c.CLSID)
	}
	for _, a := range articlesTable() {
		if a.Number != "" {
			known = append(known, "KB"+a.Number)
		}
	}
	slices.Sort(known) // of equally near ones always the same
	return Nearest(q, known)
}

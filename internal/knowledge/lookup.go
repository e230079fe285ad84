package knowledge

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/vsslog/vsslog/internal/lazyregexp"
)

var (
	codesTable     = table[[]Code]("codes")
	eventsTable    = table[[]Event]("events")
	routinesTable  = table[[]Routine]("routines")
	writersTable   = table[[]Writer]("writers")
	servicesTable  = table[[]Service]("services")
	providersTable = table[[]Provider]("providers")
	classesTable   = table[[]Class]("classes")
	programsTable  = table[[]Program]("programs")
	articlesTable  = table[[]Article]("articles")
	statesTable    = table[[]State]("states")
	messagesTable  = table[[]Message]("messages")
)

// Codes, Events, Routines, Writers, Services, Providers, Classes, Programs,
// Articles, States and Messages are the tables, in the order of their files. They must not be changed.
func Codes() []Code         { return codesTable() }
func Events() []Event       { return eventsTable() }
func Routines() []Routine   { return routinesTable() }
func Writers() []Writer     { return writersTable() }
func Services() []Service   { return servicesTable() }
func Providers() []Provider { return providersTable() }
func Classes() []Class      { return classesTable() }
func Programs() []Program   { return programsTable() }
func Articles() []Article   { return articlesTable() }
func States() []State       { return statesTable() }
func Messages() []Message   { return messagesTable() }

// codeIndex finds codes by number and by name, lower case.
type codeIndex struct {
	exact, win32, sql map[uint32]int
	name              map[string]int
}

var codeIndexes = sync.OnceValue(func() codeIndex {
	x := codeIndex{map[uint32]int{}, map[uint32]int{}, map[uint32]int{}, map[string]int{}}
	put := func(m map[uint32]int, n uint32, i int) {
		if _, known := m[n]; !known {
			m[n] = i
		}
	}
	for i, c := range codesTable() {
		switch c.Family {
		case "win32":
			put(x.win32, c.Value, i)
		case "sql":
			put(x.sql, c.Value, i)
		default:
			put(x.exact, c.Value, i)
		}
		for _, name := range append(Words{c.Name}, c.Also...) {
			if name = strings.ToLower(name); name != "" {
				if _, known := x.name[name]; !known {
					x.name[name] = i
				}
			}
		}
	}
	return x
})

// CodeOf returns what is known about an HRESULT, an NTSTATUS or an error of ESE in
// 32 bits. A code of the form 0x8007nnnn that is not listed itself is told by the
// Win32 error that it carries, 0xd0000000 | s by the NTSTATUS s; Value is then v.
func CodeOf(v uint32) (Code, bool) {
	x := codeIndexes()
	if i, ok := x.exact[v]; ok {
		return codesTable()[i], true
	}
	if v>>16 == 0x8007 {
		if c, ok := Win32Of(v & 0xffff); ok {
			c.Value = v
			return c, true
		}
	}
	if v>>28 == 0xd { // HRESULT_FROM_NT sets a bit
		if i, ok := x.exact[v&^0x10000000]; ok {
			c := codesTable()[i]
			c.Value = v
			return c, true
		}
	}
	return Code{Value: v}, false
}

// Win32Of finds a Win32 error by its number.
func Win32Of(n uint32) (Code, bool) {
	if i, ok := codeIndexes().win32[n]; ok {
		return codesTable()[i], true
	}
	return Code{Value: n}, false
}

// JetOf finds an error of ESE by its number, which is negative.
func JetOf(n int32) (Code, bool) {
	c, ok := CodeOf(uint32(n))
	return c, ok && c.Family == "jet"
}

// SQLOf finds a message of SQL Server by its number.
func SQLOf(n uint32) (Code, bool) {
	if i, ok := codeIndexes().sql[n]; ok {
		return codesTable()[i], true
	}
	return Code{Value: n}, false
}

// CodeNamed finds a code by its name in any case, VSS codes also without VSS_E_ and by
// the name of a wrapper's exception, such as VssProviderVetoException.
func CodeNamed(name string) (Code, bool) {
	x := codeIndexes()
	low := strings.ToLower(strings.TrimSpace(name))
	low = low[strings.LastIndexByte(low, '.')+1:] // Alphaleonis.Win32.Vss.VssBadStateException
	for _, form := range []string{low, "vss_e_" + low, "vss_e_writererror_" + low, low + "exception"} {
		if i, ok := x.name[form]; ok && low != "" {
			return codesTable()[i], true
		}
	}
	return Code{}, false
}

// eventIndex is the events by id.
var eventIndex = sync.OnceValue(func() map[uint32][]int {
	m := map[uint32][]int{}
	for i, e := range eventsTable() {
		for _, id := range e.ID {
			m[id] = append(m[id], i)
		}
	}
	return m
})

// EventOf finds what an event of a provider means. Where versions of Windows use an
// id for different things, it is the newer meaning: see [EventIn].
func EventOf(provider string, id uint32) (Event, bool) { return EventIn(provider, id, Version{}) }

// EventIn finds what an event means in a version of Windows.
func EventIn(provider string, id uint32, windows Version) (Event, bool) {
	for _, i := range eventIndex()[id] {
		if e := eventsTable()[i]; e.of(provider) && e.Windows.Holds(windows) {
			return e, true
		}
	}
	return Event{}, false
}

func (e *Event) of(provider string) bool { return anyGlob(e.Provider, provider) }

func anyGlob(globs Words, s string) bool {
	for _, w := range globs {
		if g := newGlob(w); s != "" && g.matches(s) {
			return true
		}
	}
	return false
}

// RoutineOf finds what a routine as logged means: of several that match, the one that
// names most of it.
func RoutineOf(routine string) (Routine, bool) {
	best, long := Routine{}, -1
	for _, r := range routinesTable() {
		for _, w := range r.Match {
			if g := newGlob(w); routine != "" && g.matches(routine) && len(w) > long {
				best, long = r, len(w)
			}
		}
	}
	return best, long >= 0
}

// braced is a GUID in lower case and braces.
func braced(id string) string {
	return "{" + strings.ToLower(strings.Trim(strings.TrimSpace(id), "{}")) + "}"
}

// WriterOf finds a kind of writer by its class id, or by name where the id is "".
func WriterOf(id, name string) (Writer, bool) {
	for _, w := range writersTable() {
		if id != "" && w.ID == braced(id) {
			return w, true
		}
	}
	for _, w := range writersTable() {
		if id == "" && name != "" && (strings.EqualFold(w.Name, name) || anyGlob(w.Aliases, name)) {
			return w, true
		}
	}
	return Writer{ID: id, Name: name}, false
}

// WriterName is the name by which a writer is known: programs shorten or translate it, and
// the class id beside it says whose it is. A name that is none of its class, or stands
// without a known id, stays.
func WriterName(id, name string) string {
	w, ok := WriterOf(id, "")
	if !ok || name == "" || strings.EqualFold(w.Name, name) || anyGlob(w.Aliases, name) {
		return name
	}
	return w.Name
}

// serviceGlob is a service whose key stands for several, by its place.
type serviceGlob struct {
	at  int
	key glob
}

// serviceIndex finds services by their names, lower case; globs are those of which the
// key stands for several.
var serviceIndex = sync.OnceValue(func() (x struct {
	name, process map[string]int
	globs         []serviceGlob
}) {
	x.name, x.process = map[string]int{}, map[string]int{}
	for i, s := range servicesTable() {
		for _, name := range s.Processes {
			x.process[strings.ToLower(name)] = i
		}
		for _, name := range append(Words{s.Key}, s.Displays...) {
			if _, known := x.name[strings.ToLower(name)]; !known {
				x.name[strings.ToLower(name)] = i
			}
		}
		if strings.HasSuffix(s.Key, "*") {
			x.globs = append(x.globs, serviceGlob{i, newGlob(s.Key)})
		}
	}
	return x
})

// ServiceOf finds a service by its key name or a name for people.
func ServiceOf(name string) (Service, bool) {
	name = strings.TrimSpace(name)
	x := serviceIndex()
	var buf [64]byte
	if i, ok := x.name[string(appendLower(buf[:0], name))]; ok {
		return servicesTable()[i], true
	}
	for _, g := range x.globs {
		if name != "" && g.key.matches(name) {
			return servicesTable()[g.at], true
		}
	}
	return Service{}, false
}

// appendLower appends the name in lower case.
func appendLower(dst []byte, name string) []byte {
	if !ascii(name) {
		return append(dst, strings.ToLower(name)...)
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// ServiceOfProcess finds a service by the name of its process, or of that of the application
// whose writer runs in it, without .exe.
func ServiceOfProcess(name string) (Service, bool) {
	i, ok := serviceIndex().process[strings.ToLower(name)]
	if !ok {
		return Service{}, false
	}
	return servicesTable()[i], true
}

func (s *Service) is(name string) bool {
	if g := newGlob(s.Key); name != "" && g.matches(name) {
		return true
	}
	for _, d := range s.Displays {
		if strings.EqualFold(d, name) {
			return true
		}
	}
	return false
}

// ProviderOf finds a provider of shadow copies by id or name.
func ProviderOf(idOrName string) (Provider, bool) {
	for _, p := range providersTable() {
		if p.ID == braced(idOrName) ||
			idOrName != "" && (strings.EqualFold(p.Name, idOrName) || anyGlob(p.Aliases, idOrName)) {
			return p, true
		}
	}
	return Provider{}, false
}

// ClassOf finds a COM class by its id, or by its name.
func ClassOf(clsid string) (Class, bool) {
	for _, c := range classesTable() {
		if c.CLSID == braced(clsid) || clsid != "" && strings.EqualFold(c.Name, clsid) {
			return c, true
		}
	}
	return Class{}, false
}

// ProgramOf finds a requester by its name, or by a token that the text holds: the
// name of a process, a path, a line.
func ProgramOf(text string) (Program, bool) {
	low := lowerText(text)
	for _, p := range programsTable() {
		if strings.EqualFold(p.Name, strings.TrimSpace(text)) {
			return p, true
		}
	}
	best, long := Program{}, 0
	for _, p := range programsTable() {
		for _, t := range p.Tokens {
			if len(t) > long && strings.Contains(low, lowerText(t)) {
				best, long = p, len(t)
			}
		}
	}
	return best, long > 0
}

// messageIndex finds messages by id, lower case.
var messageIndex = sync.OnceValue(func() map[string][]int {
	m := map[string][]int{}
	for i, row := range messagesTable() {
		for _, id := range row.ID {
			id = messageKey(id)
			m[id] = append(m[id], i)
		}
	}
	return m
})

// messageKey is how an id is looked up: in lower case, hex without its mark, no blanks.
func messageKey(id string) string {
	key := strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(id), " ", ""), "0x")
	if m := unifiedID.FindStringSubmatch(key); m != nil {
		high, _ := strconv.ParseUint(m[1], 10, 32)
		low, _ := strconv.ParseUint(m[2], 10, 32)
		if high <= 0xffff && low <= 0xffff {
			key = fmt.Sprintf("%04x%04x", high, low)
		}
	}
	if len(key) == 8 && strings.HasPrefix(key, "a000") {
		key = "e" + key[1:] // the same message as a warning
	}
	return key
}

// unifiedID is the unique message identifier of Backup Exec: product and the two halves of the
// number of its error, in decimal. V-79-57344-65305 is 0xe000ff19. Source: the numbers that its
// job logs print side by side.
var unifiedID = lazyregexp.New(`^v-79-(\d{5})-(\d{4,6})$`)

// AnyProgram is the program of messages that any program may have: those in plain words.
const AnyProgram = "backup-program"

// MessageOf finds what a number or name of a program's own means; a row of AnyProgram stands
// for all that have none of their own. Where the program is not known, it is told by the id, if
// no other program has it and it is more than a small number.
func MessageOf(program, id string) (Message, bool) {
	if id == "" {
		return Message{}, false
	}
	rows := messageIndex()[messageKey(id)]
	for _, i := range rows {
		if m := &messagesTable()[i]; strings.EqualFold(m.Program, program) {
			return *m, true
		}
	}
	for _, i := range rows {
		if m := &messagesTable()[i]; m.Program == AnyProgram {
			return *m, true
		}
	}
	if program == "" && len(rows) == 1 && (len(id) >= 5 || strings.Trim(id, "0123456789-") != "") {
		return messagesTable()[rows[0]], true
	}
	return Message{}, false
}

// ArticleOf finds an article by its number, with or without KB, or its address.
func ArticleOf(number string) (Article, bool) {
	n := strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(number)), "KB"))
	for _, a := range articlesTable() {
		if n != "" && (a.Number == n || a.URL != "" && strings.EqualFold(a.URL, strings.TrimSpace(number))) {
			return a, true
		}
	}
	return Article{}, false
}

package correlate

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// dropDuplicates keeps the first of equal records and remembers where else they
// stood. Records of one log are equal if provider, id, record id, time and data are.
func (k *Case) dropDuplicates() {
	if listsOnce(k.Steps) {
		k.Duplicates = map[string]int{}
		return
	}
	nth := k.occurrences()
	twins := k.adoptIDs(nth)
	key := func(s *Step) string {
		if twin := twins[s]; twin != nil {
			s = twin
		}
		if n := nth[s]; n > 0 { // the second of two equal ones in a file is the second of another file
			return fmt.Sprint(identity(s), "|", n)
		}
		return identity(s)
	}
	finer := map[*Step]string{} // keys of records that another file holds with more of their time
	for s, twin := range k.finerForms() {
		finer[s] = key(twin)
	}
	seen := newIdentities(len(k.Steps))
	k.Duplicates = map[string]int{}
	kept := k.Steps[:0]
	for _, s := range k.Steps {
		var first *Step
		if of, ok := finer[s]; ok {
			first = seen.named(s, of)
		} else if twins[s] != nil || nth[s] > 0 {
			first = seen.named(s, key(s))
		} else {
			first = seen.plain(s)
		}
		if first == nil {
			kept = append(kept, s)
			continue
		}
		if s.betterThan(first) {
			*first, *s = *s, *first
		}
		if s.Source != first.Source {
			first.alsoIn(s.Source)
		}
		k.Duplicates[s.Source]++
	}
	kept = k.dropQuotes(k.dropRetold(kept))
	clear(k.Steps[len(kept):])
	k.Steps = kept
}

// listsOnce reports whether all steps are of listings of one text, each below the one before: none
// is there twice.
func listsOnce(steps []*Step) bool {
	for i, s := range steps {
		if !ofListings(s.Kind) || i > 0 && (s.Source != steps[i-1].Source || s.Record.Line <= steps[i-1].Record.Line) {
			return false
		}
	}
	return true
}

// betterThan reports whether s, of two copies of one record, is the one that counts.
func (s *Step) betterThan(o *Step) bool {
	a, b := s.Record, o.Record
	return b.FromText && !a.FromText || b.Salvaged && !a.Salvaged ||
		a.FromText == b.FromText && a.Salvaged == b.Salvaged && a.Time.Resolution < b.Time.Resolution
}

// occurrences numbers the events without record id that are equal in one file, from 1. A log
// has those that are two beside each other, with nothing of another time between; where
// its time left and came back somebody put the same lines there again, and they count anew.
func (k *Case) occurrences() map[*Step]int {
	files := map[string][]*Step{}
	for _, s := range k.Steps {
		if isNameless(s) {
			files[s.Source] = append(files[s.Source], s)
		}
	}
	nth := map[*Step]int{}
	for _, steps := range files {
		slices.SortStableFunc(steps, func(a, b *Step) int {
			return cmp.Or(cmp.Compare(a.Record.Offset, b.Record.Offset), cmp.Compare(a.Record.Line, b.Record.Line))
		})
		equal := map[string]int{}
		for i, s := range steps {
			if i > 0 && s.Record.Time.Wall != steps[i-1].Record.Time.Wall {
				clear(equal)
			}
			of := identity(s)
			equal[of]++
			nth[s] = equal[of]
		}
	}
	return nth
}

// isNameless reports an event of a form that drops the record id, or a line of a log that bears
// its own time.
func isNameless(s *Step) bool {
	return s.Record.RecordID == 0 && (!s.Record.IsStatement() || isLogged(s.Record))
}

// isLogged reports a line of a program's log with its own time.
func isLogged(r *parse.Record) bool {
	return (r.Provider == parse.ProviderRequester || r.Provider == parse.ProviderTrace) &&
		r.Stamp == parse.StampRecord && !r.Time.IsZero()
}

func identity(s *Step) string { return string(appendIdentity(nil, s)) }

// appendIdentity appends the identity of a step.
func appendIdentity(to []byte, s *Step) []byte {
	r := s.Record
	number := func(n int64) { to = strconv.AppendInt(append(to, '|'), n, 10) }
	if r.IsStatement() {
		// Statements of texts are equal only as copies of one whole file would be:
		// by time, content and place; lines of logs, which bear their own time, by that.
		to = append(to, r.Provider...)
		number(int64(r.Time.Wall))
		number(int64(r.Time.Zone))
		if isLogged(r) {
			number(0)
		} else {
			number(int64(r.Line))
		}
		for _, f := range r.AllFields() {
			to = append(append(append(to, '|'), f.Name...), '=')
			to = f.Value.AppendText(to)
		}
		if r.Time.IsZero() {
			to = append(append(to, '|'), s.Source...)
		}
		return to
	}
	to = append(to, strings.ToLower(r.Provider)...)
	number(int64(r.EventID))
	if r.RecordID != 0 {
		to = strconv.AppendUint(append(to, '|'), r.RecordID, 10)
		number(int64(r.Time.Wall / parse.Second))
		return to
	}
	// exports that drop the record id: the data must tell
	number(int64(r.Time.Wall))
	number(int64(r.Time.Resolution))
	for _, f := range r.Fields {
		if f.Name != parse.FieldPasted {
			to = f.Value.AppendText(append(to, '|'))
		}
	}
	if r.Time.IsZero() {
		to = append(append(to, '|'), s.Source...)
	}
	return to
}

// identities finds steps by their identity. It holds hashes, and makes the identities of those
// that have the same one anew. A statement that is the only one in its place has none like it.
type identities struct {
	seed   maphash.Seed
	last   map[uint64]int // by hash: the number of the latest one, from 1
	places map[place]int  // the number of the only one there; 0: there are more, found by their identities
	all    []identified
	of, to []byte
}

// place is what statements have in common that are equal.
type place struct {
	wall parse.Ticks
	line int32
}

type identified struct {
	step *Step
	name string // its identity, where it is not that of the step any more
	next int    // the one before with the same hash, 0: there is none
}

func newIdentities(size int) *identities {
	return &identities{
		seed:   maphash.MakeSeed(),
		last:   map[uint64]int{},
		places: make(map[place]int, size),
		all:    make([]identified, 0, size),
	}
}

// plain returns the first step with the identity of s, nil if that is s.
func (i *identities) plain(s *Step) *Step {
	if r := s.Record; r.IsStatement() && !isLogged(r) && i.isFirst(s, place{r.Time.Wall, r.Line}) {
		return nil
	}
	i.of = appendIdentity(i.of[:0], s)
	return i.find(identified{step: s})
}

// isFirst notes a statement, and reports whether none was in its place before.
func (i *identities) isFirst(s *Step, at place) bool {
	n, taken := i.places[at]
	if !taken {
		i.all = append(i.all, identified{step: s})
		i.places[at] = len(i.all)
		return true
	}
	if n > 0 {
		i.to = appendIdentity(i.to[:0], i.all[n-1].step)
		hash := maphash.Bytes(i.seed, i.to)
		i.all[n-1].next = i.last[hash]
		i.last[hash], i.places[at] = n, 0
	}
	return false
}

// named is plain for a step that goes by another identity.
func (i *identities) named(s *Step, name string) *Step {
	i.of = append(i.of[:0], name...)
	return i.find(identified{step: s, name: name})
}

func (i *identities) find(new identified) *Step {
	hash := maphash.Bytes(i.seed, i.of)
	for n := i.last[hash]; n > 0; n = i.all[n-1].next {
		known := &i.all[n-1]
		if known.name == "" {
			i.to = appendIdentity(i.to[:0], known.step)
		} else {
			i.to = append(i.to[:0], known.name...)
		}
		if bytes.Equal(i.of, i.to) {
			known.name = string(i.of) // who finds it may change it
			return known.step
		}
	}
	new.next = i.last[hash]
	i.all = append(i.all, new)
	i.last[hash] = len(i.all)
	return nil
}

// finerForms gives events whose form drops the record id and cuts the time off the same record
// of another file that keeps more of its time: of the same source and number, in the same
// second, of which no field says anything else.
func (k *Case) finerForms() map[*Step]*Step {
	fine, coarse := map[twinKey][]*Step{}, []*Step(nil)
	for _, s := range k.Steps {
		switch r := s.Record.Time; {
		case !isNameless(s) || r.IsZero():
		case r.Resolution < parse.Second:
			fine[twinKeyOf(s)] = append(fine[twinKeyOf(s)], s)
		case r.Resolution == parse.Second:
			coarse = append(coarse, s)
		}
	}
	found := map[*Step]*Step{}
	taken := map[string]map[*Step]bool{}
	for _, s := range coarse {
		for _, twin := range fine[twinKeyOf(s)] {
			if twin.Source == s.Source || taken[s.Source][twin] || !alike(s, twin) || !s.saysLike(twin) {
				continue
			}
			if taken[s.Source] == nil {
				taken[s.Source] = map[*Step]bool{}
			}
			taken[s.Source][twin] = true
			found[s] = twin
			break
		}
	}
	return found
}

// saysLike reports whether no field that both records have differs.
func (s *Step) saysLike(o *Step) bool {
	for _, f := range s.Record.AllFields() {
		if f.Name == parse.FieldPasted {
			continue
		}
		if g, ok := o.Record.Field(f.Name); ok && g.String() != f.Value.String() {
			return false
		}
	}
	return true
}

// twinKey is what two forms of one record have in common.
type twinKey struct {
	name   eventName
	second parse.Ticks
	local  bool
}

// adoptIDs gives events of forms that drop the record id that of the same record in
// another form: of the same source and number, in the same second or within what the form cuts
// off, that says nothing else. The second of two such events is the second one in the other
// form too. It returns the events that got an id, each with the record that it stands for.
func (k *Case) adoptIDs(nth map[*Step]int) map[*Step]*Step {
	if len(nth) == 0 {
		return nil
	}
	numbered := map[twinKey][]*Step{}
	for _, s := range k.Steps {
		if s.Record.RecordID != 0 && !s.Record.Time.IsZero() {
			key := twinKeyOf(s)
			numbered[key] = append(numbered[key], s)
		}
	}
	found := map[*Step]*Step{}
	taken := map[twinIn]string{}
	for _, s := range k.Steps {
		r := s.Record
		if !isNameless(s) || r.Time.IsZero() || r.Time.Resolution > parse.Minute {
			continue
		}
		own := fmt.Sprint(identity(s), "|", nth[s]) // lines that stand in a file again are the same record
		free := func(twin *Step) bool {
			by, ok := taken[twinIn{twin, s.Source}]
			return (!ok || by == own) && alike(s, twin)
		}
		if twin := s.twinAmong(numbered, free); twin != nil {
			taken[twinIn{twin, s.Source}] = own
			r.RecordID, r.Provider = twin.Record.RecordID, twin.Record.Provider
			found[s] = twin
		}
	}
	return found
}

// twinIn is a record and a file that holds it in another form.
type twinIn struct {
	record *Step
	source string
}

// twinAmong returns the first free record within the resolution of the time of s: one with the
// same words before one with others, as two forms need not be of one language.
func (s *Step) twinAmong(numbered map[twinKey][]*Step, free func(*Step) bool) *Step {
	var other *Step
	key := twinKeyOf(s)
	for last := key.second + max(0, s.Record.Time.Resolution/parse.Second-1); key.second <= last; key.second++ {
		for _, twin := range numbered[key] {
			switch {
			case !free(twin):
			case sameWords(s, twin):
				return twin
			case other == nil && s.Record.Time.Resolution <= parse.Second:
				other = twin
			}
		}
	}
	return other
}

// sameWords reports whether the messages of two forms are one, or one is the beginning of the
// other; a record without a message has none that differs.
func sameWords(a, b *Step) bool {
	words := func(s *Step) string { return strings.Join(strings.Fields(s.Record.Text("message")), " ") }
	x, y := words(a), words(b)
	return strings.HasPrefix(x, y) || strings.HasPrefix(y, x)
}

func twinKeyOf(s *Step) twinKey {
	return twinKey{nameOf(s.Record), s.Record.Time.Wall / parse.Second, isLocal(s.Record.Time)}
}

// alike reports whether two events of one second say nothing that differs.
func alike(a, b *Step) bool {
	same := func(x, y string) bool { return x == "" || y == "" || strings.EqualFold(x, y) }
	return same(a.Writer, b.Writer) && same(a.WriterID, b.WriterID) && same(a.Database, b.Database) &&
		same(strings.TrimRight(a.Volume, `\`), strings.TrimRight(b.Volume, `\`)) && same(a.SetID, b.SetID) &&
		sameComputer(a.Record.Computer, b.Record.Computer) && same(a.Record.Channel, b.Record.Channel) &&
		(a.Code == 0 || b.Code == 0 || a.Code == b.Code) &&
		(a.Kind == b.Kind || a.Kind == vocab.KindOther || b.Kind == vocab.KindOther)
}

// sameComputer reports whether two names can be of one computer: a form may leave the domain out.
func sameComputer(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == "" || b == "" || a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

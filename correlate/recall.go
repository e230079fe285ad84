package correlate

import (
	"slices"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// recall remembers what records of listings and of their writers were found to say: who polls the
// writers has most of them say the same each time. It is not safe for concurrent use; nil remembers
// nothing.
type recall struct {
	all  []*recalled
	last *recalled // what was met last
	next int       // place in all that is to be used anew if there are too many
}

// recalled is what one said.
type recalled struct {
	provider string
	fields   []parse.Field // of a record, as a rule the last one that said it
	event    vocab.Event
	state    WriterState // without listing and step
	behind   *recalled   // what was met behind it the last time
}

// mostRecalled is how many are remembered.
const mostRecalled = 64

func isRecallable(r *parse.Record) bool {
	return (r.Provider == parse.ProviderWriter || r.Provider == parse.ProviderListing) &&
		!r.FromText && r.Channel == "" && r.ProcessID == 0 && r.ThreadID == 0
}

// find returns what a record of a source says, nil if that is not known.
func (m *recall) find(source string, r *parse.Record) *recalled {
	if m == nil || !isRecallable(r) {
		return nil
	}
	says := func(k *recalled) bool {
		return k.event.Source == source && k.provider == r.Provider && k.says(r.Fields)
	}
	var found *recalled
	if m.last != nil && m.last.behind != nil && says(m.last.behind) {
		found = m.last.behind
	} else if i := slices.IndexFunc(m.all, says); i >= 0 {
		found = m.all[i]
	}
	m.met(found)
	return found
}

// note remembers what a record that was not found says.
func (m *recall) note(s *Step) {
	if m == nil || !isRecallable(s.Record) {
		return
	}
	k := &recalled{provider: s.Record.Provider, fields: s.Record.Fields, event: s.Event}
	k.event.Record = nil
	k.state.read(s)
	if len(m.all) < mostRecalled {
		m.all = append(m.all, k)
	} else {
		m.all[m.next], m.next = k, (m.next+1)%mostRecalled
	}
	m.met(k)
}

func (m *recall) met(k *recalled) {
	if m.last != nil && k != nil {
		m.last.behind = k
	}
	if k != nil {
		m.last = k
	}
}

// says reports whether a record of a writer with these fields says it, whichever listing it is of and whenever that was
// taken. Of records that follow each other most have the same list.
func (k *recalled) says(fields []parse.Field) bool {
	a, b := k.fields, fields
	if len(a) > 0 && len(a) == len(b) && &a[0] == &b[0] {
		return true
	}
	same := slices.EqualFunc(a, b, func(a, b parse.Field) bool {
		return a.Name == b.Name && (a.Value == b.Value || ofOneListing(a.Name))
	})
	if same {
		k.fields = fields
	}
	return same
}

// ofOneListing reports a field that tells one listing from others.
func ofOneListing(name string) bool {
	switch name {
	case parse.FieldMonthFirst, parse.FieldDayFirst, parse.FieldUntilMonthFirst, parse.FieldUntilDayFirst:
		return true
	}
	return false
}

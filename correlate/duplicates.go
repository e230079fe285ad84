package correlate

import (
	"fmt"
	"strings"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/parse"
)

// dropDuplicates keeps the first of equal records and remembers where else they
// stood. Records of one log are equal if provider, id, record id, time and data are.
func (k *Case) dropDuplicates() {
	k.adoptIDs()
	seen := map[string]*Step{}
	k.Duplicates = map[string]int{}
	kept := k.Steps[:0]
	nth := map[string]int{}
	for _, s := range k.Steps {
		key := identity(s)
		if isNameless(s) { // the second of two equal ones in a file is the second of another file
			of := s.Source + "|" + key
			nth[of]++
			key = fmt.Sprint(key, "|", nth[of])
		}
		first := seen[key]
		if first == nil {
			seen[key] = s
			kept = append(kept, s)
			continue
		}
		if first.Record.FromText && !s.Record.FromText || first.Record.Salvaged && !s.Record.Salvaged {
			*first, *s = *s, *first // the better copy counts
		}
		first.alsoIn(s.Source)
		k.Duplicates[s.Source]++
	}
	kept = k.dropRetold(kept)
	clear(k.Steps[len(kept):])
	k.Steps = kept
}

// isNameless reports an event of a form that drops the record id.
func isNameless(s *Step) bool {
	return s.Record.RecordID == 0 && !strings.HasPrefix(s.Record.Provider, "vsslog.")
}

func identity(s *Step) string {
	r := s.Record
	if strings.HasPrefix(r.Provider, "vsslog.") {
		// Statements of texts are equal only as copies of one whole file would be:
		// by time, content and place.
		var b strings.Builder
		fmt.Fprintf(&b, "%s|%d|%d|%d", r.Provider, r.Time.Wall, r.Time.Zone, r.Line)
		for _, f := range r.Fields {
			b.WriteString("|" + f.Name + "=" + f.Value.String())
		}
		if r.Time.IsZero() {
			b.WriteString("|" + s.Source)
		}
		return b.String()
	}
	id := r.RecordID
	if id == 0 { // exports that drop the record id: the data must tell
		var b strings.Builder
		for _, f := range r.Fields {
			if f.Name != parse.FieldPasted {
				b.WriteString("|" + f.Value.String())
			}
		}
		if r.Time.IsZero() {
			b.WriteString("|" + s.Source)
		}
		return fmt.Sprintf(
			"%s|%d|%d|%d%s",
			strings.ToLower(r.Provider),
			r.EventID,
			r.Time.Wall,
			r.Time.Resolution,
			b.String(),
		)
	}
	return fmt.Sprintf("%s|%d|%d|%d", strings.ToLower(r.Provider), r.EventID, id, r.Time.Wall/parse.Second)
}

// twinKey is what two forms of one record have in common.
type twinKey struct {
	name   eventName
	second parse.Ticks
}

// adoptIDs gives events of forms that drop the record id that of the same record in
// another form: of the same source and number, in the same second, that says nothing
// else. The second of two such events is the second one in the other form too.
func (k *Case) adoptIDs() {
	nameless := false
	for _, s := range k.Steps {
		nameless = nameless || isNameless(s) && !isLocal(s.Record.Time)
	}
	if !nameless {
		return
	}
	numbered := map[twinKey][]*Step{}
	for _, s := range k.Steps {
		if s.Record.RecordID != 0 && !isLocal(s.Record.Time) && !s.Record.Time.IsZero() {
			key := twinKeyOf(s)
			numbered[key] = append(numbered[key], s)
		}
	}
	taken := map[string]map[*Step]bool{}
	for _, s := range k.Steps {
		r := s.Record
		if !isNameless(s) || isLocal(r.Time) || r.Time.IsZero() || r.Time.Resolution > parse.Second {
			continue
		}
		for _, twin := range numbered[twinKeyOf(s)] {
			if taken[s.Source][twin] || !alike(s, twin) {
				continue
			}
			if taken[s.Source] == nil {
				taken[s.Source] = map[*Step]bool{}
			}
			taken[s.Source][twin] = true
			r.RecordID, r.Provider = twin.Record.RecordID, twin.Record.Provider
			break
		}
	}
}

func twinKeyOf(s *Step) twinKey {
	return twinKey{nameOf(s.Record), s.Record.Time.Wall / parse.Second}
}

// alike reports whether two events of one second say nothing that differs.
func alike(a, b *Step) bool {
	same := func(x, y string) bool { return x == "" || y == "" || strings.EqualFold(x, y) }
	return same(a.Writer, b.Writer) && same(a.WriterID, b.WriterID) && same(a.Record.Computer, b.Record.Computer) &&
		same(a.Record.Channel, b.Record.Channel) &&
		(a.Code == 0 || b.Code == 0 || a.Code == b.Code) &&
		(a.Kind == b.Kind || a.Kind == vocab.KindOther || b.Kind == vocab.KindOther)
}

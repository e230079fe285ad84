package evtx

import (
	"bytes"

	"github.com/vsslog/vsslog/parse"
)

// judge decides from a program, and the event id of an instance, whether a
// record is wanted, before any other value is looked at.
type judge struct {
	provider, guid, source string
	id                     op
	seen                   bool // there is an id
	unsure                 bool // a name comes from the instance: decode, then ask
	rules                  []int
}

// see takes note of an op of <System>.
func (j *judge) see(o op, dependency uint16) {
	var name *string
	switch o.property {
	case propProvider:
		name = &j.provider
	case propProviderGUID:
		name = &j.guid
	case propEventSource:
		name = &j.source
	case propEventID:
		j.id, j.seen = o, true
		if dependency != noDependency && int32(dependency) != o.index {
			j.unsure = true
		}
		return
	default:
		return
	}
	if o.index >= 0 || dependency != noDependency {
		j.unsure = true
		return
	}
	*name = o.literal.Bytes()
}

// prepare finds the rules that name the provider.
func (j *judge) prepare(s *parse.Selector) {
	if s == nil || j.unsure {
		return
	}
	for i := range s.Rules {
		if s.Rules[i].Names(j.provider, j.guid, j.source) {
			j.rules = append(j.rules, i)
		}
	}
}

// opinion of a judge.
type opinion uint8

const (
	no opinion = iota
	yes
	unsure
)

// judge returns whether the record whose values lie at `at` is wanted.
func (d *decoder) judge(j *judge, at, end int) opinion {
	switch {
	case d.selector == nil:
		return yes
	case j.unsure:
		return unsure
	case len(j.rules) == 0:
		return no
	}
	id := uint64(0)
	if j.seen {
		v := j.id.literal
		if j.id.index >= 0 {
			w, ok := d.valueAt(at, end, int(j.id.index))
			t := parse.ValueType(w.typ)
			if !ok || (t != parse.TypeNull && !isNumber(t)) {
				return unsure
			}
			if bits, ok := scalar(t, d.b[w.off:int(w.off)+int(w.size)]); ok && t != parse.TypeNull {
				v = parse.NumberValue(t, bits)
			}
		}
		id, _ = numberOf(v)
	}
	for _, i := range j.rules {
		if r := &d.selector.Rules[i]; r.WantsID(uint32(id)) && d.hasWord(i) {
			return yes
		}
	}
	return no
}

// valueAt returns the window of one value without reading those behind it.
func (d *decoder) valueAt(at, end, index int) (w window, ok bool) {
	if end-at < 4 {
		return w, false
	}
	count := le.Uint32(d.b[at:])
	if uint64(count) > uint64(end-at-4)/4 || uint64(index) >= uint64(count) {
		return w, false
	}
	at += 4
	data := at + 4*int(count)
	for i := 0; ; i++ {
		descriptor := le.Uint32(d.b[at+4*i:])
		size := int(descriptor & 0xffff)
		if size > end-data {
			return w, false
		}
		if i == index {
			return window{off: int32(data), size: uint16(size), typ: uint8(descriptor >> 16)}, true
		}
		data += size
	}
}

// needles are the words of a rule as they stand in a chunk.
func needles(s *parse.Selector) [][][]byte {
	if s == nil {
		return nil
	}
	all := make([][][]byte, len(s.Rules))
	for i := range s.Rules {
		for _, word := range s.Rules[i].Words {
			all[i] = append(all[i], encodeUTF16(word))
		}
	}
	return all
}

// hasWord reports whether the chunk holds one of the words of rule i, or the
// rule has none. A chunk is searched once for each rule, and only if a record in
// it fits the rule otherwise.
func (d *decoder) hasWord(i int) bool {
	words := d.needles[i]
	if len(words) == 0 {
		return true
	}
	if d.words[i] == unsure {
		d.words[i] = no
		for _, word := range words {
			if bytes.Contains(d.b, word) {
				d.words[i] = yes
				break
			}
		}
	}
	return d.words[i] == yes
}

// wants reports whether the selector asks for the record r.
func (d *decoder) wants(r *parse.Record) bool {
	if d.selector == nil || d.peeking {
		return true
	}
	for i := range d.selector.Rules {
		rule := &d.selector.Rules[i]
		if rule.Names(r.Provider, r.ProviderGUID, r.EventSourceName) && rule.WantsID(r.EventID) && d.hasWord(i) {
			return true
		}
	}
	return false
}

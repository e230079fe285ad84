package evtx

import (
	"bytes"

	"github.com/vsslog/vsslog/parse"
)

// filter decides from a program, and a few values of an instance, whether a
// record is wanted, before anything else of it is looked at.
type filter struct {
	// names are Provider Name, Guid and EventSourceName; they stand in the
	// template, or in the instance where one template serves many providers.
	names  [3]op
	id     op
	fixed  bool  // all names stand in the template
	rules  []int // those that the names fit, if fixed
	unsure bool  // only decoding can tell
}

// newFilter returns a filter that knows no names and no id yet.
func newFilter() filter {
	none := op{index: -1}
	return filter{names: [3]op{none, none, none}, id: none}
}

// see takes note of an op of <System>.
func (j *filter) see(o op, dependency uint16) {
	switch o.property {
	case propProvider:
		j.names[0] = o
	case propProviderGUID:
		j.names[1] = o
	case propEventSource:
		j.names[2] = o
	case propEventID:
		j.id = o
	default:
		return
	}
	// A value that depends on itself is NULL when it is not there.
	j.unsure = j.unsure || dependency != noDependency && int32(dependency) != o.index
}

// compile finds the rules that the names fit, if the template has them all.
func (j *filter) compile(s *parse.Selector) {
	j.fixed = j.names[0].index < 0 && j.names[1].index < 0 && j.names[2].index < 0
	if s != nil && j.fixed {
		j.rules = fitting(s, j.names[0].literal.Bytes(), j.names[1].literal.Bytes(), j.names[2].literal.Bytes())
	}
}

// fitting returns the rules that are about a provider.
func fitting(s *parse.Selector, provider, guid, source string) (rules []int) {
	for i := range s.Rules {
		if s.Rules[i].Names(provider, guid, source) {
			rules = append(rules, i)
		}
	}
	return rules
}

// match says whether a record is one that a filter wants.
type match uint8

const (
	no match = iota
	yes
	unsure
)

// match returns whether the record whose values lie at `at` is wanted.
func (d *decoder) match(j *filter, at, end int) match {
	if j.unsure {
		return unsure
	}
	rules := j.rules
	if !j.fixed {
		var ok bool
		if d.refs, _, _, ok = d.values(d.refs[:0], at, end); !ok {
			return unsure
		}
		if rules, ok = d.rulesFor(j, d.refs); !ok {
			return unsure
		}
	}
	if len(rules) == 0 {
		return no
	}
	id := j.id.literal
	if j.id.index >= 0 {
		w, ok := d.valueAt(at, end, int(j.id.index))
		if t := parse.ValueType(w.typ); ok && isNumber(t) {
			bits, fits := scalar(t, d.b[w.off:int(w.off)+int(w.size)])
			id, ok = parse.NumberValue(t, bits), fits
		} else {
			ok = ok && t == parse.TypeNull
		}
		if !ok {
			return unsure
		}
	}
	n, _ := numberOf(id)
	for _, i := range rules {
		if rule := &d.selector.Rules[i]; rule.WantsID(uint32(n)) && d.hasWord(i) {
			d.rule = rule
			return yes
		}
	}
	return no
}

// maxRulings bounds how many providers a worker remembers the rules of.
const maxRulings = 1 << 12

// rulesFor returns the rules that fit the names in values. The same few names
// come again and again, so they are looked up by their bytes.
func (d *decoder) rulesFor(j *filter, values []valueRef) (rules []int, ok bool) {
	if d.ruledAlready(j, values) {
		return d.ruled.rules, true
	}
	if rules, ok = d.lookUpRules(j, values); !ok {
		return nil, false
	}
	d.ruled.filter, d.ruled.chunk, d.ruled.rules = j, d.chunkNumber, rules
	for i := range j.names {
		if n := &j.names[i]; n.index >= 0 {
			d.ruled.names[i] = values[n.index]
		}
	}
	return rules, true
}

// ruling is what the rules of the record before were, by its names.
type ruling struct {
	filter *filter
	chunk  uint32
	names  [3]valueRef
	rules  []int
}

// ruledAlready reports whether the names in values are those of the record before.
func (d *decoder) ruledAlready(j *filter, values []valueRef) bool {
	if d.ruled.filter != j || d.ruled.chunk != d.chunkNumber {
		return false
	}
	for i := range j.names {
		n := &j.names[i]
		if n.index < 0 {
			continue
		}
		if int(n.index) >= len(values) {
			return false
		}
		w, before := values[n.index], d.ruled.names[i]
		if w.typ != before.typ || !bytes.Equal(d.bytesOf(w), d.bytesOf(before)) {
			return false
		}
	}
	return true
}

func (d *decoder) lookUpRules(j *filter, values []valueRef) (rules []int, ok bool) {
	d.key = d.key[:0]
	for i := range j.names {
		n := &j.names[i]
		if n.index < 0 {
			d.key = append(append(d.key, n.literal.Bytes()...), 0xff)
			continue
		}
		if int(n.index) >= len(values) {
			return nil, false
		}
		w := values[n.index]
		d.key = le.AppendUint16(append(d.key, w.typ), w.size)
		d.key = append(d.key, d.b[w.off:int(w.off)+int(w.size)]...)
	}
	if rules, ok = d.rulings[string(d.key)]; ok {
		return rules, true
	}
	var r parse.Record
	for i := range j.names {
		if n := &j.names[i]; n.index < 0 {
			d.set(&r, n.property, n.literal)
		} else {
			w := values[n.index]
			d.set(&r, n.property, d.value(w.typ, d.b[w.off:int(w.off)+int(w.size)]))
		}
	}
	rules = fitting(d.selector, r.Provider, r.ProviderGUID, r.EventSourceName)
	if len(d.rulings) >= maxRulings {
		clear(d.rulings)
	}
	d.rulings[string(d.key)] = rules
	return rules, true
}

// valueAt returns the window of one value without reading those behind it.
func (d *decoder) valueAt(at, end, index int) (w valueRef, ok bool) {
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
			return valueRef{off: int32(data), size: uint16(size), typ: uint8(descriptor >> 16)}, true
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

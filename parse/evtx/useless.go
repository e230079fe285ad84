package evtx

import "github.com/vsslog/vsslog/parse"

// Records of services say the same again and again, and few are of use. A rule may tell which are
// (parse.Rule.Means): then a record is passed over that says what an earlier one said that is of none.

// maxUseless bounds how many are remembered, and maxSaid how long what they say is.
const (
	maxUseless = 1 << 12
	maxSaid    = 1 << 10
)

// useless remembers what records said that were of no use.
type useless struct {
	known map[string]bool
	rule  *parse.Rule // that wants the record at hand, nil: none, or it is not known
	said  []byte      // what that record says; empty: nobody asked
}

// saysNothing reports whether the record body at [start, end), which a rule wants, is to be passed over.
func (d *decoder) saysNothing(s trust, start, end int) bool {
	d.said = d.said[:0]
	if d.rule == nil || d.rule.Means == nil || s != live || d.doubtful || d.runs.nameless(d.batch) {
		return false
	}
	p, at, ok := d.programOf(d.opening(start, end), end, inRecord)
	budget := d.budget
	d.refs = d.refs[:0]
	if !ok || !d.say(p, at, end) || len(d.said) > maxSaid {
		d.said = d.said[:0]
	} else if d.known[string(d.said)] && len(d.mended) == 0 {
		return true
	}
	d.budget = budget
	return false
}

// judge remembers what the record at hand says if it is of no use.
func (d *decoder) judge(r *parse.Record) {
	if len(d.said) == 0 || d.rule.Means(r) {
		return
	}
	if d.known == nil || len(d.known) >= maxUseless {
		d.known = map[string]bool{}
	}
	d.known[string(d.said)] = true
}

// say appends to d.said what the instance at `at` of a program says: the descriptors of its values, and the values but
// for those that pass. ok is false if that cannot be told from its values alone.
func (d *decoder) say(p *program, at, end int) (ok bool) {
	base, count, next := len(d.refs), 0, 0
	if d.refs, count, next, ok = d.values(d.refs, at, end); !ok || count < p.values {
		return false
	}
	from := at + 4 + 4*count
	d.said = append(le.AppendUint32(d.said, p.number), d.b[at:from]...)
	for i := range count {
		w := d.refs[base+i]
		splice := w.typ == typeBinXML
		if !splice && (i >= len(p.passing) || !p.passing[i]) {
			continue
		}
		d.said = append(d.said, d.b[from:w.off]...)
		if from = int(w.off) + int(w.size); splice && !d.saySpliced(p, i, w) {
			return false
		}
	}
	d.said = append(d.said, d.b[from:next]...)
	return true
}

func (d *decoder) saySpliced(p *program, index int, w valueRef) bool {
	for i := range p.ops {
		if o := &p.ops[i]; o.kind == opSplice && int(o.index) == index {
			at, end := int(w.off), int(w.off)+int(w.size)
			inner, at, ok := d.programOf(d.opening(at, end), end, o.context)
			return ok && !inner.isEvent && d.say(inner, at, end)
		}
	}
	return false
}

// passing returns which values of an instance are nothing but its time and numbers that differ from record to record.
func passing(ops []op, values int) []bool {
	is := make([]bool, values)
	for _, o := range ops {
		if o.kind == opProperty && o.index >= 0 {
			is[o.index] = true
		}
	}
	for _, o := range ops {
		if o.index < 0 || o.kind == opGuard { // a guard asks for the type alone
			continue
		}
		switch o.property {
		case propTime, propRecordID, propProcessID, propThreadID, propActivityID, propRelatedActivityID:
		default:
			is[o.index] = false
		}
	}
	return is
}

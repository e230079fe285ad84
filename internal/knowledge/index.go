package knowledge

// index finds the causes that an observation may speak for without trying all. Each
// anchor stands under one thing that it asks for: a code, else an event, and so on.
type index struct {
	code, event, sql, jet, any, state map[uint32][]int32
	text                              grams   // anchors that ask for none of these, but for words of the text
	rest                              []int32 // all others
}

func newIndex(causes []*Cause) index {
	x := index{}
	for _, n := range x.byNumber() {
		*n.causes = map[uint32][]int32{}
	}
	var texts []*Pattern
	var textsAt []int32
	for i, c := range causes {
		at := int32(i)
		for _, p := range c.anchors() {
			switch {
			case x.addNumbers(p, at):
			case len(p.Text) > 0 || len(p.AnyText) > 0:
				texts, textsAt = append(texts, p), append(textsAt, at)
			default:
				x.rest = appendNew(x.rest, at)
			}
		}
	}
	x.text = newGrams(textsAt, texts)
	return x
}

// numberIndex finds causes by the numbers that an anchor asks for.
type numberIndex struct {
	causes *map[uint32][]int32
	want   func(*Pattern) Numbers
}

// byNumber are the indexes by number; an anchor stands in the first one of which it asks
// for something.
func (x *index) byNumber() []numberIndex {
	return []numberIndex{
		{&x.event, func(p *Pattern) Numbers { return p.Event }},
		{&x.code, func(p *Pattern) Numbers { return p.Code }},
		{&x.sql, func(p *Pattern) Numbers { return p.SQLError }},
		{&x.jet, func(p *Pattern) Numbers { return p.Jet }},
		{&x.any, func(p *Pattern) Numbers { return p.AnyCode }},
		{&x.state, func(p *Pattern) Numbers { return p.State }},
	}
}

// addNumbers files an anchor of the cause under its numbers; false if it asks for none.
func (x *index) addNumbers(p *Pattern, at int32) bool {
	for _, n := range x.byNumber() {
		wanted := n.want(p)
		for _, number := range wanted {
			(*n.causes)[number] = appendNew((*n.causes)[number], at)
		}
		if len(wanted) > 0 {
			return true
		}
	}
	return false
}

// appendNew appends what the list does not end with.
func appendNew(list []int32, at int32) []int32 {
	if n := len(list); n > 0 && list[n-1] == at {
		return list
	}
	return append(list, at)
}

// each calls try for all causes that may hold; for some of them more than once.
func (x *index) each(v *view, try func(int32)) {
	x.text.each(v, try) // first: the others profit from what it notes
	all := func(list []int32) {
		for _, at := range list {
			try(at)
		}
	}
	if v.Event != 0 {
		all(x.event[v.Event])
	} else if v.EventProvider != "" { // a message alone: any of its provider's events
		for _, list := range x.event {
			all(list)
		}
	}
	if v.Code != 0 {
		all(x.code[v.Code])
		all(x.any[v.Code])
	}
	for _, n := range v.Codes {
		if n != v.Code {
			all(x.any[n])
		}
	}
	for _, n := range v.SQLErrors {
		all(x.sql[n])
	}
	for _, n := range v.Jet {
		all(x.jet[uint32(n)])
		all(x.any[uint32(n)])
	}
	if v.State != 0 {
		all(x.state[uint32(v.State)])
	}
	all(x.rest)
}

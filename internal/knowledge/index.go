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
	maps := []struct {
		m    *map[uint32][]int32
		want func(*Pattern) Numbers
	}{
		{&x.event, func(p *Pattern) Numbers { return p.Event }},
		{&x.code, func(p *Pattern) Numbers { return p.Code }},
		{&x.sql, func(p *Pattern) Numbers { return p.SQLError }},
		{&x.jet, func(p *Pattern) Numbers { return p.Jet }},
		{&x.any, func(p *Pattern) Numbers { return p.AnyCode }},
		{&x.state, func(p *Pattern) Numbers { return p.State }},
	}
	for i := range maps {
		*maps[i].m = map[uint32][]int32{}
	}
	var texts []*Pattern
	var textsAt []int32
	for at, c := range causes {
	anchors:
		for _, p := range c.anchors() {
			for i := range maps {
				if list := maps[i].want(p); len(list) > 0 {
					for _, n := range list {
						m := *maps[i].m
						if old := m[n]; len(old) == 0 || old[len(old)-1] != int32(at) {
							m[n] = append(old, int32(at))
						}
					}
					continue anchors
				}
			}
			if len(p.Text) > 0 || len(p.AnyText) > 0 {
				texts, textsAt = append(texts, p), append(textsAt, int32(at))
				continue
			}
			if n := len(x.rest); n == 0 || x.rest[n-1] != int32(at) {
				x.rest = append(x.rest, int32(at))
			}
		}
	}
	x.text = newGrams(textsAt, texts)
	return x
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

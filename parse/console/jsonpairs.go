package console

import "slices"

// jsonPairs are the lines of JSON of which each has one property, as far as they were looked at:
// where no listing begins they are asked for again from each line on.
type jsonPairs struct {
	first int // line of all[0]
	all   []jsonLine

	// A run of them, and the names in it.
	from   int
	run    []string // of each line
	counts map[string]int
	names  []string // sorted; nil: they are to be gathered anew
}

type jsonLine struct {
	name, value string
	ok          bool
}

// jsonLine returns what line i has of such a property.
func (r *Reader) jsonLine(i int) jsonLine {
	p := &r.json
	if i < p.first || i > p.first+len(p.all) {
		p.first, p.all = i, p.all[:0]
	}
	if i == p.first+len(p.all) {
		if len(p.all) >= 4*maxObjectLines { // those in front are behind the block by now
			p.all = append(p.all[:0], p.all[2*maxObjectLines:]...)
			p.first += 2 * maxObjectLines
		}
		var l jsonLine
		l.name, l.value, l.ok = jsonPair(r.Text(i))
		p.all = append(p.all, l)
	}
	return p.all[i-p.first]
}

// jsonNames returns the names of the properties that stand one a line from line i on, sorted.
func (r *Reader) jsonNames(i int) []string {
	p := &r.json
	if i < p.from || i > p.from+len(p.run) || p.counts == nil {
		p.from, p.run, p.counts, p.names = i, nil, map[string]int{}, nil
	}
	for ; p.from < i; p.from++ {
		name := p.run[0]
		p.run = p.run[1:]
		if p.counts[name]--; p.counts[name] == 0 {
			delete(p.counts, name)
			p.names = nil
		}
	}
	for at := i + len(p.run); at < i+maxObjectLines && r.Has(at); at++ {
		l := r.jsonLine(at)
		if !l.ok {
			break
		}
		p.run = append(p.run, l.name)
		if p.counts[l.name]++; p.counts[l.name] == 1 {
			p.names = nil
		}
	}
	if p.names == nil {
		p.names = make([]string, 0, len(p.counts))
		for name := range p.counts {
			p.names = append(p.names, name)
		}
		slices.Sort(p.names)
	}
	return p.names
}

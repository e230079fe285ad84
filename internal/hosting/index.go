package hosting

import "slices"

// wide is how many computers and runs an input may tell of before it is looked up and not
// searched for each of its hosts.
const wide = 64

// Index finds what an outline tells of one host without a walk over what it tells of all
// others: one file may hold the records of many thousand hosts. It is safe for concurrent
// use.
type Index struct {
	outline *Outline
	all     bool                // the outline is small: it is given as it is
	holds   map[string][]string // computers of Holds by label, in its order
	logged  map[string][]string // likewise of Logged
	owners  map[string][]string // likewise of its runs
	runs    map[string][]int32  // numbers of the runs of the logs of a computer
}

// NewIndex indexes an outline, which may not change afterwards.
func NewIndex(o *Outline) *Index {
	x := &Index{outline: o, all: len(o.Holds)+len(o.Runs)+len(o.Logged) <= wide}
	if x.all {
		return x
	}
	x.holds, x.logged, x.runs = byLabel(o.Holds), byLabel(o.Logged), map[string][]int32{}
	owner, _ := owners(o)
	var computers []string
	for n, r := range o.Runs {
		computer := owner[logName(o, &r)]
		if len(x.runs[computer]) == 0 {
			computers = append(computers, computer)
		}
		x.runs[computer] = append(x.runs[computer], int32(n))
	}
	x.owners = byLabel(computers)
	return x
}

func byLabel(computers []string) map[string][]string {
	by := map[string][]string{}
	for _, computer := range computers {
		by[labelOf(computer)] = append(by[labelOf(computer)], computer)
	}
	return by
}

// Of is the outline as far as it concerns a host: the computers whose label is its name's,
// what names no computer, and the runs of their logs.
func (x *Index) Of(host string) *Outline {
	if x.all {
		return x.outline
	}
	o := *x.outline
	label := labelOf(host)
	o.Holds, o.Logged, o.Runs = own(x.holds, label), own(x.logged, label), nil
	var numbers []int32
	for _, computer := range own(x.owners, label) {
		numbers = append(numbers, x.runs[computer]...)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		o.Runs = append(o.Runs, x.outline.Runs[n])
	}
	return &o
}

// own are the computers of a label, and "" where it is there.
func own(by map[string][]string, label string) []string {
	if label == "" {
		return by[""]
	}
	return slices.Concat(by[label], by[""])
}

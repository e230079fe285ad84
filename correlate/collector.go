package correlate

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Collector gathers the records of a run and builds one Case per host. It is
// not safe for concurrent use; the order of calls does not change the result.
type Collector struct {
	zone   *time.Location
	inputs map[string]*source
}

// source is what is kept of one input.
type source struct {
	name      string
	folder    string // name of the collection folder
	steps     []*Step
	runs      []parse.Run
	computers map[string]bool
}

// NewCollector returns an empty collector. zone is that of local times without a
// zone of their own, nil if it is not known.
func NewCollector(zone *time.Location) *Collector {
	return &Collector{zone: zone, inputs: map[string]*source{}}
}

func (c *Collector) source(name, folder string) *source {
	s := c.inputs[name]
	if s == nil {
		s = &source{name: name, folder: folder, computers: map[string]bool{}}
		c.inputs[name] = s
	}
	return s
}

// Add gives the collector a record that it keeps, and reports whether the
// vocabulary has a meaning for it. folder is the input's collection folder.
func (c *Collector) Add(input, folder string, r *parse.Record) bool {
	src := c.source(input, folder)
	if r.Computer != "" {
		src.computers[strings.ToLower(r.Computer)] = true
	}
	s := NewStep(input, r)
	if s == nil {
		return false
	}
	src.steps = append(src.steps, s)
	return true
}

// AddRuns gives the collector what the record headers of an input tell.
func (c *Collector) AddRuns(input, folder string, runs []parse.Run) {
	src := c.source(input, folder)
	for _, r := range runs {
		r.Channel, r.Computer = strings.Clone(r.Channel), strings.Clone(r.Computer)
		if r.Computer != "" {
			src.computers[strings.ToLower(r.Computer)] = true
		}
		src.runs = appendRun(src.runs, r)
	}
}

// appendRun joins r to the last run where its ids go on.
func appendRun(runs []parse.Run, r parse.Run) []parse.Run {
	if n := len(runs); n > 0 && runs[n-1].LastID+1 == r.FirstID && (runs[n-1].Channel == r.Channel || r.Channel == "" || runs[n-1].Channel == "") {
		last := &runs[n-1]
		if r.First.Wall < last.Last.Wall-parse.OutOfOrder {
			last.StepsBack++
		}
		last.StepsBack += r.StepsBack
		last.LastID, last.Last, last.Records = r.LastID, r.Last, last.Records+r.Records
		last.Earliest, last.Latest = min(last.Earliest, r.Earliest), max(last.Latest, r.Latest)
		if last.Channel == "" {
			last.Channel = r.Channel
		}
		if last.Computer == "" {
			last.Computer = r.Computer
		}
		return runs
	}
	return append(runs, r)
}

// Cases builds one case per host, ordered by host name.
func (c *Collector) Cases() []*Case {
	names := make([]string, 0, len(c.inputs))
	for n := range c.inputs {
		names = append(names, n)
	}
	slices.Sort(names)
	hosts := newNaming(c.inputs, names)
	cases := map[string]*Case{}
	get := func(name, basis string) *Case {
		k := cases[name]
		if k == nil {
			k = &Case{Host: &Host{Name: name, Basis: basis}}
			cases[name] = k
		}
		if k.Host.Basis != "records" && basis == "records" {
			k.Host.Basis = basis
		}
		return k
	}
	for _, n := range names {
		src := c.inputs[n]
		fallback, basis := hosts.of(src)
		for _, s := range src.steps {
			host, b := fallback, basis
			if s.Record.Computer != "" {
				host, b = hosts.label(s.Record.Computer), "records"
			}
			s.Host = host
			k := get(host, b)
			k.Steps = append(k.Steps, s)
		}
		for _, l := range logsOf(src) {
			host, b := fallback, basis
			if l.computer != "" {
				host, b = hosts.label(l.computer), "records"
			}
			k := get(host, b)
			k.Logs = append(k.Logs, l)
		}
	}
	out := make([]*Case, 0, len(cases))
	for _, k := range cases {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b *Case) int { return strings.Compare(a.Host.Name, b.Host.Name) })
	for _, k := range out {
		k.build(c.zone)
	}
	return out
}

// naming turns computer names into host names: the lower-case NetBIOS label,
// or the whole name where two domains have a host of one label.
type naming struct {
	domains map[string]map[string]bool // label to the FQDNs seen
	folders map[string]map[string]bool // folder path in sources to the hosts below it
	inputs  map[string]*source
}

func newNaming(inputs map[string]*source, names []string) *naming {
	n := &naming{map[string]map[string]bool{}, map[string]map[string]bool{}, inputs}
	for _, name := range names {
		for computer := range inputs[name].computers {
			label, _, dotted := strings.Cut(computer, ".")
			if n.domains[label] == nil {
				n.domains[label] = map[string]bool{}
			}
			if dotted {
				n.domains[label][computer] = true
			}
		}
	}
	for _, name := range names {
		for _, s := range inputs[name].steps {
			if s.Record.Provider == parse.ProviderHost && s.Record.Text(parse.FieldFact) == parse.FactHostName {
				inputs[name].computers[strings.ToLower(s.Record.Text(parse.FieldValue))] = true
			}
		}
		for computer := range inputs[name].computers {
			for _, dir := range ancestors(name) {
				if n.folders[dir] == nil {
					n.folders[dir] = map[string]bool{}
				}
				n.folders[dir][n.label(computer)] = true
			}
		}
	}
	return n
}

// ancestors lists the folders that a source lies in, the nearest first; an
// archive counts as a folder.
func ancestors(name string) []string {
	var dirs []string
	for d := path.Dir(strings.ReplaceAll(name, "!/", "/")); d != "." && d != "/"; d = path.Dir(d) {
		dirs = append(dirs, d)
	}
	return dirs
}

func (n *naming) label(computer string) string {
	computer = strings.ToLower(computer)
	label, _, dotted := strings.Cut(computer, ".")
	if dotted && len(n.domains[label]) > 1 {
		return computer
	}
	return label
}

// of attributes an input without computer names in its records: to its own one
// host, to the only host of the nearest folder that has any, else to its folder.
func (n *naming) of(src *source) (host, basis string) {
	if len(src.computers) == 1 {
		for c := range src.computers {
			return n.label(c), "records"
		}
	}
	for _, dir := range ancestors(src.name) {
		switch hosts := n.folders[dir]; len(hosts) {
		case 0:
			continue
		case 1:
			for h := range hosts {
				return h, "folder"
			}
		}
		break
	}
	return strings.ToLower(orElse(src.folder, path.Base(src.name))), "path"
}

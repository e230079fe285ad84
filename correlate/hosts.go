package correlate

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/parse"
)

// Outline is what must be known of an input to say whose it is, and what its
// record headers tell.
type Outline struct {
	Source    string
	Folder    string   // name of the collection folder
	Beside    string   // the same for inputs that lie in one folder without being named by it, "" for others
	Computers []string // that its records and record headers name, lower case, each once
	Named     []string // host names that its statements of facts give, lower case
	Home      string   // log of the records that do not name one, "" if not known: see HomeLog
	Holds     []string // of the records with a meaning: the computers that they name, lower case, "" for none
	Runs      []parse.Run
	Logged    []string // computers of its logs, lower case, where Light took the Runs
}

// Light drops what PlanHosts can do without, so that the outlines of all inputs of
// a fleet can be held at once. NewCase needs the whole.
func (o *Outline) Light() *Outline {
	light := *o
	light.Logged, light.Runs = logComputers(o), nil
	return &light
}

// HostPlan is a host and where its records stand.
type HostPlan struct {
	Name   string
	Basis  string // where the name comes from: records, folder, path
	Inputs []PlannedInput
}

// PlannedInput is what of an input belongs to a host.
type PlannedInput struct {
	Input     int      // number of the outline
	Computers []string // the records that name one of these, lower case; "" for those that name none
	Logs      []string // the runs that name one of these computers, likewise
}

// PlanHosts finds the hosts of inputs, ordered by name, and whose the records
// are: those of the computer that they name, else of the host of the input.
func PlanHosts(outlines []*Outline) []*HostPlan {
	order := make([]int, len(outlines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(outlines[a].Source, outlines[b].Source) })
	hosts := newNaming(outlines)
	plans := map[string]*HostPlan{}
	get := func(name, basis string, input int) *PlannedInput {
		p := plans[name]
		if p == nil {
			p = &HostPlan{Name: name, Basis: basis}
			plans[name] = p
		}
		if basis == "records" {
			p.Basis = basis
		}
		if n := len(p.Inputs); n == 0 || p.Inputs[n-1].Input != input {
			p.Inputs = append(p.Inputs, PlannedInput{Input: input})
		}
		return &p.Inputs[len(p.Inputs)-1]
	}
	for _, i := range order {
		o := outlines[i]
		fallback, basis := hosts.of(o)
		of := func(computer string) (string, string) {
			if computer == "" {
				return fallback, basis
			}
			return hosts.label(computer), "records"
		}
		for _, computer := range o.Holds {
			host, b := of(computer)
			in := get(host, b, i)
			in.Computers = append(in.Computers, computer)
		}
		for _, computer := range logComputers(o) {
			host, b := of(computer)
			in := get(host, b, i)
			in.Logs = append(in.Logs, computer)
		}
	}
	out := make([]*HostPlan, 0, len(plans))
	for _, p := range plans {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *HostPlan) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// logComputers lists the computers of an input's logs, lower case, each once.
func logComputers(o *Outline) []string {
	computers := slices.Clip(o.Logged)
	for _, l := range logsOf(o) {
		if computer := strings.ToLower(l.computer); !slices.Contains(computers, computer) {
			computers = append(computers, computer)
		}
	}
	return computers
}

// Part is what a host has in one input.
type Part struct {
	Outline *Outline
	Logs    []string        // computers whose logs are the host's, lower case
	Records []*parse.Record // in the order of the input, those that NewStep knows
}

// NewCase builds the case of a host out of its parts, which stand in the order of
// their sources. zone is that of local times without a zone of their own, nil if
// it is not known. The records are the case's to change.
func NewCase(name, basis string, parts []Part, zone *time.Location) *Case {
	k := &Case{Host: &Host{Name: name, Basis: basis}}
	for _, p := range parts {
		k.take(&p)
		k.Logs = append(k.Logs, p.logs()...)
	}
	k.build(zone)
	return k
}

// take adds the steps of a part.
func (k *Case) take(p *Part) {
	for _, r := range p.Records {
		if s := p.step(k.Host.Name, r); s != nil {
			k.Steps = append(k.Steps, s)
		}
	}
}

// step gives a record of the part its meaning, nil if it has none.
func (p *Part) step(host string, r *parse.Record) *Step {
	s := NewStep(p.Outline.Source, r)
	if s == nil {
		return nil
	}
	s.Host = host
	if r.Channel == "" && p.Outline.Home != "" {
		s.Log = p.Outline.Source + "|" + p.Outline.Home
	}
	return s
}

// logs are those of the part's input that are the host's.
func (p *Part) logs() []*Log {
	return slices.DeleteFunc(logsOf(p.Outline), func(l *Log) bool { return !slices.Contains(p.Logs, strings.ToLower(l.computer)) })
}

// StatedHost is the host's name if the record is a statement of it, else "".
func StatedHost(r *parse.Record) string {
	if r.Provider == parse.ProviderHost && r.Text(parse.FieldFact) == parse.FactHostName {
		return r.Text(parse.FieldValue)
	}
	return ""
}

// naming turns computer names into host names: the lower-case NetBIOS label,
// or the whole name where two domains have a host of one label.
type naming struct {
	domains map[string]map[string]bool // label to the FQDNs seen
	folders map[string]map[string]bool // folder path in sources to the hosts below it
}

func newNaming(outlines []*Outline) *naming {
	n := &naming{map[string]map[string]bool{}, map[string]map[string]bool{}}
	for _, o := range outlines {
		for _, computer := range o.Computers {
			label, _, dotted := strings.Cut(computer, ".")
			if dotted {
				if n.domains[label] == nil {
					n.domains[label] = map[string]bool{}
				}
				n.domains[label][computer] = true
			}
		}
	}
	for _, o := range outlines {
		for _, computer := range slices.Concat(o.Computers, o.Named) {
			for _, dir := range o.around() {
				if n.folders[dir] == nil {
					n.folders[dir] = map[string]bool{}
				}
				n.folders[dir][n.label(computer)] = true
			}
		}
	}
	return n
}

// around lists what stands for the folders that the input lies in, the nearest
// first.
func (o *Outline) around() []string {
	dirs := ancestors(o.Source)
	if o.Beside != "" {
		dirs = append(dirs, "/"+o.Beside) // no source begins with a slash
	}
	return dirs
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
func (n *naming) of(o *Outline) (host, basis string) {
	if own := o.names(); len(own) == 1 {
		return n.label(own[0]), "records"
	}
	for _, dir := range o.around() {
		if hosts := n.folders[dir]; len(hosts) == 1 {
			for h := range hosts {
				return h, "folder"
			}
		}
	}
	return strings.ToLower(cmp.Or(o.Folder, path.Base(o.Source))), "path"
}

// names are all names of hosts that the input gives, each once.
func (o *Outline) names() []string {
	names := slices.Concat(o.Computers, o.Named)
	slices.Sort(names)
	return slices.Compact(names)
}

// Package hosting assigns the records of inputs to hosts: it knows the hosts that their
// names mention, and divides each input among them.
package hosting

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/parse"
)

// Outline is what must be known of an input to say whose it is, and what its
// record headers state.
type Outline struct {
	Source    string
	Folder    string   // name of the collection folder
	Beside    string   // the same for inputs that are in one folder without being named by it, "" for others
	Computers []string // that its records and record headers name, lower case, each once
	Named     []string // host names that its statements of facts give, lower case
	Home      string   // log of the records that do not name one, "" if not known: see HomeLog
	Holds     []string // of the records with a meaning: the computers that they name, lower case, "" for none
	Runs      []parse.Run
	Dates     parse.DateForm // how it writes day and month
	Logged    []string       // computers of its logs, lower case, where Light took the Runs
	Renamed   []string       // computers that its logs know under another name by now, likewise
}

// Light drops what PlanHosts can do without, so that the outlines of all inputs of
// a fleet can be held at once. Judging needs the Runs: see Index.Of.
func (o *Outline) Light() *Outline {
	light := *o
	light.Logged, light.Renamed, light.Runs = logComputers(o), o.renamed(), nil
	return &light
}

// HostPlan is a host and where its records are.
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
	p := NewPlanner()
	for _, o := range outlines {
		p.See(o)
	}
	for i, o := range outlines {
		p.Share(i, o)
	}
	hosts := p.Hosts()
	indexes := make([]*Index, len(outlines))
	for i, o := range outlines {
		indexes[i] = NewIndex(o)
	}
	plans := make([]*HostPlan, hosts.Len())
	for i := range plans {
		var own []*Outline
		for _, in := range hosts.Inputs(i) {
			own = append(own, indexes[in].Of(hosts.Name(i)))
		}
		plans[i] = hosts.Plan(i, own)
	}
	return plans
}

// Planner finds the hosts of inputs that are shown to it one by one, so that the
// outlines of a fleet need not be held. Each input is shown twice: all of them in any
// order to See, and then all of them to Share, since whose an input is may depend on
// any other.
type Planner struct {
	hosts  Hosts
	number map[string]int32 // host to its place in hosts, in the order in which they came up
	latest []int32          // the last share of each host
}

// NewPlanner returns a planner that has seen nothing.
func NewPlanner() *Planner {
	return &Planner{hosts: Hosts{naming: newNaming()}, number: map[string]int32{}}
}

// See takes the names that an input gives.
func (p *Planner) See(o *Outline) { p.hosts.naming.see(o) }

// Share divides an input, numbered by the caller, among its hosts.
func (p *Planner) Share(input int, o *Outline) {
	home, why := p.hosts.naming.of(o)
	before := len(p.hosts.shares)
	for _, computers := range [2][]string{o.Holds, logComputers(o)} {
		for _, computer := range computers {
			if computer == "" {
				p.share(before, input, home).unnamed = why
			} else {
				p.share(before, input, p.hosts.naming.label(computer))
			}
		}
	}
}

// share returns the share that a host has of an input, whose shares begin at before.
func (p *Planner) share(before, input int, host string) *share {
	number, ok := p.number[host]
	if !ok {
		number, host = int32(len(p.hosts.names)), strings.Clone(host)
		p.number[host] = number
		p.hosts.names, p.latest = append(p.hosts.names, host), append(p.latest, -1)
	}
	if at := p.latest[number]; int(at) >= before {
		return &p.hosts.shares[at]
	}
	p.latest[number] = int32(len(p.hosts.shares))
	p.hosts.shares = append(p.hosts.shares, share{host: number, input: int32(input)})
	return &p.hosts.shares[p.latest[number]]
}

// Hosts ends the planning.
func (p *Planner) Hosts() *Hosts {
	h := p.hosts // the planner is not needed any more
	byName := make([]int32, len(h.names))
	for i := range byName {
		byName[i] = int32(i)
	}
	slices.SortFunc(byName, func(a, b int32) int { return strings.Compare(h.names[a], h.names[b]) })
	rank, names := make([]int32, len(h.names)), make([]string, len(h.names))
	for place, i := range byName {
		rank[i], names[place] = int32(place), h.names[i]
	}
	for i := range h.shares {
		h.shares[i].host = rank[h.shares[i].host]
	}
	slices.SortFunc(
		h.shares,
		func(a, b share) int { return cmp.Or(cmp.Compare(a.host, b.host), cmp.Compare(a.input, b.input)) },
	)
	h.names, h.naming.domains, h.naming.folders = names, nil, nil
	return &h
}

// Hosts are the hosts of inputs, in the order of their names. Of an input they keep
// but its number: which records in it are a host's is asked of its outline once more.
type Hosts struct {
	naming *naming
	names  []string
	shares []share // by host and input
}

// share says that an input holds something of a host.
type share struct {
	host, input int32
	unnamed     basis // why what names no computer in it is the host's; noBasis: it is not
}

// Len returns how many hosts there are.
func (h *Hosts) Len() int { return len(h.names) }

// Name returns the name of host number i.
func (h *Hosts) Name(i int) string { return h.names[i] }

// Inputs returns the numbers of the inputs that hold anything of host number i,
// ascending.
func (h *Hosts) Inputs(i int) []int {
	shares := h.of(i)
	inputs := make([]int, len(shares))
	for k := range shares {
		inputs[k] = int(shares[k].input)
	}
	return inputs
}

// of returns the shares of a host.
func (h *Hosts) of(i int) []share {
	compare := func(s share, host int) int { return cmp.Compare(int(s.host), host) }
	from, _ := slices.BinarySearchFunc(h.shares, i, compare)
	to, _ := slices.BinarySearchFunc(h.shares, i+1, compare)
	return h.shares[from:to]
}

// Plan returns the plan of host number i, its inputs by their sources. outlines are
// those of Inputs.
func (h *Hosts) Plan(i int, outlines []*Outline) *HostPlan {
	shares := h.of(i)
	order := make([]int, len(shares))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(outlines[a].Source, outlines[b].Source) })
	p := &HostPlan{Name: h.names[i], Inputs: make([]PlannedInput, len(order))}
	why := noBasis
	for n, k := range order {
		own := func(computers []string) (of []string) {
			for _, computer := range computers {
				switch {
				case computer == "" && shares[k].unnamed != noBasis:
					why = why.or(shares[k].unnamed)
				case computer != "" && h.naming.label(computer) == p.Name:
					why = byRecords
				default:
					continue
				}
				of = append(of, computer)
			}
			return of
		}
		p.Inputs[n] = PlannedInput{
			Input:     int(shares[k].input),
			Computers: own(outlines[k].Holds),
			Logs:      own(logComputers(outlines[k])),
		}
	}
	p.Basis = why.String()
	return p
}

// basis says where the name of a host comes from.
type basis uint8

const (
	noBasis basis = iota
	byRecords
	byFolder
	byPath
)

func (b basis) String() string { return [...]string{"", "records", "folder", "path"}[b] }

// or is the basis of a host that has b and other: what records say counts more than
// what came first.
func (b basis) or(other basis) basis {
	if b == noBasis || other == byRecords {
		return other
	}
	return b
}

// logComputers lists the computers of an input's logs, lower case, each once. Of a log
// whose host was renamed the newest name counts.
func logComputers(o *Outline) []string {
	computers := slices.Clip(o.Logged)
	seen := make(map[string]bool, len(computers))
	for _, computer := range computers {
		seen[computer] = true
	}
	owner, logs := owners(o)
	for _, log := range logs {
		if computer := owner[log]; !seen[computer] {
			seen[computer] = true
			computers = append(computers, computer)
		}
	}
	return computers
}

// owners tells the newest computer, lower case, that the runs of each log name, and lists
// the logs.
func owners(o *Outline) (newest map[string]string, logs []string) {
	newest = map[string]string{}
	for i := range o.Runs {
		log := logName(o, &o.Runs[i])
		if _, ok := newest[log]; !ok {
			logs = append(logs, log)
			newest[log] = ""
		}
		if computer := o.Runs[i].Computer; computer != "" {
			newest[log] = strings.ToLower(computer)
		}
	}
	return newest, logs
}

// forwarded is the log into which Windows gathers the records of other computers.
const forwarded = "ForwardedEvents"

// renamed lists the computers, lower case, that had another name later: the record ids of one log
// go on without a gap from a record of the one to a record of the other, as those of no two
// computers do.
func (o *Outline) renamed() (old []string) {
	if o.Runs == nil {
		return o.Renamed
	}
	newest, _ := owners(o)
	last, seen := map[string]*parse.Run{}, map[string]bool{}
	for i := range o.Runs {
		r := &o.Runs[i]
		log := logName(o, r)
		before := last[log]
		last[log] = r
		if before == nil || before.LastID+1 != r.FirstID || before.Computer == "" || r.Computer == "" ||
			labelOf(before.Computer) == labelOf(r.Computer) || strings.EqualFold(log, forwarded) ||
			r.Timed() && r.First.Wall < before.Last.Wall-parse.OutOfOrder {
			continue
		}
		for _, computer := range []string{strings.ToLower(before.Computer), strings.ToLower(r.Computer)} {
			if labelOf(computer) != labelOf(newest[log]) && !seen[computer] {
				seen[computer] = true
				old = append(old, computer)
			}
		}
	}
	return old
}

func logName(o *Outline, r *parse.Run) string { return cmp.Or(r.Channel, o.Home) }

// StatedHost is the host's name if the record is a statement of it, else "".
func StatedHost(r *parse.Record) string {
	if r.Provider == parse.ProviderHost && r.Text(parse.FieldFact) == parse.FactHostName {
		return r.Text(parse.FieldValue)
	}
	return ""
}

package correlate

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/vsslog/vsslog/correlate/vocab"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/parse"
)

// Collector gathers the records of a run in memory and builds one Case per host.
// It is not safe for concurrent use; the order of calls does not change the result.
type Collector struct {
	zone   *time.Location
	inputs map[string]*source
}

// source is what is kept of one input.
type source struct {
	hosting.Outline
	computers map[string]bool
	records   []*parse.Record
}

// NewCollector returns an empty collector. zone is that of local times without a
// zone of their own, nil if it is not known.
func NewCollector(zone *time.Location) *Collector {
	return &Collector{zone: zone, inputs: map[string]*source{}}
}

func (c *Collector) source(name, folder string) *source {
	s := c.inputs[name]
	if s == nil {
		s = &source{Outline: hosting.Outline{Source: name, Folder: folder}, computers: map[string]bool{}}
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
	if !vocab.HasMeaning(r) {
		return false
	}
	src.records = append(src.records, r)
	src.Home = cmp.Or(src.Home, vocab.HomeLog(r))
	if host := hosting.StatedHost(r); host != "" {
		src.Named = append(src.Named, strings.ToLower(host))
	}
	if computer := strings.ToLower(r.Computer); !slices.Contains(src.Holds, computer) {
		src.Holds = append(src.Holds, computer)
	}
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
		src.Runs = parse.AppendRun(src.Runs, r)
	}
}

// Cases builds one case per host, ordered by host name.
func (c *Collector) Cases() []*Case {
	sources := make([]*source, 0, len(c.inputs))
	for _, s := range c.inputs {
		s.Computers = nil
		for computer := range s.computers {
			s.Computers = append(s.Computers, computer)
		}
		sources = append(sources, s)
	}
	slices.SortFunc(sources, func(a, b *source) int { return strings.Compare(a.Source, b.Source) })
	outlines := make([]*hosting.Outline, len(sources))
	for i, s := range sources {
		outlines[i] = &s.Outline
	}
	var cases []*Case
	for _, plan := range hosting.PlanHosts(outlines) {
		parts := make([]Part, len(plan.Inputs))
		for i, in := range plan.Inputs {
			src := sources[in.Input]
			parts[i] = Part{Outline: &src.Outline, Logs: in.Logs}
			for _, r := range src.records {
				if slices.Contains(in.Computers, strings.ToLower(r.Computer)) {
					parts[i].Records = append(parts[i].Records, r)
				}
			}
		}
		cases = append(cases, NewCase(plan.Name, plan.Basis, parts, Zone{Location: c.zone, Force: true}))
	}
	return cases
}

package vsslog

import (
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// hostPlans are the hosts of a study, in the order of their names.
type hostPlans interface {
	Len() int
	Name(i int) string
	Inputs(i int) []int // numbers of the inputs that hold anything of the host
	Plan(i int, outlines []*correlate.Outline) *correlate.HostPlan
}

// givenPlans were made elsewhere.
type givenPlans []*correlate.HostPlan

func (g givenPlans) Len() int          { return len(g) }
func (g givenPlans) Name(i int) string { return g[i].Name }

func (g givenPlans) Inputs(i int) []int {
	inputs := make([]int, len(g[i].Inputs))
	for k, in := range g[i].Inputs {
		inputs[k] = in.Input
	}
	return inputs
}

func (g givenPlans) Plan(i int, _ []*correlate.Outline) *correlate.HostPlan { return g[i] }

// checkPlans demands that the plans are about the inputs that are there.
func (s *Study) checkPlans(plans []*correlate.HostPlan) error {
	for _, p := range plans {
		for _, in := range p.Inputs {
			if in.Input < 0 || in.Input >= len(s.inputs) {
				return fmt.Errorf("the plan of host %s names input %d, and there are %d", p.Name, in.Input, len(s.inputs))
			}
		}
	}
	return nil
}

// plannedHost is a host whose turn has come: its plan with the heads of its inputs.
type plannedHost struct {
	*correlate.HostPlan
	inputs []openInput // parallel to Inputs
}

// openInput is an input whose head was read.
type openInput struct {
	pack    *pack.Pack
	head    *pack.Head
	outline *correlate.Outline
}

// planned reads the heads of a host's inputs and makes its plan.
func (s *Study) planned(i int) (*plannedHost, error) {
	numbers := s.hosts.Inputs(i)
	outlines := make([]*correlate.Outline, len(numbers))
	opened := make(map[int]openInput, len(numbers))
	for k, number := range numbers {
		head, err := s.inputs[number].read()
		if err != nil {
			return nil, fmt.Errorf("host %s: %w", s.hosts.Name(i), err)
		}
		outlines[k] = outlineOf(head)
		opened[number] = openInput{s.inputs[number].pack, head, outlines[k]}
	}
	host := &plannedHost{HostPlan: s.hosts.Plan(i, outlines)}
	for _, in := range host.Inputs {
		host.inputs = append(host.inputs, opened[in.Input])
	}
	return host, nil
}

// parts are those of the host, with the records that load gives for its input n.
func (h *plannedHost) parts(load func(n int) ([]*parse.Record, error)) ([]correlate.Part, error) {
	parts := make([]correlate.Part, len(h.inputs))
	for n, in := range h.inputs {
		records, err := load(n)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in.head.Source, err)
		}
		parts[n] = correlate.Part{Outline: in.outline, Logs: h.Inputs[n].Logs, Records: records}
	}
	return parts, nil
}

// blocks are those of its input n that hold its records: an input may hold records of
// other hosts too.
func (h *plannedHost) blocks(n int) []pack.Block {
	return slices.DeleteFunc(slices.Clone(h.inputs[n].head.Blocks), func(b pack.Block) bool {
		return !slices.Contains(h.Inputs[n].Computers, b.Computer)
	})
}

// sources names the inputs.
func (h *plannedHost) sources() []inputOf {
	all := make([]inputOf, len(h.inputs))
	for n, in := range h.inputs {
		all[n] = inputOf{h.Inputs[n].Input, in.head.Source}
	}
	return all
}

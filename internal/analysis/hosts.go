package analysis

import (
	"fmt"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/parse"
)

// hostSource is the hosts of an analysis, in the order of their names.
type hostSource interface {
	Len() int
	Name(i int) string
	Inputs(i int) []int // numbers of the inputs that hold anything of the host
	Plan(i int, outlines []*hosting.Outline) *hosting.HostPlan
}

// givenHosts were made elsewhere.
type givenHosts []*hosting.HostPlan

func (g givenHosts) Len() int          { return len(g) }
func (g givenHosts) Name(i int) string { return g[i].Name }

func (g givenHosts) Inputs(i int) []int {
	inputs := make([]int, len(g[i].Inputs))
	for k, in := range g[i].Inputs {
		inputs[k] = in.Input
	}
	return inputs
}

func (g givenHosts) Plan(i int, _ []*hosting.Outline) *hosting.HostPlan { return g[i] }

// checkPlans demands that the plans are about the inputs that are there.
func (a *Analysis) checkPlans(plans []*hosting.HostPlan) error {
	for _, p := range plans {
		for _, in := range p.Inputs {
			if in.Input < 0 || in.Input >= len(a.inputs) {
				return fmt.Errorf(
					"the plan of host %s names input %d, and there are %d",
					p.Name,
					in.Input,
					len(a.inputs),
				)
			}
		}
	}
	return nil
}

// hostInputs is a host whose turn has come: its plan with the heads of its inputs.
type hostInputs struct {
	*hosting.HostPlan
	inputs []openInput // parallel to Inputs
}

// openInput is an input as far as it is one host's.
type openInput struct {
	*inputHead
	outline *hosting.Outline
}

// open reads the heads of a host's inputs and makes its plan.
func (a *Analysis) open(i int) (*hostInputs, error) {
	numbers, name := a.hosts.Inputs(i), a.hosts.Name(i)
	outlines := make([]*hosting.Outline, len(numbers))
	opened := make(map[int]openInput, len(numbers))
	for k, number := range numbers {
		head, err := a.heads.get(number, a.inputs[number])
		if err != nil {
			return nil, fmt.Errorf("host %s: %w", name, err)
		}
		outlines[k] = head.index.Of(name)
		opened[number] = openInput{head, outlines[k]}
	}
	host := &hostInputs{HostPlan: a.hosts.Plan(i, outlines)}
	for _, in := range host.Inputs {
		host.inputs = append(host.inputs, opened[in.Input])
	}
	return host, nil
}

// parts are those of the host, with the records that load gives for its input n.
func (h *hostInputs) parts(load func(n int) ([]*parse.Record, error)) ([]correlate.Part, error) {
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
func (h *hostInputs) blocks(n int) []pack.Block { return h.inputs[n].of(h.Inputs[n].Computers) }

// sources names the inputs.
func (h *hostInputs) sources() []inputOf {
	all := make([]inputOf, len(h.inputs))
	for n, in := range h.inputs {
		all[n] = inputOf{h.Inputs[n].Input, in.head.Source}
	}
	return all
}

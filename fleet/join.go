package fleet

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/internal/pack"
)

// joined makes one group of several, so that the tables of a part are in the
// order of all its hosts and inputs. packs hold the items of the groups.
func joined(groups []planned, packs []*pack.Pack) (*vsslog.Group, error) {
	inputs, err := inputsOf(packs)
	if err != nil {
		return nil, err
	}
	all := &vsslog.Group{}
	for _, g := range groups {
		all.Items = append(all.Items, g.Group.Items...)
	}
	slices.Sort(all.Items)
	first := map[int]int{} // of an item's inputs among all
	n := 0
	for _, item := range all.Items {
		first[item] = n
		n += inputs[item]
	}
	for _, g := range groups {
		var number []int // of the group's inputs among all
		for _, item := range g.Group.Items {
			for place := range inputs[item] {
				number = append(number, first[item]+place)
			}
		}
		for _, plan := range g.Group.Hosts {
			p := *plan
			p.Inputs = slices.Clone(plan.Inputs)
			for i, in := range p.Inputs {
				if in.Input < 0 || in.Input >= len(number) {
					return nil, fmt.Errorf("the plan of host %s names input %d, and there are %d", plan.Name, in.Input, len(number))
				}
				p.Inputs[i].Input = number[in.Input]
			}
			all.Hosts = append(all.Hosts, &p)
		}
	}
	slices.SortFunc(all.Hosts, func(a, b *correlate.HostPlan) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// inputsOf counts the inputs of each item.
func inputsOf(packs []*pack.Pack) (map[int]int, error) {
	inputs := map[int]int{}
	for _, p := range packs {
		items, _, _, err := p.Contents()
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			inputs[i.Number] = len(i.Heads)
		}
	}
	return inputs, nil
}

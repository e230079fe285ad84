package partition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
)

// Join makes one group of several, so that what is made of it is in the order of all
// its hosts and inputs. items are those of the groups.
func Join(groups []*Group, items []pack.ItemRef) (*Group, error) {
	inputs, err := inputCounts(items)
	if err != nil {
		return nil, err
	}
	all := &Group{}
	for _, g := range groups {
		all.Items = append(all.Items, g.Items...)
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
		for _, item := range g.Items {
			for place := range inputs[item] {
				number = append(number, first[item]+place)
			}
		}
		for _, plan := range g.Hosts {
			p := *plan
			p.Inputs = slices.Clone(plan.Inputs)
			for i, in := range p.Inputs {
				if in.Input < 0 || in.Input >= len(number) {
					return nil, fmt.Errorf(
						"the plan of host %s names input %d, and there are %d",
						plan.Name,
						in.Input,
						len(number),
					)
				}
				p.Inputs[i].Input = number[in.Input]
			}
			all.Hosts = append(all.Hosts, &p)
		}
	}
	slices.SortFunc(all.Hosts, func(a, b *hosting.HostPlan) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// inputCounts counts the inputs of each item.
func inputCounts(items []pack.ItemRef) (map[int]int, error) {
	inputs := map[int]int{}
	for _, ref := range items {
		item, err := ref.Read()
		if err != nil {
			return nil, err
		}
		inputs[item.Number] = len(item.Heads)
	}
	return inputs, nil
}

package vsslog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/correlate"
	"github.com/vsslog/vsslog/parse/extract"
)

// Outline is an input of a pack as far as grouping needs it. Outlines are small
// and may be sent from one process to another.
type Outline struct {
	Item  int // number of the item
	Place int // of the input in its item, from 0
	correlate.Outline
}

// Group is hosts that cannot be told apart by their files alone, with all items
// that hold anything of theirs: two groups share none. An item that tells of no
// host is a group of its own.
type Group struct {
	Key   string // SHA-256 in lower-case hex, of the first host's name or of the item
	Items []int  // numbers, ascending
	Hosts []*correlate.HostPlan
}

// Outlines lists the inputs of a pack. An item without any is there with an
// outline whose Place is -1.
func Outlines(pack *extract.Pack) ([]Outline, error) {
	items, err := itemsOf([]*extract.Pack{pack})
	if err != nil {
		return nil, err
	}
	var all []Outline
	for _, i := range items {
		for place, at := range i.item.Heads {
			h, err := i.pack.Head(at)
			if err != nil {
				return nil, err
			}
			all = append(all, Outline{i.item.Number, place, *outlineOf(h).Light()})
		}
		if len(i.item.Heads) == 0 {
			all = append(all, Outline{i.item.Number, -1, correlate.Outline{Source: i.item.Source}})
		}
	}
	return all, nil
}

// Groups divides the items into groups, by all outlines of a run in any order.
// The hosts are those of the run as a whole: a group is judged without the others
// and gives what it gives among them.
func Groups(outlines []Outline) []*Group {
	outlines = slices.Clone(outlines)
	slices.SortFunc(outlines, func(a, b Outline) int {
		if a.Item != b.Item {
			return a.Item - b.Item
		}
		return a.Place - b.Place
	})
	inputs := slices.DeleteFunc(slices.Clone(outlines), func(o Outline) bool { return o.Place < 0 })
	planned := make([]*correlate.Outline, len(inputs))
	for i := range inputs {
		planned[i] = &inputs[i].Outline
	}
	hosts := correlate.PlanHosts(planned)
	union := newUnion(len(hosts))
	owner := map[int]int{} // item to one of its hosts
	for h, plan := range hosts {
		for _, in := range plan.Inputs {
			item := inputs[in.Input].Item
			if other, ok := owner[item]; ok {
				union.join(h, other)
			} else {
				owner[item] = h
			}
		}
	}
	at := map[string]*Group{}
	var groups []*Group
	get := func(key string) *Group {
		sum := sha256.Sum256([]byte(key))
		name := hex.EncodeToString(sum[:])
		if at[name] == nil {
			at[name] = &Group{Key: name}
			groups = append(groups, at[name])
		}
		return at[name]
	}
	for h, plan := range hosts { // in the order of names: the first of a group names it
		g := get("host " + hosts[union.first(h)].Name)
		g.Hosts = append(g.Hosts, plan)
	}
	for _, o := range outlines {
		var g *Group
		if h, ok := owner[o.Item]; ok {
			g = get("host " + hosts[union.first(h)].Name)
		} else {
			g = get("item " + o.Source)
		}
		if n := len(g.Items); n == 0 || g.Items[n-1] != o.Item {
			g.Items = append(g.Items, o.Item)
		}
	}
	for _, g := range groups {
		g.renumber(inputs)
	}
	slices.SortFunc(groups, func(a, b *Group) int { return strings.Compare(a.Key, b.Key) })
	return groups
}

// renumber makes the plans count the inputs of the group alone.
func (g *Group) renumber(inputs []Outline) {
	number := map[[2]int]int{}
	for _, in := range inputs {
		if _, ours := slices.BinarySearch(g.Items, in.Item); ours {
			number[[2]int{in.Item, in.Place}] = len(number)
		}
	}
	for i, plan := range g.Hosts {
		p := *plan
		p.Inputs = slices.Clone(plan.Inputs)
		for k := range p.Inputs {
			in := inputs[p.Inputs[k].Input]
			p.Inputs[k].Input = number[[2]int{in.Item, in.Place}]
		}
		g.Hosts[i] = &p
	}
}

// union finds what hangs together. The first of each lot stands for it.
type union struct{ parent []int }

func newUnion(n int) *union {
	u := &union{make([]int, n)}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

func (u *union) first(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u *union) join(a, b int) {
	a, b = u.first(a), u.first(b)
	u.parent[max(a, b)] = min(a, b)
}

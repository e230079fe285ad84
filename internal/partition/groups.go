package partition

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/hosting"
)

// InputSummary is an input of a pack as far as grouping needs it. Summaries are small
// and may be sent from one process to another.
type InputSummary struct {
	Item  int // number of the item
	Place int // of the input in its item, from 0
	hosting.Outline
}

// Group is hosts that cannot be distinguished by their files alone, with all items
// that hold anything of theirs: two groups share none. An item that tells of no
// host is a group of its own.
type Group struct {
	Key   string // SHA-256 in lower-case hex, of the first host's name or of the item
	Items []int  // numbers, ascending
	Hosts []*hosting.HostPlan
}

// Groups divides the items into groups, by the summaries of all inputs of a run in any order.
// The hosts are those of the run as a whole: a group is judged without the others
// and gives what it gives among them.
func Groups(summaries []InputSummary) []*Group {
	all := make([]*InputSummary, len(summaries)) // there may be millions, and they are not small
	for i := range summaries {
		all[i] = &summaries[i]
	}
	slices.SortFunc(all, func(a, b *InputSummary) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Place, b.Place))
	})
	var inputs []*InputSummary
	var planned []*hosting.Outline
	for _, o := range all {
		if o.Place >= 0 {
			inputs, planned = append(inputs, o), append(planned, &o.Outline)
		}
	}
	hosts := hosting.PlanHosts(planned)
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
		g := at[key]
		if g == nil {
			sum := sha256.Sum256([]byte(key))
			g = &Group{Key: hex.EncodeToString(sum[:])}
			at[key], groups = g, append(groups, g)
		}
		return g
	}
	for h, plan := range hosts { // in the order of names: the first of a group names it
		g := get("host " + hosts[union.first(h)].Name)
		g.Hosts = append(g.Hosts, plan)
	}
	for _, o := range all {
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

// renumber makes the plans count the inputs of the group alone. inputs are all, in
// the order of their items.
func (g *Group) renumber(inputs []*InputSummary) {
	shift := map[int]int{} // item to what its inputs are nearer to the front
	n := 0
	for _, item := range g.Items {
		first, _ := slices.BinarySearchFunc(
			inputs,
			item,
			func(in *InputSummary, item int) int { return in.Item - item },
		)
		shift[item] = n - first
		for ; first < len(inputs) && inputs[first].Item == item; first++ {
			n++
		}
	}
	for i, plan := range g.Hosts {
		p := *plan
		p.Inputs = slices.Clone(plan.Inputs)
		for k, in := range p.Inputs {
			p.Inputs[k].Input += shift[inputs[in.Input].Item]
		}
		g.Hosts[i] = &p
	}
}

// union finds what hangs together. The first of each lot represents it.
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

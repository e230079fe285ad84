package beam

import (
	"cmp"
	"context"
	"slices"

	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
)

// planned is a group with the files that hold what was kept of its items, in
// their order. Each part has one without a group too, that tells of the run.
type planned struct {
	Group *partition.Group
	Files []string
	All   pack.InputSet // of the run
	Names []pack.Name   // of the run, if it redacts
}

// groupFn finds the groups of hosts and deals them out to the parts. It holds the
// summaries of all inputs.
type groupFn struct{ Config Config }

// ProcessElement hands on a planned in its binary form for each group.
func (f *groupFn) ProcessElement(_ context.Context, _ int, next func(*[]byte) bool, emit func(int, []byte)) error {
	var summaries []partition.InputSummary
	files := map[int]string{}
	sources := map[int]string{}
	redactor, err := f.Config.redactor()
	if err != nil {
		return err
	}
	var data []byte
	for next(&data) {
		k, err := f.Config.decodeKept(data)
		if err != nil {
			return err
		}
		files[k.Item], sources[k.Item] = k.File, k.Source
		summaries = append(summaries, k.summaries()...)
		if redactor != nil {
			redactor.Know(k.Names)
		}
	}
	names := make([]string, len(sources))
	for i := range names {
		names[i] = sources[i]
	}
	run := planned{All: pack.InputSetOf(names)}
	groups := partition.Groups(summaries)
	if redactor != nil {
		for _, g := range groups {
			for _, h := range g.Hosts {
				redactor.Hosts(h.Name)
			}
		}
		run.Names = redactor.Names()
	}
	for part := range f.Config.Parts {
		if err := f.send(emit, part, run); err != nil {
			return err
		}
	}
	for _, g := range groups {
		p := planned{Group: g}
		for _, item := range g.Items {
			p.Files = append(p.Files, files[item])
		}
		shard, err := g.Shard(f.Config.Parts)
		if err != nil {
			return err
		}
		if err := f.send(emit, shard-1, p); err != nil {
			return err
		}
	}
	return nil
}

func (f *groupFn) send(emit func(int, []byte), part int, p planned) error {
	data, err := f.Config.encode(p)
	if err != nil {
		return err
	}
	emit(part, data)
	return nil
}

// groupsOf reads what groupFn sent for one part: its groups, and what is of the run.
func (c *Config) groupsOf(next func(*[]byte) bool) (groups []planned, run planned, err error) {
	var data []byte
	for next(&data) {
		var p planned
		if err := c.decode(data, &p); err != nil {
			return nil, run, err
		}
		if p.Group == nil {
			run = p
		} else {
			groups = append(groups, p)
		}
	}
	slices.SortFunc(groups, func(a, b planned) int { return cmp.Compare(a.Group.Key, b.Group.Key) })
	return groups, run, nil
}

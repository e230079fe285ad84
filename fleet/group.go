package fleet

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/vsslog/vsslog"
)

// planned is a group with the files that hold what was kept of its items, in
// their order. Each part has one without a group too, that tells of the run.
type planned struct {
	Group   *vsslog.Group
	Files   []string
	Listing vsslog.Listing
}

// groupFn finds the groups of hosts and deals them out to the parts. It holds the
// outlines of all inputs.
type groupFn struct{ Config Config }

// ProcessElement hands on a planned in its binary form for each group.
func (f *groupFn) ProcessElement(_ context.Context, _ int, next func(*[]byte) bool, emit func(int, []byte)) error {
	var outlines []vsslog.Outline
	files := map[int]string{}
	sources := map[int]string{}
	var data []byte
	for next(&data) {
		k, err := decodeKept(data)
		if err != nil {
			return err
		}
		files[k.Item], sources[k.Item] = k.File, k.Source
		outlines = append(outlines, k.outlines()...)
	}
	names := make([]string, len(sources))
	for i := range names {
		names[i] = sources[i]
	}
	listing := vsslog.ListingOf(names)
	for part := range f.Config.Parts {
		if err := send(emit, part, planned{Listing: listing}); err != nil {
			return err
		}
	}
	for _, g := range vsslog.Groups(outlines) {
		p := planned{Group: g}
		for _, item := range g.Items {
			p.Files = append(p.Files, files[item])
		}
		part, err := partOf(g, f.Config.Parts)
		if err != nil {
			return err
		}
		if err := send(emit, part, p); err != nil {
			return err
		}
	}
	return nil
}

func send(emit func(int, []byte), part int, p planned) error {
	data, err := encode(p)
	if err != nil {
		return err
	}
	emit(part, data)
	return nil
}

// partOf hashes the group's key: a group is in the same part whatever else there
// is.
func partOf(g *vsslog.Group, parts int) (int, error) {
	sum, err := hex.DecodeString(g.Key)
	if err != nil || len(sum) < 8 {
		return 0, fmt.Errorf("the key %q of a group is no SHA-256", g.Key)
	}
	return int(binary.BigEndian.Uint64(sum) % uint64(parts)), nil
}

// groupsOf reads what groupFn sent for one part.
func groupsOf(next func(*[]byte) bool) (groups []planned, listing vsslog.Listing, err error) {
	var data []byte
	for next(&data) {
		var p planned
		if err := decode(data, &p); err != nil {
			return nil, listing, err
		}
		if p.Group == nil {
			listing = p.Listing
		} else {
			groups = append(groups, p)
		}
	}
	slices.SortFunc(groups, func(a, b planned) int { return cmp.Compare(a.Group.Key, b.Group.Key) })
	return groups, listing, nil
}

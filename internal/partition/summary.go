package partition

import (
	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
)

// Summaries lists the inputs of a pack. An item without any is there with a summary
// whose Place is -1.
func Summaries(from *pack.Pack) ([]InputSummary, error) {
	items, err := pack.Refs(from)
	if err != nil {
		return nil, err
	}
	var all []InputSummary
	for _, i := range items {
		item, err := i.Read()
		if err != nil {
			return nil, err
		}
		for place, at := range item.Heads {
			h, err := from.Head(at)
			if err != nil {
				return nil, err
			}
			all = append(all, InputSummary{item.Number, place, *OutlineOf(h).Light()})
		}
		if len(item.Heads) == 0 {
			all = append(all, InputSummary{item.Number, -1, hosting.Outline{Source: item.Source}})
		}
	}
	return all, nil
}

// OutlineOf is what a head says of whose the input is.
func OutlineOf(h *pack.Head) *hosting.Outline {
	o := &hosting.Outline{
		Source:    h.Source,
		Folder:    h.Folder,
		Beside:    h.Beside,
		Computers: h.Computers,
		Named:     h.Named,
		Home:      h.Home,
		Runs:      h.Runs,
		Dates:     h.Dates,
	}
	seen := map[string]bool{}
	for _, b := range h.Blocks {
		if !seen[b.Computer] {
			seen[b.Computer] = true
			o.Holds = append(o.Holds, b.Computer)
		}
	}
	return o
}

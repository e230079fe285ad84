package fleet

import (
	"reflect"

	"github.com/vsslog/vsslog"
	"github.com/vsslog/vsslog/correlate"
)

// Kept says what was kept of an item and where, and what grouping needs to know.
// One worker holds those of all items, so it has nothing else. It travels as a row
// of Beam, which has no names of fields and takes strings as they are, unlike JSON.
type Kept struct {
	Item   int
	File   string // in Config.work
	Source string // the item's name
	Inputs []Input
}

// Input is a light correlate.Outline.
type Input struct {
	Place  int
	Source string // "" for that of the item
	Folder string
	Beside string
	Home   string

	Computers, Named, Holds, Logged []string
}

var keptType = reflect.TypeFor[Kept]()

// add adds the outline of an input, as vsslog.Outlines gives it: light.
func (k *Kept) add(o *vsslog.Outline) {
	in := Input{o.Place, o.Source, o.Folder, o.Beside, o.Home, o.Computers, o.Named, o.Holds, o.Logged}
	if in.Source == k.Source {
		in.Source = ""
	}
	k.Inputs = append(k.Inputs, in)
}

// outlines are those of the item's inputs.
func (k *Kept) outlines() []vsslog.Outline {
	all := make([]vsslog.Outline, len(k.Inputs))
	for i, in := range k.Inputs {
		if in.Source == "" {
			in.Source = k.Source
		}
		all[i] = vsslog.Outline{Item: k.Item, Place: in.Place, Outline: correlate.Outline{
			Source: in.Source, Folder: in.Folder, Beside: in.Beside, Home: in.Home,
			Computers: in.Computers, Named: in.Named, Holds: in.Holds, Logged: in.Logged,
		}}
	}
	return all
}

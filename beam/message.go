package beam

import (
	"bytes"
	"reflect"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/partition"
)

// Kept says what was kept of an item and where, and what grouping needs to know.
// One worker reads those of all items, so it has nothing else, and travels in the
// form of Beam's rows: a fifth of gob, whose values bring their types along, and
// strings may be in no UTF-8, unlike in JSON. It travels as bytes all the same:
// rows themselves are taken apart by the runner of Flink, which fails with nested
// lists (2.62, with rows of the Go SDK 2.73).
type Kept struct {
	Item   int
	File   string // in Config.work
	Source string // the item's name
	Inputs []Input
}

// Input is a light hosting.Outline.
type Input struct {
	Place  int
	Source string // "" for that of the item
	Folder string
	Beside string
	Home   string

	Computers, Named, Holds, Logged, Renamed []string
}

var (
	keptEncoder = sync.OnceValue(func() beam.ElementEncoder { return beam.NewElementEncoder(reflect.TypeFor[Kept]()) })
	keptDecoder = sync.OnceValue(func() beam.ElementDecoder { return beam.NewElementDecoder(reflect.TypeFor[Kept]()) })
)

func (k Kept) encode() ([]byte, error) {
	var b bytes.Buffer
	err := keptEncoder().Encode(k, &b)
	return b.Bytes(), err
}

func decodeKept(data []byte) (Kept, error) {
	v, err := keptDecoder().Decode(bytes.NewReader(data))
	if err != nil {
		return Kept{}, err
	}
	return v.(Kept), nil
}

// add adds the summary of an input, as partition.Summaries gives it: light.
func (k *Kept) add(o *partition.InputSummary) {
	in := Input{o.Place, o.Source, o.Folder, o.Beside, o.Home, o.Computers, o.Named, o.Holds, o.Logged, o.Renamed}
	if in.Source == k.Source {
		in.Source = ""
	}
	k.Inputs = append(k.Inputs, in)
}

// summaries are those of the item's inputs.
func (k *Kept) summaries() []partition.InputSummary {
	all := make([]partition.InputSummary, len(k.Inputs))
	for i, in := range k.Inputs {
		if in.Source == "" {
			in.Source = k.Source
		}
		all[i] = partition.InputSummary{Item: k.Item, Place: in.Place, Outline: hosting.Outline{
			Source: in.Source, Folder: in.Folder, Beside: in.Beside, Home: in.Home,
			Computers: in.Computers, Named: in.Named, Holds: in.Holds, Logged: in.Logged, Renamed: in.Renamed,
		}}
	}
	return all
}

package beam

import (
	"bytes"
	"encoding/gob"
	"errors"
	"reflect"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/vsslog/vsslog/internal/hosting"
	"github.com/vsslog/vsslog/internal/pack"
	"github.com/vsslog/vsslog/internal/partition"
	"github.com/vsslog/vsslog/internal/seal"
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
	Names  []Name // that redaction learned from it
}

// Name is a pack.Name.
type Name struct{ Kind, Text string }

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

func (k Kept) encode(key *seal.Key) ([]byte, error) {
	var b bytes.Buffer
	if err := keptEncoder().Encode(k, &b); err != nil || key == nil {
		return b.Bytes(), err
	}
	return key.Seal(b.Bytes())
}

func decodeKept(data []byte, key *seal.Key) (Kept, error) {
	if key != nil {
		var err error
		if data, err = key.Unseal(data); err != nil {
			return Kept{}, err
		}
	}
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

// learned are the names.
func (k *Kept) learned() []pack.Name {
	all := make([]pack.Name, len(k.Names))
	for i, n := range k.Names {
		all[i] = pack.Name(n)
	}
	return all
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

// encode makes the binary form of v, sealed if the job redacts: an engine stores what it
// passes on.
func (c *Config) encode(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(v); err != nil || len(c.Redact) == 0 {
		return b.Bytes(), err
	}
	return c.key().Seal(b.Bytes())
}

// decode reads what encode made.
func (c *Config) decode(data []byte, v any) error {
	if key := c.key(); key != nil {
		var err error
		if data, err = key.Unseal(data); err != nil {
			return err
		}
	}
	return gob.NewDecoder(bytes.NewReader(data)).Decode(v)
}

// told is an error as an engine may log it: in a job that redacts, without names.
func (c *Config) told(err error) error {
	if err == nil {
		return nil
	}
	r, wrong := c.redactor()
	if r == nil || wrong != nil {
		return err
	}
	r.Finish()
	return errors.New(r.Text(err.Error()))
}

// title is how a log of the job calls an item.
func (c *Config) title(source string) string {
	if len(c.Redact) > 0 {
		return "whose name is redacted"
	}
	return source
}

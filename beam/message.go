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
	Names  []pack.Name // that redaction learned from it
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

func (c *Config) encodeKept(k Kept) ([]byte, error) {
	var b bytes.Buffer
	return c.sealed(&b, keptEncoder().Encode(k, &b))
}

func (c *Config) decodeKept(data []byte) (Kept, error) {
	data, err := c.unsealed(data)
	if err != nil {
		return Kept{}, err
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

// encode makes the binary form of v.
func (c *Config) encode(v any) ([]byte, error) {
	var b bytes.Buffer
	return c.sealed(&b, gob.NewEncoder(&b).Encode(v))
}

// sealed is what was written to b, sealed if the job redacts: an engine stores what it passes
// on. err is that of writing.
func (c *Config) sealed(b *bytes.Buffer, err error) ([]byte, error) {
	if key := c.key(); key != nil && err == nil {
		return key.Seal(b.Bytes())
	}
	return b.Bytes(), err
}

// unsealed returns what sealed was given.
func (c *Config) unsealed(data []byte) ([]byte, error) {
	if key := c.key(); key != nil {
		return key.Unseal(data)
	}
	return data, nil
}

// decode reads what encode made.
func (c *Config) decode(data []byte, v any) error {
	data, err := c.unsealed(data)
	if err != nil {
		return err
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

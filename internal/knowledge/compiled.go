package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"unsafe"
)

// compiled holds one file a table, as `go generate` wrote it.
//
//go:embed compiled/*.bin
var compiled embed.FS

// table decodes a compiled table when it is first asked for. What is embedded was
// checked when it was made and is compared with its source by a test; that it cannot
// be read is a fault of the build.
func table[T any](name string) func() T {
	return sync.OnceValue(func() T {
		var v T
		text, err := fs.ReadFile(compiled, "compiled/"+name+".bin")
		if err == nil && len(text) > 0 {
			// The bytes are ours alone and are not written to: strings may share them.
			err = decode(unsafe.String(&text[0], len(text)), &v)
		}
		if err != nil {
			panic(fmt.Sprintf("knowledge: compiled/%s.bin: %v; run go generate ./internal/knowledge", name, err))
		}
		return v
	})
}

// compiledCauses are causes in their order, with those that each beats.
type compiledCauses struct {
	Causes []*Cause
	Wins   [][]int32
}

// Compile turns the data into the files of compiled/, by name. The same data gives
// the same bytes.
func (d *Data) Compile() (map[string][]byte, error) {
	b, err := NewBase(d.Causes)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"causes.bin": encode(
			compiledCauses{b.causes, b.wins},
		), "codes.bin": encode(d.Codes), "events.bin": encode(d.Events),
		"routines.bin": encode(
			d.Routines,
		), "writers.bin": encode(d.Writers), "services.bin": encode(d.Services), "providers.bin": encode(d.Providers),
		"classes.bin": encode(
			d.Classes,
		), "programs.bin": encode(d.Programs), "articles.bin": encode(d.Articles), "states.bin": encode(d.States),
		"messages.bin": encode(d.Messages), "texts.bin": encode(textsOf(b.causes)),
	}, nil
}

var builtin = sync.OnceValue(func() *Base {
	b, err := readBase()
	if err != nil {
		panic("knowledge: compiled/causes.bin: " + err.Error())
	}
	return b
})

func readBase() (*Base, error) {
	c := table[compiledCauses]("causes")()
	for _, cause := range c.Causes {
		cause.prepare()
	}
	return indexed(c.Causes, c.Wins)
}

// Builtin is the base of the causes that come with the program.
func Builtin() *Base { return builtin() }

// Causes are the causes that come with the program and a user's own, most specific first.
func Causes() []*Cause { return current().Causes() }

// Find returns one of them, nil if there is none of the id.
func Find(id string) *Cause { return current().Find(id) }

// Candidates asks all of them: see [Base.Candidates].
func Candidates(f *Facts, windows Version) []Candidate { return current().Candidates(f, windows) }

// Narrow is [Base.Narrow] of all of them.
func Narrow(found []Candidate, keep func(*Cause) bool) []Candidate {
	return current().Narrow(found, keep)
}

package knowledge

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// compiled holds one file a table, as `go generate` wrote it.
//
//go:embed compiled/*.json.gz
var compiled embed.FS

// maxCompiled bounds what a table may come to, in bytes.
const maxCompiled = 64 << 20

// table decodes a compiled table when it is first asked for. What is embedded was
// checked when it was made and is compared with its source by a test; that it cannot
// be read is a fault of the build.
func table[T any](name string) func() T {
	return sync.OnceValue(func() T {
		var v T
		text, err := compiled.ReadFile("compiled/" + name + ".json.gz")
		if err == nil {
			text, err = unzip(text)
		}
		if err == nil {
			err = json.Unmarshal(text, &v)
		}
		if err != nil {
			panic(fmt.Sprintf("knowledge: compiled/%s.json.gz: %v; run go generate ./internal/knowledge", name, err))
		}
		return v
	})
}

func unzip(text []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, maxCompiled))
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
	files := map[string][]byte{}
	for name, v := range map[string]any{
		"causes": compiledCauses{b.causes, b.wins}, "codes": d.Codes, "events": d.Events, "routines": d.Routines, "writers": d.Writers,
		"services": d.Services, "providers": d.Providers, "classes": d.Classes, "programs": d.Programs, "articles": d.Articles,
		"states": d.States,
	} {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		var zipped bytes.Buffer
		w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(text); err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		files[name+".json.gz"] = zipped.Bytes()
	}
	return files, nil
}

var builtin = sync.OnceValue(func() *Base {
	c := table[compiledCauses]("causes")()
	for _, cause := range c.Causes {
		cause.prepare()
	}
	b, err := indexed(c.Causes, c.Wins)
	if err != nil {
		panic("knowledge: compiled/causes.json.gz: " + err.Error())
	}
	return b
})

// Builtin is the base of the causes that come with the program.
func Builtin() *Base { return builtin() }

// Causes are the causes that come with the program, most specific first.
func Causes() []*Cause { return builtin().Causes() }

// Find returns a cause that comes with the program, nil if there is none of the id.
func Find(id string) *Cause { return builtin().Find(id) }

// Candidates asks the causes that come with the program: see [Base.Candidates].
func Candidates(f *Facts, windows Version) []Candidate { return builtin().Candidates(f, windows) }

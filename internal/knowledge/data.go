package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/vsslog/vsslog/internal/strictyaml"
	"go.yaml.in/yaml/v3"
)

// Data is all that is known, as the YAML files have it.
type Data struct {
	Causes    []*Cause
	Codes     []Code
	Events    []Event
	Routines  []Routine
	Writers   []Writer
	Services  []Service
	Providers []Provider
	Classes   []Class
	Programs  []Program
	Articles  []Article
	States    []State
	Messages  []Message

	places map[any]string // where each row stands: "codes/vss.yaml:12"
}

// ReadData reads a folder such as data/. All errors of all files come back at once,
// each with file and line; what could be read is returned with them.
func ReadData(dir fs.FS) (*Data, error) {
	d := &Data{places: map[any]string{}}
	var errs []error
	names, err := yamlFiles(dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err == nil {
			err = d.read(name, text)
		}
		errs = append(errs, err)
	}
	return d, errors.Join(errs...)
}

func yamlFiles(dir fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(dir, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, name)
		}
		return err
	})
	slices.Sort(names)
	return names, err
}

// read puts one file where its name says.
func (d *Data) read(name string, text []byte) error {
	switch folder := strings.SplitN(name, "/", 2)[0]; {
	case path.Ext(name) == ".md":
		return nil
	case path.Ext(name) != ".yaml":
		return fmt.Errorf("%s: files of knowledge end in .yaml", name)
	case folder == "causes":
		c, err := Load(name, text)
		if c != nil && c.root != nil {
			d.Causes = append(d.Causes, c)
		}
		return err
	case folder == "codes":
		return rows(d, name, text, &d.Codes)
	case folder == "events":
		return rows(d, name, text, &d.Events)
	case folder == "writers" || name == "writers.yaml":
		return rows(d, name, text, &d.Writers)
	}
	switch folder := strings.SplitN(strings.TrimSuffix(name, ".yaml"), "/", 2)[0]; folder {
	case "routines":
		return rows(d, name, text, &d.Routines)
	case "services":
		return rows(d, name, text, &d.Services)
	case "providers":
		return rows(d, name, text, &d.Providers)
	case "classes":
		return rows(d, name, text, &d.Classes)
	case "programs":
		return rows(d, name, text, &d.Programs)
	case "states":
		return rows(d, name, text, &d.States)
	case "articles":
		return rows(d, name, text, &d.Articles)
	case "messages":
		return rows(d, name, text, &d.Messages)
	}
	return fmt.Errorf(
		"%s: no folder or file of knowledge has that name; there are causes/, codes/, events/, writers/, "+
			"routines.yaml, services.yaml, providers.yaml, classes.yaml, programs.yaml, articles.yaml, states.yaml, "+
			"messages/",
		name,
	)
}

// rows reads a list and notes where each row stands.
func rows[T any](d *Data, name string, text []byte, into *[]T) error {
	var list []T
	root, err := strictYAML(name, text, &list)
	if err != nil {
		return err
	}
	at := len(*into)
	*into = append(*into, list...)
	for i := range list {
		d.places[key(reflect.TypeFor[T](), at+i)] = fmt.Sprintf("%s:%d", name, strictyaml.Line(root, fmt.Sprint(i)))
	}
	return nil
}

type rowKey struct {
	of reflect.Type
	at int
}

func key(t reflect.Type, at int) rowKey { return rowKey{t, at} }

// placeOf says where a row of a list stands.
func placeOf[T any](d *Data, at int) string { return d.places[key(reflect.TypeFor[T](), at)] }

// UnmarshalYAML lets codes be written as they are met: 0x80042306 or -1022.
func (c *Code) UnmarshalYAML(n *yaml.Node) error {
	var number Numbers
	rest := *n
	rest.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "code" {
			rest.Content = append(rest.Content, n.Content[i], n.Content[i+1])
		} else if err := number.UnmarshalYAML(n.Content[i+1]); err != nil {
			return err
		}
	}
	type plain Code
	if err := rest.Decode((*plain)(c)); err != nil {
		return err
	}
	if len(number) != 1 {
		return fmt.Errorf("line %d: code: one number expected, such as 0x80042306, 5 or -1022", n.Line)
	}
	c.Value = number[0]
	return nil
}

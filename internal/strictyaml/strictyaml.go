// Package strictyaml reads YAML files that people write: every error has file and line,
// and an unknown field is an error.
package strictyaml

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decode decodes one document into value, a pointer to a struct or a slice. Every error
// bears file and line; a field that the struct has not is one, in the words of unknown,
// which gets the fields that there are.
func Decode(
	name string,
	data []byte,
	value any,
	unknown func(key, value *yaml.Node, known []string) string,
) (*yaml.Node, error) {
	var root yaml.Node
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	if err := dec.Decode(&root); err != nil {
		return nil, yamlError(name, err)
	}
	if err := dec.Decode(&yaml.Node{}); err == nil {
		return nil, fmt.Errorf("%s: a second document found; one file holds one", name)
	}
	var errs []error
	unknownFields(&root, reflect.TypeOf(value), func(key, value *yaml.Node, known []string) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", name, key.Line, unknown(key, value, known)))
	})
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if err := root.Decode(value); err != nil {
		return nil, yamlError(name, err)
	}
	return &root, nil
}

// Line finds where a path such as steps.0.do stands in a document, or the nearest above it;
// 1 without a document.
func Line(node *yaml.Node, at string) int {
	if node == nil {
		return 1
	}
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	line := max(node.Line, 1)
	for _, part := range strings.Split(at, ".") {
		var next *yaml.Node
		switch node.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(node.Content); i += 2 {
				if node.Content[i].Value == part {
					next, line = node.Content[i+1], node.Content[i].Line
				}
			}
		case yaml.SequenceNode:
			var n int
			if _, err := fmt.Sscan(part, &n); err == nil && n >= 0 && n < len(node.Content) {
				next, line = node.Content[n], node.Content[n].Line
			}
		}
		if next == nil {
			break
		}
		node = next
	}
	return line
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line ([0-9]+): `)

// yamlError puts the line of a decoder's error where it is looked for.
func yamlError(name string, err error) error {
	var many *yaml.TypeError
	if !errors.As(err, &many) {
		return errors.New(yamlPlace(name, err.Error()))
	}
	errs := make([]error, len(many.Errors))
	for i, e := range many.Errors {
		errs[i] = errors.New(yamlPlace(name, e))
	}
	return errors.Join(errs...)
}

func yamlPlace(name, text string) string {
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		return name + ":" + m[1] + ": " + text[len(m[0]):]
	}
	return name + ": " + text
}

// unknownFields walks a document along the type that it is to fill.
func unknownFields(n *yaml.Node, t reflect.Type, bad func(key, value *yaml.Node, known []string)) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode {
		return // looked at where its anchor stands
	}
	switch {
	case n.Kind == yaml.DocumentNode:
		for _, c := range n.Content {
			unknownFields(c, t, bad)
		}
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, c := range n.Content {
			unknownFields(c, t.Elem(), bad)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct && t != reflect.TypeFor[yaml.Node]():
		fields := map[string]reflect.Type{}
		known := yamlFields(t, nil, fields)
		for i := 0; i+1 < len(n.Content); i += 2 {
			if f := fields[n.Content[i].Value]; f != nil {
				unknownFields(n.Content[i+1], f, bad)
			} else {
				bad(n.Content[i], n.Content[i+1], known)
			}
		}
	}
}

// yamlFields collects the names that a struct knows, with those of inlined ones.
func yamlFields(t reflect.Type, known []string, types map[string]reflect.Type) []string {
	for i := range t.NumField() {
		switch tag := t.Field(i).Tag.Get("yaml"); tag {
		case "", "-":
		case ",inline":
			known = yamlFields(t.Field(i).Type, known, types)
		default:
			known = append(known, tag)
			types[tag] = t.Field(i).Type
		}
	}
	return known
}

package eventjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// kind is what a JSON value is.
type kind uint8

const (
	null kind = iota
	text
	number // and true and false: text as it stands in the file
	object
	array
)

// value is a JSON value that keeps the order of an object's members, which
// stands for the order of an event's data.
type value struct {
	kind    kind
	text    string
	members []member
	items   []value
}

type member struct {
	name  string
	value value
}

// get returns the member at a dotted path: nested, or flattened to one name.
func (v *value) get(path string) *value {
	if v == nil || v.kind != object {
		return nil
	}
	for i := range v.members {
		name := v.members[i].name
		if name == path {
			return &v.members[i].value
		}
		if rest, ok := strings.CutPrefix(path, name); ok && strings.HasPrefix(rest, ".") {
			if found := v.members[i].value.get(rest[1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

// below returns the members of the object at path, whether nested or flattened.
func (v *value) below(path string) []member {
	if found := v.get(path); found != nil {
		return found.members
	}
	var all []member
	for _, m := range v.members {
		if rest, ok := strings.CutPrefix(m.name, path+"."); ok {
			all = append(all, member{rest, m.value})
		}
	}
	return all
}

// scalar returns the text of a value that is no object or array. Some writers
// wrap it: {"Value": ...}, {"value": ...}, {"#text": ...}.
func (v *value) scalar() (string, bool) {
	if v == nil {
		return "", false
	}
	switch v.kind {
	case null, text, number:
		return v.text, true
	case object:
		for _, name := range []string{"#text", "Value", "value"} {
			if inner := v.get(name); inner != nil && inner.kind != object && inner.kind != array {
				return inner.text, true
			}
		}
	}
	return "", false
}

// errShort says that the text ends inside of a value.
var errShort = errors.New("the end of the file inside of a value")

// maxDepth is how deep values may be nested; events need about 8.
const maxDepth = 64

// parseValue reads the value that b begins with and returns its length.
func parseValue(b []byte) (v value, n int, err error) {
	p := parser{b: b}
	v, err = p.value(0)
	return v, p.i, err
}

type parser struct {
	b []byte
	i int
}

func (p *parser) fail(expected string) error {
	return fmt.Errorf("expected %s, found %q", expected, p.b[p.i:min(len(p.b), p.i+20)])
}

func (p *parser) space() {
	for p.i < len(p.b) && strings.IndexByte(" \t\r\n", p.b[p.i]) >= 0 {
		p.i++
	}
}

// next returns the next byte that is no space, without taking it.
func (p *parser) next() (byte, error) {
	if p.space(); p.i >= len(p.b) {
		return 0, errShort
	}
	return p.b[p.i], nil
}

func (p *parser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, p.fail(fmt.Sprintf("at most %d values in one another", maxDepth))
	}
	c, err := p.next()
	if err != nil {
		return value{}, err
	}
	switch c {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		s, err := p.string()
		return value{kind: text, text: s}, err
	}
	return p.literal()
}

func (p *parser) object(depth int) (v value, err error) {
	v.kind = object
	p.i++
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == '}':
			p.i++
			return v, nil
		case !first && c != ',':
			return v, p.fail(", or }")
		case !first:
			p.i++
			if c, err = p.next(); err != nil {
				return v, err
			}
		}
		if c != '"' {
			return v, p.fail("a name")
		}
		var m member
		if m.name, err = p.string(); err != nil {
			return v, err
		}
		if c, err = p.next(); err != nil {
			return v, err
		}
		if c != ':' {
			return v, p.fail(":")
		}
		p.i++
		if m.value, err = p.value(depth + 1); err != nil {
			return v, err
		}
		v.members = append(v.members, m)
	}
}

func (p *parser) array(depth int) (v value, err error) {
	v.kind = array
	p.i++
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == ']':
			p.i++
			return v, nil
		case !first && c != ',':
			return v, p.fail(", or ]")
		case !first:
			p.i++
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return v, err
		}
		v.items = append(v.items, item)
	}
}

// string reads a quoted string. Raw control characters, which JSON forbids and
// some writers leave in, are taken as they are.
func (p *parser) string() (string, error) {
	start, escaped := p.i, false
	for p.i++; p.i < len(p.b); p.i++ {
		switch p.b[p.i] {
		case '\\':
			escaped = true
			p.i++
		case '"':
			p.i++
			raw := p.b[start:p.i]
			if !escaped {
				return string(raw[1 : len(raw)-1]), nil
			}
			var s string
			if err := json.Unmarshal(withoutControls(raw), &s); err != nil {
				p.i = start
				return "", p.fail("a string")
			}
			return s, nil
		}
	}
	return "", errShort
}

// withoutControls escapes raw control characters in a quoted string.
func withoutControls(raw []byte) []byte {
	var out []byte
	for i, c := range raw {
		if c < ' ' && out == nil {
			out = append(make([]byte, 0, 2*len(raw)), raw[:i]...)
		}
		switch {
		case c < ' ':
			out = fmt.Appendf(out, `\u%04x`, c)
		case out != nil:
			out = append(out, c)
		}
	}
	if out == nil {
		return raw
	}
	return out
}

func (p *parser) literal() (value, error) {
	start := p.i
	for p.i < len(p.b) && strings.IndexByte(" \t\r\n,]}", p.b[p.i]) < 0 {
		p.i++
	}
	if p.i == len(p.b) {
		return value{}, errShort
	}
	word := string(p.b[start:p.i])
	switch {
	case word == "null":
		return value{}, nil
	case word == "true" || word == "false" || json.Valid([]byte(word)):
		return value{kind: number, text: word}, nil
	}
	p.i = start
	return value{}, p.fail("a value")
}

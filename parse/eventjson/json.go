package eventjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
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

// parseValue reads the value that b begins with and returns its length. Its texts refer to b.
func parseValue(b []byte) (v value, n int, err error) { return new(parser).parse(b) }

// parser reads one value after the other. What it returns holds until the next one.
type parser struct {
	b       []byte
	i       int
	pending []member // of the objects that are being read, the outermost first
	members slab[member]
	items   slab[value]
	listed  []value // of the arrays that are being read
	names   map[string]string
}

// slab is room for parts of a value, used again for the next one.
type slab[T any] struct{ room []T }

// keep returns a copy of all.
func (s *slab[T]) keep(all []T) []T {
	if len(all) == 0 {
		return nil
	}
	if cap(s.room)-len(s.room) < len(all) { // what was handed out stays where it is
		s.room = make([]T, 0, max(64, 2*cap(s.room), len(all)))
	}
	from := len(s.room)
	s.room = append(s.room, all...)
	return s.room[from:len(s.room):len(s.room)]
}

// mostRoom is how many parts are held for the next value; few events have so many.
const mostRoom = 4096

func (s *slab[T]) reset() {
	if cap(s.room) > mostRoom {
		s.room = nil
	}
	clear(s.room)
	s.room = s.room[:0]
}

// parse reads the value that b begins with and returns its length. Its texts refer to b.
func (p *parser) parse(b []byte) (v value, n int, err error) {
	p.b, p.i, p.pending, p.listed = b, 0, p.pending[:0], p.listed[:0]
	p.members.reset()
	p.items.reset()
	v, err = p.value(0)
	return v, p.i, err
}

// mostNames is how many names of members are kept.
const mostNames = 1024

// name reads the name of a member. The tools write the same ones in each event.
func (p *parser) name() (string, error) {
	s, err := p.string()
	if err != nil {
		return s, err
	}
	if known, ok := p.names[s]; ok {
		return known, nil
	}
	if p.names == nil || len(p.names) >= mostNames {
		p.names = map[string]string{}
	}
	s = strings.Clone(s)
	p.names[s] = s
	return s, nil
}

func (p *parser) fail(expected string) error {
	return fmt.Errorf("expected %s, found %q", expected, p.b[p.i:min(len(p.b), p.i+20)])
}

func (p *parser) space() {
	for p.i < len(p.b) && isSpace(p.b[p.i]) {
		p.i++
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

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
	from := len(p.pending)
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == '}':
			p.i++
			v.members = p.members.keep(p.pending[from:])
			p.pending = p.pending[:from]
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
		if m.name, err = p.name(); err != nil {
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
		p.pending = append(p.pending, m)
	}
}

func (p *parser) array(depth int) (v value, err error) {
	v.kind = array
	p.i++
	from := len(p.listed)
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == ']':
			p.i++
			v.items = p.items.keep(p.listed[from:])
			p.listed = p.listed[:from]
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
		p.listed = append(p.listed, item)
	}
}

// string reads a quoted string. Raw control characters, which JSON forbids and
// some writers leave in, are taken as they are.
func (p *parser) string() (string, error) {
	start := p.i
	p.i++
	if end := bytes.IndexByte(p.b[p.i:], '"'); end < 0 {
		return "", errShort
	} else if raw := p.b[p.i : p.i+end]; bytes.IndexByte(raw, '\\') < 0 {
		p.i += end + 1
		return parse.Borrow(raw), nil
	}
	for ; p.i < len(p.b); p.i++ {
		switch p.b[p.i] {
		case '\\':
			p.i++
		case '"':
			p.i++
			s, err := unescaped(p.b[start:p.i])
			if err != nil {
				p.i = start
				return "", p.fail("a string")
			}
			return s, nil
		}
	}
	return "", errShort
}

// unescaped undoes the escapes in a quoted string.
func unescaped(raw []byte) (s string, err error) {
	if out, ok := simple(raw[1 : len(raw)-1]); ok {
		return out, nil
	}
	err = json.Unmarshal(withoutControls(raw), &s)
	return s, err
}

// simple undoes the escapes of one character, which paths and line breaks have.
func simple(raw []byte) (string, bool) {
	if !utf8.Valid(raw) {
		return "", false
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' {
			i++
			if c = escapes[raw[i]]; c == 0 {
				return "", false
			}
		}
		out = append(out, c)
	}
	return parse.Borrow(out), true
}

// escapes are what stands behind the backslash, and what it means; 0 for all else.
var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

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

// isWhole reports whether a word is a whole number as JSON writes them.
func isWhole(word string) bool {
	for i := 0; i < len(word); i++ {
		if word[i] < '0' || word[i] > '9' {
			return false
		}
	}
	return word != "" && (word[0] != '0' || len(word) == 1)
}

func (p *parser) literal() (value, error) {
	start := p.i
	for p.i < len(p.b) && !isSpace(p.b[p.i]) && p.b[p.i] != ',' && p.b[p.i] != ']' && p.b[p.i] != '}' {
		p.i++
	}
	if p.i == len(p.b) {
		return value{}, errShort
	}
	word := parse.Borrow(p.b[start:p.i])
	switch {
	case word == "null":
		return value{}, nil
	case word == "true" || word == "false" || isWhole(word) || json.Valid([]byte(word)):
		return value{kind: number, text: word}, nil
	}
	p.i = start
	return value{}, p.fail("a value")
}

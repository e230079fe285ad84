// Package jsonvalue reads JSON as programs write it into logs: members keep their order, raw control
// characters in strings are taken as they are, and texts refer to the bytes that were read, so that a
// value costs next to nothing beside those.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/vsslog/vsslog/parse"
)

// Kind is what a JSON value is.
type Kind uint8

// The kinds of JSON values.
const (
	Null Kind = iota
	Text
	Number // and true and false: text as in the file
	Object
	Array
)

// Value is a JSON value that keeps the order of an object's members.
type Value struct {
	Kind    Kind
	Text    string   // of a text without its escapes, of a number as in the file
	Members []Member // of an object
	Items   []Value  // of an array
}

// Member is a name of an object with its value.
type Member struct {
	Name  string
	Value Value
}

// Get returns the member at a dotted path: nested, or flattened to one name.
func (v *Value) Get(path string) *Value {
	if v == nil || v.Kind != Object {
		return nil
	}
	for i := range v.Members {
		name := v.Members[i].Name
		if name == path {
			return &v.Members[i].Value
		}
		if rest, ok := strings.CutPrefix(path, name); ok && strings.HasPrefix(rest, ".") {
			if found := v.Members[i].Value.Get(rest[1:]); found != nil {
				return found
			}
		}
	}
	return nil
}

// Below returns the members of the object at path, whether nested or flattened.
func (v *Value) Below(path string) []Member {
	if found := v.Get(path); found != nil {
		return found.Members
	}
	var all []Member
	for _, m := range v.Members {
		if rest, ok := strings.CutPrefix(m.Name, path+"."); ok {
			all = append(all, Member{rest, m.Value})
		}
	}
	return all
}

// Scalar returns the text of a value that is no object or array. Some writers
// wrap it: {"Value": ...}, {"value": ...}, {"#text": ...}.
func (v *Value) Scalar() (string, bool) {
	if v == nil {
		return "", false
	}
	switch v.Kind {
	case Null, Text, Number:
		return v.Text, true
	case Object:
		for _, name := range []string{"#text", "Value", "value"} {
			if inner := v.Get(name); inner != nil && inner.Kind != Object && inner.Kind != Array {
				return inner.Text, true
			}
		}
	}
	return "", false
}

// ErrShort says that the text ends inside of a value.
var ErrShort = errors.New("the end of the file inside of a value")

// maxDepth is how deep values may be nested; events need about 8.
const maxDepth = 64

// Parse reads the value that b begins with and returns its length in bytes. Its texts refer to b. The
// error says what was expected, and at which byte; it is ErrShort where b ends inside of the value.
func Parse(b []byte) (v Value, n int, err error) { return new(Parser).Parse(b) }

// Parser reads one value after the other. What it returns holds until the next one.
type Parser struct {
	b       []byte
	i       int
	pending []Member // of the objects that are being read, the outermost first
	members slab[Member]
	items   slab[Value]
	listed  []Value // of the arrays that are being read
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

// Parse reads the value that b begins with and returns its length. Its texts refer to b.
func (p *Parser) Parse(b []byte) (v Value, n int, err error) {
	p.b, p.i, p.pending, p.listed = b, 0, p.pending[:0], p.listed[:0]
	p.members.reset()
	p.items.reset()
	v, err = p.value(0)
	return v, p.i, err
}

// mostNames is how many names of members are kept.
const mostNames = 1024

// name reads the name of a member. The tools write the same ones in each event.
func (p *Parser) name() (string, error) {
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

func (p *Parser) fail(expected string) error {
	return fmt.Errorf("expected %s, found %q", expected, p.b[p.i:min(len(p.b), p.i+20)])
}

func (p *Parser) space() {
	for p.i < len(p.b) && IsSpace(p.b[p.i]) {
		p.i++
	}
}

// IsSpace reports whether c stands between values without a meaning.
func IsSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// next returns the next byte that is no space, without taking it.
func (p *Parser) next() (byte, error) {
	if p.space(); p.i >= len(p.b) {
		return 0, ErrShort
	}
	return p.b[p.i], nil
}

func (p *Parser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, p.fail(fmt.Sprintf("at most %d values in one another", maxDepth))
	}
	c, err := p.next()
	if err != nil {
		return Value{}, err
	}
	switch c {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		s, err := p.string()
		return Value{Kind: Text, Text: s}, err
	}
	return p.literal()
}

func (p *Parser) object(depth int) (v Value, err error) {
	v.Kind = Object
	p.i++
	from := len(p.pending)
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == '}':
			p.i++
			v.Members = p.members.keep(p.pending[from:])
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
		var m Member
		if m.Name, err = p.name(); err != nil {
			return v, err
		}
		if c, err = p.next(); err != nil {
			return v, err
		}
		if c != ':' {
			return v, p.fail(":")
		}
		p.i++
		if m.Value, err = p.value(depth + 1); err != nil {
			return v, err
		}
		p.pending = append(p.pending, m)
	}
}

func (p *Parser) array(depth int) (v Value, err error) {
	v.Kind = Array
	p.i++
	from := len(p.listed)
	for first := true; ; first = false {
		c, err := p.next()
		switch {
		case err != nil:
			return v, err
		case c == ']':
			p.i++
			v.Items = p.items.keep(p.listed[from:])
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
func (p *Parser) string() (string, error) {
	start := p.i
	p.i++
	if end := bytes.IndexByte(p.b[p.i:], '"'); end < 0 {
		return "", ErrShort
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
	return "", ErrShort
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

func (p *Parser) literal() (Value, error) {
	start := p.i
	for p.i < len(p.b) && !IsSpace(p.b[p.i]) && p.b[p.i] != ',' && p.b[p.i] != ']' && p.b[p.i] != '}' {
		p.i++
	}
	if p.i == len(p.b) {
		return Value{}, ErrShort
	}
	word := parse.Borrow(p.b[start:p.i])
	switch {
	case word == "null":
		return Value{}, nil
	case word == "true" || word == "false" || isWhole(word) || json.Valid([]byte(word)):
		return Value{Kind: Number, Text: word}, nil
	}
	p.i = start
	return Value{}, p.fail("a value")
}
